//! What every local statistic leaves: n units, one value each, and the words for maps.

use super::global::normal_p;
use super::permutation::Tails;
use crate::space::graph::Graph;

/// What a unit is in its surroundings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cluster {
    /// High among high.
    HighHigh,
    /// Low among low.
    LowLow,
    /// High among low.
    HighLow,
    /// Low among high.
    LowHigh,
    /// High values gather here.
    HotSpot,
    /// Low values gather here.
    ColdSpot,
    /// Like its neighbours, but neither high nor low with them.
    OtherPositive,
    /// Like its neighbours in all columns together.
    Positive,
    /// Unlike its neighbours.
    Negative,
    /// Marked, among marked ones.
    Joined,
    /// No more than chance would give.
    NotSignificant,
    /// Nothing to compare with.
    NoNeighbours,
    /// No value.
    Missing,
}

impl Cluster {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::HighHigh => "High-High",
            Self::LowLow => "Low-Low",
            Self::HighLow => "High-Low",
            Self::LowHigh => "Low-High",
            Self::HotSpot => "Hot spot",
            Self::ColdSpot => "Cold spot",
            Self::OtherPositive => "Other positive",
            Self::Positive => "Positive",
            Self::Negative => "Negative",
            Self::Joined => "Cluster",
            Self::NotSignificant => "Not significant",
            Self::NoNeighbours => "No neighbours",
            Self::Missing => "Missing",
        }
    }
}

/// Which p-value is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Alternative {
    /// Twice the smaller one-sided p, at most 1.
    #[default]
    TwoSided,
    /// The statistic is great.
    Greater,
    /// The statistic is small.
    Less,
    /// esda's and GeoDa's historical one-sided pick.
    Directed,
}

/// A local statistic of n units in their order; `None` throughout for a unit without neighbours.
#[derive(Debug, Clone, PartialEq)]
pub struct Local {
    /// The unit's own value; `None` where a statistic has no single one.
    pub value: Vec<Option<f64>>,
    /// Weighted mean (row transform) or sum (binary) of the neighbours' values, the unit itself left out.
    pub lag: Vec<Option<f64>>,
    /// The statistic.
    pub statistic: Vec<Option<f64>>,
    /// Its expectation.
    pub expected: Vec<Option<f64>>,
    /// Its variance; 0 where no draw could change it.
    pub variance: Vec<Option<f64>>,
    /// Standard score; `None` too where the variance is 0.
    pub z: Vec<Option<f64>>,
    /// Permutation p for a great statistic; `None` too without permutations, as the next three.
    pub p_greater: Vec<Option<f64>>,
    /// Permutation p for a small statistic.
    pub p_less: Vec<Option<f64>>,
    /// Twice the smaller of both, at most 1.
    pub p_two_sided: Vec<Option<f64>>,
    /// esda's historical one-sided pick.
    pub p_directed: Vec<Option<f64>>,
    /// The cluster the unit is of if it is significant.
    pub quadrant: Vec<Option<Cluster>>,
}

/// The quadrant of a unit by the side it and its neighbours lie on.
pub(super) fn quadrant(own_high: bool, lag_high: bool) -> Cluster {
    match (own_high, lag_high) {
        (true, true) => Cluster::HighHigh,
        (false, true) => Cluster::LowHigh,
        (false, false) => Cluster::LowLow,
        (true, false) => Cluster::HighLow,
    }
}

/// A column as the own values of its units.
pub(super) fn own(y: &[f64]) -> Vec<Option<f64>> {
    y.iter().copied().map(Some).collect()
}

/// Something of each unit that has neighbours; `None` of the others.
pub(super) fn linked<T>(graph: &Graph, of: impl Fn(usize) -> T) -> Vec<Option<T>> {
    let linked = |i: &usize| graph.degree(*i) > 0;
    (0..graph.n())
        .map(|i| Some(i).filter(linked).map(&of))
        .collect()
}

/// The parts of one unit.
#[derive(Debug, Clone, Copy)]
pub(super) struct Unit {
    pub lag: Option<f64>,
    pub statistic: f64,
    pub expected: f64,
    pub variance: f64,
    pub z: Option<f64>,
    pub tails: Option<Tails>,
    pub quadrant: Cluster,
}

impl Local {
    pub(super) fn new(value: Vec<Option<f64>>, units: &[Option<Unit>]) -> Self {
        let part = |f: &dyn Fn(&Unit) -> f64| units.iter().map(|u| u.as_ref().map(f)).collect();
        let p = |f: &dyn Fn(Tails) -> f64| {
            let tails = units.iter().map(|u| u.as_ref().and_then(|u| u.tails));
            tails.map(|t| t.map(f)).collect()
        };
        Self {
            value,
            lag: units
                .iter()
                .map(|u| u.as_ref().and_then(|u| u.lag))
                .collect(),
            statistic: part(&|u| u.statistic),
            expected: part(&|u| u.expected),
            variance: part(&|u| u.variance),
            z: units.iter().map(|u| u.as_ref().and_then(|u| u.z)).collect(),
            p_greater: p(&Tails::p_greater),
            p_less: p(&Tails::p_less),
            p_two_sided: p(&Tails::p_two_sided),
            p_directed: p(&Tails::p_directed),
            quadrant: units.iter().map(|u| u.map(|u| u.quadrant)).collect(),
        }
    }

    /// The p-values of an alternative: n, `None` for a unit without neighbours.
    pub fn p(&self, alternative: Alternative) -> &[Option<f64>] {
        match alternative {
            Alternative::TwoSided => &self.p_two_sided,
            Alternative::Greater => &self.p_greater,
            Alternative::Less => &self.p_less,
            Alternative::Directed => &self.p_directed,
        }
    }

    /// n p-values from the standard scores under the normal distribution, `None` where there is no score. For few neighbours the
    /// permutations are nearer to the truth.
    pub fn p_normal(&self, alternative: Alternative) -> Vec<Option<f64>> {
        let p = |z: &Option<f64>| z.map(|z| normal_p(z, alternative));
        self.z.iter().map(p).collect()
    }

    /// The cluster of each unit, significant where its `q` (n, such as [`super::fdr::benjamini_hochberg`] gives) is at most `level`.
    pub fn clusters(&self, q: &[Option<f64>], level: f64) -> Vec<Cluster> {
        let units = self.quadrant.iter().zip(q);
        units
            .map(|(quadrant, q)| match (quadrant, q) {
                (None, _) => Cluster::NoNeighbours,
                (Some(quadrant), Some(q)) if *q <= level => *quadrant,
                _ => Cluster::NotSignificant,
            })
            .collect()
    }
}
