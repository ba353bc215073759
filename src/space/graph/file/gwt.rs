//! GWT: a header, then a line a link: from, to, weight.

use super::super::Graph;
use super::links::{Links, bare, header};
use super::{Units, failed};
use crate::error::{Error, Result};
use std::io::Write;

/// Reads `0 units layer key` (or `units`) and every link; blank lines are passed over. What stands in the third place is the weight,
/// as PySAL takes it, although GeoDa writes distances there.
pub(super) fn read(text: &str, mut links: Links) -> Result<Graph> {
    let mut lines = (1..)
        .zip(text.lines())
        .filter(|(_, line)| !line.trim().is_empty());
    let (number, head) = lines.next().unwrap_or((1, ""));
    links.count(head, number)?;
    for (number, line) in lines {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [from, to, weight] = words[..] else {
            return Err(Error::input(format!(
                "expected an id, the id of its neighbour and a weight, found {} words",
                words.len()
            ))
            .row(number)
            .remedy("write one link a line, ids without blanks"));
        };
        let (from, to) = (links.unit(from, number)?, links.unit(to, number)?);
        let weight = Links::number(weight, "weight", number)?;
        links.add(number, Links::given(from, to, weight))?;
    }
    Ok(links.graph())
}

/// Writes every link; units without any have no line.
pub(super) fn write(out: &mut dyn Write, graph: &Graph, units: Units) -> Result<()> {
    writeln!(out, "{}", header(units)).map_err(failed)?;
    for link in graph.all_links() {
        let from = bare(&units.ids[link.from as usize])?;
        let to = bare(&units.ids[link.to as usize])?;
        writeln!(out, "{from} {to} {}", link.weight).map_err(failed)?;
    }
    Ok(())
}
