//! Local assets of villages: customary land, mutual-aid groups, crafts, landscapes; all made up.

use super::files::{Out, table};
use crate::demo::chance::{below, stream};
use crate::demo::place::Places;
use crate::error::Result;

/// Kinds, and what an asset of each is called before the name of its village.
const KINDS: [(&str, &str); 4] = [
    ("tanah ulayat", "Ulayat"),
    ("gotong royong", "Kelompok arisan kerja"),
    ("kerajinan", "Sanggar tenun"),
    ("lanskap", "Bukit pandang"),
];

/// `aset.csv`: an asset or two in about every third village.
pub fn assets(places: &Places, seed: u64, out: Out) -> Result<()> {
    let mut rows = Vec::new();
    for (v, place) in places.villages.iter().enumerate() {
        let mut rng = stream(seed, "assets", v as u64);
        let count = [0, 0, 0, 0, 1, 2][below(&mut rng, 6)];
        let first = below(&mut rng, KINDS.len());
        for more in 0..count {
            let (kind, title) = KINDS[(first + more) % KINDS.len()];
            let title = format!("{title} {}", place.name);
            rows.push([
                place.code.clone(),
                place.name.clone(),
                kind.to_owned(),
                title,
            ]);
        }
    }
    table(
        out,
        b',',
        &["kode", "desa", "jenis", "nama"],
        rows.into_iter(),
    )
}
