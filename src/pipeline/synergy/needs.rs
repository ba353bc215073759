//! How much each village needs each lever, from the index and the village tables.

use crate::base::finding::Finding;
use crate::base::nearest::nearest;
use crate::base::study::{Lever, Programmes};
use crate::error::{Error, Result};
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs;
use crate::welfare::index::definition::{Good, Method};
use crate::welfare::index::hierarchy::Part;
use polars::prelude::DataFrame;

/// Indicators of `idm-2016` that a lever of the seed acts on; documented in `docs/methods.md`.
const IDM: [(&str, &[&str]); 5] = [
    (
        "burden",
        &[
            "IKS_2", "IKS_4", "IKS_5", "IKS_6", "IKS_10", "IKS_26", "IKS_28", "IKS_34",
        ],
    ),
    ("capital", &["IKE_7", "IKE_8"]),
    (
        "market",
        &[
            "IKE_2", "IKE_3", "IKE_4", "IKE_6", "IKE_10", "IKE_11", "IKE_12",
        ],
    ),
    ("skills", &["IKS_12", "IKS_13", "IKS_14"]),
    ("enterprise", &["IKE_1", "IKE_5", "IKE_9"]),
];

/// The same where only the three dimensions are there.
const IDM_DIMENSIONS: [(&str, &[&str]); 5] = [
    ("burden", &["iks"]),
    ("capital", &["ike"]),
    ("market", &["ike"]),
    ("skills", &["iks", "ike"]),
    ("enterprise", &["ike"]),
];

/// Needs of the study's levers in n villages, levers x n in 0..1: the mean shortfall of what each lever names, each named thing counting the same;
/// missing where half of them or more are missing.
///
/// A lever that names nothing takes the default of `idm-2016`; under any other index the need of the whole index, scaled to 0..1; without an index its
/// needs are not known. Which it was is a finding.
///
/// # Errors
/// A name that is no indicator, dimension or village column, or a column beyond 0..1.
pub fn needs(
    spec: &Programmes,
    index: Option<&IndexResult>,
    frame: &DataFrame,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Vec<Option<f64>>>> {
    let one = |lever: &Lever| {
        let (mut need, mut found) = need(lever, index, frame)?;
        for need in need.iter_mut().flatten() {
            // a need at the threshold reaches it, whatever the order of its sum
            *need = (*need * DIGITS).round() / DIGITS;
        }
        let known = need.iter().flatten().count();
        let reach = |need: &&f64| **need >= spec.needed;
        let needing = need.iter().flatten().filter(reach).count();
        if known > 0 {
            found.what += &format!("; {needing} of {known} villages need it");
        }
        if known > 0 && (needing == 0 || needing == known) {
            found = found.remedy(
                "to tell villages apart, name what else the lever meets in `needs` of [[programmes.levers]], or change `programmes.needed`",
            );
        }
        findings.push(found);
        Ok(need)
    };
    spec.levers.iter().map(one).collect()
}

/// Needs are rounded to 12 decimals.
const DIGITS: f64 = 1e12;

/// The needs of one lever, and what they are made of.
fn need(
    lever: &Lever,
    index: Option<&IndexResult>,
    frame: &DataFrame,
) -> Result<(Vec<Option<f64>>, Finding)> {
    let (names, source) = names(lever, index);
    let code = &lever.code;
    if names.is_empty() {
        let unnamed = |what: String| {
            Finding::info("lever-needs-unnamed", what).remedy(
                "name indicators, dimensions or columns in `needs` of [[programmes.levers]]",
            )
        };
        return Ok(match index {
            Some(index) => (
                whole(index),
                unnamed(format!(
                    "lever {code}: no `needs` are named and {} has no default for it; the need of the whole index, scaled to 0 to 1, stands for it",
                    index.definition.name
                )),
            ),
            None => (
                vec![None; frame.height()],
                unnamed(format!(
                    "lever {code}: no `needs` are named and there is no index, so no village is known to need it"
                )),
            ),
        });
    }
    let columns: Result<Vec<Vec<Option<f64>>>> = (names.iter())
        .map(|name| shortfall(name, code, index, frame))
        .collect();
    let names = names.join(", ");
    let found = Finding::info(
        "lever-needs",
        format!("lever {code}: mean shortfall of {names}{}", source.words()),
    );
    let found = match source {
        Source::Dimensions => found.remedy(
            "give the 50 indicators, or name columns in `needs` of [[programmes.levers]], to tell levers with the same dimension apart",
        ),
        Source::Study | Source::Indicators => found,
    };
    Ok((mean(&columns?, frame.height()), found))
}

/// Who named what a lever meets.
#[derive(Clone, Copy)]
enum Source {
    Study,
    Indicators,
    Dimensions,
}

impl Source {
    fn words(self) -> &'static str {
        match self {
            Self::Study => "",
            Self::Indicators => " (default of idm-2016)",
            Self::Dimensions => " (default of idm-2016 without its indicators)",
        }
    }
}

/// What a lever names; nothing where neither the study nor a default does.
fn names(lever: &Lever, index: Option<&IndexResult>) -> (Vec<String>, Source) {
    if !lever.needs.is_empty() {
        return (lever.needs.clone(), Source::Study);
    }
    let Some(index) = index.filter(|index| index.definition.name == "idm-2016") else {
        return (Vec::new(), Source::Study);
    };
    let mut leaves = index.scores.make.leaves.iter();
    let (table, source) = match leaves.any(|leaf| matches!(leaf.part, Part::Dimension(_))) {
        true => (&IDM_DIMENSIONS, Source::Dimensions),
        false => (&IDM, Source::Indicators),
    };
    let own = table.iter().find(|(code, _)| *code == lever.code);
    let names = own.map_or(&[][..], |(_, names)| names);
    (names.iter().map(|&name| name.to_owned()).collect(), source)
}

/// n shortfalls of one named thing, 0 at its best and 1 at its worst.
fn shortfall(
    name: &str,
    lever: &str,
    index: Option<&IndexResult>,
    frame: &DataFrame,
) -> Result<Vec<Option<f64>>> {
    if let Some(found) = index.and_then(|index| of_index(name, index)) {
        return Ok(found);
    }
    let titles = frame.get_column_names();
    let Some(title) = titles.iter().find(|title| title.eq_ignore_ascii_case(name)) else {
        let parts = index.into_iter().flat_map(|index| {
            let leaves = index.scores.make.leaves.iter();
            let leaves = leaves.map(|leaf| leaf.part.code(&index.definition));
            leaves.chain(
                index
                    .scores
                    .dimensions
                    .iter()
                    .map(|(code, _)| code.as_str()),
            )
        });
        let known: Vec<&str> = parts
            .chain(titles.iter().map(|title| title.as_str()))
            .collect();
        return Err(Error::study(format!(
            "lever \"{lever}\" needs what is no indicator, dimension or column of a table here"
        ))
        .column(name)
        .remedy(format!(
            "the nearest are: {}",
            nearest(name, known, 5).join("; ")
        )));
    };
    let values = inputs::numbers(frame, title)?;
    let beyond = |value: &Option<f64>| value.is_some_and(|value| !(0.0..=1.0).contains(&value));
    if let Some(at) = values.iter().position(beyond) {
        let codes = frame.column("code")?.str()?;
        return Err(Error::study(format!(
            "lever \"{lever}\" takes the shortfall of a column from 0 (worst) to 1 (best), and this one is {} here",
            values[at].unwrap_or_default()
        ))
        .column(title.as_str())
        .code(codes.get(at).unwrap_or_default())
        .remedy("scale the column, or make it an indicator of the index"));
    }
    Ok(values.iter().map(|value| Some(1.0 - (*value)?)).collect())
}

/// n shortfalls of an indicator or dimension of the index, by code or column.
fn of_index(name: &str, index: &IndexResult) -> Option<Vec<Option<f64>>> {
    let (definition, scores) = (&index.definition, &index.scores);
    let same = |own: &str| own.eq_ignore_ascii_case(name);
    let flip = definition.good == Good::Low;
    let ends = definition
        .worst
        .zip(definition.best)
        .map(|(a, b)| [a.min(b), a.max(b)]);
    for leaf in &scores.make.leaves {
        let Part::Indicator(at) = leaf.part else {
            continue;
        };
        let indicator = &definition.indicators[at];
        if !same(&indicator.code) && !same(indicator.column()) {
            continue;
        }
        let rule = indicator.normalise.unwrap_or(definition.normalise);
        let ends = match rule.method {
            Method::Goalposts | Method::MinMax | Method::Target => {
                Some(rule.to.unwrap_or([0.0, 1.0]))
            }
            Method::None => ends,
            Method::Percentile => Some([0.0, 1.0]),
            Method::Z | Method::Rank | Method::Vector => None,
        };
        let known = |value: &f64| Some(*value).filter(|value| !value.is_nan());
        let values: Vec<Option<f64>> = leaf.value.iter().map(known).collect();
        return Some(scaled(&values, ends, flip));
    }
    let (_, values) = scores.dimensions.iter().find(|(code, _)| same(code))?;
    Some(scaled(values, ends, flip))
}

/// The need of the whole index, 1 at its worst, or at the worst of the villages where it has no worst.
fn whole(index: &IndexResult) -> Vec<Option<f64>> {
    let worst = index
        .definition
        .worst
        .map(|worst| (index.scores.make.best - worst).abs());
    let most = index
        .scores
        .need
        .iter()
        .flatten()
        .copied()
        .fold(0.0, f64::max);
    scaled(&index.scores.need, Some([0.0, worst.unwrap_or(most)]), true)
}

/// Values as shortfalls from the upper of two ends (the lower when `low` is best), kept in 0..1; ends left out are those of the values. Where the ends
/// are one, nobody falls short.
fn scaled(values: &[Option<f64>], ends: Option<[f64; 2]>, low: bool) -> Vec<Option<f64>> {
    let there = || values.iter().flatten().copied();
    let [least, most] = ends.unwrap_or_else(|| {
        [
            there().fold(f64::INFINITY, f64::min),
            there().fold(f64::NEG_INFINITY, f64::max),
        ]
    });
    let [worst, best] = if low { [most, least] } else { [least, most] };
    let one = |value: f64| match worst == best {
        true => 0.0,
        false => ((best - value) / (best - worst)).clamp(0.0, 1.0),
    };
    values.iter().map(|value| value.map(one)).collect()
}

/// The mean of what is there, where that is more than half.
fn mean(columns: &[Vec<Option<f64>>], n: usize) -> Vec<Option<f64>> {
    let one = |village: usize| {
        let there: Vec<f64> = columns
            .iter()
            .filter_map(|column| column[village])
            .collect();
        (2 * there.len() > columns.len()).then(|| there.iter().sum::<f64>() / there.len() as f64)
    };
    (0..n).map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use crate::welfare::index::Definition;

    /// Goalposts 0 to 5 of a score of 4: 0.2 short. Where less is good, 4 on 0 to 5 is 0.8 short. Without ends, those of the values.
    #[test]
    fn shortfalls_are_from_0_to_1() {
        let values = [Some(4.0), None, Some(6.0), Some(-1.0)];
        let close = |found: Vec<Option<f64>>, expected: [Option<f64>; 4]| {
            let near = |(a, b): (&Option<f64>, Option<f64>)| match (a, b) {
                (Some(a), Some(b)) => (a - b).abs() < 1e-12,
                (a, b) => a.is_none() && b.is_none(),
            };
            assert!(found.iter().zip(expected).all(near), "{found:?}");
        };
        close(
            scaled(&values, Some([0.0, 5.0]), false),
            [Some(0.2), None, Some(0.0), Some(1.0)],
        );
        close(
            scaled(&values, Some([0.0, 5.0]), true),
            [Some(0.8), None, Some(1.0), Some(0.0)],
        );
        close(
            scaled(&values, None, false),
            [Some(2.0 / 7.0), None, Some(0.0), Some(1.0)],
        );
        assert_eq!(scaled(&[Some(2.0); 2], None, false), [Some(0.0); 2]);
    }

    /// One of two is half and too little; two of three are enough.
    #[test]
    fn half_is_not_enough() {
        let column = |a, b| vec![a, b];
        let two = [column(Some(0.2), Some(0.4)), column(None, Some(0.8))];
        assert_eq!(mean(&two, 2)[0], None);
        assert!(mean(&two, 2)[1].is_some_and(|mean| (mean - 0.6).abs() < 1e-12));
        let three = [vec![Some(0.2)], vec![None], vec![Some(0.6)]];
        assert!(mean(&three, 1)[0].is_some_and(|mean| (mean - 0.4).abs() < 1e-12));
    }

    /// Every default names parts of the built-in definition, none twice over.
    #[test]
    fn defaults_are_parts_of_the_idm() {
        let idm = Definition::load("idm-2016", std::path::Path::new(".")).unwrap();
        let codes: Vec<&str> = idm.indicators.iter().map(|i| i.code.as_str()).collect();
        let mut seen = std::collections::BTreeSet::new();
        for (lever, names) in IDM {
            for name in names {
                assert!(codes.contains(name), "{lever} {name}");
                assert!(seen.insert(name), "{name} twice");
            }
        }
        for (_, names) in IDM_DIMENSIONS {
            assert!(
                names
                    .iter()
                    .all(|name| idm.dimensions.iter().any(|d| d.code == **name))
            );
        }
        let levers: Vec<String> = serde_json::from_value::<Programmes>(
            serde_json::json!({"catalogue": "a.csv", "placements": "b.csv"}),
        )
        .unwrap()
        .levers
        .into_iter()
        .map(|lever| lever.code)
        .collect();
        assert_eq!(levers, IDM.map(|(lever, _)| lever));
    }
}
