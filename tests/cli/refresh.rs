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

/// Updates of villages and of the ministry, each row with what should come of it.
fn villages() -> Vec<String> {
    let row =
        |op: &str, person: &str, family: &str, at: &str, to: [&str; 2], date: &str, rest: &str| {
            format!(
                "{op};{person};{family};{at};{};{};{date};{rest}",
                to[0], to[1]
            )
        };
    let none = ["", ""];
    vec![
        // level;umur;desil;pekerjaan;kosongkan
        row("ubah", &nik(1), "", A, none, "2024-03-01", "desa;;9;;"),
        row(
            "pindah",
            &nik(2),
            "",
            A,
            ["99.01.01.2002", ""],
            "05/03/2024",
            "desa;;;;",
        ),
        row("meninggal", &nik(4), "", "", none, "2024-03-05", "desa;;;;"),
        row(
            "tambah",
            &nik(20),
            &kk(20),
            A,
            none,
            "2024-03-06",
            "desa;31;2;nelayan;",
        ),
        row(
            "pisah",
            &nik(7),
            "",
            "",
            ["", &kk(30)],
            "2024-03-07",
            "desa;;;;",
        ),
        row(
            "gabung",
            "",
            &kk(5),
            "",
            ["", &kk(6)],
            "2024-03-08",
            "desa;;;;",
        ),
        row(
            "ubah",
            &nik(12),
            "",
            "",
            none,
            "2024-03-09",
            "desa;;;;pekerjaan",
        ),
        row("ubah", &nik(13), "", "", none, "2024-03-09", "desa;40;;;"),
        row("ubah", &nik(13), "", "", none, "2024-03-09", "desa;40;;;"),
        row("ubah", &nik(14), "", "", none, "2024-03-09", "desa;;5;;"),
        row("ubah", &nik(14), "", "", none, "2024-03-09", "desa;;6;;"),
        row(
            "ubah",
            &nik(15),
            "",
            "",
            none,
            "2024-03-09",
            "desa;;;buruh;",
        ),
        row("ubah", &nik(50), "", "", none, "2024-03-09", "desa;;5;;"),
        row("ubah", &nik(4), "", "", none, "2024-06-01", "desa;;5;;"),
        row("tambah", &nik(5), "", A, none, "2024-06-01", "desa;;;;"),
        row("meninggal", &nik(5), "", A, none, "31/02/2024", "desa;;;;"),
        row("hapus", &nik(5), "", A, none, "2024-03-01", "desa;;;;"),
        row("meninggal", "", &kk(3), "", none, "2024-03-01", "desa;;;;"),
        row(
            "meninggal",
            "3.27E+15",
            "",
            "",
            none,
            "2024-03-01",
            "desa;;;;",
        ),
        row(
            "pindah",
            &nik(6),
            "",
            "",
            ["9901019999", ""],
            "2024-03-01",
            "desa;;;;",
        ),
        row("ubah", &nik(16), "", A, none, "2024-03-01", "desa;;5;;"),
    ]
}

const HEAD: &str = "aksi;nik;no_kk;kode_desa;ke_desa;ke_kk;tgl;asal;umur;desil;pekerjaan;kosongkan";

fn ministry() -> Vec<String> {
    vec![
        format!("ubah;{};;;;;2024-03-01;pusat;;3;;", nik(1)),
        format!("tolak;{};;;;;2024-03-09;kabupaten;;;;", nik(15)),
    ]
}

fn table(rows: &[String]) -> String {
    format!("{HEAD}\n{}\n", rows.join("\n"))
}

/// Persons, sum of the deciles and number of jobs by village.
fn state(place: &Place, registry: &Path) -> BTreeMap<String, [String; 3]> {
    let out = place.path("state.csv");
    let mut command = kawasan();
    command
        .args(["registry", "aggregate"])
        .arg(registry.join("snapshot/*/part-*.parquet"))
        .args([
            "--code",
            "code",
            "--measure",
            "desil=sum(desil)",
            "--measure",
            "jobs=count(pekerjaan)",
            "--k",
            "1",
            "-o",
        ])
        .arg(&out);
    ends(0, &mut command);
    let rows = rows(&out);
    let cells =
        |row: &BTreeMap<String, String>| ["n", "desil", "jobs"].map(|name| row[name].clone());
    rows.iter()
        .map(|row| (row["code"].clone(), cells(row)))
        .collect()
}

#[test]
fn updates_of_all_levels_and_what_came_of_every_row() {
    let place = Place::new();
    let registry = place.registry();
    let mut said = vec![place.update(&registry, 0, &[], &[])];
    let village = place.put("desa.csv", &table(&villages()));
    let nation = place.put("pusat.csv", &table(&ministry()));
    said.push(place.update(&registry, 0, &[&village, &nation], &["-v"]));
    nothing_of_persons(&registry, &said.iter().collect::<Vec<_>>());

    let counts = place.table(2, "registry_counts");
    for row in &counts {
        let parts = [
            "applied",
            "superseded",
            "duplicates",
            "conflicts",
            "rejected",
        ];
        assert_eq!(
            number(row, "rows"),
            parts.iter().map(|part| number(row, part)).sum::<u64>(),
            "{row:?}"
        );
    }
    let sum = |column: &str| counts.iter().map(|row| number(row, column)).sum::<u64>();
    assert_eq!(sum("rows"), 23);
    assert_eq!(
        ["superseded", "duplicates", "conflicts"].map(sum),
        [1, 1, 2]
    );
    assert_eq!((sum("applied"), sum("rejected")), (9, 10));
    let rejected = place.table(2, "registry_rejected");
    let expected = [
        ("conflict", 2),
        ("date unreadable", 1),
        ("dead", 1),
        ("in another village", 1),
        ("in the registry already", 1),
        ("key lost digits", 1),
        ("key missing", 1),
        ("not in the registry", 1),
        ("op unknown", 1),
        ("undone by a reject", 1),
        ("village unknown", 1),
    ];
    assert_eq!(reasons(&rejected), BTreeMap::from(expected));
    let dead = rejected.iter().find(|row| row["reason"] == "dead").unwrap();
    assert_eq!(
        (
            dead["file"].as_str(),
            dead["row"].as_str(),
            dead["op"].as_str()
        ),
        ("desa.csv", "15", "change")
    );

    // eight came with deciles 2 3 4 1 2 3 4 1; the first is 3 by the word of the ministry, the second left, the fourth died, one came with 2
    let state = state(&place, &registry);
    let of = |code: &str| state[code].each_ref().map(String::as_str);
    assert_eq!(of(A), ["7", "19", "7"]);
    // 2 3 4 1 2 3 4 1 and the one who moved here; one job was emptied
    assert_eq!(of(B), ["9", "23", "8"]);

    // a single person who came, moved or died shows nowhere
    for row in &place.table(2, "registry_balance") {
        for column in ["added", "moved_in", "moved_out", "died", "withdrawn"] {
            assert!(
                ["", "0"].contains(&row[column].as_str()),
                "{column} {row:?}"
            );
        }
    }
    let open = place.path("terbuka");
    let all = ["--set", "privacy.k=1"];
    place.update(&open, 0, &[], &all);
    place.update(&open, 0, &[&village, &nation], &all);
    let balance = rows(&open.join("reports/0002/tables/registry_balance.csv"));
    let columns = [
        "before",
        "added",
        "moved_in",
        "moved_out",
        "died",
        "withdrawn",
        "after",
    ];
    for (code, expected) in [
        (A, [8, 1, 0, 1, 1, 0, 7]),
        (B, [8, 0, 1, 0, 0, 0, 9]),
        ("", [16, 1, 1, 1, 1, 0, 16]),
    ] {
        let row = balance.iter().find(|row| row["code"] == code).unwrap();
        assert_eq!(
            columns.map(|column| number(row, column)),
            expected,
            "{code}"
        );
    }
}

#[test]
fn order_and_parts_of_updates_change_no_byte_and_the_log_gives_the_snapshot() {
    let place = Place::new();
    let all = [villages(), ministry()].concat();
    let one = place.registry();
    let whole = place.put("semua.csv", &table(&all));
    place.update(&one, 0, &[], &[]);
    let first = snapshot(&one).into_values().next().unwrap();
    place.update(&one, 0, &[&whole], &["--threads", "1"]);

    let mut turned = all.clone();
    turned.reverse();
    let other = place.path("lain");
    let lines = String::from_utf8(
        base()
            .iter()
            .map(|b| if b.is_ascii() { *b } else { b'?' })
            .collect(),
    )
    .unwrap();
    let mut lines: Vec<&str> = lines.lines().collect();
    lines[1..].reverse();
    // the mark of the other encoding is lost, so that person's job is put back by an update
    fs::write(place.path("dasar.csv"), lines.join("\n")).unwrap();
    place.update(&other, 0, &[], &[]);
    let mended = format!("ubah;{};;;;;2024-01-01;pusat;;;pedagang caf\u{e9};", nik(5));
    for (at, part) in turned.chunks(5).enumerate() {
        let mut part = part.to_vec();
        if at == 2 {
            part.push(mended.clone());
        }
        let file = place.put(&format!("bagian{at}.csv"), &table(&part));
        place.update(&other, 0, &[&file], &[]);
    }
    assert_same(&snapshot(&one), &snapshot(&other));
    assert_eq!(fs::read_dir(other.join("log")).unwrap().count(), 6);

    let audit = |registry: &Path, code: i32| {
        let mut command = kawasan();
        command
            .env("KAWASAN_TEST_KEY", SECRET)
            .args(["registry", "audit"])
            .arg(&place.study);
        command
            .arg("--registry")
            .arg(registry)
            .arg("--out")
            .arg(place.path("audit"));
        ends(code, command.arg("--replay"))
    };
    audit(&one, 0);
    audit(&other, 0);
    let log = one.join("log/0002.parquet");
    fs::write(&log, [fs::read(&log).unwrap(), b"x".to_vec()].concat()).unwrap();
    let said = audit(&one, 1);
    assert!(String::from_utf8_lossy(&said.stderr).contains("not what the log gives"));
    // a snapshot of an earlier version in the place of the last one
    fs::write(other.join("snapshot/0006/part-000.parquet"), first).unwrap();
    audit(&other, 1);
}

#[test]
fn an_update_that_fails_or_is_killed_leaves_the_registry() {
    let place = Place::new();
    let registry = place.registry();
    place.update(&registry, 0, &[], &[]);
    let before = files(&registry);
    let part = snapshot(&registry).into_values().next().unwrap();
    let cut = place.path("putus.parquet");
    fs::write(&cut, &part[..part.len() / 2]).unwrap();
    place.update(&registry, 3, &[&cut], &[]);
    let ragged = place.put("timpang.csv", &format!("{HEAD}\nubah;1;2\n"));
    let said = place.update(&registry, 3, &[&ragged], &[]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("timpang.csv, row 2"));
    place.update(&registry, 2, &[], &[]);
    let good = place.put("desa.csv", &table(&villages()));
    for (set, words) in [
        ("privacy.key_file=kunci", "another key"),
        (
            "registry.refresh.precedence=[\"village\",\"regency\",\"national\"]",
            "another order",
        ),
        (
            "registry.refresh.precedence=[\"village\"]",
            "names each level once",
        ),
    ] {
        fs::write(place.path("kunci"), "another-key-another-key-another-key").unwrap();
        let study = fs::read_to_string(&place.study).unwrap();
        let file = set.contains("key_file");
        if file {
            let other = study.replace("key_env = \"KAWASAN_TEST_KEY\"", "key_file = \"kunci\"");
            fs::write(&place.study, other).unwrap();
        }
        let more: &[&str] = if file { &[] } else { &["--set", set] };
        let said = place.update(&registry, 2, &[&good], more);
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(
            said.contains(words) && !said.contains("another-key-"),
            "{said}"
        );
        fs::write(&place.study, study).unwrap();
    }
    let study = fs::read_to_string(&place.study).unwrap();
    let keyless = study.replace("key_env = \"KAWASAN_TEST_KEY\"", "");
    fs::write(&place.study, keyless).unwrap();
    let said = place.update(&registry, 2, &[&good], &[]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("names no key"));
    fs::write(&place.study, study).unwrap();
    let text = fs::read_to_string(&good).unwrap();
    let (_, headless) = text.split_once('\n').unwrap();
    let headless = place.put("tanpa_judul.csv", headless);
    let said = place.update(&registry, 3, &[&headless], &["-v"]);
    nothing_of_persons(&registry, &[&said]);
    assert_same(&before, &files(&registry));

    // what killed updates leave is swept away
    for wait in [1, 20, 60, 120, 200] {
        let mut command = kawasan();
        command
            .env("KAWASAN_TEST_KEY", SECRET)
            .args(["registry", "update"])
            .arg(&place.study)
            .arg(&good);
        command
            .arg("--registry")
            .arg(&registry)
            .stderr(std::process::Stdio::null());
        let mut child = command.spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(wait));
        child.kill().unwrap();
        child.wait().unwrap();
        let record = fs::read_to_string(registry.join("registry.json")).unwrap();
        let record: serde_json::Value = serde_json::from_str(&record).unwrap();
        for version in record["versions"].as_array().unwrap() {
            assert!(
                registry
                    .join(version["log"]["path"].as_str().unwrap())
                    .is_file()
            );
        }
        for part in record["parts"].as_array().unwrap() {
            assert!(registry.join(part["path"].as_str().unwrap()).is_file());
        }
    }
    fs::create_dir_all(registry.join("snapshot/0099")).unwrap();
    place.update(&registry, 0, &[&good], &[]);
    assert_eq!(fs::read_dir(registry.join("snapshot")).unwrap().count(), 1);
    assert!(!registry.join(".partial").exists());
    let said = place.update(place.folder.path(), 5, &[&good], &[]);
    assert!(String::from_utf8_lossy(&said.stderr).contains("is no registry"));
}

#[test]
fn an_audit_of_a_registry_and_of_any_rows() {
    let place = Place::new();
    let text = fs::read_to_string(&place.study).unwrap();
    let more = "\n[registry.audit]\nstale = 300\n[registry.audit.impossible]\ntua = \"umur > 34\"\n\
                [registry.audit.match]\nblock = [\"jk\"]\nfields = [\"umur\", \"pekerjaan\"]\n[codes]\nlineage = \"riwayat.csv\"\n";
    fs::write(&place.study, text + more).unwrap();
    place.put("riwayat.csv", "old,new,year\n9901019999,9901012003,2023\n");
    let registry = place.registry();
    place.update(&registry, 0, &[], &[]);
    let delta = place.put("desa.csv", &table(&villages()));
    place.update(&registry, 0, &[&delta], &[]);
    let audit = |more: &[&str], out: &str| {
        let mut command = kawasan();
        command
            .env("KAWASAN_TEST_KEY", SECRET)
            .args(["registry", "audit"])
            .arg(&place.study);
        command.args(more).arg("--out").arg(place.path(out));
        ends(0, command.arg("-v"))
    };
    let folder = registry.to_string_lossy().into_owned();
    let said = audit(&["--registry", &folder, "--replay"], "satu");
    nothing_of_persons(&place.path("satu"), &[&said]);
    let table = |out: &str, name: &str| rows(&place.path(out).join(format!("tables/{name}.csv")));
    let coverage = table("satu", "registry_coverage");
    let b = coverage.iter().find(|row| row["code"] == B).unwrap();
    assert_eq!(b["persons"], "9");
    assert!(
        !b["population"].is_empty() && !b["coverage"].is_empty(),
        "{b:?}"
    );
    let ages = table("satu", "registry_staleness");
    let at = |code: &str| ages.iter().find(|row| row["code"] == code).unwrap();
    assert_eq!(
        (at(A)["updated"].as_str(), at(A)["standing"].as_str()),
        ("2024-03-07", "current")
    );
    let checks = rows(&place.path("satu/checks.csv"));
    let told = |check: &str| {
        checks
            .iter()
            .find(|row| row["check"] == check)
            .map(|row| row["what"].clone())
    };
    assert!(told("value-impossible").is_some());
    assert!(told("village-empty").unwrap().starts_with("298 of 300"));
    assert!(told("match").is_some() && told("replay").is_none());

    let said = audit(&[], "dua");
    nothing_of_persons(&place.path("dua"), &[&said]);
    // the registry takes in the villager of a code of old
    for out in ["satu", "dua"] {
        let lineage = table(out, "registry_lineage");
        let gone = &lineage[0];
        assert_eq!(
            (gone["code"].as_str(), gone["persons"].as_str()),
            ("9901019999", "")
        );
        assert_eq!(
            (gone["fate"].as_str(), gone["now"].as_str()),
            ("renumbered", "9901012003")
        );
    }
    let impossible = table("dua", "registry_impossible");
    assert!(impossible.iter().all(|row| row.contains_key("tua")));
}

#[test]
fn parquet_with_keys_as_numbers_and_two_rows_of_one_person() {
    use polars::prelude::*;
    let place = Place::new();
    let write = |name: &str, keys: Column| {
        let n = keys.len();
        let codes: Vec<&str> = [A, A, B].into_iter().cycle().take(n).collect();
        let days: Vec<i32> = vec![19_800; n];
        let columns = vec![
            keys,
            Column::new("kode_desa".into(), codes),
            Column::new("tgl".into(), days)
                .cast(&DataType::Date)
                .unwrap(),
            Column::new("aksi".into(), vec!["tambah"; n]),
            Column::new("umur".into(), (0..n as i64).collect::<Vec<_>>()),
        ];
        let mut frame = DataFrame::new(n, columns).unwrap();
        let path = place.path(name);
        ParquetWriter::new(fs::File::create(&path).unwrap())
            .finish(&mut frame)
            .unwrap();
        path
    };
    let whole: Vec<i64> = (30..33).map(|who| nik(who).parse().unwrap()).collect();
    let real: Vec<f64> = whole.iter().map(|number| *number as f64).collect();
    let registry = place.registry();
    place.update(&registry, 0, &[], &[]);
    let real = write("real.parquet", Column::new("nik".into(), real));
    let said = place.update(&registry, 0, &[&real], &["-v"]);
    nothing_of_persons(&registry, &[&said]);
    assert_eq!(
        reasons(&place.table(2, "registry_rejected")),
        BTreeMap::from([("key lost digits", 3)])
    );
    let whole = write("whole.parquet", Column::new("nik".into(), whole));
    place.update(&registry, 0, &[&whole], &[]);
    let counts = place.table(3, "registry_counts");
    assert_eq!(
        (
            number(&counts[0], "applied"),
            number(&counts[0], "rejected")
        ),
        (3, 0)
    );

    // the same number in two villages and families of the first rows: an audit of the rows counts both, a registry takes neither
    let text = String::from_utf8_lossy(&base()).into_owned();
    let twice = (1..=6).map(|who| {
        format!(
            "{};{};Siti;Jl. Mawar;{B};L;{};1;petani\n",
            nik(who),
            kk(50),
            50 + who
        )
    });
    fs::write(place.path("dasar.csv"), text + &twice.collect::<String>()).unwrap();
    let mut command = kawasan();
    command
        .env("KAWASAN_TEST_KEY", SECRET)
        .args(["registry", "audit"])
        .arg(&place.study);
    ends(0, command.arg("--out").arg(place.path("audit")));
    let found = rows(&place.path("audit/tables/registry_duplicates.csv"));
    let nation = found.iter().find(|row| row["level"] == "nation").unwrap();
    // the first one has a family that ends in 0000, which is no number
    let columns = ["same_within", "same_across", "two_families"];
    assert_eq!(columns.map(|column| number(nation, column)), [0, 12, 10]);
    let other = place.path("lain");
    place.update(&other, 0, &[], &[]);
    let counts = rows(&other.join("reports/0001/tables/registry_counts.csv"));
    assert_eq!(
        (
            number(&counts[0], "conflicts"),
            number(&counts[0], "applied")
        ),
        (12, 10)
    );
}
