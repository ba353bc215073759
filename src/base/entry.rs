//! What an entry of the registry's log asks for, and what came of it.

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Op {
    /// A person enters the registry.
    Add,
    /// Values of a person.
    Change,
    /// A person leaves a family for a new one.
    Split,
    /// A person, or all of a family, joins another family.
    Merge,
    /// A person, or all of a family, goes to another village.
    Move,
    /// A person dies.
    Die,
    /// Entries of the same date are undone.
    Reject,
}

impl Op {
    /// All of them, in the order in which they count on one date.
    pub const ALL: [Self; 7] = [
        Self::Add,
        Self::Change,
        Self::Split,
        Self::Merge,
        Self::Move,
        Self::Die,
        Self::Reject,
    ];

    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Add => "add",
            Self::Change => "change",
            Self::Split => "split",
            Self::Merge => "merge",
            Self::Move => "move",
            Self::Die => "die",
            Self::Reject => "reject",
        }
    }

    /// Reads a word, English or Indonesian.
    pub fn read(word: &str) -> Option<Self> {
        Some(match word.trim().to_lowercase().as_str() {
            "add" | "tambah" | "baru" => Self::Add,
            "change" | "ubah" => Self::Change,
            "split" | "pisah" => Self::Split,
            "merge" | "gabung" => Self::Merge,
            "move" | "pindah" => Self::Move,
            "die" | "meninggal" | "wafat" => Self::Die,
            "reject" | "tolak" => Self::Reject,
            _ => return None,
        })
    }

    /// Whether it may speak of a family instead of a person.
    pub fn of_families(self) -> bool {
        matches!(self, Self::Merge | Self::Move | Self::Reject)
    }

    /// Its place among the entries of one date; entries of one place contradict each other.
    pub fn class(self) -> u8 {
        match self {
            Self::Add => 0,
            Self::Change => 1,
            Self::Split | Self::Merge => 2,
            Self::Move => 3,
            Self::Die => 4,
            Self::Reject => 5,
        }
    }
}

/// What came of an entry or a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// It counts.
    Applied,
    /// All that it says was overwritten by an entry that counts more.
    Superseded,
    /// Another entry says the same.
    Duplicate,
    /// Another entry of its date and level says something else; neither counts.
    Conflict,
    /// It cannot count.
    Rejected(Reason),
}

impl Outcome {
    /// The five families, in the order of the tables.
    pub const FAMILIES: [&'static str; 5] = [
        "applied",
        "superseded",
        "duplicates",
        "conflicts",
        "rejected",
    ];

    /// Which of [`Self::FAMILIES`] it belongs to.
    pub fn family(self) -> usize {
        match self {
            Self::Applied => 0,
            Self::Superseded => 1,
            Self::Duplicate => 2,
            Self::Conflict => 3,
            Self::Rejected(_) => 4,
        }
    }

    /// Whether it has a part in the state.
    pub fn counts(self) -> bool {
        matches!(self, Self::Applied | Self::Superseded)
    }

    /// The machine word; of a rejected one why.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Applied => "applied",
            Self::Superseded => "superseded",
            Self::Duplicate => "duplicate",
            Self::Conflict => "conflict",
            Self::Rejected(reason) => reason.as_str(),
        }
    }
}

/// Why a row or an entry cannot count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Reason {
    /// No known op.
    Op,
    /// No date of the calendar.
    Date,
    /// A date after that of the study.
    DateAhead,
    /// No known level.
    Level,
    /// No key of a person, or of a family where one may stand instead.
    KeyMissing,
    /// A key that stands for nothing.
    KeyPlaceholder,
    /// A key whose digits a spreadsheet lost.
    KeyDamaged,
    /// A key that is no NIK or KK.
    KeyStrange,
    /// No village where one is needed.
    VillageMissing,
    /// A village that there is not.
    VillageUnknown,
    /// No family to go to.
    FamilyMissing,
    /// A change of nothing.
    Nothing,
    /// The person is not there on that date, nor is the family.
    Absent,
    /// The person is there already.
    Present,
    /// The person is dead.
    Dead,
    /// The person is in another village.
    Elsewhere,
    /// A reject undid it.
    Undone,
    /// A reject that undoes nothing.
    NothingToUndo,
}

impl Reason {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Op => "op unknown",
            Self::Date => "date unreadable",
            Self::DateAhead => "date after that of the study",
            Self::Level => "level unknown",
            Self::KeyMissing => "key missing",
            Self::KeyPlaceholder => "key stands for nothing",
            Self::KeyDamaged => "key lost digits",
            Self::KeyStrange => "key is no NIK or KK",
            Self::VillageMissing => "village missing",
            Self::VillageUnknown => "village unknown",
            Self::FamilyMissing => "family missing",
            Self::Nothing => "nothing to change",
            Self::Absent => "not in the registry",
            Self::Present => "in the registry already",
            Self::Dead => "dead",
            Self::Elsewhere => "in another village",
            Self::Undone => "undone by a reject",
            Self::NothingToUndo => "nothing to undo",
        }
    }
}
