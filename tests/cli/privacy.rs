//! Persons: columns that do not pass the door, keyed hashes, and outputs that are refused for a number in them.

use crate::study::{copy_of_example, ends, files, kawasan, rows};
use std::fs;
use std::path::Path;

const NIK: &str = "9901014107880001";
const SECRET: &str = "kunci-rahasia-0123456789-0123456789";

/// Runs the copied study with more text before its index; the exit code and standard error.
fn run(folder: &Path, more: &str) -> (i32, String) {
    let study = folder.join("study.toml");
    let text = fs::read_to_string(&study).unwrap();
    let text = text.replace("[index]\n", &format!("{more}\n[index]\n"));
    fs::write(
        &study,
        text.replace("effort = \"certify\"", "effort = \"quick\""),
    )
    .unwrap();
    let done = kawasan()
        .env("KAWASAN_TEST_KEY", SECRET)
        .arg("run")
        .arg(&study)
        .arg("--out")
        .arg(folder.join("out"))
        .args(["-v", "--set", "index.uncertainty.draws=20"])
        .output()
        .unwrap();
    let said = [done.stderr, done.stdout].concat();
    (
        done.status.code().unwrap(),
        String::from_utf8_lossy(&said).into_owned(),
    )
}

/// Persons of the first villages, their numbers in many coats.
fn persons(folder: &Path) -> String {
    let people = fs::read_to_string(folder.join("penduduk.csv")).unwrap();
    let codes = people
        .lines()
        .skip(1)
        .filter_map(|line| line.split(';').next());
    let mut lines = vec!["kode;nik;nama_kk;no_hp;catatan;anak".to_owned()];
    let coats = [
        NIK,
        "99.01.01.410788.0001",
        "9.9E+15",
        "0",
        "9901014107880001.0",
        "",
    ];
    for (code, coat) in codes.zip(coats.into_iter().cycle()).take(60) {
        lines.push(format!("{code};{coat};Siti Rahayu;081234567890;baik;2"));
    }
    fs::write(folder.join("orang.csv"), lines.join("\n")).unwrap();
    "[[tables]]\npath = \"orang.csv\"\ncode = \"kode\"\n".to_owned()
}

fn nothing_of_persons(folder: &Path, said: &str) {
    let mut written = files(&folder.join("out"));
    written.insert("what was said".into(), said.as_bytes().to_vec());
    for (name, bytes) in &written {
        let text = String::from_utf8_lossy(bytes);
        for secret in [NIK, "410788", "081234567890", "Siti Rahayu", SECRET] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
    }
}

#[test]
fn columns_of_persons_are_left_out_and_said_once() {
    let folder = copy_of_example();
    let table = persons(folder.path());
    let (code, said) = run(folder.path(), &table);
    assert_eq!(code, 0, "{said}");
    nothing_of_persons(folder.path(), &said);
    let checks = rows(&folder.path().join("out/checks.csv"));
    let told: Vec<_> = checks
        .iter()
        .filter(|row| row["check"] == "column-personal")
        .collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0]["what"].contains("nik, nama_kk, no_hp (160 cells)"),
        "{:?}",
        told[0]
    );
}

#[test]
fn columns_become_hashes_under_a_key_that_is_shown_nowhere() {
    let folder = copy_of_example();
    let table = persons(folder.path());
    let more = format!(
        "{table}where = \"nik IS NOT NULL\"\n[privacy]\nkey_env = \"KAWASAN_TEST_KEY\"\nhash = [\"nik\"]\n"
    );
    let (code, said) = run(folder.path(), &more);
    assert_eq!(code, 0, "{said}");
    nothing_of_persons(folder.path(), &said);
    let checks = rows(&folder.path().join("out/checks.csv"));
    let told = checks
        .iter()
        .find(|row| row["check"] == "column-hashed")
        .unwrap();
    assert!(
        told["what"].starts_with(
            "20 cells are keyed hashes now; missing: 20 whose digits a spreadsheet lost, 10 that"
        ),
        "{told:?}"
    );
    let joins = rows(&folder.path().join("out/tables/joins.csv"));
    let of = joins
        .iter()
        .find(|row| row["table"].contains("orang.csv"))
        .unwrap();
    assert_eq!(
        (of["filtered"].as_str(), of["matched"].as_str()),
        ("40", "20")
    );
}

#[test]
fn keys_and_roles_that_cannot_be() {
    for (privacy, words) in [
        ("hash = [\"nik\"]", "hashes need a secret key"),
        ("key_env = \"A\"\nkey_file = \"b\"", "already"),
        (
            "key_env = \"KAWASAN_NO_KEY\"\nhash = [\"nik\"]",
            "it is not set",
        ),
        (
            "key_file = \"nowhere\"\nhash = [\"nik\"]",
            "the key cannot be read",
        ),
        (
            "key_file = \"short\"\nhash = [\"nik\"]",
            "at least 32 bytes, this one has 9",
        ),
        (
            "key_env = \"KAWASAN_TEST_KEY\"\nhash = [\"nikk\"]",
            "columns are: nik;",
        ),
        ("keep = [\"nowhere\"]", "nowhere"),
        ("k = 0", "k"),
    ] {
        let folder = copy_of_example();
        fs::write(folder.path().join("short"), "tersandi!\n").unwrap();
        let table = persons(folder.path());
        let (code, said) = run(folder.path(), &format!("{table}[privacy]\n{privacy}\n"));
        assert_eq!(code, 2, "{privacy}: {said}");
        assert!(said.contains(words), "{privacy}: {said}");
        assert!(
            !said.contains("tersandi") && !said.contains(SECRET),
            "{said}"
        );
        assert!(!folder.path().join("out").exists());
    }
}

#[test]
fn a_run_with_a_number_in_a_name_is_not_published() {
    let folder = copy_of_example();
    let layer = folder.path().join("desa.geojson");
    let text = fs::read_to_string(&layer).unwrap();
    fs::write(
        &layer,
        text.replacen("\"Tunakir\"", &format!("\"Tunakir {NIK}\""), 1),
    )
    .unwrap();
    let (code, said) = run(folder.path(), "");
    assert_eq!(code, 5, "{said}");
    assert!(said.contains("shaped like a NIK or KK"), "{said}");
    assert!(said.contains("column ") && said.contains("row "), "{said}");
    assert!(!said.contains(NIK), "{said}");
    assert!(!folder.path().join("out").exists());
    let partial = fs::read_dir(folder.path()).unwrap().filter(|entry| {
        entry
            .as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("partial")
    });
    assert_eq!(partial.count(), 0);
}

#[test]
fn the_toolbox_publishes_no_number_either() {
    let folder = tempfile::tempdir().unwrap();
    let square = |x: u32, note: &str, nik: &str| {
        format!(
            r#"{{"type":"Feature","properties":{{"kode":"{x}","catatan":"{note}","nik":"{nik}"}},"geometry":{{"type":"Polygon","coordinates":[[[{x},0],[{},0],[{},1],[{x},1],[{x},0]]]}}}}"#,
            x + 1,
            x + 1
        )
    };
    let layer = |name: &str, note: &str| {
        let path = folder.path().join(name);
        let features = [square(1, "baik", NIK), square(2, note, NIK)].join(",");
        fs::write(
            &path,
            format!(r#"{{"type":"FeatureCollection","features":[{features}]}}"#),
        )
        .unwrap();
        path
    };
    let (clean, planted) = (
        layer("a.geojson", "baik"),
        layer("b.geojson", &format!("milik {NIK}, lunas")),
    );
    for ending in ["geojson", "geojsonl", "shp"] {
        let out = folder.path().join(format!("out.{ending}"));
        let done = ends(0, kawasan().arg("convert").arg(&clean).arg(&out));
        assert!(String::from_utf8_lossy(&done.stderr).contains("speak of persons: nik"));
        let bytes = fs::read(&out).unwrap();
        assert!(!String::from_utf8_lossy(&bytes).contains(NIK));
        let done = ends(5, kawasan().arg("convert").arg(&planted).arg(&out));
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(
            said.contains("column catatan") && !said.contains(NIK),
            "{said}"
        );
        assert_eq!(fs::read(&out).unwrap(), bytes, "what was there stays");
    }
    let done = ends(5, kawasan().arg("convert").arg(&planted).arg("-"));
    assert!(!String::from_utf8_lossy(&done.stdout).contains(NIK));

    let table = folder.path().join("t.csv");
    let head = fs::read_to_string(crate::study::example().with_file_name("idm.csv")).unwrap();
    let head: Vec<&str> = head.lines().take(4).collect();
    fs::write(
        &table,
        head.join("\n")
            .replacen("9901012002", &format!("9901012002 ({NIK})"), 1),
    )
    .unwrap();
    let out = folder.path().join("scores.csv");
    let mut command = kawasan();
    command
        .arg("index")
        .arg(&table)
        .args(["--key", "kode_desa", "--definition", "idm-2016", "-o"])
        .arg(&out);
    let done = ends(5, &mut command);
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("scores.csv, column kode_desa, row 3") && !said.contains(NIK),
        "{said}"
    );
    assert!(!out.exists());
}
