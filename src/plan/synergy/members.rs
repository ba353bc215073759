//! Which units hold which programmes, ministries or levers, as rows of bits.

use super::Presence;

/// Items over U units.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Members {
    units: usize,
    width: usize,
    bits: Vec<u64>,
}

impl Members {
    /// Nothing held yet.
    pub fn new(items: usize, units: usize) -> Self {
        let width = units.div_ceil(64);
        Self {
            units,
            width,
            bits: vec![0; items * width],
        }
    }

    /// What `presence` holds: each programme counts as the item it is of, each village as its unit; either may be none. A unit of several
    /// villages holds what any of them does.
    pub fn of(
        presence: &Presence,
        items: usize,
        item: impl Fn(u32) -> Option<u32>,
        units: usize,
        unit: impl Fn(usize) -> Option<u32>,
    ) -> Self {
        let mut members = Self::new(items, units);
        for village in 0..presence.villages() {
            let Some(unit) = unit(village) else { continue };
            for item in presence.programmes(village).iter().filter_map(|&p| item(p)) {
                members.insert(item, unit);
            }
        }
        members
    }

    /// Puts a unit among those of an item.
    pub fn insert(&mut self, item: u32, unit: u32) {
        self.bits[item as usize * self.width + unit as usize / 64] |= 1 << (unit % 64);
    }

    /// Number of items.
    pub fn items(&self) -> usize {
        self.bits.len().checked_div(self.width).unwrap_or_default()
    }

    /// Number of units.
    pub fn units(&self) -> usize {
        self.units
    }

    /// The bits of an item.
    pub fn row(&self, item: usize) -> &[u64] {
        &self.bits[item * self.width..(item + 1) * self.width]
    }

    /// Whether a unit holds an item.
    pub fn has(&self, item: usize, unit: usize) -> bool {
        self.row(item)[unit / 64] >> (unit % 64) & 1 == 1
    }

    /// Units of an item.
    pub fn count(&self, item: usize) -> usize {
        ones(self.row(item).iter().copied())
    }

    /// Units of both items.
    pub fn shared(&self, a: usize, b: usize) -> usize {
        ones(self.row(a).iter().zip(self.row(b)).map(|(a, b)| a & b))
    }
}

/// Number of units in words of bits.
pub fn ones(words: impl Iterator<Item = u64>) -> usize {
    words.map(|word| word.count_ones() as usize).sum()
}

/// The units in words of bits, ascending.
pub fn units(words: impl Iterator<Item = u64>) -> impl Iterator<Item = usize> {
    words.enumerate().flat_map(|(at, mut word)| {
        std::iter::from_fn(move || {
            let bit = (word != 0).then(|| word.trailing_zeros() as usize)?;
            word &= word - 1;
            Some(at * 64 + bit)
        })
    })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    #[test]
    fn units_beyond_a_word_are_counted_once() {
        let mut members = Members::new(2, 130);
        for unit in [0, 63, 64, 129] {
            members.insert(0, unit);
            members.insert(0, unit);
        }
        members.insert(1, 64);
        members.insert(1, 65);
        assert_eq!((members.items(), members.units()), (2, 130));
        assert_eq!([members.count(0), members.count(1)], [4, 2]);
        assert_eq!(members.shared(0, 1), 1);
        assert!(members.has(0, 129) && !members.has(1, 129));
        let of: Vec<usize> = units(members.row(0).iter().copied()).collect();
        assert_eq!(of, [0, 63, 64, 129]);
    }
}
