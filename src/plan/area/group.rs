//! One group on its own: the villages that can be in an area, in local numbers.

use super::Problem;
use crate::base::model::Measure;
use geo::{Distance, Euclidean, Geodesic, Haversine, Point};

/// The usable villages of one group: not locked out, and in a component of at least the least size.
pub(super) struct Group {
    /// Number of the group.
    pub id: u32,
    /// Village of each local number, ascending.
    pub unit: Vec<u32>,
    /// Need; 0 where missing.
    pub need: Vec<f64>,
    /// Whether the village must be covered.
    pub locked: Vec<bool>,
    /// Component, numbered from 0.
    pub component: Vec<u32>,
    /// Locked-in villages of the group that are not usable.
    pub stranded: Vec<u32>,
    /// For each village, those within the radius, itself included, ascending.
    pub reach: Option<Vec<Vec<u32>>>,
    offsets: Vec<u32>,
    to: Vec<u32>,
}

impl Group {
    /// Number of usable villages.
    pub fn n(&self) -> usize {
        self.unit.len()
    }

    /// Usable neighbours.
    pub fn neighbours(&self, i: u32) -> &[u32] {
        &self.to[self.offsets[i as usize] as usize..self.offsets[i as usize + 1] as usize]
    }

    /// Whether j is within the radius of i.
    pub fn reaches(&self, i: u32, j: u32) -> bool {
        self.reach
            .as_ref()
            .is_none_or(|reach| reach[i as usize].binary_search(&j).is_ok())
    }
}

/// The groups of a problem, in order.
pub(super) fn split(problem: &Problem) -> Vec<Group> {
    let n = problem.graph.n();
    let mut usable = vec![true; n];
    let mut locked = vec![false; n];
    for &i in problem.lock_out {
        usable[i as usize] = false;
    }
    for &i in problem.lock_in {
        locked[i as usize] = true;
    }
    let component = components(problem, &mut usable);
    let mut members = vec![Vec::new(); problem.groups];
    let mut stranded = vec![Vec::new(); problem.groups];
    let mut local = vec![u32::MAX; n];
    for i in 0..n {
        let group = problem.group[i] as usize;
        if usable[i] {
            local[i] = members[group].len() as u32;
            members[group].push(i as u32);
        } else if locked[i] {
            stranded[group].push(i as u32);
        }
    }
    members
        .into_iter()
        .zip(stranded)
        .enumerate()
        .map(|(id, (unit, stranded))| {
            let mut offsets = vec![0];
            let mut to = Vec::new();
            for &i in &unit {
                let inside =
                    problem.graph.neighbours(i as usize).iter().filter(|&&j| {
                        usable[j as usize] && problem.group[j as usize] as usize == id
                    });
                to.extend(inside.map(|&j| local[j as usize]));
                offsets.push(to.len() as u32);
            }
            let of = |i: &u32| *i as usize;
            Group {
                id: id as u32,
                need: unit
                    .iter()
                    .map(|i| problem.need[of(i)].unwrap_or(0.0))
                    .collect(),
                locked: unit.iter().map(|i| locked[of(i)]).collect(),
                component: renumber(unit.iter().map(|i| component[of(i)])),
                stranded,
                reach: problem
                    .radius_m
                    .map(|metres| within(problem, &unit, metres)),
                offsets,
                to,
                unit,
            }
        })
        .collect()
}

/// Components of the usable villages inside their groups; those too small become unusable.
fn components(problem: &Problem, usable: &mut [bool]) -> Vec<u32> {
    let n = usable.len();
    let mut component = vec![u32::MAX; n];
    let mut found = Vec::new();
    for start in 0..n {
        if !usable[start] || component[start] != u32::MAX {
            continue;
        }
        found.clear();
        found.push(start);
        component[start] = start as u32;
        let mut next = 0;
        while let Some(&i) = found.get(next) {
            next += 1;
            for &j in problem.graph.neighbours(i) {
                let j = j as usize;
                let inside = usable[j] && problem.group[j] == problem.group[i];
                if inside && component[j] == u32::MAX {
                    component[j] = start as u32;
                    found.push(j);
                }
            }
        }
        if found.len() < problem.villages.0 {
            for &i in &found {
                usable[i] = false;
            }
        }
    }
    component
}

/// Numbers from 0 in the order of first appearance.
fn renumber(labels: impl Iterator<Item = u32>) -> Vec<u32> {
    let mut known = std::collections::BTreeMap::new();
    labels
        .map(|label| {
            let next = known.len() as u32;
            *known.entry(label).or_insert(next)
        })
        .collect()
}

/// For each unit, the units within a distance, by a sweep over y.
fn within(problem: &Problem, unit: &[u32], metres: f64) -> Vec<Vec<u32>> {
    let point = |i: u32| problem.centre[unit[i as usize] as usize];
    let mut order: Vec<u32> = (0..unit.len() as u32).collect();
    order.sort_by(|&a, &b| point(a).y().total_cmp(&point(b).y()).then(a.cmp(&b)));
    let window = match problem.measure {
        // no degree of latitude is shorter than 110 567 m on WGS84
        Measure::Geodesic => metres / 110_000.0,
        Measure::Planar => metres,
    };
    let mut reach: Vec<Vec<u32>> = (0..unit.len() as u32).map(|i| vec![i]).collect();
    for (position, &i) in order.iter().enumerate() {
        for &j in &order[position + 1..] {
            if point(j).y() - point(i).y() > window {
                break;
            }
            if is_within(point(i), point(j), metres, problem.measure) {
                reach[i as usize].push(j);
                reach[j as usize].push(i);
            }
        }
    }
    for list in &mut reach {
        list.sort_unstable();
    }
    reach
}

/// Whether two points are at most so far apart; the sphere answers where it cannot be wrong.
fn is_within(a: Point<f64>, b: Point<f64>, metres: f64, measure: Measure) -> bool {
    match measure {
        Measure::Planar => Euclidean.distance(a, b) <= metres,
        Measure::Geodesic => {
            let sphere = Haversine.distance(a, b);
            sphere <= 0.99 * metres
                || (sphere <= 1.01 * metres && Geodesic.distance(a, b) <= metres)
        }
    }
}
