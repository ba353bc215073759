//! Overrides from the command line: `areas.villages=[3,8]`, `tables.0.path=x.csv`.

use super::fault::Fault;
use super::tree::{Entry, Node, Span, Value, parse};

/// Puts one `key=value` into the tree. The value is TOML and, failing that, text; a list is extended by its next position.
pub fn apply(tree: &mut Node, set: &str, source: usize) -> Result<(), Fault> {
    let whole = Span {
        source,
        start: 0,
        end: set.len(),
    };
    let fault = |what: String, remedy: &str| {
        let mut fault = Fault::new("", what).remedy(remedy);
        fault.span = Some(whole);
        fault
    };
    let Some((path, text)) = set.split_once('=') else {
        return Err(fault(
            format!("`{set}` is not KEY=VALUE"),
            "write the dotted key, an equals sign and the value, such as study.seed=7",
        ));
    };
    let mut at = tree;
    for part in path.trim().split('.') {
        at = match step(at, part.trim(), whole) {
            Some(next) => next,
            None => {
                return Err(fault(
                    format!("there is no place for `{part}` in `{path}`"),
                    "lists count from 0, and plain values hold no keys",
                ));
            }
        };
    }
    at.value = value(text.trim());
    place(at, whole);
    Ok(())
}

fn step<'a>(at: &'a mut Node, part: &str, span: Span) -> Option<&'a mut Node> {
    let empty = Node {
        span,
        value: Value::Table(Vec::new()),
    };
    match &mut at.value {
        Value::Table(entries) => {
            let position = match entries.iter().position(|entry| entry.key == part) {
                Some(position) => position,
                None => {
                    entries.push(Entry {
                        key: part.to_owned(),
                        key_span: span,
                        node: empty,
                    });
                    entries.len() - 1
                }
            };
            entries.get_mut(position).map(|entry| &mut entry.node)
        }
        Value::List(items) => {
            let position = part.parse::<usize>().ok()?;
            if position == items.len() {
                items.push(empty);
            }
            items.get_mut(position)
        }
        _ => None,
    }
}

fn value(text: &str) -> Value {
    let line = format!("v = {text}");
    let (tree, faults) = parse(&line, 0);
    match tree.get("v") {
        Some(node) if faults.is_empty() => node.value.clone(),
        _ => Value::Text(text.to_owned()),
    }
}

/// Parts of an override have the place of the override.
fn place(node: &mut Node, span: Span) {
    node.span = span;
    match &mut node.value {
        Value::List(items) => items.iter_mut().for_each(|item| place(item, span)),
        Value::Table(entries) => {
            for entry in entries {
                entry.key_span = span;
                place(&mut entry.node, span);
            }
        }
        _ => {}
    }
}
