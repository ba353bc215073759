//! One plan over all programmes: who serves which village, and what is proven of it.

use super::Limits;
use super::demand::{Bar, Demand, Parting, Reach, Unit, bases};
use super::families::{Group, settle};
use super::flow::NONE;
use super::reach::apart;
use crate::error::Result;
use crate::input::inventory::Inventory;
use crate::plan::solve::{Answer, Proof, Sense};
use crate::plan::synergy::Presence;
use geo::Point;
use std::collections::BTreeSet;

/// Most plans, each with what the one before left out parted.
const ROUNDS: usize = 4;

/// What happens to a unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Change {
    /// It keeps the only facilitator it has.
    Kept,
    /// One of several it has takes all of it.
    Merged,
    /// It gets another one.
    Moved,
    /// It gets its first one.
    New,
    /// Nobody can take it.
    Unmet,
}

impl Change {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Kept => "kept",
            Self::Merged => "merged",
            Self::Moved => "moved",
            Self::New => "new",
            Self::Unmet => "unmet",
        }
    }
}

/// Why a unit moves or is unmet.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Reason {
    /// Moved: saves more than the tie.
    Nearer,
    /// Moved: the place of the old one is needed elsewhere.
    Room,
    /// Moved: no old one may serve all of its programmes, or its families.
    OneForAll,
    /// Moved: every old one's base lies beyond the travel limit.
    TooFar,
    /// Moved: no base of an old one is known.
    NoBase,
    /// Unmet: the village has no place on the map.
    NoPlace,
    /// Unmet: no facilitator that may serve it in reach.
    NoneNear,
    /// Unmet: more families than any facilitator in reach may take.
    Families,
    /// Unmet: those in reach have as many villages as they may.
    Villages,
    /// Unmet: of those in reach with a village free none has room for its families.
    FamilyRoom,
}

impl Reason {
    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nearer => "nearer",
            Self::Room => "room needed",
            Self::OneForAll => "one for all programmes",
            Self::TooFar => "beyond travel limit",
            Self::NoBase => "base unknown",
            Self::NoPlace => "village without place",
            Self::NoneNear => "no facilitator in reach",
            Self::Families => "too many families",
            Self::Villages => "capacity: villages",
            Self::FamilyRoom => "capacity: families",
        }
    }
}

/// What the plan says of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Duty {
    /// The village and its programmes.
    pub unit: Unit,
    /// Who is to serve it.
    pub planned: Option<u32>,
    /// Metres from that base.
    pub far: Option<f64>,
    /// Metres of travel to the village now: from the base of each who serves the unit, added up over those known; none where none is. The way
    /// of who serves an earlier unit of the village too is in that one.
    pub travel_now: Option<f64>,
    /// Metres of travel planned: `far`, or 0 where an earlier unit of the village has the way already.
    pub travel: Option<f64>,
    /// What changes.
    pub change: Change,
    /// Why.
    pub reason: Option<Reason>,
    /// Unmet for want of room for families: the most that one in reach with a village free could still take.
    pub families_free: Option<f64>,
}

/// The plan.
#[derive(Debug, Clone)]
pub struct Plan {
    /// n units by village, then programmes; each is planned or unmet.
    pub duties: Vec<Duty>,
    /// Units served: no plan serves more than the bound.
    pub served: Answer,
    /// Metres of travel less the ties kept, whole metres a unit: no plan that serves as many in each group of linked facilitators and
    /// villages costs less than the bound.
    pub travel: Answer,
    /// m units, families and metres of each facilitator.
    pub units: Vec<u32>,
    /// m families.
    pub families: Vec<f64>,
    /// m metres; each village once.
    pub far: Vec<f64>,
    pub(super) groups: Vec<Group>,
    pub(super) parting: Parting,
}

impl Plan {
    /// Number of units with a change.
    pub fn count(&self, change: Change) -> usize {
        let of = self.duties.iter().filter(|duty| duty.change == change);
        of.count()
    }
}

/// Plans who serves which village: as many units as possible, then least travel in whole metres less `tie_m` for each unit that keeps one of its
/// facilitators.
///
/// Which programmes need a facilitator [`facilitated`](super::facilitated) says. A village with such programmes is one unit when a facilitator
/// with its base at most `travel_m` from the village's centre may serve all of them and take all their families; else those that exactly the
/// same facilitators in reach may serve stay together, or go each by itself where their families are too many for any. What the plan then
/// leaves out for want of room is parted in the same two steps, and all is planned anew, until nothing left out can be parted (four
/// plans at most). Each part counts as a village. Units count alike, however many families they have. Families that are not known weigh
/// nothing.
///
/// With villages as the only limit the plan of these units is proven; with families see [`Plan::served`] and [`Plan::travel`]. `centres` are n places of villages.
///
/// # Errors
/// An engine error when a solver fails.
pub fn plan(
    inventory: &Inventory,
    presence: &Presence,
    centres: &[Option<Point>],
    limits: &Limits,
) -> Result<Plan> {
    let reach = Reach::of(inventory, presence, centres, limits);
    let mut parting = Parting::default();
    let mut rounds = 1;
    let (demand, mut settled) = loop {
        let demand = Demand::of(inventory, presence, &reach, &parting, limits);
        let families = demand.families();
        let settled = settle(&demand.market(&families), true)?;
        let left = (0..demand.units.len()).filter(|&at| settled.post[at] == NONE);
        let full = left.filter(|&at| demand.bars[at].is_none());
        let mut parted = false;
        if rounds < ROUNDS {
            full.for_each(|at| parted |= parting.part(&demand.units[at]));
        }
        if !parted {
            break (demand, settled);
        }
        rounds += 1;
    };
    let families = demand.families();
    let market = demand.market(&families);
    if settled.quick {
        settled = settle(&market, false)?;
    }
    let (left_out, cost) = market.total(&settled.post);
    let n = demand.units.len() as u64;
    let groups = &settled.groups;
    let least: u64 = groups.iter().map(|group| group.least).sum();
    let bound: i64 = groups.iter().map(|group| group.bound).sum();
    let work = groups.iter().map(|group| group.work).sum();
    let cut = groups.iter().any(|group| group.proof == Proof::Cut);
    let otherwise = if cut { Proof::Cut } else { Proof::Bounded };
    let served = Answer::new(
        Sense::Most,
        (n - left_out) as f64,
        (n - least) as f64,
        otherwise,
        work,
    );
    let travel = Answer::new(Sense::Least, cost as f64, bound as f64, otherwise, work);
    let bases = bases(inventory, centres);
    let mut plan = Plan {
        duties: Vec::with_capacity(demand.units.len()),
        served,
        travel,
        units: vec![0; bases.len()],
        families: market.loads(&settled.post),
        far: vec![0.0; bases.len()],
        groups: Vec::new(),
        parting,
    };
    let mut ways = Ways::default();
    let vacant = Vacant::of(&demand, &settled.post);
    for (at, unit) in demand.units.iter().enumerate() {
        let place = centres[unit.village as usize];
        let far = |f: u32| apart(bases[f as usize], place);
        let planned = Some(settled.post[at]).filter(|post| *post != NONE);
        let [travel_now, travel] = ways.of(unit, planned, far);
        let duty = Duty {
            far: planned.and_then(far),
            travel_now,
            travel,
            change: change(unit, planned),
            reason: reason(&demand, at, planned, far, &vacant, limits),
            families_free: match demand.bars[at] {
                None if planned.is_none() => vacant.families(&demand, at),
                _ => None,
            },
            planned,
            unit: unit.clone(),
        };
        if let Some(f) = planned {
            plan.units[f as usize] += 1;
            plan.far[f as usize] += travel.unwrap_or_default();
        }
        plan.duties.push(duty);
    }
    plan.groups = settled.groups;
    Ok(plan)
}

/// What each post could still take under the plan.
struct Vacant {
    villages: Vec<u32>,
    families: Vec<Option<f64>>,
}

impl Vacant {
    fn of(demand: &Demand, post: &[u32]) -> Self {
        let mut found = Self {
            villages: demand.room.clone(),
            families: demand.most.clone(),
        };
        let planned = post.iter().zip(&demand.units);
        for (&post, unit) in planned.filter(|(post, _)| **post != NONE) {
            found.villages[post as usize] -= 1;
            if let Some(free) = &mut found.families[post as usize] {
                *free = (*free - unit.families.unwrap_or(0.0)).max(0.0);
            }
        }
        found
    }

    /// Those in reach of a unit who could take one more village.
    fn near<'a>(&'a self, demand: &'a Demand, at: usize) -> impl Iterator<Item = usize> + 'a {
        let posts = demand.arcs.list(at).map(|(f, _)| f as usize);
        posts.filter(|&f| self.villages[f] > 0)
    }

    fn any(&self, demand: &Demand, at: usize) -> bool {
        self.near(demand, at).next().is_some()
    }

    fn families(&self, demand: &Demand, at: usize) -> Option<f64> {
        let free = self.near(demand, at).filter_map(|f| self.families[f]);
        free.max_by(f64::total_cmp)
    }
}

/// Who was on the way to a village already, now and in the plan.
#[derive(Default)]
struct Ways {
    village: Option<u32>,
    seen: [BTreeSet<u32>; 2],
}

impl Ways {
    /// Metres of travel to the unit, now and planned; units come by village.
    fn of(
        &mut self,
        unit: &Unit,
        planned: Option<u32>,
        far: impl Fn(u32) -> Option<f64>,
    ) -> [Option<f64>; 2] {
        if self.village.replace(unit.village) != Some(unit.village) {
            self.seen = Default::default();
        }
        let whose = [&unit.now[..], planned.as_slice()];
        let mut travel = [None, None];
        for ((travel, seen), who) in travel.iter_mut().zip(&mut self.seen).zip(whose) {
            for &f in who {
                let Some(far) = far(f) else { continue };
                let own = if seen.insert(f) { far } else { 0.0 };
                *travel = Some(travel.unwrap_or(0.0) + own);
            }
        }
        travel
    }
}

pub(super) fn change(unit: &Unit, planned: Option<u32>) -> Change {
    match planned {
        None => Change::Unmet,
        Some(f) if unit.now.binary_search(&f).is_ok() => match unit.now.len() {
            1 => Change::Kept,
            _ => Change::Merged,
        },
        Some(_) if unit.now.is_empty() => Change::New,
        Some(_) => Change::Moved,
    }
}

fn reason(
    demand: &Demand,
    at: usize,
    planned: Option<u32>,
    far: impl Fn(u32) -> Option<f64>,
    vacant: &Vacant,
    limits: &Limits,
) -> Option<Reason> {
    let unit = &demand.units[at];
    let Some(planned) = planned else {
        return Some(match demand.bars[at] {
            Some(Bar::NoPlace) => Reason::NoPlace,
            Some(Bar::NoneNear) => Reason::NoneNear,
            Some(Bar::Families) => Reason::Families,
            None => match vacant.any(demand, at) {
                true => Reason::FamilyRoom,
                false => Reason::Villages,
            },
        });
    };
    if change(unit, Some(planned)) != Change::Moved {
        return None;
    }
    let able = unit.now.iter().filter_map(|&f| demand.arcs.cost(at, f));
    let new = demand.arcs.cost(at, planned);
    if let Some(old) = able.min() {
        let nearer = new.is_some_and(|new| new < old);
        return Some(if nearer { Reason::Nearer } else { Reason::Room });
    }
    let known: Vec<f64> = unit.now.iter().filter_map(|&f| far(f)).collect();
    Some(if known.is_empty() {
        Reason::NoBase
    } else if known.iter().all(|far| *far > limits.travel_m) {
        Reason::TooFar
    } else {
        Reason::OneForAll
    })
}
