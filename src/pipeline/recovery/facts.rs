//! What brief and picture say of recovery.

use super::sheets::{Told, both};
use crate::output::recovery::{Panel, Point};
use crate::welfare::impact::{Comparison, Estimator, Row, few_clusters};
use serde_json::{Value, json};

/// The estimate that is told first: of matched villages where there are some; over all waves after the start where that is one number.
fn first<'a>(told: &'a Told, outcome: usize) -> Option<(bool, &'a Comparison, &'a Row)> {
    let (matched, comparison) = both(&told.answer.treated, outcome).last()?;
    let row = comparison
        .rows
        .iter()
        .find(|row| row.estimator == Estimator::GroupTime);
    Some((matched, comparison, row.or(comparison.rows.first())?))
}

/// The facts of the brief.
pub(super) fn facts(told: &Told) -> Value {
    let neighbours = told
        .answer
        .neighbours
        .as_ref()
        .and_then(|found| found.as_ref().ok());
    let of = |outcome: usize| {
        let (matched, comparison, row) = first(told, outcome)?;
        let near = neighbours.and_then(|found| both(found, outcome).last()).and_then(|(_, own)| {
            let same = own.rows.iter().find(|other| other.estimator == row.estimator);
            same.map(|row| json!({"effect": row.effect.effect, "low": row.effect.low, "high": row.effect.high}))
        });
        Some(json!({
            "name": told.outcomes[outcome],
            "unit": told.units.get(&told.outcomes[outcome]),
            "matched": matched,
            "effect": row.effect.effect,
            "low": row.effect.low,
            "high": row.effect.high,
            "p": row.effect.p,
            "treated": row.effect.treated,
            "control": row.effect.control,
            "clusters": row.effect.clusters,
            "few_clusters": few_clusters(&row.effect),
            "p_bootstrap": comparison.rows.iter().find_map(|row| row.bootstrap.map(|own| own.p)),
            "first": row.waves.first().map(|&wave| told.years[wave]),
            "last": row.waves.last().map(|&wave| told.years[wave]),
            "all_treated": told.answer.treated.counts.treated,
            "p_before": comparison.before.map(|test| test.p),
            "neighbours": near,
        }))
    };
    json!({
        "outcomes": (0..told.outcomes.len()).filter_map(of).collect::<Vec<_>>(),
    })
}

/// The picture: a panel an outcome.
pub fn picture(told: &Told) -> Vec<Panel> {
    let of = |outcome: usize| {
        let name = told.outcomes[outcome].clone();
        let mut points = Vec::new();
        for (matched, comparison) in both(&told.answer.treated, outcome) {
            points.extend(comparison.events.iter().map(|event| Point {
                matched,
                relative: event.relative,
                effect: event.effect.effect,
                low: event.effect.low,
                high: event.effect.high,
            }));
        }
        Panel {
            unit: told.units.get(&name).cloned().unwrap_or_default(),
            p_before: first(told, outcome).and_then(|(_, own, _)| own.before.map(|test| test.p)),
            name,
            points,
        }
    };
    (0..told.outcomes.len()).map(of).collect()
}
