//! Rows on their way from files to buckets: in memory up to a size, beyond it in files.

use crate::error::Result;
use crate::input::registry::sorted::Sorted;
use crate::output::registry::Update;
use polars::prelude::*;

/// Rows that are held in memory.
const HELD: usize = 1 << 20;

/// Rows of an update by bucket.
pub struct Spool<'a> {
    update: &'a Update,
    schema: Schema,
    buckets: Vec<Vec<DataFrame>>,
    held: usize,
    files: Vec<Sorted>,
}

impl<'a> Spool<'a> {
    /// For so many buckets.
    pub fn new(update: &'a Update, schema: Schema, buckets: usize) -> Self {
        Self {
            update,
            schema,
            buckets: vec![Vec::new(); buckets],
            held: 0,
            files: Vec::new(),
        }
    }

    /// Types of the columns.
    pub fn schema(&self) -> &Schema {
        &self.schema
    }

    /// Takes rows and the bucket of each.
    pub fn add(&mut self, frame: &DataFrame, places: &[u32]) -> Result<()> {
        let mut rows: Vec<Vec<IdxSize>> = vec![Vec::new(); self.buckets.len()];
        for (row, place) in places.iter().enumerate() {
            rows[*place as usize].push(row as IdxSize);
        }
        for (own, rows) in self.buckets.iter_mut().zip(rows) {
            if !rows.is_empty() {
                own.push(frame.take(&IdxCa::from_vec("".into(), rows))?);
            }
        }
        self.held += frame.height();
        match self.held >= HELD {
            true => self.spill(),
            false => Ok(()),
        }
    }

    fn spill(&mut self) -> Result<()> {
        let name = format!("rows-{}.parquet", self.files.len());
        let mut writer = self.update.sorted(&name, &self.schema)?;
        for own in &mut self.buckets {
            writer.push(together(std::mem::take(own))?)?;
        }
        self.files.push(writer.finish()?);
        self.held = 0;
        Ok(())
    }

    /// The rows of a bucket, in the order in which they came.
    ///
    /// # Errors
    /// When they cannot be read again.
    pub fn bucket(&self, bucket: usize) -> Result<Option<DataFrame>> {
        let mut frames = Vec::new();
        for file in &self.files {
            frames.extend(file.read(bucket)?);
        }
        frames.extend(self.buckets[bucket].iter().cloned());
        together(frames)
    }
}

/// Frames as one; `None` of none.
pub fn together(frames: Vec<DataFrame>) -> Result<Option<DataFrame>> {
    let mut frames = frames.into_iter();
    let Some(mut whole) = frames.next() else {
        return Ok(None);
    };
    for frame in frames {
        whole.vstack_mut(&frame)?;
    }
    whole.rechunk_mut();
    Ok(Some(whole))
}
