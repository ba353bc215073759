//! Why there is no area: a smallest set of rules that cannot hold together.
//!
//! Rules are dropped one at a time while the rest still cannot hold (deletion filter: Chinneck and Dravnieks 1991, doi:10.1287/ijoc.3.2.157). That no set is
//! smaller follows from sets of rules that must each lose one: as many as the smallest set that hits them all (Ignatiev et al. 2015,
//! doi:10.1007/978-3-319-23219-5_13).

use super::bound::Relaxation;
use super::exact::{self, Task};
use super::group::split;
use super::{Limit, Problem, rules, search};
use crate::base::study::types::Effort;
use crate::error::Result;
use crate::plan::solve::{Program, branch, solver};
use crate::space::graph::Graph;
use geo::Point;

/// A rule of the areas of one group.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Rule {
    /// This village is in an area.
    LockIn(u32),
    /// This village is in none.
    LockOut(u32),
    /// Areas that exist stay.
    Keep,
    /// An area has at least so many villages.
    Least(usize),
    /// At most so many.
    Most(usize),
    /// There are at most so many areas, of the group or of what the total leaves it.
    Areas(usize),
    /// Metres around a centre village.
    Radius(f64),
    /// Metres between any two villages.
    Diameter(f64),
    /// One theme an area.
    Theme,
    /// The least sum of the limit at this position.
    AtLeast(usize),
    /// Its greatest.
    AtMost(usize),
}

impl Rule {
    /// The rule by its key in the study file.
    pub fn describe(&self, problem: &Problem) -> String {
        let km = |metres: f64| metres / 1000.0;
        match *self {
            Self::LockIn(i) => format!("lock_in {}", (problem.label)(i)),
            Self::LockOut(i) => format!("lock_out {}", (problem.label)(i)),
            Self::Keep => "keep".into(),
            Self::Least(n) => format!("villages >= {n}"),
            Self::Most(n) => format!("villages <= {n}"),
            // less what the total or kept areas take
            Self::Areas(n) if n < problem.per_group => format!("total, keep: areas <= {n}"),
            Self::Areas(n) => format!("per_group <= {n}"),
            Self::Radius(metres) => format!("radius <= {}", km(metres)),
            Self::Diameter(metres) => format!("diameter <= {}", km(metres)),
            Self::Theme => "theme".into(),
            Self::AtLeast(at) => {
                let limit = problem.limits[at];
                format!("limits.{} >= {}", limit.column, limit.least.unwrap_or(0.0))
            }
            Self::AtMost(at) => {
                let limit = problem.limits[at];
                let most = limit.most.unwrap_or(f64::INFINITY);
                format!("limits.{} <= {most}", limit.column)
            }
        }
    }
}

/// Rules that cannot hold together.
#[derive(Debug, Clone, PartialEq)]
pub struct Conflict {
    /// Without any one of them the others can hold, or are not known not to.
    pub rules: Vec<Rule>,
    /// Whether it is proven that no fewer rules are to blame.
    pub smallest: bool,
}

/// What the rules are asked to allow.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Ask {
    /// Areas that cover every lock-in.
    Cover,
    /// One area, whatever it is worth.
    Any,
}

#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Possible,
    Impossible,
    Unknown,
}

/// Sets looked at to answer once.
const SETS: u64 = 20_000;
/// Answers sought to prove a set the smallest.
const ANSWERS: usize = 300;

/// Why a group has no area: a smallest set of rules under which it can have none; `None` when it is not proven that it cannot.
///
/// # Errors
/// An engine error when the linear solver fails.
pub fn conflict(problem: &Problem, group: u32) -> Result<Option<Conflict>> {
    find(problem, group, problem.room(group), Ask::Any)
}

pub(super) fn find(
    problem: &Problem,
    group: u32,
    areas: usize,
    ask: Ask,
) -> Result<Option<Conflict>> {
    let case = Case::new(problem, group, areas, ask);
    let mut on = vec![true; case.rules.len()];
    if case.verdict(&on)? != Verdict::Impossible {
        return Ok(None);
    }
    case.shrink(&mut on)?;
    let smallest = case.smallest(&mut on)?;
    let rules = (case.rules.iter().zip(on)).filter_map(|(rule, on)| on.then_some(*rule));
    Ok(Some(Conflict {
        rules: rules.collect(),
        smallest,
    }))
}

/// The villages of one group on their own, every need 1.
struct Case<'a> {
    problem: &'a Problem<'a>,
    ask: Ask,
    graph: Graph,
    need: Vec<Option<f64>>,
    group: Vec<u32>,
    centre: Vec<Point<f64>>,
    theme: Vec<Option<u32>>,
    amounts: Vec<Vec<Option<f64>>>,
    /// Number of a village in the problem.
    unit: Vec<u32>,
    /// Numbers here of those in areas that are kept.
    kept: Vec<u32>,
    /// Areas that are kept and count to the group's.
    kept_areas: usize,
    rules: Vec<Rule>,
}

impl<'a> Case<'a> {
    fn new(problem: &'a Problem<'a>, group: u32, areas: usize, ask: Ask) -> Self {
        let inside: Vec<bool> = problem.group.iter().map(|&g| g == group).collect();
        let (graph, unit) = problem.graph.subset(&inside);
        let here = |i: &u32| unit.binary_search(i).is_ok();
        let kept: Vec<u32> = (problem.kept.iter().flatten())
            .filter_map(|i| unit.binary_search(i).ok().map(|at| at as u32))
            .collect();
        let is_kept = |i: u32| problem.kept.iter().flatten().any(|&k| k == i);
        let (least, most) = problem.villages;
        let mut rules = Vec::new();
        let outs = problem.lock_out.iter().filter(|i| here(i));
        rules.extend(outs.map(|&i| Rule::LockOut(i)));
        if !kept.is_empty() {
            rules.push(Rule::Keep);
        }
        for (at, limit) in problem.limits.iter().enumerate() {
            rules.extend(limit.least.map(|_| Rule::AtLeast(at)));
            rules.extend(limit.most.map(|_| Rule::AtMost(at)));
        }
        if !problem.theme.is_empty() {
            rules.push(Rule::Theme);
        }
        rules.extend(problem.radius_m.map(Rule::Radius));
        rules.extend(problem.diameter_m.map(Rule::Diameter));
        rules.extend([Rule::Areas(areas), Rule::Most(most), Rule::Least(least)]);
        if ask == Ask::Cover {
            let ins = problem.lock_in.iter().filter(|&i| here(i) && !is_kept(*i));
            rules.extend(ins.map(|&i| Rule::LockIn(i)));
        }
        let pick = |i: &u32| *i as usize;
        let firsts = problem.kept.iter().filter_map(|area| area.first());
        Self {
            need: vec![Some(1.0); unit.len()],
            group: vec![0; unit.len()],
            centre: unit.iter().map(|i| problem.centre[pick(i)]).collect(),
            theme: (unit.iter())
                .filter_map(|i| problem.theme.get(pick(i)).copied())
                .collect(),
            amounts: (problem.limits.iter())
                .map(|limit| unit.iter().map(|i| limit.amount[pick(i)]).collect())
                .collect(),
            kept_areas: firsts.filter(|i| here(i)).count(),
            problem,
            ask,
            graph,
            unit,
            kept,
            rules,
        }
    }

    /// Whether there can be what is asked under the rules that are on.
    fn verdict(&self, on: &[bool]) -> Result<Verdict> {
        let n = self.unit.len();
        let local = |i: u32| self.unit.binary_search(&i).map_or(0, |at| at as u32);
        let ends = self.amounts.iter().zip(self.problem.limits);
        let mut limits: Vec<Limit> = ends
            .map(|(amount, limit)| Limit {
                amount,
                least: None,
                most: None,
                ..*limit
            })
            .collect();
        let (mut lock_in, mut lock_out) = (Vec::new(), Vec::new());
        let (mut room, mut keep) = (usize::MAX, false);
        let mut asked = Problem {
            villages: (1, n.max(1)),
            effort: Effort::Quick,
            seed: self.problem.seed,
            measure: self.problem.measure,
            stop: self.problem.stop,
            ..Problem::new(&self.graph, &self.need, &self.group, &self.centre)
        };
        for (rule, _) in self.rules.iter().zip(on).filter(|(_, on)| **on) {
            match *rule {
                Rule::LockIn(i) => lock_in.push(local(i)),
                Rule::LockOut(i) => lock_out.push(local(i)),
                Rule::Keep => keep = true,
                Rule::Least(least) => asked.villages.0 = least,
                Rule::Most(most) => asked.villages.1 = most,
                Rule::Areas(areas) => room = areas,
                Rule::Radius(metres) => asked.radius_m = Some(metres),
                Rule::Diameter(metres) => asked.diameter_m = Some(metres),
                Rule::Theme => asked.theme = &self.theme,
                Rule::AtLeast(at) => limits[at].least = self.problem.limits[at].least,
                Rule::AtMost(at) => limits[at].most = self.problem.limits[at].most,
            }
        }
        if keep {
            lock_out.extend(&self.kept);
        } else {
            room = room.saturating_add(self.kept_areas);
        }
        // a limit that asks for nothing must not refuse villages without an amount
        limits.retain(|limit| limit.least.is_some() || limit.most.is_some());
        let most = match self.ask {
            Ask::Cover => lock_in.len(),
            Ask::Any => 1,
        };
        if most == 0 {
            return Ok(Verdict::Possible);
        }
        if asked.villages.0 > asked.villages.1 {
            return Ok(Verdict::Impossible);
        }
        asked.lock_in = &lock_in;
        asked.lock_out = &lock_out;
        asked.limits = &limits;
        self.answer(&asked, room.min(most))
    }

    /// Whether the problem has a plan of at most so many areas, one that is not empty when an area is asked for.
    fn answer(&self, asked: &Problem, areas: usize) -> Result<Verdict> {
        let groups = split(asked);
        let Some(group) = groups.first().filter(|_| areas > 0) else {
            return Ok(Verdict::Impossible);
        };
        if group.n() == 0 || rules::cannot_cover(asked, group, areas) {
            return Ok(Verdict::Impossible);
        }
        let relaxation = Relaxation::new(asked, group, areas);
        let (start, _) = search::run(asked, group, areas, &relaxation);
        let is_plan = |areas: &Vec<Vec<u32>>| self.ask == Ask::Cover || !areas.is_empty();
        if start.as_ref().is_some_and(is_plan) {
            return Ok(Verdict::Possible);
        }
        let task = Task::new(asked, group, areas, SETS);
        let exact = exact::solve(task, start)?;
        Ok(match exact.areas {
            Some(areas) if is_plan(&areas) => Verdict::Possible,
            Some(_) if exact.bound <= 0.0 => Verdict::Impossible,
            None if exact.bound == f64::NEG_INFINITY => Verdict::Impossible,
            _ => Verdict::Unknown,
        })
    }

    /// Turns rules off while what is left cannot hold; lock-outs all at once first.
    fn shrink(&self, on: &mut Vec<bool>) -> Result<()> {
        let is_out = |rule: &Rule| matches!(rule, Rule::LockOut(_));
        let trial: Vec<bool> = self.rules.iter().map(|rule| !is_out(rule)).collect();
        if self.verdict(&trial)? == Verdict::Impossible {
            *on = trial;
        }
        for at in 0..on.len() {
            if std::mem::replace(&mut on[at], false) && self.verdict(on)? != Verdict::Impossible {
                on[at] = true;
            }
        }
        Ok(())
    }

    /// Looks for fewer rules to blame; whether it is proven that there are none fewer.
    fn smallest(&self, on: &mut Vec<bool>) -> Result<bool> {
        let size = |on: &[bool]| on.iter().filter(|&&on| on).count();
        let mut answers = 0;
        let mut corrections: Vec<Vec<bool>> = Vec::new();
        loop {
            let Some(mut trial) = hitting(&corrections, self.rules.len())? else {
                return Ok(false);
            };
            if size(&trial) >= size(on) {
                return Ok(true);
            }
            match self.verdict(&trial)? {
                Verdict::Impossible => {
                    *on = trial;
                    return Ok(true);
                }
                Verdict::Unknown => return Ok(false),
                Verdict::Possible => {}
            }
            // as many more rules as can hold with these: of the others one must be to blame
            for at in 0..trial.len() {
                answers += 1;
                if !std::mem::replace(&mut trial[at], true)
                    && self.verdict(&trial)? != Verdict::Possible
                {
                    trial[at] = false;
                }
            }
            if answers > ANSWERS {
                return Ok(false);
            }
            corrections.push(trial.iter().map(|on| !on).collect());
        }
    }
}

/// The fewest of `n` rules that hold one of each set; `None` when that is not proven.
fn hitting(sets: &[Vec<bool>], n: usize) -> Result<Option<Vec<bool>>> {
    let mut program = Program::default();
    for _ in 0..n {
        program.column(1.0, 0.0, 1.0, true);
    }
    for set in sets {
        let terms = (0..)
            .zip(set)
            .filter_map(|(at, &inside)| inside.then_some((at, 1.0)));
        program.row(terms.collect(), 1.0, f64::INFINITY);
    }
    let found = branch(&program, solver(), None, 10_000, None)?;
    let values = found.values.filter(|_| found.done);
    Ok(values.map(|values| values.iter().map(|&x| x > 0.5).collect()))
}
