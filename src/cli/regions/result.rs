//! The table, the JSON and the words of regions.

use crate::base::model::Measure;
use crate::cli::columns::Values;
use crate::cli::units::Units;
use crate::error::Result;
use crate::plan::region::{
    Agreement, Found, Problem, compactness, links_inside, pseudo_f, within_pairs, within_ssd,
};
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};

/// How far the regions agree with another partition.
pub struct Compared {
    /// Rand's index and the adjusted one.
    pub agreement: Agreement,
    /// Units with a region in both.
    pub units: usize,
}

/// Regions of the units of a layer.
pub struct Outcome<'a> {
    /// The n units.
    pub units: &'a Units,
    /// The columns they are alike in.
    pub columns: &'a [Values],
    /// Their values for the m units in regions.
    pub values: &'a [Vec<f64>],
    /// What was solved for the m units.
    pub problem: &'a Problem<'a>,
    /// Regions of the m units.
    pub found: &'a Found,
    /// Region of each of the n units.
    pub region: &'a [Option<u32>],
    /// Area and perimeter of each region.
    pub measured: Vec<(f64, f64)>,
    /// Another partition.
    pub compared: Option<Compared>,
}

impl Outcome<'_> {
    fn count(&self) -> usize {
        self.measured.len()
    }

    /// A row a unit: id and region, from 1; none of a unit without a value.
    pub fn frame(&self) -> Result<DataFrame> {
        let ids: Vec<&str> = self.units.ids.iter().map(String::as_str).collect();
        let number = |label: &Option<u32>| label.map(|label| label + 1);
        let regions: Vec<Option<u32>> = self.region.iter().map(number).collect();
        let columns = vec![
            Column::new("id".into(), ids),
            Column::new("region".into(), regions),
        ];
        Ok(DataFrame::new(self.region.len(), columns)?)
    }

    fn sums(&self, of: impl Fn(usize) -> f64) -> Vec<f64> {
        let mut sums = vec![0.0; self.count()];
        for (i, &label) in self.found.labels.iter().enumerate() {
            sums[label as usize] += of(i);
        }
        sums
    }

    /// A row a region: how large, how compact, how alike inside, what it has of the floor, and the mean of each column.
    pub fn regions(&self) -> Result<DataFrame> {
        let units = self.sums(|_| 1.0);
        let mut within = vec![0.0; self.count()];
        for x in self.problem.attributes {
            let sums = self.sums(|i| x[i]);
            for (i, &label) in self.found.labels.iter().enumerate() {
                let label = label as usize;
                within[label] += (x[i] - sums[label] / units[label]).powi(2);
            }
        }
        let (area, perimeter): (Vec<f64>, Vec<f64>) = self.measured.iter().copied().unzip();
        let shape = |&(area, perimeter): &(f64, f64)| compactness(area, perimeter);
        let shapes: Vec<Option<f64>> = self.measured.iter().map(shape).collect();
        let titles = match self.units.features.measure {
            Measure::Geodesic => ["area_m2", "perimeter_m"],
            Measure::Planar => ["area", "perimeter"],
        };
        let numbers: Vec<u32> = (1..=self.count() as u32).collect();
        let counts: Vec<u32> = units.iter().map(|&units| units as u32).collect();
        let mut columns = vec![
            Column::new("region".into(), numbers),
            Column::new("units".into(), counts),
            Column::new("within_ss".into(), within),
            Column::new(titles[0].into(), area),
            Column::new(titles[1].into(), perimeter),
            Column::new("compactness".into(), shapes),
        ];
        if let Some((amount, _)) = self.problem.floor {
            columns.push(Column::new("floor_sum".into(), self.sums(|i| amount[i])));
        }
        for (column, x) in self.columns.iter().zip(self.values) {
            let sums = self.sums(|i| x[i]);
            let means: Vec<f64> = sums.iter().zip(&units).map(|(sum, n)| sum / n).collect();
            columns.push(Column::new(format!("mean_{}", column.name).into(), means));
        }
        Ok(DataFrame::new(self.count(), columns)?)
    }

    fn within(&self) -> f64 {
        within_ssd(self.problem.attributes, &self.found.labels)
    }

    fn total(&self) -> f64 {
        within_ssd(self.problem.attributes, &vec![0; self.found.labels.len()])
    }

    /// Between over total sum of squares; none where all units are the same.
    fn ratio(&self) -> Option<f64> {
        let total = self.total();
        (total > 0.0).then(|| 1.0 - self.within() / total)
    }

    fn mean_compactness(&self) -> Option<f64> {
        let shapes = self.measured.iter();
        let shapes: Vec<f64> = shapes.filter_map(|&(a, p)| compactness(a, p)).collect();
        (!shapes.is_empty()).then(|| shapes.iter().sum::<f64>() / shapes.len() as f64)
    }

    /// The JSON beside the table: what was asked, the scores of the partition, and each region.
    pub fn described(&self, mut said: Map<String, Value>) -> Result<Value> {
        let labels = &self.found.labels;
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        let names: Vec<&str> = self.columns.iter().map(|values| &*values.name).collect();
        say("values", json!(names));
        say("units", json!(self.region.len()));
        say("with_value", json!(labels.len()));
        say("missing", json!(self.region.len() - labels.len()));
        let parts = self.problem.graph.components().into_iter().max();
        say("components", json!(parts.map_or(0, |last| last + 1)));
        say("regions", json!(self.count()));
        say("within_ss", json!(self.within()));
        say("total_ss", json!(self.total()));
        say("between_share", json!(self.ratio()));
        say("pseudo_f", json!(pseudo_f(self.problem.attributes, labels)));
        say(
            "pairs_manhattan",
            json!(within_pairs(self.problem.attributes, labels)),
        );
        say(
            "links_inside",
            json!(links_inside(self.problem.graph, labels)),
        );
        say("compactness_mean", json!(self.mean_compactness()));
        if self.found.tried.len() > 1 {
            let tried = self.found.tried.iter();
            let tried = tried.map(|tried| {
                json!({ "regions": tried.regions, "within_ss": tried.within, "pseudo_f": tried.pseudo_f })
            });
            say("tried", tried.collect());
        }
        if let Some(Compared { agreement, units }) = &self.compared {
            let agreement = json!({ "units": units, "rand": agreement.rand, "adjusted_rand": agreement.adjusted });
            say("compared", agreement);
        }
        let frame = self.regions()?;
        let mut each = Vec::new();
        for row in 0..frame.height() {
            let mut region = Map::new();
            for column in frame.columns() {
                let value = column.get(row)?;
                let value = match value.extract::<f64>() {
                    Some(number) if column.dtype().is_float() => json!(number),
                    _ => json!(value.extract::<u64>()),
                };
                region.insert(column.name().to_string(), value);
            }
            each.push(Value::Object(region));
        }
        say("each", json!(each));
        Ok(Value::Object(said))
    }

    /// What a planner wants to know first.
    pub fn lines(&self) -> Vec<String> {
        let missing = self.region.len() - self.found.labels.len();
        let units = self.sums(|_| 1.0);
        let few = units.iter().copied().fold(f64::INFINITY, f64::min);
        let many = units.iter().copied().fold(0.0, f64::max);
        let share = |share: Option<f64>| {
            share.map_or_else(
                || "none".to_owned(),
                |share| format!("{:.1} %", share * 100.0),
            )
        };
        let mut lines = vec![
            format!(
                "{} regions of {} units, {few} to {many} in each; {missing} units without a value",
                self.count(),
                self.found.labels.len()
            ),
            format!(
                "  sum of squares between regions: {}; links inside: {}",
                share(self.ratio()),
                share(links_inside(self.problem.graph, &self.found.labels))
            ),
        ];
        if let Some(Compared { agreement, units }) = &self.compared {
            lines.push(format!(
                "  agreement with the other result over {units} units: Rand {:.4}, adjusted {:.4}",
                agreement.rand, agreement.adjusted
            ));
        }
        lines
    }
}
