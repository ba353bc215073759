//! Circular scans of the brute force in scan.py.

use super::close;
use crate::layers::{agree, layers};
use geo::Point;
use kawasan::base::model::Measure;
use kawasan::space::stats::scan::{Options, scan_bernoulli, scan_poisson};
use serde_json::Value;

#[test]
fn sudden_infant_deaths() {
    let layers = layers();
    let Some(nc) = layers.iter().find(|layer| layer.name() == "nc") else {
        return;
    };
    let at = nc.geometry["cx"].iter().zip(&nc.geometry["cy"]);
    let points: Vec<_> = at.map(|(&x, &y)| Point::new(x, y)).collect();
    let made: Value = serde_json::from_str(include_str!("scan.json")).unwrap();
    let mut compared = 0;
    for run in made.as_array().unwrap() {
        let year = run["year"].as_str().unwrap();
        let cases = nc.column(&format!("SID{year}"));
        let births = nc.column(&format!("BIR{year}"));
        let options = Options {
            share: run["share"].as_f64().unwrap(),
            clusters: 3,
            ..Options::default()
        };
        let clusters = if run["model"] == "poisson" {
            scan_poisson(&cases, &births, &points, Measure::Planar, &options)
        } else {
            let controls: Vec<f64> = births.iter().zip(&cases).map(|(b, c)| b - c).collect();
            scan_bernoulli(&cases, &controls, &points, Measure::Planar, &options)
        };
        let clusters = clusters.unwrap();
        let theirs = run["clusters"].as_array().unwrap();
        assert_eq!(clusters.len(), theirs.len());
        for (ours, theirs) in clusters.iter().zip(theirs) {
            let units: Vec<u32> = serde_json::from_value(theirs["units"].clone()).unwrap();
            assert_eq!(ours.units, units, "{year} {}", run["model"]);
            for (name, value) in [
                ("cases", ours.cases),
                ("population", ours.population),
                ("expected", ours.expected),
                ("relative_risk", ours.relative_risk.unwrap()),
                ("log_ratio", ours.log_ratio),
            ] {
                agree(value, theirs[name].as_f64().unwrap(), 1e-9, name);
            }
            let p = theirs["p"].as_f64().unwrap();
            close(ours.p.unwrap(), p, 999.0, 9_999.0, "p of a scan");
            compared += 1;
        }
    }
    assert_eq!(compared, 24);
}
