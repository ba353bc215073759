#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
use super::*;
use proptest::prelude::*;

fn near(a: f64, b: f64) {
    assert!(
        (a - b).abs() <= 1e-9 * a.abs().max(b.abs()).max(1e-300),
        "{a} {b}"
    );
}

/// Two regions, two sectors: 30 of 40 farm in the first, 10 of 60 in the second.
const FARMS: [f64; 4] = [30.0, 10.0, 10.0, 50.0];

fn base(values: &[f64], sectors: usize) -> Vec<f64> {
    (0..sectors)
        .map(|i| values.iter().skip(i).step_by(sectors).sum())
        .collect()
}

#[test]
fn tails_are_those_of_the_table() {
    // ten fair coins: 8 or more heads in 56 of 1024
    let [above, below] = binomial::tails(8, 10, 0.5);
    near(above, 56.0 / 1024.0);
    near(below, 1013.0 / 1024.0);
    let [above, below] = binomial::tails(0, 10, 0.3);
    near(above, 1.0);
    near(below, 0.7_f64.powi(10));
    // far out of a great many: R's pbinom(50999, 100000, 0.5, lower.tail = FALSE)
    let [above, _] = binomial::tails(51_000, 100_000, 0.5);
    assert!((above - 1.3e-10).abs() < 0.2e-10, "{above}");
    assert_eq!(binomial::tails(3, 3, 1.0), [1.0, 1.0]);
    assert_eq!(binomial::tails(0, 0, 0.2), [1.0, 1.0]);
    // Newcombe 1998, doi:10.1002/(SICI)1097-0258(19980430)17:8<857::AID-SIM777>3.0.CO;2-E, table I: 81 of 263
    let [low, high] = binomial::wilson(81.0, 263.0).unwrap();
    assert!((low - 0.2553).abs() < 5e-5 && (high - 0.3662).abs() < 5e-5);
    let [low, high] = binomial::wilson(0.0, 20.0).unwrap();
    assert!(low == 0.0 && (high - 0.1611).abs() < 5e-5);
}

#[test]
fn quotients_by_hand() {
    let found = quotients(&FARMS, 2, &base(&FARMS, 2), true).unwrap();
    let one = found[0].unwrap();
    // (30/40) / (40/100), and 16 expected
    near(one.quotient, 1.875);
    near(one.expected, 16.0);
    let shrunk = one.shrunk.unwrap();
    assert!(shrunk > 1.0 && shrunk < one.quotient);
    // by hand: m = 1, spread (16 (14/16)^2 + 24 (14/24)^2) / 40 = 20.41667/40, chance 2/40
    let a = 20.416_666_666_666_668 / 40.0 - 2.0 / 40.0;
    near(shrunk, 1.0 + a / (a + 1.0 / 16.0) * 0.875);
    assert!(one.p.unwrap() < 1e-4 && one.q.unwrap() >= one.p.unwrap());
    let [low, high] = one.interval.unwrap();
    assert!(low < 1.875 && 1.875 < high && low > 1.0);
    let amounts = quotients(&FARMS.map(|v| v * 1.5), 2, &base(&FARMS, 2), false).unwrap();
    assert_eq!(amounts[0].unwrap().shrunk, None);
    near(amounts[0].unwrap().quotient, 1.875);
    let error = quotients(&[1.5, 2.0], 2, &[1.5, 2.0], true).unwrap_err();
    assert_eq!(error.place.row, Some(1));
    // a region of nobody, a sector of nobody
    let none = quotients(&[0.0, 0.0, 3.0, 0.0], 2, &[3.0, 0.0], true).unwrap();
    assert_eq!(none.iter().flatten().count(), 1);
}

#[test]
fn alike_regions_are_drawn_to_the_mean() {
    let found = quotients(
        &[50.0, 50.0, 51.0, 49.0, 49.0, 51.0],
        2,
        &[150.0, 150.0],
        true,
    )
    .unwrap();
    for one in found.iter().flatten() {
        near(one.shrunk.unwrap(), 1.0);
        assert!(one.q.unwrap() > 0.5);
    }
}

#[test]
fn a_leader_is_sure_and_no_trifle() {
    let values = [30.0, 10.0, 10.0, 50.0];
    let found = quotients(&values, 2, &base(&values, 2), true).unwrap();
    let least = Least {
        quotient: 1.0,
        share: 0.0,
        fdr: 0.05,
    };
    let first = leading(&values[..2], &found[..2], least).unwrap();
    assert_eq!((first.sector, first.tied), (0, 1));
    assert_eq!(leading(&values[2..], &found[2..], least).unwrap().sector, 1);
    assert_eq!(
        leading(
            &values[..2],
            &found[..2],
            Least {
                share: 0.8,
                ..least
            }
        ),
        None
    );
    assert_eq!(
        leading(
            &values[..2],
            &found[..2],
            Least {
                quotient: 2.0,
                ..least
            }
        ),
        None
    );
    // equals: the greater value leads, and both are counted
    let values = [20.0, 40.0, 0.0, 10.0, 20.0, 90.0];
    let found = quotients(&values, 3, &base(&values, 3), false).unwrap();
    let tied = leading(&values[..3], &found[..3], least).unwrap();
    assert_eq!((tied.sector, tied.tied), (1, 2));
}

#[test]
fn a_change_is_taken_apart() {
    // all grow from 100 to 120; farms from 40 to 44; the first region's farms from 30 to 36
    let after = [36.0, 12.0, 8.0, 64.0];
    let (b0, b1) = (base(&FARMS, 2), base(&after, 2));
    let found = shift_share(&[&FARMS, &after], 2, &[&b0, &b1]);
    let one = found[0].unwrap();
    near(one.national, 6.0);
    near(one.mix, 30.0 * (0.1 - 0.2));
    near(one.regional, 36.0 - 33.0);
    // regional parts of a sector add to nothing over all regions
    assert!((found[0].unwrap().regional + found[2].unwrap().regional).abs() < 1e-12);
    // from nothing, all is the region's own; of what nobody had there is no growth
    let born = shift_share(&[&[0.0, 5.0], &[4.0, 5.0]], 2, &[&[2.0, 5.0], &[4.0, 5.0]]);
    assert_eq!(born[0].unwrap().regional, 4.0);
    let gone = shift_share(&[&[1.0, 5.0], &[4.0, 5.0]], 2, &[&[0.0, 5.0], &[4.0, 5.0]]);
    assert_eq!(gone[0], None);
    assert_eq!(shift_share(&[&FARMS], 2, &[&b0]), vec![None; 4]);
}

#[test]
fn special_and_diverse() {
    let like = special(&[2.0, 2.0], &[50.0, 50.0]).unwrap();
    assert_eq!((like.krugman, like.herfindahl, like.sectors), (0.0, 0.5, 2));
    near(like.entropy, std::f64::consts::LN_2);
    let one = special(&[4.0, 0.0], &[0.0, 50.0]).unwrap();
    assert_eq!(
        (one.krugman, one.herfindahl, one.entropy, one.sectors),
        (2.0, 1.0, 0.0, 1)
    );
    assert_eq!(special(&[0.0, 0.0], &[1.0, 1.0]), None);
}

fn row(unit: u32, sector: &str, year: i32, value: f64) -> Row<'_> {
    Row {
        unit: Some(unit),
        sector: Some(sector),
        year: Some(year),
        value: Some(value),
    }
}

#[test]
fn rows_become_regions_by_sectors_and_what_is_not_known_is_not_nothing() {
    use crate::base::study::Absent;
    let rows = [
        row(4, "farms", 2020, 30.0),
        row(4, "shops", 2020, 10.0),
        row(2, "shops", 2020, 50.0),
        row(2, "farms", 2020, 10.0),
        row(7, "farms", 2020, 9.0),
        row(4, "shops", 2021, 12.0),
        row(4, "farms", 2021, 36.0),
        row(2, "farms", 2021, 8.0),
        row(2, "shops", 2021, 64.0),
    ];
    let cube = Cube::new(&rows, Absent::Missing).unwrap();
    assert_eq!(cube.units, [2, 4, 7]);
    assert_eq!(cube.complete(&[Some(2020)]), [2, 4]);
    assert_eq!(cube.slice(Some(2020), &[2, 4]), [10.0, 50.0, 30.0, 10.0]);
    let least = Least {
        quotient: 1.0,
        share: 0.0,
        fdr: 0.05,
    };
    let asked = Asked {
        counts: true,
        dynamic: false,
        least,
    };
    let panel = Panel::new(&cube, None, asked).unwrap();
    assert_eq!(
        panel.left, 2,
        "region 7 has no shops in one year and nothing in the other"
    );
    let change = panel.change.as_ref().unwrap();
    assert_eq!(
        (change.from, change.to, &change.units[..]),
        (2020, 2021, &[2, 4][..])
    );
    near(change.cells[2].unwrap().regional, 3.0);
    assert_eq!(panel.years[0].lead[1].as_ref().unwrap().sector, "farms");
    let mut turned = rows.to_vec();
    turned.reverse();
    let again = Panel::new(&Cube::new(&turned, Absent::Missing).unwrap(), None, asked).unwrap();
    assert_eq!(again.years[1].quotients, panel.years[1].quotients);
    // nothing of what has no row
    let zero = Cube::new(&rows, Absent::Zero).unwrap();
    assert_eq!(zero.complete(&[Some(2020)]), [2, 4, 7]);
    assert_eq!(zero.slice(Some(2020), &[7]), [9.0, 0.0]);
}

#[test]
fn rows_that_do_not_fit_are_told() {
    use crate::base::study::Absent;
    let fault = |rows: &[Row]| Cube::new(rows, Absent::Missing).unwrap_err();
    let one = row(1, "farms", 2020, 3.0);
    assert_eq!(fault(&[one.clone(), one.clone()]).place.row, Some(2));
    let below = row(1, "farms", 2021, -1.0);
    assert!(fault(&[one.clone(), below]).to_string().contains("-1"));
    let without = Row {
        sector: None,
        ..one.clone()
    };
    assert!(fault(&[without]).to_string().contains("no sector"));
    let cube = Cube::new(&[one.clone(), row(2, "farms", 2020, 5.0)], Absent::Missing).unwrap();
    let all = whole(
        &[Row {
            unit: None,
            ..row(0, "farms", 2020, 20.0)
        }],
        &cube,
    )
    .unwrap();
    assert_eq!(all[&Some(2020)], [20.0]);
    assert!(
        whole(&[row(0, "shops", 2020, 20.0)], &cube)
            .unwrap_err()
            .what
            .contains("no region has")
    );
    assert!(
        whole(&[], &cube)
            .unwrap_err()
            .what
            .contains("farms in 2020")
    );
}

proptest! {
    #[test]
    fn tails_meet(n in 1..400_u64, k in 0..400_u64, p in 0.01..0.99_f64) {
        let k = k.min(n);
        let [above, below] = binomial::tails(k, n, p);
        prop_assert!((0.0..=1.0).contains(&above) && (0.0..=1.0).contains(&below));
        if k < n {
            let [next, _] = binomial::tails(k + 1, n, p);
            prop_assert!((below + next - 1.0).abs() < 1e-9);
        }
    }

    #[test]
    fn effects_add_up_however_many_years(
        rows in prop::collection::vec(prop::collection::vec(0.0..500.0_f64, 12), 2..6),
    ) {
        let values: Vec<&[f64]> = rows.iter().map(Vec::as_slice).collect();
        let bases: Vec<Vec<f64>> = rows.iter().map(|row| base(row, 3)).collect();
        let bases: Vec<&[f64]> = bases.iter().map(Vec::as_slice).collect();
        for one in shift_share(&values, 3, &bases).iter().flatten() {
            let parts = one.national + one.mix + one.regional;
            prop_assert!((parts - one.change()).abs() < 1e-8, "{one:?}");
        }
    }

    #[test]
    fn quotients_of_all_regions_weigh_out(values in prop::collection::vec(0..200_u32, 12)) {
        let values: Vec<f64> = values.into_iter().map(f64::from).collect();
        let base = base(&values, 3);
        let found = quotients(&values, 3, &base, true).unwrap();
        for (i, own) in base.iter().enumerate() {
            let of = || found.iter().skip(i).step_by(3).flatten();
            let expected: f64 = of().map(|q| q.expected).sum();
            prop_assert!((expected - own).abs() < 1e-6);
            let value: f64 = of().map(|q| q.quotient * q.expected).sum();
            prop_assert!((value - own).abs() < 1e-6);
        }
        for one in found.iter().flatten() {
            let shrunk = one.shrunk.unwrap();
            let (low, high) = (one.quotient.min(1.0), one.quotient.max(1.0));
            prop_assert!(shrunk >= low - 1e-9 && shrunk <= high + 1e-9);
        }
    }
}
