//! The policy brief: Markdown from a template in the study's language; it writes numbers, it computes none.

use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::markdown;
use crate::output::number;
use minijinja::syntax::SyntaxConfig;
use minijinja::value::Serde;
use minijinja::{Environment, UndefinedBehavior};
use serde_json::Value;

const ID: &str = include_str!("id.md.j2");
const EN: &str = include_str!("en.md.j2");

/// Renders the brief of a run from its facts.
///
/// # Errors
/// When the facts lack something the template names.
pub fn render(facts: &Value, language: Language) -> Result<String> {
    let template = match language {
        Language::Id => ID,
        Language::En => EN,
    };
    fill(template, facts, language)
}

/// Fills a Markdown template of ours with facts, numbers written in the language.
///
/// # Errors
/// When the facts lack something the template names.
pub fn fill(template: &str, facts: &Value, language: Language) -> Result<String> {
    let failed = |e: minijinja::Error| Error::engine(format!("a text cannot be rendered: {e:#}"));
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    let syntax = SyntaxConfig::builder()
        .trim_blocks(true)
        .lstrip_blocks(true)
        .build()
        .map_err(failed)?;
    environment.set_syntax(syntax);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
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
    environment.add_filter("cell", |text: String| markdown::escape(&text));
    environment
        .render_str(template, Serde(facts))
        .map_err(failed)
}
