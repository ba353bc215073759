//! Weights of a graph under a transform, seen without copying the graph.

use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// What becomes of the weights before a statistic uses them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Transform {
    /// Each row sums to 1; rows without links stay 0.
    Row,
    /// Each link weighs 1.
    Binary,
}

/// The weights w_ij, and w_ii where a unit is its own neighbour.
#[derive(Debug)]
pub(super) struct Weights<'a> {
    graph: &'a Graph,
    /// All links weigh 1 before rows are scaled.
    plain: bool,
    /// n factors of the rows.
    factor: Vec<f64>,
}

impl<'a> Weights<'a> {
    /// `own` is the weight of the unit itself before rows are scaled: 0 or 1.
    pub(super) fn new(graph: &'a Graph, transform: Transform, own: f64) -> Result<Self> {
        let n = graph.n();
        let mut plain = true;
        for i in 0..n {
            for &w in graph.weights(i) {
                if !(w.is_finite() && w > 0.0) {
                    return Err(Error::input(format!("a link weighs {w}"))
                        .row(i + 1)
                        .remedy("give links positive, finite weights"));
                }
                plain &= w == 1.0;
            }
        }
        let factor = match transform {
            Transform::Binary => vec![1.0; n],
            Transform::Row => (0..n)
                .map(|i| 1.0 / (own + graph.weights(i).iter().sum::<f64>()))
                .map(|f| if f.is_finite() { f } else { 0.0 })
                .collect(),
        };
        Ok(Self {
            graph,
            plain: plain || transform == Transform::Binary,
            factor,
        })
    }

    pub(super) fn graph(&self) -> &'a Graph {
        self.graph
    }

    /// The factor of row i, which is also w_ii where it is asked for.
    pub(super) fn factor(&self, i: usize) -> f64 {
        self.factor[i]
    }

    /// The weight of the link of unit i to its neighbour number `slot`.
    pub(super) fn weight(&self, i: usize, slot: usize) -> f64 {
        if self.plain {
            self.factor[i]
        } else {
            self.factor[i] * self.graph.weights(i)[slot]
        }
    }

    /// Links of unit i: neighbour and weight.
    pub(super) fn row(&self, i: usize) -> impl Iterator<Item = (usize, f64)> + '_ {
        let neighbours = self.graph.neighbours(i).iter().enumerate();
        neighbours.map(move |(slot, &j)| (j as usize, self.weight(i, slot)))
    }

    /// Sum over neighbours of w_ij x_j.
    #[inline]
    pub(super) fn lag(&self, i: usize, x: &[f64]) -> f64 {
        let terms = self.graph.neighbours(i).iter().map(|&j| x[j as usize]);
        let sum: f64 = if self.plain {
            terms.sum()
        } else {
            terms.zip(self.graph.weights(i)).map(|(x, w)| x * w).sum()
        };
        self.factor[i] * sum
    }

    /// Sum and sum of squares of row i, without w_ii.
    pub(super) fn row_sums(&self, i: usize) -> (f64, f64) {
        self.row(i)
            .fold((0.0, 0.0), |(w1, w2), (_, w)| (w1 + w, w2 + w * w))
    }

    /// S0, S1 and S2 of Cliff and Ord.
    pub(super) fn totals(&self) -> (f64, f64, f64) {
        let n = self.graph.n();
        let (mut s0, mut s1) = (0.0, 0.0);
        let mut both = vec![0.0; n];
        for i in 0..n {
            for (j, w) in self.row(i) {
                let back = self.graph.neighbours(j).binary_search(&(i as u32));
                let back = back.map_or(0.0, |slot| self.weight(j, slot));
                s0 += w;
                s1 += w * (w + back);
                both[i] += w;
                both[j] += w;
            }
        }
        (s0, s1, both.iter().map(|b| b * b).sum())
    }
}
