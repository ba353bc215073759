//! The index from its indicators, never from the dimensions that are audited.

use crate::error::Result;
use crate::welfare::index::definition::{Definition, Method};
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::inputs;
use crate::welfare::index::score::{Context, Scores, score};
use polars::prelude::{Column, DataFrame};

/// What the indicators give.
pub struct Rebuilt {
    pub scores: Scores,
    /// For each leaf the rows and values beyond its goalposts, which took no part.
    pub beyond: Vec<Vec<(usize, f64)>>,
}

/// Scores the frame from the indicators of the definition.
///
/// Values beyond goalposts that do not clamp are left out and listed: an audit is there to find them.
///
/// # Errors
/// See [`score`]; an indicator that is absent, whatever finished dimensions the table has.
pub fn rebuild(definition: &Definition, frame: &DataFrame) -> Result<Rebuilt> {
    let mut definition = definition.clone();
    for dimension in &mut definition.dimensions {
        dimension.column = None;
    }
    let mut frame = frame.clone();
    let mut beyond = vec![Vec::new(); definition.indicators.len()];
    for (i, indicator) in definition.indicators.iter().enumerate() {
        let rule = indicator.normalise.unwrap_or(definition.normalise);
        let plain = indicator.value.is_none() && indicator.denominator.is_none();
        if rule.method != Method::Goalposts || rule.clamp || !plain {
            continue;
        }
        let (min, max) = (rule.min.unwrap_or(0.0), rule.max.unwrap_or(1.0));
        let Ok(values) = inputs::indicator(&definition, i, &frame) else {
            continue; // told by the scoring, with what else is absent
        };
        let outside = |value: &f64| *value < min || *value > max;
        beyond[i] = values
            .iter()
            .copied()
            .enumerate()
            .filter(|(_, value)| outside(value))
            .collect();
        if !beyond[i].is_empty() {
            let kept: Vec<Option<f64>> = values
                .iter()
                .map(|value| Some(*value).filter(|value| !value.is_nan() && !outside(value)))
                .collect();
            // an exact name goes before one in another letter case
            frame.with_column(Column::new(indicator.column().into(), kept))?;
        }
    }
    let scores = score(&definition, &frame, &Context::default())?;
    let beyond = scores.make.leaves.iter().map(|leaf| match leaf.part {
        Part::Indicator(i) => std::mem::take(&mut beyond[i]),
        Part::Dimension(_) => Vec::new(),
    });
    Ok(Rebuilt {
        beyond: beyond.collect(),
        scores,
    })
}
