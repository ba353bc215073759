//! `kawasan check`: the inputs only.

use super::{Common, run};
use crate::base::study;
use crate::error::Result;
use crate::pipeline;
use clap::Args;

/// Options of `kawasan check`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
}

/// Checks the inputs of the study.
///
/// # Errors
/// See [`pipeline::check`].
pub fn execute(options: &Options) -> Result<()> {
    let common = &options.common;
    let loaded = study::load(&common.study, &common.sets)?;
    let progress = common.progress();
    let summary = common.on_threads(|| pipeline::check(&loaded, &|event| progress.hear(event)))?;
    run::close(common, &summary, &progress)
}
