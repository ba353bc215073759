//! `kawasan registry aggregate`: what a study asks of its registry, or one query of any files.

use super::{Common, files, told};
use crate::base::study;
use crate::cli::on_threads;
use crate::error::{Error, Result};
use crate::pipeline::registry;
use clap::Args;
use std::path::{Path, PathBuf};

/// Options of `kawasan registry aggregate`.
#[derive(Debug, Args)]
pub struct Options {
    /// A study with a section [registry]; or files of rows: .parquet, .csv, .tsv, .txt, by name or pattern
    #[arg(required = true)]
    inputs: Vec<PathBuf>,
    /// The result: of a study a folder, of files a table; - is standard output
    #[arg(short, long, value_name = "DIR|FILE")]
    out: Option<PathBuf>,
    #[command(flatten)]
    query: files::Query,
    #[command(flatten)]
    common: Common,
}

/// Aggregates.
///
/// # Errors
/// See [`registry::aggregate`] and [`files::execute`]; options of the one with the other.
pub fn execute(options: &Options) -> Result<()> {
    let study = |path: &PathBuf| {
        path.extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("toml"))
    };
    match options.inputs.as_slice() {
        [one] if study(one) => of_study(one, options),
        inputs if inputs.iter().any(study) => Err(Error::study("a study stands alone")
            .remedy("name the study only; its [registry] names the files")),
        inputs => {
            if !options.common.sets.is_empty() {
                return Err(Error::study("--set goes with a study, and these are files")
                    .remedy("leave it out, or name a study"));
            }
            let out = options.out.as_ref();
            on_threads(options.common.threads, || {
                files::execute(inputs, &options.query, out, &options.common.loudness)
            })
        }
    }
}

fn of_study(path: &Path, options: &Options) -> Result<()> {
    if let Some(given) = options.query.given() {
        return Err(
            Error::study(format!("{given} goes with files, and this is a study"))
                .remedy("leave it out, and write under [registry] what is asked"),
        );
    }
    let Some(out) = &options.out else {
        return Err(
            Error::study("the result of a study is a folder, and none is named")
                .remedy("name it with --out"),
        );
    };
    crate::cli::folder(&out.to_string_lossy()).map_err(Error::study)?;
    let loaded = study::load(path, &options.common.sets)?;
    let summary = options
        .common
        .work(|log| registry::aggregate(&loaded, out, log))
        .map_err(|error| loaded.locate(error))?;
    told("registry aggregate", &summary, &options.common.loudness);
    Ok(())
}
