//! Steps of definitions: built-in ones, and what is refused.

use super::{define, frame};
use crate::welfare::index::*;
use std::path::Path;

fn built_in(name: &str) -> Definition {
    Definition::load(name, Path::new("")).unwrap()
}

fn close(value: f64, wanted: f64) {
    assert!((value - wanted).abs() < 1e-9, "{value} is not {wanted}");
}

#[test]
fn limits_of_food_security_go_through_the_same_scale() {
    let definition = built_in("fsva-kabupaten");
    // three regencies; the second in the middle of every range
    let columns: Vec<(&str, [Option<f64>; 3])> = definition
        .indicators
        .iter()
        .map(|i| {
            let (first, last) = (i.limits[0], i.limits[4]);
            let (low, high) = (first.min(last) / 2.0, first.max(last) * 1.1);
            (
                i.code.as_str(),
                [Some(low), Some((low + high) / 2.0), Some(high)],
            )
        })
        .collect();
    let data: Vec<(&str, &[Option<f64>])> =
        columns.iter().map(|(c, v)| (*c, v.as_slice())).collect();
    let scores = score(&definition, &frame(&data), &Context::default()).unwrap();
    close(scores.score[1].unwrap(), 50.0);
    let weights = [0.3, 0.15, 0.075, 0.075, 0.05, 0.15, 0.05, 0.05, 0.1];
    for j in 0..5 {
        let limit: f64 = definition
            .indicators
            .iter()
            .zip(&columns)
            .zip(weights)
            .map(|((indicator, (_, values)), weight)| {
                let (low, high) = (values[0].unwrap(), values[2].unwrap());
                let x = match indicator.good {
                    definition::Good::High => indicator.limits[j] - low,
                    definition::Good::Low => high - indicator.limits[j],
                };
                weight * 100.0 * x / (high - low)
            })
            .sum();
        close(scores.limits[j], limit);
    }
    assert!(scores.limits.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(scores.class.iter().all(Option::is_some));
    assert_eq!(scores.classes.len(), 6);
}

#[test]
fn inform_takes_inverted_means_and_says_how_reliable_it_is() {
    let definition = built_in("inform");
    let all: [(&str, &[Option<f64>]); 6] = [
        ("natural", &[Some(4.0), Some(4.0)]),
        ("human", &[Some(6.0), None]),
        ("socio_economic", &[Some(5.0); 2]),
        ("vulnerable_groups", &[Some(5.0); 2]),
        ("institutional", &[Some(2.0); 2]),
        ("infrastructure", &[Some(2.0); 2]),
    ];
    let scores = score(&definition, &frame(&all), &Context::default()).unwrap();
    // INFORM's spreadsheet: (10 - GEOMEAN((10-4)/10*9+1, (10-6)/10*9+1))/9*10
    let hazard = (10.0 - (6.4_f64 * 4.6).sqrt()) / 9.0 * 10.0;
    close(scores.dimensions[0].1[0].unwrap(), hazard);
    close(scores.score[0].unwrap(), (hazard * 5.0 * 2.0).cbrt());
    // half of hazard is missing, so the dimension is, and a third of the weight with it
    assert_eq!(scores.dimensions[0].1[1], None);
    close(scores.reliability.as_ref().unwrap()[1], 10.0 / 3.0);
    let aged = [
        all[0],
        all[1],
        all[2],
        all[3],
        all[4],
        all[5],
        ("data_age", &[Some(2.0), Some(9.0)]),
    ];
    let scores = score(&definition, &frame(&aged), &Context::default()).unwrap();
    close(scores.reliability.as_ref().unwrap()[0], 2.0);
    close(
        scores.reliability.as_ref().unwrap()[1],
        10.0 * (1.0 / 3.0 + 1.0) / 2.0,
    );
}

#[test]
fn gaps_are_filled_and_still_counted() {
    let text = "good = \"high\"\nnormalise = { method = \"goalposts\", min = 0, max = 10 }\nimpute = { method = \"RULE\" }\nindicators = [{ code = \"a\", good = \"high\" }, { code = \"b\", good = \"high\" }, { code = \"c\", good = \"high\" }]";
    let data = frame(&[
        ("a", &[Some(2.0), Some(4.0), None, Some(9.0)]),
        ("b", &[Some(1.0), Some(3.0), Some(5.0), Some(7.0)]),
        ("c", &[Some(1.0), Some(3.0), Some(5.0), Some(7.0)]),
    ]);
    let regencies = [0, 0, 0, 1];
    let with = |rule: &str, context: &Context| {
        score(
            &define(&text.replace("RULE", rule)).unwrap(),
            &data,
            context,
        )
    };
    let context = Context {
        groups: Some(&regencies),
        graph: None,
    };
    let missing = with("none", &context).unwrap();
    close(missing.score[2].unwrap(), 0.5);
    close(missing.missing_share[2], 1.0 / 3.0);
    let mean = with("mean", &context).unwrap();
    close(mean.score[2].unwrap(), 0.5);
    close(mean.missing_share[2], 1.0 / 3.0);
    let median = with("group-median", &context).unwrap();
    close(median.score[2].unwrap(), 1.3 / 3.0);
    assert!(median.findings.iter().any(|f| f.check == "index-imputed"));
    // half of the data or more is not made up
    let two = text
        .replace(", { code = \"c\", good = \"high\" }", "")
        .replace("RULE", "mean");
    let scores = score(&define(&two).unwrap(), &data, &context).unwrap();
    assert_eq!((scores.score[2], scores.missing_share[2]), (None, 0.5));
    let error = with("neighbours", &context).unwrap_err();
    assert!(error.what.contains("from neighbours"), "{error}");
    let error = with("group-mean", &Context::default()).unwrap_err();
    assert!(error.what.contains("by group"), "{error}");
}

#[test]
fn steps_are_logged_in_their_order_with_what_came_of_them() {
    let definition = define(
        "good = \"high\"\nsteps = [\"impute\", \"denominate\", \"screen\", \"treat\"]\navailable = 0.5\ntreat = {}\nimpute = { method = \"mean\" }\nnormalise = { method = \"min-max\" }\nweigh = \"critic\"\nindicators = [{ code = \"a\", good = \"high\", denominator = \"n\" }, { code = \"b\", good = \"low\" }, { code = \"c\", good = \"high\" }]",
    )
    .unwrap();
    let column = |k: f64| {
        (0..30)
            .map(|i| Some(f64::from(i % 7) + k * f64::from(i)))
            .collect::<Vec<_>>()
    };
    let (a, mut b, n) = (column(1.0), column(0.1), vec![Some(2.0); 30]);
    b[3] = Some(1000.0);
    b[4] = None;
    let data = frame(&[("a", &a), ("b", &b), ("c", &a), ("n", &n)]);
    let scores = score(&definition, &data, &Context::default()).unwrap();
    let steps: Vec<&str> = scores.log.iter().map(|step| step.step).collect();
    assert_eq!(
        steps,
        [
            "impute",
            "denominate",
            "screen",
            "treat",
            "normalise",
            "weigh",
            "aggregate"
        ]
    );
    assert_eq!(scores.log[0].results["b"], 1);
    assert_eq!(scores.log[1].results["a"], "n");
    // the mean that fills the gap is far out too, for it was taken with the outlier
    assert_eq!(scores.log[3].results["b"]["moved"], 2);
    let weights = scores.log[5].results[0]["weights"].as_object().unwrap();
    close(weights.values().map(|w| w.as_f64().unwrap()).sum(), 1.0);
}

#[test]
fn judgements_weigh_and_contradictions_are_told() {
    let text = |matrix: &str| {
        format!(
            "good = \"high\"\nweigh = \"ahp\"\nindicators = [{{ code = \"a\", good = \"high\" }}, {{ code = \"b\", good = \"high\" }}, {{ code = \"c\", good = \"high\" }}]\n[judgements]\nparts = [\"c\", \"a\", \"b\"]\nmatrix = {matrix}\n"
        )
    };
    let data = frame(&[
        ("a", &[Some(1.0)]),
        ("b", &[Some(0.0)]),
        ("c", &[Some(0.0)]),
    ]);
    let sound = define(&text("[[1, 0.5, 3], [2, 1, 6], [0.333, 0.1667, 1]]")).unwrap();
    let scores = score(&sound, &data, &Context::default()).unwrap();
    assert!((scores.score[0].unwrap() - 0.6).abs() < 1e-3);
    let odd = define(&text("[[1, 9, 0.1111], [0.1111, 1, 9], [9, 0.1111, 1]]")).unwrap();
    let scores = score(&odd, &data, &Context::default()).unwrap();
    assert!(scores.findings.iter().any(|f| f.check == "ahp-consistency"));
    let error = define(&text("[[1, 0.5, 3], [2, 1, 6], [3, 0.1667, 1]]")).unwrap_err();
    assert!(
        error
            .what
            .contains("\"c\" against \"b\" is 3, and \"b\" against \"c\" is 3"),
        "{error}"
    );
    assert!(error.place.row.is_some());
    let error = define(&text("[[1, 0.5], [2, 1]]")).unwrap_err();
    assert!(error.what.contains("no 3 by 3 matrix"), "{error}");
}

#[test]
fn what_a_step_lacks_is_refused() {
    let base = "good = \"high\"\nnormalise = { method = \"min-max\" }\nindicators = [{ code = \"a\", good = \"high\" }, { code = \"b\", good = \"high\" }]\n";
    for (more, what) in [
        ("weigh = \"ahp\"", "weighed by AHP without judgements"),
        (
            "aggregate = \"generalised\"",
            "`power` belongs to the generalised mean",
        ),
        (
            "aggregate = \"generalised\"\npower = 0.0",
            "`power` belongs to the generalised mean",
        ),
        ("compromise = 0.5", "`compromise` is only for vikor"),
        ("aggregate = \"inverted\"", "needs the ends of the scale"),
        (
            "steps = [\"treat\", \"treat\"]",
            "the step \"treat\" comes twice",
        ),
        (
            "steps = []\navailable = 0.5",
            "the step \"screen\" is asked for",
        ),
        (
            "impute = { method = \"mean\", group = \"g\" }",
            "`group` is only for",
        ),
        ("table = \"x.csv\"", "the parts come from `table`"),
        (
            "people = { poor = 0.3 }",
            "`cutoff` and `people.poor` belong together",
        ),
    ] {
        let error = define(&format!("{more}\n{base}")).unwrap_err();
        assert!(error.what.contains(what), "{more}: {error}");
    }
    let error = define("good = \"high\"\n").unwrap_err();
    assert!(error.what.contains("lacks [[indicators]]"), "{error}");
    let constant = frame(&[
        ("a", &[Some(1.0); 3]),
        ("b", &[Some(1.0), Some(2.0), Some(3.0)]),
    ]);
    let weighed = define(&format!(
        "weigh = \"pca\"\n{}",
        base.replace("min-max", "none")
    ))
    .unwrap();
    let error = score(&weighed, &constant, &Context::default()).unwrap_err();
    assert!(
        error.what.contains("\"a\" is the same in every unit"),
        "{error}"
    );
}

#[test]
fn the_two_tables_of_coinr_are_read() {
    let folder = tempfile::tempdir().unwrap();
    let write = |text: &str| {
        let file = folder.path().join("meta.csv");
        std::fs::write(&file, text).unwrap();
        Definition::load("meta.csv", folder.path())
    };
    let text = "Level,iCode,Parent,Direction,Weight,Type\n1,a,D,1,1,Indicator\n1,b,D,-1,3,Indicator\n2,D,X,1,1,Aggregate\n3,X,NA,1,1,Aggregate\nNA,g,NA,NA,NA,Group\n";
    let definition = write(text).unwrap();
    assert_eq!(definition.name, "meta");
    assert_eq!(
        (definition.dimensions.len(), definition.indicators.len()),
        (1, 2)
    );
    let data = frame(&[
        ("a", &[Some(0.0), Some(1.0)]),
        ("b", &[Some(0.0), Some(4.0)]),
    ]);
    let scores = score(&definition, &data, &Context::default()).unwrap();
    assert_eq!(scores.score, [Some(75.0), Some(25.0)]);
    let other = write(&text.replace(",3,Ind", ",4,Ind")).unwrap();
    assert_ne!(other.version, definition.version);
    for (from, to, what, row) in [
        (
            "b,D,-1",
            "b,E,-1",
            "\"b\" is part of \"E\", which is no dimension",
            Some(3),
        ),
        (
            "D,X,1,1,Agg",
            "D,D,1,1,Agg",
            "\"D\" is part of itself",
            Some(4),
        ),
        ("X,NA", "X,D", "\"D\" is part of itself", Some(4)),
        (
            "1,b,D,-1,3",
            "1,b,D,2,3",
            "a direction is 1 or -1, not 2",
            Some(3),
        ),
        ("1,b,D,-1,3", "1,b,D,-1,x", "\"x\" is no number", Some(3)),
        (
            "1,a,D,1,1",
            "1,b,D,1,1",
            "the code \"b\" is used twice",
            Some(3),
        ),
        ("Parent", "Ancestor", "lacks a column", None),
    ] {
        let error = write(&text.replacen(from, to, 1)).unwrap_err();
        assert!(error.what.contains(what), "{error}");
        assert_eq!(error.place.row, row, "{error}");
    }
}

#[test]
fn other_means_and_scales_work_end_to_end() {
    let data = frame(&[
        ("a", &[Some(5.0), Some(7.0), Some(8.0), Some(7.0)]),
        ("b", &[Some(8.0), Some(6.0), Some(8.0), Some(4.0)]),
        ("c", &[Some(4.0), Some(8.0), Some(6.0), Some(6.0)]),
    ]);
    let of = |how: &str, scale: &str| {
        let definition = define(&format!(
            "good = \"high\"\naggregate = \"{how}\"\nnormalise = {{ method = \"{scale}\" }}\nindicators = [{{ code = \"a\", good = \"high\", weight = 0.3 }}, {{ code = \"b\", good = \"high\", weight = 0.4 }}, {{ code = \"c\", good = \"high\", weight = 0.3 }}]"
        ))
        .unwrap();
        score(&definition, &data, &Context::default()).unwrap()
    };
    // Tzeng and Huang (2011)
    let topsis = of("topsis", "vector");
    for (value, wanted) in topsis.score.iter().zip([0.5037, 0.6581, 0.7482, 0.3340]) {
        assert!((value.unwrap() - wanted).abs() < 5e-5);
    }
    assert_eq!(of("vikor", "none").rank.len(), 4);
    let copeland = of("copeland", "percentile");
    assert_eq!(copeland.score.iter().flatten().sum::<f64>(), 0.0);
}
