//! What things look like: colours, hatching, lines.

/// Of areas.
pub const AREA: &str = "#08306b";
/// Around lines and numbers.
pub const HALO: &str = "#fff";
/// Of borders of regions.
pub const BORDER: &str = "#444";
/// Of what is not studied.
pub const SEA: &str = "#eaf1f5";

/// Light to dark (ColorBrewer YlOrBr, Brewer and Harrower 2003): told apart under every kind of colour blindness, in grey, and from the
/// blue of areas.
const NEED: [&[&str]; 5] = [
    &["#fe9929"],
    &["#fff7bc", "#d95f0e"],
    &["#fff7bc", "#fec44f", "#d95f0e"],
    &["#ffffd4", "#fed98e", "#fe9929", "#cc4c02"],
    &["#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"],
];

/// Most classes there are colours for.
pub const CLASSES: usize = NEED.len();

/// Colours of 1 to [`CLASSES`] ordered classes.
pub fn need(classes: usize) -> &'static [&'static str] {
    NEED[classes.clamp(1, CLASSES) - 1]
}

/// How a class is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// With a colour.
    Colour(&'static str),
    /// With lines: there is no evidence.
    Hatched,
}

impl Fill {
    /// As an attribute of something measured in pixels; hatching is a pattern of [`HATCH`].
    pub fn paint(self) -> &'static str {
        match self {
            Self::Colour(colour) => colour,
            Self::Hatched => "url(#hatch)",
        }
    }

    /// As an attribute of shapes in grid units.
    pub fn paint_fine(self) -> &'static str {
        match self {
            Self::Colour(colour) => colour,
            Self::Hatched => "url(#hatch-fine)",
        }
    }
}

/// The patterns of hatching; the fine one is enlarged to look the same in grid units.
pub const HATCH: &str = "<defs>\
     <pattern id=\"hatch\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\" patternTransform=\"rotate(45)\">\
     <rect width=\"5\" height=\"5\" fill=\"#fff\"/><rect width=\"1.6\" height=\"5\" fill=\"#8a8a8a\"/></pattern>\
     <pattern id=\"hatch-fine\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\" patternTransform=\"scale(5) rotate(45)\">\
     <rect width=\"5\" height=\"5\" fill=\"#fff\"/><rect width=\"1.6\" height=\"5\" fill=\"#8a8a8a\"/></pattern></defs>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_darken() {
        let light = |colour: &str| -> u32 {
            let part = |at: usize| u32::from_str_radix(&colour[at..at + 2], 16).unwrap_or(0);
            part(1) * 299 + part(3) * 587 + part(5) * 114
        };
        for classes in 1..=CLASSES {
            let colours = need(classes);
            assert_eq!(colours.len(), classes);
            assert!(
                colours
                    .windows(2)
                    .all(|pair| light(pair[0]) > light(pair[1]) + 20_000)
            );
        }
        assert_eq!(need(9), need(5));
    }
}
