//! Rows that add up to other rows.

use crate::error::{Error, Result};

/// n rows; a row without one below it is a leaf.
pub(super) struct Tree<'a> {
    /// The row each adds up to.
    pub parent: &'a [Option<u32>],
    /// Whether nothing adds up to it.
    pub leaf: Vec<bool>,
    /// Rows that it stands for: itself and all below.
    pub weight: Vec<u64>,
    /// Where its rows start and end in an order that keeps them together.
    pub span: Vec<(u32, u32)>,
}

impl<'a> Tree<'a> {
    /// # Errors
    /// Rows that add up to themselves, or to none of the rows.
    pub fn new(parent: &'a [Option<u32>]) -> Result<Self> {
        let n = parent.len();
        // where the rows that add up to each start in `below`
        let mut starts = vec![0; n + 1];
        for above in parent.iter().flatten() {
            let start = starts.get_mut(*above as usize + 1);
            *start.ok_or_else(|| Error::engine("a row adds up to no row"))? += 1;
        }
        for row in 0..n {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut below = vec![0; starts[n]];
        let mut open = Vec::new();
        for (row, above) in parent.iter().enumerate() {
            match above {
                Some(above) => {
                    let next = &mut next[*above as usize];
                    below[*next] = row;
                    *next += 1;
                }
                None => open.push(row),
            }
        }
        let mut span = vec![(0, 0); n];
        let mut order = Vec::with_capacity(n);
        while let Some(row) = open.pop() {
            span[row].0 = order.len() as u32;
            order.push(row);
            open.extend(&below[starts[row]..starts[row + 1]]);
        }
        if order.len() < n {
            return Err(Error::engine("a row adds up to itself"));
        }
        let mut weight = vec![1; n];
        for &row in order.iter().rev() {
            span[row].1 = span[row].0 + weight[row] as u32;
            if let Some(above) = parent[row] {
                weight[above as usize] += weight[row];
            }
        }
        let leaf = starts.windows(2).map(|ends| ends[0] == ends[1]).collect();
        Ok(Self {
            parent,
            leaf,
            weight,
            span,
        })
    }
}
