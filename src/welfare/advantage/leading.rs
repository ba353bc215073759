//! The sector that a region leads in.

use super::quotient::Quotient;

/// What a sector needs to lead.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Least {
    /// Quotient, shrunk where there is such, that must be passed.
    pub quotient: f64,
    /// Share of the region's total that must be reached.
    pub share: f64,
    /// Greatest q; of amounts, which have none, nothing is asked.
    pub fdr: f64,
}

/// The leading sector.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Leading {
    /// Its position.
    pub sector: usize,
    /// Its quotient, shrunk where there is such.
    pub quotient: f64,
    /// Its share of the region.
    pub share: f64,
    /// Sectors with the same quotient, itself among them.
    pub tied: usize,
}

/// The sector of a region with the greatest quotient among those that need not be luck and are no trifle; of equals the one with the
/// greater value, then the first.
///
/// `values`: S values of the region; `quotients`: S quotients. It knows of one region and one time, nothing of products that go together.
pub fn leading(values: &[f64], quotients: &[Option<Quotient>], least: Least) -> Option<Leading> {
    let total: f64 = values.iter().sum();
    let fits = |(sector, found): (usize, &Option<Quotient>)| {
        let found = found.as_ref()?;
        let quotient = found.shrunk.unwrap_or(found.quotient);
        let share = values[sector] / total;
        let sure = found.q.is_none_or(|q| q <= least.fdr);
        (quotient > least.quotient && share >= least.share && sure).then_some(Leading {
            sector,
            quotient,
            share,
            tied: 1,
        })
    };
    let candidates: Vec<Leading> = quotients.iter().enumerate().filter_map(fits).collect();
    let better = |a: Leading, b: &Leading| {
        let order = b.quotient.total_cmp(&a.quotient);
        let order = order.then(values[b.sector].total_cmp(&values[a.sector]));
        if order.is_gt() { *b } else { a }
    };
    let first = *candidates.first()?;
    let best = candidates.iter().fold(first, better);
    let tied = candidates.iter().filter(|c| c.quotient == best.quotient);
    Some(Leading {
        tied: tied.count(),
        ..best
    })
}
