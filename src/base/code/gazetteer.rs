//! The embedded official list of codes and names (Kemendagri; `data/reference/README.md`).
//!
//! Evidence for [`super::detect`] and fallback for names of districts, regencies and provinces; never a source of villages.

use flate2::read::GzDecoder;
use std::io::Read;
use std::sync::OnceLock;

static PACKED: &[u8] = include_bytes!("../../../data/reference/wilayah.csv.gz");

/// Codes (digits without dots, ascending) and names.
#[derive(Debug, Default)]
pub struct Gazetteer {
    entries: Vec<(String, String)>,
}

/// The list: 38 provinces, 514 regencies, 7,277 districts, 83,763 villages; unpacked on first use.
pub fn official() -> &'static Gazetteer {
    static LIST: OnceLock<Gazetteer> = OnceLock::new();
    LIST.get_or_init(|| {
        let mut text = String::new();
        // The bytes are fixed at build time and the tests unpack them; an empty list is only less evidence.
        if GzDecoder::new(PACKED).read_to_string(&mut text).is_err() {
            return Gazetteer::default();
        }
        let entries = csv::Reader::from_reader(text.as_bytes())
            .into_deserialize()
            .filter_map(Result::ok)
            .collect();
        Gazetteer { entries }
    })
}

impl Gazetteer {
    /// Official name of a Kemendagri code of any level.
    pub fn name(&self, code: &str) -> Option<&str> {
        let at = self
            .entries
            .binary_search_by(|(entry, _)| entry.as_str().cmp(code));
        at.ok()
            .and_then(|at| self.entries.get(at))
            .map(|(_, name)| name.as_str())
    }

    /// Units of `length` digits whose code starts with `prefix`, ascending.
    pub fn within<'a>(
        &'a self,
        prefix: &'a str,
        length: usize,
    ) -> impl Iterator<Item = (&'a str, &'a str)> {
        let start = self
            .entries
            .partition_point(|(code, _)| code.as_str() < prefix);
        self.entries[start..]
            .iter()
            .take_while(move |(code, _)| code.starts_with(prefix))
            .filter(move |(code, _)| code.len() == length)
            .map(|(code, name)| (code.as_str(), name.as_str()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_whole_and_sorted() {
        let list = official();
        assert!(list.entries.is_sorted_by(|a, b| a.0 < b.0));
        let count = |length| {
            list.entries
                .iter()
                .filter(|(code, _)| code.len() == length)
                .count()
        };
        assert_eq!([2, 4, 6, 10].map(count), [38, 514, 7277, 83763]);
        assert_eq!(list.name("5310"), Some("KABUPATEN MANGGARAI"));
        assert_eq!(list.name("3513152017"), Some("Soka\"an"));
        assert_eq!(list.name("5399"), None);
        assert_eq!(list.within("53", 4).count(), 22);
        let ending_in_zero = list
            .entries
            .iter()
            .filter(|(code, _)| code.len() == 4 && code.ends_with('0'))
            .count();
        assert_eq!(ending_in_zero, 23);
    }
}
