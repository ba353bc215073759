//! A table's rows to the units of one level.

use super::account::{self, Accounting, Fate, Key};
use super::{Units, by_code, by_name};
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::read::table::{self, Table};
use polars::prelude::{Column, DataFrame, IdxCa, IdxSize, NamedFrom, Series};
use std::path::Path;

/// A table laid over the units of a level.
#[derive(Debug, Clone)]
pub struct Joined {
    /// What a row is.
    pub level: Level,
    /// n rows in unit order: `code`, then the table's columns with their types; null where a unit has no row.
    pub frame: DataFrame,
    /// Where every row went.
    pub accounting: Accounting,
}

/// What a join works on.
pub(super) struct Work<'a> {
    pub units: &'a Units,
    pub table: &'a Table,
    pub spec: &'a study::Table,
    pub codes: &'a study::Codes,
    /// Folder that relative paths start from.
    pub base: &'a Path,
}

/// Joins the rows of a table to n units by code (directly, through a bridge, along a lineage) or, without a code column, by name.
///
/// A row is *matched* when it belongs to one unit and its name, where there is one, does not contradict; *ambiguous* when the name
/// contradicts the code, or several units would do; else *unmatched*. The order of rows never matters. Refused: a table in another
/// code system without a bridge; more contradictions than `max_contradiction` of the code matches; no match at all; several rows of
/// one unit without `aggregate`.
pub fn attach(
    units: &Units,
    table: Table,
    spec: &study::Table,
    codes: &study::Codes,
    base: &Path,
    findings: &mut Vec<Finding>,
) -> Result<Joined> {
    let work = Work {
        units,
        table: &table,
        spec,
        codes,
        base,
    };
    let (key, rows) = match (&spec.code, &spec.name) {
        (Some(_), _) if spec.bridge.is_some() => (Key::Bridge, by_code::rows(&work, findings)?),
        (Some(_), _) => (Key::Code, by_code::rows(&work, findings)?),
        (None, Some(name)) => (Key::Name, by_name::rows(&work, name, findings)?),
        (None, None) => {
            return Err(Error::study("a table needs a `code` or a `name` column")
                .file(&spec.path)
                .remedy("name one under [[tables]]"));
        }
    };
    let accounting = account::settle(&work, key, &rows, findings)?;
    let matched = rows.iter().enumerate().filter_map(|(row, r)| match r.fate {
        Fate::Matched { unit, .. } => Some((row, unit)),
        _ => None,
    });
    let (kept, of_row): (Vec<usize>, Vec<usize>) = matched.unzip();
    let (table, of_row) = match spec.aggregate {
        Some(rule) => together(units, &take(table, &kept)?, &of_row, rule)?,
        None => (take(table, &kept)?, of_row),
    };
    let row_of = account::one_row_each(units, &table, &of_row)?;
    let indices: IdxCa = row_of
        .into_iter()
        .map(|row| row.map(|row| row as IdxSize))
        .collect();
    Ok(Joined {
        level: units.level,
        frame: with_code(table.frame.take(&indices)?, &units.codes)?,
        accounting,
    })
}

fn take(table: Table, rows: &[usize]) -> Result<Table> {
    let indices: IdxCa = rows.iter().map(|&row| Some(row as IdxSize)).collect();
    Ok(Table {
        frame: table.frame.take(&indices)?,
        rows: rows.iter().map(|&row| table.rows[row]).collect(),
        ..table
    })
}

/// Rows of one unit put together: the table and the unit of each of its rows.
fn together(
    units: &Units,
    table: &Table,
    of_row: &[usize],
    rule: study::Aggregate,
) -> Result<(Table, Vec<usize>)> {
    let codes: Vec<Code> = of_row
        .iter()
        .map(|&unit| units.codes[unit].clone())
        .collect();
    let table = Table {
        frame: with_code(table.frame.clone(), &codes)?,
        ..table.clone()
    };
    let table = table::aggregate(table, &["code".to_owned()], rule)?;
    let codes = table.column("code")?.str()?;
    let of_row = codes
        .iter()
        .filter_map(|code| units.position(code?))
        .collect();
    Ok((table, of_row))
}

/// The frame behind a first column `code`; its own column of that title gives way.
fn with_code(mut frame: DataFrame, codes: &[Code]) -> Result<DataFrame> {
    if frame.column("code").is_ok() {
        frame.drop_in_place("code")?;
    }
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    frame.insert_column(0, Column::from(Series::new("code".into(), codes)))?;
    Ok(frame)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::code::System;
    use polars::df;
    use proptest::prelude::*;

    const NAMES: [&str; 6] = [
        "Otan",
        "Uitao",
        "Bokonusan",
        "Hansisi",
        "Onansila",
        "Letbaun",
    ];

    fn units() -> Units {
        let codes = (0..NAMES.len()).map(|i| Code::from_canonical(format!("530104200{}", i + 1)));
        Units {
            level: Level::Village,
            system: System::Kemendagri,
            codes: codes.collect(),
            names: NAMES.map(str::to_owned).to_vec(),
            parents: vec![(Level::District, vec!["Semau".to_owned(); NAMES.len()])],
        }
    }

    fn table(codes: &[Option<String>], names: &[Option<&str>]) -> Table {
        let value: Vec<f64> = (0..codes.len()).map(|i| i as f64).collect();
        Table {
            source: "t.csv".into(),
            sheet: None,
            frame: df!("kode" => codes, "desa" => names, "value" => value).unwrap(),
            rows: (2..codes.len() + 2).collect(),
        }
    }

    fn join(
        table: Table,
        spec: &str,
        codes: &study::Codes,
        base: &Path,
    ) -> Result<(Joined, Vec<Finding>)> {
        let spec = toml::from_str(&format!("path = 't.csv'\n{spec}")).unwrap();
        let mut findings = Vec::new();
        let joined = attach(&units(), table, &spec, codes, base, &mut findings)?;
        Ok((joined, findings))
    }

    fn some(codes: &[&str]) -> Vec<Option<String>> {
        codes.iter().map(|code| Some((*code).to_owned())).collect()
    }

    fn values(joined: &Joined) -> Vec<Option<f64>> {
        joined
            .frame
            .column("value")
            .unwrap()
            .f64()
            .unwrap()
            .iter()
            .collect()
    }

    #[test]
    fn every_fate_is_told() {
        let mut codes = some(&[
            "53.01.04.2001",
            "5301042002.0",
            "5301042003",
            "5301042009",
            "5301042006",
        ]);
        codes.push(None);
        let names = ["OTAN", "Uitau", "Letbaun", "Baru", "Letbaun", "Hansisi"].map(Some);
        let lenient = study::Codes {
            max_contradiction: 0.5,
            ..study::Codes::default()
        };
        let (joined, findings) = join(
            table(&codes, &names),
            "code = 'kode'\nname = 'desa'",
            &lenient,
            Path::new(""),
        )
        .unwrap();
        let a = &joined.accounting;
        assert_eq!(
            [
                a.rows,
                a.matched,
                a.spelled,
                a.unmatched,
                a.ambiguous,
                a.units_without_row
            ],
            [6, 3, 1, 2, 1, 3]
        );
        assert_eq!(
            values(&joined),
            [Some(0.0), Some(1.0), None, None, None, Some(4.0)]
        );
        assert_eq!(joined.frame.columns()[0].name().as_str(), "code");
        let told = |check: &str| {
            findings
                .iter()
                .filter(|f| f.check == check)
                .collect::<Vec<_>>()
        };
        assert_eq!(told("row-unmatched").len(), 2);
        assert_eq!(told("row-ambiguous")[0].place.row, Some(4));
        assert_eq!(
            told("row-ambiguous")[0].what,
            "5301042003 is Bokonusan in the layer, Letbaun in the table; 5301042006 is Letbaun"
        );
        assert_eq!(told("unit-without-row").len(), 3);
        let refused = join(
            table(&codes, &names),
            "code = 'kode'\nname = 'desa'",
            &study::Codes::default(),
            Path::new(""),
        );
        assert!(refused.unwrap_err().to_string().contains(
            "1 of the 4 rows whose code is in the layer bear another name in column desa"
        ));
    }

    /// Numbers and names of persons stay out of every message, whatever column the study takes for codes or names.
    #[test]
    fn nothing_personal_is_told() {
        let said = |table: Table, spec: &str| match join(
            table,
            spec,
            &study::Codes::default(),
            Path::new(""),
        ) {
            Ok((_, findings)) => format!("{findings:?}"),
            Err(error) => format!("{error:?}"),
        };
        let persons = ["Siti Rahayu", "Budi Santoso", "Yohanes Bria", "Maria Tefa"];
        let niks = [
            "5301042001880001",
            "5301045203990002",
            "5301041112650003",
            "5301042009010004",
        ];
        let codes = ["5301042001", "5301042002", "5301042003", "5301042009"];
        let titled = |code: &str, name: &str, codes: &[&str], names: &[&str]| {
            let names: Vec<Option<&str>> = names.iter().copied().map(Some).collect();
            let mut table = table(&some(codes), &names);
            table.frame.rename("kode", code.into()).unwrap();
            table.frame.rename("desa", name.into()).unwrap();
            table
        };
        for (code, name) in [("nik", "nama_kk"), ("kode", "nama")] {
            for spec in [
                format!("code = '{code}'"),
                format!("code = '{code}'\nname = '{name}'"),
                format!("code = '{code}'\nname = '{name}'\nsystem = 'kemendagri'"),
                format!("name = '{name}'"),
                format!("name = '{name}'\nparents = ['{code}']"),
            ] {
                let mixed = [codes[0], niks[1], niks[2], niks[3]];
                for keys in [niks, codes, mixed] {
                    let heard = said(titled(code, name, &keys, &persons), &spec);
                    for private in persons.iter().chain(&niks) {
                        assert!(!heard.contains(private), "{spec}: {heard}");
                    }
                }
            }
        }
        // A few persons are called like villages, which proves nothing.
        let some_named = ["Otan", "Budi Santoso", "Yohanes Bria", "Otan"];
        let heard = said(
            titled("kode", "nama", &codes, &some_named),
            "name = 'nama'\naggregate = 'sum'",
        );
        assert!(
            heard.contains("the layer has no village of the row's name") && !heard.contains("Budi"),
            "{heard}"
        );
        // The title alone forbids it, and short numbers of a column of numbers of persons are not told either.
        let places = ["Otan", "Uitao", "Bokonusan", "Baru"];
        let heard = said(
            titled("nik", "nama_kk", &codes, &places),
            "code = 'nik'\nname = 'nama_kk'",
        );
        assert!(
            !heard.contains("Baru") && !heard.contains("5301042009"),
            "{heard}"
        );
        let heard = said(
            titled("kode", "nama", &codes, &places),
            "code = 'kode'\nname = 'nama'",
        );
        assert!(
            heard.contains("the layer has no village 5301042009, Baru"),
            "{heard}"
        );
        let heard = said(
            titled("kode", "nama", &[codes[0], niks[1]], &places[..2]),
            "code = 'kode'\nname = 'nama'",
        );
        assert!(
            heard.contains("of this row's code, a value of 16 characters"),
            "{heard}"
        );
    }

    #[test]
    fn repeated_codes_need_a_rule() {
        let codes = some(&["5301042001", "5301042002", "5301042001"]);
        let names = [Some("Otan"), Some("Uitao"), Some("Otan")];
        let run = |spec: &str| {
            join(
                table(&codes, &names),
                &format!("code = 'kode'\nname = 'desa'\n{spec}"),
                &study::Codes::default(),
                Path::new(""),
            )
        };
        let error = run("").unwrap_err().to_string();
        assert!(
            error.contains("1 units have several rows: 5301042001 Otan in rows 2, 4"),
            "{error}"
        );
        let (joined, _) = run("aggregate = 'sum'").unwrap();
        assert_eq!(values(&joined)[..2], [Some(2.0), Some(1.0)]);
        assert_eq!(joined.accounting.matched, 3);
    }

    #[test]
    fn bridges_and_lineages_lead_on() {
        let dir = tempfile::tempdir().unwrap();
        let bridge = "bps,nama,dagri\n5301021005,a,53.01.04.2001\n5301021006,b,53.01.04.2002\n5301021007,c,53.01.04.2003\n5301021007,c,53.01.04.2004\n5301021008,d,\n";
        std::fs::write(dir.path().join("bridge.csv"), bridge).unwrap();
        let codes = some(&["5301021005", "5301021006", "5301021007", "5301021008"]);
        let names = [None; 4];
        let none = study::Codes::default();
        let run = |spec: &str, codes: &[Option<String>], lineage: &study::Codes| {
            join(
                table(codes, &names),
                &format!("code = 'kode'\n{spec}"),
                lineage,
                dir.path(),
            )
            .unwrap()
        };
        for spec in [
            "bridge = 'bridge.csv'",
            "bridge = { path = 'bridge.csv', from = 'bps', to = 'dagri' }",
        ] {
            let (joined, findings) = run(spec, &codes, &none);
            let a = &joined.accounting;
            assert_eq!([a.matched, a.unmatched, a.ambiguous], [2, 1, 1]);
            for check in ["bridge-fork", "bridge-incomplete"] {
                assert!(findings.iter().any(|f| f.check == check), "{check}");
            }
        }
        let lineage = "old,new,year\n53.99,53.01,2020\n5301042002,5301042003,2021\n5301042005,5301042005,2021\n5301042005,5301042006,2021\n";
        std::fs::write(dir.path().join("lineage.csv"), lineage).unwrap();
        let lineage = study::Codes {
            lineage: Some("lineage.csv".into()),
            ..none
        };
        let codes = some(&["5399042001", "5301042002", "5301042005", "5301042004"]);
        let (joined, _) = run("system = 'kemendagri'\nvintage = 2019", &codes, &lineage);
        let a = &joined.accounting;
        assert_eq!(
            [
                a.matched,
                a.unmatched,
                a.ambiguous,
                a.vintage.unwrap() as usize
            ],
            [3, 0, 1, 2019]
        );
        assert_eq!(
            values(&joined),
            [Some(0.0), None, Some(1.0), Some(3.0), None, None]
        );
        let (joined, _) = run("system = 'kemendagri'\nvintage = 2020", &codes, &lineage);
        assert_eq!(joined.accounting.unmatched, 1);
    }

    #[test]
    fn lost_zeros_are_put_back_unless_in_doubt() {
        let units = Units {
            level: Level::Regency,
            codes: ["5301", "5310"].map(Code::from_canonical).to_vec(),
            names: Vec::new(),
            parents: Vec::new(),
            ..units()
        };
        let spec = toml::from_str("path = 't.csv'\ncode = 'kode'\nlevel = 'regency'").unwrap();
        let run = |codes: &[&str]| {
            let (table, mut findings) = (table(&some(codes), &vec![None; codes.len()]), Vec::new());
            let codes = study::Codes::default();
            let joined = attach(&units, table, &spec, &codes, Path::new(""), &mut findings);
            (joined.unwrap(), findings)
        };
        let (joined, findings) = run(&["53.1", "53.01"]);
        assert_eq!(values(&joined), [Some(1.0), Some(0.0)]);
        assert!(findings.iter().any(|f| f.check == "code-repaired"));
        let (joined, _) = run(&["53.1", "53.10"]);
        assert_eq!(joined.accounting.ambiguous, 1);
        assert_eq!(values(&joined), [None, Some(1.0)]);
    }

    #[test]
    fn nothing_in_common_is_an_error() {
        let says = |code: &str, spec: &str| {
            let error = join(
                table(&some(&[code]), &[None]),
                spec,
                &study::Codes::default(),
                Path::new(""),
            )
            .unwrap_err();
            assert!(error.remedy.is_some());
            error.to_string()
        };
        assert!(says("5301", "code = 'kode'").contains("is the code of a regency"));
        assert!(says("530104200", "code = 'kode'").contains("digits may be lost"));
        assert!(says("5302042001", "code = 'kode'").contains("the table has 5302042001"));
        assert!(says("5301042001", "code = 'kode'\nsystem = 'bps'").contains("the codes are BPS"));
        assert!(says("5301042001", "").contains("needs a `code` or a `name`"));
        assert!(says("5301042001", "code = 'kod'").contains("name one of: kode, desa, value"));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]
        #[test]
        fn counts_add_up_and_order_is_nothing(
            rows in prop::collection::vec((prop::option::weighted(0.9, 0..9_usize), prop::option::weighted(0.8, 0..6_usize)), 1..12),
            turn in 0..12_usize,
            by_name: bool,
        ) {
            let codes: Vec<_> = rows.iter().map(|(code, _)| code.map(|code| format!("530104200{}", code + 1))).collect();
            let names: Vec<_> = rows.iter().map(|(_, name)| name.map(|name| NAMES[name])).collect();
            let spec = if by_name { "name = 'desa'\naggregate = 'max'" } else { "code = 'kode'\nname = 'desa'\naggregate = 'max'\nsystem = 'kemendagri'" };
            let lenient = study::Codes { max_contradiction: 1.0, ..study::Codes::default() };
            let first = table(&codes, &names);
            let order: Vec<usize> = (0..rows.len()).map(|i| (i * 5 + turn) % rows.len()).collect();
            prop_assume!(order.iter().collect::<std::collections::BTreeSet<_>>().len() == rows.len());
            let second = take(first.clone(), &order).unwrap();
            match (join(first, spec, &lenient, Path::new("")), join(second, spec, &lenient, Path::new(""))) {
                (Ok((a, _)), Ok((b, _))) => {
                    let counts = &a.accounting;
                    prop_assert_eq!(counts.matched + counts.unmatched + counts.ambiguous, rows.len());
                    prop_assert_eq!(counts, &b.accounting);
                    prop_assert!(a.frame.equals_missing(&b.frame));
                }
                (Err(a), Err(b)) => prop_assert_eq!(a.kind, b.kind),
                _ => prop_assert!(false, "one order joins, the other does not"),
            }
        }
    }
}
