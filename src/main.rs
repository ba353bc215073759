//! Parse, call the library, turn an error into an exit code.

fn main() {}
