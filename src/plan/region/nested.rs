//! Partitions inside one another, one for each number of regions.

use super::numbered;

/// A spanning forest in the order of its joining: the first links make many regions, all of them make one a component.
pub(super) struct Nested {
    /// Units.
    pub n: usize,
    /// The ends of at most n - components links; the last one joins the two regions that belong together least.
    pub links: Vec<(u32, u32)>,
    /// The most regions there can be: more would cut links that must stay.
    pub most: usize,
}

impl Nested {
    /// The region of each unit when there are `regions`, from components to [`Nested::most`]; numbered from 0 by their least unit.
    pub fn labels(&self, regions: usize) -> Vec<u32> {
        let mut parent: Vec<u32> = (0..self.n as u32).collect();
        for &(a, b) in &self.links[..self.n - regions] {
            let (a, b) = (root(&mut parent, a), root(&mut parent, b));
            parent[a.max(b) as usize] = a.min(b);
        }
        let roots: Vec<u32> = (0..self.n as u32).map(|i| root(&mut parent, i)).collect();
        numbered(&roots)
    }
}

/// The root of a unit, by the least unit of its set; paths are halved on the way.
pub(super) fn root(parent: &mut [u32], mut i: u32) -> u32 {
    while parent[i as usize] != i {
        parent[i as usize] = parent[parent[i as usize] as usize];
        i = parent[i as usize];
    }
    i
}
