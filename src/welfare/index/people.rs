//! Persons or households put together: many rows a unit become one row of shares.

use super::NOISE;
use super::definition::{Definition, Good};
use super::hierarchy::{Part, groups};
use super::inputs;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use polars::prelude::{Column, DataFrame};

/// Units made of rows, and the definition that scores them.
#[derive(Debug, Clone)]
pub struct Gathered {
    /// n rows, one column an indicator, and `people`: the weight in each unit. Under Alkire and Foster also `headcount` (H),
    /// `intensity` (A), `m1` and `m2`.
    pub frame: DataFrame,
    /// The definition whose indicators are those columns.
    pub definition: Definition,
    /// What was seen on the way.
    pub findings: Vec<Finding>,
}

/// Columns of [`Gathered::frame`] beside the indicators, where they are there.
pub const MEASURES: [&str; 5] = ["people", "headcount", "intensity", "m1", "m2"];

/// Puts rows together by unit: `unit_of` holds the unit of each row, `None` for a row that is left out.
///
/// Without `people.poor` an indicator becomes its weighted mean over the rows that have it. With it (Alkire and Foster 2011,
/// doi:10.1016/j.jpubeco.2010.11.006) a row is deprived in an indicator on the bad side of its cutoff, poor when the weights
/// of its deprivations reach `poor`, and an indicator becomes the share of people who are poor and deprived in it, so that
/// the weighted mean of the indicators is M0. Rows that lack an indicator are left out there and counted. Units without a
/// row are missing, and so is what fewer than `least` rows of a unit say. Gaps of M1 and M2 are |z - x| / |z|, at most 1.
///
/// # Errors
/// Columns that are absent or no numbers, weights below 0, a definition without `people`.
pub fn gather(
    definition: &Definition,
    rows: &DataFrame,
    unit_of: &[Option<u32>],
    n: usize,
    least: usize,
) -> Result<Gathered> {
    let Some(people) = &definition.people else {
        return Err(Error::study(format!(
            "index {} is of units, not of persons or households",
            definition.name
        ))
        .remedy("give a table of one row a unit, or a definition with `people`"));
    };
    let weight = match &people.weight {
        Some(sql) => inputs::denominator(sql, "people.weight", rows)?,
        None => vec![1.0; rows.height()],
    };
    if let Some(row) = weight.iter().position(|w| *w < 0.0) {
        return Err(Error::input("the weight of a person or household is below 0").row(row + 1));
    }
    let values: Vec<Vec<f64>> = (0..definition.indicators.len())
        .map(|i| inputs::indicator(definition, i, rows))
        .collect::<Result<_>>()?;
    let mut findings = Vec::new();
    let unweighted = weight.iter().filter(|w| w.is_nan()).count();
    if unweighted > 0 {
        findings.push(Finding::warning(
            "people-without-weight",
            format!("{unweighted} persons or households have no weight and do not count"),
        ));
    }
    let mut counted: Vec<(usize, usize, f64)> = unit_of
        .iter()
        .zip(&weight)
        .enumerate()
        .filter(|(_, (_, weight))| !weight.is_nan())
        .filter_map(|(row, (unit, weight))| Some((row, (*unit)? as usize, *weight)))
        .collect();
    // in an order of the values themselves, so that the order of rows never shows in the last bits of sums
    counted.sort_by(|a, b| {
        let values = values.iter().map(|v| v[a.0].total_cmp(&v[b.0]));
        let first = a.1.cmp(&b.1).then(a.2.total_cmp(&b.2));
        values.fold(first, std::cmp::Ordering::then)
    });
    let (columns, hidden) = match people.poor {
        None => means(definition, &values, &counted, n, least),
        Some(poor) => {
            let whole = |(row, ..): &&(usize, usize, f64)| values.iter().all(|v| !v[*row].is_nan());
            let complete: Vec<_> = counted.iter().filter(whole).copied().collect();
            let lacking = counted.len() - complete.len();
            if lacking > 0 {
                findings.push(Finding::warning(
                    "people-incomplete",
                    format!("{lacking} persons or households lack an indicator and do not count"),
                ));
            }
            let mut columns = alkire_foster(definition, &values, &complete, n, poor);
            let mut hidden = 0;
            for (_, values) in &mut columns {
                hidden = hide(values, complete.iter().map(|row| row.1), least);
            }
            (columns, hidden)
        }
    };
    if hidden > 0 {
        let what =
            format!("{hidden} units have fewer than {least} persons or households, and no values");
        findings.push(Finding::info("small-cell", what));
    }
    let mut gathered = definition.clone();
    gathered.people = None;
    for indicator in &mut gathered.indicators {
        indicator.column = None;
        indicator.value = None;
        if people.poor.is_some() {
            indicator.good = definition.good;
            indicator.cutoff = None;
        }
    }
    let option = |values: Vec<f64>| -> Vec<Option<f64>> {
        values
            .into_iter()
            .map(|x| Some(x).filter(|x| !x.is_nan()))
            .collect()
    };
    let columns = columns
        .into_iter()
        .map(|(name, values)| Column::new(name.into(), option(values)))
        .collect();
    Ok(Gathered {
        frame: DataFrame::new(n, columns)?,
        definition: gathered,
        findings,
    })
}

type Named = Vec<(String, Vec<f64>)>;

/// Empties the values of units that have rows, but fewer than `least`; returns how many such units there are.
fn hide(values: &mut [f64], unit_of: impl Iterator<Item = usize>, least: usize) -> usize {
    let mut rows = vec![0; values.len()];
    unit_of.for_each(|unit| rows[unit] += 1);
    let few = values
        .iter_mut()
        .zip(rows)
        .filter(|(_, rows)| (1..least).contains(rows));
    few.map(|(value, _)| *value = f64::NAN).count()
}

/// Weighted means of what is there, and how many units are hidden.
fn means(
    definition: &Definition,
    values: &[Vec<f64>],
    rows: &[(usize, usize, f64)],
    n: usize,
    least: usize,
) -> (Named, usize) {
    let mut columns = Vec::new();
    for (indicator, values) in definition.indicators.iter().zip(values) {
        let (mut sum, mut there) = (vec![0.0; n], vec![0.0; n]);
        for &(row, unit, weight) in rows {
            if !values[row].is_nan() {
                sum[unit] += weight * values[row];
                there[unit] += weight;
            }
        }
        let mut mean: Vec<f64> = sum
            .iter()
            .zip(&there)
            .map(|(sum, there)| sum / there)
            .collect();
        let has = rows.iter().filter(|(row, ..)| !values[*row].is_nan());
        hide(&mut mean, has.map(|row| row.1), least);
        columns.push((indicator.code.clone(), mean));
    }
    let mut people = vec![0.0; n];
    for &(_, unit, weight) in rows {
        people[unit] += weight;
    }
    let hidden = hide(&mut people, rows.iter().map(|row| row.1), least);
    columns.push(("people".to_owned(), people));
    (columns, hidden)
}

/// Censored headcount ratios, H, A, M1 and M2.
fn alkire_foster(
    definition: &Definition,
    values: &[Vec<f64>],
    rows: &[(usize, usize, f64)],
    n: usize,
    poor: f64,
) -> Named {
    let weights = overall_weights(definition);
    let k = weights.len();
    let mut people = vec![0.0; n];
    let mut count = vec![0.0; n];
    let mut score = [vec![0.0; n], vec![0.0; n], vec![0.0; n]];
    let mut censored = vec![vec![0.0; n]; k];
    for &(row, unit, weight) in rows {
        people[unit] += weight;
        let deprived = |j: usize| {
            let (x, indicator) = (values[j][row], &definition.indicators[j]);
            let z = indicator.cutoff.unwrap_or(0.0);
            match indicator.good {
                Good::High => x < z,
                Good::Low => x > z,
            }
        };
        let depth: f64 = (0..k).filter(|&j| deprived(j)).map(|j| weights[j]).sum();
        if depth < poor - NOISE {
            continue;
        }
        count[unit] += weight;
        for j in (0..k).filter(|&j| deprived(j)) {
            censored[j][unit] += weight;
            let z = definition.indicators[j].cutoff.unwrap_or(0.0);
            let gap = match z == 0.0 {
                true => 1.0,
                false => ((z - values[j][row]) / z).abs().min(1.0),
            };
            for (power, score) in score.iter_mut().enumerate() {
                score[unit] += weight * weights[j] * gap.powi(power as i32);
            }
        }
    }
    let share = |sum: &[f64], of: &[f64]| -> Vec<f64> {
        sum.iter().zip(of).map(|(sum, of)| sum / of).collect()
    };
    let codes = definition.indicators.iter().map(|i| i.code.clone());
    let mut columns: Named = codes
        .zip(&censored)
        .map(|(code, censored)| (code, share(censored, &people)))
        .collect();
    columns.push(("headcount".to_owned(), share(&count, &people)));
    columns.push(("intensity".to_owned(), share(&score[0], &count)));
    columns.push(("m1".to_owned(), share(&score[1], &people)));
    columns.push(("m2".to_owned(), share(&score[2], &people)));
    columns.push(("people".to_owned(), people));
    columns
}

/// Weight of every indicator in the whole.
fn overall_weights(definition: &Definition) -> Vec<f64> {
    let groups = groups(definition, &vec![false; definition.dimensions.len()]);
    let mut weights = vec![0.0; definition.indicators.len()];
    let mut waiting = vec![(None, 1.0)];
    while let Some((dimension, share)) = waiting.pop() {
        for group in groups.iter().filter(|g| g.dimension == dimension) {
            let total: f64 = group.parts.iter().map(|(_, weight)| weight).sum();
            for &(part, weight) in &group.parts {
                match part {
                    Part::Indicator(i) => weights[i] = share * weight / total,
                    Part::Dimension(d) => waiting.push((Some(d), share * weight / total)),
                }
            }
        }
    }
    weights
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::tests::{define, frame};
    use super::super::{Context, score};
    use super::*;

    fn column(frame: &DataFrame, name: &str) -> Vec<Option<f64>> {
        frame.column(name).unwrap().f64().unwrap().iter().collect()
    }

    #[test]
    fn alkire_and_foster_of_four_people() {
        let definition = define(
            "good = \"low\"\npeople = { poor = 0.5 }\nindicators = [\n{ code = \"a\", good = \"high\", cutoff = 13 },\n{ code = \"b\", good = \"high\", cutoff = 12 },\n{ code = \"c\", good = \"high\", cutoff = 3 },\n{ code = \"d\", good = \"high\", cutoff = 1 }]",
        )
        .unwrap();
        let x = [
            [13.1, 15.2, 12.5, 20.0],
            [14.0, 7.0, 10.0, 11.0],
            [4.0, 5.0, 1.0, 3.0],
            [1.0, 0.0, 0.0, 1.0],
        ]
        .map(|column| column.map(Some));
        let rows = frame(&[("a", &x[0]), ("b", &x[1]), ("c", &x[2]), ("d", &x[3])]);
        // the same four people twice: once alone, once in a unit with a stranger left out
        let found = gather(&definition, &rows, &[Some(1); 4], 3, 4).unwrap();
        let one = |name: &str| column(&found.frame, name)[1].unwrap();
        assert_eq!(
            (one("headcount"), one("intensity"), one("people")),
            (0.5, 0.75, 4.0)
        );
        assert!((one("m1") - 0.205_529).abs() < 5e-7, "{}", one("m1"));
        assert!((one("m2") - 0.165_457).abs() < 5e-7);
        assert_eq!(column(&found.frame, "headcount")[0], None);
        let hidden = gather(&definition, &rows, &[Some(1); 4], 3, 5).unwrap();
        assert_eq!(column(&hidden.frame, "headcount"), [None; 3]);
        assert_eq!(column(&hidden.frame, "people")[1], None);
        assert!(
            hidden.findings[0]
                .what
                .starts_with("1 units have fewer than 5")
        );
        let scores = score(&found.definition, &found.frame, &Context::default()).unwrap();
        assert_eq!(scores.score, [None, Some(0.375), None]);
        let parts = super::super::explain::contributions(&found.definition, &scores, 1).unwrap();
        for (part, wanted) in parts
            .iter()
            .zip([1.0 / 6.0, 1.0 / 3.0, 1.0 / 6.0, 1.0 / 3.0])
        {
            assert!((part / 0.375 - wanted).abs() < 1e-12);
        }
    }

    #[test]
    fn foster_greer_and_thorbecke_are_the_case_of_one_indicator() {
        // Haughton and Khandker (2009), table 4.1
        let definition = define(
            "good = \"low\"\npeople = { poor = 1.0 }\nindicators = [{ code = \"income\", good = \"high\", cutoff = 125 }]",
        )
        .unwrap();
        let rows = frame(&[("income", &[100.0, 110.0, 150.0, 160.0].map(Some))]);
        let found = gather(&definition, &rows, &[Some(0); 4], 1, 1).unwrap();
        for (measure, wanted) in [("headcount", 0.5), ("m1", 0.08), ("m2", 0.0136)] {
            let value = column(&found.frame, measure)[0].unwrap();
            assert!((value - wanted).abs() < 1e-15, "{measure} {value}");
        }
    }

    #[test]
    fn the_order_of_people_changes_no_bit() {
        let definition = Definition::load("mpi", std::path::Path::new("")).unwrap();
        let codes: Vec<String> = definition
            .indicators
            .iter()
            .map(|i| i.code.clone())
            .collect();
        let of = |order: &[usize]| {
            let value = |k: usize| -> Vec<Option<f64>> {
                order
                    .iter()
                    .map(|&i| Some(f64::from(u8::from((i * 7 + k * 3) % 5 < 2))))
                    .collect()
            };
            let columns: Vec<Vec<Option<f64>>> = (0..10).map(value).collect();
            let weight: Vec<Option<f64>> =
                order.iter().map(|&i| Some(0.1 + i as f64 / 3.0)).collect();
            let mut all: Vec<(&str, &[Option<f64>])> = codes
                .iter()
                .map(String::as_str)
                .zip(columns.iter().map(Vec::as_slice))
                .collect();
            all.push(("members", &weight));
            let units: Vec<Option<u32>> = order.iter().map(|&i| Some((i % 3) as u32)).collect();
            gather(&definition, &frame(&all), &units, 3, 5)
                .unwrap()
                .frame
        };
        let forward: Vec<usize> = (0..60).collect();
        let turned: Vec<usize> = (0..60).rev().collect();
        assert!(of(&forward).equals_missing(&of(&turned)));
    }

    #[test]
    fn weighted_means_are_capped_at_the_target() {
        let definition = define(
            "good = \"high\"\nbest = 1\nworst = 0\npeople = { weight = \"spent\" }\nindicators = [{ code = \"a\", good = \"high\", normalise = { method = \"target\", min = 0, target = 0.5 } }, { code = \"b\", good = \"high\", normalise = { method = \"target\", min = 0, target = 1 } }]",
        )
        .unwrap();
        let rows = frame(&[
            ("a", &[Some(1.0), Some(0.0), Some(1.0), Some(0.0)]),
            ("b", &[Some(0.0), Some(1.0), None, Some(1.0)]),
            ("spent", &[Some(3.0), Some(1.0), Some(4.0), None]),
        ]);
        let found = gather(
            &definition,
            &rows,
            &[Some(0), Some(0), Some(1), Some(1)],
            2,
            1,
        )
        .unwrap();
        assert_eq!(column(&found.frame, "a"), [Some(0.75), Some(1.0)]);
        assert_eq!(column(&found.frame, "b"), [Some(0.25), None]);
        assert_eq!(found.findings.len(), 1);
        let scores = score(&found.definition, &found.frame, &Context::default()).unwrap();
        // 0.75 of a target of 0.5 counts as reached: (1 + 0.25) / 2
        assert_eq!(scores.score, [Some(0.625), None]);
    }

    #[test]
    fn every_built_in_of_people_loads_and_needs_its_columns() {
        for name in ["mpi", "sepakat"] {
            let definition = Definition::load(name, std::path::Path::new("")).unwrap();
            let weights = overall_weights(&definition);
            assert!((weights.iter().sum::<f64>() - 1.0).abs() < 1e-12, "{name}");
            let rows = frame(&[("x", &[Some(1.0)])]);
            assert!(gather(&definition, &rows, &[Some(0)], 1, 1).is_err());
        }
        let mpi = Definition::load("mpi", std::path::Path::new("")).unwrap();
        let weights = overall_weights(&mpi);
        assert!((weights[0] - 1.0 / 6.0).abs() < 1e-15 && (weights[9] - 1.0 / 18.0).abs() < 1e-15);
    }
}
