//! The page with the map, in a browser and as a file.

use crate::outside::python;
use crate::study::{copy_of_example, ends, example, files, kawasan, run};
use crate::support::shared;
use std::fs;

#[test]
fn the_page_of_the_example_works_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&example(), &out, &[]);
    python("browse_map.py", &[&out]);
}

#[test]
fn the_page_of_a_province_works_in_a_browser_and_is_small() {
    let (Some(layer), Some(table)) = (
        shared("data/ntt/desa_ntt.geojson"),
        shared("data/ntt/idm_2024_ntt.csv"),
    ) else {
        return;
    };
    let folder = tempfile::tempdir().unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    let text = format!(
        "[study]\nname = \"nyata\"\nlanguage = \"en\"\n[boundaries]\npath = {layer:?}\ncode = \"kode\"\nname = \"nama\"\n\
         [[tables]]\npath = {table:?}\ncode = \"kode_desa\"\n[index]\ndefinition = \"idm-2016\"\n[hotspots]\n"
    );
    fs::write(&study, text).unwrap();
    run(&study, &out, &[]);
    let size = fs::metadata(out.join("map.html")).unwrap().len();
    assert!((1_000_000..6_000_000).contains(&size), "{size}");
    python("browse_map.py", &[&out]);
}

#[test]
fn the_page_needs_no_network_and_no_text_of_the_data_is_code() {
    let folder = copy_of_example();
    let layer = folder.path().join("desa.geojson");
    let text = fs::read_to_string(&layer).unwrap();
    let named = text.replacen("\"Tunakir\"", "\"</script><script>alert(1)</script>\"", 1);
    assert_ne!(text, named);
    fs::write(&layer, named).unwrap();
    let (study, out) = (folder.path().join("study.toml"), folder.path().join("out"));
    let more = [
        "--set",
        "hotspots.permutations=99",
        "--set",
        "study.title=<b>Judul</b>",
    ];
    run(&study, &out, &more);
    let page = fs::read_to_string(out.join("map.html")).unwrap();
    assert!(!page.contains("<script>alert") && !page.contains("<b>Judul"));
    for call in ["src=\"http", "@import", "fetch(", "XMLHttpRequest("] {
        assert!(!page.contains(call), "{call}");
    }
    assert!(!page.contains("sourceMappingURL"));
    // not asked for
    run(
        &study,
        &out,
        &[
            "--set",
            "outputs.map=false",
            "--set",
            "hotspots.permutations=99",
        ],
    );
    assert!(!files(&out).contains_key("map.html"));
    ends(0, kawasan().arg("check").arg(&study));
}
