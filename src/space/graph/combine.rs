//! Two graphs of the same units in one.

use super::Graph;
use crate::error::{Error, Result};

/// The links that either graph has; where both have one, that of `a` stays.
///
/// # Errors
/// Graphs of different numbers of units.
pub fn union(a: &Graph, b: &Graph) -> Result<Graph> {
    alike(a, b)?;
    let more = b.all_links().filter(|l| !a.has(l.from as usize, l.to));
    Ok(Graph::from_links(
        a.n(),
        a.all_links().chain(more).collect(),
    ))
}

/// The links of `a` that `b` has too.
///
/// # Errors
/// Graphs of different numbers of units.
pub fn intersection(a: &Graph, b: &Graph) -> Result<Graph> {
    alike(a, b)?;
    let both = a.all_links().filter(|l| b.has(l.from as usize, l.to));
    Ok(Graph::from_links(a.n(), both.collect()))
}

fn alike(a: &Graph, b: &Graph) -> Result<()> {
    if a.n() == b.n() {
        return Ok(());
    }
    Err(Error::input(format!(
        "one graph has {} units and the other {}",
        a.n(),
        b.n()
    ))
    .remedy("combine graphs of one layer"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::super::testing::{graph, graphs};
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn either_and_both(a in graphs(), b in graphs()) {
            let n = a.n().max(b.n());
            let wide = |g: &Graph| Graph::from_links(n, g.all_links().collect());
            let (a, b) = (wide(&a), wide(&b));
            let (either, both) = (union(&a, &b).unwrap(), intersection(&a, &b).unwrap());
            for i in 0..n {
                for j in 0..n as u32 {
                    prop_assert_eq!(either.has(i, j), a.has(i, j) || b.has(i, j));
                    prop_assert_eq!(both.has(i, j), a.has(i, j) && b.has(i, j));
                }
            }
            prop_assert_eq!(&union(&a, &a).unwrap(), &a);
            prop_assert_eq!(&intersection(&a, &a).unwrap(), &a);
        }
    }

    #[test]
    fn other_units_cannot_be_combined() {
        let error = union(&graph(2, &[]), &graph(3, &[])).unwrap_err();
        assert!(error.to_string().contains("2 units and the other 3"));
    }
}
