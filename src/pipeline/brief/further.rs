//! What is told of services, modelled values, equity, and what places have of their own, each from its tables.

use super::table::Table;
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use serde_json::{Value, json};

/// New sites named of a service.
const SITES: usize = 5;
/// Areas and columns that are listed.
const LISTED: usize = 6;

/// Adds these facts; each part is an empty list where the run has no table of it.
pub(super) fn add(facts: &mut Value, sheets: &[Sheet], language: Language) {
    facts["services"] = json!(services(sheets, language).unwrap_or_default());
    facts["estimates"] = json!(estimates(sheets, language).unwrap_or_default());
    let mut spread = equity(sheets, language).unwrap_or_default();
    facts["equity_more"] = json!(spread.len().saturating_sub(LISTED));
    spread.truncate(LISTED);
    facts["equity"] = json!(spread);
    facts["equity_change"] = json!(change(sheets, language).unwrap_or_default());
    facts["potentials"] = potentials(sheets, language).unwrap_or_default();
}

fn services(sheets: &[Sheet], language: Language) -> Option<Vec<Value>> {
    let table = Table::of(sheets, "access_summary")?;
    let columns = [
        "service",
        "mode",
        "cost_unit",
        "standard",
        "villages",
        "villages_beyond",
        "villages_unknown",
        "population",
        "people_beyond",
        "mean_cost",
        "facilities",
        "supply_unreached",
    ];
    let sites = Table::of(sheets, "new_sites");
    let of_all = table.where_text("level", "all");
    let told = of_all.map(|row| {
        let mut fact = table.facts(row, &columns, language);
        let sites = sites.iter().flat_map(|sites| {
            let own = sites.where_text("service", table.text("service", row));
            own.map(|site| sites.facts(site, &["name", "regency", "people_served"], language))
        });
        fact["sites"] = json!(sites.take(SITES).collect::<Vec<_>>());
        fact
    });
    Some(told.collect())
}

fn estimates(sheets: &[Sheet], language: Language) -> Option<Vec<Value>> {
    let models = Table::of(sheets, "estimate_models")?;
    let values = Table::of(sheets, "estimates");
    let columns = ["model", "level", "method", "areas_all", "areas_fitted"];
    let told = (0..models.rows()).map(|row| {
        let mut fact = models.facts(row, &columns, language);
        for kind in ["modelled", "synthetic", "shrunk"] {
            let of_kind = values.iter().flat_map(|values| {
                let own = values.where_text("model", models.text("model", row));
                // villages that it came to are no areas of the model
                let own = own.filter(|&at| values.text("level", at) == models.text("level", row));
                own.filter(|&at| values.text("kind", at) == kind)
            });
            fact[kind] = json!(of_kind.count());
        }
        fact
    });
    Some(told.collect())
}

/// The Gini of each column, and how much of its Theil is between groups.
fn equity(sheets: &[Sheet], language: Language) -> Option<Vec<Value>> {
    let table = Table::of(sheets, "equity")?;
    let whole = |row: &usize| ["", "all"].contains(&table.text("by", *row));
    let told = table
        .where_text("measure", "gini")
        .filter(whole)
        .map(|row| {
            let mut fact = table.facts(row, &["column", "units", "value", "n"], language);
            fact["year"] = json!(table.year(row));
            let same = |other: &usize| {
                ["column", "units"]
                    .iter()
                    .all(|column| table.text(column, *other) == table.text(column, row))
                    && table.year(*other) == table.year(row)
            };
            let split = table.where_text("measure", "theil-t").filter(same);
            let split = split.filter(|at| table.number("between_share", *at).is_some());
            let split = split.map(|at| table.facts(at, &["by", "between_share"], language));
            fact["between"] = json!(split.collect::<Vec<_>>());
            fact
        });
    Some(told.collect())
}

fn change(sheets: &[Sheet], language: Language) -> Option<Vec<Value>> {
    let table = Table::of(sheets, "equity_change")?;
    let whole = |row: &usize| ["", "all"].contains(&table.text("by", *row));
    let rows = table.where_text("measure", "gini").filter(whole);
    let known = rows.filter(|&row| table.number("change", row).is_some());
    let columns = ["value_now", "value_planned", "change"];
    Some(
        known
            .map(|row| table.facts(row, &columns, language))
            .collect(),
    )
}

fn potentials(sheets: &[Sheet], language: Language) -> Option<Value> {
    let areas = Table::of(sheets, "potential_areas")?;
    let columns = ["area", "leading", "leading_quotient", "assets"];
    let with = (0..areas.rows()).filter(|&row| {
        !areas.text("leading", row).is_empty() || areas.number("assets", row) > Some(0.0)
    });
    let with: Vec<Value> = with
        .map(|row| areas.facts(row, &columns, language))
        .collect();
    let assets = Table::of(sheets, "assets").map(|table| table.rows());
    Some(json!({
        "areas": with.len(),
        "list": with.into_iter().take(LISTED).collect::<Vec<_>>(),
        "assets": assets,
    }))
}
