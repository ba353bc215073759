//! Types of institutions as they are compared, and which of them the inventory has.

use crate::input::inventory::{Inventory, Programme};
use std::collections::{BTreeMap, BTreeSet};

/// The enterprise that a village owns.
pub(super) const OWNED: &str = "bumdes";

/// A type as it is compared: letters and digits in lower case; BUM Desa is BUMDes.
pub(super) fn kind(text: &str) -> String {
    let plain: String = (text.chars())
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect();
    if plain == "bumdesa" {
        OWNED.into()
    } else {
        plain
    }
}

/// The types that the `host` of a programme names, apart by semicolons.
pub(super) fn types(programme: &Programme) -> Vec<String> {
    let named = programme.host.as_deref().unwrap_or_default().split(';');
    named.map(kind).filter(|kind| !kind.is_empty()).collect()
}

/// For each programme whether an institution of the inventory can host it: one is of a type that its `host` names; where it names
/// none, one hosts it somewhere.
pub fn hostable(inventory: &Inventory) -> Vec<bool> {
    let there = inventory.institutions.iter();
    let there: BTreeSet<String> = there.map(|i| kind(&i.kind)).collect();
    let with = inventory.placements.iter();
    let with: BTreeSet<u32> = with
        .filter(|placement| placement.institution.is_some())
        .map(|placement| placement.programme)
        .collect();
    let fits = |(at, programme): (u32, &Programme)| {
        let types = types(programme);
        types.iter().any(|kind| there.contains(kind)) || types.is_empty() && with.contains(&at)
    };
    (0..).zip(&inventory.programmes).map(fits).collect()
}

/// Host types of which the inventory has no institution, as the catalogue writes them first, with the programmes that no other
/// institution can host; by type, then position.
pub fn absent(inventory: &Inventory) -> Vec<(String, Vec<u32>)> {
    let hostable = hostable(inventory);
    let mut found: BTreeMap<String, (String, Vec<u32>)> = BTreeMap::new();
    let programmes = (0..).zip(&inventory.programmes);
    for (at, programme) in programmes.filter(|(at, _)| !hostable[*at as usize]) {
        for written in programme.host.as_deref().unwrap_or_default().split(';') {
            let (kind, written) = (kind(written), written.trim());
            if kind.is_empty() {
                continue;
            }
            let (_, own) = found
                .entry(kind)
                .or_insert_with(|| (written.to_owned(), Vec::new()));
            if own.last() != Some(&at) {
                own.push(at);
            }
        }
    }
    found.into_values().collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::{institutions, inventory, placements, programmes};
    use super::*;

    #[test]
    fn types_that_the_inventory_cannot_hold() {
        // P0 a BUM Desa; P1 and P2 health centres; P3 a school, though a KUBE hosts it in one village; P4 a school or a KUBE; P5 names nobody; P6 a school or a mosque; P7 names nobody, but the KUBE hosts it
        let made = inventory(
            1,
            programmes(&[
                (0, 0, "BUM Desa"),
                (0, 0, "Puskesmas"),
                (0, 0, "puskesmas; PUSKESMAS"),
                (0, 0, "Sekolah"),
                (0, 0, "Sekolah; KUBE"),
                (0, 0, ""),
                (0, 0, "Sekolah; Masjid"),
                (0, 0, ""),
            ]),
            institutions(&[("BUMDes", 0), ("KUBE", 0)]),
            placements(&[(1, 0, None), (3, 0, Some(1)), (7, 0, Some(1))]),
        );
        assert_eq!(
            hostable(&made),
            [true, false, false, false, true, false, false, true]
        );
        let named = |kind: &str, of: &[u32]| (kind.to_owned(), of.to_vec());
        assert_eq!(
            absent(&made),
            [
                named("Masjid", &[6]),
                named("Puskesmas", &[1, 2]),
                named("Sekolah", &[3, 6])
            ]
        );
    }
}
