//! The circles around each point, by growing distance.

use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::space::coverage::metre::in_space;
use geo::Point;

/// Places, and the people who may be in a circle.
pub(super) struct Circles<'a> {
    at: Vec<[f64; 3]>,
    population: &'a [f64],
    people: f64,
    most: f64,
}

/// A circle: its number of units, nearest first, its people, the square of its straight radius.
#[derive(Debug, Clone, Copy)]
pub(super) struct Window {
    pub units: usize,
    pub people: f64,
    pub reach: f64,
}

/// Squares of distances this near to each other, relatively, are equal.
const TIE: f64 = 2e-9;
/// Units first looked at around a centre; four times as many each time these are not enough.
const FIRST: usize = 64;

impl<'a> Circles<'a> {
    pub(super) fn new(
        points: &[Point<f64>],
        measure: Measure,
        population: &'a [f64],
        share: f64,
    ) -> Result<Self> {
        if points.len() != population.len() {
            return Err(Error::engine(format!(
                "{} points for {} units",
                points.len(),
                population.len()
            )));
        }
        if !(share > 0.0 && share <= 0.5) {
            return Err(Error::study(format!(
                "a circle may hold {share} of the people, which is not above 0 and at most 0.5"
            ))
            .remedy("give a share such as 0.5 or 0.25"));
        }
        let lost = |p: &Point<f64>| !(p.x().is_finite() && p.y().is_finite());
        if let Some(i) = points.iter().position(lost) {
            return Err(Error::input("a unit has no place")
                .row(i + 1)
                .remedy("draw its polygon, or leave the unit out"));
        }
        let people: f64 = population.iter().sum();
        Ok(Self {
            at: points
                .iter()
                .map(|&p| in_space(p.into(), measure))
                .collect(),
            population,
            people,
            most: share * people * (1.0 + 1e-12),
        })
    }

    pub(super) fn people(&self) -> f64 {
        self.people
    }

    /// The square of the straight distance between two units.
    pub(super) fn square(&self, a: usize, b: usize) -> f64 {
        let (a, b) = (self.at[a], self.at[b]);
        (0..3).map(|k| (a[k] - b[k]).powi(2)).sum()
    }

    /// Calls `each` with the units that join and the circle they make, from the smallest circle to the last with people that is
    /// small enough, until it returns false. `near` is working space, and holds the units by distance after.
    pub(super) fn around(
        &self,
        centre: usize,
        near: &mut Vec<(f64, u32)>,
        mut each: impl FnMut(&[(f64, u32)], &Window) -> bool,
    ) {
        near.clear();
        near.extend((0..self.at.len()).map(|i| (self.square(centre, i), i as u32)));
        let n = near.len();
        let (mut sorted, mut people, mut done, mut told) = (0, 0.0, 0, 0);
        while done < n {
            let group = near[done..sorted]
                .iter()
                .position(|(d, _)| *d > near[done].0 * (1.0 + TIE))
                .map(|length| done + length);
            // a group that ends with what is sorted may go on
            let end = match group {
                Some(end) => end,
                None if sorted == n => n,
                None => {
                    let more = if sorted == 0 { FIRST } else { 4 * sorted }.min(n);
                    let by =
                        |a: &(f64, u32), b: &(f64, u32)| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1));
                    if more < n {
                        near[sorted..].select_nth_unstable_by(more - sorted, by);
                    }
                    near[sorted..more].sort_unstable_by(by);
                    sorted = more;
                    continue;
                }
            };
            for (_, i) in &near[done..end] {
                people += self.population[*i as usize];
            }
            done = end;
            if people > self.most {
                return;
            }
            let window = Window {
                units: end,
                people,
                reach: near[end - 1].0,
            };
            if people > 0.0 {
                if !each(&near[told..end], &window) {
                    return;
                }
                told = end;
            }
        }
    }
}
