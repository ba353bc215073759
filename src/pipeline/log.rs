//! The log of a run: findings, counts a stage, seconds a stage.

use crate::base::finding::{Finding, Severity};
use crate::base::meter;
use crate::error::Result;
use serde_json::{Map, Value, json};
use std::path::Path;
use std::time::Instant;

/// What a listener hears while a run works.
#[derive(Debug, Clone, Copy)]
pub enum Event<'a> {
    /// A stage begins.
    Begin(&'a str),
    /// A stage has ended.
    End {
        /// Which.
        stage: &'a str,
        /// What came of it, in a line.
        detail: &'a str,
        /// Wall-clock seconds.
        seconds: f64,
    },
}

/// Hears the events of a run.
pub type Listener<'a> = &'a (dyn Fn(Event) + Sync);

/// Findings, counts and seconds of a run so far.
pub struct Log<'a> {
    listener: Listener<'a>,
    /// Every finding so far.
    pub findings: Vec<Finding>,
    /// Counts by stage, for the manifest.
    pub counts: Map<String, Value>,
    seconds: Map<String, Value>,
    start: Instant,
}

/// What a stage hands back: its result, its counts, and a line for people.
pub type Outcome<T> = Result<(T, Value, String)>;

impl<'a> Log<'a> {
    /// An empty log.
    pub fn new(listener: Listener<'a>) -> Self {
        Self {
            listener,
            findings: Vec::new(),
            counts: Map::new(),
            seconds: Map::new(),
            start: Instant::now(),
        }
    }

    /// Does the work of one stage.
    ///
    /// # Errors
    /// Those of the work.
    pub fn stage<T>(
        &mut self,
        stage: &str,
        work: impl FnOnce(&mut Vec<Finding>) -> Outcome<T>,
    ) -> Result<T> {
        meter::start();
        (self.listener)(Event::Begin(stage));
        let start = Instant::now();
        let done = work(&mut self.findings);
        let seconds = start.elapsed().as_secs_f64();
        let (result, counts, detail) = match done {
            Ok(done) => done,
            Err(error) => {
                let detail = "failed";
                (self.listener)(Event::End {
                    stage,
                    detail,
                    seconds,
                });
                return Err(error);
            }
        };
        self.counts.insert(stage.to_owned(), counts);
        self.seconds.insert(stage.to_owned(), json!(seconds));
        (self.listener)(Event::End {
            stage,
            detail: &detail,
            seconds,
        });
        Ok(result)
    }

    /// Number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        let of = |f: &&Finding| f.severity == severity;
        self.findings.iter().filter(of).count()
    }

    /// Seconds and peak memory: the one output outside the same-bytes promise.
    pub fn timings(&self, study: &Path) -> Value {
        json!({
            "study": study.to_string_lossy().replace('\\', "/"),
            "seconds": self.seconds,
            "total_seconds": self.start.elapsed().as_secs_f64(),
            "peak_memory_mib": peak_memory_mib(),
        })
    }
}

/// Peak resident memory where the system tells (Linux), else null.
fn peak_memory_mib() -> Option<f64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    let kib: f64 = line.split_whitespace().nth(1)?.parse().ok()?;
    Some(kib / 1024.0)
}
