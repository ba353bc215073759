//! Synthetic studies with planted, known answers.
