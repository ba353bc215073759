//! The brief as one HTML page that needs no network.

use super::templates::{HTML, Templates};
use super::{Picture, fill, font};
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::html::prose;
use minijinja::value::Value as Cell;
use minijinja::{AutoEscape, ErrorKind};
use serde_json::Value;

/// Renders the page.
///
/// # Errors
/// When the template is at fault, or names a fact, picture or file that is not there.
pub fn html(
    templates: &Templates,
    facts: &Value,
    pictures: &[Picture],
    language: Language,
) -> Result<String> {
    let mut environment = fill::environment(language)?;
    environment.set_auto_escape_callback(|_| AutoEscape::Html);
    // the usual one writes slashes as numbers, and paths are full of them
    environment.set_formatter(|out, state, value| match value.as_str() {
        Some(text) if !value.is_safe() => out.write_str(&escape(text)).map_err(Into::into),
        _ => minijinja::escape_formatter(out, state, value),
    });
    environment.add_filter("prose", |text: String| Cell::from_safe_string(prose(&text)));
    environment.add_function("fonts", || Cell::from_safe_string(font::faces()));
    let inside: Vec<(String, String)> = (pictures.iter())
        .map(|picture| (picture.name.clone(), inline(picture)))
        .collect();
    let none = |what: String| minijinja::Error::new(ErrorKind::InvalidOperation, what);
    environment.add_function("picture", move |name: String| {
        let found = inside.iter().find(|(own, _)| *own == name);
        found
            .map(|(_, svg)| Cell::from_safe_string(svg.clone()))
            .ok_or_else(|| none(format!("there is no picture {name}")))
    });
    let beside = templates.clone();
    environment.add_function("file", move |name: String| {
        let found = beside
            .file(&name)
            .map(|bytes| font::data_uri(kind(&name), bytes));
        found
            .map(Cell::from_safe_string)
            .ok_or_else(|| none(format!("there is no file {name} beside the template")))
    });
    let page = fill::render(environment, templates, HTML, facts)?;
    match page.trim().is_empty() {
        true => Err(Error::study("the template makes an empty page").file(templates.shown(HTML))),
        false => Ok(page),
    }
}

/// The media type of a file by its ending.
fn kind(name: &str) -> &'static str {
    match name.rsplit('.').next().unwrap_or_default() {
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        _ => "application/octet-stream",
    }
}

/// A picture as a part of a page: its ids are of its own.
fn inline(picture: &Picture) -> String {
    let own = picture.name.trim_end_matches(".svg");
    let svg = picture.svg.trim();
    let svg = svg.replace(" xmlns=\"http://www.w3.org/2000/svg\"", "");
    let mut out = String::with_capacity(svg.len() + 64);
    let marks = [" id=\"", "url(#"];
    let mut rest = svg.as_str();
    while let Some((at, mark)) = marks
        .iter()
        .filter_map(|mark| Some((rest.find(mark)?, mark)))
        .min()
    {
        let (head, tail) = rest.split_at(at + mark.len());
        out.push_str(head);
        out.push_str(own);
        out.push('-');
        rest = tail;
    }
    out.push_str(rest);
    out.replacen(
        "aria-labelledby=\"t d\"",
        &format!("aria-labelledby=\"{own}-t {own}-d\""),
        1,
    )
}

/// Text that is no markup, also in an attribute.
fn escape(text: &str) -> String {
    crate::output::map::text::escape(text).replace('\'', "&#39;")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ids_of_pictures_do_not_meet() {
        let svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" aria-labelledby=\"t d\"><title id=\"t\">T</title><desc id=\"d\"/><path fill=\"url(#hatch)\"/><g id=\"hatch\"/></svg>\n";
        let picture = Picture {
            name: "area-1.svg".into(),
            svg: svg.into(),
        };
        assert_eq!(
            inline(&picture),
            "<svg aria-labelledby=\"area-1-t area-1-d\"><title id=\"area-1-t\">T</title><desc id=\"area-1-d\"/><path fill=\"url(#area-1-hatch)\"/><g id=\"area-1-hatch\"/></svg>"
        );
    }

    #[test]
    fn names_in_sentences_are_marked_and_text_is_no_markup() {
        assert_eq!(prose("a `b<c` & d"), "a <code>b&lt;c</code> &amp; d");
    }
}
