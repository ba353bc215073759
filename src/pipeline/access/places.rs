//! Where villages are, and what lies around all of them.

use crate::base::finding::Finding;
use crate::base::model::Layer;
use crate::base::study;
use crate::error::{Error, Result};
use crate::pipeline::inputs::{self, Inputs};
use crate::space::access::inside;
use geo::{BoundingRect, Contains, Coord, Point, Rect};
use rayon::prelude::*;

/// The bounds of all villages.
pub(super) fn country(layer: &Layer) -> Option<Rect> {
    let bounds = layer
        .geometry
        .iter()
        .filter_map(BoundingRect::bounding_rect);
    bounds.reduce(|a, b| {
        let (low, high) = (a.min(), a.max());
        Rect::new(
            Coord {
                x: low.x.min(b.min().x),
                y: low.y.min(b.min().y),
            },
            Coord {
                x: high.x.max(b.max().x),
                y: high.y.max(b.max().y),
            },
        )
    })
}

/// Where people of n villages start from: given places, else one inside.
pub(super) fn origins(
    spec: &study::Roads,
    inputs: &Inputs,
    findings: &mut Vec<Finding>,
) -> Result<Vec<Point>> {
    let layer = &inputs.villages.layer;
    let nowhere = Point::new(f64::NAN, f64::NAN);
    let mut places: Vec<Point> = (layer.geometry.par_iter())
        .map(|shape| inside(shape).unwrap_or(nowhere))
        .collect();
    let Some([lon, lat]) = &spec.villages else {
        return Ok(places);
    };
    let numbers = |name: &str| {
        // the layer's own columns where no table has the name
        let own = inputs.frame.column(name).is_err() && layer.attributes.column(name).is_ok();
        inputs::numbers(
            if own {
                &layer.attributes
            } else {
                &inputs.frame
            },
            name,
        )
    };
    let (xs, ys) = (numbers(lon)?, numbers(lat)?);
    let (mut missing, mut outside) = (0, 0);
    for (i, given) in xs.iter().zip(&ys).enumerate() {
        let (Some(x), Some(y)) = given else {
            missing += 1;
            continue;
        };
        if x.abs() > 180.0 || y.abs() > 90.0 {
            return Err(
                Error::input("the village is not at a longitude and latitude in degrees")
                    .column(lon)
                    .code(layer.codes[i].as_str())
                    .remedy("give degrees (WGS84); check which column is which"),
            );
        }
        places[i] = Point::new(*x, *y);
        outside += usize::from(!layer.geometry[i].contains(&places[i]));
    }
    let told = [
        (
            missing,
            "have no place there; one inside their polygon is taken",
            "fill the columns",
        ),
        (
            outside,
            "have a place outside their polygon, which is taken as it is",
            "correct the coordinates, or leave `villages` out",
        ),
    ];
    for (count, what, remedy) in told {
        if count > 0 {
            findings.push(
                Finding::warning("village-place", format!("{count} villages {what}"))
                    .column(format!("{lon}, {lat}"))
                    .remedy(remedy),
            );
        }
    }
    Ok(places)
}
