//! What scopes have: all, ministries, regencies, classes of the index, priority areas and the rest.

use super::Placed;
use super::changes::Change;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;
use std::collections::BTreeMap;

/// What a scope has.
#[derive(Default, Clone)]
pub(super) struct Total {
    pub scope: &'static str,
    pub code: String,
    pub name: String,
    /// Money of the programmes; none of scopes of villages.
    pub budget: Option<f64>,
    pub floor: Option<f64>,
    pub money: f64,
    pub money_kept: f64,
    pub money_now: f64,
    /// Of the plan, and those of them that are kept.
    pub placements: usize,
    pub placements_kept: usize,
    pub placements_now: usize,
    /// Gain of the plan, of each for itself, of what stands now.
    pub gains: [f64; 3],
}

impl Total {
    fn new(scope: &'static str, code: &str, name: &str) -> Self {
        Self {
            scope,
            code: code.to_owned(),
            name: name.to_owned(),
            ..Self::default()
        }
    }
}

/// Totals with the ones that a village and ministry count to.
struct Totals {
    list: Vec<Total>,
    ministry: BTreeMap<u32, usize>,
    /// Of each way to group villages, n positions in the list.
    groups: Vec<Vec<usize>>,
}

impl Totals {
    fn add(&mut self, village: u32, ministry: u32, mut count: impl FnMut(&mut Total)) {
        count(&mut self.list[0]);
        count(&mut self.list[self.ministry[&ministry]]);
        for group in &self.groups {
            count(&mut self.list[group[village as usize]]);
        }
    }
}

/// All, then ministries by name, regencies by code, classes from the lowest score up, villages in priority areas and outside.
pub(super) fn totals(ground: &Ground, placed: &Placed, changes: &[Change]) -> Vec<Total> {
    let inventory = ground.inventory;
    let ministry = |row: &Change| inventory.programmes[row.programme as usize].ministry;
    let funds = &placed.placeable.funds;
    let mut totals = Totals {
        list: vec![Total::new("all", "", "")],
        ministry: BTreeMap::new(),
        groups: Vec::new(),
    };
    let ministries = funds.iter().map(|fund| fund.ministry);
    for at in ministries.chain(changes.iter().map(ministry)) {
        totals.ministry.insert(at, 0);
    }
    for (&ministry, at) in &mut totals.ministry {
        *at = totals.list.len();
        let name = &inventory.ministries[ministry as usize];
        totals.list.push(Total::new("ministry", "", name));
    }
    for total in &mut totals.list {
        total.budget = Some(0.0);
    }
    for fund in funds {
        for at in [0, totals.ministry[&fund.ministry]] {
            *totals.list[at].budget.get_or_insert(0.0) += fund.money;
        }
    }
    if let Some(regencies) = ground.hierarchy.level(Level::Regency) {
        let first = totals.list.len();
        let of = regencies.of_village.iter();
        totals
            .groups
            .push(of.map(|&r| first + r as usize).collect());
        let named = regencies.codes.iter().zip(&regencies.names);
        for ((code, name), &floor) in named.zip(&placed.plan.floor) {
            totals.list.push(Total {
                floor: Some(floor),
                ..Total::new("regency", code.as_str(), name)
            });
        }
    }
    for group in [classes(ground), areas(ground)].into_iter().flatten() {
        let first = totals.list.len();
        totals.list.extend(group.0);
        totals
            .groups
            .push(group.1.iter().map(|at| first + at).collect());
    }
    for row in changes {
        let kept = row.money.filter(|_| row.kept()).unwrap_or(0.0);
        totals.add(row.village, ministry(row), |total| {
            if let Some(budget) = &mut total.budget {
                *budget += kept;
            }
            total.money += row.money.unwrap_or(0.0);
            total.money_kept += kept;
            total.money_now += row.money_now.unwrap_or(0.0);
            total.placements += usize::from(row.planned());
            total.placements_kept += usize::from(row.kept());
            total.placements_now += row.placements_now;
        });
    }
    let plans = [
        &placed.plan.placed,
        &placed.plan.alone,
        &placed.placeable.now,
    ];
    for (which, plan) in plans.into_iter().enumerate() {
        for (&at, &gain) in plan.iter().zip(&placed.gains[which]) {
            let offer = &placed.placeable.offers[at as usize];
            let ministry = funds[offer.fund as usize].ministry;
            totals.add(offer.village, ministry, |total| total.gains[which] += gain);
        }
    }
    totals.list
}

/// Scopes, and n positions among them.
type Group = (Vec<Total>, Vec<usize>);

/// Classes of the index, and villages without one where there are any.
fn classes(ground: &Ground) -> Option<Group> {
    let scores = &ground.index?.scores;
    if scores.classes.is_empty() {
        return None;
    }
    let language = ground.language();
    let named = scores.classes.iter().map(|words| words.get(language));
    let mut scopes: Vec<Total> = named.map(|name| Total::new("class", "", name)).collect();
    let without = scopes.len();
    if scores.class.iter().any(Option::is_none) {
        let name = pick(language, "tanpa status", "without a class");
        scopes.push(Total::new("class", "", name));
    }
    let of = scores.class.iter();
    Some((scopes, of.map(|class| class.unwrap_or(without)).collect()))
}

/// Villages of priority areas together, and the others.
fn areas(ground: &Ground) -> Option<Group> {
    if ground.areas.is_empty() {
        return None;
    }
    let language = ground.language();
    let scope = |code, id, en| Total::new("area", code, pick(language, id, en));
    let scopes = vec![
        scope(
            "inside",
            "desa di kawasan prioritas",
            "villages in priority areas",
        ),
        scope(
            "outside",
            "desa di luar kawasan prioritas",
            "villages outside priority areas",
        ),
    ];
    let of = ground.area_of.iter();
    Some((scopes, of.map(|area| usize::from(area.is_none())).collect()))
}

/// Warns where the neediest lose: the class whose villages need most on average, or the priority areas, get less money than now.
pub(super) fn losers(ground: &Ground, totals: &[Total], findings: &mut Vec<Finding>) {
    let class = neediest(ground).and_then(|at| {
        let mut classes = totals.iter().filter(|total| total.scope == "class");
        classes.nth(at)
    });
    let area = totals
        .iter()
        .find(|total| total.code == "inside" && total.scope == "area");
    let whose = [
        ("of the neediest class", class),
        ("of the priority areas together", area),
    ];
    for (whose, total) in whose {
        let Some(total) = total.filter(|total| total.money < total.money_now * (1.0 - 1e-9)) else {
            continue;
        };
        let what = format!(
            "the villages {whose} get less money than now: {:.0} of {:.0} ({})",
            total.money, total.money_now, total.name
        );
        findings.push(Finding::warning("allocation-neediest", what).remedy(
            "the gain is need x people, so that money follows people; raise `floor` in [programmes.allocation], or hold money for these villages back with smaller `budgets`",
        ));
    }
}

/// The class of the greatest mean need.
fn neediest(ground: &Ground) -> Option<usize> {
    let scores = &ground.index?.scores;
    let mut sums = vec![(0.0, 0.0); scores.classes.len()];
    for (class, need) in scores.class.iter().zip(&scores.need) {
        if let (Some(class), Some(need)) = (class, need) {
            sums[*class].0 += need;
            sums[*class].1 += 1.0;
        }
    }
    let mean = |(sum, count): (f64, f64)| (count > 0.0).then(|| sum / count);
    let means = sums.into_iter().map(mean).enumerate();
    let means = means.filter_map(|(class, mean)| Some((class, mean?)));
    // of equals the first
    let greater = |a: (usize, f64), b: (usize, f64)| if b.1 > a.1 { b } else { a };
    means.reduce(greater).map(|(class, _)| class)
}
