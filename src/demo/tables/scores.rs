//! The 50 IDM scores of each desa: as frequent as in real villages, and all drawn from one hidden welfare.

use crate::demo::chance;
use rayon::prelude::*;

/// Indicator; per mille of villages scoring at most 0, 1, 2, 3, 4 (7,508 village-years 2021 to 2023, Kemendesa); how much of it is
/// the hidden welfare (its correlation with the IDM there, a little raised so that plants stand out).
pub const INDICATORS: [(&str, [u16; 5], f64); 50] = [
    ("IKS_1", [0, 5, 8, 11, 27], 0.23),
    ("IKS_2", [751, 751, 751, 751, 751], 0.48),
    ("IKS_3", [0, 44, 44, 44, 44], 0.21),
    ("IKS_4", [359, 359, 557, 689, 825], 0.44),
    ("IKS_5", [0, 17, 320, 631, 756], 0.15),
    ("IKS_6", [0, 215, 243, 294, 386], 0.24),
    ("IKS_7", [0, 19, 23, 51, 63], 0.24),
    ("IKS_8", [0, 7, 7, 7, 13], 0.15),
    ("IKS_9", [0, 76, 78, 88, 115], 0.27),
    ("IKS_10", [0, 174, 189, 228, 292], 0.34),
    ("IKS_11", [0, 184, 184, 184, 184], 0.33),
    ("IKS_12", [0, 831, 831, 831, 831], 0.33),
    ("IKS_13", [0, 836, 836, 836, 836], 0.40),
    ("IKS_14", [0, 573, 573, 573, 573], 0.47),
    ("IKS_15", [0, 8, 8, 8, 8], 0.13),
    ("IKS_16", [6, 6, 6, 75, 75], 0.23),
    ("IKS_17", [0, 420, 420, 420, 420], 0.40),
    ("IKS_18", [162, 378, 736, 880, 936], 0.49),
    ("IKS_19", [97, 311, 665, 824, 898], 0.54),
    ("IKS_20", [0, 485, 485, 485, 485], 0.26),
    ("IKS_21", [0, 259, 259, 259, 259], 0.29),
    ("IKS_22", [0, 321, 321, 321, 321], 0.31),
    ("IKS_23", [0, 200, 200, 200, 200], 0.42),
    ("IKS_24", [0, 203, 203, 203, 203], 0.40),
    ("IKS_25", [0, 115, 115, 115, 115], 0.15),
    ("IKS_26", [0, 0, 21, 44, 117], 0.12),
    ("IKS_27", [0, 1, 2, 322, 333], 0.12),
    ("IKS_28", [0, 39, 55, 129, 221], 0.33),
    ("IKS_29", [38, 38, 38, 339, 339], 0.49),
    ("IKS_30", [0, 397, 397, 397, 397], 0.51),
    ("IKS_31", [0, 325, 325, 325, 325], 0.46),
    ("IKS_32", [30, 30, 30, 69, 94], 0.36),
    ("IKS_33", [53, 139, 139, 139, 832], 0.40),
    ("IKS_34", [0, 1, 16, 61, 401], 0.29),
    ("IKS_35", [0, 4, 12, 42, 412], 0.34),
    ("IKE_1", [0, 330, 330, 390, 390], 0.55),
    ("IKE_2", [0, 288, 309, 329, 365], 0.45),
    ("IKE_3", [0, 662, 662, 824, 824], 0.41),
    ("IKE_4", [0, 108, 141, 182, 220], 0.51),
    ("IKE_5", [238, 238, 238, 909, 909], 0.57),
    ("IKE_6", [721, 721, 721, 891, 891], 0.54),
    ("IKE_7", [803, 803, 803, 924, 924], 0.51),
    ("IKE_8", [0, 450, 710, 902, 972], 0.56),
    ("IKE_9", [0, 134, 134, 714, 714], 0.51),
    ("IKE_10", [0, 380, 380, 671, 671], 0.32),
    ("IKE_11", [0, 63, 63, 199, 199], 0.43),
    ("IKE_12", [0, 13, 13, 73, 297], 0.36),
    ("IKL_1", [9, 9, 27, 79, 194], 0.14),
    ("IKL_2", [11, 11, 11, 96, 411], 0.22),
    ("IKL_3", [666, 666, 666, 849, 933], 0.66),
];

/// Scores 0..5, one row of n for each indicator, given the welfare of n desa (mean 0, variance 1, high is well off).
pub fn draw(welfare: &[f64], seed: u64) -> Vec<Vec<u8>> {
    (0_u64..)
        .zip(&INDICATORS)
        .collect::<Vec<_>>()
        .into_par_iter()
        .map(|(unit, (_, at_most, weight))| {
            let rng = &mut chance::stream(seed, "indicator", unit);
            let own = (1.0 - weight * weight).sqrt();
            let value = |w: &f64| weight * w + own * chance::bell(rng);
            let values: Vec<f64> = welfare.iter().map(value).collect();
            let mut order: Vec<usize> = (0..values.len()).collect();
            order.sort_by(|&a, &b| values[a].total_cmp(&values[b]));
            let mut scores = vec![0; values.len()];
            for (rank, i) in order.into_iter().enumerate() {
                let share = 1000.0 * (rank as f64 + 0.5) / values.len() as f64;
                let above = at_most.iter().filter(|&&limit| f64::from(limit) < share);
                scores[i] = above.count() as u8;
            }
            scores
        })
        .collect()
}

/// The IDM of desa i in 6300ths, which makes it whole: the mean of three sums over 175, 60 and 15.
pub fn idm(scores: &[Vec<u8>], i: usize) -> u32 {
    let weighted = INDICATORS.iter().zip(scores).map(|((name, ..), scores)| {
        let weight = match &name[..3] {
            "IKS" => 12,
            "IKE" => 35,
            _ => 140,
        };
        weight * u32::from(scores[i])
    });
    weighted.sum()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn idm_of_the_regulation() {
        // Pakisrejo 2018: IKS 127/175, IKE 32/60, IKL 10/15 make .6419
        let sums = [("IKS", 127), ("IKE", 32), ("IKL", 10)];
        let mut left: std::collections::BTreeMap<&str, u8> = sums.into();
        let mut scores = Vec::new();
        for (name, ..) in &INDICATORS {
            let sum = left.get_mut(&name[..3]).unwrap();
            let score = (*sum).min(5);
            *sum -= score;
            scores.push(vec![score]);
        }
        assert_eq!(f64::from(idm(&scores, 0) * 10_000 / 6300), 6419.0);
    }

    #[test]
    fn frequencies_are_kept_and_welfare_shows() {
        let welfare: Vec<f64> = (0..1000).map(|i| f64::from(i) / 289.0 - 1.73).collect();
        let scores = draw(&welfare, 1);
        let low = scores[3].iter().filter(|&&score| score == 0).count();
        assert_eq!(low, 359);
        let sum = |range: std::ops::Range<usize>| -> u32 {
            let all = scores.iter().flat_map(|row| &row[range.clone()]);
            all.map(|&score| u32::from(score)).sum()
        };
        assert!(sum(0..200) + 5000 < sum(800..1000));
    }
}
