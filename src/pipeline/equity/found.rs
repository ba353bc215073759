//! Every measure of a column, of all and in parts.

use super::groups::Groups;
use super::subject::{Subject, unit_of};
use crate::base::finding::Finding;
use crate::base::study::Equity;
use crate::error::Result;
use crate::pipeline::inputs::Inputs;
use crate::space::graph::{Graph, Link, LinkKind};
use crate::space::stats::spatial_gini;
use crate::welfare::equity::{
    Curve, Measure, Share, Undefined, concentration, curve, decompose, thin,
};
use std::collections::BTreeSet;

/// A measure of a column by some groups.
pub struct Row {
    pub column: String,
    pub year: Option<i32>,
    pub units: &'static str,
    pub measure: String,
    pub epsilon: Option<f64>,
    /// The groups; `all` without any.
    pub by: String,
    pub value: Option<f64>,
    pub between: Option<f64>,
    pub within: Option<f64>,
    pub residual: Option<f64>,
    /// Units that count.
    pub n: usize,
    /// Units without a value, and those with one but without a weight.
    pub missing: usize,
    pub unweighted: usize,
    /// Units that count and have 0.
    pub zeros: usize,
    pub p: Option<f64>,
    /// Why there is no value.
    pub why: Option<&'static str>,
    /// Code, name and share of each group.
    pub groups: Vec<(String, String, Share)>,
}

impl Row {
    fn new(subject: &Subject, measure: &str, by: &str) -> Self {
        let (known, x, _) = subject.known();
        let missing = subject.x.iter().filter(|x| x.is_none()).count();
        Self {
            column: subject.column.clone(),
            year: subject.year,
            units: subject.level.as_str(),
            measure: measure.to_owned(),
            epsilon: None,
            by: by.to_owned(),
            value: None,
            between: None,
            within: None,
            residual: None,
            n: known.len(),
            missing,
            unweighted: subject.x.len() - missing - known.len(),
            zeros: x.iter().filter(|x| **x == 0.0).count(),
            p: None,
            why: None,
            groups: Vec::new(),
        }
    }
}

/// Each measure of all, then by each kind of groups.
pub fn every(measures: &[Measure], subject: &Subject, groups: &[Groups]) -> Vec<Row> {
    let (known, x, w) = subject.known();
    let mut rows = Vec::new();
    for &measure in measures {
        let mut row = Row::new(subject, measure.as_str(), "all");
        row.epsilon = measure.epsilon();
        match measure.of(&x, &w) {
            Ok(value) => row.value = Some(value),
            Err(why) => row.why = Some(why.as_str()),
        }
        rows.push(row);
        // the coefficient itself has no parts, its square has
        let groups = groups.iter().filter(|_| measure != Measure::Cv);
        for groups in groups {
            let of: Vec<u32> = known.iter().map(|&i| groups.of[i]).collect();
            let mut row = Row::new(subject, measure.as_str(), groups.by);
            row.epsilon = measure.epsilon();
            match decompose(measure, &x, &w, &of, groups.named.len()) {
                Ok(parts) => {
                    row.value = Some(parts.total);
                    (row.between, row.within) = (parts.between, parts.within);
                    row.residual = parts.residual;
                    let named = groups.named.iter().zip(parts.groups);
                    let named = named.filter(|(_, share)| share.n > 0);
                    row.groups = named
                        .map(|((code, name), share)| (code.clone(), name.clone(), share))
                        .collect();
                }
                Err(why) => row.why = Some(Undefined::as_str(why)),
            }
            rows.push(row);
        }
    }
    rows
}

/// The concentration index of a column, by the column that ranks.
pub fn concentrated(subject: &Subject) -> Option<Row> {
    let (name, _) = subject.rank.as_ref()?;
    let (x, w, rank) = ranked(subject)?;
    let mut row = Row::new(subject, "concentration", name);
    row.n = x.len();
    row.missing = subject.x.len() - row.unweighted - row.n;
    row.value = concentration(&x, &w, &rank, subject.falling);
    Some(row)
}

/// Amounts, weights and ranks of units that have all three.
fn ranked(subject: &Subject) -> Option<(Vec<f64>, Vec<f64>, Vec<f64>)> {
    let (_, rank) = subject.rank.as_ref()?;
    let (known, x, w) = subject.known();
    let mut all = (Vec::new(), Vec::new(), Vec::new());
    for ((i, x), w) in known.iter().zip(x).zip(w) {
        if let Some(rank) = rank[*i] {
            all.0.push(x);
            all.1.push(w);
            all.2.push(rank);
        }
    }
    (!all.0.is_empty()).then_some(all)
}

/// A curve of a column.
pub struct Line {
    pub column: String,
    pub year: Option<i32>,
    /// The column that ranks; the column itself for the Lorenz curve.
    pub rank_by: String,
    /// Gini, or the concentration index.
    pub index: f64,
    pub points: Curve,
}

/// Points of a curve beyond which it is drawn at equal steps.
const POINTS: usize = 100;

/// The Lorenz curve of each column, and its concentration curve.
pub fn curves(subjects: &[Subject]) -> Vec<Line> {
    let mut lines = Vec::new();
    for subject in subjects {
        let mut push = |rank_by: &str, index: Option<f64>, points: Curve| {
            if let Some(index) = index {
                lines.push(Line {
                    column: subject.column.clone(),
                    year: subject.year,
                    rank_by: rank_by.to_owned(),
                    index,
                    points: thin(&points, POINTS),
                });
            }
        };
        let (_, x, w) = subject.known();
        let gini = Measure::Gini.of(&x, &w).ok();
        push(&subject.column, gini, curve(&x, &w, &x, false));
        if let (Some((name, _)), Some((x, w, rank))) = (&subject.rank, ranked(subject)) {
            let index = concentration(&x, &w, &rank, subject.falling);
            push(name, index, curve(&x, &w, &rank, subject.falling));
        }
    }
    lines
}

/// The spatial Gini of a column among the units that have a value, links as of the study's neighbours; regions are neighbours where villages are.
pub fn spatial(
    spec: &Equity,
    seed: u64,
    subject: &Subject,
    inputs: &Inputs,
    graph: &Graph,
    findings: &mut Vec<Finding>,
) -> Result<Option<Row>> {
    let n = inputs.villages.layer.codes.len();
    let of = unit_of(&inputs.hierarchy, subject.level, n);
    let pairs: BTreeSet<(u32, u32)> = graph
        .all_links()
        .map(|link| (of[link.from as usize], of[link.to as usize]))
        .collect();
    let links = pairs.into_iter().map(|(from, to)| Link {
        from,
        to,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Given,
    });
    let graph = Graph::from_links(subject.x.len(), links.collect());
    let keep: Vec<bool> = subject.x.iter().map(Option::is_some).collect();
    let (graph, _) = graph.subset(&keep);
    let y: Vec<f64> = subject.x.iter().flatten().copied().collect();
    let mut row = Row::new(subject, "spatial-gini", "neighbours");
    (row.n, row.unweighted) = (y.len(), 0);
    match spatial_gini(&y, &graph, spec.permutations, seed) {
        Ok(found) => {
            row.value = Some(found.gini);
            (row.between, row.within) = (Some(found.others), Some(found.neighbours));
            row.residual = Some(0.0);
            row.p = found.permuted.map(|tails| tails.p_two_sided());
        }
        Err(error) => {
            findings.push(
                Finding::warning(
                    "equity-undefined",
                    format!("spatial-gini has no value: {}", error.what),
                )
                .column(&subject.column),
            );
            return Ok(None);
        }
    }
    Ok(Some(row))
}

/// The first value in a line for people.
pub fn first(rows: &[Row]) -> Option<String> {
    let row = rows.iter().find(|row| row.value.is_some())?;
    let value = row.value?;
    let share = rows.iter().find(|other| {
        other.measure == "theil-t" && other.by != "all" && other.column == row.column
    });
    let share = share.and_then(|r| Some((r.by.as_str(), r.between? / r.value?)));
    let share = share.map_or(String::new(), |(by, share)| {
        format!("; {:.0} % of Theil T between {by} groups", share * 100.0)
    });
    Some(format!(
        "{} of {} {value:.4}{share}",
        row.measure, row.column
    ))
}
