//! The policy brief: Markdown, HTML and PDF from templates that a ministry can replace; it writes numbers, it computes none.
//!
//! * [`templates`]: ours, or those of a folder in their place
//! * [`fill`]: facts into a text template, and what is said when one is not there
//! * [`prose`]: the sentences that all three share, in the study's language
//! * [`html`]: one page with pictures and fonts in it; [`font`]: those fonts
//! * [`pdf`]: pages set by typst (feature `pdf`)
//! * [`overview`], [`locator`]: maps at the size of a page

pub mod fill;
pub mod font;
pub mod html;
pub mod locator;
pub mod overview;
#[cfg(feature = "pdf")]
pub mod pdf;
pub mod prose;
pub mod templates;

pub use fill::fill;
pub use templates::Templates;

use crate::base::study::Language;
use crate::error::Result;
use serde_json::Value;

/// A picture of the brief.
#[derive(Debug, Clone, PartialEq)]
pub struct Picture {
    /// Its file name in the eyes of templates, such as `area-1.svg`.
    pub name: String,
    /// SVG.
    pub svg: String,
}

/// The brief as Markdown.
///
/// # Errors
/// When the template is at fault, or names a fact that is not there.
pub fn markdown(templates: &Templates, facts: &Value, language: Language) -> Result<String> {
    let mut environment = fill::environment(language)?;
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    fill::render(environment, templates, templates::MARKDOWN, facts)
}
