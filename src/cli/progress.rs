//! Stage by stage on standard error: a bar on a terminal, one line a stage when it is done; and summaries as JSON on standard output.

use crate::base::meter;
use crate::pipeline::log::Event;
use clap::Args;
use indicatif::{ProgressBar, ProgressState, ProgressStyle};
use serde_json::{Value, json};
use std::fmt;
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::{Duration, Instant};

/// How much is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Voice {
    /// Errors only.
    Quiet,
    /// A line a stage.
    Normal,
    /// Every finding too.
    Verbose,
}

/// How much a verb of the toolbox is to say.
#[derive(Debug, Args)]
pub struct Loudness {
    /// Print a summary as one JSON object on standard output; an error is one on standard error
    #[arg(long)]
    json: bool,
    /// Say nothing but errors
    #[arg(short, long, conflicts_with = "verbose")]
    quiet: bool,
    /// List every finding
    #[arg(short, long)]
    verbose: bool,
}

impl Loudness {
    /// In a word.
    pub fn voice(&self) -> Voice {
        match (self.quiet, self.verbose) {
            (true, _) => Voice::Quiet,
            (_, true) => Voice::Verbose,
            _ => Voice::Normal,
        }
    }

    /// Whether a summary is wanted.
    pub fn json(&self) -> bool {
        self.json
    }

    /// Shows that work goes on, on a terminal, while it does.
    pub fn while_working<T>(&self, stage: &str, work: impl FnOnce() -> T) -> T {
        meter::start();
        let progress = Progress::new(self.voice());
        progress.begin(stage);
        let done = work();
        progress.clear();
        done
    }

    /// Whether words are wanted.
    pub fn speaks(&self) -> bool {
        !self.quiet
    }
}

/// Says which stage is being worked on.
#[derive(Debug)]
pub struct Progress {
    voice: Voice,
    since: Instant,
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    /// A silent or a speaking one.
    pub fn new(voice: Voice) -> Self {
        Self {
            voice,
            since: Instant::now(),
            bar: Mutex::new(None),
        }
    }

    /// Shows an event of a run.
    pub fn hear(&self, event: Event) {
        match event {
            Event::Begin(stage) => self.begin(stage),
            Event::End {
                stage,
                detail,
                seconds,
            } => self.end(stage, detail, seconds),
        }
    }

    fn begin(&self, stage: &str) {
        if self.voice == Voice::Quiet || !std::io::stderr().is_terminal() {
            return;
        }
        let bar = ProgressBar::new_spinner();
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg:<11} {far}{elapsed}") {
            // the work counts, and the bar looks whenever it is drawn
            bar.set_style(
                style.with_key("far", |_: &ProgressState, out: &mut dyn fmt::Write| {
                    let _ = out.write_str(&far(meter::read()));
                }),
            );
        }
        bar.set_message(stage.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    /// Takes the bar off the screen.
    fn clear(&self) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
    }

    fn end(&self, stage: &str, detail: &str, seconds: f64) {
        self.clear();
        if self.voice != Voice::Quiet {
            say(&format!("{stage:<11} {detail} ({seconds:.2} s)"));
        }
    }

    /// What all of it took, for a person who waited; empty where nobody did.
    pub fn total(&self) -> String {
        match std::io::stderr().is_terminal() {
            true => format!(" ({:.1} s)", self.since.elapsed().as_secs_f64()),
            false => String::new(),
        }
    }
}

/// Cells of the bar.
const CELLS: u64 = 24;

/// How far work is, as a bar with its counts; nothing where nobody knows.
fn far(counted: Option<(u64, u64)>) -> String {
    let Some((done, expected)) = counted else {
        return String::new();
    };
    let full = done * CELLS / expected;
    let cell = |at: u64| if at < full { '█' } else { '░' };
    let bar: String = (0..CELLS).map(cell).collect();
    format!("{bar} {done}/{expected} ")
}

/// So many of a thing, in the singular or the plural.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
}

/// Warnings so far, for the summary.
static CAUTIONS: Mutex<Vec<String>> = Mutex::new(Vec::new());

/// A warning: kept for the summary, and said where words are wanted.
pub fn caution(line: &str, speaks: bool) {
    if let Ok(mut cautions) = CAUTIONS.lock() {
        cautions.push(line.strip_prefix("warning: ").unwrap_or(line).to_owned());
    }
    if speaks {
        say(line);
    }
}

/// Lines, the warnings among them as [`caution`] has them.
pub fn speak(lines: &[String], speaks: bool) {
    for line in lines {
        match line.starts_with("warning: ") {
            true => caution(line, speaks),
            false if speaks => say(line),
            false => {}
        }
    }
}

/// Most warnings that a summary lists.
const LISTED: usize = 20;

/// The summary of a verb: its name, its counts, what it wrote, and what it warned of.
pub fn summary(verb: &str, counts: Value, written: &[String]) {
    let cautions = CAUTIONS.lock().map(|all| all.clone()).unwrap_or_default();
    let mut report = json!({"verb": verb});
    if let (Some(report), Value::Object(counts)) = (report.as_object_mut(), counts) {
        report.extend(counts);
    }
    report["written"] = json!(written);
    report["warnings"] = json!({
        "count": cautions.len(),
        "first": cautions.iter().take(LISTED).collect::<Vec<_>>(),
    });
    tell(&format!("{report:#}"));
}

/// A line on standard error.
pub fn say(line: &str) {
    // a closed standard error is no reason to stop
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// A line on standard output.
pub fn tell(line: &str) {
    let _ = writeln!(std::io::stdout(), "{line}");
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bar_is_as_full_as_the_work_is_done() {
        assert_eq!(far(None), "");
        let full = |counted| far(counted).matches('█').count();
        assert_eq!(full(Some((0, 999))), 0);
        assert_eq!(full(Some((500, 1000))), 12);
        assert_eq!(full(Some((7, 7))), 24);
        assert!(far(Some((500, 1000))).ends_with(" 500/1000 "));
    }
}
