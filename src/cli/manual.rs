//! `kawasan completions` and `kawasan manual`: what shells and `man` are told, made from the options themselves.

use super::Cli;
use super::folder;
use super::progress::say;
use crate::error::{Error, Result};
use clap::{Args, Command, CommandFactory};
use clap_complete::{Shell, generate};
use std::io::Write;
use std::path::{Path, PathBuf};

/// Options of `kawasan completions`.
#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    shell: Shell,
}

/// Options of `kawasan manual`.
#[derive(Debug, Args)]
pub struct Manual {
    /// Folder for the pages: kawasan.1 and one a verb
    #[arg(short, long, value_name = "DIR", value_parser = folder)]
    out: PathBuf,
}

/// Writes the completions of a shell on standard output.
///
/// # Errors
/// When standard output is closed.
pub fn completions(options: &Completions) -> Result<()> {
    let mut text = Vec::new();
    generate(options.shell, &mut Cli::command(), "kawasan", &mut text);
    let written = std::io::stdout().write_all(&text);
    written.map_err(|error| Error::output(format!("standard output cannot be written: {error}")))
}

/// Writes the pages of the manual.
///
/// # Errors
/// When the folder cannot be written.
pub fn manual(options: &Manual) -> Result<()> {
    let out = &options.out;
    std::fs::create_dir_all(out).map_err(|error| cannot(out, &error))?;
    let mut command = Cli::command();
    command.build();
    let count = pages(&command, "kawasan", out)?;
    say(&format!(
        "{count} pages in {}; read one with man {}",
        out.display(),
        out.join("kawasan.1").display()
    ));
    Ok(())
}

/// The page of a command and those of its verbs; how many there are.
fn pages(command: &Command, name: &str, out: &Path) -> Result<usize> {
    let path = out.join(format!("{name}.1"));
    let mut text = Vec::new();
    let page = clap_mangen::Man::new(command.clone()).title(name.to_uppercase());
    page.render(&mut text)
        .map_err(|error| cannot(&path, &error))?;
    std::fs::write(&path, text).map_err(|error| cannot(&path, &error))?;
    let mut count = 1;
    for verb in command
        .get_subcommands()
        .filter(|verb| verb.get_name() != "help")
    {
        count += pages(verb, &format!("{name}-{}", verb.get_name()), out)?;
    }
    Ok(count)
}

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    Error::output(format!("cannot be written: {error}"))
        .file(path)
        .remedy("check that the folder is yours and has room")
}
