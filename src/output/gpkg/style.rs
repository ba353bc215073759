//! How QGIS draws a layer: its style language, QML.

use crate::output::map::text::escape;

/// A class or a kind of things, and its colour.
#[derive(Debug, Clone, PartialEq)]
pub struct Entry<T> {
    /// What belongs to it.
    pub of: T,
    /// What the legend says.
    pub label: String,
    /// `#rrggbb`.
    pub colour: String,
}

/// How a layer is drawn.
#[derive(Debug, Clone, PartialEq)]
pub enum Style {
    /// Classes of the numbers in a column, each from its lower to its upper end.
    Classes {
        /// The column.
        column: String,
        /// Ascending.
        classes: Vec<Entry<[f64; 2]>>,
    },
    /// A colour for each value of a column.
    Kinds {
        /// The column.
        column: String,
        /// In the order of the legend.
        kinds: Vec<Entry<String>>,
    },
}

impl Style {
    /// The style as text.
    pub fn qml(&self) -> String {
        let mut qml = String::from(
            "<!DOCTYPE qgis PUBLIC 'http://mrcc.com/qgis.dtd' 'SYSTEM'>\n\
             <qgis version=\"3.28.0\" styleCategories=\"Symbology\">\n",
        );
        let colours: Vec<&str> = match self {
            Self::Classes { column, classes } => {
                qml += &renderer("graduatedSymbol\" graduatedMethod=\"GraduatedColor", column);
                qml += "<ranges>\n";
                for (i, class) in classes.iter().enumerate() {
                    let ([lower, upper], label) = (class.of, escape(&class.label));
                    qml += &format!(
                        "<range lower=\"{lower:?}\" upper=\"{upper:?}\" label=\"{label}\" symbol=\"{i}\" render=\"true\"/>\n"
                    );
                }
                qml += "</ranges>\n";
                classes.iter().map(|class| class.colour.as_str()).collect()
            }
            Self::Kinds { column, kinds } => {
                qml += &renderer("categorizedSymbol", column);
                qml += "<categories>\n";
                let whole = kinds.iter().all(|kind| kind.of.parse::<i64>().is_ok());
                let of = if whole { "long" } else { "string" };
                for (i, kind) in kinds.iter().enumerate() {
                    let (value, label) = (escape(&kind.of), escape(&kind.label));
                    qml += &format!(
                        "<category value=\"{value}\" type=\"{of}\" label=\"{label}\" symbol=\"{i}\" render=\"true\"/>\n"
                    );
                }
                qml += "</categories>\n";
                kinds.iter().map(|kind| kind.colour.as_str()).collect()
            }
        };
        qml += "<symbols>\n";
        for (i, colour) in colours.iter().enumerate() {
            qml += &symbol(i, colour);
        }
        qml += "</symbols>\n</renderer-v2>\n<layerGeometryType>2</layerGeometryType>\n</qgis>\n";
        qml
    }
}

fn renderer(kind: &str, column: &str) -> String {
    let column = escape(column);
    format!(
        "<renderer-v2 type=\"{kind}\" attr=\"{column}\" symbollevels=\"0\" enableorderby=\"0\" forceraster=\"0\">\n"
    )
}

fn symbol(name: usize, colour: &str) -> String {
    let part = |at: usize| {
        let digits = colour.get(at..at + 2).unwrap_or("80");
        u8::from_str_radix(digits, 16).unwrap_or(128)
    };
    let fill = format!("{},{},{},255", part(1), part(3), part(5));
    let options = [
        ("color", fill.as_str()),
        ("style", "solid"),
        ("outline_color", "68,68,68,255"),
        ("outline_style", "solid"),
        ("outline_width", "0.1"),
        ("outline_width_unit", "MM"),
        ("joinstyle", "bevel"),
    ];
    let option = |(name, value): (&str, &str)| {
        format!("<Option type=\"QString\" name=\"{name}\" value=\"{value}\"/>")
    };
    format!(
        "<symbol type=\"fill\" name=\"{name}\" alpha=\"1\" clip_to_extent=\"1\" force_rhr=\"0\">\
         <layer class=\"SimpleFill\" enabled=\"1\" locked=\"0\" pass=\"0\"><Option type=\"Map\">{}</Option></layer></symbol>\n",
        options.map(option).concat()
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn classes_and_kinds_have_their_symbols() {
        let entry = |low: f64, high: f64, colour: &str| Entry {
            of: [low, high],
            label: format!("{low} < {high}"),
            colour: colour.to_owned(),
        };
        let style = Style::Classes {
            column: "need".into(),
            classes: vec![entry(0.0, 0.5, "#fff7bc"), entry(0.5, 1.0, "#d95f0e")],
        };
        let qml = style.qml();
        assert!(qml.contains("attr=\"need\""), "{qml}");
        assert!(qml.contains("lower=\"0.5\" upper=\"1.0\" label=\"0.5 &lt; 1\" symbol=\"1\""));
        assert!(qml.contains("value=\"217,95,14,255\""));
        let kinds = Style::Kinds {
            column: "area".into(),
            kinds: vec![Entry {
                of: "1".into(),
                label: "A & B".into(),
                colour: "#0072b2".into(),
            }],
        };
        assert!(kinds.qml().contains("label=\"A &amp; B\""));
        assert_eq!(kinds.qml().matches("<symbol ").count(), 1);
    }
}
