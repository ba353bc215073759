//! Points of services, and the roads to them.
//!
//! * [`points`]: a table or a layer of points to ids, places and capacities; [`strange`]: points that cannot be where they say
//! * [`village_points`]: where people of villages live, by the code of the village
//! * [`roads`]: a layer of lines, or a table of edges with its nodes, to nodes and edges

mod columns;
mod points;
mod roads;
mod strange;
mod villages;

pub use points::{Points, points};
pub use roads::{Road, Roads, roads};
pub use strange::strange;
pub use villages::{VillageRow, village_points};
