//! SKATER.

use super::quality::standardise;
use super::tree::{Cut, Values, Walk, spanning_forest};
use crate::error::{Error, Result};
use crate::space::graph::Graph;
use std::collections::BinaryHeap;

/// Contiguous regions of alike units: of the minimum spanning tree on the neighbour graph, the edge whose cut lowers the sum of
/// squared deviations within regions most is cut, until there are `regions`.
///
/// * `attributes`: k columns of n finite values; they are standardised first, a constant one tells nothing.
/// * `floor`: n amounts and the least sum of them in each region.
/// * Returns the region of each unit, numbered from 0 by their least unit.
/// * Links are taken both ways, their weights do not matter. Each component is a tree of its own. Of equal links and cuts the one
///   of the lowest units is taken.
///
/// Errors: lengths differ, a value not finite; infeasible when there are fewer regions than components or more than units,
/// when a component is below the floor, or when no cut keeps the floor before all regions are there.
///
/// Source: Assunção, Neves, Câmara and Freitas 2006, doi:10.1080/13658810600665111; the dissimilarity is squared Euclidean, as in
/// GeoDa. O(links log links + regions x n x k) at worst.
pub fn skater(
    graph: &Graph,
    attributes: &[Vec<f64>],
    regions: usize,
    floor: Option<(&[f64], f64)>,
) -> Result<Vec<u32>> {
    let n = graph.n();
    check(n, attributes, floor)?;
    if regions == 0 || regions > n {
        return Err(Error::infeasible(format!(
            "{n} units cannot make {regions} regions"
        )));
    }
    let attributes = standardise(attributes);
    let values = Values {
        attributes: &attributes,
        floor,
    };
    let mut tree = spanning_forest(graph, &attributes);
    let mut walk = Walk::new(n, &values);

    let mut trees = 0;
    let mut cuts = BinaryHeap::new();
    let mut seen = vec![false; n];
    for start in 0..n as u32 {
        if !seen[start as usize] {
            let units = walk.units(&tree, start);
            units.iter().for_each(|&i| seen[i as usize] = true);
            keeps_floor(units, floor)?;
            trees += 1;
            cuts.extend(walk.best_cut(&tree, &values, start));
        }
    }
    if trees > regions {
        return Err(Error::infeasible(format!(
            "{regions} contiguous regions are fewer than the {trees} parts without a link between them"
        ))
        .remedy("ask for more regions, raise snap or add sea links"));
    }
    while trees < regions {
        let Some(Cut { edge: (a, b), .. }) = cuts.pop() else {
            return Err(Error::infeasible(format!(
                "the floor lets the spanning tree be cut into {trees} regions, not {regions}"
            ))
            .remedy("ask for fewer regions or lower the floor"));
        };
        tree[a as usize].retain(|&j| j != b);
        tree[b as usize].retain(|&j| j != a);
        trees += 1;
        cuts.extend(walk.best_cut(&tree, &values, a));
        cuts.extend(walk.best_cut(&tree, &values, b));
    }

    let mut labels = vec![u32::MAX; n];
    let mut next = 0;
    for start in 0..n {
        if labels[start] == u32::MAX {
            for &i in walk.units(&tree, start as u32) {
                labels[i as usize] = next;
            }
            next += 1;
        }
    }
    Ok(labels)
}

fn check(n: usize, attributes: &[Vec<f64>], floor: Option<(&[f64], f64)>) -> Result<()> {
    if attributes.is_empty() {
        return Err(Error::engine("regions need at least one attribute"));
    }
    let columns = attributes.iter().map(Vec::as_slice);
    for column in columns.chain(floor.map(|(amount, _)| amount)) {
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
    Ok(())
}

fn keeps_floor(units: &[u32], floor: Option<(&[f64], f64)>) -> Result<()> {
    let Some((amount, least)) = floor else {
        return Ok(());
    };
    let sum: f64 = units.iter().map(|&i| amount[i as usize]).sum();
    if sum < least {
        return Err(Error::infeasible(format!(
            "a part of {} units without a link to the others sums to {sum}, below the floor of {least}",
            units.len()
        ))
        .remedy("lower the floor, raise snap or add sea links"));
    }
    Ok(())
}
