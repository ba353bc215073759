//! A picture as pixels, painted with the fonts in this program and no others: the same bytes on any machine.

use crate::error::{Error, Result};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use std::sync::{Arc, OnceLock};

/// Pixels of an inch of paper.
const PER_INCH: f32 = 200.0;
/// Those of SVG.
const OF_SVG: f32 = 96.0;

const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../data/vendor/source-sans-3/SourceSans3_400Regular.ttf"),
    include_bytes!("../../../data/vendor/source-sans-3/SourceSans3_400Regular_Italic.ttf"),
    include_bytes!("../../../data/vendor/source-sans-3/SourceSans3_600SemiBold.ttf"),
];

/// Paints an SVG of ours as PNG: 200 pixels an inch of the size it gives itself, on white, and says so in the file.
///
/// # Errors
/// A text that is no SVG, or a picture too large for memory.
pub fn png(svg: &str) -> Result<Vec<u8>> {
    static KNOWN: OnceLock<Arc<Database>> = OnceLock::new();
    let failed = |why: String| Error::engine(format!("a picture cannot be painted: {why}"));
    let fonts = KNOWN.get_or_init(|| {
        let mut fonts = Database::new();
        for font in FONTS {
            fonts.load_font_data(font.to_vec());
        }
        fonts.set_sans_serif_family("Source Sans 3");
        Arc::new(fonts)
    });
    let options = Options {
        font_family: "Source Sans 3".to_owned(),
        fontdb: Arc::clone(fonts),
        ..Options::default()
    };
    let tree = Tree::from_str(svg, &options).map_err(|e| failed(e.to_string()))?;
    let times = PER_INCH / OF_SVG;
    let [wide, high] = [tree.size().width(), tree.size().height()].map(|side| side * times);
    let mut sheet = Pixmap::new(wide.round() as u32, high.round() as u32)
        .ok_or_else(|| failed(format!("{wide} by {high} pixels are too many")))?;
    sheet.fill(Color::WHITE);
    resvg::render(
        &tree,
        Transform::from_scale(times, times),
        &mut sheet.as_mut(),
    );
    let bytes = sheet.encode_png().map_err(|e| failed(e.to_string()))?;
    Ok(with_size(bytes))
}

/// The file with the chunk that says how large a pixel is on paper, after the header.
fn with_size(mut bytes: Vec<u8>) -> Vec<u8> {
    /// Bytes of the signature and the header.
    const HEADER: usize = 33;
    let per_metre = (f64::from(PER_INCH) / 0.0254).round() as u32;
    let mut chunk = b"pHYs".to_vec();
    chunk.extend(per_metre.to_be_bytes());
    chunk.extend(per_metre.to_be_bytes());
    // metres
    chunk.push(1);
    let mut sum = flate2::Crc::new();
    sum.update(&chunk);
    let length = (chunk.len() as u32 - 4).to_be_bytes();
    let whole = length
        .into_iter()
        .chain(chunk)
        .chain(sum.sum().to_be_bytes());
    bytes.splice(HEADER..HEADER, whole);
    bytes
}
