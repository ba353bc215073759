//! Articulation points: vertices whose loss parts what was connected.

/// For each of n vertices the number of parts with a marked vertex that its component falls into when it is lost; the vertex itself counts in
/// none. Two or more mean that marked vertices are separated by its loss. `near` are the neighbours of each, both ways.
///
/// Hopcroft and Tarjan 1973, doi:10.1145/362248.362272 (low points of a depth-first search), with marked vertices counted by subtree;
/// O(vertices + edges), without recursion.
pub fn parted(near: &[Vec<u32>], marked: &[bool]) -> Vec<u32> {
    let n = near.len();
    let mut parts = vec![0_u32; n];
    let mut seen = vec![usize::MAX; n];
    let mut low = vec![usize::MAX; n];
    let mut inside: Vec<usize> = marked.iter().map(|&m| usize::from(m)).collect();
    // marked vertices of the subtrees that the loss of the vertex cuts off
    let mut off = vec![0; n];
    let mut clock = 0;
    for root in 0..n {
        if seen[root] != usize::MAX {
            continue;
        }
        let mut members = Vec::new();
        let mut stack = vec![(root, usize::MAX, 0)];
        while let Some((at, parent, next)) = stack.pop() {
            if next == 0 {
                (seen[at], low[at]) = (clock, clock);
                clock += 1;
                members.push(at);
            }
            match near[at].get(next).map(|&to| to as usize) {
                Some(to) => {
                    stack.push((at, parent, next + 1));
                    if seen[to] == usize::MAX {
                        stack.push((to, at, 0));
                    } else if to != parent {
                        low[at] = low[at].min(seen[to]);
                    }
                }
                None if parent != usize::MAX => {
                    low[parent] = low[parent].min(low[at]);
                    inside[parent] += inside[at];
                    if low[at] >= seen[parent] && inside[at] > 0 {
                        parts[parent] += 1;
                        off[parent] += inside[at];
                    }
                }
                None => {}
            }
        }
        for at in members {
            let rest = inside[root] - off[at] - usize::from(marked[at]);
            parts[at] += u32::from(rest > 0);
        }
    }
    parts
}
