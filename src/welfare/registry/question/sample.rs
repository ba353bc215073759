//! Standard errors of what a sample says of each region.

use super::asked::{Asked, there};
use super::distribution::both;
use super::{Results, query as new, sum};
use crate::base::model::Level;
use crate::welfare::registry::engine::Key;
use crate::welfare::registry::expression::Expression;
use crate::welfare::registry::ladder::{Ladder, Scope};
use crate::welfare::registry::measure::poverty;
use crate::welfare::registry::measure::variance::{Unit, standard_error};
use crate::welfare::registry::query::{Measure, Query};
use crate::welfare::registry::table::{Scale, Table};
use std::collections::BTreeMap;

const NAME: &str = "sample";

/// Columns, their numerators and their denominators.
const RATIOS: [(&str, &str, &str); 4] = [
    ("welfare_mean_se", "welfare", "welfare_people"),
    ("p0_se", "poor", "lined"),
    ("p1_se", "gap", "lined"),
    ("p2_se", "gap2", "lined"),
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

/// For each ratio that there is: its column, and the standard errors of places with the rows behind them.
pub(super) type Errors = Vec<(&'static str, BTreeMap<Scope, (Option<f64>, u64)>)>;

/// Where rows are a sample.
pub(super) fn errors(asked: &Asked, results: &Results) -> Option<Errors> {
    asked.sample.as_ref()?;
    let ladder = results.ladder(NAME)?;
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
    let ratios = RATIOS.into_iter().filter(|(_, y, _)| ladder.has(y));
    let error = |(name, y, x): (&'static str, &str, &str)| {
        let of = |rows: &Vec<usize>| {
            let unit = |&row: &usize| unit(&ladder, row, stratum(row), y, x);
            let units: Vec<Unit> = rows.iter().map(unit).collect();
            let n = rows.iter().map(|&row| ladder.n[row]).sum();
            (standard_error(&units, &sizes), n)
        };
        (
            name,
            places
                .iter()
                .map(|(scope, rows)| (*scope, of(rows)))
                .collect(),
        )
    };
    Some(ratios.map(error).collect())
}

fn unit(ladder: &Ladder, row: usize, stratum: u32, y: &str, x: &str) -> Unit {
    Unit {
        stratum,
        y: sum(ladder.values(y)[row]),
        x: sum(ladder.values(x)[row]),
    }
}

/// Adds the standard errors to places.
pub(super) fn columns(mut table: Table, scopes: &[Scope], errors: &Errors) -> Table {
    for (name, of) in errors {
        let values = scopes
            .iter()
            .map(|scope| of.get(scope).and_then(|(error, _)| *error));
        let behind = scopes
            .iter()
            .map(|scope| of.get(scope).map_or(0, |(_, n)| *n));
        table = table.number(*name, Scale::Share, values, behind);
    }
    table
}
