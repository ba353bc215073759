//! CSV: from, to, weight, border_m, kind.

use super::super::{Graph, LinkKind};
use super::links::Links;
use super::{Units, failed};
use crate::base::privacy;
use crate::error::{Error, Result};
use std::io::Write;

const COLUMNS: [&str; 5] = ["from", "to", "weight", "border_m", "kind"];

/// Reads from and to (or focal and neighbor, as PySAL names them) and, where they are there, weight, border_m and kind.
pub(super) fn read(text: &str, mut links: Links) -> Result<Graph> {
    let mut reader = ::csv::ReaderBuilder::new()
        .trim(::csv::Trim::All)
        .from_reader(text.as_bytes());
    let header = reader.headers().map_err(fault)?.clone();
    let place = |name: &str| header.iter().position(|column| column == name);
    let end = |name: &str, other: &str| {
        place(name).or_else(|| place(other)).ok_or_else(|| {
            Error::input("no such column")
                .column(name)
                .row(1)
                .remedy("name the columns from and to, and if wanted weight, border_m and kind")
        })
    };
    let (from, to) = (end("from", "focal")?, end("to", "neighbor")?);
    let [_, _, weight, border_m, kind] = COLUMNS.map(place);
    for record in reader.records() {
        let record = record.map_err(fault)?;
        let line = record.position().map_or(1, |p| p.line() as usize);
        let number = |column: Option<usize>, what, missing| match column {
            Some(column) => Links::number(&record[column], what, line),
            None => Ok(missing),
        };
        let (from, to) = (
            links.unit(&record[from], line)?,
            links.unit(&record[to], line)?,
        );
        let mut link = Links::given(from, to, number(weight, "weight", 1.0)?);
        link.border_m = number(border_m, "border", 0.0)?;
        if let Some(column) = kind {
            link.kind = named(&record[column], line)?;
        }
        links.add(line, link)?;
    }
    Ok(links.graph())
}

fn named(word: &str, line: usize) -> Result<LinkKind> {
    let found = LinkKind::ALL.into_iter().find(|kind| kind.as_str() == word);
    found.ok_or_else(|| {
        let words = LinkKind::ALL.map(LinkKind::as_str);
        let shown = privacy::described(word, "kind");
        Error::input(format!("no such kind of link: {shown}"))
            .column("kind")
            .row(line)
            .remedy(format!("write one of {}", words.join(", ")))
    })
}

fn fault(error: ::csv::Error) -> Error {
    let line = error.position().map_or(1, |p| p.line() as usize);
    let what = match error.kind() {
        ::csv::ErrorKind::UnequalLengths {
            expected_len, len, ..
        } => format!("expected {expected_len} cells, found {len}"),
        other => format!("cannot be read as CSV: {other:?}"),
    };
    Error::input(what)
        .row(line)
        .remedy("write as many cells as the header has, parted by commas")
}

/// Writes every link.
pub(super) fn write(out: &mut dyn Write, graph: &Graph, units: Units) -> Result<()> {
    let mut writer = ::csv::Writer::from_writer(out);
    writer.write_record(COLUMNS).map_err(failed)?;
    for link in graph.all_links() {
        writer
            .write_record([
                &units.ids[link.from as usize],
                &units.ids[link.to as usize],
                link.weight.to_string().as_str(),
                link.border_m.to_string().as_str(),
                link.kind.as_str(),
            ])
            .map_err(failed)?;
    }
    writer.flush().map_err(failed)
}
