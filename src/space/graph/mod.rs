//! Neighbours in compressed rows.
