//! Rules of the groups: parts, weights, judgements, and what each mean needs.

use crate::base::document::Fault;
use crate::welfare::index::definition::{Aggregation, Definition, Judgements, Weigh};
use crate::welfare::index::hierarchy::{Group, group};
use crate::welfare::index::weigh::reciprocal;

/// Every group has parts, weight, and what its rules need.
pub(super) fn groups(definition: &Definition, faults: &mut Vec<Fault>) {
    let dimensions = (0..definition.dimensions.len()).map(Some);
    for dimension in dimensions.chain([None]) {
        let group = group(definition, dimension);
        let (path, name) = match dimension {
            Some(i) => (
                format!("dimensions.{i}"),
                format!("dimension \"{}\"", definition.dimensions[i].code),
            ),
            None => (String::new(), "the index".to_owned()),
        };
        let below = |key: &str| match path.as_str() {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        if group.parts.is_empty() {
            faults.push(
                Fault::new(&path, format!("{name} has no parts"))
                    .remedy("give it indicators, or drop it"),
            );
        } else if group.parts.iter().all(|(_, weight)| *weight == 0.0) {
            faults.push(
                Fault::new(&path, format!("the parts of {name} have no weight"))
                    .remedy("give at least one a weight above 0"),
            );
        }
        let judgements = group.judgements(definition);
        match (group.weigh == Weigh::Ahp, judgements) {
            (true, Some(found)) => judged(definition, &group, found, &below("judgements"), faults),
            (true, None) => faults.push(
                Fault::new(
                    below("weigh"),
                    format!("{name} is weighed by AHP without judgements"),
                )
                .remedy("add judgements = { parts = [...], matrix = [[1, ...], ...] }"),
            ),
            (false, Some(_)) => faults.push(
                Fault::new(
                    below("judgements"),
                    format!("{name} has judgements it does not use"),
                )
                .remedy("write weigh = \"ahp\", or leave them out"),
            ),
            (false, None) => {}
        }
        let (power, compromise) = match dimension {
            Some(i) => {
                let inner = &definition.dimensions[i];
                (inner.power, inner.compromise)
            }
            None => (definition.power, definition.compromise),
        };
        let how = group.recipe.how;
        let generalised = how == Aggregation::Generalised;
        if generalised != power.is_some_and(|power| power != 0.0) {
            faults.push(
                Fault::new(
                    below("power"),
                    "`power` belongs to the generalised mean, and is not 0",
                )
                .remedy(
                    "1 is the arithmetic mean, -1 the harmonic; the geometric has its own name",
                ),
            );
        }
        if compromise.is_some() && how != Aggregation::Vikor {
            faults.push(
                Fault::new(below("compromise"), "`compromise` is only for vikor")
                    .remedy("leave it out"),
            );
        }
        if how == Aggregation::Inverted && (definition.best.is_none() || definition.worst.is_none())
        {
            faults.push(
                Fault::new(
                    below("aggregate"),
                    "the inverted mean needs the ends of the scale",
                )
                .remedy("give the index `best` and `worst`"),
            );
        }
    }
}

/// Judgements are a reciprocal matrix over the parts of their group.
fn judged(
    definition: &Definition,
    group: &Group,
    judgements: &Judgements,
    path: &str,
    faults: &mut Vec<Fault>,
) {
    let mut codes: Vec<&str> = group
        .parts
        .iter()
        .map(|(part, _)| part.code(definition))
        .collect();
    let mut named: Vec<&str> = judgements.parts.iter().map(String::as_str).collect();
    codes.sort_unstable();
    named.sort_unstable();
    if codes != named {
        faults.push(
            Fault::new(
                format!("{path}.parts"),
                format!(
                    "the judgements are of {}, the parts are {}",
                    named.join(", "),
                    codes.join(", ")
                ),
            )
            .remedy("judge each part once"),
        );
    }
    let k = judgements.parts.len();
    if judgements.matrix.len() != k || judgements.matrix.iter().any(|row| row.len() != k) {
        faults.push(
            Fault::new(
                format!("{path}.matrix"),
                format!("the judgements are no {k} by {k} matrix"),
            )
            .remedy("one row and one column for each part, in the order of `parts`"),
        );
    } else if let Err((i, j)) = reciprocal(&judgements.matrix) {
        let (value, mirror) = (judgements.matrix[i][j], judgements.matrix[j][i]);
        let (a, b) = (&judgements.parts[i], &judgements.parts[j]);
        faults.push(
            Fault::new(
                format!("{path}.matrix.{i}.{j}"),
                match i == j {
                    true => format!("\"{a}\" against itself is 1, not {value}"),
                    false => format!(
                        "\"{a}\" against \"{b}\" is {value}, and \"{b}\" against \"{a}\" is {mirror}: not each other's reciprocal"
                    ),
                },
            )
            .remedy("judgements are above 0, and one is 1 over the other"),
        );
    }
}
