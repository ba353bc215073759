//! Numbers of one set of areas brought to another by the ground they share (Goodchild and Lam 1980).

use crate::error::{Error, Result};
use crate::space::overlay::Shared;

/// A source covered up to this share is covered whole: overlays are cut on a grid.
const DUST: f64 = 1e-6;

/// What becomes of the part of a source that no target covers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Uncovered {
    /// Its share of the number goes to no target, and is told.
    Kept,
    /// The targets that cover the rest take it too.
    Spread,
}

/// The ground shared by n sources and k targets, ready to carry any number of columns.
#[derive(Debug, Clone)]
pub struct Overlay {
    shared: Vec<Shared>,
    sources: Vec<f64>,
    targets: usize,
    /// Pieces left out as slivers.
    pub slivers: usize,
}

/// A column of targets, and what became of that of the sources.
#[derive(Debug, Clone, PartialEq)]
pub struct Carried {
    /// k values; missing where no source with a value covers the target.
    pub values: Vec<Option<f64>>,
    /// n numbers that reached targets; for intensive columns the value itself where it reached any.
    pub placed: Vec<Option<f64>>,
    /// Sum over the sources.
    pub put_in: f64,
    /// Sum over the targets.
    pub came_out: f64,
    /// What reached no target.
    pub left: f64,
    /// Sources whose targets weigh nothing, shared by area instead.
    pub by_area: usize,
    /// Sources with a rate but without the count it is of, which count nowhere.
    pub unweighed: usize,
    /// Targets under a rate that none of the counts it is of falls into: without a value.
    pub nobody: usize,
}

/// Sources without a value, which count nowhere, and what that leaves of the targets.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Gaps {
    /// Positions of the sources, ascending.
    pub sources: Vec<usize>,
    /// Targets on the ground of one of them.
    pub targets: usize,
    /// Those of the targets that have a value, of other sources alone.
    pub partial: usize,
}

/// What rates are of, and how it is shared out to targets.
#[derive(Debug, Clone, Copy)]
pub struct Of<'a> {
    /// n counts of the sources, from 0 up, such as the people of whom a rate is a share.
    pub counts: &'a [Option<f64>],
    /// k densities of a weight of the targets.
    pub density: Option<&'a [f64]>,
    /// As of the counts themselves.
    pub uncovered: Uncovered,
}

/// A number a shared piece, where its source has one.
struct Parts {
    of_piece: Vec<Option<f64>>,
    /// n numbers that reached targets.
    placed: Vec<Option<f64>>,
    by_area: usize,
}

impl Overlay {
    /// Takes n areas of sources, the number of targets, and what they share in any order; pieces below `sliver` times the source's area are left
    /// out where the source has a larger one.
    ///
    /// # Errors
    /// Areas that are not finite or below 0.
    pub fn new(
        sources: Vec<f64>,
        targets: usize,
        mut shared: Vec<Shared>,
        sliver: f64,
    ) -> Result<Self> {
        let wrong = sources.iter().any(|a| !a.is_finite() || *a < 0.0)
            || shared.iter().any(|s| !s.area.is_finite());
        if wrong {
            return Err(Error::input("an area cannot be measured")
                .remedy("repair the geometry of both layers"));
        }
        let all = shared.len();
        let mut largest = vec![0.0_f64; sources.len()];
        for piece in &shared {
            largest[piece.source] = largest[piece.source].max(piece.area);
        }
        shared.retain(|s| {
            s.area > 0.0 && (s.area >= sliver * sources[s.source] || s.area == largest[s.source])
        });
        let slivers = all - shared.len();
        shared.sort_by_key(|s| (s.source, s.target));
        Ok(Self {
            shared,
            sources,
            targets,
            slivers,
        })
    }

    /// n shares of each source's area that targets cover.
    pub fn covered(&self) -> Vec<f64> {
        let mut covered = vec![0.0; self.sources.len()];
        for piece in &self.shared {
            covered[piece.source] += piece.area;
        }
        for (covered, whole) in covered.iter_mut().zip(&self.sources) {
            *covered = if *whole > 0.0 { *covered / whole } else { 0.0 };
        }
        covered
    }

    /// k areas of each target that sources cover.
    pub fn reached(&self) -> Vec<f64> {
        let mut reached = vec![0.0; self.targets];
        for piece in &self.shared {
            reached[piece.target] += piece.area;
        }
        reached
    }

    /// What n values lack, and which of the targets that they were carried to show it.
    pub fn gaps(&self, values: &[Option<f64>], carried: &Carried) -> Gaps {
        let missing = |&i: &usize| values[i].is_none();
        let mut touched = vec![false; self.targets];
        for piece in self.shared.iter().filter(|piece| missing(&piece.source)) {
            touched[piece.target] = true;
        }
        let pairs = || touched.iter().zip(&carried.values).filter(|(own, _)| **own);
        Gaps {
            sources: (0..values.len()).filter(missing).collect(),
            targets: pairs().count(),
            partial: pairs().filter(|(_, value)| value.is_some()).count(),
        }
    }

    /// Shares each source out by area, or by area times density; parts add up to what was placed.
    fn parts(
        &self,
        values: &[Option<f64>],
        density: Option<&[f64]>,
        uncovered: Uncovered,
    ) -> Parts {
        let mut of_piece = Vec::with_capacity(self.shared.len());
        let mut placed = vec![None; self.sources.len()];
        let mut by_area = 0;
        for pieces in self.shared.chunk_by(|a, b| a.source == b.source) {
            let source = pieces[0].source;
            let Some(value) = values[source] else {
                of_piece.extend(pieces.iter().map(|_| None));
                continue;
            };
            let covered: f64 = pieces.iter().map(|s| s.area).sum();
            let whole = self.sources[source];
            let mass = match uncovered {
                Uncovered::Spread => value,
                Uncovered::Kept if covered < (1.0 - DUST) * whole => value * (covered / whole),
                Uncovered::Kept => value,
            };
            let dense = |s: &Shared| density.map_or(s.area, |d| s.area * d[s.target]);
            let weight: f64 = pieces.iter().map(dense).sum();
            by_area += usize::from(weight <= 0.0);
            let share = |s: &Shared| {
                if weight > 0.0 {
                    dense(s) / weight
                } else {
                    s.area / covered
                }
            };
            // the largest part takes what rounding left, so that parts add up
            let largest = (0..pieces.len()).fold(0, |best, k| {
                if share(&pieces[k]) > share(&pieces[best]) {
                    k
                } else {
                    best
                }
            });
            let others = pieces.iter().enumerate().filter(|(k, _)| *k != largest);
            let others: f64 = others.map(|(_, piece)| mass * share(piece)).sum();
            of_piece.extend(pieces.iter().enumerate().map(|(k, piece)| {
                Some(if k == largest {
                    mass - others
                } else {
                    mass * share(piece)
                })
            }));
            placed[source] = Some(mass);
        }
        Parts {
            of_piece,
            placed,
            by_area,
        }
    }

    /// Carries counts, which add up: each source is shared out by area, or by area times the density of a weight of the targets (dasymetric).
    /// Mass is kept: what went in is what came out and what is left.
    pub fn extensive(
        &self,
        values: &[Option<f64>],
        density: Option<&[f64]>,
        uncovered: Uncovered,
    ) -> Carried {
        let parts = self.parts(values, density, uncovered);
        let mut made = vec![None; self.targets];
        for (piece, part) in self.shared.iter().zip(&parts.of_piece) {
            if let Some(part) = part {
                *made[piece.target].get_or_insert(0.0) += part;
            }
        }
        let left = values
            .iter()
            .zip(&parts.placed)
            .filter_map(|(v, p)| Some((*v)? - p.unwrap_or(0.0)))
            .sum();
        Carried {
            put_in: values.iter().flatten().sum(),
            came_out: made.iter().flatten().sum(),
            values: made,
            placed: parts.placed,
            left,
            by_area: parts.by_area,
            unweighed: 0,
            nobody: 0,
        }
    }

    /// Carries rates, which do not add up: each target has the mean of its sources by shared area or, where it is known what the rates are of, by
    /// the part of that count that falls into the shared piece, so that rate times count adds up.
    ///
    /// A weight of the targets alone would say nothing: spread evenly over a target it falls into its pieces as their area does.
    pub fn intensive(&self, values: &[Option<f64>], of: Option<Of>) -> Carried {
        let counted = of.map(|of| -> Vec<Option<f64>> {
            let pairs = values.iter().zip(of.counts);
            pairs.map(|(value, count)| value.and(*count)).collect()
        });
        let parts = match (of, &counted) {
            (Some(of), Some(counted)) => self.parts(counted, of.density, of.uncovered),
            _ => Parts {
                of_piece: self.shared.iter().map(|piece| Some(piece.area)).collect(),
                placed: vec![None; values.len()],
                by_area: 0,
            },
        };
        let mut sums = vec![(0.0, 0.0); self.targets];
        let mut ends = vec![(f64::INFINITY, f64::NEG_INFINITY); self.targets];
        let mut placed = vec![None; self.sources.len()];
        for (piece, part) in self.shared.iter().zip(&parts.of_piece) {
            if let (Some(value), Some(part)) = (values[piece.source], *part) {
                let (sum, whole) = &mut sums[piece.target];
                *sum += value * part;
                *whole += part;
                let (low, high) = &mut ends[piece.target];
                (*low, *high) = (low.min(value), high.max(value));
                placed[piece.source] = Some(value);
            }
        }
        // rounding takes no mean out of the values it is of: one value everywhere stays that value
        let mean = |((sum, whole), (low, high)): (&(f64, f64), &(f64, f64))| {
            (*whole > 0.0).then(|| (sum / whole).max(*low).min(*high))
        };
        let made: Vec<Option<f64>> = sums.iter().zip(&ends).map(mean).collect();
        let came_out = sums
            .iter()
            .zip(&made)
            .map(|((_, whole), v)| v.map_or(0.0, |v| v * whole))
            .sum();
        let (put_in, left) = match &counted {
            Some(counted) => {
                let mut both = (0.0, 0.0);
                for ((value, count), there) in values.iter().zip(counted).zip(&parts.placed) {
                    if let (Some(value), Some(count)) = (value, count) {
                        both.0 += value * count;
                        both.1 += value * (count - there.unwrap_or(0.0));
                    }
                }
                both
            }
            None => {
                let of = |s: &Shared| values[s.source].map_or(0.0, |v| v * s.area);
                (self.shared.iter().map(of).sum(), 0.0)
            }
        };
        let with = values.iter().flatten().count();
        let weighed = counted.map_or(with, |counted| counted.iter().flatten().count());
        let under = ends.iter().zip(&made);
        Carried {
            placed,
            put_in,
            came_out,
            left,
            by_area: parts.by_area,
            unweighed: with - weighed,
            nobody: under
                .filter(|((low, _), value)| low.is_finite() && value.is_none())
                .count(),
            values: made,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn two_on_three() -> Overlay {
        // sources of 4 and 6; targets share 2 and 2, 3 and 2; 1 of the second is under none; the third target is under nothing
        let piece = |source, target, area| Shared {
            source,
            target,
            area,
        };
        let shared = vec![
            piece(1, 1, 3.0),
            piece(0, 0, 2.0),
            piece(1, 0, 2.0),
            piece(0, 1, 2.0),
        ];
        Overlay::new(vec![4.0, 6.0], 3, shared, 0.0).unwrap()
    }

    #[test]
    fn a_source_without_a_value_is_no_zero() {
        let overlay = two_on_three();
        let gaps = |values: &[Option<f64>], carried: &Carried| {
            let gaps = overlay.gaps(values, carried);
            (gaps.sources, gaps.targets, gaps.partial)
        };
        let values = [None, Some(12.0)];
        let counts = overlay.extensive(&values, None, Uncovered::Kept);
        assert_eq!((counts.put_in, counts.came_out), (12.0, 10.0));
        assert_eq!(gaps(&values, &counts), (vec![0], 2, 2));
        let rates = overlay.intensive(&values, None);
        assert_eq!(gaps(&values, &rates), (vec![0], 2, 2));
        let none = [None, None];
        let nothing = overlay.extensive(&none, None, Uncovered::Spread);
        assert_eq!(gaps(&none, &nothing), (vec![0, 1], 2, 0));
        let all = [Some(0.0), Some(1.0)];
        let carried = overlay.extensive(&all, None, Uncovered::Spread);
        assert_eq!(gaps(&all, &carried), (vec![], 0, 0));
    }

    #[test]
    fn counts_rates_and_what_is_under_no_target() {
        let overlay = two_on_three();
        let values = [Some(8.0), Some(12.0)];
        let kept = overlay.extensive(&values, None, Uncovered::Kept);
        assert_eq!(kept.values, [Some(8.0), Some(10.0), None]);
        assert_eq!((kept.put_in, kept.came_out, kept.left), (20.0, 18.0, 2.0));
        let spread = overlay.extensive(&values, None, Uncovered::Spread);
        assert_eq!(spread.values, [Some(8.8), Some(11.2), None]);
        assert_eq!(spread.left, 0.0);
        let rates = overlay.intensive(&[Some(1.0), Some(3.0)], None);
        assert_eq!(rates.values, [Some(2.0), Some(2.2), None]);
        let one = overlay.intensive(&[Some(1.0), None], None);
        assert_eq!(one.values, [Some(1.0), Some(1.0), None]);
        // people stand in the second target alone
        let dense = overlay.extensive(&values, Some(&[0.0, 5.0, 0.0]), Uncovered::Spread);
        assert_eq!(dense.values, [Some(0.0), Some(20.0), None]);
        let nowhere = overlay.extensive(&values, Some(&[0.0; 3]), Uncovered::Spread);
        assert_eq!((nowhere.values, nowhere.by_area), (spread.values, 2));
    }

    #[test]
    fn rates_by_the_people_they_are_of() {
        let overlay = two_on_three();
        let rates = [Some(0.1), Some(0.5)];
        let people = [Some(100.0), Some(60.0)];
        let with = |density, uncovered| Of {
            counts: &people,
            density,
            uncovered,
        };
        let near = |found: &Carried, hand: [Option<f64>; 3]| {
            for (found, hand) in found.values.iter().zip(hand) {
                match (found, hand) {
                    (Some(found), Some(hand)) => assert!((found - hand).abs() < 1e-14, "{found}"),
                    (found, hand) => assert_eq!(*found, hand),
                }
            }
        };
        // 50 of the first go to each; of the second 20 to the first target, 30 to the second, and 10 to none
        let kept = overlay.intensive(&rates, Some(with(None, Uncovered::Kept)));
        near(&kept, [Some(15.0 / 70.0), Some(20.0 / 80.0), None]);
        assert!((kept.put_in - 40.0).abs() < 1e-12 && (kept.left - 5.0).abs() < 1e-12);
        assert!((kept.came_out - 35.0).abs() < 1e-12);
        // twice as dense in the second target: 100 and 60 part as 1 to 2, and as 2 to 6
        let density: &[f64] = &[1.0, 2.0, 1.0];
        let dense = overlay.intensive(&rates, Some(with(Some(density), Uncovered::Spread)));
        let hand = |a: f64, b: f64| Some((0.1 * a + 0.5 * b) / (a + b));
        near(
            &dense,
            [hand(100.0 / 3.0, 15.0), hand(200.0 / 3.0, 45.0), None],
        );
        assert!((dense.came_out - 40.0).abs() < 1e-12 && dense.left.abs() < 1e-12);
        // nobody lives in the first: no rate, not 0
        let empty: &[f64] = &[0.0, 1.0, 1.0];
        let nobody = overlay.intensive(&rates, Some(with(Some(empty), Uncovered::Spread)));
        near(&nobody, [None, Some(0.25), None]);
        assert_eq!(nobody.nobody, 1);
        let known = Of {
            counts: &[Some(100.0), None],
            density: None,
            uncovered: Uncovered::Spread,
        };
        let one = overlay.intensive(&rates, Some(known));
        near(&one, [Some(0.1), Some(0.1), None]);
        assert_eq!((one.unweighed, one.placed), (1, vec![Some(0.1), None]));
    }

    #[test]
    fn slivers_go_where_the_source_has_more() {
        let shared = vec![
            Shared {
                source: 0,
                target: 0,
                area: 9.99,
            },
            Shared {
                source: 0,
                target: 1,
                area: 0.01,
            },
            Shared {
                source: 1,
                target: 1,
                area: 0.01,
            },
        ];
        let overlay = Overlay::new(vec![10.0, 100.0], 2, shared, 0.01).unwrap();
        assert_eq!(overlay.slivers, 1);
        let found = overlay.extensive(&[Some(10.0), Some(5.0)], None, Uncovered::Spread);
        assert_eq!(found.values, [Some(10.0), Some(5.0)]);
    }

    proptest! {
        #[test]
        fn mass_is_kept(
            pieces in prop::collection::vec((0..6_usize, 0..5_usize, 0.01..9.0_f64), 0..25),
            values in prop::collection::vec(prop::option::of(0.0..1e6_f64), 6),
            density in prop::collection::vec(0.0..3.0_f64, 5),
            spread in any::<bool>(),
        ) {
            let mut sources = vec![1.0; 6];
            for (source, _, area) in &pieces {
                sources[*source] += area;
            }
            let shared = pieces.iter().map(|&(source, target, area)| Shared { source, target, area }).collect();
            let overlay = Overlay::new(sources, 5, shared, 0.0).unwrap();
            let how = if spread { Uncovered::Spread } else { Uncovered::Kept };
            for density in [None, Some(density.as_slice())] {
                let found = overlay.extensive(&values, density, how);
                let total = found.came_out + found.left;
                prop_assert!((total - found.put_in).abs() <= 1e-12 * found.put_in.max(1.0), "{found:?}");
                let rates: Vec<Option<f64>> = (0..6).map(|i| (i != 2).then(|| i as f64 / 7.0)).collect();
                let of = Of { counts: &values, density, uncovered: how };
                let rate = overlay.intensive(&rates, Some(of));
                prop_assert!((rate.came_out + rate.left - rate.put_in).abs() <= 1e-12 * found.put_in.max(1.0), "{rate:?}");
                let least = found.values.iter().flatten().copied().fold(0.0, f64::min);
                prop_assert!(least >= -1e-9 * found.put_in);
            }
        }
    }
}
