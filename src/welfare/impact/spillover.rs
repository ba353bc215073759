//! Neighbours of the treated: left out of what is compared with, and an effect of their own.

/// The wave from which each of n villages has a treated neighbour: the earliest start among its neighbours, of villages that start within T waves;
/// none for villages without one, and for those that are treated themselves at any time.
pub fn exposure<'a>(
    start: &[Option<usize>],
    waves: usize,
    neighbours: impl Fn(usize) -> &'a [u32],
) -> Vec<Option<usize>> {
    let within = |start: Option<usize>| start.filter(|start| *start < waves);
    let of = |unit: usize| match within(start[unit]) {
        Some(_) => None,
        None => neighbours(unit)
            .iter()
            .filter_map(|&j| within(start[j as usize]))
            .min(),
    };
    (0..start.len()).map(of).collect()
}
