//! The fonts of the HTML, inside it: Source Sans 3 (data/vendor).

const REGULAR: &[u8] =
    include_bytes!("../../../data/vendor/source-sans-3/source-sans-3-latin-400-normal.woff2");
const ITALIC: &[u8] =
    include_bytes!("../../../data/vendor/source-sans-3/source-sans-3-latin-400-italic.woff2");
const STRONG: &[u8] =
    include_bytes!("../../../data/vendor/source-sans-3/source-sans-3-latin-600-normal.woff2");

/// The rules that a page needs to know the fonts; the semibold serves for bold.
pub fn faces() -> String {
    let faces = [
        ("normal", "400", REGULAR),
        ("italic", "400", ITALIC),
        ("normal", "600 700", STRONG),
    ];
    let face = |(style, weight, bytes): (&str, &str, &[u8])| {
        format!(
            "@font-face{{font-family:'Source Sans 3';font-style:{style};font-weight:{weight};src:url({}) format('woff2')}}\n",
            data_uri("font/woff2", bytes)
        )
    };
    faces.into_iter().map(face).collect()
}

/// Bytes as an address that needs no network.
pub fn data_uri(kind: &str, bytes: &[u8]) -> String {
    format!("data:{kind};base64,{}", base64(bytes))
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const LETTERS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for three in bytes.chunks(3) {
        let at = |i: usize| u32::from(three.get(i).copied().unwrap_or(0));
        let bits = (at(0) << 16) | (at(1) << 8) | at(2);
        for place in 0..4 {
            let letter = LETTERS[(bits >> (18 - 6 * place)) as usize & 63];
            out.push(if place > three.len() {
                '='
            } else {
                char::from(letter)
            });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bytes_are_those_of_the_standard() {
        // RFC 4648, section 10
        let examples = ["", "f", "fo", "foo", "foob", "fooba", "foobar"];
        let written = [
            "", "Zg==", "Zm8=", "Zm9v", "Zm9vYg==", "Zm9vYmE=", "Zm9vYmFy",
        ];
        assert_eq!(examples.map(|text| base64(text.as_bytes())), written);
        assert_eq!(base64(&[0xfb, 0xff, 0xbf]), "+/+/");
    }

    #[test]
    fn every_face_is_inside() {
        let faces = faces();
        assert_eq!(
            faces.matches("url(data:font/woff2;base64,d09GMg").count(),
            3
        );
        assert!(!faces.contains("http"));
    }
}
