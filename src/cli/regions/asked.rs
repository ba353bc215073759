//! What the command line asks of regions, made the options of a method.

use super::Options;
use crate::cli::units::Units;
use crate::error::{Error, Result};
use crate::plan::region;
use clap::ValueEnum;
use serde_json::{Map, Value, json};
use std::ops::RangeInclusive;
use std::path::PathBuf;

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Method {
    /// Cuts of the minimum spanning tree
    Skater,
    /// Cuts of the tree of full-order clustering
    Redcap,
    /// Neighbouring clusters joined, those that raise the sum of squares least
    Ward,
    /// Neighbouring clusters joined by --linkage
    Schc,
    /// A given number of regions, improved by moving units
    Azp,
    /// As many regions as --floor lets be
    MaxP,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Linkage {
    /// The nearest members
    Single,
    /// The farthest members
    Complete,
    /// The mean over all pairs of members
    Average,
    /// The rise of the sum of squares
    Ward,
    /// redcap: single linkage of linked members only, as skater
    FirstOrder,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Descent {
    /// Better moves only
    Greedy,
    /// The best move, even a worse one, that undoes none of the last
    Tabu,
    /// Worse moves by chance, ever fewer
    Annealing,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Objective {
    /// Squared deviations from the region's mean, as GeoDa
    Squares,
    /// Manhattan distances over pairs of a region, as spopt
    Pairs,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Standard {
    /// Divisor n-1, as GeoDa
    Z,
    /// As they are
    None,
}

/// A number of regions or a range of them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Count(pub RangeInclusive<usize>);

/// The least a region must have.
#[derive(Debug, Clone, PartialEq)]
pub struct Floor {
    /// Of this column; of units when there is none.
    pub column: Option<String>,
    /// Above 0.
    pub least: f64,
}

/// `5` or `2..20`.
pub fn count(text: &str) -> Result<Count, String> {
    let number = |text: &str| text.trim().parse::<usize>().ok().filter(|&n| n > 0);
    let range = match text.split_once("..") {
        Some((a, b)) => number(a).zip(number(b.trim_start_matches('='))),
        None => number(text).map(|n| (n, n)),
    };
    match range {
        Some((a, b)) if a <= b => Ok(Count(a..=b)),
        _ => Err("write a number above 0, or a range such as 2..20".to_owned()),
    }
}

/// `5` units or `people=30000`.
pub fn floor(text: &str) -> Result<Floor, String> {
    let (column, least) = match text.rsplit_once('=') {
        Some((column, least)) => (Some(column.to_owned()), least),
        None => (None, text),
    };
    let least = least
        .trim()
        .parse()
        .ok()
        .filter(|n: &f64| n.is_finite() && *n > 0.0);
    match least {
        Some(least) if column.as_deref() != Some("") => Ok(Floor { column, least }),
        _ => Err("write the fewest units, such as 5, or a column and its least sum, such as people=30000".to_owned()),
    }
}

/// The word of a value on the command line.
fn word(value: &impl ValueEnum) -> String {
    let found = value.to_possible_value();
    found.map_or_else(String::new, |value| value.get_name().to_owned())
}

impl Options {
    /// The method with its options, and the numbers of regions to look at.
    ///
    /// # Errors
    /// An option that does not go with the method, or one that it lacks (usage).
    pub(super) fn asked(&self) -> Result<(region::Method, Option<RangeInclusive<usize>>)> {
        use Method::{Azp, MaxP, Redcap, Schc, Skater, Ward};
        let moves: &[Method] = &[Azp, MaxP];
        let given: [(&str, bool, &[Method]); 7] = [
            ("--linkage", self.linkage.is_some(), &[Redcap, Schc]),
            ("--search", self.search.is_some(), moves),
            ("--objective", self.objective.is_some(), moves),
            ("--starts", self.starts.is_some(), moves),
            ("--seed", self.seed.is_some(), moves),
            (
                "--regions",
                self.regions.is_some(),
                &[Skater, Redcap, Ward, Schc, Azp],
            ),
            (
                "--floor",
                self.floor.is_some(),
                &[Skater, Redcap, Azp, MaxP],
            ),
        ];
        let refuse = |what: String, remedy: String| Err(Error::study(what).remedy(remedy));
        let method = word(&self.method);
        for (name, given, methods) in given {
            if given && !methods.contains(&self.method) {
                let words: Vec<String> = methods.iter().map(word).collect();
                return refuse(
                    format!("{name} does not go with --method {method}"),
                    format!("leave it out, or use --method {}", words.join(" or ")),
                );
            }
        }
        if self.method == MaxP && self.floor.is_none() {
            return refuse(
                "--method max-p needs --floor".into(),
                "give --floor, such as --floor people=30000".into(),
            );
        }
        if self.method != MaxP && self.regions.is_none() {
            return refuse(
                format!("--method {method} needs --regions"),
                "give --regions, a number or a range such as 2..20".into(),
            );
        }
        if self.method == Schc && self.linkage == Some(Linkage::FirstOrder) {
            return refuse(
                "--linkage first-order does not go with --method schc".into(),
                "use --method redcap, or another linkage".into(),
            );
        }
        let method = match self.method {
            Skater => region::Method::Skater,
            Redcap => match self.linkage() {
                Some(Linkage::FirstOrder) => region::Method::Skater,
                linkage => region::Method::Redcap(of_linkage(linkage)),
            },
            Ward | Schc => region::Method::Schc(of_linkage(self.linkage())),
            Azp => region::Method::Azp(self.moves()),
            MaxP => region::Method::MaxP(self.moves()),
        };
        Ok((method, self.regions.as_ref().map(|count| count.0.clone())))
    }

    fn linkage(&self) -> Option<Linkage> {
        let usual = match self.method {
            Method::Redcap => Some(Linkage::Average),
            Method::Ward | Method::Schc => Some(Linkage::Ward),
            _ => None,
        };
        self.linkage.or(usual)
    }

    fn objective(&self) -> Objective {
        let usual = match self.method {
            Method::MaxP => Objective::Pairs,
            _ => Objective::Squares,
        };
        self.objective.unwrap_or(usual)
    }

    fn starts(&self) -> u32 {
        let usual = if self.method == Method::MaxP { 99 } else { 10 };
        self.starts.unwrap_or(usual)
    }

    fn moves(&self) -> region::Search {
        region::Search {
            descent: match self.search.unwrap_or(Descent::Annealing) {
                Descent::Greedy => region::Descent::Greedy,
                Descent::Tabu => region::Descent::Tabu,
                Descent::Annealing => region::Descent::Annealing,
            },
            objective: match self.objective() {
                Objective::Squares => region::Objective::Squares,
                Objective::Pairs => region::Objective::Pairs,
            },
            starts: self.starts() as usize,
            seed: self.seed.unwrap_or(1),
        }
    }

    /// What was asked, for the JSON beside the result.
    pub(super) fn described(&self, units: &Units) -> Result<Map<String, Value>> {
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            name.to_string_lossy().into_owned()
        };
        let mut said = Map::new();
        let mut say = |key: &str, value| said.insert(key.to_owned(), value);
        say("layer", json!(name(&units.features.source)));
        say("id", json!(units.key));
        if let Some(table) = &self.table {
            say("table", json!(name(table)));
            say("key", json!(self.key));
        }
        let rule = self.neighbourhood.described(units.features.measure)?;
        say("neighbours", json!(rule));
        say("method", json!(word(&self.method)));
        if let Some(linkage) = self.linkage() {
            say("linkage", json!(word(&linkage)));
        }
        if matches!(self.method, Method::Azp | Method::MaxP) {
            let moves = self.moves();
            say(
                "search",
                json!(word(&self.search.unwrap_or(Descent::Annealing))),
            );
            say("objective", json!(word(&self.objective())));
            say("starts", json!(moves.starts));
            say("seed", json!(moves.seed));
        }
        if let Some(Floor { column, least }) = &self.floor {
            say("floor", json!({ "column": column, "least": least }));
        }
        say("standardise", json!(word(&self.standardise)));
        Ok(said)
    }
}

fn of_linkage(linkage: Option<Linkage>) -> region::Linkage {
    match linkage {
        Some(Linkage::Single) => region::Linkage::Single,
        Some(Linkage::Complete) => region::Linkage::Complete,
        Some(Linkage::Average) => region::Linkage::Average,
        _ => region::Linkage::Ward,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_floors_are_read() {
        assert_eq!(count("5"), Ok(Count(5..=5)));
        assert_eq!(count("2..20"), Ok(Count(2..=20)));
        for bad in ["0", "9..2", "2..", "x", "-1"] {
            assert!(count(bad).is_err(), "{bad}");
        }
        let floor_of = |column: Option<&str>, least| {
            let column = column.map(str::to_owned);
            Ok(Floor { column, least })
        };
        assert_eq!(floor("5"), floor_of(None, 5.0));
        assert_eq!(floor("a=b=2.5"), floor_of(Some("a=b"), 2.5));
        for bad in ["0", "=3", "people=", "people=-1", "people=NaN"] {
            assert!(floor(bad).is_err(), "{bad}");
        }
    }
}
