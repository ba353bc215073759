#![allow(clippy::unwrap_used)]
use super::*;
use crate::error::Kind;
use polars::prelude::{DataFrame, NamedFrom, Series as Values};

fn table(years: &[&str], y: &[Option<f64>], definition: &[&str]) -> Table {
    let columns = vec![
        Column::from(Values::new("year".into(), years)),
        Column::from(Values::new("y".into(), y)),
        Column::from(Values::new("by".into(), definition)),
    ];
    Table {
        source: "panel.csv".into(),
        sheet: None,
        frame: DataFrame::new(years.len(), columns).unwrap(),
        rows: (2..years.len() + 2).collect(),
        left: Vec::new(),
    }
}

fn wanted<'a>(columns: &'a [String], definition: Option<&'a str>, breaks: &'a [i32]) -> Wanted<'a> {
    Wanted {
        year: Some("year"),
        columns,
        years: None,
        definition,
        breaks,
    }
}

fn part(table: Table, unit_of: Vec<Option<u32>>) -> Part {
    Part {
        table,
        unit_of,
        year: None,
        definition: None,
    }
}

const UNITS: [Option<u32>; 4] = [Some(1), Some(0), None, Some(1)];

#[test]
fn rows_find_their_cells_and_are_counted() {
    let columns = ["y".to_owned()];
    let rows = table(
        &["2021", "2021-06-30", "2021", "2023"],
        &[Some(1.0), None, Some(9.0), Some(3.0)],
        &["a"; 4],
    );
    let mut findings = Vec::new();
    let found = assemble(
        &[part(rows.clone(), UNITS.to_vec())],
        &wanted(&columns, Some("by"), &[]),
        3,
        &mut findings,
    )
    .unwrap();
    assert_eq!(found.years, [2021, 2023]);
    assert_eq!(
        found.values[0],
        [None, None, Some(1.0), Some(3.0), None, None]
    );
    assert_eq!(
        (found.units(), found.gaps(), found.no_unit),
        (vec![0, 1], 1, 1)
    );
    assert_eq!(findings.len(), 1);
    let kept = Wanted {
        years: Some(&[2021]),
        ..wanted(&columns, None, &[])
    };
    let found = assemble(
        &[part(rows.clone(), UNITS.to_vec())],
        &kept,
        3,
        &mut findings,
    )
    .unwrap();
    assert_eq!((found.years.len(), found.other_years), (1, 1));
    let absent = Wanted {
        years: Some(&[2021, 2022]),
        ..wanted(&columns, None, &[])
    };
    let error = assemble(&[part(rows, UNITS.to_vec())], &absent, 3, &mut findings).unwrap_err();
    assert!(error.what.contains("no row of 2022"));
}

#[test]
fn years_that_are_no_series_are_refused() {
    let columns = ["y".to_owned()];
    let refused = |definition: &[&str], breaks: &[i32]| {
        let rows = table(
            &["2021", "2022", "2022", "2023"],
            &[Some(1.0); 4],
            definition,
        );
        let unit_of = vec![Some(0), Some(0), Some(1), Some(0)];
        let asked = wanted(
            &columns,
            (!definition[0].is_empty()).then_some("by"),
            breaks,
        );
        assemble(&[part(rows, unit_of)], &asked, 2, &mut Vec::new())
    };
    let error = refused(&["idm 2016", "idm 2016", "idm 2016", "idm 2024"], &[]).unwrap_err();
    assert_eq!(error.kind, Kind::Check);
    assert!(
        error
            .what
            .contains("idm 2016 from 2021, idm 2024 from 2023"),
        "{}",
        error.what
    );
    assert!(error.remedy.unwrap().contains("years = [2021, 2022]"));
    let error = refused(&["a", "a", "b", "a"], &[]).unwrap_err();
    assert!(error.what.contains("rows of 2022"));
    let error = refused(&["", "", "", ""], &[2023]).unwrap_err();
    assert_eq!(error.kind, Kind::Check);
    assert!(error.what.contains("breaks in 2023"));
    assert!(refused(&["", "", "", ""], &[2021, 2024]).is_ok());
}

#[test]
fn files_of_one_year_are_put_together() {
    let columns = ["y".to_owned()];
    let of = |year, definition: &str| Part {
        year: Some(year),
        definition: Some(definition.to_owned()),
        ..part(
            table(&["", ""], &[Some(1.0), Some(2.0)], &["", ""]),
            vec![Some(0), Some(1)],
        )
    };
    let asked = Wanted {
        year: None,
        ..wanted(&columns, None, &[])
    };
    let found = assemble(
        &[of(2023, "a 1"), of(2021, "a 1")],
        &asked,
        2,
        &mut Vec::new(),
    )
    .unwrap();
    assert_eq!(
        (found.years, found.values[0].clone()),
        (
            vec![2021, 2023],
            vec![Some(1.0), Some(1.0), Some(2.0), Some(2.0)]
        )
    );
    let error = assemble(
        &[of(2023, "a 2"), of(2021, "a 1")],
        &asked,
        2,
        &mut Vec::new(),
    )
    .unwrap_err();
    assert!(
        error.what.contains("a 1 from 2021, a 2 from 2023")
            && error.remedy.unwrap().contains("no two years")
    );
}

#[test]
fn repeated_rows_and_bad_years_have_their_rows() {
    let columns = ["y".to_owned()];
    let rows = table(
        &["2021", "2021", "2021", "2021"],
        &[Some(1.0); 4],
        &["a"; 4],
    );
    let asked = wanted(&columns, None, &[]);
    let error = assemble(&[part(rows, UNITS.to_vec())], &asked, 3, &mut Vec::new()).unwrap_err();
    assert_eq!(error.place.row, Some(5));
    assert!(
        error
            .what
            .contains("this row and row 2 are of one unit and the year 2021")
    );
    let rows = table(
        &["2021", "tahun", "2021", "2022"],
        &[Some(1.0); 4],
        &["a"; 4],
    );
    let error = assemble(&[part(rows, UNITS.to_vec())], &asked, 3, &mut Vec::new()).unwrap_err();
    assert_eq!(
        (error.place.row, error.what.as_str()),
        (Some(3), "this is no year and no date with one")
    );
}

#[test]
fn treatment_starts_with_the_earliest_row() {
    let rows = table(
        &["2022", "2021", "2020", "2021"],
        &[Some(1.0), Some(0.0), Some(1.0), Some(1.0)],
        &["2022", "", "2020", "2021"],
    );
    let (found, empty) = starts(&rows, &UNITS, "by", 3).unwrap();
    assert_eq!((found, empty), (vec![None, Some(2021), None], 1));
    let mut findings = Vec::new();
    let found = first_marked(
        &part(rows.clone(), UNITS.to_vec()),
        Some("year"),
        "y",
        3,
        &mut findings,
    )
    .unwrap();
    assert_eq!(found, [None, Some(2021), None]);
    assert!(findings.is_empty());
    let error = first_named((&rows, &UNITS), "by", 3).unwrap_err();
    assert_eq!(error.place.row, Some(5));
}
