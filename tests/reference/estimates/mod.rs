//! Small areas: R sae's milk data, a likelihood written in Python, esda and tobler; the scripts are beside.

use crate::layers::{Reference, layers};
use crate::support::shared;
use geo::{BoundingRect, Coord, MultiPolygon, Rect};
use kawasan::base::model::Measure;
use kawasan::input::read::boundary;
use kawasan::space::overlay::overlay;
use kawasan::welfare::estimate::areal::{Of, Overlay, Uncovered};
use kawasan::welfare::estimate::fay_herriot::{Fit, Method, fit};
use kawasan::welfare::estimate::{Design, rates, spatial};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn table(text: &str) -> Vec<Vec<f64>> {
    let rows = text.lines().skip(1);
    rows.map(|row| row.split(',').map(|cell| cell.parse().unwrap()).collect())
        .collect()
}

fn beside(name: &str) -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/estimates");
    fs::read_to_string(folder.join(name)).unwrap()
}

/// The 43 areas; expenditure on milk, its standard error, major areas as covariates.
struct Milk {
    rows: Vec<Vec<f64>>,
    design: Design,
    direct: Vec<f64>,
    errors: Vec<f64>,
}

fn milk() -> Option<Milk> {
    let rows = table(&fs::read_to_string(shared("data/milk_fh.csv")?).unwrap());
    let is = |k: f64| rows.iter().map(|row| f64::from(row[5] == k)).collect();
    let columns: Vec<Vec<f64>> = [2.0, 3.0, 4.0].map(is).to_vec();
    let names = ["area2", "area3", "area4"].map(str::to_owned);
    Some(Milk {
        design: Design::new(&names, &columns, rows.len()).unwrap(),
        direct: rows.iter().map(|row| row[2]).collect(),
        errors: rows.iter().map(|row| row[3] * row[3]).collect(),
        rows,
    })
}

impl Milk {
    fn fit(&self, method: Method) -> Fit {
        fit(&self.design, &self.direct, &self.errors, method).unwrap()
    }

    /// Each area is a neighbour of the one before and the one after.
    fn in_a_row(&self, method: Method) -> Fit {
        let m = self.rows.len();
        let near = |i: usize| {
            let both = [i.wrapping_sub(1), i + 1].into_iter();
            both.filter(|j| *j < m).map(|j| (j, 1.0)).collect()
        };
        let near: Vec<Vec<(usize, f64)>> = (0..m).map(near).collect();
        let all: Vec<usize> = (0..m).collect();
        spatial::fit(
            &self.design,
            &self.direct,
            &self.errors,
            &all,
            &near,
            method,
        )
        .unwrap()
    }

    /// The same where every fifth area has no direct estimate, and what is said of those.
    fn with_gaps(&self, method: Method) -> (Fit, Vec<usize>, Vec<(usize, f64, f64)>) {
        let m = self.rows.len();
        let near: Vec<Vec<(usize, f64)>> = (0..m)
            .map(|i| {
                let both = [i.wrapping_sub(1), i + 1].into_iter();
                both.filter(|j| *j < m).map(|j| (j, 1.0)).collect()
            })
            .collect();
        let kept: Vec<usize> = (0..m).filter(|i| i % 5 != 2).collect();
        let of = |values: &[f64]| -> Vec<f64> { kept.iter().map(|&i| values[i]).collect() };
        let is = |i: usize| [2.0, 3.0, 4.0].map(|k| f64::from(self.rows[i][5] == k));
        let columns: Vec<Vec<f64>> = (0..3)
            .map(|k| kept.iter().map(|&i| is(i)[k]).collect())
            .collect();
        let names = ["area2", "area3", "area4"].map(str::to_owned);
        let design = Design::new(&names, &columns, kept.len()).unwrap();
        let (y, e) = (of(&self.direct), of(&self.errors));
        let fit = spatial::fit(&design, &y, &e, &kept, &near, method).unwrap();
        let gaps = (0..m).filter(|i| i % 5 == 2).map(|i| {
            let (value, mse) = fit.elsewhere(i, &is(i));
            (i, value, mse)
        });
        let gaps = gaps.collect();
        (fit, kept, gaps)
    }
}

#[test]
fn milk_is_that_of_sae() {
    let Some(milk) = milk() else { return };
    let found = milk.fit(Method::Reml);
    // METHODS.md; sae stops at a change of 1e-4, which leaves 2e-7 in the variance
    assert!((found.variance - 0.018_550_22).abs() < 1e-6);
    for (ours, theirs) in
        (found.coefficients.iter()).zip([0.9681890, 0.1327801, 0.2269462, -0.2413011])
    {
        assert!((ours.value - theirs).abs() < 1e-6, "{ours:?}");
    }
    for (area, row) in found.areas.iter().zip(&milk.rows) {
        assert!((area.value - row[6]).abs() < 1e-6, "{}", row[0]);
        assert!((area.mse - row[7]).abs() < 1e-6, "{}", row[0]);
    }
}

#[test]
fn models_are_those_of_a_general_optimiser() {
    let Some(milk) = milk() else { return };
    let all: Value = serde_json::from_str(&beside("fay_herriot.json")).unwrap();
    let of = [
        ("reml", milk.fit(Method::Reml)),
        ("ml", milk.fit(Method::Ml)),
        ("spatial-reml", milk.in_a_row(Method::Reml)),
        ("spatial-ml", milk.in_a_row(Method::Ml)),
    ];
    for (name, found) in of {
        let theirs = &all[name];
        let near = |ours: f64, theirs: &Value, within: f64| {
            let theirs = theirs.as_f64().unwrap();
            assert!((ours - theirs).abs() < within, "{name}: {ours} {theirs}");
        };
        near(found.variance, &theirs["variance"], 1e-8);
        if let Some(rho) = found.rho {
            near(rho, &theirs["rho"], 1e-6);
        }
        near(found.log_likelihood, &theirs["log_likelihood"], 1e-6);
        for (j, coefficient) in found.coefficients.iter().enumerate() {
            near(coefficient.value, &theirs["beta"][j], 1e-7);
            near(coefficient.se, &theirs["se"][j], 1e-7);
        }
        for (i, area) in found.areas.iter().enumerate() {
            near(area.value, &theirs["eblup"][i], 1e-7);
            near(area.mse, &theirs["mse"][i], 1e-8);
        }
    }
}

#[test]
fn areas_without_an_estimate_are_those_of_a_general_optimiser() {
    let Some(milk) = milk() else { return };
    let all: Value = serde_json::from_str(&beside("fay_herriot.json")).unwrap();
    for (name, method) in [("gaps-reml", Method::Reml), ("gaps-ml", Method::Ml)] {
        let (found, kept, gaps) = milk.with_gaps(method);
        let theirs = &all[name];
        let near = |ours: f64, theirs: &Value, within: f64| {
            let theirs = theirs.as_f64().unwrap();
            assert!((ours - theirs).abs() < within, "{name}: {ours} {theirs}");
        };
        near(found.variance, &theirs["variance"], 1e-8);
        near(found.rho.unwrap(), &theirs["rho"], 1e-6);
        near(found.log_likelihood, &theirs["log_likelihood"], 1e-6);
        for (area, &i) in found.areas.iter().zip(&kept) {
            near(area.value, &theirs["eblup"][i], 1e-7);
            near(area.mse, &theirs["mse"][i], 1e-8);
        }
        assert_eq!(gaps.len(), 9);
        for (i, value, mse) in gaps {
            near(value, &theirs["eblup"][i], 1e-7);
            near(mse, &theirs["mse"][i], 1e-8);
        }
    }
}

fn layer(name: &str) -> Option<Reference> {
    layers().into_iter().find(|layer| layer.name() == name)
}

#[test]
fn rates_are_those_of_esda() {
    let Some(nc) = layer("nc") else { return };
    let (events, people) = (nc.column("SID74"), nc.column("BIR74"));
    let links = fs::read_to_string(shared("reference/nc/adjacency_queen.csv").unwrap()).unwrap();
    let mut near = vec![Vec::new(); events.len()];
    for row in table(&links) {
        near[row[0] as usize].push(row[1] as usize);
        near[row[1] as usize].push(row[0] as usize);
    }
    let around = |i: usize| near[i].clone();
    let whole = rates::shrunken(&events, &people, None).unwrap();
    let local = rates::shrunken(&events, &people, Some(&around)).unwrap();
    let theirs = table(&beside("rates.csv"));
    assert_eq!(theirs.len(), whole.len());
    for (i, row) in theirs.iter().enumerate() {
        for (ours, theirs) in [(&whole, row[0]), (&local, row[1])] {
            let ours = ours[i].unwrap().value;
            assert!((ours - theirs).abs() < 1e-12, "{i}: {ours} {theirs}");
        }
    }
}

#[test]
fn areas_are_those_of_tobler() {
    let Some(columbus) = layer("columbus") else {
        return;
    };
    let file = shared("reference/columbus/layer.geojson").unwrap();
    let sources = boundary::read(&file, &mut Vec::new()).unwrap().geometry;
    let all: MultiPolygon<f64> = sources.iter().flat_map(|shape| shape.0.clone()).collect();
    let bounds = all.bounding_rect().unwrap();
    let (w, h) = (bounds.width() / 7.0, bounds.height() / 5.0);
    let cell = |k: usize| {
        let (i, j) = ((k % 7) as f64 + 1.0 / 3.0, (k / 7) as f64 + 1.0 / 3.0);
        let low = Coord {
            x: bounds.min().x + i * w,
            y: bounds.min().y + j * h,
        };
        let high = Coord {
            x: low.x + w,
            y: low.y + h,
        };
        MultiPolygon(vec![Rect::new(low, high).to_polygon()])
    };
    let targets: Vec<_> = (0..35).map(cell).collect();
    let (areas, shared) = overlay(&sources, &targets, Measure::Planar);
    let overlaid = Overlay::new(areas, 35, shared, 0.0).unwrap();
    let some = |values: Vec<f64>| -> Vec<Option<f64>> { values.into_iter().map(Some).collect() };
    let (value, income) = (some(columbus.column("HOVAL")), some(columbus.column("INC")));
    let spread = overlaid.extensive(&value, None, Uncovered::Spread);
    let kept = overlaid.extensive(&value, None, Uncovered::Kept);
    let rate = overlaid.intensive(&income, None);
    let crime = some(columbus.column("CRIME"));
    let per = |uncovered| {
        let of = Of {
            counts: &value,
            density: None,
            uncovered,
        };
        overlaid.intensive(&crime, Some(of))
    };
    let (of_spread, of_kept) = (per(Uncovered::Spread), per(Uncovered::Kept));
    let theirs = table(&beside("areas.csv"));
    for (k, row) in theirs.iter().enumerate() {
        // tobler gives 0 where there is nothing
        for (ours, theirs) in [
            (&spread, row[0]),
            (&kept, row[1]),
            (&rate, row[2]),
            (&of_spread, row[3]),
            (&of_kept, row[4]),
        ] {
            let ours = ours.values[k].unwrap_or(0.0);
            assert!(
                (ours - theirs).abs() < 1e-6 * theirs.abs().max(1.0),
                "{k}: {ours} {theirs}"
            );
        }
    }
    assert!(kept.left > 0.0);
    assert!((kept.came_out + kept.left - kept.put_in).abs() < 1e-9 * kept.put_in);
    assert_eq!(
        theirs.iter().filter(|row| row[0] == 0.0).count(),
        spread.values.iter().filter(|v| v.is_none()).count()
    );
}
