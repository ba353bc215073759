//! The mark of values that a model or the ground shared by two layers made, and nobody observed.

/// What their columns end in, wherever they go.
pub const MARK: &str = "_modelled";

/// The column of modelled values of a name.
pub fn column(name: &str) -> String {
    format!("{name}{MARK}")
}

/// Whether a column says that its values are modelled.
pub fn marked(column: &str) -> bool {
    column.ends_with(MARK)
}
