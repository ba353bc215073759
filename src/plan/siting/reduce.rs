//! Demand that a cover need not look at: whoever covers one with fewer sites covers it too (Toregas and ReVelle 1972,
//! doi:10.1111/j.1435-5597.1972.tb00836.x).

use super::near::Near;

/// The demand that is left when every other has all the sites of one that is, ascending.
pub(super) fn essential(near: &Near) -> Vec<u32> {
    let mut order: Vec<u32> = (0..near.n() as u32).collect();
    let size = |i: u32| near.of(i as usize).0.len();
    order.sort_by_key(|&i| (size(i), i));
    let busy: Vec<usize> = (0..near.m()).map(|j| near.at(j).count()).collect();
    // what is kept stands under its rarest site: whoever has all its sites has that one
    let mut under: Vec<Vec<u32>> = vec![Vec::new(); near.m()];
    let mut kept = Vec::new();
    let mut has = vec![false; near.m()];
    for i in order {
        let (sites, _) = near.of(i as usize);
        sites.iter().for_each(|&j| has[j as usize] = true);
        let holds = |&k: &u32| near.of(k as usize).0.iter().all(|&j| has[j as usize]);
        let spared = sites.iter().any(|&j| under[j as usize].iter().any(holds));
        sites.iter().for_each(|&j| has[j as usize] = false);
        if !spared {
            let rarest = sites.iter().min_by_key(|&&j| (busy[j as usize], j));
            if let Some(&j) = rarest {
                under[j as usize].push(i);
            }
            kept.push(i);
        }
    }
    kept.sort_unstable();
    kept
}
