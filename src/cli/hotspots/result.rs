//! The table, the JSON and the words of what was found.

use super::statistic::Found;
use crate::cli::columns::Values;
use crate::cli::progress::count;
use crate::cli::units::Units;
use crate::error::Result;
use crate::space::stats::{Alternative, Cluster, Global, Local, Test};
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// One statistic of one group of columns.
pub struct Tested<'a> {
    /// Its columns.
    pub group: &'a [Values],
    /// The m units that have a value in all of them, in the order they were taken.
    pub kept: Vec<u32>,
    /// How many of them have no neighbour among them.
    pub islands: usize,
    /// What was found of the m units.
    pub found: Found,
    /// m p-values of a local statistic.
    pub p: Vec<Option<f64>>,
    /// The same, corrected for their number.
    pub q: Vec<Option<f64>>,
    /// The level at which a unit is a cluster.
    pub level: f64,
    /// Which p.
    pub alternative: Alternative,
}

/// All that was found in a layer.
pub struct Outcome<'a> {
    /// The n units.
    pub units: &'a Units,
    /// One a group of columns, all local or all global.
    pub tested: Vec<Tested<'a>>,
}

impl Tested<'_> {
    fn name(&self) -> String {
        let names: Vec<&str> = self.group.iter().map(|values| &*values.name).collect();
        names.join(",")
    }

    /// The cluster of each of the n units.
    fn clusters(&self, local: &Local, n: usize) -> Vec<Cluster> {
        let mut clusters = vec![Cluster::Missing; n];
        let found = local.clusters(&self.q, self.level);
        for (&i, cluster) in self.kept.iter().zip(found) {
            clusters[i as usize] = cluster;
        }
        clusters
    }

    /// The tests of a global statistic: what was shuffled or drawn, expectation, variance, z, p.
    fn tests(&self, global: &Global) -> Vec<(&'static str, Option<Test>, Option<f64>)> {
        let p = |test: &Test| test.p(self.alternative);
        let mut tests = Vec::new();
        if let Some(test) = global.normal {
            tests.push(("normal", Some(test), p(&test)));
        }
        tests.push(("randomised", Some(global.randomised), p(&global.randomised)));
        if let Some(tails) = global.permuted {
            tests.push(("permuted", None, Some(tails.p(self.alternative))));
        }
        tests
    }
}

impl Outcome<'_> {
    fn n(&self) -> usize {
        self.units.ids.len()
    }

    /// A row a unit and group, or a row a test of a global statistic.
    pub fn frame(&self) -> Result<DataFrame> {
        let local = (self.tested.iter()).any(|tested| matches!(tested.found, Found::Local(..)));
        if local { self.locals() } else { self.globals() }
    }

    fn locals(&self) -> Result<DataFrame> {
        let n = self.n();
        let rows = n * self.tested.len();
        let mut names: Vec<String> = Vec::new();
        let mut ids: Vec<&str> = Vec::with_capacity(rows);
        let mut clusters: Vec<&str> = Vec::with_capacity(rows);
        let mut numbers: [Vec<Option<f64>>; 8] = Default::default();
        for tested in &self.tested {
            let Found::Local(local, _) = &tested.found else {
                continue;
            };
            names.extend(std::iter::repeat_n(tested.name(), n));
            ids.extend(self.units.ids.iter().map(String::as_str));
            clusters.extend(tested.clusters(local, n).iter().map(|c| c.as_str()));
            let parts: [&[Option<f64>]; 8] = [
                &local.value,
                &local.lag,
                &local.statistic,
                &local.expected,
                &local.variance,
                &local.z,
                &tested.p,
                &tested.q,
            ];
            for (all, part) in numbers.iter_mut().zip(parts) {
                let first = all.len();
                all.resize(first + n, None);
                for (&i, value) in tested.kept.iter().zip(part) {
                    all[first + i as usize] = *value;
                }
            }
        }
        let mut columns = vec![Column::new("id".into(), ids)];
        if self.tested.len() > 1 {
            columns.push(Column::new("variable".into(), names));
        }
        let titles = [
            "value",
            "lag",
            "statistic",
            "expected",
            "variance",
            "z",
            "p",
            "q",
        ];
        for (title, values) in titles.into_iter().zip(numbers) {
            columns.push(Column::new(title.into(), values));
        }
        columns.push(Column::new("cluster".into(), clusters));
        Ok(DataFrame::new(rows, columns)?)
    }

    fn globals(&self) -> Result<DataFrame> {
        let mut texts: [Vec<String>; 3] = Default::default();
        let mut counts: Vec<u64> = Vec::new();
        let mut numbers: [Vec<Option<f64>>; 5] = Default::default();
        for tested in &self.tested {
            let Found::Global(globals) = &tested.found else {
                continue;
            };
            for global in globals {
                for (word, test, p) in tested.tests(global) {
                    let row = [tested.name(), global.name.to_owned(), word.to_owned()];
                    texts
                        .iter_mut()
                        .zip(row)
                        .for_each(|(all, text)| all.push(text));
                    counts.push(global.n as u64);
                    let row = [
                        Some(global.value),
                        test.map(|test| test.expected),
                        test.map(|test| test.variance),
                        test.and_then(|test| test.z),
                        p,
                    ];
                    numbers
                        .iter_mut()
                        .zip(row)
                        .for_each(|(all, value)| all.push(value));
                }
            }
        }
        let [names, statistics, words] = texts;
        let mut columns = vec![
            Column::new("variable".into(), names),
            Column::new("statistic_name".into(), statistics),
            Column::new("test".into(), words),
        ];
        let rows = counts.len();
        columns.push(Column::new("n".into(), counts));
        let titles = ["statistic", "expected", "variance", "z", "p"];
        for (title, values) in titles.into_iter().zip(numbers) {
            columns.push(Column::new(title.into(), values));
        }
        Ok(DataFrame::new(rows, columns)?)
    }

    /// The JSON beside the table: what was asked, and each result in numbers.
    pub fn described(&self, mut said: Map<String, Value>) -> Value {
        let results: Vec<Value> = self
            .tested
            .iter()
            .map(|tested| self.result(tested))
            .collect();
        said.insert("units".to_owned(), json!(self.n()));
        said.insert("results".to_owned(), json!(results));
        Value::Object(said)
    }

    fn result(&self, tested: &Tested<'_>) -> Value {
        let names: Vec<&str> = tested.group.iter().map(|values| &*values.name).collect();
        let mut result = json!({
            "variables": names,
            "with_value": tested.kept.len(),
            "missing": self.n() - tested.kept.len(),
            "without_neighbours": tested.islands,
        });
        let globals: Vec<&Global> = match &tested.found {
            Found::Global(globals) => globals.iter().collect(),
            Found::Local(_, global) => global.iter().collect(),
        };
        if !globals.is_empty() {
            let globals = globals.into_iter().map(|global| described(tested, global));
            result["global"] = globals.collect();
        }
        if let Found::Local(local, _) = &tested.found {
            result["clusters"] = json!(counts(&tested.clusters(local, self.n())));
        }
        result
    }

    /// What a planner wants to know first.
    pub fn lines(&self) -> Vec<String> {
        let mut lines = Vec::new();
        for tested in &self.tested {
            let missing = self.n() - tested.kept.len();
            lines.push(format!(
                "{}: {} with a value, {missing} without; {} without neighbours",
                tested.name(),
                count(tested.kept.len(), "unit", "units"),
                tested.islands
            ));
            let globals: Vec<&Global> = match &tested.found {
                Found::Global(globals) => globals.iter().collect(),
                Found::Local(_, global) => global.iter().collect(),
            };
            for global in globals {
                for (word, _, p) in tested.tests(global) {
                    let p = p.map_or_else(String::new, |p| match p < 1e-4 {
                        true => ", p < 0.0001".to_owned(),
                        false => format!(", p {p:.4}"),
                    });
                    lines.push(format!("  {} {:.6} ({word}{p})", global.name, global.value));
                }
            }
            if let Found::Local(local, _) = &tested.found {
                let counts = counts(&tested.clusters(local, self.n())).into_iter();
                let counts: Vec<String> = counts.map(|(word, n)| format!("{n} {word}")).collect();
                lines.push(format!("  {}, at {}", counts.join(", "), tested.level));
            }
        }
        lines
    }
}

fn described(tested: &Tested<'_>, global: &Global) -> Value {
    let mut said = Map::new();
    said.insert("name".to_owned(), json!(global.name));
    said.insert("n".to_owned(), json!(global.n));
    said.insert("statistic".to_owned(), json!(global.value));
    for (word, test, p) in tested.tests(global) {
        let value = match test {
            Some(test) => json!({
                "expected": test.expected,
                "variance": test.variance,
                "z": test.z,
                "p": p,
            }),
            None => json!({
                "permutations": global.permuted.map(|tails| tails.permutations),
                "at_least": global.permuted.map(|tails| tails.at_least),
                "at_most": global.permuted.map(|tails| tails.at_most),
                "p": p,
            }),
        };
        said.insert(word.to_owned(), value);
    }
    Value::Object(said)
}

/// How many units each kind of cluster has, those that are there.
fn counts(clusters: &[Cluster]) -> BTreeMap<&'static str, usize> {
    let mut counts = BTreeMap::new();
    for cluster in clusters {
        *counts.entry(cluster.as_str()).or_default() += 1;
    }
    counts
}
