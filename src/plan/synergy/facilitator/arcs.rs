//! Who may serve what, at which cost.

/// For each of n units the posts that may serve it, cheapest first, equal ones in order.
#[derive(Debug, Clone, Default)]
pub(super) struct Arcs {
    start: Vec<usize>,
    post: Vec<u32>,
    cost: Vec<i64>,
}

impl Arcs {
    /// Takes a list of (cost in metres, post) for each unit and sorts it.
    pub fn new(lists: impl IntoIterator<Item = Vec<(i64, u32)>>) -> Self {
        let mut arcs = Self {
            start: vec![0],
            ..Self::default()
        };
        for mut list in lists {
            list.sort_unstable();
            arcs.post.extend(list.iter().map(|(_, post)| post));
            arcs.cost.extend(list.iter().map(|(cost, _)| cost));
            arcs.start.push(arcs.post.len());
        }
        arcs
    }

    /// Number of units.
    pub fn n(&self) -> usize {
        self.start.len() - 1
    }

    /// Number of pairs.
    pub fn pairs(&self) -> usize {
        self.post.len()
    }

    /// Posts and costs of a unit.
    pub fn of(&self, unit: usize) -> (&[u32], &[i64]) {
        let range = self.start[unit]..self.start[unit + 1];
        (&self.post[range.clone()], &self.cost[range])
    }

    /// The same as pairs.
    pub fn list(&self, unit: usize) -> impl Iterator<Item = (u32, i64)> + '_ {
        let (posts, costs) = self.of(unit);
        posts.iter().copied().zip(costs.iter().copied())
    }

    /// What a post costs a unit; none when it may not serve it.
    pub fn cost(&self, unit: usize, post: u32) -> Option<i64> {
        let found = self.list(unit).find(|(other, _)| *other == post);
        found.map(|(_, cost)| cost)
    }

    /// A price of a unit left out above which no saving of cost is worth leaving one more out.
    pub fn dear(&self) -> i64 {
        let range = |unit: usize| {
            let (_, costs) = self.of(unit);
            match (costs.first(), costs.last()) {
                (Some(least), Some(most)) => (*most).max(0) - (*least).min(0),
                _ => 0,
            }
        };
        1 + (0..self.n()).map(range).sum::<i64>()
    }
}
