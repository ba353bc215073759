//! The statistics by the names of the command line.

use crate::error::{Error, Result};
use crate::space::graph::Graph;
use crate::space::stats::{self, Global, Local, Transform};
use clap::ValueEnum;

/// What is asked of a column or of several.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Statistic {
    /// Global: do like values meet?
    Moran,
    /// Global: is x high where y is high around it? Values X Y
    BivariateMoran,
    /// Global, for rates, standardised by empirical Bayes. Values EVENTS BASE
    RateMoran,
    /// Global: how much do neighbours differ?
    Geary,
    /// Global: do high values meet high ones?
    Getis,
    /// Global, for 0 and 1: how often do they meet?
    JoinCount,
    /// Global and local: do x and y go together in their surroundings? Values X Y
    Lee,
    /// High-High, Low-Low and outliers
    LocalMoran,
    /// The same for x among y. Values X Y
    LocalBivariateMoran,
    /// The same for rates, standardised by empirical Bayes. Values EVENTS BASE
    LocalRateMoran,
    /// Where neighbours are like or unlike
    LocalGeary,
    /// The same for all the values together
    LocalMultivariateGeary,
    /// Share of the total in the neighbours
    GetisLocal,
    /// Share of the total in the unit and its neighbours: hot and cold spots
    GetisStar,
    /// For 0 and 1: how many neighbours of a 1 are 1
    LocalJoinCount,
    /// Circles with more cases than the people explain (Kulldorff). Values CASES POPULATION
    ScanPoisson,
    /// Circles with a greater share of cases. Values CASES CONTROLS
    ScanBernoulli,
}

/// How many columns make one result.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arity {
    /// Each column by itself.
    One,
    /// Two columns, in their order.
    Two,
    /// All columns together.
    All,
}

/// What a statistic leaves.
pub enum Found {
    /// Of the whole layer; join counts leave three.
    Global(Vec<Global>),
    /// Of each unit; Lee's has a global one too.
    Local(Box<Local>, Option<Global>),
}

impl Statistic {
    /// The word on the command line.
    pub fn word(self) -> String {
        let value = self.to_possible_value();
        value.map_or_else(String::new, |value| value.get_name().to_owned())
    }

    /// Whether it has a result for each unit.
    pub fn is_local(self) -> bool {
        use Statistic::{BivariateMoran, Geary, Getis, JoinCount, Moran, RateMoran};
        let global = matches!(
            self,
            Moran | BivariateMoran | RateMoran | Geary | Getis | JoinCount
        );
        !global && !self.is_scan()
    }

    /// Whether it looks for circles and needs no neighbours.
    pub fn is_scan(self) -> bool {
        matches!(self, Self::ScanPoisson | Self::ScanBernoulli)
    }

    /// Its columns.
    pub fn arity(self) -> Arity {
        use Statistic::{BivariateMoran, Lee, LocalBivariateMoran, LocalRateMoran, RateMoran};
        match self {
            BivariateMoran | RateMoran | Lee | LocalBivariateMoran | LocalRateMoran => Arity::Two,
            Self::ScanPoisson | Self::ScanBernoulli => Arity::Two,
            Self::LocalMultivariateGeary => Arity::All,
            _ => Arity::One,
        }
    }

    /// The transform of the weights: as asked, or the statistic's own.
    ///
    /// # Errors
    /// Rows asked for where only binary weights make sense.
    pub fn transform(self, asked: Option<Transform>) -> Result<Transform> {
        use Statistic::{Getis, GetisLocal, GetisStar, JoinCount, LocalJoinCount};
        match (self, asked) {
            (Getis | JoinCount | LocalJoinCount, Some(Transform::Row)) => Err(Error::study(
                format!("{} counts links, each weighing 1", self.word()),
            )
            .remedy("leave out --transform")),
            (_, Some(asked)) => Ok(asked),
            (Getis | GetisLocal | GetisStar | JoinCount | LocalJoinCount, None) => {
                Ok(Transform::Binary)
            }
            _ => Ok(Transform::Row),
        }
    }

    /// Calculates it from its columns of m values on a graph of m units.
    ///
    /// # Errors
    /// Those of the statistic.
    pub fn of(
        self,
        columns: &[&[f64]],
        graph: &Graph,
        transform: Transform,
        permutations: usize,
        seed: u64,
    ) -> Result<Found> {
        let (x, y) = (columns[0], columns[columns.len() - 1]);
        let (r, s) = (permutations, seed);
        let global = |found: Result<Global>| Ok(Found::Global(vec![found?]));
        let local = |found: Result<Local>| Ok(Found::Local(Box::new(found?), None));
        match self {
            Self::Moran => global(stats::moran(x, graph, transform, r, s)),
            Self::BivariateMoran => global(stats::moran_bivariate(x, y, graph, transform, r, s)),
            Self::RateMoran => global(stats::moran_rate(x, y, graph, transform, r, s)),
            Self::Geary => global(stats::geary(x, graph, transform, r, s)),
            Self::Getis => global(stats::general_g(x, graph, r, s)),
            Self::JoinCount => Ok(Found::Global(stats::join_counts(x, graph, r, s)?.to_vec())),
            Self::Lee => Ok(Found::Local(
                Box::new(stats::local_lee(x, y, graph, transform, r, s)?),
                Some(stats::lee(x, y, graph, transform, r, s)?),
            )),
            Self::LocalMoran => local(stats::local_moran(x, graph, transform, r, s)),
            Self::LocalBivariateMoran => {
                local(stats::local_moran_bivariate(x, y, graph, transform, r, s))
            }
            Self::LocalRateMoran => local(stats::local_moran_rate(x, y, graph, transform, r, s)),
            Self::LocalGeary => local(stats::local_geary(x, graph, transform, r, s)),
            Self::LocalMultivariateGeary => local(stats::local_geary_multivariate(
                columns, graph, transform, r, s,
            )),
            Self::GetisLocal => local(stats::getis_local(x, graph, transform, r, s)),
            Self::GetisStar => local(stats::getis_star(x, graph, transform, r, s)),
            Self::LocalJoinCount => local(stats::local_join_count(x, graph, r, s)),
            Self::ScanPoisson | Self::ScanBernoulli => Err(Error::engine("a scan has no graph")),
        }
    }
}
