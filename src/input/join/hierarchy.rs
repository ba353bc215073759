//! District, regency and province of every village, from its code.

use super::Villages;
use super::columns::{texts, usual};
use crate::base::code::System;
use crate::base::code::gazetteer::official;
use crate::base::code::name::{Agreement, agree};
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::privacy;
use crate::base::study::Boundaries;
use crate::error::{Error, Result};
use std::collections::BTreeMap;

/// The units of one level: m regions over n villages.
#[derive(Debug, Clone)]
pub struct Regions {
    /// District, regency or province.
    pub level: Level,
    /// m codes, ascending.
    pub codes: Vec<Code>,
    /// m names: the layer's, else the official list's, else the code.
    pub names: Vec<String>,
    /// n positions of each village's region.
    pub of_village: Vec<u32>,
}

/// Districts, regencies and provinces.
#[derive(Debug, Clone)]
pub struct Hierarchy {
    /// In the order of [`Level::REGIONS`].
    pub regions: [Regions; 3],
}

impl Hierarchy {
    /// The regions of a level; `None` for villages.
    pub fn level(&self, level: Level) -> Option<&Regions> {
        self.regions.iter().find(|regions| regions.level == level)
    }
}

/// Groups n villages by the prefixes of their codes.
///
/// Names come from the columns that `[boundaries]` names or that are titled as usual (the commonest spelling where villages
/// disagree), else from the official list when the layer's village names agree with it, else they are the code.
pub fn hierarchy(
    villages: &Villages,
    spec: &Boundaries,
    findings: &mut Vec<Finding>,
) -> Result<Hierarchy> {
    let listed = villages.system == System::Kemendagri && listed(villages);
    let region = |level, column: &Option<String>, findings: &mut Vec<Finding>| {
        let mut regions = group(villages, level)?;
        if let Some(names) = layer_names(villages, &regions, column.as_ref(), findings)? {
            regions.names = names;
        } else if listed {
            let name = |code: &Code| {
                official()
                    .name(code.as_str())
                    .map_or_else(|| code.to_string(), str::to_owned)
            };
            regions.names = regions.codes.iter().map(name).collect();
        }
        Ok::<_, Error>(regions)
    };
    Ok(Hierarchy {
        regions: [
            region(Level::District, &spec.district, findings)?,
            region(Level::Regency, &spec.regency, findings)?,
            region(Level::Province, &spec.province, findings)?,
        ],
    })
}

fn group(villages: &Villages, level: Level) -> Result<Regions> {
    let mut codes: Vec<Code> = Vec::new();
    let mut of_village = Vec::with_capacity(villages.layer.codes.len());
    for code in &villages.layer.codes {
        let Some(region) = villages.system.parent(code, level) else {
            return Err(Error::input(format!(
                "the code is too short to name a {}",
                level.as_str()
            ))
            .code(code.as_str()));
        };
        // Villages ascend by code, so regions do.
        if codes.last() != Some(&region) {
            codes.push(region);
        }
        of_village.push(codes.len() as u32 - 1);
    }
    Ok(Regions {
        level,
        names: codes.iter().map(Code::to_string).collect(),
        codes,
        of_village,
    })
}

fn layer_names(
    villages: &Villages,
    regions: &Regions,
    column: Option<&String>,
    findings: &mut Vec<Finding>,
) -> Result<Option<Vec<String>>> {
    let layer = &villages.layer;
    let Some(title) = column
        .cloned()
        .or_else(|| usual(&layer.attributes, regions.level))
    else {
        return Ok(None);
    };
    let mut counts: Vec<BTreeMap<String, usize>> = vec![BTreeMap::new(); regions.codes.len()];
    for (&region, name) in
        regions
            .of_village
            .iter()
            .zip(texts(&layer.attributes, &title, &layer.source)?)
    {
        if let Some(name) = name {
            *counts[region as usize].entry(name).or_default() += 1;
        }
    }
    let level = regions.level.as_str();
    let differing = |names: &BTreeMap<String, usize>| {
        let mut names = names.keys();
        names.next().is_some_and(|first| {
            names.any(|name| agree(first, name, regions.level) == Agreement::Different)
        })
    };
    let mixed: Vec<usize> = (0..counts.len())
        .filter(|&i| differing(&counts[i]))
        .collect();
    // Not the names of these units at all, for instance a column "district" that means the regency's capital.
    if column.is_none() && mixed.len() * 2 > counts.len() {
        return Ok(None);
    }
    if column.is_none() {
        let what = format!("column {title} is taken for the {level} names");
        findings.push(
            Finding::info("column-recognised", what)
                .file(&layer.source)
                .column(&title),
        );
    }
    // A column whose names mostly change inside a region does not hold regions; they may be persons.
    let told = mixed.len() * 2 <= counts.len() && !privacy::titled(&title);
    for i in mixed {
        let listed = counts[i]
            .iter()
            .map(|(name, count)| format!("{name} ({count})"))
            .collect::<Vec<_>>()
            .join(", ");
        let names = match told {
            true => format!(": {listed}"),
            false => format!(", in {} ways", counts[i].len()),
        };
        findings.push(
            Finding::warning(
                "mixed-region-name",
                format!(
                    "villages of one {level} name it differently{names}; the commonest is taken"
                ),
            )
            .file(&layer.source)
            .column(&title)
            .code(regions.codes[i].as_str()),
        );
    }
    let commonest = |i: usize| {
        let best = counts[i]
            .iter()
            .min_by_key(|&(name, count)| (std::cmp::Reverse(*count), name));
        best.map_or_else(|| regions.codes[i].to_string(), |(name, _)| name.clone())
    };
    Ok(Some((0..counts.len()).map(commonest).collect()))
}

/// Whether the villages are those of the official list: more than half of the names it has agree.
fn listed(villages: &Villages) -> bool {
    let pairs = villages.layer.codes.iter().zip(&villages.layer.names);
    let known: Vec<_> = pairs
        .filter_map(|(code, name)| Some((official().name(code.as_str())?, name)))
        .collect();
    let agreed = known
        .iter()
        .filter(|(known, name)| agree(known, name, Level::Village) != Agreement::Different)
        .count();
    agreed * 2 > known.len()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::villages::tests::{features, spec};
    use super::super::villages::villages;
    use super::*;

    #[test]
    fn names_from_layer_then_list_then_code() {
        let mut findings = Vec::new();
        let codes = ["53.01.04.2003", "53.01.04.2004", "53.02.01.1001"].map(Some);
        let found = villages(
            features(&codes, &["Bokonusan", "Otan", "Karang Siri"]),
            &spec(""),
            &mut findings,
        )
        .unwrap();
        let tree = hierarchy(&found, &spec(""), &mut findings).unwrap();
        let [district, regency, province] = &tree.regions;
        assert_eq!(district.names, ["Semau", "Semau"]);
        assert_eq!(district.of_village, [0, 0, 1]);
        assert_eq!(
            regency.names,
            ["KABUPATEN KUPANG", "KABUPATEN TIMOR TENGAH SELATAN"]
        );
        assert_eq!(province.names, ["NUSA TENGGARA TIMUR"]);
        assert_eq!(province.codes[0].as_str(), "53");
        let strange = villages(
            features(&codes, &["Aa", "Bb", "Cc"]),
            &spec(""),
            &mut findings,
        )
        .unwrap();
        let tree = hierarchy(&strange, &spec(""), &mut findings).unwrap();
        assert_eq!(tree.regions[1].names, ["5301", "5302"]);
    }
}
