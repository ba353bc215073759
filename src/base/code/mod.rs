//! Administrative codes: parse, system, names, lineage.
