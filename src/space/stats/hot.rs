//! Local Moran and G* of one column, as a run asks for both.

use super::column::Column;
use super::getis::star_from_tails;
use super::local::Local;
use super::local_moran::from_tails;
use super::permutation::conditional_both;
use super::weights::{Transform, Weights};
use crate::error::Result;
use crate::space::graph::Graph;

/// [`super::local_moran`] and [`super::getis_star`], each with its transform, from one set of draws: both draw the same
/// neighbours for a unit, so the numbers are the same and the time is little more than that of one.
///
/// Errors: those of both. O(links x permutations).
pub fn moran_and_star(
    y: &[f64],
    graph: &Graph,
    [of_moran, of_star]: [Transform; 2],
    permutations: usize,
    seed: u64,
) -> Result<[Local; 2]> {
    let column = Column::new(y, graph)?;
    let moran = Weights::new(graph, of_moran, 0.0)?;
    let star = Weights::new(graph, of_star, 1.0)?;
    let [moran_tails, star_tails] =
        conditional_both([&moran, &star], permutations, seed, column.reach, &column.z);
    Ok([
        from_tails(y, &column, &moran, &moran_tails),
        star_from_tails(y, &column, &star, of_star, &star_tails)?,
    ])
}
