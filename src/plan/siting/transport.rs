//! Who is served where when sites have capacities: demand may be split, the total is least.
//!
//! Demand starts at its cheapest open site; what is too much there moves along the cheapest chain of sites to one with room
//! (successive shortest paths, Ahuja, Magnanti and Orlin 1993, section 9.7, on the graph of sites). O(sites^3) a chain.

use super::location::{Goal, Location};

/// An assignment of least cost.
#[derive(Debug, Clone)]
pub(super) struct Flow {
    /// For each demand, places in the list of open sites and amounts.
    pub parts: Vec<Vec<(usize, f64)>>,
    /// Sum of amount times distance.
    pub cost: f64,
    /// What is left out; always 0 but for maximal cover.
    pub left: f64,
}

/// Serves all demand from the open sites within their capacities; none when they cannot.
///
/// For maximal cover least is left out first, then distances count.
pub(super) fn assign(location: &Location, open: &[u32]) -> Option<Flow> {
    let mut sites = Sites::new(location, open)?;
    while let Some(from) = sites.overfull() {
        sites.relieve(from)?;
    }
    Some(sites.flow())
}

struct Sites<'a> {
    location: &'a Location<'a>,
    /// For each demand, its open sites as places in the list and the cost of a unit.
    arcs: Vec<Vec<(usize, f64)>>,
    parts: Vec<Vec<(usize, f64)>>,
    /// Demand with a part at each site, and the room of each.
    members: Vec<Vec<usize>>,
    room: Vec<f64>,
    load: Vec<f64>,
    /// The cheapest move from site to site: cost of a unit, demand.
    moves: Vec<Vec<Option<(f64, usize)>>>,
    outside: Option<usize>,
    /// Amounts below this are rounding.
    dust: f64,
}

impl<'a> Sites<'a> {
    fn new(location: &'a Location<'a>, open: &[u32]) -> Option<Self> {
        let capacity = location.capacity.as_ref()?;
        let mut room: Vec<f64> = open.iter().map(|&j| capacity[j as usize]).collect();
        let mut place = vec![usize::MAX; location.m()];
        for (at, &j) in open.iter().enumerate() {
            place[j as usize] = at;
        }
        let (mut arcs, mut farthest) = (Vec::with_capacity(location.n()), 0.0_f64);
        for i in 0..location.n() {
            let (near, far) = location.near.of(i);
            let pairs = near.iter().zip(far);
            let list: Vec<(usize, f64)> = pairs
                .filter(|(j, _)| place[**j as usize] != usize::MAX)
                .map(|(&j, &far)| (place[j as usize], far))
                .collect();
            farthest = list.last().map_or(farthest, |(_, far)| farthest.max(*far));
            arcs.push(list);
        }
        let outside = (location.goal == Goal::Most).then_some(open.len());
        if let Some(outside) = outside {
            // dearer than any chain of moves between sites
            let dear = (open.len() + 1) as f64 * (farthest + 1.0);
            arcs.iter_mut().for_each(|list| list.push((outside, dear)));
            room.push(f64::INFINITY);
        }
        let count = room.len();
        let mut sites = Self {
            location,
            arcs,
            parts: vec![Vec::new(); location.n()],
            members: vec![Vec::new(); count],
            load: vec![0.0; count],
            room,
            moves: vec![vec![None; count]; count],
            outside,
            dust: 1e-12 * location.total(),
        };
        for i in 0..location.n() {
            let weight = location.weight[i];
            let Some(&(first, _)) = sites.arcs[i].first() else {
                if weight > 0.0 || location.goal == Goal::Cover {
                    return None;
                }
                continue;
            };
            sites.parts[i].push((first, weight));
            sites.load[first] += weight;
            if weight > 0.0 {
                sites.members[first].push(i);
            }
        }
        (0..count).for_each(|site| sites.look(site));
        Some(sites)
    }

    fn overfull(&self) -> Option<usize> {
        let slack = 1e-9 * self.location.total();
        (0..self.load.len()).find(|&s| self.load[s] > self.room[s] + slack)
    }

    /// Finds the cheapest moves away from a site anew.
    fn look(&mut self, from: usize) {
        let mut best = vec![None; self.room.len()];
        for &i in &self.members[from] {
            let here = self.arcs[i].iter().find(|(site, _)| *site == from);
            let here = here.map_or(0.0, |(_, cost)| *cost);
            for &(to, cost) in self.arcs[i].iter().filter(|(to, _)| *to != from) {
                let next = (cost - here, i);
                let better = |(cost, other): (f64, usize)| {
                    next.0 < cost || (next.0 == cost && next.1 < other)
                };
                if best[to].is_none_or(better) {
                    best[to] = Some(next);
                }
            }
        }
        self.moves[from] = best;
    }

    /// Moves some of what is too much along the cheapest chain; none when no chain has room at its end.
    fn relieve(&mut self, from: usize) -> Option<()> {
        let count = self.room.len();
        let mut cost = vec![f64::INFINITY; count];
        let mut before = vec![usize::MAX; count];
        cost[from] = 0.0;
        for _ in 0..count {
            let mut changed = false;
            for a in 0..count {
                for b in 0..count {
                    let Some((step, _)) = self.moves[a][b] else {
                        continue;
                    };
                    // rounding must not make a circle that seems to pay
                    if cost[a] + step < cost[b] - 1e-12 * (1.0 + cost[a].abs() + step.abs())
                        && b != from
                    {
                        (cost[b], before[b]) = (cost[a] + step, a);
                        changed = true;
                    }
                }
            }
            if !changed {
                break;
            }
        }
        let has_room =
            |s: &usize| self.room[*s] - self.load[*s] > self.dust && cost[*s].is_finite();
        let ends = (0..count).filter(|s| *s != from).filter(has_room);
        let to = ends.min_by(|&a, &b| cost[a].total_cmp(&cost[b]).then(a.cmp(&b)))?;
        let mut chain = vec![to];
        while *chain.last()? != from {
            chain.push(before[*chain.last()?]);
            if chain.len() > count {
                return None;
            }
        }
        chain.reverse();
        let steps: Option<Vec<(usize, usize, usize)>> = (chain.windows(2))
            .map(|pair| self.moves[pair[0]][pair[1]].map(|(_, i)| (pair[0], pair[1], i)))
            .collect();
        let steps = steps?;
        let mut amount = (self.load[from] - self.room[from]).min(self.room[to] - self.load[to]);
        for &(a, _, i) in &steps {
            amount = amount.min(self.at(i, a));
        }
        for &(a, b, i) in &steps {
            self.shift(i, a, b, amount);
        }
        chain.iter().for_each(|&site| self.look(site));
        Some(())
    }

    fn at(&self, demand: usize, site: usize) -> f64 {
        let part = self.parts[demand].iter().find(|(s, _)| *s == site);
        part.map_or(0.0, |(_, amount)| *amount)
    }

    fn shift(&mut self, demand: usize, from: usize, to: usize, amount: f64) {
        let left = self.at(demand, from) - amount;
        let moved = if left <= self.dust {
            amount + left
        } else {
            amount
        };
        self.load[from] -= moved;
        self.load[to] += moved;
        let parts = &mut self.parts[demand];
        if left <= self.dust {
            parts.retain(|(site, _)| *site != from);
            self.members[from].retain(|&i| i != demand);
        } else if let Some(part) = parts.iter_mut().find(|(site, _)| *site == from) {
            part.1 = left;
        }
        match parts.iter_mut().find(|(site, _)| *site == to) {
            Some(part) => part.1 += moved,
            None => {
                parts.push((to, moved));
                self.members[to].push(demand);
            }
        }
    }

    fn flow(mut self) -> Flow {
        let (mut cost, mut left) = (0.0, 0.0);
        for (i, parts) in self.parts.iter_mut().enumerate() {
            parts.sort_by_key(|(site, _)| *site);
            for &(site, amount) in parts.iter() {
                if Some(site) == self.outside {
                    left += amount;
                } else if let Some((_, far)) = self.arcs[i].iter().find(|(s, _)| *s == site) {
                    cost += amount * far;
                }
            }
            parts.retain(|(site, _)| Some(*site) != self.outside);
        }
        Flow {
            parts: self.parts,
            cost,
            left,
        }
    }
}
