//! What is left when cells and copies are explained, and what follows from what.

use super::cause::{Kind, number};
use super::cells::{explain, target};
use super::model::Model;
use super::values::right;

/// Says what is left open: what is made of a value reproduces, it is not made of its parts, or nothing explains it; and then
/// what follows from what.
pub fn finish(model: &mut Model) {
    for place in 0..model.order.len() {
        let v = model.order[place];
        let below = model.claimed_below(v);
        let above = model.claimed_above(v);
        for i in 0..model.n {
            let Some(claim) = &model.nodes[v].claim else {
                break;
            };
            if !claim.off[i] || claim.cause[i].is_some() {
                continue;
            }
            let (kind, text) = match () {
                () if claim.follows[i] => follows(model, &below, i),
                () => left(model, v, &below, above, i),
            };
            explain(model, v, i, kind, text);
        }
    }
}

/// The causes of the published parts a value follows from.
pub fn follows(model: &Model, below: &[usize], i: usize) -> (Kind, String) {
    let cause = |d: &usize| {
        let claim = model.nodes[*d]
            .claim
            .as_ref()
            .filter(|claim| claim.off[i])?;
        let cause = claim.cause[i].as_ref()?;
        Some((model.nodes[*d].code.clone(), cause.text.clone()))
    };
    let (codes, mut texts): (Vec<String>, Vec<String>) = below.iter().filter_map(cause).unzip();
    texts.dedup();
    let text = following(&codes.join(" and "), &texts.join("; "));
    (Kind::Follows, text)
}

fn left(
    model: &Model,
    v: usize,
    below: &[usize],
    above: Option<usize>,
    i: usize,
) -> (Kind, String) {
    let node = &model.nodes[v];
    let difference = number(target(model, v, i) - node.rebuilt[i]);
    if let Some(up) = above.filter(|&up| right(model, up, i)) {
        return (
            Kind::PublishedOnly,
            format!(
                "the {} of the same indicators reproduces, so the published {} itself is wrong (difference {difference})",
                model.nodes[up].code, node.code
            ),
        );
    }
    if below.is_empty() {
        return (
            Kind::Unexplained,
            format!("no change of a single indicator explains it (difference {difference})"),
        );
    }
    let codes: Vec<&str> = below
        .iter()
        .map(|&d| model.nodes[d].code.as_str())
        .collect();
    let (codes, told) = (codes.join(", "), number(node.told[i]));
    let text = match below.iter().all(|&d| right(model, d, i)) {
        true => format!(
            "it does not follow from the published {codes}, although each of them reproduces: they give {told}"
        ),
        false => format!(
            "it follows neither from the published {codes}, which give {told}, nor from the indicators"
        ),
    };
    (Kind::NotOfParts, text)
}

/// What follows from a published value, with its cause.
pub fn following(published: &str, cause: &str) -> String {
    match cause.strip_prefix("it follows from ") {
        Some(rest) => format!("it follows from the published {published}, and that from {rest}"),
        None => format!("it follows from the published {published}: {cause}"),
    }
}
