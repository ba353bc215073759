//! Lee's L of esda.

use super::{EXACT, columns, draws, made, p_values};
use crate::layers::{agree, layers};
use kawasan::space::stats::{Transform, lee, local_lee};

#[test]
fn lee_of_esda() {
    for layer in layers() {
        let (x, y, graph) = (layer.x2(), layer.y(), layer.graph("queen"));
        let made = made(&layer);
        let ours = lee(&x, &y, &graph, Transform::Row, 0, 1).unwrap();
        agree(
            ours.value,
            made["L_global_esda"][0],
            EXACT,
            &layer.says("L"),
        );
        let smooth = lee(&y, &y, &graph, Transform::Row, 0, 1).unwrap();
        agree(
            smooth.value,
            made["L_smooth_esda"][0],
            EXACT,
            &layer.says("smoothing"),
        );
        let local = local_lee(&x, &y, &graph, Transform::Row, draws(), 1).unwrap();
        columns(&local.statistic, &made["L_esda"], 1.0, &layer.says("L_i"));
        columns(
            &local.lag,
            &layer.local["lag_mean"],
            1.0,
            &layer.says("lag"),
        );
        p_values(
            &local.p_greater,
            &made["lee_greater"],
            &layer.says("greater"),
        );
        p_values(&local.p_less, &made["lee_less"], &layer.says("less"));
    }
}
