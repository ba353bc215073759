//! A picture as pixels, painted with the fonts in this program and no others: the same bytes on any machine.

use crate::error::{Error, Result};
use flate2::write::ZlibEncoder;
use flate2::{Compression, Crc};
use resvg::tiny_skia::{Color, Pixmap, Transform};
use resvg::usvg::{Options, Tree, fontdb::Database};
use std::io::{self, Write};
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
    let scale = Transform::from_scale(times, times);
    resvg::render(&tree, scale, &mut sheet.as_mut());
    encode(&sheet).map_err(|e| failed(e.to_string()))
}

/// The pixels, which nothing shines through, as a file: eight bits for each of red, green and blue (PNG, third edition, 2025).
fn encode(sheet: &Pixmap) -> io::Result<Vec<u8>> {
    let mut file = b"\x89PNG\r\n\x1a\n".to_vec();
    let mut header = sheet.width().to_be_bytes().to_vec();
    header.extend(sheet.height().to_be_bytes());
    // bits, red-green-blue, and the only ways to compress, filter and order
    header.extend([8, 2, 0, 0, 0]);
    chunk(&mut file, b"IHDR", &header);
    let per_metre = (f64::from(PER_INCH) / 0.0254).round() as u32;
    let mut size = per_metre.to_be_bytes().repeat(2);
    // metres
    size.push(1);
    chunk(&mut file, b"pHYs", &size);
    // flat colours are repeated as they are: no filter makes them shorter
    let mut rows = ZlibEncoder::new(Vec::new(), Compression::new(5));
    let mut row = Vec::new();
    for pixels in sheet.data().chunks_exact(4 * sheet.width() as usize) {
        row.clear();
        row.push(0);
        row.extend(pixels.chunks_exact(4).flat_map(|pixel| &pixel[..3]));
        rows.write_all(&row)?;
    }
    chunk(&mut file, b"IDAT", &rows.finish()?);
    chunk(&mut file, b"IEND", &[]);
    Ok(file)
}

/// A part of the file: its length, name, content and checksum.
fn chunk(file: &mut Vec<u8>, name: &[u8; 4], content: &[u8]) {
    let mut sum = Crc::new();
    sum.update(name);
    sum.update(content);
    file.extend((content.len() as u32).to_be_bytes());
    file.extend(name);
    file.extend(content);
    file.extend(sum.sum().to_be_bytes());
}
