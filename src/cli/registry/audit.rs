//! `kawasan registry audit`: how old a registry is, whom it covers, who stands in it twice, what cannot be.

use crate::base::study;
use crate::cli::on_threads;
use crate::cli::progress::{Loudness, Progress};
use crate::error::{Error, Result};
use crate::pipeline::log::Log;
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
    /// Override a key of the study file
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Threads to use; all cores when left out. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    loudness: Loudness,
}

/// Audits.
///
/// # Errors
/// See [`audit`]; a snapshot that is not what the log gives.
pub fn execute(options: &Options) -> Result<()> {
    let loaded = study::load(&options.study, &options.sets)?;
    let asked = Asked {
        registry: options.registry.as_deref(),
        replay: options.replay,
        out: &options.out,
    };
    let progress = Progress::new(super::stages(&options.loudness));
    let (summary, differs) = on_threads(options.threads, || {
        audit(&loaded, &asked, Log::new(&|event| progress.hear(event)))
    })?;
    super::told(&summary, &options.loudness);
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
