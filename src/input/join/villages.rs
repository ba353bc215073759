//! Features to villages: codes canonical, distinct and sorted, their system known.

use super::columns::{few, texts, usual};
use crate::base::code::detect::{Verdict, detect};
use crate::base::code::{System, canonical, canonical_at};
use crate::base::finding::Finding;
use crate::base::model::{Code, Features, Layer, Level};
use crate::base::privacy;
use crate::base::study::{Boundaries, CodeSystem};
use crate::error::{Error, Result};
use geo::MultiPolygon;
use polars::prelude::IdxCa;
use std::collections::BTreeMap;

const WHOLE_CODE: &str = "name the column of the full village code, or set system = \"other\" with `digits` under [boundaries]";

/// The villages of a study and the system of their codes.
#[derive(Debug, Clone)]
pub struct Villages {
    /// n villages, ascending by code.
    pub layer: Layer,
    /// The system.
    pub system: System,
}

/// Makes villages of n features, whatever their order.
///
/// An error: no feature, no such column, a feature without code, a code of the wrong length, a code that stands twice.
pub fn villages(
    mut features: Features,
    spec: &Boundaries,
    findings: &mut Vec<Finding>,
) -> Result<Villages> {
    let file = features.source.clone();
    let fault = |what: String| Error::input(what).file(&file).column(&spec.code);
    if features.geometry.is_empty() {
        return Err(Error::input("the layer holds no feature")
            .file(&file)
            .remedy("give a layer with the villages' polygons"));
    }
    let raw = texts(&features.attributes, &spec.code, &file)?;
    if let Some(row) = raw.iter().position(Option::is_none) {
        return Err(fault("the feature has no code".into())
            .row(row + 1)
            .remedy("give every village its code, or take the feature out"));
    }
    let raw: Vec<String> = raw.into_iter().flatten().collect();
    let title = spec
        .name
        .clone()
        .or_else(|| usual(&features.attributes, Level::Village));
    let names = match &title {
        Some(title) => texts(&features.attributes, title, &file)?,
        None => vec![None; raw.len()],
    };
    let system = system(&raw, &names, spec, &file, findings)?;
    let mut repaired = 0;
    let mut codes: Vec<Code> = Vec::with_capacity(raw.len());
    for (i, raw) in raw.iter().enumerate() {
        let Some(parsed) = canonical_at(raw, system, Level::Village) else {
            let what = "the code has lost digits to an exponent, or holds none";
            return Err(fault(what.into())
                .row(i + 1)
                .remedy("keep the column as text where the layer was exported; a code that only looks like an exponent needs system = \"other\" under [boundaries]"));
        };
        repaired += usize::from(parsed.repaired);
        codes.push(parsed.code);
    }
    if repaired > 0 {
        let what =
            format!("{repaired} codes had lost leading zeros in their parts; they were put back");
        findings.push(
            Finding::info("code-repaired", what)
                .file(&file)
                .column(&spec.code),
        );
    }
    check_lengths(&codes, &raw, system, &spec.code)
        .map_err(|what| fault(what).remedy(WHOLE_CODE))?;
    let mut order: Vec<usize> = (0..codes.len()).collect();
    order.sort_by(|&a, &b| codes[a].cmp(&codes[b]));
    check_distinct(&codes, &order, &spec.code).map_err(|what| {
        fault(what).remedy("a village is one feature: dissolve its parts, or drop the copies")
    })?;
    if let (Some(title), None) = (&title, &spec.name) {
        let what = format!("column {title} is taken for the villages' names");
        findings.push(
            Finding::info("column-recognised", what)
                .file(&file)
                .column(title),
        );
    }
    let geometry = &mut features.geometry;
    let indices: IdxCa = order
        .iter()
        .map(|&i| Some(i as polars::prelude::IdxSize))
        .collect();
    let layer = Layer {
        geometry: order
            .iter()
            .map(|&i| std::mem::replace(&mut geometry[i], MultiPolygon::new(Vec::new())))
            .collect(),
        names: match title {
            Some(_) => order
                .iter()
                .map(|&i| names[i].clone().unwrap_or_default())
                .collect(),
            None => Vec::new(),
        },
        attributes: features.attributes.take(&indices)?,
        rows: order.iter().map(|&i| i + 1).collect(),
        codes: order.into_iter().map(|i| codes[i].clone()).collect(),
        source: features.source,
        crs: features.crs,
        measure: features.measure,
    };
    Ok(Villages { layer, system })
}

fn system(
    raw: &[String],
    names: &[Option<String>],
    spec: &Boundaries,
    file: &std::path::Path,
    findings: &mut Vec<Finding>,
) -> Result<System> {
    let told = match spec.system {
        CodeSystem::Kemendagri => Some(System::Kemendagri),
        CodeSystem::Bps => Some(System::Bps),
        CodeSystem::Other => {
            let ascending = spec.digits.filter(|[p, r, d]| 0 < *p && p <= r && r <= d);
            return ascending.map(|digits| System::Other { digits }).ok_or_else(|| {
                Error::study("system = \"other\" needs `digits`, three ascending numbers")
                    .file(file)
                    .remedy("set under [boundaries] how many leading characters name province, regency and district, such as digits = [2, 4, 6]")
            });
        }
        CodeSystem::Auto => None,
    };
    let named = raw.iter().zip(names);
    let (codes, names): (Vec<Code>, Vec<Option<&str>>) = named
        .filter_map(|(raw, name)| Some((canonical(raw)?, name.as_deref())))
        .unzip();
    let codes: Vec<&str> = codes.iter().map(Code::as_str).collect();
    let found = detect(&codes, Some(&names), Level::Village, &spec.code, None);
    if let Some(told) = told {
        if let Verdict::Is(seen) = found.verdict
            && seen != told
        {
            let what = format!(
                "codes are taken for {told} as told, but look like {seen}: {}",
                found.evidence
            );
            findings.push(
                Finding::warning("code-system", what)
                    .file(file)
                    .column(&spec.code)
                    .remedy("check the system that is named; districts are wrong under the other"),
            );
        }
        return Ok(told);
    }
    let whole = |code: &&&str| code.len() == 10 && code.bytes().all(|b| b.is_ascii_digit());
    let ten = codes.iter().filter(whole).count() * 2 > codes.len();
    let kinds = codes
        .iter()
        .filter(|code| matches!(code.as_bytes().get(6), Some(b'1'..=b'3')))
        .count();
    let (system, evidence, sure) = match found.verdict {
        Verdict::Is(system) => (system, found.evidence, true),
        Verdict::Foreign if !ten => {
            return Err(Error::input(found.evidence)
                .file(file)
                .column(&spec.code)
                .remedy(WHOLE_CODE));
        }
        // In a layer of BPS codes some villages have another seventh digit: seven of ten do.
        _ => {
            let evidence = format!(
                "the seventh digit is 1, 2 or 3 in {kinds} of {} codes",
                codes.len()
            );
            let all = kinds == codes.len() && codes.len() >= 30;
            (System::Kemendagri, evidence, all)
        }
    };
    let what = format!("codes are taken for {system}: {evidence}");
    let finding = match sure {
        true => Finding::info("code-system", what),
        false => Finding::warning("code-system", what).remedy("set `system` under [boundaries]"),
    };
    findings.push(finding.file(file).column(&spec.code));
    Ok(system)
}

fn check_lengths(
    codes: &[Code],
    raw: &[String],
    system: System,
    column: &str,
) -> Result<(), String> {
    let wrong = |code: &Code| match system {
        System::Other { .. } => system.parent(code, Level::District).is_none(),
        _ => {
            let digits = code.as_str().bytes().all(|b| b.is_ascii_digit());
            !digits || system.length(Level::Village) != Some(code.as_str().len())
        }
    };
    let rows: Vec<String> = (0..codes.len())
        .filter(|&i| wrong(&codes[i]))
        .map(|i| format!("row {} {}", i + 1, privacy::described(&raw[i], column)))
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    Err(format!(
        "{} codes are no village codes ({system}): {}",
        rows.len(),
        few(&rows)
    ))
}

fn check_distinct(codes: &[Code], order: &[usize], column: &str) -> Result<(), String> {
    let mut rows: BTreeMap<&Code, Vec<usize>> = BTreeMap::new();
    for pair in order
        .windows(2)
        .filter(|pair| codes[pair[0]] == codes[pair[1]])
    {
        let rows = rows.entry(&codes[pair[0]]).or_default();
        if rows.is_empty() {
            rows.push(pair[0] + 1);
        }
        rows.push(pair[1] + 1);
    }
    if rows.is_empty() {
        return Ok(());
    }
    let list: Vec<String> = rows
        .iter()
        .map(|(code, rows)| {
            let code = privacy::described(code.as_str(), column);
            format!("{code} in rows {rows:?}")
        })
        .collect();
    Err(format!(
        "{} codes stand more than once: {}",
        list.len(),
        few(&list)
    ))
}

#[cfg(test)]
pub(super) mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::model::Measure;
    use polars::df;

    pub(in super::super) fn features(codes: &[Option<&str>], names: &[&str]) -> Features {
        let n = codes.len();
        Features {
            source: "desa.geojson".into(),
            geometry: vec![MultiPolygon::new(Vec::new()); n],
            attributes: df!("kode" => codes, "nama" => names, "kec" => vec!["Semau"; n]).unwrap(),
            crs: None,
            measure: Measure::Geodesic,
        }
    }

    pub(in super::super) fn spec(text: &str) -> Boundaries {
        toml::from_str(&format!("path = 'desa.geojson'\ncode = 'kode'\n{text}")).unwrap()
    }

    #[test]
    fn sorted_with_names_and_rows() {
        let features = features(
            &[Some("53.01.04.2004"), Some("53.01.04.2003")],
            &["Otan", "Bokonusan"],
        );
        let mut findings = Vec::new();
        let villages = villages(features, &spec(""), &mut findings).unwrap();
        assert_eq!(villages.system, System::Kemendagri);
        assert_eq!(villages.layer.codes[0].as_str(), "5301042003");
        assert_eq!(villages.layer.names, ["Bokonusan", "Otan"]);
        assert_eq!(villages.layer.rows, [2, 1]);
        assert!(
            findings
                .iter()
                .any(|f| f.check == "code-system" && f.what.contains("2 of 2 names")),
            "{findings:?}"
        );
    }

    #[test]
    fn faults_are_named() {
        let fault = |codes: &[Option<&str>], text: &str| {
            let names = vec!["x"; codes.len()];
            villages(features(codes, &names), &spec(text), &mut Vec::new())
                .unwrap_err()
                .to_string()
        };
        assert!(fault(&[], "").contains("no feature"));
        assert!(
            fault(&[Some("5301042003"), Some(" ")], "").contains("row 2: the feature has no code")
        );
        let twice = fault(
            &[
                Some("53.01.04.2003"),
                Some("5301042004"),
                Some("5301042003.0"),
            ],
            "",
        );
        assert!(twice.contains("5301042003 in rows [1, 3]"), "{twice}");
        let short = fault(
            &[Some("5301042003"), Some("5301042004"), Some("530104")],
            "",
        );
        assert!(short.contains("row 3 530104"), "{short}");
        assert!(fault(&[Some("5301")], "").contains("which no village code has"));
        for system in ["kemendagri", "bps"] {
            let text = format!("system = '{system}'");
            let letters = fault(&[Some("5301042003"), Some("53010420A4")], &text);
            assert!(letters.contains("row 2 53010420A4"), "{letters}");
            assert!(fault(&[Some("5.3E+09")], &text).contains("lost digits to an exponent"));
        }
        let person = fault(
            &[Some("5301042003"), Some("5301042001880001")],
            "system = 'bps'",
        );
        assert!(
            person.contains("row 2 a value of 16 characters"),
            "{person}"
        );
        assert!(fault(&[Some("a1")], "system = 'other'").contains("digits"));
        let mut missing = spec("");
        missing.code = "kod".into();
        let missing = villages(
            features(&[Some("5301042003")], &["x"]),
            &missing,
            &mut Vec::new(),
        )
        .unwrap_err();
        assert!(missing.to_string().contains("name one of: kode; kec; nama"));
    }

    #[test]
    fn codes_of_another_system_stay_text() {
        let codes = [Some("2E9"), Some("1E5"), Some("00.7")];
        let spec = spec("system = 'other'\ndigits = [1, 2, 3]");
        let found = villages(features(&codes, &["a", "b", "c"]), &spec, &mut Vec::new()).unwrap();
        let codes: Vec<&str> = found.layer.codes.iter().map(Code::as_str).collect();
        assert_eq!(codes, ["00.7", "1E5", "2E9"]);
    }
}
