//! Joins by code, bridge or name, with every row accounted for.
