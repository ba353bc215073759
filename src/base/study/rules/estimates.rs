//! Rules of `[estimates]` and of `interpolate`.

use crate::base::document::Fault;
use crate::base::model::Level;
use crate::base::modelled;
use crate::base::study::{Estimate, EstimateMethod, Study};

/// Each method has its columns, a published figure lies above, and what is modelled is no direct estimate.
pub(super) fn estimates(study: &Study, faults: &mut Vec<Fault>) {
    for (name, spec) in &study.estimates {
        let place = format!("estimates.{name}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if name.is_empty() || !name.chars().all(plain) {
            faults.push(
                Fault::new(&place, format!("\"{name}\" makes no name of columns")).remedy(
                    "name the estimate in small letters, digits and _, such as [estimates.poverty]",
                ),
            );
        }
        columns(&place, spec, faults);
        if let Some(benchmark) = &spec.benchmark
            && benchmark.level <= spec.level
        {
            faults.push(
                Fault::new(
                    format!("{place}.benchmark.level"),
                    format!(
                        "estimates of {} level meet a figure of a level above, not of {}",
                        spec.level.as_str(),
                        benchmark.level.as_str()
                    ),
                )
                .remedy("name a level above, or make the estimates at a finer one"),
            );
        }
        if spec.villages && (spec.level == Level::Village || spec.covariates.is_empty()) {
            faults.push(
                Fault::new(
                    format!("{place}.villages"),
                    "the estimates of regions come to villages by the covariates of villages",
                )
                .remedy("set a level above and name covariates of village tables, or leave `villages` out"),
            );
        }
    }
    interpolated(study, faults);
}

fn columns(place: &str, spec: &Estimate, faults: &mut Vec<Fault>) {
    let bayes = spec.method == EstimateMethod::EmpiricalBayes;
    let moment = matches!(spec.method, EstimateMethod::Fh | EstimateMethod::PrasadRao);
    let method = spec.method.as_str();
    let keys = [
        ("direct", spec.direct.is_some(), !bayes),
        ("events", spec.events.is_some(), bayes),
        ("people", spec.people.is_some(), bayes),
    ];
    for (key, given, wanted) in keys {
        if given != wanted {
            let (what, remedy) = match wanted {
                true => ("needs", "name its column"),
                false => ("does not take", "leave it out, or choose another method"),
            };
            faults.push(
                Fault::new(place, format!("method = \"{method}\" {what} `{key}`")).remedy(remedy),
            );
        }
    }
    let errors = usize::from(spec.variance.is_some()) + usize::from(spec.se.is_some());
    if errors != usize::from(!bayes) {
        let (what, remedy) = match bayes {
            true => (
                "rates have no given variance",
                "leave `variance` and `se` out",
            ),
            false => (
                "direct estimates need the variance of their errors",
                "name its column as `variance`, or that of the standard errors as `se`",
            ),
        };
        faults.push(Fault::new(place, what).remedy(remedy));
    }
    if bayes && !spec.covariates.is_empty() {
        faults.push(
            Fault::new(
                format!("{place}.covariates"),
                "shrunk rates take no covariates",
            )
            .remedy("leave them out, or give direct estimates with variances to another method"),
        );
    }
    if moment && spec.spatial {
        faults.push(
            Fault::new(
                format!("{place}.spatial"),
                format!("the spatial model is not fitted by method = \"{method}\""),
            )
            .remedy("ask for reml or ml"),
        );
    }
    let observed = [
        ("direct", &spec.direct),
        ("variance", &spec.variance),
        ("se", &spec.se),
        ("events", &spec.events),
    ];
    for (key, column) in observed {
        if column.as_deref().is_some_and(modelled::marked) {
            faults.push(
                Fault::new(
                    format!("{place}.{key}"),
                    "a modelled column is no direct estimate: its errors are not independent",
                )
                .remedy("name what a survey or a count found"),
            );
        }
    }
}

fn interpolated(study: &Study, faults: &mut Vec<Fault>) {
    for (i, table) in study.tables.iter().enumerate() {
        let Some(spec) = &table.interpolate else {
            continue;
        };
        let place = format!("tables.{i}.interpolate");
        let one = table
            .code
            .as_ref()
            .is_some_and(|code| code.columns().len() == 1);
        if !one || table.level != Level::Village || table.bridge.is_some() || table.people {
            faults.push(
                Fault::new(
                    &place,
                    "a table of another layer has one `code` and neither `level`, `bridge` nor `people`",
                )
                .remedy("name the column with the codes of that layer as `code`, and drop the others"),
            );
        }
        if spec.extensive.is_empty() && spec.intensive.is_empty() {
            faults.push(
                Fault::new(&place, "no column is to be brought to the villages")
                    .remedy("name counts as `extensive`, rates and means as `intensive`"),
            );
        }
        if let Some(per) = &spec.per
            && (spec.intensive.is_empty() || spec.intensive.contains(per))
        {
            faults.push(
                Fault::new(
                    format!("{place}.per"),
                    "`per` is the count that the rates of `intensive` are of",
                )
                .remedy("name rates as `intensive` and a count of people, households or area as `per`, or drop it"),
            );
        }
        if spec.weight.is_some() && spec.extensive.is_empty() && spec.per.is_none() {
            faults.push(
                Fault::new(
                    format!("{place}.weight"),
                    "`weight` says where counts are, and rates by area have none",
                )
                .remedy("name the count that the rates are of as `per`, or drop the weight"),
            );
        }
        if let Some(both) = spec
            .extensive
            .iter()
            .find(|name| spec.intensive.contains(name))
        {
            faults.push(
                Fault::new(
                    format!("{place}.intensive"),
                    format!("{both} is in both `extensive` and `intensive`"),
                )
                .remedy("keep it in one of them: a count adds up, a rate does not"),
            );
        }
    }
}
