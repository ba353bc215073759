//! Which sites are near which demand: sorted lists both ways, whole or cut where it is proven what lies beyond.

use crate::base::model::Measure;
use crate::input::geometry::distance;
use crate::space::coverage::metre::in_space;
use geo::Point;
use rayon::prelude::*;

/// Where demand and candidate sites are.
#[derive(Debug, Clone)]
pub(super) struct Space<'a> {
    /// n places of demand.
    pub demand: &'a [Point],
    /// m candidate sites.
    pub sites: Vec<Point>,
    /// How they are measured.
    pub measure: Measure,
}

/// Straight lines are no longer than distances on the surface, but for the rounding of either.
const ROUNDING: f64 = 1.0 + 1e-7;

impl Space<'_> {
    /// The distance from demand to site: metres, or units of the plane.
    pub fn apart(&self, demand: usize, site: usize) -> f64 {
        distance(self.demand[demand], self.sites[site], self.measure)
    }

    /// The nearest of some sites to each demand, of equal ones the first, and its distance; none of none.
    pub fn nearest(&self, open: &[u32]) -> Vec<Option<(u32, f64)>> {
        let some = Space {
            sites: open.iter().map(|&j| self.sites[j as usize]).collect(),
            ..self.clone()
        };
        let straight = Straight::of(&some);
        let one = |i: usize| {
            let lines = straight.from(i);
            let (_, first) = lines.iter().copied().min_by(|a, b| a.0.total_cmp(&b.0))?;
            // no other is nearer than its straight line
            let reach = some.apart(i, first as usize) * ROUNDING;
            let near = lines.into_iter().filter(|(line, _)| *line <= reach);
            let list = measured(&some, i, near.map(|(_, at)| at));
            list.first().map(|&(far, at)| (open[at as usize], far))
        };
        (0..self.demand.len()).into_par_iter().map(one).collect()
    }
}

/// A list of sites for each demand, and of demand for each site.
#[derive(Debug)]
pub(super) struct Near {
    start: Vec<usize>,
    site: Vec<u32>,
    far: Vec<f64>,
    /// n distances below which no site is left out; infinity when what is left out does not count.
    pub beyond: Vec<f64>,
    site_start: Vec<usize>,
    demand: Vec<u32>,
    demand_far: Vec<f64>,
}

impl Near {
    /// About the k nearest sites of each demand; all when k is their number. O(n m) straight lines, O(n k) distances.
    pub fn nearest(space: &Space, k: usize) -> Self {
        let m = space.sites.len();
        let straight = Straight::of(space);
        let list = |i: usize| {
            let mut lines = straight.from(i);
            let mut beyond = f64::INFINITY;
            if k < m {
                lines.select_nth_unstable_by(k, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
                beyond = lines[k].0 / ROUNDING;
                lines.truncate(k);
            }
            let found = lines.into_iter().map(|(_, j)| j);
            (measured(space, i, found), beyond)
        };
        let lists = (0..space.demand.len()).into_par_iter().map(list);
        let (lists, beyond): (Vec<_>, Vec<_>) = lists.unzip();
        Self::new(lists, beyond, m)
    }

    /// The sites at most `radius` from each demand; others do not count.
    pub fn within(space: &Space, radius: f64) -> Self {
        let straight = Straight::of(space);
        let list = |i: usize| {
            let lines = straight.from(i).into_iter();
            let near = lines.filter(|(line, _)| *line <= radius * ROUNDING);
            let mut list = measured(space, i, near.map(|(_, j)| j));
            list.retain(|(far, _)| *far <= radius);
            list
        };
        let lists: Vec<_> = (0..space.demand.len()).into_par_iter().map(list).collect();
        let beyond = vec![f64::INFINITY; lists.len()];
        Self::new(lists, beyond, space.sites.len())
    }

    /// The part of the lists at most `radius` away.
    pub fn cut(&self, radius: f64) -> Self {
        let list = |i: usize| {
            let near = self.list(i);
            near.take_while(|(far, _)| *far <= radius).collect()
        };
        let lists: Vec<Vec<(f64, u32)>> = (0..self.n()).map(list).collect();
        let beyond = vec![f64::INFINITY; lists.len()];
        Self::new(lists, beyond, self.m())
    }

    /// The lists of some demand, counted anew.
    pub fn only(&self, demand: &[u32]) -> Self {
        let lists = demand.iter().map(|&i| self.list(i as usize).collect());
        let beyond = demand.iter().map(|&i| self.beyond[i as usize]);
        Self::new(lists.collect(), beyond.collect(), self.m())
    }

    fn list(&self, demand: usize) -> impl Iterator<Item = (f64, u32)> {
        let (sites, far) = self.of(demand);
        far.iter().copied().zip(sites.iter().copied())
    }

    /// Lists in order, the costs below which they leave nothing out, and the number of sites.
    pub fn new(lists: Vec<Vec<(f64, u32)>>, beyond: Vec<f64>, m: usize) -> Self {
        let mut start = vec![0];
        let (mut site, mut far) = (Vec::new(), Vec::new());
        let mut site_start = vec![0; m + 1];
        for list in &lists {
            for &(distance, j) in list {
                site.push(j);
                far.push(distance);
                site_start[j as usize + 1] += 1;
            }
            start.push(site.len());
        }
        for j in 0..m {
            site_start[j + 1] += site_start[j];
        }
        let mut cursor = site_start.clone();
        let (mut demand, mut demand_far) = (vec![0; site.len()], vec![0.0; site.len()]);
        for (i, list) in lists.iter().enumerate() {
            for &(distance, j) in list {
                let at = &mut cursor[j as usize];
                (demand[*at], demand_far[*at]) = (i as u32, distance);
                *at += 1;
            }
        }
        Self {
            start,
            site,
            far,
            beyond,
            site_start,
            demand,
            demand_far,
        }
    }

    /// Number of demand places.
    pub fn n(&self) -> usize {
        self.beyond.len()
    }

    /// Number of sites.
    pub fn m(&self) -> usize {
        self.site_start.len() - 1
    }

    /// Number of listed pairs.
    pub fn pairs(&self) -> usize {
        self.site.len()
    }

    /// The listed sites of a demand and their distances, nearest first, equal ones in order.
    pub fn of(&self, demand: usize) -> (&[u32], &[f64]) {
        let range = self.start[demand]..self.start[demand + 1];
        (&self.site[range.clone()], &self.far[range])
    }

    /// The demand that lists a site, in order, and its distances.
    pub fn at(&self, site: usize) -> impl Iterator<Item = (usize, f64)> {
        let range = self.site_start[site]..self.site_start[site + 1];
        let far = &self.demand_far[range.clone()];
        let demand = self.demand[range].iter();
        demand.zip(far).map(|(&i, &far)| (i as usize, far))
    }
}

fn measured(space: &Space, i: usize, sites: impl Iterator<Item = u32>) -> Vec<(f64, u32)> {
    let mut list: Vec<(f64, u32)> = sites.map(|j| (space.apart(i, j as usize), j)).collect();
    list.sort_unstable_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
    list
}

/// Straight lines through space.
struct Straight<'a> {
    space: &'a Space<'a>,
    sites: Vec<[f64; 3]>,
}

impl<'a> Straight<'a> {
    fn of(space: &'a Space) -> Self {
        let place = |point: &Point| in_space((*point).into(), space.measure);
        Self {
            space,
            sites: space.sites.iter().map(place).collect(),
        }
    }

    fn from(&self, demand: usize) -> Vec<(f64, u32)> {
        let here = in_space(self.space.demand[demand].into(), self.space.measure);
        let line = |site: &[f64; 3]| {
            let parts = site.iter().zip(here).map(|(a, b)| (a - b) * (a - b));
            parts.sum::<f64>().sqrt()
        };
        self.sites.iter().map(line).zip(0..).collect()
    }
}
