//! SKATER of GeoDa and spopt.

use crate::layers::{agree, layers};
use kawasan::plan::region::{skater, standardise, within_ssd};
use std::collections::BTreeMap;

#[test]
fn skater_of_geoda() {
    for layer in layers() {
        let (graph, attributes) = (layer.graph("queen"), layer.attributes());
        for name in [
            "skater_pygeoda",
            "skater_spopt_sqeuclid",
            "skater_floor_pygeoda",
        ] {
            let theirs = &layer.regions[name];
            let regions = theirs["k"].as_u64().unwrap() as usize;
            let amount = theirs["floor"][0]
                .as_str()
                .map(|column| layer.column(column));
            let floor = amount
                .as_deref()
                .map(|a| (a, theirs["floor"][1].as_f64().unwrap()));
            let ours = skater(&graph, &attributes, regions, floor).unwrap();
            let ssd = within_ssd(&standardise(&attributes), &ours);
            let expected = theirs["within_ssd_ddof1"].as_f64().unwrap();
            agree(ssd, expected, 1e-9, &layer.says(name));
            assert_eq!(
                ours,
                by_least_unit(&layer.labels[name]),
                "{}",
                layer.says(name)
            );
        }
    }
}

/// Labels renumbered as ours are: from 0 by their least unit.
fn by_least_unit(labels: &[f64]) -> Vec<u32> {
    let mut numbers = BTreeMap::new();
    labels
        .iter()
        .map(|&label| {
            let next = numbers.len() as u32;
            *numbers.entry(label as i64).or_insert(next)
        })
        .collect()
}
