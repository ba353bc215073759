//! Tables joined to a few villages.

#![allow(clippy::unwrap_used)]
use super::Units;
use super::attach::{Joined, attach, take};
use crate::base::code::System;
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::study;
use crate::error::Result;
use crate::input::read::table::Table;
use polars::df;
use proptest::prelude::*;
use std::path::Path;

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
        left: Vec::new(),
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
    assert!(
        refused.unwrap_err().to_string().contains(
            "1 of the 4 rows whose code is in the layer bear another name in column desa"
        )
    );
}

/// Numbers and names of persons stay out of every message, whatever column the study takes for codes or names.
#[test]
fn nothing_personal_is_told() {
    let said =
        |table: Table, spec: &str| match join(table, spec, &study::Codes::default(), Path::new(""))
        {
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
fn a_bridge_that_can_be_read_both_ways_must_name_its_columns() {
    let dir = tempfile::tempdir().unwrap();
    let bridge = "bps,dagri\n5301042001,5301042002\n5301042002,5301042001\n";
    std::fs::write(dir.path().join("bridge.csv"), bridge).unwrap();
    let codes = some(&["5301042001", "5301042002"]);
    let run = |bridge: &str| {
        let spec = format!("code = 'kode'\nbridge = {bridge}");
        let none = study::Codes::default();
        join(table(&codes, &[None, None]), &spec, &none, dir.path())
    };
    let error = run("'bridge.csv'").unwrap_err().to_string();
    assert!(
        error.contains("from dagri to bps as well") || error.contains("from bps to dagri as well"),
        "{error}"
    );
    let (joined, _) = run("{ path = 'bridge.csv', from = 'bps', to = 'dagri' }").unwrap();
    assert_eq!(joined.accounting.matched, 2);
}

#[test]
fn a_lineage_follows_the_bridge() {
    let dir = tempfile::tempdir().unwrap();
    let bridge = "bps,dagri\n5301021005,5301042001\n5301021006,5399042002\n5301021007,5398042003\n5301021008,5398042003\n5301021008,5301042003\n";
    std::fs::write(dir.path().join("bridge.csv"), bridge).unwrap();
    let lineage =
        "old,new,year\n5399,5301,2020\n5398042003,5301042003,2021\n5301042001,5301042004,2019\n";
    std::fs::write(dir.path().join("lineage.csv"), lineage).unwrap();
    let codes = some(&["5301021005", "5301021006", "5301021007", "5301021008"]);
    let spec = "code = 'kode'\nbridge = 'bridge.csv'\nvintage = 2018\naggregate = 'sum'";
    let run = |lineage: Option<&str>| {
        let rules = study::Codes {
            lineage: lineage.map(Into::into),
            ..study::Codes::default()
        };
        join(table(&codes, &[None; 4]), spec, &rules, dir.path())
    };
    let (joined, _) = run(None).unwrap();
    let a = joined.accounting;
    assert_eq!([a.matched, a.unmatched, a.ambiguous], [1, 2, 1]);
    let (joined, findings) = run(Some("lineage.csv")).unwrap();
    // Both ways of the last code end in one village; the first is the layer's, so no event moves it.
    assert_eq!(joined.accounting.matched, 4);
    assert_eq!(values(&joined)[..3], [Some(0.0), Some(1.0), Some(5.0)]);
    assert!(
        findings
            .iter()
            .any(|f| f.check == "lineage" && f.what.starts_with("3 codes"))
    );
    let error = run(Some("bridge.csv")).unwrap_err();
    assert_eq!(error.exit_code(), 2);
    assert!(
        error
            .to_string()
            .contains("columns old and new, and this one has no old"),
        "{error}"
    );
}

#[test]
fn a_column_called_code_is_kept() {
    let mut own = table(&some(&["5301042001"]), &[Some("Otan")]);
    own.frame.rename("value", "code".into()).unwrap();
    let none = study::Codes::default();
    for spec in [
        "code = 'kode'",
        "name = 'desa'",
        "code = 'kode'\naggregate = 'max'",
    ] {
        let (joined, findings) = join(own.clone(), spec, &none, Path::new("")).unwrap();
        let kept = joined.frame.column("t.code").unwrap();
        assert_eq!(kept.f64().unwrap().get(0), Some(0.0));
        assert!(findings.iter().any(|f| f.check == "column-renamed"));
    }
    let mut key = table(&some(&["5301042001"]), &[Some("Otan")]);
    key.frame.rename("kode", "code".into()).unwrap();
    let (joined, _) = join(key, "code = 'code'", &none, Path::new("")).unwrap();
    assert_eq!(
        super::columns::titles(&joined.frame),
        ["code", "desa", "value"]
    );
}

/// A village's neighbours are villages too: the usual title is the name column, and a refusal says which one was read.
#[test]
fn the_usual_title_holds_the_names() {
    let codes = some(&["5301042001", "5301042002", "5301042003"]);
    let near = ["Uitao", "Otan", "Hansisi"];
    for (own, usual) in [
        (["Otan", "Uitao", "Bokonusan"], true),
        (["Otan", "Uitao", "Bokonusan"], false),
    ] {
        let mut table = table(&codes, &near.map(Some));
        table.frame.rename("desa", "desa_terdekat".into()).unwrap();
        if usual {
            table
                .frame
                .with_column(polars::prelude::Column::new("Desa".into(), own))
                .unwrap();
        }
        match join(
            table,
            "code = 'kode'\nsystem = 'kemendagri'",
            &study::Codes::default(),
            Path::new(""),
        ) {
            Ok((joined, _)) => assert!(usual && joined.accounting.matched == 3),
            Err(error) => {
                let said = error.to_string();
                assert!(
                    !usual && said.contains("another name in column desa_terdekat"),
                    "{said}"
                );
            }
        }
    }
}

#[test]
fn codes_of_another_system_stay_text() {
    let codes = ["1E5", "2e09", "A-12"];
    let units = Units {
        system: System::Other { digits: [1, 1, 1] },
        codes: codes.map(Code::from_canonical).to_vec(),
        names: Vec::new(),
        parents: Vec::new(),
        ..units()
    };
    let spec = toml::from_str("path = 't.csv'\ncode = 'kode'\nsystem = 'other'").unwrap();
    let (table, rules) = (table(&some(&codes), &[None; 3]), study::Codes::default());
    let joined = attach(&units, table, &spec, &rules, Path::new(""), &mut Vec::new()).unwrap();
    assert_eq!(joined.accounting.matched, 3);
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
    assert!(says("5301042001", "code = 'kod'").contains("name one of: kode; desa; value"));
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
