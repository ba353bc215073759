//! `[privacy]`: what becomes of persons in tables.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[privacy]`: columns of persons are left out when tables are read, or become keyed hashes.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Privacy {
    /// File of the secret key, 32 bytes or more; it is never stored or shown.
    pub key_file: Option<PathBuf>,
    /// Environment variable of the secret key, instead of a file.
    pub key_env: Option<String>,
    /// Columns of NIK, KK, telephone numbers or e-mail addresses that become keyed hashes, in every table that has them.
    pub hash: Vec<String>,
    /// Columns that stay although their titles speak of persons, since they hold none.
    pub keep: Vec<String>,
    /// Groups of fewer persons or households than this have no values; 1 leaves them all.
    #[schemars(range(min = 1))]
    pub k: usize,
}

impl Default for Privacy {
    fn default() -> Self {
        Self {
            key_file: None,
            key_env: None,
            hash: Vec::new(),
            keep: Vec::new(),
            k: K,
        }
    }
}

/// Fewest persons of a group whose values are published, where nothing else is asked for.
pub const K: usize = 5;
