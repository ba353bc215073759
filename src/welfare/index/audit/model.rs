//! The index as a tree that can be solved for one of its cells.

use super::cause::Cause;
use super::claims::Numbers;
use super::rebuild::Rebuilt;
use crate::welfare::index::aggregate::Mean;
use crate::welfare::index::definition::Definition;
use crate::welfare::index::hierarchy::Part;
use crate::welfare::index::normalise::Scale;

/// Values seen in a column that has few of them: normalised and raw, sorted.
type Grid = Vec<(f64, f64)>;

/// A part of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child {
    /// Place in the leaves.
    Leaf(usize),
    /// Place in the nodes.
    Node(usize),
}

/// An indicator.
pub struct Leaf {
    pub code: String,
    /// n values before normalising, NaN where missing or beyond the goalposts.
    pub raw: Vec<f64>,
    /// n values after it.
    pub value: Vec<f64>,
    /// Indicators with the same rule have the same number.
    pub kin: usize,
    /// Rows and values that lie beyond its goalposts.
    pub beyond: Vec<(usize, f64)>,
    scale: Scale,
    /// Values of a graded column; `None` for one with many values.
    grid: Option<Grid>,
    /// Values of all graded columns of its kin.
    kin_grid: Grid,
    ends: [f64; 2],
    whole: bool,
}

/// A dimension, or the score as the last.
pub struct Node {
    pub code: String,
    pub parts: Vec<(Child, f64)>,
    /// `None` for a rule that compares units with each other, which cannot be solved.
    pub mean: Option<Mean>,
    pub parent: Option<usize>,
    /// n values from the indicators, NaN where missing.
    pub rebuilt: Vec<f64>,
    /// n values from the parts as published, where they are.
    pub told: Vec<f64>,
    /// What is published.
    pub claim: Option<Claim>,
}

/// A published column and what is known of its values.
pub struct Claim {
    /// n values on the scale of the index, NaN where missing.
    pub used: Vec<f64>,
    /// Difference from which a value does not reproduce.
    pub tolerance: f64,
    /// What rounding of the column adds to it when causes are sought.
    pub slack: f64,
    /// n marks of values that differ by more than digits and scale.
    pub off: Vec<bool>,
    /// n marks of values that are off and follow from published values below.
    pub follows: Vec<bool>,
    /// n causes, `None` where the value reproduces, or the cause is not known yet.
    pub cause: Vec<Option<Cause>>,
}

impl Claim {
    /// Whether a value is off and nothing below or known so far explains it.
    pub fn open(&self, i: usize) -> bool {
        self.off[i] && !self.follows[i] && self.cause[i].is_none()
    }

    /// Difference up to which values are the same when causes are sought.
    pub fn reach(&self) -> f64 {
        self.tolerance + self.slack
    }
}

/// A value that would do, and whether its own column holds it elsewhere.
#[derive(Debug, Clone, Copy)]
pub struct Legal {
    pub raw: f64,
    pub own: bool,
}

/// The tree.
pub struct Model {
    pub n: usize,
    pub leaves: Vec<Leaf>,
    /// Dimensions in the order of the definition, then the whole.
    pub nodes: Vec<Node>,
    /// Children before parents.
    pub order: Vec<usize>,
    /// For each node the leaves below it without a published node between, each with the way down to it.
    pub below: Vec<Vec<(usize, Vec<Child>)>>,
}

/// A column is graded when it has at most so many values, and at least four rows to each.
const GRADES: usize = 32;

impl Model {
    /// Builds the tree from what was rebuilt and what is published, node by node.
    pub fn new(definition: &Definition, rebuilt: Rebuilt, numbers: &[Option<Numbers>]) -> Self {
        let make = rebuilt.scores.make;
        let whole = definition.dimensions.len();
        let mut leaf_of = vec![None; definition.indicators.len()];
        let mut leaves = Vec::new();
        let mut kins = Vec::new();
        for (leaf, beyond) in make.leaves.into_iter().zip(rebuilt.beyond) {
            let Part::Indicator(i) = leaf.part else {
                continue;
            };
            let indicator = &definition.indicators[i];
            let rule = (
                indicator.normalise.unwrap_or(definition.normalise),
                indicator.good,
                leaf.scale,
            );
            let kin = kins.iter().position(|other| *other == rule);
            if kin.is_none() {
                kins.push(rule);
            }
            leaf_of[i] = Some(leaves.len());
            leaves.push(Leaf::new(
                indicator.code.clone(),
                kin.unwrap_or(kins.len() - 1),
                leaf.raw,
                leaf.value,
                leaf.scale,
                beyond,
            ));
        }
        share_grids(&mut leaves, kins.len());
        let values = rebuilt.scores.dimensions.into_iter().map(|(_, v)| v);
        let values = values.chain([rebuilt.scores.score]);
        let codes = definition.dimensions.iter().map(|d| d.code.clone());
        let codes = codes.chain(["score".to_owned()]);
        let mut nodes: Vec<Node> = (values.zip(codes).zip(numbers))
            .map(|((values, code), numbers)| Node {
                code,
                parts: Vec::new(),
                mean: None,
                parent: None,
                told: Vec::new(),
                rebuilt: values.iter().map(|v| v.unwrap_or(f64::NAN)).collect(),
                claim: numbers
                    .as_ref()
                    .map(|numbers| Claim::new(numbers.values.clone())),
            })
            .collect();
        let mut order = Vec::new();
        for group in make.groups {
            let at = group.dimension.unwrap_or(whole);
            order.push(at);
            nodes[at].mean = group.recipe.mean();
            for (part, weight) in group.parts.into_iter().filter(|(_, w)| *w > 0.0) {
                let child = match part {
                    Part::Dimension(d) => Some(Child::Node(d)),
                    Part::Indicator(i) => leaf_of[i].map(Child::Leaf),
                };
                if let Some(Child::Node(d)) = child {
                    nodes[d].parent = Some(at);
                }
                nodes[at].parts.extend(child.map(|child| (child, weight)));
            }
        }
        let n = nodes[whole].rebuilt.len();
        let mut model = Self {
            n,
            leaves,
            nodes,
            order,
            below: Vec::new(),
        };
        model.below = (0..=whole).map(|v| model.ways(v)).collect();
        model
    }

    fn ways(&self, from: usize) -> Vec<(usize, Vec<Child>)> {
        let mut found = Vec::new();
        let mut open = vec![(from, Vec::new())];
        while let Some((at, way)) = open.pop() {
            for &(child, _) in &self.nodes[at].parts {
                let way: Vec<Child> = way.iter().copied().chain([child]).collect();
                match child {
                    Child::Leaf(j) => found.push((j, way)),
                    Child::Node(d) if self.nodes[d].claim.is_none() => open.push((d, way)),
                    Child::Node(_) => {}
                }
            }
        }
        found.sort_by_key(|(j, _)| *j);
        found
    }

    /// Published nodes below a node without another between.
    pub fn claimed_below(&self, from: usize) -> Vec<usize> {
        let mut found = Vec::new();
        let mut open = vec![from];
        while let Some(at) = open.pop() {
            for &(child, _) in &self.nodes[at].parts {
                match child {
                    Child::Node(d) if self.nodes[d].claim.is_some() => found.push(d),
                    Child::Node(d) => open.push(d),
                    Child::Leaf(_) => {}
                }
            }
        }
        found.sort_unstable();
        found
    }

    /// The nearest published node above.
    pub fn claimed_above(&self, v: usize) -> Option<usize> {
        let mut at = self.nodes[v].parent;
        while let Some(up) = at {
            if self.nodes[up].claim.is_some() {
                return Some(up);
            }
            at = self.nodes[up].parent;
        }
        None
    }

    /// Puts every node together from its parts as published.
    pub fn tell(&mut self) {
        for place in 0..self.order.len() {
            let v = self.order[place];
            let told = (0..self.n).map(|i| self.tell_one(v, i)).collect();
            self.nodes[v].told = told;
        }
    }

    fn tell_one(&self, v: usize, i: usize) -> f64 {
        let node = &self.nodes[v];
        let Some(mean) = node.mean else {
            return f64::NAN;
        };
        let (mut sum, mut there) = (0.0, 0.0);
        for &(child, weight) in &node.parts {
            let x = self.value(child, i);
            if x.is_nan() {
                continue;
            }
            if !mean.allows(x) {
                return f64::NAN;
            }
            sum += weight * mean.forth(x);
            there += weight;
        }
        mean.back(sum / there)
    }

    /// The value of a part: as published, else from its own parts.
    pub fn value(&self, child: Child, i: usize) -> f64 {
        match child {
            Child::Leaf(j) => self.leaves[j].value[i],
            Child::Node(d) => {
                let node = &self.nodes[d];
                let used = node.claim.as_ref().map_or(f64::NAN, |claim| claim.used[i]);
                if used.is_nan() { node.told[i] } else { used }
            }
        }
    }

    /// The target that differs from row `i` as much as row `from` differs from its published value.
    pub fn moved(&self, v: usize, from: usize, i: usize) -> Option<f64> {
        let node = &self.nodes[v];
        let mean = node.mean?;
        let published = node.claim.as_ref()?.used[from];
        let y = mean.forth(node.told[i]) + mean.forth(published) - mean.forth(node.told[from]);
        Some(mean.back(y)).filter(|x| x.is_finite())
    }

    /// The normalised value a leaf needs, alone, for node `v` to be `target` in row `i`.
    fn need(&self, v: usize, way: &[Child], i: usize, target: f64) -> Option<f64> {
        let (mut at, mut wanted) = (v, target);
        for &step in way {
            let node = &self.nodes[at];
            let mean = node.mean?;
            if !mean.allows(wanted) {
                return None;
            }
            let (mut there, mut weight) = (0.0, 0.0);
            for &(child, w) in &node.parts {
                if child == step {
                    weight = w;
                }
                if !self.value(child, i).is_nan() {
                    there += w;
                }
            }
            let now = self.value(step, i);
            let y = mean.forth(wanted);
            let y = match (now.is_nan(), there > 0.0) {
                (false, _) => mean.forth(now) + (y - mean.forth(node.told[i])) * there / weight,
                (true, true) => (y * (there + weight) - mean.forth(node.told[i]) * there) / weight,
                (true, false) => y,
            };
            wanted = mean.back(y);
            if !wanted.is_finite() {
                return None;
            }
            if let Child::Node(d) = step {
                at = d;
            }
        }
        Some(wanted)
    }

    /// The least and the greatest normalised value a leaf may have for node `v` to be `target`.
    pub fn needs(&self, v: usize, way: &[Child], i: usize, target: f64) -> Option<[f64; 2]> {
        let reach = self.nodes[v].claim.as_ref()?.reach();
        let a = self.need(v, way, i, target - reach)?;
        let b = self.need(v, way, i, target + reach)?;
        let pad = 1e-9 * (a.abs() + b.abs());
        Some([a.min(b) - pad, a.max(b) + pad])
    }
}

impl Leaf {
    fn new(
        code: String,
        kin: usize,
        raw: Vec<f64>,
        value: Vec<f64>,
        scale: Scale,
        beyond: Vec<(usize, f64)>,
    ) -> Self {
        let mut grid = Some(Grid::new());
        let there = || (value.iter().zip(&raw)).filter(|(v, _)| !v.is_nan());
        for (&v, &x) in there() {
            let Some(seen) = &mut grid else { break };
            let place = seen.partition_point(|(other, _)| *other < v);
            if seen.get(place).is_none_or(|(other, _)| *other != v) {
                seen.insert(place, (v, x));
            }
            if seen.len() > GRADES {
                grid = None;
            }
        }
        let grid = grid.filter(|grid| 4 * grid.len() <= raw.len());
        let least = there().fold(f64::INFINITY, |least, (_, x)| least.min(*x));
        let most = there().fold(f64::NEG_INFINITY, |most, (_, x)| most.max(*x));
        let ends = match scale {
            Scale::Line { low, high, .. } => [low.unwrap_or(least), high.unwrap_or(most)],
            Scale::Place => [least, most],
        };
        Self {
            code,
            kin,
            beyond,
            scale,
            grid,
            kin_grid: Grid::new(),
            ends,
            whole: there().all(|(_, x)| x.fract() == 0.0),
            raw,
            value,
        }
    }

    /// Whether the value of a row lies beyond the goalposts.
    pub fn is_beyond(&self, i: usize) -> bool {
        self.beyond
            .binary_search_by_key(&i, |(row, _)| *row)
            .is_ok()
    }

    /// A value whose normalised one lies between these; `None` when no such value may stand in the column.
    pub fn legal(&self, [low, high]: [f64; 2]) -> Option<Legal> {
        let seen = |grid: &Grid| {
            let place = grid.partition_point(|(v, _)| *v < low);
            grid.get(place).filter(|(v, _)| *v <= high).map(|(_, x)| *x)
        };
        if let Some(grid) = &self.grid {
            let own = seen(grid).map(|raw| Legal { raw, own: true });
            return own.or_else(|| seen(&self.kin_grid).map(|raw| Legal { raw, own: false }));
        }
        let Scale::Line {
            slope, intercept, ..
        } = self.scale
        else {
            return None;
        };
        let (a, b) = ((low - intercept) / slope, (high - intercept) / slope);
        let (a, b) = (a.min(b).max(self.ends[0]), a.max(b).min(self.ends[1]));
        let middle = 0.5 * (a + b);
        let raw = if self.whole { middle.round() } else { middle };
        let near = |x: f64| x >= a - 1e-9 * a.abs() && x <= b + 1e-9 * b.abs();
        (a <= b && near(raw)).then_some(Legal { raw, own: true })
    }
}

/// Values seen in any graded column of the same rule may be meant in each of them.
fn share_grids(leaves: &mut [Leaf], kins: usize) {
    for kin in 0..kins {
        let grids = leaves.iter().filter(|leaf| leaf.kin == kin);
        let mut all: Grid = grids
            .filter_map(|leaf| leaf.grid.as_ref())
            .flatten()
            .copied()
            .collect();
        all.sort_by(|a, b| a.0.total_cmp(&b.0));
        all.dedup_by(|a, b| a.0 == b.0);
        for leaf in leaves.iter_mut().filter(|leaf| leaf.kin == kin) {
            leaf.kin_grid = all.clone();
        }
    }
}

impl Claim {
    fn new(values: Vec<f64>) -> Self {
        let n = values.len();
        Self {
            used: values,
            tolerance: 0.0,
            slack: 0.0,
            off: vec![false; n],
            follows: vec![false; n],
            cause: vec![None; n],
        }
    }
}
