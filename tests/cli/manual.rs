//! What shells and `man` are told.

use crate::study::{ends, kawasan};
use std::fs;

/// Verbs as the help page lists them.
fn verbs() -> Vec<String> {
    let help = ends(0, kawasan().arg("--help"));
    let text = String::from_utf8_lossy(&help.stdout).into_owned();
    let list = text.split("Commands:").nth(1).unwrap();
    let list = list.split("\n\n").next().unwrap().lines();
    let verb = |line: &str| {
        let own = line
            .strip_prefix("  ")
            .filter(|rest| !rest.starts_with(' '));
        own.and_then(|own| own.split_whitespace().next())
            .map(str::to_owned)
    };
    list.filter_map(verb).collect()
}

#[test]
fn shells_complete_every_verb() {
    let verbs = verbs();
    assert!(verbs.len() > 15, "{verbs:?}");
    for shell in ["bash", "zsh", "fish", "powershell"] {
        let done = ends(0, kawasan().args(["completions", shell]));
        let text = String::from_utf8_lossy(&done.stdout).into_owned();
        for verb in &verbs {
            assert!(text.contains(verb), "{shell} {verb}");
        }
    }
}

#[test]
fn the_manual_has_a_page_for_every_verb() {
    let folder = tempfile::tempdir().unwrap();
    ends(0, kawasan().args(["manual", "--out"]).arg(folder.path()));
    for verb in verbs().iter().filter(|verb| *verb != "help") {
        let page = fs::read_to_string(folder.path().join(format!("kawasan-{verb}.1"))).unwrap();
        assert!(page.contains(".SH OPTIONS"), "{verb}");
    }
    let page = fs::read_to_string(folder.path().join("kawasan.1")).unwrap();
    assert!(page.contains("Exit codes: 0 done"), "{page}");
}
