//! What things look like: colours, hatching, lines.

/// Of areas.
pub const AREA: &str = "#08306b";
/// Around lines and numbers.
pub const HALO: &str = "#fff";
/// Of borders of regions.
pub const BORDER: &str = "#444";
/// Of what is not studied.
pub const SEA: &str = "#eaf1f5";
/// Of land that no class is about.
pub const LAND: &str = "#f4f2ee";

/// Light to dark (ColorBrewer YlOrBr, Brewer and Harrower 2003): told apart under every kind of colour blindness, in grey, and from the
/// blue of areas.
const NEED: [&[&str]; 7] = [
    &["#fe9929"],
    &["#fff7bc", "#d95f0e"],
    &["#fff7bc", "#fec44f", "#d95f0e"],
    &["#ffffd4", "#fed98e", "#fe9929", "#cc4c02"],
    &["#ffffd4", "#fed98e", "#fe9929", "#d95f0e", "#993404"],
    &[
        "#ffffd4", "#fee391", "#fec44f", "#fe9929", "#d95f0e", "#993404",
    ],
    &[
        "#ffffd4", "#fee391", "#fec44f", "#fe9929", "#ec7014", "#cc4c02", "#8c2d04",
    ],
];

/// Classes that a map has when nobody says how many.
pub const CLASSES: usize = 5;
/// Most classes there are colours for.
pub const MOST: usize = NEED.len();

/// Colours of 1 to [`MOST`] ordered classes.
pub fn need(classes: usize) -> &'static [&'static str] {
    NEED[classes.clamp(1, MOST) - 1]
}

/// Kinds without an order, told apart under every kind of colour blindness (Okabe and Ito 2008, without black).
pub const KINDS: [&str; 7] = [
    "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7",
];

/// How a class is filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fill {
    /// With a colour.
    Colour(&'static str),
    /// With lines: there is too little evidence.
    NoEvidence,
    /// With crossed lines: there are no data at all.
    Missing,
}

impl Fill {
    /// The colour, if it is one.
    pub fn colour(self) -> Option<&'static str> {
        match self {
            Self::Colour(colour) => Some(colour),
            Self::NoEvidence | Self::Missing => None,
        }
    }

    /// As an attribute of something measured in pixels; hatching is a pattern of [`HATCH`].
    pub fn paint(self) -> &'static str {
        match self {
            Self::Colour(colour) => colour,
            Self::NoEvidence => "url(#hatch)",
            Self::Missing => "url(#cross)",
        }
    }

    /// As an attribute of shapes in grid units.
    pub fn paint_fine(self) -> &'static str {
        match self {
            Self::Colour(colour) => colour,
            Self::NoEvidence => "url(#hatch-fine)",
            Self::Missing => "url(#cross-fine)",
        }
    }

    /// Of lines between shapes of this fill, where they have none of their own.
    pub fn seam(self) -> &'static str {
        match self {
            Self::Colour(colour) => colour,
            Self::NoEvidence => "#8a8a8a",
            Self::Missing => "#c4c4c4",
        }
    }
}

/// The patterns of hatching; the fine ones are enlarged to look the same in grid units.
pub const HATCH: &str = "<defs>\
     <pattern id=\"hatch\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\" patternTransform=\"rotate(45)\">\
     <rect width=\"5\" height=\"5\" fill=\"#fff\"/><rect width=\"1.6\" height=\"5\" fill=\"#8a8a8a\"/></pattern>\
     <pattern id=\"hatch-fine\" patternUnits=\"userSpaceOnUse\" width=\"5\" height=\"5\" patternTransform=\"scale(5) rotate(45)\">\
     <rect width=\"5\" height=\"5\" fill=\"#fff\"/><rect width=\"1.6\" height=\"5\" fill=\"#8a8a8a\"/></pattern>\
     <pattern id=\"cross\" patternUnits=\"userSpaceOnUse\" width=\"6\" height=\"6\" patternTransform=\"rotate(45)\">\
     <rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 3h6M3 0v6\" stroke=\"#b0b0b0\" stroke-width=\".9\"/></pattern>\
     <pattern id=\"cross-fine\" patternUnits=\"userSpaceOnUse\" width=\"6\" height=\"6\" patternTransform=\"scale(5) rotate(45)\">\
     <rect width=\"6\" height=\"6\" fill=\"#fff\"/><path d=\"M0 3h6M3 0v6\" stroke=\"#b0b0b0\" stroke-width=\".9\"/></pattern></defs>\n";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn colours_darken() {
        let light = |colour: &str| -> u32 {
            let part = |at: usize| u32::from_str_radix(&colour[at..at + 2], 16).unwrap_or(0);
            part(1) * 299 + part(3) * 587 + part(5) * 114
        };
        for classes in 1..=MOST {
            let colours = need(classes);
            assert_eq!(colours.len(), classes);
            assert!(
                colours
                    .windows(2)
                    .all(|pair| light(pair[0]) > light(pair[1]) + 20_000)
            );
        }
        assert_eq!(need(9), need(MOST));
    }
}
