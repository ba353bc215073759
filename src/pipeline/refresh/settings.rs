//! What a study says of its registry, and whether a registry fits it.

use crate::base::code::System;
use crate::base::code::lineage::Lineage;
use crate::base::finding::Finding;
use crate::base::privacy::Key;
use crate::base::study::{CodeSystem, LoadedStudy, Refresh, Registry};
use crate::error::{Error, Result};
use crate::input::join;
use crate::input::registry::Record;
use crate::input::registry::places::Villages;
use crate::pipeline::inputs::Places;

/// `[registry]` and `[registry.refresh]`.
///
/// # Errors
/// When one is not there.
pub fn sections(loaded: &LoadedStudy) -> Result<(&Registry, &Refresh)> {
    let fault = |what: &str, remedy: &str| Error::study(what).file(&loaded.file).remedy(remedy);
    let spec = loaded.study.registry.as_ref().ok_or_else(|| {
        fault(
            "the study has no registry",
            "add [registry] with `path` and `code`",
        )
    })?;
    let refresh = spec.refresh.as_ref().ok_or_else(|| {
        fault(
            "the study does not say how the registry is kept current",
            "add [registry.refresh] with `person` and `base`",
        )
    })?;
    Ok((spec, refresh))
}

/// The key of the study.
///
/// # Errors
/// When there is none.
pub fn key(loaded: &LoadedStudy) -> Result<Key> {
    crate::input::read::key(&loaded.study.privacy, loaded.base())?.ok_or_else(|| {
        Error::study("persons become keyed hashes, and no key is named")
            .file(&loaded.file)
            .remedy("name it under [privacy] as key_file or key_env")
    })
}

/// That a registry was made under this key and order of levels.
///
/// # Errors
/// When it was not.
pub fn fits(record: &Record, key: &Key, refresh: &Refresh) -> Result<()> {
    if record.key != key.mark().to_string() {
        return Err(
            Error::study("persons of the registry were hashed under another key")
                .remedy("name that key under [privacy]"),
        );
    }
    match record.precedence == refresh.precedence {
        true => Ok(()),
        false => Err(other_precedence()),
    }
}

/// What is said of another order of levels.
pub fn other_precedence() -> Error {
    Error::study("the registry was made with another order of levels").remedy(
        "write registry.refresh.precedence as registry.json has it, or make the registry anew",
    )
}

/// Villages that entries may name: those of the layer and those that the lineage leads there, or any of the system where the rows have a
/// bridge to it.
///
/// # Errors
/// A lineage that cannot be read.
pub fn villages<'a>(
    loaded: &LoadedStudy,
    spec: &Registry,
    places: &'a Places,
    findings: &mut Vec<Finding>,
) -> Result<Villages<'a>> {
    let layer = &places.villages;
    let system = match spec.system {
        CodeSystem::Kemendagri => System::Kemendagri,
        CodeSystem::Bps => System::Bps,
        _ => layer.system,
    };
    let same = system == layer.system && spec.bridge.is_none();
    let lineage = match &loaded.study.codes.lineage {
        Some(path) => join::lineage(&loaded.resolve(path), layer.system, findings)?,
        None => Lineage::default(),
    };
    Ok(Villages {
        system,
        codes: same.then_some(layer.layer.codes.as_slice()),
        lineage,
        vintage: spec.vintage,
    })
}
