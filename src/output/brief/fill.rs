//! Facts into a text template: numbers written in the language, and a fault with its file and line.

use super::templates::{Templates, Text};
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::markdown;
use crate::output::number;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, ErrorKind, UndefinedBehavior};
use serde_json::Value;

/// Fills a Markdown template of ours with facts, numbers written in the language.
///
/// # Errors
/// When the facts lack something the template names.
pub fn fill(template: &str, facts: &Value, language: Language) -> Result<String> {
    let mut environment = environment(language)?;
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let failed = |e: minijinja::Error| Error::engine(format!("a text cannot be rendered: {e:#}"));
    environment
        .render_str(template, Serde(facts))
        .map_err(failed)
}

/// What templates work with: blocks leave no blank lines, a missing fact is an error, and filters write numbers.
///
/// # Errors
/// None that data could cause.
pub(super) fn environment(language: Language) -> Result<Environment<'static>> {
    let failed = |e: minijinja::Error| Error::engine(format!("a text cannot be rendered: {e:#}"));
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_debug(true);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(failed)?;
    environment.set_syntax(syntax);
    environment.add_filter("num", move |value: f64, decimals: usize| {
        number::read(value, decimals, language)
    });
    environment.add_filter("short", move |value: f64| match value.fract() == 0.0 {
        true => number::read(value, 0, language),
        false => number::read_small(value, language),
    });
    environment.add_filter("share", move |value: f64| {
        format!("{} %", number::read(value * 100.0, 1, language))
    });
    environment.add_filter("money", move |value: f64| money(value, language));
    environment.add_filter("cell", |text: String| markdown::escape(&text));
    Ok(environment)
}

/// An amount of money as it is read aloud: `12,3 miliar`.
pub(super) fn money(value: f64, language: Language) -> String {
    let names = match language {
        Language::Id => ["triliun", "miliar", "juta"],
        Language::En => ["trillion", "billion", "million"],
    };
    let sizes = [1e12, 1e9, 1e6];
    match sizes
        .into_iter()
        .zip(names)
        .find(|(size, _)| value.abs() >= *size)
    {
        Some((size, name)) => format!("{} {name}", number::read(value / size, 1, language)),
        None => number::read(value, 0, language),
    }
}

/// Renders a template of the set; the others can be included in it.
pub(super) fn render(
    mut environment: Environment<'static>,
    templates: &Templates,
    name: &'static str,
    facts: &Value,
) -> Result<String> {
    for part in templates.parts() {
        let of = templates.text(&part)?;
        let added = environment.add_template_owned(part, of.text.clone().into_owned());
        added.map_err(|error| fault(error, &of))?;
    }
    let own = templates.text(name)?;
    environment
        .add_template_owned(name, own.text.clone().into_owned())
        .map_err(|error| fault(error, &own))?;
    let template = environment.get_template(name);
    template
        .and_then(|template| template.render(Serde(facts)))
        .map_err(
            |error| match error.name().map(|part| templates.text(part)) {
                Some(Ok(part)) => fault(error, &part),
                _ => fault(error, &own),
            },
        )
}

/// What is wrong with a template, with its line and the words that are at fault.
pub(super) fn fault(error: minijinja::Error, template: &Text) -> Error {
    let line = error.line();
    let words = error.range().and_then(|range| template.text.get(range));
    let words = words.map(|words| words.trim().lines().next().unwrap_or_default());
    let words = words.filter(|words| !words.is_empty());
    let (what, remedy) = match (error.kind(), words) {
        (ErrorKind::UndefinedError, Some(words)) => (
            format!("the template names a fact that is not there: {words}"),
            "test for it first, or look it up: `kawasan init --templates` writes the list of facts",
        ),
        (kind, words) => {
            let detail = error
                .detail()
                .map_or(String::new(), |detail| format!(": {detail}"));
            let near = words.map_or(String::new(), |words| format!(" (at {words})"));
            (
                format!("the template cannot be used: {kind}{detail}{near}"),
                "correct it",
            )
        }
    };
    let found = match template.ours {
        true => Error::engine(what),
        false => Error::study(what).remedy(remedy),
    };
    let found = found.file(&template.shown);
    match line {
        Some(line) => found.row(line),
        None => found,
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use serde_json::json;

    #[test]
    fn money_is_read_aloud() {
        assert_eq!(money(12_345_678_901.0, Language::Id), "12,3 miliar");
        assert_eq!(money(2_500_000.0, Language::En), "2.5 million");
        assert_eq!(money(999_999.0, Language::Id), "999.999");
    }

    #[test]
    fn a_missing_fact_has_file_line_and_name() {
        let files = [(
            "brief.md.j2".to_owned(),
            b"{{ title }}\n\n{{ areas.cuont }}\n".to_vec(),
        )];
        let templates = Templates::of("muka".into(), files.into_iter().collect());
        let facts = json!({"title": "A", "areas": {"count": 1}});
        let error = crate::output::brief::markdown(&templates, &facts, Language::Id).unwrap_err();
        let said = error.to_string();
        assert_eq!(error.exit_code(), 2);
        assert!(said.starts_with("muka/brief.md.j2, row 3: "), "{said}");
        assert!(said.contains("areas.cuont"), "{said}");
    }
}
