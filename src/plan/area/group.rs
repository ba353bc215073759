//! One group on its own: the villages that can be in an area, in local numbers.

use super::problem::{Limit, Problem};
use crate::base::model::Measure;
use geo::{Distance, Euclidean, Geodesic, Haversine, Point};

/// The usable villages of one group: not locked out, admitted by the rules, and in a component of at least the least size.
#[derive(Clone)]
pub(super) struct Group {
    /// Number of the group.
    pub id: u32,
    /// Village of each local number, ascending.
    pub unit: Vec<u32>,
    /// Need; 0 where missing.
    pub need: Vec<f64>,
    /// The most a village can add to an area: need and gain, less its borders with no usable neighbour. An area is worth the sum over its members,
    /// less the `border` of every link to a village outside it.
    pub most: Vec<f64>,
    /// Whether the village must be covered.
    pub locked: Vec<bool>,
    /// Component, numbered from 0.
    pub component: Vec<u32>,
    /// Locked-in villages of the group that are not usable.
    pub stranded: Vec<u32>,
    /// For each village, those within the radius, itself included, ascending.
    pub reach: Option<Vec<Vec<u32>>>,
    /// For each village, those within the diameter, itself included, ascending.
    pub near: Option<Vec<Vec<u32>>>,
    /// Sums that each area keeps.
    pub sums: Vec<Sum>,
    offsets: Vec<u32>,
    to: Vec<u32>,
    border: Vec<f64>,
}

/// A limit on one group.
#[derive(Clone)]
pub(super) struct Sum {
    /// Amount of each village.
    pub amount: Vec<f64>,
    /// Least sum, minus infinity where none is asked.
    pub least: f64,
    /// Most, infinity where none is asked.
    pub most: f64,
}

impl Sum {
    /// Whether a sum is not above the most, rounding aside.
    pub fn has_room(&self, sum: f64) -> bool {
        sum <= self.most + 1e-9 * self.most.abs()
    }

    /// Whether a sum is not below the least, rounding aside.
    pub fn is_enough(&self, sum: f64) -> bool {
        sum >= self.least - 1e-9 * self.least.abs()
    }
}

impl Group {
    /// Number of usable villages.
    pub fn n(&self) -> usize {
        self.unit.len()
    }

    /// Usable neighbours.
    pub fn neighbours(&self, i: u32) -> &[u32] {
        &self.to[self.span(i)]
    }

    /// What the border with each neighbour costs an area that one of both is in; empty when borders cost nothing.
    pub fn borders(&self, i: u32) -> &[f64] {
        if self.border.is_empty() {
            &[]
        } else {
            &self.border[self.span(i)]
        }
    }

    /// Whether borders cost anything.
    pub fn has_borders(&self) -> bool {
        !self.border.is_empty()
    }

    fn span(&self, i: u32) -> std::ops::Range<usize> {
        self.offsets[i as usize] as usize..self.offsets[i as usize + 1] as usize
    }

    /// Whether j is within the radius of i.
    pub fn reaches(&self, i: u32, j: u32) -> bool {
        lists(self.reach.as_ref(), i, j)
    }

    /// Whether i and j are within the diameter.
    pub fn are_near(&self, i: u32, j: u32) -> bool {
        lists(self.near.as_ref(), i, j)
    }

    /// What an area of these members is worth: their most, less the links that leave.
    pub fn value(&self, members: &[u32]) -> f64 {
        let mut value = super::sum(members.iter().map(|&i| self.most[i as usize]));
        if self.has_borders() {
            for &i in members {
                for (j, border) in self.neighbours(i).iter().zip(self.borders(i)) {
                    if !members.contains(j) {
                        value -= border;
                    }
                }
            }
        }
        value
    }

    /// Whether an area of these members, connected and of the right size, keeps the sums, the radius and the diameter.
    pub fn keeps(&self, members: &[u32]) -> bool {
        let sums = self.sums.iter().all(|sum| {
            let total = members.iter().map(|&i| sum.amount[i as usize]).sum();
            sum.has_room(total) && sum.is_enough(total)
        });
        let all = |i: u32, fits: &dyn Fn(u32, u32) -> bool| members.iter().all(|&j| fits(i, j));
        let centred =
            || self.reach.is_none() || members.iter().any(|&i| all(i, &|i, j| self.reaches(i, j)));
        let close =
            || self.near.is_none() || members.iter().all(|&i| all(i, &|i, j| self.are_near(i, j)));
        sums && centred() && close()
    }
}

fn lists(lists: Option<&Vec<Vec<u32>>>, i: u32, j: u32) -> bool {
    lists.is_none_or(|lists| lists[i as usize].binary_search(&j).is_ok())
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
    for &i in problem.kept.iter().flatten() {
        usable[i as usize] = false;
        locked[i as usize] = false;
    }
    for i in 0..n as u32 {
        usable[i as usize] &= problem.admits(i);
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
            let mut group = Group {
                id: id as u32,
                need: unit
                    .iter()
                    .map(|&i| problem.need[i as usize].unwrap_or(0.0))
                    .collect(),
                most: Vec::with_capacity(unit.len()),
                locked: unit.iter().map(|&i| locked[i as usize]).collect(),
                component: renumber(unit.iter().map(|&i| component[i as usize])),
                stranded,
                reach: problem
                    .radius_m
                    .map(|metres| within(problem, &unit, metres)),
                near: problem
                    .diameter_m
                    .map(|metres| within(problem, &unit, metres)),
                sums: problem
                    .limits
                    .iter()
                    .map(|limit| sums(limit, &unit))
                    .collect(),
                offsets: vec![0],
                to: Vec::new(),
                border: Vec::new(),
                unit,
            };
            group.link(problem, |j| usable[j as usize].then(|| local[j as usize]));
            group
        })
        .collect()
}

fn sums(limit: &Limit, unit: &[u32]) -> Sum {
    Sum {
        amount: unit
            .iter()
            .map(|&i| limit.amount[i as usize].unwrap_or(0.0))
            .collect(),
        least: limit.least.unwrap_or(f64::NEG_INFINITY),
        most: limit.most.unwrap_or(f64::INFINITY),
    }
}

impl Group {
    /// Lays down the links and what each village can add at most; `local` gives the number of a usable village.
    fn link(&mut self, problem: &Problem, local: impl Fn(u32) -> Option<u32>) {
        for (position, &i) in self.unit.iter().enumerate() {
            let mut most = self.need[position] + problem.gain.get(i as usize).unwrap_or(&0.0);
            if let Some(c) = problem.compactness {
                most -= c.per_m * c.perimeter[i as usize];
            }
            for link in problem.graph.links(i as usize) {
                let inside = local(link.to).filter(|_| problem.joins(i, link.to));
                let Some(j) = inside else { continue };
                self.to.push(j);
                if let Some(c) = problem.compactness {
                    most += c.per_m * link.border_m;
                    self.border.push(c.per_m * link.border_m);
                }
            }
            self.most.push(most);
            self.offsets.push(self.to.len() as u32);
        }
    }
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
                let inside = usable[j] && problem.joins(i as u32, j as u32);
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
