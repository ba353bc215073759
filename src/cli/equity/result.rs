//! The tables of `kawasan equity`, and what is said of them.

use crate::cli::progress::say;
use crate::error::Result;
use crate::welfare::equity::Share;
use polars::prelude::{Column, DataFrame};

/// One line of the result.
#[derive(Default)]
pub(super) struct Line {
    pub column: String,
    pub year: Option<i32>,
    pub measure: String,
    pub epsilon: Option<f64>,
    pub by: String,
    pub parts: [Option<f64>; 4],
    pub n: u32,
    pub missing: u32,
    pub unweighted: u32,
    pub zeros: u32,
    pub p: Option<f64>,
    pub why: &'static str,
    pub groups: Vec<(String, Share)>,
}

/// A point of a curve: column, year, what ranks, its number, and shares of people and amounts.
pub(super) type Point = (String, Option<i32>, String, usize, [f64; 2]);

/// The columns `column` and, where it is asked for, `year`.
fn start<'a>(of: impl Iterator<Item = (&'a str, Option<i32>)>, years: bool) -> Vec<Column> {
    let (names, year): (Vec<&str>, Vec<Option<i32>>) = of.unzip();
    let mut columns = vec![Column::new("column".into(), names)];
    if years {
        columns.push(Column::new("year".into(), year));
    }
    columns
}

/// A row a line.
pub(super) fn frame(lines: &[Line], years: bool) -> Result<DataFrame> {
    let mut columns = start(lines.iter().map(|l| (l.column.as_str(), l.year)), years);
    let texts = |get: fn(&Line) -> &str| -> Vec<Option<&str>> {
        let text = lines.iter().map(get);
        text.map(|text| Some(text).filter(|text| !text.is_empty()))
            .collect()
    };
    let numbers = |get: &dyn Fn(&Line) -> Option<f64>| -> Vec<Option<f64>> {
        lines.iter().map(get).collect()
    };
    let counts = |get: fn(&Line) -> u32| -> Vec<u32> { lines.iter().map(get).collect() };
    columns.push(Column::new("measure".into(), texts(|l| &l.measure)));
    columns.push(Column::new("epsilon".into(), numbers(&|l| l.epsilon)));
    columns.push(Column::new("by".into(), texts(|l| &l.by)));
    for (at, name) in ["value", "between", "within", "residual"]
        .into_iter()
        .enumerate()
    {
        columns.push(Column::new(name.into(), numbers(&|l| l.parts[at])));
    }
    columns.push(Column::new("p".into(), numbers(&|l| l.p)));
    columns.push(Column::new("n".into(), counts(|l| l.n)));
    columns.push(Column::new("without_value".into(), counts(|l| l.missing)));
    columns.push(Column::new(
        "without_weight".into(),
        counts(|l| l.unweighted),
    ));
    columns.push(Column::new("zeros".into(), counts(|l| l.zeros)));
    columns.push(Column::new("undefined".into(), texts(|l| l.why)));
    Ok(DataFrame::new(lines.len(), columns)?)
}

/// A row a group of a line.
pub(super) fn groups(lines: &[Line], years: bool) -> Result<DataFrame> {
    let all: Vec<(&Line, &(String, Share))> = lines
        .iter()
        .flat_map(|line| line.groups.iter().map(move |group| (line, group)))
        .collect();
    let mut columns = start(all.iter().map(|(l, _)| (l.column.as_str(), l.year)), years);
    let texts = |get: fn(&Line, &str) -> String| -> Vec<String> {
        all.iter()
            .map(|(line, group)| get(line, &group.0))
            .collect()
    };
    let numbers = |get: fn(&Share) -> Option<f64>| -> Vec<Option<f64>> {
        all.iter().map(|(_, group)| get(&group.1)).collect()
    };
    columns.push(Column::new(
        "measure".into(),
        texts(|l, _| l.measure.clone()),
    ));
    columns.push(Column::new("by".into(), texts(|l, _| l.by.clone())));
    columns.push(Column::new(
        "group".into(),
        texts(|_, name| name.to_owned()),
    ));
    let n: Vec<u32> = all.iter().map(|(_, group)| group.1.n as u32).collect();
    columns.push(Column::new("n".into(), n));
    columns.push(Column::new(
        "people_share".into(),
        numbers(|s| Some(s.people)),
    ));
    columns.push(Column::new(
        "amount_share".into(),
        numbers(|s| Some(s.amount)),
    ));
    columns.push(Column::new("mean".into(), numbers(|s| s.mean)));
    columns.push(Column::new("own".into(), numbers(|s| s.own)));
    columns.push(Column::new("between".into(), numbers(|s| s.between)));
    columns.push(Column::new("within".into(), numbers(|s| s.within)));
    Ok(DataFrame::new(all.len(), columns)?)
}

/// A row a point.
pub(super) fn curves(points: &[Point], years: bool) -> Result<DataFrame> {
    let mut columns = start(points.iter().map(|p| (p.0.as_str(), p.1)), years);
    let by: Vec<&str> = points.iter().map(|p| p.2.as_str()).collect();
    let at: Vec<u32> = points.iter().map(|p| p.3 as u32).collect();
    let share = |which: usize| -> Vec<f64> { points.iter().map(|p| p.4[which]).collect() };
    columns.push(Column::new("rank_by".into(), by));
    columns.push(Column::new("point".into(), at));
    columns.push(Column::new("people_share".into(), share(0)));
    columns.push(Column::new("amount_share".into(), share(1)));
    Ok(DataFrame::new(points.len(), columns)?)
}

/// A line a result, the first twenty.
pub(super) fn speak(lines: &[Line]) {
    for line in lines.iter().take(20) {
        let of = match line.by.is_empty() {
            true => String::new(),
            false => format!(" by {}", line.by),
        };
        let year = line.year.map_or(String::new(), |year| format!(" {year}"));
        let value = match (line.parts[0], line.parts[1]) {
            (Some(value), Some(between)) if value > 0.0 => {
                format!("{value:.4}, {:.1} % between", between / value * 100.0)
            }
            (Some(value), _) => format!("{value:.4}"),
            (None, _) => format!("no value: {}", line.why),
        };
        say(&format!(
            "{}{year}, {}{of}: {value}",
            line.column, line.measure
        ));
    }
    if lines.len() > 20 {
        say(&format!("  and {} more", lines.len() - 20));
    }
    if let Some(line) = lines.iter().find(|l| l.missing + l.unweighted > 0) {
        say(&format!(
            "  {}: {} rows without a value and {} without a weight do not count",
            line.column, line.missing, line.unweighted
        ));
    }
}
