//! The table, the JSON and the words of access.

use super::{Options, Sought};
use crate::cli::places::Places;
use crate::error::Result;
use crate::input::services::Points;
use crate::pipeline::access::{Measured, Sites, State, Unit};
use crate::space::access::Decay;
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};
use std::path::Path;

/// Rank, cost and point.
type Near = (usize, f64, u32);

/// What n places have.
pub struct Outcome<'a> {
    /// What was asked.
    pub options: &'a Options,
    /// n places in the order of the file.
    pub demand: &'a Places,
    /// n positions of these places in `measured`.
    pub rank: Vec<usize>,
    /// The places by their ids.
    pub order: &'a [usize],
    /// The points.
    pub points: &'a Points,
    /// The numbers, by the ids of the places.
    pub measured: &'a Measured,
    /// What costs are.
    pub unit: Unit,
    /// How ways are found.
    pub mode: String,
    /// New points, where they were sought and somebody gains.
    pub sought: Option<Sites>,
}

impl Outcome<'_> {
    /// A row a place, in the order of the file; of several nearest a row each.
    ///
    /// # Errors
    /// When the frame cannot be built.
    pub fn frame(&self) -> Result<DataFrame> {
        let access = &self.measured.access;
        let state = |i: usize| self.measured.state[self.rank[i]].as_str();
        let n = self.rank.len();
        let mut columns = Vec::new();
        if self.options.measure == Sought::Nearest {
            // a place that reaches nothing has a row, too
            let rows: Vec<(usize, Option<Near>)> = (0..n)
                .flat_map(|i| {
                    let near = &access.nearest[self.rank[i]];
                    let all = near
                        .iter()
                        .enumerate()
                        .map(|(at, &(cost, j))| Some((at + 1, cost, j)));
                    let all: Vec<_> = all.collect();
                    let all = if all.is_empty() { vec![None] } else { all };
                    all.into_iter().map(move |one| (i, one))
                })
                .collect();
            let ids: Vec<&str> = rows
                .iter()
                .map(|row| self.demand.ids[row.0].as_str())
                .collect();
            columns.push(Column::new("id".into(), ids));
            if self.options.k > 1 {
                let ranks: Vec<Option<i64>> = rows
                    .iter()
                    .map(|row| row.1.map(|one| one.0 as i64))
                    .collect();
                columns.push(Column::new("rank".into(), ranks));
            }
            let service = rows
                .iter()
                .map(|row| row.1.map(|one| self.points.ids[one.2 as usize].as_str()));
            columns.push(Column::new("service".into(), service.collect::<Vec<_>>()));
            let costs: Vec<Option<f64>> = rows.iter().map(|row| row.1.map(|one| one.1)).collect();
            columns.push(Column::new(self.unit.as_str().into(), costs.clone()));
            if let Some(standard) = self.options.standard {
                let gap = costs
                    .iter()
                    .map(|cost| cost.map(|cost| (cost - standard).max(0.0)));
                columns.push(Column::new("gap".into(), gap.collect::<Vec<_>>()));
                columns.push(Column::new(
                    "met".into(),
                    (0..n).map(|i| self.met(i)).collect::<Vec<_>>(),
                ));
            }
            let states: Vec<&str> = rows.iter().map(|row| state(row.0)).collect();
            columns.push(Column::new("state".into(), states));
            return Ok(DataFrame::new(rows.len(), columns)?);
        }
        let ids: Vec<&str> = self.demand.ids.iter().map(String::as_str).collect();
        columns.push(Column::new("id".into(), ids));
        let within: Vec<Option<i64>> = (0..n)
            .map(|i| access.within[self.rank[i]].map(i64::from))
            .collect();
        columns.push(Column::new("within".into(), within));
        if self.options.measure.scores() {
            let scores: Vec<Option<f64>> = (0..n).map(|i| access.score[self.rank[i]]).collect();
            columns.push(Column::new("score".into(), scores));
        }
        columns.push(Column::new(
            "state".into(),
            (0..n).map(state).collect::<Vec<_>>(),
        ));
        Ok(DataFrame::new(n, columns)?)
    }

    /// A row a new point, the most people first.
    ///
    /// # Errors
    /// When the frame cannot be built.
    pub fn new_sites(&self) -> Result<DataFrame> {
        let sites = self.sought.iter().flat_map(|sought| &sought.sites);
        let sites: Vec<(usize, f64, usize)> = sites
            .map(|&(at, people, places)| (self.order[at], people, places))
            .collect();
        let order: Vec<i64> = (1..=sites.len() as i64).collect();
        let ids = sites.iter().map(|site| self.demand.ids[site.0].as_str());
        let number = |of: &dyn Fn(&(usize, f64, usize)) -> f64| -> Vec<f64> {
            sites.iter().map(of).collect()
        };
        let [x, y] = match self.unit {
            Unit::Plane => ["x", "y"],
            Unit::Km | Unit::Minutes => ["lon", "lat"],
        };
        let points = &self.demand.points;
        let served: Vec<i64> = sites.iter().map(|site| site.2 as i64).collect();
        let columns = vec![
            Column::new("order".into(), order),
            Column::new("id".into(), ids.collect::<Vec<_>>()),
            Column::new(x.into(), number(&|site| points[site.0].x())),
            Column::new(y.into(), number(&|site| points[site.0].y())),
            Column::new("people_served".into(), number(&|site| site.1)),
            Column::new("places_served".into(), served),
        ];
        Ok(DataFrame::new(sites.len(), columns)?)
    }

    /// Whether a place is within the standard; not known off the network.
    fn met(&self, i: usize) -> Option<bool> {
        let at = self.rank[i];
        match (
            self.measured.access.nearest[at].first(),
            self.measured.state[at],
        ) {
            (Some((cost, _)), _) => self.options.standard.map(|standard| *cost <= standard),
            (None, State::Unreachable) => Some(false),
            (None, _) => None,
        }
    }

    fn states(&self, state: State) -> usize {
        self.measured
            .state
            .iter()
            .filter(|own| **own == state)
            .count()
    }

    /// What was asked and what was found.
    pub fn described(&self, decay: &Decay) -> Value {
        let options = self.options;
        let name = |path: &Path| {
            path.file_name()
                .unwrap_or_default()
                .to_string_lossy()
                .into_owned()
        };
        let mut said = Map::new();
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        say("demand", json!(name(&options.demand)));
        say("id", json!(options.id));
        say("weight", json!(options.weight));
        if let Some(table) = &options.table {
            say("table", json!(name(table)));
            say("key", json!(options.key));
        }
        say("services", json!(name(&options.services)));
        say("service_id", json!(options.service_id));
        say("capacity", json!(options.capacity));
        say("where", json!(options.filter));
        say("measure", json!(options.measure.word()));
        say(
            "unit",
            json!(if self.unit == Unit::Plane {
                "units of the plane"
            } else {
                self.unit.as_str()
            }),
        );
        say("mode", json!(self.mode));
        if let Some(roads) = &options.roads {
            say("roads", json!(name(roads)));
            say("nodes", json!(options.nodes.as_deref().map(name)));
        }
        say("catchment", json!(options.catchment));
        say(
            "decay",
            json!(options.decay.as_ref().map(|falls| &falls.text)),
        );
        say(
            "decay_at_catchment",
            json!(options.catchment.map(|c| decay.at(c, c))),
        );
        say("k", json!(options.k));
        say("standard", json!(options.standard));
        say("places", json!(self.rank.len()));
        say("rows", json!(self.points.read));
        say("filtered", json!(self.points.filtered));
        say("without_place", json!(self.points.placeless));
        say("points", json!(self.points.ids.len()));
        say("points_off_network", json!(self.measured.off));
        say("reached", json!(self.states(State::Reached)));
        say("unreachable", json!(self.states(State::Unreachable)));
        say("off_network", json!(self.states(State::OffNetwork)));
        if let Some(next) = options.next {
            let sites = self.sought.as_ref();
            say("next", json!(next));
            say("seed", json!(options.seed));
            say("problem", json!(sites.map(|sites| sites.problem)));
            say("answer", json!(sites.map(|sites| sites.plan.answer)));
            say("places_in_no_search", json!(sites.map(|s| s.unknown)));
            say("places_that_reach_none", json!(sites.map(|s| s.apart)));
            say("candidates_a_place", json!(sites.and_then(|s| s.offered)));
            say("candidates", json!(sites.and_then(|s| s.kept).map(|k| k.0)));
        }
        let supply = self.supply();
        say("supply_reachable", json!(supply.map(|s| s.0)));
        say("supply_unreached", json!(supply.map(|s| s.1)));
        Value::Object(said)
    }

    /// Supply that people reach and that nobody does.
    fn supply(&self) -> Option<(f64, f64)> {
        let floats = matches!(self.options.measure, Sought::Floating | Sought::Enhanced);
        let found = self.measured.access.reachable(&self.points.capacity);
        found.filter(|_| floats)
    }

    /// What a planner wants to know first.
    pub fn lines(&self) -> Vec<String> {
        let n = self.rank.len();
        let mut lines = vec![format!(
            "{} ({}): {} of {n} places reach one of {} points",
            self.options.measure.word(),
            self.mode,
            self.states(State::Reached),
            self.points.ids.len()
        )];
        let off = self.states(State::OffNetwork);
        if off > 0 {
            lines.push(format!("  off the network, so not known: {off} places"));
        }
        if self.options.standard.is_some() {
            let beyond = (0..n).filter(|&i| self.met(i) == Some(false)).count();
            lines.push(format!("  beyond the standard: {beyond} places"));
        }
        if self.options.next.is_some() {
            lines.push(match &self.sought {
                None => "  new points: none, as nobody would gain".to_owned(),
                Some(found) => {
                    let people: f64 = found.sites.iter().map(|site| site.1).sum();
                    format!(
                        "  new points ({}): {} serve {people} people; objective {:.3}, bound {:.3}, {}",
                        found.problem,
                        found.sites.len(),
                        found.plan.answer.objective,
                        found.plan.answer.bound,
                        found.plan.answer.proof.as_str()
                    )
                }
            });
        }
        if let Some((inside, outside)) = self.supply() {
            lines.push(format!(
                "  supply {inside} has people in reach, {outside} has none"
            ));
        }
        lines
    }
}
