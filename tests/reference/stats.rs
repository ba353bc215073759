//! Moran, local Moran, G and G* of PySAL, GeoDa and spdep (versions and conventions in ../shared/reference/README.md).

use crate::layers::{agree, layers, linked};
use kawasan::space::stats::{
    Cluster, Local, Transform, fdr, getis_local, getis_star, local_moran, moran,
};

const EXACT: f64 = 1e-9;

#[test]
fn global_moran() {
    for layer in layers() {
        let y = layer.y();
        for (key, kind, transform) in [
            ("moran_queen_rowstd", "queen", Transform::Row),
            ("moran_queen_binary", "queen", Transform::Binary),
            ("moran_rook_rowstd", "rook", Transform::Row),
            ("moran_knn4_rowstd", "knn4", Transform::Row),
            ("moran_band_rowstd", "band", Transform::Row),
        ] {
            let ours = moran(&y, &layer.graph(kind), transform, 0, 1).unwrap();
            let theirs = &layer.expected[key];
            for (name, value) in [
                ("I", ours.value),
                ("EI", ours.expected),
                ("VI_norm", ours.normal.variance),
                ("VI_rand", ours.randomised.variance),
                ("z_norm", ours.normal.z.unwrap()),
                ("z_rand", ours.randomised.z.unwrap()),
                ("p_norm", ours.normal.p.unwrap()),
                ("p_rand", ours.randomised.p.unwrap()),
            ] {
                if let Some(expected) = theirs[name].as_f64() {
                    agree(
                        value,
                        expected,
                        EXACT,
                        &layer.says(&format!("{key} {name}")),
                    );
                } else {
                    assert!(name.starts_with("p_"), "{key} {name} is absent");
                }
            }
        }
    }
}

/// esda's p_sim at 9,999 unconditional permutations is the directed one.
#[test]
fn global_moran_permuted() {
    for layer in layers() {
        let permuted = moran(&layer.y(), &layer.graph("queen"), Transform::Row, 9_999, 5)
            .unwrap()
            .permuted
            .unwrap();
        let theirs = layer.expected["moran_queen_rowstd"]["p_sim"]
            .as_f64()
            .unwrap();
        close(
            permuted.p_directed(),
            theirs,
            9_999.0,
            9_999.0,
            &layer.says("p_sim"),
        );
    }
}

/// Each of n numbers equals theirs to 1e-9.
fn columns(ours: &[Option<f64>], theirs: &[f64], factor: f64, what: &str) {
    assert_eq!(ours.len(), theirs.len(), "{what}");
    for (i, (ours, theirs)) in ours.iter().zip(theirs).enumerate() {
        agree(
            ours.unwrap(),
            theirs * factor,
            EXACT,
            &format!("{what}, row {i}"),
        );
    }
}

#[test]
fn local_moran_of_esda_and_spdep() {
    for layer in layers() {
        let y = layer.y();
        let ours = local_moran(&y, &layer.graph("queen"), Transform::Row, 0, 1).unwrap();
        let n = y.len() as f64;
        let (esda, spdep) = (&layer.local, &layer.spdep);
        columns(&ours.statistic, &esda["Ii_esda"], 1.0, &layer.says("I_i"));
        columns(
            &ours.statistic,
            &spdep["Ii_mlvarFALSE"],
            1.0,
            &layer.says("I_i of spdep"),
        );
        columns(
            &ours.statistic,
            &spdep["Ii"],
            (n - 1.0) / n,
            &layer.says("I_i of spdep, n"),
        );
        columns(&ours.lag, &esda["lag_mean"], 1.0, &layer.says("lag"));
        // Both give the moments on the n scale.
        let scale = (n - 1.0) / n;
        columns(&ours.expected, &esda["EIc_esda"], scale, &layer.says("E"));
        columns(
            &ours.variance,
            &esda["VIc_esda"],
            scale * scale,
            &layer.says("Var"),
        );
        columns(&ours.z, &spdep["ZIi_cond"], 1.0, &layer.says("z"));
        for (i, quadrant) in ours.quadrant.iter().enumerate() {
            let code = match quadrant.unwrap() {
                Cluster::HighHigh => 1.0,
                Cluster::LowHigh => 2.0,
                Cluster::LowLow => 3.0,
                Cluster::HighLow => 4.0,
                other => panic!("{other:?}"),
            };
            assert_eq!(code, esda["quad_esda"][i], "{}", layer.says("quadrant"));
        }
    }
}

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
        let sums = getis_star(&y, &graph, Transform::Binary, 0, 1).unwrap().lag;
        columns(&sums, &esda["lag_binary_sum"], 1.0, &layer.says("sums"));
    }
}

/// Two Monte Carlo p-values agree within four standard errors.
fn close(ours: f64, theirs: f64, draws: f64, their_draws: f64, what: &str) {
    let error = (theirs * (1.0 - theirs) * (1.0 / draws + 1.0 / their_draws)).sqrt();
    assert!(
        (ours - theirs).abs() <= 4.0 * error,
        "{what}: {ours} against {theirs}, {} standard errors",
        (ours - theirs).abs() / error
    );
}

/// 99,999 conditional permutations each of an independent run; `KAWASAN_DRAWS=99999` matches their number.
#[test]
fn conditional_p_values() {
    let draws: usize = std::env::var("KAWASAN_DRAWS").map_or(1_999, |d| d.parse().unwrap());
    for layer in layers() {
        let ours = local_moran(
            &layer.y(),
            &layer.graph("queen"),
            Transform::Row,
            draws,
            2024,
        )
        .unwrap();
        for (p, name) in [
            (&ours.p_greater, "p_greater_99999"),
            (&ours.p_less, "p_less_99999"),
            (&ours.p_directed, "p_directed_99999"),
        ] {
            for (i, (p, theirs)) in p.iter().zip(&layer.local[name]).enumerate() {
                let what = layer.says(&format!("{name}, row {i}"));
                close(p.unwrap(), *theirs, draws as f64, 99_999.0, &what);
            }
        }
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

/// esda's count of discoveries among the reference p-values.
#[test]
fn false_discovery_rate() {
    for layer in layers() {
        let p = &layer.local["p_directed_99999"];
        let q = fdr::benjamini_hochberg(&p.iter().map(|&p| Some(p)).collect::<Vec<_>>());
        for rate in [0.05, 0.01] {
            let found = q.iter().flatten().filter(|&&q| q <= rate).count() as u64;
            let theirs = &layer.expected["fdr"][format!("p_directed_99999_{rate}")]["n_sig"];
            assert_eq!(Some(found), theirs.as_u64(), "{}", layer.says("FDR"));
        }
    }
}

/// 3 x 3 rook lattice, y = 1..9 (METHODS, from Cliff and Ord's moments).
#[test]
fn lattice_of_nine() {
    let pairs = (0..9).flat_map(|i| (0..9).map(move |j| (i, j)));
    let rook =
        pairs.filter(|&(i, j): &(i32, i32)| (i / 3 - j / 3).abs() + (i % 3 - j % 3).abs() == 1);
    let graph = linked(9, rook.map(|(i, j)| (i as u32, j as u32)));
    let y: Vec<f64> = (1..=9).map(f64::from).collect();
    let binary = moran(&y, &graph, Transform::Binary, 0, 1).unwrap();
    agree(binary.value, 0.5, EXACT, "I binary");
    agree(binary.expected, -0.125, EXACT, "E");
    agree(binary.normal.variance, 0.053125, EXACT, "normal variance");
    agree(
        binary.randomised.variance,
        0.0596875,
        EXACT,
        "randomised variance",
    );
    let row = moran(&y, &graph, Transform::Row, 0, 1).unwrap();
    agree(row.value, 5.0 / 9.0, EXACT, "I row");
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
