//! Composite indices: definitions, scores, needs, classes, ranks.
