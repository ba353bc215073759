//! Whether the log of a registry gives its snapshot.

use super::bucket::{self, Shared, Tally};
use super::settings::{other_precedence, sections};
use super::{bucket_of_logs, families, logs};
use crate::base::study::LoadedStudy;
use crate::error::{Error, Result};
use crate::input::registry::Record;
use crate::output::manifest;
use crate::output::registry::{Rendered, bucket_of, render};
use rayon::prelude::*;
use std::path::Path;

/// Whether the log of a registry gives its snapshot, byte by byte: the files of the snapshot that it does not give.
///
/// # Errors
/// A registry that is not there or cannot be read, a key that is another one.
pub fn replay(loaded: &LoadedStudy, folder: &Path) -> Result<Vec<String>> {
    let record = open(folder)?;
    let (_, refresh) = sections(loaded)?;
    if record.precedence != refresh.precedence {
        return Err(other_precedence().file(folder));
    }
    let logs = logs(&record, folder);
    let mut wrong: Vec<String> = Vec::new();
    for (version, log) in record.versions.iter().zip(&logs) {
        if manifest::sha256(&log.path)? != version.log.sha256 {
            wrong.push(version.log.path.clone());
        }
    }
    if !wrong.is_empty() {
        return Ok(wrong);
    }
    let fields = record.kinds();
    let of_families = bucket_of_logs(&logs, record.buckets)?;
    let families = families(
        of_families.as_ref(),
        usize::MAX,
        &fields,
        &record.precedence,
    )?;
    let shared = Shared {
        fields: &fields,
        precedence: &record.precedence,
        families: [&families[0], &families[1]],
    };
    let rendered = |bucket: usize| -> Result<Option<Rendered>> {
        let Some(frame) = bucket_of_logs(&logs, bucket)? else {
            return Ok(None);
        };
        let state = bucket::state(&frame, frame.height(), &shared, &mut Tally::default())?;
        match state.height() {
            0 => Ok(None),
            _ => render(state).map(Some),
        }
    };
    let check = |bucket: usize| -> Result<Option<String>> {
        let part = record
            .parts
            .iter()
            .find(|part| bucket_of(part) == Some(bucket));
        let again = rendered(bucket)?;
        let (Some(part), Some(again)) = (part, &again) else {
            let missing = part.map(|part| part.path.clone());
            return Ok(missing.or_else(|| again.map(|_| format!("snapshot: bucket {bucket}"))));
        };
        let kept = std::fs::read(folder.join(&part.path)).unwrap_or_default();
        Ok((kept != again.bytes).then(|| part.path.clone()))
    };
    // a few at a time: a thread that waits for another pool takes the next one on
    let buckets: Vec<usize> = (0..record.buckets).collect();
    for some in buckets.chunks(rayon::current_num_threads()) {
        let found: Vec<Option<String>> = some
            .par_iter()
            .map(|bucket| check(*bucket))
            .collect::<Result<_>>()?;
        wrong.extend(found.into_iter().flatten());
    }
    Ok(wrong)
}

/// The record of a registry that must be there.
///
/// # Errors
/// When it is not.
pub fn open(folder: &Path) -> Result<Record> {
    Record::open(folder)?.ok_or_else(|| {
        Error::input("there is no registry in this folder")
            .file(folder)
            .remedy("make one with: kawasan registry update STUDY --registry DIR")
    })
}
