//! A table or layer of points that may be a service: schools, clinics, markets.

use super::guess::capacity;
use super::{quoted, shown};
use crate::base::study::Service;
use crate::input::read::Door;
use crate::input::services::{Points, points};
use std::path::Path;

/// A proposed service.
pub(super) struct Served {
    /// Its line below `[services]`.
    pub line: String,
    /// What it holds, in words.
    pub told: String,
}

/// The service of a file, where its rows have places.
pub(super) fn service(folder: &Path, path: &Path, taken: &[Served]) -> Option<Served> {
    let bare = Service::of(path.to_owned());
    let read = |service: &Service| points(path, service, &Door::default(), &mut Vec::new()).ok();
    let found = read(&bare)?;
    let sized = capacity(path).into_iter().find_map(|column| {
        let service = Service {
            capacity: Some(column),
            ..bare.clone()
        };
        read(&service).map(|_| service)
    });
    let mut keys = format!("path = {}", quoted(&shown(folder, path)));
    let mut told = said(&found);
    if let Some(column) = sized.and_then(|service| service.capacity) {
        keys += &format!(", capacity = {}", quoted(&column));
        told += &format!(", each serves as much as its {column}");
    }
    let stem = path.file_stem().unwrap_or_default().to_string_lossy();
    let name = named(&stem, taken);
    Some(Served {
        line: format!("{name} = {{ {keys} }}\n"),
        told: format!("{told}; the service {name}"),
    })
}

fn said(found: &Points) -> String {
    let placed = found.points.len();
    match found.placeless {
        0 => format!("{placed} points"),
        lost => format!("{placed} points, {lost} rows without a place"),
    }
}

/// A name of small letters, digits and `_` that no other service has.
fn named(stem: &str, taken: &[Served]) -> String {
    let plain = |c: char| match c.to_ascii_lowercase() {
        c if c.is_ascii_lowercase() || c.is_ascii_digit() => c,
        _ => '_',
    };
    let name: String = stem.chars().map(plain).collect();
    let name = match name.trim_matches('_') {
        "" => "layanan".to_owned(),
        name if name.starts_with(|c: char| c.is_ascii_digit()) => format!("layanan_{name}"),
        name => name.to_owned(),
    };
    let free = |name: &String| {
        let own = format!("{name} = ");
        !taken.iter().any(|served| served.line.starts_with(&own))
    };
    let numbered = (2..).map(|number| format!("{name}_{number}"));
    std::iter::once(name.clone())
        .chain(numbered)
        .find(free)
        .unwrap_or(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_begin_titles_and_are_told_apart() {
        let mut taken = Vec::new();
        for (stem, name) in [
            ("Puskesmas NTT-2024", "puskesmas_ntt_2024"),
            ("puskesmas ntt 2024", "puskesmas_ntt_2024_2"),
            ("2024", "layanan_2024"),
            ("--", "layanan"),
        ] {
            let own = named(stem, &taken);
            assert_eq!(own, name);
            taken.push(Served {
                line: format!("{own} = {{ }}\n"),
                told: String::new(),
            });
        }
    }
}
