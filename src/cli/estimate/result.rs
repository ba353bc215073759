//! What `kawasan estimate` writes.

use super::Options;
use crate::cli::keyed::Keyed;
use crate::error::Result;
use crate::welfare::estimate::fay_herriot::Fit;
use crate::welfare::estimate::{Estimated, Kind};
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};

/// Columns of the result after the key.
pub const COLUMNS: [&str; 11] = [
    "kind",
    "direct",
    "direct_variance",
    "cv_direct",
    "estimate",
    "mse",
    "cv_estimate",
    "gamma",
    "residual",
    "benchmarked",
    "factor",
];

/// All areas, in the order of their keys.
pub struct Outcome {
    pub rows: Vec<Estimated>,
    pub fit: Option<Fit>,
}

impl Outcome {
    /// A row a row of the table, in its order.
    pub fn frame(&self, keyed: &Keyed, order: &[usize]) -> Result<DataFrame> {
        let mut rows = vec![Estimated::EMPTY; order.len()];
        for (row, &at) in self.rows.iter().zip(order) {
            rows[at] = *row;
        }
        let cv = |value: Option<f64>, variance: Option<f64>| {
            let (value, variance) = (value?, variance?);
            (value != 0.0 && variance >= 0.0).then(|| variance.sqrt() / value.abs())
        };
        let mut columns = keyed.keys.clone();
        let kinds: Vec<&str> = rows.iter().map(|row| row.kind.as_str()).collect();
        columns.push(Column::new("kind".into(), kinds));
        let mut add = |name: &str, of: &dyn Fn(&Estimated) -> Option<f64>| {
            columns.push(Column::new(
                name.into(),
                rows.iter().map(of).collect::<Vec<_>>(),
            ));
        };
        add("direct", &|row| row.direct);
        add("direct_variance", &|row| row.variance);
        add("cv_direct", &|row| cv(row.direct, row.variance));
        add("estimate", &|row| row.estimate);
        add("mse", &|row| row.mse);
        add("cv_estimate", &|row| cv(row.estimate, row.mse));
        add("gamma", &|row| row.gamma);
        if self.fit.is_some() {
            add("residual", &|row| row.residual);
        }
        if self.rows.iter().any(|row| row.benchmarked.is_some()) {
            add("benchmarked", &|row| row.benchmarked);
            add("factor", &|row| row.factor);
        }
        Ok(DataFrame::new(rows.len(), columns)?)
    }

    /// What goes beside.
    pub fn described(&self, options: &Options) -> Map<String, Value> {
        let of = |kind: Kind| self.rows.iter().filter(|row| row.kind == kind).count();
        let mut said = Map::new();
        let mut say = |name: &str, value: Value| said.insert(name.to_owned(), value);
        say(
            "modelled",
            json!("estimate, mse and benchmarked are modelled values, not observed ones"),
        );
        say("areas", json!(self.rows.len()));
        say(
            "kinds",
            json!({ "modelled": of(Kind::Modelled), "synthetic": of(Kind::Synthetic), "shrunk": of(Kind::Shrunk), "none": of(Kind::None) }),
        );
        say("benchmark", json!(options.benchmark));
        let Some(fit) = &self.fit else {
            let method = if options.around.asked() {
                "empirical-bayes, neighbours"
            } else {
                "empirical-bayes"
            };
            say("method", json!(method));
            return said;
        };
        let coefficient = |c: &crate::welfare::estimate::fay_herriot::Coefficient| json!({ "covariate": c.name, "value": c.value, "se": c.se, "t": c.t, "p": c.p });
        say("method", json!(fit.method.as_str()));
        say("variance", json!(fit.variance));
        say("rho", json!(fit.rho));
        say(
            "coefficients",
            json!(fit.coefficients.iter().map(coefficient).collect::<Vec<_>>()),
        );
        say("log_likelihood", json!(fit.log_likelihood));
        say("aic", json!(fit.aic));
        let [skewness, kurtosis, p] = fit.normality;
        say(
            "residuals",
            json!({ "skewness": skewness, "excess_kurtosis": kurtosis, "jarque_bera_p": p }),
        );
        say("high_leverage", json!(fit.strong().count()));
        said
    }
}
