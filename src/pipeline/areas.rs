//! Priority areas of a run: the study's rules made a problem, solved, and checked by code apart.

use crate::base::code::canonical;
use crate::base::model::{Code, Layer};
use crate::base::study::{AreaMethod, Areas};
use crate::error::{Error, Result};
use crate::input::join::Hierarchy;
use crate::pipeline::log::Log;
use crate::plan::area::shape::{self, Shape};
use crate::plan::area::{self, Plan, Problem};
use crate::space::graph::Graph;
use geo::Point;
use serde_json::json;

static STOP: std::sync::atomic::AtomicBool = std::sync::atomic::AtomicBool::new(false);

/// A checked plan with the measures of its areas.
pub struct Delineation {
    /// The plan.
    pub plan: Plan,
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

/// What the areas are asked to cover, by village position.
pub struct Wanted {
    /// n needs.
    pub need: Vec<Option<f64>>,
    /// Villages that must be in an area.
    pub lock_in: Vec<u32>,
    /// Villages that must not.
    pub lock_out: Vec<u32>,
}

impl Wanted {
    /// Looks up the study's codes in the layer.
    ///
    /// # Errors
    /// A code that no village has.
    pub fn new(spec: &Areas, layer: &Layer, need: Vec<Option<f64>>) -> Result<Self> {
        Ok(Self {
            need,
            lock_in: positions(layer, &spec.lock_in, "areas.lock_in")?,
            lock_out: positions(layer, &spec.lock_out, "areas.lock_out")?,
        })
    }
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
    log: &mut Log,
) -> Result<Delineation> {
    log.stage("areas", |_| {
        let Places {
            layer,
            hierarchy,
            graph,
            centres,
        } = *places;
        let regions = hierarchy
            .level(spec.within)
            .ok_or_else(|| Error::study("`areas.within` must be district, regency or province"))?;
        // without geometry a village has no neighbours and no distance to measure
        let centre: Vec<Point<f64>> = centres.iter().map(|c| c.unwrap_or_default()).collect();
        let label = |i: u32| {
            let (i, name) = (i as usize, layer.names.get(i as usize));
            format!("{} {}", layer.codes[i], name.map_or("", String::as_str))
        };
        let Wanted {
            need,
            lock_in,
            lock_out,
        } = wanted;
        let problem = Problem {
            graph,
            need,
            gain: &[],
            compactness: None,
            theme: &[],
            limits: &[],
            diameter_m: None,
            total: None,
            stop: &STOP,
            group: &regions.of_village,
            groups: regions.codes.len(),
            villages: (spec.villages[0], spec.villages[1]),
            radius_m: spec.radius.map(|km| km * 1000.0),
            centre: &centre,
            measure: layer.measure,
            per_group: spec.per_group,
            lock_in,
            lock_out,
            effort: spec.effort,
            seed,
            label: &label,
        };
        let plan = match spec.method {
            AreaMethod::Delineate => area::delineate(&problem)?,
            AreaMethod::Skater => area::from_skater(&problem)?,
        };
        area::verify(&problem, &plan)?;
        let shapes = plan
            .areas
            .iter()
            .map(|a| shape::measure(&problem, a))
            .collect();
        let total_need = need.iter().flatten().sum();
        let objective: f64 = plan.groups.iter().map(|g| g.objective).sum();
        let bound: f64 = plan.groups.iter().map(|g| g.bound).sum();
        let work: u64 = plan.groups.iter().map(|g| g.work).sum();
        let counts = json!({
            "areas": plan.areas.len(), "groups": plan.groups.len(), "objective": objective,
            "bound": bound, "work": work,
        });
        let detail = format!(
            "{} areas in {} groups cover need {objective:.3}, at most {bound:.3} possible",
            plan.areas.len(),
            plan.groups.len()
        );
        let done = Delineation {
            plan,
            shapes,
            total_need,
        };
        Ok((done, counts, detail))
    })
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
