//! The index as a tree that can be solved for one of its cells.

use super::cause::Cause;
use super::claims::Numbers;
use super::leaf::{Leaf, share_grids};
use super::rebuild::Rebuilt;
use crate::welfare::index::aggregate::Mean;
use crate::welfare::index::definition::Definition;
use crate::welfare::index::hierarchy::Part;

/// A part of a node.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Child {
    /// Place in the leaves.
    Leaf(usize),
    /// Place in the nodes.
    Node(usize),
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

impl Model {
    /// Builds the tree from what was rebuilt and what is published, node by node.
    pub fn new(definition: &Definition, rebuilt: Rebuilt, numbers: &[Option<Numbers>]) -> Self {
        let make = rebuilt.scores.make;
        let whole = definition.dimensions.len();
        let mut leaf_of = vec![None; definition.indicators.len()];
        let mut leaves = Vec::new();
        let mut kins = Vec::new();
        let entering = make.leaves.into_iter().zip(rebuilt.beyond);
        let mut entering: Vec<_> = entering
            .filter_map(|(leaf, beyond)| match leaf.part {
                Part::Indicator(i) => Some((i, leaf, beyond)),
                Part::Dimension(_) => None,
            })
            .collect();
        // in the order of the definition, where neighbours are neighbours
        entering.sort_by_key(|(i, ..)| *i);
        for (i, leaf, beyond) in entering {
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
