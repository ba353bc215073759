//! `[programmes]`: the inventory's files read by the binary, what is refused, and that nothing personal comes out.

use crate::study::{assert_same, copy_of_example, ends, files, kawasan, rows, run};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use tempfile::TempDir;

const STUDY: &str = r#"
[study]
name = "inventaris"
language = "en"
synthetic = true

[boundaries]
path = "desa.geojson"
code = "kode"
name = "nama"
system = "kemendagri"

[[tables]]
path = "penduduk.csv"
code = "kode"
name = "nama"

[programmes]
catalogue = "katalog.csv"
placements = "penempatan.csv"
"#;

const CATALOGUE: &str = "id,nama,kementerian,jalur,pengungkit,rpjmn,dari\n\
    P1,Pangan,Kemensos,beban,,ya,2020\n\
    P2,Kredit,Kemenkop,pendapatan,permodalan,tidak,2021\n";

/// A folder with a study whose inventory holds these texts.
fn study(catalogue: &str, placements: &str, more: &str) -> (TempDir, PathBuf) {
    let folder = copy_of_example();
    let file = folder.path().join("kecil.toml");
    fs::write(&file, format!("{STUDY}{more}")).unwrap();
    fs::write(folder.path().join("katalog.csv"), catalogue).unwrap();
    fs::write(folder.path().join("penempatan.csv"), placements).unwrap();
    (folder, file)
}

fn out(placements: &str) -> (TempDir, PathBuf) {
    let (folder, file) = study(CATALOGUE, placements, "");
    let out = folder.path().join("out");
    run(&file, &out, &[]);
    (folder, out)
}

/// What a check that ends with `code` says.
fn says(code: i32, catalogue: &str, placements: &str, more: &str) -> String {
    let (_folder, file) = study(catalogue, placements, more);
    let done = ends(code, kawasan().arg("check").arg(&file));
    String::from_utf8_lossy(&done.stderr).into_owned()
}

fn row<'a>(
    rows: &'a [BTreeMap<String, String>],
    column: &str,
    value: &str,
) -> &'a BTreeMap<String, String> {
    rows.iter().find(|row| row[column] == value).unwrap()
}

const MIXED: &str = "programme,code,year,households,budget\n\
    P1,99.01.01.2001,2024,10,100.5\n\
    P1,99.01.01.2002,2024,20,200\n\
    P1,99.01.01.2002,2023,30,300\n\
    P2,9901012002,2024,,50\n\
    P2,99.01.01,2024,5,1000\n\
    P2,99.02,2024,5,2000\n\
    P2,99,2024,5,4000\n\
    P2,99.01.01.2999,2024,7,8000\n";

#[test]
fn tables_count_every_row_and_every_rupiah() {
    let (_folder, out) = out(MIXED);
    let programmes = rows(&out.join("tables/programmes.csv"));
    let one = row(&programmes, "programme", "P1");
    // 2024 only: villages 2001 and 2002
    let of = |row: &BTreeMap<String, String>, columns: [&str; 7]| columns.map(|c| row[c].clone());
    let columns = [
        "lever",
        "tags",
        "villages",
        "placements",
        "beneficiaries",
        "budget",
        "region_budget",
    ];
    assert_eq!(
        of(one, columns),
        ["burden", "rpjmn", "2", "2", "30", "300.5", ""]
    );
    let two = row(&programmes, "programme", "P2");
    assert_eq!(
        of(two, columns),
        ["capital", "", "1", "1", "", "50", "7000"]
    );
    assert_eq!(two["region_placements"], "3");

    let inventory = rows(&out.join("tables/inventory.csv"));
    let levels: Vec<[&str; 8]> = inventory
        .iter()
        .map(|row| {
            [
                "role",
                "level",
                "rows",
                "matched",
                "unmatched",
                "budget_given",
                "budget_placed",
                "budget_unplaced",
            ]
            .map(|column| row[column].as_str())
        })
        .collect();
    assert_eq!(
        levels,
        [
            ["catalogue", "", "2", "2", "0", "", "", ""],
            [
                "placements",
                "village",
                "5",
                "4",
                "1",
                "8650.5",
                "650.5",
                "8000"
            ],
            ["placements", "district", "1", "1", "0", "1000", "1000", ""],
            ["placements", "regency", "1", "1", "0", "2000", "2000", ""],
            ["placements", "province", "1", "1", "0", "4000", "4000", ""],
        ]
    );
    let manifest: Value =
        serde_json::from_slice(&fs::read(out.join("manifest.json")).unwrap()).unwrap();
    assert_eq!(manifest["stages"]["programmes"]["rows"], 8);
    assert_eq!(manifest["stages"]["programmes"]["year"], 2024);
    let roles: Vec<&str> = manifest["inputs"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|i| i["role"].as_str())
        .collect();
    assert_eq!(
        roles,
        ["study", "boundaries", "table", "catalogue", "placements"]
    );
    let checks = rows(&out.join("checks.csv"));
    assert_eq!(row(&checks, "check", "row-unmatched")["row"], "9");
}

#[test]
fn codes_of_another_system_and_names_out_of_step_are_refused() {
    let said = says(3, CATALOGUE, "programme,code\nP1,9901011\nP1,99.01\n", "");
    assert!(
        said.contains("the codes are BPS, the layer's are Kemendagri") && said.contains("bridge"),
        "{said}"
    );
    let said = says(3, CATALOGUE, MIXED, "system = \"bps\"\n");
    assert!(said.contains("the codes are BPS"), "{said}");
    let names = "programme,code,nama\nP1,99.01.01.2001,Mautabara\nP1,99.01.01.2002,Orahiwutu\nP1,99.01.01.2003,Lolipungga\n";
    let said = says(3, CATALOGUE, names, "");
    assert!(said.contains("another name in column nama"), "{said}");
    let said = says(3, CATALOGUE, "programme,code\nP1,98.01.01.2001\n", "");
    assert!(said.contains("penempatan.csv"), "{said}");
}

#[test]
fn unknown_ids_are_answered_with_row_and_nearest() {
    let said = says(3, CATALOGUE, "programme,code\nP1,99.01\nP22,99.01\n", "");
    assert!(
        said.contains("penempatan.csv, column programme, row 3: there is no programme P22"),
        "{said}"
    );
    assert!(said.contains("the nearest known id is P2"), "{said}");
    let more = "facilitators = \"pendamping.csv\"\n";
    let (folder, file) = study(
        CATALOGUE,
        "programme,code,pendamping\nP1,99.01.01.2001,F-9\n",
        more,
    );
    fs::write(
        folder.path().join("pendamping.csv"),
        "id,kode\nF-1,99.01.01.2001\n",
    )
    .unwrap();
    let done = ends(3, kawasan().arg("check").arg(&file));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("no facilitator F-9") && said.contains("nearest known id is F-1"),
        "{said}"
    );
}

#[test]
fn faults_of_the_section_are_told_with_their_lines() {
    let levers = "[[programmes.levers]]\ncode = \"modal\"\narm = \"income\"\n[[programmes.levers]]\ncode = \"pasar\"\narm = \"income\"\nwords = [\"Modal\"]\n";
    let said = says(2, CATALOGUE, MIXED, levers);
    assert!(
        said.contains("\"Modal\" names the lever modal, too"),
        "{said}"
    );
    let said = says(2, CATALOGUE, MIXED, "actions = \"aksi.csv\"\n");
    assert!(said.contains("no index"), "{said}");
    let said = says(2, CATALOGUE, MIXED, "facilitators = \"penempatan.csv\"\n");
    assert!(
        said.contains("`facilitators` and `placements` are the same file"),
        "{said}"
    );
    let said = says(
        2,
        CATALOGUE,
        MIXED,
        "[programmes.allocation]\nbudgets = { P1 = -1 }\n",
    );
    assert!(said.contains("a number from 0 up"), "{said}");
    let said = says(2, CATALOGUE, MIXED, "catalog = \"x.csv\"\n");
    assert!(said.contains("catalogue"), "{said}");
    let said = says(3, &CATALOGUE.replace("permodalan", "permodalam"), MIXED, "");
    assert!(
        said.contains("no lever permodalam") && said.contains("permodalan"),
        "{said}"
    );
}

/// Tables with what comes of them; cards name the files' hashes, and so differ with the files.
fn tables(out: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = files(&out.join("tables"));
    found.retain(|name, _| name.ends_with(".csv"));
    found
}

#[test]
fn hashtags_and_the_order_of_rows_change_nothing() {
    let (_folder, plain) = out(MIXED);
    let mut lines: Vec<&str> = MIXED.lines().collect();
    lines[1..].reverse();
    lines[1..].rotate_left(3);
    let (_folder2, turned) = out(&(lines.join("\n") + "\n"));
    assert_same(&tables(&plain), &tables(&turned));
    let header = "a,b,c,d,e\n#activity+programme,#loc+code,#date+year,#reached+hh,#value+budget";
    lines[0] = header;
    let (_folder3, tagged) = out(&(lines.join("\n") + "\n"));
    assert_same(&tables(&plain), &tables(&tagged));
}

#[test]
fn numbers_of_persons_appear_nowhere() {
    let (one, two, phone) = ("9901014107880001", "9901014107880002", "081234567890");
    let placements = format!(
        "programme,code,year,budget,pendamping,nik,nama_penerima\n\
         P1,99.01.01.2001,2024,1,{two},{one},Siti Rahayu\n\
         P2,99.01.01.2001,2024,1,{one},{two},Siti Rahayu\n\
         P1,99.01.01.2999,2024,1,{phone},{two},Siti Rahayu\n\
         P2,99.01.01.2002,2024,1,F-7,{two},Siti Rahayu\n"
    );
    let (_folder, file) = study(CATALOGUE, &placements, "");
    let out = file.with_file_name("out");
    let done = ends(
        0,
        kawasan()
            .arg("run")
            .arg(&file)
            .arg("--out")
            .arg(&out)
            .arg("-v"),
    );
    let mut written = files(&out);
    written.insert("stderr".into(), done.stderr);
    written.insert("stdout".into(), done.stdout);
    for (name, bytes) in &written {
        let text = String::from_utf8_lossy(bytes);
        for secret in [one, two, phone, "Siti Rahayu"] {
            assert!(!text.contains(secret), "{name} holds {secret}");
        }
    }
    let checks = rows(&out.join("checks.csv"));
    let told = row(&checks, "check", "id-personal");
    assert!(told["what"].starts_with("3 ids could be"), "{told:?}");
    let left = row(&checks, "check", "column-personal");
    assert!(left["what"].contains("nik, nama_penerima"), "{left:?}");
    // refused, too, without being quoted
    let more = "facilitators = \"pendamping.csv\"\n";
    let (folder, file) = study(CATALOGUE, &placements, more);
    fs::write(folder.path().join("pendamping.csv"), format!("id\n{one}\n")).unwrap();
    let done = ends(3, kawasan().arg("check").arg(&file));
    let said = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        said.contains("no facilitator a value of 16 characters"),
        "{said}"
    );
    assert!(!said.contains(one) && !said.contains(two), "{said}");
}

#[test]
fn a_year_without_placements_is_told() {
    let (_folder, file) = study(CATALOGUE, MIXED, "year = 2022\n");
    let out = file.with_file_name("out");
    run(&file, &out, &[]);
    let checks = rows(&out.join("checks.csv"));
    assert!(row(&checks, "check", "year-empty")["what"].contains("the latest are of 2024"));
    let programmes = rows(&out.join("tables/programmes.csv"));
    assert!(
        programmes
            .iter()
            .all(|p| p["villages"] == "0" && p["budget"].is_empty())
    );
}

#[test]
fn a_latest_year_of_hardly_any_placements_is_told() {
    let many = "P1,99.01.01.2001,2024,1,1\n".repeat(11);
    let rows_of = |year: i32, more: &str| {
        let placements =
            format!("programme,code,year,households,budget\n{many}P1,99.01.01.2002,{year},1,1\n");
        let (_folder, file) = study(CATALOGUE, &placements, more);
        let out = file.with_file_name("out");
        run(&file, &out, &[]);
        let mut checks = rows(&out.join("checks.csv"));
        checks.retain(|found| found["check"] == "year-thin");
        checks
    };
    let told = rows_of(2042, "");
    assert_eq!(told.len(), 1);
    let what = &told[0]["what"];
    assert!(
        what.contains("2042") && what.contains("has 1 of them, 2024 has 11"),
        "{what}"
    );
    assert!(rows_of(2042, "year = 2042\n").is_empty(), "asked for");
    assert!(rows_of(2023, "").is_empty(), "an earlier year");
}
