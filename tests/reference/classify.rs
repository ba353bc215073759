//! Classes of mapclassify and of GeoDa, on real layers.

use crate::layers::{agree, layers};
use kawasan::space::classify::{Scheme, classify};

#[test]
fn bounds_counts_and_fit_are_mapclassify_s() {
    for layer in layers() {
        let expected = &layer.classify;
        for (key, scheme) in [
            ("quantiles5", Scheme::Quantile),
            ("equal5", Scheme::EqualInterval),
            ("fisher_jenks5", Scheme::FisherJenks),
            ("headtail", Scheme::HeadTail),
            ("stdmean", Scheme::StandardDeviation),
            ("maxbreaks5", Scheme::MaximumBreaks),
            ("box", Scheme::BoxPlot),
            ("percentiles", Scheme::Percentiles),
        ] {
            let ours = classify(&layer.y(), scheme, 5).unwrap();
            let theirs = &expected[key];
            let bins = theirs["bins"].as_array().unwrap();
            assert_eq!(ours.bounds.len(), bins.len(), "{}", layer.says(key));
            for (end, bin) in ours.bounds.iter().zip(bins) {
                agree(*end, bin.as_f64().unwrap(), 1e-12, &layer.says(key));
            }
            assert_eq!(
                serde_json::json!(ours.counts),
                theirs["counts"],
                "{}",
                layer.says(key)
            );
            agree(
                ours.adcm,
                theirs["adcm"].as_f64().unwrap(),
                1e-12,
                &layer.says(key),
            );
        }
    }
}

/// GeoDa names the least value of each class but the first, and searches where we find: on columbus it found the best.
#[test]
fn natural_breaks_are_never_worse_than_geoda_s() {
    for layer in layers() {
        let expected = &layer.classify;
        let theirs: Vec<f64> =
            serde_json::from_value(expected["pygeoda_natural5"].clone()).unwrap();
        let y = layer.y();
        let ours = classify(&y, Scheme::FisherJenks, 5).unwrap();
        let least = |class: usize| {
            let members = y.iter().filter(|&&v| ours.of(v) == class);
            members.copied().fold(f64::INFINITY, f64::min)
        };
        let starts: Vec<f64> = (1..5).map(least).collect();
        let squares = |starts: &[f64]| {
            let of = |v: f64| starts.partition_point(|&start| start <= v);
            let class = |c: usize| {
                let members: Vec<f64> = y.iter().copied().filter(|&v| of(v) == c).collect();
                let mean = members.iter().sum::<f64>() / members.len() as f64;
                members.iter().map(|v| (v - mean).powi(2)).sum::<f64>()
            };
            (0..5).map(class).sum::<f64>()
        };
        assert!(squares(&starts) <= squares(&theirs) * (1.0 + 1e-12));
        if layer.says("") == "columbus: " {
            assert_eq!(starts, theirs);
        }
    }
}
