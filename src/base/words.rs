//! Texts in both languages.

use crate::base::study::Language;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// Bahasa Indonesia.
    pub id: String,
    /// English.
    pub en: String,
}

impl Words {
    /// The text in a language.
    pub fn get(&self, language: Language) -> &str {
        match language {
            Language::Id => &self.id,
            Language::En => &self.en,
        }
    }
}

/// A word as it is compared: letters and digits in lower case, nothing between them.
pub fn plain(word: &str) -> String {
    let letters = word.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}
