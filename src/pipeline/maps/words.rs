//! What maps say of a study: titles, the method of need, sources, how they are cited.

use crate::base::study::{Language, Study};
use crate::output::number;
use crate::output::words::pick;
use crate::pipeline::areas::Delineation;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::Inputs;

/// The title of a study.
pub fn title(study: &Study) -> &str {
    study.study.title.as_deref().unwrap_or(&study.study.name)
}

/// What is seen of the areas.
pub fn seen(found: &Delineation, language: Language) -> String {
    let areas = &found.plan.areas;
    let villages: usize = areas.iter().map(|area| area.members.len()).sum();
    let read = |count: usize| number::read(count as f64, 0, language);
    let (count, villages) = (read(areas.len()), read(villages));
    match (language, areas.len()) {
        (Language::Id, 0) => "Tidak ada kawasan yang memenuhi aturan.".to_owned(),
        (Language::En, 0) => "No area keeps the rules.".to_owned(),
        (Language::Id, _) => format!(
            "{count} kawasan prioritas dengan {villages} desa, bernomor menurut kebutuhan: 1 paling membutuhkan."
        ),
        (Language::En, 1) => format!("1 priority area of {villages} villages."),
        (Language::En, _) => format!(
            "{count} priority areas of {villages} villages, numbered by need: 1 is the neediest."
        ),
    }
}

/// What need is by the index.
pub fn need(index: Option<&IndexResult>, language: Language) -> String {
    let Some(index) = index else {
        return String::new();
    };
    let definition = &index.definition;
    let title = (definition.title.as_ref()).map_or(definition.name.as_str(), |t| t.get(language));
    match language {
        Language::Id => format!("Kebutuhan: selisih dari nilai terbaik {title}. "),
        Language::En => format!("Need: distance from the best score of {title}. "),
    }
}

/// What areas cover, and how its classes were made.
pub fn covered(study: &Study, index: Option<&IndexResult>) -> String {
    let language = study.study.language;
    let of_index = study.areas.as_ref().is_none_or(|spec| spec.need == "need");
    let need = need(index.filter(|_| of_index), language);
    format!("{need}{}", breaks(language))
}

/// How classes of numbers were made.
pub fn breaks(language: Language) -> &'static str {
    pick(
        language,
        "Kelas: batas alami (Fisher–Jenks).",
        "Classes: natural breaks (Fisher–Jenks).",
    )
}

/// Where the data are from with their licences, and how a picture of a table is cited; without one, that of the study.
pub fn cited(study: &Study, inputs: &Inputs, table: Option<&str>) -> String {
    let meta = &study.study;
    let language = meta.language;
    let roles: &[&str] = match table {
        Some("recovery_villages") => &["boundaries", "panel", "treatment"],
        _ => &["boundaries", "table"],
    };
    let sources = inputs.sources.iter();
    let sources: Vec<String> = sources
        .filter(|source| roles.contains(&source.role))
        // the parts of a shapefile are of one layer
        .filter(|source| {
            ![".dbf", ".prj", ".cpg"]
                .iter()
                .any(|end| source.path.ends_with(end))
        })
        .map(|source| {
            // the folders are in the manifest
            let file = source
                .path
                .rsplit(['/', '\\'])
                .next()
                .unwrap_or(&source.path);
            match &source.licence {
                Some(licence) => format!("{file} ({licence})"),
                None => file.to_owned(),
            }
        })
        .collect();
    let sources = sources.join(", ");
    let mut cited = vec![match language {
        Language::Id => format!("studi {}", meta.name),
        Language::En => format!("study {}", meta.name),
    }];
    cited.extend(table.map(|table| format!("{} {table}", pick(language, "tabel", "table"))));
    cited.extend(meta.date.clone());
    cited.push(crate::output::manifest::tool().to_owned());
    cited.push(format!("{} {}", pick(language, "benih", "seed"), meta.seed));
    let cited = cited.join(", ");
    match language {
        Language::Id => format!("Sumber: {sources}. Kutip sebagai: {cited}."),
        Language::En => format!("Sources: {sources}. Cite as: {cited}."),
    }
}
