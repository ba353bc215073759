//! Recovery: regressions of statsmodels and pyfixest, cohorts of csdid, draws of wildboottest; `recovery/make.py` made the numbers.

mod coverage;

use kawasan::welfare::impact::bootstrap::bootstrap;
use kawasan::welfare::impact::cell::{Member, cell, sample};
use kawasan::welfare::impact::effect::Effect;
use kawasan::welfare::impact::logit::logit;
use kawasan::welfare::impact::matching::matched;
use kawasan::welfare::impact::two_way::two_way;
use kawasan::welfare::impact::{Covariates, Design, Estimator, Method, Rule, compare};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

const EXACT: f64 = 1e-8;
const YEARS: [i32; 4] = [2019, 2020, 2021, 2022];

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/recovery")
}

fn numbers() -> Value {
    serde_json::from_str(&std::fs::read_to_string(folder().join("numbers.json")).unwrap()).unwrap()
}

#[track_caller]
fn close(ours: f64, theirs: &Value, tolerance: f64) {
    let theirs = theirs.as_f64().unwrap();
    let off = (ours - theirs).abs() / theirs.abs().max(1.0);
    assert!(off < tolerance, "{ours} against {theirs}");
}

/// The panel: columns of n x 4 cells, the waves of a village together.
struct Panel {
    columns: BTreeMap<String, Vec<Option<f64>>>,
}

impl Panel {
    fn read() -> Self {
        let text = std::fs::read_to_string(folder().join("panel.csv")).unwrap();
        let mut lines = text.lines();
        let titles: Vec<&str> = lines.next().unwrap().split(',').collect();
        let mut columns: BTreeMap<String, Vec<Option<f64>>> = BTreeMap::new();
        for line in lines {
            for (title, cell) in titles.iter().zip(line.split(',')) {
                let cells = columns.entry((*title).to_owned()).or_default();
                cells.push(cell.parse().ok());
            }
        }
        Self { columns }
    }

    /// The first value of each village.
    fn fixed(&self, name: &str) -> Vec<Option<f64>> {
        self.columns[name]
            .chunks(YEARS.len())
            .map(|cells| cells[0])
            .collect()
    }

    fn whole(&self, name: &str) -> Vec<u32> {
        self.fixed(name)
            .into_iter()
            .map(|x| x.unwrap() as u32)
            .collect()
    }

    fn start(&self, name: &str) -> Vec<Option<usize>> {
        let wave = |year: f64| YEARS.iter().position(|y| f64::from(*y) == year).unwrap();
        self.fixed(name)
            .into_iter()
            .map(|year| year.map(wave))
            .collect()
    }
}

struct Case {
    panel: Panel,
    start: Vec<Option<usize>>,
    control: Vec<bool>,
    cluster: Vec<u32>,
}

impl Case {
    fn new(start: &str) -> Self {
        let panel = Panel::read();
        let start = panel.start(start);
        Self {
            control: vec![true; start.len()],
            cluster: panel.whole("cluster"),
            start,
            panel,
        }
    }

    fn design(&self) -> Design<'_> {
        Design {
            years: &YEARS,
            start: &self.start,
            control: &self.control,
            cluster: &self.cluster,
            later: false,
        }
    }

    fn covariates(&self) -> Covariates {
        let names = ["x1", "x2"];
        Covariates {
            names: names.map(str::to_owned).to_vec(),
            values: names.map(|name| self.panel.columns[name].clone()).to_vec(),
            stratum: self.panel.whole("stratum"),
        }
    }
}

fn agrees(ours: &Effect, theirs: &Value) {
    close(ours.effect, &theirs["effect"], EXACT);
    close(ours.se.unwrap(), &theirs["se"], EXACT);
    for (ours, name) in [(ours.p, "p"), (ours.low, "low"), (ours.high, "high")] {
        if !theirs[name].is_null() {
            close(ours.unwrap(), &theirs[name], EXACT);
        }
    }
}

#[test]
fn differences_and_fixed_effects_are_those_of_regressions() {
    let (case, numbers) = (Case::new("one"), numbers());
    let design = case.design();
    for name in ["y", "y_gap"] {
        let y = &case.panel.columns[name];
        let found = compare(&design, y, None, (0, 1)).unwrap();
        assert_eq!(found.rows[0].estimator, Estimator::Difference);
        agrees(
            &found.rows[0].effect,
            &numbers[format!("difference {name}")],
        );
        assert_eq!(found.rows[1].estimator, Estimator::TwoWay);
        agrees(&found.rows[1].effect, &numbers[format!("two-way {name}")]);
        // the mean over both waves after is in no regression, but lies between those of each
        let mean = found.rows[2].effect.effect;
        let after: Vec<f64> = (found.events.iter())
            .filter(|event| event.relative >= 0)
            .map(|event| event.effect.effect)
            .collect();
        assert!((mean - f64::midpoint(after[0], after[1])).abs() < 1e-12 || name == "y_gap");
    }
}

#[test]
fn odds_and_matches_are_those_of_a_plain_search() {
    let (case, numbers) = (Case::new("one"), numbers());
    let (design, covariates) = (case.design(), case.covariates());
    let treated: Vec<bool> = case.start.iter().map(Option::is_some).collect();
    let at = |column: &Vec<Option<f64>>| column.chunks(4).map(|x| x[1].unwrap()).collect();
    let x: Vec<Vec<f64>> = covariates.values.iter().map(at).collect();
    let fit = logit(&treated, &covariates.names, &x).unwrap();
    for (ours, theirs) in fit
        .coefficients
        .iter()
        .zip(numbers["logit"].as_array().unwrap())
    {
        close(*ours, theirs, EXACT);
    }
    for (name, method, caliper, ratio) in [
        ("propensity", Method::Propensity, Some(0.5), 2),
        ("mahalanobis", Method::Mahalanobis, None, 1),
    ] {
        let rule = Rule {
            method,
            caliper,
            ratio,
            replacement: true,
            seed: 1,
        };
        let found = matched(&design, &covariates, &rule).unwrap();
        let theirs = numbers[name]["matches"].as_object().unwrap();
        assert_eq!(found[0].matches.len(), theirs.len(), "{name}");
        for one in &found[0].matches {
            let own = theirs[&one.treated.to_string()].as_array().unwrap();
            assert_eq!(own.len(), one.controls.len());
            for ((unit, distance), theirs) in one.controls.iter().zip(own) {
                assert_eq!(theirs[0], *unit);
                close(*distance, &theirs[1], EXACT);
            }
        }
        let y = &case.panel.columns["y"];
        let effect = compare(&design, y, Some(&found), (0, 1)).unwrap();
        agrees(&effect.rows[0].effect, &numbers[name]);
        agrees(&effect.rows[1].effect, &numbers[name]["two-way"]);
    }
}

#[test]
fn trends_before_the_start_are_tested_as_in_the_regression() {
    let numbers = numbers();
    let mut case = Case::new("many");
    // only those that start in 2022, and those that never do
    let early: Vec<bool> = case.start.iter().map(|start| *start == Some(2)).collect();
    for (start, early) in case.start.iter_mut().zip(&early) {
        *start = start.filter(|_| !early);
    }
    case.control = early.iter().map(|early| !early).collect();
    let found = compare(&case.design(), &case.panel.columns["y"], None, (0, 1)).unwrap();
    let test = found.before.unwrap();
    assert_eq!((test.leads, test.freedom), (2, 8));
    close(test.f, &numbers["leads"]["f"], 1e-7);
    for (at, event) in found.events.iter().take(2).enumerate() {
        close(event.effect.effect, &numbers["leads"]["effects"][at], 1e-7);
        close(event.effect.se.unwrap(), &numbers["leads"]["se"][at], 1e-7);
    }
}

#[test]
fn cohorts_are_those_of_callaway_and_santanna() {
    let numbers = numbers();
    let mut case = Case::new("many");
    // each village its own cluster
    case.cluster = (0..case.start.len() as u32).collect();
    let n = case.start.len() as f64;
    let y = &case.panel.columns["y"];
    for (name, later) in [("nevertreated", false), ("notyettreated", true)] {
        let design = Design {
            later,
            ..case.design()
        };
        let theirs = &numbers[name];
        for one in theirs["cells"].as_array().unwrap() {
            let wave = |key: &str| {
                let year = one[key].as_i64().unwrap();
                YEARS.iter().position(|y| i64::from(*y) == year).unwrap()
            };
            let at = (wave("cohort"), wave("year"));
            let own = cell(at, &sample(&design, y, at, None)).unwrap();
            close(own.effect, &one["effect"], EXACT);
        }
        let found = compare(&design, y, None, (0, 1)).unwrap();
        assert!(
            found
                .rows
                .iter()
                .all(|row| row.estimator == Estimator::GroupTime)
        );
        // theirs has no factor for few clusters
        let plain = |ours: &Effect| {
            let rows = ours.clusters as f64;
            ours.se.unwrap() / (rows / (rows - 2.0)).sqrt()
        };
        assert_eq!(found.rows[0].effect.clusters as f64, n);
        close(
            found.rows[0].effect.effect,
            &theirs["simple"]["effect"],
            EXACT,
        );
        close(plain(&found.rows[0].effect), &theirs["simple"]["se"], EXACT);
        let mut compared = 0;
        for one in theirs["dynamic"].as_array().unwrap() {
            let same = |event: &&kawasan::welfare::impact::Event| one["relative"] == event.relative;
            let own = found.events.iter().find(same).unwrap();
            close(own.effect.effect, &one["effect"], EXACT);
            close(plain(&own.effect), &one["se"], EXACT);
            compared += 1;
        }
        assert_eq!(compared, 4);
    }
}

#[test]
fn every_draw_of_nine_clusters_is_that_of_wildboottest() {
    let (case, numbers) = (Case::new("one"), numbers());
    let y = &case.panel.columns["y"];
    let members: Vec<Member> = (0..case.start.len())
        .map(|i| Member {
            unit: i as u32,
            treated: case.start[i].is_some(),
            weight: 1.0,
            change: y[4 * i + 1].unwrap() - y[4 * i].unwrap(),
        })
        .collect();
    let found = bootstrap(&members, &case.cluster, 9_999, 1).unwrap();
    assert!(found.exact);
    assert_eq!(found.draws, 512);
    close(found.p, &numbers["bootstrap"]["p"], EXACT);
    let few = bootstrap(&members, &case.cluster, 400, 1).unwrap();
    assert!(
        !few.exact && (few.p - found.p).abs() < 0.08,
        "{few:?} {found:?}"
    );
    // fixed effects need the panel, not the first two waves alone
    let weight = vec![1.0; case.start.len()];
    assert!(two_way(&case.design(), y, &weight).is_some());
}
