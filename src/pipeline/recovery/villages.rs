//! `recovery_villages`: what each village is to the comparison, a row a village in the order of the layer.

use super::{Ready, sheets};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Inputs;
use crate::welfare::impact::Told;

/// The words of `recovery_group`, in the order of legends.
pub const GROUPS: [&str; 4] = ["treated", "neighbour", "control", "not compared"];

/// One village.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Line {
    group: &'static str,
    /// Why it is not compared, or not with matches; empty where it is.
    reason: &'static str,
    /// What it weighs among matches.
    weight: Option<f64>,
    /// Waves that its change is between.
    between: Option<[usize; 2]>,
    change: Option<f64>,
}

const ABSENT: Line = Line {
    group: GROUPS[3],
    reason: "no row in the panel",
    weight: None,
    between: None,
    change: None,
};

/// The table; `exposed` holds n waves from which a neighbour is treated, where neighbours are looked at.
pub fn sheet(
    inputs: &Inputs,
    ready: &Ready,
    told: &Told,
    exposed: Option<&[Option<usize>]>,
    language: Language,
) -> Sheet {
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let exposed = |unit: usize| exposed.and_then(|exposed| exposed[unit]);
    let mut lines = vec![ABSENT; n];
    let matching = matching(ready, told);
    let own = ready.units.iter().zip(matching).enumerate();
    for (at, (&unit, matching)) in own {
        lines[unit as usize] = line(ready, at, exposed(unit as usize), matching);
    }
    let waves = ready.years.len();
    let year = |wave: Option<usize>| wave.and_then(|wave| ready.years.get(wave).copied());
    let outcome = ready.outcomes.first().map_or("", |(name, _)| name.as_str());
    let unit = ready.spec.units.get(outcome).map_or("", String::as_str);
    let unit = match unit {
        "" => String::new(),
        unit => format!(" ({unit})"),
    };
    let change = match language {
        Language::Id => format!("Perubahan {outcome}{unit}"),
        Language::En => format!("Change of {outcome}{unit}"),
    };
    let between = |end: usize| {
        let ends = lines.iter().map(move |line| line.between);
        ends.map(move |ends| year(ends.map(|ends| ends[end])))
    };
    Sheet::new("recovery_villages", method(language), language)
        .text("code", layer.codes.iter().map(|code| code.as_str()))
        .text(
            "name",
            (0..n).map(|unit| layer.names.get(unit).map_or("", String::as_str)),
        )
        .text("recovery_group", lines.iter().map(|line| line.group))
        .text("recovery_reason", lines.iter().map(|line| line.reason))
        .year("recovery_start", ready.first.iter().copied())
        .year(
            "recovery_exposed",
            (0..n).map(|unit| year(exposed(unit).filter(|wave| *wave < waves))),
        )
        .number(
            "recovery_weight",
            "",
            6,
            lines.iter().map(|line| line.weight),
        )
        .year("recovery_from", between(0))
        .year("recovery_to", between(1))
        .significant(
            "recovery_change",
            sheets::DIGITS,
            lines.iter().map(|line| line.change),
        )
        .labelled(change)
}

/// What came of matching to each of m villages: its weight, and why a treated one has none; nothing where nobody is matched.
fn matching(ready: &Ready, told: &Told) -> Vec<Option<(f64, &'static str)>> {
    let m = ready.units.len();
    if !matches!(told.alike, Some(Ok(_))) {
        return vec![None; m];
    }
    let mut found = vec![(0.0, ""); m];
    for cohort in &told.matches {
        for one in &cohort.matches {
            found[one.treated as usize].0 = 1.0;
            for (control, _) in &one.controls {
                found[*control as usize].0 += 1.0 / one.controls.len() as f64;
            }
        }
        for (units, why) in [
            (&cohort.alone, "nobody near enough"),
            (&cohort.unknown, "a value is missing"),
        ] {
            for &unit in units {
                found[unit as usize].1 = why;
            }
        }
    }
    found.into_iter().map(Some).collect()
}

/// The village at a position of the panel.
fn line(
    ready: &Ready,
    at: usize,
    exposed: Option<usize>,
    matching: Option<(f64, &'static str)>,
) -> Line {
    let waves = ready.years.len();
    let start = ready.start[at].filter(|start| *start < waves);
    let (group, since) = match (start, exposed.filter(|wave| *wave < waves)) {
        (Some(start), _) if start > 0 => (GROUPS[0], start),
        (Some(_), _) => {
            return Line {
                reason: "treated in the first year",
                ..ABSENT
            };
        }
        (None, Some(0)) => {
            return Line {
                reason: "neighbour treated in the first year",
                ..ABSENT
            };
        }
        (None, Some(wave)) => (GROUPS[1], wave),
        (None, None) => (GROUPS[2], first(ready)),
    };
    let between = [since.saturating_sub(1), waves - 1];
    let outcome = ready.outcomes.first().map(|(_, values)| values.as_slice());
    let value = |wave: usize| outcome.and_then(|values| values[at * waves + wave]);
    let change = value(between[0])
        .zip(value(between[1]))
        .map(|(before, after)| after - before);
    let (weight, why) = match matching.filter(|_| group != GROUPS[1]) {
        Some((weight, why)) => (Some(weight), why),
        None => (None, ""),
    };
    Line {
        group,
        reason: match change {
            None if why.is_empty() => "a value is missing",
            _ => why,
        },
        weight,
        between: Some(between),
        change,
    }
}

/// The first wave at which any village starts after the first year.
fn first(ready: &Ready) -> usize {
    let starts = ready.start.iter().flatten();
    let starts = starts.filter(|start| (1..ready.years.len()).contains(start));
    starts.copied().min().unwrap_or(0)
}

fn method(language: Language) -> String {
    pick(
        language,
        "Kedudukan tiap desa dalam perbandingan: treated (desa program), neighbour (bertetangga dengan desa program, dihitung tersendiri), control (desa pembanding), \
         not compared (tidak dibandingkan, dengan sebabnya; nilai hasil yang kosong juga disebut). recovery_weight: bobot dalam perbandingan dengan padanan, 0 bila tidak terpilih. recovery_exposed: tahun \
         sejak ada tetangga yang mendapat program. recovery_change: nilai hasil pertama pada tahun terakhir dikurangi nilai pada tahun sebelum mulai (pada pembanding: \
         sebelum program pertama mulai). Perubahan satu desa bukan dampak program; dampak ada di tabel recovery.",
        "What each village is to the comparison: treated (with the programme), neighbour (beside a village with it, counted apart), control (compared with), not compared \
         (with the reason; a missing value of the outcome is one too). recovery_weight: its weight in the comparison with matches, 0 where it is not chosen. recovery_exposed: the year from which a neighbour has the \
         programme. recovery_change: the first outcome in the last year less that in the year before the start (of those compared with: before the first start of any). The \
         change of one village is no effect of the programme; effects are in the table recovery.",
    )
    .to_owned()
}
