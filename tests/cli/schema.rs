//! What editors and readers are told about the study file and definitions is what the program reads.
//! `KAWASAN_BLESS=1` rewrites the files.

use kawasan::welfare::index::Definition;
use serde_json::Value;
use std::path::Path;

fn compare(path: &str, text: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("KAWASAN_BLESS").is_some() {
        std::fs::write(&file, text).unwrap();
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    assert!(
        kept == text,
        "{path} is out of date: run the tests with KAWASAN_BLESS=1"
    );
}

#[test]
fn study_schema_is_current() {
    let schema = kawasan::base::study::schema();
    let text = serde_json::to_string_pretty(&schema).unwrap();
    compare("docs/study.schema.json", &format!("{text}\n"));
}

#[test]
fn definition_schema_is_current() {
    let text = serde_json::to_string_pretty(&Definition::schema()).unwrap();
    compare("docs/index.schema.json", &format!("{text}\n"));
}

#[test]
fn lists_of_keys_are_current() {
    let mut text = String::from(
        "# Keys of the study file and of an index definition\n\nMade from the types; `study.schema.json` and `index.schema.json` say the same to editors.\n\n# Study\n",
    );
    let schema = kawasan::base::study::schema();
    section(&schema, &schema, "", &mut text);
    text += "\n# Index definition\n";
    let schema = Definition::schema();
    section(&schema, &schema, "", &mut text);
    compare("docs/keys.md", &text);
}

fn resolve<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    match schema["$ref"].as_str() {
        Some(pointer) => root.pointer(pointer.trim_start_matches('#')).unwrap(),
        None => schema,
    }
}

fn alternatives<'a>(root: &'a Value, schema: &'a Value) -> Vec<&'a Value> {
    let schema = resolve(root, schema);
    match schema["anyOf"].as_array().or(schema["oneOf"].as_array()) {
        Some(list) => list
            .iter()
            .flat_map(|one| alternatives(root, one))
            .filter(|one| one["type"] != "null")
            .collect(),
        None => vec![schema],
    }
}

fn kind(root: &Value, schema: &Value) -> String {
    let list = alternatives(root, schema);
    let (words, list): (Vec<&Value>, Vec<&Value>) =
        list.into_iter().partition(|one| one["const"].is_string());
    let words = words.iter().filter_map(|one| one["const"].as_str());
    let words: Vec<String> = words.map(|word| format!("`{word}`")).collect();
    let names = list.iter().map(|one| {
        let kind = one["type"]
            .as_str()
            .or_else(|| one["type"][0].as_str())
            .unwrap();
        match kind {
            "array" => format!("list of {}", self::kind(root, &one["items"])),
            "string" if one["format"] == "date" => "date".to_owned(),
            "string" => "text".to_owned(),
            "integer" => "whole number".to_owned(),
            "object" if one["properties"].is_null() => {
                format!(
                    "{{ name = {} }}",
                    self::kind(root, &one["additionalProperties"])
                )
            }
            "object" => {
                let keys: Vec<&str> = one["properties"]
                    .as_object()
                    .unwrap()
                    .keys()
                    .map(String::as_str)
                    .collect();
                format!("{{ {} }}", keys.join(", "))
            }
            other => other.to_owned(),
        }
    });
    let words = Some(words.join(", ")).filter(|words| !words.is_empty());
    words
        .into_iter()
        .chain(names)
        .collect::<Vec<_>>()
        .join(" or ")
}

/// The tables with a header of their own that a key can hold, also under the name of a choice.
fn tables<'a>(root: &'a Value, property: &'a Value) -> Vec<(&'a str, &'a Value)> {
    let mut found = Vec::new();
    for one in alternatives(root, property) {
        let own = match one["type"] == "array" {
            true => resolve(root, &one["items"]),
            false => one,
        };
        if own["type"] != "object" {
            continue;
        }
        match own["description"]
            .as_str()
            .filter(|text| text.starts_with("`["))
        {
            Some(named) => found.extend(named.split('`').nth(1).map(|name| (name, own))),
            None if one["properties"]
                .as_object()
                .is_some_and(|all| all.len() == 1) =>
            {
                let choices = one["properties"].as_object().unwrap().values();
                found.extend(choices.flat_map(|choice| tables(root, choice)));
            }
            None => {}
        }
    }
    found
}

/// One table of keys per section; sections follow in the order of the types.
fn section(root: &Value, schema: &Value, header: &str, text: &mut String) {
    let mut rows = String::new();
    let mut inner = String::new();
    let required: Vec<&str> = schema["required"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    for (key, property) in schema["properties"].as_object().unwrap() {
        let target = alternatives(root, property);
        let listed = header.is_empty() && target[0]["type"] == "array";
        let table = if listed {
            resolve(root, &target[0]["items"])
        } else {
            target[0]
        };
        if header.is_empty() && table["properties"].is_null() && table["type"] == "object" {
            let named = resolve(root, &table["additionalProperties"]);
            section(root, named, &format!("[{key}.NAME]"), &mut inner);
            continue;
        }
        if header.is_empty() && table["type"] == "object" {
            let name = if listed {
                format!("[[{key}]]")
            } else {
                format!("[{key}]")
            };
            section(root, table, &name, &mut inner);
            continue;
        }
        // A table in a table that has a header of its own has its own keys here, too.
        for (named, own) in tables(root, property) {
            section(root, own, named, &mut inner);
        }
        let default = match &property["default"] {
            _ if required.contains(&key.as_str()) => "required".to_owned(),
            Value::Null => String::new(),
            value => format!("`{value}`"),
        };
        let meaning = property["description"]
            .as_str()
            .unwrap_or_else(|| panic!("{header} {key} has no description"));
        rows += &format!(
            "| `{key}` | {} | {default} | {} |\n",
            kind(root, property),
            meaning.replace('\n', " ")
        );
    }
    if !rows.is_empty() {
        let header = if header.is_empty() { "Top" } else { header };
        *text += &format!(
            "\n## {header}\n\n| key | value | default | meaning |\n|---|---|---|---|\n{rows}"
        );
    }
    *text += &inner;
}

#[test]
fn the_embedded_study_is_read() {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/contoh/study.toml");
    let loaded = kawasan::base::study::load(&file, &[]).unwrap();
    assert!(
        loaded
            .study
            .tables
            .iter()
            .all(|table| loaded.resolve(&table.path).exists())
    );
}
