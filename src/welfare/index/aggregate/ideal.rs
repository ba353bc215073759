//! Units measured against the best and the worst that any of them has: TOPSIS and VIKOR.

use super::Piece;

/// The least and the greatest value of each part of positive weight, with the part's place.
fn ends(parts: &[Piece<'_>]) -> Vec<(usize, f64, f64)> {
    let there = |j: usize| parts[j].value.iter().copied().filter(|x| !x.is_nan());
    (0..parts.len())
        .filter(|&j| parts[j].weight > 0.0)
        .map(|j| {
            let least = there(j).fold(f64::INFINITY, f64::min);
            (j, least, there(j).fold(f64::NEG_INFINITY, f64::max))
        })
        .collect()
}

/// n closenesses to the ideal, d- / (d+ + d-), with distances in weighted parts; missing parts are left out of both.
///
/// Parts come normalised (the published method by `vector`) and pointing one way. Source: Hwang and Yoon (1981);
/// Tzeng and Huang (2011), 5.1.
pub fn topsis(parts: &[Piece<'_>]) -> Vec<f64> {
    let ends = ends(parts);
    let n = parts.first().map_or(0, |part| part.value.len());
    let unit = |i: usize| {
        let there: f64 = weight_there(parts, &ends, i);
        let distance = |low: bool| {
            let squares = ends.iter().filter(|(j, ..)| !parts[*j].value[i].is_nan());
            let sum: f64 = squares
                .map(|&(j, least, greatest)| {
                    let end = if low { least } else { greatest };
                    (parts[j].weight / there * (parts[j].value[i] - end)).powi(2)
                })
                .sum();
            sum.sqrt()
        };
        let (far, near) = (distance(true), distance(false));
        far / (far + near)
    };
    (0..n).map(unit).collect()
}

/// n values 1 - Q of VIKOR (Q where a low value is good): a high value stays towards the high end of the index.
///
/// With regrets r = w (best - x)/(best - worst): S their sum, R the greatest,
/// Q = v (S - min)/(max - min) + (1 - v)(R - min)/(max - min). Source: Opricovic and Tzeng (2004),
/// doi:10.1016/S0377-2217(03)00020-1.
pub fn vikor(parts: &[Piece<'_>], v: f64, high_is_good: bool) -> Vec<f64> {
    let ends = ends(parts);
    let n = parts.first().map_or(0, |part| part.value.len());
    let regret = |i: usize| {
        let there = weight_there(parts, &ends, i);
        let (mut sum, mut worst) = (0.0, f64::NEG_INFINITY);
        for &(j, least, greatest) in &ends {
            let x = parts[j].value[i];
            let short = if high_is_good {
                greatest - x
            } else {
                x - least
            };
            let share = if greatest > least {
                short / (greatest - least)
            } else {
                0.0 * x
            };
            if !share.is_nan() {
                sum += parts[j].weight / there * share;
                worst = f64::max(worst, parts[j].weight / there * share);
            }
        }
        match there > 0.0 {
            true => (sum, worst),
            false => (f64::NAN, f64::NAN),
        }
    };
    let (s, r): (Vec<f64>, Vec<f64>) = (0..n).map(regret).unzip();
    let (s, r) = (share(&s), share(&r));
    let q = s.iter().zip(&r).map(|(s, r)| v * s + (1.0 - v) * r);
    q.map(|q| if high_is_good { 1.0 - q } else { q }).collect()
}

/// Weight of the parts that a unit has.
fn weight_there(parts: &[Piece<'_>], ends: &[(usize, f64, f64)], i: usize) -> f64 {
    let there = ends.iter().filter(|(j, ..)| !parts[*j].value[i].is_nan());
    there.map(|&(j, ..)| parts[j].weight).sum()
}

/// Shares of the way from the least to the greatest; 0 where all are the same.
fn share(values: &[f64]) -> Vec<f64> {
    let there = || values.iter().copied().filter(|x| !x.is_nan());
    let least = there().fold(f64::INFINITY, f64::min);
    let span = there().fold(f64::NEG_INFINITY, f64::max) - least;
    let way = |x: &f64| {
        if span > 0.0 {
            (x - least) / span
        } else {
            x - least
        }
    };
    values.iter().map(way).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{of, recipe};
    use crate::welfare::index::definition::Aggregation;

    #[test]
    fn topsis_of_tzeng_and_huang() {
        let raw = [
            [5.0, 7.0, 8.0, 7.0],
            [8.0, 6.0, 8.0, 4.0],
            [4.0, 8.0, 6.0, 6.0_f64],
        ];
        let columns = raw.map(|column| {
            let length = column.iter().map(|x| x * x).sum::<f64>().sqrt();
            column.map(|x| x / length)
        });
        let columns: Vec<&[f64]> = columns.iter().map(|c| c.as_slice()).collect();
        let (value, _) = of(&recipe(Aggregation::Topsis), &columns, &[0.3, 0.4, 0.3]).unwrap();
        for (value, wanted) in value.iter().zip([0.5037, 0.6581, 0.7482, 0.3340]) {
            assert!((value - wanted).abs() < 5e-5, "{value} {wanted}");
        }
    }

    #[test]
    fn vikor_of_the_mountain_climber() {
        // Opricovic and Tzeng (2004), 5: risks 1 2 5 (less is better), heights 3000 3750 4500 m; S .5 .375 .5, R .5 .25 .5
        let columns: [&[f64]; 2] = [&[-1.0, -2.0, -5.0], &[3000.0, 3750.0, 4500.0]];
        let (value, _) = of(&recipe(Aggregation::Vikor), &columns, &[1.0, 1.0]).unwrap();
        assert_eq!(value, [0.0, 1.0, 0.0]);
        // regrets by hand: S .5 .25 1, R .5 .25 .5
        let columns: [&[f64]; 2] = [&[0.0, 1.0, 0.0], &[2.0, 1.0, 0.0]];
        let (value, _) = of(&recipe(Aggregation::Vikor), &columns, &[1.0, 1.0]).unwrap();
        for (value, wanted) in value.iter().zip([1.0 / 3.0, 1.0, 0.0]) {
            assert!((value - wanted).abs() < 1e-15, "{value} {wanted}");
        }
    }
}
