//! What commas and points mean in a column: evidence before habit.

use super::number::{Role, Seen};
use crate::base::finding::Finding;

/// Cells that show each use of a mark.
#[derive(Debug, Clone, Copy, Default)]
pub(in crate::input::read) struct Evidence {
    pub decimal: usize,
    pub thousands: usize,
    pub either: usize,
}

impl Evidence {
    pub fn add(&mut self, seen: Seen) {
        match seen {
            Seen::Absent => {}
            Seen::Sure(Role::Decimal) => self.decimal += 1,
            Seen::Sure(Role::Thousands) => self.thousands += 1,
            Seen::Either => self.either += 1,
        }
    }

    pub fn count(&mut self, role: Option<Role>) {
        if let Some(role) = role {
            self.add(Seen::Sure(role));
        }
    }

    /// The role that all sure cells show.
    pub fn role(self) -> Option<Role> {
        match (self.decimal, self.thousands) {
            (1.., 0) => Some(Role::Decimal),
            (0, 1..) => Some(Role::Thousands),
            _ => None,
        }
    }
}

/// How the role of a mark was settled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::input::read) enum Basis {
    Column,
    File,
    Doubt,
}

/// The role of a mark in a column: from its own sure cells, else from the other mark, else from the file's other
/// columns, else by habit.
pub(in crate::input::read) fn settle(
    own: Evidence,
    other: Evidence,
    file_own: Evidence,
    file_other: Evidence,
    habit: Role,
) -> (Role, Basis) {
    let opposite = |role| match role {
        Role::Decimal => Role::Thousands,
        Role::Thousands => Role::Decimal,
    };
    if own.decimal + own.thousands > 0 {
        let decimal = own.decimal >= own.thousands;
        let role = if decimal {
            Role::Decimal
        } else {
            Role::Thousands
        };
        return (role, Basis::Column);
    }
    match (other.role(), file_own.role()) {
        (Some(Role::Thousands), _) => return (Role::Decimal, Basis::Column),
        // The column says thousands, its neighbours say decimal.
        (Some(Role::Decimal), Some(Role::Decimal)) => return (Role::Decimal, Basis::Doubt),
        _ => {}
    }
    match file_own.role().or(file_other.role().map(opposite)) {
        Some(role) => (role, Basis::File),
        None => (habit, Basis::Doubt),
    }
}

/// What to tell of the cells that could be read both ways, and how many they are.
pub(in crate::input::read) fn doubt(
    mark: &str,
    own: Evidence,
    (role, basis): (Role, Basis),
) -> Option<(Finding, usize)> {
    let word = match role {
        Role::Decimal => "decimal",
        Role::Thousands => "thousands",
    };
    let what = format!("a {mark} with three digits behind it was read as a {word} mark");
    let finding = match basis {
        _ if own.either == 0 => return None,
        Basis::File if (mark, role) != ("point", Role::Decimal) => Finding::info(
            "number-style",
            format!("{what}, as in other columns of the file"),
        ),
        Basis::Doubt => Finding::warning(
            "number-style",
            format!("{what}; nothing in the file settles it"),
        )
        .remedy("check one value; write the column without thousands marks if it is wrong"),
        Basis::Column | Basis::File => return None,
    };
    Some((finding, own.either))
}
