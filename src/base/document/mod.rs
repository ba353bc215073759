//! TOML documents people write: parsed, overridden, checked against the schema of their type, faults shown in place.

mod check;
mod fault;
mod set;
mod tree;
mod words;

pub use fault::{Fault, Faults};

use schemars::JsonSchema;
use serde::de::DeserializeOwned;
use std::path::Path;

/// Reads a document of type `T` from UTF-8 text, applies `--set` overrides, and checks it.
///
/// All faults of one step come together: syntax first; then keys, types and ranges as the schema of `T` has them;
/// then `rules`, which see the whole value and name their keys by dotted path.
///
/// # Errors
/// Every fault of the first step that has any.
pub fn parse<T: DeserializeOwned + JsonSchema>(
    file: &Path,
    text: &str,
    sets: &[String],
    rules: fn(&T) -> Vec<Fault>,
) -> Result<T, Faults> {
    let mut faults = Faults::new(file, text);
    let (mut tree, list) = tree::parse(text, 0);
    faults.extend(list);
    for set in sets {
        let source = faults.add_source("--set", set);
        if let Err(fault) = set::apply(&mut tree, set, source) {
            faults.extend([fault]);
        }
    }
    faults.stop()?;
    let schema = schemars::schema_for!(T).to_value();
    faults.extend(check::check(&schema, &tree));
    faults.stop()?;
    let value = match T::deserialize(tree.to_toml()) {
        Ok(value) => value,
        Err(error) => {
            faults.extend([Fault::new("", error.to_string().trim())]);
            return Err(faults);
        }
    };
    faults.extend(rules(&value).into_iter().map(|fault| fault.locate(&tree)));
    faults.stop()?;
    Ok(value)
}

/// The 1-based line of `text` under the dotted path `place` where a value is `word`, or a longer text holds it.
pub fn line_of(text: &str, place: &str, word: &str) -> Option<usize> {
    let (tree, _) = tree::parse(text, 0);
    let mut at = &tree;
    for part in place.split('.') {
        at = at.get(part)?;
    }
    let exact = |value: &str| value == word;
    let span = at
        .find(&exact)
        .or_else(|| at.find(&|value| value.contains(word)))?;
    line(text, span.start)
}

/// The 1-based line of `text` where the value of a dotted path begins; `None` where the path is not there.
pub fn line_at(text: &str, place: &str) -> Option<usize> {
    let (tree, _) = tree::parse(text, 0);
    let mut at = &tree;
    for part in place.split('.') {
        at = at.get(part)?;
    }
    line(text, at.span.start)
}

/// The 1-based line of `text` of the first text value that fits.
pub fn line_where(text: &str, fits: &dyn Fn(&str) -> bool) -> Option<usize> {
    let (tree, _) = tree::parse(text, 0);
    line(text, tree.find(fits)?.start)
}

fn line(text: &str, start: usize) -> Option<usize> {
    Some(1 + text.get(..start)?.matches('\n').count())
}

/// Reads the text of a document; a byte-order mark is dropped.
///
/// # Errors
/// The file cannot be read, or is not UTF-8.
pub fn text(file: &Path) -> Result<String, Faults> {
    let whole = |what: String, remedy: &str| {
        let mut faults = Faults::new(file, "");
        faults.extend([Fault::new("", what).remedy(remedy)]);
        faults
    };
    let bytes = std::fs::read(file).map_err(|error| {
        whole(
            format!("cannot be read: {error}"),
            "check the name and the folder",
        )
    })?;
    let text = String::from_utf8(bytes).map_err(|error| {
        let good = error.utf8_error().valid_up_to();
        let line = 1 + error.as_bytes()[..good]
            .iter()
            .filter(|&&b| b == b'\n')
            .count();
        whole(
            format!("line {line} is not UTF-8 text"),
            "save the file as UTF-8",
        )
    })?;
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.to_owned(),
        None => text,
    })
}
