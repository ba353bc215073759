//! Spatial statistics on one permutation engine.
