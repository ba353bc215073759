//! Every place: people, poverty, deprivations, scores, further measures.

use super::asked::{Asked, there};
use super::distribution::{self, Spread};
use super::sample::{self, Errors};
use super::{Results, each, sum};
use crate::base::model::Level;
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
pub(super) fn tables(asked: &Asked, results: &Results) -> Vec<Table> {
    let Some(ladder) = results.ladder(NAME) else {
        return Vec::new();
    };
    let spread = distribution::spread(asked, results);
    let errors = sample::errors(asked, results);
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
    let with = |id, rows: &[usize], spread, errors| {
        let scopes: Vec<Scope> = rows.iter().map(|&row| ladder.scopes[row]).collect();
        let mut table = results.table(id, &scopes);
        numbers(asked, &ladder, rows, &mut table);
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
    vec![
        of_villages,
        with(
            "registry_regions",
            &regions,
            spread.as_ref(),
            errors.as_ref(),
        ),
    ]
}

/// Adds the numbers of some rows of the ladder.
fn numbers(asked: &Asked, ladder: &Ladder, rows: &[usize], table: &mut Table) {
    let m = rows.len();
    let value = |name: &str, row: usize| ladder.values(name)[rows[row]];
    let behind =
        |name: &str| -> Vec<u64> { rows.iter().map(|&row| ladder.behind(name)[row]).collect() };
    let mut add = |name: &str, scale, values: Vec<Option<f64>>, behind: Vec<u64>| {
        table.push(name, scale, values, behind);
    };
    let n: Vec<u64> = rows.iter().map(|&row| ladder.n[row]).collect();
    add(
        "rows",
        Scale::Rows,
        n.iter().map(|&n| Some(n as f64)).collect(),
        n.clone(),
    );
    let plain = |name: &str| each(m, |row| Some(sum(value(name, row))));
    add("people", Scale::People, plain("people"), behind("people"));
    if ladder.has("welfare") {
        let mean = each(m, |row| {
            ratio(value("welfare", row), value("welfare_people", row))
        });
        add("welfare_mean", Scale::Amount, mean, behind("welfare"));
    }
    if ladder.has("poor") {
        let fgt = |row: usize| {
            let sums = ["poor", "gap", "gap2"].map(|name| value(name, row));
            poverty::fgt(sums, value("lined", row))
        };
        add("poor", Scale::People, plain("poor"), behind("poor"));
        for (at, name) in ["p0", "p1", "p2"].into_iter().enumerate() {
            add(
                name,
                Scale::Share,
                each(m, |row| fgt(row)[at]),
                behind("poor"),
            );
        }
    }
    if let Some((indicators, _)) = &asked.deprivations {
        let measures = |row: usize| {
            let sums =
                ["deprivation_people", "deprived", "deprivations"].map(|name| value(name, row));
            multidimensional::measures(sums[0], sums[1], sums[2])
        };
        for (at, name) in ["headcount", "intensity", "m0"].into_iter().enumerate() {
            add(
                name,
                Scale::Share,
                each(m, |row| measures(row)[at]),
                behind("deprived"),
            );
        }
        for (code, ..) in indicators {
            let name = lacks(code);
            let share = |row| ratio(sum(value(&name, row)), value("deprivation_people", row));
            add(&name, Scale::Share, each(m, share), behind(&name));
        }
        let weights: Vec<f64> = indicators.iter().map(|one| one.2).collect();
        for (at, (code, ..)) in indicators.iter().enumerate() {
            let part = |row: usize| {
                let censored = indicators.iter().map(|one| sum(value(&lacks(&one.0), row)));
                let censored: Vec<f64> = censored.collect();
                multidimensional::contributions(&censored, &weights)[at]
            };
            add(
                &format!("contributes_{code}"),
                Scale::Share,
                each(m, part),
                behind(&lacks(code)),
            );
        }
    }
    if ladder.has("pmt") {
        let mean = each(m, |row| ratio(value("pmt", row), value("pmt_people", row)));
        add("pmt_mean", Scale::Share, mean, behind("pmt"));
        if ladder.has("pmt_below") {
            let share = |row| ratio(sum(value("pmt_below", row)), value("pmt_people", row));
            add(
                "pmt_below",
                Scale::Share,
                each(m, share),
                behind("pmt_below"),
            );
        }
    }
    for name in ["no_programme", "several_programmes"] {
        if ladder.has(name) {
            add(name, Scale::People, plain(name), behind(name));
        }
    }
    for measure in &asked.measures {
        let scale = match measure.fold {
            Fold::Count => Scale::Rows,
            _ => Scale::Amount,
        };
        let values = each(m, |row| Some(value(&measure.name, row)));
        add(&measure.name, scale, values, behind(&measure.name));
    }
}
