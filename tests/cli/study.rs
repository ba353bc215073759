//! Folders and studies that the tests run on.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The embedded study.
pub fn example() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("data/contoh/study.toml")
}

/// A copy of the embedded study's folder that a test may spoil.
pub fn copy_of_example() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for entry in fs::read_dir(example().parent().unwrap()).unwrap() {
        let path = entry.unwrap().path();
        fs::copy(&path, folder.path().join(path.file_name().unwrap())).unwrap();
    }
    folder
}

/// The binary.
pub fn kawasan() -> Command {
    Command::new(env!("CARGO_BIN_EXE_kawasan"))
}

/// Runs a command that must end with this exit code.
pub fn ends(code: i32, command: &mut Command) -> Output {
    let done = command.output().unwrap();
    assert_eq!(
        done.status.code(),
        Some(code),
        "{}",
        String::from_utf8_lossy(&done.stderr)
    );
    done
}

/// Runs a study into `out` with more arguments; the run must succeed.
pub fn run(study: &Path, out: &Path, more: &[&str]) {
    ends(
        0,
        kawasan()
            .arg("run")
            .arg(study)
            .arg("--out")
            .arg(out)
            .args(more),
    );
}

/// A study file in a folder of its own.
pub fn written(text: &str) -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("study.toml");
    fs::write(&file, text).unwrap();
    (folder, file)
}

/// Every file under a folder with its bytes, `timings.json` left out.
pub fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut found = BTreeMap::new();
    let mut open = vec![folder.to_path_buf()];
    while let Some(next) = open.pop() {
        for entry in fs::read_dir(next).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.file_name().unwrap() != "timings.json" {
                let name = path.strip_prefix(folder).unwrap().display().to_string();
                found.insert(name, fs::read(&path).unwrap());
            }
        }
    }
    found
}

/// Asserts equal bytes file by file, without printing them.
pub fn assert_same(a: &BTreeMap<String, Vec<u8>>, b: &BTreeMap<String, Vec<u8>>) {
    let names = |m: &BTreeMap<String, Vec<u8>>| m.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(a), names(b));
    let differ: Vec<&String> = a.keys().filter(|name| a[*name] != b[*name]).collect();
    assert!(differ.is_empty(), "{differ:?} differ");
}

/// The rows of a CSV file as maps from column to text.
pub fn rows(path: &Path) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let header = reader.headers().unwrap().clone();
    reader
        .records()
        .map(|record| {
            let record = record.unwrap();
            let pairs = header.iter().zip(record.iter());
            pairs.map(|(k, v)| (k.to_owned(), v.to_owned())).collect()
        })
        .collect()
}
