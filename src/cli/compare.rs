//! `kawasan compare`: what changed between two runs.

use super::progress::{say, tell};
use crate::error::Result;
use crate::runs::{Run, compare};
use clap::Args;
use std::path::PathBuf;

/// Options of `kawasan compare`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of the earlier run
    run_a: PathBuf,
    /// Folder of the later run
    run_b: PathBuf,
    /// Folder for the tables: changes by village, transitions by class, decomposition by indicator
    #[arg(short, long, value_name = "DIR", value_parser = super::folder)]
    out: Option<PathBuf>,
    /// Compare although the definition of the index changed; every output is marked
    #[arg(long)]
    series_break: bool,
    /// Print the summary as JSON
    #[arg(long)]
    json: bool,
}

/// Compares the runs, prints a summary, and writes the tables where a folder is given.
///
/// # Errors
/// See [`Run::open`] and [`compare::compare`].
pub fn execute(options: &Options) -> Result<()> {
    let (a, b) = (Run::open(&options.run_a)?, Run::open(&options.run_b)?);
    let found = compare::compare(&a, &b, options.series_break, b.language())?;
    let facts = found.facts()?;
    if let Some(out) = &options.out {
        found.write(&facts, out)?;
        say(&format!("done: {}", out.display()));
    }
    match options.json {
        true => tell(&format!("{facts:#}")),
        false => tell(found.page(&facts)?.trim_end()),
    }
    Ok(())
}
