//! The embedded study through the rooms a run goes through: what was planted is found again.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]

use crate::base::finding::Severity;
use crate::base::model::Level;
use crate::base::study::{self, LoadedStudy};
use crate::input::{geometry, join, read};
use crate::space::coverage::Coverage;
use crate::space::graph::{Contiguity, contiguity};
use crate::space::stats::fdr::benjamini_hochberg;
use crate::space::stats::{Alternative, Cluster, Transform, getis_star};
use crate::welfare::index::{Context, Definition, score};
use std::collections::BTreeMap;
use std::path::Path;

#[test]
fn every_row_is_accounted_for_and_planted_groups_are_hot_spots() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/contoh/study.toml");
    let loaded: LoadedStudy = study::load(&file, &[]).unwrap();
    let spec = &loaded.study.boundaries;
    let mut findings = Vec::new();
    let mut features = read::boundary::read(&loaded.resolve(&spec.path), &mut findings).unwrap();
    let repairs = geometry::repair(&mut features, &|i| i.to_string(), &mut findings);
    assert_eq!((repairs.features, repairs.invalid), (300, 0));
    let villages = join::villages(features, spec, &mut findings).unwrap();
    let hierarchy = join::hierarchy(&villages, spec, &mut findings).unwrap();
    let warnings: Vec<_> = findings
        .iter()
        .filter(|f| f.severity == Severity::Warning)
        .collect();
    assert!(warnings.is_empty(), "{warnings:?}");
    let mut frames = Vec::new();
    for (table, [rows, unmatched]) in
        loaded
            .study
            .tables
            .iter()
            .zip([[275, 2], [300, 0], [2, 0], [300, 0], [20, 0]])
    {
        let columns = table.code.iter().flat_map(|code| code.columns().to_vec());
        let text: Vec<String> = columns.chain(table.name.clone()).collect();
        let read = read::table::read(
            &loaded.resolve(&table.path),
            None,
            &text,
            &read::Door::default(),
            &mut findings,
        )
        .unwrap();
        let units = join::Units::of(&villages, &hierarchy, table.level);
        let joined = join::attach(
            &units,
            read,
            table,
            &loaded.study.codes,
            loaded.base(),
            &mut findings,
        )
        .unwrap();
        let it = joined.accounting;
        assert_eq!((it.rows, it.unmatched, it.ambiguous), (rows, unmatched, 0));
        frames.push(joined.frame);
    }
    let scores = score(
        &Definition::load("idm-2016", Path::new("")).unwrap(),
        &frames[0],
        &Context::default(),
    )
    .unwrap();
    let kelurahan = scores.need.iter().filter(|need| need.is_none()).count();
    assert_eq!(kelurahan, 27);

    let keep: Vec<bool> = scores.need.iter().map(Option::is_some).collect();
    let need: Vec<f64> = scores.need.into_iter().flatten().collect();
    let coverage = Coverage::build(&villages.layer.geometry, villages.layer.measure);
    let (graph, kept) = contiguity(&coverage, Contiguity::Queen, 0.0).subset(&keep);
    let local = getis_star(&need, &graph, Transform::Binary, 999, 1).unwrap();
    let q = benjamini_hochberg(local.p(Alternative::TwoSided));
    let clusters = local.clusters(&q, loaded.study.hotspots.as_ref().unwrap().fdr);
    let spot: BTreeMap<&str, Cluster> = kept
        .iter()
        .zip(clusters)
        .map(|(&v, cluster)| (villages.layer.codes[v as usize].as_str(), cluster))
        .collect();
    let mut groups: BTreeMap<usize, Vec<Cluster>> = BTreeMap::new();
    let truth = std::fs::read_to_string(loaded.base().join("truth.csv")).unwrap();
    for row in csv::Reader::from_reader(truth.as_bytes()).records() {
        let row = row.unwrap();
        if &row[0] == "hot" {
            let group = groups.entry(row[1].parse().unwrap()).or_default();
            group.push(spot[row[2].replace('.', "").as_str()]);
        }
    }
    for (group, members) in &groups {
        let hot = members.iter().filter(|&&it| it == Cluster::HotSpot).count();
        assert!(hot * 5 >= 2 * members.len(), "group {group}: {members:?}");
    }
    assert_eq!(groups.len(), 3);
    assert_eq!(hierarchy.level(Level::Regency).unwrap().codes.len(), 2);
}
