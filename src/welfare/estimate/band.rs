//! Symmetric matrices whose numbers lie near their diagonal: what neighbours make of areas put in a good order.

/// A symmetric matrix of n rows: its diagonal and the `width` numbers below it, column by column.
#[derive(Debug, Clone)]
pub(super) struct Band {
    n: usize,
    width: usize,
    data: Vec<f64>,
}

impl Band {
    /// Nothing but zeros.
    pub(super) fn zeros(n: usize, width: usize) -> Self {
        Self {
            n,
            width,
            data: vec![0.0; n * (width + 1)],
        }
    }

    fn column(&self, j: usize) -> &[f64] {
        let whole = self.width + 1;
        &self.data[j * whole..j * whole + whole.min(self.n - j)]
    }

    /// Adds to a row and a column; both halves are one number, so off the diagonal it is added once.
    pub(super) fn add(&mut self, i: usize, j: usize, value: f64) {
        let (low, high) = (i.min(j), i.max(j));
        self.data[low * (self.width + 1) + (high - low)] += value;
    }

    /// a times this, b times another and c times a third.
    pub(super) fn blend(&self, a: f64, others: [(&Self, f64); 2]) -> Self {
        let mut made = self.clone();
        made.data.iter_mut().for_each(|x| *x *= a);
        for (other, by) in others {
            for (x, y) in made.data.iter_mut().zip(&other.data) {
                *x += by * y;
            }
        }
        made
    }

    /// With numbers added to the diagonal, each times a factor.
    pub(super) fn raised(&self, diagonal: &[f64], by: f64) -> Self {
        let mut made = self.clone();
        for (j, d) in diagonal.iter().enumerate() {
            made.data[j * (self.width + 1)] += by * d;
        }
        made
    }

    /// The diagonal.
    pub(super) fn diagonal(&self) -> Vec<f64> {
        (0..self.n).map(|j| self.column(j)[0]).collect()
    }

    /// The sum of the products of all numbers of two, as of the trace of their product.
    pub(super) fn traced(&self, other: &Self) -> f64 {
        let sum = |j: usize| {
            let (a, b) = (self.column(j), other.column(j));
            2.0 * dot(a, b) - a[0] * b[0]
        };
        (0..self.n).map(sum).sum()
    }

    /// Times a vector.
    pub(super) fn times(&self, x: &[f64]) -> Vec<f64> {
        let mut made = vec![0.0; self.n];
        for j in 0..self.n {
            let column = self.column(j);
            made[j] += dot(column, &x[j..j + column.len()]);
            axpy(&mut made[j + 1..j + column.len()], &column[1..], x[j]);
        }
        made
    }

    /// Its Cholesky root; `None` where it has none.
    pub(super) fn root(mut self) -> Option<Root> {
        let whole = self.width + 1;
        for j in 0..self.n {
            let (head, rest) = self.data[j * whole..].split_at_mut(whole);
            let below = whole.min(self.n - j);
            let pivot = head[0];
            if !(pivot > 0.0 && pivot.is_finite()) {
                return None;
            }
            let pivot = pivot.sqrt();
            head[0] = pivot;
            head[1..below].iter_mut().for_each(|x| *x /= pivot);
            for k in 1..below {
                if head[k] != 0.0 {
                    let start = (k - 1) * whole;
                    axpy(
                        &mut rest[start..start + below - k],
                        &head[k..below],
                        -head[k],
                    );
                }
            }
        }
        Some(Root(self))
    }
}

/// A lower triangle whose product with its transpose is a [`Band`].
pub(super) struct Root(Band);

impl Root {
    /// The logarithm of the determinant of the product.
    pub(super) fn log_determinant(&self) -> f64 {
        2.0 * self.0.diagonal().iter().map(|d| d.ln()).sum::<f64>()
    }

    /// The inverse of the product times a vector.
    pub(super) fn solve(&self, x: &[f64]) -> Vec<f64> {
        let mut x = x.to_vec();
        for j in 0..self.0.n {
            let column = self.0.column(j);
            let value = x[j] / column[0];
            x[j] = value;
            if value != 0.0 {
                axpy(&mut x[j + 1..j + column.len()], &column[1..], -value);
            }
        }
        for j in (0..self.0.n).rev() {
            let column = self.0.column(j);
            let known = dot(&column[1..], &x[j + 1..j + column.len()]);
            x[j] = (x[j] - known) / column[0];
        }
        x
    }

    /// The inverse of the product, as far as the band goes (Takahashi, Fagan and Chen 1973).
    pub(super) fn inverse(&self) -> Band {
        let (n, width) = (self.0.n, self.0.width);
        let mut made = Band::zeros(n, width);
        for j in (0..n).rev() {
            let column = self.0.column(j);
            let below = column.len();
            let mut sums = vec![0.0; below];
            for (k, l) in column.iter().enumerate().skip(1) {
                let known = &made.column(j + k)[..below - k];
                axpy(&mut sums[k..], known, *l);
                sums[k] += dot(&known[1..], &column[k + 1..]);
            }
            let at = j * (width + 1);
            for (k, sum) in sums.iter().enumerate().skip(1) {
                made.data[at + k] = -sum / column[0];
            }
            let own = dot(&column[1..], &made.data[at + 1..at + below]);
            made.data[at] = (1.0 / column[0] - own) / column[0];
        }
        made
    }
}

pub(super) fn dot(a: &[f64], b: &[f64]) -> f64 {
    // four sums side by side, in one order on every machine
    let mut sums = [0.0; 4];
    let (a4, b4) = (a.chunks_exact(4), b.chunks_exact(4));
    let rest: f64 = (a4.remainder().iter().zip(b4.remainder()))
        .map(|(a, b)| a * b)
        .sum();
    for (a, b) in a4.zip(b4) {
        for k in 0..4 {
            sums[k] += a[k] * b[k];
        }
    }
    (sums[0] + sums[1]) + (sums[2] + sums[3]) + rest
}

fn axpy(y: &mut [f64], x: &[f64], by: f64) {
    for (y, x) in y.iter_mut().zip(x) {
        *y += by * x;
    }
}

/// n places of units in an order that keeps neighbours near each other: from an end of each part outwards, turned round (Cuthill and McKee 1969;
/// George 1971).
pub(super) fn near_order(neighbours: &[Vec<usize>]) -> Vec<usize> {
    let n = neighbours.len();
    let mut order = Vec::with_capacity(n);
    let mut seen = vec![false; n];
    for start in 0..n {
        if seen[start] {
            continue;
        }
        // the last of a walk outwards is an end; twice is far enough
        let mut end = start;
        for _ in 0..2 {
            let walk = outwards(neighbours, end, &mut seen.clone());
            end = walk.last().copied().unwrap_or(end);
        }
        order.extend(outwards(neighbours, end, &mut seen));
    }
    order.reverse();
    let mut place = vec![0; n];
    for (at, &unit) in order.iter().enumerate() {
        place[unit] = at;
    }
    place
}

fn outwards(neighbours: &[Vec<usize>], start: usize, seen: &mut [bool]) -> Vec<usize> {
    let mut walk = vec![start];
    seen[start] = true;
    let mut at = 0;
    while at < walk.len() {
        let mut next: Vec<usize> = neighbours[walk[at]].clone();
        next.sort_by_key(|&j| (neighbours[j].len(), j));
        for j in next {
            if !seen[j] {
                seen[j] = true;
                walk.push(j);
            }
        }
        at += 1;
    }
    walk
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use nalgebra::{DMatrix, DVector};

    #[test]
    fn bands_are_the_matrices_they_stand_for() {
        let (n, width) = (23, 4);
        let mut band = Band::zeros(n, width);
        let mut full = DMatrix::zeros(n, n);
        for j in 0..n {
            for i in j..n.min(j + width + 1) {
                let value = if i == j {
                    5.0 + (j % 3) as f64
                } else {
                    ((i * 7 + j * 3) % 5) as f64 * 0.4 - 0.8
                };
                band.add(j, i, value);
                full[(i, j)] = value;
                full[(j, i)] = value;
            }
        }
        let x: Vec<f64> = (0..n).map(|i| ((i * 5) % 7) as f64 - 3.0).collect();
        let close = |a: &[f64], b: &DVector<f64>| {
            a.iter()
                .zip(b.iter())
                .for_each(|(a, b)| assert!((a - b).abs() < 1e-12, "{a} {b}"));
        };
        close(&band.times(&x), &(&full * DVector::from_column_slice(&x)));
        let inverse = full.clone().try_inverse().unwrap();
        let root = band.clone().root().unwrap();
        close(
            &root.solve(&x),
            &(&inverse * DVector::from_column_slice(&x)),
        );
        close(&root.inverse().diagonal(), &inverse.diagonal());
        assert!((root.log_determinant() - full.determinant().ln()).abs() < 1e-10);
        let traced = (&full * &inverse).trace();
        assert!((root.inverse().traced(&band) - traced).abs() < 1e-10);
        assert!(band.raised(&vec![1.0; n], -20.0).root().is_none());
    }

    #[test]
    fn neighbours_stay_near_each_other() {
        // a grid of 30 by 4, its units numbered along the long side
        let unit = |i: usize, j: usize| j * 30 + i;
        let mut near = vec![Vec::new(); 120];
        for i in 0..30 {
            for j in 0..4 {
                if i + 1 < 30 {
                    near[unit(i, j)].push(unit(i + 1, j));
                    near[unit(i + 1, j)].push(unit(i, j));
                }
                if j + 1 < 4 {
                    near[unit(i, j)].push(unit(i, j + 1));
                    near[unit(i, j + 1)].push(unit(i, j));
                }
            }
        }
        let place = near_order(&near);
        let mut sorted = place.clone();
        sorted.sort_unstable();
        assert!(sorted.into_iter().eq(0..120));
        let apart = |i: usize| near[i].iter().map(|&j| place[i].abs_diff(place[j])).max();
        assert!((0..120).filter_map(apart).max().unwrap() <= 6);
    }
}
