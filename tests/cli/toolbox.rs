//! The toolbox on any table: `kawasan index` and `kawasan audit`.

use crate::study::{ends, example, kawasan, rows};
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// The 50 scores of the embedded study.
fn table() -> PathBuf {
    example().with_file_name("idm.csv")
}

fn index(table: &Path, key: &str, out: &str) -> std::process::Command {
    let mut command = kawasan();
    command.arg("index").arg(table);
    command.args(["--key", key, "--definition", "idm-2016", "-o", out]);
    command
}

const PUBLISHED: [&str; 5] = ["iks=IKS", "ike=IKE", "ikl=IKL", "score=IDM", "class=STATUS"];

fn audit(table: &Path, out: &Path) -> std::process::Command {
    let mut command = kawasan();
    command.arg("audit").arg(table).arg("-o").arg(out);
    command.args(["--key", "kode_desa", "--definition", "idm-2016"]);
    command.arg("--published").args(PUBLISHED);
    command
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// A table with the scores `kawasan index` gives it as published columns.
fn published(folder: &Path) -> PathBuf {
    let scores = folder.join("scores.csv");
    ends(
        0,
        &mut index(&table(), "kode_desa", scores.to_str().unwrap()),
    );
    let mut reader = csv::Reader::from_path(table()).unwrap();
    let path = folder.join("published.csv");
    let mut writer = csv::Writer::from_path(&path).unwrap();
    let mut header = reader.headers().unwrap().clone();
    header.extend(["IKS", "IKE", "IKL", "IDM", "STATUS"]);
    writer.write_record(&header).unwrap();
    for (row, score) in reader.records().zip(rows(&scores)) {
        let mut row = row.unwrap();
        assert_eq!(row[0], score["kode_desa"]);
        for column in ["iks", "ike", "ikl", "score", "class"] {
            row.push_field(&score[column]);
        }
        writer.write_record(&row).unwrap();
    }
    writer.flush().unwrap();
    path
}

#[test]
fn index_scores_every_row_in_its_place() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("scores.csv");
    let done = ends(0, &mut index(&table(), "kode_desa", out.to_str().unwrap()));
    assert!(text(&done.stderr).contains("rows have a score"));
    assert!(done.stdout.is_empty());
    let first = fs::read_to_string(&out).unwrap();
    assert!(first.starts_with("kode_desa,iks,ike,ikl,score,need,class,rank,missing_share\n"));
    let (scores, inputs) = (rows(&out), rows(&table()));
    assert_eq!(scores.len(), inputs.len());
    for (score, input) in scores.iter().zip(&inputs) {
        assert_eq!(score["kode_desa"], input["kode_desa"]);
        let cells = (1..=35).map(|j| input[&format!("IKS_{j}")].parse::<f64>());
        let Ok(cells) = cells.collect::<Result<Vec<f64>, _>>() else {
            continue;
        };
        let iks = cells.iter().sum::<f64>() / 175.0;
        assert!((score["iks"].parse::<f64>().unwrap() - iks).abs() < 1e-12);
    }
    // to standard output, the same bytes; at one thread too
    let mut command = index(&table(), "kode_desa", "-");
    command.env("RAYON_NUM_THREADS", "1").arg("-q");
    let done = ends(0, &mut command);
    assert!(done.stderr.is_empty());
    assert_eq!(text(&done.stdout), first);
}

#[test]
fn keys_name_each_row_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("a.csv");
    let write = |text: &str| fs::write(&path, text).unwrap();
    let out = dir.path().join("out.csv");
    let run = |code: i32, key: &str| {
        let mut command = index(&path, key, out.to_str().unwrap());
        text(&ends(code, &mut command).stderr)
    };
    write("id,tahun,iks,ike,ikl\n01,2021,0.5,0.5,0.5\n01,2022,0.5,0.6,0.5\n02,2021,0.1,0.2,0.3\n");
    let said = run(3, "id");
    assert!(
        said.contains("3 (as 2)") && said.contains("--key id,year"),
        "{said}"
    );
    run(0, "id,tahun");
    let keys: Vec<(String, String)> = rows(&out)
        .into_iter()
        .map(|row| (row["id"].clone(), row["tahun"].clone()))
        .collect();
    assert_eq!(
        keys[0],
        ("01".to_owned(), "2021".to_owned()),
        "as in the file"
    );
    let said = run(3, "kode");
    assert!(said.contains("no such column"), "{said}");
    run(2, "id,id");
    write("id,iks,ike,ikl\n1,0.5,0.5,0.5\n,0.5,0.6,0.5\n");
    let said = run(3, "id");
    assert!(
        said.contains("row 3") && said.contains("a key is empty"),
        "{said}"
    );
    write("score,iks,ike,ikl\n1,0.5,0.5,0.5\n");
    let said = run(2, "score");
    assert!(said.contains("also a column of the result"), "{said}");
    write("id,iks,ike,ikl\n1,0.5,0.5,0.5\n7,0.5,7,0.5\n");
    let said = run(3, "id");
    assert!(said.contains("a.csv") && said.contains("row 3"), "{said}");
    write("nik,iks,ike,ikl\n3201234567890001,0.5,0.5,0.5\n");
    let said = run(2, "nik");
    assert!(
        said.contains("names persons") && !said.contains("32012"),
        "{said}"
    );
    let mut onto = index(&path, "id", path.to_str().unwrap());
    let said = text(&ends(5, &mut onto).stderr);
    assert!(said.contains("would replace the file"), "{said}");
}

#[test]
fn index_puts_the_people_of_a_key_together() {
    let dir = tempfile::tempdir().unwrap();
    let (path, out) = (dir.path().join("a.csv"), dir.path().join("out.csv"));
    let definition = dir.path().join("short.toml");
    fs::write(
        &definition,
        "name = \"short\"\nversion = \"1\"\nsource = \"test\"\ngood = \"high\"\nbest = 1\nworst = 0\n\
         people = { weight = \"w\" }\n[[indicators]]\ncode = \"school\"\ngood = \"high\"\n",
    )
    .unwrap();
    // fewer than five people of a key would have no values
    let people = "02,1,1\n01,0,1\n02,0,3\n01,1,1\n02,,9\n".repeat(5);
    fs::write(&path, format!("desa,school,w\n{people}")).unwrap();
    let mut command = kawasan();
    command.arg("index").arg(&path).arg("-o").arg(&out);
    command
        .args(["--key", "desa", "--definition"])
        .arg(&definition);
    ends(0, &mut command);
    let scores: Vec<(String, String)> = rows(&out)
        .into_iter()
        .map(|row| (row["desa"].clone(), row["score"].clone()))
        .collect();
    let wanted = [("02", "0.25"), ("01", "0.5")];
    assert_eq!(scores, wanted.map(|(a, b)| (a.to_owned(), b.to_owned())));
    let mut command = kawasan();
    command.arg("audit").arg(&path).arg("-o").arg(&out);
    command
        .args(["--key", "desa", "--published", "score=w", "--definition"])
        .arg(&definition);
    assert!(text(&ends(2, &mut command).stderr).contains("persons or households"));

    // one row a key: the columns are shares, and the score is M0
    let names = "nutrition,child_mortality,schooling,attendance,cooking_fuel,sanitation,water,electricity,housing,assets";
    fs::write(
        &path,
        format!("desa,{names}\n01,0.3,0,0.6,0,0.9,0,0,0,0,0\n02,0,0,0,0,0,0,0,0,0,0\n"),
    )
    .unwrap();
    let mut command = kawasan();
    command.arg("index").arg(&path).arg("-o").arg(&out);
    let said = ends(0, command.args(["--key", "desa", "--definition", "mpi"]));
    assert!(text(&said.stderr).contains("taken as shares"));
    let score: f64 = rows(&out)[0]["score"].parse().unwrap();
    assert!((score - (0.3 / 6.0 + 0.6 / 6.0 + 0.9 / 18.0)).abs() < 1e-12);
    let households = "01,4,1,1,0,0,1,0,0,0,0,0\n01,8,0,0,0,0,0,0,0,0,0,0\n".repeat(5);
    let households = format!("desa,members,{names}\n{households}");
    fs::write(&path, households).unwrap();
    let mut command = kawasan();
    command.arg("index").arg(&path).arg("-o").arg(&out);
    ends(0, command.args(["--key", "desa", "--definition", "mpi"]));
    let row = &rows(&out)[0];
    let number = |column: &str| row[column].parse::<f64>().unwrap();
    assert!((number("headcount") - 1.0 / 3.0).abs() < 1e-12 && number("people") == 60.0);
    assert!((number("headcount") * number("intensity") - number("score")).abs() < 1e-12);
}

#[test]
fn audit_lists_what_does_not_reproduce_and_counts_add_up() {
    let dir = tempfile::tempdir().unwrap();
    let path = published(dir.path());
    let out = dir.path().join("audit.csv");
    ends(0, audit(&path, &out).arg("--strict"));
    let clean = rows(&out);
    let n = rows(&path).len();
    assert_eq!(clean.len(), 5 * n);
    assert!(
        clean
            .iter()
            .all(|row| row["reproduces"] == "true" && row["cause"].is_empty())
    );

    // spoil one cell of row 3, the class of row 5, and empty a published value of row 7
    let lines = fs::read_to_string(&path).unwrap();
    let header: Vec<&str> = lines.lines().next().unwrap().split(',').collect();
    let at = |column: &str| header.iter().position(|name| *name == column).unwrap();
    let spoil = |line: usize, text: &str| -> String {
        let mut cells: Vec<String> = text.split(',').map(str::to_owned).collect();
        match line {
            3 => {
                let cell = &mut cells[at("IKL_2")];
                *cell = if cell == "5" {
                    "3".to_owned()
                } else {
                    "5".to_owned()
                };
            }
            5 => {
                let class = &mut cells[at("STATUS")];
                *class = if class == "Advanced" {
                    "berkembang"
                } else {
                    "MAJU"
                }
                .to_owned();
            }
            7 => cells[at("IKE")].clear(),
            _ => {}
        }
        cells.join(",") + "\n"
    };
    let spoiled: String = lines
        .lines()
        .enumerate()
        .map(|(i, line)| spoil(i + 1, line))
        .collect();
    fs::write(&path, spoiled).unwrap();
    let done = ends(0, &mut audit(&path, &out));
    assert!(text(&done.stderr).contains(&format!("{n} rows, 5 published values each")));
    let listed = rows(&out);
    let keys: Vec<String> = rows(&path)
        .iter()
        .map(|row| row["kode_desa"].clone())
        .collect();
    for (line, row) in listed.iter().enumerate() {
        assert_eq!(row["kode_desa"], keys[line / 5]);
        let expected = ["iks", "ike", "ikl", "score", "class"][line % 5];
        assert_eq!(row["value"], expected);
    }
    let failing: Vec<(usize, &BTreeMap<String, String>)> = listed
        .iter()
        .enumerate()
        .filter(|(_, row)| row["reproduces"] == "false")
        .map(|(line, row)| (line / 5 + 2, row))
        .collect();
    assert!(failing.iter().all(|(_, row)| !row["cause"].is_empty()));
    let cause = |line: usize, value: &str| {
        let found = failing
            .iter()
            .find(|(at, row)| *at == line && row["value"] == value);
        found
            .map(|(_, row)| row["cause"].as_str())
            .unwrap_or_default()
    };
    assert!(cause(3, "ikl").contains("IKL_2"), "{}", cause(3, "ikl"));
    assert!(cause(3, "score").contains("follows from the published ikl"));
    assert!(
        cause(5, "class").contains("shifted by"),
        "{}",
        cause(5, "class")
    );
    assert_eq!(cause(7, "ike"), "the published value is missing");
    assert!(failing.iter().all(|(line, _)| [3, 5, 7].contains(line)));

    let json: Value =
        serde_json::from_slice(&fs::read(out.with_extension("json")).unwrap()).unwrap();
    let count = |value: &Value| value.as_u64().unwrap() as usize;
    assert_eq!(count(&json["rows"]), n);
    assert_eq!(count(&json["rows_failed"]), 3);
    assert_eq!(count(&json["values"]), 5 * n);
    assert_eq!(count(&json["failed"]), failing.len());
    assert_eq!(count(&json["reproduced"]) + failing.len(), 5 * n);
    let by_cause = json["failed_by_cause"].as_object().unwrap().values();
    assert_eq!(by_cause.map(count).sum::<usize>(), failing.len());
    for value in json["by_value"].as_array().unwrap() {
        assert_eq!(count(&value["reproduced"]) + count(&value["failed"]), n);
    }

    let said = ends(1, audit(&path, &out).arg("--strict"));
    assert!(text(&said.stderr).contains("do not reproduce"));
    // standard output holds the table and nothing else; the same at any number of threads
    let mut command = audit(&path, Path::new("-"));
    command.env("RAYON_NUM_THREADS", "1");
    let done = ends(0, &mut command);
    assert_eq!(done.stdout, fs::read(&out).unwrap());
}

#[test]
fn audit_says_what_is_wrong_with_the_command() {
    let dir = tempfile::tempdir().unwrap();
    let path = published(dir.path());
    let out = dir.path().join("audit.csv");
    let run = |code: i32, published: &str, out: &Path| {
        let mut command = kawasan();
        command.arg("audit").arg(&path).arg("-o").arg(out);
        command.args(["--key", "kode_desa", "--definition", "idm-2016"]);
        command.args(["--published", published]);
        text(&ends(code, &mut command).stderr)
    };
    assert!(run(2, "IDM", &out).contains("NAME=COL"));
    assert!(run(2, "idm=IDM", &out).contains("is no value of idm-2016"));
    assert!(run(3, "score=IDN", &out).contains("published.csv"));
    assert!(run(2, "iks=IKS_1", &out).contains("compared with itself"));
    assert!(run(2, "score=IDM", &dir.path().join("audit.json")).contains("another ending"));
    assert!(!out.exists());
}

#[test]
fn classes_of_a_column_add_up_and_refuse_what_does_not_fit() {
    let folder = tempfile::tempdir().unwrap();
    let table = folder.path().join("t.csv");
    fs::write(&table, "id,poor,name\na,1,x\nb,2,y\nc,,z\nd,10,v\ne,11,w\n").unwrap();
    let out = folder.path().join("classes.csv");
    let classify = |more: &[&str]| {
        let mut command = kawasan();
        command.arg("classify").arg(&table).args(["--key", "id"]);
        command.args(more).arg("-o").arg(&out);
        command
    };
    ends(0, &mut classify(&["--value", "poor", "--classes", "2"]));
    let classes: Vec<String> = rows(&out).iter().map(|row| row["class"].clone()).collect();
    assert_eq!(classes, ["1", "1", "", "2", "2"]);
    let beside = fs::read_to_string(out.with_extension("json")).unwrap();
    let beside: Value = serde_json::from_str(&beside).unwrap();
    assert_eq!(beside["bounds"], serde_json::json!([2.0, 11.0]));
    assert_eq!((&beside["n"], &beside["missing"]), (&4.into(), &1.into()));
    let before = fs::read(&out).unwrap();
    ends(
        2,
        &mut classify(&["--value", "poor", "--scheme", "head-tail", "--classes", "3"]),
    );
    ends(3, &mut classify(&["--value", "name"]));
    ends(3, &mut classify(&["--value", "pour"]));
    assert_eq!(fs::read(&out).unwrap(), before);
}

/// The embedded layer as a shapefile.
fn shapefile(folder: &Path) -> PathBuf {
    let path = folder.join("desa.shp");
    let layer = table().with_file_name("desa.geojson");
    ends(0, kawasan().arg("convert").arg(layer).arg("-o").arg(&path));
    path
}

#[test]
fn results_replace_neither_inputs_nor_what_is_told_of_others() {
    let dir = tempfile::tempdir().unwrap();
    let layer = shapefile(dir.path());
    let file = |name: &str| dir.path().join(name);
    let run = |code: i32, verb: &str, more: &[&str], out: PathBuf| {
        let mut command = kawasan();
        command.arg(verb).arg(&layer).args(more).arg("-o").arg(out);
        text(&ends(code, &mut command).stderr)
    };
    let before = fs::read(file("desa.dbf")).unwrap();
    for part in ["desa.shp", "desa.dbf", "desa.shx", "desa.prj", "desa.cpg"] {
        let said = run(5, "neighbours", &[], file(part));
        assert!(
            said.contains(part) && said.contains("would replace the file"),
            "{said}"
        );
    }
    let gaps = file("desa.dbf");
    let more = ["--by", "kec", "--gaps", gaps.to_str().unwrap()];
    let said = run(5, "dissolve", &more, file("d.geojson"));
    assert!(said.contains("would replace the file"), "{said}");
    let said = run(
        2,
        "dissolve",
        &["--by", "kec", "--gaps", file("k.dbf").to_str().unwrap()],
        file("k.shp"),
    );
    assert!(said.contains("two results name one file"), "{said}");
    assert_eq!(fs::read(file("desa.dbf")).unwrap(), before);
    // each says what it wrote
    let said = run(0, "neighbours", &[], file("x.gal"));
    assert!(
        said.contains("wrote ") && said.contains("x.gal") && said.contains("x.json"),
        "{said}"
    );
    let said = run(0, "dissolve", &["--by", "kec"], file("k.shp"));
    assert!(
        said.contains("k.dbf") && said.contains("k.fields.csv"),
        "{said}"
    );
    // the JSON beside is of one result
    run(0, "neighbours", &[], file("x.gal"));
    let said = run(5, "neighbours", &[], file("x.gwt"));
    assert!(
        said.contains("x.json") && said.contains("is not about x.gwt"),
        "{said}"
    );
    assert!(!file("x.gwt").exists());
    fs::write(file("y.json"), "[1]").unwrap();
    run(5, "neighbours", &[], file("y.csv"));
    assert_eq!(fs::read_to_string(file("y.json")).unwrap(), "[1]");
    // nothing is calculated for a folder that is not there
    let said = run(5, "neighbours", &[], file("no/x.csv"));
    assert!(said.contains("there is no folder"), "{said}");
    let said = run(5, "neighbours", &[], dir.path().to_path_buf());
    assert!(said.contains("this is a folder"), "{said}");
}

#[test]
fn options_given_in_vain_and_codes_of_another_system_are_said() {
    let dir = tempfile::tempdir().unwrap();
    let layer = table().with_file_name("desa.geojson");
    let run = |code: i32, more: &[&str]| {
        let mut command = kawasan();
        command
            .arg("dissolve")
            .arg(&layer)
            .args(more)
            .arg("-o")
            .arg(dir.path().join("d.geojson"));
        text(&ends(code, &mut command).stderr)
    };
    let said = run(2, &["--by", "kab", "--digits", "2,4,6"]);
    assert!(said.contains("--digits does not go with --by"), "{said}");
    let said = run(2, &[]);
    assert!(said.contains("--by") && said.contains("--level"), "{said}");
    let said = run(
        0,
        &[
            "--level",
            "district",
            "--code",
            "kode",
            "--system",
            "kemendagri",
        ],
    );
    assert!(!said.contains("look like"), "{said}");
    // several files do not fit standard output
    ends(2, kawasan().args(["run", "x.toml", "--out", "-"]));
}

#[test]
fn classes_that_say_nothing_are_said() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("t.csv");
    fs::write(&path, "id,same,few\n1,7,1\n2,7,2\n3,7,3\n").unwrap();
    let run = |code: i32, more: &[&str]| {
        let mut command = kawasan();
        command
            .arg("classify")
            .arg(&path)
            .args(["--key", "id", "-o", "-"])
            .args(more);
        text(&ends(code, &mut command).stderr)
    };
    let said = run(0, &["--value", "same", "--scheme", "percentiles"]);
    assert!(said.contains("warning: same: every value is 7"), "{said}");
    let said = run(0, &["--value", "few", "--classes", "9"]);
    assert!(said.contains("3 classes, not 9"), "{said}");
    assert!(!run(0, &["--value", "few", "--classes", "3"]).contains("warning"));
    // a space after a comma is none of the name
    fs::write(&path, "id,year,v\n1,1,1\n1,2,2\n2,1,3\n").unwrap();
    let mut command = kawasan();
    command
        .arg("classify")
        .arg(&path)
        .args(["--key", "id, year", "--value", "v", "-o", "-"]);
    ends(0, &mut command);
    let mut command = kawasan();
    command.args([
        "classify", "nope.csv", "--key", "id", "--value", "v", "-o", "-",
    ]);
    let said = text(&ends(3, &mut command).stderr);
    assert!(
        said.contains("no such file") && !said.contains("study"),
        "{said}"
    );
}
