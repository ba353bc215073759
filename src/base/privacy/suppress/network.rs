//! A table as a network: sums are nodes, cells are arcs.

use super::small;
use super::tree::Tree;

/// A cell.
#[derive(Debug, Clone)]
pub(super) struct Arc {
    pub from: u32,
    pub to: u32,
    pub value: u64,
    /// What hiding it costs; 0 where it stays published. Its last bits tell cells of one cost apart. Of 32 bits, since a search is as fast as
    /// it finds arcs in the cache.
    pub weight: u32,
    pub hidden: bool,
    /// Whether it must be protected.
    pub primary: bool,
}

/// The rows of a tree times columns that add up to the first one.
pub(super) struct Network {
    pub arcs: Vec<Arc>,
    columns: usize,
    /// Arcs at each node, in order of the arcs.
    starts: Vec<u32>,
    at: Vec<u32>,
    /// Place of each node's row in the order of the tree; none of the ground, where roots end.
    place: Vec<Option<u32>>,
}

/// What can flow between grounds.
const FREE: u64 = 1 << 60;

impl Network {
    /// Groups alone.
    pub fn of_totals(tree: &Tree, counts: &[u64], k: u64) -> Self {
        let cell = |row: usize, _| Arc {
            value: counts[row],
            weight: tree.weight[row] as u32,
            hidden: small(counts[row], k),
            primary: small(counts[row], k),
            from: 0,
            to: 0,
        };
        Self::new(tree, 1, cell)
    }

    /// Groups, their parts, and what these leave.
    pub fn of_parts(
        tree: &Tree,
        groups: &[u64],
        hidden: &[bool],
        parts: &[&[u64]],
        rest: &[u64],
        k: u64,
    ) -> Self {
        let rests = rest.iter().any(|&rest| rest > 0);
        let cell = |row: usize, column: usize| {
            let part = match column {
                0 => groups[row],
                column if column <= parts.len() => parts[column - 1][row],
                _ => rest[row],
            };
            let primary = column > 0 && small(part, k);
            Arc {
                value: part,
                weight: if column > 0 {
                    tree.weight[row] as u32
                } else {
                    0
                },
                hidden: hidden[row] || primary || column > parts.len(),
                primary,
                from: 0,
                to: 0,
            }
        };
        Self::new(tree, 1 + parts.len() + usize::from(rests), cell)
    }

    fn new(tree: &Tree, columns: usize, cell: impl Fn(usize, usize) -> Arc) -> Self {
        let rows = tree.parent.len();
        // without parts leaves end at a ground that each parent has for its own, so that siblings stay together
        let grounds = columns == 1;
        let mut place = vec![None];
        let mut node = Vec::with_capacity(rows);
        for (leaf, span) in tree.leaf.iter().zip(&tree.span) {
            let nodes = match leaf {
                true => usize::from(!grounds),
                false => columns + usize::from(grounds),
            };
            node.push(place.len() as u32);
            place.resize(place.len() + nodes, Some(span.0));
        }
        let above = |row: usize, column: usize| {
            tree.parent[row].map_or(0, |above| node[above as usize] + column as u32)
        };
        let mut arcs = Vec::with_capacity(rows * columns);
        for (row, &first) in node.iter().enumerate() {
            for column in 0..columns {
                let own = match tree.leaf[row] {
                    true if grounds => above(row, 1),
                    true => first,
                    false => first + column as u32,
                };
                let (from, to) = match column {
                    0 => (own, above(row, 0)),
                    _ => (above(row, column), own),
                };
                arcs.push(Arc {
                    from,
                    to,
                    ..cell(row, column)
                });
            }
        }
        for row in (0..rows).filter(|&row| grounds && !tree.leaf[row]) {
            arcs.push(Arc {
                from: above(row, 1),
                to: node[row] + 1,
                value: FREE,
                weight: 0,
                hidden: true,
                primary: false,
            });
        }
        tell_apart(&mut arcs);
        let mut starts = vec![0; place.len() + 1];
        for arc in &arcs {
            starts[arc.from as usize + 1] += 1;
            starts[arc.to as usize + 1] += 1;
        }
        for node in 1..starts.len() {
            starts[node] += starts[node - 1];
        }
        let mut next = starts.clone();
        let mut at = vec![0; 2 * arcs.len()];
        for (i, arc) in (0..).zip(&arcs) {
            for node in [arc.from, arc.to] {
                at[next[node as usize] as usize] = i;
                next[node as usize] += 1;
            }
        }
        Self {
            arcs,
            columns,
            starts,
            at,
            place,
        }
    }

    /// The arc of a cell.
    pub fn arc(&self, row: usize, column: usize) -> usize {
        row * self.columns + column
    }

    /// The row of an arc.
    pub fn row(&self, arc: u32) -> usize {
        arc as usize / self.columns
    }

    /// Number of nodes.
    pub fn nodes(&self) -> usize {
        self.place.len()
    }

    /// Arcs that start or end at a node.
    pub fn at(&self, node: u32) -> &[u32] {
        &self.at[self.starts[node as usize] as usize..self.starts[node as usize + 1] as usize]
    }

    /// Whether a node belongs to the rows between two places; all do where there are none.
    pub fn within(&self, node: u32, span: Option<(u32, u32)>) -> bool {
        span.is_none_or(|(start, end)| {
            self.place[node as usize].is_some_and(|place| (start..end).contains(&place))
        })
    }
}

/// Bits of a weight that tell cells of one cost apart, and those of them that do: so many hidden cells together stay below one cost.
const APART: u32 = 12;
const LOTS: u32 = 6;

/// Which of several cells of one cost is hidden must not follow from their order, or a cell that is hidden though it does not come first would be
/// known to be small. So lots are drawn, from all counts of the table: whoever does not know those cannot draw them again.
fn tell_apart(arcs: &mut [Arc]) {
    // Steele, Lea and Flood 2014, doi:10.1145/2714064.2660195
    let mix = |x: u64| {
        let x = x.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let x = (x ^ x >> 30).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        let x = (x ^ x >> 27).wrapping_mul(0x94D0_49BB_1331_11EB);
        x ^ x >> 31
    };
    let seed = arcs.iter().fold(0, |seed, arc| mix(seed ^ arc.value));
    for (at, arc) in (0_u64..).zip(arcs) {
        if arc.weight > 0 {
            let lot = mix(seed ^ mix(at)) >> (64 - LOTS);
            arc.weight = arc.weight.min(u32::MAX >> APART) << APART | lot as u32;
        }
    }
}
