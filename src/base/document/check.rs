//! A document against the JSON Schema of its type, in a planner's words.
//!
//! Understands the schemas that `schemars` makes of our types; the same schema goes to editors.

use super::fault::Fault;
use super::tree::{Entry, Node, Span, Value};
use super::words::{did_you_mean, fits, found, is_date, join, kind, name, plural, section};
use serde_json::Value as Json;

/// Lists unknown and missing keys, wrong types, unknown words and numbers out of range.
pub fn check(schema: &Json, tree: &Node) -> Vec<Fault> {
    let mut checker = Checker {
        root: schema,
        faults: Vec::new(),
    };
    checker.node(schema, tree, "");
    checker.faults
}

struct Checker<'a> {
    root: &'a Json,
    faults: Vec<Fault>,
}

impl<'a> Checker<'a> {
    fn fault(&mut self, span: Span, path: &str, what: String, remedy: Option<String>) {
        let mut fault = Fault::new(path, what);
        fault.remedy = remedy;
        fault.span = Some(span);
        self.faults.push(fault);
    }

    fn resolve(&self, schema: &'a Json) -> &'a Json {
        schema["$ref"]
            .as_str()
            .and_then(|pointer| self.root.pointer(pointer.trim_start_matches('#')))
            .unwrap_or(schema)
    }

    /// The alternatives of a schema, itself when it has none; null is no alternative in TOML.
    fn alternatives(&self, schema: &'a Json) -> Vec<&'a Json> {
        let schema = self.resolve(schema);
        match schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
            Some(list) => list
                .iter()
                .flat_map(|one| self.alternatives(one))
                .filter(|one| one["type"] != "null")
                .collect(),
            None => vec![schema],
        }
    }

    fn node(&mut self, schema: &'a Json, node: &Node, path: &str) {
        let alternatives = self.alternatives(schema);
        let words: Vec<&str> = alternatives
            .iter()
            .filter_map(|one| one["const"].as_str())
            .collect();
        if let (Value::Text(text), false) = (&node.value, words.is_empty()) {
            if !words.contains(&text.as_str()) {
                self.fault(
                    node.span,
                    path,
                    format!("{} cannot be \"{text}\"", name(path)),
                    Some(did_you_mean(text, &words)),
                );
            }
            return;
        }
        let Some(fitting) = alternatives.iter().find(|one| fits(one, node)) else {
            let wanted: Vec<String> = alternatives.iter().map(|one| self.describe(one)).collect();
            self.fault(
                node.span,
                path,
                format!(
                    "{} expects {}, found {}",
                    name(path),
                    if words.is_empty() {
                        wanted.join(" or ")
                    } else {
                        format!("one of {}", words.join(", "))
                    },
                    found(node)
                ),
                schema["description"]
                    .as_str()
                    .map(|meaning| meaning.trim_end_matches('.').to_owned()),
            );
            return;
        };
        match &node.value {
            Value::Table(entries) => self.table(fitting, node, entries, path),
            Value::List(items) => self.list(fitting, node, items, path),
            Value::Integer(value) => self.number(fitting, node, *value as f64, path),
            Value::Float(value) => self.number(fitting, node, *value, path),
            Value::Text(text) => self.text(fitting, node, text, path),
            Value::Date(_) | Value::Boolean(_) => {}
        }
    }

    fn table(&mut self, schema: &'a Json, node: &Node, entries: &[Entry], path: &str) {
        let Some(properties) = schema["properties"].as_object() else {
            // names are the writer's own, what they name is not
            let named = &schema["additionalProperties"];
            for entry in entries.iter().filter(|_| named.is_object()) {
                self.node(named, &entry.node, &join(path, &entry.key));
            }
            return;
        };
        let known: Vec<&str> = properties.keys().map(String::as_str).collect();
        for entry in entries {
            let inner = join(path, &entry.key);
            match properties.get(&entry.key) {
                Some(property) => self.node(property, &entry.node, &inner),
                None => {
                    let remedy = match self.home_of(&entry.key) {
                        Some(home) => format!("`{}` belongs in {home}", entry.key),
                        None => did_you_mean(&entry.key, &known),
                    };
                    self.fault(
                        entry.key_span,
                        &inner,
                        format!("{} has no key `{}`", section(path), entry.key),
                        Some(remedy),
                    );
                }
            }
        }
        for key in schema["required"]
            .as_array()
            .into_iter()
            .flatten()
            .filter_map(Json::as_str)
        {
            if !entries.iter().any(|entry| entry.key == key) {
                let meaning = properties[key]["description"].as_str();
                let header = match self
                    .describe(self.alternatives(&properties[key])[0])
                    .as_str()
                {
                    "a section of keys" => format!("[{key}]"),
                    list if list.ends_with("sections") => format!("[[{key}]]"),
                    _ => format!("`{key}`"),
                };
                let mut fault = Fault::new(path, format!("{} lacks {header}", section(path)));
                fault.remedy =
                    meaning.map(|text| format!("add {header}: {}", text.trim_end_matches('.')));
                fault.span = (!path.is_empty()).then_some(node.span);
                self.faults.push(fault);
            }
        }
    }

    /// The header of the one top-level section that has a key, for keys put under the wrong one.
    fn home_of(&self, key: &str) -> Option<String> {
        let sections = self.root["properties"].as_object()?;
        let mut homes = sections.iter().filter_map(|(name, schema)| {
            let one = *self.alternatives(schema).first()?;
            let (inner, path) = match one.get("items") {
                Some(items) => (self.resolve(items), format!("{name}.0")),
                None => (one, name.clone()),
            };
            inner["properties"].get(key).map(|_| section(&path))
        });
        let home = homes.next()?;
        homes.next().is_none().then_some(home)
    }

    fn list(&mut self, schema: &'a Json, node: &Node, items: &[Node], path: &str) {
        let (least, most) = (schema["minItems"].as_u64(), schema["maxItems"].as_u64());
        let count = items.len() as u64;
        if least.is_some_and(|least| count < least) || most.is_some_and(|most| count > most) {
            let what = format!(
                "{} expects {}, found {count}",
                name(path),
                self.describe(schema)
            );
            self.fault(node.span, path, what, None);
        }
        for (position, item) in items.iter().enumerate() {
            self.node(&schema["items"], item, &join(path, &position.to_string()));
        }
    }

    fn number(&mut self, schema: &'a Json, node: &Node, value: f64, path: &str) {
        let limit = |key: &str| schema[key].as_f64();
        let wrong = if !value.is_finite() {
            Some("a finite number".to_owned())
        } else if let Some(least) = limit("minimum").filter(|&least| value < least) {
            Some(format!("at least {least}"))
        } else if let Some(most) = limit("maximum").filter(|&most| value > most) {
            Some(format!("at most {most}"))
        } else if let Some(low) = limit("exclusiveMinimum").filter(|&low| value <= low) {
            Some(format!("more than {low}"))
        } else {
            limit("exclusiveMaximum")
                .filter(|&high| value >= high)
                .map(|high| format!("less than {high}"))
        };
        if let Some(wrong) = wrong {
            self.fault(
                node.span,
                path,
                format!("{} must be {wrong}, found {value}", name(path)),
                None,
            );
        }
    }

    fn text(&mut self, schema: &'a Json, node: &Node, text: &str, path: &str) {
        if schema["minLength"]
            .as_u64()
            .is_some_and(|least| (text.chars().count() as u64) < least)
        {
            self.fault(node.span, path, format!("{} is empty", name(path)), None);
        }
        if schema["format"] == "date" && !is_date(text) {
            self.fault(
                node.span,
                path,
                format!("{} is no date: \"{text}\"", name(path)),
                Some("write YYYY-MM-DD".to_owned()),
            );
        }
    }

    fn describe(&self, schema: &'a Json) -> String {
        match kind(schema) {
            "array" => {
                let items: Vec<String> = self
                    .alternatives(&schema["items"])
                    .iter()
                    .map(|one| plural(one).to_owned())
                    .collect();
                let count = match (schema["minItems"].as_u64(), schema["maxItems"].as_u64()) {
                    (Some(least), Some(most)) if least == most => format!("{least} "),
                    (Some(least), None) => format!("at least {least} "),
                    _ => String::new(),
                };
                let items = if items.len() > 2 {
                    "words".to_owned()
                } else {
                    items.join(" or ")
                };
                format!("a list of {count}{items}")
            }
            "object" => "a section of keys".to_owned(),
            "string" if schema["format"] == "date" => "a date".to_owned(),
            "string" => "text".to_owned(),
            "integer" => "a whole number".to_owned(),
            "number" => "a number".to_owned(),
            "boolean" => "true or false".to_owned(),
            other => other.to_owned(),
        }
    }
}
