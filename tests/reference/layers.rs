//! The three real layers of ../shared/reference: columns, neighbours, numbers.

use crate::support::shared;
use kawasan::space::graph::{Graph, Link, LinkKind};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

/// One layer of the reference folder.
pub struct Reference {
    pub folder: &'static str,
    pub expected: Value,
    pub spdep_expected: Value,
    pub regions: Value,
    pub classify: Value,
    /// `local.csv`, `spdep_local.csv`, `geometry.csv` and `regions_labels.csv`, by column.
    pub local: Table,
    pub spdep: Table,
    pub geometry: Table,
    pub labels: Table,
    features: Value,
}

/// Columns of numbers by name.
pub type Table = BTreeMap<String, Vec<f64>>;

/// All three layers; none where the shared folder is absent.
pub fn layers() -> Vec<Reference> {
    let folders = ["columbus", "nc", "mexico"];
    folders.into_iter().filter_map(Reference::open).collect()
}

impl Reference {
    fn open(folder: &'static str) -> Option<Self> {
        shared(&format!("reference/{folder}"))?;
        Some(Self {
            folder,
            expected: json(folder, "expected.json"),
            spdep_expected: json(folder, "spdep_expected.json"),
            regions: json(folder, "regions.json"),
            classify: json(folder, "classify.json"),
            local: table(folder, "local.csv"),
            spdep: table(folder, "spdep_local.csv"),
            geometry: table(folder, "geometry.csv"),
            labels: table(folder, "regions_labels.csv"),
            features: json(folder, "layer.geojson"),
        })
    }

    /// The column tested, by record.
    pub fn y(&self) -> Vec<f64> {
        self.column(self.expected["y"].as_str().unwrap())
    }

    /// The second column of statistics of two.
    pub fn x2(&self) -> Vec<f64> {
        self.column(self.expected["x2"].as_str().unwrap())
    }

    /// Its folder.
    pub fn name(&self) -> &'static str {
        self.folder
    }

    /// The columns of the regionalisations.
    pub fn attributes(&self) -> Vec<Vec<f64>> {
        let names = self.expected["multi"].as_array().unwrap();
        names
            .iter()
            .map(|name| self.column(name.as_str().unwrap()))
            .collect()
    }

    /// Any attribute.
    pub fn column(&self, name: &str) -> Vec<f64> {
        let features = self.features["features"].as_array().unwrap();
        features
            .iter()
            .map(|f| f["properties"][name].as_f64().unwrap())
            .collect()
    }

    /// The neighbours in `adjacency_KIND.csv`, each link of weight 1.
    pub fn graph(&self, kind: &str) -> Graph {
        let table = table(self.folder, &format!("adjacency_{kind}.csv"));
        let pairs = table["i"].iter().zip(&table["j"]);
        linked(
            self.local["row"].len(),
            pairs.map(|(&i, &j)| (i as u32, j as u32)),
        )
    }

    /// The layer's name and what is compared, for messages.
    pub fn says(&self, what: &str) -> String {
        format!("{}: {what}", self.folder)
    }
}

/// The graph of directed links of weight 1.
pub fn linked(n: usize, pairs: impl Iterator<Item = (u32, u32)>) -> Graph {
    let links = pairs.map(|(from, to)| Link {
        from,
        to,
        weight: 1.0,
        border_m: 0.0,
        kind: LinkKind::Border,
    });
    Graph::from_links(n, links.collect())
}

/// Asserts agreement to a relative tolerance.
pub fn agree(ours: f64, theirs: f64, relative: f64, what: &str) {
    let off = (ours - theirs).abs();
    assert!(
        off <= relative * theirs.abs().max(1e-6),
        "{what}: {ours} against {theirs}"
    );
}

fn json(folder: &str, file: &str) -> Value {
    let path = shared(&format!("reference/{folder}/{file}")).unwrap();
    serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap()
}

fn table(folder: &str, file: &str) -> Table {
    read(&shared(&format!("reference/{folder}/{file}")).unwrap())
}

/// The columns of a file; NaN where a cell is not a number.
pub fn read(path: &Path) -> Table {
    let mut reader = csv::Reader::from_path(path).unwrap();
    let names: Vec<String> = reader.headers().unwrap().iter().map(Into::into).collect();
    let mut table: Table = names
        .iter()
        .map(|name| (name.clone(), Vec::new()))
        .collect();
    for row in reader.records() {
        for (name, cell) in names.iter().zip(&row.unwrap()) {
            let value = cell.parse().unwrap_or(f64::NAN);
            table.get_mut(name).unwrap().push(value);
        }
    }
    table
}
