//! A linear or mixed-integer program: least cost over bounded columns that keep the rows.

/// A row: least <= sum of terms <= most.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Column and coefficient, each column at most once.
    pub terms: Vec<(u32, f64)>,
    /// May be minus infinity.
    pub least: f64,
    /// May be infinity.
    pub most: f64,
}

/// n columns with finite bounds and k rows; least cost is sought.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Program {
    /// n costs.
    pub cost: Vec<f64>,
    /// n lower bounds, finite.
    pub lower: Vec<f64>,
    /// n upper bounds, finite.
    pub upper: Vec<f64>,
    /// n marks of columns that must be whole.
    pub whole: Vec<bool>,
    /// k rows.
    pub rows: Vec<Row>,
}

/// A row may be missed by this share of its terms: rounding, not choice.
const ROUNDING: f64 = 1e-9;

impl Program {
    /// Adds a column and gives its place.
    pub fn column(&mut self, cost: f64, lower: f64, upper: f64, whole: bool) -> u32 {
        self.cost.push(cost);
        self.lower.push(lower);
        self.upper.push(upper);
        self.whole.push(whole);
        self.cost.len() as u32 - 1
    }

    /// Adds a row.
    pub fn row(&mut self, terms: Vec<(u32, f64)>, least: f64, most: f64) {
        self.rows.push(Row { terms, least, most });
    }

    /// The cost of a point.
    pub fn cost_of(&self, values: &[f64]) -> f64 {
        self.cost.iter().zip(values).map(|(c, x)| c * x).sum()
    }

    /// Whether a point keeps bounds, whole columns and rows, but for rounding.
    pub fn keeps(&self, values: &[f64]) -> bool {
        let columns = (0..self.cost.len()).all(|j| {
            let (x, slack) = (values[j], ROUNDING * (1.0 + values[j].abs()));
            let inside = x >= self.lower[j] - slack && x <= self.upper[j] + slack;
            inside && (!self.whole[j] || x == x.round())
        });
        columns
            && self.rows.iter().all(|row| {
                let parts = row.terms.iter().map(|&(j, a)| a * values[j as usize]);
                let (sum, size) = parts.fold((0.0, 1.0), |(s, m), part| (s + part, m + part.abs()));
                sum >= row.least - ROUNDING * size && sum <= row.most + ROUNDING * size
            })
    }

    /// A bound below the cost of every point within `lower` to `upper` that keeps the rows, whatever the multipliers: each row is priced
    /// at the side it presses on and each column takes its better end (weak duality), less the rounding of the sum. O(terms).
    pub fn bound_of(&self, lower: &[f64], upper: &[f64], multipliers: &[f64]) -> f64 {
        self.priced(&self.cost, lower, upper, multipliers)
    }

    /// Whether multipliers prove that no point within `lower` to `upper` keeps the rows: at no cost at all the bound is above 0.
    pub fn none_by(&self, lower: &[f64], upper: &[f64], multipliers: &[f64]) -> bool {
        let free = vec![0.0; self.cost.len()];
        self.priced(&free, lower, upper, multipliers) > 1e-9
    }

    fn priced(&self, cost: &[f64], lower: &[f64], upper: &[f64], multipliers: &[f64]) -> f64 {
        let mut reduced = cost.to_vec();
        let (mut sum, mut size, mut count) = (0.0, 0.0, 0_usize);
        for (row, &y) in self.rows.iter().zip(multipliers) {
            let side = if y > 0.0 { row.least } else { row.most };
            // an open side cannot press
            if y == 0.0 || !side.is_finite() || !y.is_finite() {
                continue;
            }
            sum += y * side;
            size += (y * side).abs();
            count += row.terms.len();
            for &(j, a) in &row.terms {
                let j = j as usize;
                reduced[j] -= y * a;
                size += (y * a).abs() * lower[j].abs().max(upper[j].abs());
            }
        }
        for (j, &d) in reduced.iter().enumerate() {
            let end = if d > 0.0 { lower[j] } else { upper[j] };
            sum += d * end;
            size += (d * end).abs();
        }
        // a chain of sums is off by at most its length, in practice by its root
        let length = (count + cost.len()).max(1) as f64;
        sum - f64::EPSILON * length.sqrt() * size
    }

    /// A bound raised to the next cost there can be, where costs are whole numbers of whole columns.
    pub fn raised(&self, bound: f64) -> f64 {
        let whole = (self.cost.iter().zip(&self.whole))
            .all(|(&c, &whole)| c == 0.0 || (whole && c == c.round()));
        if whole { (bound - 1e-6).ceil() } else { bound }
    }

    /// The program that breaks its rows at a price instead: its best cost is above 0 where this one has no point.
    pub(super) fn elastic(&self, lower: &[f64], upper: &[f64]) -> Self {
        let mut elastic = Self {
            cost: vec![0.0; self.cost.len()],
            lower: lower.to_vec(),
            upper: upper.to_vec(),
            whole: vec![false; self.cost.len()],
            rows: self.rows.clone(),
        };
        for i in 0..self.rows.len() {
            let row = &self.rows[i];
            let reach = |&(j, a): &(u32, f64)| {
                a.abs() * lower[j as usize].abs().max(upper[j as usize].abs())
            };
            let ends = [row.least, row.most].into_iter().filter(|e| e.is_finite());
            let most = row.terms.iter().map(reach).sum::<f64>() + ends.map(f64::abs).sum::<f64>();
            for sign in [1.0, -1.0] {
                let j = elastic.column(1.0, 0.0, most, false);
                elastic.rows[i].terms.push((j, sign));
            }
        }
        elastic
    }
}
