//! An independent check of a plan: it reads the inventory and the plan and measures anew.

use super::demand::{Demand, Reach, facilitated, room};
use super::plan::change;
use super::{Limits, Plan};
use crate::error::{Error, Result};
use crate::input::inventory::Inventory;
use crate::plan::synergy::Presence;
use geo::{Distance, Geodesic, Point};
use std::collections::{BTreeMap, BTreeSet};

/// Checks that each programme that needs a facilitator is in exactly one unit of its village, that who is planned may serve it and is in
/// reach, that no caseload is broken, that loads, objective and changes fit, and that prices prove the bounds.
///
/// # Errors
/// An engine error that names what is broken; a plan of this module never breaks one.
pub fn verify(
    inventory: &Inventory,
    presence: &Presence,
    centres: &[Option<Point>],
    limits: &Limits,
    plan: &Plan,
) -> Result<()> {
    check(inventory, presence, centres, limits, plan)
        .and_then(|()| prices(inventory, presence, centres, limits, plan))
        .map_err(|what| Error::engine(format!("the facilitator plan {what}")))
}

fn check(
    inventory: &Inventory,
    presence: &Presence,
    centres: &[Option<Point>],
    limits: &Limits,
    plan: &Plan,
) -> Result<(), String> {
    let needed = facilitated(inventory);
    let mut left: BTreeSet<(usize, u32)> = BTreeSet::new();
    for village in 0..presence.villages() {
        let here = presence.programmes(village).iter();
        let here = here.filter(|p| needed[**p as usize]);
        left.extend(here.map(|&p| (village, p)));
    }
    let mut loads: BTreeMap<u32, (u32, f64)> = BTreeMap::new();
    let (mut served, mut cost) = (0_u64, 0_i64);
    for duty in &plan.duties {
        let village = duty.unit.village as usize;
        for &programme in &duty.unit.programmes {
            if !left.remove(&(village, programme)) {
                return Err(format!(
                    "has programme {programme} of village {village} twice or for nothing"
                ));
            }
        }
        if duty.change != change(&duty.unit, duty.planned)
            || duty.planned.is_none() != duty.far.is_none()
        {
            return Err(format!("misstates what changes in village {village}"));
        }
        let Some(f) = duty.planned else {
            if duty.reason.is_none() {
                return Err(format!("leaves village {village} out without a reason"));
            }
            continue;
        };
        let facilitator = &inventory.facilitators[f as usize];
        let own: BTreeSet<u32> = facilitator.programmes.iter().copied().collect();
        if !own.is_empty() && !duty.unit.programmes.iter().all(|p| own.contains(p)) {
            return Err(format!(
                "sends {} to a programme it may not serve",
                facilitator.id
            ));
        }
        let base = facilitator
            .base
            .or_else(|| centres[facilitator.village? as usize]);
        let far = base
            .zip(centres[village])
            .map(|(a, b)| Geodesic.distance(a, b));
        let far = far.ok_or_else(|| format!("sends {} to a place unknown", facilitator.id))?;
        if far > limits.travel_m * (1.0 + 1e-7)
            || (far - duty.far.unwrap_or(-1.0)).abs() > 1e-6 * far.max(1.0)
        {
            return Err(format!(
                "sends {} too far, or misstates how far",
                facilitator.id
            ));
        }
        let load = loads.entry(f).or_default();
        load.0 += 1;
        load.1 += duty.unit.families.unwrap_or(0.0);
        served += 1;
        let tied = duty.unit.now.contains(&f);
        cost += duty.far.unwrap_or(0.0).round() as i64
            - if tied { limits.tie_m.round() as i64 } else { 0 };
    }
    if let Some((village, programme)) = left.first() {
        return Err(format!("drops programme {programme} of village {village}"));
    }
    for (f, facilitator) in inventory.facilitators.iter().enumerate() {
        let (units, families) = loads.get(&(f as u32)).copied().unwrap_or_default();
        let (most, most_families) = room(facilitator, limits);
        if units > most || most_families.is_some_and(|most| families > most * (1.0 + 1e-12)) {
            return Err(format!("gives {} more than its caseload", facilitator.id));
        }
        if units != plan.units[f] || (families - plan.families[f]).abs() > 1e-9 * families {
            return Err(format!("misstates the load of {}", facilitator.id));
        }
    }
    if served as f64 != plan.served.objective || cost as f64 != plan.travel.objective {
        return Err("misstates what it serves or costs".into());
    }
    Ok(())
}

/// Adds up the bounds of all groups from their prices.
fn prices(
    inventory: &Inventory,
    presence: &Presence,
    centres: &[Option<Point>],
    limits: &Limits,
    plan: &Plan,
) -> Result<(), String> {
    let reach = Reach::of(inventory, presence, centres, limits);
    let demand = Demand::of(inventory, presence, &reach, &plan.parting, limits);
    let duties = plan.duties.iter().map(|duty| &duty.unit);
    if !duties.eq(&demand.units) {
        return Err("has other units than it was made for".into());
    }
    let families = demand.families();
    let market = demand.market(&families);
    let mut seen = vec![false; demand.units.len()];
    let (mut least, mut cost) = (0, 0);
    for group in &plan.groups {
        let mut left_out = 0;
        for &unit in &group.units {
            if std::mem::replace(&mut seen[unit as usize], true) {
                return Err("counts a unit in two groups".into());
            }
            left_out += u64::from(plan.duties[unit as usize].planned.is_none());
        }
        let own = group.cut(&market).ok_or("parts what is linked")?;
        if group.prices.iter().any(|prices| {
            let below = prices.place.iter().any(|p| *p < 0)
                || prices.family.iter().any(|p| p.is_nan() || *p < 0.0);
            let free = prices
                .family
                .iter()
                .zip(own.most())
                .any(|(p, most)| *p > 0.0 && most.is_none());
            let units = prices.unit.len();
            below || free || (units > 0 && units != group.units.len())
        }) {
            return Err("has prices that prove nothing".into());
        }
        let proven = own.view().bound(&group.prices, left_out);
        let same = proven.left_out == group.least && proven.cost == group.bound;
        let less = proven.left_out <= group.least && proven.cost <= group.bound;
        if !(same || group.exact && less) {
            return Err("states a bound that its prices do not prove".into());
        }
        least += group.least;
        cost += group.bound;
    }
    if seen.contains(&false) {
        return Err("leaves a unit out of its groups".into());
    }
    let most = plan.duties.len() as u64 - least;
    let off = plan.served.objective > most as f64
        || cost as f64 > plan.travel.objective
        || plan.served.bound != most as f64
        || (cost as f64 - plan.travel.bound).abs() > 1e-9 * plan.travel.bound.abs();
    if off {
        return Err("states bounds that its groups do not have".into());
    }
    Ok(())
}
