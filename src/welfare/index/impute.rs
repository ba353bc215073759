//! Missing values filled.

use super::definition::Filling;
use crate::space::graph::Graph;

/// Fills the missing of n values (NaN) in place and marks them; gives the marks.
///
/// `groups` holds the group of each unit, for the group rules; `graph` the neighbours. A unit whose group, or whose
/// neighbours, have no value stays missing. Units marked in `out` neither give nor get a value.
pub fn impute(
    values: &mut [f64],
    rule: Filling,
    out: &[bool],
    groups: Option<&[u32]>,
    graph: Option<&Graph>,
) -> Vec<bool> {
    let gaps: Vec<usize> = (0..values.len())
        .filter(|&i| values[i].is_nan() && !out[i])
        .collect();
    let fills: Vec<f64> = match (rule, groups, graph) {
        (Filling::Mean, ..) => {
            let mean = mean(values.iter().copied());
            gaps.iter().map(|_| mean).collect()
        }
        (Filling::GroupMean | Filling::GroupMedian, Some(groups), _) => {
            let count = groups.iter().max().map_or(0, |&last| last as usize + 1);
            let mut members = vec![Vec::new(); count];
            for (&value, &group) in values.iter().zip(groups).filter(|(v, _)| !v.is_nan()) {
                members[group as usize].push(value);
            }
            let middle: Vec<f64> = members
                .into_iter()
                .map(|members| match rule {
                    Filling::GroupMedian => median(members),
                    _ => mean(members.into_iter()),
                })
                .collect();
            gaps.iter().map(|&i| middle[groups[i] as usize]).collect()
        }
        (Filling::Neighbours, _, Some(graph)) => gaps
            .iter()
            .map(|&i| mean(graph.neighbours(i).iter().map(|&j| values[j as usize])))
            .collect(),
        _ => Vec::new(),
    };
    let mut filled = vec![false; values.len()];
    for (i, fill) in gaps.into_iter().zip(fills) {
        values[i] = fill;
        filled[i] = !fill.is_nan();
    }
    filled
}

/// Mean of what is there; NaN when nothing is.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let (sum, count) = values
        .filter(|value| !value.is_nan())
        .fold((0.0, 0_u32), |(sum, count), value| (sum + value, count + 1));
    sum / f64::from(count)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    match values.len() {
        0 => f64::NAN,
        n if n % 2 == 1 => values[n / 2],
        n => f64::midpoint(values[n / 2 - 1], values[n / 2]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const NONE: f64 = f64::NAN;

    fn filled(rule: Filling, groups: Option<&[u32]>, graph: Option<&Graph>) -> Vec<f64> {
        let mut values = [1.0, 2.0, 6.0, NONE, 10.0, NONE, NONE];
        let out = [false, false, false, false, false, false, true];
        let marks = impute(&mut values, rule, &out, groups, graph);
        for (i, mark) in marks.iter().enumerate() {
            assert_eq!(*mark, [3, 5].contains(&i) && !values[i].is_nan());
        }
        values[3..].to_vec()
    }

    #[test]
    fn each_rule_fills_from_its_own_units() {
        let same = |a: &[f64], b: &[f64]| {
            assert_eq!(format!("{a:?}"), format!("{b:?}"));
        };
        let groups = [0, 0, 0, 0, 1, 2, 0];
        same(
            &filled(Filling::None, None, None),
            &[NONE, 10.0, NONE, NONE],
        );
        same(
            &filled(Filling::Mean, None, None),
            &[4.75, 10.0, 4.75, NONE],
        );
        same(
            &filled(Filling::GroupMean, Some(&groups), None),
            &[3.0, 10.0, NONE, NONE],
        );
        same(
            &filled(Filling::GroupMedian, Some(&groups), None),
            &[2.0, 10.0, NONE, NONE],
        );
    }
}
