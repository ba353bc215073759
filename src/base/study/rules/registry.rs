//! Rules of `[registry]`.

use crate::base::document::Fault;
use crate::base::study::{Engine, Refresh, Source, Study};

/// Rows are in files or in an engine; standard errors are of what people have.
pub(super) fn registry(study: &Study, faults: &mut Vec<Fault>) {
    let Some(spec) = &study.registry else {
        return;
    };
    let held = match (&spec.path, &spec.engine) {
        (None, Engine::Embedded) => Some("the registry names no rows"),
        (Some(_), Engine::Adbc(_)) => Some("the rows are in files and in an engine"),
        _ => None,
    };
    faults.extend(held.map(|what| {
        Fault::new("registry", what)
            .remedy("name their files as `path`, or the table of an engine as engine.adbc.table")
    }));
    if spec.sample.is_some() && spec.welfare.is_none() {
        faults.push(
            Fault::new(
                "registry.sample",
                "standard errors are of what people have, and [registry.welfare] is not there",
            )
            .remedy("add [registry.welfare] with `value`, or leave the sample out"),
        );
    }
    if let Some(refresh) = &spec.refresh {
        self::refresh(refresh, study, faults);
    }
}

/// A level has one place in the order, and persons have a key.
fn refresh(refresh: &Refresh, study: &Study, faults: &mut Vec<Fault>) {
    let places = |level| {
        refresh
            .precedence
            .iter()
            .filter(|one| **one == level)
            .count()
    };
    if Source::ALL.iter().any(|level| places(*level) != 1) {
        faults.push(
            Fault::new(
                "registry.refresh.precedence",
                "the order names each level once",
            )
            .remedy("write village, regency and national, the one that counts most first"),
        );
    }
    if study.privacy.key_file.is_none() && study.privacy.key_env.is_none() {
        faults.push(
            Fault::new(
                "registry.refresh.person",
                "persons become keyed hashes, and [privacy] names no key",
            )
            .remedy(
                "name its file as privacy.key_file, or its environment variable as privacy.key_env",
            ),
        );
    }
}
