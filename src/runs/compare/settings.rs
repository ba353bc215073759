//! What two runs were told differently, and which areas came out otherwise.

use crate::error::Result;
use crate::runs::Run;
use serde_json::{Value, json};
use std::collections::{BTreeMap, BTreeSet};

/// The settings that differ, ascending by key: the key as in the study file, its value before and after; `null` where absent.
pub fn settings(a: &Run, b: &Run) -> Vec<Value> {
    let of = |run: &Run| {
        let mut leaves = BTreeMap::new();
        flatten(String::new(), &run.manifest["study_file"], &mut leaves);
        leaves
    };
    let (before, after) = (of(a), of(b));
    let keys: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
    let differ = keys
        .into_iter()
        .filter(|key| before.get(*key) != after.get(*key));
    differ
        .map(|key| json!({"key": key, "before": before.get(key), "after": after.get(key)}))
        .collect()
}

/// Keys joined by points down to what is no table; a list of tables counts from 1, any other list is one value.
fn flatten(key: String, value: &Value, leaves: &mut BTreeMap<String, Value>) {
    let under = |name: &str| match key.is_empty() {
        true => name.to_owned(),
        false => format!("{key}.{name}"),
    };
    match value {
        Value::Object(map) => {
            for (name, value) in map {
                flatten(under(name), value, leaves);
            }
        }
        Value::Array(list) if list.iter().any(Value::is_object) => {
            for (number, value) in (1..).zip(list) {
                flatten(under(&format!("{number}")), value, leaves);
            }
        }
        Value::Null => {}
        _ => {
            leaves.insert(key, value.clone());
        }
    }
}

/// How many areas each run has, how many have the same villages, and those that do not: of the later run with the areas of the
/// earlier that they share villages with, and the areas of the earlier whose villages are in none. `null` without areas.
///
/// # Errors
/// A table of areas that cannot be read.
pub fn areas(a: &Run, b: &Run) -> Result<Value> {
    let (Some(before), Some(after)) = (a.written("areas")?, b.written("areas")?) else {
        return Ok(Value::Null);
    };
    let members =
        |cell: &str| -> BTreeSet<String> { cell.split_whitespace().map(str::to_owned).collect() };
    let old: Vec<_> = before.column("members").map(members).collect();
    let new: Vec<_> = after.column("members").map(members).collect();
    let number = |name: &str| name.parse::<u32>().ok();
    let numbers: Vec<_> = before.column("area").map(number).collect();
    let changed = |(j, mine): (usize, &BTreeSet<String>)| {
        let shares = (old.iter().zip(&numbers)).filter(|(other, _)| !mine.is_disjoint(other));
        let kept: usize = (old.iter())
            .map(|other| mine.intersection(other).count())
            .sum();
        json!({
            "area": number(after.cell(j, "area")),
            "regency": after.cell(j, "regency"),
            "villages": mine.len(),
            "villages_kept": kept,
            "shares_with": shares.map(|(_, number)| number).collect::<Vec<_>>(),
        })
    };
    let same = new.iter().filter(|mine| old.contains(mine)).count();
    let other = new
        .iter()
        .enumerate()
        .filter(|(_, mine)| !old.contains(mine));
    let gone = (old.iter().zip(&numbers))
        .filter(|(mine, _)| new.iter().all(|other| mine.is_disjoint(other)))
        .map(|(_, number)| number);
    Ok(json!({
        "before": old.len(),
        "after": new.len(),
        "same": same,
        "changed": other.map(changed).collect::<Vec<_>>(),
        "gone": gone.collect::<Vec<_>>(),
    }))
}
