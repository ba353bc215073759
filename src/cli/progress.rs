//! Stage by stage on standard error: a spinner on a terminal, one line a stage elsewhere.

use crate::pipeline::log::Event;
use clap::Args;
use indicatif::{ProgressBar, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::sync::Mutex;
use std::time::Duration;

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

    /// Whether words are wanted.
    pub fn speaks(&self) -> bool {
        !self.quiet
    }
}

/// Says which stage is being worked on.
#[derive(Debug)]
pub struct Progress {
    voice: Voice,
    bar: Mutex<Option<ProgressBar>>,
}

impl Progress {
    /// A silent or a speaking one.
    pub fn new(voice: Voice) -> Self {
        Self {
            voice,
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
        if let Ok(style) = ProgressStyle::with_template("{spinner} {msg} {elapsed}") {
            bar.set_style(style);
        }
        bar.set_message(stage.to_owned());
        bar.enable_steady_tick(Duration::from_millis(100));
        if let Ok(mut slot) = self.bar.lock() {
            *slot = Some(bar);
        }
    }

    fn end(&self, stage: &str, detail: &str, seconds: f64) {
        if let Ok(mut slot) = self.bar.lock()
            && let Some(bar) = slot.take()
        {
            bar.finish_and_clear();
        }
        if self.voice != Voice::Quiet {
            say(&format!("{stage:<11} {detail} ({seconds:.2} s)"));
        }
    }
}

/// So many of a thing, in the singular or the plural.
pub fn count(n: usize, one: &str, many: &str) -> String {
    format!("{n} {}", if n == 1 { one } else { many })
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
