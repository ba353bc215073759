//! `kawasan registry update`: a registry made, and kept current from updates of villages, regencies and the ministry.

use super::{Common, told};
use crate::base::study::{self, Source};
use crate::error::Result;
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
    #[command(flatten)]
    common: Common,
}

/// Updates.
///
/// # Errors
/// See [`update`].
pub fn execute(options: &Options) -> Result<()> {
    let loaded = study::load(&options.study, &options.common.sets)?;
    let asked = Asked {
        deltas: &options.updates,
        folder: &options.registry,
        level: options.level,
        out: options.out.as_deref(),
    };
    let summary = options
        .common
        .work(|log| update(&loaded, &asked, log))
        .map_err(|error| loaded.locate(error))?;
    told("registry update", &summary, &options.common.loudness);
    Ok(())
}
