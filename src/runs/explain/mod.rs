//! Why a village stands where it stands.

use super::Run;
use crate::base::nearest::nearest;
use crate::base::study::{Language, Priority};
use crate::error::{Error, Result};
use crate::output::brief::fill;
use crate::output::words::value;
use crate::welfare::index::definition::{Definition, Good, Limit, Words};
use crate::welfare::index::explain::{Change, contributions, gain, smallest_change};
use crate::welfare::index::hierarchy::Part;
use serde_json::{Value, json};

const ID: &str = include_str!("id.md.j2");
const EN: &str = include_str!("en.md.j2");

/// Characters of the longest code that is quoted.
const LONGEST: usize = 13;

/// Indicators the text lists; the JSON has all.
const LISTED: usize = 10;

/// Everything that is to be said of a village: place, score, contributions, what separates it from the next class and from
/// the priority set, the smallest changes that would move it, its neighbours.
///
/// # Errors
/// A code that the run does not have; a run that cannot be read.
pub fn explain(run: &Run, code: &str, language: Language) -> Result<Value> {
    let unit = run.codes.binary_search_by(|known| known.as_str().cmp(code));
    let unit = unit.map_err(|_| {
        let digits = !code.is_empty() && code.bytes().all(|b| b.is_ascii_digit());
        let begun = run
            .codes
            .iter()
            .filter(|known| known.starts_with(code))
            .count();
        if digits && code.len() < 10 && begun > 0 {
            return Error::study(format!(
                "the code is too short for a village: {begun} begin so"
            ))
            .file(&run.folder)
            .code(code)
            .remedy("give all digits of the village's code; explain is of villages only");
        }
        if !code.chars().any(|c| c.is_ascii_digit()) {
            let named = run.table.column("name").zip(&run.codes);
            let named = named.filter(|(name, _)| name.to_lowercase() == code.to_lowercase());
            let codes: Vec<&str> = named.map(|(_, code)| code.as_str()).take(5).collect();
            let remedy = match codes.is_empty() {
                true => "give the code, as in tables/scores.csv".to_owned(),
                false => format!("give the code; so are called {}", codes.join(", ")),
            };
            return Error::study("a village is asked for by its code, and this is none")
                .file(&run.folder)
                .remedy(remedy);
        }
        // what is longer than a code may be a person's number, and is not repeated
        let (code, near) = match code.len() <= LONGEST {
            true => (
                code,
                nearest(code, run.codes.iter().map(String::as_str), 3).join(", "),
            ),
            false => ("", "of ten digits".to_owned()),
        };
        Error::study("the run has no village of this code")
            .file(&run.folder)
            .code(code)
            .remedy(format!("the nearest codes are {near}"))
    })?;
    let (definition, scores) = (&run.replay, &run.scores);
    let text = |column: &str| {
        let cell = run.table.cell(unit, column);
        (!cell.is_empty()).then(|| value(column, cell, language).to_owned())
    };
    let number = |column: &str| run.table.cell(unit, column).parse::<f64>().ok();
    let scored = scores.score.iter().flatten().count();
    let mut facts = json!({
        "code": code,
        "name": text("name"),
        "district": text("district"),
        "regency": text("regency"),
        "province": text("province"),
        "index": {
            "name": definition.name,
            "version": definition.version,
            "title": title(&definition.title, &definition.name, language),
            "source": definition.source,
        },
        "score": scores.score[unit],
        "need": scores.need[unit],
        "class": class_name(run, scores.class[unit], language),
        "rank": scores.rank[unit],
        "scored": scored,
        "rank_low": number("rank_low"),
        "rank_high": number("rank_high"),
        "p_priority": number("p_priority"),
        "evidence": text("evidence"),
        "missing_share": number("missing_share"),
        "hotspot": text("hotspot"),
        "area": number("area"),
        "mean_score": mean(&scores.score),
        "contributions": parts(run, unit, language),
        "listed": LISTED,
        "additive": contributions(definition, scores, unit).is_some(),
        "next_class": next_class(run, unit, language),
        "priority": priority(run, unit, language),
    });
    let near = run.neighbours(code)?;
    facts["neighbours"] = near
        .iter()
        .filter_map(|code| {
            let at = run.codes.binary_search(code).ok()?;
            Some(json!({
                "code": code,
                "name": run.table.cell(at, "name"),
                "score": scores.score[at],
                "rank": scores.rank[at],
                "class": class_name(run, scores.class[at], language),
            }))
        })
        .collect();
    let of_near: Vec<Option<f64>> = near
        .iter()
        .filter_map(|code| Some(scores.score[run.codes.binary_search(code).ok()?]))
        .collect();
    facts["neighbours_mean"] = json!(mean(&of_near));
    Ok(facts)
}

/// The explanation as a page in Markdown.
///
/// # Errors
/// When the facts are not those of [`explain`].
pub fn page(facts: &Value, language: Language) -> Result<String> {
    let template = match language {
        Language::Id => ID,
        Language::En => EN,
    };
    fill(template, facts, language)
}

fn mean(values: &[Option<f64>]) -> Option<f64> {
    let there: Vec<f64> = values.iter().flatten().copied().collect();
    (!there.is_empty()).then(|| there.iter().sum::<f64>() / there.len() as f64)
}

fn title(words: &Option<Words>, code: &str, language: Language) -> String {
    words
        .as_ref()
        .map_or(code, |words| words.get(language))
        .to_owned()
}

fn part_title(definition: &Definition, part: Part, language: Language) -> String {
    let words = match part {
        Part::Dimension(d) => &definition.dimensions[d].title,
        Part::Indicator(i) => &definition.indicators[i].title,
    };
    title(words, part.code(definition), language)
}

fn class_name(run: &Run, class: Option<usize>, language: Language) -> Option<&str> {
    class.map(|class| run.scores.classes[class].get(language))
}

/// What each indicator adds, and what the score would gain with it at its best; the greatest gains first.
fn parts(run: &Run, unit: usize, language: Language) -> Vec<Value> {
    let (definition, scores) = (&run.replay, &run.scores);
    let added = contributions(definition, scores, unit);
    let there = |x: f64| Some(x).filter(|x| !x.is_nan());
    let mut parts: Vec<(f64, Value)> = scores
        .make
        .leaves
        .iter()
        .enumerate()
        .map(|(place, leaf)| {
            let missing = leaf.value[unit].is_nan();
            let gain = match missing {
                true => None,
                false => gain(definition, scores, unit, place),
            };
            let parent = match leaf.part {
                Part::Indicator(i) => definition.indicators[i].parent.as_deref(),
                Part::Dimension(d) => definition.dimensions[d].parent.as_deref(),
            };
            let part = json!({
                "code": leaf.part.code(definition),
                "title": part_title(definition, leaf.part, language),
                "parent": parent,
                "raw": there(leaf.raw[unit]),
                "normalised": there(leaf.value[unit]),
                "contribution": added.as_ref().filter(|_| !missing).map(|added| added[place]),
                "gain_to_best": gain,
            });
            (gain.unwrap_or(-1.0), part)
        })
        .collect();
    parts.sort_by(|a, b| b.0.total_cmp(&a.0));
    parts.into_iter().map(|(_, part)| part).collect()
}

/// The next better class: its name, how far its limit is, and the smallest change that reaches it.
fn next_class(run: &Run, unit: usize, language: Language) -> Option<Value> {
    let (definition, scores) = (&run.replay, &run.scores);
    let (score, class) = (scores.score[unit]?, scores.class[unit]?);
    let (next, limit) = match definition.good {
        Good::High => (class + 1, *scores.limits.get(class)?),
        Good::Low => (
            class.checked_sub(1)?,
            *scores.limits.get(class.checked_sub(1)?)?,
        ),
    };
    // the limit itself belongs to one side: a hair beyond it where it is not the better one's
    let own = (definition.limit == Limit::Lower) == (definition.good == Good::High);
    let hair = if own {
        1e-9 * limit.abs().max(1.0)
    } else {
        0.0
    };
    let target = match definition.good {
        Good::High => limit + hair,
        Good::Low => limit - hair,
    };
    Some(json!({
        "name": class_name(run, Some(next), language),
        "limit": limit,
        "distance": (limit - score).abs(),
        "change": changes(run, smallest_change(definition, scores, unit, target), language),
    }))
}

/// Where the priority set ends, which side the village is on, and the smallest change that would put it on the other.
fn priority(run: &Run, unit: usize, language: Language) -> Option<Value> {
    let (definition, scores) = (&run.replay, &run.scores);
    let (score, rank) = (scores.score[unit]?, scores.rank[unit]?);
    let spec = &run.manifest["study_file"]["index"]["uncertainty"]["priority"];
    let priority = match spec {
        Value::Null => Priority::default(),
        spec => serde_json::from_value(spec.clone()).ok()?,
    };
    let cutoff = priority.of(scores.score.iter().flatten().count()) as u32;
    let inside = rank <= cutoff;
    // the score to pass: of the neediest village outside, or of the least needy inside
    let side = |wanted: bool| {
        let ranked = scores.rank.iter().zip(&scores.score);
        ranked
            .filter_map(move |(rank, score)| ((*rank)?.le(&cutoff) == wanted).then_some((*score)?))
    };
    let limit = match (inside, definition.good) {
        (true, Good::High) | (false, Good::Low) => side(!inside).reduce(f64::min),
        (true, Good::Low) | (false, Good::High) => side(!inside).reduce(f64::max),
    }?;
    let hair = 1e-9 * limit.abs().max(1.0);
    let target = if limit >= score {
        limit + hair
    } else {
        limit - hair
    };
    Some(json!({
        "cutoff": cutoff,
        "inside": inside,
        "limit": limit,
        "distance": (limit - score).abs(),
        "change": changes(run, smallest_change(definition, scores, unit, target), language),
    }))
}

fn changes(run: &Run, changes: Option<Vec<Change>>, language: Language) -> Value {
    let one = |change: &Change| {
        let part = run.scores.make.leaves[change.leaf].part;
        json!({
            "code": part.code(&run.replay),
            "title": part_title(&run.replay, part, language),
            "from": change.from,
            "to": change.to,
            "share_of_scale": change.share,
        })
    };
    changes.map_or(Value::Null, |changes| changes.iter().map(one).collect())
}
