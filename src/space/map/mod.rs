//! What a picture of a map shows, in its pixels: where places fall, shapes as rings, and where numbers stand.
//!
//! * [`frame`]: layer units to pixels, north up; the bar of scale
//! * [`rings`]: shapes on the grid of a picture
//! * [`merge`]: many small shapes as few large ones
//! * [`pole`]: the place of a shape farthest from its border
//! * [`ink`]: what is drawn where, coarsely
//! * [`label`]: numbers of shapes, none over another

pub mod frame;
pub mod ink;
pub mod label;
pub mod merge;
pub mod pole;
pub mod rings;
