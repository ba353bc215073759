//! The sentences of the brief in the study's language, shared by all its forms.

use super::fill;
use crate::base::study::Language;
use crate::error::{Error, Result};
use minijinja::value::Serde;
use minijinja::{AutoEscape, Environment};
use serde_json::{Map, Value, json};

const ID: &str = include_str!("id.j2");
const EN: &str = include_str!("en.j2");

/// What begins a section of the file; its name follows.
const MARK: &str = "=== ";
/// What begins the name of a section that is told of each area.
const OF_AREA: &str = "area_";

/// Sections by name.
fn sections(text: &str) -> impl Iterator<Item = (&str, &str)> {
    let sections = text.split(MARK).skip(1);
    sections.filter_map(|section| section.split_once('\n'))
}

/// Adds `text` to the facts, and to each of `areas.list`: lists of sentences by section. A sentence is a line that begins with a hyphen and goes
/// on over the lines below it.
///
/// # Errors
/// When a section names a fact that is not there.
pub fn add(facts: &mut Value, language: Language) -> Result<()> {
    let file = match language {
        Language::Id => ID,
        Language::En => EN,
    };
    let mut environment = fill::environment(language)?;
    environment.set_auto_escape_callback(|_| AutoEscape::None);
    let mut all = Map::new();
    let parts = || sections(file);
    for (name, section) in parts().filter(|(name, _)| !name.starts_with(OF_AREA)) {
        all.insert(name.to_owned(), said(&environment, name, section, facts)?);
    }
    let mut of_areas = Vec::new();
    let areas = facts["areas"]["list"]
        .as_array()
        .map_or(&[][..], Vec::as_slice);
    for area in areas {
        let known = json!({
            "area": area, "index": facts["index"], "areas": {"column": facts["areas"]["column"]},
            "programmes": facts["programmes"].is_object(),
        });
        let mut own = Map::new();
        for (name, section) in parts().filter(|(name, _)| name.starts_with(OF_AREA)) {
            let key = name.trim_start_matches(OF_AREA).to_owned();
            own.insert(key, said(&environment, name, section, &known)?);
        }
        of_areas.push(Value::Object(own));
    }
    facts["text"] = Value::Object(all);
    // indexing would make areas where there are none
    if let Some(Value::Array(areas)) = facts.pointer_mut("/areas/list") {
        for (area, text) in areas.iter_mut().zip(of_areas) {
            area["text"] = text;
        }
    }
    Ok(())
}

/// The sentences of a section.
fn said(environment: &Environment, name: &str, section: &str, facts: &Value) -> Result<Value> {
    let text = environment.render_str(section, Serde(facts));
    let text = text
        .map_err(|e| Error::engine(format!("the sentences of {name} cannot be written: {e:#}")))?;
    let mut found: Vec<String> = Vec::new();
    for line in text.lines().map(str::trim).filter(|line| !line.is_empty()) {
        match (line.strip_prefix("- "), found.last_mut()) {
            (Some(begun), _) => found.push(begun.trim().to_owned()),
            (None, Some(last)) => {
                last.push(' ');
                last.push_str(line);
            }
            (None, None) => found.push(line.to_owned()),
        }
    }
    // what a condition left out leaves no blanks
    let tidy = |text: String| text.split_whitespace().collect::<Vec<_>>().join(" ");
    Ok(json!(found.into_iter().map(tidy).collect::<Vec<_>>()))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn both_languages_have_the_same_sections() {
        let names = |text| sections(text).map(|(name, _)| name).collect::<Vec<_>>();
        assert_eq!(names(ID), names(EN));
        assert!(names(ID).contains(&"summary"));
    }

    #[test]
    fn sentences_go_on_over_lines() {
        let environment = fill::environment(Language::Id).unwrap();
        let section = "- {{ a }} satu\n  dua.\n\n{% if a > 1 %}\n- tiga{% endif %}\n";
        let text = said(&environment, "x", section, &json!({"a": 2})).unwrap();
        assert_eq!(text, json!(["2 satu dua.", "tiga"]));
    }
}
