//! Where the shared real data are, for the tests that need them.

use std::path::{Path, PathBuf};

/// The shared folder `data/…` or `reference/…`; `None` (said by name) where it is absent.
///
/// # Panics
/// When `KAWASAN_REQUIRE_DATA` is set, as in CI, and the file is absent.
pub fn shared(path: &str) -> Option<PathBuf> {
    let root = match std::env::var_os("KAWASAN_DATA") {
        Some(data) => PathBuf::from(data).join(".."),
        None => Path::new(env!("CARGO_MANIFEST_DIR")).join("../shared"),
    };
    let full = root.join(path);
    if full.exists() {
        return Some(full);
    }
    assert!(
        std::env::var_os("KAWASAN_REQUIRE_DATA").is_none(),
        "{} is required and absent",
        full.display()
    );
    eprintln!("skipped: {} is absent", full.display());
    None
}
