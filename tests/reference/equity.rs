//! Inequality of PySAL and regional advantage of esda, scipy and statsmodels (equity/make.py), and published numbers.

use crate::layers::{agree, layers};
use kawasan::space::stats::spatial_gini;
use kawasan::welfare::advantage::{quotients, shift_share, sums};
use kawasan::welfare::equity::{Measure, concentration, decompose};
use serde_json::Value;
use std::path::Path;

const EXACT: f64 = 1e-9;

fn made() -> Value {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/equity/numbers.json");
    serde_json::from_slice(&std::fs::read(file).unwrap()).unwrap()
}

fn list(value: &Value) -> Vec<f64> {
    let list = value.as_array().unwrap().iter();
    list.map(|v| v.as_f64().unwrap()).collect()
}

/// The help page of R's ineq has this vector; its Gini, 0.4620911, and its Atkinson at 0.5, 0.1796591, are often quoted. PySAL's page
/// has 10, 20, .. 50.
#[test]
fn published_vectors() {
    let made = &made()["ineq"];
    let x = list(&made["x"]);
    let w = vec![1.0; x.len()];
    let gini = Measure::Gini.of(&x, &w).unwrap();
    assert!((gini - 0.462_091_1).abs() < 5e-8);
    let half = Measure::Atkinson(0.5).of(&x, &w).unwrap();
    assert!((half - 0.179_659_1).abs() < 5e-8);
    agree(gini, made["gini"].as_f64().unwrap(), EXACT, "gini");
    let theil = Measure::TheilT.of(&x, &w).unwrap();
    agree(theil, made["theil"].as_f64().unwrap(), EXACT, "theil");
    let one = Measure::Atkinson(1.0).of(&x, &w).unwrap();
    agree(one, list(&made["atkinson"])[1], EXACT, "atkinson");
    let cv = Measure::Cv.of(&x, &w).unwrap();
    agree(cv, made["cv"].as_f64().unwrap(), EXACT, "cv");
    let page = [10.0, 20.0, 30.0, 40.0, 50.0];
    for (epsilon, published) in [(0.5, 0.06315), (1.0, 0.13161)] {
        let ours = Measure::Atkinson(epsilon).of(&page, &[1.0; 5]).unwrap();
        assert!((ours - published).abs() < 5e-6);
    }
}

#[test]
fn measures_and_parts_of_three_layers() {
    let all = made();
    for layer in layers() {
        let made = &all[layer.name()];
        let number = |at: &Value, key: &str| at[key].as_f64().unwrap();
        let y = layer.y();
        let group: Vec<u32> = layer.labels["skater_pygeoda"]
            .iter()
            .map(|&l| l as u32)
            .collect();
        let ones = vec![1.0; y.len()];
        let copies: Vec<f64> = (0..y.len()).map(|row| (1 + row % 4) as f64).collect();
        for (w, theirs) in [(&ones, made), (&copies, &made["weighted"])] {
            let of = |measure: Measure| measure.of(&y, w).unwrap();
            agree(
                of(Measure::Gini),
                number(theirs, "g"),
                EXACT,
                &layer.says("gini"),
            );
            agree(
                of(Measure::Cv),
                number(theirs, "cv"),
                EXACT,
                &layer.says("cv"),
            );
            let parts = decompose(Measure::TheilT, &y, w, &group, 100).unwrap();
            // PySAL has T of a layer with zeros too, by adding a small number to each
            let exact = if made["zeros"] == 0 { EXACT } else { 1e-6 };
            agree(parts.total, number(theirs, "T"), exact, &layer.says("T"));
            agree(
                parts.between.unwrap(),
                number(theirs, "bg"),
                exact,
                &layer.says("bg"),
            );
        }
        let falling = concentration(
            &y,
            &ones,
            &(0..y.len()).map(|i| i as f64).collect::<Vec<_>>(),
            true,
        );
        agree(
            falling.unwrap(),
            number(made, "concentration"),
            1e-8,
            &layer.says("concentration"),
        );
        if let Some(mld) = made["mld"].as_f64() {
            agree(
                Measure::TheilL.of(&y, &ones).unwrap(),
                mld,
                EXACT,
                &layer.says("mld"),
            );
            for (epsilon, theirs) in [0.5, 1.0, 2.0].into_iter().zip(list(&made["atkinson"])) {
                let ours = Measure::Atkinson(epsilon).of(&y, &ones).unwrap();
                agree(ours, theirs, EXACT, &layer.says("atkinson"));
            }
        } else {
            assert!(Measure::TheilL.of(&y, &ones).is_err(), "{}", layer.name());
        }
        let ours = spatial_gini(&y, &layer.graph("queen"), 1_999, 3).unwrap();
        agree(ours.gini, number(made, "g"), EXACT, &layer.says("gini"));
        agree(
            ours.neighbours,
            number(made, "wg"),
            EXACT,
            &layer.says("neighbours"),
        );
        agree(
            ours.others,
            number(made, "wcg"),
            EXACT,
            &layer.says("others"),
        );
        let (p, theirs) = (
            ours.permuted.unwrap().p_greater(),
            number(made, "p_greater"),
        );
        let error = (theirs.max(0.001) / 1_999.0).sqrt();
        assert!(
            (p - theirs).abs() < 4.0 * error,
            "{}: {p} {theirs}",
            layer.name()
        );
    }
}

#[test]
fn advantage_of_a_drawn_table() {
    let made = &made()["advantage"];
    let years: Vec<Vec<f64>> = made["years"].as_array().unwrap().iter().map(list).collect();
    let base: Vec<Vec<f64>> = years.iter().map(|year| sums(year, 4)).collect();
    let found = quotients(&years[0], 4, &base[0], true).unwrap();
    let (lq, eb, p) = (list(&made["lq"]), list(&made["eb"]), list(&made["p"]));
    let (low, high) = (list(&made["low"]), list(&made["high"]));
    for (i, one) in found.iter().enumerate() {
        let one = one.unwrap();
        agree(one.quotient, lq[i], EXACT, "lq");
        agree(one.shrunk.unwrap(), eb[i], EXACT, "eb");
        assert!(
            (one.p.unwrap() - p[i]).abs() < 1e-9 + 1e-7 * p[i],
            "{} {}",
            one.p.unwrap(),
            p[i]
        );
        let [l, h] = one.interval.unwrap();
        agree(l, low[i], EXACT, "low");
        agree(h, high[i], EXACT, "high");
    }
    let slices: Vec<&[f64]> = years.iter().map(Vec::as_slice).collect();
    let bases: Vec<&[f64]> = base.iter().map(Vec::as_slice).collect();
    let classic = shift_share(&[slices[0], slices[2]], 4, &[bases[0], bases[2]]);
    let dynamic = shift_share(&slices, 4, &bases);
    for (ours, theirs) in [(classic, "classic"), (dynamic, "dynamic")] {
        for (cell, theirs) in ours.iter().zip(list(&made[theirs]).chunks(3)) {
            let cell = cell.unwrap();
            for (ours, theirs) in [cell.national, cell.mix, cell.regional].iter().zip(theirs) {
                assert!((ours - theirs).abs() < 1e-8, "{ours} {theirs}");
            }
        }
    }
}
