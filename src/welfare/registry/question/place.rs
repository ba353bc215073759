//! Every place: people, poverty, deprivations, scores, further measures.

use super::asked::{Asked, there};
use super::distribution::{self, Spread};
use super::sample::{self, Errors};
use super::{ROWS, Results, each, split, targeting};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::{multidimensional, poverty, ratio};
use crate::welfare::registry::query::{Fold, Measure, Query};
use crate::welfare::registry::table::{Column, Scale, Table};

const NAME: &str = "places";

/// Sums of every village.
pub(super) fn query(asked: &Asked) -> Query {
    let mut measures = vec![Measure::sum("people", asked.weight.clone())];
    if let Some(welfare) = &asked.welfare {
        let value = &welfare.value;
        measures.push(Measure::sum("welfare_people", asked.people(&there(value))));
        measures.push(Measure::sum(
            "welfare",
            asked.weighted(value, &there(value)),
        ));
        if let Some(line) = &welfare.line {
            let both = there(value).and(there(line));
            let [poor, gap, square] = poverty::expressions(value, line);
            measures.push(Measure::sum("lined", asked.people(&both)));
            measures.push(Measure::sum("poor", asked.people(&poor)));
            measures.push(Measure::sum("gap", asked.weighted(&gap, &poor)));
            measures.push(Measure::sum("gap2", asked.weighted(&square, &poor)));
        }
    }
    if let Some((indicators, cutoff)) = &asked.deprivations {
        let conditions: Vec<_> = indicators.iter().map(|one| one.1.clone()).collect();
        let weights: Vec<f64> = indicators.iter().map(|one| one.2).collect();
        let found = multidimensional::expressions(&conditions, &weights, *cutoff);
        let poor = found.whole.clone().and(found.poor);
        measures.push(Measure::sum(
            "deprivation_people",
            asked.people(&found.whole),
        ));
        measures.push(Measure::sum("deprived", asked.people(&poor)));
        measures.push(Measure::sum(
            "deprivations",
            asked.weighted(&found.score, &poor),
        ));
        for (code, condition, _) in indicators {
            let both = poor.clone().and(condition.clone());
            measures.push(Measure::sum(lacks(code), asked.people(&both)));
        }
    }
    if let Some((score, below)) = &asked.pmt {
        measures.push(Measure::sum("pmt_people", asked.people(&there(score))));
        measures.push(Measure::sum("pmt", asked.weighted(score, &there(score))));
        if let Some(below) = below {
            measures.push(Measure::sum("pmt_below", asked.people(below)));
        }
    }
    if !asked.programmes.is_empty() {
        let [none, several] = super::overlap::counts(asked);
        measures.push(Measure::sum("no_programme", asked.people(&none)));
        measures.push(Measure::sum("several_programmes", asked.people(&several)));
    }
    measures.extend(asked.measures.iter().cloned());
    super::query(NAME, Level::Village, asked, measures)
}

fn lacks(code: &str) -> String {
    format!("lacks_{code}")
}

/// The tables of villages and of regions.
pub(super) fn tables(asked: &Asked, results: &mut Results) -> Result<Vec<Table>> {
    let Some(mut ladder) = results.ladder(NAME) else {
        return Ok(Vec::new());
    };
    hide(asked, results, &mut ladder)?;
    let spread = distribution::spread(asked, results)?;
    let errors = sample::errors(asked, results)?;
    let village = |scope: &Scope| scope.level == Some(Level::Village);
    let rows = |villages: bool| -> Vec<usize> {
        let scopes = ladder.scopes.iter().enumerate();
        scopes
            .filter(|(_, scope)| village(scope) == villages)
            .map(|(row, _)| row)
            .collect()
    };
    let (villages, regions) = (rows(true), rows(false));
    let fine = asked
        .welfare
        .as_ref()
        .is_some_and(|welfare| welfare.level == Level::Village);
    let hidden = results.small.hidden(ROWS)?;
    let with = |id, rows: &[usize], spread, errors| {
        let scopes: Vec<Scope> = rows.iter().map(|&row| ladder.scopes[row]).collect();
        let mut table = results.table(id, &scopes);
        numbers(asked, &ladder, rows, hidden, &mut table);
        if let Some(spread) = spread {
            table = distribution::columns(table, &scopes, spread);
        }
        match errors {
            Some(errors) => sample::columns(table, &scopes, errors),
            None => table,
        }
    };
    let none: Option<&Errors> = None;
    let own: Option<&Spread> = spread.as_ref().filter(|_| fine);
    let mut of_villages = with("registry_villages", &villages, own, none);
    // a village needs no level, but the regions it is in
    let above = Level::REGIONS.map(|level| {
        let names = villages.iter().map(|&row| {
            let region = results.layer.hierarchy.level(level);
            let unit = region.map(|region| region.of_village[ladder.scopes[row].unit as usize]);
            let scope = Scope {
                level: Some(level),
                unit: unit.unwrap_or_default(),
            };
            results.layer.called(scope)[1].to_owned()
        });
        Column::Text {
            name: level.as_str().to_owned(),
            cells: names.collect(),
        }
    });
    of_villages.columns.remove(0);
    of_villages.columns.splice(2..2, above);
    Ok(vec![
        of_villages,
        with(
            "registry_regions",
            &regions,
            spread.as_ref(),
            errors.as_ref(),
        ),
    ])
}

/// Names under which parts of places are hidden.
pub(super) const WELFARE: &str = "places.welfare_people";
pub(super) const POOR: &str = "places.poor";
pub(super) const NO_PROGRAMME: &str = "places.no_programme";

/// Hides small parts of places.
fn hide(asked: &Asked, results: &mut Results, ladder: &mut Ladder) -> Result<()> {
    let part = |name: &str| format!("{NAME}.{name}");
    // what is split, its parts, and what else comes from the rows of each
    let mut splits: Vec<(String, Vec<&str>, &[&str])> = vec![
        (ROWS.into(), vec!["people"], &[]),
        (ROWS.into(), vec!["welfare_people"], &["welfare"]),
        (WELFARE.into(), vec!["lined"], &[]),
        (part("lined"), vec!["poor"], &["gap", "gap2"]),
        (ROWS.into(), vec!["deprivation_people"], &[]),
        (
            part("deprivation_people"),
            vec!["deprived"],
            &["deprivations"],
        ),
        (ROWS.into(), vec!["pmt_people"], &["pmt"]),
        (part("pmt_people"), vec!["pmt_below"], &[]),
        (ROWS.into(), vec!["no_programme", "several_programmes"], &[]),
    ];
    let indicators = asked.deprivations.iter().flat_map(|(all, _)| all);
    let lacks: Vec<String> = indicators.map(|one| lacks(&one.0)).collect();
    splits.extend(
        lacks
            .iter()
            .map(|lacks| (part("deprived"), vec![lacks.as_str()], &[][..])),
    );
    splits.extend(
        asked
            .measures
            .iter()
            .map(|one| (ROWS.into(), vec![one.name.as_str()], &[][..])),
    );
    splits.retain(|(_, parts, _)| ladder.has(parts[0]));
    let named = splits
        .iter()
        .map(|(of, parts, _)| split(of, ladder, NAME, parts));
    results.small.splits(named.collect())?;
    let parts = |names: &[&str]| names.iter().map(|name| part(name)).collect::<Vec<_>>();
    // their weighted sum is told
    let lacks: Vec<&str> = lacks.iter().map(String::as_str).collect();
    results.small.together(&parts(&lacks), &[])?;
    if !asked.programmes.is_empty() {
        hide_numbers(asked, results, ladder)?;
    }
    for (_, parts, with) in &splits {
        for name in parts {
            results.hide(ladder, name, &part(name))?;
        }
        for name in *with {
            results.hide(ladder, name, &part(parts[0]))?;
        }
    }
    Ok(())
}

/// Hides how many have no programme and several, where these would tell small parts: of up to two programmes who has one alone, of three how many
/// have two and all.
fn hide_numbers(asked: &Asked, results: &mut Results, ladder: &Ladder) -> Result<()> {
    let part = |name: &str| format!("{NAME}.{name}");
    let [none, several] = ["no_programme", "several_programmes"].map(|name| ladder.behind(name));
    let both = ["no_programme", "several_programmes"].map(part);
    let received: Vec<String> = asked
        .programmes
        .iter()
        .map(|programme| targeting::recipients(&programme.code))
        .collect();
    let rows = |name: &String| results.small.rows(name).map(<[u64]>::to_vec);
    let received_rows = received.iter().map(rows).collect::<Result<Vec<_>>>()?;
    match asked.programmes.len() {
        1 | 2 => {
            let told = both.iter().zip([none, several]);
            let mut parts: Vec<(String, Vec<u64>)> = told
                .map(|(name, rows)| (name.clone(), rows.to_vec()))
                .collect();
            let mut others = received;
            for (programme, rows) in asked.programmes.iter().zip(&received_rows) {
                let rows = rows.iter().zip(several);
                let rows = rows.map(|(all, both)| all.saturating_sub(*both));
                others.push(part(&format!("alone_{}", programme.code)));
                parts.extend(others.last().map(|name| (name.clone(), rows.collect())));
            }
            results.small.split(ROWS, parts)?;
            results.small.together(&both, &others)
        }
        3 => {
            let all_three = |at: usize| {
                let received: u64 = received_rows.iter().map(|rows| rows[at]).sum();
                let one = ladder.n[at].saturating_sub(none[at] + several[at]);
                received.saturating_sub(one + 2 * several[at])
            };
            let three: Vec<u64> = (0..ladder.n.len()).map(all_three).collect();
            let two = several.iter().zip(&three);
            let two = two.map(|(several, three)| several.saturating_sub(*three));
            let names = ["two_programmes", "three_programmes"].map(part);
            let parts = names.iter().cloned().zip([two.collect(), three]).collect();
            results.small.split(&both[1], parts)?;
            results.small.together(&both, &names)
        }
        _ => results.small.together(&both, &[]),
    }
}

/// Adds the numbers of some rows of the ladder.
fn numbers(asked: &Asked, ladder: &Ladder, rows: &[usize], hidden: &[bool], table: &mut Table) {
    let m = rows.len();
    let value = |name: &str, row: usize| ladder.values(name)[rows[row]];
    let mut add = |name: &str, scale, values: Vec<Option<f64>>| table.push(name, scale, values);
    let plain = |name: &str| each(m, |row| Some(value(name, row)));
    let n = |row: usize| (!hidden[rows[row]]).then_some(ladder.n[rows[row]] as f64);
    add("rows", Scale::Rows, each(m, n));
    add("people", Scale::People, plain("people"));
    if ladder.has("welfare") {
        let mean = |row| ratio(value("welfare", row), value("welfare_people", row));
        add("welfare_mean", Scale::Amount, each(m, mean));
    }
    if ladder.has("poor") {
        let fgt = |row: usize| {
            let sums = ["poor", "gap", "gap2"].map(|name| value(name, row));
            poverty::fgt(sums, value("lined", row))
        };
        add("poor", Scale::People, plain("poor"));
        for (at, name) in ["p0", "p1", "p2"].into_iter().enumerate() {
            add(name, Scale::Share, each(m, |row| fgt(row)[at]));
        }
    }
    if let Some((indicators, _)) = &asked.deprivations {
        let measures = |row: usize| {
            let sums = ["deprivation_people", "deprived", "deprivations"];
            let [people, poor, score] = sums.map(|name| value(name, row));
            multidimensional::measures(people, poor, score)
        };
        for (at, name) in ["headcount", "intensity", "m0"].into_iter().enumerate() {
            add(name, Scale::Share, each(m, |row| measures(row)[at]));
        }
        for (code, ..) in indicators {
            let name = lacks(code);
            let share = |row| ratio(value(&name, row), value("deprivation_people", row));
            add(&name, Scale::Share, each(m, share));
        }
        let weights: Vec<f64> = indicators.iter().map(|one| one.2).collect();
        for (at, (code, ..)) in indicators.iter().enumerate() {
            let part = |row: usize| {
                let censored = indicators.iter().map(|one| value(&lacks(&one.0), row));
                let censored: Vec<f64> = censored.collect();
                multidimensional::contributions(&censored, &weights)[at]
            };
            add(&format!("contributes_{code}"), Scale::Share, each(m, part));
        }
    }
    if ladder.has("pmt") {
        let mean = each(m, |row| ratio(value("pmt", row), value("pmt_people", row)));
        add("pmt_mean", Scale::Share, mean);
        if ladder.has("pmt_below") {
            let share = |row| ratio(value("pmt_below", row), value("pmt_people", row));
            add("pmt_below", Scale::Share, each(m, share));
        }
    }
    for name in ["no_programme", "several_programmes"] {
        if ladder.has(name) {
            add(name, Scale::People, plain(name));
        }
    }
    for measure in &asked.measures {
        let scale = match measure.fold {
            Fold::Count => Scale::Rows,
            _ => Scale::Amount,
        };
        let there = |row: usize| ladder.behind(&measure.name)[rows[row]] > 0;
        let own = |row: usize| {
            let value = value(&measure.name, row);
            (measure.fold == Fold::Count || there(row)).then_some(value)
        };
        add(&measure.name, scale, each(m, own));
    }
}
