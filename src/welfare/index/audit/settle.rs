//! What digits, scale and gaps explain, each column by itself.

use super::cause::{Cause, Kind, list, number};
use super::claims::Numbers;
use super::leaf::Leaf;
use super::model::{Child, Claim, Model};

/// Differences up to this share of the scale reproduce.
pub const TOLERANCE: f64 = 1e-9;

/// How the values of a column were cut to fewer digits.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Digits {
    decimals: usize,
    cut: bool,
}

/// Something that holds for a whole column.
#[derive(Debug, Clone, PartialEq)]
pub enum Habit {
    /// Values are the rebuilt ones with this many decimals.
    Digits(usize),
    /// Values are the rebuilt ones times this.
    Times(f64),
    /// Values count from the other end of the scale.
    Reversed,
}

/// Compares node `v`; values that differ only in digits or scale get that cause, others are marked off.
///
/// `span` is the length of the scale, `ends` the sum of its ends where the definition has them. Gives what holds for the
/// whole column.
pub fn settle(
    model: &mut Model,
    v: usize,
    numbers: &Numbers,
    span: Option<f64>,
    ends: Option<f64>,
) -> Vec<Habit> {
    let node = &mut model.nodes[v];
    let Some(claim) = &mut node.claim else {
        return Vec::new();
    };
    let rebuilt = &node.rebuilt;
    let greatest = rebuilt.iter().fold(0.0, |most: f64, r| most.max(r.abs()));
    let span = span.unwrap_or(greatest.max(1.0));
    claim.tolerance = TOLERANCE * span;
    for (i, text) in &numbers.odd {
        claim.cause[*i] = Some(Cause::new(
            Kind::PublishedUnreadable,
            format!("the published value \"{text}\" is not a number"),
        ));
    }
    let mut habits = Vec::new();
    let scale = common_scale(claim, rebuilt, ends, span);
    let mut scaled = vec![false; rebuilt.len()];
    if let Some(habit) = &scale {
        for ((used, r), scaled) in claim.used.iter_mut().zip(rebuilt).zip(&mut scaled) {
            let other = match habit {
                Habit::Times(factor) => *used / factor,
                _ => ends.unwrap_or(0.0) - *used,
            };
            // a column may change its scale from some row on
            if (other - r).abs() < (*used - r).abs() {
                (*used, *scaled) = (other, true);
            }
        }
        habits.push(habit.clone());
    }
    let factor = match scale {
        Some(Habit::Times(factor)) => factor,
        _ => 1.0,
    };
    let digits = common_digits(&numbers.values, claim, rebuilt, factor, span);
    if let Some(digits) = digits {
        let unit = 0.1_f64.powi(digits.decimals as i32) / factor.abs();
        claim.slack = if digits.cut { unit } else { 0.5 * unit };
        habits.push(Habit::Digits(digits.decimals));
    }
    for i in 0..rebuilt.len() {
        if claim.cause[i].is_some() || claim.used[i].is_nan() || rebuilt[i].is_nan() {
            continue;
        }
        let apart = (claim.used[i] - rebuilt[i]).abs();
        let cause = match &scale {
            Some(habit) if scaled[i] => {
                (apart <= claim.reach()).then(|| Cause::new(Kind::Scale, habit.words()))
            }
            _ if apart <= claim.tolerance => continue,
            _ => rounded(claim.used[i], rebuilt[i], digits, claim, span),
        };
        claim.cause[i] = cause.or_else(|| {
            let factor = power_of_ten(claim.used[i], rebuilt[i], claim.reach())?;
            claim.used[i] = rebuilt[i];
            Some(Cause::new(Kind::Scale, Habit::Times(factor).words()))
        });
        claim.off[i] = claim.cause[i].is_none();
    }
    habits
}

impl Habit {
    /// In words.
    pub fn words(&self) -> String {
        match self {
            Self::Times(factor) => format!(
                "the published value is the rebuilt one times {}",
                number(*factor)
            ),
            Self::Reversed => {
                "the published value counts from the other end of the scale".to_owned()
            }
            Self::Digits(decimals) => format!("the published values have {decimals} decimals"),
        }
    }
}

/// One factor, or the other end of the scale, for half of the values that differ, which are all there are or at least ten.
fn common_scale(claim: &Claim, rebuilt: &[f64], ends: Option<f64>, span: f64) -> Option<Habit> {
    let apart: Vec<(f64, f64)> = (claim.used.iter().copied())
        .zip(rebuilt.iter().copied())
        .filter(|(p, r)| (p - r).abs() > 1e-3 * span)
        .collect();
    let pairs = (claim.used.iter().zip(rebuilt)).filter(|(p, r)| !(*p - *r).is_nan());
    let all = pairs.count();
    let enough =
        |count: usize| 2 * count >= apart.len() && (count >= 10 || (count == all && count >= 3));
    let mut ratios: Vec<f64> = apart
        .iter()
        .filter(|(_, r)| r.abs() > 0.05 * span)
        .map(|(p, r)| p / r)
        .collect();
    if !ratios.is_empty() {
        let middle = ratios.len() / 2;
        ratios.select_nth_unstable_by(middle, f64::total_cmp);
        // the factor without the digits that rounding of the values put into it
        let factor: f64 = format!("{:.2e}", ratios[middle]).parse().ok()?;
        let near = |p: f64, r: f64| (p / factor - r).abs() <= 1e-4 * span;
        let count = apart.iter().filter(|(p, r)| near(*p, *r)).count();
        // a factor near 1 is what any small fault looks like
        if !(0.67..1.5).contains(&factor) && factor != 0.0 && enough(count) {
            return Some(Habit::Times(factor));
        }
    }
    let ends = ends?;
    let near = |p: f64, r: f64| (ends - p - r).abs() <= 1e-4 * span;
    let count = apart.iter().filter(|(p, r)| near(*p, *r)).count();
    enough(count).then_some(Habit::Reversed)
}

/// The digits of a column: at most so many decimals in 95 of 100 values, and fine enough to tell values apart.
fn common_digits(
    published: &[f64],
    claim: &Claim,
    rebuilt: &[f64],
    factor: f64,
    span: f64,
) -> Option<Digits> {
    let mut counts = [0_usize; 10];
    let mut all = 0;
    for &value in published.iter().filter(|value| !value.is_nan()) {
        all += 1;
        counts[decimals(value).min(9)] += 1;
    }
    let mut seen = 0;
    let decimals = (0..9).find(|&k| {
        seen += counts[k];
        20 * seen >= 19 * all
    })?;
    let unit = 0.1_f64.powi(decimals as i32) / factor.abs();
    if unit > 0.01 * span || all == 0 {
        return None;
    }
    let pairs = claim.used.iter().zip(rebuilt);
    let apart = pairs.filter(|(p, r)| (*p - *r).abs() > claim.tolerance);
    let (mut near, mut cut) = (0, 0);
    for (p, r) in apart {
        near += usize::from((p - r).abs() <= 0.5 * unit * 1.000_001);
        cut += usize::from(is_cut(*p, *r, unit));
    }
    (near.max(cut) > 0).then_some(Digits {
        decimals,
        cut: cut > near,
    })
}

fn is_cut(p: f64, r: f64, unit: f64) -> bool {
    let less = r.abs() - p.abs();
    (p == 0.0 || p.signum() == r.signum()) && less > 0.0 && less < unit
}

/// Decimals of the shortest text of a number.
fn decimals(value: f64) -> usize {
    let text = value.to_string();
    text.split_once('.')
        .map_or(0, |(_, fraction)| fraction.len())
}

/// The rebuilt value with fewer digits: those of the column, else of the value itself where they are at least three.
fn rounded(p: f64, r: f64, column: Option<Digits>, claim: &Claim, span: f64) -> Option<Cause> {
    let apart = (p - r).abs();
    if let Some(column) = column
        && apart <= claim.reach()
    {
        let how = if column.cut {
            "cut off after"
        } else {
            "rounded to"
        };
        return Some(Cause::new(
            Kind::Rounded,
            format!("{how} {} decimals", column.decimals),
        ));
    }
    let own = decimals(p);
    let unit = 0.1_f64.powi(own as i32);
    if own > 8 || unit > 1e-3 * span {
        return None;
    }
    let how = match () {
        () if apart <= 0.5 * unit * 1.000_001 => "rounded to",
        () if is_cut(p, r, unit) => "cut off after",
        () => return None,
    };
    Some(Cause::new(Kind::Rounded, format!("{how} {own} decimals")))
}

/// A single value on another scale.
fn power_of_ten(p: f64, r: f64, reach: f64) -> Option<f64> {
    [10.0, 100.0, 1000.0, 0.1, 0.01, 0.001]
        .into_iter()
        .find(|factor| r != 0.0 && (p / factor - r).abs() <= reach)
}

/// Values without a pair to compare: no published value, or none that can be rebuilt.
pub fn gaps(model: &mut Model, v: usize) {
    let node = &model.nodes[v];
    let Some(claim) = &node.claim else { return };
    let cause = |i: usize| -> Option<Cause> {
        let (published, rebuilt) = (!claim.used[i].is_nan(), !node.rebuilt[i].is_nan());
        if claim.cause[i].is_some() || (published && rebuilt) {
            return None;
        }
        let gap = gap_words(model, v, i).filter(|_| !rebuilt);
        let (kind, text, joint) = match published {
            true => (Kind::IndicatorMissing, "it cannot be rebuilt", ": "),
            false => (
                Kind::PublishedMissing,
                "the published value is missing",
                ", and ",
            ),
        };
        let gap = gap.map_or(String::new(), |gap| format!("{joint}{gap}"));
        Some(Cause::new(kind, format!("{text}{gap}")))
    };
    let causes: Vec<Option<Cause>> = (0..model.n).map(cause).collect();
    if let Some(claim) = &mut model.nodes[v].claim {
        for (cause, found) in claim.cause.iter_mut().zip(causes) {
            *cause = found.or_else(|| cause.take());
        }
    }
}

/// The indicators below a node that have no value in a row, or one beyond the goalposts.
pub fn gap_words(model: &Model, v: usize, i: usize) -> Option<String> {
    let mut missing = Vec::new();
    let mut beyond = Vec::new();
    for leaf in all_below(model, v) {
        match leaf.beyond.binary_search_by_key(&i, |(row, _)| *row) {
            Ok(place) => beyond.push(format!("{} is {}", leaf.code, number(leaf.beyond[place].1))),
            Err(_) if leaf.raw[i].is_nan() => missing.push(leaf.code.as_str()),
            Err(_) => {}
        }
    }
    let mut words = Vec::new();
    match missing.len() {
        0 => {}
        1 => words.push(format!("the indicator {} is missing", missing[0])),
        count => words.push(format!(
            "{count} indicators are missing ({})",
            list(&missing)
        )),
    }
    if !beyond.is_empty() {
        words.push(format!("{}, beyond its goalposts", list(&beyond)));
    }
    (!words.is_empty()).then(|| words.join("; "))
}

fn all_below(model: &Model, v: usize) -> Vec<&Leaf> {
    let (mut found, mut open) = (Vec::new(), vec![v]);
    while let Some(at) = open.pop() {
        for (child, _) in &model.nodes[at].parts {
            match *child {
                Child::Leaf(j) => found.push(j),
                Child::Node(d) => open.push(d),
            }
        }
    }
    found.sort_unstable();
    found.into_iter().map(|j| &model.leaves[j]).collect()
}
