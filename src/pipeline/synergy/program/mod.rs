//! Programmes, levers and places: what overlaps, what lacks, where things come together.
//!
//! * `pairs`: programmes and ministries together and apart, duplicates; `years`: by year and tag
//! * `levers`: who needs, has and lacks; `places`: convergence, designated areas, moves

mod levers;
mod pairs;
mod places;
mod years;

use super::Ground;
use crate::base::model::Level;
use crate::error::Result;
use crate::output::sheet::Sheet;
use crate::pipeline::inputs;
use crate::pipeline::log::Outcome;
use crate::plan::synergy::apart::{Apart, apart};
use crate::plan::synergy::designated::{Overlaps, overlaps};
use crate::plan::synergy::duplicate::{Duplicate, duplicates, surplus};
use crate::plan::synergy::lever::{Coverage, coverage};
use crate::plan::synergy::location::{Convergence, Together, convergence, together};
use crate::plan::synergy::members::Members;
use crate::plan::synergy::moves::{self, Move, moves};
use crate::plan::synergy::pairs::{Pair, pairs as sharing};
use crate::plan::synergy::same::{Same, same};
use crate::plan::synergy::standing::Standing;
use crate::plan::synergy::village::{Village, villages};
use crate::plan::synergy::years::{Year, years as by_year};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// Most moves, and most new placements, that are proposed.
const MOVES: usize = 200;

/// Whose villages are counted together.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Scope {
    /// All villages.
    All,
    /// Those of a regency.
    Regency,
    /// Those of a priority area.
    Area,
}

impl Scope {
    const ALL: [Self; 3] = [Self::All, Self::Regency, Self::Area];

    /// The word in tables.
    fn as_str(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::Regency => "regency",
            Self::Area => "area",
        }
    }

    /// How many there are, and which each village is in.
    fn of(self, ground: &Ground) -> (usize, Vec<Option<u32>>) {
        let n = ground.layer.codes.len();
        match self {
            Self::All => (1, vec![Some(0); n]),
            Self::Area => (ground.areas.len(), ground.area_of.to_vec()),
            Self::Regency => match ground.hierarchy.level(Level::Regency) {
                Some(regions) => {
                    let of = regions.of_village.iter().map(|&region| Some(region));
                    (regions.codes.len(), of.collect())
                }
                None => (0, vec![None; n]),
            },
        }
    }

    /// The one that each placement above villages lies in as a whole.
    fn above(self, ground: &Ground) -> Vec<Option<u32>> {
        let level = |level| {
            ground
                .hierarchy
                .level(level)
                .map(|regions| &regions.of_village)
        };
        let mut regency_of = BTreeMap::new();
        if let Some((districts, regencies)) = level(Level::District).zip(level(Level::Regency)) {
            let districts = districts.iter().copied();
            regency_of.extend(districts.zip(regencies.iter().copied()));
        }
        let one = |at: &u32| {
            let placement = &ground.inventory.placements[*at as usize];
            match (self, placement.level) {
                (Self::All, _) => Some(0),
                (Self::Regency, Level::Regency) => Some(placement.unit),
                (Self::Regency, Level::District) => regency_of.get(&placement.unit).copied(),
                (Self::Regency | Self::Area, _) => None,
            }
        };
        ground.presence.above.iter().map(one).collect()
    }
}

/// What was found of programmes, levers and places.
#[allow(dead_code, reason = "the ledger reads them")]
pub struct Program {
    /// n villages: programmes, ministries, people, money and its spread.
    pub villages: Vec<Village>,
    /// n numbers of programmes beyond the first of their lever and target in the assessed year.
    pub surplus: Vec<u32>,
    /// Levers needed and present in n villages, and their scores.
    pub convergence: Convergence,
    /// Of every year.
    pub duplicates: Vec<Duplicate>,
    /// Programmes by village, then by area.
    pub programmes: [Vec<Pair>; 2],
    /// Ministries by village, then by area.
    pub ministries: [Vec<Pair>; 2],
    /// Programmes of one lever.
    pub same: Vec<Same>,
    /// Complements that stand apart.
    pub apart: Vec<Apart>,
    /// By tag and year.
    pub years: Vec<Year>,
    /// In the order of [`Scope::ALL`].
    pub coverage: [Vec<Coverage>; 3],
    /// In the order of [`Scope::ALL`].
    pub together: [Vec<Together>; 3],
    /// Names of designated areas, empty where villages only say that they are in one, and what areas share with them.
    pub designated: Option<(Vec<String>, Overlaps)>,
    /// What would raise convergence most.
    pub moves: Vec<Move>,
}

/// Looks at programmes, levers and places.
///
/// # Errors
/// A column of designated areas that is not there.
pub fn compute(ground: &Ground) -> Outcome<Program> {
    let (inventory, presence, spec) = (ground.inventory, ground.presence, ground.spec);
    let n = ground.layer.codes.len();
    let standing = Standing::new(inventory, presence, ground.lever_need, spec.needed);
    let convergence = convergence(&standing);
    let duplicates = duplicates(inventory);
    let village = |v: usize| Some(v as u32);
    let area = |v: usize| ground.area_of[v];
    let ministry = |p: u32| Some(inventory.programmes[p as usize].ministry);
    let (programmes, ministries) = (inventory.programmes.len(), inventory.ministries.len());
    let areas = ground.areas.len();
    let scopes = Scope::ALL.map(|scope| scope.of(ground));
    let at = |at: usize| (scopes[at].0, scopes[at].1.as_slice());
    let found = Program {
        villages: villages(inventory, presence),
        surplus: surplus(&duplicates, n, ground.year),
        duplicates,
        programmes: [
            sharing(&standing.programmes),
            sharing(&Members::of(presence, programmes, Some, areas, area)),
        ],
        ministries: [
            sharing(&Members::of(presence, ministries, ministry, n, village)),
            sharing(&Members::of(presence, ministries, ministry, areas, area)),
        ],
        same: same(&standing),
        apart: apart(&standing),
        years: by_year(inventory, n, spec.meet),
        coverage: [0, 1, 2].map(|s| coverage(&standing, at(s), &Scope::ALL[s].above(ground))),
        together: [0, 1, 2].map(|s| together(&standing, &convergence, spec.meet, at(s))),
        designated: designated(ground)?,
        moves: moves(&moves::Ground {
            standing: &standing,
            convergence: &convergence,
            area: ground.area_of,
            centres: ground.centres,
            measure: ground.layer.measure,
            year: ground.year,
            reach: spec.plan.travel * 1000.0,
            most: MOVES,
        }),
        convergence,
    };
    let held = |village: &&Village| village.programmes > 0;
    let reached = found.villages.iter().filter(held).count();
    let all = &found.together[0][0];
    let never = found.apart.iter().filter(|pair| pair.together == 0).count();
    let doubled = found.surplus.iter().filter(|&&more| more > 0).count();
    let counts = json!({
        "villages_with_programmes": reached, "villages_meeting": all.meeting,
        "villages_with_duplicates": doubled, "complements_never_together": never,
        "convergence": all.score, "proposals": found.moves.len(),
    });
    let score = all
        .score
        .map_or_else(|| "not known".to_owned(), |score| format!("{score:.3}"));
    let detail = format!(
        "{reached} villages with programmes, {} where they meet, {doubled} with duplicates; convergence {score}",
        all.meeting
    );
    Ok((found, counts, detail))
}

/// Words that say a village is in no designated area, and in one without a name.
const NO: [&str; 6] = ["false", "0", "0.0", "no", "tidak", "-"];
const YES: [&str; 5] = ["true", "1", "1.0", "yes", "ya"];

/// Designated areas by the study's column.
fn designated(ground: &Ground) -> Result<Option<(Vec<String>, Overlaps)>> {
    let Some(column) = &ground.spec.designated else {
        return Ok(None);
    };
    let named = |text: String| {
        let plain = text.to_lowercase();
        match (NO.contains(&plain.as_str()), YES.contains(&plain.as_str())) {
            (true, _) => None,
            (_, true) => Some(String::new()),
            _ => Some(text),
        }
    };
    let words = inputs::words(ground.frame, column)?.into_iter();
    let words: Vec<Option<String>> = words.map(|text| text.and_then(named)).collect();
    let names: BTreeSet<&String> = words.iter().flatten().collect();
    let names: Vec<String> = names.into_iter().cloned().collect();
    let at = |name: &String| names.binary_search(name).ok().map(|at| at as u32);
    let of: Vec<Option<u32>> = words.iter().map(|name| at(name.as_ref()?)).collect();
    let found = overlaps((ground.areas.len(), ground.area_of), (names.len(), &of));
    Ok(Some((names, found)))
}

/// Its tables.
pub fn sheets(ground: &Ground, found: &Program) -> Vec<Sheet> {
    let mut sheets = pairs::sheets(ground, found);
    sheets.push(years::sheet(ground, found));
    sheets.extend(levers::sheets(ground, found));
    sheets.extend(places::sheets(ground, found));
    sheets
}

/// Decimals of shares, needs and scores.
const FINE: usize = 6;
/// Decimals of people and money.
const AMOUNT: usize = 2;
/// Significant digits of chances.
const CHANCE: usize = 6;

impl Ground<'_> {
    /// Code and name of a scope's member.
    fn scope_name(&self, scope: Scope, at: u32) -> (String, &str) {
        match (scope, self.hierarchy.level(Level::Regency)) {
            (Scope::Area, _) => ((at + 1).to_string(), ""),
            (Scope::Regency, Some(regions)) => (
                regions.codes[at as usize].to_string(),
                &regions.names[at as usize],
            ),
            (Scope::All | Scope::Regency, _) => (String::new(), ""),
        }
    }
}
