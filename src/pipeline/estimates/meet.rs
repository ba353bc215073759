//! Estimates made to meet published figures, and those of regions brought to their villages.

use super::model::Made;
use super::regions::Areas;
use crate::base::finding::Finding;
use crate::base::study::{Benchmark, BenchmarkHow, Estimate};
use crate::error::{Error, Result};
use crate::pipeline::inputs::{self, Inputs};
use crate::welfare::estimate::benchmark::{How, benchmarked};
use crate::welfare::estimate::{Estimated, Kind};

/// The rows of areas meet the published figure of the region above each; `weights` are of villages.
///
/// # Errors
/// No region has a figure; weights that are all 0.
pub fn published(
    name: &str,
    spec: &Benchmark,
    rows: &mut [Estimated],
    areas: &Areas,
    inputs: &Inputs,
    weights: &[f64],
    findings: &mut Vec<Finding>,
) -> Result<()> {
    let above = Areas::of(inputs, spec.level);
    let figures = above.own(inputs, &spec.column)?;
    if figures.iter().all(Option::is_none) {
        return Err(Error::input(format!(
            "{name}: no {} has a published figure",
            spec.level.as_str()
        ))
        .column(&spec.column)
        .remedy("check that the table of published figures joins, or leave `benchmark` out"));
    }
    let missing = above
        .codes
        .iter()
        .zip(&figures)
        .filter(|(_, figure)| figure.is_none());
    let missing: Vec<&str> = missing.map(|(code, _)| code.as_str()).collect();
    if !missing.is_empty() {
        findings.push(
            Finding::warning(
                "benchmark-missing",
                format!(
                    "{name}: {} have no published figure, so their estimates meet none",
                    missing.join(", ")
                ),
            )
            .column(&spec.column)
            .remedy("fill the published figure"),
        );
    }
    let of = areas.above(&above);
    let figure = |i: usize| figures[of[i]];
    meet(rows, &of, &figure, &areas.sums(weights), how(spec.how))
        .map_err(|(group, error)| error.column(&spec.column).code(above.codes[group].as_str()))
}

fn how(how: BenchmarkHow) -> How {
    match how {
        BenchmarkHow::Ratio => How::Ratio,
        BenchmarkHow::Difference => How::Difference,
        BenchmarkHow::Mse => How::Mse,
    }
}

/// Rows of one group after the other meet its figure.
fn meet(
    rows: &mut [Estimated],
    group_of: &[usize],
    figure: &dyn Fn(usize) -> Option<f64>,
    weights: &[f64],
    how: How,
) -> Result<(), (usize, Error)> {
    let groups = group_of.iter().max().map_or(0, |&last| last + 1);
    let mut members = vec![Vec::new(); groups];
    for (i, &group) in group_of.iter().enumerate() {
        if rows[i].estimate.is_some() {
            members[group].push(i);
        }
    }
    for (group, members) in members.iter().enumerate() {
        let Some(figure) = members.first().and_then(|&i| figure(i)) else {
            continue;
        };
        let take = |of: fn(&Estimated) -> Option<f64>| -> Vec<f64> {
            members
                .iter()
                .map(|&i| of(&rows[i]).unwrap_or(0.0))
                .collect()
        };
        let (values, mse) = (take(|row| row.estimate), take(|row| row.mse));
        let own: Vec<f64> = members.iter().map(|&i| weights[i]).collect();
        let (met, factor) =
            benchmarked(&values, &own, &mse, figure, how).map_err(|error| (group, error))?;
        for (&i, value) in members.iter().zip(met) {
            rows[i].benchmarked = Some(value);
            rows[i].factor = Some(factor);
        }
    }
    Ok(())
}

/// n rows of villages: what the model of their regions says of their own covariates, meeting the estimate of the region.
///
/// The mean squared error is that of a synthetic estimate: it takes villages to scatter around the model as regions do, which nothing here can
/// test, and meeting the region does not lower it.
///
/// # Errors
/// No covariate is of villages.
pub fn villages(
    name: &str,
    spec: &Estimate,
    made: &Made,
    areas: &Areas,
    inputs: &Inputs,
    weights: &[f64],
    findings: &mut Vec<Finding>,
) -> Result<Vec<Estimated>> {
    let Some(fit) = &made.fit else {
        return Err(Error::study(format!(
            "{name}: rates come to villages as rates of villages"
        ))
        .remedy("set the level of the estimate to village, or leave `villages` out"));
    };
    if !spec
        .covariates
        .iter()
        .any(|column| inputs.own.contains(column))
    {
        return Err(Error::study(format!(
            "{name}: no covariate tells the villages of a region apart"
        ))
        .column(spec.covariates.join(", "))
        .remedy("name a column of a table whose level is village, or leave `villages` out"));
    }
    let columns = spec
        .covariates
        .iter()
        .map(|column| inputs::numbers(&inputs.frame, column));
    let columns: Vec<Vec<Option<f64>>> = columns.collect::<Result<_>>()?;
    let row = |i: usize| {
        let covariates: Option<Vec<f64>> = columns.iter().map(|column| column[i]).collect();
        let Some(covariates) = covariates else {
            return Estimated::EMPTY;
        };
        let (value, mse) = fit.synthetic(&covariates);
        Estimated {
            estimate: Some(value),
            mse: Some(mse),
            kind: Kind::Synthetic,
            ..Estimated::EMPTY
        }
    };
    let n = areas.of_village.len();
    let mut rows: Vec<Estimated> = (0..n).map(row).collect();
    let none = rows.iter().filter(|row| row.kind == Kind::None).count();
    if none > 0 {
        findings.push(
            Finding::warning(
                "covariate-missing",
                format!("{name}: {none} of {n} villages lack a covariate and get no estimate"),
            )
            .column(spec.covariates.join(", "))
            .remedy("fill the covariates, or leave out the one that is missing"),
        );
    }
    let of: Vec<usize> = areas.of_village.iter().map(|&area| area as usize).collect();
    let figure = |i: usize| made.rows[of[i]].last();
    let asked = spec
        .benchmark
        .as_ref()
        .map_or(How::Difference, |benchmark| how(benchmark.how));
    meet(&mut rows, &of, &figure, weights, asked)
        .map_err(|(group, error)| error.code(areas.codes[group].as_str()))?;
    Ok(rows)
}
