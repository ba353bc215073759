//! The JSON beside the effects, and what is said of them.

use super::Options;
use super::panel::Ready;
use crate::error::Result;
use crate::output::sheet::Sheet;
use crate::pipeline::recovery::sheets::both;
use crate::welfare::impact::{Answer, Told};
use polars::prelude::{AnyValue, DataFrame};
use serde_json::{Map, Value, json};

/// What was asked, who was compared, and every table but the effects.
pub(super) fn described(
    options: &Options,
    ready: &Ready,
    answer: &Answer,
    sheets: &[Sheet],
) -> Result<Value> {
    let counts = answer.treated.counts;
    let mut said = json!({
        "panel": options.panel.iter().map(|path| path.file_name().unwrap_or_default().to_string_lossy()).collect::<Vec<_>>(),
        "method": sheets.first().map(|sheet| sheet.method.clone()),
        "years": ready.years,
        "rows": ready.rows,
        "units": ready.ids.len(),
        "units_in_some_years": ready.gaps,
        "treated": counts.treated,
        "always_treated": counts.always,
        "controls": counts.control,
        "neighbours": counts.left_out,
        "seed": options.seed,
    });
    for sheet in sheets {
        let name = match sheet.id.as_str() {
            "recovery_events" => "events",
            "recovery_balance" => "balance",
            "recovery_spillover" => "spillover",
            _ => continue,
        };
        said[name] = rows(&sheet.frame()?)?;
    }
    Ok(said)
}

fn rows(frame: &DataFrame) -> Result<Value> {
    let mut rows = Vec::with_capacity(frame.height());
    for row in 0..frame.height() {
        let mut one = Map::new();
        for column in frame.columns() {
            let value = match column.get(row)? {
                AnyValue::Null => Value::Null,
                AnyValue::String("true") => json!(true),
                AnyValue::String("false") => json!(false),
                AnyValue::String(text) => json!(text),
                AnyValue::StringOwned(text) => json!(text.as_str()),
                cell if column.dtype().is_float() => json!(cell.extract::<f64>()),
                cell => json!(cell.extract::<i64>()),
            };
            one.insert(column.name().to_string(), value);
        }
        rows.push(Value::Object(one));
    }
    Ok(Value::Array(rows))
}

/// What a planner wants to know first.
pub(super) fn lines(answer: &Answer, outcomes: &[String]) -> Vec<String> {
    let counts = answer.treated.counts;
    let mut lines = vec![format!(
        "{} treated units beside {} without, {} neighbours apart, {} always treated left out",
        counts.treated, counts.control, counts.left_out, counts.always
    )];
    let of = |told: &Told, who: &str, lines: &mut Vec<String>| {
        for (outcome, name) in outcomes.iter().enumerate() {
            for (matched, comparison) in both(told, outcome) {
                for row in &comparison.rows {
                    let effect = &row.effect;
                    let span = effect.low.zip(effect.high);
                    let span = span.map_or("no interval".to_owned(), |(low, high)| {
                        format!("{low:.5} to {high:.5}")
                    });
                    lines.push(format!(
                        "  {who}{name}, {}{}: {:.5} ({span}); {} treated, {} compared with",
                        row.estimator.as_str(),
                        if matched { ", matched" } else { "" },
                        effect.effect,
                        effect.treated,
                        effect.control
                    ));
                }
            }
        }
    };
    of(&answer.treated, "", &mut lines);
    if let Some(Ok(told)) = &answer.neighbours {
        of(told, "neighbours: ", &mut lines);
    }
    lines.push(
        "  a comparison is not an experiment: effects only if both sides would have changed alike"
            .to_owned(),
    );
    lines
}
