//! Moran, globally and locally, of one column or two, of PySAL, GeoDa and spdep.

use super::{EXACT, close, columns, draws, made, p_values};
use crate::layers::{agree, layers, linked};
use kawasan::space::stats::{
    Alternative, Cluster, Test, Transform, local_moran, local_moran_bivariate, local_moran_total,
    moran, moran_bivariate,
};

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
            let normal = ours.normal.unwrap();
            let theirs = &layer.expected[key];
            for (name, value) in [
                ("I", ours.value),
                ("EI", ours.randomised.expected),
                ("VI_norm", normal.variance),
                ("VI_rand", ours.randomised.variance),
                ("z_norm", normal.z.unwrap()),
                ("z_rand", ours.randomised.z.unwrap()),
                ("p_norm", normal.p(Alternative::TwoSided).unwrap()),
                ("p_rand", ours.randomised.p(Alternative::TwoSided).unwrap()),
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
fn conditional_p_values() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let ours = local_moran(&y, &graph, Transform::Row, draws(), 2024).unwrap();
        for (p, name) in [
            (&ours.p_greater, "p_greater_99999"),
            (&ours.p_less, "p_less_99999"),
            (&ours.p_directed, "p_directed_99999"),
        ] {
            p_values(p, &layer.local[name], &layer.says(name));
        }
    }
}

/// Total randomisation, and p of the normal distribution.
#[test]
fn local_moran_total_of_esda_and_spdep() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let (esda, spdep) = (&layer.local, &layer.spdep);
        let ours = local_moran_total(&y, &graph, Transform::Row).unwrap();
        let part =
            |f: fn(&Test) -> f64| -> Vec<_> { ours.iter().map(|t| t.as_ref().map(f)).collect() };
        // both on the n scale
        let scale = (y.len() - 1) as f64 / y.len() as f64;
        for (table, expected, variance) in [
            (esda, "EI_esda", "VI_esda"),
            (spdep, "EIi_total", "VarIi_total"),
        ] {
            columns(
                &part(|t| t.expected),
                &table[expected],
                scale,
                &layer.says(expected),
            );
            columns(
                &part(|t| t.variance),
                &table[variance],
                scale * scale,
                &layer.says(variance),
            );
        }
        columns(
            &part(|t| t.z.unwrap()),
            &spdep["ZIi_total"],
            1.0,
            &layer.says("z"),
        );
        let local = local_moran(&y, &graph, Transform::Row, 0, 1).unwrap();
        let p = local.p_normal(Alternative::TwoSided);
        columns(&p, &spdep["p_cond_twosided"], 1.0, &layer.says("p"));
        columns(
            &local.expected,
            &spdep["EIi_cond"],
            scale,
            &layer.says("E of spdep"),
        );
        columns(
            &local.variance,
            &spdep["VarIi_cond"],
            scale * scale,
            &layer.says("Var of spdep"),
        );
    }
}

/// spdep's `moran.test`: both inferences, both transforms.
#[test]
fn global_moran_of_spdep() {
    for layer in layers() {
        for (key, transform, shuffled) in [
            ("moran_rand", Transform::Row, true),
            ("moran_rand_noadjustn", Transform::Row, true),
            ("moran_norm", Transform::Row, false),
            ("moran_B_rand", Transform::Binary, true),
        ] {
            let ours = moran(&layer.y(), &layer.graph("queen"), transform, 0, 1).unwrap();
            let test = if shuffled {
                ours.randomised
            } else {
                ours.normal.unwrap()
            };
            let theirs = &layer.spdep_expected[key];
            let numbers = [ours.value, test.expected, test.variance];
            for (ours, theirs) in numbers.iter().zip(theirs["estimate"].as_array().unwrap()) {
                agree(*ours, theirs.as_f64().unwrap(), EXACT, &layer.says(key));
            }
            let p = test.p(Alternative::TwoSided).unwrap();
            agree(
                test.z.unwrap(),
                theirs["statistic"].as_f64().unwrap(),
                EXACT,
                key,
            );
            agree(p, theirs["p"].as_f64().unwrap(), EXACT, &layer.says("p"));
        }
    }
}

/// The same from the textbook formulas, and the sums of the weights behind them.
#[test]
fn global_moran_by_formula() {
    for layer in layers() {
        let ours = moran(&layer.y(), &layer.graph("queen"), Transform::Row, 0, 1).unwrap();
        let (normal, randomised) = (ours.normal.unwrap(), ours.randomised);
        for (name, value) in [
            ("moran_I", ours.value),
            ("EI", randomised.expected),
            ("VI_norm", normal.variance),
            ("VI_rand", randomised.variance),
            ("z_norm", normal.z.unwrap()),
            ("z_rand", randomised.z.unwrap()),
        ] {
            let theirs = layer.expected["formula"][name].as_f64().unwrap();
            agree(value, theirs, EXACT, &layer.says(name));
        }
    }
}

#[test]
fn bivariate_of_esda() {
    for layer in layers() {
        let (x, y, graph) = (layer.x2(), layer.y(), layer.graph("queen"));
        let ours = moran_bivariate(&x, &y, &graph, Transform::Row, 9_999, 4).unwrap();
        let theirs = &layer.expected["moran_bv(x=x2,y=lag y)"];
        let number = |name: &str| theirs[name].as_f64().unwrap();
        agree(ours.value, number("I"), EXACT, &layer.says("bivariate I"));
        let p = ours.permuted.unwrap().p_directed();
        close(
            p,
            number("p_sim"),
            9_999.0,
            9_999.0,
            &layer.says("bivariate p"),
        );
        // their moments are those of 9,999 shuffles: four standard errors of a mean, and of a standard deviation
        let sd = ours.randomised.variance.sqrt();
        assert!(number("EI_sim").abs() < 4.0 * sd / 9_999_f64.sqrt());
        assert!((number("seI_sim") / sd - 1.0).abs() < 4.0 / (2.0 * 9_999_f64).sqrt());

        let local = local_moran_bivariate(&x, &y, &graph, Transform::Row, draws(), 4).unwrap();
        let esda = &layer.local["Ii_bv_esda(x2,lag y)"];
        columns(&local.statistic, esda, 1.0, &layer.says("bivariate I_i"));
        columns(
            &local.lag,
            &layer.local["lag_mean"],
            1.0,
            &layer.says("lag"),
        );
        let made = made(&layer);
        p_values(
            &local.p_greater,
            &made["bv_greater"],
            &layer.says("bivariate greater"),
        );
        p_values(
            &local.p_less,
            &made["bv_less"],
            &layer.says("bivariate less"),
        );
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
    agree(binary.randomised.expected, -0.125, EXACT, "E");
    agree(
        binary.normal.unwrap().variance,
        0.053125,
        EXACT,
        "normal variance",
    );
    agree(
        binary.randomised.variance,
        0.0596875,
        EXACT,
        "randomised variance",
    );
    let row = moran(&y, &graph, Transform::Row, 0, 1).unwrap();
    agree(row.value, 5.0 / 9.0, EXACT, "I row");
}
