//! Institutions: what may host a programme in a village.

use super::Institution;
use super::columns::{Role, text};
use super::file::{File, Words};
use super::filed::Filed;
use super::ids::{self, Known};
use super::places::{self, Places};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::error::Result;
use std::path::Path;

const ROLES: &[Role] = &[
    text(
        "id",
        &[
            "id",
            "id_lembaga",
            "institution_id",
            "kode_lembaga",
            "institution",
            "lembaga",
        ],
        &["#org+id", "#org+code", "#org"],
    ),
    text(
        "name",
        &["name", "nama", "nama_lembaga", "lembaga"],
        &["#org+name", "#org"],
    ),
    text(
        "type",
        &["type", "jenis", "jenis_lembaga", "tipe"],
        &["#org+type"],
    ),
    text(
        "code",
        &[
            "kode_desa",
            "village_code",
            "kode",
            "code",
            "village",
            "desa",
        ],
        &["#adm4+code", "#loc+code"],
    ),
    text(
        "place",
        &["nama_desa", "desa", "village_name"],
        &["#adm4+name", "#adm4"],
    ),
];

const INSTITUTION: &str = "institution";

/// Reads them, ascending by what stands for their ids, with the position of each id of the file.
///
/// # Errors
/// No id, an id twice, what [`places::locate`] refuses.
pub(super) fn read(
    path: &Path,
    places: Places,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Institution>, Known, Vec<Filed>)> {
    let file = File::read(&places.base.join(path), "institutions", ROLES, findings)?;
    file.require(&["id"])?;
    for title in file.rest() {
        file.unused(title, findings);
    }
    let ids = ids::distinct(&file, INSTITUTION)?;
    let shown = ids::shown(&ids, INSTITUTION, &file, "id", findings);
    let located = match file.title("code") {
        Some(_) => Some(places::locate(
            &file,
            path,
            "institutions",
            Some(Level::Village),
            places,
            findings,
        )?),
        None => None,
    };
    let word = |role: &str, at: usize| file.words(role)?.of(at).map(str::to_owned);
    let mut found: Vec<(String, Institution)> = Vec::with_capacity(ids.len());
    for (at, id) in ids.into_iter().enumerate() {
        let shown = shown[&id].clone();
        let place = located.as_ref().and_then(|located| located.places[at]);
        let institution = Institution {
            name: word("name", at).unwrap_or_else(|| shown.clone()),
            kind: word("type", at).unwrap_or_default(),
            village: place.map(|(_, unit)| unit),
            id: shown,
        };
        found.push((id, institution));
    }
    found.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    let filed = super::without_code(path, "institutions", &file, located);
    let (ids, found): (Vec<String>, Vec<Institution>) = found.into_iter().unzip();
    Ok((found, ids.into_iter().zip(0..).collect(), filed))
}

/// Institutions that only the placements name, with the position of each id there.
pub(super) fn named(
    file: &File,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> (Vec<Institution>, Known) {
    let shown = ids::shown(&words.words, INSTITUTION, file, INSTITUTION, findings);
    let mut pairs: Vec<(String, String)> =
        shown.into_iter().map(|(id, shown)| (shown, id)).collect();
    pairs.sort();
    let known = pairs.iter().map(|(_, id)| id.clone()).zip(0..).collect();
    let institution = |(id, _): (String, String)| Institution {
        name: id.clone(),
        id,
        ..Institution::default()
    };
    (pairs.into_iter().map(institution).collect(), known)
}
