//! The dual simplex on a dense table, for programs of up to some thousand columns.
//!
//! Bounded columns make a start without a first phase: each column stands at the bound its cost likes, and rows that are broken are
//! mended one after the other (Lemke 1954, doi:10.1002/nav.3800010107). O(columns x rows) a step.

use super::{Program, Relaxed, Solver};
use crate::error::{Error, Result};

/// Our own simplex.
#[derive(Debug)]
pub struct Simplex;

impl Solver for Simplex {
    fn relax(&self, program: &Program, lower: &[f64], upper: &[f64]) -> Result<Option<Relaxed>> {
        let mut table = Table::new(program, lower, upper);
        Ok(table.solve()?.then(|| table.relaxed()))
    }

    fn effort(&self, program: &Program) -> Option<f64> {
        let rows = program.rows.len() as f64;
        let cells = rows * program.cost.len() as f64;
        (cells <= 4e6).then_some(cells * rows.max(1.0))
    }
}

/// A row may be missed by this much.
const MISS: f64 = 1e-9;
/// No pivot is smaller.
const PIVOT: f64 = 1e-8;

/// Every variable is a column of the program or the sum of a row; the basic ones are sums of the others.
struct Table {
    /// Bounds of the n columns, then of the k sums.
    lower: Vec<f64>,
    upper: Vec<f64>,
    value: Vec<f64>,
    /// The k basic variables, one a table row.
    basic: Vec<usize>,
    /// The n others, one a table column.
    others: Vec<usize>,
    /// k x n.
    table: Vec<f64>,
    /// n reduced costs of the others.
    reduced: Vec<f64>,
    columns: usize,
}

impl Table {
    fn new(program: &Program, lower: &[f64], upper: &[f64]) -> Self {
        let (n, k) = (program.cost.len(), program.rows.len());
        let mut table = vec![0.0; n * k];
        for (row, line) in program.rows.iter().zip(table.chunks_mut(n.max(1))) {
            for &(j, a) in &row.terms {
                line[j as usize] += a;
            }
        }
        let at = |j: usize| {
            if program.cost[j] >= 0.0 {
                lower[j]
            } else {
                upper[j]
            }
        };
        let mut value: Vec<f64> = (0..n).map(at).collect();
        for row in &program.rows {
            value.push(row.terms.iter().map(|&(j, a)| a * value[j as usize]).sum());
        }
        let least = program.rows.iter().map(|row| row.least);
        let most = program.rows.iter().map(|row| row.most);
        Self {
            lower: lower.iter().copied().chain(least).collect(),
            upper: upper.iter().copied().chain(most).collect(),
            value,
            basic: (n..n + k).collect(),
            others: (0..n).collect(),
            table,
            reduced: program.cost.clone(),
            columns: n,
        }
    }

    /// How far a variable is from its bounds: below 0 under its lower, above 0 over its upper.
    fn off(&self, variable: usize) -> f64 {
        let x = self.value[variable];
        let slack = MISS * (1.0 + x.abs());
        if x < self.lower[variable] - slack {
            x - self.lower[variable]
        } else if x > self.upper[variable] + slack {
            x - self.upper[variable]
        } else {
            0.0
        }
    }

    /// Mends rows until none is broken; whether there is a point.
    fn solve(&mut self) -> Result<bool> {
        let size = self.basic.len() + self.columns;
        for step in 0..50 * size + 1000 {
            // the most broken row first; after many steps the least variable, which cannot go in circles
            let careful = step > 10 * size;
            let broken = (0..self.basic.len())
                .map(|r| (r, self.off(self.basic[r])))
                .filter(|(_, off)| *off != 0.0);
            let leaving = if careful {
                broken.min_by_key(|(r, _)| self.basic[*r])
            } else {
                broken.max_by(|a, b| a.1.abs().total_cmp(&b.1.abs()).then(b.0.cmp(&a.0)))
            };
            let Some((r, off)) = leaving else {
                return Ok(true);
            };
            let Some(q) = self.entering(r, off < 0.0, careful) else {
                return Ok(false);
            };
            self.pivot(r, q, off < 0.0);
        }
        Err(Error::engine(
            "the simplex went in circles; the numbers of the program may be too far apart",
        ))
    }

    /// The column that mends row r at the least cost a unit.
    fn entering(&self, r: usize, up: bool, careful: bool) -> Option<usize> {
        let line = &self.table[r * self.columns..(r + 1) * self.columns];
        let mut best: Option<(f64, f64, usize)> = None;
        for (q, &a) in line.iter().enumerate() {
            let variable = self.others[q];
            let a = if up { a } else { -a };
            if a.abs() < PIVOT || self.lower[variable] == self.upper[variable] {
                continue;
            }
            let at_lower = self.value[variable] == self.lower[variable];
            if (a > 0.0) != at_lower {
                continue;
            }
            let next = (self.reduced[q].abs() / a.abs(), a.abs(), q);
            let better = match best {
                None => true,
                Some((ratio, size, other)) => {
                    let same = (next.0 - ratio).abs() <= 1e-12;
                    let first = if careful {
                        variable < self.others[other]
                    } else {
                        next.1 > size
                    };
                    if same { first } else { next.0 < ratio }
                }
            };
            if better {
                best = Some(next);
            }
        }
        best.map(|(_, _, q)| q)
    }

    fn pivot(&mut self, r: usize, q: usize, up: bool) {
        let n = self.columns;
        let (out, into) = (self.basic[r], self.others[q]);
        let target = if up { self.lower[out] } else { self.upper[out] };
        let pivot = self.table[r * n + q];
        let step = (target - self.value[out]) / pivot;
        for (i, &variable) in self.basic.iter().enumerate() {
            self.value[variable] += self.table[i * n + q] * step;
        }
        self.value[into] += step;
        self.value[out] = target;
        let mut line: Vec<f64> = self.table[r * n..(r + 1) * n].to_vec();
        line.iter_mut().for_each(|a| *a /= -pivot);
        line[q] = 1.0 / pivot;
        for (i, row) in self.table.chunks_mut(n).enumerate() {
            let a = row[q];
            if i == r || a == 0.0 {
                continue;
            }
            row[q] = 0.0;
            row.iter_mut().zip(&line).for_each(|(x, l)| *x += a * l);
        }
        let d = self.reduced[q];
        self.reduced[q] = 0.0;
        (self.reduced.iter_mut().zip(&line)).for_each(|(x, l)| *x += d * l);
        self.table[r * n..(r + 1) * n].copy_from_slice(&line);
        self.basic[r] = into;
        self.others[q] = out;
    }

    fn relaxed(&self) -> Relaxed {
        let mut multipliers = vec![0.0; self.basic.len()];
        for (&variable, &d) in self.others.iter().zip(&self.reduced) {
            if variable >= self.columns {
                multipliers[variable - self.columns] = d;
            }
        }
        Relaxed {
            values: self.value[..self.columns].to_vec(),
            multipliers,
        }
    }
}
