//! A study file for a folder of files: which layer, which tables by which columns, which index; tried before it is proposed.

mod guess;
mod layer;
mod points;
mod table;

use super::check;
use crate::base::study;
use crate::error::{Error, Result};
use crate::welfare::index::Definition;
use layer::Ground;
use points::{Served, service};
use std::fs;
use std::path::{Path, PathBuf};
use table::Fate;

/// A proposal.
#[derive(Debug)]
pub struct Proposal {
    /// The study file.
    pub text: String,
    /// What became of each file, in words.
    pub told: Vec<String>,
    /// The index that fits, if one does.
    pub index: Option<&'static str>,
}

/// Endings of layers and of tables.
const LAYERS: [&str; 6] = ["shp", "geojson", "json", "gpkg", "fgb", "topojson"];
const TABLES: [&str; 8] = ["csv", "tsv", "txt", "xlsx", "xlsm", "xls", "ods", "parquet"];

/// Looks at the files of a folder, and proposes a study of them.
///
/// # Errors
/// A folder that cannot be read, holds no layer of villages, or no table that joins them.
pub fn propose(folder: &Path) -> Result<Proposal> {
    let (layers, tables) = files(folder)?;
    let mut told = Vec::new();
    let ground = Ground::find(folder, &layers, &mut told)?;
    let mut sections = Vec::new();
    let mut left = Vec::new();
    let mut served: Vec<Served> = Vec::new();
    for (path, why) in &ground.left {
        let name = shown(folder, path);
        match service(folder, path, &served) {
            Some(found) => {
                told.push(format!("{name}: {}", found.told));
                served.push(found);
            }
            None => {
                told.push(format!("{name}: left out, {why}"));
                left.push(format!("# {name}: {}\n", why.replace('\n', " ")));
            }
        }
    }
    let (mut population, mut number) = (None, None);
    let bridges: Vec<Option<String>> = tables
        .iter()
        .map(|path| table::bridge(folder, path, &ground))
        .collect();
    let bridge = bridges.iter().flatten().next().map(String::as_str);
    for (path, own) in tables.iter().zip(&bridges) {
        let name = shown(folder, path);
        if own.is_some() {
            told.push(format!("{name}: leads from other codes to the layer's"));
            left.push(format!(
                "# {name}: a bridge, named where a table needs it\n"
            ));
            continue;
        }
        match table::look(folder, path, &ground, bridge) {
            Fate::Joins(found) => {
                told.push(format!("{name}: {}", found.told));
                sections.push(found.section);
                population = population.or(found.population);
                number = number.or(found.number);
            }
            Fate::Left(why) => {
                if let Some(found) = service(folder, path, &served) {
                    told.push(format!("{name}: {}", found.told));
                    served.push(found);
                    continue;
                }
                told.push(format!("{name}: left out, {why}"));
                left.push(format!("# {name}: {}\n", why.replace('\n', " ")));
            }
        }
    }
    if sections.is_empty() {
        return Err(
            Error::input(format!("no table joins the layer ({})", told.join("; ")))
                .file(folder)
                .remedy(
                    "put a table there with a row a village or region, and a column of its code",
                ),
        );
    }
    let name = folder.canonicalize().unwrap_or_else(|_| folder.to_owned());
    let name = name.file_name().unwrap_or_default().to_string_lossy();
    let draft = Draft {
        name: plain(&name),
        ground: ground.section.clone(),
        tables: sections,
        left,
        services: served.into_iter().map(|found| found.line).collect(),
        population,
        number,
    };
    // the first index whose columns are there; none where there is none
    let fits = |index: &&'static str| tried(folder, &draft.text(Some(*index))).is_ok();
    let index = Definition::built_in().find(fits);
    let text = draft.text(index);
    tried(folder, &text)?;
    Ok(Proposal { text, told, index })
}

/// What the study file is made of.
struct Draft {
    name: String,
    ground: String,
    tables: Vec<String>,
    left: Vec<String>,
    /// Lines below `[services]`.
    services: Vec<String>,
    /// Column of people.
    population: Option<String>,
    /// Some column of villages that is a number.
    number: Option<String>,
}

impl Draft {
    fn text(&self, index: Option<&str>) -> String {
        let mut text = format!(
            "# Proposed by `kawasan init`; every key is in docs/keys.md. Try it with\n#     kawasan check study.toml\n\n\
             [study]\nname = \"{0}\"\ntitle = \"{0}\"          # as it stands on maps and in the brief\nlanguage = \"id\"          # or \"en\"\n",
            self.name
        );
        if let Some(column) = &self.population {
            text += &format!("population = {}\n", quoted(column));
        }
        text += &format!("\n{}", self.ground);
        for table in &self.tables {
            text += &format!("\n{table}");
        }
        if !self.left.is_empty() {
            text += &format!("\n# Left out:\n{}", self.left.concat());
        }
        match (index, &self.number) {
            (Some(index), _) => {
                text += &format!(
                    "\n[index]\ndefinition = {}\n\n[index.uncertainty]\ndraws = 1000\npriority = {{ share = 0.1 }}\n\n[hotspots]\n\n\
                     [areas]\nvillages = [3, 12]         # least and most villages of an area\nper_group = 2              # areas in each regency\n",
                    quoted(index)
                );
            }
            (None, Some(number)) => {
                text += &format!(
                    "\n# No built-in index has its columns here; [index] takes a definition of your own, and [areas] the need it gives.\n\
                     [hotspots]\nvalue = {}\n",
                    quoted(number)
                );
            }
            (None, None) => {}
        }
        if !self.services.is_empty() {
            text += &format!(
                "\n# How far villages are from each; `standard = 5` beside the path counts who lives beyond 5 km.\n[services]\n{}",
                self.services.concat()
            );
        }
        text
    }
}

/// Whether a study runs as far as its inputs go.
fn tried(folder: &Path, text: &str) -> Result<()> {
    let file = folder.join(format!(".kawasan-init-{}.toml", std::process::id()));
    fs::write(&file, text).map_err(|error| {
        Error::output(format!("the study cannot be tried: {error}"))
            .file(&file)
            .remedy("check that the folder is yours, or copy the files to one that is")
    })?;
    let done = study::load(&file, &[]).and_then(|loaded| check(&loaded, &|_| {}));
    // whatever came of it
    let _ = fs::remove_file(&file);
    done.map(|_| ())
}

/// Layers and tables of a folder, by name.
fn files(folder: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>)> {
    let failed = |error: std::io::Error| {
        Error::input(format!("the folder cannot be read: {error}")).file(folder)
    };
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).map_err(failed)? {
        let path = entry.map_err(failed)?.path();
        if path.is_file() {
            paths.push(path);
        }
    }
    paths.sort();
    let ends = |path: &Path, endings: &[&str]| {
        let ending = path.extension().unwrap_or_default().to_string_lossy();
        endings.contains(&ending.to_lowercase().as_str())
    };
    let layers = paths
        .iter()
        .filter(|path| ends(path, &LAYERS))
        .cloned()
        .collect();
    let tables = paths
        .iter()
        .filter(|path| ends(path, &TABLES))
        .cloned()
        .collect();
    Ok((layers, tables))
}

/// A path as the study file in the folder writes it.
fn shown(folder: &Path, path: &Path) -> String {
    let name = path.strip_prefix(folder).unwrap_or(path);
    name.to_string_lossy().replace('\\', "/")
}

/// A section from its keys.
fn keyed<T: serde::de::DeserializeOwned>(keys: &str) -> Result<T> {
    toml::from_str(keys)
        .map_err(|error| Error::engine(format!("a proposed section is none: {error}")))
}

/// A text as TOML writes it.
fn quoted(text: &str) -> String {
    toml::Value::String(text.to_owned()).to_string()
}

/// A name of letters, digits and hyphens.
fn plain(name: &str) -> String {
    let letter = |c: char| {
        if c.is_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '-'
        }
    };
    let name: String = name.chars().map(letter).collect();
    match name.trim_matches('-') {
        "" => "studi".to_owned(),
        name => name.to_owned(),
    }
}
