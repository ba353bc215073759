//! Facilitators of villages and areas added up.

use super::super::{Shared, VillageFacilitators, in_area};

fn village(now: &[u32], planned: &[u32], unmet: &[u32]) -> VillageFacilitators {
    VillageFacilitators {
        now: now.to_vec(),
        planned: planned.to_vec(),
        unmet: unmet.to_vec(),
        changes: now != planned,
        ..VillageFacilitators::default()
    }
}

#[test]
fn villages_where_the_number_really_falls() {
    let shared = Shared::default();
    let villages = [
        village(&[0, 1, 2], &[0], &[]),
        // two again, though others
        village(&[0, 1], &[2, 3], &[]),
        // one comes less, since a programme is left out
        village(&[0, 1], &[1], &[5]),
        village(&[2], &[3], &[]),
    ];
    let found = in_area(&villages, &shared, &[0, 1, 2, 3]);
    assert_eq!((found.several, found.now, found.planned), (3, 3, 4));
    assert_eq!(
        (found.fewer, found.fewer_now, found.fewer_planned),
        (1, 3, 1)
    );
    assert_eq!(villages[1].counts(), [2, 2]);
    assert!(villages[0].fewer() && !villages[1].fewer() && !villages[2].fewer());
    assert_eq!(in_area(&villages, &shared, &[1]).fewer, 0);
}
