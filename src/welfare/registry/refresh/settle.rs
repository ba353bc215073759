//! Entries of one person or family against each other: undone, said twice, contradictory.

use super::entry::{Entry, Op, Outcome, Reason};

/// Whether two rows hold the same value of a field.
pub type Same<'a> = &'a dyn Fn(u32, u32, usize) -> bool;

/// How two entries of one place stand to each other.
#[derive(PartialEq, Eq)]
enum Meeting {
    Equal,
    Apart,
    Clash,
}

/// Puts entries in the order in which they count; of equal ones those that came first.
pub fn order(entries: &mut [Entry]) {
    let content = |e: &Entry| (e.op, e.code, e.to, e.family, e.to_family, e.set, e.cleared);
    entries.sort_by(|a, b| {
        let first = a.place().cmp(&b.place());
        let then = || content(a).cmp(&content(b));
        first
            .then_with(then)
            .then_with(|| (a.fresh, a.row).cmp(&(b.fresh, b.row)))
    });
}

/// What is known of n ordered entries before they are applied; `None` where they stand.
///
/// A reject undoes the entries of its date whose level counts no more than its own. Of entries that say the same the first stands. Two of one
/// date, level and kind that give one thing two values are a conflict, and so are any two adds that differ.
pub fn settle(entries: &[Entry], same: Same) -> Vec<Option<Outcome>> {
    let mut outcomes = vec![None; entries.len()];
    let rejects = || {
        entries
            .iter()
            .enumerate()
            .filter(|(_, e)| e.op == Op::Reject)
    };
    for (at, reject) in rejects() {
        let mut used = false;
        for (entry, outcome) in entries.iter().zip(&mut outcomes) {
            let weak = entry.strength <= reject.strength && entry.op != Op::Reject;
            if weak && entry.date == reject.date {
                *outcome = Some(Outcome::Rejected(Reason::Undone));
                used = true;
            }
        }
        let first = rejects().find(|(_, other)| other.place() == reject.place());
        outcomes[at] = Some(match used {
            _ if first.is_some_and(|(first, _)| first < at) => Outcome::Duplicate,
            true => Outcome::Applied,
            false => Outcome::Rejected(Reason::NothingToUndo),
        });
    }
    let mut start = 0;
    for group in entries.chunk_by(|a, b| a.place() == b.place()) {
        for at in start..start + group.len() {
            if outcomes[at].is_some_and(|outcome| outcome != Outcome::Conflict) {
                continue;
            }
            for other in start..at {
                if !matches!(outcomes[other], None | Some(Outcome::Conflict)) {
                    continue;
                }
                match meet(&entries[other], &entries[at], same) {
                    Meeting::Equal => {
                        outcomes[at] = Some(Outcome::Duplicate);
                        break;
                    }
                    Meeting::Clash => {
                        outcomes[other] = Some(Outcome::Conflict);
                        outcomes[at] = Some(Outcome::Conflict);
                    }
                    Meeting::Apart => {}
                }
            }
        }
        start += group.len();
    }
    outcomes
}

fn meet(a: &Entry, b: &Entry, same: Same) -> Meeting {
    let (mut equal, mut clash) = (a.op == b.op, false);
    let mut slot = |a: Option<u128>, b: Option<u128>, asked: bool| {
        equal &= a == b;
        clash |= asked && a.is_some() && b.is_some() && a != b;
    };
    let add = a.op == Op::Add;
    slot(a.code, b.code, add);
    slot(a.to, b.to, true);
    slot(a.family, b.family, add || a.op == Op::Change);
    slot(a.to_family, b.to_family, true);
    equal &= a.set == b.set && a.cleared == b.cleared;
    clash |= a.set & b.cleared != 0 || a.cleared & b.set != 0;
    let mut both = a.set & b.set;
    while both != 0 && (equal || !clash) {
        let field = both.trailing_zeros();
        both &= both - 1;
        if !same(a.row, b.row, field as usize) {
            (equal, clash) = (false, true);
        }
    }
    match (equal, clash) {
        (true, _) => Meeting::Equal,
        (_, true) => Meeting::Clash,
        _ if add => Meeting::Clash,
        _ => Meeting::Apart,
    }
}
