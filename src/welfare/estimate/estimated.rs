//! What is said of an area, whatever model said it.

/// What an area's estimate is made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Direct estimate and model.
    Modelled,
    /// The model alone.
    Synthetic,
    /// A rate drawn to that of all, or of those around.
    Shrunk,
    /// Nothing: a covariate is missing, or nobody lives there.
    None,
}

impl Kind {
    /// The word in tables.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Modelled => "modelled",
            Self::Synthetic => "synthetic",
            Self::Shrunk => "shrunk",
            Self::None => "none",
        }
    }
}

/// What is said of one area.
#[derive(Debug, Clone, Copy)]
pub struct Estimated {
    /// What was observed.
    pub direct: Option<f64>,
    /// The variance of its error.
    pub variance: Option<f64>,
    /// Before it meets a published figure.
    pub estimate: Option<f64>,
    /// Mean squared error of the estimate.
    pub mse: Option<f64>,
    /// The share of the direct estimate.
    pub gamma: Option<f64>,
    /// Standardised.
    pub residual: Option<f64>,
    /// What it is made of.
    pub kind: Kind,
    /// After it met the published figure.
    pub benchmarked: Option<f64>,
    /// The published figure over what the estimates came to.
    pub factor: Option<f64>,
}

/// How many rates were drawn all the way to what they are drawn to: nothing between them was found but chance, and their errors say nothing.
pub fn drawn_all_the_way(rows: &[Estimated]) -> usize {
    let shrunk = rows.iter().filter(|row| row.kind == Kind::Shrunk);
    shrunk.filter(|row| row.gamma == Some(0.0)).count()
}

impl Estimated {
    /// A row that says nothing yet.
    pub const EMPTY: Self = Self {
        direct: None,
        variance: None,
        estimate: None,
        mse: None,
        gamma: None,
        residual: None,
        kind: Kind::None,
        benchmarked: None,
        factor: None,
    };

    /// What goes on to villages and layers.
    pub fn last(&self) -> Option<f64> {
        self.benchmarked.or(self.estimate)
    }
}
