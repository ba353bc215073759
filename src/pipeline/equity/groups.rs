//! Between whom inequality is measured.

use super::by_area;
use super::subject::Subject;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::study::{Equity, Grouping};
use crate::pipeline::inputs::Inputs;

/// The groups of the units of a subject.
pub struct Groups {
    /// The word in tables.
    pub by: &'static str,
    /// m groups of units.
    pub of: Vec<u32>,
    /// Code and name of each group.
    pub named: Vec<(String, String)>,
}

/// The groups asked for that are above the units of a subject; those of one group alone are said, and those by areas are of villages.
pub fn of(
    spec: &Equity,
    subject: &Subject,
    inputs: &Inputs,
    areas: &[Option<u32>],
    findings: &mut Vec<Finding>,
) -> Vec<Groups> {
    let mut found = Vec::new();
    for (level, by) in [
        (Level::Province, Grouping::Province),
        (Level::Regency, Grouping::Regency),
        (Level::District, Grouping::District),
    ] {
        let regions = inputs.hierarchy.level(level);
        let Some(regions) = regions.filter(|_| spec.by.contains(&by) && level > subject.level)
        else {
            continue;
        };
        let of = subject.witness.iter();
        let names = regions.names.iter().cloned();
        let codes = regions.codes.iter().map(|code| code.to_string());
        found.push(Groups {
            by: level.as_str(),
            of: of.map(|&v| regions.of_village[v as usize]).collect(),
            named: codes.zip(names).collect(),
        });
    }
    let last = areas.iter().flatten().max();
    if let (Some(&last), true, Level::Village) = (last, by_area(spec), subject.level) {
        let outside = last + 1;
        let of = areas.iter().map(|area| area.unwrap_or(outside));
        let mut named: Vec<(String, String)> = (1..=outside)
            .map(|at| (at.to_string(), String::new()))
            .collect();
        named.push(("outside".into(), String::new()));
        found.push(Groups {
            by: "area",
            of: of.collect(),
            named,
        });
    }
    found.retain(|groups| {
        let alone = groups.of.iter().all(|of| Some(of) == groups.of.first());
        if alone {
            let what = format!(
                "there is one {} only, so that nothing lies between groups of it; it is left out",
                groups.by
            );
            let finding = Finding::info("equity-one-group", what);
            if !findings.contains(&finding) {
                findings.push(finding);
            }
        }
        !alone
    });
    found
}
