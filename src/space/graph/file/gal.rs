//! GAL: a header, then two lines a unit: its id and the number of its neighbours, and their ids.

use super::super::Graph;
use super::links::{Links, bare, header};
use super::{Units, failed};
use crate::error::{Error, Result};
use std::io::Write;

/// Reads `units` or `0 units layer key` and every unit; blank lines are passed over.
pub(super) fn read(text: &str, mut links: Links) -> Result<Graph> {
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let (number, head) = lines.next().unwrap_or((1, ""));
    links.count(head, number)?;
    let mut seen = std::collections::HashMap::new();
    let mut last = number;
    while let Some((number, line)) = lines.next() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let count = match words[..] {
            [_, count] => count.parse::<usize>().ok(),
            _ => None,
        };
        let Some(count) = count else {
            return Err(Error::input(
                "expected the id of a unit and the number of its neighbours",
            )
            .row(number)
            .remedy("write the id and the number, and the ids of the neighbours on the next line"));
        };
        let from = links.unit(words[0], number)?;
        if let Some(first) = seen.insert(from, number) {
            return Err(Error::input(format!(
                "unit {} is there already, in line {first}",
                links.called(from)
            ))
            .row(number)
            .remedy("list each unit once"));
        }
        last = number;
        if count == 0 {
            continue;
        }
        let (next, line) = lines.next().unwrap_or((number + 1, ""));
        let found: Vec<&str> = line.split_whitespace().collect();
        if found.len() != count {
            return Err(Error::input(format!(
                "line {number} says {count} neighbours and here are {}",
                found.len()
            ))
            .row(next)
            .remedy("list as many ids as the line before says"));
        }
        for id in found {
            let to = links.unit(id, next)?;
            links.add(next, Links::given(from, to, 1.0))?;
        }
        last = next;
    }
    if seen.len() < links.units() {
        return Err(Error::input(format!(
            "the header says {} units and {} are listed",
            links.units(),
            seen.len()
        ))
        .row(last)
        .remedy("list every unit, those without neighbours with 0"));
    }
    Ok(links.graph())
}

/// Writes every unit, those without neighbours with 0 and an empty line.
pub(super) fn write(out: &mut dyn Write, graph: &Graph, units: Units) -> Result<()> {
    if graph.all_links().any(|link| link.weight != 1.0) {
        return Err(
            Error::output("GAL holds no weights, and these are not all 1")
                .remedy("write .gwt or .csv"),
        );
    }
    writeln!(out, "{}", header(units)).map_err(failed)?;
    for (i, id) in units.ids.iter().enumerate() {
        writeln!(out, "{} {}", bare(id)?, graph.degree(i)).map_err(failed)?;
        let mut between = "";
        for &to in graph.neighbours(i) {
            write!(out, "{between}{}", bare(&units.ids[to as usize])?).map_err(failed)?;
            between = " ";
        }
        writeln!(out).map_err(failed)?;
    }
    Ok(())
}
