//! The parsed document, each part with its place in the text.

use super::fault::Fault;
use toml::de::{DeTable, DeValue};
use toml::{Spanned, Value as Toml};

/// A byte range of one source: 0 is the file, the others are overrides.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    pub source: usize,
    pub start: usize,
    pub end: usize,
}

/// A value and its place.
#[derive(Debug, Clone)]
pub struct Node {
    pub span: Span,
    pub value: Value,
}

/// A TOML value.
#[derive(Debug, Clone)]
pub enum Value {
    Text(String),
    Integer(i64),
    Float(f64),
    Boolean(bool),
    Date(String),
    List(Vec<Node>),
    Table(Vec<Entry>),
}

/// A key of a table and its value.
#[derive(Debug, Clone)]
pub struct Entry {
    pub key: String,
    pub key_span: Span,
    pub node: Node,
}

/// Parses as far as it goes, and lists every syntax fault and every integer beyond 64 bits.
pub fn parse(text: &str, source: usize) -> (Node, Vec<Fault>) {
    let (table, errors) = DeTable::parse_recoverable(text);
    let mut faults: Vec<Fault> = errors
        .iter()
        .map(|error| {
            let mut fault = Fault::new("", error.message().trim().replace('\n', ", "));
            fault.span = error.span().map(|range| span(range, source));
            fault
        })
        .collect();
    let at = span(table.span(), source);
    let value = Value::Table(entries(table.get_ref(), source, &mut faults));
    (Node { span: at, value }, faults)
}

fn span(range: std::ops::Range<usize>, source: usize) -> Span {
    Span {
        source,
        start: range.start,
        end: range.end,
    }
}

fn entries(table: &DeTable<'_>, source: usize, faults: &mut Vec<Fault>) -> Vec<Entry> {
    table
        .iter()
        .map(|(key, value)| Entry {
            key: key.get_ref().to_string(),
            key_span: span(key.span(), source),
            node: node(value, source, faults),
        })
        .collect()
}

fn node(value: &Spanned<DeValue<'_>>, source: usize, faults: &mut Vec<Fault>) -> Node {
    let at = span(value.span(), source);
    let parsed = match value.get_ref() {
        DeValue::String(text) => Value::Text(text.to_string()),
        DeValue::Integer(digits) => match i64::from_str_radix(digits.as_str(), digits.radix()) {
            Ok(value) => Value::Integer(value),
            Err(_) => {
                let what = format!("the number {} is too long", digits.as_str());
                let remedy = format!("write a whole number from {} to {}", i64::MIN, i64::MAX);
                let mut fault = Fault::new("", what).remedy(remedy);
                fault.span = Some(at);
                faults.push(fault);
                Value::Text(digits.as_str().to_owned())
            }
        },
        DeValue::Float(digits) => Value::Float(digits.as_str().parse().unwrap_or(f64::NAN)),
        DeValue::Boolean(value) => Value::Boolean(*value),
        DeValue::Datetime(date) => Value::Date(date.to_string()),
        DeValue::Array(list) => {
            Value::List(list.iter().map(|item| node(item, source, faults)).collect())
        }
        DeValue::Table(table) => Value::Table(entries(table, source, faults)),
    };
    Node {
        span: at,
        value: parsed,
    }
}

impl Node {
    /// The entry or list item named by one part of a dotted path.
    pub fn get(&self, part: &str) -> Option<&Self> {
        match &self.value {
            Value::Table(entries) => entries.iter().find(|e| e.key == part).map(|e| &e.node),
            Value::List(items) => items.get(part.parse::<usize>().ok()?),
            _ => None,
        }
    }

    /// The place of a dotted path, or of the deepest part of it that is there.
    pub fn locate(&self, path: &str) -> Span {
        let mut at = self;
        for part in path.split('.').filter(|part| !part.is_empty()) {
            match at.get(part) {
                Some(next) => at = next,
                None => break,
            }
        }
        at.span
    }

    /// The first place, in the order of the text, of a text value that fits.
    pub fn find(&self, fits: &dyn Fn(&str) -> bool) -> Option<Span> {
        match &self.value {
            Value::Text(text) => fits(text).then_some(self.span),
            Value::List(items) => items.iter().filter_map(|item| item.find(fits)).min(),
            Value::Table(entries) => {
                let nodes = entries.iter().map(|entry| &entry.node);
                nodes.filter_map(|node| node.find(fits)).min()
            }
            _ => None,
        }
    }

    /// The value without places; dates become text.
    pub fn to_toml(&self) -> Toml {
        match &self.value {
            Value::Text(text) | Value::Date(text) => Toml::String(text.clone()),
            Value::Integer(value) => Toml::Integer(*value),
            Value::Float(value) => Toml::Float(*value),
            Value::Boolean(value) => Toml::Boolean(*value),
            Value::List(items) => Toml::Array(items.iter().map(Self::to_toml).collect()),
            Value::Table(entries) => Toml::Table(
                entries
                    .iter()
                    .map(|entry| (entry.key.clone(), entry.node.to_toml()))
                    .collect(),
            ),
        }
    }
}
