//! The table of actions: what to do about each indicator, and who does it.

use super::read::given;
use crate::base::finding::Finding;
use crate::base::nearest::nearest;
use crate::error::{Error, Result};
use crate::input::read::table::read_text;
use polars::prelude::DataType;
use std::collections::BTreeMap;
use std::path::Path;

/// Who is responsible: a level of government, or somebody else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tier {
    /// PUSAT: ministries and other bodies of the centre.
    Central,
    /// PROV.
    Province,
    /// KAB.
    Regency,
    /// DESA.
    Village,
    /// CSR: companies.
    Csr,
    /// LAINNYA: anybody else.
    Other,
}

impl Tier {
    /// In the order of the columns.
    pub const ALL: [Self; 6] = [
        Self::Central,
        Self::Province,
        Self::Regency,
        Self::Village,
        Self::Csr,
        Self::Other,
    ];

    /// The machine word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Central => "central",
            Self::Province => "province",
            Self::Regency => "regency",
            Self::Village => "village",
            Self::Csr => "csr",
            Self::Other => "other",
        }
    }

    fn of(word: &str) -> Option<Self> {
        Some(match fold(word).as_str() {
            "pusat" | "central" | "national" | "nasional" => Self::Central,
            "prov" | "provinsi" | "province" => Self::Province,
            "kab" | "kabupaten" | "kabkota" | "kabupatenkota" | "regency" => Self::Regency,
            "desa" | "village" => Self::Village,
            "csr" => Self::Csr,
            "lainnya" | "lain" | "other" => Self::Other,
            _ => return None,
        })
    }
}

/// Somebody responsible.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Actor {
    /// Level.
    pub tier: Tier,
    /// Body, in its commonest spelling.
    pub name: String,
}

/// What to do about an indicator.
#[derive(Debug, Clone, PartialEq)]
pub struct Action {
    /// In words; empty where the table has none.
    pub action: String,
    /// Cost of one step.
    pub cost: Option<f64>,
    /// Positions of the actors, ascending, distinct.
    pub actors: Vec<u32>,
}

/// Actions of an index.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Actions {
    /// Actors, ascending.
    pub actors: Vec<Actor>,
    /// One an indicator, in the order asked for.
    pub of: Vec<Option<Action>>,
    /// Rows of the table.
    pub rows: usize,
}

impl Actions {
    /// Cost of a step a indicator: of the table, or 1 where the table gives no costs at all.
    pub fn costs(&self) -> Vec<Option<f64>> {
        let given = self.priced();
        let cost = |action: &Option<Action>| match given {
            true => action.as_ref().and_then(|action| action.cost),
            false => Some(1.0),
        };
        self.of.iter().map(cost).collect()
    }

    /// Whether the table gives costs.
    pub fn priced(&self) -> bool {
        self.of.iter().flatten().any(|action| action.cost.is_some())
    }
}

/// A row of the table.
struct Row {
    line: usize,
    key: String,
    action: String,
    cost: Option<f64>,
    actors: Vec<(Tier, String)>,
}

/// Reads the actions of indicators, each with the keys it may be called by: its code and its titles.
///
/// None, and a warning, where the table has no rows. Two forms: `block, no, indicator, PUSAT, PROV, KAB, DESA, CSR, LAINNYA, commonest_action` with one row an indicator (block and number make its
/// code), or `indicator, action, actor, cost`, where an actor may be `level: body` and several are parted by commas. Bodies are parted by commas, semicolons
/// and slashes; the case of letters does not part them. Of several actions of an indicator the cheapest counts, and what is alike is put together.
///
/// # Errors
/// A column that is not there, a cost that is no number from 0 up.
pub fn read(
    path: &Path,
    keys: &[Vec<String>],
    findings: &mut Vec<Finding>,
) -> Result<Option<Actions>> {
    let rows = rows(path, findings);
    let Some(rows) = given(rows, "actions", findings)? else {
        return Ok(None);
    };
    let mut of_key = BTreeMap::<String, usize>::new();
    for (at, keys) in keys.iter().enumerate() {
        for key in keys {
            of_key.entry(fold(key)).or_insert(at);
        }
    }
    let mut spelled = BTreeMap::<(Tier, String), BTreeMap<String, usize>>::new();
    for (tier, name) in rows.iter().flat_map(|row| &row.actors) {
        *spelled
            .entry((*tier, fold(name)))
            .or_default()
            .entry(name.clone())
            .or_default() += 1;
    }
    let mut actors: Vec<Actor> = Vec::new();
    let mut place = BTreeMap::new();
    for ((tier, folded), names) in spelled {
        let most = names.values().max().copied().unwrap_or_default();
        let name = names.into_iter().find(|(_, count)| *count == most);
        place.insert((tier, folded), actors.len() as u32);
        actors.push(Actor {
            tier,
            name: name.map(|(name, _)| name).unwrap_or_default(),
        });
    }
    let count = rows.len();
    let mut of: Vec<Option<Action>> = vec![None; keys.len()];
    for row in rows {
        let Some(&at) = of_key.get(&fold(&row.key)) else {
            let near = nearest(&row.key, keys.iter().flatten().map(String::as_str), 3).join(", ");
            findings.push(
                Finding::warning(
                    "action-unknown",
                    "the index has no such indicator, and the action is on no menu",
                )
                .file(path)
                .row(row.line)
                .remedy(format!(
                    "write the code or the title of an indicator; the nearest are {near}"
                )),
            );
            continue;
        };
        let mut own: Vec<u32> = row
            .actors
            .iter()
            .map(|(tier, name)| place[&(*tier, fold(name))])
            .collect();
        own.sort_unstable();
        own.dedup();
        let new = Action {
            action: row.action,
            cost: row.cost,
            actors: own,
        };
        of[at] = Some(match of[at].take() {
            None => new,
            Some(old) => cheaper(old, new),
        });
    }
    let without = of.iter().filter(|action| action.is_none()).count();
    if without > 0 {
        findings.push(
            Finding::info(
                "action-missing",
                format!("{without} indicators have no action; they are on the menu without one"),
            )
            .file(path),
        );
    }
    let unpriced = of
        .iter()
        .flatten()
        .filter(|action| action.cost.is_none())
        .count();
    let actions = Actions {
        actors,
        of,
        rows: count,
    };
    if actions.priced() && unpriced + without > 0 {
        findings.push(
            Finding::warning(
                "action-cost",
                format!(
                    "{} indicators have no cost, and enter no cheapest set of steps",
                    unpriced + without
                ),
            )
            .file(path)
            .remedy("give the cost of one step of every indicator, or of none"),
        );
    }
    Ok(Some(actions))
}

/// The one that costs less, a cost before none, then by words; alike in both they are one action of all their actors.
fn cheaper(old: Action, new: Action) -> Action {
    let key = |action: &Action| (action.cost.unwrap_or(f64::INFINITY), action.action.clone());
    let (a, b) = (key(&old), key(&new));
    match a.0.total_cmp(&b.0).then_with(|| a.1.cmp(&b.1)) {
        std::cmp::Ordering::Less => old,
        std::cmp::Ordering::Greater => new,
        std::cmp::Ordering::Equal => {
            let mut actors = [old.actors, new.actors].concat();
            actors.sort_unstable();
            actors.dedup();
            Action { actors, ..new }
        }
    }
}

fn rows(path: &Path, findings: &mut Vec<Finding>) -> Result<Vec<Row>> {
    let table = read_text(path, findings)?;
    let names: Vec<String> = table
        .frame
        .get_column_names()
        .iter()
        .map(|n| fold(n))
        .collect();
    let column = |known: &[&str]| {
        let at = names
            .iter()
            .position(|name| known.contains(&name.as_str()))?;
        let text = table.frame.columns()[at].cast(&DataType::String).ok()?;
        let text = text.str().ok()?.clone();
        let cells: Vec<String> = text
            .iter()
            .map(|cell| cell.unwrap_or_default().trim().to_owned())
            .collect();
        Some(cells)
    };
    let indicator = column(&["indicator", "indikator"]);
    let (block, number) = (
        column(&["block", "blok", "dimension", "dimensi"]),
        column(&["no", "number", "nomor"]),
    );
    let coded = block.zip(number);
    if indicator.is_none() && coded.is_none() {
        return Err(Error::input("the table of actions names no indicators")
            .file(path)
            .column("indicator")
            .remedy("give the columns indicator, action, actor, cost, or those of the IDM's table: block, no, indicator, PUSAT, PROV, KAB, DESA, CSR, LAINNYA"));
    }
    let action = column(&[
        "action",
        "aksi",
        "tindakan",
        "kegiatan",
        "commonestaction",
        "rekomendasi",
    ]);
    let cost = column(&["cost", "biaya", "unitcost", "biayasatuan"]);
    let actor = column(&["actor", "pelaku", "penanggungjawab", "pelaksana"]);
    let tiers: Vec<(Tier, Vec<String>)> = Tier::ALL
        .into_iter()
        .filter_map(|tier| {
            let words = names.iter().filter(|name| Tier::of(name) == Some(tier));
            let words: Vec<&str> = words.map(String::as_str).collect();
            Some((tier, column(&words)?))
        })
        .collect();
    let mut found = Vec::new();
    for (at, &line) in table.rows.iter().enumerate() {
        let cell = |cells: &Option<Vec<String>>| {
            cells
                .as_ref()
                .map_or("", |cells| cells[at].as_str())
                .to_owned()
        };
        let key = match &coded {
            Some((block, number)) if !block[at].is_empty() && !number[at].is_empty() => {
                format!("{}_{}", block[at], number[at])
            }
            _ => cell(&indicator),
        };
        if key.is_empty() {
            continue;
        }
        let mut actors = Vec::new();
        for (tier, cells) in &tiers {
            actors.extend(bodies(&cells[at]).map(|body| (*tier, body)));
        }
        for body in bodies(&cell(&actor)) {
            actors.push(match body.split_once(':') {
                Some((tier, body)) if Tier::of(tier).is_some() => (
                    Tier::of(tier).unwrap_or(Tier::Other),
                    body.trim().to_owned(),
                ),
                _ => (Tier::of(&body).unwrap_or(Tier::Other), body),
            });
        }
        let cost = cell(&cost);
        let cost = match cost.as_str() {
            "" => None,
            text => Some(number_of(text).ok_or_else(|| {
                Error::input("the cost is no number from 0 up")
                    .file(path)
                    .row(line)
                    .column("cost")
                    .remedy("write digits with a decimal point, or leave it empty")
            })?),
        };
        found.push(Row {
            line,
            key,
            action: cell(&action),
            cost,
            actors,
        });
    }
    Ok(found)
}

fn number_of(text: &str) -> Option<f64> {
    let value: f64 = text.parse().ok()?;
    (value.is_finite() && value >= 0.0).then_some(value)
}

fn bodies(cell: &str) -> impl Iterator<Item = String> {
    let parts = cell.split([',', ';', '/']);
    let one = |part: &str| part.split_whitespace().collect::<Vec<_>>().join(" ");
    parts.map(one).filter(|part| !part.is_empty())
}

/// Letters and digits in lower case.
fn fold(text: &str) -> String {
    let keep = |c: char| c.is_alphanumeric();
    text.chars()
        .filter(|&c| keep(c))
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    fn read_from(text: &str, keys: &[&str]) -> (Result<Actions>, Vec<Finding>) {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("actions.csv");
        std::fs::write(&path, text).unwrap();
        let keys: Vec<Vec<String>> = keys.iter().map(|key| vec![(*key).to_owned()]).collect();
        let mut findings = Vec::new();
        let found = read(&path, &keys, &mut findings);
        (found.map(Option::unwrap_or_default), findings)
    }

    #[test]
    fn the_form_of_the_idm() {
        let (found, findings) = read_from(
            "block,no,indicator,PUSAT,PROV,KAB,DESA,CSR,LAINNYA,n_distinct_actions,commonest_action\n\
             IKS,1,Skor Akses,,,\"Dinkes, PU\",,,,2,perbaikan akses jalan\n\
             IKS,2,Skor Dokter,Kominfo/ Kemendes,,DINKES,,,,1,Pengadaan dokter\n\
             IKS,3,Skor Bidan,,,DINKES,DD,CSR,,1,Pengadaan bidan\n\
             IKX,9,Skor Apa,,,DINKES,,,,1,Entah\n",
            &["IKS_1", "IKS_2", "IKS_3", "IKS_4"],
        );
        let found = found.unwrap();
        let name = |at: u32| {
            (
                found.actors[at as usize].tier,
                found.actors[at as usize].name.as_str(),
            )
        };
        let of = |at: usize| {
            found.of[at]
                .as_ref()
                .unwrap()
                .actors
                .iter()
                .map(|&a| name(a))
                .collect::<Vec<_>>()
        };
        // the commonest spelling stands for all
        assert_eq!(of(0), [(Tier::Regency, "DINKES"), (Tier::Regency, "PU")]);
        assert_eq!(
            of(1),
            [
                (Tier::Central, "Kemendes"),
                (Tier::Central, "Kominfo"),
                (Tier::Regency, "DINKES")
            ]
        );
        assert_eq!(
            of(2),
            [
                (Tier::Regency, "DINKES"),
                (Tier::Village, "DD"),
                (Tier::Csr, "CSR")
            ]
        );
        assert_eq!(found.of[3], None);
        assert_eq!(found.costs(), [Some(1.0); 4]);
        let checks: Vec<&str> = findings.iter().map(|f| f.check).collect();
        assert_eq!(checks, ["action-unknown", "action-missing"]);
    }

    #[test]
    fn the_short_form_takes_the_cheapest() {
        let (found, findings) = read_from(
            "Indikator;Aksi;Pelaku;Biaya\na;sumur;\"kab: Dinas PU, desa\";30\na;ledeng;PDAM;20\nA;ledeng;pusat: Kemen PU;20\nb;jalan;Warga;\n",
            &["a", "b"],
        );
        let found = found.unwrap();
        let own = found.of[0].as_ref().unwrap();
        assert_eq!((own.action.as_str(), own.cost), ("ledeng", Some(20.0)));
        let tiers: Vec<Tier> = own
            .actors
            .iter()
            .map(|&a| found.actors[a as usize].tier)
            .collect();
        assert_eq!(tiers, [Tier::Central, Tier::Other]);
        assert_eq!(found.costs(), [Some(20.0), None]);
        assert!(findings.iter().any(|f| f.check == "action-cost"));
    }

    #[test]
    fn a_table_without_rows_counts_as_not_given() {
        let (found, findings) = read_from("indicator,action,actor,cost\n", &["a"]);
        assert_eq!(found.unwrap().rows, 0);
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].check, "inventory-empty");
        assert!(findings[0].remedy.contains("`actions`"));
    }

    #[test]
    fn faults_name_their_place() {
        let (found, _) = read_from("indicator,action,actor,cost\na,x,y,-3\n", &["a"]);
        let error = found.unwrap_err();
        assert_eq!(
            (error.place.row, error.place.column.as_deref()),
            (Some(2), Some("cost"))
        );
        let (found, _) = read_from("aksi,biaya\nx,3\n", &["a"]);
        assert!(found.unwrap_err().remedy.unwrap().contains("indicator"));
    }
}
