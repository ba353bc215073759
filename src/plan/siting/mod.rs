//! Where services should stand.
