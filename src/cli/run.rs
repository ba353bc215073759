//! `kawasan run`: the whole job.

use super::progress::{Progress, say, tell};
use super::{Common, plan};
use crate::base::finding::Severity;
use crate::base::study;
use crate::error::{Error, Result};
use crate::pipeline::{self, Summary};
use clap::Args;
use serde_json::{Value, json};
use signal_hook::consts::SIGINT;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

/// Options of `kawasan run`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    common: Common,
    /// Folder of the result; it is replaced only when everything is done
    #[arg(short, long, value_name = "DIR", default_value = "out", value_parser = super::folder)]
    out: PathBuf,
    /// Seconds after which the search for areas ends with the best so far
    #[arg(long, value_name = "S", value_parser = clap::value_parser!(u64).range(1..))]
    time_limit: Option<u64>,
    /// Say what would be read, done and written, and stop
    #[arg(long)]
    dry_run: bool,
}

/// Runs the study. One whose areas cannot be is written with all else that it has, and is an error then.
///
/// # Errors
/// See [`pipeline::run`]; no area keeps the rules.
pub fn execute(options: &Options) -> Result<()> {
    let common = &options.common;
    let loaded = study::load(&common.study, &common.sets)?;
    if options.dry_run {
        return plan::tell(&loaded, &options.out, common.json);
    }
    let progress = common.progress();
    let stop = stopper(options.time_limit)?;
    let summary = common.on_threads(|| {
        pipeline::run(&loaded, &options.out, &stop, &|event| progress.hear(event))
    })?;
    close(common, &summary, &progress)?;
    match summary.infeasible() {
        Some(finding) => Err(Error::infeasible(finding.what.clone())
            .remedy(format!("{}; all else is written", finding.remedy))),
        None => Ok(()),
    }
}

/// What becomes true after the time limit, or at Ctrl-C; a second Ctrl-C breaks the run off, and nothing is written.
fn stopper(seconds: Option<u64>) -> Result<Arc<AtomicBool>> {
    let stop = Arc::new(AtomicBool::new(false));
    // in this order: the second one comes too late for the first
    signal_hook::flag::register_conditional_shutdown(SIGINT, 130, Arc::clone(&stop))
        .and_then(|_| signal_hook::flag::register(SIGINT, Arc::clone(&stop)))
        .map_err(|e| Error::engine(format!("cannot listen for Ctrl-C: {e}")))?;
    if let Some(seconds) = seconds {
        let stop = Arc::clone(&stop);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_secs(seconds));
            stop.store(true, Ordering::Relaxed);
        });
    }
    Ok(stop)
}

/// Says what came of a run or a check.
pub fn close(common: &Common, summary: &Summary, progress: &Progress) -> Result<()> {
    let warnings = summary.warnings();
    let infos = summary.findings.len() - warnings;
    if common.verbose {
        for finding in &summary.findings {
            say(&finding.line());
        }
    }
    if !common.quiet {
        let place = match &summary.out {
            Some(out) => format!("; listed in {}", out.join("checks.csv").display()),
            None if common.verbose => String::new(),
            None => "; list them with -v".to_owned(),
        };
        say(&format!("{warnings} warnings, {infos} notes{place}"));
        if let Some(out) = &summary.out {
            say(&format!("done: {}{}", out.display(), progress.total()));
        }
    }
    if common.json {
        tell(&format!("{:#}", report(summary)));
    }
    if common.strict && warnings > 0 {
        return Err(
            Error::check(format!("--strict: there are {warnings} warnings"))
                .remedy("see checks.csv, or list them with -v"),
        );
    }
    Ok(())
}

/// A run or a check as JSON.
pub fn report(summary: &Summary) -> Value {
    let findings = |severity| {
        let of = summary.findings.iter();
        of.filter(|f| f.severity == severity).count()
    };
    json!({
        "out": summary.out.as_ref().map(|out| out.display().to_string()),
        "stages": summary.stages,
        "findings": {
            "warning": findings(Severity::Warning),
            "info": findings(Severity::Info),
        },
    })
}
