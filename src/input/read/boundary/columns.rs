//! Attribute values of mixed kinds to typed columns.

use crate::error::Result;
use polars::frame::DataFrame;
use polars::prelude::{Column, DataType, NamedFrom, Series};
use std::collections::{HashMap, HashSet};

/// One attribute value.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Cell {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
}

/// The columns of n rows: the union of the keys of all rows, in order of first appearance; what a row lacks is null.
pub(super) fn frame(rows: Vec<Vec<(String, Cell)>>) -> Result<DataFrame> {
    let height = rows.len();
    let mut position: HashMap<String, usize> = HashMap::new();
    let mut columns: Vec<(String, Vec<Cell>)> = Vec::new();
    for (row, cells) in rows.into_iter().enumerate() {
        for (name, cell) in cells {
            let column = *position.entry(name.clone()).or_insert_with(|| {
                columns.push((name, vec![Cell::Null; height]));
                columns.len() - 1
            });
            columns[column].1[row] = cell;
        }
    }
    let columns = columns
        .into_iter()
        .map(|(name, cells)| typed(&name, cells))
        .collect();
    Ok(DataFrame::new(height, columns)?)
}

/// A column of the narrowest kind that holds every cell: Boolean, Int64, Float64, else String.
pub(super) fn typed(name: &str, cells: Vec<Cell>) -> Column {
    let all = |fits: fn(&Cell) -> bool| cells.iter().all(|cell| *cell == Cell::Null || fits(cell));
    let series = if all(|_| false) {
        Series::new(name.into(), vec![None::<String>; cells.len()])
    } else if all(|cell| matches!(cell, Cell::Bool(_))) {
        let values = cells.iter().map(|cell| match cell {
            Cell::Bool(value) => Some(*value),
            _ => None,
        });
        Series::new(name.into(), values.collect::<Vec<_>>())
    } else if all(|cell| matches!(cell, Cell::Int(_))) {
        let values = cells.iter().map(|cell| match cell {
            Cell::Int(value) => Some(*value),
            _ => None,
        });
        Series::new(name.into(), values.collect::<Vec<_>>())
    } else if all(|cell| matches!(cell, Cell::Int(_) | Cell::Float(_))) {
        let values = cells.iter().map(|cell| match cell {
            Cell::Int(value) => Some(*value as f64),
            Cell::Float(value) => Some(*value),
            _ => None,
        });
        Series::new(name.into(), values.collect::<Vec<_>>())
    } else {
        let values = cells.into_iter().map(|cell| match cell {
            Cell::Null => None,
            Cell::Bool(value) => Some(value.to_string()),
            Cell::Int(value) => Some(value.to_string()),
            Cell::Float(value) => Some(format!("{value:?}")),
            Cell::Text(value) => Some(value),
        });
        Series::new(name.into(), values.collect::<Vec<_>>())
    };
    series.into()
}

/// What a file says of a column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Bool,
    Int,
    Float,
    Text,
}

/// A column of the kind that its file declares; where a cell is of another kind, of the narrowest kind that holds every cell.
pub(super) fn declared(name: &str, kind: Kind, mut cells: Vec<Cell>) -> Column {
    let dtype = match kind {
        Kind::Bool => DataType::Boolean,
        Kind::Int => DataType::Int64,
        Kind::Float => DataType::Float64,
        Kind::Text => DataType::String,
    };
    if cells.iter().all(|cell| *cell == Cell::Null) {
        return Column::full_null(name.into(), cells.len(), &dtype);
    }
    if kind == Kind::Bool
        && cells
            .iter()
            .all(|c| matches!(c, Cell::Null | Cell::Int(0 | 1)))
    {
        for cell in &mut cells {
            if let Cell::Int(value) = *cell {
                *cell = Cell::Bool(value == 1);
            }
        }
    }
    if kind == Kind::Float {
        for cell in &mut cells {
            if let Cell::Int(value) = *cell {
                *cell = Cell::Float(value as f64);
            }
        }
    }
    typed(name, cells)
}

/// Column names made distinct: the second `kode` becomes `kode_2`.
pub(super) fn distinct(names: Vec<String>) -> Vec<String> {
    let mut taken = HashSet::new();
    let mut unique = |name: String| {
        let free = (2..)
            .map(|n| format!("{name}_{n}"))
            .find(|candidate| !taken.contains(candidate));
        let name = match free {
            Some(free) if taken.contains(&name) => free,
            _ => name,
        };
        taken.insert(name.clone());
        name
    };
    names.into_iter().map(&mut unique).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn rows_with_other_keys_make_the_union() {
        let row = |cells: &[(&str, Cell)]| -> Vec<(String, Cell)> {
            (cells
                .iter()
                .map(|(name, cell)| ((*name).to_owned(), cell.clone())))
            .collect()
        };
        let frame = frame(vec![
            row(&[("a", Cell::Int(1)), ("b", Cell::Bool(true))]),
            row(&[("c", Cell::Int(2)), ("a", Cell::Float(0.5))]),
            row(&[("d", Cell::Null), ("c", Cell::Text("x".into()))]),
        ])
        .unwrap();
        let types: Vec<(&str, &DataType)> = frame
            .columns()
            .iter()
            .map(|column| (column.name().as_str(), column.dtype()))
            .collect();
        assert_eq!(
            types,
            [
                ("a", &DataType::Float64),
                ("b", &DataType::Boolean),
                ("c", &DataType::String),
                ("d", &DataType::String)
            ]
        );
        assert_eq!(frame.height(), 3);
        let c = frame.column("c").unwrap().str().unwrap().clone();
        assert_eq!(c.iter().collect::<Vec<_>>(), [None, Some("2"), Some("x")]);
        assert_eq!(frame.column("a").unwrap().null_count(), 1);
    }

    #[test]
    fn what_a_file_declares_is_kept() {
        let kind = |kind, cells: &[Cell]| declared("a", kind, cells.to_vec()).dtype().clone();
        assert_eq!(kind(Kind::Float, &[Cell::Null]), DataType::Float64);
        assert_eq!(kind(Kind::Float, &[Cell::Int(1)]), DataType::Float64);
        assert_eq!(
            kind(Kind::Bool, &[Cell::Int(1), Cell::Null]),
            DataType::Boolean
        );
        assert_eq!(kind(Kind::Bool, &[Cell::Int(2)]), DataType::Int64);
        assert_eq!(kind(Kind::Int, &[Cell::Text("x".into())]), DataType::String);
        assert_eq!(
            kind(Kind::Text, &[Cell::Text("01".into())]),
            DataType::String
        );
    }

    #[test]
    fn repeated_names_are_told_apart() {
        let names = ["x", "x_2", "x", "x"].map(String::from).to_vec();
        assert_eq!(distinct(names), ["x", "x_2", "x_3", "x_4"]);
    }
}
