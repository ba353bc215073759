//! `[programmes]`: the inventory of who does what where, with whom.

use super::types::{Bridge, CodeSystem};
use crate::base::words::Words;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// `[programmes]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Programmes {
    /// Programmes: a table with the columns of `docs/formats.md`.
    pub catalogue: PathBuf,
    /// Programmes in places.
    pub placements: PathBuf,
    /// Facilitators.
    pub facilitators: Option<PathBuf>,
    /// Institutions.
    pub institutions: Option<PathBuf>,
    /// What to do about each indicator, and who: the intervention menu.
    pub actions: Option<PathBuf>,
    /// Year that is looked at; the latest of the placements when left out.
    #[schemars(range(min = 1900, max = 2199))]
    pub year: Option<i32>,
    /// Code system of the places.
    #[serde(default)]
    pub system: CodeSystem,
    /// Table from the places' codes to the layer's.
    pub bridge: Option<Bridge>,
    /// Levers, each of an arm; left out, the burden on one side and four levers of income on the other.
    #[serde(default = "default_levers")]
    #[schemars(length(min = 1))]
    pub levers: Vec<Lever>,
    /// Programmes that make a village one where programmes meet.
    #[serde(default = "default_meet")]
    #[schemars(range(min = 2))]
    pub meet: usize,
    /// Least need, from 0 to 1, at which a village needs a lever.
    #[serde(default = "default_needed")]
    #[schemars(range(min = 0, max = 1))]
    pub needed: f64,
    /// Village column that is filled where a village is in a designated national priority area.
    #[schemars(length(min = 1))]
    pub designated: Option<String>,
    /// The facilitator plan.
    #[serde(default)]
    pub plan: FacilitatorPlan,
    /// Budgets to be placed anew.
    pub allocation: Option<Allocation>,
    /// Licence of the inventory, repeated in the manifest and the brief.
    pub licence: Option<String>,
}

/// `[[programmes.levers]]`
#[derive(Debug, Clone, PartialEq, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Lever {
    /// Short machine name.
    #[schemars(length(min = 1))]
    pub code: String,
    /// Arm it is part of.
    #[schemars(length(min = 1))]
    pub arm: String,
    /// Title; the code when left out.
    pub title: Option<Words>,
    /// Other words for it in the catalogue.
    #[serde(default)]
    pub words: Vec<String>,
    /// Indicators, dimensions or columns from 0 to 1 whose shortfall it meets; left out, those of the built-in index.
    #[serde(default)]
    pub needs: Vec<String>,
}

impl Lever {
    /// Every word that names it.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let title = self.title.as_ref();
        let titles = title.into_iter().flat_map(|title| [&title.id, &title.en]);
        let others = titles.chain(&self.words).map(String::as_str);
        std::iter::once(self.code.as_str()).chain(others)
    }
}

/// `[programmes.plan]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct FacilitatorPlan {
    /// Most villages of a facilitator whose own row does not say.
    #[schemars(range(min = 1))]
    pub villages: usize,
    /// Most families of a facilitator whose own row does not say; no limit when left out.
    #[schemars(range(min = 1))]
    pub families: Option<f64>,
    /// Most kilometres from a facilitator's base to a village.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub travel: f64,
    /// Kilometres that a change of facilitator must save to be worth it.
    #[schemars(range(min = 0))]
    pub tie: f64,
}

impl Default for FacilitatorPlan {
    fn default() -> Self {
        Self {
            villages: 4,
            families: None,
            travel: 30.0,
            tie: 5.0,
        }
    }
}

/// `[programmes.allocation]`
#[derive(Debug, Clone, Deserialize, Serialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Allocation {
    /// Money by programme id; the budget of its placements in the assessed year when left out.
    pub budgets: std::collections::BTreeMap<String, f64>,
    /// Share of the gain of the first programme of a lever in a village that each further one of the lever still brings.
    #[schemars(range(min = 0, max = 1))]
    pub repeat: f64,
    /// Share by which a placement gains more where a complement, a programme of another lever, stands in the same area.
    #[schemars(range(min = 0))]
    pub complement: f64,
    /// Least share of the money of a regency, against its share of need (pemerataan).
    #[schemars(range(min = 0, max = 1))]
    pub floor: f64,
}

impl Default for Allocation {
    fn default() -> Self {
        Self {
            budgets: std::collections::BTreeMap::new(),
            repeat: 0.5,
            complement: 0.25,
            floor: 0.5,
        }
    }
}

fn default_levers() -> Vec<Lever> {
    let lever = |code: &str, arm: &str, [id, en]: [&str; 2], words: &[&str]| Lever {
        code: code.into(),
        arm: arm.into(),
        title: Some(Words {
            id: id.into(),
            en: en.into(),
        }),
        words: words.iter().map(|&word| word.into()).collect(),
        needs: Vec::new(),
    };
    vec![
        lever(
            "burden",
            "burden",
            ["Pengurangan beban pengeluaran", "Lower burden of spending"],
            &["beban", "pengurangan beban"],
        ),
        lever(
            "capital",
            "income",
            ["Akses permodalan", "Access to capital"],
            &["permodalan", "modal"],
        ),
        lever(
            "market",
            "income",
            [
                "Kualitas produk dan akses pemasaran",
                "Product quality and markets",
            ],
            &["kualitas-pemasaran", "pemasaran", "pasar"],
        ),
        lever(
            "skills",
            "income",
            [
                "Keterampilan dan layanan usaha",
                "Skills and business services",
            ],
            &["keterampilan", "pelatihan"],
        ),
        lever(
            "enterprise",
            "income",
            [
                "Kewirausahaan, kemitraan, dan keperantaraan",
                "Enterprise, partnership and brokerage",
            ],
            &["kewirausahaan", "kemitraan", "keperantaraan"],
        ),
    ]
}

fn default_meet() -> usize {
    3
}

fn default_needed() -> f64 {
    0.4
}
