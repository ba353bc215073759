//! An independent check of a partition: it reads the problem and the labels, and shares nothing with what made them.

use super::Problem;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Checks that each of n units has a region, that each region is connected and that its amounts reach the floor.
///
/// # Errors
/// An engine error that names the region and the rule it breaks; a partition of this module never does.
pub fn verify(problem: &Problem<'_>, labels: &[u32]) -> Result<()> {
    let n = problem.graph.n();
    if labels.len() != n {
        return Err(Error::engine(format!(
            "{} labels for {n} units",
            labels.len()
        )));
    }
    let mut beside: Vec<Vec<usize>> = vec![Vec::new(); n];
    for link in problem.graph.all_links() {
        let (a, b) = (link.from as usize, link.to as usize);
        if labels[a] == labels[b] {
            beside[a].push(b);
            beside[b].push(a);
        }
    }
    let mut regions: BTreeMap<u32, BTreeSet<usize>> = BTreeMap::new();
    for (unit, &label) in labels.iter().enumerate() {
        regions.entry(label).or_default().insert(unit);
    }
    for (label, mut units) in regions {
        if let Some((amount, least)) = problem.floor {
            let sum: f64 = units.iter().map(|&i| amount[i]).sum();
            if sum < least {
                return Err(Error::engine(format!(
                    "region {label} sums to {sum}, below the floor of {least}"
                )));
            }
        }
        let mut queue: Vec<usize> = units.pop_first().into_iter().collect();
        while let Some(unit) = queue.pop() {
            queue.extend(beside[unit].iter().filter(|other| units.remove(other)));
        }
        if let Some(unit) = units.first() {
            return Err(Error::engine(format!(
                "region {label} is in parts: no way leads to unit {unit}"
            )));
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::space::graph::{Graph, Link, LinkKind};

    #[test]
    fn faults_are_found() {
        let link = |(from, to)| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Border,
        };
        let graph = Graph::from_links(4, [(0, 1), (1, 2), (2, 3)].map(link).to_vec());
        let amount = [1.0, 1.0, 1.0, 5.0];
        let problem = Problem {
            graph: &graph,
            attributes: &[],
            floor: Some((&amount, 2.0)),
        };
        assert!(verify(&problem, &[0, 0, 1, 1]).is_ok());
        let says = |labels: &[u32]| verify(&problem, labels).unwrap_err().to_string();
        assert!(says(&[0, 0, 0]).contains("3 labels"));
        assert!(says(&[0, 1, 1, 1]).contains("below the floor"));
        assert!(says(&[0, 1, 1, 0]).contains("region 0 is in parts"));
    }
}
