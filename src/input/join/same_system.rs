//! Whether a table speaks the layer's code system.

use super::attach::Work;
use crate::base::code::System;
use crate::base::code::detect::{Detection, Known, Verdict, detect};
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::study::CodeSystem;
use crate::error::{Error, Result};

/// The end of a remedy, for tables that names can join.
pub const BY_NAME: &str = "; or leave `code` out and join by `name` and `parents`";

/// The code column, or the columns that make it.
pub(super) fn title(work: &Work) -> String {
    work.spec
        .code
        .as_ref()
        .map_or(String::new(), |code| code.columns().join(" + "))
}

/// Refuses another system than the layer's; what was detected, unless the study says.
pub(super) fn check<'a>(
    work: &'a Work,
    codes: &[Option<&Code>],
    name: &dyn Fn(usize) -> Option<&'a str>,
    findings: &mut Vec<Finding>,
) -> Result<Option<Detection>> {
    let Work {
        units, table, spec, ..
    } = work;
    let other = |found: &str, evidence: &str| {
        Err(Error::input(format!(
            "the codes are {found}, the layer's are {} ({evidence})",
            units.system
        ))
        .file(&table.source)
        .column(title(work))
        .remedy(
            "name a table that leads from these codes to the layer's, bridge = \"FILE\"".to_owned()
                + BY_NAME,
        ))
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
