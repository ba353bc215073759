//! Placements to move or to add where they raise convergence most.

use super::location::Convergence;
use super::standing::Standing;
use super::sums::Sums;
use crate::base::model::Measure;
use crate::input::geometry::distance;
use geo::Point;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// What moves are looked for in.
#[derive(Debug, Clone, Copy)]
pub struct Ground<'a> {
    /// What stands and what is needed.
    pub standing: &'a Standing<'a>,
    /// Convergence of the villages as they are.
    pub convergence: &'a Convergence,
    /// The area of each village; with areas, only their villages are given anything.
    pub area: &'a [Option<u32>],
    /// n places.
    pub centres: &'a [Option<Point<f64>>],
    /// How they are measured.
    pub measure: Measure,
    /// Farthest move: metres, or units of the plane.
    pub reach: f64,
    /// Most moves, and most new placements.
    pub most: usize,
    /// The assessed year.
    pub year: Option<i32>,
}

/// A programme to bring to a village.
#[derive(Debug, Clone, PartialEq)]
pub struct Move {
    /// The lever that lacks.
    pub lever: u32,
    /// The programme; none where the catalogue has none of the lever.
    pub programme: Option<u32>,
    /// The village that it leaves; none for a new placement.
    pub from: Option<u32>,
    /// Its lever is needed there, and another programme of it stays.
    pub repeated: bool,
    /// The village that gets it.
    pub to: u32,
    /// How far that is.
    pub distance: Option<f64>,
    /// Need that is met: need of the lever where it goes. What it leaves loses nothing.
    pub gain: f64,
    /// Convergence of the village, all rows above this one done.
    pub before: f64,
    /// And with this one.
    pub after: f64,
    /// What the moved placements bring.
    pub sums: Sums,
}

/// The moves, then new placements, that meet most need, one for each village and lever that it needs and lacks; greatest gain first, moves before
/// new placements, near before far, then ascending by village and lever.
///
/// A programme may leave a village that does not need its lever (by a known need), or that keeps another of the lever; the nearest such is taken
/// within `reach`, each programme of a village once. New placements are of the programme of the lever, valid in the year, that stands in most villages of
/// the area, then in most of all, then of lowest id. Greedy by gain: since what leaves loses nothing, new placements are the best there are; moves are so when
/// no two villages want the same source. O(n log n) and the sources in the band of each village looked at.
pub fn moves(ground: &Ground) -> Vec<Move> {
    let standing = ground.standing;
    let targets = targets(ground);
    let usual = Usual::of(ground);
    let mut sources: Vec<Vec<(f64, u32, u32)>> = Vec::new();
    for lever in 0..standing.need.len() {
        sources.push(free(ground, lever));
    }
    let mut gone: BTreeSet<(u32, u32)> = BTreeSet::new();
    let mut found = Vec::new();
    let mut lacking = Vec::new();
    for target in &targets {
        let (gain, to, lever) = *target;
        let enough = found.len() == ground.most;
        let near = (!enough)
            .then(|| nearest(ground, &sources[lever as usize], to, &gone, lever))
            .flatten();
        let Some((distance, from, programme)) = near else {
            lacking.push(*target);
            continue;
        };
        gone.insert((from, programme));
        let of = |at: &&u32| standing.inventory.placements[**at as usize].programme == programme;
        let own = standing.presence.placements(from as usize);
        found.push(Move {
            lever,
            programme: Some(programme),
            from: Some(from),
            repeated: !standing.idle(lever as usize, from as usize),
            to,
            distance: Some(distance),
            gain,
            before: 0.0,
            after: 0.0,
            sums: Sums::of(standing.inventory, own.iter().filter(of)),
        });
    }
    for (gain, to, lever) in lacking.into_iter().take(ground.most) {
        found.push(Move {
            lever,
            programme: usual.programme(ground, lever, to),
            from: None,
            repeated: false,
            to,
            distance: None,
            gain,
            before: 0.0,
            after: 0.0,
            sums: Sums::default(),
        });
    }
    let far = |m: &Move| m.distance.unwrap_or(f64::INFINITY);
    found.sort_by(|a, b| {
        (b.gain.total_cmp(&a.gain))
            .then(far(a).total_cmp(&far(b)))
            .then((a.to, a.lever).cmp(&(b.to, b.lever)))
    });
    let mut met = ground.convergence.met.clone();
    for row in &mut found {
        let to = row.to as usize;
        row.before = met[to] / ground.convergence.weight[to];
        met[to] += row.gain;
        row.after = (met[to] / ground.convergence.weight[to]).min(1.0);
    }
    found
}

/// Need, village and lever of every gap, greatest need first.
fn targets(ground: &Ground) -> Vec<(f64, u32, u32)> {
    let standing = ground.standing;
    let areas = ground.area.iter().any(Option::is_some);
    let mut targets = Vec::new();
    for (lever, need) in (0..).zip(standing.need) {
        for (village, need) in (0_u32..).zip(need) {
            let at = village as usize;
            let Some(need) = need.filter(|need| *need >= standing.needed && *need > 0.0) else {
                continue;
            };
            let inside = !areas || ground.area[at].is_some();
            if inside && !standing.levers.has(lever as usize, at) {
                targets.push((need, village, lever));
            }
        }
    }
    targets.sort_by(|a, b| b.0.total_cmp(&a.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    targets
}

/// Programmes of a lever with the village they may leave, and its northing, ascending by that.
fn free(ground: &Ground, lever: usize) -> Vec<(f64, u32, u32)> {
    let standing = ground.standing;
    let mut sources = Vec::new();
    for village in 0..standing.presence.villages() {
        let Some(centre) = ground.centres[village] else {
            continue;
        };
        let of = |&&p: &&u32| standing.inventory.programmes[p as usize].lever == Some(lever as u32);
        let held = standing.presence.programmes(village).iter().filter(of);
        let held: Vec<u32> = held.copied().collect();
        if standing.idle(lever, village) || held.len() > 1 {
            sources.extend(held.into_iter().map(|p| (centre.y(), village as u32, p)));
        }
    }
    sources.sort_by(|a, b| a.0.total_cmp(&b.0).then((a.1, a.2).cmp(&(b.1, b.2))));
    sources
}

/// Metres in a degree of latitude, at least.
const DEGREE: f64 = 110_500.0;

/// The nearest source that may still leave: how far, village, programme.
fn nearest(
    ground: &Ground,
    sources: &[(f64, u32, u32)],
    to: u32,
    gone: &BTreeSet<(u32, u32)>,
    lever: u32,
) -> Option<(f64, u32, u32)> {
    let here = ground.centres[to as usize]?;
    let band = match ground.measure {
        Measure::Geodesic => ground.reach / DEGREE,
        Measure::Planar => ground.reach,
    };
    let from = sources.partition_point(|source| source.0 < here.y() - band);
    let mut best: Option<(f64, u32, u32)> = None;
    for &(y, village, programme) in &sources[from..] {
        if y > here.y() + band {
            break;
        }
        let Some(there) = ground.centres[village as usize] else {
            continue;
        };
        if beyond(ground, here, there) {
            continue;
        }
        let apart = distance(here, there, ground.measure);
        let next = (apart, village, programme);
        if apart <= ground.reach
            && best.is_none_or(|best| next < best)
            && may_leave(ground, village, programme, lever, gone)
        {
            best = Some(next);
        }
    }
    best
}

/// Whether a place is too far east or west, told cheaply.
fn beyond(ground: &Ground, here: Point<f64>, there: Point<f64>) -> bool {
    let apart = (here.x() - there.x()).abs();
    match ground.measure {
        Measure::Planar => apart > ground.reach,
        Measure::Geodesic => {
            let north = here.y().abs().max(there.y().abs()) + 1.0;
            apart < 180.0 && apart * DEGREE * north.min(90.0).to_radians().cos() > ground.reach
        }
    }
}

/// Whether a programme is still there, and is not the last of a lever that the village may need.
fn may_leave(
    ground: &Ground,
    village: u32,
    programme: u32,
    lever: u32,
    gone: &BTreeSet<(u32, u32)>,
) -> bool {
    if gone.contains(&(village, programme)) {
        return false;
    }
    let standing = ground.standing;
    let held = standing.presence.programmes(village as usize).iter();
    let stays = held.filter(|&&p| {
        standing.inventory.programmes[p as usize].lever == Some(lever)
            && !gone.contains(&(village, p))
    });
    standing.idle(lever as usize, village as usize) || stays.count() > 1
}

/// How many villages of each area, and of all, hold each programme.
struct Usual {
    areas: BTreeMap<(u32, u32), usize>,
    all: Vec<usize>,
}

impl Usual {
    fn of(ground: &Ground) -> Self {
        let mut areas = BTreeMap::new();
        for (village, area) in ground.area.iter().enumerate() {
            let Some(area) = *area else { continue };
            for &programme in ground.standing.presence.programmes(village) {
                *areas.entry((area, programme)).or_default() += 1;
            }
        }
        let programmes = &ground.standing.programmes;
        Self {
            areas,
            all: (0..programmes.items())
                .map(|p| programmes.count(p))
                .collect(),
        }
    }

    /// The programme of a lever that is best known around a village.
    fn programme(&self, ground: &Ground, lever: u32, village: u32) -> Option<u32> {
        let area = ground.area[village as usize];
        let near = |p: u32| area.and_then(|area| self.areas.get(&(area, p)));
        let programmes = (0_u32..).zip(&ground.standing.inventory.programmes);
        programmes
            .filter(|(_, programme)| programme.lever == Some(lever) && programme.valid(ground.year))
            .map(|(p, _)| (near(p), self.all.get(p as usize), Reverse(p)))
            .max()
            .map(|(_, _, Reverse(p))| p)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::base::model::Level;
    use crate::plan::synergy::example::{catalogue, placed, placement};
    use crate::plan::synergy::location::convergence;

    /// Villages 0..8 on a lattice of 3 x 3, one apart; areas {0, 1, 3} and {8}; a lever is needed from 0.5.
    /// Burden is needed by 0 (0.9), 3 (0.6), 5 (0.8), 8 (0.7); P0 stands in 2, 4, 5, 6 and P1 in 5. Village 6 does not say what it needs.
    /// Capital is needed by 0 (0.5), 1 (0.8), 8 (0.6); P2 stands in 0 and 3, which does not need it.
    ///
    /// Gaps in areas by need: 0 burden 0.9, 1 capital 0.8, 8 burden 0.7, 3 burden 0.6, 8 capital 0.6.
    /// Within 1.5 of 0: P0 in 4, 1.41 away, not needed there (2 is 2 away). Of 1: P2 in 3, 1.41. Of 8: P0 or P1 in 5, 1 away; one of two may leave.
    /// Of 3: P0 in 4 is gone, 6 is 1 away but unknown: a new P0, which stands in most villages. Of 8 capital: P2 in 3 is gone: a new P2.
    /// Convergence: 0 from 0.5/1.4 to 1; 1 and 3 from 0 to 1; 8 from 0 to 0.7/1.3, then 1.
    #[test]
    fn nine_villages() {
        let inventory = catalogue(
            &[("burden", 0), ("capital", 1)],
            &[
                (0, Some(0), None, &[]),
                (1, Some(0), None, &[]),
                (2, Some(1), None, &[]),
            ],
        );
        let at = |programme, village, money| {
            placement(
                programme,
                (Level::Village, village),
                None,
                Some(1.0),
                Some(money),
            )
        };
        let mut placements = vec![
            at(0, 2, 1.0),
            at(0, 4, 2.0),
            at(0, 5, 3.0),
            at(1, 5, 4.0),
            at(0, 6, 5.0),
            at(2, 0, 6.0),
            at(2, 3, 7.0),
        ];
        let need = [
            [0.9, 0.2, 0.1, 0.6, 0.1, 0.8, f64::NAN, 0.3, 0.7],
            [
                0.5,
                0.8,
                f64::NAN,
                0.1,
                f64::NAN,
                f64::NAN,
                f64::NAN,
                0.0,
                0.6,
            ],
        ];
        let known = |need: f64| Some(need).filter(|need| !need.is_nan());
        let need: Vec<Vec<Option<f64>>> = need.iter().map(|row| row.map(known).to_vec()).collect();
        let point = |v: u32| Some(Point::new(f64::from(v % 3), f64::from(v / 3)));
        let centres: Vec<Option<Point<f64>>> = (0..9).map(point).collect();
        let mut area = [None; 9];
        for (village, own) in [(0, 0), (1, 0), (3, 0), (8, 1)] {
            area[village] = Some(own);
        }
        let mut seen = Vec::new();
        for _ in 0..2 {
            placements.reverse();
            let (inventory, presence) = placed(inventory.clone(), placements.clone(), 9, None);
            let standing = Standing::new(&inventory, &presence, &need, 0.5);
            let convergence = convergence(&standing);
            let found = moves(&Ground {
                standing: &standing,
                convergence: &convergence,
                area: &area,
                centres: &centres,
                measure: Measure::Planar,
                year: None,
                reach: 1.5,
                most: 10,
            });
            seen.push(found);
        }
        assert_eq!(seen[0], seen[1]);
        let rows: Vec<_> = (seen[0].iter())
            .map(|m| (m.lever, m.programme, m.from, m.repeated, m.to, m.gain))
            .collect();
        assert_eq!(
            rows,
            [
                (0, Some(0), Some(4), false, 0, 0.9),
                (1, Some(2), Some(3), false, 1, 0.8),
                (0, Some(0), Some(5), true, 8, 0.7),
                (0, Some(0), None, false, 3, 0.6),
                (1, Some(2), None, false, 8, 0.6),
            ]
        );
        let money: Vec<Option<f64>> = seen[0].iter().map(|m| m.sums.budget).collect();
        assert_eq!(money, [Some(2.0), Some(7.0), Some(3.0), None, None]);
        let steps = [
            (0.5 / 1.4, 1.0),
            (0.0, 1.0),
            (0.0, 0.7 / 1.3),
            (0.0, 1.0),
            (0.7 / 1.3, 1.0),
        ];
        for (row, (before, after)) in seen[0].iter().zip(steps) {
            assert!((row.before - before).abs() < 1e-12 && (row.after - after).abs() < 1e-12);
        }
        assert_eq!(seen[0][0].distance, Some(2.0_f64.sqrt()));
    }

    /// Degrees: the band and the cheap check never hide a source within reach.
    #[test]
    fn near_on_the_ellipsoid() {
        let inventory = catalogue(&[("burden", 0)], &[(0, Some(0), None, &[])]);
        let n = 60;
        let at = |village| placement(0, (Level::Village, village), None, None, None);
        let (inventory, presence) = placed(inventory, (1..n).map(at).collect(), n as usize, None);
        for middle in [-8.0, 0.0, 60.0] {
            let point = |v: u32| {
                let turn = f64::from(v);
                let out = 0.02 * turn.sqrt();
                Some(Point::new(
                    120.0 + out * turn.sin(),
                    middle + out * turn.cos(),
                ))
            };
            let centres: Vec<Option<Point<f64>>> = (0..n).map(point).collect();
            // the nearest sources need nothing; the first village is the target
            let mut order: Vec<(f64, u32)> = (1..n)
                .map(|v| {
                    let apart = |a: Option<Point>, b: Option<Point>| {
                        distance(a.unwrap(), b.unwrap(), Measure::Geodesic)
                    };
                    (apart(centres[0], centres[v as usize]), v)
                })
                .collect();
            order.sort_by(|a, b| a.0.total_cmp(&b.0));
            for (reach, nearest) in [(order[30].0, order[0].1), (order[0].0, order[0].1)] {
                let mut need = vec![Some(0.1); n as usize];
                need[0] = Some(1.0);
                let need = vec![need];
                let standing = Standing::new(&inventory, &presence, &need, 0.5);
                let convergence = convergence(&standing);
                let found = moves(&Ground {
                    standing: &standing,
                    convergence: &convergence,
                    area: &vec![None; n as usize],
                    centres: &centres,
                    measure: Measure::Geodesic,
                    year: None,
                    reach,
                    most: 5,
                });
                assert_eq!(found.len(), 1);
                assert_eq!(found[0].from, Some(nearest));
            }
        }
    }
}
