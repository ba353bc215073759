//! How the page of a map is shared out.

/// Pixels around the page and between its parts.
pub const MARGIN: f64 = 24.0;
/// Pixels of a page that lies, and of one that stands.
const WIDTH: [f64; 2] = [1200.0, 900.0];
/// Pixels of the panel beside the map.
const PANEL: [f64; 2] = [280.0, 250.0];
/// A map flatter than this has its legend below.
const FLAT: f64 = 0.55;
/// A map taller than this stands on a page that stands.
const TALL: f64 = 1.05;
/// Millimetres of A4 within margins of 10, the longer side first.
const PAPER: [f64; 2] = [277.0, 190.0];

/// Where the map is, and where what explains it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Page {
    /// Pixels of the page's width.
    pub width: f64,
    /// Whether the legend stands beside the map, else below.
    pub beside: bool,
    /// Pixels of the map.
    pub map: [f64; 2],
}

impl Page {
    /// For a layer of this height by width.
    pub fn new(aspect: f64) -> Self {
        let tall = usize::from(aspect > TALL);
        let width = WIDTH[tall];
        let whole = width - 2.0 * MARGIN;
        if aspect < FLAT {
            let height = (whole * aspect).clamp(300.0, 640.0);
            return Self {
                width,
                beside: false,
                map: [whole, height.round()],
            };
        }
        let wide = whole - PANEL[tall] - MARGIN;
        let most = [690.0, 1000.0][tall];
        Self {
            width,
            beside: true,
            map: [wide, (wide * aspect).clamp(600.0, most).round()],
        }
    }

    /// Left end and width of the panel beside the map.
    pub fn panel(&self) -> (f64, f64) {
        let left = 2.0 * MARGIN + self.map[0];
        (left, self.width - MARGIN - left)
    }

    /// Millimetres of a page of so many pixels of height: the largest that A4 holds, lying or standing.
    pub fn paper(&self, height: f64) -> [f64; 2] {
        let size = [self.width, height];
        let fits = |paper: [f64; 2]| (paper[0] / size[0]).min(paper[1] / size[1]);
        let [long, short] = PAPER;
        let scale = fits([long, short]).max(fits([short, long]));
        size.map(|pixels| (pixels * scale * 10.0).round() / 10.0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_fit_paper_and_use_it() {
        for aspect in [0.1, 0.38, 0.6, 1.0, 1.4, 3.0] {
            let page = Page::new(aspect);
            let height = page.map[1] + if page.beside { 150.0 } else { 330.0 };
            let [wide, high] = page.paper(height);
            let (long, short) = (wide.max(high), wide.min(high));
            assert!(long <= PAPER[0] && short <= PAPER[1]);
            assert!(long > 276.9 || short > 189.9, "{aspect}: {wide} {high}");
            // what is 11 pixels high can be read
            assert!(wide / page.width * 11.0 > 1.9, "{aspect}: {wide}");
        }
    }

    #[test]
    fn the_panel_is_beside_the_map() {
        let page = Page::new(0.8);
        let (left, width) = page.panel();
        assert_eq!((left, width), (896.0, 280.0));
    }
}
