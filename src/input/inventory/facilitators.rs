//! Facilitators: where they start, whom they serve, how much they carry. Never who they are.

use super::Facilitator;
use super::columns::{Role, number, text};
use super::file::{File, Words};
use super::filed::Filed;
use super::ids::{self, FACILITATOR, Known};
use super::places::{self, Places};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::error::Result;
use geo::Point;
use std::path::Path;

const ROLES: &[Role] = &[
    text(
        "id",
        &[
            "id",
            "id_pendamping",
            "facilitator_id",
            "kode_pendamping",
            "facilitator",
            "pendamping",
        ],
        &[
            "#contact+id",
            "#contact+code",
            "#contact+facilitator",
            "#contact",
        ],
    ),
    text(
        "code",
        &["kode_desa", "village_code", "kode", "code", "village"],
        &["#adm4+code", "#loc+code"],
    ),
    text(
        "place",
        &["nama_desa", "desa", "village_name"],
        &["#adm4+name", "#adm4"],
    ),
    number("lon", &["lon", "longitude", "bujur", "x"], &["#geo+lon"]),
    number("lat", &["lat", "latitude", "lintang", "y"], &["#geo+lat"]),
    text(
        "programmes",
        &["programmes", "programs", "program", "programme"],
        &["#activity"],
    ),
    number(
        "villages",
        &["villages", "jumlah_desa", "desa_maks"],
        &["#capacity+villages"],
    ),
    number(
        "families",
        &["families", "jumlah_keluarga", "keluarga", "keluarga_maks"],
        &["#capacity+families", "#capacity+households", "#capacity+hh"],
    ),
];

/// Reads them, ascending by what stands for their ids, with the position of each id of the file.
///
/// # Errors
/// No id, an id twice, an unknown programme, half a point or one off the earth, what [`places::locate`] refuses.
pub(super) fn read(
    path: &Path,
    programmes: &Known,
    places: Places,
    findings: &mut Vec<Finding>,
) -> Result<(Vec<Facilitator>, Known, Vec<Filed>)> {
    let file = File::read(&places.base.join(path), "facilitators", ROLES, findings)?;
    file.require(&["id"])?;
    for title in file.rest() {
        file.unused(title, findings);
    }
    let ids = ids::distinct(&file, FACILITATOR)?;
    let shown = ids::shown(&ids, FACILITATOR, &file, "id", findings);
    let located = match file.title("code") {
        Some(_) => Some(places::locate(
            &file,
            path,
            "facilitators",
            Some(Level::Village),
            places,
            findings,
        )?),
        None => None,
    };
    let points = points(&file)?;
    let served = served(&file, programmes)?;
    let (villages, families) = (file.numbers("villages")?, file.numbers("families")?);
    let number = |numbers: &Option<Vec<Option<f64>>>, at: usize| numbers.as_ref()?[at];
    let place = |at: usize| located.as_ref()?.places[at];
    let mut found: Vec<(String, Facilitator)> = Vec::with_capacity(ids.len());
    for (at, id) in ids.into_iter().enumerate() {
        let facilitator = Facilitator {
            id: shown[&id].clone(),
            base: points[at],
            village: place(at).map(|(_, unit)| unit),
            programmes: served[at].clone(),
            villages: number(&villages, at),
            families: number(&families, at),
        };
        found.push((id, facilitator));
    }
    found.sort_by(|a, b| a.1.id.cmp(&b.1.id));
    let filed = super::without_code(path, "facilitators", &file, located);
    let (ids, found): (Vec<String>, Vec<Facilitator>) = found.into_iter().unzip();
    Ok((found, ids.into_iter().zip(0..).collect(), filed))
}

/// Facilitators that only the placements name, with the position of each id there.
pub(super) fn named(
    file: &File,
    words: &Words,
    findings: &mut Vec<Finding>,
) -> (Vec<Facilitator>, Known) {
    let shown = ids::shown(&words.words, FACILITATOR, file, FACILITATOR, findings);
    let mut pairs: Vec<(String, String)> =
        shown.into_iter().map(|(id, shown)| (shown, id)).collect();
    pairs.sort();
    let known = pairs.iter().map(|(_, id)| id.clone()).zip(0..).collect();
    let facilitator = |(id, _): (String, String)| Facilitator {
        id,
        ..Facilitator::default()
    };
    (pairs.into_iter().map(facilitator).collect(), known)
}

/// m points; none where neither degree is there.
fn points(file: &File) -> Result<Vec<Option<Point<f64>>>> {
    let (lon, lat) = (file.any_numbers("lon")?, file.any_numbers("lat")?);
    let of = |numbers: &Option<Vec<Option<f64>>>, at: usize| numbers.as_ref()?[at];
    let one = |(at, &row): (usize, &usize)| match (of(&lon, at), of(&lat, at)) {
        (None, None) => Ok(None),
        (Some(lon), Some(lat)) if lon.abs() <= 180.0 && lat.abs() <= 90.0 => {
            Ok(Some(Point::new(lon, lat)))
        }
        (Some(_), Some(_)) => Err(file
            .fault("the point is not on the earth", "lon")
            .row(row)
            .remedy("give lon and lat in degrees (WGS84), decimals behind a point or a comma")),
        _ => Err(file
            .fault("the point has one of lon and lat only", "lon")
            .row(row)
            .remedy("give both, or the village")),
    };
    file.table.rows.iter().enumerate().map(one).collect()
}

/// The programmes of each row, ascending; all where the cell is empty.
fn served(file: &File, programmes: &Known) -> Result<Vec<Vec<u32>>> {
    let all: Vec<u32> = (0..programmes.len() as u32).collect();
    let Some(words) = file.words("programmes") else {
        return Ok(vec![all; file.table.rows.len()]);
    };
    let list = |(at, word): (usize, &String)| {
        let one = |id: &str| {
            programmes.get(id).copied().ok_or_else(|| {
                let row = words.row(file, at);
                ids::unknown(file, "programmes", id, row, programmes, false)
            })
        };
        let ids = word.split(';').map(str::trim).filter(|id| !id.is_empty());
        let mut found: Vec<u32> = ids.map(one).collect::<Result<_>>()?;
        found.sort_unstable();
        found.dedup();
        Ok(found)
    };
    let lists: Vec<Vec<u32>> = words
        .words
        .iter()
        .enumerate()
        .map(list)
        .collect::<Result<_>>()?;
    let of =
        |word: &Option<u32>| word.map_or_else(|| all.clone(), |word| lists[word as usize].clone());
    Ok(words.of_row.iter().map(of).collect())
}
