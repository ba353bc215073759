//! Where more points of a service should stand.

use super::seek::{Sites, Wanted, seek};
use super::{Served, Services};
use crate::base::finding::Finding;
use crate::base::study::Study;
use crate::error::Result;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use serde_json::json;

/// The next points of one service.
pub struct Placed {
    /// The service.
    pub service: String,
    /// How ways are measured.
    pub mode: String,
    /// The points.
    pub found: Sites,
}

/// Seeks them for every service that asks.
///
/// # Errors
/// See [`seek`].
pub fn find(
    study: &Study,
    inputs: &Inputs,
    found: &Services,
    findings: &mut Vec<Finding>,
) -> Outcome<Vec<Placed>> {
    let mut all = Vec::new();
    for one in &found.served {
        let Some(next) = one.spec.next else { continue };
        all.extend(sites(study, inputs, (found, one), next, findings)?);
    }
    let places: usize = all.iter().map(|one| one.found.sites.len()).sum();
    let counts = json!({"services": all.len(), "sites": places});
    let detail = format!("{places} new sites of {} services", all.len());
    Ok((all, counts, detail))
}

fn sites(
    study: &Study,
    inputs: &Inputs,
    (found, one): (&Services, &Served),
    next: usize,
    findings: &mut Vec<Finding>,
) -> Result<Option<Placed>> {
    let people: Vec<f64> = match &inputs.population {
        Some(people) => people.iter().map(|p| p.unwrap_or_default()).collect(),
        None => vec![1.0; found.journey.origins.len()],
    };
    if inputs.population.is_none() {
        let what = format!(
            "{}: people are not known, so each village counts as one in the search for sites",
            one.name
        );
        findings.push(
            Finding::warning("sites-without-people", what)
                .remedy("name the column of the population as `study.population`"),
        );
    }
    let sought = seek(&Wanted {
        journey: &found.journey,
        unit: one.unit,
        measured: &one.measured,
        standard: one.standard(),
        people: &people,
        next,
        seed: study.study.seed,
    })?;
    let Some(sought) = sought else {
        let what = format!(
            "{}: no village is known to be beyond the standard and within it from another, or to reach a point at all, so no site is sought",
            one.name
        );
        findings.push(Finding::info("sites-not-needed", what));
        return Ok(None);
    };
    sought.tell(&one.name, findings);
    Ok(Some(Placed {
        service: one.name.clone(),
        mode: found.journey.mode(),
        found: sought,
    }))
}

impl Sites {
    /// What was left out of the search, and what counts as something else.
    pub fn tell(&self, name: &str, findings: &mut Vec<Finding>) {
        if self.unknown > 0 {
            let what = format!(
                "{name}: {} places have people and no place on the way; new sites are sought without them",
                self.unknown
            );
            findings.push(
                Finding::warning("sites-unknown", what)
                    .remedy("add their roads, or raise `walk` of [roads]"),
            );
        }
        if self.apart > 0 {
            let what = format!(
                "{name}: {} places reach no point; in the search for new sites each counts as far as the farthest that does",
                self.apart
            );
            findings.push(
                Finding::info("sites-apart", what)
                    .remedy("give a standard, so that new sites are sought for those beyond it"),
            );
        }
        if let Some(offered) = self.offered {
            let what = format!(
                "{name}: new sites were sought among the {offered} candidates nearest to each place; the objective and the bound are about all"
            );
            findings.push(Finding::info("sites-cut", what));
        }
        if let Some((kept, all)) = self.kept {
            let what = format!(
                "{name}: of {all} candidates the {kept} with most people around were looked at; the bound is about those"
            );
            findings.push(Finding::info("sites-cut", what));
        }
    }
}
