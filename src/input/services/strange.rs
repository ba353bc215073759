//! Points that cannot be where they say.

use super::Points;
use super::columns::few;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use geo::{Point, Rect};

/// Degrees around the villages in which a service of theirs may still be.
const MARGIN: f64 = 1.0;

/// Tells of points outside the country: further than a degree from the bounds of its villages. They are kept, and serve whom they reach.
///
/// # Errors
/// When no point is in the country; longitude and latitude are then said to be exchanged where that would bring most into it.
pub fn strange(points: &Points, country: Rect, findings: &mut Vec<Finding>) -> Result<()> {
    let inside = |x: f64, y: f64| {
        let (low, high) = (country.min(), country.max());
        (low.x - MARGIN..=high.x + MARGIN).contains(&x)
            && (low.y - MARGIN..=high.y + MARGIN).contains(&y)
    };
    let out = |point: &Point| !inside(point.x(), point.y());
    let turned = |point: &Point| out(point) && inside(point.y(), point.x());
    let rows = |wanted: &dyn Fn(&Point) -> bool| -> Vec<usize> {
        let pairs = points.points.iter().zip(&points.rows);
        let mut rows: Vec<usize> = pairs
            .filter(|(p, _)| wanted(p))
            .map(|(_, &row)| row)
            .collect();
        rows.sort_unstable();
        rows
    };
    let (outside, exchanged) = (rows(&out), rows(&turned));
    let all = points.points.len();
    if outside.len() == all {
        let remedy = match exchanged.len() * 2 > all {
            true => "longitude and latitude seem to be exchanged: check which column is which",
            false => {
                "check the columns of longitude and latitude (degrees, WGS84), and the CRS of the villages"
            }
        };
        let what = format!("none of {all} points is in the country of the villages");
        return Err(Error::input(what).file(&points.source).remedy(remedy));
    }
    if !exchanged.is_empty() {
        let what = format!(
            "{} points are outside the country, and would be in it if longitude and latitude were exchanged: {}",
            exchanged.len(),
            few(&exchanged)
        );
        findings.push(
            Finding::warning("service-exchanged", what)
                .file(&points.source)
                .remedy("exchange them in these rows"),
        );
    }
    let others = rows(&|point| out(point) && !turned(point));
    if !others.is_empty() {
        let what = format!(
            "{} points are outside the country, more than {MARGIN} degree from its bounds: {}",
            others.len(),
            few(&others)
        );
        findings.push(
            Finding::warning("service-outside", what)
                .file(&points.source)
                .remedy("correct their coordinates, or leave them out with `where`"),
        );
    }
    Ok(())
}
