//! The scan: circles with more cases than the people explain.

use crate::cli::columns::Values;
use crate::cli::progress::count;
use crate::cli::units::Units;
use crate::error::Result;
use crate::space::stats::scan::{Options, ScanCluster, scan_bernoulli, scan_poisson};
use geo::Point;
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};

/// The circles found among the units with cases and people.
pub struct Scanned<'a> {
    units: &'a Units,
    cases: &'a Values,
    people: &'a Values,
    bernoulli: bool,
    /// The m units that have a place, cases and people.
    kept: Vec<u32>,
    circles: Vec<ScanCluster>,
}

/// Scans the units, taken in `order`; the second column is of people at risk, or of controls for `bernoulli`.
///
/// # Errors
/// See [`scan_poisson`] and [`scan_bernoulli`], with the row of the layer.
pub fn scan<'a>(
    units: &'a Units,
    order: &[u32],
    cases: &'a Values,
    people: &'a Values,
    bernoulli: bool,
    options: &Options,
) -> Result<Scanned<'a>> {
    let centres = units.centres();
    let complete = |i: &&u32| {
        let i = **i as usize;
        cases.values[i].is_some() && people.values[i].is_some() && centres[i].x().is_finite()
    };
    let kept: Vec<u32> = order.iter().filter(complete).copied().collect();
    let of = |values: &Values| -> Vec<f64> {
        let of = |&i: &u32| values.values[i as usize];
        kept.iter().filter_map(of).collect()
    };
    let points: Vec<Point> = kept.iter().map(|&i| centres[i as usize]).collect();
    let scan = if bernoulli {
        scan_bernoulli
    } else {
        scan_poisson
    };
    let measure = units.features.measure;
    let circles =
        scan(&of(cases), &of(people), &points, measure, options).map_err(|mut error| {
            error.place.row = error.place.row.map(|row| kept[row - 1] as usize + 1);
            error
        })?;
    Ok(Scanned {
        units,
        cases,
        people,
        bernoulli,
        kept,
        circles,
    })
}

impl Scanned<'_> {
    fn people_title(&self) -> &'static str {
        if self.bernoulli {
            "controls"
        } else {
            "population"
        }
    }

    /// A row a unit: its cases, people and expected cases; of the circle that holds it its number, relative risk, log ratio and p.
    pub fn frame(&self) -> Result<DataFrame> {
        let n = self.units.ids.len();
        let mut circle_of = vec![None; n];
        for (number, circle) in self.circles.iter().enumerate() {
            for &i in &circle.units {
                circle_of[self.kept[i as usize] as usize] = Some(number);
            }
        }
        let at = |i: u32| -> (f64, f64) {
            let of = |values: &Values| values.values[i as usize].unwrap_or_default();
            let cases = of(self.cases);
            let people = of(self.people) + if self.bernoulli { cases } else { 0.0 };
            (cases, people)
        };
        let totals = self.kept.iter().map(|&i| at(i));
        let (cases, people) = totals.fold((0.0, 0.0), |(c, p), (cases, people)| {
            (c + cases, p + people)
        });
        let mut expected = vec![None; n];
        for &i in &self.kept {
            expected[i as usize] = Some(cases * at(i).1 / people);
        }
        let of = |part: &dyn Fn(&ScanCluster) -> Option<f64>| -> Vec<Option<f64>> {
            let part = |number: &Option<usize>| part(&self.circles[(*number)?]);
            circle_of.iter().map(part).collect()
        };
        let numbers: Vec<Option<u32>> = (circle_of.iter())
            .map(|number| number.map(|number| number as u32 + 1))
            .collect();
        let ids: Vec<&str> = self.units.ids.iter().map(String::as_str).collect();
        let columns = vec![
            Column::new("id".into(), ids),
            Column::new("cases".into(), &self.cases.values),
            Column::new(self.people_title().into(), &self.people.values),
            Column::new("expected".into(), expected),
            Column::new("circle".into(), numbers),
            Column::new("relative_risk".into(), of(&|circle| circle.relative_risk)),
            Column::new("log_ratio".into(), of(&|circle| Some(circle.log_ratio))),
            Column::new("p".into(), of(&|circle| circle.p)),
        ];
        Ok(DataFrame::new(n, columns)?)
    }

    fn id(&self, kept: u32) -> &str {
        &self.units.ids[self.kept[kept as usize] as usize]
    }

    /// The JSON beside the table: what was asked, and the circles, the likeliest first.
    pub fn described(&self, mut said: Map<String, Value>) -> Value {
        let circles: Vec<Value> = (self.circles.iter())
            .map(|circle| {
                let units: Vec<&str> = circle.units.iter().map(|&i| self.id(i)).collect();
                json!({
                    "centre": self.id(circle.centre),
                    "radius": circle.radius,
                    "units": units,
                    (self.people_title()): circle.population - if self.bernoulli { circle.cases } else { 0.0 },
                    "cases": circle.cases,
                    "expected": circle.expected,
                    "relative_risk": circle.relative_risk,
                    "log_ratio": circle.log_ratio,
                    "p": circle.p,
                })
            })
            .collect();
        let n = self.units.ids.len();
        said.insert("units".to_owned(), json!(n));
        said.insert("scanned".to_owned(), json!(self.kept.len()));
        said.insert("missing".to_owned(), json!(n - self.kept.len()));
        said.insert("circles".to_owned(), json!(circles));
        Value::Object(said)
    }

    /// What a planner wants to know first.
    pub fn lines(&self) -> Vec<String> {
        let missing = self.units.ids.len() - self.kept.len();
        let mut lines = vec![format!(
            "{} scanned, {missing} without a value or a place",
            count(self.kept.len(), "unit", "units")
        )];
        if self.circles.is_empty() {
            lines.push("  no circle has more cases than expected".to_owned());
        }
        for (number, circle) in (1..).zip(&self.circles).take(3) {
            let p = circle.p.map_or_else(String::new, |p| format!(", p {p:.4}"));
            lines.push(format!(
                "  circle {number}: {}, {} cases where {:.1} are expected, log ratio {:.3}{p}",
                count(circle.units.len(), "unit", "units"),
                circle.cases,
                circle.expected,
                circle.log_ratio
            ));
        }
        lines
    }
}
