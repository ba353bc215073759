//! Layers as other people's tools see them.

use crate::study::{example, run};
use std::path::Path;
use std::process::Command;

/// Runs the outside validator, where the test command has installed its Python.
pub fn validate(out: &Path) {
    let Some(python) = std::env::var_os("KAWASAN_PYTHON") else {
        assert!(
            std::env::var_os("KAWASAN_REQUIRE_DATA").is_none(),
            "KAWASAN_PYTHON is required and not set"
        );
        eprintln!("skipped: the outside validator needs KAWASAN_PYTHON (tests/all.sh sets it)");
        return;
    };
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/python/validate_layers.py");
    let done = Command::new(python).arg(script).arg(out).output().unwrap();
    assert!(
        done.status.success(),
        "{}{}",
        String::from_utf8_lossy(&done.stdout),
        String::from_utf8_lossy(&done.stderr)
    );
}

#[test]
fn the_layers_of_the_example_are_valid() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &[]);
    validate(&out);
}
