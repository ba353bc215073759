//! An independent check of bounds: it reads the problem and the plan's prices, and shares nothing with the solvers but the meaning of both.

use super::verify::check_area;
use super::{Area, Certificate, Plan, Problem};
use crate::error::{Error, Result};
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Goes through every area that could be in a plan better than the bound, for each group whose bound rests on prices, and packs them.
///
/// Returns for each group whether its bound was checked: not when it rests on the relaxation alone, or when more than `most` sets were to be looked at.
///
/// # Errors
/// An engine error that names the group whose bound is wrong.
pub fn certify(problem: &Problem, plan: &Plan, most: u64) -> Result<Vec<bool>> {
    let check = |(id, group): (usize, &super::GroupResult)| {
        let Some(certificate) = &group.certificate else {
            return Ok(false);
        };
        let kept = |area: &&Area| area.kept && area.group as usize == id;
        let kept: Vec<&Area> = plan.areas.iter().filter(kept).collect();
        let areas = match problem.total {
            Some(_) => group.areas - kept.len(),
            None => problem.per_group.saturating_sub(kept.len()),
        };
        let bound = group.bound - kept.iter().map(|area| area.value).sum::<f64>();
        let mut check = Check::new(problem, id as u32, certificate, most);
        check.run(areas, bound)
    };
    plan.groups.par_iter().enumerate().map(check).collect()
}

struct Check<'a> {
    problem: &'a Problem<'a>,
    certificate: &'a Certificate,
    id: u32,
    prices: BTreeMap<u32, f64>,
    /// Villages that areas may hold, the greatest hope first, and the most each adds after its price.
    unit: Vec<u32>,
    hope: Vec<f64>,
    links: Vec<Vec<usize>>,
    above: f64,
    found: Vec<(f64, Vec<u32>)>,
    left: u64,
}

impl<'a> Check<'a> {
    fn new(problem: &'a Problem<'a>, id: u32, certificate: &'a Certificate, most: u64) -> Self {
        let prices: BTreeMap<u32, f64> = certificate.prices.iter().copied().collect();
        let free = |&i: &u32| {
            problem.group[i as usize] == id
                && !problem.lock_out.contains(&i)
                && !problem.kept.iter().any(|area| area.contains(&i))
                && problem.admits(i)
        };
        let mut unit: Vec<u32> = (0..problem.graph.n() as u32).filter(free).collect();
        let hope = |i: u32| {
            let inner: f64 = problem
                .graph
                .links(i as usize)
                .map(|link| link.border_m)
                .sum();
            worth(problem, i) + problem.compactness.map_or(0.0, |c| c.per_m * inner)
                - prices.get(&i).unwrap_or(&0.0)
        };
        unit.sort_by(|&a, &b| hope(b).total_cmp(&hope(a)).then(a.cmp(&b)));
        let place: BTreeMap<u32, usize> = unit.iter().enumerate().map(|(at, &i)| (i, at)).collect();
        let links = unit.iter().map(|&i| {
            let neighbours = problem
                .graph
                .neighbours(i as usize)
                .iter()
                .filter(|&&j| problem.joins(i, j));
            neighbours.filter_map(|j| place.get(j).copied()).collect()
        });
        Self {
            links: links.collect(),
            hope: unit.iter().map(|&i| hope(i)).collect(),
            unit,
            problem,
            certificate,
            id,
            prices,
            above: 0.0,
            found: Vec::new(),
            left: most,
        }
    }

    fn run(&mut self, areas: usize, bound: f64) -> Result<bool> {
        let id = self.id;
        let wrong = |what: &str| Err(Error::engine(format!("the bound of group {id}: {what}")));
        let slack = 1e-9 * bound.abs().max(self.certificate.most.abs()).max(1e-9);
        if self
            .prices
            .iter()
            .any(|(i, price)| *price < 0.0 && !self.problem.lock_in.contains(i))
        {
            return wrong("a village that is not locked in has a negative price");
        }
        let priced: f64 = self.prices.values().sum();
        let most = self.certificate.most.max(0.0);
        let spare = areas.saturating_sub(1) as f64 * most;
        self.above = (bound - priced - spare).min(most) + slack;
        for root in 0..self.unit.len() {
            self.grow(
                &mut vec![root],
                self.links[root]
                    .iter()
                    .copied()
                    .filter(|&j| j > root)
                    .collect(),
                root,
            );
        }
        if self.left == 0 {
            return Ok(false);
        }
        if self
            .found
            .iter()
            .any(|(reduced, _)| *reduced > most + slack)
        {
            return wrong("an area is worth more than the prices allow");
        }
        self.found
            .sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
        let mut pack = Pack {
            check: self,
            value: Vec::new(),
            above: bound + slack,
            taken: Vec::new(),
            left: self.left,
        };
        let value = |(_, members): &(f64, Vec<u32>)| value(self.problem, members);
        pack.value = self.found.iter().map(value).collect();
        if pack.is_better(0, areas, 0.0, priced) {
            return wrong("a plan is better");
        }
        Ok(pack.left > 0)
    }

    /// All connected sets with the root as their first place, by villages that come after it.
    fn grow(&mut self, set: &mut Vec<usize>, open: Vec<usize>, root: usize) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        let (least, most) = self.problem.villages;
        if set.len() >= least {
            self.record(set);
        }
        if set.len() == most {
            return;
        }
        let mut passed: Vec<usize> = Vec::new();
        for &next in &open {
            if self.hope_of(set, &passed, root) <= self.above {
                break;
            }
            let known = |j: &usize| {
                open.contains(j) || set.contains(j) || *j <= root || self.touches(set, *j)
            };
            let fresh: Vec<usize> = self.links[next]
                .iter()
                .copied()
                .filter(|j| !known(j))
                .collect();
            let rest = open
                .iter()
                .copied()
                .filter(|j| *j != next && !passed.contains(j));
            let onward = rest.chain(fresh).collect();
            set.push(next);
            self.grow(set, onward, root);
            set.pop();
            passed.push(next);
        }
    }

    /// Whether a place neighbours the set: it was open before, and passed over.
    fn touches(&self, set: &[usize], j: usize) -> bool {
        set.iter().any(|&i| self.links[i].contains(&j))
    }

    /// The most the set and as many more villages as it has room for add: those near enough to be joined, not passed over.
    fn hope_of(&self, set: &[usize], passed: &[usize], root: usize) -> f64 {
        let room = self.problem.villages.1 - set.len();
        let mut near = vec![false; self.unit.len()];
        let mut layer = set.to_vec();
        let mut reached = Vec::new();
        set.iter().chain(passed).for_each(|&i| near[i] = true);
        for _ in 0..room {
            let onward = layer.iter().flat_map(|&i| self.links[i].iter().copied());
            let mut next = Vec::new();
            for j in onward.filter(|&j| j > root) {
                if !std::mem::replace(&mut near[j], true) {
                    next.push(j);
                }
            }
            reached.extend_from_slice(&next);
            layer = next;
        }
        reached.sort_unstable();
        let own: f64 = set.iter().map(|&i| self.hope[i]).sum();
        let more = reached.iter().take(room).map(|&i| self.hope[i].max(0.0));
        let must = self.problem.villages.0.saturating_sub(set.len());
        if reached.len() < must {
            f64::NEG_INFINITY
        } else {
            own + more.sum::<f64>()
        }
    }

    fn record(&mut self, set: &[usize]) {
        let mut members: Vec<u32> = set.iter().map(|&at| self.unit[at]).collect();
        members.sort_unstable();
        let value = value(self.problem, &members);
        let reduced = value
            - members
                .iter()
                .filter_map(|i| self.prices.get(i))
                .sum::<f64>();
        let area = Area {
            need: members
                .iter()
                .filter_map(|&i| self.problem.need[i as usize])
                .sum(),
            value,
            group: self.id,
            kept: false,
            members,
        };
        if reduced > self.above && check_area(self.problem, &area).is_ok() {
            self.found.push((reduced, area.members));
        }
    }
}

/// Plans of the sets found, which come by what they are worth after prices, the most first.
struct Pack<'a> {
    check: &'a Check<'a>,
    /// What each set is worth.
    value: Vec<f64>,
    above: f64,
    taken: Vec<u32>,
    left: u64,
}

impl Pack<'_> {
    /// Whether disjoint sets from a place on, with those taken, cover the lock-ins of the group and are worth more than `above`.
    ///
    /// A plan that covers the lock-ins is worth at most all prices and what its sets are worth after them: `hope` is that of the sets taken.
    fn is_better(&mut self, from: usize, areas: usize, value: f64, hope: f64) -> bool {
        let Check { problem, id, .. } = *self.check;
        let locked = problem.lock_in.iter();
        let mut locked = locked.filter(|&&i| problem.group[i as usize] == id);
        if value > self.above && locked.all(|i| self.taken.contains(i)) {
            return true;
        }
        if areas == 0 {
            return false;
        }
        for at in from..self.value.len() {
            let (reduced, members) = &self.check.found[at];
            if hope + areas as f64 * reduced.max(0.0) <= self.above || self.left == 0 {
                return false;
            }
            self.left -= 1;
            if members.iter().any(|i| self.taken.contains(i)) {
                continue;
            }
            let before = self.taken.len();
            self.taken.extend(members);
            if self.is_better(at + 1, areas - 1, value + self.value[at], hope + reduced) {
                return true;
            }
            self.taken.truncate(before);
        }
        false
    }
}

/// What a village is worth in an area of its own.
fn worth(problem: &Problem, i: u32) -> f64 {
    let own =
        problem.need[i as usize].unwrap_or(0.0) + problem.gain.get(i as usize).unwrap_or(&0.0);
    own - problem
        .compactness
        .map_or(0.0, |c| c.per_m * c.perimeter[i as usize])
}

/// What an area is worth: need and gain of its members, less its outer border.
pub(super) fn value(problem: &Problem, members: &[u32]) -> f64 {
    let own: f64 = members.iter().map(|&i| worth(problem, i)).sum();
    let Some(compactness) = problem.compactness else {
        return own;
    };
    let inner = members
        .iter()
        .flat_map(|&i| problem.graph.links(i as usize));
    let shared: f64 = inner
        .filter(|link| members.contains(&link.to))
        .map(|link| link.border_m)
        .sum();
    own + compactness.per_m * shared
}
