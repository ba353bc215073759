//! The tables, the JSON and the words of a plan of sites.

use crate::base::model::Measure;
use crate::cli::places::Places;
use crate::cli::units::few;
use crate::error::Result;
use crate::plan::siting::Plan;
use crate::plan::solve::Proof;
use polars::prelude::{Column, DataFrame};
use serde_json::{Map, Value, json};

/// Demand served by a site: place of demand, place of site (none: out of reach), amount, distance in km or units.
type Served = (usize, Option<usize>, f64, Option<f64>);

/// A plan in the places of the files.
pub struct Outcome<'a> {
    demand: &'a Places,
    sites: &'a Places,
    capacity: Option<&'a [f64]>,
    plan: &'a Plan,
    /// Open sites, by id.
    open: Vec<usize>,
    /// By the ids of demand, then of sites, so that sums do not depend on the order of rows; no demand is left out.
    served: Vec<Served>,
    /// Metres in a unit of the objective: 1 where it is no distance.
    scale: f64,
}

impl<'a> Outcome<'a> {
    /// `order` are the places of demand and of sites that the plan counts in.
    pub fn new(
        demand: &'a Places,
        sites: &'a Places,
        weight: &[f64],
        capacity: Option<&'a [f64]>,
        plan: &'a Plan,
        order: (&[usize], &[usize]),
        is_distance: bool,
    ) -> Self {
        let units = match demand.measure {
            Measure::Geodesic => 1000.0,
            Measure::Planar => 1.0,
        };
        let mut left = weight.to_vec();
        let mut seen = vec![false; weight.len()];
        let mut served: Vec<Served> = Vec::with_capacity(weight.len());
        for service in &plan.served {
            let (i, j) = (
                order.0[service.demand as usize],
                order.1[service.site as usize],
            );
            left[i] -= service.amount;
            seen[i] = true;
            served.push((i, Some(j), service.amount, Some(service.far / units)));
        }
        let total: f64 = weight.iter().sum();
        let mut rank = vec![0; weight.len()];
        for (at, &i) in order.0.iter().enumerate() {
            rank[i] = at;
            if !seen[i] || left[i] > 1e-9 * total {
                served.push((i, None, left[i], None));
            }
        }
        // stable: sites of one demand stay in the order of their ids, what is left out comes last
        served.sort_by_key(|s| rank[s.0]);
        Self {
            demand,
            sites,
            capacity,
            plan,
            open: plan.sites.iter().map(|&j| order.1[j as usize]).collect(),
            served,
            scale: if is_distance { units } else { 1.0 },
        }
    }

    /// A row an open site, by id: what it serves, how many places, how far.
    ///
    /// # Errors
    /// When the frame cannot be built.
    pub fn sites(&self) -> Result<DataFrame> {
        let m = self.sites.ids.len();
        let (mut amount, mut places) = (vec![0.0; m], vec![0_i64; m]);
        let mut farthest: Vec<Option<f64>> = vec![None; m];
        for &(_, site, served, far) in &self.served {
            if let (Some(j), Some(far)) = (site, far) {
                amount[j] += served;
                places[j] += 1;
                farthest[j] = Some(farthest[j].map_or(far, |f| f.max(far)));
            }
        }
        let open = || self.open.iter().copied();
        let ids: Vec<&str> = open().map(|j| self.sites.ids[j].as_str()).collect();
        let mut columns = vec![
            Column::new("site".into(), ids),
            Column::new(
                "served".into(),
                open().map(|j| amount[j]).collect::<Vec<_>>(),
            ),
            Column::new(
                "units".into(),
                open().map(|j| places[j]).collect::<Vec<_>>(),
            ),
            Column::new(
                "farthest".into(),
                open().map(|j| farthest[j]).collect::<Vec<_>>(),
            ),
        ];
        if let Some(capacity) = self.capacity {
            let capacity: Vec<f64> = open().map(|j| capacity[j]).collect();
            columns.push(Column::new("capacity".into(), capacity));
        }
        Ok(DataFrame::new(ids_len(&columns), columns)?)
    }

    /// A row a place of demand and site it goes to; without a site where it is out of reach.
    ///
    /// # Errors
    /// When the frame cannot be built.
    pub fn assignment(&self) -> Result<DataFrame> {
        let mut served = self.served.clone();
        served.sort_by_key(|s| s.0);
        let rows = || served.iter();
        let demand: Vec<&str> = rows().map(|s| self.demand.ids[s.0].as_str()).collect();
        let site: Vec<Option<&str>> = rows()
            .map(|s| s.1.map(|j| self.sites.ids[j].as_str()))
            .collect();
        let columns = vec![
            Column::new("demand".into(), demand),
            Column::new("site".into(), site),
            Column::new("distance".into(), rows().map(|s| s.3).collect::<Vec<_>>()),
            Column::new("amount".into(), rows().map(|s| s.2).collect::<Vec<_>>()),
        ];
        Ok(DataFrame::new(ids_len(&columns), columns)?)
    }

    fn left_out(&self) -> (f64, Vec<usize>) {
        let left = self.served.iter().filter(|s| s.1.is_none());
        let places = left.clone().map(|s| s.0).collect();
        (left.map(|s| s.2).sum::<f64>() + 0.0, places)
    }

    /// The objective and its bound: sums of demand and numbers of sites as they are, distances in km.
    fn measured(&self) -> (f64, f64) {
        let answer = &self.plan.answer;
        (answer.objective / self.scale, answer.bound / self.scale)
    }

    /// What was asked and what was found.
    pub fn described(&self, mut said: Map<String, Value>) -> Value {
        let answer = &self.plan.answer;
        let (left, places) = self.left_out();
        let (objective, bound) = self.measured();
        let total: f64 = self.served.iter().map(|s| s.2).sum();
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        say("places", json!(self.demand.ids.len()));
        say("candidates", json!(self.sites.ids.len()));
        say("sites_open", json!(self.open.len()));
        say("total", json!(total));
        say("left_out", json!(left));
        let ids: Vec<&String> = places.iter().map(|&i| &self.demand.ids[i]).collect();
        say("left_out_ids", json!(ids));
        say("objective", json!(objective));
        say("bound", json!(bound));
        say("gap", json!(answer.gap));
        say("proof", json!(answer.proof.as_str()));
        say("work", json!(answer.work));
        Value::Object(said)
    }

    /// What a planner wants to know first.
    pub fn lines(&self, problem: &str) -> Vec<String> {
        let answer = &self.plan.answer;
        let (objective, bound) = self.measured();
        let known = match answer.proof {
            Proof::Proven => "nothing is better".to_owned(),
            Proof::Bounded | Proof::Cut => {
                format!(
                    "nothing is better than {bound:.3}, a gap of {:.2} %",
                    answer.gap * 100.0
                )
            }
        };
        let mut lines = vec![format!("{problem}: {objective:.3}; {known}")];
        let (left, places) = self.left_out();
        let named: Vec<String> = places.iter().map(|&i| self.demand.called(i)).collect();
        if let Some(shown) = few(&named) {
            lines.push(format!(
                "  out of reach: {left} of {} places ({shown})",
                named.len()
            ));
        }
        lines
    }
}

fn ids_len(columns: &[Column]) -> usize {
    columns.first().map_or(0, Column::len)
}
