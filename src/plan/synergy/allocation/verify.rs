//! The plan looked at by code that shares nothing with the search.

use super::{Allocation, Problem};
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Checks limits, floors, worth, bound and synergy of an allocation.
///
/// The bound is added up anew from the prices: for each cell the best of every pair of needed levers that could meet there, and of every lever
/// alone. O(offers x levers^2).
///
/// # Errors
/// An engine error that says what does not hold.
pub fn verify(problem: &Problem, found: &Allocation) -> Result<()> {
    let fault = |what: String| {
        Err(Error::engine(format!(
            "the allocation does not hold: {what}"
        )))
    };
    for (name, plan, worth) in [
        ("joint", &found.placed, found.answer.objective),
        ("alone", &found.alone, found.apart),
    ] {
        if !plan.windows(2).all(|pair| pair[0] < pair[1]) {
            return fault(format!("an offer of the {name} plan is taken twice"));
        }
        if let Some(broken) = broken(problem, &found.floor, plan) {
            return fault(format!("the {name} plan breaks {broken}"));
        }
        let again = worth_of(problem, plan);
        // the plan of each for itself counts at most as much as the joint one
        if (again - worth).abs() > 1e-9 * again.abs() {
            return fault(format!("the {name} plan gains {again} and not {worth}"));
        }
    }
    let most = ceiling(problem, &found.floor, &found.prices);
    if (most - found.ceiling).abs() > 1e-9 * most.abs() {
        return fault(format!("its prices prove {most} and not {}", found.ceiling));
    }
    let bound = found.answer.bound;
    if bound > most * (1.0 + 1e-9) || bound < found.answer.objective {
        return fault(format!("its bound is {bound}"));
    }
    Ok(())
}

/// The first limit that a plan breaks.
fn broken(problem: &Problem, floor: &[f64], plan: &[u32]) -> Option<String> {
    let mut money = vec![0.0; problem.funds.len()];
    let mut of_region = vec![0.0; floor.len()];
    let mut villages = BTreeMap::<(u32, u32), u32>::new();
    for &at in plan {
        let offer = &problem.offers[at as usize];
        let region = problem.region[offer.village as usize];
        money[offer.fund as usize] += offer.cost;
        of_region[region as usize] += offer.cost;
        *villages.entry((offer.fund, region)).or_default() += 1;
    }
    for (fund, &spent) in money.iter().enumerate() {
        if spent > problem.funds[fund].money * (1.0 + 1e-8) {
            return Some(format!("the money of fund {fund}: {spent}"));
        }
    }
    for load in problem.caseloads {
        let counted = villages.iter().filter(|((fund, region), _)| {
            *fund == load.fund && load.region.is_none_or(|r| r == *region)
        });
        if counted.map(|(_, count)| count).sum::<u32>() > load.villages {
            return Some(format!("a caseload of fund {}", load.fund));
        }
    }
    let short = |region: &usize| of_region[*region] < floor[*region] * (1.0 - 1e-8);
    (0..floor.len())
        .find(short)
        .map(|region| format!("the floor of region {region}"))
}

/// Programmes by cell, village and lever: those that stand, and costs or prices of others.
type Cells = BTreeMap<u32, BTreeMap<(u32, u32), (u32, Vec<f64>)>>;

fn cells(problem: &Problem, others: impl Iterator<Item = (usize, f64)>) -> Cells {
    let mut cells = Cells::new();
    for standing in problem.standing {
        let v = standing.village;
        if problem.need[standing.lever as usize][v as usize].is_some() {
            let cell = cells.entry(problem.cell[v as usize]).or_default();
            cell.entry((v, standing.lever)).or_default().0 += 1;
        }
    }
    for (at, price) in others {
        let offer = &problem.offers[at];
        let lever = problem.funds[offer.fund as usize].lever;
        let cell = cells
            .entry(problem.cell[offer.village as usize])
            .or_default();
        cell.entry((offer.village, lever))
            .or_default()
            .1
            .push(price);
    }
    cells
}

fn base(problem: &Problem, village: u32, lever: u32) -> (f64, bool) {
    let need = problem.need[lever as usize][village as usize].unwrap_or(0.0);
    (
        need * problem.people[village as usize],
        need >= problem.needed,
    )
}

/// What a plan gains.
fn worth_of(problem: &Problem, plan: &[u32]) -> f64 {
    let taken = plan.iter().map(|&at| (at as usize, 0.0));
    let mut worth = 0.0;
    for cell in cells(problem, taken).values() {
        let needed = |(v, lever): &(u32, u32)| base(problem, *v, *lever).1;
        let met: BTreeSet<u32> = cell.keys().filter(|at| needed(at)).map(|at| at.1).collect();
        for ((village, lever), (standing, taken)) in cell {
            let (base, needed) = base(problem, *village, *lever);
            let mut share = problem.repeat.powi(*standing as i32);
            for _ in taken {
                worth += base * share;
                share *= problem.repeat;
            }
            if needed && *standing == 0 && !taken.is_empty() && met.len() >= 2 {
                worth += base * problem.complement;
            }
        }
    }
    worth
}

/// The bound that prices prove.
fn ceiling(problem: &Problem, floor: &[f64], prices: &[f64]) -> f64 {
    let funds = problem.funds.len();
    let loads = problem.caseloads.len();
    let price = |(at, offer): (usize, &super::Offer)| {
        let region = problem.region[offer.village as usize];
        let mut price =
            offer.cost * (prices[offer.fund as usize] - prices[funds + loads + region as usize]);
        for (row, load) in problem.caseloads.iter().enumerate() {
            if load.fund == offer.fund && load.region.is_none_or(|r| r == region) {
                price += prices[funds + row];
            }
        }
        (at, price)
    };
    let paid = (problem.funds.iter().map(|fund| fund.money))
        .chain(
            problem
                .caseloads
                .iter()
                .map(|load| f64::from(load.villages)),
        )
        .chain(floor.iter().map(|floor| -floor));
    let paid: f64 = paid.zip(prices).map(|(limit, price)| limit * price).sum();
    let priced = problem.offers.iter().enumerate().map(price);
    let cells = cells(problem, priced);
    paid + cells
        .values()
        .map(|cell| best_of_cell(problem, cell))
        .sum::<f64>()
}

fn best_of_cell(problem: &Problem, cell: &BTreeMap<(u32, u32), (u32, Vec<f64>)>) -> f64 {
    let mut free = 0.0;
    // needed and empty slots: lever, worth of something in it, bonus
    let mut slots = Vec::new();
    let mut stands = BTreeSet::new();
    for ((village, lever), (standing, prices)) in cell {
        let (base, needed) = base(problem, *village, *lever);
        let mut prices = prices.clone();
        prices.sort_by(f64::total_cmp);
        let (mut sum, mut best) = (0.0, f64::NEG_INFINITY);
        for (k, price) in prices.iter().enumerate() {
            sum += base * problem.repeat.powi(*standing as i32 + k as i32) - price;
            best = best.max(sum);
        }
        if needed && *standing > 0 {
            stands.insert(*lever);
        }
        if needed && *standing == 0 {
            slots.push((*lever, best, problem.complement * base));
        } else {
            free += best.max(0.0);
        }
    }
    let levers: BTreeSet<u32> = slots
        .iter()
        .map(|s| s.0)
        .chain(stands.iter().copied())
        .collect();
    let alone = |lever: u32| -> f64 {
        let own = slots.iter().filter(|slot| slot.0 == lever);
        own.map(|slot| slot.1.max(0.0)).sum()
    };
    let mut best = f64::NEG_INFINITY;
    if stands.len() < 2 {
        let may = |lever: &&u32| stands.is_empty() || stands.contains(*lever);
        best = levers
            .iter()
            .filter(may)
            .map(|&l| alone(l))
            .fold(0.0, f64::max);
    }
    let met: f64 = slots.iter().map(|slot| (slot.1 + slot.2).max(0.0)).sum();
    // what it costs to have a lever for sure
    let sure = |lever: u32| {
        if stands.contains(&lever) {
            return 0.0;
        }
        let own = slots.iter().filter(|slot| slot.0 == lever);
        own.map(|slot| (slot.1 + slot.2).min(0.0))
            .fold(f64::NEG_INFINITY, f64::max)
    };
    for &one in &levers {
        for &two in levers.range(one + 1..) {
            best = best.max(met + sure(one) + sure(two));
        }
    }
    free + best
}
