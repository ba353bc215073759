//! A partition that units move in: what it costs, and which moves keep regions together.

use super::Objective;
use super::problem::Ready;

/// Regions of units, changed one unit at a time.
pub(super) struct State<'a> {
    ready: &'a Ready<'a>,
    objective: Objective,
    k: usize,
    /// n rows of k values.
    rows: &'a [f64],
    /// What a region that has nothing of its floor costs.
    penalty: f64,
    /// Region of each unit.
    pub label: Vec<u32>,
    count: Vec<f64>,
    /// Rows of k sums.
    sums: Vec<f64>,
    amount: Vec<f64>,
    members: Vec<Vec<u32>>,
    /// Of each unit, its place among the members of its region.
    place: Vec<u32>,
    /// Marks of a walk, by its number.
    seen: Vec<u32>,
    walk: u32,
    stack: Vec<u32>,
}

/// The n rows of the k columns.
pub(super) fn rows(attributes: &[Vec<f64>]) -> Vec<f64> {
    let row = |i: usize| attributes.iter().map(move |x| x[i]);
    (0..attributes[0].len()).flat_map(row).collect()
}

impl<'a> State<'a> {
    /// A partition into `regions`; a region below the floor costs up to `penalty`.
    pub fn new(
        ready: &'a Ready<'a>,
        rows: &'a [f64],
        objective: Objective,
        label: Vec<u32>,
        penalty: f64,
    ) -> Self {
        let n = label.len();
        let regions = label.iter().max().map_or(0, |&last| last as usize + 1);
        let k = ready.attributes.len();
        let mut state = Self {
            ready,
            objective,
            k,
            rows,
            penalty,
            count: vec![0.0; regions],
            sums: vec![0.0; regions * k],
            amount: vec![0.0; regions],
            members: vec![Vec::new(); regions],
            place: vec![0; n],
            seen: vec![0; n],
            walk: 0,
            stack: Vec::new(),
            label,
        };
        for i in 0..n as u32 {
            state.enter(i, state.label[i as usize]);
        }
        state
    }

    /// Number of regions.
    pub fn regions(&self) -> usize {
        self.count.len()
    }

    /// Another price of what lacks of the floor.
    pub fn set_penalty(&mut self, penalty: f64) {
        self.penalty = penalty;
    }

    fn row(&self, i: u32) -> &[f64] {
        let first = i as usize * self.k;
        &self.rows[first..first + self.k]
    }

    fn amount(&self, i: u32) -> f64 {
        self.ready
            .floor
            .map_or(0.0, |(amount, _)| amount[i as usize])
    }

    fn enter(&mut self, i: u32, region: u32) {
        let (r, at) = (region as usize, i as usize * self.k);
        self.label[i as usize] = region;
        self.count[r] += 1.0;
        self.amount[r] += self.amount(i);
        for c in 0..self.k {
            self.sums[r * self.k + c] += self.rows[at + c];
        }
        self.place[i as usize] = self.members[r].len() as u32;
        self.members[r].push(i);
    }

    fn leave(&mut self, i: u32) {
        let (r, at) = (self.label[i as usize] as usize, i as usize * self.k);
        self.count[r] -= 1.0;
        self.amount[r] -= self.amount(i);
        for c in 0..self.k {
            self.sums[r * self.k + c] -= self.rows[at + c];
        }
        let place = self.place[i as usize] as usize;
        self.members[r].swap_remove(place);
        if let Some(&moved) = self.members[r].get(place) {
            self.place[moved as usize] = place as u32;
        }
    }

    /// Moves a unit to another region.
    pub fn put(&mut self, i: u32, region: u32) {
        self.leave(i);
        self.enter(i, region);
    }

    /// Neighbours of a unit.
    pub fn neighbours(&self, i: u32) -> &'a [u32] {
        self.ready.graph.neighbours(i as usize)
    }

    /// By how much the objective and the price of the floor change when a unit goes to a region.
    pub fn change(&self, i: u32, region: u32) -> f64 {
        self.without(i) + self.within(i, region)
    }

    /// By how much they change when a unit leaves its region, counted nowhere.
    pub fn without(&self, i: u32) -> f64 {
        let region = self.label[i as usize];
        let lost = match self.objective {
            Objective::Squares => {
                let count = self.count[region as usize];
                -count / (count - 1.0).max(1.0) * self.off_mean(i, region)
            }
            Objective::Pairs => -self.off_members(i, region),
        };
        lost + self.price(region, -self.amount(i))
    }

    /// By how much they change when a unit from elsewhere enters a region.
    pub fn within(&self, i: u32, region: u32) -> f64 {
        let gained = match self.objective {
            Objective::Squares => {
                let count = self.count[region as usize];
                count / (count + 1.0) * self.off_mean(i, region)
            }
            Objective::Pairs => self.off_members(i, region),
        };
        gained + self.price(region, self.amount(i))
    }

    fn off_mean(&self, i: u32, region: u32) -> f64 {
        let (r, row) = (region as usize, self.row(i));
        let sums = &self.sums[r * self.k..(r + 1) * self.k];
        let apart = |(x, sum): (&f64, &f64)| {
            let off = x - sum / self.count[r];
            off * off
        };
        row.iter().zip(sums).map(apart).sum()
    }

    fn off_members(&self, i: u32, region: u32) -> f64 {
        let row = self.row(i);
        let mut sum = 0.0;
        for &j in &self.members[region as usize] {
            let other = self.row(j);
            sum += (row.iter().zip(other))
                .map(|(a, b)| (a - b).abs())
                .sum::<f64>();
        }
        sum
    }

    /// How the price of a region's floor changes with its amount.
    fn price(&self, region: u32, more: f64) -> f64 {
        let Some((_, least)) = self.ready.floor.filter(|(_, least)| *least > 0.0) else {
            return 0.0;
        };
        let lacks = |amount: f64| (1.0 - amount / least).max(0.0);
        let amount = self.amount[region as usize];
        self.penalty * (lacks(amount + more) - lacks(amount))
    }

    /// How much all regions together lack of their floors; 0 when each has it.
    ///
    /// Sums are taken anew, so that moves leave no rounding behind.
    pub fn lacks(&self) -> f64 {
        let Some((amount, least)) = self.ready.floor else {
            return 0.0;
        };
        let mut sums = vec![0.0; self.regions()];
        for (amount, &label) in amount.iter().zip(&self.label) {
            sums[label as usize] += amount;
        }
        sums.iter().map(|sum| (least - sum).max(0.0)).sum()
    }

    /// Whether each region has its floor as far as the running sums say.
    pub fn seems_whole(&self) -> bool {
        let least = self
            .ready
            .floor
            .map_or(f64::NEG_INFINITY, |(_, least)| least);
        self.amount.iter().all(|&amount| amount >= least)
    }

    /// The objective, summed anew.
    pub fn cost(&self) -> f64 {
        match self.objective {
            Objective::Squares => super::within_ssd(self.ready.attributes, &self.label),
            Objective::Pairs => super::within_pairs(self.ready.attributes, &self.label),
        }
    }

    /// Whether the region of a unit stays one and not empty when the unit leaves it.
    pub fn can_leave(&mut self, i: u32) -> bool {
        let own = self.label[i as usize];
        if self.members[own as usize].len() < 2 {
            return false;
        }
        let graph = &self.ready.graph;
        let same = graph.neighbours(i as usize).iter();
        let label = &self.label;
        let mut same = same.copied().filter(|&j| label[j as usize] == own);
        let Some(first) = same.next() else {
            return false;
        };
        // marks: 2 walk + 1 for the neighbours still to be met, 2 walk + 2 for those passed
        self.walk += 1;
        let (wanted, passed) = (2 * self.walk, 2 * self.walk + 1);
        let mut left = 0;
        for j in same {
            self.seen[j as usize] = wanted;
            left += 1;
        }
        self.seen[i as usize] = passed;
        self.seen[first as usize] = passed;
        self.stack.clear();
        self.stack.push(first);
        let mut next = 0;
        while left > 0
            && let Some(&at) = self.stack.get(next)
        {
            next += 1;
            for &j in graph.neighbours(at as usize) {
                let mark = self.seen[j as usize];
                if mark == passed || self.label[j as usize] != own {
                    continue;
                }
                left -= u32::from(mark == wanted);
                self.seen[j as usize] = passed;
                self.stack.push(j);
            }
        }
        left == 0
    }
}
