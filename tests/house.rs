//! The shape of the house: data flow one way, files stay small.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use std::path::{Path, PathBuf};

/// Rooms in the order of the flow; a file imports only from its own room or from rooms above.
const ROOMS: &[&str] = &[
    "error", "base", "input", "space", "welfare", "plan", "output", "pipeline", "runs", "demo",
    "cli",
];

fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            found.push(path);
        }
    }
}

fn room_of(path: &Path) -> Option<usize> {
    let first = path.iter().next()?.to_str()?.trim_end_matches(".rs");
    ROOMS.iter().position(|room| *room == first)
}

#[test]
fn no_file_imports_from_a_room_below() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let mut upward = Vec::new();
    let mut imports = 0;
    for file in &files {
        let relative = file.strip_prefix(&src).unwrap();
        let Some(room) = room_of(relative) else {
            continue;
        };
        for (number, line) in std::fs::read_to_string(file).unwrap().lines().enumerate() {
            for part in line.split("crate::").skip(1) {
                let name: String = part
                    .chars()
                    .take_while(|c| c.is_ascii_alphanumeric() || *c == '_')
                    .collect();
                let Some(used) = ROOMS.iter().position(|r| *r == name) else {
                    continue;
                };
                imports += 1;
                if used > room {
                    upward.push(format!("{}:{} uses {name}", relative.display(), number + 1));
                }
            }
        }
    }
    assert!(imports > 20, "only {imports} imports seen");
    assert!(upward.is_empty(), "{upward:#?}");
}

#[test]
fn no_file_holds_two_ideas() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut files = Vec::new();
    sources(&src, &mut files);
    let long: Vec<String> = files
        .iter()
        .filter_map(|file| {
            let lines = std::fs::read_to_string(file).unwrap().lines().count();
            (lines > 500).then(|| format!("{}: {lines}", file.display()))
        })
        .collect();
    assert!(long.is_empty(), "{long:#?}");
}

#[test]
fn libraries_of_others_are_what_their_list_says() {
    use sha2::{Digest, Sha256};
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/vendor");
    let list = std::fs::read_to_string(folder.join("README.md")).unwrap();
    let rows = list
        .lines()
        .filter(|line| line.starts_with("| ") && !line.starts_with("| package"));
    let mut listed = 0;
    for row in rows {
        let cells: Vec<&str> = row.split('|').map(str::trim).collect();
        let bytes = std::fs::read(folder.join(cells[4])).unwrap();
        let hash: String = Sha256::digest(&bytes)
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect();
        assert_eq!(hash, cells[5], "{}", cells[4]);
        let licence = folder.join(cells[4]).with_file_name("LICENSE");
        assert!(licence.is_file(), "{}", licence.display());
        listed += 1;
    }
    let files = list_files(&folder);
    assert_eq!(listed, files, "files and rows of {}", folder.display());
}

/// The files of the folders in a folder, but for licences.
fn list_files(folder: &Path) -> usize {
    let folders = std::fs::read_dir(folder)
        .unwrap()
        .map(|e| e.unwrap().path());
    let files = folders
        .filter(|path| path.is_dir())
        .flat_map(|path| std::fs::read_dir(path).unwrap());
    files
        .filter(|file| file.as_ref().unwrap().file_name() != "LICENSE")
        .count()
}
