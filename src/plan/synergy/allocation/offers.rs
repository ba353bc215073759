//! From an inventory to what could be placed: money, places, costs.

use super::{Fund, Offer, Standing};
use crate::input::inventory::{Inventory, Placement, Programme};
use crate::plan::synergy::Presence;

/// Why the money of a programme is not placed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fixed {
    /// It has none: no budget is given, and its placements in villages have none.
    Money,
    /// Its lever is not known.
    Lever,
    /// What it costs in a village is not known.
    Cost,
    /// It is not valid in the year.
    Year,
}

/// What can be placed anew, and what stays.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Placeable {
    /// Funds, ascending by programme.
    pub funds: Vec<Fund>,
    /// Programme of each fund.
    pub programme: Vec<u32>,
    /// Ascending by village, then fund.
    pub offers: Vec<Offer>,
    /// People or households that each offer reaches, where known.
    pub beneficiaries: Vec<Option<f64>>,
    /// Offers that stand now, ascending.
    pub now: Vec<u32>,
    /// Placements of other programmes that stay where they are.
    pub standing: Vec<Standing>,
    /// Programmes whose money is not placed anew, ascending, with the reason.
    pub fixed: Vec<(u32, Fixed)>,
    /// Placements of funds that could not be offered where they stand: the need there is not known, or one costs more than there is.
    pub lost: usize,
}

/// What one placement of a programme takes.
struct Typical {
    /// Money for one beneficiary.
    unit: Option<f64>,
    /// Money for one placement, where beneficiaries are not known.
    whole: Option<f64>,
    /// Share of the people of a village.
    share: Option<f64>,
    /// Beneficiaries, where people are not known.
    count: Option<f64>,
}

/// Looks up what could be placed where.
///
/// `budgets` holds the money of programmes for which it is given; else it is the sum of the budgets of their placements in single villages. A
/// placement costs unit cost x beneficiaries: those it has there now, else the median share of the people that placements reach times the people
/// of the village, at least 1, else their median; of a programme without such placements those of all programmes. Without a unit cost, the median of
/// budget over beneficiaries, else the median budget. Nothing is offered where the need of the lever is not known or 0, or where one placement costs
/// more than there is.
pub fn offers(
    inventory: &Inventory,
    presence: &Presence,
    need: &[Vec<Option<f64>>],
    population: Option<&[Option<f64>]>,
    budgets: &[Option<f64>],
    year: Option<i32>,
) -> Placeable {
    let n = presence.villages();
    let people = |v: usize| population.and_then(|p| p[v]).filter(|p| *p > 0.0);
    let mut of = vec![Vec::new(); inventory.programmes.len()];
    for v in 0..n {
        for &at in presence.placements(v) {
            let placement = &inventory.placements[at as usize];
            of[placement.programme as usize].push(placement);
        }
    }
    let mut found = Placeable::default();
    let mut typical = Vec::new();
    let all: Vec<&Placement> = of.iter().flatten().copied().collect();
    let usual = reach_of(&all, people);
    for (p, programme) in (0_u32..).zip(&inventory.programmes) {
        let own = &of[p as usize];
        let spent: Vec<f64> = own
            .iter()
            .filter_map(|placement| placement.budget)
            .collect();
        let sum = Some(spent.iter().sum::<f64>()).filter(|_| !spent.is_empty());
        let money = budgets[p as usize].or(sum).filter(|money| *money > 0.0);
        let costs = typical_of(programme, own, reach_of(own, people), usual);
        let fixed = if !programme.valid(year) {
            Fixed::Year
        } else if programme.lever.is_none() {
            Fixed::Lever
        } else if money.is_none() {
            Fixed::Money
        } else if costs.is_none() {
            Fixed::Cost
        } else {
            let fund = Fund {
                lever: programme.lever.unwrap_or_default(),
                ministry: programme.ministry,
                money: money.unwrap_or_default(),
            };
            found.funds.push(fund);
            found.programme.push(p);
            typical.extend(costs);
            continue;
        };
        found.fixed.push((p, fixed));
    }
    let mut fund_of = vec![None; inventory.programmes.len()];
    for (fund, &p) in (0_u32..).zip(&found.programme) {
        fund_of[p as usize] = Some(fund);
    }
    for v in 0..n {
        for &p in presence.programmes(v) {
            let programme = &inventory.programmes[p as usize];
            if let (None, Some(lever)) = (fund_of[p as usize], programme.lever) {
                found.standing.push(Standing {
                    village: v as u32,
                    lever,
                    ministry: programme.ministry,
                });
            }
        }
        for (f, fund) in (0_u32..).zip(&found.funds) {
            let p = found.programme[f as usize];
            let stands = presence.programmes(v).binary_search(&p).is_ok();
            let known = need[fund.lever as usize][v].is_some_and(|need| need > 0.0);
            let typical = &typical[f as usize];
            let offered = known.then(|| {
                let reached = typical.beneficiaries(&held(inventory, presence, v, p), people(v));
                Some((typical.cost(reached)?, reached))
            });
            match offered.flatten().filter(|(cost, _)| *cost <= fund.money) {
                Some((cost, reached)) => {
                    if stands {
                        found.now.push(found.offers.len() as u32);
                    }
                    let village = v as u32;
                    found.offers.push(Offer {
                        village,
                        fund: f,
                        cost,
                    });
                    found.beneficiaries.push(reached);
                }
                None => found.lost += usize::from(stands),
            }
        }
    }
    found
}

fn held<'a>(
    inventory: &'a Inventory,
    presence: &Presence,
    village: usize,
    programme: u32,
) -> Vec<&'a Placement> {
    let all = presence.placements(village).iter();
    all.map(|&at| &inventory.placements[at as usize])
        .filter(|placement| placement.programme == programme)
        .collect()
}

/// The median share of the people that placements reach, and their median number.
type Reach = (Option<f64>, Option<f64>);

fn reach_of(placements: &[&Placement], people: impl Fn(usize) -> Option<f64>) -> Reach {
    let count = median(placements.iter().filter_map(|p| reached(p)).collect());
    let share = |placement: &&Placement| {
        Some((reached(placement)? / people(placement.unit as usize)?).min(1.0))
    };
    (median(placements.iter().filter_map(share).collect()), count)
}

fn reached(placement: &Placement) -> Option<f64> {
    placement.beneficiaries.filter(|reached| *reached > 0.0)
}

/// What a programme's placements usually take; none where nothing says what one costs.
fn typical_of(
    programme: &Programme,
    own: &[&Placement],
    (share, count): Reach,
    usual: Reach,
) -> Option<Typical> {
    let per = |placement: &&Placement| Some(placement.budget? / reached(placement)?);
    let unit = programme
        .unit_cost
        .or_else(|| median(own.iter().filter_map(per).collect()));
    let whole = median(
        own.iter()
            .filter_map(|placement| placement.budget)
            .collect(),
    );
    let (share, count) = match count {
        Some(_) => (share, count),
        None => usual,
    };
    let known = (unit.is_some() && count.is_some()) || whole.is_some();
    known.then_some(Typical {
        unit,
        whole,
        share,
        count,
    })
}

impl Typical {
    fn beneficiaries(&self, held: &[&Placement], people: Option<f64>) -> Option<f64> {
        let known: Vec<f64> = held
            .iter()
            .filter_map(|placement| placement.beneficiaries)
            .collect();
        let sum: f64 = known.iter().sum();
        if sum > 0.0 {
            return Some(sum);
        }
        match (self.share, people) {
            (Some(share), Some(people)) => Some((share * people).round().max(1.0)),
            _ => self.count,
        }
    }

    fn cost(&self, beneficiaries: Option<f64>) -> Option<f64> {
        match (self.unit, beneficiaries) {
            (Some(unit), Some(reached)) => Some(unit * reached),
            _ => self.whole,
        }
    }
}

/// The middle value, or the mean of the middle two.
pub fn median(mut values: Vec<f64>) -> Option<f64> {
    values.sort_unstable_by(f64::total_cmp);
    let half = values.len() / 2;
    match values.len() {
        0 => None,
        n if n % 2 == 1 => Some(values[half]),
        _ => Some(f64::midpoint(values[half - 1], values[half])),
    }
}
