//! Layers as other people's tools see them.

use crate::study::{example, run};
use std::path::Path;
use std::process::Command;

/// Runs a script of `tests/python`, where the test command has installed its Python.
pub fn python(script: &str, arguments: &[&Path]) {
    let Some(python) = std::env::var_os("KAWASAN_PYTHON") else {
        assert!(
            std::env::var_os("KAWASAN_REQUIRE_DATA").is_none(),
            "KAWASAN_PYTHON is required and not set"
        );
        eprintln!("skipped: {script} needs KAWASAN_PYTHON (tests/all.sh sets it)");
        return;
    };
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let done = Command::new(python)
        .current_dir(here)
        .arg(here.join("tests/python").join(script))
        .args(arguments)
        .output()
        .unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

/// Layers as geopandas sees them.
pub fn validate(out: &Path) {
    python("validate_layers.py", &[out]);
}

#[test]
fn the_layers_of_the_example_are_valid_and_its_notebooks_run() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    validate(&out);
    for name in ["hotspots", "planner", "brief", "services", "recovery"] {
        let notebook = format!("notebooks/{name}.ipynb");
        python("run_notebook.py", &[Path::new(&notebook), &out]);
    }
}
