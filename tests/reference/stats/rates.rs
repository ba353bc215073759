//! Moran of rates: esda's `Moran_Rate`, spdep's `EBImoran.mc`, the example in `assuncao_rate`.

use super::{EXACT, close, columns};
use crate::layers::{agree, layers};
use kawasan::space::stats::{
    Alternative, Transform, local_moran_rate, moran_rate, standardised_rates,
};

#[test]
fn rates_of_esda_and_spdep() {
    let mut compared = 0;
    for layer in layers() {
        let theirs = &layer.expected["moran_rate_EB"];
        if theirs.is_null() {
            continue;
        }
        let column = |name: &str| layer.column(theirs[name].as_str().unwrap());
        let (events, base) = (column("event"), column("base"));
        let graph = layer.graph("queen");
        let rates: Vec<_> = standardised_rates(&events, &base).unwrap();
        let rates: Vec<_> = rates.into_iter().map(Some).collect();
        columns(
            &rates,
            &layer.local["rate_assuncao_std"],
            1.0,
            &layer.says("rates"),
        );
        let ours = moran_rate(&events, &base, &graph, Transform::Row, 9_999, 2).unwrap();
        let (normal, randomised) = (ours.normal.unwrap(), ours.randomised);
        for (name, value) in [
            ("I", ours.value),
            ("EI", randomised.expected),
            ("VI_norm", normal.variance),
            ("z_norm", normal.z.unwrap()),
            ("VI_rand", randomised.variance),
            ("z_rand", randomised.z.unwrap()),
            ("p_rand", randomised.p(Alternative::TwoSided).unwrap()),
        ] {
            agree(
                value,
                theirs[name].as_f64().unwrap(),
                EXACT,
                &layer.says(name),
            );
        }
        let p = ours.permuted.unwrap().p_directed();
        close(
            p,
            theirs["p_sim"].as_f64().unwrap(),
            9_999.0,
            9_999.0,
            "p_sim",
        );
        let spdep = layer.spdep_expected["EBImoran"]["I"].as_f64().unwrap();
        agree(ours.value, spdep, EXACT, "I of spdep");
        let local = local_moran_rate(&events, &base, &graph, Transform::Row, 0, 2).unwrap();
        columns(
            &local.statistic,
            &layer.local["Ii_EB_esda"],
            1.0,
            &layer.says("I_i"),
        );
        compared += 1;
    }
    assert!(compared == 1 || layers().is_empty());
}

#[test]
fn the_example_of_esda() {
    let events = [30.0, 25.0, 25.0, 15.0, 33.0, 21.0, 30.0, 20.0];
    let base = [100.0, 100.0, 110.0, 90.0, 100.0, 90.0, 110.0, 90.0];
    let ours = standardised_rates(&events, &base).unwrap();
    let theirs = [1.03843594, -0.04099089, -0.56250375, -1.73061861];
    for (ours, theirs) in ours.iter().zip(theirs) {
        agree(*ours, theirs, 1e-6, "rate");
    }
}
