//! `datapackage.json`: every table with its columns, and the layers, as a Frictionless Data Package.

use crate::error::{Error, Result};
use crate::output::folder::Folder;
use crate::output::manifest::{Input, json_file, sha256};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::path::Path;

/// Writes the package of what lies in the folder by now; `checks` is the card of `checks.csv`, the tables have theirs beside them.
///
/// # Errors
/// When a file cannot be read or written.
pub fn write(
    folder: &Folder,
    title: Option<&str>,
    checks: &Value,
    context: &Map<String, Value>,
    sources: &[Input],
) -> Result<()> {
    let files = folder.files()?;
    let mut resources = Vec::new();
    for (name, path) in &files {
        let found = match name.strip_suffix(".csv") {
            Some("checks") => Some(table(name, "checks", checks)),
            Some(stem) => match stem.strip_prefix("tables/") {
                Some(id) => Some(table(name, id, &card(&path.with_extension("json"))?)),
                None => None,
            },
            None if name.starts_with("layers/") => Some(layer(name)),
            None => None,
        };
        if let Some(mut resource) = found {
            let bytes = std::fs::metadata(path).map_err(|e| unread(path, &e))?.len();
            resource.insert("bytes".into(), json!(bytes));
            resource.insert("hash".into(), json!(format!("sha256:{}", sha256(path)?)));
            resources.push(Value::Object(resource));
        }
    }
    let study = context.get("study").and_then(Value::as_str).unwrap_or("");
    let mut package = Map::new();
    package.insert("profile".into(), json!("data-package"));
    package.insert("name".into(), json!(slug(study)));
    package.insert("title".into(), json!(title.unwrap_or(study)));
    let kept = ["synthetic", "date", "seed", "tool"];
    for key in kept {
        if let Some(value) = context.get(key).filter(|value| !value.is_null()) {
            package.insert(key.into(), value.clone());
        }
    }
    let licences = licences(sources);
    if !licences.is_empty() {
        package.insert("licenses".into(), licences.into());
    }
    let sources = sources.iter();
    package.insert(
        "sources".into(),
        sources
            .map(|input| json!({"title": input.path, "sha256": input.sha256}))
            .collect(),
    );
    package.insert("resources".into(), resources.into());
    folder.write("datapackage.json", |w| {
        json_file(w, &Value::Object(package))
    })
}

fn card(path: &Path) -> Result<Value> {
    let bytes = std::fs::read(path).map_err(|e| unread(path, &e))?;
    serde_json::from_slice(&bytes)
        .map_err(|e| Error::output(format!("the card cannot be read: {e}")).file(path))
}

fn unread(path: &Path, error: &std::io::Error) -> Error {
    Error::output(format!("cannot be read again: {error}")).file(path)
}

/// A table as a resource with the types of its columns.
fn table(path: &str, id: &str, card: &Value) -> Map<String, Value> {
    let key: Vec<&str> = card["key"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(Value::as_str)
        .collect();
    let columns = card["columns"].as_array().into_iter().flatten();
    let fields: Vec<Value> = columns.map(|column| field(column, &key)).collect();
    let mut schema = Map::new();
    schema.insert("fields".into(), fields.into());
    schema.insert("missingValues".into(), json!([""]));
    if !key.is_empty() {
        schema.insert("primaryKey".into(), json!(key));
    }
    let mut resource = Map::new();
    resource.insert("profile".into(), json!("tabular-data-resource"));
    resource.insert("name".into(), json!(slug(id)));
    resource.insert("path".into(), json!(path));
    resource.insert("title".into(), card["title"].clone());
    if let Some(method) = card["method"].as_str().filter(|method| !method.is_empty()) {
        resource.insert("description".into(), json!(method));
    }
    resource.insert("format".into(), json!("csv"));
    resource.insert("mediatype".into(), json!("text/csv"));
    resource.insert("encoding".into(), json!("utf-8"));
    resource.insert(
        "dialect".into(),
        json!({
            "delimiter": ",",
            "lineTerminator": "\n",
            "quoteChar": "\"",
            "doubleQuote": true,
            "skipInitialSpace": false,
            "header": true,
        }),
    );
    resource.insert("schema".into(), Value::Object(schema));
    resource
}

/// A column of a card as a field of a schema.
fn field(column: &Value, key: &[&str]) -> Value {
    let text = |name: &str| column[name].as_str().unwrap_or("");
    let unit = text("unit");
    let mut description = match text("description") {
        "" => text("label").to_owned(),
        said => said.to_owned(),
    };
    if !unit.is_empty() {
        description = format!("{} ({unit})", description.trim_end_matches('.'));
    }
    let mut field = Map::new();
    field.insert("name".into(), column["name"].clone());
    field.insert("title".into(), column["label"].clone());
    field.insert("description".into(), json!(description));
    field.insert("type".into(), column["type"].clone());
    if text("type") == "boolean" {
        field.insert("trueValues".into(), json!(["true"]));
        field.insert("falseValues".into(), json!(["false"]));
    }
    if !unit.is_empty() {
        field.insert("unit".into(), json!(unit));
    }
    if key.contains(&text("name")) {
        let constraints = match key.len() {
            1 => json!({"required": true, "unique": true}),
            _ => json!({"required": true}),
        };
        field.insert("constraints".into(), constraints);
    }
    Value::Object(field)
}

/// A file of a layer as a resource; its columns are those of the tables.
fn layer(path: &str) -> Map<String, Value> {
    let ending = path.rsplit('.').next().unwrap_or("").to_lowercase();
    let mut resource = Map::new();
    resource.insert("profile".into(), json!("data-resource"));
    resource.insert("name".into(), json!(slug(&path.replace(['/', '.'], "-"))));
    resource.insert("path".into(), json!(path));
    resource.insert("format".into(), json!(ending));
    if let "geojson" = ending.as_str() {
        resource.insert("mediatype".into(), json!("application/geo+json"));
    }
    resource
}

/// The licences that the study states, each with the inputs it is of.
fn licences(sources: &[Input]) -> Vec<Value> {
    let mut of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for input in sources {
        if let Some(licence) = &input.licence {
            of.entry(licence).or_default().push(&input.path);
        }
    }
    of.iter()
        .map(|(licence, files)| {
            let name: String = licence
                .chars()
                .map(|c| {
                    if c.is_ascii_alphanumeric() || c == '.' {
                        c
                    } else {
                        '-'
                    }
                })
                .collect();
            json!({"name": name, "title": format!("{licence}: {}", files.join(", "))})
        })
        .collect()
}

/// A name as packages and files take it: small letters, digits, points, hyphens and low lines.
pub fn slug(name: &str) -> String {
    let kept = |c: char| match c {
        'a'..='z' | '0'..='9' | '.' | '-' | '_' => c,
        _ => '-',
    };
    let slug: String = name.to_lowercase().chars().map(kept).collect();
    match slug.trim_matches(['-', '.']) {
        "" => "kawasan".to_owned(),
        slug => slug.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_key_is_required_and_a_unit_is_said() {
        let column = json!({"name": "code", "label": "Kode", "description": null, "type": "string", "unit": ""});
        let made = field(&column, &["code"]);
        assert_eq!(
            made["constraints"],
            json!({"required": true, "unique": true})
        );
        assert_eq!(made["description"], "Kode");
        let column = json!({"name": "km", "label": "Jarak", "description": "Jauhnya.", "type": "number", "unit": "km"});
        let made = field(&column, &["code", "other"]);
        assert_eq!(made["description"], "Jauhnya (km)");
        assert_eq!(made.get("constraints"), None);
    }

    #[test]
    fn names_are_what_packages_take() {
        assert_eq!(slug("Studi Émas 2024/1"), "studi--mas-2024-1");
        assert_eq!(slug("…"), "kawasan");
        let input = |path: &str, licence: &str| Input {
            path: path.into(),
            role: "table",
            sha256: String::new(),
            rows: None,
            crs: None,
            licence: Some(licence.into()),
        };
        let found = licences(&[input("a.csv", "CC BY 4.0"), input("b.csv", "CC BY 4.0")]);
        assert_eq!(
            found,
            [json!({"name": "CC-BY-4.0", "title": "CC BY 4.0: a.csv, b.csv"})]
        );
    }
}
