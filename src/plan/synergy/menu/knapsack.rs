//! The cheapest steps that add up to a goal: a covering knapsack, exactly.
//!
//! Lists of sums of which none is both dearer and smaller than another (Nemhauser and Ullmann 1969, doi:10.1287/mnsc.15.9.494), with those left out that
//! cannot end below a known answer.

/// Something that can be raised step by step.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// Gain after 1, 2, ... steps, ascending, above 0.
    pub gain: Vec<f64>,
    /// Cost of one step, from 0 up.
    pub cost: f64,
}

/// The cheapest steps.
#[derive(Debug, Clone, PartialEq)]
pub struct Cover {
    /// Steps of each item.
    pub steps: Vec<u32>,
    /// Their cost.
    pub cost: f64,
    /// Their gain.
    pub gain: f64,
}

/// A sum of steps of the first items.
#[derive(Clone, Copy)]
struct Sum {
    cost: f64,
    count: u32,
    gain: f64,
    /// The sum it was made from, and the steps that were added.
    from: u32,
    steps: u32,
}

impl Sum {
    /// Whether it is no dearer: by cost, then by number of steps.
    fn no_dearer(&self, other: &Self) -> bool {
        self.cost < other.cost || (self.cost == other.cost && self.count <= other.count)
    }
}

/// Steps whose gain is at least `goal` at the least cost; of these the fewest steps, then the greatest gain, then those of items of more gain by
/// cost, the first of several. `None` when all steps together gain less.
///
/// Exact; O(items x steps x sums that are kept), and where costs are alike there are at most as many sums as steps.
pub fn cover(items: &[Item], goal: f64) -> Option<Cover> {
    if goal <= 0.0 {
        return Some(Cover {
            steps: vec![0; items.len()],
            cost: 0.0,
            gain: 0.0,
        });
    }
    let all: f64 = items.iter().filter_map(|item| item.gain.last()).sum();
    if all < goal {
        return None;
    }
    let order = order(items);
    let tails = tails(items, &order);
    let most = greedy(items, &order, goal);
    let mut kept: Vec<Vec<Sum>> = vec![vec![Sum {
        cost: 0.0,
        count: 0,
        gain: 0.0,
        from: 0,
        steps: 0,
    }]];
    for (place, &at) in order.iter().enumerate() {
        let item = &items[at];
        let before = &kept[place];
        let mut sums = Vec::with_capacity(before.len() * (item.gain.len() + 1));
        for (from, sum) in (0_u32..).zip(before) {
            sums.push(Sum {
                from,
                steps: 0,
                ..*sum
            });
            if sum.gain >= goal {
                continue;
            }
            for (steps, gain) in (1_u32..).zip(&item.gain) {
                sums.push(Sum {
                    cost: sum.cost + item.cost * f64::from(steps),
                    count: sum.count + steps,
                    gain: sum.gain + gain,
                    from,
                    steps,
                });
            }
        }
        let tail = &tails[place + 1..];
        sums.retain(|sum| least(tail, goal - sum.gain).is_some_and(|more| sum.cost + more <= most));
        kept.push(thin(sums, goal));
    }
    let last = kept.last()?;
    let best = last.iter().position(|sum| sum.gain >= goal)?;
    let (cost, gain) = (last[best].cost, last[best].gain);
    let mut steps = vec![0; items.len()];
    let mut at = best;
    for (place, &item) in order.iter().enumerate().rev() {
        let sum = kept[place + 1][at];
        steps[item] = sum.steps;
        at = sum.from as usize;
    }
    Some(Cover { steps, cost, gain })
}

/// The greatest gain by cost that any number of steps of an item has.
fn rate(item: &Item) -> f64 {
    let by = |(steps, gain): (u32, &f64)| {
        let cost = item.cost * f64::from(steps);
        if cost > 0.0 {
            gain / cost
        } else {
            f64::INFINITY
        }
    };
    (1..).zip(&item.gain).map(by).fold(0.0, f64::max)
}

/// Items with the greatest gain by cost first, then by their place.
fn order(items: &[Item]) -> Vec<usize> {
    let mut order: Vec<usize> = (0..items.len())
        .filter(|&at| !items[at].gain.is_empty())
        .collect();
    let rates: Vec<f64> = items.iter().map(rate).collect();
    order.sort_by(|&a, &b| rates[b].total_cmp(&rates[a]).then(a.cmp(&b)));
    order
}

/// Gain and cost of all items before each place, in order, if every item could be had in parts at its best rate.
fn tails(items: &[Item], order: &[usize]) -> Vec<(f64, f64)> {
    let mut sums = vec![(0.0, 0.0)];
    let (mut gain, mut cost) = (0.0, 0.0);
    for &at in order {
        let own = items[at].gain.last().copied().unwrap_or(0.0);
        gain += own;
        cost += own / rate(&items[at]);
        sums.push((gain, cost));
    }
    sums
}

/// No less is the cost of a gain from the items of a tail; `None` when it cannot be had. A hair below what it is, against rounding.
fn least(tail: &[(f64, f64)], gain: f64) -> Option<f64> {
    if gain <= 0.0 {
        return Some(0.0);
    }
    let first = tail[0];
    let wanted = first.0 + gain;
    let full = tail.partition_point(|sum| sum.0 < wanted);
    if full == tail.len() {
        let short = wanted - tail[full - 1].0;
        return (short <= 1e-12 * wanted).then(|| (tail[full - 1].1 - first.1) * (1.0 - 1e-9));
    }
    let (low, high) = (tail[full - 1], tail[full]);
    let part = (wanted - low.0) / (high.0 - low.0);
    Some((low.1 - first.1 + part * (high.1 - low.1)) * (1.0 - 1e-9))
}

/// The cost of an answer: steps of the best rate until the goal is reached. A hair above, against rounding.
fn greedy(items: &[Item], order: &[usize], goal: f64) -> f64 {
    let (mut gain, mut cost) = (0.0, 0.0);
    for &at in order {
        let item = &items[at];
        let enough = item.gain.iter().position(|own| gain + own >= goal);
        let steps = enough.map_or(item.gain.len(), |steps| steps + 1);
        cost += item.cost * steps as f64;
        if enough.is_some() {
            return cost * (1.0 + 1e-9);
        }
        gain += item.gain[steps - 1];
    }
    // sums in another order may miss the goal by their last digits
    f64::INFINITY
}

/// Sums without those that are no cheaper and no greater than another, the cheapest first.
fn thin(mut sums: Vec<Sum>, goal: f64) -> Vec<Sum> {
    sums.sort_by(|a, b| {
        let cost = a.cost.total_cmp(&b.cost).then(a.count.cmp(&b.count));
        // alike in all, earlier items have the steps
        let first = a.steps.cmp(&b.steps).then(a.from.cmp(&b.from));
        cost.then(b.gain.total_cmp(&a.gain)).then(first)
    });
    let mut kept: Vec<Sum> = Vec::new();
    for sum in sums {
        let Some(last) = kept.last() else {
            kept.push(sum);
            continue;
        };
        // beyond the goal nothing dearer is of use
        if last.gain < goal && sum.gain > last.gain {
            debug_assert!(last.no_dearer(&sum));
            kept.push(sum);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use proptest::prelude::*;

    fn item(gain: &[f64], cost: f64) -> Item {
        Item {
            gain: gain.to_vec(),
            cost,
        }
    }

    /// Goal 7 from steps of 3 (cost 4, twice), 2 (cost 2, three times) and 5 (cost 9, once).
    ///
    /// By rate: 2 at 1 each, 3 at 0.75, 5 at 0.56. 2 + 2 + 3 = 7 for 8; 2 + 2 + 2 + 3 for 10; 2 + 5 for 11; 3 + 3 + 2 for 10. So 8.
    #[test]
    fn the_cheapest_steps_by_hand() {
        let items = [
            item(&[3.0, 6.0], 4.0),
            item(&[2.0, 4.0, 6.0], 2.0),
            item(&[5.0], 9.0),
        ];
        let found = cover(&items, 7.0).unwrap();
        assert_eq!(
            found,
            Cover {
                steps: vec![1, 2, 0],
                cost: 8.0,
                gain: 7.0
            }
        );
        assert_eq!(cover(&items, 17.0).unwrap().steps, [2, 3, 1]);
        assert_eq!(cover(&items, 17.1), None);
        assert_eq!(cover(&items, 0.0).unwrap().steps, [0, 0, 0]);
        assert_eq!(cover(&[], 1.0), None);
    }

    /// Equal cost: fewer steps; equal steps: more gain; then the first item.
    #[test]
    fn ties_are_broken_in_a_fixed_order() {
        let two = [item(&[1.0, 2.0], 1.0), item(&[2.0], 2.0)];
        assert_eq!(cover(&two, 2.0).unwrap().steps, [0, 1]);
        let more = [item(&[2.0], 1.0), item(&[3.0], 1.0)];
        assert_eq!(cover(&more, 2.0).unwrap().steps, [0, 1]);
        let same = [item(&[2.0], 1.0), item(&[2.0], 1.0), item(&[2.0], 1.0)];
        assert_eq!(cover(&same, 3.0).unwrap().steps, [1, 1, 0]);
        let free = [item(&[1.0], 0.0), item(&[3.0], 1.0)];
        assert_eq!(cover(&free, 1.0).unwrap().steps, [1, 0]);
    }

    /// The cheapest of all choices: cost, then steps, then gain.
    fn all(items: &[Item], goal: f64) -> Option<(f64, u32, f64)> {
        let mut best: Option<(f64, u32, f64)> = None;
        let mut steps = vec![0_usize; items.len()];
        loop {
            let gain: f64 = items
                .iter()
                .zip(&steps)
                .map(|(i, &s)| if s > 0 { i.gain[s - 1] } else { 0.0 })
                .sum();
            let cost: f64 = items
                .iter()
                .zip(&steps)
                .map(|(i, &s)| i.cost * s as f64)
                .sum();
            let count = steps.iter().sum::<usize>() as u32;
            let now = (cost, count, -gain);
            if gain >= goal && best.is_none_or(|b| now < b) {
                best = Some(now);
            }
            let Some(next) = (0..items.len()).find(|&i| steps[i] < items[i].gain.len()) else {
                return best;
            };
            steps[..next].fill(0);
            steps[next] += 1;
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(400))]

        #[test]
        fn none_of_all_choices_is_cheaper(
            raw in prop::collection::vec((prop::collection::vec(1_u32..9, 0..4), 0_u32..6), 0..6),
            goal in 0_u32..60,
        ) {
            // whole numbers, so that sums are exact
            let items: Vec<Item> = raw.iter().map(|(gains, cost)| {
                let mut sum = 0.0;
                let gain = gains.iter().map(|&g| { sum += f64::from(g); sum }).collect();
                Item { gain, cost: f64::from(*cost) }
            }).collect();
            let goal = f64::from(goal);
            let found = cover(&items, goal);
            if goal == 0.0 { return Ok(()); }
            let best = all(&items, goal);
            prop_assert_eq!(found.is_some(), best.is_some());
            if let (Some(found), Some((cost, count, gain))) = (found, best) {
                prop_assert_eq!((found.cost, found.steps.iter().sum::<u32>()), (cost, count));
                prop_assert_eq!(found.gain, -gain);
                let again: f64 = items.iter().zip(&found.steps).map(|(i, &s)| if s > 0 { i.gain[s as usize - 1] } else { 0.0 }).sum();
                prop_assert_eq!(again, found.gain);
            }
        }
    }
}
