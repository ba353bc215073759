//! The welfare registry: one query of any files, and what a study asks.

use crate::outside::python;
use crate::study::{assert_same, copy_of_example, ends, files, kawasan, rows};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

type Row = BTreeMap<String, String>;

/// Ten people, four of them below a line of 20 (World Bank, Revisiting Targeting, 2022, table 7.3): one programme reaches the second and the third,
/// the other everybody. In the second village live four people of another example (Haughton and Khandker 2009, table 4.1).
const PEOPLE: &str = "kode,umur,jk,uang,garis,sebagian,semua,jalur,status
99.01.01.2001,70,P,6,20,tidak,ya,pos,gagal
99.01.01.2001,30,P,8,20,ya,ya,pos,lancar
9901012001,20,L,11,20,ya,ya,bank,lancar
9901012001.0,10,L,15,20,tidak,ya,bank,lancar
99.01.01.2001,30,L,21,20,tidak,ya,bank,terlambat
99.01.01.2001,30,L,25,20,tidak,ya,bank,lancar
99.01.01.2001,30,L,30,20,tidak,ya,bank,lancar
99.01.01.2001,61,L,40,20,tidak,ya,bank,lancar
99.01.01.2001,30,L,50,20,tidak,ya,bank,lancar
99.01.01.2001,30,L,100,20,tidak,ya,bank,lancar
99.01.01.2002,30,L,100,125,,,,
99.01.01.2002,30,L,110,125,,,,
99.01.01.2002,30,L,150,125,,,,
99.01.01.2002,30,L,160,125,,,,
99.01.01.2999,30,L,500,125,,,,
,30,L,500,125,,,,
";

const SECTION: &str = r#"
[registry]
path = "people.csv"
code = "kode"

[registry.welfare]
value = "uang"
line = "garis"

[registry.measures]
old = "count(*) filter (where umur >= 60)"

[registry.pmt]
intercept = 10
coefficients = { "umur < 25" = -5, "umur" = 0.1 }
cutoff = 8

[[registry.programmes]]
code = "sebagian"
eligible = "uang < garis"
receives = "sebagian = 'ya'"
amount = "30"

[[registry.programmes]]
code = "semua"
eligible = "uang < garis"
receives = "semua = 'ya'"
channel = "jalur"
failed = "status = 'gagal'"
late = "status = 'terlambat'"

[[registry.groups]]
code = "women"
where = "jk = 'P'"
"#;

fn study(people: &str, section: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = copy_of_example();
    fs::write(folder.path().join("people.csv"), people).unwrap();
    let file = folder.path().join("study.toml");
    let text = fs::read_to_string(&file).unwrap();
    fs::write(&file, text + "\n[privacy]\nk = 1\n" + section).unwrap();
    (folder, file)
}

fn aggregate(study: &Path, out: &Path, more: &[&str]) {
    let mut command = kawasan();
    ends(
        0,
        command
            .args(["registry", "aggregate"])
            .arg(study)
            .arg("--out")
            .arg(out)
            .args(more),
    );
}

fn find<'a>(rows: &'a [Row], wanted: &[(&str, &str)]) -> &'a Row {
    let fits = |row: &&Row| wanted.iter().all(|(column, value)| row[*column] == *value);
    let found: Vec<&Row> = rows.iter().filter(fits).collect();
    assert_eq!(found.len(), 1, "{wanted:?}");
    found[0]
}

#[track_caller]
fn near(row: &Row, column: &str, wanted: f64) {
    let found: f64 = row[column].parse().unwrap();
    assert!(
        (found - wanted).abs() < 1e-6,
        "{column} is {found}, not {wanted}"
    );
}

#[test]
fn worked_examples_of_targeting_and_poverty() {
    let (folder, file) = study(PEOPLE, SECTION);
    let out = folder.path().join("registri");
    aggregate(&file, &out, &[]);
    let table = |name: &str| rows(&out.join(format!("tables/{name}.csv")));
    let villages = table("registry_villages");
    assert_eq!(villages.len(), 2);
    let first = find(&villages, &[("code", "9901012001")]);
    assert_eq!((first["rows"].as_str(), first["old"].as_str()), ("10", "2"));
    assert_eq!(
        (first["regency"].as_str(), first["name"].as_str()),
        ("Kabupaten Contoh Barat", "Tunakir")
    );
    near(first, "p0", 0.4);
    near(first, "welfare_mean", 30.6);
    near(first, "no_programme", 0.0);
    near(first, "several_programmes", 2.0);
    // 17, 13, 7 (20 - 5 + 2), 6 (10 - 5 + 1), then 13 and 16.1
    near(first, "pmt_below", 0.2);
    let second = find(&villages, &[("code", "9901012002")]);
    near(second, "p0", 0.5);
    near(second, "p1", 0.08);
    near(second, "p2", 0.0136);
    near(second, "no_programme", 4.0);

    let targeting = table("targeting");
    let of = |programme| {
        find(
            &targeting,
            &[("code", "9901012001"), ("programme", programme)],
        )
    };
    let some = of("sebagian");
    for (column, wanted) in [
        ("undercoverage", 0.5),
        ("leakage", 0.0),
        ("kappa", 0.545_455),
        ("cgh", 2.5),
        ("coverage", 0.2),
        ("missed", 2.0),
        ("amount", 60.0),
    ] {
        near(some, column, wanted);
    }
    let all = of("semua");
    for (column, wanted) in [
        ("undercoverage", 0.0),
        ("leakage", 0.6),
        ("kappa", 0.0),
        ("cgh", 1.0),
    ] {
        near(all, column, wanted);
    }
    assert_eq!(all["amount"], "");
    let nation = find(&targeting, &[("level", "nation"), ("programme", "semua")]);
    near(nation, "people", 14.0);
    near(nation, "missed", 2.0);

    let regions = table("registry_regions");
    let province = find(&regions, &[("level", "province")]);
    near(province, "poor", 6.0);
    let gini: [f64; 2] = ["gini_low", "gini_high"].map(|column| province[column].parse().unwrap());
    // 0.4782082 of the fourteen incomes themselves
    assert!(
        gini[0] <= 0.478_209 && 0.478_208 <= gini[1] && gini[1] - gini[0] < 0.002,
        "{gini:?}"
    );

    let overlap = table("overlap");
    let of = |set| find(&overlap, &[("level", "nation"), ("programme_ids", set)]);
    near(of("sebagian+semua"), "people", 2.0);
    near(of("semua"), "share", 8.0 / 14.0);
    near(of(""), "people", 4.0);
    let pair = table("complementarity");
    let pair = find(&pair, &[("level", "nation")]);
    near(pair, "should_both", 6.0);
    near(pair, "gets_both", 2.0);
    near(pair, "second_only", 2.0);
    near(pair, "neither", 2.0);
    let women = table("affirmative");
    let women = find(&women, &[("code", "9901012001"), ("group", "women")]);
    near(women, "people", 2.0);
    near(women, "missed_sebagian", 1.0);
    let paid = table("disbursement");
    let post = find(&paid, &[("level", "nation"), ("channel", "pos")]);
    near(post, "share", 0.2);
    near(post, "share_failed", 0.5);
    near(
        find(&paid, &[("level", "nation"), ("channel", "bank")]),
        "late",
        1.0,
    );
    let tenth = table("incidence");
    let sum = |column: &str| -> f64 {
        let own = tenth
            .iter()
            .filter(|row| row["level"] == "nation" && row["programme"] == "sebagian");
        own.map(|row| row[column].parse::<f64>().unwrap()).sum()
    };
    assert!((sum("recipients") - 2.0).abs() < 1e-3 && (sum("share_amount") - 1.0).abs() < 1e-5);

    let lost = table("registry_unmatched");
    let listed: Vec<(&str, &str)> = lost
        .iter()
        .map(|row| (row["code"].as_str(), row["rows"].as_str()))
        .collect();
    assert_eq!(listed, [("", "1"), ("9901012999", "1")]);
    let checks = rows(&out.join("checks.csv"));
    let told = find(&checks, &[("check", "rows-unmatched")]);
    assert!(
        told["what"].starts_with("2 of 16 rows belong to no village"),
        "{}",
        told["what"]
    );
}

#[test]
fn what_comes_from_few_rows_is_hidden() {
    let (folder, file) = study(PEOPLE, SECTION);
    let text = fs::read_to_string(&file)
        .unwrap()
        .replace("[privacy]\nk = 1", "");
    fs::write(&file, text).unwrap();
    let out = folder.path().join("registri");
    aggregate(&file, &out, &[]);
    let villages = rows(&out.join("tables/registry_villages.csv"));
    // four rows, and ten that would tell them
    let few = find(&villages, &[("code", "9901012002")]);
    let many = find(&villages, &[("code", "9901012001")]);
    for column in ["rows", "people", "p0", "welfare_mean", "old"] {
        assert_eq!(
            (few[column].as_str(), many[column].as_str()),
            ("", ""),
            "{column}"
        );
    }
    let nation = rows(&out.join("tables/registry_regions.csv"));
    let nation = find(&nation, &[("level", "nation")]);
    assert_eq!(
        (nation["rows"].as_str(), nation["poor"].as_str()),
        ("14", "6")
    );
    let checks = rows(&out.join("checks.csv"));
    find(&checks, &[("check", "small-cells")]);
    let lost = rows(&out.join("tables/registry_unmatched.csv"));
    assert!(lost.iter().all(|row| row["rows"].is_empty()));

    let asked = [
        "people.csv",
        "--code",
        "kode",
        "--by",
        "jk",
        "--measure",
        "uang=sum(uang)",
        "-o",
        "-",
    ];
    let found = ends(0, &mut toolbox(folder.path(), &asked)).stdout;
    let found = String::from_utf8(found).unwrap();
    assert!(
        found.contains("9901012001,L,8,291,8") || found.contains("9901012001,L,,,"),
        "{found}"
    );
    assert!(
        found.contains("9901012001,P,,,") && found.contains("9901012002,L,,,"),
        "{found}"
    );
}

#[test]
fn order_threads_and_files_change_no_byte() {
    let (folder, file) = study(PEOPLE, SECTION);
    let (one, two) = (folder.path().join("satu"), folder.path().join("dua"));
    aggregate(&file, &one, &["--threads", "1"]);
    let mut lines: Vec<&str> = PEOPLE.lines().collect();
    lines[1..].reverse();
    fs::write(folder.path().join("people.csv"), lines.join("\n")).unwrap();
    aggregate(&file, &two, &["--threads", "3"]);
    let tables = |out: &Path| {
        let mut found = files(out);
        found.retain(|name, _| name.ends_with(".csv") || name.ends_with(".sql"));
        found
    };
    assert_same(&tables(&one), &tables(&two));
}

#[test]
fn a_run_takes_the_numbers_of_villages_like_those_of_any_table() {
    let (folder, file) = study(PEOPLE, SECTION);
    let out = folder.path().join("out");
    let mut command = kawasan();
    command.arg("run").arg(&file).arg("--out").arg(&out);
    command.args(["--set", "hotspots.value=\"welfare_people\""]);
    // no column is called so: the message names those of the registry too
    let said = ends(2, &mut command);
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    assert!(said.contains("welfare_mean"), "{said}");
    let mut command = kawasan();
    command.arg("run").arg(&file).arg("--out").arg(&out);
    // too few villages have rows for an area within the limit
    ends(
        6,
        command.args([
            "--set",
            "areas.limits.rows.max=10",
            "--set",
            "index.uncertainty.draws=20",
        ]),
    );
    let joins = rows(&out.join("tables/joins.csv"));
    let own = find(&joins, &[("table", "people.csv")]);
    assert_eq!(
        (
            own["rows"].as_str(),
            own["matched"].as_str(),
            own["unmatched"].as_str()
        ),
        ("16", "14", "2")
    );
    assert_eq!(rows(&out.join("tables/registry_villages.csv")).len(), 2);
    assert!(
        fs::read_to_string(out.join("registry.sql"))
            .unwrap()
            .contains("GROUP BY kode")
    );
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("\"role\": \"registry\""));
}

#[test]
fn distances_to_paying_points() {
    let section = format!("{SECTION}\n").replace(
        "code = \"kode\"\n",
        "code = \"kode\"\npoints = \"points.csv\"\n",
    );
    let (folder, file) = study(PEOPLE, &section);
    fs::write(
        folder.path().join("points.csv"),
        "lon,lat\n103.48,-14.01\n110,-10\n110,\n",
    )
    .unwrap();
    let out = folder.path().join("registri");
    aggregate(&file, &out, &[]);
    let villages = rows(&out.join("tables/registry_villages.csv"));
    let far: f64 = villages[0]["km_to_point"].parse().unwrap();
    assert!(far > 0.0 && far < 5.0, "{far}");
    let checks = rows(&out.join("checks.csv"));
    assert!(checks.iter().any(|row| row["check"] == "point-nowhere"));
}

#[test]
fn faults_of_the_section_name_their_key() {
    for (from, to, code, what) in [
        (
            "value = \"uang\"",
            "value = \"uang +\"",
            2,
            "`registry.welfare.value`: `uang +` is no expression",
        ),
        (
            "value = \"uang\"",
            "value = \"jk\"",
            2,
            "`jk` is text, and numbers is wanted there",
        ),
        (
            "value = \"uang\"",
            "value = \"upah\"",
            3,
            "column upah: there is no such column",
        ),
        (
            "value = \"uang\"",
            "value = \"nik\"",
            2,
            "names a column of persons",
        ),
        (
            "code = \"semua\"",
            "code = \"sebagian\"",
            2,
            "two of the code sebagian",
        ),
        ("old = \"count(*)", "rows = \"count(*)", 2, "two columns"),
        (
            "path = \"people.csv\"",
            "path = \"people-*.csv\"",
            3,
            "no file matches",
        ),
        ("code = \"kode\"", "code = \"status\"", 3, "status"),
        ("[registry.welfare]", "[registry.wellfare]", 2, "welfare"),
    ] {
        let (folder, file) = study(PEOPLE, &SECTION.replace(from, to));
        let mut command = kawasan();
        command.args(["registry", "aggregate"]).arg(&file);
        let said = ends(code, command.arg("--out").arg(folder.path().join("x")));
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(said.contains(what), "{to}: {said}");
        assert!(!folder.path().join("x").exists());
    }
}

fn toolbox(folder: &Path, more: &[&str]) -> std::process::Command {
    let mut command = kawasan();
    command
        .current_dir(folder)
        .args(["registry", "aggregate"])
        .args(more);
    command
}

#[test]
fn one_query_of_any_files() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("people.csv"), PEOPLE).unwrap();
    let asked = [
        "people.csv",
        "--code",
        "kode",
        "--by",
        "jk",
        "--by",
        "old=umur >= 60",
        "--where",
        "uang < 400",
        "--define",
        "poor=uang < garis",
        "--measure",
        "poor=count(*) filter (where poor)",
        "--measure",
        "uang=sum(uang)",
        "--measure",
        "most=max(uang)",
        "--k",
        "1",
        "-o",
        "out.csv",
    ];
    ends(0, &mut toolbox(folder.path(), &asked));
    let found = rows(&folder.path().join("out.csv"));
    let women = find(
        &found,
        &[("code", "9901012001"), ("jk", "P"), ("old", "false")],
    );
    assert_eq!(
        (
            women["n"].as_str(),
            women["poor"].as_str(),
            women["uang"].as_str()
        ),
        ("1", "1", "8")
    );
    let men = find(
        &found,
        &[("code", "9901012001"), ("jk", "L"), ("old", "false")],
    );
    assert_eq!((men["most"].as_str(), men["most_n"].as_str()), ("100", "7"));
    let beside = fs::read_to_string(folder.path().join("out.json")).unwrap();
    assert!(
        beside.contains("\"left_out\": 2") && beside.contains("SELECT kode AS code"),
        "{beside}"
    );

    let mut sql = toolbox(
        folder.path(),
        &[
            "people.csv",
            "--code",
            "kode",
            "--level",
            "nation",
            "--measure",
            "x=sum(uang)",
            "--sql",
        ],
    );
    let sql = String::from_utf8(ends(0, &mut sql).stdout).unwrap();
    assert_eq!(
        sql,
        "SELECT COUNT(*) AS n,\n  SUM(uang) AS x,\n  COUNT(uang) AS x_n\nFROM registry\n"
    );
}

#[test]
fn what_could_tell_persons_apart_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let mut text = "kode,nik,kunci,nama_kk\n".to_owned();
    for i in 0..2000 {
        text += &format!("9901012001,53010420018{i:05},k{i},Nama {i}\n");
    }
    fs::write(folder.path().join("a.csv"), text).unwrap();
    for (more, code, what) in [
        (vec!["--code", "nik"], 2, "names persons"),
        (vec!["--code", "kunci"], 3, "no code of a place"),
        (
            vec!["--code", "kode", "--by", "nik"],
            2,
            "names a column of persons",
        ),
        (vec!["--code", "kode", "--by", "kunci"], 3, "2000 values"),
        (
            vec!["--code", "kode", "--measure", "x=max(nik)"],
            2,
            "names a column of persons",
        ),
        (
            vec!["--code", "kode", "--measure", "x=count(nama_kk)"],
            2,
            "names a column of persons",
        ),
        (
            vec!["--code", "kode", "--level", "desa"],
            2,
            "possible values",
        ),
        (
            vec!["--code", "kode", "--set", "a=b"],
            2,
            "--set goes with a study",
        ),
        (vec![], 2, "--code"),
    ] {
        let mut command = toolbox(folder.path(), &["a.csv", "-o", "out.csv"]);
        let said = ends(code, command.args(&more));
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        assert!(
            said.contains(what) && !said.contains("5301042001") && !said.contains("Nama 7"),
            "{more:?}: {said}"
        );
        assert!(!folder.path().join("out.csv").exists(), "{more:?}");
    }
}

#[test]
fn made_up_persons_are_the_same_every_time_and_hold_what_is_planted() {
    let folder = tempfile::tempdir().unwrap();
    let made = |name: &str| {
        let out = folder.path().join(name);
        let mut command = kawasan();
        command
            .args([
                "demo",
                "--villages",
                "120",
                "--households",
                "30000",
                "--out",
            ])
            .arg(&out);
        ends(0, &mut command);
        out
    };
    let (one, two) = (made("satu"), made("dua"));
    assert_same(&files(&one), &files(&two));
    let out = folder.path().join("registri");
    aggregate(&one.join("study.toml"), &out, &[]);
    let regions = rows(&out.join("tables/registry_regions.csv"));
    let poor: f64 = find(&regions, &[("level", "nation")])["p0"]
        .parse()
        .unwrap();
    assert!((0.05..0.2).contains(&poor), "{poor}");
    let targeting = rows(&out.join("tables/targeting.csv"));
    let mut missed: Vec<(f64, &str)> = targeting
        .iter()
        .filter(|row| row["level"] == "village" && row["programme"] == "pkh")
        // small ones are hidden
        .filter_map(|row| {
            Some((
                -row["undercoverage"].parse::<f64>().ok()?,
                row["code"].as_str(),
            ))
        })
        .collect();
    missed.sort_by(|a, b| a.0.total_cmp(&b.0));
    let truth = rows(&one.join("truth.csv"));
    let planted: Vec<String> = truth
        .iter()
        .filter(|row| row["kind"] == "excluded")
        .map(|row| row["code"].replace('.', ""))
        .collect();
    assert!(planted.len() >= 3);
    let mut found: Vec<&str> = missed[..planted.len()]
        .iter()
        .map(|(_, code)| *code)
        .collect();
    found.sort_unstable();
    assert_eq!(found, planted);

    // every number beside DuckDB's, from the text that the tool prints
    let persons = one.join("persons.parquet");
    let result = folder.path().join("result.csv");
    let mut asked = vec![
        "--k",
        "1",
        "--code",
        "kode",
        "--by",
        "jk",
        "--define",
        "poor=pengeluaran / anggota < garis",
        "--where",
        "umur >= 5",
        "--weight",
        "1 / anggota",
        "--measure",
        "people=count(*)",
        "--measure",
        "poor=count(*) filter (where poor)",
        "--measure",
        "school=count(sekolah)",
        "--measure",
        "gap=sum((garis - pengeluaran / anggota) / garis) filter (where poor and not air)",
        "--measure",
        "steps=sum(floor(ln(pengeluaran) * 4))",
        "--measure",
        "low=min(pengeluaran)",
        "--measure",
        "high=max(case when lantai in ('tanah', 'semen') then umur end)",
        "--measure",
        "paid=sum(coalesce(pkh, 0) + sembako) filter (where status is not null and kanal <> 'pos')",
    ];
    for level in ["village", "district", "province", "nation"] {
        let place = folder.path().display().to_string();
        let at = persons.display().to_string();
        let mut command = toolbox(
            Path::new(&place),
            &[&at, "--level", level, "--out", "result.csv"],
        );
        ends(0, command.args(&asked));
        let mut command = toolbox(Path::new(&place), &[&at, "--level", level, "--sql"]);
        let sql = ends(0, command.args(&asked)).stdout;
        let query = folder.path().join("query.sql");
        fs::write(&query, sql).unwrap();
        python("compare_registry.py", &[&persons, &query, &result]);
        // without a weight, and without groups
        asked.retain(|word| *word != "--weight" && *word != "1 / anggota");
        if level == "district" {
            asked.retain(|word| *word != "--by" && *word != "jk");
        }
    }
}

#[test]
fn a_condition_that_holds_for_nobody_is_told() {
    let section = SECTION
        .replace("jk = 'P'", "jk = 'perempuan'")
        .replace("'gagal'", "'GAGAL'");
    let (folder, file) = study(PEOPLE, &section);
    let out = folder.path().join("registri");
    aggregate(&file, &out, &[]);
    let checks = rows(&out.join("checks.csv"));
    let told = checks
        .iter()
        .find(|row| row["check"] == "holds-for-nobody")
        .unwrap();
    assert_eq!(told["what"], "no row counts as failed, people_women");
    let (folder, file) = study(PEOPLE, SECTION);
    let out = folder.path().join("registri");
    aggregate(&file, &out, &[]);
    let checks = rows(&out.join("checks.csv"));
    assert!(checks.iter().all(|row| row["check"] != "holds-for-nobody"));
}
