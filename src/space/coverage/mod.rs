//! The shared-edge table: borders, dissolve.
