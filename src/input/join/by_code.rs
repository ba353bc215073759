//! Rows to units by code.

use super::account::{Fate, Row};
use super::attach::Work;
use super::columns::{few, texts};
use super::same_name::{self, Check};
use super::{bridge, lineage};
use crate::base::code::detect::{Detection, Known, Verdict, detect};
use crate::base::code::lineage::Fate as Heir;
use crate::base::code::parse::Parsed;
use crate::base::code::{System, canonical_at};
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::study::CodeSystem;
use crate::error::{Error, Result};
use std::collections::BTreeSet;

/// Where a code leads before names are looked at.
enum Way {
    To(Code),
    Fork(String),
    Nowhere(String),
}

/// Finds the unit of each of m rows.
pub(super) fn rows(work: &Work, findings: &mut Vec<Finding>) -> Result<Vec<Row>> {
    let Work { units, spec, .. } = work;
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
    let name = |row: usize| names.as_ref().and_then(|(_, names)| names[row].as_deref());
    let detection = match spec.bridge {
        Some(_) => None,
        None => check_system(work, &codes, &name, findings)?,
    };
    let ways = ways(work, &codes, findings)?;
    let doubtful = doubtful(&parsed);
    let mut contradictions = Vec::new();
    let mut by_code = 0;
    let rows: Vec<Row> = ways
        .into_iter()
        .enumerate()
        .map(|(row, way)| {
            let fate = match way {
                _ if doubtful[row] => Fate::Ambiguous("the code ends in one digit, which may have lost a zero before or behind it: the file has both forms".into()),
                Way::Fork(why) => Fate::Ambiguous(why),
                Way::Nowhere(why) => Fate::Unmatched(why),
                Way::To(code) => match units.position(code.as_str()) {
                    None => Fate::Unmatched(format!("the layer has no {} {code}", units.level.as_str())),
                    Some(unit) => {
                        by_code += 1;
                        match name(row).map_or(Check::Same, |name| same_name::check(units, unit, name)) {
                            Check::Same => Fate::Matched { unit, spelled: false },
                            Check::Spelled => Fate::Matched { unit, spelled: true },
                            Check::Contradicts(other) => {
                                let said = format!("{} is {} in the layer, {} in the table", code, units.name(unit), name(row).unwrap_or_default());
                                contradictions.push(said.clone());
                                let other = other.map_or(String::new(), |other| format!("; {} is {}", units.codes[other], units.name(other)));
                                Fate::Ambiguous(said + &other)
                            }
                        }
                    }
                },
            };
            Row { label: codes[row].map(Code::to_string), fate }
        })
        .collect();
    if by_code == 0 && !rows.is_empty() {
        return Err(nothing(work, &codes));
    }
    refuse(work, by_code, contradictions, detection)?;
    Ok(rows)
}

/// Canonical codes of the rows; columns that make one code together are joined, each filled with zeros to the widest of its values
/// and at least two digits.
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
                *text = text
                    .trim_start_matches('\'')
                    .trim_end_matches(".0")
                    .to_owned();
            }
            let width = part
                .iter()
                .flatten()
                .map(String::len)
                .max()
                .unwrap_or(0)
                .max(2);
            for text in part.iter_mut().flatten() {
                *text = format!("{text:0>width$}");
            }
        }
        for (whole, part) in raw.iter_mut().zip(part) {
            *whole = whole.take().zip(part).map(|(whole, part)| whole + &part);
        }
    }
    let system = match spec.system {
        CodeSystem::Kemendagri => System::Kemendagri,
        CodeSystem::Bps => System::Bps,
        CodeSystem::Auto | CodeSystem::Other => units.system,
    };
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

fn title(work: &Work) -> String {
    work.spec
        .code
        .as_ref()
        .map_or(String::new(), |code| code.columns().join(" + "))
}

/// Refuses another system than the layer's; what was detected, unless the study says.
fn check_system<'a>(
    work: &'a Work,
    codes: &[Option<&Code>],
    name: &dyn Fn(usize) -> Option<&'a str>,
    findings: &mut Vec<Finding>,
) -> Result<Option<Detection>> {
    let Work {
        units, table, spec, ..
    } = work;
    let other = |found: &str, evidence: &str| {
        Err(Error::input(format!("the codes are {found}, the layer's are {} ({evidence})", units.system))
            .file(&table.source)
            .column(title(work))
            .remedy("name a table that leads from these codes to the layer's, bridge = \"FILE\"; or leave `code` out and join by `name` and `parents`"))
    };
    match (spec.system, units.system) {
        (CodeSystem::Bps, System::Bps)
        | (CodeSystem::Kemendagri, System::Kemendagri)
        | (CodeSystem::Other | CodeSystem::Auto, System::Other { .. }) => return Ok(None),
        (CodeSystem::Auto, _) => {}
        (CodeSystem::Bps, _) => return other("BPS", "as the study says"),
        (CodeSystem::Kemendagri, _) => return other("Kemendagri", "as the study says"),
        (CodeSystem::Other, _) => return other("of another system", "as the study says"),
    }
    let rows: Vec<(&str, Option<&str>)> = codes
        .iter()
        .enumerate()
        .filter_map(|(row, code)| Some((code.as_ref()?.as_str(), name(row))))
        .collect();
    let (codes, names): (Vec<&str>, Vec<Option<&str>>) = rows.into_iter().unzip();
    let known = |code: &str| units.position(code).map(|i| units.name(i));
    let known = Known {
        system: units.system,
        name: &known,
    };
    let found = detect(
        &codes,
        Some(&names),
        units.level,
        &title(work),
        Some(&known),
    );
    let met = codes
        .iter()
        .filter(|code| units.position(code).is_some())
        .count();
    let tell = |finding: Finding| finding.file(&table.source).column(title(work));
    match found.verdict {
        Verdict::Is(system) if system != units.system => {
            return other(&system.to_string(), &found.evidence);
        }
        Verdict::Foreign if met * 2 < codes.len() => {
            // Codes of another level have their own message.
            if codes
                .iter()
                .any(|code| units.system.length(units.level) == Some(code.len()))
            {
                return other("neither Kemendagri nor BPS", &found.evidence);
            }
        }
        Verdict::Is(_) if found.by_name => {
            findings.push(tell(Finding::info(
                "code-system",
                format!("codes are {}: {}", units.system, found.evidence),
            )));
        }
        Verdict::Is(_) => findings.push(tell(Finding::info(
            "names-unchecked",
            format!(
                "codes are taken for {} ({}), but there were no names to check them with",
                units.system, found.evidence
            ),
        ))),
        Verdict::Foreign | Verdict::Undecided => findings.push(tell(
            Finding::warning(
                "names-unchecked",
                format!(
                    "nothing proves that the codes are {}: {}",
                    units.system, found.evidence
                ),
            )
            .remedy("name the column of the units' names with `name`, or the system with `system`"),
        )),
    }
    Ok(Some(found))
}

/// Follows bridge or lineage.
fn ways(work: &Work, codes: &[Option<&Code>], findings: &mut Vec<Finding>) -> Result<Vec<Way>> {
    let Work { units, spec, .. } = work;
    let none = || Way::Nowhere("the row has no code".into());
    if let Some(spec) = &spec.bridge {
        let own: BTreeSet<&Code> = codes.iter().copied().flatten().collect();
        let targets = bridge::read(work, spec, &own, findings)?;
        let way = |code: &Code| match targets
            .get(code)
            .map(|to| to.iter().collect::<Vec<_>>())
            .as_deref()
        {
            None | Some([]) => Way::Nowhere("the bridge does not have this code".into()),
            Some([only]) => Way::To((*only).clone()),
            Some(several) => Way::Fork(format!(
                "the bridge leads to {}",
                list(several.iter().copied())
            )),
        };
        return Ok(codes
            .iter()
            .map(|code| code.map_or_else(none, way))
            .collect());
    }
    let Some(path) = &work.codes.lineage else {
        return Ok(codes
            .iter()
            .map(|code| code.map_or_else(none, |code| Way::To(code.clone())))
            .collect());
    };
    let lineage = lineage::read(&work.base.join(path))?;
    let known = |code: &Code| units.position(code.as_str()).is_some();
    let mut moved = 0;
    let mut way = |code: &Code| match lineage.follow(code, units.system, spec.vintage, &known) {
        Heir::Unchanged => Way::To(code.clone()),
        Heir::Renamed(new) => {
            moved += 1;
            Way::To(new)
        }
        Heir::Split(into) => Way::Fork(format!("the unit was split into {}", list(into.iter()))),
    };
    let ways = codes
        .iter()
        .map(|code| code.map_or_else(none, &mut way))
        .collect();
    findings.push(
        Finding::info(
            "lineage",
            format!("{moved} codes were followed to newer ones"),
        )
        .file(&work.table.source),
    );
    Ok(ways)
}

fn list<'a>(codes: impl Iterator<Item = &'a Code>) -> String {
    few(&codes.map(Code::to_string).collect::<Vec<_>>())
}

/// Why no row has a code of the layer.
fn nothing(work: &Work, codes: &[Option<&Code>]) -> Error {
    let Work {
        units, table, spec, ..
    } = work;
    let fault = |what: String| Error::input(what).file(&table.source).column(title(work));
    let Some(first) = codes.iter().flatten().next() else {
        return fault("no row has a code".into())
            .remedy("name the column of the code, or join by `name`");
    };
    let level = units.level.as_str();
    let length = first.as_str().len();
    let said = format!(
        "no row has a code of the layer's {} units of level {level}",
        units.codes.len()
    );
    if spec.bridge.is_some() {
        return fault(format!("{said}, even through the bridge"))
            .remedy("check that the bridge leads from this table's codes to the layer's");
    }
    match units.system.level(length) {
        Some(own) if own != units.level => {
            fault(format!("{said}: {first} is the code of a {}", own.as_str()))
                .remedy(format!("set level = \"{}\" for this table", own.as_str()))
        }
        None if units.system.length(units.level).is_some() => fault(format!(
            "{said}: {first} has {length} digits, which no code has; digits may be lost"
        ))
        .remedy("keep the column as text where it was exported, or join by `name`"),
        _ => fault(format!(
            "{said}: the table has {first}, the layer {}",
            list(units.codes.iter().take(1))
        ))
        .remedy("give the table of the layer's own region and code system, or a `bridge`"),
    }
}

/// Refuses a join whose names contradict too often.
fn refuse(
    work: &Work,
    by_code: usize,
    contradictions: Vec<String>,
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
        "{} of the {by_code} rows whose code is in the layer bear another name there, so the codes are of another vintage or system, or out of step{ground}: {}",
        contradictions.len(),
        few(&contradictions)
    ))
    .file(&work.table.source)
    .column(title(work))
    .remedy("give the table with the layer's codes, a `bridge`, or a `lineage` under [codes]; leave `code` out to join by `name`"))
}
