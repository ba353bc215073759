//! `kawasan registry`: the welfare registry.

mod aggregate;
mod files;

use crate::error::Result;
use clap::{Args, Subcommand};

/// Options of `kawasan registry`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(subcommand)]
    what: What,
}

#[derive(Debug, Subcommand)]
enum What {
    /// Numbers of places from rows of persons or households; no row leaves
    Aggregate(aggregate::Options),
}

/// Does what is asked of the registry.
///
/// # Errors
/// See [`aggregate::execute`].
pub fn execute(options: &Options) -> Result<()> {
    match &options.what {
        What::Aggregate(options) => aggregate::execute(options),
    }
}
