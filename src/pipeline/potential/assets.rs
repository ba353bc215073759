//! Local assets of villages.

use super::rows::{self, words};
use crate::base::finding::Finding;
use crate::base::study::{self, Language, LoadedStudy};
use crate::error::Error;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::log::Outcome;
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};

/// One asset.
pub struct Asset {
    /// Its village.
    pub village: u32,
    /// What kind it is of.
    pub kind: String,
    /// What it is called.
    pub title: Option<String>,
    /// Its row in the file.
    row: usize,
}

/// All of them, by village, kind and title.
pub struct Assets {
    /// Those whose village is known.
    pub list: Vec<Asset>,
    villages: usize,
}

impl Assets {
    /// n numbers of assets; 0 where the table names none.
    pub fn counts(&self) -> Vec<u32> {
        let mut counts = vec![0; self.villages];
        for asset in &self.list {
            counts[asset.village as usize] += 1;
        }
        counts
    }

    /// The assets of some villages.
    pub fn of<'a>(&'a self, members: &'a [u32]) -> impl Iterator<Item = &'a Asset> {
        members.iter().flat_map(|&village| {
            let start = self.list.partition_point(|asset| asset.village < village);
            let rest = self.list[start..].iter();
            rest.take_while(move |asset| asset.village == village)
        })
    }

    /// The kinds of some villages together, with the number of assets of each.
    pub fn kinds<'a>(&'a self, members: &'a [u32]) -> Vec<(&'a str, usize)> {
        let mut kinds = BTreeMap::<&str, usize>::new();
        for asset in self.of(members) {
            *kinds.entry(&asset.kind).or_default() += 1;
        }
        kinds.into_iter().collect()
    }
}

/// Reads the table.
///
/// # Errors
/// Those of its rows; a row without a kind.
pub fn read(
    loaded: &LoadedStudy,
    spec: &study::Assets,
    inputs: &mut Inputs,
    findings: &mut Vec<Finding>,
) -> Outcome<Assets> {
    let text: Vec<&str> = std::iter::once(spec.kind.as_str())
        .chain(spec.title.as_deref())
        .collect();
    let read = rows::read(loaded, "assets", &spec.table(), &text, inputs, findings)?;
    let at = |error| loaded.blame(error, "assets");
    let kinds = words(&read.table, &spec.kind).map_err(at)?;
    let titles = match &spec.title {
        Some(title) => words(&read.table, title).map_err(at)?,
        None => vec![None; kinds.len()],
    };
    let mut list = Vec::new();
    for (i, (kind, title)) in kinds.into_iter().zip(titles).enumerate() {
        let kind = kind.ok_or_else(|| {
            Error::input("an asset has no kind")
                .file(&read.table.source)
                .column(&spec.kind)
                .row(read.table.rows[i])
                .remedy("say what it is, such as customary land, or leave the row out with `where`")
        })?;
        if let Some(village) = read.unit[i] {
            list.push(Asset {
                village,
                kind,
                title,
                row: read.table.rows[i],
            });
        }
    }
    list.sort_by(|a, b| {
        let key = |x: &Asset| (x.village, x.kind.clone(), x.title.clone());
        key(a).cmp(&key(b)).then(a.row.cmp(&b.row))
    });
    repeated(&list, spec, findings);
    let villages: BTreeSet<u32> = list.iter().map(|asset| asset.village).collect();
    let kinds: BTreeSet<&str> = list.iter().map(|asset| asset.kind.as_str()).collect();
    let counts = json!({
        "rows": read.table.rows.len(), "assets": list.len(), "villages": villages.len(), "kinds": kinds.len(),
    });
    let detail = format!(
        "{} assets of {} kinds in {} villages",
        list.len(),
        kinds.len(),
        villages.len()
    );
    let found = Assets {
        list,
        villages: inputs.villages.layer.codes.len(),
    };
    Ok((found, counts, detail))
}

/// Says which titled assets are in the table twice; they count twice.
fn repeated(list: &[Asset], spec: &study::Assets, findings: &mut Vec<Finding>) {
    let same = |pair: &&[Asset]| {
        let [a, b] = pair else { return false };
        a.title.is_some() && (a.village, &a.kind, &a.title) == (b.village, &b.kind, &b.title)
    };
    for pair in list.windows(2).filter(same) {
        findings.push(
            Finding::warning(
                "asset-repeated",
                "the asset stands in an earlier row of its village too, and counts twice",
            )
            .file(&spec.path)
            .row(pair[0].row.max(pair[1].row))
            .remedy("delete one of the rows, or tell them apart by title"),
        );
    }
}

/// `assets`: one row an asset.
pub fn sheet(
    found: &Assets,
    inputs: &Inputs,
    areas: Option<&Delineation>,
    language: Language,
) -> Sheet {
    let method = pick(
        language,
        "Aset setempat menurut tabel studi, satu baris satu aset. Ditampilkan bersama desa dan kawasan; tidak pernah menambah atau mengurangi kebutuhan.",
        "Local assets by the table of the study, a row an asset. They are shown with villages and areas, and never raise or lower need.",
    );
    let layer = &inputs.villages.layer;
    let area = area_of(areas, layer.codes.len());
    let list = || found.list.iter();
    let at = |asset: &Asset| asset.village as usize;
    Sheet::new("assets", method, language)
        .text("code", list().map(|a| layer.codes[at(a)].as_str()))
        .text(
            "name",
            list().map(|a| layer.names.get(at(a)).map_or("", String::as_str)),
        )
        .count("area", list().map(|a| area[at(a)].map(|area| area + 1)))
        .text("asset_kind", list().map(|a| a.kind.as_str()))
        .text(
            "asset",
            list().map(|a| a.title.as_deref().unwrap_or_default()),
        )
}

/// Kinds in a cell: `kind (number); kind`.
pub fn listed(kinds: &[(&str, usize)]) -> String {
    let one = |(kind, count): &(&str, usize)| match count {
        1 => (*kind).to_owned(),
        count => format!("{kind} ({count})"),
    };
    let words: Vec<String> = kinds.iter().map(one).collect();
    words.join("; ")
}
