//! p sites as far from each other as can be: p-dispersion (Kuby 1987, doi:10.1111/j.1538-4632.1987.tb00808.x; Erkut 1990,
//! doi:10.1016/0377-2217(90)90297-O).
//!
//! By bisection over distances: whether p sites are pairwise at least so far apart is a clique problem, searched with colour bounds
//! (Tomita and Seki 2003, doi:10.1007/3-540-45066-1_22).

use super::budget::Budget;
use crate::base::model::Measure;
use crate::input::geometry::distance;
use geo::Point;
use rayon::prelude::*;

/// The best sites known, and what is known of better ones.
pub(super) struct Dispersed {
    /// Ascending.
    pub open: Vec<u32>,
    /// No p sites are farther apart.
    pub bound: f64,
    pub work: u64,
}

/// Above this many sites all pairs are not looked at; the bound is then twice what farthest-first reaches.
const PAIRED: usize = 2_500;

/// Seeks p sites, fixed ones among them; p is at least 2.
pub(super) fn disperse(
    sites: &[Point],
    measure: Measure,
    fixed: &[bool],
    p: usize,
    budget: Budget,
) -> Dispersed {
    let apart = |a: usize, b: usize| distance(sites[a], sites[b], measure);
    let (open, radius) = farthest_first(sites.len(), fixed, p, &apart);
    let least = |open: &[u32]| {
        let pairs = (0..open.len()).flat_map(|a| (0..a).map(move |b| (a, b)));
        let far = pairs.map(|(a, b)| apart(open[a] as usize, open[b] as usize));
        far.fold(f64::INFINITY, f64::min)
    };
    // p - 1 of the sites are within the radius of all others, so two of any p share one of these
    let simple = 2.0 * radius;
    if sites.len() > PAIRED {
        return Dispersed {
            open,
            bound: simple,
            work: p as u64,
        };
    }
    let m = sites.len();
    let rows: Vec<Vec<f64>> = (0..m)
        .into_par_iter()
        .map(|a| (0..m).map(|b| apart(a, b)).collect())
        .collect();
    let must: Vec<usize> = (0..m).filter(|&j| fixed[j]).collect();
    let cap = least(&must.iter().map(|&j| j as u32).collect::<Vec<_>>()).min(simple);
    let start = least(&open);
    let mut lengths: Vec<f64> = (0..m).flat_map(|a| rows[a][..a].iter().copied()).collect();
    lengths.retain(|d| *d > start && *d <= cap);
    lengths.sort_unstable_by(f64::total_cmp);
    lengths.dedup();
    let mut best = open;
    // up to `low` is reached, from `high` on is proven empty, from `tried` on is not known
    let (mut low, mut high, mut tried) = (0, lengths.len(), lengths.len());
    let mut work = p as u64;
    let nodes = budget.nodes(1e3 * (lengths.len() as f64 + 2.0).log2());
    let mut decide = |at: usize| {
        let mut search = Search::new(&rows, lengths[at], p, nodes);
        let found = search.from(&must);
        work += search.nodes;
        found
    };
    while low < high.min(tried) {
        let middle = low + (high.min(tried) - low) / 2;
        match decide(middle) {
            Found::Sites(sites) => {
                low = lengths
                    .partition_point(|d| *d <= least(&sites))
                    .max(middle + 1);
                best = sites;
            }
            Found::None => high = middle,
            Found::Unknown => tried = middle,
        }
    }
    let mut from = tried.max(low).min(high);
    while from < high {
        let middle = from + (high - from) / 2;
        match decide(middle) {
            Found::None => high = middle,
            Found::Sites(_) | Found::Unknown => from = middle + 1,
        }
    }
    Dispersed {
        bound: if high > 0 { lengths[high - 1] } else { start },
        open: best,
        work,
    }
}

/// Fixed sites, or one end of what is farthest from the first, and then always the site farthest from those chosen; and how far the last
/// one was.
fn farthest_first(
    m: usize,
    fixed: &[bool],
    p: usize,
    apart: &(impl Fn(usize, usize) -> f64 + Sync),
) -> (Vec<u32>, f64) {
    let mut open: Vec<usize> = (0..m).filter(|&j| fixed[j]).collect();
    let from = |j: usize| -> Vec<f64> { (0..m).into_par_iter().map(|b| apart(j, b)).collect() };
    let farthest = |far: &[f64], open: &[usize]| {
        let closed = (0..m).filter(|j| !open.contains(j));
        closed.max_by(|&a, &b| far[a].total_cmp(&far[b]).then(b.cmp(&a)))
    };
    if open.is_empty() {
        open.extend(farthest(&from(0), &[]));
    }
    let mut far = vec![f64::INFINITY; m];
    for &j in &open {
        far.iter_mut().zip(from(j)).for_each(|(f, d)| *f = f.min(d));
    }
    let mut radius = f64::INFINITY;
    while open.len() < p
        && let Some(j) = farthest(&far, &open)
    {
        radius = far[j];
        far.iter_mut().zip(from(j)).for_each(|(f, d)| *f = f.min(d));
        open.push(j);
    }
    let mut open: Vec<u32> = open.into_iter().map(|j| j as u32).collect();
    open.sort_unstable();
    (open, radius)
}

enum Found {
    Sites(Vec<u32>),
    None,
    Unknown,
}

/// A search for p sites pairwise at least `length` apart.
struct Search {
    /// A bit for each site far enough from this one.
    apart: Vec<Vec<u64>>,
    p: usize,
    most: u64,
    nodes: u64,
}

impl Search {
    fn new(rows: &[Vec<f64>], length: f64, p: usize, most: u64) -> Self {
        let bits = |(a, row): (usize, &Vec<f64>)| {
            let mut bits = vec![0_u64; row.len().div_ceil(64)];
            for (b, _) in row
                .iter()
                .enumerate()
                .filter(|(b, d)| *b != a && **d >= length)
            {
                bits[b / 64] |= 1 << (b % 64);
            }
            bits
        };
        Self {
            apart: rows.iter().enumerate().map(bits).collect(),
            p,
            most,
            nodes: 0,
        }
    }

    fn from(&mut self, must: &[usize]) -> Found {
        let m = self.apart.len();
        let mut left: Vec<u64> = vec![u64::MAX; m.div_ceil(64)];
        if !m.is_multiple_of(64)
            && let Some(last) = left.last_mut()
        {
            *last = (1 << (m % 64)) - 1;
        }
        for &j in must {
            left.iter_mut()
                .zip(&self.apart[j])
                .for_each(|(l, a)| *l &= a);
        }
        let mut chosen = must.to_vec();
        if self.grow(&mut chosen, left) {
            let mut sites: Vec<u32> = chosen.into_iter().map(|j| j as u32).collect();
            sites.sort_unstable();
            return Found::Sites(sites);
        }
        if self.nodes > self.most {
            Found::Unknown
        } else {
            Found::None
        }
    }

    /// Whether the chosen sites can be made p from those left; then they are.
    fn grow(&mut self, chosen: &mut Vec<usize>, mut left: Vec<u64>) -> bool {
        if chosen.len() >= self.p {
            return true;
        }
        self.nodes += 1;
        if self.nodes > self.most {
            return false;
        }
        // sites of one colour are too near to each other: at most one of them can be chosen
        let coloured = self.colour(&left);
        for &(site, colours) in coloured.iter().rev() {
            if chosen.len() + colours < self.p {
                return false;
            }
            chosen.push(site);
            let rest = left
                .iter()
                .zip(&self.apart[site])
                .map(|(l, a)| l & a)
                .collect();
            if self.grow(chosen, rest) {
                return true;
            }
            chosen.pop();
            left[site / 64] &= !(1 << (site % 64));
        }
        false
    }

    /// The sites left in the order of their colours, with the number of colours up to each.
    fn colour(&self, left: &[u64]) -> Vec<(usize, usize)> {
        let mut order = Vec::new();
        let mut uncoloured = left.to_vec();
        let mut colours = 0;
        while let Some(first) = lowest(&uncoloured) {
            colours += 1;
            let mut same = uncoloured.clone();
            let mut next = Some(first);
            while let Some(site) = next {
                order.push((site, colours));
                uncoloured[site / 64] &= !(1 << (site % 64));
                same[site / 64] &= !(1 << (site % 64));
                same.iter_mut()
                    .zip(&self.apart[site])
                    .for_each(|(s, a)| *s &= !a);
                next = lowest(&same);
            }
        }
        order
    }
}

fn lowest(bits: &[u64]) -> Option<usize> {
    let word = bits.iter().position(|w| *w != 0)?;
    Some(word * 64 + bits[word].trailing_zeros() as usize)
}
