//! Priority areas: contiguous, bounded in size, with a bound on what is possible.
