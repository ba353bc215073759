//! An entry as the fold sees it.

pub use crate::base::entry::{Op, Outcome, Reason};

/// An entry as the fold sees it: keys are numbers, values stay where they are.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// What is asked.
    pub op: Op,
    /// Days of the effective date.
    pub date: i32,
    /// How much the word of its level counts.
    pub strength: u8,
    /// Village: of an add, where the person is; of any other, where the person is said to be.
    pub code: Option<u128>,
    /// Village moved to.
    pub to: Option<u128>,
    /// Family: of an add and a change, the person's.
    pub family: Option<u128>,
    /// Family moved to.
    pub to_family: Option<u128>,
    /// Bits of the fields that it sets.
    pub set: u128,
    /// Bits of the fields that it empties.
    pub cleared: u128,
    /// Row that holds its values.
    pub row: u32,
    /// Whether it came with this update.
    pub fresh: bool,
}

/// Most fields of a registry: an entry has a bit for each.
pub const MOST_FIELDS: usize = 128;

impl Entry {
    /// Its place among others of a person or family.
    pub fn place(&self) -> (i32, u8, u8) {
        (self.date, self.op.class(), self.strength)
    }
}

/// A code of at most 16 bytes as a number, in the order of codes; `None` for a longer one.
pub fn packed(code: &str) -> Option<u128> {
    let mut bytes = [0; 16];
    bytes
        .get_mut(..code.len())?
        .copy_from_slice(code.as_bytes());
    Some(u128::from_be_bytes(bytes))
}

/// The code of a number.
pub fn unpacked(code: u128) -> String {
    let bytes = code.to_be_bytes();
    let end = bytes.iter().position(|byte| *byte == 0).unwrap_or(16);
    String::from_utf8_lossy(&bytes[..end]).into_owned()
}
