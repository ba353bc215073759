#![allow(clippy::unwrap_used)]

use super::flow::Flow;
use super::*;
use proptest::prelude::*;

const K: u64 = 5;

fn marks(hidden: &[bool]) -> String {
    hidden
        .iter()
        .map(|&hidden| if hidden { 'x' } else { '.' })
        .collect()
}

/// Rows 0..n of a total, which is the last row.
fn flat(n: u32) -> Vec<Option<u32>> {
    (0..n).map(|_| Some(n)).chain([None]).collect()
}

#[test]
fn a_small_village_takes_another_with_it() {
    let of = |counts: &[u64]| {
        let total = counts.iter().sum();
        let counts: Vec<u64> = counts.iter().copied().chain([total]).collect();
        marks(&totals(&flat(counts.len() as u32 - 1), &counts, K).unwrap())
    };
    assert!(["xx..", "x.x."].contains(&of(&[3, 40, 50]).as_str()));
    assert_eq!(of(&[2, 3, 50]), "xx..");
    // 1 and 2 come to less than 5
    assert_eq!(of(&[1, 2, 50]), "xxx.");
    assert_eq!(of(&[0, 40, 50]), "....");
    // nothing below keeps a secret of the total
    assert_eq!(of(&[3, 0, 0]), "x..x");
    assert_eq!(of(&[2, 2, 0]), "xx.x");
}

#[test]
fn a_hidden_district_hides_villages_in_it() {
    // districts 4 (villages 0, 1) and 5 (2, 3) of regency 6; district 4 has 3 persons
    let parent = [Some(4), Some(4), Some(5), Some(5), Some(6), Some(6), None];
    let hidden = totals(&parent, &[3, 0, 20, 30, 3, 50, 53], K).unwrap();
    assert!(["x.x.xx.", "x..xxx."].contains(&marks(&hidden).as_str()));
}

#[test]
fn which_other_village_is_taken_does_not_follow_from_their_order() {
    let mut taken = [0; 9];
    for seed in 0..200 {
        let counts =
            [10, 11, 12, 13, 3, 14, 15, 16, 17].map(|count| count + seed * u64::from(count != 3));
        let all: Vec<u64> = counts.into_iter().chain([counts.iter().sum()]).collect();
        let hidden = totals(&flat(9), &all, K).unwrap();
        assert_eq!(hidden.iter().filter(|hidden| **hidden).count(), 2);
        for (taken, hidden) in taken.iter_mut().zip(hidden) {
            *taken += u32::from(hidden);
        }
    }
    assert_eq!(taken[4], 200);
    assert!(taken.iter().all(|taken| *taken >= 10), "{taken:?}");
}

#[test]
fn the_poor_of_a_village_take_a_rectangle_with_them() {
    let (groups, poor) = ([50, 60, 70, 180], [2, 20, 30, 52]);
    let hidden = parts(&flat(3), &groups, &[false; 4], &[&poor], K).unwrap();
    // what is not poor is not published: two villages are enough
    let two = |hidden: &[bool]| ["xx..", "x.x."].contains(&marks(hidden).as_str());
    assert!(two(&hidden[0]));
    let other = [48, 40, 40, 128];
    let hidden = parts(&flat(3), &groups, &[false; 4], &[&poor, &other], K).unwrap();
    assert!(two(&hidden[0]) && hidden[0] == hidden[1], "{hidden:?}");
}

#[test]
fn a_small_complement_is_small() {
    let (groups, poor) = ([50, 60, 70, 180], [48, 20, 30, 98]);
    let hidden = parts(&flat(3), &groups, &[false; 4], &[&poor], K).unwrap();
    assert!(["xx..", "x.x."].contains(&marks(&hidden[0]).as_str()));
}

#[test]
fn a_hidden_group_hides_its_row() {
    let (groups, poor) = ([3, 60, 70, 133], [0, 20, 30, 50]);
    let hidden = totals(&flat(3), &groups, K).unwrap();
    assert!(["xx..", "x.x."].contains(&marks(&hidden).as_str()));
    let of_part = parts(&flat(3), &groups, &hidden, &[&poor], K).unwrap();
    assert_eq!(of_part[0], hidden);
}

#[test]
fn measures_go_with_their_counts() {
    let mut share = [Some(0.04), Some(0.3), None, Some(0.2)];
    let emptied = blank(
        &mut share,
        &[&[true, false, true, false], &[false, false, false, true]],
    );
    assert_eq!((emptied, share), (2, [None, Some(0.3), None, None]));
}

#[test]
fn what_does_not_add_up_is_refused() {
    let refused = |parent: &[Option<u32>], counts: &[u64]| totals(parent, counts, K).unwrap_err();
    assert!(refused(&flat(2), &[1, 2, 4]).what.contains("add up"));
    assert!(
        refused(&[Some(1), Some(0)], &[1, 1])
            .what
            .contains("itself")
    );
    let more = parts(&flat(2), &[1, 2, 3], &[false; 3], &[&[2, 1, 3]], K);
    assert!(more.unwrap_err().what.contains("more persons"));
}

/// Every table of counts whose leaves are as in `leaves`, with totals; n rows.
fn sums(parent: &[Option<u32>], leaves: &[u64]) -> Vec<u64> {
    let mut counts = leaves.to_vec();
    counts.resize(parent.len(), 0);
    for row in 0..parent.len() {
        if let Some(above) = parent[row] {
            counts[above as usize] += counts[row];
        }
    }
    counts
}

/// Whether the tables that agree where nothing is hidden leave every small count room.
fn safe(tables: &[Vec<u64>], truth: &[u64], hidden: &[bool], small: &[usize]) -> bool {
    let agree =
        |table: &&Vec<u64>| (0..truth.len()).all(|cell| hidden[cell] || table[cell] == truth[cell]);
    let agreeing: Vec<&Vec<u64>> = tables.iter().filter(agree).collect();
    small.iter().all(|&cell| {
        let values = agreeing.iter().map(|table| table[cell]);
        let (low, high) = (values.clone().min().unwrap(), values.max().unwrap());
        low <= 1 && high >= K && high - low >= K
    })
}

/// The least weight of cells hidden beside `fixed` that is safe, over all sets of `free` cells.
fn least(
    tables: &[Vec<u64>],
    truth: &[u64],
    fixed: &[bool],
    small: &[usize],
    free: &[(usize, u64)],
) -> u64 {
    let mut sets: Vec<(u64, u32)> = (0..1_u32 << free.len())
        .map(|set| {
            let inside = free.iter().enumerate().filter(|(i, _)| set >> i & 1 == 1);
            (inside.map(|(_, (_, weight))| weight).sum(), set)
        })
        .collect();
    sets.sort_unstable();
    let found = sets.into_iter().find(|(_, set)| {
        let mut hidden = fixed.to_vec();
        for (i, (cell, _)) in free.iter().enumerate() {
            hidden[*cell] |= set >> i & 1 == 1;
        }
        safe(tables, truth, &hidden, small)
    });
    found.unwrap().0
}

fn all(choices: &[Vec<Vec<u64>>]) -> Vec<Vec<Vec<u64>>> {
    choices.iter().fold(vec![Vec::new()], |tables, rows| {
        let longer = tables.iter().flat_map(|table| {
            rows.iter()
                .map(move |row| [table.clone(), vec![row.clone()]].concat())
        });
        longer.collect()
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(60))]

    /// Leaves 0, 1 in district 3 and leaf 2, all in 4.
    #[test]
    fn totals_are_as_good_as_the_best_of_all(leaves in prop::collection::vec(0_u64..12, 3)) {
        let parent = [Some(3), Some(3), Some(4), Some(4), None];
        let weight = [1, 1, 1, 3, 5];
        let truth = sums(&parent, &leaves);
        let each: Vec<Vec<u64>> = (0..30).map(|count| vec![count]).collect();
        let tables: Vec<Vec<u64>> = all(&[each.clone(), each.clone(), each])
            .into_iter()
            .map(|table| sums(&parent, &table.concat()))
            .collect();
        let hidden = totals(&parent, &truth, K).unwrap();
        let fixed: Vec<bool> = truth.iter().map(|&count| small(count, K)).collect();
        let few: Vec<usize> = (0..5).filter(|&row| fixed[row]).collect();
        prop_assert!(safe(&tables, &truth, &hidden, &few), "{truth:?} {}", marks(&hidden));
        let free: Vec<(usize, u64)> =
            (0..5).filter(|&row| !fixed[row]).map(|row| (row, weight[row])).collect();
        let weighs: u64 = free.iter().filter(|(row, _)| hidden[*row]).map(|(_, w)| w).sum();
        let least = least(&tables, &truth, &fixed, &few, &free);
        prop_assert_eq!(weighs, least, "{:?} {}", truth, marks(&hidden));
    }

    /// Four villages two to a district: whatever the counts, there is a way to hide the small ones.
    #[test]
    fn small_counts_can_always_be_hidden(rows in prop::collection::vec((0_u64..9, 0_u64..9, 0_u64..9), 4)) {
        let parent = [Some(4), Some(4), Some(5), Some(5), Some(6), Some(6), None];
        let column = |of: &dyn Fn(&(u64, u64, u64)) -> u64| sums(&parent, &rows.iter().map(of).collect::<Vec<_>>());
        let groups = column(&|row| row.0 + row.1 + row.2);
        prop_assume!(groups[6] >= K);
        let hidden = totals(&parent, &groups, K).unwrap();
        for given in [vec![column(&|row| row.0)], vec![column(&|row| row.0), column(&|row| row.1)]] {
            let given: Vec<&[u64]> = given.iter().map(Vec::as_slice).collect();
            let found = parts(&parent, &groups, &hidden, &given, K);
            prop_assert!(found.is_ok(), "{found:?} {groups:?} {given:?}");
        }
    }

    /// Three villages and their total; two parts that make the whole, or one and a rest.
    #[test]
    fn parts_are_as_good_as_the_best_of_all(
        rows in prop::collection::vec((0_u64..12, 0_u64..12), 3),
        rest in any::<bool>(),
    ) {
        let parent = flat(3);
        let groups: Vec<u64> = rows.iter().map(|(a, b)| a + b).collect();
        let groups = sums(&parent, &groups);
        prop_assume!(groups.iter().all(|&group| !small(group, K)));
        let one = sums(&parent, &rows.iter().map(|row| row.0).collect::<Vec<_>>());
        let two = sums(&parent, &rows.iter().map(|row| row.1).collect::<Vec<_>>());
        let (one, two) = (one.as_slice(), two.as_slice());
        let given: &[&[u64]] = if rest { &[one] } else { &[one, two] };
        let found = parts(&parent, &groups, &[false; 4], given, K).unwrap();

        let truth = [one, two].concat();
        let choices: Vec<Vec<Vec<u64>>> =
            groups[..3].iter().map(|&n| (0..=n).map(|a| vec![a, n - a]).collect()).collect();
        let tables: Vec<Vec<u64>> = all(&choices)
            .iter()
            .map(|table| {
                let column = |c: usize| sums(&parent, &table.iter().map(|row| row[c]).collect::<Vec<_>>());
                [column(0), column(1)].concat()
            })
            .collect();
        let mut hidden = found.concat();
        hidden.resize(8, true);
        let few: Vec<usize> = (0..8).filter(|&cell| small(truth[cell], K)).collect();
        prop_assert!(safe(&tables, &truth, &hidden, &few), "{truth:?} {}", marks(&hidden));
        let published = if rest { 4 } else { 8 };
        let fixed: Vec<bool> = (0..8).map(|cell| cell >= published || few.contains(&cell)).collect();
        let weight = |cell: usize| if cell % 4 == 3 { 4 } else { 1 };
        let free: Vec<(usize, u64)> =
            (0..8).filter(|&cell| !fixed[cell]).map(|cell| (cell, weight(cell))).collect();
        let weighs: u64 = free.iter().filter(|(cell, _)| hidden[*cell]).map(|(_, w)| w).sum();
        let least = least(&tables, &truth, &fixed, &few, &free);
        prop_assert_eq!(weighs, least, "{:?} {}", truth, marks(&hidden));
    }

    /// 90 villages in districts of ten, these in three regencies: too many to be tried out. Ways are looked for from one end here.
    #[test]
    fn every_small_count_of_a_large_table_has_room(
        rows in prop::collection::vec((0_u64..6, 0_u64..9), 90),
        few in 0_usize..90,
    ) {
        let village = |row: u32| Some(90 + row / 10);
        let district = |row: u32| Some(99 + row / 3);
        let parent: Vec<Option<u32>> = (0..90).map(village).chain((0..9).map(district)).chain([Some(102); 3]).chain([None]).collect();
        let one: Vec<u64> = rows.iter().enumerate().map(|(row, (one, _))| if row < few { 0 } else { *one }).collect();
        let groups: Vec<u64> = rows.iter().zip(&one).map(|((_, rest), one)| rest + one).collect();
        let (groups, one) = (sums(&parent, &groups), sums(&parent, &one));
        let hidden = totals(&parent, &groups, K).unwrap();
        let found = parts(&parent, &groups, &hidden, &[&one], K).unwrap();
        let tree = Tree::new(&parent).unwrap();
        let rest: Vec<u64> = groups.iter().zip(&one).map(|(all, one)| all - one).collect();
        let mut network = Network::of_parts(&tree, &groups, &hidden, &[&one], &rest, K);
        for (row, hidden) in found[0].iter().enumerate() {
            let arc = network.arc(row, 1);
            network.arcs[arc].hidden = *hidden;
        }
        let mut flow = Flow::ahead(&network);
        for (arc, cell) in network.arcs.iter().enumerate().filter(|(_, cell)| cell.primary) {
            let room = flow.room(&network, arc as u32, K, None, &mut Vec::new());
            prop_assert!(room.enough(cell.value, K), "{arc} {room:?}");
        }
    }
}
