//! The files of the inventory, put together.

use super::file::File;
use super::filed::Filed;
use super::ids::Known;
use super::places::{Located, Places};
use super::{Inventory, catalogue, facilitators, institutions, placements};
use crate::base::finding::Finding;
use crate::error::Result;
use crate::input::read::table::without_rows;
use std::path::Path;

/// An inventory and what became of the rows of its files.
#[derive(Debug, Clone, PartialEq)]
pub struct Read {
    /// Who does what where, with whom.
    pub inventory: Inventory,
    /// Of each file, in the order catalogue, placements, facilitators, institutions, and each level, fine to coarse.
    pub filed: Vec<Filed>,
}

/// Reads the catalogue, the placements, and the facilitators and institutions where the study names their files.
///
/// Columns are found by HXL hashtag or title. Every row of placements is matched to one village or region, unmatched or ambiguous, as
/// in any join; what is placed at a region stays there. Without their own file, facilitators and institutions are those that the
/// placements name; so it is where their file has no rows. O(rows log rows).
///
/// # Errors
/// A missing column; a duplicate id; unknown arms, levers, programmes, facilitators and institutions; amounts below 0; codes of
/// another system: each with its file, column and row.
pub fn read(places: Places, findings: &mut Vec<Finding>) -> Result<Read> {
    let spec = places.spec;
    let catalogue = catalogue::read(&places.base.join(&spec.catalogue), &spec.levers, findings)?;
    let placed = placements::open(&spec.placements, &catalogue, places, findings)?;
    let mut filed = vec![Filed {
        rows: catalogue.file.table.rows.len(),
        matched: catalogue.programmes.len(),
        ..Filed::new(&spec.catalogue, "catalogue", None)
    }];
    let people = match &spec.facilitators {
        Some(path) => {
            let read = facilitators::read(path, &catalogue.known, places, findings);
            given(read, "facilitators", findings)?
        }
        None => None,
    };
    let (mut people, known_people, people_filed) = match (people, placed.file.words("facilitator"))
    {
        (Some(people), _) => people,
        (None, Some(words)) => {
            let (people, known) = facilitators::named(&placed.file, words, findings);
            (people, known, Vec::new())
        }
        (None, None) => (Vec::new(), Known::new(), Vec::new()),
    };
    let hosts = match &spec.institutions {
        Some(path) => {
            let read = institutions::read(path, places, findings);
            given(read, "institutions", findings)?
        }
        None => None,
    };
    let (hosts, known_hosts, hosts_filed) = match (hosts, placed.file.words("institution")) {
        (Some(hosts), _) => hosts,
        (None, Some(words)) => {
            let (hosts, known) = institutions::named(&placed.file, words, findings);
            (hosts, known, Vec::new())
        }
        (None, None) => (Vec::new(), Known::new(), Vec::new()),
    };
    let known = (&known_people, &known_hosts);
    let (placements, placements_filed) =
        placed.finish(&catalogue.programmes, places, known, findings)?;
    filed.extend(placements_filed);
    filed.extend(people_filed);
    filed.extend(hosts_filed);
    for placement in &placements {
        if let Some(facilitator) = placement.facilitator {
            let served = &mut people[facilitator as usize].programmes;
            if let Err(at) = served.binary_search(&placement.programme) {
                served.insert(at, placement.programme);
            }
        }
    }
    let inventory = Inventory {
        arms: catalogue.arms,
        levers: catalogue.levers,
        ministries: catalogue.ministries,
        programmes: catalogue.programmes,
        placements,
        facilitators: people,
        institutions: hosts,
    };
    Ok(Read { inventory, filed })
}

/// What a file that may be left out holds; nothing, and a warning, where it has no rows yet.
pub(super) fn given<T>(
    read: Result<T>,
    key: &'static str,
    findings: &mut Vec<Finding>,
) -> Result<Option<T>> {
    match read {
        Ok(found) => Ok(Some(found)),
        Err(error) if without_rows(&error) => {
            let what = format!("the file of {key} has no rows and counts as not given");
            let finding = Finding::warning("inventory-empty", what).remedy(format!(
                "fill in the file, or take the line `{key}` out of [programmes]"
            ));
            findings.push(match &error.place.file {
                Some(file) => finding.file(file),
                None => finding,
            });
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What became of the rows of a file some of which need no code: those with one, a level, then the others.
pub(super) fn without_code(
    path: &Path,
    role: &'static str,
    file: &File,
    located: Option<Located>,
) -> Vec<Filed> {
    let mut filed = located.map_or_else(Vec::new, |located| located.filed);
    let coded: usize = filed.iter().map(|entry| entry.rows).sum();
    let rows = file.table.rows.len() - coded;
    if rows > 0 {
        filed.push(Filed {
            rows,
            matched: rows,
            ..Filed::new(path, role, None)
        });
    }
    filed
}
