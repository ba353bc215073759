//! Areas of the real villages of Nusa Tenggara Timur, need being 1 - IDM 2024: rules, bounds, and the true optimum where all sets can be listed.

use crate::adjacency::polygons;
use crate::support::shared;
use geo::{Centroid, Point};
use kawasan::base::model::Measure;
use kawasan::base::study::types::Effort;
use kawasan::plan::area::{Problem, Proof, certify, delineate, from_regions, verify};
use kawasan::plan::region::Method;
use kawasan::space::coverage::Coverage;
use kawasan::space::graph::{Contiguity, Graph, contiguity};
use std::collections::{BTreeMap, BTreeSet};

struct Villages {
    graph: Graph,
    need: Vec<Option<f64>>,
    group: Vec<u32>,
    centre: Vec<Point<f64>>,
}

impl Villages {
    fn of_ntt() -> Option<Self> {
        let path = shared("data/ntt/desa_ntt.geojson")?;
        let layer: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(&path).unwrap()).unwrap();
        let features = layer["features"].as_array().unwrap().iter();
        let codes: Vec<String> = features
            .map(|f| f["properties"]["kode"].as_str().unwrap().replace('.', ""))
            .collect();
        let mut idm = BTreeMap::new();
        let table = csv::Reader::from_path(shared("data/ntt/idm_2024_ntt.csv")?);
        for row in table.unwrap().records() {
            let row = row.unwrap();
            idm.insert(row[6].to_string(), row[8].parse::<f64>().ok());
        }
        let regencies: BTreeSet<&str> = codes.iter().map(|code| &code[..4]).collect();
        let regencies: Vec<&str> = regencies.into_iter().collect();
        let shapes = polygons(&path);
        let coverage = Coverage::build(&shapes, Measure::Geodesic);
        Some(Self {
            graph: contiguity(&coverage, Contiguity::Queen, 0.0),
            need: codes
                .iter()
                .map(|code| idm.get(code).copied().flatten().map(|idm| 1.0 - idm))
                .collect(),
            group: codes
                .iter()
                .map(|code| regencies.binary_search(&&code[..4]).unwrap() as u32)
                .collect(),
            centre: shapes
                .iter()
                .map(|shape| shape.centroid().unwrap())
                .collect(),
        })
    }

    fn problem(&self, villages: (usize, usize), per_group: usize) -> Problem<'_> {
        Problem {
            villages,
            per_group,
            ..Problem::new(&self.graph, &self.need, &self.group, &self.centre)
        }
    }
}

#[test]
fn areas_of_ntt_are_proven_and_the_proofs_checked() {
    let Some(villages) = Villages::of_ntt() else {
        return;
    };
    let problem = Problem {
        effort: Effort::Certify,
        ..villages.problem((3, 8), 2)
    };
    let plan = delineate(&problem).unwrap();
    verify(&problem, &plan).unwrap();
    assert!(
        plan.groups
            .iter()
            .all(|group| group.proof == Proof::Optimal)
    );
    let checked = certify(&problem, &plan, 2_000_000).unwrap();
    assert!(checked.iter().all(|&checked| checked), "{checked:?}");
}

/// Other needs than the index: without any pattern, and alike among neighbours, in thousandths.
#[test]
fn areas_of_ntt_are_proven_for_other_needs() {
    let Some(mut villages) = Villages::of_ntt() else {
        return;
    };
    let n = villages.need.len();
    let drawn = |i: usize| (i as u64 + 1).wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 40;
    let rough: Vec<f64> = (0..n).map(|i| (drawn(i) % 1000) as f64 / 1000.0).collect();
    let smooth = |i: usize| {
        let near = villages.graph.links(i).map(|link| rough[link.to as usize]);
        let near: Vec<f64> = near.chain([rough[i]]).collect();
        (near.iter().sum::<f64>() / near.len() as f64 * 1000.0).round() / 1000.0
    };
    let smooth: Vec<f64> = (0..n).map(smooth).collect();
    for need in [rough, smooth] {
        villages.need = need.into_iter().map(Some).collect();
        let problem = Problem {
            effort: Effort::Certify,
            ..villages.problem((3, 8), 2)
        };
        let plan = delineate(&problem).unwrap();
        verify(&problem, &plan).unwrap();
        let open = plan.groups.iter().filter(|g| g.proof != Proof::Optimal);
        let open: Vec<_> = open.map(|g| (g.gap, g.work)).collect();
        assert!(open.is_empty(), "{open:?}");
    }
}

#[test]
fn areas_of_ntt_keep_the_rules_and_are_near_their_bounds() {
    let Some(villages) = Villages::of_ntt() else {
        return;
    };
    let problem = villages.problem((3, 12), 3);
    let plan = delineate(&problem).unwrap();
    verify(&problem, &plan).unwrap();
    let mut gaps: Vec<f64> = plan.groups.iter().filter_map(|group| group.gap).collect();
    gaps.sort_by(f64::total_cmp);
    let (median, worst) = (gaps[gaps.len() / 2], gaps[gaps.len() - 1]);
    assert!(
        median <= 0.02 && worst <= 0.1,
        "median {median}, worst {worst}"
    );

    let alike = from_regions(&problem, Method::Skater).unwrap();
    verify(&problem, &alike).unwrap();
    for (alike, best) in alike.groups.iter().zip(&plan.groups) {
        assert!(alike.objective <= best.objective, "{alike:?} {best:?}");
    }

    let near = Problem {
        radius_m: Some(8_000.0),
        ..problem
    };
    verify(&near, &plan).unwrap_err();
    verify(&near, &delineate(&near).unwrap()).unwrap();
}

#[test]
fn small_areas_of_ntt_are_the_best_of_all() {
    let Some(villages) = Villages::of_ntt() else {
        return;
    };
    let problem = villages.problem((3, 5), 2);
    let plan = delineate(&problem).unwrap();
    verify(&problem, &plan).unwrap();
    for group in [3, 11, 16, 19, 20] {
        let (found, best) = (
            plan.groups[group].objective,
            best_pair(&problem, group as u32),
        );
        assert!(
            (found - best).abs() < 1e-9,
            "group {group}: {found} of {best}"
        );
    }
}

/// The most need that two disjoint areas of a group cover, over all connected sets.
fn best_pair(problem: &Problem, group: u32) -> f64 {
    let inside = |i: &u32| problem.group[*i as usize] == group;
    let mut level: BTreeSet<Vec<u32>> = (0..problem.graph.n() as u32)
        .filter(inside)
        .map(|i| vec![i])
        .collect();
    let mut sets = Vec::new();
    for size in 1..=problem.villages.1 {
        if size >= problem.villages.0 {
            sets.extend(level.iter().map(|set| {
                let needs = set.iter().filter_map(|&i| problem.need[i as usize]);
                (needs.sum::<f64>(), set.clone())
            }));
        }
        let grown = level.iter().flat_map(|set| {
            let around = set
                .iter()
                .flat_map(|&i| problem.graph.neighbours(i as usize));
            let new = around.filter(|j| inside(j) && !set.contains(j));
            new.map(|&j| {
                let mut grown = set.clone();
                grown.push(j);
                grown.sort_unstable();
                grown
            })
        });
        level = grown.collect();
    }
    sets.sort_by(|a, b| b.0.total_cmp(&a.0));
    let mut best = sets.first().map_or(0.0, |set| set.0);
    for (position, (need, set)) in sets.iter().enumerate() {
        for (other, with) in &sets[position + 1..] {
            if need + other <= best {
                break;
            }
            if set.iter().all(|i| !with.contains(i)) {
                best = need + other;
            }
        }
    }
    best
}
