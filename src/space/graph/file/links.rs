//! Links as they are read: each id known, each link once.

use super::super::{Graph, Link, LinkKind};
use super::Units;
use crate::base::privacy;
use crate::error::{Error, Result};
use std::collections::HashMap;

/// The links read so far.
pub(super) struct Links<'a> {
    units: Units<'a>,
    position: HashMap<&'a str, u32>,
    links: Vec<Link>,
    lines: HashMap<(u32, u32), usize>,
}

impl<'a> Links<'a> {
    pub fn new(units: Units<'a>) -> Self {
        let ids = units.ids.iter().map(String::as_str);
        Self {
            units,
            position: ids.zip(0..).collect(),
            links: Vec::new(),
            lines: HashMap::new(),
        }
    }

    /// The unit with an id.
    pub fn unit(&self, id: &str, line: usize) -> Result<u32> {
        self.position.get(id).copied().ok_or_else(|| {
            let key = self.units.key.unwrap_or("row");
            let shown = match id.is_empty() {
                true => "nothing".to_owned(),
                false => privacy::described(id, key),
            };
            Error::input(format!("no unit of the layer has this id: {shown}"))
                .row(line)
                .remedy(match self.units.key {
                    Some(key) => format!(
                        "the ids are those of the column {key}; name another with --id, or make the links from this layer"
                    ),
                    None => "the ids are the row numbers of the layer from 0; name their column with --id".to_owned(),
                })
        })
    }

    /// How a unit is called in a message.
    pub fn called(&self, unit: u32) -> String {
        let id = &self.units.ids[unit as usize];
        match privacy::code(id, self.units.key.unwrap_or("row")) {
            Some(code) => code.to_owned(),
            None => format!("in row {} of the layer", unit + 1),
        }
    }

    /// A number of the file.
    pub fn number(text: &str, what: &str, line: usize) -> Result<f64> {
        let number = text.parse().ok().filter(|n: &f64| n.is_finite());
        number.ok_or_else(|| {
            let shown = privacy::described(text, what);
            Error::input(format!("the {what} is no finite number: {shown}"))
                .row(line)
                .remedy("write a number with a decimal point")
        })
    }

    /// Takes a link; one of a unit to itself with weight 0 says that it has none.
    pub fn add(&mut self, line: usize, link: Link) -> Result<()> {
        let what = if link.from == link.to && link.weight != 0.0 {
            Some((
                "a unit is no neighbour of itself",
                "delete the line; statistics that count the unit itself add it",
            ))
        } else if link.from != link.to && link.weight == 0.0 {
            Some(("a link of weight 0 is none", "delete the line"))
        } else if link.weight < 0.0 {
            Some(("a weight is below 0", "write weights above 0"))
        } else if link.border_m < 0.0 {
            Some(("a border is shorter than 0", "write 0 where there is none"))
        } else {
            None
        };
        if let Some((what, remedy)) = what {
            return Err(Error::input(what).row(line).remedy(remedy));
        }
        if let Some(first) = self.lines.insert((link.from, link.to), line) {
            return Err(Error::input(format!(
                "the link from unit {} to unit {} is there already, in line {first}",
                self.called(link.from),
                self.called(link.to)
            ))
            .row(line)
            .remedy("keep one of the two lines"));
        }
        if link.from != link.to {
            self.links.push(link);
        }
        Ok(())
    }

    /// A link as a file without kinds has it.
    pub fn given(from: u32, to: u32, weight: f64) -> Link {
        Link {
            from,
            to,
            weight,
            border_m: 0.0,
            kind: LinkKind::Given,
        }
    }

    /// The number of units that a header says must be that of the layer.
    pub fn count(&self, header: &str, line: usize) -> Result<()> {
        let n = self.units.ids.len();
        let words: Vec<&str> = header.split_whitespace().collect();
        let said = match words[..] {
            [n] => n,
            [_, n, ..] => n,
            [] => "",
        };
        match said.parse::<usize>() {
            Ok(said) if said == n => Ok(()),
            Ok(said) => Err(Error::input(format!(
                "the header says {said} units and the layer has {n}"
            ))
            .row(line)
            .remedy("make the links from this layer")),
            Err(_) => Err(
                Error::input("the first line is no header of a neighbour file")
                    .row(line)
                    .remedy("begin with the number of units, or with: 0 units layer key"),
            ),
        }
    }

    /// Number of units of the layer.
    pub fn units(&self) -> usize {
        self.units.ids.len()
    }

    /// The graph of all units.
    pub fn graph(self) -> Graph {
        Graph::from_links(self.units.ids.len(), self.links)
    }
}

/// An id as a file parted by blanks can hold it.
pub(super) fn bare(id: &str) -> Result<&str> {
    if id.is_empty() || id.contains(char::is_whitespace) {
        return Err(
            Error::output("an id holds blanks, which part the words of this format")
                .remedy("name another column with --id, or write .csv"),
        );
    }
    Ok(id)
}

/// The header `0 units layer key`.
pub(super) fn header(units: Units) -> String {
    let word = |text: &str| text.split_whitespace().collect::<Vec<_>>().join("_");
    let layer = match word(units.layer) {
        layer if layer.is_empty() => "Unknown".to_owned(),
        layer => layer,
    };
    let key = units.key.map_or_else(|| "Unknown".to_owned(), word);
    format!("0 {} {layer} {key}", units.ids.len())
}
