//! The programme inventory: who does what where, with whom.
//!
//! Everything is a position: of a programme, a village, a region. Lists are sorted, so that the order of rows in the files never shows.
//!
//! * `file`, `columns`: a table's columns by title or hashtag; `ids`, `years`: its cells
//! * `catalogue`, `placements`, `facilitators`, `institutions`: one a file
//! * `places`: rows to villages and regions; `filed`: what became of rows and amounts; `twice`: rows that repeat another
//! * [`read`]: all of it

mod catalogue;
mod columns;
mod facilitators;
mod file;
mod filed;
mod ids;
mod institutions;
mod placements;
mod places;
mod read;
#[cfg(test)]
mod tests;
mod twice;
pub(super) mod years;

pub use filed::{Amount, Filed};
pub use places::Places;
pub use read::{Read, read};

pub mod actions;

use crate::base::model::Level;
use crate::base::words::Words;
use geo::Point;
use read::without_code;

/// An inventory over n villages.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Inventory {
    /// Arms, in the order of the study's levers.
    pub arms: Vec<String>,
    /// Levers, in the order of the study.
    pub levers: Vec<Lever>,
    /// Ministries and other bodies, ascending.
    pub ministries: Vec<String>,
    /// Programmes, ascending by id.
    pub programmes: Vec<Programme>,
    /// Placements, ascending by level, unit, programme, year, then what is left.
    pub placements: Vec<Placement>,
    /// Facilitators, ascending by id.
    pub facilitators: Vec<Facilitator>,
    /// Institutions, ascending by id.
    pub institutions: Vec<Institution>,
}

/// A lever of an arm.
#[derive(Debug, Clone, PartialEq)]
pub struct Lever {
    /// Machine name.
    pub code: String,
    /// Its arm.
    pub arm: u32,
    /// Title in both languages; the code where the study gives none.
    pub title: Words,
}

/// A programme of the catalogue.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Programme {
    /// Id.
    pub id: String,
    /// Name; the id where there is none.
    pub name: String,
    /// Who runs it.
    pub ministry: u32,
    /// Its arm.
    pub arm: u32,
    /// Its lever; none where the catalogue names only the arm, and that arm has several.
    pub lever: Option<u32>,
    /// Whom it is for.
    pub target: Option<String>,
    /// Money for one beneficiary and year.
    pub unit_cost: Option<f64>,
    /// Type of the institution that carries it in a village.
    pub host: Option<String>,
    /// Tags such as `rpjmn`, `rkp-2021`, `pen`, lower case, ascending, distinct.
    pub tags: Vec<String>,
    /// First year it is valid.
    pub from: Option<i32>,
    /// Last year.
    pub to: Option<i32>,
}

impl Programme {
    /// Whether it is valid in a year; without a year it always is.
    pub fn valid(&self, year: Option<i32>) -> bool {
        year.is_none_or(|year| {
            self.from.is_none_or(|from| from <= year) && self.to.is_none_or(|to| year <= to)
        })
    }
}

/// A programme in one place and year.
#[derive(Debug, Clone, PartialEq)]
pub struct Placement {
    /// The programme.
    pub programme: u32,
    /// Level of the place. What is placed at a region is of no single village.
    pub level: Level,
    /// Position of the village, or of the region among those of its level.
    pub unit: u32,
    /// The year; none where the file has none, then it counts for every year.
    pub year: Option<i32>,
    /// People or households reached.
    pub beneficiaries: Option<f64>,
    /// Money.
    pub budget: Option<f64>,
    /// Who facilitates it.
    pub facilitator: Option<u32>,
    /// Who hosts it.
    pub institution: Option<u32>,
    /// 1-based row of the file.
    pub row: usize,
}

/// A facilitator (pendamping). No name is kept, and no id that could be a person's number.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Facilitator {
    /// Id.
    pub id: String,
    /// Where travel starts.
    pub base: Option<Point<f64>>,
    /// Village of the base, when it is given by one.
    pub village: Option<u32>,
    /// Programmes that may be served, ascending; those of the facilitator's placements are among them.
    pub programmes: Vec<u32>,
    /// Most villages.
    pub villages: Option<f64>,
    /// Most families.
    pub families: Option<f64>,
}

/// A host institution in a village: BUM Desa, KUBE, koperasi, UPK.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Institution {
    /// Id.
    pub id: String,
    /// Name; the id where there is none.
    pub name: String,
    /// Type; empty where it is not known.
    pub kind: String,
    /// Its village, where it has one.
    pub village: Option<u32>,
}
