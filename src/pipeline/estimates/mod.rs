//! Small areas of a run: models before the index, their values marked as modelled in every column that holds them.

mod meet;
mod model;
mod regions;
mod sheets;

use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::modelled;
use crate::base::study::{Estimate, LoadedStudy};
use crate::error::{Error, Result};
use crate::pipeline::inputs::{self, Inputs};
use crate::pipeline::log::Log;
use crate::pipeline::space::{self, Neighbourhood};
use crate::welfare::estimate::{Estimated, Kind};
use model::Made;
use polars::prelude::Column;
use regions::Areas;
use serde_json::{Map, Value, json};

/// An estimate with all that is told of it.
struct Told {
    name: String,
    spec: Estimate,
    made: Made,
    /// n rows, where the estimate comes to villages.
    villages: Option<Vec<Estimated>>,
}

/// Makes every estimate of the study: columns into the village frame, tables into `inputs.modelled`. Neighbours are found where a model asks for
/// them.
///
/// # Errors
/// Columns that are none, what no model can be made of, a published figure that cannot be met; each with the line that names it.
pub fn make(
    loaded: &LoadedStudy,
    inputs: &mut Inputs,
    neighbours: &mut Option<Neighbourhood>,
    log: &mut Log,
) -> Result<()> {
    let study = &loaded.study;
    if !study.estimates.is_empty() {
        if study.estimates.values().any(|spec| spec.spatial) && neighbours.is_none() {
            *neighbours = Some(space::neighbours(study, &inputs.villages.layer, log)?);
        }
        let graph = neighbours.as_ref();
        let all = log.stage("estimates", |findings| {
            let mut all = Vec::new();
            let mut counts = Map::new();
            for (name, spec) in &study.estimates {
                let at = |error| loaded.blame(error, &format!("estimates.{name}"));
                let told = one(name, spec, inputs, graph, findings).map_err(at)?;
                counts.insert(name.clone(), counted(&told));
                all.push(told);
            }
            let detail = format!("{} modelled", all.len());
            Ok((all, Value::Object(counts), detail))
        })?;
        let sheets = sheets::all(study, inputs, &all);
        inputs.modelled.extend(sheets);
    }
    sheets::villages(study, inputs)?;
    Ok(())
}

fn one(
    name: &str,
    spec: &Estimate,
    inputs: &mut Inputs,
    neighbours: Option<&Neighbourhood>,
    findings: &mut Vec<Finding>,
) -> Result<Told> {
    let weights = weights(name, spec, inputs, findings)?;
    let areas = Areas::of(inputs, spec.level);
    let graph = neighbours
        .filter(|_| spec.spatial)
        .map(Neighbourhood::statistics);
    let mut made = model::made(name, spec, &areas, inputs, &weights, graph, findings)?;
    if let Some(benchmark) = &spec.benchmark {
        meet::published(
            name,
            benchmark,
            &mut made.rows,
            &areas,
            inputs,
            &weights,
            findings,
        )?;
    }
    let villages = match spec.villages {
        true => Some(meet::villages(
            name, spec, &made, &areas, inputs, &weights, findings,
        )?),
        false => None,
    };
    let of_village: Vec<&Estimated> = match &villages {
        Some(rows) => rows.iter().collect(),
        None => areas
            .of_village
            .iter()
            .map(|&area| &made.rows[area as usize])
            .collect(),
    };
    let values: Vec<Option<f64>> = of_village.iter().map(|row| row.last()).collect();
    let mse: Vec<Option<f64>> = of_village.iter().map(|row| row.mse).collect();
    let kind: Vec<&str> = of_village.iter().map(|row| row.kind.as_str()).collect();
    let own = villages.is_some() || spec.level == Level::Village;
    let column = modelled::column(name);
    let error = format!("{name}_mse");
    let word = format!("{name}_kind");
    if let Some(taken) = [&column, &error, &word]
        .into_iter()
        .find(|name| inputs.frame.column(name).is_ok())
    {
        return Err(Error::study(format!(
            "the estimate {name} makes this column, and a table has it already"
        ))
        .column(taken.as_str())
        .remedy("give the estimate another name, or rename the column"));
    }
    let new = [
        Column::new(column.as_str().into(), values),
        Column::new(error.as_str().into(), mse),
        Column::new(word.as_str().into(), kind),
    ];
    inputs.frame.hstack_mut(&new)?;
    if own {
        inputs.own.push(column.clone());
        inputs.own.push(error.clone());
    }
    inputs.modelled_columns.extend([column, error, word]);
    Ok(Told {
        name: name.to_owned(),
        spec: spec.clone(),
        made,
        villages,
    })
}

/// n weights of villages: the column asked for, else the population, else 1 each; a missing one counts nothing.
fn weights(
    name: &str,
    spec: &Estimate,
    inputs: &Inputs,
    findings: &mut Vec<Finding>,
) -> Result<Vec<f64>> {
    let n = inputs.villages.layer.codes.len();
    let weighed = spec.level != Level::Village || spec.benchmark.is_some();
    let values = match (&spec.weight, &inputs.population) {
        (Some(column), _) => inputs::numbers(&inputs.frame, column)?,
        (None, Some(people)) => people.clone(),
        (None, None) => {
            if weighed {
                findings.push(
                    Finding::info(
                        "equal-weights",
                        format!("{name}: no column weighs villages, so each counts the same"),
                    )
                    .remedy("name the population as `weight` or as study.population"),
                );
            }
            return Ok(vec![1.0; n]);
        }
    };
    let column = spec.weight.as_deref().unwrap_or("population");
    if let Some(i) = values
        .iter()
        .position(|v| v.is_some_and(|v| !(v.is_finite() && v >= 0.0)))
    {
        return Err(Error::input("a weight must be a number from 0 up")
            .column(column)
            .code(inputs.villages.layer.codes[i].as_str())
            .remedy("correct it, or leave it empty"));
    }
    let missing = values.iter().filter(|v| v.is_none()).count();
    if missing > 0 && weighed {
        findings.push(
            Finding::warning("weight-missing", format!("{name}: {missing} of {n} villages have no weight and count nothing in means and published figures"))
                .column(column)
                .remedy("fill the weights"),
        );
    }
    Ok(values.into_iter().map(|v| v.unwrap_or(0.0)).collect())
}

fn counted(told: &Told) -> Value {
    let count = |kind: Kind| told.made.rows.iter().filter(|row| row.kind == kind).count();
    let villages = told
        .villages
        .as_ref()
        .map(|rows| rows.iter().filter(|row| row.estimate.is_some()).count());
    json!({
        "level": told.spec.level.as_str(), "method": told.spec.method.as_str(), "spatial": told.spec.spatial,
        "areas": told.made.rows.len(), "modelled": count(Kind::Modelled), "synthetic": count(Kind::Synthetic),
        "shrunk": count(Kind::Shrunk), "none": count(Kind::None),
        "variance": told.made.fit.as_ref().map(|fit| fit.variance),
        "rho": told.made.fit.as_ref().and_then(|fit| fit.rho),
        "villages": villages,
    })
}
