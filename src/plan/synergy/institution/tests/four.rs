//! Four villages of one area, one institution in each: I0 hosts P0 and P1, I1 P1 and P2, I2 P3, I3 nothing.

use super::super::{Missing, Place, hosts, of_villages, standings, table, web};
use super::*;
use crate::plan::synergy::Presence;
use geo::Point;

fn made() -> Inventory {
    inventory(
        4,
        programmes(&[
            (0, 0, "Koperasi"),
            (0, 1, ""),
            (1, 2, ""),
            (1, 0, ""),
            (1, 3, "BUM Desa; UPK"),
        ]),
        institutions(&[("BUMDes", 0), ("koperasi", 1), ("KUBE", 2), ("BUM Desa", 3)]),
        placements(&[
            (0, 0, Some(0)),
            (1, 0, Some(0)),
            (1, 1, Some(1)),
            (2, 1, Some(1)),
            (3, 2, Some(2)),
            (0, 3, None),
        ]),
    )
}

#[test]
fn standing_of_each() {
    let inventory = made();
    let presence = Presence::new(&inventory, 4, None);
    let found = standings(&inventory, &presence);
    assert_eq!(found[0].programmes, [0, 1]);
    assert_eq!(
        (&found[1].ministries[..], &found[1].levers[..]),
        (&[0, 1][..], &[1, 2][..])
    );
    assert_eq!((found[2].placements, &found[2].villages[..]), (1, &[2][..]));
    assert_eq!(found[3].programmes, Vec::<u32>::new());
    // every hosted placement is counted once
    let hosted = inventory
        .placements
        .iter()
        .filter(|p| p.institution.is_some())
        .count();
    assert_eq!(
        found.iter().map(|s| s.placements as usize).sum::<usize>(),
        hosted
    );
    assert_eq!(
        of_villages(&inventory, &presence),
        [vec![0], vec![1], vec![2], vec![]]
    );
}

#[test]
fn web_of_the_area() {
    let inventory = made();
    let presence = Presence::new(&inventory, 4, None);
    let web = web(&inventory, &presence, &[0, 1, 2, 3]);
    assert_eq!(
        (&web.institutions[..], &web.programmes[..]),
        (&[0, 1, 2][..], &[0, 1, 2, 3][..])
    );
    assert_eq!(
        (&web.villages[..], &web.unused[..], web.unhosted),
        (&[0, 1, 2][..], &[3][..], 1)
    );
    // P0 - I0 - P1 - I1 - P2 with v0 and v1, and P3 - I2 - v2
    assert_eq!(web.parts, 2);
    // without I0: P0 | P1, P2; without I1: P2 | P0, P1; without I2: P3
    assert_eq!(web.parted, [2, 2, 1]);
    // shares of five pairs: 2/5, 2/5, 1/5
    assert!((web.concentration.unwrap() - 0.36).abs() < 1e-12);
    // ten vertices, 36 pairs of others. I0 parts P0, v0 and the four beyond P1: 1 + 4 + 4 pairs; I2 one pair
    let expected = [9.0 / 36.0, 9.0 / 36.0, 1.0 / 36.0];
    assert!(
        web.betweenness
            .iter()
            .zip(expected)
            .all(|(b, e)| (b - e).abs() < 1e-12)
    );
}

#[test]
fn who_sits_together() {
    let inventory = made();
    let presence = Presence::new(&inventory, 4, None);
    let web = web(&inventory, &presence, &[0, 1, 2, 3]);
    let table = table(&inventory, &web);
    // levers {0, 1}, {1, 2}, {0}: I2 adds nothing to I0
    let complements: Vec<_> = table.seats.iter().map(|s| &s.complements[..]).collect();
    assert_eq!(complements, [&[1][..], &[0, 2], &[1]]);
    assert!(
        table
            .seats
            .iter()
            .all(|seat| seat.same_village.is_empty() && seat.core)
    );
    assert_eq!(
        (&table.levers[..], &table.alone[..]),
        (&[0, 1, 2][..], &[][..])
    );
}

#[test]
fn who_could_host() {
    let inventory = made();
    let presence = Presence::new(&inventory, 4, None);
    let standings = standings(&inventory, &presence);
    let missing = [vec![], vec![3], vec![1], vec![3]];
    let area = vec![Some(0); 4];
    let centres: Vec<_> = (0..4)
        .map(|v| Some(Point::new(f64::from(v) * 0.01, 0.0)))
        .collect();
    let found = hosts(
        &inventory,
        &presence,
        &standings,
        &missing,
        &[(Place::Area, &area)],
        &centres,
        None,
    );
    // no programme of the lever that v2 lacks names a host
    let [nowhere] = &found.nowhere[..] else {
        panic!()
    };
    assert_eq!(
        (nowhere.missing, nowhere.programme, nowhere.villages),
        (Missing::Lever(1), None, 1)
    );
    let found = found.hosts;
    let brief: Vec<_> = found
        .iter()
        .map(|h| {
            (
                h.village,
                h.missing,
                h.programme,
                h.institution,
                h.place,
                h.candidates,
            )
        })
        .collect();
    assert_eq!(
        brief,
        [
            // of I0 and I3, both BUM Desa, I0 holds more
            (1, Missing::Lever(3), Some(4), Some(0), Some(Place::Area), 2),
            // the village's own goes first
            (
                3,
                Missing::Lever(3),
                Some(4),
                Some(3),
                Some(Place::Village),
                1
            ),
            // P0 stands in v3 without a host: the cooperative of v1
            (3, Missing::Host(0), Some(0), Some(1), Some(Place::Area), 1),
        ]
    );
    // I0 is the BUM Desa of v0: it hosts in v1 by agreement; v3's own and the cooperative need none
    let words = found.iter().map(|h| h.place.unwrap().as_str(h.agreement));
    let expected = [
        "other village of the area, by agreement",
        "village",
        "other village of the area",
    ];
    assert!(words.eq(expected));
    // v1 is one step of 1113.19 m from v0, v3 two from v1
    assert!((found[0].far.unwrap() - 1_113.194_908).abs() < 1e-3);
    assert_eq!(found[1].far, Some(0.0));
    // one area each, and a district of v1, v2 and v3: v1 finds I3, v3 the cooperative of v1
    let area = [Some(0), Some(1), Some(2), None];
    let district = [None, Some(0), Some(0), Some(0)];
    let both = [(Place::Area, &area[..]), (Place::District, &district[..])];
    let found = hosts(
        &inventory, &presence, &standings, &missing, &both, &centres, None,
    );
    let who: Vec<_> = found
        .hosts
        .iter()
        .map(|h| (h.institution, h.place))
        .collect();
    let there = |i| (Some(i), Some(Place::District));
    assert_eq!(who, [there(3), (Some(3), Some(Place::Village)), there(1)]);
    // with no such place nobody is found but in the village; the programme that names a host is said all the same
    let found = hosts(
        &inventory,
        &presence,
        &standings,
        &missing,
        &[],
        &centres,
        None,
    );
    let who: Vec<_> = found
        .hosts
        .iter()
        .map(|h| (h.institution, h.programme))
        .collect();
    assert_eq!(who, [(None, Some(4)), (Some(3), Some(4)), (None, Some(0))]);
}

#[test]
fn programmes_out_of_their_years_are_not_proposed() {
    let mut inventory = made();
    inventory.programmes[4].to = Some(2020);
    let presence = Presence::new(&inventory, 4, Some(2024));
    let standings = standings(&inventory, &presence);
    let missing = [vec![], vec![], vec![], vec![3]];
    let found = hosts(
        &inventory,
        &presence,
        &standings,
        &missing,
        &[],
        &[None; 4],
        Some(2024),
    );
    // P0 needs a host too, which v3 alone does not offer
    assert_eq!(found.nowhere[0].missing, Missing::Lever(3));
    assert_eq!((found.hosts.len(), found.hosts[0].institution), (1, None));
}
