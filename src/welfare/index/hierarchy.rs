//! The parts of an index in an order in which children come before parents.

use super::aggregate::Recipe;
use super::definition::{Definition, Judgements, Weigh};
use serde::Serialize;

/// A part of the index.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Part {
    /// Position in the indicators.
    Indicator(usize),
    /// Position in the dimensions.
    Dimension(usize),
}

/// A group to be aggregated: a dimension, or the whole.
#[derive(Debug, Clone)]
pub struct Group {
    /// Position in the dimensions; `None` is the whole.
    pub dimension: Option<usize>,
    /// How its parts become one.
    pub recipe: Recipe,
    /// How their weights are found.
    pub weigh: Weigh,
    /// The parts with their weights, dimensions first, in the order of the definition.
    pub parts: Vec<(Part, f64)>,
}

/// Groups of a definition, deepest first, the whole last.
///
/// `given` marks the dimensions whose value is a column: what is below them is left out.
/// The definition has passed the rules: parents exist and no chain of parents closes.
pub fn groups(definition: &Definition, given: &[bool]) -> Vec<Group> {
    let mut groups = Vec::new();
    let mut waiting = vec![None];
    while let Some(dimension) = waiting.pop() {
        let group = group(definition, dimension);
        for (part, _) in &group.parts {
            if let Part::Dimension(inner) = *part
                && !given[inner]
            {
                waiting.push(Some(inner));
            }
        }
        groups.push(group);
    }
    groups.reverse();
    groups
}

/// The direct parts of a dimension, or of the whole.
pub fn group(definition: &Definition, dimension: Option<usize>) -> Group {
    let code = dimension.map(|d| definition.dimensions[d].code.as_str());
    let dimensions = definition
        .dimensions
        .iter()
        .enumerate()
        .filter(|(_, part)| part.parent.as_deref() == code)
        .map(|(i, part)| (Part::Dimension(i), part.weight));
    let indicators = definition
        .indicators
        .iter()
        .enumerate()
        .filter(|(_, part)| part.parent.as_deref() == code)
        .map(|(i, part)| (Part::Indicator(i), part.weight));
    let inner = dimension.map(|d| &definition.dimensions[d]);
    let recipe = match inner {
        Some(d) => Recipe::new(d.aggregate, d.power, d.compromise, definition),
        None => Recipe::new(
            definition.aggregate,
            definition.power,
            definition.compromise,
            definition,
        ),
    };
    Group {
        dimension,
        recipe,
        weigh: inner.map_or(definition.weigh, |d| d.weigh),
        parts: dimensions.chain(indicators).collect(),
    }
}

impl Part {
    /// Its code.
    pub fn code(self, definition: &Definition) -> &str {
        match self {
            Self::Indicator(i) => &definition.indicators[i].code,
            Self::Dimension(d) => &definition.dimensions[d].code,
        }
    }
}

impl Group {
    /// Its code; the name of the index for the whole.
    pub fn code<'a>(&self, definition: &'a Definition) -> &'a str {
        self.dimension
            .map_or(&definition.name, |d| &definition.dimensions[d].code)
    }

    /// The judgements of its parts.
    pub fn judgements<'a>(&self, definition: &'a Definition) -> Option<&'a Judgements> {
        match self.dimension {
            Some(d) => definition.dimensions[d].judgements.as_ref(),
            None => definition.judgements.as_ref(),
        }
    }
}
