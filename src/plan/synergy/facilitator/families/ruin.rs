//! Better plans by taking some posts apart and filling them anew (ruin and recreate: Schrimpf et al. 2000, doi:10.1006/jcph.1999.6413).

use super::pack::Packed;
use crate::plan::synergy::facilitator::flow::NONE;
use rand::rngs::ChaCha8Rng;
use rand::{RngExt, SeedableRng};
use std::collections::BTreeSet;

/// Posts taken apart at once.
const POSTS: usize = 6;
/// Most units taken out at once; posts with more keep the others.
const UNITS: usize = 24;

/// Takes apart and fills anew `rounds` times, and keeps what is no worse. The draws depend on the number of units alone.
pub(super) fn ruin(packed: &mut Packed, rounds: usize) {
    let n = packed.post.len();
    let mut rng = ChaCha8Rng::seed_from_u64(n as u64);
    for _ in 0..rounds {
        let at = rng.random_range(0..n);
        let (posts, _) = packed.market.arcs.of(at);
        if posts.is_empty() {
            continue;
        }
        let mut posts: Vec<u32> = posts.to_vec();
        let reach = posts.len().min(3 * POSTS);
        let mut some = BTreeSet::new();
        for _ in 0..POSTS {
            some.insert(posts[rng.random_range(0..reach)]);
        }
        posts = some.into_iter().collect();
        let mut out: Vec<usize> = posts
            .iter()
            .flat_map(|&post| packed.members(post))
            .map(|&unit| unit as usize)
            .chain((packed.post[at] == NONE).then_some(at))
            .collect();
        while out.len() > UNITS {
            out.swap_remove(rng.random_range(0..out.len()));
        }
        let before: Vec<(usize, u32)> = out.iter().map(|&unit| (unit, packed.post[unit])).collect();
        let was = packed.worth(&out);
        for &unit in &out {
            packed.lift(unit);
        }
        // the greatest first, but not always
        let mut order: Vec<(f64, usize)> = out
            .iter()
            .map(|&unit| {
                let families = packed.market.families[unit];
                (families * rng.random_range(0.4..1.0), unit)
            })
            .collect();
        order.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        for &(_, unit) in &order {
            packed.place(unit);
        }
        for &(_, unit) in &order {
            packed.exchange(unit, &out);
        }
        if packed.worth(&out) > was {
            for &unit in &out {
                packed.lift(unit);
            }
            for (unit, post) in before {
                packed.put(unit, post);
            }
        }
    }
}
