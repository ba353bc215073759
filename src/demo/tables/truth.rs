//! What was planted, so that tests can ask for it back.

/// The kinds of plants.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// Member of a compact group of very poor desa.
    Hot,
    /// Member of a compact group of well-off desa.
    Rich,
    /// A village with many programmes.
    Overlap,
    /// A desa among the tenth with the lowest IDM, and no programme reaches it.
    Missed,
    /// Two programmes that always go together.
    Pair,
    /// Two programmes of one lever for one target.
    Same,
    /// Two programmes that complete each other and are never in one village.
    Apart,
    /// A facilitator with more villages than one can serve; no other has.
    Overload,
    /// A facilitator without a village; no other is.
    Idle,
    /// Facilitators of different teams in one village or two neighbours whose posts could be one.
    Shared,
    /// An institution that carries many programmes; no other does.
    Host,
    /// Member of a designated national area.
    Designated,
    /// A placement at a district or regency.
    Regional,
    /// A placement whose village does not exist.
    Stray,
    /// A row of `idm.csv` whose village does not exist.
    Unmatched,
    /// A village inside another.
    Enclave,
    /// A village with a lake in it.
    Lake,
    /// A village of several pieces of land.
    Islets,
    /// A village on an island out of reach.
    Far,
    /// A village in which a programme misses nearly all families that it is for.
    Excluded,
    /// What a programme adds in its desa, or next to them.
    Effect,
    /// What people of a district spend, a person and year.
    Spending,
    /// The leading sector of a district.
    Sector,
}

impl Kind {
    /// The word in `truth.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Hot => "hot",
            Self::Rich => "rich",
            Self::Overlap => "overlap",
            Self::Missed => "missed",
            Self::Pair => "pair",
            Self::Same => "same",
            Self::Apart => "apart",
            Self::Overload => "overload",
            Self::Idle => "idle",
            Self::Shared => "shared",
            Self::Host => "host",
            Self::Designated => "designated",
            Self::Regional => "regional",
            Self::Stray => "stray",
            Self::Unmatched => "unmatched",
            Self::Enclave => "enclave",
            Self::Lake => "lake",
            Self::Islets => "islets",
            Self::Far => "far",
            Self::Excluded => "excluded",
            Self::Effect => "effect",
            Self::Spending => "spending",
            Self::Sector => "sector",
        }
    }
}

/// One line of `truth.csv`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Plant {
    /// What it is.
    pub kind: Kind,
    /// Number of the group within its kind, from 1.
    pub group: usize,
    /// A village or region; a programme, facilitator or institution by its id.
    pub code: String,
    /// More about it, such as the number of programmes.
    pub detail: String,
}

impl Plant {
    /// A plant.
    pub fn new(kind: Kind, group: usize, code: &str, detail: impl Into<String>) -> Self {
        Self {
            kind,
            group,
            code: code.to_owned(),
            detail: detail.into(),
        }
    }
}
