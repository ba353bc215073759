//! Better prices step by step: subgradients with Polyak's step (Held, Wolfe and Crowder 1974, doi:10.1007/BF01580223).

use super::location::{Goal, Location, Priced, State};

/// Where an ascent ended.
pub(super) struct Climbed {
    /// The n best prices.
    pub price: Vec<f64>,
    /// The round at those prices.
    pub priced: Priced,
    /// How often each of the m sites was chosen of late, from 0 to 1.
    pub often: Vec<f64>,
    /// Rounds made.
    pub rounds: u64,
}

/// Rounds without a better bound after which steps get shorter.
const PATIENCE: u32 = 12;

/// Raises prices for at most `rounds` rounds, until the bound closes on `best`; `try_sites` sees every 8th choice of sites and gives the
/// best cost known by then.
pub(super) fn climb(
    location: &Location,
    start: &[f64],
    state: &[State],
    rounds: u64,
    mut best: f64,
    mut try_sites: impl FnMut(&[u32]) -> f64,
) -> Climbed {
    let n = location.n();
    let ceiling: Vec<f64> = (0..n).map(|i| location.ceiling(i)).collect();
    let mut price = start.to_vec();
    let mut priced = location.price(&price, state);
    let mut top = (price.clone(), priced.clone());
    let mut often = vec![0.0; location.m()];
    priced.chosen.iter().for_each(|&j| often[j as usize] = 1.0);
    let mut direction = vec![0.0; n];
    let scale: Vec<f64> = (0..n).map(|i| scale(location, i)).collect();
    let first = if location.goal == Goal::Cover {
        0.5
    } else {
        1.5
    };
    let (mut length, mut waited) = (first, 0);
    let mut made = 1;
    while made < rounds && length > 1e-3 && !location.closes(top.1.bound, best) {
        let mut slope = vec![1.0; n];
        for &j in &priced.chosen {
            location.serve(j as usize, &price, |i, share| slope[i] -= share);
        }
        for i in 0..n {
            direction[i] = 0.7 * slope[i] + 0.3 * direction[i];
            let stuck = (direction[i] < 0.0 && price[i] <= 0.0)
                || (direction[i] > 0.0 && price[i] >= ceiling[i]);
            if stuck {
                direction[i] = 0.0;
            }
        }
        let size: f64 = direction.iter().zip(&scale).map(|(d, s)| d * d * s).sum();
        let target = if best.is_finite() {
            best
        } else {
            top.1.bound + 0.05 * top.1.bound.abs() + 1.0
        };
        let wanted = (target - priced.bound).max(1e-6 * target.abs());
        if size <= 0.0 {
            break;
        }
        let step = length * wanted / size;
        for i in 0..n {
            price[i] = (price[i] + step * scale[i] * direction[i]).clamp(0.0, ceiling[i]);
        }
        priced = location.price(&price, state);
        made += 1;
        often.iter_mut().for_each(|o| *o *= 0.9);
        priced.chosen.iter().for_each(|&j| often[j as usize] += 0.1);
        let gain = priced.bound - top.1.bound;
        if gain > 0.0 {
            if gain > 1e-5 * priced.bound.abs() {
                waited = 0;
            }
            top = (price.clone(), priced.clone());
        }
        waited += 1;
        if waited > PATIENCE {
            (length, waited) = (length * 0.6, 0);
            price.clone_from(&top.0);
            priced = top.1.clone();
            direction.fill(0.0);
        }
        if made % 8 == 0 {
            best = best.min(try_sites(&priced.chosen));
        }
    }
    Climbed {
        price: top.0,
        priced: top.1,
        often,
        rounds: made,
    }
}

/// How far the price of a demand moves: in covers those that many sites have must not outshout those that few have.
fn scale(location: &Location, demand: usize) -> f64 {
    match location.goal {
        Goal::Median | Goal::Most => 1.0,
        Goal::Cover => (location.near.of(demand).0.len().max(1) as f64).powi(-2),
    }
}

/// Prices to start from, given sites that serve well.
pub(super) fn start(location: &Location, open: &[u32]) -> Vec<f64> {
    let marks = location.marks(open);
    let sizes: Vec<usize> = (0..location.m())
        .map(|j| location.near.at(j).count())
        .collect();
    let one = |i: usize| {
        let price = match location.goal {
            Goal::Median => {
                let near = location.nearest(i, open, &marks);
                near.map_or(0.0, |(_, far)| location.cost(i, far))
            }
            Goal::Most => location.weight[i] / 2.0,
            Goal::Cover => {
                let (sites, _) = location.near.of(i);
                let most = sites.iter().map(|&j| sizes[j as usize]).max();
                1.0 / most.unwrap_or(1) as f64
            }
        };
        price.min(location.ceiling(i))
    };
    (0..location.n()).map(one).collect()
}
