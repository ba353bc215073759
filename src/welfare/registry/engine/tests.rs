#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use crate::base::code::System;
use crate::welfare::registry::expression::{Definitions, parse};
use crate::welfare::registry::query::Measure;
use polars::prelude::*;
use std::path::{Path, PathBuf};

const KEMENDAGRI: Codes = Codes {
    system: System::Kemendagri,
    joined: None,
};

fn measure(name: &str, text: &str) -> Measure {
    Measure::parse(name, text, &Definitions::default(), None).unwrap()
}

fn query(
    level: Option<Level>,
    groups: &[(&str, &str)],
    filter: Option<&str>,
    measures: &[(&str, &str)],
) -> Query {
    let read = |text: &str| parse(text, &Definitions::default()).unwrap();
    Query {
        name: "q".into(),
        level,
        groups: groups
            .iter()
            .map(|(name, text)| ((*name).to_owned(), read(text)))
            .collect(),
        filter: filter.map(read),
        measures: measures
            .iter()
            .map(|(name, text)| measure(name, text))
            .collect(),
    }
}

const MEASURES: [(&str, &str); 10] = [
    ("rows", "count(*)"),
    ("seen", "count(income)"),
    ("women", "count(*) filter (where sex = 'P')"),
    ("income", "sum(income)"),
    ("share", "sum(weight * income / members)"),
    (
        "gap",
        "sum((0.3 - income) / 0.3) filter (where income < 0.3 and not working)",
    ),
    ("low", "min(income)"),
    ("high", "max(weight * members)"),
    (
        "old",
        "sum(case when age >= 60 or working is null then coalesce(weight, 1) else 0 end)",
    ),
    (
        "steps",
        "sum(floor(ln(income) * 4 + 0.5)) filter (where sex in ('P', 'X') or age between 3 and 9)",
    ),
];

/// Persons in a few villages, with every kind of gap.
fn persons(n: usize) -> DataFrame {
    let pick = |i: usize, salt: usize, of: usize| (i * 7919 + salt * 104_729 + i * i % 613) % of;
    let number = |salt: usize, of: usize, gaps: usize| -> Vec<Option<f64>> {
        (0..n)
            .map(|i| {
                (gaps == 0 || pick(i, salt + 50, gaps) > 0).then(|| pick(i, salt, of) as f64 / 7.0)
            })
            .collect()
    };
    let whole =
        |salt: usize, of: usize| -> Vec<i32> { (0..n).map(|i| pick(i, salt, of) as i32).collect() };
    let code = |i: usize| {
        let code = 5_301_012_001 + (pick(i, 1, 5) as i64) * 10_000 + pick(i, 2, 3) as i64;
        (pick(i, 3, 40) > 0).then(|| code.to_string())
    };
    df!(
        "code" => (0..n).map(code).collect::<Vec<_>>(),
        "income" => number(4, 11, 9),
        "weight" => number(5, 23, 13),
        "members" => whole(6, 5),
        "age" => whole(7, 80),
        "sex" => (0..n).map(|i| ["P", "L", "X"].get(pick(i, 8, 4)).copied()).collect::<Vec<_>>(),
        "working" => (0..n).map(|i| [Some(true), Some(false), None][pick(i, 9, 3)]).collect::<Vec<_>>(),
    )
    .unwrap()
}

fn write(path: &Path, frame: &DataFrame, group: usize) {
    let file = std::fs::File::create(path).unwrap();
    let writer = ParquetWriter::new(file).with_row_group_size(Some(group));
    writer.finish(&mut frame.clone()).unwrap();
}

fn run_on(files: &[PathBuf], queries: &[Query], threads: usize) -> Vec<Grouped> {
    let mut rows = Rows::open(files).unwrap();
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()
        .unwrap();
    pool.install(|| run(&mut rows, "code", KEMENDAGRI, queries, &mut Vec::new()))
        .unwrap()
}

/// The same by polars' SQL, in the order of units and groups.
fn by_polars(frame: &DataFrame, query: &Query) -> DataFrame {
    let mut context = polars::sql::SQLContext::new();
    context.register("registry", frame.clone().lazy());
    let sql = query.sql("code", System::Kemendagri);
    let found = context.execute(&sql).unwrap().collect().unwrap();
    let keys: Vec<String> = query
        .level
        .iter()
        .map(|_| "code".to_owned())
        .chain(query.groups.iter().map(|(name, _)| name.clone()))
        .collect();
    match keys.is_empty() {
        true => found,
        false => found.sort(keys, SortMultipleOptions::default()).unwrap(),
    }
}

fn agree(found: &Grouped, query: &Query, peer: &DataFrame) {
    assert_eq!(peer.height(), found.n.len());
    let numbers = |name: &str| -> Vec<f64> {
        let column = peer.column(name).unwrap().cast(&DataType::Float64).unwrap();
        column
            .f64()
            .unwrap()
            .iter()
            .map(|x| x.unwrap_or(f64::NAN))
            .collect()
    };
    if query.level.is_some() {
        let codes: Vec<Option<String>> = peer
            .column("code")
            .unwrap()
            .str()
            .unwrap()
            .iter()
            .map(|c| c.map(str::to_owned))
            .collect();
        let own: Vec<Option<String>> = found
            .codes
            .iter()
            .map(|c| c.as_ref().map(ToString::to_string))
            .collect();
        assert_eq!(codes, own);
    }
    assert_eq!(
        numbers("n"),
        found.n.iter().map(|&n| n as f64).collect::<Vec<_>>()
    );
    for (at, measure) in query.measures.iter().enumerate() {
        for (x, y) in found.values[at].iter().zip(numbers(&measure.name)) {
            let near = (x - y).abs() <= 1e-12 * y.abs().max(1.0);
            assert!(
                near || x.is_nan() && y.is_nan(),
                "{}: {x} and {y}",
                measure.name
            );
        }
        if measure.fold != Fold::Count {
            let behind: Vec<f64> = found.behind[at].iter().map(|&n| n as f64).collect();
            assert_eq!(
                numbers(&format!("{}_n", measure.name)),
                behind,
                "{}",
                measure.name
            );
        }
    }
}

#[test]
fn every_number_is_that_of_the_sql_text() {
    let dir = tempfile::tempdir().unwrap();
    let frame = persons(5000);
    let file = dir.path().join("persons.parquet");
    write(&file, &frame, 700);
    let queries = [
        query(Some(Level::Village), &[], None, &MEASURES),
        query(
            Some(Level::Village),
            &[],
            Some("age >= 20 and sex <> 'X'"),
            &MEASURES,
        ),
        query(Some(Level::District), &[("sex", "sex")], None, &MEASURES),
        query(
            Some(Level::Regency),
            &[("aged", "age >= 60"), ("members", "members * 2")],
            Some("working"),
            &MEASURES,
        ),
        query(None, &[("grade", "floor(age / 10)")], None, &MEASURES),
        query(None, &[], None, &MEASURES),
    ];
    let found = run_on(&[file], &queries, 2);
    for (query, found) in queries.iter().zip(&found) {
        agree(found, query, &by_polars(&frame, query));
        let counted: u64 = found.n.iter().sum();
        assert_eq!(counted + found.left_out, 5000);
    }
}

#[test]
fn threads_order_files_and_formats_change_no_bit() {
    let dir = tempfile::tempdir().unwrap();
    let path = |name: &str| dir.path().join(name);
    let frame = persons(3000);
    write(&path("all.parquet"), &frame, 400);
    let queries = [
        query(Some(Level::Village), &[("sex", "sex")], None, &MEASURES),
        query(Some(Level::Province), &[], Some("age > 5"), &MEASURES),
    ];
    let whole = run_on(&[path("all.parquet")], &queries, 1);
    assert_eq!(
        format!("{whole:?}"),
        format!("{:?}", run_on(&[path("all.parquet")], &queries, 3))
    );
    let turned: IdxCa = (0..3000).rev().map(|i| Some(i * 7 % 3000)).collect();
    let turned = frame.take(&turned).unwrap();
    write(&path("part-1.parquet"), &turned.slice(0, 1111), 100);
    write(&path("part-2.parquet"), &turned.slice(1111, 1889), 5000);
    let parts = run_on(&[path("part-*.parquet")], &queries, 2);
    assert_eq!(format!("{whole:?}"), format!("{parts:?}"));
    // the same as text, with commas in the numbers and dots in the codes
    let mut text = String::from("\u{feff}code;income;weight;members;age;sex;working\r\n");
    for i in 0..3000 {
        let cell = |name: &str| match turned.column(name).unwrap().get(i).unwrap() {
            AnyValue::Null => "-".to_owned(),
            AnyValue::String(code) if code.len() == 10 => {
                format!(
                    "{}.{}.{}.{}",
                    &code[..2],
                    &code[2..4],
                    &code[4..6],
                    &code[6..]
                )
            }
            AnyValue::String(text) => format!("\"{text}\""),
            AnyValue::Float64(x) => x.to_string().replace('.', ","),
            other => other.to_string(),
        };
        let row = [
            "code", "income", "weight", "members", "age", "sex", "working",
        ]
        .map(cell);
        text += &(row.join(";") + "\r\n");
    }
    std::fs::write(path("all.csv"), text).unwrap();
    let csv = run_on(&[path("all.csv")], &queries, 2);
    assert_eq!(format!("{whole:?}"), format!("{csv:?}"));
}

#[test]
fn codes_in_many_coats() {
    let dir = tempfile::tempdir().unwrap();
    let whole = df!("code" => [5_301_012_001_i64, 5_301_012_002, 5_301_012_001]).unwrap();
    let real = df!("code" => [Some(5_301_012_001.0), None, Some(f64::NAN)]).unwrap();
    let text =
        df!("code" => ["53.01.01.2001", "'5301012002", "5.301012001E9", "53.1.1.2001", "-", ""])
            .unwrap();
    let mut files = Vec::new();
    for (i, frame) in [whole, real, text].iter().enumerate() {
        files.push(dir.path().join(format!("{i}.parquet")));
        write(&files[i], frame, 100);
    }
    let mut rows = Rows::open(&files).unwrap();
    let mut findings = Vec::new();
    let queries = [query(
        Some(Level::Village),
        &[],
        None,
        &[("rows", "count(*)")],
    )];
    let found = run(&mut rows, "code", KEMENDAGRI, &queries, &mut findings).unwrap();
    let codes: Vec<String> = found[0]
        .codes
        .iter()
        .map(|code| code.as_ref().map_or_else(String::new, ToString::to_string))
        .collect();
    assert_eq!(codes, ["", "5301012001", "5301012002"]);
    assert_eq!(found[0].n, [4, 6, 2]);
    assert_eq!(findings[0].check, "code-repaired");
}

#[test]
fn what_cannot_be_asked() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("a.parquet");
    write(&file, &persons(50), 50);
    let fails = |code: &str, query: Query| {
        let mut rows = Rows::open(std::slice::from_ref(&file)).unwrap();
        run(&mut rows, code, KEMENDAGRI, &[query], &mut Vec::new())
            .unwrap_err()
            .to_string()
    };
    let village = Some(Level::Village);
    assert!(fails("nik", query(village, &[], None, &[])).contains("names persons"));
    assert!(fails("kode", query(village, &[], None, &[])).contains("no such column"));
    assert!(fails("code", query(village, &[], None, &[("x", "sum(incom)")])).contains("income"));
    assert!(
        fails("code", query(village, &[], None, &[("x", "sum(sex)")])).contains("`sex` is text")
    );
    assert!(fails("code", query(village, &[], Some("age"), &[])).contains("is no condition"));
    assert!(fails("code", query(village, &[("n", "sex")], None, &[])).contains("called n"));
    let bytes = std::fs::read(&file).unwrap();
    std::fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    let error = Rows::open(&[file]).unwrap_err();
    assert!(
        error
            .to_string()
            .contains("a.parquet: the Parquet file cannot be read"),
        "{error}"
    );
}
