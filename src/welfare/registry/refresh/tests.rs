#![allow(clippy::unwrap_used)]
use super::balance::{Balance, Flows};
use super::entry::{Entry, Op, Outcome, Reason, packed, unpacked};
use super::families::Families;
use super::fold::{Folded, Standing, fold};
use super::settle::order;
use proptest::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

const FIELDS: usize = 3;

/// An entry whose values are its row in words: field f of row r holds `r / 10`.
fn entry(op: Op, date: i32, strength: u8) -> Entry {
    Entry {
        op,
        date,
        strength,
        code: None,
        to: None,
        family: None,
        to_family: None,
        set: 0,
        cleared: 0,
        row: 0,
        fresh: false,
    }
}

fn add(date: i32, code: u128) -> Entry {
    let mut add = entry(Op::Add, date, 2);
    (add.code, add.family, add.set) = (Some(code), Some(7), 0b11);
    add
}

fn change(date: i32, strength: u8, set: u128, row: u32) -> Entry {
    let mut change = entry(Op::Change, date, strength);
    (change.set, change.row) = (set, row);
    change
}

fn moved(date: i32, to: u128) -> Entry {
    let mut moved = entry(Op::Move, date, 0);
    moved.to = Some(to);
    moved
}

fn same(a: u32, b: u32, _: usize) -> bool {
    a / 10 == b / 10
}

fn folded(entries: &[Entry], of_families: &[(u128, Entry)]) -> (Vec<Entry>, Folded) {
    let mut entries = entries.to_vec();
    order(&mut entries);
    let families = Families::new(of_families.iter().cloned(), true, &same);
    let folded = fold(&entries, &families, FIELDS, &same);
    (entries, folded)
}

fn outcomes(entries: &[Entry]) -> Vec<(Op, Outcome)> {
    let (entries, folded) = folded(entries, &[]);
    let ops = entries.iter().map(|entry| entry.op);
    ops.zip(folded.outcomes).collect()
}

fn at(code: u128) -> Standing {
    Standing::Present {
        code,
        family: Some(7),
    }
}

#[test]
fn later_dates_win_and_then_the_level_that_counts_more() {
    let entries = [
        add(1, 5),
        change(9, 0, 0b01, 10),
        change(4, 2, 0b01, 20),
        change(4, 0, 0b10, 30),
        change(4, 2, 0b10, 40),
    ];
    let (_, person) = folded(&entries, &[]);
    assert_eq!(person.values, [Some(10), Some(40), None]);
    assert_eq!(
        (person.standing, person.since, person.updated),
        (at(5), 1, 9)
    );
    use Outcome::{Applied, Superseded};
    let superseded = outcomes(&entries);
    // the village's on day 4 by the nation's, the nation's other by the village's on day 9
    let expected = [Applied, Superseded, Superseded, Applied, Applied];
    assert_eq!(
        superseded.iter().map(|(_, o)| *o).collect::<Vec<_>>(),
        expected
    );
}

#[test]
fn what_contradicts_does_not_count_and_what_is_said_twice_counts_once() {
    let entries = [
        add(1, 5),
        change(4, 1, 0b01, 10),
        change(4, 1, 0b01, 11),
        change(4, 1, 0b01, 20),
        change(4, 1, 0b10, 30),
        moved(6, 8),
        moved(6, 9),
    ];
    let found = outcomes(&entries);
    let of = |outcome| found.iter().filter(|(_, o)| *o == outcome).count();
    assert_eq!(of(Outcome::Conflict), 4);
    assert_eq!(of(Outcome::Duplicate), 1);
    assert_eq!(of(Outcome::Applied), 2);
    let (_, person) = folded(&entries, &[]);
    assert_eq!(person.values, [Some(0), Some(30), None]);
    assert_eq!(person.standing, at(5));
}

#[test]
fn the_dead_the_absent_and_the_misplaced() {
    let mut elsewhere = change(3, 0, 0b01, 10);
    elsewhere.code = Some(6);
    let entries = [
        change(0, 0, 0b01, 20),
        add(1, 5),
        elsewhere,
        entry(Op::Die, 4, 0),
        change(4, 0, 0b01, 30),
        change(5, 0, 0b01, 40),
        add(6, 5),
    ];
    use Reason::{Absent, Dead, Elsewhere, Present};
    let rejected = Outcome::Rejected;
    assert_eq!(
        outcomes(&entries),
        [
            (Op::Change, rejected(Absent)),
            (Op::Add, Outcome::Applied),
            (Op::Change, rejected(Elsewhere)),
            (Op::Change, Outcome::Applied),
            (Op::Die, Outcome::Applied),
            (Op::Change, rejected(Dead)),
            (Op::Add, rejected(Present)),
        ]
    );
    let (_, person) = folded(&entries, &[]);
    assert_eq!(person.standing, Standing::Dead);
}

#[test]
fn the_add_whose_level_counts_most_stands() {
    let mut early = add(1, 6);
    early.strength = 0;
    let (_, person) = folded(&[early.clone(), add(3, 5)], &[]);
    assert_eq!((person.standing, person.since), (at(5), 3));
    let mut later = add(9, 6);
    later.strength = 2;
    let (_, person) = folded(&[add(3, 5), later], &[]);
    assert_eq!(person.standing, at(5));
}

#[test]
fn a_reject_undoes_what_counts_no_more_than_itself() {
    let reject = |strength| entry(Op::Reject, 4, strength);
    let entries = [add(1, 5), moved(4, 8)];
    let with = |strength| [entries.to_vec(), vec![reject(strength)]].concat();
    let mut strong = with(0);
    strong[1].strength = 1;
    assert_eq!(folded(&with(1), &[]).1.standing, at(5));
    assert_eq!(folded(&strong, &[]).1.standing, at(8));
    let reasons = |entries: &[Entry]| {
        outcomes(entries)
            .iter()
            .map(|(_, o)| *o)
            .collect::<Vec<_>>()
    };
    assert_eq!(reasons(&with(1))[1], Outcome::Rejected(Reason::Undone));
    assert_eq!(
        reasons(&strong)[2],
        Outcome::Rejected(Reason::NothingToUndo)
    );
    let mut undone = entry(Op::Reject, 1, 2);
    undone.strength = 2;
    let withdrawn = [add(1, 5), undone];
    assert_eq!(folded(&withdrawn, &[]).1.standing, Standing::Absent);
}

#[test]
fn families_take_their_members_along() {
    let mut merge = entry(Op::Merge, 5, 0);
    merge.to_family = Some(8);
    let mut whole = moved(6, 9);
    whole.strength = 1;
    let families = [(7, merge), (8, whole), (7, moved(7, 3)), (8, moved(2, 1))];
    let (_, person) = folded(&[add(1, 5)], &families);
    let eight = |code| Standing::Present {
        code,
        family: Some(8),
    };
    // the move of family 7 comes after the person left it, that of family 8 before the person came
    assert_eq!(person.standing, eight(9));
    let (_, person) = folded(&[add(1, 5), moved(6, 4)], &families);
    assert_eq!(person.standing, eight(4), "a person's own word comes last");
    let index = Families::new(families.iter().cloned(), true, &same);
    fold(&[add(1, 5)], &index, FIELDS, &same);
    let applied = index
        .outcomes()
        .filter(|(_, outcome)| *outcome == Outcome::Applied);
    assert_eq!(applied.count(), 2);
}

#[test]
fn codes_are_numbers_in_their_order() {
    let codes = ["1101012001", "1101012002", "9", "A-12", "IDN.19.2_1.12345"];
    let numbers: Vec<u128> = codes.iter().map(|code| packed(code).unwrap()).collect();
    assert!(numbers.is_sorted());
    assert!(numbers.iter().map(|number| unpacked(*number)).eq(codes));
    assert_eq!(packed("12345678901234567"), None);
}

#[test]
fn a_village_that_does_not_add_up_is_an_error() {
    let flows = Flows {
        before: 10,
        added: 2,
        died: 1,
        after: 11,
        ..Flows::default()
    };
    let balance = |flows| Balance(BTreeMap::from([("a".to_owned(), flows)]));
    assert!(balance(flows).check().is_ok());
    let wrong = Flows { after: 12, ..flows };
    assert_eq!(balance(wrong).check().unwrap_err().exit_code(), 4);
    let lopsided = Flows {
        before: 10,
        moved_out: 1,
        after: 9,
        ..Flows::default()
    };
    assert!(balance(lopsided).check().is_err());
}

fn village() -> impl Strategy<Value = u128> {
    prop::sample::select(vec!["a", "b", "c"]).prop_map(|code| packed(code).unwrap())
}

prop_compose! {
    fn drawn()(
        op in prop::sample::select(Op::ALL.to_vec()), date in 0..6_i32, strength in 0..3_u8,
        code in prop::option::weighted(0.2, village()), to in village(), family in prop::option::of(0..3_u128),
        to_family in 0..3_u128, set in 0..8_u128, cleared in 0..8_u128, value in 0..3_u32,
    ) -> Entry {
        let mut entry = entry(op, date, strength);
        entry.code = if op == Op::Add { Some(to) } else { code };
        entry.to = (op == Op::Move).then_some(to);
        entry.to_family = matches!(op, Op::Split | Op::Merge).then_some(to_family);
        entry.family = family.filter(|_| matches!(op, Op::Add | Op::Change));
        if matches!(op, Op::Add | Op::Change) {
            entry.set = set;
            entry.cleared = cleared & !set;
        }
        entry.row = value * 10;
        entry
    }
}

/// Entries of four persons, of three families, each with the update that it comes with.
type Drawn = (Vec<(usize, usize, Entry)>, Vec<(u128, usize, Entry)>);

fn log() -> impl Strategy<Value = Drawn> {
    let early = drawn().prop_map(|mut entry| {
        if entry.op == Op::Add {
            entry.date = 0;
        }
        entry
    });
    let persons = prop::collection::vec((0..4_usize, 0..3_usize, early), 0..40);
    let family = drawn().prop_filter("of families", |entry| entry.op.of_families());
    (
        persons,
        prop::collection::vec((0..3_u128, 0..3_usize, family), 0..8),
    )
}

/// Where everybody stands after the first updates, and what is known of each: values, not rows. `last` is fresh.
fn state(log: &Drawn, last: usize, fresh: bool) -> Vec<(Folded, Vec<Option<u32>>)> {
    let marked = |update: usize, entry: &Entry| Entry {
        fresh: update == last,
        ..entry.clone()
    };
    let kept = |update: usize| update < last || fresh && update == last;
    let families = log.1.iter().filter(|(_, update, _)| kept(*update));
    let families = families.map(|(family, update, entry)| (*family, marked(*update, entry)));
    let families = Families::new(families, true, &same);
    let person = |who: usize| {
        let own = log.0.iter().filter(|(p, u, _)| *p == who && kept(*u));
        let mut own: Vec<Entry> = own.map(|(_, u, e)| marked(*u, e)).collect();
        order(&mut own);
        let folded = fold(&own, &families, FIELDS, &same);
        let value = |row: &Option<u32>| row.map(|row| row / 10);
        let values = folded.values.iter().map(value).collect();
        (folded, values)
    };
    (0..4).map(person).collect()
}

/// What of a person goes into the snapshot.
fn shown(state: &[(Folded, Vec<Option<u32>>)]) -> Vec<(Standing, i32, i32, Vec<Option<u32>>)> {
    let shown = state
        .iter()
        .map(|(f, values)| (f.standing, f.since, f.updated, values.clone()));
    shown.collect()
}

proptest! {
    #[test]
    fn neither_order_nor_updates_change_the_state(log in log(), seed in any::<u64>(), updates in prop::collection::vec(0..3_usize, 48)) {
        let whole = state(&log, 3, true);
        let mut other = log.clone();
        // another order, and other updates
        other.0.sort_by_key(|(who, update, e)| seed.wrapping_mul(1 + e.date as u64 + 7 * *who as u64 + *update as u64 + u64::from(e.row)));
        other.1.reverse();
        let mut updates = updates.into_iter().cycle();
        other.0.iter_mut().for_each(|(_, update, _)| *update = updates.next().unwrap());
        other.1.iter_mut().for_each(|(_, update, _)| *update = updates.next().unwrap());
        prop_assert_eq!(shown(&whole), shown(&state(&other, 3, true)));
        // the last update sees the same
        prop_assert_eq!(shown(&whole), shown(&state(&other, 2, true)));
        let counts = |state: &[(Folded, Vec<Option<u32>>)]| {
            let mut all: Vec<Outcome> = state.iter().flat_map(|(f, _)| f.outcomes.clone()).collect();
            all.sort();
            all
        };
        prop_assert_eq!(counts(&whole), counts(&state(&other, 3, true)));
    }

    #[test]
    fn every_update_balances(log in log()) {
        let mut before: BTreeMap<u128, u64> = BTreeMap::new();
        for update in 0..3 {
            let (old, new) = (state(&log, update, false), state(&log, update, true));
            let mut balance = Balance::default();
            let mut after: BTreeMap<u128, u64> = BTreeMap::new();
            for ((old, old_values), (new, values)) in old.iter().zip(&new) {
                if new.fresh || old.fresh {
                    balance.went(old.standing, new.standing);
                } else {
                    prop_assert_eq!((old.standing, old_values), (new.standing, values));
                }
                if let Standing::Present { code, .. } = new.standing {
                    *after.entry(code).or_default() += 1;
                }
            }
            let villages: BTreeSet<u128> = before.keys().chain(after.keys()).copied().collect();
            for code in villages {
                let flows = balance.0.entry(unpacked(code)).or_default();
                flows.before = before.get(&code).copied().unwrap_or(0);
                flows.after = after.get(&code).copied().unwrap_or(0);
            }
            prop_assert!(balance.check().is_ok());
            before = after;
        }
    }
}
