//! How the page of a map is shared out.

/// Pixels of the page's width.
pub const WIDTH: f64 = 1200.0;
/// Pixels around the page and between its parts.
pub const MARGIN: f64 = 24.0;
const PANEL: f64 = 280.0;
/// A map flatter than this has its legend below.
const FLAT: f64 = 0.6;

/// Where the map is, and where what explains it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Whether the legend stands beside the map, else below.
    pub beside: bool,
    /// Pixels of the map.
    pub map: [f64; 2],
}

impl Page {
    /// For a layer of this height by width.
    pub fn new(aspect: f64) -> Self {
        let whole = WIDTH - 2.0 * MARGIN;
        if aspect < FLAT {
            let height = (whole * aspect).clamp(300.0, 720.0);
            return Self {
                beside: false,
                map: [whole, height.round()],
            };
        }
        let wide = whole - PANEL - MARGIN;
        Self {
            beside: true,
            map: [wide, (wide * aspect).clamp(600.0, 1000.0).round()],
        }
    }

    /// Left end and width of the panel beside the map.
    pub fn panel(&self) -> (f64, f64) {
        (WIDTH - MARGIN - PANEL, PANEL)
    }
}
