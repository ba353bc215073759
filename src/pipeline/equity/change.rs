//! How evenly money lies now, and would lie after the allocation.

use super::groups::{self, Groups};
use super::sheets::weighed;
use super::subject::Subject;
use super::{Before, found};
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::study::{Equity, Language};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::welfare::equity::Measure;

const FINE: usize = 6;

/// A measure before and after.
pub struct Change {
    now: found::Row,
    planned: found::Row,
}

/// Money of villages, a head where people weigh and are known, by every measure; none where no village has any. Villages count where both are known.
pub fn change(
    spec: &Equity,
    before: &Before,
    money: &crate::pipeline::synergy::Money,
    areas: &[Option<u32>],
    measures: &[Measure],
    findings: &mut Vec<Finding>,
) -> Option<Vec<Change>> {
    let n = areas.len();
    let people = before.inputs.population.as_deref();
    let people = people.filter(|_| spec.weight == "population");
    let weight = |v: usize| match people {
        None => Some(1.0),
        Some(people) => people[v].filter(|people| *people > 0.0),
    };
    let both = |v: usize| money.now[v].is_some() && money.planned[v].is_some();
    let subject = |money: &[Option<f64>], column: &str| Subject {
        column: column.into(),
        year: None,
        level: Level::Village,
        witness: (0..n as u32).collect(),
        x: (0..n)
            .map(|v| {
                money[v]
                    .filter(|_| both(v))
                    .map(|own| own / weight(v).unwrap_or(1.0))
            })
            .collect(),
        w: (0..n).map(weight).collect(),
        rank: before.need.map(|need| ("need".to_owned(), need.to_vec())),
        falling: true,
    };
    let now = subject(&money.now, "money_now");
    let planned = subject(&money.planned, "money_planned");
    let unknown = (0..n).filter(|&v| !both(v)).count();
    if unknown > 0 {
        findings.push(Finding::info(
            "equity-money",
            format!("{unknown} villages have placements without a known budget, and are left out of the evenness of money"),
        ));
    }
    let some = |subject: &Subject| subject.x.iter().flatten().any(|x| *x > 0.0);
    if !some(&now) && !some(&planned) {
        return None;
    }
    let mut ignored = Vec::new();
    let groups: Vec<Groups> = groups::of(spec, &now, before.inputs, areas, &mut ignored);
    let every = |subject: &Subject| {
        let mut rows = found::every(measures, subject, &groups);
        rows.extend(found::concentrated(subject));
        rows
    };
    let pairs = every(&now).into_iter().zip(every(&planned));
    Some(
        pairs
            .map(|(now, planned)| Change { now, planned })
            .collect(),
    )
}

pub fn sheet(spec: &Equity, rows: &[Change], language: Language) -> Sheet {
    let weight = match spec.weight.as_str() {
        "population" => weighed(spec, language),
        _ => pick(
            language,
            "setiap desa berbobot sama",
            "every village weighs the same",
        )
        .to_owned(),
    };
    let method = match language {
        Language::Id => format!(
            "Pemerataan uang program per orang (per desa bila penduduk tidak membobot) sekarang (now) dan menurut alokasi (planned), dari tabel allocation; {weight}. Ukuran seperti pada tabel equity; concentration menurut kebutuhan: di bawah 0 bila uang lebih banyak pada yang paling membutuhkan."
        ),
        Language::En => format!(
            "Evenness of programme money a head (a village where people do not weigh) now and by the allocation (planned), from table allocation; {weight}. Measures as in table equity; concentration by need: below 0 where the neediest have more than their share."
        ),
    };
    let rows = || rows.iter();
    let of = |get: fn(&found::Row) -> Option<f64>| {
        (
            rows().map(move |row| get(&row.now)),
            rows().map(move |row| get(&row.planned)),
        )
    };
    let (value_now, value_planned) = of(|row| row.value);
    let (between_now, between_planned) = of(|row| row.between);
    let (within_now, within_planned) = of(|row| row.within);
    let moved = rows().map(|row| Some(row.planned.value? - row.now.value?));
    let why = |row: &Change| row.now.why.or(row.planned.why).unwrap_or_default();
    Sheet::new("equity_change", method, language)
        .text("measure", rows().map(|row| &row.now.measure))
        .number("epsilon", "", FINE, rows().map(|row| row.now.epsilon))
        .text("by", rows().map(|row| &row.now.by))
        .number("value_now", "", FINE, value_now)
        .number("value_planned", "", FINE, value_planned)
        .number("change", "", FINE, moved)
        .number("between_now", "", FINE, between_now)
        .number("between_planned", "", FINE, between_planned)
        .number("within_now", "", FINE, within_now)
        .number("within_planned", "", FINE, within_planned)
        .count("n", rows().map(|row| Some(row.now.n)))
        .count("without_value", rows().map(|row| Some(row.now.missing)))
        .count("without_weight", rows().map(|row| Some(row.now.unweighted)))
        .text("undefined", rows().map(why))
        .labelled(pick(language, "Mengapa tanpa nilai", "Why without a value").to_owned())
}
