//! Standard errors of what a sample says of each region.

use super::asked::{Asked, there};
use super::distribution::both;
use super::{Results, place, query as new};
use crate::base::model::Level;
use crate::error::Result;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::expression::Expression;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::poverty;
use crate::welfare::registry::measure::variance::{Unit, standard_error};
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

const NAME: &str = "sample";

/// Columns, their numerators and their denominators, and the part that hides them.
const RATIOS: [(&str, &str, &str, &str); 4] = [
    (
        "welfare_mean_se",
        "welfare",
        "welfare_people",
        place::WELFARE,
    ),
    ("p0_se", "poor", "lined", place::POOR),
    ("p1_se", "gap", "lined", place::POOR),
    ("p2_se", "gap2", "lined", place::POOR),
];

/// Sums of every primary unit in every district.
pub(super) fn query(asked: &Asked) -> Option<Query> {
    let (stratum, unit) = asked.sample.as_ref()?;
    let welfare = asked.welfare.as_ref()?;
    let value = &welfare.value;
    let mut measures = vec![
        Measure::sum("welfare_people", asked.people(&there(value))),
        Measure::sum("welfare", asked.weighted(value, &there(value))),
    ];
    if let Some(line) = &welfare.line {
        let [poor, gap, square] = poverty::expressions(value, line);
        let lined: Expression = there(value).and(there(line));
        measures.push(Measure::sum("lined", asked.people(&lined)));
        measures.push(Measure::sum("poor", asked.people(&poor)));
        measures.push(Measure::sum("gap", asked.weighted(&gap, &poor)));
        measures.push(Measure::sum("gap2", asked.weighted(&square, &poor)));
    }
    Some(Query {
        groups: vec![
            ("stratum".to_owned(), stratum.clone()),
            ("unit".to_owned(), unit.clone()),
        ],
        filter: both(asked.filter.clone(), there(unit)),
        ..new(NAME, Level::District, asked, measures)
    })
}

/// For each ratio that there is: its column, and the standard errors of places.
pub(super) type Errors = Vec<(&'static str, BTreeMap<Scope, Option<f64>>)>;

/// Where rows are a sample.
pub(super) fn errors(asked: &Asked, results: &Results) -> Result<Option<Errors>> {
    let Some(ladder) = asked.sample.as_ref().and_then(|_| results.ladder(NAME)) else {
        return Ok(None);
    };
    let mut strata: Vec<&Key> = ladder.keys.iter().map(|keys| &keys[0]).collect();
    strata.sort();
    strata.dedup();
    let stratum = |row: usize| {
        strata
            .binary_search(&&ladder.keys[row][0])
            .unwrap_or_default() as u32
    };
    let mut sizes = vec![0; strata.len()];
    let mut places: BTreeMap<Scope, Vec<usize>> = BTreeMap::new();
    for (row, scope) in ladder.scopes.iter().enumerate() {
        places.entry(*scope).or_default().push(row);
        if scope.level.is_none() {
            sizes[stratum(row) as usize] += 1;
        }
    }
    let mut errors = Errors::new();
    for (name, y, x, part) in RATIOS.into_iter().filter(|(_, y, ..)| ladder.has(y)) {
        let mut of = BTreeMap::new();
        for (scope, rows) in &places {
            let units: Vec<Unit> = rows
                .iter()
                .map(|&row| unit(&ladder, row, stratum(row), y, x))
                .collect();
            let shown = !results.hidden(part, *scope)?;
            of.insert(
                *scope,
                shown.then(|| standard_error(&units, &sizes)).flatten(),
            );
        }
        errors.push((name, of));
    }
    Ok(Some(errors))
}

fn unit(ladder: &Ladder, row: usize, stratum: u32, y: &str, x: &str) -> Unit {
    Unit {
        stratum,
        y: ladder.values(y)[row],
        x: ladder.values(x)[row],
    }
}

/// Adds the standard errors to places.
pub(super) fn columns(mut table: Table, scopes: &[Scope], errors: &Errors) -> Table {
    for (name, of) in errors {
        let values = scopes.iter().map(|scope| of.get(scope).copied().flatten());
        table = table.number(*name, Scale::Share, values);
    }
    table
}
