//! How people get to services: along roads where there are some, else straight.

use crate::base::model::Measure;
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::services::Roads;
use crate::space::access::{Access, Along, Asked, Edge, Network, Straight, access, tie};
use geo::Point;

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
}

impl Journey {
    /// How ways are found, in a word: `network`, or `straight x 1.3`.
    pub fn mode(&self) -> String {
        match self.roads {
            Some(_) => "network".to_owned(),
            None => straight_mode(self.spec.detour),
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
        let Some(roads) = &self.roads else {
            let ways = Straight::new(&self.origins, supply, self.measure, self.scale(unit));
            let found = access(&ways, asked);
            let state = self.states(&found, |_| true);
            return Ok(Measured {
                access: found,
                state,
                off: 0,
            });
        };
        if self.measure == Measure::Planar {
            return Err(
                Error::input("roads are in degrees and the places on a plane")
                    .remedy("give all of them a CRS"),
            );
        }
        let cost = |road: &crate::input::services::Road| match unit {
            Unit::Minutes => road.minutes,
            Unit::Km | Unit::Plane => road.km,
        };
        if roads.roads.iter().any(|road| cost(road).is_nan()) {
            return Err(
                Error::study("a reach is in km, and some edges of the roads have no km")
                    .remedy("give them a column km, or write the reach in minutes"),
            );
        }
        let edge = |road: &crate::input::services::Road| Edge {
            from: road.from,
            to: road.to,
            cost: cost(road),
            one_way: road.one_way,
        };
        let edges: Vec<Edge> = roads.roads.iter().map(edge).collect();
        let network = Network::new(roads.nodes.len(), &edges);
        let pace = match unit {
            Unit::Minutes => 60.0 / self.spec.walking,
            Unit::Km | Unit::Plane => 1.0,
        };
        let tied = |places: &[Point]| tie(places, &roads.nodes, self.spec.walk, pace);
        let (demand, supply) = (tied(&self.origins), tied(supply));
        let along = Along::new(&network, &demand, &supply, asked.k);
        let found = access(&along, asked);
        let state = self.states(&found, |i| demand[i].is_some());
        let off = supply.iter().filter(|tie| tie.is_none()).count();
        Ok(Measured {
            access: found,
            state,
            off,
        })
    }

    fn states(&self, found: &Access, tied: impl Fn(usize) -> bool) -> Vec<State> {
        let state = |(i, place): (usize, &Point)| match found.nearest[i].is_empty() {
            false => State::Reached,
            true if !(place.x().is_finite() && place.y().is_finite()) => State::NoPlace,
            true if !tied(i) => State::OffNetwork,
            true => State::Unreachable,
        };
        self.origins.iter().enumerate().map(state).collect()
    }
}

/// The mode of straight ways.
pub fn straight_mode(detour: f64) -> String {
    format!("straight x {detour}")
}
