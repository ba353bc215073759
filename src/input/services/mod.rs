//! Points of services, and the roads to them.
//!
//! * [`points`]: a table or a layer of points to ids, places and capacities; [`strange`]: points that cannot be where they say
//! * [`roads`]: a layer of lines, or a table of edges with its nodes, to nodes and edges

mod columns;
mod points;
mod roads;
mod strange;

pub use points::{Points, points};
pub use roads::{Road, Roads, roads};
pub use strange::strange;
