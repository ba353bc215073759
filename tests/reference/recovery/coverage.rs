//! How often the interval holds an effect that was added to real villages: IDM 2021 to 2023, a synthetic programme from 2022.

use crate::support::shared;
use kawasan::welfare::impact::matching::matched;
use kawasan::welfare::impact::{Covariates, Design, Effect, Estimator, Method, Row, Rule, compare};
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use rayon::prelude::*;
use std::collections::BTreeMap;

const YEARS: [i32; 3] = [2021, 2022, 2023];
const EFFECT: f64 = 0.02;
const DRAWS: u64 = 400;

/// Villages of the file, ascending by code; cells of n x 3.
struct Villages {
    regency: Vec<u32>,
    province: Vec<u32>,
    idm: Vec<Option<f64>>,
    iks: Vec<Option<f64>>,
}

fn villages() -> Option<Villages> {
    let path = shared("data/idm/idm_indicators_2021_2023.csv")?;
    let text = std::fs::read_to_string(path).unwrap();
    let mut lines = text.lines();
    let titles: Vec<&str> = lines.next().unwrap().split(',').collect();
    let at = |name: &str| titles.iter().position(|t| *t == name).unwrap();
    let (code, year, idm, iks) = (at("id_desa"), at("tahun"), at("IDM"), at("IKS"));
    let mut found: BTreeMap<String, [[Option<f64>; 3]; 2]> = BTreeMap::new();
    for line in lines {
        // no cell of this file has a comma
        let cells: Vec<&str> = line.split(',').collect();
        let wave = YEARS
            .iter()
            .position(|y| cells[year] == y.to_string())
            .unwrap();
        let own = found.entry(cells[code].to_owned()).or_default();
        own[0][wave] = cells[idm].parse().ok();
        own[1][wave] = cells[iks].parse().ok();
    }
    let region = |digits: usize| {
        let mut known = BTreeMap::new();
        for code in found.keys() {
            let next = known.len() as u32;
            known.entry(code[..digits].to_owned()).or_insert(next);
        }
        found.keys().map(|code| known[&code[..digits]]).collect()
    };
    let cells = |k: usize| found.values().flat_map(|own| own[k]).collect();
    Some(Villages {
        regency: region(4),
        province: region(2),
        idm: cells(0),
        iks: cells(1),
    })
}

/// Of the draws, how many hold the effect, and the mean estimate.
#[derive(Default)]
struct Tally {
    held: f64,
    sum: f64,
}

impl Tally {
    fn add(&mut self, effect: &Effect) {
        let inside = effect.low.unwrap() <= EFFECT && EFFECT <= effect.high.unwrap();
        self.held += f64::from(u8::from(inside)) / DRAWS as f64;
        self.sum += effect.effect / DRAWS as f64;
    }
}

fn design<'a>(
    villages: &'a Villages,
    start: &'a [Option<usize>],
    control: &'a [bool],
) -> Design<'a> {
    Design {
        years: &YEARS,
        start,
        control,
        cluster: &villages.regency,
        later: false,
    }
}

/// The outcome with the effect added from the second wave, and a trend by the covariate that has nothing to do with the programme.
fn planted(villages: &Villages, start: &[Option<usize>], trend: &[f64]) -> Vec<Option<f64>> {
    let cell = |(at, y): (usize, &Option<f64>)| {
        let (unit, wave) = (at / 3, at % 3);
        let treated = start[unit].is_some_and(|start| wave >= start);
        Some((*y)? + f64::from(u8::from(treated)) * EFFECT + trend[unit] * wave as f64)
    };
    villages.idm.iter().enumerate().map(cell).collect()
}

fn z(villages: &Villages) -> Vec<f64> {
    let first: Vec<Option<f64>> = villages.iks.chunks(3).map(|x| x[0]).collect();
    let known: Vec<f64> = first.iter().flatten().copied().collect();
    let n = known.len() as f64;
    let mean = known.iter().sum::<f64>() / n;
    let sd = (known.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
    first
        .iter()
        .map(|x| x.map_or(0.0, |x| (x - mean) / sd))
        .collect()
}

#[test]
fn a_programme_by_lot_is_held_at_the_stated_rate() {
    let Some(villages) = villages() else { return };
    let n = villages.regency.len();
    let (control, none) = (vec![true; n], vec![0.0; n]);
    let one = |draw| {
        let mut rng = ChaCha8Rng::seed_from_u64(draw);
        let start: Vec<Option<usize>> = (0..n)
            .map(|_| (rng.random::<f64>() < 0.3).then_some(1))
            .collect();
        let design = design(&villages, &start, &control);
        compare(&design, &planted(&villages, &start, &none), None, (0, 1))
            .unwrap()
            .rows
    };
    let mut tally: BTreeMap<Estimator, Tally> = BTreeMap::new();
    let draws: Vec<Vec<Row>> = (0..DRAWS).into_par_iter().map(one).collect();
    for row in draws.iter().flatten() {
        tally.entry(row.estimator).or_default().add(&row.effect);
    }
    assert_eq!(tally.len(), 3);
    for (estimator, tally) in tally {
        eprintln!(
            "{}: {:.4} held, mean {:.5}",
            estimator.as_str(),
            tally.held,
            tally.sum
        );
        assert!((0.925..=0.975).contains(&tally.held), "{}", tally.held);
        assert!((tally.sum - EFFECT).abs() < 2e-4, "{}", tally.sum);
    }
}

#[test]
fn a_programme_for_the_needy_is_held_by_matches_alone() {
    let Some(villages) = villages() else { return };
    let n = villages.regency.len();
    let control = vec![true; n];
    let z = z(&villages);
    let trend: Vec<f64> = z.iter().map(|z| -0.01 * z).collect();
    let covariates = Covariates {
        names: vec!["iks".to_owned()],
        values: vec![villages.iks.clone()],
        stratum: vec![0; n],
    };
    let rule = Rule {
        method: Method::Propensity,
        caliper: Some(0.2),
        ratio: 1,
        replacement: true,
        seed: 1,
    };
    let one = |draw| {
        let mut rng = ChaCha8Rng::seed_from_u64(draw);
        let chance = |z: f64| 1.0 / (1.0 + (1.2 + z).exp());
        let start: Vec<Option<usize>> = z
            .iter()
            .map(|z| (rng.random::<f64>() < chance(*z)).then_some(1))
            .collect();
        let design = design(&villages, &start, &control);
        let y = planted(&villages, &start, &trend);
        let matched = matched(&design, &covariates, &rule).unwrap();
        [None, Some(&matched[..])].map(|matched| {
            compare(&design, &y, matched, (0, 1)).unwrap().rows[0]
                .effect
                .clone()
        })
    };
    let (mut naive, mut alike) = (Tally::default(), Tally::default());
    let draws: Vec<[Effect; 2]> = (0..DRAWS).into_par_iter().map(one).collect();
    for [plain, matched] in &draws {
        naive.add(plain);
        alike.add(matched);
    }
    eprintln!("naive: {:.4} held, mean {:.5}", naive.held, naive.sum);
    eprintln!("matched: {:.4} held, mean {:.5}", alike.held, alike.sum);
    assert!(
        naive.held < 0.05 && naive.sum > 1.5 * EFFECT,
        "{} {}",
        naive.held,
        naive.sum
    );
    assert!(
        (0.925..=0.975).contains(&alike.held),
        "{} {}",
        alike.held,
        alike.sum
    );
    assert!((alike.sum - EFFECT).abs() < 0.05 * EFFECT, "{}", alike.sum);
    assert!(!villages.province.is_empty());
}
