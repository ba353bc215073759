//! `[registry.refresh]`: how the registry is kept current.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// `[registry.refresh]`: who a row is, since when, and whose word counts.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Refresh {
    /// Column of the person's NIK, in the rows and in updates; it becomes a keyed hash, so `[privacy]` names a key.
    #[schemars(length(min = 1))]
    pub person: String,
    /// Column of the family's KK, likewise.
    pub family: Option<String>,
    /// True where persons and families have numbers of the registry's own that are no NIK and KK; they become hashes too.
    #[serde(default)]
    pub own_numbers: bool,
    /// Date from which the rows of `[registry]` hold.
    #[schemars(extend("format" = "date"))]
    pub base: String,
    /// Level that the rows of `[registry]` come from.
    #[serde(default = "national")]
    pub base_level: Source,
    /// Levels, the one whose word counts most first; a level that stands further on is overruled on the same date.
    #[serde(default = "precedence")]
    pub precedence: Vec<Source>,
    /// Columns of updates.
    #[serde(default)]
    pub columns: Columns,
}

/// Where an entry comes from.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    Deserialize,
    Serialize,
    JsonSchema,
    clap::ValueEnum,
)]
#[serde(rename_all = "lowercase")]
pub enum Source {
    /// Desa, kelurahan.
    Village,
    /// Kabupaten, kota.
    Regency,
    /// The ministry.
    National,
}

impl Source {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Village, Self::Regency, Self::National];

    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Village => "village",
            Self::Regency => "regency",
            Self::National => "national",
        }
    }
}

/// `[registry.refresh.columns]`: titles in updates; a column that is not there is empty, but `op` and `date` must be.
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Columns {
    /// What is done: add, change, move, split, merge, die, reject.
    pub op: String,
    /// Effective date.
    pub date: String,
    /// Level the row comes from; that of the command line where it is empty.
    pub level: String,
    /// Village moved to.
    pub to: String,
    /// Family moved to.
    pub to_family: String,
    /// Columns that become missing, parted by blanks, commas or semicolons; an empty cell of any other column changes nothing.
    pub clear: String,
}

impl Default for Columns {
    fn default() -> Self {
        let name = str::to_owned;
        Self {
            op: name("op"),
            date: name("date"),
            level: name("level"),
            to: name("to"),
            to_family: name("to_family"),
            clear: name("clear"),
        }
    }
}

fn national() -> Source {
    Source::National
}

/// What a village proposes is verified by the regency and settled by the ministry.
fn precedence() -> Vec<Source> {
    vec![Source::National, Source::Regency, Source::Village]
}
