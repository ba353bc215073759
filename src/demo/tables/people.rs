//! People, households and poor people of each village.

use crate::demo::chance;
use crate::demo::place::Places;

/// Of one village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct People {
    /// Persons.
    pub persons: u32,
    /// Households.
    pub households: u32,
    /// Poor persons.
    pub poor: u32,
}

/// Counts for each village; the poor are more where welfare is low.
pub fn draw(places: &Places, welfare: &[f64], seed: u64) -> Vec<People> {
    (0_u64..)
        .zip(places.villages.iter().zip(welfare))
        .map(|(unit, (place, &w))| {
            let rng = &mut chance::stream(seed, "people", unit);
            let size = chance::bell(rng);
            let usual = if place.desa { 2300.0 } else { 6200.0 };
            let persons = (usual * (1.0 + 0.42 * size + 0.1 * size * size)).max(190.0);
            let rate = 0.13 - 0.055 * w + 0.012 * w * w + 0.02 * chance::bell(rng);
            People {
                persons: persons.round() as u32,
                households: (persons / chance::between(rng, 3.4, 4.4)).round() as u32,
                poor: (persons * rate.clamp(0.015, 0.6)).round() as u32,
            }
        })
        .collect()
}
