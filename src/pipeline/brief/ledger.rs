//! What is told of programmes, facilitators, institutions, menu and allocation, and of the registry, over the whole study.

use super::table::{Table, number};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use serde_json::{Map, Value, json};

/// Programmes, actors and regions that are listed.
const LISTED: usize = 12;

/// Adds what the inventory tells; each part is null where the run has no table of it.
pub(super) fn add(facts: &mut Value, sheets: &[Sheet], year: &Value, language: Language) {
    facts["programmes"] = programmes(sheets, year, language).unwrap_or_default();
    facts["facilitators"] = facilitators(sheets).unwrap_or_default();
    facts["institutions"] = institutions(sheets).unwrap_or_default();
    facts["menu"] = menu(sheets, language).unwrap_or_default();
    facts["allocation"] = allocation(sheets, language).unwrap_or_default();
    facts["registry"] = registry(sheets, language).unwrap_or_default();
}

/// The first rows by a column, the greatest first.
fn greatest(table: &Table, rows: impl Iterator<Item = usize>, column: &str) -> Vec<usize> {
    let mut rows: Vec<usize> = rows.collect();
    let by = |row: usize| table.number(column, row).unwrap_or(f64::NEG_INFINITY);
    rows.sort_by(|&a, &b| by(b).total_cmp(&by(a)).then(a.cmp(&b)));
    rows.truncate(LISTED);
    rows
}

fn programmes(sheets: &[Sheet], year: &Value, language: Language) -> Option<Value> {
    let table = Table::of(sheets, "programmes")?;
    let columns = [
        "programme",
        "programme_name",
        "ministry",
        "arm",
        "lever_title",
        "target",
        "villages",
        "beneficiaries",
        "budget",
        "region_placements",
        "region_budget",
    ];
    let all = 0..table.rows();
    let list = greatest(&table, all.clone(), "villages").into_iter();
    let list: Vec<Value> = list
        .map(|row| table.facts(row, &columns, language))
        .collect();
    let placed = all
        .filter(|&row| table.number("villages", row) > Some(0.0))
        .count();
    let mut fact = json!({"count": table.rows(), "placed": placed, "list": list, "year": year});
    if let Some(table) = Table::of(sheets, "convergence") {
        let columns = [
            "villages",
            "villages_needing",
            "convergence",
            "levers_needed",
            "levers_present",
            "meeting",
            "programmes",
            "ministries",
            "placements",
            "beneficiaries",
            "budget",
            "without_budget",
        ];
        let row = table.where_text("scope", "all").next();
        fact["together"] = row
            .map(|row| table.facts(row, &columns, language))
            .unwrap_or_default();
    } else {
        fact["together"] = Value::Null;
    }
    let levers = Table::of(sheets, "levers").map(|table| {
        let columns = [
            "arm",
            "lever_title",
            "needing",
            "having",
            "met",
            "gap_villages",
            "placements",
            "budget",
        ];
        let rows = table.where_text("scope", "all");
        let rows = rows.filter(|&row| {
            !table.text("lever", row).is_empty() && table.number("needing", row) > Some(0.0)
        });
        rows.map(|row| table.facts(row, &columns, language))
            .collect::<Vec<_>>()
    });
    fact["levers"] = json!(levers.unwrap_or_default());
    fact["duplicates"] = json!(Table::of(sheets, "duplicates").map(|table| table.rows()));
    let joined = Table::of(sheets, "inventory").map(|table| {
        let columns = [
            "file",
            "role",
            "level",
            "rows",
            "matched",
            "unmatched",
            "ambiguous",
            "budget_given",
            "budget_placed",
            "budget_unplaced",
        ];
        let rows = (0..table.rows()).filter(|&row| !table.text("level", row).is_empty());
        rows.map(|row| table.facts(row, &columns, language))
            .collect::<Vec<_>>()
    });
    fact["joins"] = json!(joined.unwrap_or_default());
    Some(fact)
}

fn facilitators(sheets: &[Sheet]) -> Option<Value> {
    let table = Table::of(sheets, "facilitators")?;
    let of = |status| table.where_text("status", status).count();
    Some(
        json!({"count": table.rows(), "idle": of("idle"), "within": of("within"), "overloaded": of("overloaded")}),
    )
}

fn institutions(sheets: &[Sheet]) -> Option<Value> {
    let table = Table::of(sheets, "institutions")?;
    let several = table.where_text("several", "true").count();
    Some(json!({"count": table.rows(), "several": several}))
}

fn menu(sheets: &[Sheet], language: Language) -> Option<Value> {
    let table = Table::of(sheets, "menu_totals")?;
    let whole = |row: &usize| table.text("code", *row).is_empty();
    let all = table.where_text("tier", "all").find(whole)?;
    let columns = ["tier", "actor", "villages", "steps", "cost"];
    let mut fact = table.facts(all, &columns[2..], language);
    let actors = (0..table.rows()).filter(whole).filter(|row| *row != all);
    let actors = greatest(&table, actors, "steps").into_iter();
    fact["actors"] = json!(
        actors
            .map(|row| table.facts(row, &columns, language))
            .collect::<Vec<_>>()
    );
    Some(fact)
}

fn allocation(sheets: &[Sheet], language: Language) -> Option<Value> {
    let table = Table::of(sheets, "allocation_summary")?;
    let columns = [
        "name",
        "budget",
        "money",
        "money_kept",
        "money_left",
        "money_now",
        "placements",
        "placements_now",
        "objective",
        "bound",
        "gap",
        "proof",
        "alone",
        "synergy",
        "now",
    ];
    let mut fact = table.facts(table.where_text("scope", "all").next()?, &columns, language);
    let of = |scope: &'static str| {
        let rows = table.where_text("scope", scope);
        rows.map(|row| table.facts(row, &["name", "code", "money", "money_now"], language))
            .collect::<Vec<_>>()
    };
    fact["classes"] = json!(of("class"));
    fact["areas"] = json!(of("area"));
    Some(fact)
}

fn registry(sheets: &[Sheet], language: Language) -> Option<Value> {
    let table = Table::of(sheets, "registry_regions")?;
    let columns = [
        "rows",
        "people",
        "poor",
        "p0",
        "p1",
        "welfare_mean",
        "headcount",
        "m0",
        "no_programme",
        "several_programmes",
    ];
    let nation = table.where_text("level", "nation").next()?;
    let mut fact = table.facts(nation, &columns, language);
    let part = |id: &str, columns: &[&str]| -> Vec<Value> {
        Table::of(sheets, id).map_or_else(Vec::new, |table| {
            let rows = table.where_text("level", "nation");
            rows.map(|row| table.facts(row, columns, language))
                .collect()
        })
    };
    fact["targeting"] = json!(part(
        "targeting",
        &[
            "programme",
            "eligible",
            "recipients",
            "coverage",
            "undercoverage",
            "leakage"
        ]
    ));
    fact["channels"] = json!(part(
        "disbursement",
        &[
            "programme",
            "channel",
            "recipients",
            "share",
            "share_failed",
            "share_late"
        ]
    ));
    let lost = Table::of(sheets, "registry_unmatched").map(|table| {
        let rows = (0..table.rows()).map(|row| table.number("rows", row));
        number(rows.sum())
    });
    fact["unmatched"] = json!(lost);
    Some(fact)
}

/// Every table of the run: where it lies and how it is cited.
pub(super) fn tables(sheets: &[Sheet], context: &Map<String, Value>) -> Value {
    let tables = sheets.iter().map(|sheet| {
        json!({
            "id": sheet.id, "title": sheet.title, "rows": sheet.height(), "citation": sheet.citation(context),
        })
    });
    json!(tables.collect::<Vec<_>>())
}
