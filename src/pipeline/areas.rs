//! Priority areas of a run: the study's rules made a problem, solved, and checked by code apart.

use crate::base::code::canonical;
use crate::base::finding::Finding;
use crate::base::model::{Code, Layer};
use crate::base::study::types::Effort;
use crate::base::study::{AreaMethod, Areas};
use crate::error::{Error, Result};
use crate::input::geometry::perimeter;
use crate::input::join::Hierarchy;
use crate::pipeline::log::Log;
use crate::pipeline::meaning::{Meaning, weigh};
use crate::plan::area::shape::{self, Shape};
use crate::plan::area::{self, Compactness, Empty, GroupResult, Limit, Plan, Problem, Proof};
use crate::plan::region::{Descent, Linkage, Method, Objective, Search};
use crate::space::graph::{Graph, LinkKind};
use geo::Point;
use rayon::prelude::*;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Add;
use std::sync::atomic::AtomicBool;

/// Most sets that the check of a group's bound looks at.
const CHECKED: u64 = 2_000_000;

/// The check that no group with need has a set of villages that keeps the rules.
pub const INFEASIBLE: &str = "areas-infeasible";

/// A checked plan with the measures of its areas.
pub struct Delineation {
    /// The plan.
    pub plan: Plan,
    /// Whether the bound of each group was checked by code apart; empty below effort `certify`.
    pub checked: Vec<bool>,
    /// Of each group, the rules that cannot hold together where no area keeps them; else nothing.
    pub conflicts: Vec<String>,
    /// What villages and rules mean, when asked.
    pub meaning: Option<Meaning>,
    /// One per area.
    pub shapes: Vec<Shape>,
    /// Sum of all needs.
    pub total_need: f64,
}

/// Where the villages are.
pub struct Places<'a> {
    /// n villages.
    pub layer: &'a Layer,
    /// Their regions.
    pub hierarchy: &'a Hierarchy,
    /// What areas are connected along.
    pub graph: &'a Graph,
    /// n centroids.
    pub centres: &'a [Option<Point<f64>>],
}

/// What the areas are asked to cover and to keep, by village position.
pub struct Wanted {
    /// n needs.
    pub need: Vec<Option<f64>>,
    /// Villages that must be in an area.
    pub lock_in: Vec<u32>,
    /// Villages that must not.
    pub lock_out: Vec<u32>,
    /// n gains, or empty.
    pub gain: Vec<f64>,
    /// Each limited column with its n amounts.
    pub amounts: Vec<(String, Vec<Option<f64>>)>,
    /// n themes, or empty.
    pub theme: Vec<Option<u32>>,
    /// Areas that stay.
    pub kept: Vec<Vec<u32>>,
}

impl Wanted {
    /// Looks up the study's codes in the layer and its columns in the tables; `values` gives the numbers of a column, `words` its texts.
    ///
    /// # Errors
    /// A code that no village has, a column that is not there or holds no numbers.
    pub fn new(
        spec: &Areas,
        layer: &Layer,
        values: impl Fn(&str) -> Result<Vec<Option<f64>>>,
        words: impl Fn(&str) -> Result<Vec<Option<String>>>,
    ) -> Result<Self> {
        let gain = spec
            .gain
            .as_deref()
            .map(&values)
            .transpose()?
            .unwrap_or_default();
        let amounts = spec
            .limits
            .keys()
            .map(|column| Ok((column.clone(), values(column)?)));
        let theme = spec
            .theme
            .as_deref()
            .map(&words)
            .transpose()?
            .unwrap_or_default();
        let keep = spec
            .keep
            .as_deref()
            .map(&words)
            .transpose()?
            .unwrap_or_default();
        Ok(Self {
            need: values(&spec.need)?,
            lock_in: positions(layer, &spec.lock_in, "areas.lock_in")?,
            lock_out: positions(layer, &spec.lock_out, "areas.lock_out")?,
            gain: gain.into_iter().map(Option::unwrap_or_default).collect(),
            amounts: amounts.collect::<Result<_>>()?,
            theme: numbered(theme),
            kept: alike(numbered(keep)),
        })
    }
}

/// Texts as numbers, in their order.
fn numbered(words: Vec<Option<String>>) -> Vec<Option<u32>> {
    let known: BTreeSet<&String> = words.iter().flatten().collect();
    let known: BTreeMap<&String, u32> = known.into_iter().zip(0..).collect();
    words
        .iter()
        .map(|word| word.as_ref().map(|word| known[word]))
        .collect()
}

/// Villages of each number.
fn alike(numbers: Vec<Option<u32>>) -> Vec<Vec<u32>> {
    let mut groups = BTreeMap::<u32, Vec<u32>>::new();
    for (i, number) in (0..).zip(numbers) {
        if let Some(number) = number {
            groups.entry(number).or_default().push(i);
        }
    }
    groups.into_values().collect()
}

/// Draws the areas.
///
/// # Errors
/// Lock-ins that cannot hold together; a plan that fails the independent check.
pub fn delineate(
    spec: &Areas,
    seed: u64,
    places: &Places,
    wanted: &Wanted,
    stop: &AtomicBool,
    log: &mut Log,
) -> Result<Delineation> {
    log.stage("areas", |findings| {
        let Places {
            layer,
            hierarchy,
            graph,
            centres,
        } = *places;
        let free = vec![0; layer.codes.len()];
        let regions = spec.within.level().and_then(|level| hierarchy.level(level));
        let (groups, group) = match regions {
            Some(regions) => (regions.codes.len(), &regions.of_village),
            None => (1, &free),
        };
        // without geometry a village has no neighbours and no distance to measure
        let centre: Vec<Point<f64>> = centres.iter().map(|c| c.unwrap_or_default()).collect();
        let label = |i: u32| {
            let (i, name) = (i as usize, layer.names.get(i as usize));
            format!("{} {}", layer.codes[i], name.map_or("", String::as_str))
        };
        let explains = spec.explain.unwrap_or(spec.effort == Effort::Certify);
        let perimeter: Vec<f64> = if explains || spec.compactness > 0.0 {
            let shapes = layer.geometry.par_iter();
            shapes.map(|g| perimeter(g, layer.measure)).collect()
        } else {
            Vec::new()
        };
        let compactness = (spec.compactness > 0.0).then_some(Compactness {
            per_m: spec.compactness / 1000.0,
            perimeter: &perimeter,
        });
        let limits: Vec<Limit> = wanted
            .amounts
            .iter()
            .zip(spec.limits.values())
            .map(|((column, amount), limit)| Limit {
                column,
                amount,
                least: limit.min,
                most: limit.max,
            })
            .collect();
        let land = (!spec.sea).then(|| graph.without(LinkKind::Sea));
        let problem = Problem {
            groups,
            gain: &wanted.gain,
            compactness,
            theme: &wanted.theme,
            villages: (spec.villages[0], spec.villages[1]),
            limits: &limits,
            radius_m: spec.radius.map(|km| km * 1000.0),
            diameter_m: spec.diameter.map(|km| km * 1000.0),
            measure: layer.measure,
            per_group: spec.per_group,
            total: spec.total,
            kept: &wanted.kept,
            lock_in: &wanted.lock_in,
            lock_out: &wanted.lock_out,
            effort: spec.effort,
            seed,
            label: &label,
            stop,
            ..Problem::new(land.as_ref().unwrap_or(graph), &wanted.need, group, &centre)
        };
        let plan = match regionalisation(spec, seed) {
            None => area::delineate(&problem)?,
            Some(method) => area::from_regions(&problem, method)?,
        };
        area::verify(&problem, &plan)?;
        let checked = match spec.effort {
            Effort::Certify => area::certify(&problem, &plan, CHECKED)?,
            Effort::Quick | Effort::Normal => Vec::new(),
        };
        if plan.stopped() {
            findings.push(
                Finding::warning("areas-stopped", "the search for areas was stopped; these are the best so far")
                    .remedy("run again without --time-limit to get a result that can be repeated"),
            );
        }
        let unknown = wanted.lock_in.iter().filter(|&&i| wanted.need[i as usize].is_none());
        let unknown: Vec<&str> = unknown.map(|&i| layer.codes[i as usize].as_str()).collect();
        if !unknown.is_empty() {
            findings.push(
                Finding::warning("lock-in-unknown", format!("the need of locked-in villages is not known, so that they take room and add none: {}", unknown.join(", ")))
                    .remedy("leave them out of areas.lock_in, or give what the need is made of"),
            );
        }
        let conflicts = conflicts(&problem, &plan)?;
        if plan.areas.is_empty() {
            let why = conflicts.iter().find(|why| !why.is_empty());
            let rules = why.map_or(String::new(), |why| format!("; in the first group without: {why}"));
            let mut needy = plan.groups.iter().filter(needy).peekable();
            let impossible = needy.peek().is_some() && needy.all(|group| group.empty == Some(Empty::NoRoom));
            let check = if impossible { INFEASIBLE } else { "areas-none" };
            findings.push(
                Finding::warning(check, format!("no area keeps the rules of [areas] and covers need{rules}"))
                    .remedy("loosen one of the rules that tables/area_groups.csv names as a conflict"),
            );
        }
        let shapes = plan
            .areas
            .iter()
            .map(|a| shape::measure(&problem, a))
            .collect();
        let total_need = wanted.need.iter().flatten().sum();
        let objective = plan.groups.iter().map(|g| g.objective).fold(0.0, Add::add);
        let bound: f64 = plan.groups.iter().map(|g| g.bound).sum();
        let groups = plan.groups.iter().filter(needy).count();
        let proven = plan.groups.iter().filter(|g| needy(g) && g.proof == Proof::Optimal).count();
        let work: u64 = plan.groups.iter().map(|g| g.work).sum();
        let counts = json!({
            "areas": plan.areas.len(), "groups": groups, "groups_without_need": plan.groups.len() - groups, "objective": objective,
            "bound": bound, "work": work, "proven": proven, "stopped": plan.stopped(),
        });
        let covered = plan.areas.iter().map(|area| area.need).fold(0.0, Add::add);
        let detail = format!(
            "{} areas in {} groups cover need {covered:.3}; objective {objective:.3}, at most {bound:.3} possible, {proven} groups proven",
            plan.areas.len(),
            groups
        );
        let meaning = explains.then(|| weigh(spec, &problem, &plan, &perimeter)).transpose()?;
        let done = Delineation {
            checked,
            conflicts,
            meaning,
            plan,
            shapes,
            total_need,
        };
        Ok((done, counts, detail))
    })
}

/// Whether a group has need that could be covered.
fn needy(group: &&GroupResult) -> bool {
    group.empty != Some(Empty::NoNeed)
}

/// The rules that cannot hold together in each group where no set of villages keeps them.
fn conflicts(problem: &Problem, plan: &Plan) -> Result<Vec<String>> {
    let one = |(group, result): (usize, &GroupResult)| {
        if result.empty != Some(Empty::NoRoom) {
            return Ok(String::new());
        }
        let found = area::conflict(problem, group as u32)?;
        let rules = found.iter().flat_map(|found| &found.rules);
        let words: Vec<String> = rules.map(|rule| rule.describe(problem)).collect();
        Ok(words.join("; "))
    };
    plan.groups.par_iter().enumerate().map(one).collect()
}

/// How regions are found that areas are chosen from; none when areas are drawn for themselves.
fn regionalisation(spec: &Areas, seed: u64) -> Option<Method> {
    let search = Search {
        descent: Descent::Tabu,
        objective: Objective::Squares,
        starts: match spec.effort {
            Effort::Quick => 1,
            Effort::Normal => 3,
            Effort::Certify => 10,
        },
        seed,
    };
    match spec.method {
        AreaMethod::Delineate => None,
        AreaMethod::Skater => Some(Method::Skater),
        AreaMethod::Redcap => Some(Method::Redcap(Linkage::Complete)),
        AreaMethod::Ward => Some(Method::Schc(Linkage::Ward)),
        AreaMethod::Schc => Some(Method::Schc(Linkage::Average)),
        AreaMethod::Azp => Some(Method::Azp(search)),
        AreaMethod::MaxP => Some(Method::MaxP(search)),
    }
}

/// Position of the area of each of n villages.
pub fn area_of(found: Option<&Delineation>, n: usize) -> Vec<Option<u32>> {
    let mut of = vec![None; n];
    for (position, area) in found.iter().flat_map(|f| &f.plan.areas).enumerate() {
        for &village in &area.members {
            of[village as usize] = Some(position as u32);
        }
    }
    of
}

fn positions(layer: &Layer, codes: &[String], key: &str) -> Result<Vec<u32>> {
    let mut found = Vec::new();
    for text in codes {
        // A code as the layer has it is one, whatever its system.
        let at = |code: &Code| layer.codes.binary_search(code).ok();
        let position = at(&Code::from_canonical(text.trim()))
            .or_else(|| canonical(text).and_then(|code| at(&code)));
        let Some(position) = position else {
            return Err(
                Error::study(format!("`{key}` names a code that no village has"))
                    .code(text.as_str())
                    .remedy("give codes of the boundary layer"),
            );
        };
        found.push(position as u32);
    }
    found.sort_unstable();
    found.dedup();
    Ok(found)
}
