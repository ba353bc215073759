//! Places found again by their bits.

use geo::Coord;

const NONE: u32 = u32::MAX;

/// A table of places, each under the first position that has it.
pub(super) struct Vertices<'a> {
    places: &'a [Coord],
    table: Vec<u32>,
    bits: u32,
}

impl<'a> Vertices<'a> {
    /// An empty table for all of `places`.
    pub fn new(places: &'a [Coord]) -> Self {
        let bits = bits(places.len());
        Self {
            places,
            table: vec![NONE; 1 << bits],
            bits,
        }
    }

    /// The first position asked for that has the place of this one.
    pub fn first(&mut self, position: u32) -> u32 {
        let slot = self.slot(self.places[position as usize]);
        if self.table[slot] == NONE {
            self.table[slot] = position;
        }
        self.table[slot]
    }

    /// The first position that has a place; `u32::MAX` when none has.
    pub fn find(&self, place: Coord) -> u32 {
        self.table[self.slot(place)]
    }

    fn slot(&self, place: Coord) -> usize {
        let mut slot = slot(hash(place), self.bits);
        loop {
            match self.table[slot] {
                NONE => return slot,
                known if same(self.places[known as usize], place) => return slot,
                _ => slot = (slot + 1) & (self.table.len() - 1),
            }
        }
    }
}

/// The size of a table for so many entries, as a power of two: a third of it or more stays free.
pub(super) fn bits(entries: usize) -> u32 {
    (entries * 3 / 2 + 1).next_power_of_two().ilog2().max(1)
}

/// Whether two places are bit-equal, as those that are no numbers can be.
pub(super) fn same(a: Coord, b: Coord) -> bool {
    a.x.to_bits() == b.x.to_bits() && a.y.to_bits() == b.y.to_bits()
}

/// Spreads the bits of a place.
pub(super) fn hash(place: Coord) -> u64 {
    let mixed = place.x.to_bits().wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ place.y.to_bits();
    let mixed = mixed.wrapping_mul(0xd6e8_feb8_6659_fd93);
    mixed ^ (mixed >> 32)
}

/// Where a hash begins in a table of 2^bits.
pub(super) fn slot(hash: u64, bits: u32) -> usize {
    (hash.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - bits)) as usize
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_is_found_under_its_first_position() {
        let place = |x: f64| Coord { x, y: 0.5 };
        let places = [place(0.25), place(f64::NAN), place(0.25), place(f64::NAN)];
        let mut vertices = Vertices::new(&places);
        let firsts: Vec<u32> = (0..4).map(|position| vertices.first(position)).collect();
        assert_eq!(firsts, [0, 1, 0, 1]);
        assert_eq!(vertices.find(place(0.25)), 0);
        assert_eq!(vertices.find(place(0.75)), u32::MAX);
    }
}
