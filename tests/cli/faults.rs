//! Bad input: a clear error, the right exit code, nothing half-written.

use crate::study::{copy_of_example, ends, kawasan};
use std::fs;
use std::path::Path;

/// Spoils a copy of the embedded study, runs it, and gives what was said on standard error.
fn fails(code: i32, spoil: impl FnOnce(&Path), more: &[&str]) -> String {
    let folder = copy_of_example();
    spoil(folder.path());
    let out = folder.path().join("hasil");
    let done = ends(
        code,
        kawasan()
            .arg("run")
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(&out)
            .args(more),
    );
    assert!(!out.exists(), "nothing is written");
    let left = fs::read_dir(folder.path()).unwrap();
    let partial = left.filter(|e| {
        e.as_ref()
            .unwrap()
            .file_name()
            .to_string_lossy()
            .contains("partial")
    });
    assert_eq!(partial.count(), 0);
    String::from_utf8(done.stderr.clone()).unwrap()
}

fn says(text: &str, words: &[&str]) {
    for word in words {
        assert!(text.contains(word), "{word:?} not in:\n{text}");
    }
}

fn edit(file: &Path, change: impl FnOnce(&str) -> String) {
    let text = fs::read_to_string(file).unwrap();
    fs::write(file, change(&text)).unwrap();
}

#[test]
fn a_missing_table_or_layer() {
    let text = fails(3, |f| fs::remove_file(f.join("idm.csv")).unwrap(), &[]);
    says(&text, &["idm.csv"]);
    let text = fails(3, |f| fs::remove_file(f.join("desa.geojson")).unwrap(), &[]);
    says(&text, &["desa.geojson", "no such file"]);
}

#[test]
fn a_missing_study() {
    let done = ends(2, kawasan().args(["run", "nowhere.toml"]));
    says(&String::from_utf8_lossy(&done.stderr), &["nowhere.toml"]);
}

#[test]
fn a_truncated_layer() {
    let cut = |f: &Path| {
        let file = f.join("desa.geojson");
        let bytes = fs::read(&file).unwrap();
        fs::write(&file, &bytes[..bytes.len() / 2]).unwrap();
    };
    says(&fails(3, cut, &[]), &["desa.geojson"]);
}

#[test]
fn an_empty_layer() {
    let empty = |f: &Path| {
        fs::write(
            f.join("desa.geojson"),
            "{\"type\":\"FeatureCollection\",\"features\":[]}",
        )
        .unwrap()
    };
    says(&fails(3, empty, &[]), &["desa.geojson", "no features"]);
}

#[test]
fn a_wrong_column() {
    says(
        &fails(3, |_| (), &["--set", "boundaries.code=kodde"]),
        &["kodde", "kode"],
    );
    says(
        &fails(3, |_| (), &["--set", "tables.0.code=kode_dessa"]),
        &["kode_dessa", "kode_desa"],
    );
    says(
        &fails(2, |_| (), &["--set", "areas.need=mskin"]),
        &["mskin", "miskin"],
    );
}

#[test]
fn an_absent_column_is_shown_in_the_study() {
    let spoil = |f: &Path| {
        edit(&f.join("study.toml"), |t| {
            t.replacen("code = \"kode_desa\"", "code = \"kode_dessa\"", 1)
        })
    };
    let folder = copy_of_example();
    let text = fs::read_to_string(folder.path().join("study.toml")).unwrap();
    let line = text
        .lines()
        .position(|l| l == "code = \"kode_desa\"")
        .unwrap()
        + 1;
    let said = fails(3, spoil, &[]);
    says(
        &said,
        &["kode_dessa", "kode_desa", &format!("line {line} of ")],
    );
}

/// A table of families joined by the number and the name of their heads: neither is in any word or file.
#[test]
fn persons_are_never_told() {
    let folder = copy_of_example();
    let families = "nik,nama_kk,jiwa\n5301042001880001,Siti Rahayu,4\n9901012001,Budi Santoso,3\n9901011203900002,Yohanes Bria,5\n";
    fs::write(folder.path().join("keluarga.csv"), families).unwrap();
    for keys in [
        "code = \"nik\"",
        "code = \"nik\"\nname = \"nama_kk\"",
        "name = \"nama_kk\"",
    ] {
        edit(&folder.path().join("study.toml"), |t| {
            let own = t.split("\n# keluarga").next().unwrap();
            format!("{own}\n# keluarga\n[[tables]]\npath = \"keluarga.csv\"\n{keys}\n")
        });
        let out = folder.path().join("hasil");
        let done = kawasan()
            .args(["run", "--json"])
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(&out)
            .output()
            .unwrap();
        let mut heard = [done.stdout, done.stderr]
            .map(|text| String::from_utf8(text).unwrap())
            .concat();
        assert!(heard.contains("keluarga.csv"), "{keys}: {heard}");
        for file in ["checks.csv", "manifest.json", "brief.md"] {
            heard += &fs::read_to_string(out.join(file)).unwrap_or_default();
        }
        for private in [
            "5301042001880001",
            "9901011203900002",
            "Siti",
            "Budi",
            "Yohanes",
        ] {
            assert!(!heard.contains(private), "{keys}: {heard}");
        }
        let _ = fs::remove_dir_all(out);
    }
}

#[test]
fn repeated_codes_in_layer_and_table() {
    let layer = |f: &Path| {
        edit(&f.join("desa.geojson"), |t| {
            let at = t.find("99.01.01.").unwrap();
            let (first, rest) = (
                &t[at..at + 13],
                t.match_indices("99.01.01.").nth(1).unwrap().0,
            );
            format!("{}{first}{}", &t[..rest], &t[rest + 13..])
        })
    };
    says(&fails(3, layer, &[]), &["desa.geojson", "99"]);
    let table = |f: &Path| {
        edit(&f.join("idm.csv"), |t| {
            let second = t.lines().nth(1).unwrap();
            format!("{t}{second}\n")
        })
    };
    says(&fails(3, table, &[]), &["idm.csv", "aggregate"]);
}

#[test]
fn an_indicator_without_values() {
    let blank = |f: &Path| {
        edit(&f.join("idm.csv"), |t| {
            let header: Vec<&str> = t.lines().next().unwrap().split(',').collect();
            let column = header
                .iter()
                .position(|h| h.eq_ignore_ascii_case("IKS_3"))
                .unwrap();
            let row = |line: &str| {
                let mut cells: Vec<&str> = line.split(',').collect();
                cells[column] = "";
                cells.join(",")
            };
            let body: Vec<String> = t.lines().skip(1).map(row).collect();
            format!("{}\n{}\n", header.join(","), body.join("\n"))
        })
    };
    says(&fails(3, blank, &[]), &["IKS_3"]);
}

#[test]
fn a_value_beyond_its_scale_names_its_table() {
    let spoil = |f: &Path| {
        edit(&f.join("idm.csv"), |text| {
            let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
            let cells: Vec<&str> = lines[4].split(',').collect();
            let before: usize = cells[..4].iter().map(|cell| cell.len() + 1).sum();
            lines[4].replace_range(before..=before, "99,");
            lines[4] = lines[4].replacen("99,,", "99,", 1);
            lines.join("\n") + "\n"
        })
    };
    says(
        &fails(3, spoil, &[]),
        &["idm.csv", "IKS_1", "is 99", "code 99"],
    );
}

#[test]
fn a_constant_indicator_where_it_must_vary() {
    let definition = "name = \"x\"\nversion = \"1\"\nsource = \"test\"\ngood = \"high\"\nnormalise = { method = \"min-max\" }\n\
                      [[indicators]]\ncode = \"satu\"\nvalue = \"miskin * 0 + 1\"\ngood = \"low\"\n";
    let put = |f: &Path| fs::write(f.join("x.toml"), definition).unwrap();
    says(
        &fails(3, put, &["--set", "index.definition=x.toml"]),
        &["satu", "cannot tell them apart"],
    );
}

#[test]
fn an_output_that_cannot_be_written() {
    let folder = copy_of_example();
    let file = folder.path().join("a-file");
    fs::write(&file, "").unwrap();
    let done = ends(
        5,
        kawasan()
            .arg("run")
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(&file),
    );
    says(&String::from_utf8_lossy(&done.stderr), &["a-file"]);
    let below = file.join("out");
    ends(
        5,
        kawasan()
            .arg("run")
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(&below),
    );
    // a folder that holds something else is not replaced
    ends(
        5,
        kawasan()
            .arg("run")
            .arg(folder.path().join("study.toml"))
            .arg("--out")
            .arg(folder.path()),
    );
    assert!(folder.path().join("idm.csv").is_file());
}

#[test]
fn a_broken_study_shows_its_line_and_the_nearest_key() {
    let text = fails(
        2,
        |f| edit(&f.join("study.toml"), |t| format!("{t}\n[areas\n")),
        &[],
    );
    says(&text, &["study.toml"]);
    let text = fails(
        2,
        |f| {
            edit(&f.join("study.toml"), |t| {
                t.replace("per_group", "per_groop")
            })
        },
        &[],
    );
    says(&text, &["per_groop", "per_group", "study.toml"]);
    says(
        &fails(2, |_| (), &["--set", "areas.vilages=[1,2]"]),
        &["vilages", "villages"],
    );
    says(
        &fails(2, |_| (), &["--set", "areas.villages=[9,2]"]),
        &["villages"],
    );
}

#[test]
fn a_coordinate_out_of_range() {
    let far = |f: &Path| {
        edit(&f.join("desa.geojson"), |t| {
            let at = t.find("[[[[").unwrap() + 4;
            let end = at + t[at..].find(',').unwrap();
            format!("{}1234.5{}", &t[..at], &t[end..])
        })
    };
    says(&fails(3, far, &[]), &["desa.geojson", "1234.5"]);
}

#[test]
fn degrees_under_a_projected_crs() {
    let folder = copy_of_example();
    let crs = "{\"type\":\"name\",\"properties\":{\"name\":\"urn:ogc:def:crs:EPSG::32751\"}}";
    let layer = folder.path().join("desa.geojson");
    edit(&layer, |text| {
        text.replacen('{', &format!("{{\"crs\":{crs},"), 1)
    });
    // clinics would not be in such a country
    edit(&folder.path().join("study.toml"), |text| {
        let (before, _) = text.split_once("[services]").unwrap();
        before.to_owned()
    });
    let mut check = kawasan();
    check
        .arg("check")
        .arg(folder.path().join("study.toml"))
        .arg("-v");
    let said = String::from_utf8(ends(0, &mut check).stderr).unwrap();
    says(
        &said,
        &[
            "warning",
            "crs-in-doubt",
            "all coordinates look like degrees",
        ],
    );
    let mut tool = kawasan();
    tool.arg("neighbours").arg(&layer).args(["-o", "-"]);
    let said = String::from_utf8(ends(0, &mut tool).stderr).unwrap();
    says(&said, &["warning: ", "crs-in-doubt"]);
}

#[test]
fn lock_ins_that_no_village_has_or_that_cannot_hold() {
    says(
        &fails(2, |_| (), &["--set", "areas.lock_in=[\"9999999999\"]"]),
        &["lock_in", "9999999999"],
    );
    let text = fails(
        6,
        |_| (),
        &[
            "--set",
            "areas.villages=[200,300]",
            "--set",
            "areas.lock_in=[\"99.01.01.2001\"]",
        ],
    );
    says(&text, &["9901012001"]);
}

#[test]
fn usage() {
    ends(2, kawasan().arg("rum"));
    ends(2, kawasan().args(["run", "x.toml", "--threads", "0"]));
}
