//! `kawasan run`: the whole job.

use super::Common;
use super::progress::{say, tell};
use crate::base::finding::Severity;
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::read::boundary;
use crate::pipeline::{self, Summary};
use clap::Args;
use serde_json::json;
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
    /// Say what would be read and written, and stop
    #[arg(long)]
    dry_run: bool,
}

/// Runs the study.
///
/// # Errors
/// See [`pipeline::run`].
pub fn execute(options: &Options) -> Result<()> {
    let common = &options.common;
    let loaded = study::load(&common.study, &common.sets)?;
    if options.dry_run {
        return plan(&loaded, options);
    }
    let progress = common.progress();
    let stop = stopper(options.time_limit)?;
    let summary = common.on_threads(|| {
        pipeline::run(&loaded, &options.out, &stop, &|event| progress.hear(event))
    })?;
    close(common, &summary)
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
pub fn close(common: &Common, summary: &Summary) -> Result<()> {
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
            say(&format!("done: {}", out.display()));
        }
    }
    if common.json {
        let findings = |severity| {
            summary
                .findings
                .iter()
                .filter(|f| f.severity == severity)
                .count()
        };
        let report = json!({
            "out": summary.out.as_ref().map(|out| out.display().to_string()),
            "stages": summary.stages,
            "findings": {
                "warning": findings(Severity::Warning),
                "info": findings(Severity::Info),
            },
        });
        tell(&format!("{report:#}"));
    }
    if common.strict && warnings > 0 {
        return Err(
            Error::check(format!("--strict: there are {warnings} warnings"))
                .remedy("see checks.csv, or list them with -v"),
        );
    }
    Ok(())
}

fn plan(loaded: &study::LoadedStudy, options: &Options) -> Result<()> {
    let study = &loaded.study;
    let tables = study.tables.iter().map(|table| loaded.resolve(&table.path));
    let boundaries = boundary::file(&loaded.resolve(&study.boundaries.path));
    for full in std::iter::once(boundaries).chain(tables) {
        let there = if full.is_file() { "" } else { " (not there)" };
        tell(&format!("read     {}{there}", full.display()));
    }
    if let Some(index) = &study.index {
        tell(&format!("score    {}", index.definition));
    }
    if let Some(hotspots) = &study.hotspots {
        let tested = hotspots.value.as_deref().unwrap_or("need");
        tell(&format!(
            "hotspots {tested}, {} permutations",
            hotspots.permutations
        ));
    }
    if let Some(areas) = &study.areas {
        let [min, max] = areas.villages;
        tell(&format!(
            "areas    {min} to {max} villages, at most {}{}",
            areas.per_group,
            areas.within.level().map_or(String::new(), |level| format!(
                " in each {}",
                level.as_str()
            ))
        ));
    }
    tell(&format!("write    {}", options.out.display()));
    Ok(())
}
