//! The files a verb of the toolbox writes: looked at before any work, and named when they are there.

use super::progress::{Loudness, say, summary};
use crate::error::{Error, Result};
use crate::input::read::boundary;
use crate::output::single::is_stdout;
use crate::output::vector;
use serde_json::Value;
use std::path::{Path, PathBuf};

/// Files that are read with a `.shp`.
const PARTS: [&str; 5] = ["shp", "shx", "dbf", "prj", "cpg"];

/// That every result has a folder to go to, and replaces neither an input, nor a part of one, nor another result.
///
/// # Errors
/// When it would.
pub fn check<'a>(
    outs: impl IntoIterator<Item = &'a PathBuf>,
    inputs: impl IntoIterator<Item = &'a PathBuf>,
) -> Result<()> {
    let inputs = inputs.into_iter().map(|input| boundary::file(input));
    let inputs = inputs.flat_map(|input| read_with(&input));
    let inputs: Vec<PathBuf> = inputs.filter_map(|p| p.canonicalize().ok()).collect();
    let mut taken: Vec<PathBuf> = Vec::new();
    for out in outs.into_iter().filter(|out| !is_stdout(out)) {
        let folder = folder(out)?;
        for part in written_with(out) {
            let place = folder.join(part.file_name().unwrap_or_default());
            if inputs.contains(&place) || place.canonicalize().is_ok_and(|p| inputs.contains(&p)) {
                return Err(
                    Error::output("the result would replace the file it is made from")
                        .file(&part)
                        .remedy("name another file for the result"),
                );
            }
            if taken.contains(&place) {
                return Err(Error::study("two results name one file")
                    .file(&part)
                    .remedy("give each its own name"));
            }
            taken.push(place);
        }
    }
    Ok(())
}

/// That a summary and a result do not both go to standard output.
///
/// # Errors
/// When they would.
pub fn apart<'a>(outs: impl IntoIterator<Item = &'a PathBuf>, loudness: &Loudness) -> Result<()> {
    match loudness.json() && outs.into_iter().any(|out| is_stdout(out)) {
        true => Err(
            Error::study("--json and the result both go to standard output")
                .remedy("name a file for the result, or leave out --json"),
        ),
        false => Ok(()),
    }
}

/// Names the files that were written, and prints the summary of the verb where one is asked for.
pub fn written<'a>(
    outs: impl IntoIterator<Item = &'a PathBuf>,
    loudness: &Loudness,
    verb: &str,
    counts: Value,
) {
    let outs = outs.into_iter().filter(|out| !is_stdout(out));
    let parts = outs.flat_map(|out| written_with(out).into_iter().filter(|part| part.exists()));
    let names: Vec<String> = parts.map(|part| part.display().to_string()).collect();
    if loudness.speaks() && !names.is_empty() {
        say(&format!("wrote {}", names.join(", ")));
    }
    if loudness.json() {
        summary(verb, counts, &names);
    }
}

/// The folder that a file goes to.
fn folder(out: &Path) -> Result<PathBuf> {
    if out.file_name().is_none() || out.is_dir() {
        return Err(Error::output("this is a folder, and the result is a file")
            .file(out)
            .remedy("name a file in it"));
    }
    let parent = out.parent().filter(|p| !p.as_os_str().is_empty());
    let parent = parent.unwrap_or(Path::new("."));
    let found = parent.canonicalize().ok().filter(|p| p.is_dir());
    found.ok_or_else(|| {
        Error::output(format!(
            "cannot be written: there is no folder {}",
            parent.display()
        ))
        .file(out)
        .remedy("make the folder, or name another file for the result")
    })
}

fn written_with(out: &Path) -> Vec<PathBuf> {
    match vector::Format::of(out) {
        Ok(vector::Format::Shapefile) => vector::parts(out),
        _ => vec![out.to_path_buf()],
    }
}

/// A file, and of a shapefile those that are read with it, their endings in capitals or not.
fn read_with(input: &Path) -> Vec<PathBuf> {
    let part = |path: &Path| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        PARTS.contains(&ending.to_lowercase().as_str())
    };
    let folder = input.parent().filter(|p| !p.as_os_str().is_empty());
    let folder = std::fs::read_dir(folder.unwrap_or(Path::new(".")));
    let mut all = vec![input.to_path_buf()];
    if let (true, Ok(folder)) = (part(input), folder) {
        let files = folder.flatten().map(|entry| entry.path());
        all.extend(files.filter(|path| path.file_stem() == input.file_stem() && part(path)));
    }
    all
}
