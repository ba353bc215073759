//! `kawasan verify`: whether a finished run is what it was.

use super::on_threads;
use super::progress::{Loudness, Progress, Voice, say, tell};
use crate::error::{Error, Result};
use crate::runs::verify::{Report, Written, trace};
use clap::Args;
use std::path::PathBuf;

/// Options of `kawasan verify`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of a finished run
    run: PathBuf,
    /// A table alone, such as scores; every file when left out
    #[arg(conflicts_with = "value")]
    table: Option<String>,
    /// Trace one number instead: TABLE:ROW:COLUMN, such as scores:5301042005:need; ROW is what the first columns hold, A/B, or #12
    #[arg(long, value_name = "TABLE:ROW:COLUMN")]
    value: Option<String>,
    /// The study file, where it is not where it was
    #[arg(long, value_name = "STUDY")]
    study: Option<PathBuf>,
    /// Threads to use; all cores when left out. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    loudness: Loudness,
}

/// Verifies a run, or traces a number.
///
/// # Errors
/// See [`Written::open`], [`Written::verify`] and [`trace`]; a check that failed.
pub fn execute(options: &Options) -> Result<()> {
    let table = options.table.as_deref();
    let written = Written::open(&options.run, options.study.as_deref(), table)?;
    if let Some(place) = &options.value {
        let found = trace(&written, place)?;
        match options.loudness.json() {
            true => tell(&format!("{:#}", found.json())),
            false => tell(&found.text()),
        }
        return match found.changed.len() {
            0 => Ok(()),
            n => Err(Error::check(format!("{n} files are not what they were"))),
        };
    }
    let voice = match options.loudness.voice() {
        Voice::Verbose => Voice::Normal,
        _ => Voice::Quiet,
    };
    let progress = Progress::new(voice);
    let report = on_threads(options.threads, || {
        written.verify(&|event| progress.hear(event))
    })?;
    match options.loudness.json() {
        true => tell(&format!("{:#}", report.json())),
        false if options.loudness.speaks() => lines(&report).iter().for_each(|line| say(line)),
        false => {}
    }
    match report.same() {
        true => Ok(()),
        false => Err(Error::check("the run is not what it was")
            .file(&options.run)
            .remedy("see what changed above; `kawasan compare` says what it means for villages")),
    }
}

fn lines(report: &Report) -> Vec<String> {
    let count = |name: &str, all: usize, bad: usize, good: &str| {
        format!("{name:<10} {} of {all} {good}", all - bad)
    };
    let mut lines = report.notes.clone();
    let inputs = &report.inputs_changed;
    lines.push(count(
        "inputs",
        report.inputs,
        inputs.len(),
        "as they were read",
    ));
    lines.extend(inputs.iter().map(|what| format!("  {what}")));
    let files = &report.files_changed;
    lines.push(count(
        "files",
        report.files,
        files.len(),
        "as they were written",
    ));
    lines.extend(files.iter().map(|what| format!("  {what}")));
    if report.repeated > 0 {
        let differ = report.differences.len().min(report.repeated);
        lines.push(count(
            "made again",
            report.repeated,
            differ,
            "the same, byte by byte",
        ));
        lines.extend(report.differences.iter().map(|what| format!("  {what}")));
    } else {
        lines.push("made again nothing, since inputs changed".to_owned());
    }
    lines
}
