//! The folder of templates that a study names.

use crate::base::study::LoadedStudy;
use crate::error::{Error, Result};
use crate::output::brief::Templates;
use crate::output::brief::templates::{HTML, MARKDOWN, PDF};
use crate::output::manifest::Input;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

/// Most files of a folder of templates, and most bytes of each.
const FILES: usize = 200;
const BYTES: u64 = 5_000_000;

/// Reads the folder; each file of it is a source of the run.
///
/// # Errors
/// When it cannot be read, holds none of our templates, or one that cannot be parsed.
pub fn read(loaded: &LoadedStudy, sources: &mut Vec<Input>) -> Result<Templates> {
    let Some(folder) = &loaded.study.outputs.templates else {
        return Ok(Templates::default());
    };
    let root = loaded.resolve(folder);
    let refuse = |what: &str| Error::study(what.to_owned()).file(folder);
    if !root.is_dir() {
        return Err(refuse("the folder of templates is not there").remedy(
            "write ours into it with `kawasan init --templates --out FOLDER`, or leave `outputs.templates` out",
        ));
    }
    let mut files = BTreeMap::new();
    gather(&root, "", &mut files).map_err(|what| refuse(&what))?;
    let ours = [MARKDOWN, HTML, PDF];
    if !ours.iter().any(|name| files.contains_key(*name)) {
        return Err(
            refuse("none of our templates is in the folder").remedy(format!(
                "it should hold one or more of {}: `kawasan init --templates` writes them",
                ours.join(", ")
            )),
        );
    }
    for name in files.keys() {
        let shown = folder.join(name).display().to_string();
        sources.push(Input::file(&shown, &root.join(name), "template")?);
    }
    let templates = Templates::of(folder.clone(), files);
    templates.check(loaded.study.study.language)?;
    Ok(templates)
}

/// Files by their names in the folder; links and hidden files are left alone.
fn gather(
    folder: &Path,
    before: &str,
    files: &mut BTreeMap<String, Vec<u8>>,
) -> std::result::Result<(), String> {
    let failed =
        |path: &Path, e: &std::io::Error| format!("{} cannot be read: {e}", path.display());
    for entry in fs::read_dir(folder).map_err(|e| failed(folder, &e))? {
        let entry = entry.map_err(|e| failed(folder, &e))?;
        let (path, name) = (
            entry.path(),
            entry.file_name().to_string_lossy().into_owned(),
        );
        let about = path.symlink_metadata().map_err(|e| failed(&path, &e))?;
        if name.starts_with('.') || about.is_symlink() {
            continue;
        }
        let name = format!("{before}{name}");
        if about.is_dir() {
            gather(&path, &format!("{name}/"), files)?;
            continue;
        }
        if about.len() > BYTES {
            return Err(format!(
                "{name} is larger than 5 MB: no picture of a brief needs to be"
            ));
        }
        files.insert(name, fs::read(&path).map_err(|e| failed(&path, &e))?);
        if files.len() > FILES {
            return Err("more than 200 files: name a folder of its own for templates".to_owned());
        }
    }
    Ok(())
}
