//! Tables that may have a row of HXL hashtags below the header.

use super::super::door::Door;
use super::{Open, Table, open, parquet, table};
use crate::base::finding::{Finding, Severity};
use crate::base::missing::is_missing;
use crate::error::Result;
use std::path::Path;

/// What a column calls itself.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Heading {
    /// Its title in the header.
    pub title: String,
    /// Its hashtag with attributes, such as `#adm4+code`; empty without one.
    pub tag: String,
}

/// Titles of columns that are wanted, and whether they stay text.
pub type Wanted = Vec<(String, bool)>;

/// [`read`](super::read) of the first sheet, with the heading of each column. `roles` names columns of the headings that are wanted; they
/// pass the door whatever they hold.
///
/// A first row whose filled cells are all hashtags (Humanitarian Exchange Language 1.1) is no row of data; a title that is a
/// hashtag is its own. Parquet has its types and no hashtags.
///
/// # Errors
/// As for [`read`](super::read).
pub fn read_tagged(
    path: &Path,
    roles: &dyn Fn(&[Heading]) -> Wanted,
    findings: &mut Vec<Finding>,
) -> Result<(Table, Vec<Heading>)> {
    let door = Door::lenient();
    let names = |wanted: &Wanted| wanted.iter().map(|(name, _)| name.clone()).collect();
    let (table, tags) = match open(path, None, findings)? {
        Open::Parquet(bytes) => {
            let mut table = parquet::read(path, bytes, Some(&[]), findings)?;
            let titles = table.frame.get_column_names();
            let titles = headings(titles.into_iter().map(|title| title.as_str()), &[]);
            let named: Vec<String> = names(&roles(&titles));
            let said = (path, Severity::Info);
            table.left = door.frame(&mut table.frame, &named, said, findings)?;
            (table, Vec::new())
        }
        Open::Cells(mut cells, sheet) => {
            let tags = cells.take_first(is_tag).unwrap_or_default();
            for (name, tag) in cells.names.iter_mut().zip(&tags) {
                if name.is_empty() {
                    name.clone_from(tag);
                }
            }
            let tagged: Vec<(String, String)> = cells
                .names
                .iter()
                .map(|name| super::cells::one_line(name))
                .zip(tags.into_iter().chain(std::iter::repeat(String::new())))
                .collect();
            let titles = cells.names.iter().map(String::as_str);
            let mut wanted = roles(&headings(titles, &tagged));
            let named: Vec<String> = names(&wanted);
            wanted.retain(|(_, text)| *text);
            let text: Vec<String> = names(&wanted);
            let table = table(
                path,
                sheet,
                &mut cells,
                (Some(&text), &named),
                &door,
                findings,
            )?;
            (table, tagged)
        }
    };
    let titles = table.frame.get_column_names();
    let headings = headings(titles.into_iter().map(|title| title.as_str()), &tags);
    Ok((table, headings))
}

fn headings<'a>(titles: impl Iterator<Item = &'a str>, tags: &[(String, String)]) -> Vec<Heading> {
    let heading = |title: &str| {
        let own = is_tag(title).then(|| title.to_owned());
        let below = || tags.iter().find(|(name, _)| name == title);
        let tag = own.or_else(|| below().map(|(_, tag)| tag.clone()));
        Heading {
            title: title.to_owned(),
            tag: tag.unwrap_or_default(),
        }
    };
    titles.map(heading).collect()
}

/// Whether a cell is a hashtag: `#`, a letter, then letters, digits, `_`, and attributes behind `+`.
fn is_tag(cell: &str) -> bool {
    let Some(tag) = cell.strip_prefix('#') else {
        return false;
    };
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '+' | ' ');
    tag.starts_with(|c: char| c.is_ascii_alphabetic())
        && tag.chars().all(plain)
        && !is_missing(cell)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read(text: &str) -> (Table, Vec<Heading>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("t.csv");
        std::fs::write(&path, text).unwrap();
        let codes = |headings: &[Heading]| {
            let coded = headings.iter().filter(|h| h.tag.contains("+code"));
            coded.map(|h| (h.title.clone(), true)).collect()
        };
        read_tagged(&path, &codes, &mut Vec::new()).unwrap()
    }

    #[test]
    fn hashtags_name_columns_and_are_no_row() {
        let (table, headings) = read("desa,n,x\n#adm4 +code,#value+budget,\n0101,1,a\n0102,2,b\n");
        let tags: Vec<&str> = headings.iter().map(|h| h.tag.as_str()).collect();
        assert_eq!(tags, ["#adm4 +code", "#value+budget", ""]);
        assert_eq!(table.rows, [3, 4]);
        assert!(table.frame.column("desa").unwrap().dtype().is_string());
        assert!(table.frame.column("n").unwrap().dtype().is_integer());
    }

    #[test]
    fn other_first_rows_stay() {
        for first in ["#N/A,#N/A", "#1,#2", "#adm4+code,5", ","] {
            let (table, headings) = read(&format!("a,b\n{first}\n1,2\n"));
            assert_eq!(table.frame.height(), if first == "," { 1 } else { 2 });
            assert!(headings.iter().all(|h| h.tag.is_empty()), "{first}");
        }
        let (table, headings) = read("#adm4+code,#date\n01,2024\n");
        assert_eq!(
            (table.frame.height(), headings[1].tag.as_str()),
            (1, "#date")
        );
    }
}
