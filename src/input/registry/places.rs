//! Villages as cells of a registry name them.

use super::lines::Village;
use crate::base::code::lineage::{Fate, Lineage};
use crate::base::code::{System, canonical_at};
use crate::base::missing::is_missing;
use crate::base::model::{Code, Level};
use std::collections::HashMap;

/// Most bytes of a village's code.
const LONGEST: usize = 16;

/// Villages that there are.
#[derive(Debug)]
pub struct Villages<'a> {
    /// System of their codes.
    pub system: System,
    /// All of them, ascending; `None` where any code of the system is one.
    pub codes: Option<&'a [Code]>,
    /// What became of older codes, which are kept as they came: a villager of one is of the village it is today.
    pub lineage: Lineage,
    /// Year of the codes.
    pub vintage: Option<i32>,
}

/// Codes that were seen, by number.
#[derive(Debug, Default)]
pub(super) struct Codes {
    cells: HashMap<String, Village>,
    numbers: HashMap<String, u32>,
    /// In the order of their numbers.
    pub list: Vec<String>,
}

impl Villages<'_> {
    /// The village of a cell.
    pub(super) fn find(&self, cell: &str, codes: &mut Codes) -> Village {
        let cell = cell.trim();
        if let Some(&village) = codes.cells.get(cell) {
            return village;
        }
        let village = match self.code(cell) {
            None if is_missing(cell) => Village::Missing,
            None => Village::Unknown,
            Some(code) => {
                let next = codes.list.len() as u32;
                let at = *codes.numbers.entry(code.clone()).or_insert(next);
                if at == next {
                    codes.list.push(code);
                }
                Village::At(at)
            }
        };
        codes.cells.insert(cell.to_owned(), village);
        village
    }

    /// The code of a village that there is.
    fn code(&self, cell: &str) -> Option<String> {
        let code = canonical_at(cell, self.system, Level::Village)?.code;
        let text = code.as_str();
        let there = match (self.codes, self.system.length(Level::Village)) {
            (Some(codes), _) => {
                let known = |code: &Code| codes.binary_search(code).is_ok();
                let fate = || {
                    self.lineage
                        .follow(&code, self.system, self.vintage, &known)
                };
                known(&code) || fate() != Fate::Unchanged
            }
            (None, Some(length)) => {
                text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit())
            }
            (None, None) => true,
        };
        (there && text.len() <= LONGEST).then(|| text.to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn villages_of_a_layer_and_of_a_system() {
        let code = |text: &str| Code::from_canonical(text);
        let layer = ["5301042001", "5301042002"].map(code);
        let mut codes = Codes::default();
        let of_layer = Villages {
            system: System::Kemendagri,
            codes: Some(&layer),
            lineage: Lineage::new([(code("5301042009"), code("5301042001"), None)]),
            vintage: None,
        };
        let mut find = |cell| of_layer.find(cell, &mut codes);
        assert_eq!(find("53.01.04.2002"), Village::At(0));
        assert_eq!(find("5301042001.0"), Village::At(1));
        assert_eq!(find(" 5301042002"), Village::At(0));
        assert_eq!(
            (find("-"), find("5301042003")),
            (Village::Missing, Village::Unknown)
        );
        assert_eq!(find("5301042009"), Village::At(2));
        let any = Villages {
            codes: None,
            ..of_layer
        };
        let mut codes = Codes::default();
        assert_eq!(any.find("5301042003", &mut codes), Village::At(0));
        assert_eq!(any.find("530104", &mut codes), Village::Unknown);
    }
}
