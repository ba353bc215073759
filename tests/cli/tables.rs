//! Tables in every format, and the package that describes them.

use crate::outside::python;
use crate::study::{example, run};
use serde_json::Value;
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

#[test]
fn the_data_package_of_the_example_is_valid_and_lists_every_table() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    let package = json(&out.join("datapackage.json"));
    assert_eq!(package["name"], "contoh");
    assert_eq!(package["title"], "Contoh sintetis: 300 desa rekaan");
    let resources = package["resources"].as_array().unwrap();
    let scores = resources.iter().find(|r| r["name"] == "scores").unwrap();
    assert_eq!(scores["path"], "tables/scores.csv");
    assert_eq!(scores["schema"]["primaryKey"], serde_json::json!(["code"]));
    let code = &scores["schema"]["fields"][0];
    assert_eq!(code["type"], "string");
    assert_eq!(code["constraints"]["unique"], true);
    let manifest = json(&out.join("manifest.json"));
    let outputs = manifest["outputs"].as_array().unwrap();
    let listed = outputs
        .iter()
        .any(|output| output["path"] == "datapackage.json");
    assert!(listed, "the manifest has the hash of the package");
    for output in outputs {
        let path = output["path"].as_str().unwrap();
        if path.ends_with(".csv") {
            let own = resources.iter().find(|r| r["path"] == path).unwrap();
            let hash = format!("sha256:{}", output["sha256"].as_str().unwrap());
            assert_eq!(own["hash"], hash.as_str());
        }
    }
    python("validate_package.py", &[&out]);
}
