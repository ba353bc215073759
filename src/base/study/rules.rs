//! Rules that span several keys of a study.

mod equity;
mod estimates;
mod programmes;
mod recovery;
mod registry;
mod services;

use super::areas::Areas;
use super::types::{BriefFormat, CodeSystem, NeighbourKind, Study};
use crate::base::code::{System, canonical_in};
use crate::base::document::Fault;
use crate::base::model::Level;

/// What the schema cannot say: keys that need, exclude or bound each other.
pub fn rules(study: &Study) -> Vec<Fault> {
    let mut faults = Vec::new();
    boundaries(study, &mut faults);
    tables(study, &mut faults);
    neighbours(study, &mut faults);
    privacy(study, &mut faults);
    if let Some(areas) = &study.areas {
        self::areas(areas, study.boundaries.system, &mut faults);
    }
    if let Some(hotspots) = &study.hotspots {
        let least = 2.0 / (hotspots.permutations as f64 + 1.0);
        if least > hotspots.fdr {
            faults.push(
                Fault::new(
                    "hotspots.permutations",
                    format!(
                        "{} permutations give no p below {least:.4}, so no cluster can pass fdr = {}",
                        hotspots.permutations, hotspots.fdr
                    ),
                )
                .remedy("ask for 999 permutations or more"),
            );
        }
    }
    let uncertainty = study.index.as_ref().and_then(|i| i.uncertainty.as_ref());
    if let Some(priority) = uncertainty.map(|u| u.priority)
        && priority.share.is_some() == priority.count.is_some()
    {
        faults.push(
            Fault::new(
                "index.uncertainty.priority",
                "a priority set is a `share` or a `count`",
            )
            .remedy("write one of them, such as priority = { share = 0.1 }"),
        );
    }
    estimates::estimates(study, &mut faults);
    programmes::programmes(study, &mut faults);
    recovery::recovery(study, &mut faults);
    registry::registry(study, &mut faults);
    outputs(study, &mut faults);
    services::services(study, &mut faults);
    equity::equity(study, &mut faults);
    subject(study, &mut faults);
    faults
}

fn outputs(study: &Study, faults: &mut Vec<Fault>) {
    if study.outputs.brief.contains(&BriefFormat::Pdf) && !cfg!(feature = "pdf") {
        faults.push(
            Fault::new("outputs.brief", "this build lacks the feature `pdf`")
                .remedy("leave \"pdf\" out and print the HTML, or take a build with the feature"),
        );
    }
}

fn boundaries(study: &Study, faults: &mut Vec<Fault>) {
    let boundaries = &study.boundaries;
    match (boundaries.system, boundaries.digits) {
        (CodeSystem::Other, None) => faults.push(
            Fault::new("boundaries.system", "system \"other\" needs `digits`")
                .remedy("say how many leading characters name the province, the regency and the district, such as digits = [2, 4, 6]"),
        ),
        (CodeSystem::Other, Some([province, regency, district])) => {
            if province == 0 || regency < province || district < regency {
                faults.push(
                    Fault::new("boundaries.digits", "`digits` must grow from the province down, and start above 0")
                        .remedy("write them as [province, regency, district], such as [2, 4, 6]"),
                );
            }
        }
        (_, Some(_)) => faults.push(
            Fault::new("boundaries.digits", "`digits` is only for system = \"other\"").remedy("leave it out or set the system"),
        ),
        (_, None) => {}
    }
}

fn tables(study: &Study, faults: &mut Vec<Fault>) {
    for (i, table) in study.tables.iter().enumerate() {
        let place = format!("tables.{i}");
        let file = table.path.display();
        if table.people && (table.aggregate.is_some() || table.level != Level::Village) {
            faults.push(
                Fault::new(
                    format!("{place}.people"),
                    format!("{file}: `people` takes no `aggregate`, and its level is village"),
                )
                .remedy("leave the others out: the index says how persons are put together"),
            );
        }
        if table.people && study.index.is_none() {
            faults.push(
                Fault::new(
                    format!("{place}.people"),
                    format!("{file}: persons are put together by an index, and there is none"),
                )
                .remedy("add [index] with a definition that has `people`, such as mpi or sepakat"),
            );
        }
        if table.code.is_none() && table.name.is_none() {
            faults.push(
                Fault::new(
                    &place,
                    format!("the table {file} has neither `code` nor `name`"),
                )
                .remedy("name the column of the official code, or of the unit's name"),
            );
        }
        if table
            .code
            .as_ref()
            .is_some_and(|code| code.columns().is_empty())
        {
            faults.push(
                Fault::new(format!("{place}.code"), "`code` lists no column")
                    .remedy("name at least one"),
            );
        }
        if table.bridge.is_some() && table.code.is_none() {
            faults.push(
                Fault::new(
                    format!("{place}.bridge"),
                    "`bridge` translates codes, and this table has no `code`",
                )
                .remedy("name the code column, or drop the bridge"),
            );
        }
        if !table.parents.is_empty() && (table.code.is_some() || table.name.is_none()) {
            let (why, remedy) = match table.code {
                Some(_) => (
                    "joins by `code`",
                    "drop the parents, or drop `code` to join by name",
                ),
                None => ("has no `name`", "name the name column, or drop the parents"),
            };
            let what = format!("`parents` tell namesakes apart, and this table {why}");
            faults.push(Fault::new(format!("{place}.parents"), what).remedy(remedy));
        }
        if table.system != CodeSystem::Auto && table.code.is_none() {
            faults.push(
                Fault::new(
                    format!("{place}.system"),
                    "`system` is that of the codes, and this table has no `code`",
                )
                .remedy("name the code column, or drop the system"),
            );
        }
    }
    let by_code = study.tables.iter().any(|table| table.code.is_some());
    if study.codes.lineage.is_some() && !by_code {
        faults.push(
            Fault::new(
                "codes.lineage",
                "`lineage` follows codes, and no table has a `code`",
            )
            .remedy("name the code column of a table, or drop the lineage"),
        );
    }
}

fn neighbours(study: &Study, faults: &mut Vec<Fault>) {
    let neighbours = &study.neighbours;
    let keys = [
        (
            "k",
            "knn",
            neighbours.kind == NeighbourKind::Knn,
            neighbours.k.is_some(),
            "how many nearest villages",
        ),
        (
            "distance",
            "distance",
            neighbours.kind == NeighbourKind::Distance,
            neighbours.distance.is_some(),
            "how many metres",
        ),
    ];
    for (key, kind, wanted, given, meaning) in keys {
        if wanted && !given {
            faults.push(
                Fault::new("neighbours.kind", format!("kind \"{kind}\" needs `{key}`"))
                    .remedy(format!("say {meaning}")),
            );
        }
        if given && !wanted {
            faults.push(
                Fault::new(
                    format!("neighbours.{key}"),
                    format!("`{key}` is only for kind = \"{kind}\""),
                )
                .remedy("leave it out or set the kind"),
            );
        }
    }
}

fn privacy(study: &Study, faults: &mut Vec<Fault>) {
    let privacy = &study.privacy;
    match (&privacy.key_file, &privacy.key_env) {
        (Some(_), Some(_)) => faults.push(
            Fault::new("privacy.key_env", "the key is in `key_file` already")
                .remedy("keep one of them"),
        ),
        (None, None) if !privacy.hash.is_empty() => faults.push(
            Fault::new("privacy.hash", "hashes need a secret key")
                .remedy("name its file as `key_file`, or its environment variable as `key_env`"),
        ),
        _ => {}
    }
    let twice = |column: &&String| privacy.keep.contains(column);
    if let Some(column) = privacy.hash.iter().find(twice) {
        faults.push(
            Fault::new(
                "privacy.keep",
                format!("{column} is in both `hash` and `keep`"),
            )
            .remedy("keep it in one of them"),
        );
    }
}

fn areas(areas: &Areas, system: CodeSystem, faults: &mut Vec<Fault>) {
    let [least, most] = areas.villages;
    if least == 0 || least > most {
        faults.push(
            Fault::new(
                "areas.villages",
                format!("villages = [{least}, {most}] allows no area"),
            )
            .remedy("write [least, most], with at least 1 village"),
        );
    }
    for (column, limit) in &areas.limits {
        let (min, max) = (limit.min.unwrap_or(0.0), limit.max.unwrap_or(f64::INFINITY));
        let asks = limit.min.is_some() || limit.max.is_some();
        if !(asks && min >= 0.0 && min <= max && min.is_finite()) {
            faults.push(
                Fault::new(
                    format!("areas.limits.{column}"),
                    "the limit allows no area or asks for nothing",
                )
                .remedy("write { min = 0 or more, max = not below min }, or one of them"),
            );
        }
    }
    // Whether Kemendagri's or BPS's makes no difference to the digits.
    let system = match system {
        CodeSystem::Other => System::Other { digits: [0; 3] },
        _ => System::Kemendagri,
    };
    let locked: Vec<_> = areas
        .lock_in
        .iter()
        .filter_map(|code| canonical_in(code, system))
        .collect();
    for (i, code) in areas.lock_out.iter().enumerate() {
        if canonical_in(code, system).is_some_and(|code| locked.contains(&code)) {
            faults.push(
                Fault::new(
                    format!("areas.lock_out.{i}"),
                    format!("{code} is in both `lock_in` and `lock_out`"),
                )
                .remedy("keep it in one of them"),
            );
        }
    }
}

fn subject(study: &Study, faults: &mut Vec<Fault>) {
    if study.index.is_some() {
        return;
    }
    if study
        .areas
        .as_ref()
        .is_some_and(|areas| areas.need == Areas::default().need)
    {
        faults.push(
            Fault::new("areas", "[areas] has no need to cover")
                .remedy("add an [index], or name a column in `need`, such as need = \"poor\""),
        );
    }
    if study
        .hotspots
        .as_ref()
        .is_some_and(|hotspots| hotspots.value.is_none())
    {
        faults.push(
            Fault::new("hotspots", "[hotspots] has nothing to test")
                .remedy("add an [index], or name a column in `value`, such as value = \"poor\""),
        );
    }
}
