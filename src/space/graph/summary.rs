//! What a graph looks like in numbers.

use super::Graph;

/// Counts that describe a graph of n units.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// Units, isolates included.
    pub units: usize,
    /// Directed links.
    pub links: usize,
    /// Unordered pairs linked at least one way.
    pub pairs: usize,
    /// Fewest neighbours of a unit.
    pub min: usize,
    /// Mean number of neighbours.
    pub mean: f64,
    /// Most neighbours of a unit.
    pub max: usize,
    /// Units without neighbours.
    pub islands: usize,
    /// Components, islands included; links followed forward as in [`Graph::components`].
    pub components: usize,
    /// Whether each link has its reverse, of the same weight.
    pub symmetric: bool,
}

impl Graph {
    /// Number of unordered pairs linked at least one way.
    pub fn pairs(&self) -> usize {
        let once = |link: &super::Link| {
            link.from < link.to || !self.neighbours(link.to as usize).contains(&link.from)
        };
        self.all_links().filter(once).count()
    }

    /// The numbers that describe it; of no units all are 0.
    pub fn summary(&self) -> Summary {
        let degrees = || (0..self.n()).map(|i| self.degree(i));
        let reversed = |link: super::Link| {
            self.links(link.to as usize)
                .any(|back| back.to == link.from && back.weight == link.weight)
        };
        Summary {
            units: self.n(),
            links: self.link_count(),
            pairs: self.pairs(),
            min: degrees().min().unwrap_or(0),
            mean: self.link_count() as f64 / self.n().max(1) as f64,
            max: degrees().max().unwrap_or(0),
            islands: self.islands().len(),
            components: self
                .components()
                .iter()
                .max()
                .map_or(0, |&last| last as usize + 1),
            symmetric: self.all_links().all(reversed),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Graph, Link, LinkKind};

    fn graph(n: usize, links: &[(u32, u32)]) -> Graph {
        let link = |&(from, to)| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Nearest,
        };
        Graph::from_links(n, links.iter().map(link).collect())
    }

    #[test]
    fn counts_links_pairs_and_islands() {
        let summary = graph(4, &[(0, 1), (1, 0), (1, 2)]).summary();
        assert_eq!((summary.units, summary.links, summary.pairs), (4, 3, 2));
        assert_eq!((summary.min, summary.mean, summary.max), (0, 0.75, 2));
        assert_eq!((summary.islands, summary.components), (2, 2));
        assert!(!summary.symmetric);
        assert!(graph(2, &[(0, 1), (1, 0)]).summary().symmetric);
        assert_eq!(graph(0, &[]).summary().mean, 0.0);
    }
}
