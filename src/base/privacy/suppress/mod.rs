//! Small cells: which counts of persons stay hidden, and which others with them, so that nothing can be worked out.
//!
//! A table of counts has rows in a tree (village, district, regency, province; or rows and their total) and columns that add up. A
//! count of 1 to k - 1 is hidden (primary suppression), and so is one that leaves 1 to k - 1 of its group. The others that are hidden
//! with it (complementary suppression) are chosen so that whoever knows every published cell, the sums and that no count is below 0
//! can tell of a small count only an interval that reaches from 1 or lower to k or higher and is k wide.
//!
//! * [`totals`]: the groups themselves, a count a row
//! * [`parts`]: parts of the groups, such as the poor, or deciles; to be called once for each way to part them
//! * [`blank`]: shares, means and other measures that come from hidden counts
//!
//! Such a table is a network: rows and columns that add up are nodes, cells are arcs, and what can be known of a cell is how much can
//! flow around it over hidden arcs (Cox 1995, Network models for complementary cell suppression; Hundepool et al. 2012, Statistical
//! disclosure control, chapter 4). Cells are chosen by cheapest paths (Castro 2007, A shortest-paths heuristic for statistical data
//! protection in positive tables), tried to be published again one by one, and on small tables the least weight is found by branching
//! on cuts. A cell weighs as many rows as its row adds up; of cells of one weight the counts themselves draw lots, so that
//! nothing follows from which of them were taken.
//!
//! Where a group is hidden its whole row is, in every table of parts. Persons can then be thought from one hidden row into another
//! with all that is said of them, so tables of different parts tell no more together than each does alone.

mod exact;
mod flow;
mod network;
mod search;
#[cfg(test)]
mod tests;
mod tree;

use crate::error::{Error, Result};
use network::Network;
use tree::Tree;

/// Which of n groups are hidden, for each row its count, `parent` the row it adds up to.
///
/// # Errors
/// Rows that add up to themselves, counts that do not add up.
pub fn totals(parent: &[Option<u32>], counts: &[u64], k: u64) -> Result<Vec<bool>> {
    let tree = Tree::new(parent)?;
    check(&tree, counts)?;
    let mut network = Network::of_totals(&tree, counts, k);
    search::protect(&mut network, &tree, k)?;
    Ok((0..counts.len())
        .map(|row| network.arcs[row].hidden)
        .collect())
}

/// Which cells of m parts of n groups are hidden: m lists of n. `hidden` is of the groups, from [`totals`]. What the parts leave of a
/// group is the rest, which is not published and yet protected.
///
/// Parts that are parted again (the poor who are old) are given in one call, the finest of them: a count that is the sum of parts may be
/// shown where all of them are ([`blank`]).
///
/// # Errors
/// As for [`totals`]; parts that are more than their group.
pub fn parts(
    parent: &[Option<u32>],
    groups: &[u64],
    hidden: &[bool],
    parts: &[&[u64]],
    k: u64,
) -> Result<Vec<Vec<bool>>> {
    let tree = Tree::new(parent)?;
    check(&tree, groups)?;
    if hidden.len() != groups.len() {
        return Err(Error::engine("lists of groups differ in length"));
    }
    let mut rest = groups.to_vec();
    for part in parts {
        check(&tree, part)?;
        for (rest, part) in rest.iter_mut().zip(*part) {
            *rest = (rest.checked_sub(*part))
                .ok_or_else(|| Error::engine("a part has more persons than its group"))?;
        }
    }
    let counts = parts.iter().copied().chain([rest.as_slice()]).flatten();
    if !hidden.contains(&true) && counts.copied().all(|count| !small(count, k)) {
        return Ok(vec![vec![false; groups.len()]; parts.len()]);
    }
    let mut network = Network::of_parts(&tree, groups, hidden, parts, &rest, k);
    search::protect(&mut network, &tree, k)?;
    let column = |part: usize| {
        let row = |row: usize| network.arcs[network.arc(row, part + 1)].hidden;
        (0..groups.len()).map(row).collect()
    };
    Ok((0..parts.len()).map(column).collect())
}

/// Empties the values that come from a hidden count, n values and for each count they come from n marks; returns how many were emptied.
pub fn blank<T>(values: &mut [Option<T>], hidden: &[&[bool]]) -> usize {
    let mut emptied = 0;
    for (row, value) in values.iter_mut().enumerate() {
        if value.is_some() && hidden.iter().any(|hidden| hidden[row]) {
            *value = None;
            emptied += 1;
        }
    }
    emptied
}

/// Whether a count is of so few persons that it is hidden.
fn small(count: u64, k: u64) -> bool {
    (1..k).contains(&count)
}

fn check(tree: &Tree, counts: &[u64]) -> Result<()> {
    if counts.len() != tree.parent.len() {
        return Err(Error::engine("counts and rows differ in number"));
    }
    let mut sums = vec![0_u64; counts.len()];
    for (parent, count) in tree.parent.iter().zip(counts) {
        if let Some(parent) = parent {
            sums[*parent as usize] += count;
        }
    }
    match (0..counts.len()).find(|&row| !tree.leaf[row] && sums[row] != counts[row]) {
        Some(row) => Err(Error::engine("counts do not add up to their total").row(row + 1)),
        None => Ok(()),
    }
}
