//! `kawasan init`: a study file for a folder, or files to fill in.

use super::progress::{say, summary};
use crate::error::{Error, Result};
use crate::pipeline::propose::propose;
use clap::Args;
use serde_json::json;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

/// Options of `kawasan init`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of a layer and tables: propose study.toml for them
    #[arg(required_unless_present = "programmes", conflicts_with = "programmes")]
    folder: Option<PathBuf>,
    /// Templates of a programme inventory, and the section for the study file
    #[arg(long)]
    programmes: bool,
    /// Folder for the templates; files that are there are never replaced
    #[arg(short, long, value_name = "DIR", default_value = ".", value_parser = super::folder, conflicts_with = "folder")]
    out: PathBuf,
    /// Print a summary as one JSON object on standard output; an error is one on standard error
    #[arg(long)]
    json: bool,
}

macro_rules! templates {
    ($($name:literal),*) => {
        [$(($name, include_str!(concat!("../../data/templates/", $name)))),*]
    };
}

/// Name in the folder and content. Rows of example stand apart, so that they never become data.
const TEMPLATES: [(&str, &str); 12] = templates![
    "PETUNJUK.md",
    "programmes.toml",
    "programmes.csv",
    "placements.csv",
    "facilitators.csv",
    "institutions.csv",
    "actions.csv",
    "contoh/programmes.csv",
    "contoh/placements.csv",
    "contoh/facilitators.csv",
    "contoh/institutions.csv",
    "contoh/actions.csv"
];

/// Proposes a study, or writes templates.
///
/// # Errors
/// When a file is there already or cannot be written; see [`propose`].
pub fn execute(options: &Options) -> Result<()> {
    match &options.folder {
        Some(folder) => study(folder, options.json),
        None => templates(options),
    }
}

/// Writes `study.toml` into the folder that it is of.
fn study(folder: &Path, json: bool) -> Result<()> {
    let file = folder.join("study.toml");
    if file.symlink_metadata().is_ok() {
        return Err(
            Error::output("the study file is there already, and nothing was written")
                .file(&file)
                .remedy("move it, or edit it: every key is in docs/keys.md"),
        );
    }
    let proposal = propose(folder)?;
    create(&file, &proposal.text).map_err(|error| {
        Error::output(format!("the study file cannot be written: {error}")).file(&file)
    })?;
    proposal.told.iter().for_each(|line| say(line));
    say(&match &proposal.index {
        Some(index) => format!("index      {index}: its columns are there"),
        None => "index      none: no built-in definition has its columns here".to_owned(),
    });
    say(&format!(
        "next: read {0}, then kawasan run {0}",
        file.display()
    ));
    if json {
        let counts = json!({"index": proposal.index, "told": proposal.told});
        summary("init", counts, &[file.display().to_string()]);
    }
    Ok(())
}

/// Writes the templates, all or none.
fn templates(options: &Options) -> Result<()> {
    let files = TEMPLATES.map(|(name, text)| (options.out.join(name), filled(text, &options.out)));
    if let Some((path, _)) = files
        .iter()
        .find(|(path, _)| path.symlink_metadata().is_ok())
    {
        return Err(
            Error::output("the file is there already, and nothing was written")
                .file(path)
                .remedy("name another folder with --out, or move the file"),
        );
    }
    for (at, (path, text)) in files.iter().enumerate() {
        if let Err(error) = create(path, text) {
            for (written, _) in &files[..at] {
                // the first error is the one to tell
                let _ = fs::remove_file(written);
            }
            return Err(
                Error::output(format!("the template cannot be written: {error}"))
                    .file(path)
                    .remedy(
                        "check that the folder is yours and has room, or name another with --out",
                    ),
            );
        }
    }
    say(&format!(
        "{} templates in {}; {} says how to fill them in",
        files.len(),
        options.out.display(),
        files[0].0.display()
    ));
    say(&format!(
        "next: paste {} into the study file",
        files[1].0.display()
    ));
    if options.json {
        let written = files.each_ref().map(|(path, _)| path.display().to_string());
        summary("init", json!({"templates": files.len()}), &written);
    }
    Ok(())
}

/// The text with the files of the section where they are.
fn filled(text: &str, folder: &Path) -> String {
    let seen = |name: &str| match folder == Path::new(".") {
        true => name.to_owned(),
        false => folder.join(name).display().to_string(),
    };
    let files = TEMPLATES.iter().map(|(name, _)| *name);
    files.fold(text.to_owned(), |text, name| {
        let path = toml::Value::String(seen(name)).to_string();
        text.replace(&format!("= \"{name}\""), &format!("= {path}"))
    })
}

/// Writes a file that is not there yet.
fn create(path: &Path, text: &str) -> std::io::Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut file = fs::OpenOptions::new()
        .write(true)
        .create_new(true)
        .open(path)?;
    file.write_all(text.as_bytes())
}
