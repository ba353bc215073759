//! An indicator and the values that may stand in it.

use crate::welfare::index::normalise::Scale;

/// Values seen in a column that has few of them: normalised and raw, sorted.
type Grid = Vec<(f64, f64)>;

/// An indicator.
pub struct Leaf {
    pub code: String,
    /// n values before normalising, NaN where missing or beyond the goalposts.
    pub raw: Vec<f64>,
    /// n values after it.
    pub value: Vec<f64>,
    /// Indicators with the same rule have the same number.
    pub kin: usize,
    /// Rows and values that lie beyond its goalposts.
    pub beyond: Vec<(usize, f64)>,
    scale: Scale,
    /// Values of a graded column; `None` for one with many values.
    grid: Option<Grid>,
    /// How often each value of the grid is there.
    counts: Vec<usize>,
    /// Values of all graded columns of its kin.
    kin_grid: Grid,
    ends: [f64; 2],
    whole: bool,
}

/// A value that would do, and whether its own column holds it elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Legal {
    pub raw: f64,
    pub own: bool,
}

/// A column is graded when it has at most so many values, and at least four rows to each.
const GRADES: usize = 32;

impl Leaf {
    /// A leaf from its n values before and after normalising.
    pub fn new(
        code: String,
        kin: usize,
        raw: Vec<f64>,
        value: Vec<f64>,
        scale: Scale,
        beyond: Vec<(usize, f64)>,
    ) -> Self {
        let mut grid = Some(Grid::new());
        let mut counts = Vec::new();
        let there = || (value.iter().zip(&raw)).filter(|(v, _)| !v.is_nan());
        for (&v, &x) in there() {
            let Some(seen) = &mut grid else { break };
            let place = seen.partition_point(|(other, _)| *other < v);
            if seen.get(place).is_none_or(|(other, _)| *other != v) {
                seen.insert(place, (v, x));
                counts.insert(place, 0);
            }
            counts[place] += 1;
            if seen.len() > GRADES {
                grid = None;
            }
        }
        let grid = grid.filter(|grid| 4 * grid.len() <= raw.len());
        let least = there().fold(f64::INFINITY, |least, (_, x)| least.min(*x));
        let most = there().fold(f64::NEG_INFINITY, |most, (_, x)| most.max(*x));
        let ends = match scale {
            Scale::Line { low, high, .. } => [low.unwrap_or(least), high.unwrap_or(most)],
            Scale::Place => [least, most],
        };
        Self {
            code,
            kin,
            beyond,
            scale,
            grid,
            counts,
            kin_grid: Grid::new(),
            ends,
            whole: there().all(|(_, x)| x.fract() == 0.0),
            raw,
            value,
        }
    }

    /// How much likelier one value is than another, by how often a graded column has them; 1 for others.
    pub fn odds(&self, one: f64, other: f64) -> f64 {
        let Some(grid) = &self.grid else { return 1.0 };
        let often = |x: f64| {
            let place = grid.iter().position(|(_, raw)| *raw == x);
            place.map_or(0.5, |place| self.counts[place] as f64 + 0.5)
        };
        often(one) / often(other)
    }

    /// Whether the value of a row lies beyond the goalposts.
    pub fn is_beyond(&self, i: usize) -> bool {
        self.beyond
            .binary_search_by_key(&i, |(row, _)| *row)
            .is_ok()
    }

    /// A value whose normalised one lies between these; `None` when no such value may stand in the column.
    pub fn legal(&self, [low, high]: [f64; 2]) -> Option<Legal> {
        let seen = |grid: &Grid| {
            let place = grid.partition_point(|(v, _)| *v < low);
            grid.get(place).filter(|(v, _)| *v <= high).map(|(_, x)| *x)
        };
        if let Some(grid) = &self.grid {
            let own = seen(grid).map(|raw| Legal { raw, own: true });
            return own.or_else(|| seen(&self.kin_grid).map(|raw| Legal { raw, own: false }));
        }
        let Scale::Line {
            slope, intercept, ..
        } = self.scale
        else {
            return None;
        };
        let (a, b) = ((low - intercept) / slope, (high - intercept) / slope);
        let (a, b) = (a.min(b).max(self.ends[0]), a.max(b).min(self.ends[1]));
        let middle = 0.5 * (a + b);
        let raw = if self.whole { middle.round() } else { middle };
        let near = |x: f64| x >= a - 1e-9 * a.abs() && x <= b + 1e-9 * b.abs();
        (a <= b && near(raw)).then_some(Legal { raw, own: true })
    }
}

/// Values seen in any graded column of the same rule may be meant in each of them.
pub fn share_grids(leaves: &mut [Leaf], kins: usize) {
    for kin in 0..kins {
        let grids = leaves.iter().filter(|leaf| leaf.kin == kin);
        let mut all: Grid = grids
            .filter_map(|leaf| leaf.grid.as_ref())
            .flatten()
            .copied()
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.dedup_by(|a, b| a.0 == b.0);
        for leaf in leaves.iter_mut().filter(|leaf| leaf.kin == kin) {
            leaf.kin_grid = all.clone();
        }
    }
}
