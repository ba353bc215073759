//! Validity, repair and measures of village polygons.
//!
//! * [`area`], [`perimeter`], [`distance`]: on the ellipsoid in metres, or in the units of a plane; [`centroid`]
//! * [`faults`]: everything that makes a multipolygon invalid, with part, ring, place and reason
//! * [`repair`]: invalid features made valid, each with a finding; nothing disappears

mod contacts;
mod ellipsoid;
mod measure;
mod overlay;
mod repair;
mod validity;

pub use measure::{area, centroid, distance, perimeter};
pub use repair::{Repairs, repair};
pub use validity::{Fault, Reason, faults, faulty};
