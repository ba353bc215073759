//! What regions are made of, checked once for every method.

use crate::error::{Error, Result};
use crate::space::graph::{Graph, Link};

/// Units to be put into regions.
///
/// Links are taken both ways and their weights do not matter; each component of the graph has regions of its own.
#[derive(Debug, Clone, Copy)]
pub struct Problem<'a> {
    /// Neighbours of n units.
    pub graph: &'a Graph,
    /// k columns of n finite values, used as they are; see [`super::standardise`].
    pub attributes: &'a [Vec<f64>],
    /// n amounts and the least sum of them in each region.
    pub floor: Option<(&'a [f64], f64)>,
}

/// A checked problem, its links both ways.
pub(super) struct Ready<'a> {
    pub graph: Graph,
    pub attributes: &'a [Vec<f64>],
    pub floor: Option<(&'a [f64], f64)>,
    /// Units of each component, ascending; components by their least unit.
    pub components: Vec<Vec<u32>>,
}

impl<'a> Problem<'a> {
    /// Checks the columns and the floor of each component.
    ///
    /// # Errors
    /// No column, lengths that differ, a value not finite (with its row), an amount below 0; infeasible when a component is below the floor.
    pub(super) fn ready(&self) -> Result<Ready<'a>> {
        let n = self.graph.n();
        if self.attributes.is_empty() {
            return Err(Error::engine("regions need at least one attribute"));
        }
        let columns = self.attributes.iter().map(Vec::as_slice);
        for column in columns.chain(self.floor.map(|(amount, _)| amount)) {
            if column.len() != n {
                return Err(Error::engine(format!(
                    "{} values for a graph of {n} units",
                    column.len()
                )));
            }
            if let Some(i) = column.iter().position(|v| !v.is_finite()) {
                return Err(Error::input("a value is not a finite number")
                    .row(i + 1)
                    .remedy("leave the unit out, with its links"));
            }
        }
        if let Some((amount, _)) = self.floor
            && let Some(i) = amount.iter().position(|&v| v < 0.0)
        {
            return Err(Error::input("an amount of the floor is below 0")
                .row(i + 1)
                .remedy("name a column of counts or sums, such as people"));
        }
        let graph = both_ways(self.graph);
        let mut components: Vec<Vec<u32>> = Vec::new();
        for (i, component) in (0..).zip(graph.components()) {
            if component as usize == components.len() {
                components.push(Vec::new());
            }
            components[component as usize].push(i);
        }
        let ready = Ready {
            graph,
            attributes: self.attributes,
            floor: self.floor,
            components,
        };
        ready.keeps_floor()?;
        Ok(ready)
    }
}

impl Ready<'_> {
    /// Number of units.
    pub fn n(&self) -> usize {
        self.graph.n()
    }

    /// That this many regions can be.
    ///
    /// # Errors
    /// Infeasible when there are more regions than units or fewer than components.
    pub fn can_make(&self, regions: usize) -> Result<()> {
        let (n, parts) = (self.n(), self.components.len());
        if regions == 0 || regions > n {
            return Err(
                Error::infeasible(format!("{n} units cannot make {regions} regions"))
                    .remedy("ask for as many regions as there are units, or fewer"),
            );
        }
        if parts > regions {
            return Err(Error::infeasible(format!(
                "{regions} contiguous regions are fewer than the {parts} parts without a link between them"
            ))
            .remedy("ask for more regions, raise snap or add sea links"));
        }
        Ok(())
    }

    fn keeps_floor(&self) -> Result<()> {
        let Some((amount, least)) = self.floor else {
            return Ok(());
        };
        for units in &self.components {
            let sum: f64 = units.iter().map(|&i| amount[i as usize]).sum();
            if sum < least {
                let (which, remedy) = match units.len() {
                    n if n == amount.len() => {
                        (format!("the whole of {n} units"), "lower the floor")
                    }
                    n => (
                        format!("a part of {n} units without a link to the others"),
                        "lower the floor, raise snap or add longer sea links",
                    ),
                };
                return Err(Error::infeasible(format!(
                    "{which} sums to {sum}, below the floor of {least}"
                ))
                .remedy(remedy));
            }
        }
        Ok(())
    }
}

fn both_ways(graph: &Graph) -> Graph {
    let one_way = |link: &Link| !graph.has(link.to as usize, link.from);
    let back = graph.all_links().filter(one_way).map(|link| Link {
        from: link.to,
        to: link.from,
        ..link
    });
    let back: Vec<Link> = back.collect();
    if back.is_empty() {
        return graph.clone();
    }
    Graph::from_links(graph.n(), graph.all_links().chain(back).collect())
}
