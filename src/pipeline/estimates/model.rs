//! One estimate: its model of areas, a row an area.

use super::regions::Areas;
use crate::base::finding::Finding;
use crate::base::study::{Estimate, EstimateMethod};
use crate::error::{Error, Result};
use crate::pipeline::inputs::{self, Inputs};
use crate::space::graph::Graph;
use crate::welfare::estimate::fay_herriot::{self, Fit, Method};
use crate::welfare::estimate::{Design, Estimated, Kind, drawn_all_the_way, rates, spatial};

/// An estimate that is made.
pub struct Made {
    /// k rows, in the order of the areas.
    pub rows: Vec<Estimated>,
    /// The model, where there is one.
    pub fit: Option<Fit>,
    /// Areas in the model.
    pub fitted: usize,
}

/// Fits the model of an estimate and looks at every area through it. `weights` are of villages.
///
/// # Errors
/// Columns that are none or hold several values inside an area; what no model can be made of.
pub fn made(
    name: &str,
    spec: &Estimate,
    areas: &Areas,
    inputs: &Inputs,
    weights: &[f64],
    graph: Option<&Graph>,
    findings: &mut Vec<Finding>,
) -> Result<Made> {
    match (&spec.direct, &spec.events, &spec.people) {
        (Some(direct), _, _) => model(name, spec, direct, areas, inputs, weights, graph, findings),
        (None, Some(events), Some(people)) => {
            shrunken((events, people), areas, inputs, graph, findings)
        }
        _ => Err(Error::study(
            "an estimate needs `direct`, or `events` and `people`",
        )),
    }
}

#[allow(clippy::too_many_arguments)]
fn model(
    name: &str,
    spec: &Estimate,
    direct: &str,
    areas: &Areas,
    inputs: &Inputs,
    weights: &[f64],
    graph: Option<&Graph>,
    findings: &mut Vec<Finding>,
) -> Result<Made> {
    let direct = (direct, areas.own(inputs, direct)?);
    let errors = errors(spec, areas, inputs)?;
    let mut covariates = Vec::new();
    for column in &spec.covariates {
        let values = inputs::numbers(&inputs.frame, column)?;
        covariates.push(areas.means(&values, weights));
    }
    let complete = |i: usize| -> Option<Vec<f64>> { covariates.iter().map(|c| c[i]).collect() };
    let k = areas.codes.len();
    let whole: Vec<Option<Vec<f64>>> = (0..k).map(complete).collect();
    let kept: Vec<usize> = (0..k)
        .filter(|&i| direct.1[i].is_some() && errors[i].is_some() && whole[i].is_some())
        .collect();
    let take =
        |values: &[Option<f64>]| -> Vec<f64> { kept.iter().filter_map(|&i| values[i]).collect() };
    let columns: Vec<Vec<f64>> = covariates.iter().map(|c| take(c)).collect();
    let method = match spec.method {
        EstimateMethod::Ml => Method::Ml,
        EstimateMethod::Fh => Method::Moment,
        EstimateMethod::PrasadRao => Method::PrasadRao,
        EstimateMethod::Reml | EstimateMethod::EmpiricalBayes => Method::Reml,
    };
    let (y, e) = (take(&direct.1), take(&errors));
    let solved =
        Design::new(&spec.covariates, &columns, kept.len()).and_then(|design| match graph {
            None => fay_herriot::fit(&design, &y, &e, method),
            Some(graph) => {
                let all: Vec<usize> = (0..k).collect();
                let near = areas.neighbours(graph, &all).into_iter();
                let near: Vec<Vec<(usize, f64)>> = near
                    .map(|row| row.into_iter().map(|j| (j, 1.0)).collect())
                    .collect();
                spatial::fit(&design, &y, &e, &kept, &near, method)
            }
        });
    let fit = solved.map_err(|error| placed(error, areas, &kept))?;
    let mut rows = vec![Estimated::EMPTY; k];
    for (i, row) in rows.iter_mut().enumerate() {
        row.direct = direct.1[i];
        row.variance = errors[i];
        if let Some(covariates) = &whole[i] {
            let (value, mse) = fit.elsewhere(i, covariates);
            (row.estimate, row.mse, row.kind) = (Some(value), Some(mse), Kind::Synthetic);
        }
    }
    for (area, &i) in fit.areas.iter().zip(&kept) {
        let row = &mut rows[i];
        (row.estimate, row.mse, row.kind) = (Some(area.value), Some(area.mse), Kind::Modelled);
        (row.gamma, row.residual) = (Some(area.gamma), Some(area.residual));
    }
    told(name, areas, &rows, &fit, &kept, direct.0, findings);
    Ok(Made {
        rows,
        fitted: kept.len(),
        fit: Some(fit),
    })
}

/// k variances of the errors of direct estimates.
fn errors(spec: &Estimate, areas: &Areas, inputs: &Inputs) -> Result<Vec<Option<f64>>> {
    let (column, squared) = match (&spec.variance, &spec.se) {
        (Some(column), _) => (column, false),
        (None, Some(column)) => (column, true),
        (None, None) => return Err(Error::study("direct estimates need `variance` or `se`")),
    };
    let values = areas.own(inputs, column)?;
    if let Some(i) = values
        .iter()
        .position(|v| v.is_some_and(|v| !(v > 0.0 && v.is_finite())))
    {
        let what = if squared {
            "standard error"
        } else {
            "variance"
        };
        return Err(Error::input(format!("a {what} of a direct estimate must be above 0"))
            .column(column)
            .code(areas.codes[i].as_str())
            .remedy("empty the cell where the survey gives none: the area gets a synthetic estimate"));
    }
    let power = if squared { 2 } else { 1 };
    Ok(values
        .into_iter()
        .map(|v| v.map(|v| v.powi(power)))
        .collect())
}

/// An error of a core with the code in place of its row.
fn placed(mut error: Error, areas: &Areas, kept: &[usize]) -> Error {
    if let Some(row) = error.place.row.take()
        && let Some(&area) = kept.get(row - 1)
    {
        error.place.code = Some(areas.codes[area].to_string());
    }
    error
}

/// What a reader of the estimates should know.
fn told(
    name: &str,
    areas: &Areas,
    rows: &[Estimated],
    fit: &Fit,
    kept: &[usize],
    direct: &str,
    findings: &mut Vec<Finding>,
) {
    let level = areas.level.as_str();
    if fit.variance == 0.0 {
        findings.push(
            Finding::warning(
                "no-variance",
                format!("{name}: no variance between areas is found beyond the errors of the direct estimates, so every estimate is synthetic"),
            )
            .column(direct)
            .remedy("check that the variances are not those of single persons; else use fewer covariates"),
        );
    }
    if fit.rho.is_some_and(|rho| rho.abs() > 0.998) {
        findings.push(
            Finding::warning("rho-at-end", format!("{name}: neighbours are found to be as alike as can be, which a model without a covariate that varies in space gives too"))
                .column(direct)
                .remedy("add covariates, or leave `spatial` out"),
        );
    }
    let count = |kind: Kind| rows.iter().filter(|row| row.kind == kind).count();
    let (synthetic, none) = (count(Kind::Synthetic), count(Kind::None));
    if synthetic > 0 {
        findings.push(Finding::info(
            "synthetic-estimate",
            format!("{name}: {synthetic} of {} areas of {level} level have no direct estimate with a variance and get {}", rows.len(), if fit.rho.is_some() { "one of covariates and neighbours" } else { "a synthetic one" }),
        ));
    }
    if none > 0 {
        let of = rows.iter().zip(areas.codes);
        let codes: Vec<&str> = of
            .filter(|(row, _)| row.kind == Kind::None)
            .map(|(_, code)| code.as_str())
            .take(5)
            .collect();
        findings.push(
            Finding::warning(
                "covariate-missing",
                format!("{name}: {none} of {} areas of {level} level lack a covariate and get no estimate: {}{}", rows.len(), codes.join(", "), if none > 5 { " …" } else { "" }),
            )
            .remedy("fill the covariates, or leave out the one that is missing"),
        );
    }
    if fit.normality[2] < 0.05 {
        findings.push(Finding::info(
            "residuals-not-normal",
            format!("{name}: residuals are not those of a normal law (Jarque-Bera p = {:.4}); mean squared errors rest on it", fit.normality[2]),
        ));
    }
    let strong: Vec<&str> = fit
        .strong()
        .map(|i| areas.codes[kept[i]].as_str())
        .collect();
    if !strong.is_empty() {
        let shown = strong
            .iter()
            .take(5)
            .copied()
            .collect::<Vec<_>>()
            .join(", ");
        let more = if strong.len() > 5 { " …" } else { "" };
        findings.push(Finding::info(
            "high-leverage",
            format!("{name}: {} areas draw the coefficients more than twice as much as the mean: {shown}{more}", strong.len()),
        ));
    }
}

/// Rates of areas, shrunk.
fn shrunken(
    (events, people): (&str, &str),
    areas: &Areas,
    inputs: &Inputs,
    graph: Option<&Graph>,
    findings: &mut Vec<Finding>,
) -> Result<Made> {
    let [of_events, of_people] = [events, people].map(|column| {
        let own = inputs.own.iter().any(|own| own == column);
        let values = match own {
            true => inputs::numbers(&inputs.frame, column),
            false => areas.own(inputs, column),
        };
        values.map(|values| (own, values))
    });
    let (of_events, of_people) = (of_events?, of_people?);
    if of_events.0 != of_people.0 {
        return Err(
            Error::study("events and people are of tables of different levels")
                .column(events)
                .remedy(
                    "name two columns of villages, or two of the regions that the estimate is of",
                ),
        );
    }
    let pairs: Vec<Option<(f64, f64)>> = of_events
        .1
        .iter()
        .zip(&of_people.1)
        .map(|(e, p)| (*e).zip(*p))
        .collect();
    let alone = pairs.iter().filter(|pair| pair.is_none()).count();
    if alone > 0 {
        findings.push(
            Finding::warning(
                "rate-missing",
                format!("{alone} places lack events or people and are left out of the rates"),
            )
            .column(events)
            .remedy("fill both, or neither"),
        );
    }
    let k = areas.codes.len();
    let mut sums: Vec<Option<(f64, f64)>> = vec![None; k];
    match of_events.0 {
        true => {
            for (&area, pair) in areas.of_village.iter().zip(&pairs) {
                if let Some((e, p)) = pair {
                    let sum = sums[area as usize].get_or_insert((0.0, 0.0));
                    *sum = (sum.0 + e, sum.1 + p);
                }
            }
        }
        false => sums = pairs,
    }
    let kept: Vec<usize> = (0..k).filter(|&i| sums[i].is_some()).collect();
    let (e, p): (Vec<f64>, Vec<f64>) = kept.iter().filter_map(|&i| sums[i]).unzip();
    let near = graph.map(|graph| areas.neighbours(graph, &kept));
    let around = near.as_ref().map(|near| |i: usize| near[i].clone());
    let found = match &around {
        Some(around) => rates::shrunken(&e, &p, Some(around)),
        None => rates::shrunken(&e, &p, None),
    };
    let found = found.map_err(|error| placed(error, areas, &kept).column(events))?;
    let mut rows = vec![Estimated::EMPTY; k];
    for (rate, &i) in found.iter().zip(&kept) {
        let Some(rate) = rate else { continue };
        rows[i] = Estimated {
            direct: rate.raw,
            // of a count that chance alone makes, at the rate it is drawn to
            variance: sums[i]
                .filter(|(_, people)| *people > 0.0)
                .map(|(_, people)| rate.towards / people),
            estimate: Some(rate.value),
            mse: Some(rate.mse),
            gamma: Some(rate.gamma),
            kind: Kind::Shrunk,
            ..Estimated::EMPTY
        };
    }
    let drawn = drawn_all_the_way(&rows);
    if drawn > 0 {
        let what = format!(
            "{drawn} rates differ from the mean they are drawn to by no more than chance: they are that mean, and a mse of 0 does not make them certain"
        );
        findings.push(Finding::warning("no-variance", what).column(events));
    }
    Ok(Made {
        rows,
        fit: None,
        fitted: kept.len(),
    })
}
