//! Rows to units by code.

use super::Units;
use super::account::{Fate, Row};
use super::attach::Work;
use super::columns::{few, texts};
use super::same_name::{self, Check, Names};
use super::same_system::{self, title};
use super::{bridge, lineage};
use crate::base::code::detect::Detection;
use crate::base::code::lineage::{Fate as Heir, Lineage};
use crate::base::code::parse::Parsed;
use crate::base::code::{System, canonical_at};
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::privacy;
use crate::base::study::CodeSystem;
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Where a code leads before names are looked at.
enum Way {
    To(Code),
    Fork(String),
    Nowhere(String),
}

const DOUBT: &str =
    "the code has lost a zero, before or behind its last digit: the file has both forms";

/// Finds the unit of each of m rows.
pub(super) fn rows(work: &Work, findings: &mut Vec<Finding>) -> Result<Vec<Row>> {
    let Work {
        units, table, spec, ..
    } = work;
    let parsed = parse(work, findings)?;
    let codes: Vec<Option<&Code>> = parsed
        .iter()
        .map(|parsed| parsed.as_ref().map(|parsed| &parsed.code))
        .collect();
    let direct: Vec<Option<usize>> = codes
        .iter()
        .map(|code| units.position(code.as_ref()?.as_str()))
        .collect();
    let names = same_name::names(work, &direct, findings)?;
    let name = |row: usize| names.as_ref().and_then(|names| names.of(row));
    let told = names.as_ref().is_some_and(Names::may_be_told);
    let detection = match spec.bridge {
        Some(_) => None,
        None => same_system::check(work, &codes, &name, findings)?,
    };
    let ways = ways(work, &codes, findings)?;
    let doubtful = doubtful(&parsed);
    let mut contradictions = Vec::new();
    let mut by_code = 0;
    let mut rows = Vec::with_capacity(ways.len());
    for (row, way) in ways.into_iter().enumerate() {
        let fate = match way {
            _ if doubtful[row] => Fate::Ambiguous(DOUBT.into()),
            Way::Fork(why) => Fate::Ambiguous(why),
            Way::Nowhere(why) => Fate::Unmatched(why),
            Way::To(code) => match units.position(code.as_str()) {
                None => Fate::Unmatched(absent(work, &code, name(row).filter(|_| told))),
                Some(unit) => {
                    by_code += 1;
                    let fate = checked(units, unit, name(row), told);
                    if let Fate::Ambiguous(why) = &fate {
                        contradictions.push(format!("{why} (row {})", table.rows[row]));
                    }
                    fate
                }
            },
        };
        let code = codes[row].cloned();
        rows.push(Row { code, fate });
    }
    if by_code == 0 && !rows.is_empty() && !work.partial {
        return Err(nothing(work, &codes));
    }
    let column = names.as_ref().map_or("", |names| names.column.as_str());
    // By code, whatever the order of rows.
    contradictions.sort();
    refuse(work, column, by_code, &contradictions, detection)?;
    Ok(rows)
}

/// Why a code that the layer does not have leads nowhere; `name` is the row's where it may be told.
fn absent(work: &Work, code: &Code, name: Option<&str>) -> String {
    let level = work.units.level.as_str();
    let called = name.map_or_else(String::new, |name| format!(", {name}"));
    match privacy::code(code.as_str(), &title(work)) {
        Some(code) => format!("the layer has no {level} {code}{called}"),
        None => format!(
            "the layer has no {level} of this row's code, {}{called}",
            privacy::described(code.as_str(), &title(work))
        ),
    }
}

/// The fate of a row whose code is unit i's; names that may be of persons are not `told`.
fn checked(units: &Units, unit: usize, name: Option<&str>, told: bool) -> Fate {
    let matched = |spelled| Fate::Matched { unit, spelled };
    let Some(name) = name else {
        return matched(false);
    };
    let bearer = match same_name::check(units, unit, name) {
        Check::Same => return matched(false),
        Check::Spelled => return matched(true),
        Check::Contradicts(bearer) => bearer,
    };
    let (code, own) = (&units.codes[unit], units.name(unit));
    if !told {
        return Fate::Ambiguous(format!(
            "{code} is {own} in the layer and has another name in the table"
        ));
    }
    let mut said = format!("{code} is {own} in the layer, {name} in the table");
    if let Some(bearer) = bearer {
        said += &format!("; {} is {}", units.codes[bearer], units.name(bearer));
    }
    Fate::Ambiguous(said)
}

/// Canonical codes of the rows; columns that make one code together are joined, numbers filled with zeros to the widest of their
/// column and at least two digits.
fn parse(work: &Work, findings: &mut Vec<Finding>) -> Result<Vec<Option<Parsed>>> {
    let Work {
        units, table, spec, ..
    } = work;
    let columns = spec.code.as_ref().map_or(&[][..], |code| code.columns());
    let mut raw: Vec<Option<String>> = vec![Some(String::new()); table.frame.height()];
    for column in columns {
        let mut part = texts(&table.frame, column, &table.source)?;
        if columns.len() > 1 {
            for text in part.iter_mut().flatten() {
                let plain = text.trim_start_matches('\'');
                *text = plain.strip_suffix(".0").unwrap_or(plain).to_owned();
            }
            let width = part
                .iter()
                .flatten()
                .map(String::len)
                .max()
                .unwrap_or(0)
                .max(2);
            let number = |text: &&mut String| text.bytes().all(|b| b.is_ascii_digit());
            for text in part.iter_mut().flatten().filter(number) {
                *text = format!("{text:0>width$}");
            }
        }
        for (whole, part) in raw.iter_mut().zip(part) {
            *whole = whole.take().zip(part).map(|(whole, part)| whole + &part);
        }
    }
    let system = own_system(work);
    let parsed: Vec<Option<Parsed>> = raw
        .iter()
        .map(|raw| canonical_at(raw.as_deref()?, system, units.level))
        .collect();
    let mut tell = |check, what: String| {
        let finding = Finding::info(check, what).file(&table.source);
        findings.push(finding.column(columns.join(" + ")));
    };
    let repaired = parsed
        .iter()
        .flatten()
        .filter(|parsed| parsed.repaired)
        .count();
    if repaired > 0 {
        tell(
            "code-repaired",
            format!(
                "{repaired} codes had lost zeros, as when a number is read; they were put back"
            ),
        );
    }
    let empty = parsed.iter().filter(|parsed| parsed.is_none()).count();
    if empty > 0 {
        tell("code-missing", format!("{empty} rows have no code"));
    }
    Ok(parsed)
}

/// The system that the table's codes are read in: its own where the study says, else the layer's.
fn own_system(work: &Work) -> System {
    match (work.spec.system, work.units.system) {
        (CodeSystem::Kemendagri, _) => System::Kemendagri,
        (CodeSystem::Bps, _) => System::Bps,
        (CodeSystem::Auto, layer) | (CodeSystem::Other, layer @ System::Other { .. }) => layer,
        // Text until a bridge leads on; its digits are never asked.
        (CodeSystem::Other, _) => System::Other { digits: [0; 3] },
    }
}

/// Rows whose repair is a guess: the repaired code stands in the file unrepaired, too.
fn doubtful(parsed: &[Option<Parsed>]) -> Vec<bool> {
    let whole: BTreeSet<&Code> = parsed
        .iter()
        .flatten()
        .filter(|parsed| !parsed.repaired)
        .map(|parsed| &parsed.code)
        .collect();
    let doubt = |parsed: &Parsed| parsed.repaired && whole.contains(&parsed.code);
    parsed
        .iter()
        .map(|parsed| parsed.as_ref().is_some_and(doubt))
        .collect()
}

/// Follows the bridge, then the lineage. What a bridge leads to has no year, so only codes that the layer lacks are followed there.
fn ways(work: &Work, codes: &[Option<&Code>], findings: &mut Vec<Finding>) -> Result<Vec<Way>> {
    let Work { units, spec, .. } = work;
    let targets = match &spec.bridge {
        Some(bridge) => {
            let own: BTreeSet<&Code> = codes.iter().copied().flatten().collect();
            Some(bridge::read(
                work,
                bridge,
                own_system(work),
                &own,
                findings,
            )?)
        }
        None => None,
    };
    let lineage = match &work.codes.lineage {
        Some(path) => lineage::read(&work.base.join(path), units.system, findings)?,
        None => Lineage::default(),
    };
    let known = |code: &Code| units.position(code.as_str()).is_some();
    let mut moved = 0;
    let mut heirs = |code: &Code, vintage| match lineage.follow(code, units.system, vintage, &known)
    {
        Heir::Unchanged => vec![code.clone()],
        Heir::Renamed(new) => {
            moved += 1;
            vec![new]
        }
        Heir::Split(into) => into,
    };
    let mut way = |code: &Code| {
        let (why, ends) = match &targets {
            None => ("the unit was split into", heirs(code, spec.vintage)),
            Some(targets) => {
                let Some(to) = targets.get(code) else {
                    return Way::Nowhere("the bridge does not have this code".into());
                };
                let ends: BTreeSet<Code> = to.iter().flat_map(|to| heirs(to, None)).collect();
                ("the bridge leads to", ends.into_iter().collect())
            }
        };
        match ends.as_slice() {
            [only] => Way::To(only.clone()),
            several => Way::Fork(format!("{why} {}", list(work, several.iter()))),
        }
    };
    let none = || Way::Nowhere("the row has no code".into());
    let ways = codes
        .iter()
        .map(|code| code.map_or_else(none, &mut way))
        .collect();
    if work.codes.lineage.is_some() {
        let what = format!("{moved} codes were followed to newer ones");
        findings.push(Finding::info("lineage", what).file(&work.table.source));
    }
    Ok(ways)
}

fn list<'a>(work: &Work, codes: impl Iterator<Item = &'a Code>) -> String {
    let told = codes.map(|code| privacy::described(code.as_str(), &title(work)));
    few(&told.collect::<Vec<_>>())
}

/// Why no row has a code of the layer.
fn nothing(work: &Work, codes: &[Option<&Code>]) -> Error {
    let Work {
        units, table, spec, ..
    } = work;
    let fault = |what: String| Error::input(what).file(&table.source).column(title(work));
    // The least, so that the order of rows does not show.
    let Some(first) = codes.iter().flatten().min() else {
        return fault("no row has a code".into())
            .remedy("name the column of the code, or join by `name`");
    };
    let level = units.level.as_str();
    let length = first.as_str().chars().count();
    let said = format!(
        "no row has a code of the layer's {} units of level {level}",
        units.codes.len()
    );
    if spec.bridge.is_some() {
        return fault(format!("{said}, even through the bridge"))
            .remedy("check that the bridge leads from this table's codes to the layer's");
    }
    let Some(shown) = privacy::code(first.as_str(), &title(work)) else {
        return fault(format!(
            "{said}: the column holds values of {length} characters"
        ))
        .remedy("name the column of the official code with `code`, or join by `name`");
    };
    match units.system.level(length) {
        Some(own) if own != units.level => {
            fault(format!("{said}: {shown} is the code of a {}", own.as_str()))
                .remedy(format!("set level = \"{}\" for this table", own.as_str()))
        }
        None if units.system.length(units.level).is_some() => fault(format!(
            "{said}: {shown} has {length} characters, which no code has; digits may be lost"
        ))
        .remedy("keep the column as text where it was exported, or join by `name`"),
        _ => fault(format!(
            "{said}: the table has {shown}, the layer {}",
            units.codes.first().map_or("", Code::as_str)
        ))
        .remedy("give the table of the layer's own region and code system, or a `bridge`"),
    }
}

/// Refuses a join whose names, of the column `names`, contradict too often.
fn refuse(
    work: &Work,
    names: &str,
    by_code: usize,
    contradictions: &[String],
    detection: Option<Detection>,
) -> Result<()> {
    let share = contradictions.len() as f64 / by_code.max(1) as f64;
    if share <= work.codes.max_contradiction {
        return Ok(());
    }
    let ground = detection
        .filter(|found| found.by_name)
        .map_or(String::new(), |found| format!(" ({})", found.evidence));
    Err(Error::input(format!(
        "{} of the {by_code} rows whose code is in the layer bear another name in column {names}, so the codes are of another vintage or system, or out of step{ground}: {}",
        contradictions.len(),
        few(contradictions)
    ))
    .file(&work.table.source)
    .column(title(work))
    .remedy(format!("give the table with the layer's codes, a `bridge`, or a `lineage` under [codes]; name the right column with `name` if {names} does not hold the units' names; leave `code` out to join by `name`")))
}
