//! Several rows of one unit put together.

use super::Table;
use crate::base::study::Aggregate;
use crate::error::Result;
use polars::prelude::*;
use std::collections::HashMap;

/// One row per value of the column `key`, in the order of first appearance; `rows` holds the first row of each.
///
/// Numbers follow the rule over the values that are there; without any the result is null, never 0. Sums do not depend
/// on the order of rows. Texts and booleans stay where all of the key's values agree, else they are null. First and Last
/// take the values of that row, texts too, nulls too. Rows without a key stay as they are.
pub fn aggregate(table: Table, key: &str, rule: Aggregate) -> Result<Table> {
    let keys = table.column(key)?.cast(&DataType::String)?;
    let mut groups: Vec<Vec<IdxSize>> = Vec::new();
    let mut known: HashMap<&str, usize> = HashMap::new();
    for (i, key) in keys.str()?.iter().enumerate() {
        let next = groups.len();
        let group = key.map_or(next, |key| *known.entry(key).or_insert(next));
        if group == next {
            groups.push(Vec::new());
        }
        groups[group].push(i as IdxSize);
    }
    let columns = table.frame.columns().iter();
    let columns: Vec<Column> = columns
        .map(|c| together(c, &groups, rule))
        .collect::<Result<_>>()?;
    Ok(Table {
        frame: DataFrame::new(groups.len(), columns)?,
        rows: groups
            .iter()
            .map(|group| table.rows[group[0] as usize])
            .collect(),
        ..table
    })
}

fn together(column: &Column, groups: &[Vec<IdxSize>], rule: Aggregate) -> Result<Column> {
    let name = column.name().clone();
    let take = |pick: &dyn Fn(&Vec<IdxSize>) -> Option<IdxSize>| {
        let rows: IdxCa = groups.iter().map(pick).collect();
        Ok(column.take(&rows)?)
    };
    match (rule, column.dtype()) {
        (Aggregate::First, _) => take(&|group| group.first().copied()),
        (Aggregate::Last, _) => take(&|group| group.last().copied()),
        (_, DataType::Float64) => {
            let values = column.f64()?;
            let reals = groups.iter().map(|group| {
                let there: Vec<f64> = group
                    .iter()
                    .filter_map(|&i| values.get(i as usize))
                    .collect();
                real(there, rule)
            });
            Ok(Column::new(name, reals.collect::<Vec<_>>()))
        }
        (Aggregate::Mean, DataType::Int64) => {
            together(&column.cast(&DataType::Float64)?, groups, rule)
        }
        (_, DataType::Int64) => {
            let values = column.i64()?;
            let wholes = groups.iter().map(|group| {
                let there = group
                    .iter()
                    .filter_map(|&i| values.get(i as usize))
                    .map(i128::from);
                match rule {
                    Aggregate::Min => there.min(),
                    Aggregate::Max => there.max(),
                    _ => there.reduce(|a, b| a + b),
                }
            });
            let wholes: Vec<Option<i128>> = wholes.collect();
            if wholes
                .iter()
                .flatten()
                .all(|&whole| i64::try_from(whole).is_ok())
            {
                let wholes = wholes.iter().map(|whole| whole.map(|whole| whole as i64));
                return Ok(Column::new(name, wholes.collect::<Vec<_>>()));
            }
            let reals = wholes.iter().map(|whole| whole.map(|whole| whole as f64));
            Ok(Column::new(name, reals.collect::<Vec<_>>()))
        }
        _ => {
            let texts = column.cast(&DataType::String)?;
            let texts = texts.str()?;
            take(&|group| {
                let mut there = group
                    .iter()
                    .filter_map(|&i| Some((i, texts.get(i as usize)?)));
                let (first, text) = there.next()?;
                there.all(|(_, other)| other == text).then_some(first)
            })
        }
    }
}

/// Sorted before summing, so that the order of rows never shows in the last bits.
fn real(mut there: Vec<f64>, rule: Aggregate) -> Option<f64> {
    there.sort_by(f64::total_cmp);
    let (least, greatest) = (*there.first()?, *there.last()?);
    let sum: f64 = there.iter().sum();
    Some(match rule {
        Aggregate::Mean => sum / there.len() as f64,
        Aggregate::Min => least,
        Aggregate::Max => greatest,
        _ => sum,
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use proptest::prelude::{Just, Strategy, prop, prop_assert_eq, proptest};

    fn table() -> Table {
        let frame = df!(
            "kab" => [Some("02"), Some("01"), Some("02"), None, Some("01")],
            "nama" => [Some("Ende"), Some("Ngada"), None, Some("Ende"), Some("NGADA")],
            "n" => [Some(1_i64), None, Some(3), Some(5), None],
            "p" => [Some(0.5), None, Some(1.0), None, Some(2.0)],
        );
        Table {
            source: "t.csv".into(),
            sheet: None,
            frame: frame.unwrap(),
            rows: vec![2, 3, 4, 5, 6],
            left: Vec::new(),
        }
    }

    #[test]
    fn rules_ignore_nulls_and_never_make_a_zero() {
        for (rule, n, p) in [
            (Aggregate::Sum, Some(4.0), [Some(1.5), Some(2.0), None]),
            (Aggregate::Mean, Some(2.0), [Some(0.75), Some(2.0), None]),
            (Aggregate::Min, Some(1.0), [Some(0.5), Some(2.0), None]),
            (Aggregate::Max, Some(3.0), [Some(1.0), Some(2.0), None]),
            (Aggregate::First, Some(1.0), [Some(0.5), None, None]),
            (Aggregate::Last, Some(3.0), [Some(1.0), Some(2.0), None]),
        ] {
            let table = aggregate(table(), "kab", rule).unwrap();
            assert_eq!(table.rows, [2, 3, 5]);
            let values = |name: &str| -> Vec<Option<f64>> {
                let column = table.frame.column(name).unwrap();
                column
                    .cast(&DataType::Float64)
                    .unwrap()
                    .f64()
                    .unwrap()
                    .iter()
                    .collect()
            };
            assert_eq!(values("n"), [n, None, Some(5.0)], "{rule:?}");
            assert_eq!(values("p"), p, "{rule:?}");
            let names: Vec<_> = table
                .frame
                .column("nama")
                .unwrap()
                .str()
                .unwrap()
                .iter()
                .collect();
            match rule {
                Aggregate::First => assert_eq!(names, [Some("Ende"), Some("Ngada"), Some("Ende")]),
                Aggregate::Last => assert_eq!(names, [None, Some("NGADA"), Some("Ende")]),
                _ => assert_eq!(names, [Some("Ende"), None, Some("Ende")]),
            }
        }
        assert!(aggregate(table(), "kap", Aggregate::Sum).is_err());
    }

    #[test]
    fn a_sum_beyond_int64_becomes_a_float() {
        let frame = df!("k" => ["a", "a"], "n" => [i64::MAX, i64::MAX]).unwrap();
        let table = Table {
            frame,
            rows: vec![2, 3],
            ..table()
        };
        let table = aggregate(table, "k", Aggregate::Sum).unwrap();
        assert_eq!(
            table.frame.column("n").unwrap().f64().unwrap().get(0),
            Some(2.0 * i64::MAX as f64)
        );
    }

    proptest! {
        #[test]
        fn the_order_of_rows_never_shows_in_sums(
            (values, shuffled) in prop::collection::vec(-1e6..1e6_f64, 1..20)
                .prop_flat_map(|values| (Just(values.clone()), Just(values).prop_shuffle())),
        ) {
            let sum = |values: &[f64]| {
                let frame = df!("k" => vec!["a"; values.len()], "v" => values).unwrap();
                let table = Table { frame, rows: (0..values.len()).collect(), ..table() };
                let table = aggregate(table, "k", Aggregate::Sum).unwrap();
                table.frame.column("v").unwrap().f64().unwrap().get(0).map(f64::to_bits)
            };
            prop_assert_eq!(sum(&values), sum(&shuffled));
        }
    }
}
