//! `kawasan explain`: why a village stands where it stands.

use super::progress::tell;
use crate::base::code::canonical;
use crate::base::study::Language;
use crate::error::Result;
use crate::runs::{Run, explain};
use clap::{Args, ValueEnum};
use std::path::PathBuf;

/// Options of `kawasan explain`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of a finished run
    run: PathBuf,
    /// Code of the village, dotted or not
    code: String,
    /// Language of the text; the study's when left out
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Tongue>,
    /// Print the facts as JSON
    #[arg(long)]
    json: bool,
}

/// A language on the command line.
#[derive(Debug, Clone, Copy, ValueEnum)]
enum Tongue {
    /// Bahasa Indonesia
    Id,
    /// English
    En,
}

/// Explains the village on standard output.
///
/// # Errors
/// See [`Run::open`] and [`explain::explain`].
pub fn execute(options: &Options) -> Result<()> {
    let run = Run::open(&options.run)?;
    let language = match options.language {
        Some(Tongue::Id) => Language::Id,
        Some(Tongue::En) => Language::En,
        None => run.language(),
    };
    let code =
        canonical(&options.code).map_or(options.code.clone(), |code| code.as_str().to_owned());
    let facts = explain::explain(&run, &code, language)?;
    match options.json {
        true => tell(&format!("{facts:#}")),
        false => tell(explain::page(&facts, language)?.trim_end()),
    }
    Ok(())
}
