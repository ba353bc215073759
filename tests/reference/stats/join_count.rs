//! Join counts of esda and spdep, local ones of esda.

use super::{EXACT, close, columns, draws, made, p_values};
use crate::layers::{agree, layers};
use kawasan::space::stats::{join_counts, local_join_count};

#[test]
fn counts_of_esda() {
    for layer in layers() {
        let graph = layer.graph("queen");
        let [bb, ww, bw] = join_counts(&layer.local["LJC_bin"], &graph, 9_999, 9).unwrap();
        let theirs = &layer.expected["join_counts_binary_queen"];
        let number = |name: &str| theirs[name].as_f64().unwrap();
        let counts = [bb.value, ww.value, bw.value];
        assert_eq!(
            counts,
            ["bb", "ww", "bw"].map(number),
            "{}",
            layer.says("counts")
        );
        let formula = ["join_bb", "join_ww", "join_bw"];
        let formula = formula.map(|name| layer.expected["formula"][name].as_f64().unwrap());
        assert_eq!(counts, formula);
        assert_eq!(bb.value + ww.value + bw.value, number("J"));
        assert_eq!(bb.value + ww.value, number("autocorr_pos"));
        assert_eq!(bw.value, number("autocorr_neg"));
        for (ours, mean, p) in [(bb, "mean_bb", "p_sim_bb"), (bw, "mean_bw", "p_sim_bw")] {
            let permuted = ours.permuted.unwrap().p_greater();
            close(permuted, number(p), 9_999.0, 9_999.0, &layer.says(p));
            let error = (ours.randomised.variance / 9_999.0).sqrt();
            assert!((number(mean) - ours.randomised.expected).abs() < 4.0 * error);
        }
    }
}

/// spdep's `joincount.multi` of y above its median, nonfree sampling.
#[test]
fn moments_of_spdep() {
    for layer in layers() {
        let y = layer.y();
        let mut sorted = y.clone();
        sorted.sort_by(f64::total_cmp);
        let n = y.len();
        let median = (sorted[(n - 1) / 2] + sorted[n / 2]) / 2.0;
        let marks: Vec<f64> = y.iter().map(|&v| f64::from(v > median)).collect();
        let [bb, ww, bw] = join_counts(&marks, &layer.graph("queen"), 0, 1).unwrap();
        let theirs = &layer.spdep_expected["joincount_multi"];
        for (row, ours) in [ww, bb, bw, bw].into_iter().enumerate() {
            for (name, value) in [
                ("joincount", ours.value),
                ("expected", ours.randomised.expected),
                ("variance", ours.randomised.variance),
                ("z", ours.randomised.z.unwrap()),
            ] {
                let theirs = theirs[name][row].as_f64().unwrap();
                agree(value, theirs, EXACT, &layer.says(name));
            }
        }
    }
}

#[test]
fn local_counts_of_esda() {
    for layer in layers() {
        let marks = &layer.local["LJC_bin"];
        let ours = local_join_count(marks, &layer.graph("queen"), draws(), 9).unwrap();
        columns(
            &ours.statistic,
            &layer.local["LJC_esda"],
            1.0,
            &layer.says("LJC"),
        );
        let made = made(&layer);
        for (p, side) in [(&ours.p_greater, "ljc_greater"), (&ours.p_less, "ljc_less")] {
            for (i, mark) in marks.iter().enumerate() {
                assert_eq!(p[i].is_some(), *mark == 1.0);
            }
            let theirs = &made[side];
            let marked = |v: &[f64]| -> Vec<f64> {
                v.iter()
                    .zip(marks)
                    .filter(|(_, m)| **m == 1.0)
                    .map(|(v, _)| *v)
                    .collect()
            };
            let ours: Vec<_> = p.iter().copied().filter(Option::is_some).collect();
            p_values(&ours, &marked(theirs), &layer.says(side));
        }
    }
}
