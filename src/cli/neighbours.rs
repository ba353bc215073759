//! `kawasan neighbours`: who neighbours whom in any layer.

use super::beside::Beside;
use super::neighbourhood;
use super::outputs;
use super::progress::{Loudness, caution, count, say};
use super::units::{Units, few};
use crate::error::Result;
use crate::output::single;
use crate::space::graph::file::{self, Format};
use crate::space::graph::{Graph, LinkKind};
use clap::Args;
use serde_json::{Map, Value, json};
use std::path::PathBuf;

/// Options of `kawasan neighbours`.
#[derive(Debug, Args)]
pub struct Options {
    #[command(flatten)]
    neighbourhood: neighbourhood::Options,
    /// The links: .gal, .gwt, anything else is CSV; - is standard output
    #[arg(short, long = "out", value_name = "FILE")]
    out: PathBuf,
    #[command(flatten)]
    loudness: Loudness,
}

/// Finds the neighbours and writes them both ways; what they look like in numbers goes beside and to standard error.
///
/// # Errors
/// See [`neighbourhood::Options::graph`] and [`file::write`]; a result that would replace an input.
pub fn execute(options: &Options) -> Result<()> {
    let asked = &options.neighbourhood;
    asked.check()?;
    let beside = Beside::of(&options.out)?;
    let outs = || std::iter::once(&options.out).chain(beside.as_ref().map(|b| &b.path));
    outputs::check(outs(), asked.inputs())?;
    outputs::apart(outs(), &options.loudness)?;
    let voice = options.loudness.voice();
    let units = asked.read(voice)?;
    let graph = options
        .loudness
        .while_working("neighbours", || asked.graph(&units))?;
    let layer = units.layer();
    let format = Format::of(&options.out);
    single::write(&options.out, |out| {
        file::write(out, &graph, units.of(&layer), format).map_err(|e| e.file(&options.out))
    })?;
    let described = asked.described(units.features.measure)?;
    let counts = counts(&units, &graph, described);
    if let Some(beside) = &beside {
        beside.write(counts.clone())?;
    }
    let speaks = options.loudness.speaks();
    let doubt = asked.doubt(&units).into_iter();
    doubt.for_each(|doubt| caution(&doubt, speaks));
    if speaks {
        speak(&units, &graph);
    }
    outputs::written(outs(), &options.loudness, "neighbours", counts);
    Ok(())
}

/// Directed links of each kind that is there.
fn by_kind(graph: &Graph) -> Vec<(&'static str, usize)> {
    let count = |kind| graph.all_links().filter(|link| link.kind == kind).count();
    let counts = LinkKind::ALL.map(|kind| (kind.as_str(), count(kind)));
    counts.into_iter().filter(|(_, n)| *n > 0).collect()
}

fn counts(units: &Units, graph: &Graph, described: Map<String, Value>) -> Value {
    let summary = graph.summary();
    let kinds: Map<String, Value> = by_kind(graph)
        .into_iter()
        .map(|(kind, n)| (kind.to_owned(), json!(n)))
        .collect();
    let alone = graph.islands().into_iter();
    let alone: Vec<&String> = alone.map(|i| &units.ids[i as usize]).collect();
    let file = units.features.source.file_name();
    json!({
        "layer": file.map(|name| name.to_string_lossy()),
        "id": units.key,
        "rule": described,
        "units": summary.units,
        "links": summary.links,
        "pairs": summary.pairs,
        "neighbours_min": summary.min,
        "neighbours_mean": summary.mean,
        "neighbours_max": summary.max,
        "islands": summary.islands,
        "island_ids": alone,
        "components": summary.components,
        "symmetric": summary.symmetric,
        "links_by_kind": kinds,
    })
}

/// What a planner wants to know first.
fn speak(units: &Units, graph: &Graph) {
    let summary = graph.summary();
    let kinds = by_kind(graph).into_iter();
    let kinds: Vec<String> = kinds.map(|(kind, n)| format!("{n} {kind}")).collect();
    say(&format!(
        "{}, {}{}, {}, {}",
        count(summary.units, "unit", "units"),
        count(summary.links, "link", "links"),
        match kinds.is_empty() {
            true => String::new(),
            false => format!(" ({})", kinds.join(", ")),
        },
        count(summary.pairs, "pair", "pairs"),
        if summary.symmetric {
            "symmetric"
        } else {
            "not symmetric"
        },
    ));
    say(&format!(
        "  neighbours of a unit: {} to {}, {:.2} in the mean; components: {}",
        summary.min, summary.max, summary.mean, summary.components,
    ));
    let alone = graph.islands().into_iter();
    let alone: Vec<String> = alone.map(|i| units.called(i as usize)).collect();
    if let Some(shown) = few(&alone) {
        say(&format!("  without neighbours: {} ({shown})", alone.len()));
    }
}
