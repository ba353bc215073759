//! How far long work is, for whoever watches: no result depends on it.
//!
//! One meter a process, as there is one screen. Long loops say what they expect and count what they have done; who shows it reads. What
//! is counted in two stages at once adds up.

use std::sync::atomic::{AtomicU64, Ordering::Relaxed};

static DONE: AtomicU64 = AtomicU64::new(0);
static EXPECTED: AtomicU64 = AtomicU64::new(0);

/// A stage begins: nothing is expected yet.
pub fn start() {
    DONE.store(0, Relaxed);
    EXPECTED.store(0, Relaxed);
}

/// So many more things will be done.
pub fn expect(more: usize) {
    EXPECTED.fetch_add(more as u64, Relaxed);
}

/// So many more things are done.
pub fn done(more: usize) {
    DONE.fetch_add(more as u64, Relaxed);
}

/// Things done and expected; `None` where nobody knows how many there are.
pub fn read() -> Option<(u64, u64)> {
    let expected = EXPECTED.load(Relaxed);
    (expected > 0).then(|| (DONE.load(Relaxed).min(expected), expected))
}
