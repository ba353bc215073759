//! Nine villages in three areas of three: one host for all, one host each, none.

use super::super::{standings, table, web};
use super::*;
use crate::plan::synergy::Presence;

fn made() -> Inventory {
    inventory(
        3,
        programmes(&[(0, 0, ""), (0, 1, ""), (1, 2, "")]),
        institutions(&[
            ("UPK", 0),
            ("KUBE", 3),
            ("KUBE", 4),
            ("Koperasi", 4),
            ("KUBE", 8),
        ]),
        placements(&[
            // area 0: I0 hosts all three programmes, one in each village
            (0, 0, Some(0)),
            (1, 1, Some(0)),
            (2, 2, Some(0)),
            // area 1: I1 P0 in v3; I2 P0 in v4; I3 P2 in v4 and v5
            (0, 3, Some(1)),
            (0, 4, Some(2)),
            (2, 4, Some(3)),
            (2, 5, Some(3)),
            // area 2: two programmes, no host
            (0, 6, None),
            (1, 7, None),
        ]),
    )
}

#[test]
fn one_host_many_hosts_none() {
    let inventory = made();
    let presence = Presence::new(&inventory, 9, None);
    let one = web(&inventory, &presence, &[0, 1, 2]);
    // the loss of I0 leaves P0, P1 and P2 each alone
    assert_eq!(
        (one.parts, &one.parted[..], one.concentration),
        (1, &[3][..], Some(1.0))
    );
    // every pair of the six others leads through it but none else: 15 of 15
    assert_eq!(one.betweenness, [1.0]);
    let many = web(&inventory, &presence, &[3, 4, 5]);
    // I1, I2 and I3 hold one programme each: 3 (1/3)^2; v3 - I1 - P0 - I2 - v4 - I3 - P2, I3 - v5
    assert!((many.concentration.unwrap() - 1.0 / 3.0).abs() < 1e-12);
    assert_eq!(many.parts, 1);
    // without I2 P0 and P2 are apart; without I1 only v3 is lost; without I3 P2 is off, but with no village in between: P0 | P2
    assert_eq!(many.parted, [1, 2, 2]);
    // on that line of eight, 21 pairs: I1 has 1 x 6 = 6, I2 3 x 4 = 12, I3 (5, 1, 1) 5 + 5 + 1 = 11
    let expected = [6.0 / 21.0, 12.0 / 21.0, 11.0 / 21.0];
    assert!(
        many.betweenness
            .iter()
            .zip(expected)
            .all(|(b, e)| (b - e).abs() < 1e-12),
        "{:?}",
        many.betweenness
    );
    let none = web(&inventory, &presence, &[6, 7, 8]);
    assert_eq!(
        (
            none.parts,
            none.concentration,
            none.unhosted,
            &none.unused[..]
        ),
        (0, None, 2, &[4][..])
    );
    // each placement is hosted in one area or unhosted in one
    let hosted: u32 = standings(&inventory, &presence)
        .iter()
        .map(|s| s.placements)
        .sum();
    assert_eq!(
        (hosted + one.unhosted + many.unhosted + none.unhosted) as usize,
        inventory.placements.len()
    );
}

#[test]
fn seats() {
    let inventory = made();
    let presence = Presence::new(&inventory, 9, None);
    let alone = table(&inventory, &web(&inventory, &presence, &[0, 1, 2]));
    assert_eq!((alone.seats.len(), &alone.alone[..]), (0, &[0][..]));
    let many = table(&inventory, &web(&inventory, &presence, &[3, 4, 5]));
    let seats: Vec<_> = many
        .seats
        .iter()
        .map(|s| {
            (
                s.institution,
                &s.same_village[..],
                &s.complements[..],
                s.core,
            )
        })
        .collect();
    // levers {0}, {0}, {2}; I2 and I3 meet in v4. The core: I3 adds v4, v5 and lever 2, then I1 v3 and lever 0
    assert_eq!(
        seats,
        [
            (1, &[][..], &[3][..], true),
            (2, &[3][..], &[3][..], false),
            (3, &[2][..], &[1, 2][..], true),
        ]
    );
}
