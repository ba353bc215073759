//! An upper bound on the need that areas of a group can cover, by Lagrangian relaxation.
//!
//! Relaxation of one area. A connected set of at most K villages has a spanning tree, whose centre is at most K/2 steps (rounded down) from
//! every member; under a radius, some member has all others in its reach, at most K - 1 steps away inside that reach. So each area has a
//! centre v and lies in the ball of v, and when its farthest member is D steps from v it holds a village at each step 0..D. The most need that K
//! villages of the ball with one at each step can have, over all D, bounds every area with centre v. Connection is otherwise given up.
//!
//! Several areas. They are disjoint, so their centres differ: the sum of the greatest centre values bounds the plan. That every village is in at
//! most one area is priced: with prices p >= 0, sum(p) + the sum of the greatest centre values of need - p is a bound for any p
//! (Geoffrion 1974, doi:10.1007/BFb0120690). Subgradient rounds look for prices that make it small. Lock-ins only take away, so it stays valid.

use super::group::Group;
use super::{Problem, sum};
use crate::base::study::types::Effort;

/// Most (centre, member) pairs kept for one group; beyond them only the neediest villages are counted.
const MOST_PAIRS: usize = 1 << 24;

/// For each member the centres whose balls hold it, and the steps from there.
struct Balls {
    offsets: Vec<usize>,
    centres: Vec<(u32, u32)>,
    sizes: Vec<usize>,
}

/// The relaxations of one group and what they say without prices.
pub(super) struct Relaxation {
    balls: Vec<Balls>,
    /// A valid bound, not yet refined.
    pub simple: f64,
    values: Vec<f64>,
    areas: usize,
    max: usize,
}

impl Relaxation {
    /// Balls by steps, and by the radius where there is one.
    pub fn new(problem: &Problem, group: &Group, areas: usize) -> Self {
        let (least, max) = problem.villages;
        let areas = areas.min(group.n() / least);
        let mut balls = Vec::new();
        balls.extend(Balls::new(group, least, max / 2, false));
        if group.reach.is_some() {
            balls.extend(Balls::new(group, least, max - 1, true));
        }
        let mut relaxation = Self {
            balls,
            simple: sum(neediest(&group.most, areas * max)),
            values: group.most.clone(),
            areas,
            max,
        };
        let mut simple = relaxation.simple;
        for balls in &relaxation.balls {
            let round = relaxation.price(balls, &group.most, &vec![0.0; group.n()]);
            simple = simple.min(round.bound);
            relaxation.values = round.values;
        }
        relaxation.simple = simple;
        relaxation
    }

    /// Villages by the most an area centred there may cover, greatest first.
    pub fn seeds(&self) -> Vec<u32> {
        let mut seeds: Vec<u32> = (0..self.values.len() as u32).collect();
        let value = |i: u32| self.values[i as usize];
        seeds.sort_by(|&a, &b| value(b).total_cmp(&value(a)).then(a.cmp(&b)));
        seeds
    }

    /// The bound after refinement against a known objective, and the rounds it took.
    pub fn bound(&self, problem: &Problem, group: &Group, objective: f64) -> (f64, u64) {
        let rounds = match problem.effort {
            Effort::Quick => 20,
            Effort::Normal | Effort::Certify => 40,
        };
        let mut bound = self.simple;
        let mut work = 0;
        if self.areas > 1 {
            for balls in &self.balls {
                let (refined, spent) = self.refine(balls, &group.most, objective, rounds);
                bound = bound.min(refined);
                work += spent;
            }
        }
        (bound, work)
    }

    fn refine(&self, balls: &Balls, need: &[f64], objective: f64, rounds: u64) -> (f64, u64) {
        let threshold = neediest(need, self.areas * self.max)
            .last()
            .copied()
            .unwrap_or(0.0);
        let start = |share: f64| -> Vec<f64> {
            need.iter()
                .map(|&w| share * (w - threshold).max(0.0))
                .collect()
        };
        let mut prices = start(0.0);
        let mut best = f64::INFINITY;
        let mut work = 0;
        for share in [0.0, 0.5, 1.0] {
            let round = self.price(balls, need, &start(share));
            work += 1;
            if round.bound < best {
                best = round.bound;
                prices = start(share);
            }
        }
        let mut at = prices.clone();
        let mut scale = 1.0;
        let mut stale = 0;
        for _ in 0..rounds {
            let round = self.price(balls, need, &at);
            work += 1;
            if round.bound < best - 1e-9 * best.abs() {
                best = round.bound;
                prices.clone_from(&at);
                stale = 0;
            } else {
                stale += 1;
            }
            if stale == 4 {
                stale = 0;
                scale /= 2.0;
                at.clone_from(&prices);
                continue;
            }
            let slope = |i: usize| -> f64 {
                let slope = f64::from(round.used[i]) - 1.0;
                if at[i] == 0.0 && slope < 0.0 {
                    0.0
                } else {
                    slope
                }
            };
            let norm: f64 = (0..need.len()).map(|i| slope(i) * slope(i)).sum();
            if norm == 0.0 || round.bound <= objective {
                break;
            }
            let step = scale * (round.bound - objective) / norm;
            at = (0..need.len())
                .map(|i| (at[i] + step * slope(i)).max(0.0))
                .collect();
        }
        (best, work)
    }

    /// The bound at given prices, the value of each centre when steps are not asked for, and how often the best centres use each village.
    fn price(&self, balls: &Balls, need: &[f64], prices: &[f64]) -> Round {
        let n = need.len();
        let reduced: Vec<f64> = (0..n).map(|i| need[i] - prices[i]).collect();
        let mut order: Vec<u32> = (0..n as u32).collect();
        order.sort_unstable_by(|&a, &b| {
            let descending = reduced[b as usize].total_cmp(&reduced[a as usize]);
            descending.then(a.cmp(&b))
        });
        let mut ends = balls.sizes.clone();
        let mut begin = 0;
        for end in &mut ends {
            begin += std::mem::replace(end, begin);
        }
        let mut sorted = vec![(0, 0); begin];
        for &i in &order {
            for &(centre, steps) in balls.of(i) {
                let slot = &mut ends[centre as usize];
                sorted[*slot] = (i, steps);
                *slot += 1;
            }
        }
        let ball = |v: usize| &sorted[ends[v] - balls.sizes[v]..ends[v]];
        let values: Vec<f64> = (0..n)
            .map(|v| self.without_steps(ball(v), &reduced))
            .collect();
        let mut centres: Vec<usize> = (0..n).collect();
        centres.sort_unstable_by(|&a, &b| values[b].total_cmp(&values[a]).then(a.cmp(&b)));
        // the value of a centre is at most the one without steps, so the rest need not be looked at
        let mut best: Vec<(f64, usize, u32)> = Vec::with_capacity(self.areas + 1);
        for v in centres {
            if best.len() == self.areas && best.last().is_none_or(|last| last.0 >= values[v]) {
                break;
            }
            let (value, depth) = self.best_depth(ball(v), &reduced);
            let place = best.partition_point(|&(other, _, _)| other >= value);
            best.insert(place, (value, v, depth));
            best.truncate(self.areas);
        }
        let mut bound = sum(prices.iter().copied());
        let mut used = vec![0_u32; n];
        for (value, v, depth) in best.into_iter().filter(|&(value, _, _)| value > 0.0) {
            bound += value;
            self.choose(ball(v), &reduced, depth, |i| used[i as usize] += 1);
        }
        Round {
            bound,
            values,
            used,
        }
    }

    /// The most a ball gives when not every step needs a village.
    fn without_steps(&self, ball: &[(u32, u32)], reduced: &[f64]) -> f64 {
        let root = ball.iter().find(|&&(_, steps)| steps == 0);
        let root = root.map_or(0.0, |&(i, _)| reduced[i as usize]);
        let others = ball.iter().filter(|&&(_, steps)| steps > 0);
        let values = others.map(|&(i, _)| reduced[i as usize]);
        root + values
            .take(self.max - 1)
            .take_while(|&value| value > 0.0)
            .sum::<f64>()
    }

    /// The most a ball gives, over how far its farthest member is.
    fn best_depth(&self, ball: &[(u32, u32)], reduced: &[f64]) -> (f64, u32) {
        let farthest = ball.iter().map(|&(_, steps)| steps).max().unwrap_or(0);
        let mut best = (f64::NEG_INFINITY, 0);
        for depth in 0..=farthest {
            let value = self.choose(ball, reduced, depth, |_| {});
            if value > best.0 {
                best = (value, depth);
            }
        }
        best
    }

    /// The most that villages up to `depth` steps away give, one at each step: `ball` has the greatest reduced need first.
    fn choose(
        &self,
        ball: &[(u32, u32)],
        reduced: &[f64],
        depth: u32,
        mut take: impl FnMut(u32),
    ) -> f64 {
        // steps beyond the mask are not asked for, which only loosens the bound
        let mut missing = depth.min(127) + 1;
        let mut spare = self.max - missing as usize;
        let mut met = 0_u128;
        let mut total = 0.0;
        for &(i, steps) in ball.iter().filter(|&&(_, steps)| steps <= depth) {
            let value = reduced[i as usize];
            let bit = 1_u128 << steps.min(127);
            let first = met & bit == 0;
            if first {
                met |= bit;
                missing -= 1;
            } else if spare > 0 && value > 0.0 {
                spare -= 1;
            } else if missing == 0 {
                break;
            } else {
                continue;
            }
            total += value;
            take(i);
        }
        total
    }
}

/// What one pricing round gives.
struct Round {
    bound: f64,
    values: Vec<f64>,
    used: Vec<u32>,
}

impl Balls {
    /// Everything within `depth` steps of each village, or within its reach by steps inside it, where that is enough for an area; `None`
    /// when there are too many pairs.
    fn new(group: &Group, least: usize, depth: usize, in_reach: bool) -> Option<Self> {
        let n = group.n();
        let mut pairs: Vec<(u32, u32, u32)> = Vec::new();
        let mut sizes = Vec::with_capacity(n);
        let mut seen = vec![u32::MAX; n];
        let mut found: Vec<(u32, u32)> = Vec::new();
        for v in 0..n as u32 {
            found.clear();
            found.push((v, 0));
            seen[v as usize] = v;
            let mut next = 0;
            while let Some(&(i, steps)) = found.get(next) {
                next += 1;
                if steps as usize == depth {
                    break;
                }
                for &j in group.neighbours(i) {
                    if seen[j as usize] != v && (!in_reach || group.reaches(v, j)) {
                        seen[j as usize] = v;
                        found.push((j, steps + 1));
                    }
                }
            }
            if found.len() < least {
                found.clear();
            }
            sizes.push(found.len());
            if pairs.len() + found.len() > MOST_PAIRS {
                return None;
            }
            pairs.extend(found.iter().map(|&(i, steps)| (i, v, steps)));
        }
        let mut offsets = vec![0; n + 1];
        for &(i, _, _) in &pairs {
            offsets[i as usize + 1] += 1;
        }
        for i in 0..n {
            offsets[i + 1] += offsets[i];
        }
        let mut cursor = offsets.clone();
        let mut centres = vec![(0, 0); pairs.len()];
        for (i, v, steps) in pairs {
            centres[cursor[i as usize]] = (v, steps);
            cursor[i as usize] += 1;
        }
        Some(Self {
            offsets,
            centres,
            sizes,
        })
    }

    fn of(&self, i: u32) -> &[(u32, u32)] {
        &self.centres[self.offsets[i as usize]..self.offsets[i as usize + 1]]
    }
}

/// The greatest `count` needs, greatest first.
fn neediest(need: &[f64], count: usize) -> Vec<f64> {
    let mut sorted = need.to_vec();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted.truncate(count);
    sorted.retain(|&need| need > 0.0);
    sorted
}
