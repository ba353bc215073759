//! `kawasan registry`: the welfare registry.

mod aggregate;
mod audit;
mod files;
mod update;

use crate::cli::on_threads;
use crate::cli::progress::{Loudness, Progress, Voice, say, tell};
use crate::cli::run;
use crate::error::Result;
use crate::pipeline::Summary;
use crate::pipeline::log::Log;
use clap::{Args, Subcommand};
use serde_json::json;

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
    /// A registry made and kept current: add, change, move, split, merge, die, reject
    Update(update::Options),
    /// How old a registry is, whom it covers, who stands in it twice, what cannot be
    Audit(audit::Options),
}

/// What every verb of the registry takes.
#[derive(Debug, Args)]
struct Common {
    /// Override a key of the study file, such as registry.weight=members
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Threads to use; all cores when left out. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    #[command(flatten)]
    loudness: Loudness,
}

impl Common {
    /// Works on the threads that are asked for, stages shown as they go.
    fn work<T: Send>(&self, work: impl FnOnce(Log) -> Result<T> + Send) -> Result<T> {
        // findings come at the end
        let progress = Progress::new(match self.loudness.voice() {
            Voice::Quiet => Voice::Quiet,
            _ => Voice::Normal,
        });
        on_threads(self.threads, || {
            work(Log::new(&|event| progress.hear(event)))
        })
    }
}

/// Does what is asked of the registry.
///
/// # Errors
/// See [`aggregate::execute`], [`update::execute`], [`audit::execute`].
pub fn execute(options: &Options) -> Result<()> {
    match &options.what {
        What::Aggregate(options) => aggregate::execute(options),
        What::Update(options) => update::execute(options),
        What::Audit(options) => audit::execute(options),
    }
}

/// Says what was seen and where the tables lie.
fn told(verb: &str, summary: &Summary, loudness: &Loudness) {
    if loudness.voice() == Voice::Verbose {
        summary
            .findings
            .iter()
            .for_each(|finding| say(&finding.line()));
    }
    if let (true, Some(out)) = (loudness.speaks(), &summary.out) {
        let warnings = summary.warnings();
        let notes = summary.findings.len() - warnings;
        let listed = out.join("checks.csv");
        say(&format!(
            "{warnings} warnings, {notes} notes; listed in {}",
            listed.display()
        ));
        say(&format!("done: {}", out.display()));
    }
    if loudness.json() {
        let mut report = run::report(summary);
        report["verb"] = json!(verb);
        tell(&format!("{report:#}"));
    }
}
