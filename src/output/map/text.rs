//! Words in a picture: how wide they are, where they break, and how XML takes them.

/// Text as XML holds it; characters that XML has no form for are left out.
pub fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\t' | '\n' | '\r' => out.push(' '),
            c if c < ' ' || matches!(c, '\u{fffe}' | '\u{ffff}') => {}
            c => out.push(c),
        }
    }
    out
}

/// About how wide a text is: no common sans-serif is much wider, whichever the reader's machine takes.
pub fn width(text: &str, size: f64) -> f64 {
    let of = |c: char| match c {
        'i' | 'j' | 'l' | '.' | ',' | ':' | ';' | '\'' | '|' | '!' | ' ' => 0.33,
        'f' | 't' | 'r' | 'I' | '(' | ')' | '[' | ']' | '-' | '/' => 0.42,
        'm' | 'w' | 'M' | 'W' | '…' => 0.95,
        c if c.is_ascii_lowercase() => 0.61,
        c if c.is_ascii_digit() => 0.64,
        c if c.is_ascii() || c == '–' => 0.73,
        _ => 1.0,
    };
    text.chars().map(of).sum::<f64>() * size
}

/// The text, cut with an ellipsis where it is wider than `most`.
pub fn cut(text: &str, size: f64, most: f64) -> String {
    if width(text, size) <= most {
        return text.to_owned();
    }
    let room = most - width("…", size);
    let mut taken = String::new();
    for c in text.chars() {
        taken.push(c);
        if width(&taken, size) > room {
            taken.pop();
            break;
        }
    }
    let end = taken.trim_end_matches([' ', ',', ';', '·']).len();
    taken.truncate(end);
    taken + "…"
}

/// At most `lines` lines no wider than `most`, broken at spaces; the last is cut.
pub fn wrap(text: &str, size: f64, most: f64, lines: usize) -> Vec<String> {
    let mut done: Vec<String> = Vec::new();
    let mut words = text.split_whitespace().peekable();
    while words.peek().is_some() && done.len() < lines {
        let last = done.len() + 1 == lines;
        let mut line = String::new();
        while let Some(&word) = words.peek() {
            let longer = match line.is_empty() {
                true => word.to_owned(),
                false => format!("{line} {word}"),
            };
            if !last && !line.is_empty() && width(&longer, size) > most {
                break;
            }
            line = longer;
            words.next();
        }
        done.push(cut(&line, size, most));
    }
    done
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn xml_takes_any_name() {
        let name = "Desa \"A\" & <B>\n'C'\u{1}\u{7}";
        assert_eq!(escape(name), "Desa &quot;A&quot; &amp; &lt;B&gt; 'C'");
    }

    #[test]
    fn long_texts_are_cut_and_broken() {
        assert_eq!(cut("Kabupaten Alor", 10.0, 200.0), "Kabupaten Alor");
        let short = cut("Kabupaten Alor, Kabupaten Ende", 10.0, 100.0);
        assert!(
            short.ends_with('…') && width(&short, 10.0) <= 100.0,
            "{short}"
        );
        let lines = wrap("satu dua tiga empat lima enam", 10.0, 70.0, 2);
        assert_eq!(lines.len(), 2);
        assert!(
            lines.iter().all(|line| width(line, 10.0) <= 70.0),
            "{lines:?}"
        );
        assert!(lines[1].ends_with('…'));
        assert_eq!(wrap("satu dua", 10.0, 700.0, 3), ["satu dua"]);
        assert!(wrap(" ", 10.0, 70.0, 2).is_empty());
    }
}
