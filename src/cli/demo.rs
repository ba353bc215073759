//! `kawasan demo`: synthetic studies.

use super::progress::{caution, say, summary};
use crate::base::finding::Severity;
use crate::demo;
use crate::error::Result;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;

/// Options of `kawasan demo`.
#[derive(Debug, Args)]
pub struct Options {
    /// Villages to make up
    #[arg(
        long,
        value_name = "N",
        default_value_t = 300,
        conflicts_with = "boundaries"
    )]
    villages: usize,
    /// Vertices of all polygons together; 60 to a village when left out
    #[arg(long, value_name = "N", conflicts_with = "boundaries")]
    vertices: Option<usize>,
    /// Lay synthetic tables over this real layer instead
    #[arg(long, value_name = "LAYER", requires = "code")]
    boundaries: Option<PathBuf>,
    /// Column of the code in the real layer
    #[arg(long, value_name = "COL", requires = "boundaries")]
    code: Option<String>,
    /// Households whose persons are made up too, about four each, as a registry in persons.parquet
    #[arg(long, value_name = "N")]
    households: Option<u64>,
    /// Seed of every choice, at most 9223372036854775807
    #[arg(long, value_name = "S", default_value_t = 1)]
    seed: u64,
    /// Folder of the study
    #[arg(short, long, value_name = "DIR", value_parser = super::folder)]
    out: PathBuf,
    /// Print a summary as one JSON object on standard output; an error is one on standard error
    #[arg(long)]
    json: bool,
}

/// Makes the study.
///
/// # Errors
/// See [`demo::generate`] and [`demo::over`].
pub fn execute(options: &Options) -> Result<()> {
    let made = match (&options.boundaries, &options.code) {
        (Some(boundaries), Some(code)) => demo::over(
            boundaries,
            code,
            options.households,
            options.seed,
            &options.out,
        )?,
        _ => {
            let asked = demo::Options {
                villages: options.villages,
                vertices: options.vertices,
                households: options.households,
                seed: options.seed,
            };
            demo::generate(&asked, &options.out)?
        }
    };
    for finding in &made.findings {
        match finding.severity {
            Severity::Warning => caution(&finding.line(), true),
            Severity::Info => say(&finding.line()),
        }
    }
    say(&format!(
        "{} villages in {} regencies, {} things planted (truth.csv)",
        made.villages,
        made.regencies,
        made.truth.len()
    ));
    let study = options.out.join("study.toml").display().to_string();
    say(&format!("next: kawasan run {study}"));
    if options.json {
        let counts = json!({
            "study": study,
            "villages": made.villages,
            "regencies": made.regencies,
            "planted": made.truth.len(),
        });
        summary("demo", counts, &[options.out.display().to_string()]);
    }
    Ok(())
}
