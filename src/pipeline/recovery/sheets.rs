//! Recovery as tables: `recovery`, `recovery_events`, `recovery_balance`, `recovery_matches`, `recovery_spillover`.

use crate::base::study::Language;
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::welfare::impact::{
    Answer, Comparison, Covariates, Effect, Method, Row, Rule, Told as Of,
};
use std::collections::BTreeMap;

/// Digits of effects and errors, whose units may be anything.
pub(super) const DIGITS: usize = 6;

pub use super::facts::picture;

/// How it was asked, for the words about the method.
pub struct Asked {
    /// How villages were matched.
    pub rule: Option<Rule>,
    /// What matches stay within.
    pub exact: Option<String>,
    /// What the clusters are.
    pub cluster: String,
    /// Whether those that start later are compared with.
    pub later: bool,
    /// Draws of the bootstrap.
    pub draws: usize,
}

/// An answer with the names of what it is about.
pub struct Told<'a> {
    /// What was found.
    pub answer: &'a Answer,
    /// T years.
    pub years: &'a [i32],
    /// m waves of the start.
    pub start: &'a [Option<usize>],
    /// Outcomes.
    pub outcomes: &'a [String],
    /// Units of outcomes, where they are known.
    pub units: &'a BTreeMap<String, String>,
    /// What villages were matched on.
    pub covariates: Option<&'a Covariates>,
    /// m codes.
    pub codes: &'a [String],
    /// m names.
    pub names: &'a [String],
    /// Language of what people read.
    pub language: Language,
    /// How it was asked.
    pub asked: Asked,
}

/// The comparisons of an outcome, first with everybody, then with villages alike.
pub fn both(of: &Of, outcome: usize) -> impl Iterator<Item = (bool, &Comparison)> {
    let alike = of.alike.as_ref().and_then(|alike| alike.as_ref().ok());
    let alike = alike.map(|alike| (true, &alike[outcome]));
    std::iter::once((false, &of.all[outcome])).chain(alike)
}

/// Every table that has rows to hold.
pub fn all(told: &Told) -> Vec<Sheet> {
    let mut sheets = vec![
        effects("recovery", &told.answer.treated, told),
        events(told),
    ];
    if told.covariates.is_some() {
        sheets.push(balance(told));
        sheets.push(matches(told));
    }
    if let Some(Ok(neighbours)) = &told.answer.neighbours {
        sheets.push(effects("recovery_spillover", neighbours, told));
    }
    sheets
}

fn effects(id: &str, of: &Of, told: &Told) -> Sheet {
    let language = told.language;
    let mut rows: Vec<(usize, bool, &Comparison, &Row)> = Vec::new();
    for outcome in 0..told.outcomes.len() {
        for (matched, comparison) in both(of, outcome) {
            rows.extend(
                comparison
                    .rows
                    .iter()
                    .map(|row| (outcome, matched, comparison, row)),
            );
        }
    }
    let effect =
        |get: fn(&Effect) -> Option<f64>| rows.iter().map(move |(.., row)| get(&row.effect));
    let count = |get: fn(&Effect) -> usize| {
        rows.iter()
            .map(move |(.., row)| Some(get(&row.effect) as u64))
    };
    let outcome = |i: usize| told.outcomes[i].as_str();
    let before = |get: fn(&crate::welfare::impact::wald::Wald) -> f64| {
        rows.iter()
            .map(move |(_, _, own, _)| own.before.as_ref().map(get))
    };
    let who = match id {
        "recovery_spillover" => [
            "Desa tetangga",
            "Neighbours",
            "Klaster dengan desa tetangga",
            "Clusters with neighbours",
        ],
        _ => [
            "Desa program",
            "Villages with the programme",
            "Klaster dengan desa program",
            "Clusters with the programme",
        ],
    };
    Sheet::new(id, method(id, told), language)
        .text("outcome", rows.iter().map(|row| outcome(row.0)))
        .text(
            "outcome_unit",
            rows.iter()
                .map(|row| told.units.get(outcome(row.0)).map_or("", String::as_str)),
        )
        .text(
            "estimator",
            rows.iter().map(|(.., row)| row.estimator.as_str()),
        )
        .flag("with_matches", rows.iter().map(|row| flag(row.1)))
        .significant("effect", DIGITS, effect(|e| Some(e.effect)))
        .significant("effect_se", DIGITS, effect(|e| e.se))
        .significant("effect_low", DIGITS, effect(|e| e.low))
        .significant("effect_high", DIGITS, effect(|e| e.high))
        .significant("p", DIGITS, effect(|e| e.p))
        .significant(
            "p_bootstrap",
            DIGITS,
            rows.iter().map(|(.., row)| row.bootstrap.map(|b| b.p)),
        )
        .count("n_treated", count(|e| e.treated))
        .labelled(pick(language, who[0], who[1]).to_owned())
        .count("n_control", count(|e| e.control))
        .count("clusters", count(|e| e.clusters))
        .count("clusters_treated", count(|e| e.treated_clusters))
        .labelled(pick(language, who[2], who[3]).to_owned())
        .text(
            "years",
            rows.iter().map(|(.., row)| {
                row.waves
                    .iter()
                    .map(|&wave| told.years[wave].to_string())
                    .collect::<Vec<_>>()
                    .join(", ")
            }),
        )
        .count(
            "leads",
            rows.iter()
                .map(|(_, _, own, _)| own.before.map(|test| test.leads as u64)),
        )
        .significant("f_before", DIGITS, before(|test| test.f))
        .significant("p_before", DIGITS, before(|test| test.p))
        .count(
            "n_incomplete",
            rows.iter()
                .map(|(_, _, own, _)| Some(own.incomplete as u64)),
        )
}

fn flag(yes: bool) -> &'static str {
    if yes { "true" } else { "false" }
}

fn events(told: &Told) -> Sheet {
    let language = told.language;
    let mut rows = Vec::new();
    for outcome in 0..told.outcomes.len() {
        for (matched, comparison) in both(&told.answer.treated, outcome) {
            rows.extend(
                comparison
                    .events
                    .iter()
                    .map(|event| (outcome, matched, event)),
            );
        }
    }
    let effect =
        |get: fn(&Effect) -> Option<f64>| rows.iter().map(move |(.., event)| get(&event.effect));
    Sheet::new("recovery_events", method("recovery_events", told), language)
        .text(
            "outcome",
            rows.iter().map(|row| told.outcomes[row.0].as_str()),
        )
        .flag("with_matches", rows.iter().map(|row| flag(row.1)))
        .count(
            "waves_from_start",
            rows.iter().map(|(.., event)| Some(event.relative)),
        )
        .significant("effect", DIGITS, effect(|e| Some(e.effect)))
        .significant("effect_se", DIGITS, effect(|e| e.se))
        .significant("effect_low", DIGITS, effect(|e| e.low))
        .significant("effect_high", DIGITS, effect(|e| e.high))
        .significant("p", DIGITS, effect(|e| e.p))
        .count(
            "n_treated",
            rows.iter()
                .map(|(.., event)| Some(event.effect.treated as u64)),
        )
        .count(
            "n_control",
            rows.iter()
                .map(|(.., event)| Some(event.effect.control as u64)),
        )
        .count(
            "cohorts",
            rows.iter().map(|(.., event)| Some(event.cohorts as u64)),
        )
}

fn balance(told: &Told) -> Sheet {
    let rows = &told.answer.treated.balance;
    let name = |at: usize| {
        told.covariates
            .map_or("", |covariates| covariates.names[at].as_str())
    };
    let mean = |when: usize, side: usize| rows.iter().map(move |row| row.means[when][side]);
    Sheet::new(
        "recovery_balance",
        method("recovery_balance", told),
        told.language,
    )
    .year("start", rows.iter().map(|row| Some(told.years[row.cohort])))
    .text("covariate", rows.iter().map(|row| name(row.covariate)))
    .significant("mean_treated", DIGITS, mean(0, 0))
    .significant("mean_control", DIGITS, mean(0, 1))
    .significant("mean_treated_matched", DIGITS, mean(1, 0))
    .significant("mean_control_matched", DIGITS, mean(1, 1))
    .significant(
        "difference_before",
        DIGITS,
        rows.iter().map(|row| row.difference[0]),
    )
    .significant(
        "difference_after",
        DIGITS,
        rows.iter().map(|row| row.difference[1]),
    )
    .significant(
        "variance_ratio_before",
        DIGITS,
        rows.iter().map(|row| row.ratio[0]),
    )
    .significant(
        "variance_ratio_after",
        DIGITS,
        rows.iter().map(|row| row.ratio[1]),
    )
}

/// A treated village, the wave of its start, a match with its distance, and what came of matching.
type Line = (u32, usize, Option<(u32, f64)>, &'static str);

fn matches(told: &Told) -> Sheet {
    let mut rows: Vec<Line> = Vec::new();
    for cohort in &told.answer.treated.matches {
        let start = cohort.cohort;
        for one in &cohort.matches {
            rows.extend(
                one.controls
                    .iter()
                    .map(|control| (one.treated, start, Some(*control), "matched")),
            );
        }
        rows.extend(
            cohort
                .alone
                .iter()
                .map(|&unit| (unit, start, None, "nobody near enough")),
        );
        rows.extend(
            cohort
                .unknown
                .iter()
                .map(|&unit| (unit, start, None, "a value is missing")),
        );
    }
    // a treated village has its controls together, the nearest first
    rows.sort_by_key(|row| row.0);
    let code = |unit: u32| told.codes[unit as usize].as_str();
    let name = |unit: u32| told.names.get(unit as usize).map_or("", String::as_str);
    let control = |row: &Line| row.2.map(|(unit, _)| unit);
    Sheet::new(
        "recovery_matches",
        method("recovery_matches", told),
        told.language,
    )
    .text("code", rows.iter().map(|row| code(row.0)))
    .text("name", rows.iter().map(|row| name(row.0)))
    .year("start", rows.iter().map(|row| Some(told.years[row.1])))
    .text(
        "control_code",
        rows.iter().map(|row| control(row).map_or("", code)),
    )
    .text(
        "control_name",
        rows.iter().map(|row| control(row).map_or("", name)),
    )
    .significant(
        "match_distance",
        DIGITS,
        rows.iter().map(|row| row.2.map(|(_, distance)| distance)),
    )
    .text("match_fate", rows.iter().map(|row| row.3))
}

/// What every table says of how it was made, and what must hold for its numbers to be effects.
fn method(id: &str, told: &Told) -> String {
    let (language, asked) = (told.language, &told.asked);
    let own = match id {
        "recovery_events" => pick(
            language,
            "Selisih dari desa pembanding pada setiap pendataan, diukur dari pendataan terakhir sebelum program mulai (-1).",
            "The difference from villages compared with at each wave of the data, measured from the last wave before the start (-1).",
        ),
        "recovery_balance" => pick(
            language,
            "Seberapa mirip desa program dan desa pembanding sebelum program mulai. Beda rata-rata dalam simpangan baku (sebelum pemadanan) dan rasio varians; \
             beda di atas 0,1 belum seimbang.",
            "How alike villages with the programme and those compared with were before the start. Differences of means in standard deviations (before matching) and \
             ratios of variances; a difference above 0.1 is not balanced.",
        ),
        "recovery_matches" => pick(
            language,
            "Setiap desa program dengan desa padanannya, yang terdekat lebih dulu; yang sama dekatnya ikut semua dan berbagi bobot.",
            "Each village with the programme and those it is matched with, the nearest first; those equally near are all taken and share the weight.",
        ),
        "recovery_spillover" => pick(
            language,
            "Tetangga desa program yang tidak mendapat program, dibandingkan dengan desa yang bukan tetangga, sejak tetangganya mulai.",
            "Neighbours of villages with the programme that do not have it themselves, beside villages that are no neighbours, from the start next door.",
        ),
        _ => pick(
            language,
            "Perubahan desa program dikurangi perubahan desa pembanding (difference in differences): dampak rata-rata pada desa program.",
            "The change of villages with the programme less that of villages compared with (difference in differences): the mean effect on the villages with it.",
        ),
    };
    let caution = pick(
        language,
        "Perbandingan bukan percobaan: angka ini adalah dampak program hanya bila tanpa program kedua kelompok berubah sama (tren sejajar) dan tidak ada yang \
         berubah sebelum mulai.",
        "A comparison is not an experiment: the numbers are effects of the programme only if both sides would have changed alike without it (parallel trends) and \
         nothing changed before the start.",
    );
    let mut parts = vec![own.to_owned(), caution.to_owned()];
    if matches!(id, "recovery" | "recovery_events" | "recovery_spillover") {
        let cluster = crate::output::words::value("level", &asked.cluster, language);
        parts.push(match language {
            Language::Id => format!(
                "Galat menurut klaster ({cluster}; Liang-Zeger, CR1), t dengan G-1 derajat bebas, selang 95 %. Pembanding: desa yang tidak pernah mendapat program{}.",
                if asked.later { " dan yang mulai kemudian, sampai mulai" } else { "" }
            ),
            Language::En => format!(
                "Errors by clusters ({cluster}; Liang-Zeger, CR1), t with G-1 degrees of freedom, 95 % intervals. Compared with: villages that never have the programme{}.",
                if asked.later { ", and those that start later until they do" } else { "" }
            ),
        });
        if asked.draws > 0 && id != "recovery_events" {
            parts.push(match language {
                Language::Id => format!("p_bootstrap: wild cluster bootstrap, {} undian (semua bila klaster sedikit).", asked.draws),
                Language::En => format!("p_bootstrap: wild cluster bootstrap, {} draws (all there are where clusters are few).", asked.draws),
            });
        }
    }
    if let Some(rule) = &asked.rule {
        parts.push(matching(rule, told));
    }
    parts.join(" ")
}

fn matching(rule: &Rule, told: &Told) -> String {
    let language = told.language;
    let on = told
        .covariates
        .map_or_else(String::new, |covariates| covariates.names.join(", "));
    let way = match rule.method {
        Method::Propensity => pick(
            language,
            "peluang mendapat program (regresi logistik)",
            "the chance of treatment (logistic regression)",
        ),
        Method::Mahalanobis => pick(language, "jarak Mahalanobis", "Mahalanobis distance"),
        Method::Euclidean => pick(
            language,
            "jarak Euklides baku",
            "standardised Euclidean distance",
        ),
    };
    let caliper = rule.caliper.map(|caliper| {
        let number = number::plain(caliper, language);
        match language {
            Language::Id => format!(", paling jauh {number}"),
            Language::En => format!(", at most {number} apart"),
        }
    });
    let within = told.asked.exact.as_ref().map(|level| {
        let level = crate::output::words::value("level", level, language);
        match language {
            Language::Id => format!(", dalam {level} yang sama"),
            Language::En => format!(", within the same {level}"),
        }
    });
    let again = match (rule.replacement, language) {
        (true, Language::Id) => ", dengan pengembalian",
        (true, Language::En) => ", with replacement",
        (false, Language::Id) => ", tanpa pengembalian",
        (false, Language::En) => ", without replacement",
    };
    let (caliper, within) = (caliper.unwrap_or_default(), within.unwrap_or_default());
    match language {
        Language::Id => format!(
            "Dipadankan menurut {on} dengan {way}, {}:1{caliper}{within}{again}; kolom panel pada pendataan terakhir sebelum mulai, kolom tabel desa sebagaimana ada.",
            rule.ratio
        ),
        Language::En => format!(
            "Matched on {on} by {way}, {}:1{caliper}{within}{again}; columns of the panel in the wave before the start, those of village tables as they are.",
            rule.ratio
        ),
    }
}
