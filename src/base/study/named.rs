//! Which line of the study file asks for what turned out to be at fault.

use super::LoadedStudy;
use crate::base::document;
use crate::base::nearest::NO_COLUMN;
use crate::error::{Error, Kind, Line};
use std::path::Path;

impl LoadedStudy {
    /// An error of a column that is not there with the line of the study that names it, under the dotted path `place`.
    #[must_use]
    pub fn blame(&self, error: Error, place: &str) -> Error {
        let column = error.place.column.as_deref();
        let column = column.filter(|_| error.what == NO_COLUMN);
        let line = column.and_then(|column| document::line_of(&self.text, place, column));
        self.with(error, line)
    }

    /// An error of a run with the line of the study that asks for what is at fault: a key that the message names, a column or code that
    /// is a value of the study, or a file that is not there. Errors that have a line stay as they are.
    #[must_use]
    pub fn locate(&self, mut error: Error) -> Error {
        if error.named.is_some() {
            return error;
        }
        if error.report.is_some() {
            // a document that is there shows its own lines
            if error.place.file.as_ref().is_none_or(|file| file.exists()) {
                return error;
            }
            error.report = None;
        }
        let line = self.of_key(&error).or_else(|| self.of_value(&error));
        self.with(error, line)
    }

    fn with(&self, mut error: Error, line: Option<usize>) -> Error {
        if let (Some(number), None) = (line, &error.named) {
            error.named = Some(Box::new(Line {
                file: self.file.clone(),
                number,
            }));
        }
        error
    }

    /// Of the first key between backticks in the message.
    fn of_key(&self, error: &Error) -> Option<usize> {
        let parts = error.what.split('`').skip(1).step_by(2);
        let keys = parts.filter(|part| part.contains('.') && !self.overridden(part));
        let place = &error.place;
        let words = [place.code.as_deref(), place.column.as_deref()];
        keys.into_iter().find_map(|key| {
            let of_word = |word: &str| document::line_of(&self.text, key, word);
            let named = words.into_iter().flatten().find_map(of_word);
            named.or_else(|| document::line_at(&self.text, key))
        })
    }

    /// Of a value that is the column, the code or the file of the error.
    fn of_value(&self, error: &Error) -> Option<usize> {
        let place = &error.place;
        let file = place.file.as_deref();
        if let Some(file) = file.filter(|file| !file.exists()) {
            let own =
                |value: &str| self.resolve(Path::new(value)) == file || Path::new(value) == file;
            return document::line_where(&self.text, &own);
        }
        if error.kind != Kind::Study && error.what != NO_COLUMN {
            return None;
        }
        let quoted = error.what.split('"').skip(1).step_by(2);
        let words = place.column.as_deref().into_iter();
        let mut words = words.chain(place.code.as_deref()).chain(quoted);
        words.find_map(|word| document::line_where(&self.text, &|value| value == word))
    }

    /// Whether `--set` gives a key, so that the file does not say what it is.
    fn overridden(&self, key: &str) -> bool {
        let mut sets = self.sets.iter();
        sets.any(|set| {
            let set = set.split('=').next().unwrap_or_default().trim();
            key == set
                || key
                    .strip_prefix(set)
                    .is_some_and(|rest| rest.starts_with('.'))
        })
    }
}
