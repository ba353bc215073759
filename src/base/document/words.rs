//! The words of faults: what a schema asks for, what was found, where.

use super::tree::{Node, Value};
use crate::base::nearest::nearest;
use serde_json::Value as Json;

/// The type a schema asks for, null set aside.
pub fn kind(schema: &Json) -> &str {
    match &schema["type"] {
        Json::Array(kinds) => kinds
            .iter()
            .filter_map(Json::as_str)
            .find(|&kind| kind != "null")
            .unwrap_or(""),
        other => other.as_str().unwrap_or(""),
    }
}

/// The type of a list's items.
pub fn plural(schema: &Json) -> &'static str {
    match kind(schema) {
        "string" => "texts",
        "integer" => "whole numbers",
        "number" => "numbers",
        "object" => "sections",
        _ => "values",
    }
}

/// Whether a value is of the type a schema asks for.
pub fn fits(schema: &Json, node: &Node) -> bool {
    match (kind(schema), &node.value) {
        ("string", Value::Date(date)) => schema["format"] == "date" && is_date(date),
        ("string", Value::Text(_))
        | ("integer", Value::Integer(_))
        | ("number", Value::Integer(_) | Value::Float(_))
        | ("boolean", Value::Boolean(_))
        | ("array", Value::List(_))
        | ("object", Value::Table(_)) => true,
        _ => false,
    }
}

/// A value as it was found.
pub fn found(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => format!("text \"{text}\""),
        Value::Integer(value) => format!("the number {value}"),
        Value::Float(value) => format!("the number {value}"),
        Value::Boolean(value) => value.to_string(),
        Value::Date(date) => format!("the date {date}"),
        Value::List(_) => "a list".to_owned(),
        Value::Table(_) => "a section".to_owned(),
    }
}

/// Whether a text is a calendar date, YYYY-MM-DD, without a time.
pub fn is_date(text: &str) -> bool {
    text.parse::<toml::value::Datetime>()
        .is_ok_and(|date| date.date.is_some() && date.time.is_none())
}

/// The nearest known word, and all of them.
pub fn did_you_mean(word: &str, known: &[&str]) -> String {
    match nearest(word, known.iter().copied(), 1).first() {
        Some(best) if known.len() > 1 => {
            format!("did you mean `{best}`? Known: {}", known.join(", "))
        }
        _ => format!("write {}", known.join("")),
    }
}

/// A dotted path, one part longer.
pub fn join(path: &str, part: &str) -> String {
    if path.is_empty() {
        part.to_owned()
    } else {
        format!("{path}.{part}")
    }
}

/// A path as its header in the file: `[areas]`, `[[tables]]`.
pub fn section(path: &str) -> String {
    if path.is_empty() {
        return "the file".to_owned();
    }
    let parts: Vec<&str> = path
        .split('.')
        .filter(|part| part.parse::<usize>().is_err())
        .collect();
    if path.ends_with(|last: char| last.is_ascii_digit()) && parts.len() == 1 {
        format!("[[{}]]", parts.join("."))
    } else {
        format!("[{}]", parts.join("."))
    }
}

/// A dotted path as a key.
pub fn name(path: &str) -> String {
    format!("`{path}`")
}
