//! Layers, tables, brief, manifest: writes only, computes nothing.
