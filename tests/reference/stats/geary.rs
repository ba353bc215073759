//! Geary, globally and locally, of one column or several, of esda, GeoDa and spdep.

use super::{EXACT, close, columns, draws, made, p_values, slices};
use crate::layers::{agree, layers};
use kawasan::space::stats::{
    Alternative, Cluster, Transform, geary, local_geary, local_geary_multivariate,
};

#[test]
fn geary_of_esda_and_spdep() {
    for layer in layers() {
        let ours = geary(&layer.y(), &layer.graph("queen"), Transform::Row, 9_999, 6).unwrap();
        let (normal, randomised) = (ours.normal.unwrap(), ours.randomised);
        let theirs = &layer.expected["geary_queen_rowstd"];
        for (name, value) in [
            ("C", ours.value),
            ("EC", randomised.expected),
            ("VC_norm", normal.variance),
            ("VC_rand", randomised.variance),
            ("z_norm", normal.z.unwrap()),
            ("z_rand", randomised.z.unwrap()),
            ("p_norm", normal.p(Alternative::Directed).unwrap()),
            ("p_rand", randomised.p(Alternative::Directed).unwrap()),
        ] {
            agree(
                value,
                theirs[name].as_f64().unwrap(),
                EXACT,
                &layer.says(name),
            );
        }
        let formula = layer.expected["formula"]["geary_C"].as_f64().unwrap();
        agree(ours.value, formula, EXACT, "C by formula");
        let p_sim = theirs["p_sim"].as_f64().unwrap();
        let p = ours.permuted.unwrap().p_directed();
        close(p, p_sim, 9_999.0, 9_999.0, &layer.says("p_sim"));
        for (key, test) in [("geary_norm", normal), ("geary_rand", randomised)] {
            let theirs = &layer.spdep_expected[key];
            // spdep turns the sign of z
            agree(
                -test.z.unwrap(),
                theirs["statistic"].as_f64().unwrap(),
                EXACT,
                key,
            );
            let p = test.p(Alternative::TwoSided).unwrap();
            agree(p, theirs["p"].as_f64().unwrap(), EXACT, &layer.says(key));
            for (t, value) in [ours.value, 1.0, test.variance].into_iter().enumerate() {
                agree(
                    value,
                    theirs["estimate"][t].as_f64().unwrap(),
                    EXACT,
                    &layer.says(key),
                );
            }
        }
    }
}

#[test]
fn local_geary_of_esda_geoda_and_spdep() {
    for layer in layers() {
        let (y, graph) = (layer.y(), layer.graph("queen"));
        let ours = local_geary(&y, &graph, Transform::Row, draws(), 8).unwrap();
        let n = y.len() as f64;
        let esda = &layer.local;
        columns(&ours.statistic, &esda["Ci_esda"], 1.0, &layer.says("C_i"));
        let scale = n / (n - 1.0);
        columns(
            &ours.statistic,
            &esda["Ci_pygeoda"],
            scale,
            &layer.says("C_i of GeoDa"),
        );
        columns(
            &ours.statistic,
            &layer.spdep["localC"],
            scale,
            &layer.says("C_i of spdep"),
        );
        columns(&ours.lag, &esda["lag_mean"], 1.0, &layer.says("lag"));
        let made = made(&layer);
        p_values(
            &ours.p_greater,
            &made["C_greater"],
            &layer.says("C greater"),
        );
        p_values(&ours.p_less, &made["C_less"], &layer.says("C less"));
    }
}

/// GeoDa's clusters, where it has one.
#[test]
fn clusters_of_geoda() {
    let mut found = 0;
    for layer in layers() {
        let ours = local_geary(&layer.y(), &layer.graph("queen"), Transform::Row, 0, 8).unwrap();
        for (i, &code) in layer.local["Ci_cluster_pygeoda"].iter().enumerate() {
            let theirs = match code as i32 {
                1 => Cluster::HighHigh,
                2 => Cluster::LowLow,
                3 => Cluster::OtherPositive,
                4 => Cluster::Negative,
                _ => continue,
            };
            assert_eq!(
                ours.quadrant[i],
                Some(theirs),
                "{}, row {i}",
                layer.says("cluster")
            );
            found += 1;
        }
    }
    assert!(found == 0 || found > 20, "{found}");
}

#[test]
fn multivariate_of_esda_and_geoda() {
    for layer in layers() {
        let (multi, graph) = (layer.attributes(), layer.graph("queen"));
        let multi = slices(&multi);
        let ours = local_geary_multivariate(&multi, &graph, Transform::Row, draws(), 8).unwrap();
        let made = made(&layer);
        columns(&ours.statistic, &made["Cmv_esda"], 1.0, &layer.says("C_i"));
        let n = graph.n() as f64;
        columns(
            &ours.statistic,
            &made["Cmv_pygeoda"],
            n / (n - 1.0),
            &layer.says("GeoDa"),
        );
        p_values(
            &ours.p_greater,
            &made["Cmv_greater"],
            &layer.says("greater"),
        );
        p_values(&ours.p_less, &made["Cmv_less"], &layer.says("less"));
    }
}
