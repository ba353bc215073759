//! Made-up clinics: a service with a place and a capacity.

use super::files::{Out, table};
use crate::demo::chance;
use crate::demo::place::Places;
use crate::error::Result;
use rand::RngExt;

/// One desa in so many has a clinic, as has every kelurahan.
const EVERY: f64 = 5.0;
/// Most doctors of a clinic.
const DOCTORS: usize = 4;

/// Where a village is, in millionths of a degree: east, north.
pub type Seat<'a> = &'a dyn Fn(usize) -> Option<[i32; 2]>;

/// `clinics.csv`: a clinic in some villages, with its doctors.
///
/// # Errors
/// When the file cannot be written.
pub fn write(places: &Places, seed: u64, seat: Seat, out: Out) -> Result<()> {
    let mut rows = Vec::new();
    for (village, place) in places.villages.iter().enumerate() {
        let rng = &mut chance::stream(seed, "clinics", village as u64);
        let doctors = 1 + chance::below(rng, DOCTORS);
        let has = !place.desa || rng.random::<f64>() * EVERY < 1.0 || village == 0;
        let Some([lon, lat]) = has.then(|| seat(village)).flatten() else {
            continue;
        };
        rows.push([
            format!("KL{:05}", rows.len() + 1),
            format!(
                "Klinik {}",
                if place.name.is_empty() {
                    &place.code
                } else {
                    &place.name
                }
            ),
            degrees(lon),
            degrees(lat),
            doctors.to_string(),
        ]);
    }
    table(
        out,
        b',',
        &["id", "klinik", "lon", "lat", "dokter"],
        rows.into_iter(),
    )
}

fn degrees(millionths: i32) -> String {
    let sign = if millionths < 0 { "-" } else { "" };
    let value = millionths.unsigned_abs();
    format!("{sign}{}.{:06}", value / 1_000_000, value % 1_000_000)
}
