//! Which curves are drawn.

use super::found::Line;
use crate::output::curves::Curve;

/// Columns drawn.
const DRAWN: usize = 3;

/// The curves of the first columns; of a column with years those of the first and the last.
pub fn choose(lines: &[Line]) -> Vec<Curve<'_>> {
    let stem = |line: &Line| match line.year {
        Some(year) => line.column.replace(&year.to_string(), "*"),
        None => line.column.clone(),
    };
    let mut stems: Vec<String> = Vec::new();
    for line in lines {
        let own = stem(line);
        if !stems.contains(&own) {
            stems.push(own);
        }
    }
    let mut drawn = Vec::new();
    for own in stems {
        let of = || lines.iter().filter(|line| stem(line) == own);
        let years = || of().filter_map(|line| line.year);
        let ends = [years().min(), years().max()];
        for line in of().filter(|line| line.year.is_none() || ends.contains(&line.year)) {
            let shown = drawn.iter().map(|curve: &Curve| curve.column);
            let mut shown: Vec<&str> = shown.collect();
            shown.dedup();
            if shown.len() >= DRAWN && !shown.contains(&line.column.as_str()) {
                continue;
            }
            drawn.push(Curve {
                column: &line.column,
                rank_by: &line.rank_by,
                index: line.index,
                points: &line.points,
            });
        }
    }
    drawn
}
