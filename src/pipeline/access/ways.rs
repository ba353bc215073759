//! How people get to services: along roads where there are some, else straight.

use crate::base::model::Measure;
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::services::{Road, Roads};
use crate::space::access::{
    Access, Along, Asked, Edge, Network, Straight, Tie, Tree, Ways, access, tie,
};
use geo::Point;
use std::sync::OnceLock;

/// What a cost is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// Kilometres.
    Km,
    /// Minutes.
    Minutes,
    /// Units of a layer without CRS.
    Plane,
}

impl Unit {
    /// The machine word, which ends titles of columns.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Km => "km",
            Self::Minutes => "minutes",
            Self::Plane => "units",
        }
    }
}

/// Where a place stands to a service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// A point of it can be reached.
    Reached,
    /// No way leads to any.
    Unreachable,
    /// No node of the roads is near.
    OffNetwork,
    /// The place has no geometry.
    NoPlace,
}

impl State {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Reached => "reached",
            Self::Unreachable => "unreachable",
            Self::OffNetwork => "off-network",
            Self::NoPlace => "no-place",
        }
    }
}

/// What n places have of a service.
pub struct Measured {
    /// The numbers.
    pub access: Access,
    /// n states.
    pub state: Vec<State>,
    /// Points of the service that are off the network.
    pub off: usize,
}

impl Measured {
    /// n costs to the nearest.
    pub fn cost(&self) -> impl Iterator<Item = Option<f64>> {
        self.access
            .nearest
            .iter()
            .map(|near| near.first().map(|(cost, _)| *cost))
    }
}

/// Places that people start from, and their roads.
pub struct Journey {
    /// n places; coordinates that are no numbers where there is none.
    pub origins: Vec<Point>,
    /// How places are measured.
    pub measure: Measure,
    /// Speeds, detour and limits.
    pub spec: study::Roads,
    /// Roads and ferries.
    pub roads: Option<Roads>,
    /// The roads in km and in minutes, once they were needed.
    laid: [OnceLock<Laid>; 2],
    /// Their nodes, likewise.
    tree: OnceLock<Tree>,
}

/// Roads in one unit, and the places tied to them.
struct Laid {
    network: Network,
    origins: Vec<Option<Tie>>,
}

impl Journey {
    /// n places and what they go on.
    pub fn new(
        origins: Vec<Point>,
        measure: Measure,
        spec: study::Roads,
        roads: Option<Roads>,
    ) -> Self {
        Self {
            origins,
            measure,
            spec,
            roads,
            laid: Default::default(),
            tree: OnceLock::new(),
        }
    }

    /// How ways are found, in a word: `network`, or `straight x 1.3`.
    pub fn mode(&self) -> String {
        match self.roads {
            Some(_) => "network".to_owned(),
            None => format!("straight x {}", self.spec.detour),
        }
    }

    /// Costs of a metre (or a unit of the plane) on straight ways.
    pub fn scale(&self, unit: Unit) -> f64 {
        let km = self.spec.detour / 1e3;
        match unit {
            Unit::Km => km,
            Unit::Minutes => km / self.spec.speed * 60.0,
            Unit::Plane => self.spec.detour,
        }
    }

    /// Looks from every place at the points of a service.
    ///
    /// # Errors
    /// Kilometres along edges that do not say how long they are; roads on a plane.
    pub fn look(&self, supply: &[Point], unit: Unit, asked: &Asked) -> Result<Measured> {
        self.between(supply, unit, asked.k, |ways, tied| {
            let found = access(ways, asked);
            Measured {
                state: self.states(&found, ways),
                access: found,
                off: tied.iter().filter(|tie| tie.is_none()).count(),
            }
        })
    }

    /// Calls `then` with the ways from all places to some points, of which the `k` nearest are known at once, and with the ties of the points to the roads, if there
    /// are some.
    ///
    /// # Errors
    /// Kilometres along edges that do not say how long they are; roads on a plane.
    pub fn between<T>(
        &self,
        supply: &[Point],
        unit: Unit,
        k: usize,
        then: impl FnOnce(&dyn Ways, &[Option<Tie>]) -> T,
    ) -> Result<T> {
        let Some(roads) = &self.roads else {
            let ways = Straight::new(&self.origins, supply, self.measure, self.scale(unit));
            return Ok(then(&ways, &[]));
        };
        if self.measure == Measure::Planar {
            return Err(
                Error::input("roads are in degrees and the places on a plane")
                    .remedy("give all of them a CRS"),
            );
        }
        let cost = |road: &Road| match unit {
            Unit::Minutes => road.minutes,
            Unit::Km | Unit::Plane => road.km,
        };
        if roads.roads.iter().any(|road| cost(road).is_nan()) {
            return Err(
                Error::study("a reach is in km, and some edges of the roads have no km")
                    .remedy("give them a column km, or write the reach in minutes"),
            );
        }
        let laid = self.laid[usize::from(unit == Unit::Minutes)].get_or_init(|| {
            let edge = |road: &Road| Edge {
                from: road.from,
                to: road.to,
                cost: cost(road),
                one_way: road.one_way,
            };
            let edges: Vec<Edge> = roads.roads.iter().map(edge).collect();
            Laid {
                network: Network::new(roads.nodes.len(), &edges),
                origins: self.tied(roads, unit, &self.origins),
            }
        });
        let tied = self.tied(roads, unit, supply);
        let along = Along::new(&laid.network, &laid.origins, &tied, k);
        Ok(then(&along, &tied))
    }

    fn tied(&self, roads: &Roads, unit: Unit, places: &[Point]) -> Vec<Option<Tie>> {
        let pace = match unit {
            Unit::Minutes => 60.0 / self.spec.walking,
            Unit::Km | Unit::Plane => 1.0,
        };
        let tree = (self.tree).get_or_init(|| Tree::new(&roads.nodes, Measure::Geodesic));
        tie(places, (&roads.nodes, tree), self.spec.walk, pace)
    }

    fn states(&self, found: &Access, ways: &dyn Ways) -> Vec<State> {
        let state = |(i, place): (usize, &Point)| match found.nearest[i].is_empty() {
            false => State::Reached,
            true if !(place.x().is_finite() && place.y().is_finite()) => State::NoPlace,
            true if !ways.placed(i) => State::OffNetwork,
            true => State::Unreachable,
        };
        self.origins.iter().enumerate().map(state).collect()
    }
}
