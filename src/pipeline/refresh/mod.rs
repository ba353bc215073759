//! The registry kept current: files to entries, entries to the snapshot, and what became of every row.
//!
//! * `spool`: rows on their way to buckets; `bucket`: a bucket of persons
//! * `settings`: what the study says; `replay`: whether the log gives the snapshot
//! * `report`: tables of an update; [`audit`]: a registry looked over

pub mod audit;
mod bucket;
mod replay;
mod report;
mod settings;
mod spool;

use super::Summary;
use super::inputs::places;
use super::log::Log;
use crate::base::day::days;
use crate::base::entry::Outcome;
use crate::base::finding::Finding;
use crate::base::privacy::Key;
use crate::base::study::{LoadedStudy, Refresh, Registry, Source};
use crate::error::{Error, Result};
use crate::input::read::rows::{Kind, Rows};
use crate::input::registry::entries::{self, Desk, Refused, Titles};
use crate::input::registry::fields::{LOG, dtype, fields};
use crate::input::registry::lines::Rules;
use crate::input::registry::places::Villages;
use crate::input::registry::record::{FORMAT, Field, Input, Part, Record, Version};
use crate::input::registry::sorted::{Sorted, frame};
use crate::output::manifest;
use crate::output::registry::{Update, bucket_of, render};
use crate::welfare::registry::refresh::balance::Flows;
use crate::welfare::registry::refresh::entry::MOST_FIELDS;
use crate::welfare::registry::refresh::families::Families;
use bucket::{Entries, Shared, Tally};
use polars::prelude::{DataFrame, DataType, Schema};
use rayon::prelude::*;
use serde_json::json;
use settings::{fits, key, sections, villages};
use spool::{Spool, together};
use std::path::{Path, PathBuf};

/// Bytes of files for which a bucket is made, and most buckets.
const BUCKET: u64 = 1 << 22;
const MOST_BUCKETS: usize = 256;

/// What is asked of an update.
#[derive(Debug)]
pub struct Asked<'a> {
    /// Files of updates.
    pub deltas: &'a [PathBuf],
    /// The registry's folder.
    pub folder: &'a Path,
    /// Level of rows that name none.
    pub level: Source,
    /// Where the tables go; into the registry's folder when left out.
    pub out: Option<&'a Path>,
}

/// Brings a registry up to date; the first time the rows of `[registry]` are its adds.
///
/// # Errors
/// Any fault of the study, the files, the registry or the output; the registry is then as it was.
pub fn update(loaded: &LoadedStudy, asked: &Asked, mut log: Log) -> Result<Summary> {
    let (spec, refresh) = sections(loaded)?;
    let key = key(loaded)?;
    let update = Update::begin(asked.folder)?;
    let before = Record::open(asked.folder)?;
    if let Some(record) = &before {
        fits(record, &key, refresh).map_err(|error| error.file(asked.folder))?;
        if asked.deltas.is_empty() {
            return Err(
                Error::study("the registry is there, and no update is named")
                    .file(asked.folder)
                    .remedy("name files of updates behind the study"),
            );
        }
    }
    let (places, sources) = places(loaded, &mut log)?;
    let work = Work {
        loaded,
        spec,
        refresh,
        key,
        villages: villages(loaded, spec, &places, &mut log.findings)?,
        asked,
        update: &update,
    };
    let mut record = before.clone().unwrap_or_else(|| work.new_record());
    let taken = log.stage("rows", |findings| work.take(&mut record, findings))?;
    let new = record.version() + 1;
    let (sorted, tally, persons) = log.stage("fold", |findings| {
        let (sorted, tally, parts) = work.fold(&record, &taken)?;
        tally.balance.check()?;
        let rows: u64 = taken.inputs.iter().map(|input| input.rows).sum();
        let counted: u64 = tally.counts.values().flatten().sum();
        if rows != counted + taken.nameless() {
            let what = format!("of {rows} rows {counted} are accounted for");
            return Err(Error::engine(what));
        }
        tell_turned(&tally, findings);
        let persons: u64 = parts.iter().map(|part| part.rows).sum();
        record.parts = parts;
        let detail = format!(
            "{persons} persons in {} villages",
            tally
                .balance
                .0
                .values()
                .filter(|flows| flows.after > 0)
                .count()
        );
        Ok((
            (sorted, tally, persons),
            json!({"persons": persons, "rows": rows}),
            detail,
        ))
    })?;
    record.versions.push(Version {
        number: new,
        date: loaded.study.study.date.clone(),
        inputs: taken.inputs.clone(),
        counts: report::counted(&tally, taken.nameless()),
        persons,
        log: update.log(new, &sorted)?,
    });
    let out = match asked.out {
        Some(out) => out.to_path_buf(),
        None => asked.folder.join(format!("reports/{new:04}")),
    };
    let report = report::Report {
        loaded,
        places: &places,
        sources,
        tally: &tally,
        refused: &taken.refused,
        version: &record.versions[new - 1],
    };
    let folder = report.write(&out, &mut log)?;
    update.commit(&record, &sorted)?;
    folder.publish()?;
    Ok(super::summary(log, Some(out)))
}

/// Rows of all files, hashed and sorted by bucket.
struct Taken<'a> {
    spool: Spool<'a>,
    inputs: Vec<Input>,
    refused: Vec<Refused>,
}

impl Taken<'_> {
    /// Refused rows whose op is not known.
    fn nameless(&self) -> u64 {
        self.refused.iter().filter(|row| row.op.is_none()).count() as u64
    }
}

struct Work<'a> {
    loaded: &'a LoadedStudy,
    spec: &'a Registry,
    refresh: &'a Refresh,
    key: Key,
    villages: Villages<'a>,
    asked: &'a Asked<'a>,
    update: &'a Update,
}

impl<'a> Work<'a> {
    fn new_record(&self) -> Record {
        Record {
            format: FORMAT.to_owned(),
            key: self.key.mark().to_string(),
            buckets: 0,
            precedence: self.refresh.precedence.clone(),
            fields: Vec::new(),
            versions: Vec::new(),
            parts: Vec::new(),
        }
    }

    /// Reads all files; a new registry learns its fields and buckets from them.
    fn take(
        &self,
        record: &mut Record,
        findings: &mut Vec<Finding>,
    ) -> super::log::Outcome<Taken<'a>> {
        let titles = Titles {
            person: &self.refresh.person,
            family: self.refresh.family.as_deref(),
            code: &self.spec.code,
            columns: &self.refresh.columns,
        };
        let mut base = match record.version() {
            0 => Some(Rows::open(&[self.loaded.resolve(self.spec.files()?)])?),
            _ => None,
        };
        if let Some(base) = &mut base {
            let fields = fields(base, &titles, &self.loaded.study.privacy, findings)?;
            if fields.len() > MOST_FIELDS {
                let what = format!(
                    "the rows have {} fields, and a registry holds at most {MOST_FIELDS}",
                    fields.len()
                );
                return Err(Error::input(what).file(self.spec.rows()));
            }
            record.fields = fields
                .iter()
                .map(|(name, kind)| Field::new(name, *kind))
                .collect();
            let bytes = |path: &Path| std::fs::metadata(path).map_or(0, |data| data.len());
            let size: u64 = base.paths().map(bytes).sum();
            let buckets = (size / BUCKET) as usize + 1;
            record.buckets = buckets.next_power_of_two().min(MOST_BUCKETS);
        }
        let fields = record.kinds();
        let mut schema: Schema = LOG
            .iter()
            .map(|name| ((*name).into(), DataType::String))
            .collect();
        schema.insert("_date".into(), DataType::Date);
        for name in ["_file", "_row"] {
            schema.insert(name.into(), DataType::UInt32);
        }
        for (name, kind) in &fields {
            schema.insert(name.into(), dtype(*kind));
        }
        let mut taken = Taken {
            spool: Spool::new(self.update, schema, record.buckets + 1),
            inputs: Vec::new(),
            refused: Vec::new(),
        };
        let today = self.loaded.study.study.date.as_deref().and_then(days);
        let deltas = self
            .asked
            .deltas
            .iter()
            .map(|path| Rows::open(std::slice::from_ref(path)));
        for (rows, is_base) in base
            .map(|rows| (Ok(rows), true))
            .into_iter()
            .chain(deltas.map(|rows| (rows, false)))
        {
            let mut rows = rows?;
            let desk = Desk {
                titles: &titles,
                rules: Rules {
                    key: &self.key,
                    own: self.refresh.own_numbers,
                    today: today.filter(|_| !is_base),
                    level: if is_base {
                        self.refresh.base_level
                    } else {
                        self.asked.level
                    },
                    base: days(&self.refresh.base).filter(|_| is_base),
                },
                villages: &self.villages,
                fields: &fields,
                buckets: record.buckets,
            };
            let spool = &mut taken.spool;
            let file = taken.inputs.len() as u32;
            let tallies = desk
                .read(
                    &mut rows,
                    file,
                    &mut taken.refused,
                    findings,
                    &mut |frame, places| spool.add(&frame, places),
                )
                .map_err(|error| self.loaded.blame(error, "registry"))?;
            for (path, tally) in rows.paths().zip(&tallies) {
                let shown = path.strip_prefix(self.loaded.base()).unwrap_or(path);
                taken.inputs.push(Input {
                    path: shown.display().to_string(),
                    sha256: manifest::sha256(path)?,
                    rows: tally.rows,
                });
                tell(path, tally, findings);
            }
        }
        taken.refused.sort_unstable();
        let rows: u64 = taken.inputs.iter().map(|input| input.rows).sum();
        let detail = format!(
            "{rows} rows of {} files, {} refused",
            taken.inputs.len(),
            taken.refused.len()
        );
        let counts =
            json!({"files": taken.inputs.len(), "rows": rows, "refused": taken.refused.len()});
        Ok((taken, counts, detail))
    }

    /// Folds all buckets; the log of the update and the snapshot are written apart.
    fn fold(&self, record: &Record, taken: &Taken) -> Result<(Sorted, Tally, Vec<Part>)> {
        let fields = record.kinds();
        let logs = logs(record, self.asked.folder);
        let last = record.buckets;
        let old = bucket_of_logs(&logs, last)?;
        let height = old.as_ref().map_or(0, DataFrame::height);
        let fresh = taken.spool.bucket(last)?;
        let of_families = together(old.into_iter().chain(fresh.clone()).collect())?;
        let families = families(of_families.as_ref(), height, &fields, &record.precedence)?;
        let shared = Shared {
            fields: &fields,
            precedence: &record.precedence,
            families: [&families[0], &families[1]],
        };
        let mut tally = Tally::default();
        for row in &taken.refused {
            if let Some(op) = row.op {
                tally.counts.entry(op).or_default()[Outcome::Rejected(row.reason).family()] += 1;
            }
        }
        let mut writer = self.update.sorted("log.parquet", taken.spool.schema())?;
        let mut parts = Vec::new();
        let version = record.version() + 1;
        let one = |bucket: usize| -> Result<_> {
            let mut tally = Tally::default();
            let kept = record
                .parts
                .iter()
                .find(|part| bucket_of(part) == Some(bucket));
            if let Some(part) = kept {
                let frame = frame(&self.asked.folder.join(&part.path), None, Some(&["code"]))?;
                count(&frame, &mut tally, |flows| &mut flows.before)?;
            }
            let old = bucket_of_logs(&logs, bucket)?;
            let height = old.as_ref().map_or(0, DataFrame::height);
            let fresh = taken.spool.bucket(bucket)?;
            let Some(frame) = together(old.into_iter().chain(fresh.clone()).collect())? else {
                return Ok((fresh, tally, None));
            };
            let state = bucket::state(&frame, height, &shared, &mut tally)?;
            count(&state, &mut tally, |flows| &mut flows.after)?;
            let part = match state.height() {
                0 => None,
                _ => Some(self.update.part(version, bucket, &render(state)?)?),
            };
            Ok((fresh, tally, part))
        };
        let buckets: Vec<usize> = (0..last).collect();
        // a few at a time: a thread that waits for another pool takes the next one on
        for some in buckets.chunks(rayon::current_num_threads()) {
            let done: Vec<_> = some
                .par_iter()
                .map(|bucket| one(*bucket))
                .collect::<Result<_>>()?;
            for (fresh, own, part) in done {
                writer.push(fresh)?;
                tally.merge(own);
                parts.extend(part);
            }
        }
        writer.push(fresh)?;
        if let Some(frame) = &of_families {
            bucket::of_families(&families[1], frame, &mut tally)?;
        }
        tally.listed.sort_unstable();
        Ok((writer.finish()?, tally, parts))
    }
}

fn count(frame: &DataFrame, tally: &mut Tally, flow: fn(&mut Flows) -> &mut u64) -> Result<()> {
    for code in frame.column("code")?.str()?.iter().flatten() {
        match tally.balance.0.get_mut(code) {
            Some(flows) => *flow(flows) += 1,
            None => *flow(tally.balance.0.entry(code.to_owned()).or_default()) += 1,
        }
    }
    Ok(())
}

/// Entries of families, before an update and with it; the first `old` rows are of earlier ones.
fn families(
    frame: Option<&DataFrame>,
    old: usize,
    fields: &[(String, Kind)],
    precedence: &[Source],
) -> Result<[Families; 2]> {
    let Some(frame) = frame else {
        return Ok([Families::default(), Families::default()]);
    };
    let none = Families::default();
    let shared = Shared {
        fields,
        precedence,
        families: [&none, &none],
    };
    let mut entries = Entries::read(frame, old, &shared)?;
    let list = std::mem::take(&mut entries.list);
    let same = |a: u32, b: u32, field: usize| entries.same(a, b, field);
    let of = |fresh| Families::new(list.iter().cloned(), fresh, &same);
    Ok([of(false), of(true)])
}

/// The logs of all versions.
fn logs(record: &Record, folder: &Path) -> Vec<Sorted> {
    let log = |version: &Version| Sorted {
        path: folder.join(&version.log.path),
        rows: version.log.rows.clone(),
    };
    record.versions.iter().map(log).collect()
}

/// A bucket of all logs.
fn bucket_of_logs(logs: &[Sorted], bucket: usize) -> Result<Option<DataFrame>> {
    let mut frames = Vec::new();
    for log in logs {
        frames.extend(log.read(bucket)?);
    }
    together(frames)
}

fn tell(path: &Path, tally: &entries::Tally, findings: &mut Vec<Finding>) {
    if tally.lost_families > 0 {
        let what = format!(
            "{} keys of families are none or lost digits; the families are missing",
            tally.lost_families
        );
        let finding = Finding::warning("family-key", what).file(path);
        findings.push(finding.remedy("export the column as text, and correct what is no KK"));
    }
    if tally.emptied > 0 {
        let what = format!(
            "{} cells held numbers, telephones or addresses of persons and were emptied",
            tally.emptied
        );
        findings.push(Finding::warning("cell-personal", what).file(path));
    }
}

fn tell_turned(tally: &Tally, findings: &mut Vec<Finding>) {
    let [overturned, revived] = tally.turned;
    if overturned + revived > 0 {
        let what = format!(
            "{overturned} entries of earlier updates no longer count, and {revived} that did not now do"
        );
        findings.push(Finding::info("entries-turned", what));
    }
}
