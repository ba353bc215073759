//! G and G* of esda, spdep and GeoDa; general G of esda and spdep.

use super::{EXACT, columns};
use crate::layers::{agree, layers, linked};
use kawasan::space::stats::{
    Alternative, Cluster, Local, Transform, general_g, getis_local, getis_star, local_moran,
};

#[test]
fn getis_of_esda_and_spdep() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let (esda, spdep) = (&layer.local, &layer.spdep);
        type Statistic = fn(
            &[f64],
            &kawasan::space::graph::Graph,
            Transform,
            usize,
            u64,
        ) -> kawasan::Result<Local>;
        for (name, statistic) in [("G", getis_local as Statistic), ("Gstar", getis_star)] {
            let binary = statistic(&y, &graph, Transform::Binary, 0, 1).unwrap();
            let says = |what: &str| layer.says(&format!("{name} {what}"));
            columns(
                &binary.statistic,
                &esda[&format!("{name}_B")],
                1.0,
                &says("B"),
            );
            columns(
                &binary.expected,
                &esda[&format!("{name}_B_EG")],
                1.0,
                &says("B E"),
            );
            columns(
                &binary.variance,
                &esda[&format!("{name}_B_VG")],
                1.0,
                &says("B Var"),
            );
            columns(&binary.z, &esda[&format!("{name}_B_z")], 1.0, &says("B z"));
            columns(
                &binary.z,
                &spdep[&format!("{name}_B_z")],
                1.0,
                &says("B z of spdep"),
            );
            let row = statistic(&y, &graph, Transform::Row, 0, 1).unwrap();
            columns(&row.statistic, &esda[&format!("{name}_R")], 1.0, &says("R"));
            columns(
                &row.expected,
                &esda[&format!("{name}_R_EG")],
                1.0,
                &says("R E"),
            );
            // esda 2.8.2 has the variance of row-standardised G and G* wrong; spdep has z right.
            columns(
                &row.z,
                &spdep[&format!("{name}_W_z")],
                1.0,
                &says("W z of spdep"),
            );
        }
        let star = getis_star(&y, &graph, Transform::Row, 0, 1).unwrap();
        columns(
            &star.statistic,
            &esda["Gstar_pygeoda"],
            1.0,
            &layer.says("G* of GeoDa"),
        );
        let local = getis_local(&y, &graph, Transform::Row, 0, 1).unwrap();
        columns(
            &local.statistic,
            &esda["G_pygeoda"],
            1.0,
            &layer.says("G of GeoDa"),
        );
        let binary = getis_star(&y, &graph, Transform::Binary, 0, 1).unwrap();
        for (ours, name) in [
            (&binary.statistic, "Gstar_B_G"),
            (&binary.expected, "Gstar_B_EG"),
            (&binary.variance, "Gstar_B_VG"),
        ] {
            columns(ours, &spdep[name], 1.0, &layer.says(name));
        }
        let sums = getis_star(&y, &graph, Transform::Binary, 0, 1).unwrap().lag;
        columns(&sums, &esda["lag_binary_sum"], 1.0, &layer.says("sums"));
    }
}

/// G* draws as local Moran does: high where the neighbours are high.
#[test]
fn getis_p_values_follow_those_of_local_moran() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let star = getis_star(&y, &graph, Transform::Binary, 999, 7).unwrap();
        let local = local_moran(&y, &graph, Transform::Row, 999, 7).unwrap();
        for (i, quadrant) in local.quadrant.iter().enumerate() {
            let high = matches!(quadrant, Some(Cluster::HighHigh | Cluster::HighLow));
            let (turned, p) = (&local.p_less[i], &local.p_greater[i]);
            assert_eq!(
                star.p_greater[i],
                if high { *p } else { *turned },
                "row {i}"
            );
        }
    }
}

/// Six points within 15 of each other (METHODS, the example of PySAL's G and G*).
#[test]
fn six_points() {
    let at = [
        (10, 10),
        (20, 10),
        (40, 10),
        (15, 20),
        (30, 20),
        (30, 30_i32),
    ];
    let pairs = (0..6).flat_map(|i| (0..6).map(move |j| (i, j)));
    let near = pairs.filter(|&(i, j)| {
        let (dx, dy) = (at[i].0 - at[j].0, at[i].1 - at[j].1);
        i != j && dx * dx + dy * dy <= 15 * 15
    });
    let graph = linked(6, near.map(|(i, j)| (i as u32, j as u32)));
    let y = [2.0, 3.0, 3.2, 5.0, 8.0, 7.0];
    let star = getis_star(&y, &graph, Transform::Binary, 0, 1).unwrap();
    let theirs = [
        -1.397276, -0.289178, 0.650650, -0.289178, 1.234521, 2.024243,
    ];
    for (ours, theirs) in star.z.iter().zip(theirs) {
        agree(ours.unwrap(), theirs, 2e-6, "G* z");
    }
}

#[test]
fn general_g_of_esda_and_spdep() {
    for layer in layers() {
        let ours = general_g(&layer.y(), &layer.graph("queen"), 9_999, 3).unwrap();
        let test = ours.randomised;
        let theirs = &layer.expected["getis_G_binary_queen"];
        for (name, value) in [
            ("G", ours.value),
            ("EG", test.expected),
            ("VG", test.variance),
            ("z_norm", test.z.unwrap()),
            ("p_norm", test.p(Alternative::Directed).unwrap()),
        ] {
            agree(
                value,
                theirs[name].as_f64().unwrap(),
                EXACT,
                &layer.says(name),
            );
        }
        let formula = &layer.expected["formula"];
        agree(ours.value, formula["getis_G"].as_f64().unwrap(), EXACT, "G");
        agree(
            test.expected,
            formula["getis_EG"].as_f64().unwrap(),
            EXACT,
            "E",
        );
        let spdep = &layer.spdep_expected["globalG_B"];
        agree(
            test.z.unwrap(),
            spdep["statistic"].as_f64().unwrap(),
            EXACT,
            "z",
        );
        agree(
            test.p(Alternative::TwoSided).unwrap(),
            spdep["p"].as_f64().unwrap(),
            EXACT,
            "p",
        );
        for (t, value) in [ours.value, test.expected, test.variance]
            .into_iter()
            .enumerate()
        {
            agree(
                value,
                spdep["estimate"][t].as_f64().unwrap(),
                EXACT,
                &layer.says("spdep"),
            );
        }
        let p_sim = theirs["p_sim"].as_f64().unwrap();
        let p = ours.permuted.unwrap().p_directed();
        super::close(p, p_sim, 9_999.0, 9_999.0, &layer.says("p_sim"));
    }
}

/// The documented shift: a column with negative values has the G of the column less its least value.
#[test]
fn general_g_shifts_negative_values() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let least = y.iter().copied().fold(f64::INFINITY, f64::min);
        let below: Vec<f64> = y.iter().map(|v| v - least - 5.0).collect();
        let lowest: Vec<f64> = y.iter().map(|v| v - least).collect();
        let (below, lowest) = (
            general_g(&below, &graph, 0, 1).unwrap(),
            general_g(&lowest, &graph, 0, 1).unwrap(),
        );
        agree(below.value, lowest.value, EXACT, &layer.says("G"));
        agree(
            below.randomised.variance,
            lowest.randomised.variance,
            EXACT,
            "Var",
        );
    }
}
