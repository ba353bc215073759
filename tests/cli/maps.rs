//! Maps to print: a picture of every layer and theme, and of any layer by any column.

use crate::outside::python;
use crate::study::{assert_same, copy_of_example, ends, example, files, kawasan, rows, run};
use crate::support::shared;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Pictures of the embedded study.
const THEMES: [&str; 11] = [
    "areas-need",
    "district-need",
    "province-need",
    "regency-need",
    "villages-certainty",
    "villages-class",
    "villages-evidence",
    "villages-getis-star",
    "villages-local-moran",
    "villages-need",
    "villages-synergy",
];

/// Label and count of each class in the legend of a picture, and how it is painted.
fn legend(file: &Path) -> Vec<(String, usize, String)> {
    let text = fs::read_to_string(file).unwrap();
    let legend = text.split("class=\"legend\"").nth(1).unwrap();
    let legend = legend.split("</g>").next().unwrap();
    let of = |class: &str| {
        let paint = class.split("fill=\"").nth(1)?.split('"').next()?;
        let mut texts = class.split("<text").skip(1).map(|text| {
            let text = text.split('>').nth(1).unwrap();
            text.split("</text").next().unwrap().to_owned()
        });
        let digits: String = texts.next()?.chars().filter(char::is_ascii_digit).collect();
        let label: Vec<String> = texts.collect();
        Some((label.join(" "), digits.parse().ok()?, paint.to_owned()))
    };
    legend.split("<rect").filter_map(of).collect()
}

#[test]
fn every_layer_of_the_example_has_its_pictures() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    let quick = [
        "--set",
        "areas.effort=quick",
        "--set",
        "index.uncertainty.draws=200",
        "--set",
        "outputs.maps=[\"svg\", \"png\"]",
    ];
    run(&example(), &out, &quick);
    let maps = out.join("report/maps");
    let regions = rows(&out.join("tables/regions.csv"));
    let provinces = regions
        .iter()
        .filter(|row| row["level"] == "province")
        .count();
    for theme in THEMES {
        let there = theme != "province-need" || provinces > 1;
        for ending in ["svg", "png"] {
            assert_eq!(
                maps.join(format!("{theme}.{ending}")).exists(),
                there,
                "{theme}"
            );
        }
    }
    for name in ["areas.svg", "areas.png", "ranks.svg", "ranks.png"] {
        assert!(out.join("report").join(name).exists(), "{name}");
    }
    let scores = rows(&out.join("tables/scores.csv"));
    let villages = scores.len().to_string();
    python("validate_maps.py", &[&maps, Path::new(&villages)]);
    // hatched exactly where there is no score: crossed without any data, else in lines
    let without: Vec<_> = scores
        .iter()
        .filter(|row| row["score"].is_empty())
        .collect();
    let nothing = without
        .iter()
        .filter(|row| row["missing_share"] == "1.0" || row["missing_share"] == "1")
        .count();
    for theme in ["need", "class", "certainty", "evidence"] {
        let classes = legend(&maps.join(format!("villages-{theme}.svg")));
        let of = |paint: &str| -> usize {
            let own = classes.iter().filter(|(_, _, p)| p == paint);
            own.map(|(_, count, _)| count).sum()
        };
        assert_eq!(of("url(#cross)"), nothing, "{theme}: {classes:?}");
        assert_eq!(
            of("url(#hatch)"),
            without.len() - nothing,
            "{theme}: {classes:?}"
        );
    }
    assert!(nothing > 0);
    // where nothing could be tested
    let tested = rows(&out.join("tables/hotspots.csv"));
    for statistic in ["local-moran", "getis-star"] {
        let alone = tested
            .iter()
            .filter(|row| row["statistic_name"] == statistic && row["cluster"] == "No neighbours");
        let classes = legend(&maps.join(format!("villages-{statistic}.svg")));
        let hatched = classes.iter().filter(|(_, _, p)| p == "url(#hatch)");
        let hatched: usize = hatched.map(|(_, count, _)| count).sum();
        assert_eq!(hatched, alone.count(), "{classes:?}");
    }
    // classes of status are those of the table
    let mut status: BTreeMap<&str, usize> = BTreeMap::new();
    for row in scores.iter().filter(|row| !row["class"].is_empty()) {
        *status.entry(row["class"].as_str()).or_default() += 1;
    }
    let classes = legend(&maps.join("villages-class.svg"));
    for (name, count) in status {
        assert!(
            classes
                .iter()
                .any(|(label, n, _)| label == name && *n == count),
            "{name} {count}: {classes:?}"
        );
    }
    let need = fs::read_to_string(maps.join("villages-need.svg")).unwrap();
    for words in [
        "DATA SINTETIS",
        "tabel scores",
        "2024-12-31",
        "Sumber: desa.geojson",
        "Batas kabupaten/kota",
        ">U<",
        " km<",
    ] {
        assert!(need.contains(words), "{words}");
    }
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("report/maps/villages-need.png"));
}

#[test]
fn threads_change_no_byte_and_formats_are_those_asked_for() {
    let dir = tempfile::tempdir().unwrap();
    let (one, two) = (dir.path().join("one"), dir.path().join("two"));
    let quick = |threads| {
        let of = [
            "areas.effort=quick",
            "index.uncertainty.draws=100",
            "hotspots.permutations=99",
            "outputs.maps=[\"png\", \"svg\"]",
        ];
        let sets = of.into_iter().flat_map(|set| ["--set", set]);
        sets.chain(["--threads", threads]).collect::<Vec<_>>()
    };
    run(&example(), &one, &quick("1"));
    run(&example(), &two, &quick("2"));
    let pictures = |out: &Path| files(&out.join("report"));
    assert_same(&pictures(&one), &pictures(&two));
    let mut svg = quick("2");
    svg.extend([
        "--set",
        "outputs.maps=[\"svg\"]",
        "--set",
        "study.language=en",
    ]);
    run(&example(), &two, &svg);
    let names: Vec<String> = pictures(&two).into_keys().collect();
    assert!(names.iter().all(|name| !name.ends_with(".png")));
    assert!(
        names.contains(&"maps/villages-need.svg".to_owned()),
        "{names:?}"
    );
    let text = fs::read_to_string(two.join("report/maps/villages-need.svg")).unwrap();
    assert!(
        text.contains("SYNTHETIC DATA")
            && text.contains("No data")
            && text.contains("table scores")
    );
    let mut none = quick("2");
    none.extend(["--set", "outputs.maps=[]"]);
    run(&example(), &two, &none);
    let names: Vec<String> = pictures(&two).into_keys().collect();
    // what the brief shows is there in any case
    assert!(names.contains(&"areas.svg".to_owned()), "{names:?}");
    let of_maps = |name: &&String| name.starts_with("maps/") || name.ends_with(".png");
    assert_eq!(names.iter().filter(of_maps).count(), 0, "{names:?}");
}

#[test]
fn too_little_evidence_is_not_the_same_as_no_data() {
    let folder = copy_of_example();
    let file = folder.path().join("idm.csv");
    let text = fs::read_to_string(&file).unwrap();
    // the first village keeps the scores of one dimension of three
    let lines: Vec<String> = text
        .lines()
        .enumerate()
        .map(|(i, line)| {
            if i != 1 {
                return line.to_owned();
            }
            let cells: Vec<&str> = line.split(',').collect();
            let kept = |(at, cell): (usize, &&str)| {
                if at < 39 {
                    (*cell).to_owned()
                } else {
                    String::new()
                }
            };
            cells
                .iter()
                .enumerate()
                .map(kept)
                .collect::<Vec<_>>()
                .join(",")
        })
        .collect();
    fs::write(&file, lines.join("\n") + "\n").unwrap();
    let out = folder.path().join("out");
    let sets = [
        "--set",
        "areas.effort=quick",
        "--set",
        "outputs.maps=[\"svg\"]",
        "--set",
        "index.uncertainty.draws=100",
    ];
    run(&folder.path().join("study.toml"), &out, &sets);
    let scores = rows(&out.join("tables/scores.csv"));
    let none = |row: &&BTreeMap<String, String>| row["score"].is_empty();
    let some: Vec<_> = scores
        .iter()
        .filter(none)
        .filter(|row| !row["missing_share"].starts_with('1'))
        .collect();
    assert_eq!(
        some.len(),
        1,
        "{:?}",
        scores
            .iter()
            .filter(none)
            .map(|row| &row["missing_share"])
            .collect::<Vec<_>>()
    );
    let classes = legend(&out.join("report/maps/villages-need.svg"));
    let hatched = classes
        .iter()
        .find(|(_, _, paint)| paint == "url(#hatch)")
        .unwrap();
    assert_eq!(hatched.1, 1);
    assert!(hatched.0.starts_with("Bukti kurang"), "{}", hatched.0);
    let areas = fs::read_to_string(out.join("report/areas.svg")).unwrap();
    assert!(areas.contains("url(#hatch-fine)") && areas.contains("url(#cross-fine)"));
}

#[test]
fn the_pictures_of_a_province_are_whole() {
    let (Some(layer), Some(table)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    let text = format!(
        "[study]\nname = \"nyata\"\n[boundaries]\npath = {layer:?}\ncode = \"kode\"\nname = \"nama\"\n\
         [[tables]]\npath = {table:?}\ncode = \"kode_desa\"\n[index]\ndefinition = \"idm-2016\"\n[hotspots]\npermutations = 99\n\
         [areas]\nvillages = [3, 12]\neffort = \"quick\"\n"
    );
    fs::write(&study, text).unwrap();
    run(&study, &out, &["--set", "outputs.maps=[\"svg\", \"png\"]"]);
    python(
        "validate_maps.py",
        &[&out.join("report/maps"), Path::new("3352")],
    );
    let size = |name: &str| {
        fs::metadata(out.join("report/maps").join(name))
            .unwrap()
            .len()
    };
    assert!(
        size("villages-need.svg") < 1_500_000,
        "{}",
        size("villages-need.svg")
    );
    // every area is named, the first beside the map and the rest below
    let areas = rows(&out.join("tables/areas.csv"));
    let picture = fs::read_to_string(out.join("report/areas.svg")).unwrap();
    let shown = (1..=areas.len())
        .filter(|i| picture.contains(&format!("text-anchor=\"end\" fill=\"#08306b\">{i}</text>")));
    assert_eq!(shown.count(), areas.len());
}

#[test]
fn a_picture_of_any_layer_by_any_column() {
    let dir = tempfile::tempdir().unwrap();
    let here = |name: &str| dir.path().join(name);
    let layer = example().with_file_name("desa.geojson");
    let table = example().with_file_name("penduduk.csv");
    let mut tool = kawasan();
    tool.arg("map")
        .arg(&layer)
        .args([
            "--id", "kode", "--key", "kode", "--value", "penduduk", "--json", "--table",
        ])
        .arg(&table);
    tool.args([
        "--title",
        "Orang & <lainnya>",
        "--classes",
        "7",
        "--language",
        "en",
        "-o",
    ])
    .arg(here("a.svg"));
    let done = ends(0, &mut tool);
    let told: serde_json::Value = serde_json::from_slice(&done.stdout).unwrap();
    let classes = told["classes"].as_array().unwrap();
    let counts: u64 = classes
        .iter()
        .map(|class| class["units"].as_u64().unwrap())
        .sum();
    assert_eq!((told["units"].as_u64(), counts), (Some(300), 300));
    assert_eq!(classes.len(), 7);
    let text = fs::read_to_string(here("a.svg")).unwrap();
    assert!(text.contains("Orang &amp; &lt;lainnya&gt;") && text.contains("natural breaks"));
    // the same as pixels, twice
    let paint = |name: &str| {
        ends(
            0,
            kawasan()
                .arg("map")
                .arg(&layer)
                .args(["--value", "kab", "-q", "-o"])
                .arg(here(name)),
        );
        fs::read(here(name)).unwrap()
    };
    assert_eq!(paint("b.png"), paint("c.png"));
    ends(
        0,
        kawasan()
            .arg("map")
            .arg(&layer)
            .args(["--value", "kab", "-q", "-o"])
            .arg(here("b.svg")),
    );
    fs::remove_file(here("c.png")).unwrap();
    python("validate_maps.py", &[dir.path()]);
    let out = ends(
        0,
        kawasan()
            .arg("map")
            .arg(&layer)
            .args(["--value", "kab", "-q", "-o", "-"]),
    );
    assert_eq!(out.stdout, fs::read(here("b.svg")).unwrap());
    let refused: [(&[&str], i32, &str); 7] = [
        (&["--value", "nama", "-o", "x.svg"], 2, "kinds"),
        (
            &["--value", "tiada", "-o", "x.svg"],
            3,
            "there is no such column",
        ),
        (&["--value", "kab", "-o", "x.pdf"], 2, ".svg or .png"),
        (
            &["--value", "kab", "--classes", "3", "-o", "x.svg"],
            2,
            "no numbers",
        ),
        (
            &["--value", "kab", "--json", "-o", "-"],
            2,
            "standard output",
        ),
        (&["--value", "nik", "-o", "x.svg"], 2, "persons"),
        (
            &["--value", "kab", "--classes", "99", "-o", "x.svg"],
            2,
            "99",
        ),
    ];
    for (arguments, code, words) in refused {
        let mut tool = kawasan();
        let done = ends(
            code,
            tool.current_dir(&dir)
                .arg("map")
                .arg(&layer)
                .args(arguments),
        );
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(said.contains(words), "{words}: {said}");
        assert!(!here("x.svg").exists());
    }
}
