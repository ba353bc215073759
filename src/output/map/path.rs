//! Rings as path data.

use crate::space::map::rings::Ring;
use std::fmt::Write;

/// The `d` of a path: whole numbers, each relative to the place before, so that they are short.
pub fn data<'a>(rings: impl IntoIterator<Item = &'a Ring>) -> String {
    let mut out = String::new();
    let mut at = [0, 0];
    for ring in rings {
        let start = ring.first().copied().unwrap_or(at);
        for (i, &place) in ring.iter().enumerate() {
            out.push_str(match i {
                0 => "m",
                // no space is needed before a minus
                _ if place[0] < at[0] => "",
                _ => " ",
            });
            let (x, y) = (place[0] - at[0], place[1] - at[1]);
            let between = if y < 0 { "" } else { " " };
            let _ = write!(out, "{x}{between}{y}");
            at = place;
        }
        if !ring.is_empty() {
            out.push('z');
        }
        // after closing, the pen is back at the start
        at = start;
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_relative() {
        let rings = [
            vec![[10, 10], [20, 5], [15, 30]],
            vec![[12, 9], [12, 8], [13, 8]],
        ];
        assert_eq!(data(&rings), "m10 10 10-5-5 25zm2-1 0-1 1 0z");
        assert_eq!(data(&[]), "");
    }
}
