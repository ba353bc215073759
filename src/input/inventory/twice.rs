//! Placements that stand in the file more than once.

use super::Placement;
use super::places::Places;
use crate::base::finding::Finding;
use crate::base::model::Level;
use std::path::Path;

/// Groups of rows that the finding lists.
const LISTED: usize = 5;

/// Tells of sorted placements that are alike in all but their row: programme, place, year, amounts, facilitator and institution.
///
/// They may be what they say, so that all of them count.
pub(super) fn find(placements: &[Placement], places: Places, source: &Path) -> Option<Finding> {
    let alike = |a: &Placement, b: &Placement| {
        Placement {
            row: b.row,
            ..a.clone()
        } == *b
    };
    let groups: Vec<&[Placement]> = placements
        .chunk_by(alike)
        .filter(|group| group.len() > 1)
        .collect();
    let first = groups.first()?.first()?;
    let rows: usize = groups.iter().map(|group| group.len() - 1).sum();
    let listed = groups.iter().take(LISTED).map(|group| {
        let lines: Vec<String> = group.iter().map(|one| one.row.to_string()).collect();
        format!("rows {} ({})", lines.join(" and "), code(&group[0], places))
    });
    let mut told = listed.collect::<Vec<_>>().join(", ");
    if groups.len() > LISTED {
        told += &format!(", and {} more", groups.len() - LISTED);
    }
    let repeat = match rows {
        1 => "1 row repeats".to_owned(),
        _ => format!("{rows} rows repeat"),
    };
    let what = format!(
        "{repeat} another in programme, place, year, amounts, facilitator and institution, and both are counted: {told}"
    );
    Some(
        Finding::warning("placement-twice", what)
            .file(source)
            .row(first.row)
            .code(code(first, places))
            .remedy("take the row out if it is the same placement again"),
    )
}

/// Code of the place.
fn code<'a>(placement: &Placement, places: Places<'a>) -> &'a str {
    let at = placement.unit as usize;
    let codes = match placement.level {
        Level::Village => Some(&places.villages.layer.codes),
        level => places.hierarchy.level(level).map(|regions| &regions.codes),
    };
    codes.map_or("", |codes| codes[at].as_str())
}
