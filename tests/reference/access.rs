//! Access against PySAL `access` over distances of pyproj: `access/make.py` makes the places, the points and the numbers.

use geo::Point;
use kawasan::base::model::Measure;
use kawasan::space::access::{Asked, Decay, Method, Straight, access};
use std::collections::BTreeMap;
use std::path::Path;

type Rows = Vec<BTreeMap<String, String>>;

fn rows(name: &str) -> Rows {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/reference/access");
    let mut reader = csv::Reader::from_path(folder.join(name)).unwrap();
    reader.deserialize().map(|row| row.unwrap()).collect()
}

fn numbers(rows: &Rows, column: &str) -> Vec<f64> {
    rows.iter()
        .map(|row| row[column].parse().unwrap())
        .collect()
}

fn places(rows: &Rows) -> Vec<Point> {
    let pairs = numbers(rows, "lon").into_iter().zip(numbers(rows, "lat"));
    pairs.map(Point::from).collect()
}

#[test]
fn scores_are_those_of_pysal() {
    let (demand, supply, expected) = (rows("demand.csv"), rows("supply.csv"), rows("expected.csv"));
    let (from, to) = (places(&demand), places(&supply));
    let some = |values: Vec<f64>| values.into_iter().map(Some).collect::<Vec<_>>();
    let (people, doctors) = (
        some(numbers(&demand, "people")),
        some(numbers(&supply, "doctors")),
    );
    let ways = Straight::new(&from, &to, Measure::Geodesic, 1e-3);
    let steps = Decay::Steps(vec![(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]);
    for (column, method, decay) in [
        ("2sfca", Method::Floating, Decay::None),
        ("e2sfca_steps", Method::Floating, steps),
        ("e2sfca_gaussian", Method::Floating, Decay::Gaussian(12.0)),
        ("gravity_power", Method::Gravity, Decay::Power(1.5)),
        (
            "gravity_exponential",
            Method::Gravity,
            Decay::Exponential(0.1),
        ),
    ] {
        let asked = Asked {
            k: 1,
            catchment: Some(30.0),
            people: Some(&people),
            capacity: &doctors,
            method,
            decay: &decay,
        };
        let found = access(&ways, &asked);
        for (i, theirs) in numbers(&expected, column).into_iter().enumerate() {
            let ours = found.score[i].unwrap();
            assert!(
                (ours - theirs).abs() <= 1e-9 * theirs.max(1.0),
                "{column} {i}: {ours} {theirs}"
            );
            assert!(
                (ours - theirs).abs() <= 1e-8 * theirs,
                "{column} {i}: {ours} {theirs}"
            );
        }
        for (i, row) in expected.iter().enumerate() {
            let (km, j) = found.nearest[i][0];
            assert_eq!(supply[j as usize]["id"], row["nearest"]);
            let theirs: f64 = row["km"].parse().unwrap();
            assert!((km - theirs).abs() < 1e-9, "{km} {theirs}");
            assert_eq!(found.within[i].unwrap().to_string(), row["within"]);
        }
    }
}
