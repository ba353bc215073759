//! The command line: one file a verb.

mod access;
mod advantage;
mod around;
mod audit;
mod beside;
mod check;
mod classify;
mod columns;
mod compare;
mod convert;
mod demo;
mod dissolve;
mod equity;
mod estimate;
mod explain;
mod groups;
mod hotspots;
mod index;
mod init;
mod interpolate;
mod keyed;
mod layer;
mod long;
mod manual;
mod map;
mod neighbourhood;
mod neighbours;
mod outputs;
mod places;
mod plan;
mod progress;
mod recovery;
mod regions;
mod registry;
mod run;
mod siting;
mod units;
mod verify;
mod view;

use crate::error::{Error, Result};
use clap::{Args, Parser, Subcommand};
use progress::{Progress, Voice};
use std::path::PathBuf;

/// Where poverty programmes should work together.
#[derive(Debug, Parser)]
#[command(name = "kawasan", version, about, max_term_width = 100)]
#[command(
    after_help = "Exit codes: 0 done; 1 a check failed (--strict), a verify differs, a compare or a recovery across a series break is refused; 2 usage or study file; \
3 input data; 4 engine; 5 output cannot be written; 6 no feasible plan."
)]
pub struct Cli {
    #[command(subcommand)]
    verb: Verb,
}

#[derive(Debug, Subcommand)]
enum Verb {
    /// Read, join, score, test, delineate and write
    Run(run::Options),
    /// Inputs only: codes, joins, geometry, missing
    Check(check::Options),
    /// A synthetic, labelled study of any size, or synthetic tables over a real layer
    Demo(demo::Options),
    /// A study file for a folder of files, or templates of a programme inventory
    Init(init::Options),
    /// What changed between two finished runs, and what moved it
    Compare(compare::Options),
    /// Why a village of a finished run stands where it stands
    Explain(explain::Options),
    /// Whether a finished run is what it was: inputs, files, and all of it made again; or one number traced
    Verify(verify::Options),
    /// The map of a finished run in the browser, served on this machine alone
    View(view::Options),
    /// The scores of any table, row by row
    Index(index::Options),
    /// A published index rebuilt from its indicators: what does not reproduce, and why
    Audit(audit::Options),
    /// Who neighbours whom in any layer
    Neighbours(neighbours::Options),
    /// Classes of a column for maps and tables: natural breaks, quantiles and others
    Classify(classify::Options),
    /// A picture of any layer by a column: classes of numbers, or kinds
    Map(map::Options),
    /// Whether, where and as what a column clusters in any layer
    Hotspots(hotspots::Options),
    /// Where services should stand: p-median, p-centre, covers and p-dispersion, each with a bound
    Siting(siting::Options),
    /// How far services are from places, how many are near, and how much there is for each person
    Access(access::Options),
    /// Small areas: direct estimates or rates strengthened by a model, with their errors
    Estimate(estimate::Options),
    /// Numbers of one layer brought to another by the ground both share, nothing lost
    Interpolate(interpolate::Options),
    /// Contiguous regions of alike units in any layer
    Regions(regions::Options),
    /// Units with a programme beside units without, before and after it started, of any panel
    Recovery(recovery::Options),
    /// How evenly columns of any table are spread, and how much of it lies between groups
    Equity(equity::Options),
    /// What regions do more of than others: location quotients, shift-share, leading sectors
    Advantage(advantage::Options),
    /// The welfare registry: numbers of places from rows of persons or households
    Registry(registry::Options),
    /// Units put together: an outline, the members and sums for each group
    Dissolve(dissolve::Options),
    /// A layer in another format, with all its digits
    Convert(convert::Options),
    /// What a shell completes; for bash: kawasan completions bash > /etc/bash_completion.d/kawasan
    Completions(manual::Completions),
    /// The pages of the manual
    Manual(manual::Manual),
}

/// What run and check have in common.
#[derive(Debug, Args)]
struct Common {
    /// The study file
    study: PathBuf,
    /// Override a key of the study file, such as areas.villages=[3,8]
    #[arg(long = "set", value_name = "KEY=VALUE")]
    sets: Vec<String>,
    /// Threads to use; all cores when left out. The result does not depend on it
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
    /// Fail with exit code 1 when a check gives a warning
    #[arg(long)]
    strict: bool,
    /// Print a summary as JSON on standard output
    #[arg(long)]
    json: bool,
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// List every finding
    #[arg(short, long)]
    verbose: bool,
}

/// A folder for a result of several files.
fn folder(text: &str) -> std::result::Result<PathBuf, String> {
    match text {
        "-" => Err(
            "the result is several files and does not fit standard output; name a folder".into(),
        ),
        _ => Ok(PathBuf::from(text)),
    }
}

/// Does what the command line asks.
///
/// # Errors
/// Any error of the library; see [`Error::exit_code`].
pub fn execute(cli: &Cli) -> Result<()> {
    match &cli.verb {
        Verb::Run(options) => run::execute(options),
        Verb::Check(options) => check::execute(options),
        Verb::Demo(options) => demo::execute(options),
        Verb::Init(options) => init::execute(options),
        Verb::Compare(options) => compare::execute(options),
        Verb::Explain(options) => explain::execute(options),
        Verb::Verify(options) => verify::execute(options),
        Verb::View(options) => view::execute(options),
        Verb::Index(options) => index::execute(options),
        Verb::Audit(options) => audit::execute(options),
        Verb::Neighbours(options) => neighbours::execute(options),
        Verb::Classify(options) => classify::execute(options),
        Verb::Map(options) => map::execute(options),
        Verb::Hotspots(options) => hotspots::execute(options),
        Verb::Siting(options) => siting::execute(options),
        Verb::Access(options) => access::execute(options),
        Verb::Estimate(options) => estimate::execute(options),
        Verb::Interpolate(options) => interpolate::execute(options),
        Verb::Regions(options) => regions::execute(options),
        Verb::Recovery(options) => recovery::execute(options),
        Verb::Equity(options) => equity::execute(options),
        Verb::Advantage(options) => advantage::execute(options),
        Verb::Registry(options) => registry::execute(options),
        Verb::Dissolve(options) => dissolve::execute(options),
        Verb::Convert(options) => convert::execute(options),
        Verb::Completions(options) => manual::completions(options),
        Verb::Manual(options) => manual::manual(options),
    }
}

impl Common {
    fn progress(&self) -> Progress {
        Progress::new(if self.quiet {
            Voice::Quiet
        } else {
            Voice::Normal
        })
    }

    /// Runs work on the asked number of threads.
    fn on_threads<T: Send>(&self, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
        on_threads(self.threads, work)
    }
}

/// Runs work on so many threads, all cores when left out.
fn on_threads<T: Send>(threads: Option<u16>, work: impl FnOnce() -> Result<T> + Send) -> Result<T> {
    let mut pool = rayon::ThreadPoolBuilder::new();
    if let Some(threads) = threads {
        pool = pool.num_threads(usize::from(threads));
    }
    pool.build()
        .map_err(|e| Error::engine(format!("cannot start threads: {e}")))?
        .install(work)
}
