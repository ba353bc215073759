//! Which code system a file speaks, from the file as a whole.
//!
//! No single row tells Kemendagri from BPS. Evidence, strongest first: lengths; names under the codes of the layer, then of the
//! official list; the seventh digit (1 to 3 in Kemendagri villages, anything and mostly 0 in BPS); where contradicting names
//! live instead; the column's name; whether whole districts are there.

use crate::base::code::gazetteer::official;
use crate::base::code::name::{Agreement, Key};
use crate::base::code::sample::spread;
use crate::base::code::{System, name};
use crate::base::model::Level;
use crate::base::privacy;
use std::collections::{BTreeMap, BTreeSet};

/// What a file's codes are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Codes of this system.
    Is(System),
    /// Neither Kemendagri nor BPS.
    Foreign,
    /// The evidence does not tell.
    Undecided,
}

/// A verdict and its grounds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detection {
    /// The verdict.
    pub verdict: Verdict,
    /// The grounds in words, with counts.
    pub evidence: String,
    /// True when names stood behind the verdict.
    pub by_name: bool,
}

/// Codes and names that are known already: the layer's.
pub struct Known<'a> {
    /// Their system.
    pub system: System,
    /// Name of a code; an empty name when it has none.
    pub name: &'a dyn Fn(&str) -> Option<&'a str>,
}

/// Share of agreeing names that proves a system; at regency level BPS and Kemendagri agree on two names in three.
const AGREED: f64 = 0.8;
/// Distinct rows looked at; more do not change a share.
const SAMPLE: usize = 5_000;
/// Contradicting names looked for elsewhere.
const STRANGERS: usize = 500;

/// Finds the system of a file of m rows in any order: canonical codes, their names where the file has them, and the code column's title.
pub fn detect(
    codes: &[&str],
    names: Option<&[Option<&str>]>,
    level: Level,
    column: &str,
    known: Option<&Known>,
) -> Detection {
    let name = |i: usize| names.and_then(|names| names.get(i).copied().flatten());
    let rows: BTreeSet<Row> = codes
        .iter()
        .enumerate()
        .map(|(i, &code)| (code, name(i)))
        .collect();
    let rows = spread(rows.into_iter(), SAMPLE);
    None.or_else(|| by_known(&rows, level, known))
        .or_else(|| by_length(&rows, level))
        .or_else(|| by_official_names(&rows, level))
        .or_else(|| by_province(&rows, column, known))
        .or_else(|| by_seventh_digit(&rows, level))
        .or_else(|| by_place_of_names(&rows, level))
        .or_else(|| by_title(column))
        .or_else(|| by_whole_districts(&rows, level))
        .unwrap_or_else(|| Detection {
            verdict: Verdict::Undecided,
            evidence: "digits and column name fit both systems and there are no names to compare"
                .into(),
            by_name: false,
        })
}

type Row<'a> = (&'a str, Option<&'a str>);

fn is(system: System, evidence: String, by_name: bool) -> Option<Detection> {
    Some(Detection {
        verdict: Verdict::Is(system),
        evidence,
        by_name,
    })
}

fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

/// Names compared under codes that `lookup` knows, and how many agree.
fn compare<'a>(
    rows: &[Row],
    level: Level,
    lookup: &dyn Fn(&str) -> Option<&'a str>,
) -> (usize, usize) {
    let (mut compared, mut agreed) = (0, 0);
    for (code, name) in rows {
        if let (Some(name), Some(known)) = (name, lookup(code).filter(|known| !known.is_empty())) {
            compared += 1;
            agreed += usize::from(name::agree(name, known, level) != Agreement::Different);
        }
    }
    (compared, agreed)
}

fn by_known(rows: &[Row], level: Level, known: Option<&Known>) -> Option<Detection> {
    let known = known?;
    let (compared, agreed) = compare(rows, level, known.name);
    (compared > 0 && share(agreed, compared) >= AGREED).then_some(())?;
    is(
        known.system,
        format!("{agreed} of {compared} names agree with the layer's under the same codes"),
        true,
    )
}

fn by_length(rows: &[Row], level: Level) -> Option<Detection> {
    let of = |system: System| {
        let fits = |code: &str| {
            system.length(level) == Some(code.len()) && code.bytes().all(|b| b.is_ascii_digit())
        };
        share(
            rows.iter().filter(|(code, _)| fits(code)).count(),
            rows.len(),
        )
    };
    let (kemendagri, bps) = (of(System::Kemendagri), of(System::Bps));
    if kemendagri.max(bps) < 0.5 {
        let mut lengths: BTreeMap<usize, usize> = BTreeMap::new();
        for (code, _) in rows {
            *lengths.entry(code.chars().count()).or_default() += 1;
        }
        let commonest = lengths.into_iter().max_by_key(|&(_, count)| count);
        let length = commonest.map_or(0, |(length, _)| length);
        let level = level.as_str();
        return Some(Detection {
            verdict: Verdict::Foreign,
            evidence: format!("codes have {length} characters, which no {level} code has"),
            by_name: false,
        });
    }
    if level != Level::District {
        return None;
    }
    let (system, digits) = if bps > kemendagri {
        (System::Bps, 7)
    } else {
        (System::Kemendagri, 6)
    };
    is(
        system,
        format!("district codes have {digits} digits"),
        false,
    )
}

fn by_official_names(rows: &[Row], level: Level) -> Option<Detection> {
    let (compared, agreed) = compare(rows, level, &|code| official().name(code));
    (compared > 0 && share(agreed, compared) >= AGREED).then_some(())?;
    is(
        System::Kemendagri,
        format!(
            "{agreed} of {compared} names agree with the official Kemendagri list under the same codes"
        ),
        true,
    )
}

fn by_province(rows: &[Row], column: &str, known: Option<&Known>) -> Option<Detection> {
    let fits = |code: &str| {
        known.is_some_and(|known| (known.name)(code).is_some())
            || code
                .get(..2)
                .is_some_and(|province| official().name(province).is_some())
    };
    let strange: Vec<&str> = rows
        .iter()
        .map(|row| row.0)
        .filter(|code| !fits(code))
        .collect();
    let such = privacy::described(strange.first()?, column);
    let count = strange.len();
    (share(count, rows.len()) > 0.5).then(|| Detection {
        verdict: Verdict::Foreign,
        evidence: format!(
            "{count} of {} codes start with no province's number, such as {such}",
            rows.len()
        ),
        by_name: false,
    })
}

fn by_seventh_digit(rows: &[Row], level: Level) -> Option<Detection> {
    if level != Level::Village {
        return None;
    }
    let kind = |code: &str| matches!(code.as_bytes().get(6), Some(b'1'..=b'3'));
    let other = rows.iter().filter(|(code, _)| !kind(code)).count();
    (share(other, rows.len()) > 0.05).then_some(())?;
    is(
        System::Bps,
        format!(
            "the seventh digit is not 1, 2 or 3 in {other} of {} codes, as it is in every Kemendagri village",
            rows.len()
        ),
        false,
    )
}

/// Names that contradict the official list: do they belong to other codes nearby?
fn by_place_of_names(rows: &[Row], level: Level) -> Option<Detection> {
    let mut compared = 0;
    let mut strangers: Vec<(&str, Key)> = Vec::new();
    for &(code, said) in rows {
        let Some((said, official)) = said.zip(official().name(code)) else {
            continue;
        };
        compared += 1;
        if name::agree(said, official, level) == Agreement::Different {
            strangers.push((code, Key::new(said, level)));
        }
    }
    if strangers.len() < 3 || 1.0 - share(strangers.len(), compared) >= AGREED {
        return None;
    }
    let said = format!(
        "{} of {compared} names contradict the official Kemendagri list under the same codes",
        strangers.len()
    );
    let strangers = spread(strangers.into_iter(), STRANGERS);
    let sorted: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    let position: BTreeMap<&str, i64> = sorted
        .iter()
        .zip(0..)
        .map(|(&code, at)| (code, at))
        .collect();
    let mut near = 0;
    let mut steps: BTreeMap<i64, usize> = BTreeMap::new();
    let scope = if level == Level::Village { 6 } else { 2 };
    for (code, key) in &strangers {
        let mut peers = official().within(code.get(..scope).unwrap_or_default(), code.len());
        if let Some((own, _)) =
            peers.find(|(_, peer)| key.agree(&Key::new(peer, level)) == Agreement::Same)
        {
            near += 1;
            if let (Some(here), Some(there)) = (position.get(code), position.get(own)) {
                *steps.entry(there - here).or_default() += 1;
            }
        }
    }
    let looked = strangers.len();
    let in_step = steps
        .values()
        .max()
        .is_some_and(|&most| share(most, looked) >= 0.5);
    if in_step || level == Level::Village && share(near, looked) >= 0.3 {
        let evidence = format!(
            "{said}, and {near} of {looked} belong to other codes close by: rows out of step, or another vintage"
        );
        return is(System::Kemendagri, evidence, true);
    }
    let place = if level == Level::Village {
        "village of the same district"
    } else {
        "code of the same province"
    };
    is(
        System::Bps,
        format!("{said}, and {near} of {looked} belong to another {place}, as in BPS tables"),
        true,
    )
}

fn by_title(column: &str) -> Option<Detection> {
    let title = column.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| title.contains(word));
    let system = if says(&["bps"]) {
        System::Bps
    } else if says(&["dagri", "kdepum", "permendagri"]) {
        System::Kemendagri
    } else {
        return None;
    };
    is(system, format!("the column is called {column}"), false)
}

fn by_whole_districts(rows: &[Row], level: Level) -> Option<Detection> {
    if level != Level::Village {
        return None;
    }
    let own: BTreeSet<&str> = rows.iter().map(|row| row.0).collect();
    let districts: BTreeSet<&str> = own.iter().filter_map(|code| code.get(..6)).collect();
    let desa = districts
        .iter()
        .flat_map(|district| official().within(district, 10))
        .filter(|(code, _)| code.as_bytes()[6] == b'2');
    let (mut all, mut held) = (0, 0);
    for (code, _) in desa {
        all += 1;
        held += usize::from(own.contains(code));
    }
    (all > 0 && share(held, all) >= 0.8).then_some(())?;
    is(
        System::Kemendagri,
        format!(
            "{held} of the {all} official desa of the {} districts are there",
            districts.len()
        ),
        false,
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names<'a>(names: &[&'a str]) -> Vec<Option<&'a str>> {
        names.iter().map(|&name| Some(name)).collect()
    }

    #[test]
    fn regency_names_decide() {
        let codes = ["1101", "1102", "1103", "1104", "1105"];
        let bps = names(&[
            "Simeulue",
            "Aceh Singkil",
            "Aceh Selatan",
            "Aceh Tenggara",
            "Aceh Timur",
        ]);
        let found = detect(&codes, Some(&bps), Level::Regency, "kode", None);
        // Aceh is numbered in step from 1103 on, so its first five rows look shifted; either way they are not joined.
        assert!(
            found.evidence.starts_with("5 of 5 names contradict"),
            "{found:?}"
        );
        let dagri = names(&[
            "Kab. Aceh Selatan",
            "ACEH TENGGARA",
            "Aceh Timur",
            "Aceh Tengah",
            "Aceh Barat",
        ]);
        let found = detect(&codes, Some(&dagri), Level::Regency, "kode", None);
        assert_eq!(found.verdict, Verdict::Is(System::Kemendagri));
    }

    #[test]
    fn the_order_of_rows_never_shows() {
        let list: Vec<(&str, &str)> = official()
            .within("53", 10)
            .chain(official().within("33", 10))
            .collect();
        assert!(list.len() > SAMPLE * 2);
        // Every second village bears its neighbour's name.
        let row = |i: usize| (list[i].0, Some(list[i - i % 2].1));
        let found = |order: &[usize]| {
            let (codes, names): (Vec<&str>, Vec<Option<&str>>) =
                order.iter().map(|&i| row(i)).unzip();
            detect(&codes, Some(&names), Level::Village, "kode", None)
        };
        let forth: Vec<usize> = (0..list.len()).collect();
        let back: Vec<usize> = forth.iter().rev().copied().collect();
        let halves: Vec<usize> = forth
            .iter()
            .step_by(2)
            .chain(forth.iter().skip(1).step_by(2))
            .copied()
            .collect();
        assert!(found(&forth).evidence.contains("names"));
        assert_eq!(found(&forth), found(&back));
        assert_eq!(found(&forth), found(&halves));
    }

    #[test]
    fn without_names() {
        let village =
            |codes: &[&str], column| detect(codes, None, Level::Village, column, None).verdict;
        assert_eq!(
            village(&["5301021005", "5301020006"], "kode"),
            Verdict::Is(System::Bps)
        );
        assert_eq!(
            village(&["5301072002", "5302011005"], "kode_bps"),
            Verdict::Is(System::Bps)
        );
        assert_eq!(
            village(&["5301072002", "5302011005"], "kode"),
            Verdict::Undecided
        );
        assert_eq!(
            village(&["0101072002", "0102011005"], "kode"),
            Verdict::Foreign
        );
        assert_eq!(village(&["5301", "5302"], "kode"), Verdict::Foreign);
        let district: Vec<_> = official()
            .within("530107", 10)
            .map(|(code, _)| code)
            .collect();
        assert_eq!(village(&district, "kode"), Verdict::Is(System::Kemendagri));
        assert_eq!(
            detect(&["5301021"], None, Level::District, "x", None).verdict,
            Verdict::Is(System::Bps)
        );
    }
}
