//! The registry kept current: a registry made, updates of villages and regencies, and what became of every row.

use crate::study::{assert_same, copy_of_example, ends, files, kawasan, rows};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

const SECRET: &str = "kunci-rahasia-0123456789-0123456789";
const A: &str = "9901012001";
const B: &str = "9901012002";

const SECTION: &str = r#"
[registry]
path = "dasar.csv"
code = "kode_desa"

[registry.refresh]
person = "nik"
family = "no_kk"
base = 2024-01-01

[registry.refresh.columns]
op = "aksi"
date = "tgl"
level = "asal"
to = "ke_desa"
to_family = "ke_kk"
clear = "kosongkan"

[privacy]
key_env = "KAWASAN_TEST_KEY"
"#;

/// A number of a person, or of a family: the serial number tells them apart.
fn nik(person: usize) -> String {
    format!("99010141{:02}88{person:04}", 1 + person % 12)
}

fn kk(family: usize) -> String {
    format!("990101010122{family:04}")
}

/// Eight persons in each of two villages, in families of two; a key as a number, dotted, a placeholder, and one cell of another encoding.
fn base() -> Vec<u8> {
    let mut lines = vec!["nik;no_kk;nama;alamat;kode_desa;jk;umur;desil;pekerjaan".to_owned()];
    for person in 1..=16 {
        let village = if person <= 8 { "99.01.01.2001" } else { B };
        let number = match person {
            3 => {
                let plain = nik(3);
                let parts = [
                    &plain[..2],
                    &plain[2..4],
                    &plain[4..6],
                    &plain[6..12],
                    &plain[12..],
                ];
                parts.join(".")
            }
            _ => nik(person),
        };
        let work = if person == 5 {
            "pedagang caf\u{e9}"
        } else {
            "petani"
        };
        let sex = if person % 2 == 0 { "P" } else { "L" };
        let (age, decile) = (20 + person, 1 + person % 4);
        lines.push(format!(
            "{number};{};Siti Rahayu;Jl. Mawar 1;{village};{sex};{age};{decile};{work}",
            kk(person / 2)
        ));
    }
    lines.push(format!(
        "9.9E+15;{};Budi;Jl. Melati;{A};L;40;1;petani",
        kk(90)
    ));
    lines.push(format!("0;{};Budi;Jl. Melati;{A};L;40;1;petani", kk(91)));
    lines.push(format!(
        "{};{};Budi;Jl. Melati;9901019999;L;40;1;petani",
        nik(99),
        kk(92)
    ));
    let text = lines.join("\n") + "\n";
    // the file is in Windows-1252
    text.chars()
        .map(|c| u8::try_from(u32::from(c)).unwrap())
        .collect()
}

struct Place {
    folder: tempfile::TempDir,
    study: PathBuf,
}

impl Place {
    fn new() -> Self {
        let folder = copy_of_example();
        fs::write(folder.path().join("dasar.csv"), base()).unwrap();
        let study = folder.path().join("study.toml");
        let text = fs::read_to_string(&study).unwrap();
        fs::write(&study, text + SECTION).unwrap();
        Self { folder, study }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn registry(&self) -> PathBuf {
        self.path("registri")
    }

    fn put(&self, name: &str, text: &str) -> PathBuf {
        fs::write(self.path(name), text).unwrap();
        self.path(name)
    }

    fn update(&self, registry: &Path, code: i32, deltas: &[&Path], more: &[&str]) -> Output {
        let mut command = kawasan();
        command
            .env("KAWASAN_TEST_KEY", SECRET)
            .args(["registry", "update"])
            .arg(&self.study)
            .args(deltas)
            .arg("--registry")
            .arg(registry)
            .args(more);
        ends(code, &mut command)
    }

    fn table(&self, version: usize, name: &str) -> Vec<BTreeMap<String, String>> {
        rows(
            &self
                .registry()
                .join(format!("reports/{version:04}/tables/{name}.csv")),
        )
    }
}

/// The bytes of the snapshot, without the number of its version.
fn snapshot(registry: &Path) -> BTreeMap<String, Vec<u8>> {
    let folder = fs::read_dir(registry.join("snapshot"))
        .unwrap()
        .next()
        .unwrap();
    files(&folder.unwrap().path())
}

fn nothing_of_persons(folder: &Path, said: &[&Output]) {
    let mut written = files(folder);
    for (at, output) in said.iter().enumerate() {
        let words = [output.stdout.clone(), output.stderr.clone()].concat();
        written.insert(format!("said {at}"), words);
    }
    let numbers = (1..=99).flat_map(|who| [nik(who), kk(who)]);
    let mut secrets: Vec<String> = numbers.collect();
    secrets.extend(["Siti Rahayu", "Jl. M", "9.9E+15", SECRET, "08123"].map(str::to_owned));
    for (name, bytes) in &written {
        let text = String::from_utf8_lossy(bytes);
        for secret in &secrets {
            assert!(!text.contains(secret.as_str()), "{name} holds {secret}");
        }
    }
}

fn number(row: &BTreeMap<String, String>, column: &str) -> u64 {
    row[column].parse().unwrap()
}

/// Rows by reason.
fn reasons(rejected: &[BTreeMap<String, String>]) -> BTreeMap<&str, usize> {
    let mut found = BTreeMap::new();
    for row in rejected {
        *found.entry(row["reason"].as_str()).or_default() += 1;
    }
    found
}

#[test]
fn a_registry_is_made_and_holds_no_number() {
    let place = Place::new();
    let said = place.update(&place.registry(), 0, &[], &["-v"]);
    nothing_of_persons(&place.registry(), &[&said]);
    let counts = place.table(1, "registry_counts");
    assert_eq!(counts.len(), 1);
    let add = &counts[0];
    assert_eq!(
        (
            number(add, "rows"),
            number(add, "applied"),
            number(add, "rejected")
        ),
        (19, 16, 3)
    );
    let rejected = place.table(1, "registry_rejected");
    let expected = [
        ("key lost digits", 1),
        ("key stands for nothing", 1),
        ("village unknown", 1),
    ];
    assert_eq!(reasons(&rejected), BTreeMap::from(expected));
    assert_eq!(
        (rejected[0]["file"].as_str(), rejected[0]["row"].as_str()),
        ("dasar.csv", "18")
    );
    let balance = place.table(1, "registry_balance");
    let village = balance.iter().find(|row| row["code"] == A).unwrap();
    assert_eq!(
        (
            number(village, "before"),
            number(village, "added"),
            number(village, "after")
        ),
        (0, 8, 8)
    );
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(
        said.contains("left out, since titles speak of persons: nama, alamat"),
        "{said}"
    );
    assert!(said.contains("not UTF-8"), "{said}");
}
