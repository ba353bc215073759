//! Rules that span several keys of a definition.

mod groups;

use super::{Definition, Filling, Good, Method, Normalise, Step, share_column};
use crate::base::document::Fault;
use crate::base::nearest::nearest;

/// Columns of `tables/scores.csv` that a dimension must not take.
const TAKEN: [&str; 17] = [
    "code",
    "name",
    "district",
    "regency",
    "province",
    "score",
    "need",
    "class",
    "rank",
    "rank_median",
    "rank_low",
    "rank_high",
    "p_priority",
    "evidence",
    "missing_share",
    "hotspot",
    "area",
];

/// What the schema cannot say: names, parents, weights, limits.
pub fn rules(definition: &Definition) -> Vec<Fault> {
    let mut faults = Vec::new();
    let given = definition.indicators.len() + definition.dimensions.len();
    match (&definition.table, given) {
        (None, 0) => faults.push(
            Fault::new("", "the definition lacks [[indicators]]")
                .remedy("list them, or name an indicator table: table = \"indicators.csv\""),
        ),
        (Some(_), 1..) => faults.push(
            Fault::new(
                "table",
                "the parts come from `table`, and are listed here too",
            )
            .remedy("keep one of them"),
        ),
        _ => {}
    }
    codes(definition, &mut faults);
    parents(definition, &mut faults);
    if faults.is_empty() && definition.table.is_none() {
        groups::groups(definition, &mut faults);
    }
    steps(definition, &mut faults);
    values(definition, &mut faults);
    scale(definition, &mut faults);
    classes(definition, &mut faults);
    faults
}

/// Path, code and parent of every part.
fn parts(definition: &Definition) -> impl Iterator<Item = (String, &str, Option<&str>)> {
    let dimensions = definition.dimensions.iter().enumerate();
    let indicators = definition.indicators.iter().enumerate();
    dimensions
        .map(|(i, d)| {
            (
                format!("dimensions.{i}"),
                d.code.as_str(),
                d.parent.as_deref(),
            )
        })
        .chain(indicators.map(|(i, d)| {
            (
                format!("indicators.{i}"),
                d.code.as_str(),
                d.parent.as_deref(),
            )
        }))
}

fn codes(definition: &Definition, faults: &mut Vec<Fault>) {
    let mut seen: Vec<String> = Vec::new();
    for (path, code, _) in parts(definition) {
        let lower = code.to_lowercase();
        if seen.contains(&lower) {
            faults.push(
                Fault::new(
                    format!("{path}.code"),
                    format!("the code \"{code}\" is used twice"),
                )
                .remedy(
                    "give every dimension and indicator its own code; letter case does not count",
                ),
            );
        }
        if lower == "code" {
            faults.push(
                Fault::new(
                    format!("{path}.code"),
                    "\"code\" is the column of the village's code",
                )
                .remedy("choose another code"),
            );
        }
        seen.push(lower);
    }
    for (i, dimension) in definition.dimensions.iter().enumerate() {
        if TAKEN.contains(&dimension.code.as_str()) {
            faults.push(
                Fault::new(
                    format!("dimensions.{i}.code"),
                    format!("\"{}\" is a column of every score table", dimension.code),
                )
                .remedy("choose another code for the dimension"),
            );
        }
    }
}

fn parents(definition: &Definition, faults: &mut Vec<Fault>) {
    let known: Vec<&str> = definition
        .dimensions
        .iter()
        .map(|d| d.code.as_str())
        .collect();
    for (path, code, parent) in parts(definition) {
        if let Some(parent) = parent.filter(|parent| !known.contains(parent)) {
            let remedy = match nearest(parent, known.iter().copied(), 1).first() {
                Some(near) => format!(
                    "did you mean \"{near}\"? Leave `parent` out for a part of the index itself"
                ),
                None => "add the dimension, or leave `parent` out for a part of the index itself"
                    .to_owned(),
            };
            faults.push(
                Fault::new(
                    format!("{path}.parent"),
                    format!("\"{code}\" is part of \"{parent}\", which is no dimension"),
                )
                .remedy(remedy),
            );
        }
    }
    for (i, dimension) in definition.dimensions.iter().enumerate() {
        let mut chain = vec![dimension.code.as_str()];
        let mut at = dimension.parent.as_deref();
        while let Some(parent) = at {
            chain.push(parent);
            if parent == dimension.code {
                faults.push(
                    Fault::new(
                        format!("dimensions.{i}.parent"),
                        format!("\"{parent}\" is part of itself: {}", chain.join(" in ")),
                    )
                    .remedy("leave out the `parent` of the topmost of them"),
                );
            }
            if chain.len() > definition.dimensions.len() {
                break;
            }
            at = definition
                .dimensions
                .iter()
                .find(|d| d.code == parent)
                .and_then(|d| d.parent.as_deref());
        }
    }
}

/// The steps before normalising.
fn steps(definition: &Definition, faults: &mut Vec<Fault>) {
    let steps = &definition.steps;
    for (i, step) in steps.iter().enumerate() {
        if steps[..i].contains(step) {
            faults.push(
                Fault::new(
                    format!("steps.{i}"),
                    format!("the step \"{}\" comes twice", step.as_str()),
                )
                .remedy("each step is done once"),
            );
        }
    }
    let denominated = definition
        .indicators
        .iter()
        .any(|i| i.denominator.is_some());
    let asked = [
        (Step::Denominate, denominated, "indicators"),
        (Step::Screen, definition.available.is_some(), "available"),
        (Step::Treat, definition.treat.is_some(), "treat"),
        (
            Step::Impute,
            definition.impute.method != Filling::None,
            "impute",
        ),
    ];
    for (step, asked, key) in asked {
        if asked && !steps.contains(&step) {
            faults.push(
                Fault::new(
                    key,
                    format!(
                        "the step \"{}\" is asked for and not in `steps`",
                        step.as_str()
                    ),
                )
                .remedy("add it to `steps`, or leave `steps` out"),
            );
        }
    }
    let by_group = matches!(
        definition.impute.method,
        Filling::GroupMean | Filling::GroupMedian
    );
    if definition.impute.group.is_some() && !by_group {
        faults.push(
            Fault::new(
                "impute.group",
                "`group` is only for group-mean and group-median",
            )
            .remedy("leave it out"),
        );
    }
    let poor = definition.people.as_ref().and_then(|people| people.poor);
    for (i, indicator) in definition.indicators.iter().enumerate() {
        if indicator.cutoff.is_some() != poor.is_some() {
            faults.push(
                Fault::new(
                    format!("indicators.{i}"),
                    format!(
                        "\"{}\": `cutoff` and `people.poor` belong together",
                        indicator.code
                    ),
                )
                .remedy("give every indicator a cutoff and `people` the share `poor`, or neither"),
            );
        }
    }
}

fn values(definition: &Definition, faults: &mut Vec<Fault>) {
    normalise(&definition.normalise, "normalise", faults);
    for (i, indicator) in definition.indicators.iter().enumerate() {
        let path = format!("indicators.{i}");
        let code = &indicator.code;
        if let Some(rule) = &indicator.normalise {
            normalise(rule, &format!("{path}.normalise"), faults);
        }
        let sql = [
            ("value", &indicator.value),
            ("denominator", &indicator.denominator),
        ];
        for (key, sql) in sql {
            if let Some(Err(error)) = sql.as_ref().map(polars::sql::sql_expr) {
                faults.push(
                    Fault::new(
                        format!("{path}.{key}"),
                        format!("the {key} of \"{code}\" is not SQL: {error}"),
                    )
                    .remedy("write an expression over columns, such as poor / households"),
                );
            }
        }
        if indicator.value.is_some() && indicator.column.is_some() {
            faults.push(
                Fault::new(
                    format!("{path}.column"),
                    format!("\"{code}\" has both `column` and `value`"),
                )
                .remedy("keep one of them"),
            );
        }
        let rule = indicator.normalise.unwrap_or(definition.normalise);
        let counted = definition.people.as_ref().is_some_and(|p| p.poor.is_some());
        if rule.method == Method::None && indicator.good != definition.good && !counted {
            faults.push(
                Fault::new(
                    format!("{path}.good"),
                    format!("\"{code}\" points the other way than the index and is not normalised"),
                )
                .remedy("give it a `normalise` rule, such as { method = \"goalposts\", min = 0, max = 100 }"),
            );
        }
    }
}

fn normalise(rule: &Normalise, path: &str, faults: &mut Vec<Fault>) {
    let goalposts = rule.method == Method::Goalposts;
    let target = rule.method == Method::Target;
    match (goalposts, rule.min, rule.max) {
        (true, Some(min), Some(max)) if min < max => {}
        (true, ..) => faults.push(Fault::new(path, "goalposts need `min` below `max`").remedy(
            "say which values become the ends of the scale; the direction comes from `good`",
        )),
        (false, None, None) if !rule.clamp => {}
        _ if target && !rule.clamp => {}
        _ => faults.push(
            Fault::new(path, "`min`, `max` and `clamp` are only for goalposts")
                .remedy("leave them out, or write method = \"goalposts\""),
        ),
    }
    if target != rule.target.is_some() {
        faults.push(
            Fault::new(path, "`target` is the value that method = \"target\" needs")
                .remedy("write both, or neither"),
        );
    }
    if let Some([low, high]) = rule.to {
        if !goalposts && !target && rule.method != Method::MinMax {
            faults.push(
                Fault::new(
                    format!("{path}.to"),
                    "`to` is only for goalposts, min-max and target",
                )
                .remedy("leave it out"),
            );
        }
        if low >= high {
            faults.push(
                Fault::new(
                    format!("{path}.to"),
                    format!("to = [{low}, {high}] is no range"),
                )
                .remedy("write [least, most]; the direction comes from `good`"),
            );
        }
    }
}

fn scale(definition: &Definition, faults: &mut Vec<Fault>) {
    if let (Some(best), Some(worst)) = (definition.best, definition.worst) {
        let right = match definition.good {
            Good::High => best > worst,
            Good::Low => best < worst,
        };
        if !right {
            faults.push(
                Fault::new(
                    "best",
                    format!("the best score {best} is not better than the worst, {worst}"),
                )
                .remedy("`good` says which end of the scale is good for people"),
            );
        }
    }
}

fn classes(definition: &Definition, faults: &mut Vec<Fault>) {
    let mut below = f64::NEG_INFINITY;
    let by_indicator = definition.indicators.iter().any(|i| !i.limits.is_empty());
    if by_indicator {
        own_limits(definition, faults);
    }
    let last = definition.classes.len().saturating_sub(1);
    for (i, class) in definition.classes.iter().enumerate() {
        let name = &class.name.en;
        let wrong = match class.up_to {
            Some(_) if i == last => Some("the last class has no upper limit"),
            Some(_) if by_indicator => {
                Some("the limits come from the indicators, and here is `up_to` too")
            }
            None if i < last && !by_indicator => Some("every class but the last needs `up_to`"),
            Some(limit) if limit <= below => Some("limits must grow from class to class"),
            _ if definition.classes[..i]
                .iter()
                .any(|other| share_column(&other.name) == share_column(&class.name)) =>
            {
                Some("an earlier class has the same letters and digits in its English name")
            }
            _ => None,
        };
        if let Some(wrong) = wrong {
            faults.push(
                Fault::new(format!("classes.{i}"), format!("class \"{name}\": {wrong}"))
                    .remedy("list classes from the lowest score up"),
            );
        }
        below = class.up_to.unwrap_or(below);
    }
}

/// Limits of the indicators: one for every class but the last, growing or falling.
fn own_limits(definition: &Definition, faults: &mut Vec<Fault>) {
    let count = definition.classes.len().saturating_sub(1);
    for (i, indicator) in definition.indicators.iter().enumerate() {
        let limits = &indicator.limits;
        let up = (indicator.good == Good::High) == (definition.good == Good::High);
        let ordered = limits.windows(2).all(|pair| {
            if up {
                pair[0] <= pair[1]
            } else {
                pair[0] >= pair[1]
            }
        });
        if limits.len() != count || !ordered {
            faults.push(
                Fault::new(
                    format!("indicators.{i}.limits"),
                    format!(
                        "\"{}\" needs {count} limits, from the class of the lowest score up",
                        indicator.code
                    ),
                )
                .remedy("one limit between each two classes, in the indicator's own units"),
            );
        }
    }
}
