//! From an inventory to what could be placed: money, places, costs.

use super::{Fund, Offer, Standing};
use crate::input::inventory::{Inventory, Placement, Programme};
use crate::plan::synergy::Presence;

/// Why the money of a programme is not placed anew.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fixed {
    /// It has none: no budget is given, and its placements in villages have none, or those that stay take all of it.
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
    /// Programmes of villages that stand there now and are no offer there, ascending by village, then programme.
    pub aside: Vec<Aside>,
}

/// Why a programme that stands in a village is no offer there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Why {
    /// The need of its lever is not known there: it stays.
    Unknown,
    /// The programme is not placed anew: it stays.
    Fixed(Fixed),
    /// Its lever is not needed there: the money goes elsewhere.
    Unneeded,
    /// It costs more than there is: the money goes elsewhere.
    Costly,
}

/// A programme in a village where it is no offer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Aside {
    /// Village.
    pub village: u32,
    /// Programme.
    pub programme: u32,
    /// Why.
    pub why: Why,
    /// Money that stays with it: its budget, else its cost where the study gives the money of the programme; none where that is not known.
    pub money: Option<f64>,
}

impl Aside {
    /// Whether it stays where it is.
    pub fn stays(&self) -> bool {
        matches!(self.why, Why::Unknown | Why::Fixed(_))
    }
}

impl Placeable {
    /// What stays where it is, of programmes that are placed anew and of others.
    pub fn kept(&self) -> impl Iterator<Item = &Aside> {
        self.aside.iter().filter(|aside| aside.stays())
    }
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
///
/// What stands where the need is not known stays there: its money is no part of the fund.
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
        let given = budgets[p as usize];
        let costs = typical_of(programme, own, reach_of(own, people), usual);
        let unknown = |v: usize| {
            let known = programme.lever.and_then(|lever| need[lever as usize][v]);
            known.is_none() && programme.lever.is_some()
        };
        let money = given.or_else(|| spent(own));
        let kept = |v: usize| {
            let held = held(inventory, presence, v, p);
            let estimated = || {
                costs
                    .as_ref()?
                    .cost(costs.as_ref()?.beneficiaries(&held, people(v)))
            };
            spent(&held).or_else(|| given.and_then(|_| estimated()))
        };
        let places: Vec<usize> = (0..n)
            .filter(|&v| presence.programmes(v).binary_search(&p).is_ok())
            .collect();
        let stays: f64 = (places.iter().filter(|&&v| unknown(v)))
            .filter_map(|&v| kept(v))
            .sum();
        let left = money.map(|money| money - stays);
        let fixed = if !programme.valid(year) {
            Some(Fixed::Year)
        } else if programme.lever.is_none() {
            Some(Fixed::Lever)
        } else if left.is_none_or(|left| left <= 0.0) {
            Some(Fixed::Money)
        } else if costs.is_none() {
            Some(Fixed::Cost)
        } else {
            None
        };
        let aside = |&v: &usize| {
            let why = match fixed {
                None | Some(Fixed::Money) if unknown(v) => Why::Unknown,
                Some(reason) => Why::Fixed(reason),
                None => return None,
            };
            Some(Aside {
                village: v as u32,
                programme: p,
                why,
                money: kept(v),
            })
        };
        found.aside.extend(places.iter().filter_map(aside));
        match (fixed, costs) {
            (None, Some(costs)) => {
                found.funds.push(Fund {
                    lever: programme.lever.unwrap_or_default(),
                    ministry: programme.ministry,
                    money: left.unwrap_or_default(),
                });
                found.programme.push(p);
                typical.push(costs);
            }
            (reason, _) => found.fixed.extend(reason.map(|reason| (p, reason))),
        }
    }
    found.offer(inventory, presence, need, &people, &typical);
    found.stand(inventory);
    found
}

impl Placeable {
    /// Looks up the offers of each fund, and which of its places are none.
    fn offer(
        &mut self,
        inventory: &Inventory,
        presence: &Presence,
        need: &[Vec<Option<f64>>],
        people: &impl Fn(usize) -> Option<f64>,
        typical: &[Typical],
    ) {
        for v in 0..presence.villages() {
            for (f, fund) in (0_u32..).zip(&self.funds) {
                let p = self.programme[f as usize];
                let stands = presence.programmes(v).binary_search(&p).is_ok();
                let Some(need) = need[fund.lever as usize][v] else {
                    continue;
                };
                let typical = &typical[f as usize];
                let reached = typical.beneficiaries(&held(inventory, presence, v, p), people(v));
                let cost = typical.cost(reached);
                match cost.filter(|cost| need > 0.0 && *cost <= fund.money) {
                    Some(cost) => {
                        if stands {
                            self.now.push(self.offers.len() as u32);
                        }
                        self.offers.push(Offer {
                            village: v as u32,
                            fund: f,
                            cost,
                        });
                        self.beneficiaries.push(reached);
                    }
                    None if stands => self.aside.push(Aside {
                        village: v as u32,
                        programme: p,
                        why: match need > 0.0 {
                            true => Why::Costly,
                            false => Why::Unneeded,
                        },
                        money: None,
                    }),
                    None => {}
                }
            }
        }
        self.aside
            .sort_unstable_by_key(|aside| (aside.village, aside.programme));
    }

    /// What stays stands: a complement of others, the first of its lever.
    fn stand(&mut self, inventory: &Inventory) {
        let standing = |aside: &Aside| {
            let programme = &inventory.programmes[aside.programme as usize];
            Some(Standing {
                village: aside.village,
                lever: programme.lever?,
                ministry: programme.ministry,
            })
        };
        self.standing = self.kept().filter_map(standing).collect();
    }
}

/// The budgets of placements together; none where none has one.
pub fn spent(placements: &[&Placement]) -> Option<f64> {
    let budgets: Vec<f64> = placements
        .iter()
        .filter_map(|placement| placement.budget)
        .collect();
    (!budgets.is_empty()).then(|| budgets.iter().sum())
}

/// The placements of a programme in a village.
pub fn held<'a>(
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
