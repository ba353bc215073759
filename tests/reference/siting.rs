//! Sites against the optima of spopt and HiGHS: centroids to centroids, on a plane.

use crate::layers::{Reference, agree, layers};
use crate::support::shared;
use geo::Point;
use kawasan::base::model::Measure;
use kawasan::plan::siting::{Effort, Kind, Plan, Problem, solve};
use kawasan::plan::solve::Proof;
use serde_json::Value;

fn optima(layer: &Reference) -> Option<Value> {
    // mexico has none
    let folder = shared(&format!("reference/{}", layer.name()))?;
    let text = std::fs::read_to_string(folder.join("optimisation.json")).ok()?;
    Some(serde_json::from_str(&text).unwrap())
}

fn plan(layer: &Reference, weight: &[f64], kind: Kind, effort: Effort) -> Plan {
    let centres = layer.geometry["cx"].iter().zip(&layer.geometry["cy"]);
    let places: Vec<Point> = centres.map(|(&x, &y)| Point::new(x, y)).collect();
    solve(&Problem {
        demand: &places,
        weight,
        sites: &places,
        measure: Measure::Planar,
        kind,
        capacity: None,
        open: &[],
        closed: &[],
        effort,
        seed: 1,
        called: &|i| i.to_string(),
    })
    .unwrap()
}

#[test]
fn every_optimum_is_found_and_proven() {
    let mut seen = 0;
    let all = layers();
    for layer in &all {
        let Some(optima) = optima(layer) else {
            continue;
        };
        seen += 1;
        let weight = layer.column(optima["demand"].as_str().unwrap());
        let number = |problem: &str, name: &str| optima[problem][name].as_f64().unwrap();
        let count = |problem: &str| number(problem, "p") as usize;
        for (kind, theirs, name) in [
            (
                Kind::Median {
                    p: count("p_median"),
                },
                number("p_median", "objective"),
                "p-median",
            ),
            (
                Kind::Centre {
                    p: count("p_center"),
                },
                number("p_center", "objective"),
                "p-centre",
            ),
            (
                Kind::Cover {
                    radius: number("lscp", "radius"),
                },
                number("lscp", "facilities"),
                "cover",
            ),
            (
                Kind::MaximalCover {
                    p: count("mclp"),
                    radius: number("mclp", "radius"),
                },
                number("mclp", "covered"),
                "maximal cover",
            ),
            (
                Kind::Dispersion {
                    p: count("p_dispersion"),
                },
                number("p_dispersion", "objective"),
                "dispersion",
            ),
        ] {
            let ours = plan(layer, &weight, kind, Effort::Normal).answer;
            agree(ours.objective, theirs, 1e-6, &layer.says(name));
            assert_eq!(ours.proof, Proof::Proven, "{}", layer.says(name));
            // a first answer is no better, and its bound holds
            let quick = plan(layer, &weight, kind, Effort::Quick).answer;
            let (low, high) = (
                quick.objective.min(quick.bound),
                quick.objective.max(quick.bound),
            );
            let inside = low <= theirs * (1.0 + 1e-9) && theirs <= high * (1.0 + 1e-9);
            assert!(inside, "{}: {quick:?}", layer.says(name));
        }
    }
    assert!(all.is_empty() || seen == 2, "{seen} layers have optima");
}
