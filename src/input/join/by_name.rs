//! Rows to units by name, namesakes told apart by the units above.

use super::Units;
use super::account::{Fate, Row};
use super::attach::Work;
use super::columns::{few, texts};
use crate::base::code::name::{Agreement, Key, Kind};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::privacy;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// What a row says of its unit: its name, then the names of the units above.
type Said = Vec<Option<String>>;

/// The units, prepared for looking names up.
struct Index<'a> {
    units: &'a Units,
    keys: Vec<Key>,
    /// Keys of the units above, per level.
    parents: Vec<Vec<Key>>,
    same: HashMap<String, Vec<usize>>,
    /// By the initials of the sound.
    first: HashMap<char, Vec<usize>>,
}

/// What a lookup found.
#[derive(Debug, Clone)]
enum Found {
    /// Units of this very name; `spelled` when only of a spelling of it.
    Units { units: Vec<usize>, spelled: bool },
    /// Units of the name, none under the parents that the row names.
    Elsewhere(Vec<usize>),
}

/// Finds the unit of each of m rows by the column `name` and the `parents` columns.
///
/// Equal names come first, spellings after. A bare regency name is the Kabupaten's when there is a Kabupaten and a Kota of that name.
/// Where several units are left, those that another row names outright are taken off (so that `Pontianak` beside `Kota Pontianak` is
/// Mempawah, its new name); a row that still fits several is ambiguous.
pub(super) fn rows(work: &Work, name: &str, findings: &mut Vec<Finding>) -> Result<Vec<Row>> {
    let Work {
        units, table, spec, ..
    } = work;
    if units.names.is_empty() {
        return Err(
            Error::study("rows cannot join by name: the layer has no names")
                .file(&table.source)
                .remedy("set `name` under [boundaries], or `code` for this table"),
        );
    }
    let mut columns = vec![texts(&table.frame, name, &table.source)?];
    for parent in &spec.parents {
        columns.push(texts(&table.frame, parent, &table.source)?);
    }
    let said: Vec<Said> = (0..table.frame.height())
        .map(|row| columns.iter().map(|column| column[row].clone()).collect())
        .collect();
    let index = Index::new(units);
    let found: BTreeMap<&Said, Found> = said
        .iter()
        .collect::<BTreeSet<_>>()
        .into_iter()
        .map(|said| (said, index.find(said)))
        .collect();
    let outright: BTreeSet<usize> = found
        .values()
        .filter_map(|found| match found {
            Found::Units {
                units,
                spelled: false,
            } if units.len() == 1 => units.first().copied(),
            _ => None,
        })
        .collect();
    let named = said.iter().filter(|said| said[0].is_some());
    let told = may_be_told(name, named.filter_map(|said| found.get(said)));
    let fates: BTreeMap<&Said, Fate> = found
        .iter()
        .map(|(&said, found)| (said, index.fate(said, found, &outright, told)))
        .collect();
    let rows: Vec<Row> = said
        .iter()
        .map(|said| Row {
            code: None,
            fate: match (fates.get(said), &said[0]) {
                (Some(fate), Some(_)) => fate.clone(),
                _ => Fate::Unmatched("the row has no name".into()),
            },
        })
        .collect();
    let matched = rows
        .iter()
        .filter(|row| matches!(row.fate, Fate::Matched { .. }))
        .count();
    if matched == 0 && !rows.is_empty() {
        return Err(none_named(work, name, &index, &said));
    }
    let bare = fates
        .iter()
        .filter(|(said, fate)| matches!(fate, Fate::Matched { unit, .. } if said[0].as_deref().is_some_and(|name| index.twin(name, *unit))))
        .count();
    if bare > 0 {
        let what = format!(
            "{bare} bare names that are a Kabupaten and a Kota were taken for the Kabupaten"
        );
        findings.push(
            Finding::info("bare-name", what)
                .file(&table.source)
                .column(name),
        );
    }
    Ok(rows)
}

/// Whether messages may print names of the column: the title does not speak of persons, and most rows with a name bear one of
/// the layer's.
fn may_be_told<'f>(column: &str, found: impl Iterator<Item = &'f Found>) -> bool {
    let (mut named, mut of_layer) = (0, 0);
    for found in found {
        named += 1;
        let stranger = matches!(found, Found::Elsewhere(units) if units.is_empty());
        of_layer += usize::from(!stranger);
    }
    of_layer * 2 > named && !privacy::titled(column)
}

/// No row matches: the names are those of another level, or of other places or persons, and not printed.
fn none_named(work: &Work, column: &str, index: &Index, said: &[Said]) -> Error {
    let Work { units, table, .. } = work;
    let fault = Error::input(format!(
        "no row names a {} of the layer",
        units.level.as_str()
    ))
    .file(&table.source)
    .column(column);
    let names: BTreeSet<&str> = said.iter().filter_map(|said| said[0].as_deref()).collect();
    let names_of = |level: Level, keys: &[Key]| {
        let own: HashSet<&str> = keys.iter().map(Key::compact).collect();
        let held = |name: &&&str| own.contains(Key::new(name, level).compact());
        names.iter().filter(held).count() * 2 > names.len()
    };
    let parents = units.parents.iter().zip(&index.parents);
    match parents.into_iter().find(|((level, _), keys)| names_of(*level, keys)) {
        Some(((level, _), _)) => fault.remedy(format!(
            "most of the names are of level {0}: set level = \"{0}\" for this table",
            level.as_str()
        )),
        None => fault.remedy("check `level`, `name` and `parents` of this table, and that its rows are of the layer's region"),
    }
}

impl<'a> Index<'a> {
    fn new(units: &'a Units) -> Self {
        let keys = units.keys();
        let mut same: HashMap<String, Vec<usize>> = HashMap::new();
        let mut first: HashMap<char, Vec<usize>> = HashMap::new();
        for (i, key) in keys.iter().enumerate() {
            same.entry(key.compact().to_owned()).or_default().push(i);
            for initial in key.initials() {
                first.entry(initial).or_default().push(i);
            }
        }
        let parents = units
            .parents
            .iter()
            .map(|(level, names)| names.iter().map(|name| Key::new(name, *level)).collect());
        Self {
            units,
            keys,
            parents: parents.collect(),
            same,
            first,
        }
    }

    /// Whether the bare `name` is unit i's, a Kabupaten, and a Kota's as well.
    fn twin(&self, name: &str, i: usize) -> bool {
        let key = Key::new(name, self.units.level);
        let kota = |&j: &usize| self.keys[j].kind() == Some(Kind::Kota);
        key.kind().is_none()
            && !kota(&i)
            && self
                .same
                .get(key.compact())
                .is_some_and(|same| same.contains(&i) && same.iter().any(kota))
    }

    fn find(&self, said: &Said) -> Found {
        let [Some(name), parents @ ..] = said.as_slice() else {
            return Found::Elsewhere(Vec::new());
        };
        let key = Key::new(name, self.units.level);
        let parents: Vec<Vec<Key>> = parents
            .iter()
            .flatten()
            .map(|parent| {
                self.units
                    .parents
                    .iter()
                    .map(|(level, _)| Key::new(parent, *level))
                    .collect()
            })
            .collect();
        let under = |&i: &usize| {
            parents.iter().all(|said| {
                said.iter()
                    .zip(&self.parents)
                    .any(|(said, own)| said.fits_parent(&own[i]))
            })
        };
        let empty = Vec::new();
        let agreeing = |units: &[usize], worst: Agreement| -> Vec<usize> {
            units
                .iter()
                .copied()
                .filter(|&i| key.agree(&self.keys[i]) <= worst)
                .collect()
        };
        let same = self.same.get(key.compact()).unwrap_or(&empty);
        // "Kota Baru" is looked up with its kind, too: it may be Kotabaru.
        let whole = self
            .same
            .get(key.full())
            .filter(|_| key.full() != key.compact())
            .unwrap_or(&empty);
        let mut equal = agreeing(same, Agreement::Same);
        equal.extend(agreeing(whole, Agreement::Same));
        let placed: Vec<usize> = equal.iter().copied().filter(under).collect();
        if !placed.is_empty() {
            return Found::Units {
                units: placed,
                spelled: false,
            };
        }
        let near = key
            .initials()
            .into_iter()
            .filter_map(|initial| self.first.get(&initial))
            .flatten();
        let spells = |&&i: &&usize| key.agree(&self.keys[i]) != Agreement::Different;
        let spelled: BTreeSet<usize> = near
            .filter(spells)
            .copied()
            .chain(self.renamed(&key))
            .filter(under)
            .collect();
        let spelled: Vec<usize> = spelled.into_iter().collect();
        if spelled.is_empty() {
            Found::Elsewhere(equal)
        } else {
            Found::Units {
                units: spelled,
                spelled: true,
            }
        }
    }

    /// Units that bear the name under its new or old form.
    fn renamed<'b>(&'b self, key: &Key) -> impl Iterator<Item = usize> + use<'b, 'a> {
        let other = key.renamings();
        other
            .into_iter()
            .filter_map(|name| self.same.get(name))
            .flatten()
            .copied()
            .filter(|&i| self.keys[i].kind() != Some(Kind::Kota))
    }

    /// What becomes of a row; its name and the units that it fits are named only where they may be `told`.
    fn fate(&self, said: &Said, found: &Found, outright: &BTreeSet<usize>, told: bool) -> Fate {
        let name = said[0]
            .as_deref()
            .filter(|_| told)
            .unwrap_or("the row's name");
        let list = |units: &[usize]| {
            let unit = |&i: &usize| {
                let above: Vec<&str> = self
                    .units
                    .parents
                    .iter()
                    .map(|(_, names)| names[i].as_str())
                    .collect();
                format!(
                    "{} {}",
                    self.units.codes[i],
                    [&[self.units.name(i)], above.as_slice()]
                        .concat()
                        .join(", ")
                )
            };
            match told {
                true => format!(": {}", few(&units.iter().map(unit).collect::<Vec<_>>())),
                false => String::new(),
            }
        };
        let (units, spelled) = match found {
            Found::Elsewhere(units) if units.is_empty() => {
                let level = self.units.level.as_str();
                return Fate::Unmatched(match told {
                    true => format!("the layer has no {level} {name}"),
                    false => format!("the layer has no {level} of {name}"),
                });
            }
            Found::Elsewhere(units) => {
                return Fate::Ambiguous(format!(
                    "{name} is only found under other parents{}",
                    list(units)
                ));
            }
            Found::Units { units, spelled } => (units, *spelled),
        };
        let left: Vec<usize> = match spelled {
            true => units
                .iter()
                .copied()
                .filter(|unit| !outright.contains(unit))
                .collect(),
            false => units.clone(),
        };
        match left.as_slice() {
            &[unit] => Fate::Matched { unit, spelled },
            [] => Fate::Ambiguous(format!(
                "{name} is close to units that other rows name{}",
                list(units)
            )),
            several => Fate::Ambiguous(format!("{name} fits several units{}", list(several))),
        }
    }
}
