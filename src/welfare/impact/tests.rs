#![allow(clippy::unwrap_used)]
use super::bootstrap::bootstrap;
use super::cell::{Member, sample};
use super::design::wave;
use super::evaluate::{Question, evaluate};
use super::logit::logit;
use super::matching::matched;
use super::spillover::exposure;
use super::*;
use proptest::prelude::*;
use std::collections::BTreeSet;

const YEARS: [i32; 3] = [2021, 2022, 2023];

fn design<'a>(start: &'a [Option<usize>], control: &'a [bool], cluster: &'a [u32]) -> Design<'a> {
    Design {
        years: &YEARS,
        start,
        control,
        cluster,
        later: false,
    }
}

/// Card and Krueger (1994), table 3, rows 1 to 4: full-time employment in fast-food stores of New Jersey and Pennsylvania.
#[test]
fn new_jersey_beside_pennsylvania() {
    let start = [Some(1), Some(1), None, None];
    let spread = [-1.0, 1.0, -2.0, 2.0];
    let before = [20.44, 20.44, 23.33, 23.33];
    let after = [21.03, 21.03, 21.17, 21.17];
    let outcome: Vec<Option<f64>> = (0..4)
        .flat_map(|i| [before[i] + spread[i], after[i] - spread[i]].map(Some))
        .collect();
    let own = Design {
        years: &[1992, 1993],
        ..design(&start, &[true; 4], &[0, 1, 2, 3])
    };
    let found = compare(&own, &outcome, None, (99, 1)).unwrap();
    assert_eq!(found.rows.len(), 1);
    let row = &found.rows[0];
    assert!(
        (row.effect.effect - 2.75).abs() < 1e-9,
        "{}",
        row.effect.effect
    );
    assert_eq!(
        (row.effect.treated, row.effect.control, row.effect.clusters),
        (2, 2, 4)
    );
    assert!(found.before.is_none() && row.bootstrap.unwrap().exact);
    // changes of 0.59 -+ 2 and -2.16 -+ 4: the sum of squares of influences is 2 + 8, times 4/3 and 3/2
    assert!((row.effect.se.unwrap() - 20.0_f64.sqrt()).abs() < 1e-9);
    assert_eq!(
        found.events.iter().map(|e| e.relative).collect::<Vec<_>>(),
        [-1, 0]
    );
}

#[test]
fn what_cannot_be_compared_is_refused_with_what_it_needs() {
    let said = |own: Design| {
        let error = own.check().unwrap_err();
        format!("{}; {}", error.what, error.remedy.unwrap_or_default())
    };
    let (clusters, all) = ([0, 1, 0], [true; 3]);
    let one_year = Design {
        years: &[2021],
        ..design(&[None, Some(0), None], &all, &clusters)
    };
    assert!(said(one_year).contains("one year (2021)"));
    let before = said(design(&[Some(0), None, Some(0)], &all, &clusters));
    assert!(
        before.contains("no year before") && before.contains("2020 or earlier"),
        "{before}"
    );
    assert!(
        said(design(&[None; 3], &all, &clusters)).contains("no village of the panel is treated")
    );
    assert!(said(design(&[Some(3), None, None], &all, &clusters)).contains("after 2023"));
    let nobody = said(design(&[Some(1); 3], &all, &clusters));
    assert!(
        nobody.contains("every village of the panel is treated"),
        "{nobody}"
    );
    let near = said(design(
        &[Some(1), None, None],
        &[true, false, false],
        &clusters,
    ));
    assert!(
        near.contains("all 2 villages without the programme are neighbours"),
        "{near}"
    );
    assert!(said(design(&[Some(1), None, None], &all, &[7; 3])).contains("one cluster"));
    assert!(
        design(&[Some(1), None, None], &all, &clusters)
            .check()
            .is_ok()
    );
}

#[test]
fn covariates_that_decide_treatment_or_repeat_each_other_are_named() {
    let names = ["age".to_owned(), "size".to_owned()];
    let treated = [true, true, true, false, false, false];
    let fine = vec![1.0, 5.0, 2.0, 1.5, 4.0, 3.0];
    let apart = vec![1.0, 2.0, 3.0, 4.0, 5.0, 6.0];
    let error = logit(&treated, &names, &[fine.clone(), apart]).unwrap_err();
    assert_eq!(error.place.column.as_deref(), Some("size"));
    assert!(error.what.contains("without error"));
    let twice: Vec<f64> = fine.iter().map(|x| 3.0 - 2.0 * x).collect();
    let error = logit(&treated, &names, &[fine.clone(), twice]).unwrap_err();
    assert!(error.what.contains("follows from") && error.place.column.as_deref() == Some("size"));
    let error = logit(&treated, &names, &[vec![4.0; 6], fine.clone()]).unwrap_err();
    assert!(error.what.contains("same value") && error.place.column.as_deref() == Some("age"));
    let fit = logit(&treated, &names[..1], &[fine]).unwrap();
    // at the maximum the chances add up to the treated
    let sum: f64 = fit
        .linear
        .iter()
        .map(|odds| 1.0 / (1.0 + (-odds).exp()))
        .sum();
    assert!((sum - 3.0).abs() < 1e-9);
}

fn rule(method: Method, replacement: bool) -> Rule {
    Rule {
        method,
        caliper: None,
        ratio: 2,
        replacement,
        seed: 3,
    }
}

fn covariates(x: &[f64], stratum: &[u32]) -> Covariates {
    let values = x.iter().flat_map(|x| [Some(*x); 3]).collect();
    Covariates {
        names: vec!["x".into()],
        values: vec![values],
        stratum: stratum.to_vec(),
    }
}

#[test]
fn matches_stay_in_their_stratum_share_ties_and_are_used_once() {
    let x = [1.0, 2.0, 1.1, 1.1, 1.1, 5.0, 1.0, 2.0];
    let stratum = [0, 0, 0, 0, 0, 0, 1, 1];
    let start = [Some(1), Some(1), None, None, None, None, None, None];
    let own = design(&start, &[true; 8], &[0, 1, 2, 3, 4, 5, 6, 7]);
    let given = covariates(&x, &stratum);
    for method in [Method::Euclidean, Method::Mahalanobis] {
        let found = matched(&own, &given, &rule(method, true)).unwrap();
        // three are equally near, though two were asked for; those of the other stratum are nearer and left
        for one in &found[0].matches {
            assert_eq!(
                one.controls.iter().map(|c| c.0).collect::<Vec<_>>(),
                [2, 3, 4]
            );
        }
        let found = matched(&own, &given, &rule(method, false)).unwrap();
        let used: Vec<u32> = found[0]
            .matches
            .iter()
            .flat_map(|m| m.controls.iter().map(|c| c.0))
            .collect();
        assert_eq!(
            (used.len(), used.iter().collect::<BTreeSet<_>>().len()),
            (4, 4)
        );
    }
    let near = Rule {
        caliper: Some(0.05),
        ..rule(Method::Euclidean, true)
    };
    let error = matched(&own, &given, &near).unwrap_err();
    assert!(
        error.what.contains("2 have none near enough"),
        "{}",
        error.what
    );
    let mut unknown = given.clone();
    unknown.values[0][0] = None;
    let found = matched(&own, &unknown, &rule(Method::Euclidean, true)).unwrap();
    assert_eq!(
        (found[0].unknown.clone(), found[0].matches.len()),
        (vec![0], 1)
    );
    // the share of a control that is not there goes to the others
    let mut y = vec![Some(1.0); 24];
    y[2 * 3 + 1] = None;
    let members = sample(&own, &y, (1, 1), Some(&found[0]));
    let weights: Vec<f64> = members.iter().map(|m| m.weight).collect();
    assert_eq!(weights, [1.0, 0.5, 0.5]);
    let said = balance::balance(&own, &given, &found[0]);
    assert!(said[0].difference[1].unwrap().abs() > 0.0);
    assert_eq!(said[0].means[0][0], Some(1.5));
}

#[test]
fn neighbours_of_the_treated_are_apart() {
    // a path of six villages; the first starts in 2022, the last was always treated
    let links: [&[u32]; 6] = [&[1], &[0, 2], &[1, 3], &[2, 4], &[3, 5], &[4]];
    let start = [Some(1), None, None, None, None, Some(0)];
    let exposed = exposure(&start, 3, |unit| links[unit]);
    assert_eq!(exposed, [None, Some(1), None, None, Some(0), None]);
    let y = [
        0.0, 3.0, 3.0, 0.0, 1.0, 1.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 9.0, 9.0, 0.0, 9.0, 9.0,
    ];
    let outcomes = [("y".to_owned(), y.map(Some).to_vec())];
    let question = |exposed| Question {
        years: &YEARS,
        start: &start,
        exposed,
        cluster: &[0, 1, 2, 3, 4, 5],
        later: false,
        outcomes: &outcomes,
        matching: None,
        draws: (0, 1),
    };
    let found = evaluate(&question(Some(&exposed))).unwrap();
    let own = &found.treated.all[0].rows[0].effect;
    assert_eq!(own.effect, 3.0);
    // one treated village is one cluster: nothing says how sure that is
    assert_eq!((own.se, own.p, own.treated_clusters), (None, None, 1));
    let near = found.neighbours.unwrap().unwrap();
    assert_eq!(near.all[0].rows[0].effect.effect, 1.0);
    assert_eq!(
        (near.counts.treated, near.counts.control, near.counts.always),
        (1, 2, 1)
    );
    // left in, they hide a part of the effect
    let plain = evaluate(&question(None)).unwrap();
    assert!(plain.treated.all[0].rows[0].effect.effect < 1.0 && plain.neighbours.is_none());
}

#[test]
fn a_start_between_waves_is_of_the_next() {
    let years = [2019, 2021, 2023];
    let waves = [2018, 2019, 2020, 2021, 2022, 2023, 2024];
    assert_eq!(waves.map(|year| wave(&years, year)), [0, 0, 1, 1, 2, 2, 3]);
}

#[test]
fn draws_are_the_same_every_time_and_few_clusters_are_counted_out() {
    let members: Vec<Member> = (0..40)
        .map(|i| Member {
            unit: i,
            treated: i % 3 == 0,
            weight: 1.0,
            change: f64::from(i * 7 % 11),
        })
        .collect();
    let cluster: Vec<u32> = (0..40).map(|i| i % 20).collect();
    let found = bootstrap(&members, &cluster, 499, 5).unwrap();
    assert_eq!(bootstrap(&members, &cluster, 499, 5), Some(found));
    assert_ne!(bootstrap(&members, &cluster, 499, 6).unwrap().p, found.p);
    assert!(
        bootstrap(&members, &[0; 40], 499, 5).is_none()
            && bootstrap(&members, &cluster, 0, 5).is_none()
    );
    let few: Vec<u32> = (0..40).map(|i| i % 4).collect();
    let exact = bootstrap(&members, &few, 499, 5).unwrap();
    assert_eq!((exact.exact, exact.draws), (true, 16));
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    /// Whatever a village has always, and whatever a year does to all, is no effect; units scale it; order is nothing.
    #[test]
    fn levels_years_and_order_make_no_difference(
        noise in prop::collection::vec(-1.0_f64..1.0, 60),
        own in prop::collection::vec(-100.0_f64..100.0, 20),
        year in prop::collection::vec(-100.0_f64..100.0, 3),
        scale in 0.1_f64..10.0,
        gap in 0_usize..60,
    ) {
        let start: Vec<Option<usize>> = (0..20).map(|i| [Some(1), None, Some(2), None][i % 4]).collect();
        let cluster: Vec<u32> = (0..20).map(|i| i / 3).collect();
        let control = vec![true; 20];
        let mut y: Vec<Option<f64>> = noise.iter().copied().map(Some).collect();
        y[gap] = None;
        let moved: Vec<Option<f64>> = (0..60).map(|at| Some(scale * y[at]? + own[at / 3] + year[at % 3])).collect();
        let a = compare(&design(&start, &control, &cluster), &y, None, (0, 1)).unwrap();
        let b = compare(&design(&start, &control, &cluster), &moved, None, (0, 1)).unwrap();
        let turned: Vec<Option<f64>> = (0..20).rev().flat_map(|i| y[3 * i..3 * i + 3].to_vec()).collect();
        let (back, of): (Vec<_>, Vec<_>) = (start.iter().rev().copied().collect(), cluster.iter().rev().copied().collect());
        let c = compare(&design(&back, &control, &of), &turned, None, (0, 1)).unwrap();
        for ((a, b), c) in a.rows.iter().zip(&b.rows).zip(&c.rows) {
            prop_assert!((a.effect.effect * scale - b.effect.effect).abs() < 1e-9);
            prop_assert!((a.effect.se.unwrap() * scale - b.effect.se.unwrap()).abs() < 1e-9);
            prop_assert!((a.effect.effect - c.effect.effect).abs() < 1e-12);
            prop_assert!((a.effect.se.unwrap() - c.effect.se.unwrap()).abs() < 1e-12);
        }
    }
}
