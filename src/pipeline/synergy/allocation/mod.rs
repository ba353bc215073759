//! Budgets placed anew: the study's money made a problem, solved, and compared with each ministry for itself.

mod changes;
mod summary;
mod totals;

use super::{Ground, Money};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::nearest::nearest;
use crate::base::study::Language;
use crate::base::study::programmes::Allocation as Asked;
use crate::error::{Error, Result};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::log::Log;
use crate::plan::synergy::allocation::offers::{
    Aside, Fixed, Placeable, Why, held, median, offers,
};
use crate::plan::synergy::allocation::{Allocation, Caseload, Problem, floors, gains, solve};
use serde_json::json;
use std::collections::BTreeSet;

/// Money placed anew, by position of the offers.
pub struct Placed {
    /// What could be placed.
    pub placeable: Placeable,
    /// The plan, and what each ministry would do for itself.
    pub plan: Allocation,
    /// Gain of each offer of the joint plan, of that of each for itself, and of what stands now, in their orders.
    pub gains: [Vec<f64>; 3],
}

impl Placed {
    /// Villages and the programmes that the plan places or leaves in them, ascending.
    pub fn programmes(&self) -> Vec<(u32, u32)> {
        let placed = self.plan.placed.iter().map(|&at| {
            let offer = &self.placeable.offers[at as usize];
            (offer.village, self.placeable.programme[offer.fund as usize])
        });
        let kept = self.placeable.kept();
        let kept = kept.map(|kept| (kept.village, kept.programme));
        let mut placed: Vec<(u32, u32)> = placed.chain(kept).collect();
        placed.sort_unstable();
        placed
    }

    /// n amounts of money in single villages: what the plan places there and what stays; none where all that is there stays and has no known budget.
    pub fn money(&self, n: usize) -> Vec<Option<f64>> {
        let mut money = vec![None; n];
        let mut unknown = vec![false; n];
        let placed = self.plan.placed.iter().map(|&at| {
            let offer = &self.placeable.offers[at as usize];
            (offer.village, Some(offer.cost))
        });
        let kept = self.placeable.kept().map(|kept| (kept.village, kept.money));
        for (village, own) in placed.chain(kept) {
            let v = village as usize;
            match own {
                Some(own) => *money[v].get_or_insert(0.0) += own,
                None => unknown[v] = true,
            }
        }
        for (money, unknown) in money.iter_mut().zip(unknown) {
            if !unknown {
                money.get_or_insert(0.0);
            }
        }
        money
    }
}

/// Decimals of money and people.
const AMOUNT: usize = 2;
/// Decimals of gains.
const FINE: usize = 6;

/// The unit of gains.
fn gain_unit(language: Language) -> &'static str {
    pick(language, "kebutuhan x orang", "need x people")
}

/// Money of villages now and in the plan; 0 where nothing stands, none where something stands without a known budget.
pub fn money(ground: &Ground, placed: &Placed) -> Money {
    let n = ground.layer.codes.len();
    let changes = changes::changes(ground, placed);
    let sum = |of: &dyn Fn(&changes::Change) -> Option<f64>| {
        let mut money = vec![Some(0.0); n];
        for row in &changes {
            let held = &mut money[row.village as usize];
            *held = held.zip(of(row)).map(|(held, own)| held + own);
        }
        money
    };
    Money {
        now: sum(&|row| match row.placements_now {
            0 => Some(0.0),
            _ => row.money_now,
        }),
        planned: sum(&|row| match row.planned() {
            true => row.money,
            false => Some(0.0),
        }),
    }
}

/// The tables.
pub fn sheets(ground: &Ground, placed: &Placed) -> Vec<Sheet> {
    let changes = changes::changes(ground, placed);
    let totals = totals::totals(ground, placed, &changes);
    vec![
        changes::sheet(ground, &changes),
        summary::sheet(ground, placed, &totals),
    ]
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
        let totals = totals::totals(ground, &placed, &changes::changes(ground, &placed));
        totals::losers(ground, &totals, findings);
        let answer = &placed.plan.answer;
        let placeable = &placed.placeable;
        let money: f64 = placeable.funds.iter().map(|fund| fund.money).sum();
        let offers = placed.plan.placed.iter().map(|&at| &placeable.offers[at as usize]);
        let spent: f64 = offers.map(|offer| offer.cost).sum();
        let counts = json!({
            "funds": placeable.funds.len(), "offers": placeable.offers.len(),
            "placements": placed.plan.placed.len(), "kept": placeable.kept().count(), "money": money, "placed": spent,
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
        // villages where it stays take their part
        let kept = placeable.kept().filter(|kept| kept.programme == p).count();
        carried(p).then(|| Caseload {
            fund: fund as u32,
            region: None,
            villages: (most.sum::<f64>().floor() as u32).saturating_sub(kept as u32),
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
            "no budget is given for them and their placements in villages have none, or what stays takes all of it",
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
    let unknown = |aside: &&Aside| aside.why == Why::Unknown;
    let kept: Vec<&Aside> = placeable.aside.iter().filter(unknown).collect();
    if !kept.is_empty() {
        let villages: BTreeSet<u32> = kept.iter().map(|kept| kept.village).collect();
        let money: f64 = kept.iter().filter_map(|kept| kept.money).sum();
        findings.push(Finding::info(
            "allocation-kept",
            format!(
                "{} placements in {} villages stay where they are, since the need of their lever is not known there; their money, {money:.0}, is not placed anew",
                counted(ground, &kept),
                villages.len()
            ),
        ));
    }
    for (why, what) in [
        (Why::Unneeded, "the need of their lever is 0"),
        (Why::Costly, "one costs more than its programme has"),
    ] {
        let lost: Vec<&Aside> = placeable.aside.iter().filter(|a| a.why == why).collect();
        if !lost.is_empty() {
            let lost = counted(ground, &lost);
            findings.push(Finding::info(
                "allocation-lost",
                format!("{lost} placements stand where {what}; their money is placed elsewhere"),
            ));
        }
    }
}

/// Rows of the inventory behind them.
fn counted(ground: &Ground, aside: &[&Aside]) -> usize {
    let rows = |a: &&Aside| {
        held(
            ground.inventory,
            ground.presence,
            a.village as usize,
            a.programme,
        )
        .len()
    };
    aside.iter().map(rows).sum()
}
