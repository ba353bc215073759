//! Discoveries of esda's FDR.

use crate::layers::layers;
use kawasan::space::stats::fdr;

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
