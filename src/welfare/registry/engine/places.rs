//! The unit of each row, from the text or the number that its code is held as.

use crate::base::code::System;
use crate::base::code::parse::canonical_at;
use crate::base::model::{Code, Level};
use crate::welfare::registry::ladder::Layer;
use polars::prelude::*;
use std::collections::BTreeMap;

/// Distinct spellings of codes beyond which a column holds none.
const MOST: usize = 2_000_000;

/// How codes lead to units.
#[derive(Debug, Clone, Copy)]
pub struct Codes<'a> {
    /// Their system.
    pub system: System,
    /// Where units are the villages of a layer: the village of each code that leads to one.
    pub joined: Option<(Layer<'a>, &'a BTreeMap<Code, u32>)>,
}

/// Units that one thread has met. Unit 0 are the rows that belong to none.
pub(in crate::welfare::registry) struct Places<'a> {
    how: Codes<'a>,
    /// Spellings of up to 12 bytes, and numbers, by their bits.
    short: PlHashMap<u128, u32>,
    long: PlHashMap<String, u32>,
    units: PlHashMap<Code, u32>,
    /// The unit's code.
    pub codes: Vec<Option<Code>>,
    /// Spellings whose lost zeros were put back.
    pub repaired: PlHashSet<String>,
    last: (u128, u32),
    /// Regions above that are asked for.
    pub(super) above: Vec<Above>,
}

/// The regions of a level above the village. Region 0 are the units whose code names none.
pub(super) struct Above {
    pub level: Level,
    /// The region of each unit.
    pub of: Vec<u32>,
    pub codes: Vec<Option<Code>>,
    known: PlHashMap<Code, u32>,
}

/// What stands for a number in the space of short spellings, whose lowest four bytes hold a length of at most 12.
const WHOLE: u128 = 13;
const REAL: u128 = 14;
/// No spelling.
const NONE: u128 = 15;

impl<'a> Places<'a> {
    pub fn new(how: Codes<'a>, levels: &[Level]) -> Self {
        let above = levels.iter().filter(|level| **level != Level::Village);
        Self {
            how,
            short: PlHashMap::new(),
            long: PlHashMap::new(),
            units: PlHashMap::new(),
            codes: vec![None],
            repaired: PlHashSet::new(),
            last: (NONE, 0),
            above: above.map(|&level| Above::new(level)).collect(),
        }
    }

    /// Whether there are more spellings than a column of codes can have.
    pub fn flooded(&self) -> bool {
        self.short.len() + self.long.len() > MOST
    }

    /// The unit of rows `start..` of a column of codes, which is text, int64 or double in one chunk.
    pub fn find(&mut self, column: &Column, start: usize, out: &mut [u32]) -> PolarsResult<()> {
        let series = column.as_materialized_series();
        match series.dtype() {
            DataType::String => {
                let texts = series.str()?;
                let Some(array) = texts.downcast_iter().next() else {
                    return Ok(());
                };
                let views = array.views();
                let there = texts.chunks().first().and_then(|chunk| chunk.validity());
                for (i, out) in out.iter_mut().enumerate() {
                    let at = start + i;
                    if there.is_some_and(|there| !there.get_bit(at)) {
                        *out = 0;
                        continue;
                    }
                    let view = views[at];
                    *out = match view.is_inline() {
                        true => self.short(view.as_u128(), || array.value(at).to_owned()),
                        false => self.spelled(array.value(at)),
                    };
                }
            }
            DataType::Int64 => {
                let whole = series.i64()?;
                for (i, out) in out.iter_mut().enumerate() {
                    *out = whole.get(start + i).map_or(0, |x| {
                        self.short(u128::from(x.cast_unsigned()) << 64 | WHOLE, || {
                            x.to_string()
                        })
                    });
                }
            }
            DataType::Float64 => {
                let real = series.f64()?;
                for (i, out) in out.iter_mut().enumerate() {
                    let x = real.get(start + i).filter(|x| x.is_finite());
                    // a whole number is written without a fraction
                    *out = x.map_or(0, |x| {
                        self.short(u128::from(x.to_bits()) << 64 | REAL, || x.to_string())
                    });
                }
            }
            _ => out.fill(0),
        }
        Ok(())
    }

    #[inline]
    fn short(&mut self, bits: u128, text: impl FnOnce() -> String) -> u32 {
        if self.last.0 == bits {
            return self.last.1;
        }
        let unit = match self.short.get(&bits) {
            Some(&unit) => unit,
            None => {
                let unit = self.unit(&text());
                self.short.insert(bits, unit);
                unit
            }
        };
        self.last = (bits, unit);
        unit
    }

    /// The unit of a code as it is spelled.
    pub fn spelled(&mut self, text: &str) -> u32 {
        if let Some(&unit) = self.long.get(text) {
            return unit;
        }
        let unit = self.unit(text);
        self.long.insert(text.to_owned(), unit);
        unit
    }

    /// The code of a unit, or of the region of a level that it lies in.
    #[cfg(feature = "cluster")]
    pub fn code(&self, unit: u32, level: Level) -> Option<Code> {
        let unit = unit as usize;
        match self.above.iter().find(|above| above.level == level) {
            Some(above) => above.codes[above.of[unit] as usize].clone(),
            None => self.codes[unit].clone(),
        }
    }

    fn unit(&mut self, text: &str) -> u32 {
        let system = self.how.system;
        let Some(parsed) = canonical_at(text, system, Level::Village) else {
            return 0;
        };
        if parsed.repaired {
            self.repaired.insert(text.to_owned());
        }
        let (code, village) = match self.how.joined {
            None => (parsed.code, None),
            Some((layer, of)) => match of.get(&parsed.code) {
                Some(&village) => (
                    layer.codes[village as usize].clone(),
                    Some((layer, village)),
                ),
                None => return 0,
            },
        };
        if let Some(&unit) = self.units.get(&code) {
            return unit;
        }
        for above in &mut self.above {
            above.add(match village {
                None => system.parent(&code, above.level),
                Some((layer, village)) => layer.region(village, above.level),
            });
        }
        let unit = self.codes.len() as u32;
        self.codes.push(Some(code.clone()));
        self.units.insert(code, unit);
        unit
    }
}

impl Above {
    fn new(level: Level) -> Self {
        Self {
            level,
            of: vec![0],
            codes: vec![None],
            known: PlHashMap::new(),
        }
    }

    /// Adds a unit that lies in a region.
    fn add(&mut self, region: Option<Code>) {
        let Some(region) = region else {
            self.of.push(0);
            return;
        };
        let next = self.codes.len() as u32;
        let at = *self.known.entry(region.clone()).or_insert(next);
        if at == next {
            self.codes.push(Some(region));
        }
        self.of.push(at);
    }
}
