//! Budgets placed anew: the study's money made a problem, solved, and compared with each ministry for itself.

mod sheets;

pub use sheets::sheets;

use super::Ground;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::nearest::nearest;
use crate::base::study::programmes::Allocation as Asked;
use crate::error::{Error, Result};
use crate::pipeline::log::Log;
use crate::plan::synergy::allocation::offers::{Fixed, Placeable, median, offers};
use crate::plan::synergy::allocation::{Allocation, Caseload, Problem, floors, gains, solve};
use serde_json::json;

/// Money placed anew, by position of the offers.
pub struct Placed {
    /// What could be placed.
    pub placeable: Placeable,
    /// The plan, and what each ministry would do for itself.
    pub plan: Allocation,
    /// Gain of each offer of the joint plan, of that of each for itself, and of what stands now, in their orders.
    pub gains: [Vec<f64>; 3],
    /// Least money of each regency that the study asks for.
    pub floor: Vec<f64>,
}

impl Placed {
    /// n amounts of money that the plan places in single villages.
    pub fn money(&self, n: usize) -> Vec<f64> {
        let mut money = vec![0.0; n];
        for &at in &self.plan.placed {
            let offer = &self.placeable.offers[at as usize];
            money[offer.village as usize] += offer.cost;
        }
        money
    }
}

/// Places the budgets of `[programmes.allocation]`.
///
/// # Errors
/// A budget of a programme that the catalogue does not have; a plan that fails the independent check.
pub fn allocate(ground: &Ground, log: &mut Log) -> Result<Option<Placed>> {
    let Some(asked) = &ground.spec.allocation else {
        return Ok(None);
    };
    log.stage("allocation", |findings| {
        let placed = place(ground, asked, findings)?;
        let answer = &placed.plan.answer;
        let money: f64 = placed.placeable.funds.iter().map(|fund| fund.money).sum();
        let spent: f64 = placed.money(ground.layer.codes.len()).iter().sum();
        let counts = json!({
            "funds": placed.placeable.funds.len(), "offers": placed.placeable.offers.len(),
            "placements": placed.plan.placed.len(), "money": money, "placed": spent,
            "objective": answer.objective, "bound": answer.bound, "gap": answer.gap, "proof": answer.proof,
            "alone": placed.plan.apart, "synergy": placed.plan.synergy(), "work": answer.work,
        });
        let detail = format!(
            "{} placements gain {:.3}, at most {:.3} possible; each ministry for itself {:.3}",
            placed.plan.placed.len(),
            answer.objective,
            answer.bound,
            placed.plan.apart
        );
        Ok((Some(placed), counts, detail))
    })
}

fn place(ground: &Ground, asked: &Asked, findings: &mut Vec<Finding>) -> Result<Placed> {
    let inventory = ground.inventory;
    let n = ground.layer.codes.len();
    let budgets = budgets(ground, asked)?;
    let placeable = offers(
        inventory,
        ground.presence,
        ground.lever_need,
        ground.population,
        &budgets,
        ground.year,
    );
    report(ground, &placeable, findings);
    let people = people(ground, findings);
    // villages without an area are each a cell
    let cells = ground.areas.len() as u32..;
    let cell: Vec<u32> = ground
        .area_of
        .iter()
        .zip(cells)
        .map(|(area, own)| area.unwrap_or(own))
        .collect();
    let free = vec![0; n];
    let (region, regions) = match ground.hierarchy.level(Level::Regency) {
        Some(regions) => (&regions.of_village, regions.codes.len()),
        None => (&free, 1),
    };
    let money = placeable.funds.iter().map(|fund| fund.money).sum();
    let floor = floors(
        asked.floor,
        money,
        ground.lever_need,
        &people,
        region,
        regions,
    );
    let caseloads = caseloads(ground, &placeable);
    let problem = Problem {
        funds: &placeable.funds,
        offers: &placeable.offers,
        standing: &placeable.standing,
        need: ground.lever_need,
        people: &people,
        cell: &cell,
        region,
        floor: &floor,
        caseloads: &caseloads,
        needed: ground.spec.needed,
        repeat: asked.repeat,
        complement: asked.complement,
    };
    let plan = solve(&problem)?;
    let short = plan
        .floor
        .iter()
        .zip(&floor)
        .filter(|(kept, asked)| **kept < **asked * (1.0 - 1e-9))
        .count();
    if short > 0 {
        findings.push(Finding::info(
            "allocation-floor",
            format!("whole placements do not reach the floor of {short} regencies; there it is what they reach"),
        ));
    }
    let gains = [&plan.placed, &plan.alone, &placeable.now].map(|plan| gains(&problem, plan));
    Ok(Placed {
        gains,
        floor,
        plan,
        placeable,
    })
}

/// Money of programmes for which the study gives it.
fn budgets(ground: &Ground, asked: &Asked) -> Result<Vec<Option<f64>>> {
    let programmes = &ground.inventory.programmes;
    let mut budgets = vec![None; programmes.len()];
    for (id, &money) in &asked.budgets {
        let Some(at) = programmes
            .iter()
            .position(|programme| programme.id.eq_ignore_ascii_case(id))
        else {
            let near = nearest(id, programmes.iter().map(|p| p.id.as_str()), 3).join(", ");
            return Err(Error::study("`programmes.allocation.budgets` names a programme that the catalogue does not have")
                .column(id.as_str())
                .remedy(format!("give ids of the catalogue; the nearest are {near}")));
        };
        budgets[at] = Some(money);
    }
    Ok(budgets)
}

/// n weights of villages: their people, the median of the others where that is not known, 1 where no village has any.
fn people(ground: &Ground, findings: &mut Vec<Finding>) -> Vec<f64> {
    let n = ground.layer.codes.len();
    let Some(population) = ground.population else {
        findings.push(Finding::info(
            "allocation-people",
            "no table has people, so that every village weighs the same in the allocation",
        ));
        return vec![1.0; n];
    };
    let usual = median(population.iter().flatten().copied().collect()).unwrap_or(1.0);
    let unknown = population.iter().filter(|people| people.is_none()).count();
    if unknown > 0 {
        findings.push(Finding::info(
            "allocation-people",
            format!("{unknown} villages without people weigh as much as the median village in the allocation"),
        ));
    }
    population
        .iter()
        .map(|people| people.unwrap_or(usual))
        .collect()
}

/// The most villages of programmes that facilitators carry: what those who may serve one can take.
fn caseloads(ground: &Ground, placeable: &Placeable) -> Vec<Caseload> {
    let inventory = ground.inventory;
    let carried = |p: u32| {
        let own = inventory
            .placements
            .iter()
            .filter(|placement| placement.programme == p);
        own.clone().any(|placement| placement.facilitator.is_some())
    };
    let one = |(fund, &p): (usize, &u32)| {
        let serves = inventory
            .facilitators
            .iter()
            .filter(|f| f.programmes.is_empty() || f.programmes.contains(&p));
        let most = serves.map(|f| f.villages.unwrap_or(ground.spec.plan.villages as f64));
        carried(p).then(|| Caseload {
            fund: fund as u32,
            region: None,
            villages: most.sum::<f64>().floor() as u32,
        })
    };
    placeable
        .programme
        .iter()
        .enumerate()
        .filter_map(one)
        .collect()
}

/// Says which programmes keep their places, and which placements could not be offered.
fn report(ground: &Ground, placeable: &Placeable, findings: &mut Vec<Finding>) {
    let reasons = [
        (
            Fixed::Money,
            "no budget is given for them and their placements in villages have none",
        ),
        (Fixed::Lever, "the catalogue does not say their lever"),
        (Fixed::Cost, "nothing says what one placement costs"),
        (Fixed::Year, "they are not valid in the assessed year"),
    ];
    for (reason, why) in reasons {
        let ids = placeable.fixed.iter().filter(|(_, own)| *own == reason);
        let ids: Vec<&str> = ids
            .map(|(p, _)| ground.inventory.programmes[*p as usize].id.as_str())
            .collect();
        if ids.is_empty() {
            continue;
        }
        findings.push(
            Finding::info(
                "allocation-fixed",
                format!(
                    "{} programmes are not placed anew: {why}: {}",
                    ids.len(),
                    ids.join(", ")
                ),
            )
            .file(&ground.spec.catalogue),
        );
    }
    if placeable.lost > 0 {
        findings.push(Finding::info(
            "allocation-lost",
            format!("{} placements stand where the need of their lever is not known or 0, or cost more than there is; their money is placed elsewhere", placeable.lost),
        ));
    }
}
