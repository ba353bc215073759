//! `kawasan registry update`: a registry made, and kept current from updates of villages, regencies and the ministry.

use crate::base::study::{self, Source};
use crate::cli::on_threads;
use crate::cli::progress::{Loudness, Progress};
use crate::error::Result;
use crate::pipeline::log::Log;
use crate::pipeline::refresh::{Asked, update};
use clap::Args;
use std::path::PathBuf;

/// Options of `kawasan registry update`.
#[derive(Debug, Args)]
pub struct Options {
    /// A study with [registry.refresh]
    study: PathBuf,
    /// Files of updates: .parquet, .csv, .tsv, .txt, by name or pattern; the first time there need be none
    updates: Vec<PathBuf>,
    /// The registry's folder; where it is new or empty the rows of [registry] come first
    #[arg(long, value_name = "DIR")]
    registry: PathBuf,
    /// Level of rows that name none
    #[arg(long, value_name = "LEVEL", value_enum, default_value = "village")]
    level: Source,
    /// Where the tables go; reports/NNNN in the registry's folder when left out
    #[arg(short, long, value_name = "DIR", value_parser = crate::cli::folder)]
    out: Option<PathBuf>,
    /// Override a key of the study file
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Threads to use; all cores when left out. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    loudness: Loudness,
}

/// Updates.
///
/// # Errors
/// See [`update`].
pub fn execute(options: &Options) -> Result<()> {
    let loaded = study::load(&options.study, &options.sets)?;
    let asked = Asked {
        deltas: &options.updates,
        folder: &options.registry,
        level: options.level,
        out: options.out.as_deref(),
    };
    let progress = Progress::new(super::stages(&options.loudness));
    let summary = on_threads(options.threads, || {
        update(&loaded, &asked, Log::new(&|event| progress.hear(event)))
    })?;
    super::told(&summary, &options.loudness);
    Ok(())
}
