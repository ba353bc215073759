#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use crate::base::document::{self, Faults};

const GOOD: &str = r#"
[study]
name = "ntt-2024"
date = 2024-12-31

[boundaries]
path = "desa.geojson"
code = "kode"

[[tables]]
path = "idm.csv"
code = ["prov", "kab"]

[index]
definition = "idm-2016"

[areas]
villages = [3, 12]
"#;

fn read(text: &str, sets: &[&str]) -> Result<Study, Faults> {
    let sets: Vec<String> = sets.iter().map(|&s| s.to_owned()).collect();
    document::parse(Path::new("study.toml"), text, &sets, rules::rules)
}

/// Each fault as `line: what / remedy`, line 0 for none.
fn faults(text: &str, sets: &[&str]) -> Vec<String> {
    let faults = read(text, sets).expect_err("faults");
    faults
        .list()
        .iter()
        .map(|f| {
            let line = faults.line(f).unwrap_or(0);
            format!("{line}: {} / {}", f.what, f.remedy.as_deref().unwrap_or(""))
        })
        .collect()
}

fn only(text: &str, sets: &[&str]) -> String {
    let list = faults(text, sets);
    assert_eq!(list.len(), 1, "{list:#?}");
    list[0].clone()
}

#[test]
fn a_date_may_be_bare_or_quoted() {
    let bare = read(GOOD, &[]).unwrap();
    let quoted = read(&GOOD.replace("2024-12-31", "\"2024-12-31\""), &[]).unwrap();
    assert_eq!(bare.study.date.as_deref(), Some("2024-12-31"));
    assert_eq!(bare.study.date, quoted.study.date);
    for wrong in ["\"31-12-2024\"", "\"2024-02-30\"", "2024-12-31T10:00:00"] {
        assert!(only(&GOOD.replace("2024-12-31", wrong), &[]).starts_with("4: `study.date`"));
    }
}

#[test]
fn an_integer_beyond_64_bits_is_a_fault() {
    let seed =
        |digits: &str| GOOD.replace("[boundaries]", &format!("seed = {digits}\n\n[boundaries]"));
    let most = i64::MAX.to_string();
    assert_eq!(read(&seed(&most), &[]).unwrap().study.seed, i64::MAX as u64);
    for digits in [
        "9223372036854775808",
        "0x1_0000_0000_0000_0000",
        "-9223372036854775809",
    ] {
        let fault = only(&seed(digits), &[]);
        assert!(fault.starts_with("6: the number "), "{fault}");
        assert!(
            fault.contains("is too long / write a whole number"),
            "{fault}"
        );
    }
    let snap = GOOD.replace(
        "code = \"kode\"",
        "code = \"kode\"\nsnap = 123456789012345678901",
    );
    assert!(only(&snap, &[]).contains("is too long"));
    let set = only(GOOD, &["study.seed=9223372036854775808"]);
    assert!(set.contains("`study.seed` expects a whole number"), "{set}");
}

/// Every cut of a study file, and every character put out or replaced, gives a study or faults that can be shown.
#[test]
fn broken_study_files_never_stop_the_program() {
    let text = GOOD.replace("ntt-2024", "désa");
    let places: Vec<usize> = text.char_indices().map(|(at, _)| at).collect();
    let mut refused = 0;
    for &at in &places {
        let (before, rest) = text.split_at(at);
        let after = rest
            .get(rest.chars().next().map_or(0, char::len_utf8)..)
            .unwrap();
        for middle in ["", "é", "\"", "[", "\u{0}", "9"] {
            for broken in [
                format!("{before}{middle}{after}"),
                format!("{before}{middle}"),
            ] {
                if let Err(faults) = read(&broken, &[]) {
                    refused += 1;
                    assert!(!faults.report().is_empty());
                    assert!(!crate::error::Error::from(faults).to_string().is_empty());
                }
            }
        }
    }
    assert!(refused > places.len(), "{refused}");
}

#[test]
fn defaults_fill_what_is_left_out() {
    let study = read(GOOD, &[]).unwrap();
    assert_eq!(
        (study.boundaries.snap, study.boundaries.sea_links),
        (25.0, 60.0)
    );
    assert_eq!(study.tables[0].level, crate::base::model::Level::Village);
    assert!(study.hotspots.is_none());
    assert_eq!(study.areas.unwrap().per_group, 2);
}

#[test]
fn all_unknown_keys_come_at_once_with_the_nearest() {
    let bad = GOOD
        .replace("villages =", "vilages =")
        .replace(
            "code = \"kode\"",
            "code = \"kode\"\nparents = 2020\nsnapp = 1",
        )
        .replace("code = [", "cod = [");
    let list = faults(&bad, &[]);
    assert_eq!(list.len(), 4, "{list:#?}");
    assert!(
        list[0]
            .starts_with("9: [boundaries] has no key `parents` / `parents` belongs in [[tables]]")
    );
    assert!(list[1].starts_with("10: [boundaries] has no key `snapp` / did you mean `snap`?"));
    assert!(list[2].starts_with("14: [[tables]] has no key `cod` / did you mean `code`?"));
    assert!(list[3].starts_with("20: [areas] has no key `vilages` / did you mean `villages`?"));
}

#[test]
fn wrong_types_and_words_are_told_plainly() {
    let bad = GOOD
        .replace(
            "[3, 12]",
            "\"abc\"\nradius = \"far\"\nmethod = \"skatr\"\nlock_in = 3",
        )
        .replace("code = [\"prov\", \"kab\"]", "code = 3\nbridge = true");
    let list = faults(&bad, &[]);
    let starts = [
        "12: `tables.0.code` expects text or a list of texts, found the number 3",
        "13: `tables.0.bridge` expects text or a section of keys, found true",
        "19: `areas.villages` expects a list of 2 whole numbers, found text \"abc\"",
        "20: `areas.radius` expects a number, found text \"far\"",
        "21: `areas.method` cannot be \"skatr\" / did you mean `skater`?",
        "22: `areas.lock_in` expects a list of texts, found the number 3",
    ];
    assert_eq!(list.len(), starts.len(), "{list:#?}");
    for (fault, start) in list.iter().zip(starts) {
        assert!(fault.starts_with(start), "{fault}");
    }
}

#[test]
fn syntax_faults_have_lines() {
    let list = faults("[study]\nname = \"x\n[boundaries\n", &[]);
    assert_eq!(list.len(), 2);
    assert!(list[0].starts_with("2: invalid basic string"));
    assert!(list[1].starts_with("3: unclosed table"));
}

#[test]
fn missing_sections_and_keys_are_named() {
    let list = faults("[study]\n", &[]);
    assert_eq!(list.len(), 3);
    assert!(list[0].starts_with("0: the file lacks [boundaries]"));
    assert!(list[1].starts_with("0: the file lacks [[tables]]"));
    assert!(list[2].starts_with("1: [study] lacks `name` / add `name`: Short machine name"));
}

#[test]
fn numbers_stay_in_their_range() {
    let index = "[hotspots]\nfdr = 1\npermutations = 0\n[codes]\nmax_contradiction = 2\n[neighbours]\nk = 0\ndistance = 0\n";
    let bad = GOOD
        .replace("code = \"kode\"", "code = \"\"\nsnap = -1\nsea_links = nan")
        .replace("[index]", &format!("{index}[index]"))
        .replace("[3, 12]", "[-1, 2, 3]\nper_group = 0\nradius = 0.0");
    let list = faults(&bad, &[]);
    assert_eq!(list.len(), 12, "{list:#?}");
    assert!(
        list.iter()
            .any(|f| f.contains("`hotspots.fdr` must be less than 1, found 1"))
    );
    assert!(
        list.iter()
            .any(|f| f.contains("`areas.villages.0` must be at least 0, found -1"))
    );
}

#[test]
fn keys_that_bound_each_other_are_checked() {
    let cases = [
        ("[3, 12]", "[5, 4]", "18: villages = [5, 4] allows no area"),
        ("[3, 12]", "[0, 4]", "18: villages = [0, 4] allows no area"),
        (
            "[3, 12]",
            "[3, 12]\nwithin = \"village\"",
            "19: `areas.within` cannot be \"village\"",
        ),
        (
            "[3, 12]",
            "[3, 12]\nlock_in = [\"5301012001\"]\nlock_out = [\"9\", \"53.01.01.2001\"]",
            "20: 53.01.01.2001 is in both",
        ),
        (
            "[3, 12]",
            "[3, 12]\nlock_in = [\"5.301012001E9\"]\nlock_out = [\"53-01-01-2001\"]",
            "20: 53-01-01-2001 is in both",
        ),
        (
            "code = [\"prov\", \"kab\"]",
            "code = \"kode\"\nname = \"desa\"\nparents = [\"kec\"]",
            "14: `parents` tell namesakes apart, and this table joins by `code`",
        ),
        (
            "code = [\"prov\", \"kab\"]",
            "name = \"desa\"\nsystem = \"bps\"",
            "13: `system` is that of the codes, and this table has no `code`",
        ),
        (
            "code = [\"prov\", \"kab\"]",
            "name = \"desa\"\n[codes]\nlineage = \"pecah.csv\"",
            "14: `lineage` follows codes, and no table has a `code`",
        ),
        (
            "[index]\ndefinition = \"idm-2016\"",
            "",
            "16: [areas] has no need to cover",
        ),
        (
            "[areas]\nvillages = [3, 12]",
            "[neighbours]\nkind = \"knn\"",
            "18: kind \"knn\" needs `k`",
        ),
        (
            "[areas]\nvillages = [3, 12]",
            "[neighbours]\nk = 4",
            "18: `k` is only for kind = \"knn\"",
        ),
        (
            "code = [\"prov\", \"kab\"]",
            "",
            "10: the table idm.csv has neither `code` nor `name`",
        ),
        (
            "code = \"kode\"",
            "code = \"k\"\nsystem = \"other\"",
            "9: system \"other\" needs `digits`",
        ),
        (
            "code = \"kode\"",
            "code = \"k\"\ndigits = [2, 4, 6]",
            "9: `digits` is only for",
        ),
    ];
    for (from, to, start) in cases {
        assert!(GOOD.contains(from));
        let fault = only(&GOOD.replace(from, to), &[]);
        assert!(fault.starts_with(start), "{fault}");
    }
}

#[test]
fn hotspots_without_index_name_a_column() {
    let bare = GOOD.replace("[index]\ndefinition = \"idm-2016\"", "[hotspots]");
    assert_eq!(faults(&bare, &[]).len(), 2);
    assert!(read(&bare, &["hotspots.value=poor", "areas.need=poor"]).is_ok());
}

#[test]
fn overrides_reach_every_place() {
    let study = read(
        GOOD,
        &[
            "areas.villages=[4,8]",
            "study.seed = 7",
            "tables.0.path=x.csv",
            "tables.1.path=y.csv",
            "tables.1.code=kode",
            "outputs.layers=[]",
            "boundaries.name=nama = desa",
        ],
    )
    .unwrap();
    assert_eq!(study.areas.unwrap().villages, [4, 8]);
    assert_eq!(study.study.seed, 7);
    assert_eq!(study.tables[0].path, Path::new("x.csv"));
    assert_eq!(study.tables[1].path, Path::new("y.csv"));
    assert!(study.outputs.layers.is_empty());
    assert_eq!(study.boundaries.name.as_deref(), Some("nama = desa"));
}

#[test]
fn overrides_are_refused_like_keys() {
    assert!(only(GOOD, &["areas.vilages=[3,8]"]).contains("did you mean `villages`?"));
    assert!(
        only(GOOD, &["study.seed=abc"])
            .contains("`study.seed` expects a whole number, found text \"abc\"")
    );
    assert!(only(GOOD, &["areas.villages=[9,8]"]).contains("allows no area"));
    assert!(only(GOOD, &["tables.7.path=x"]).contains("no place for `7`"));
    assert!(only(GOOD, &["study.name.x=1"]).contains("no place for `x`"));
    assert!(only(GOOD, &["seed"]).contains("not KEY=VALUE"));
}

#[test]
fn load_gives_line_report_and_folder() {
    let dir = tempfile::tempdir().unwrap();
    let file = dir.path().join("study.toml");
    std::fs::write(&file, format!("\u{feff}{}", GOOD.replace('\n', "\r\n"))).unwrap();
    let loaded = load(&file, &[]).unwrap();
    assert_eq!(loaded.resolve(Path::new("a.csv")), dir.path().join("a.csv"));
    assert_eq!(loaded.sha256.len(), 64);

    std::fs::write(&file, GOOD.replace("kode\"", "kode\"\ncolour = 1\n")).unwrap();
    let error = load(&file, &[]).unwrap_err();
    assert_eq!((error.exit_code(), error.place.row), (2, Some(9)));
    assert!(error.report.unwrap().text.contains("9 │ colour = 1"));

    std::fs::write(&file, b"[study]\nname = \"\xff\"").unwrap();
    assert!(
        load(&file, &[])
            .unwrap_err()
            .what
            .contains("line 2 is not UTF-8")
    );
    assert!(
        load(&dir.path().join("none.toml"), &[])
            .unwrap_err()
            .what
            .contains("cannot be read")
    );
}

#[test]
fn a_study_survives_writing_and_reading() {
    let study = read(GOOD, &[]).unwrap();
    let text = toml::to_string(&study).unwrap();
    let again = read(&text, &[]).unwrap();
    assert_eq!(toml::to_string(&again).unwrap(), text);
}

#[test]
fn a_sample_needs_something_to_estimate() {
    let registry =
        "[registry]\npath = \"a.csv\"\ncode = \"kode\"\n[registry.sample]\nunit = \"psu\"\n";
    let bare = format!("{GOOD}\n{registry}");
    assert!(only(&bare, &[]).contains("standard errors are of what people have"));
    let whole = format!("{bare}[registry.welfare]\nvalue = \"x\"\n");
    let read = read(&whole, &[]).unwrap().registry.unwrap();
    assert_eq!(
        read.welfare.unwrap().level,
        crate::base::model::Level::Regency
    );
}
