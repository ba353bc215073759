//! The Markdown of an explanation as HTML: headings, lists, tables, paragraphs, bold.

/// Turns a page of ours into HTML; what it quotes of the data is text and stays text. The first heading is left out: the page has it.
pub(super) fn html(text: &str) -> String {
    let mut out = String::new();
    let mut open: Option<&str> = None;
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        let line = line.trim();
        let kind = match line {
            "" => None,
            line if line.starts_with('|') => Some("table"),
            line if line.starts_with("- ") => Some("ul"),
            line if line.starts_with('#') => None,
            _ => Some("p"),
        };
        if kind != open {
            if let Some(last) = open {
                out.push_str(&format!("</{last}>"));
            }
            if let Some(kind) = kind {
                out.push_str(&format!("<{kind}>"));
            }
            open = kind;
        }
        match kind {
            Some("table") if dashes(line) => {}
            Some("table") => {
                let head = lines.peek().is_some_and(|next| dashes(next.trim()));
                let tag = if head { "th" } else { "td" };
                let cells = cells(line).into_iter();
                let cells: String = cells
                    .map(|cell| format!("<{tag}>{}</{tag}>", inline(&cell)))
                    .collect();
                out.push_str(&format!("<tr>{cells}</tr>"));
            }
            Some("ul") => out.push_str(&format!("<li>{}</li>", inline(&line[2..]))),
            Some(_) => out.push_str(&format!("{} ", inline(line))),
            None if line.starts_with("##") => {
                out.push_str(&format!(
                    "<h3>{}</h3>",
                    inline(line.trim_start_matches('#').trim())
                ));
            }
            None => {}
        }
    }
    if let Some(last) = open {
        out.push_str(&format!("</{last}>"));
    }
    out
}

/// Whether a line parts the head of a table from its rows.
fn dashes(line: &str) -> bool {
    line.starts_with('|') && line.contains("--") && line.chars().all(|c| "|-: ".contains(c))
}

/// The cells of a row; a bar behind a backslash is text.
fn cells(line: &str) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut escaped = false;
    for c in line.trim_matches('|').chars() {
        match c {
            '|' if !escaped => cells.push(String::new()),
            c => {
                if let Some(cell) = cells.last_mut() {
                    cell.push(c);
                }
            }
        }
        escaped = c == '\\' && !escaped;
    }
    cells.iter().map(|cell| cell.trim().to_owned()).collect()
}

/// Text with its bold parts; a mark behind a backslash is text.
fn inline(text: &str) -> String {
    let mut out = String::new();
    let mut bold = false;
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\\' if rest.peek().is_some_and(char::is_ascii_punctuation) => {
                if let Some(c) = rest.next() {
                    push(&mut out, c);
                }
            }
            '*' if rest.peek() == Some(&'*') => {
                rest.next();
                out.push_str(if bold { "</b>" } else { "<b>" });
                bold = !bold;
            }
            c => push(&mut out, c),
        }
    }
    if bold {
        out.push_str("</b>");
    }
    out
}

fn push(out: &mut String, c: char) {
    match c {
        '<' => out.push_str("&lt;"),
        '>' => out.push_str("&gt;"),
        '&' => out.push_str("&amp;"),
        '"' => out.push_str("&quot;"),
        c => out.push(c),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_explanations_use_is_turned_and_nothing_else_is() {
        let page = "# Desa\n\nNilai **0,5** < 1.\n\n## Isi\n\n| a | b |\n|---|--:|\n| x \\| y | **2** |\n\n- satu\n- dua\n";
        assert_eq!(
            html(page),
            "<p>Nilai <b>0,5</b> &lt; 1. </p><h3>Isi</h3><table><tr><th>a</th><th>b</th></tr>\
             <tr><td>x | y</td><td><b>2</b></td></tr></table><ul><li>satu</li><li>dua</li></ul>"
        );
        assert_eq!(
            html("<script>alert(\"1\")</script>"),
            "<p>&lt;script&gt;alert(&quot;1&quot;)&lt;/script&gt; </p>"
        );
        assert_eq!(html("\\*\\*x **y"), "<p>**x <b>y</b> </p>");
    }
}
