//! `kawasan registry audit`: how old a registry is, whom it covers, who stands in it twice, what cannot be.

use super::{Common, told};
use crate::base::study;
use crate::error::{Error, Result};
use crate::pipeline::refresh::audit::{Asked, audit};
use clap::Args;
use std::path::PathBuf;

/// Options of `kawasan registry audit`.
#[derive(Debug, Args)]
pub struct Options {
    /// A study with [registry.refresh]
    study: PathBuf,
    /// Folder of a registry; the rows of [registry] when left out
    #[arg(long, value_name = "DIR")]
    registry: Option<PathBuf>,
    /// Replay the log from nothing and compare the bytes of the snapshot
    #[arg(long, requires = "registry")]
    replay: bool,
    /// Where the tables go
    #[arg(short, long, value_name = "DIR", value_parser = crate::cli::folder)]
    out: PathBuf,
    /// Fail with exit code 1 when a check gives a warning
    #[arg(long)]
    strict: bool,
    #[command(flatten)]
    common: Common,
}

/// Audits.
///
/// # Errors
/// See [`audit`]; a snapshot that is not what the log gives.
pub fn execute(options: &Options) -> Result<()> {
    let loaded = study::load(&options.study, &options.common.sets)?;
    let asked = Asked {
        registry: options.registry.as_deref(),
        replay: options.replay,
        out: &options.out,
    };
    let (summary, differs) = options
        .common
        .work(|log| audit(&loaded, &asked, log))
        .map_err(|error| loaded.locate(error))?;
    told("registry audit", &summary, &options.common.loudness);
    let warnings = summary.warnings();
    match differs {
        true => Err(Error::check("the snapshot is not what the log gives")
            .remedy("bring the registry's folder back from a copy")),
        false if options.strict && warnings > 0 => Err(Error::check(format!(
            "{warnings} warnings, and --strict was asked for"
        ))),
        false => Ok(()),
    }
}
