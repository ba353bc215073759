//! Synthetic tables over a real layer.

use super::place::{District, Place, Places, Regency};
use super::study_file::Boundaries;
use super::tables::clinics::Seat;
use super::tables::files::Tables;
use super::{Summary, check_households, check_seed, own_files, persons, seat, write};
use crate::base::code::System;
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::study;
use crate::error::{Error, Result};
use crate::input::geometry::centroid;
use crate::input::{join, read};
use crate::output::folder::Folder;
use crate::space::coverage::Coverage;
use crate::space::graph::{Contiguity, contiguity};
use geo::MultiPolygon;
use std::path::{Component, Path, PathBuf};

/// Makes tables about the villages of a layer and a study file that refers to it, in the folder `out`; `code` is the column of
/// the official code. Nothing in the tables is real, and every file that people read says so. `households` are as in
/// [`Options`](super::Options).
///
/// # Errors
/// When the seed or the households are out of range, the layer cannot be read, its codes are no village codes, or `out` cannot be written or holds something else.
pub fn over(
    boundaries: &Path,
    code: &str,
    households: Option<u64>,
    seed: u64,
    out: &Path,
) -> Result<Summary> {
    check_seed(seed)?;
    check_households(households)?;
    let folder = Folder::open(out, "demo", own_files)?;
    let mut findings = Vec::new();
    let (places, shapes) = places(boundaries, code, &mut findings)?;
    let named = places.villages.iter().any(|place| !place.name.is_empty());
    let mut tables = Tables::draw(&places, seed, Vec::new());
    persons(&folder, &places, &mut tables, households, seed)?;
    let sheet = Boundaries {
        path: seen_from(out, boundaries)?.display().to_string(),
        code: code.to_owned(),
        named,
        real: true,
        persons: households.is_some(),
    };
    let asked = households.map_or_else(String::new, |n| format!(" --households {n}"));
    let command = format!(
        "kawasan demo --boundaries {} --code {code}{asked} --seed {seed} --out DIR",
        boundaries.display()
    );
    let seat = |village: usize| seat(&shapes[village]);
    let made = (&places, &tables, &sheet, &seat as Seat);
    write(&folder, made, seed, &command)?;
    folder.publish()?;
    Ok(Summary {
        villages: places.villages.len(),
        districts: places.districts.len(),
        regencies: places.regencies.len(),
        vertices: 0,
        truth: tables.truth,
        findings,
    })
}

/// The villages of the layer as the tables need them, and their shapes.
fn places(
    boundaries: &Path,
    code: &str,
    findings: &mut Vec<Finding>,
) -> Result<(Places, Vec<MultiPolygon<f64>>)> {
    let spec = study::Boundaries {
        path: boundaries.to_path_buf(),
        code: code.to_owned(),
        name: None,
        district: None,
        regency: None,
        province: None,
        system: study::CodeSystem::Auto,
        digits: None,
        snap: 0.0,
        sea_links: 0.0,
        licence: None,
    };
    let mut features = read::boundary::read(boundaries, findings)?;
    read::boundary::settle(&mut features, findings)?;
    let villages = join::villages(features, &spec, findings)?;
    let hierarchy = join::hierarchy(&villages, &spec, findings)?;
    let [districts, regencies, provinces] = &hierarchy.regions;
    let layer = &villages.layer;
    let graph = contiguity(
        &Coverage::build(&layer.geometry, layer.measure),
        Contiguity::Queen,
        0.0,
    );
    let villages = (0..layer.codes.len()).map(|v| {
        let code = layer.codes[v].as_str();
        let kelurahan = villages.system == System::Kemendagri && code.get(6..7) == Some("1");
        let middle = centroid(&layer.geometry[v]).ok_or_else(|| {
            Error::input("the village has no geometry")
                .file(boundaries)
                .code(code)
                .row(layer.rows[v])
                .remedy("draw the polygon, or take the feature out")
        })?;
        Ok(Place {
            code: code.to_owned(),
            name: layer.names.get(v).cloned().unwrap_or_default(),
            district: districts.of_village[v] as usize,
            regency: regencies.of_village[v] as usize,
            desa: !kelurahan,
            centre: [middle.x(), middle.y()],
            neighbours: graph.neighbours(v).to_vec(),
        })
    });
    let mut held = vec![0; regencies.codes.len()];
    for (&regency, &province) in regencies.of_village.iter().zip(&provinces.of_village) {
        held[regency as usize] = province as usize;
    }
    let regency = |(r, province): (usize, usize)| Regency {
        code: regencies.codes[r].to_string(),
        name: regencies.names[r].clone(),
        province: provinces.names[province].clone(),
    };
    let district = |(code, name): (&Code, &String)| District {
        code: code.to_string(),
        name: name.clone(),
    };
    let places = Places {
        villages: villages.collect::<Result<_>>()?,
        districts: districts
            .codes
            .iter()
            .zip(&districts.names)
            .map(district)
            .collect(),
        regencies: held.into_iter().enumerate().map(regency).collect(),
    };
    Ok((places, layer.geometry.clone()))
}

/// The layer's path as a file in `out` must write it: absolute stays so, relative goes up out of `out` first.
fn seen_from(out: &Path, layer: &Path) -> Result<PathBuf> {
    let plain = |part: &Component| matches!(part, Component::Normal(_) | Component::CurDir);
    if layer.is_absolute() || !out.components().all(|part| plain(&part)) {
        return std::path::absolute(layer).map_err(|error| {
            Error::input(format!("the layer's place is not known: {error}")).file(layer)
        });
    }
    let steps = out
        .components()
        .filter(|part| matches!(part, Component::Normal(_)));
    let up: PathBuf = steps.map(|_| "..").collect();
    Ok(up.join(layer))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use crate::base::finding::Severity;
    use crate::demo::{GREATEST_SEED, Options, generate};

    #[test]
    fn a_relative_layer_is_seen_from_the_study() {
        let seen = |out: &str, layer: &str| seen_from(Path::new(out), Path::new(layer)).unwrap();
        assert_eq!(seen("hasil", "a/desa.shp"), Path::new("../a/desa.shp"));
        assert_eq!(seen("./x/y", "desa.shp"), Path::new("../../desa.shp"));
        assert_eq!(seen("hasil", "/a/desa.shp"), Path::new("/a/desa.shp"));
        assert!(seen("../hasil", "desa.shp").is_absolute());
    }

    #[test]
    fn a_seed_that_no_study_file_can_hold_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let out = dir.path().join("out");
        let options = |seed| Options {
            villages: 60,
            seed,
            ..Options::default()
        };
        generate(&options(GREATEST_SEED), &out).unwrap();
        let text = std::fs::read_to_string(out.join("study.toml")).unwrap();
        let study: study::Study = toml::from_str(&text).unwrap();
        assert_eq!(study.study.seed, GREATEST_SEED);
        let fresh = dir.path().join("fresh");
        for error in [
            generate(&options(GREATEST_SEED + 1), &fresh).unwrap_err(),
            over(&out.join("desa.geojson"), "kode", None, u64::MAX, &fresh).unwrap_err(),
        ] {
            assert_eq!(error.exit_code(), 2);
            assert!(error.to_string().contains("9223372036854775807"), "{error}");
        }
        assert!(!fresh.exists());
    }

    #[test]
    fn tables_over_a_layer_name_its_villages() {
        let dir = tempfile::tempdir().unwrap();
        let made = dir.path().join("made");
        let options = Options {
            villages: 120,
            ..Options::default()
        };
        generate(&options, &made).unwrap();
        let layer = made.join("desa.geojson");
        let over_it = dir.path().join("over");
        let summary = over(&layer, "kode", None, 3, &over_it).unwrap();
        assert_eq!((summary.villages, summary.regencies), (120, 1));
        let read = |name: &str| std::fs::read_to_string(over_it.join(name)).unwrap();
        assert!(read("README.md").contains("Real boundaries under synthetic tables"));
        assert_eq!(read("penduduk.csv").lines().count(), 121);
        let study: study::Study = toml::from_str(&read("study.toml")).unwrap();
        assert_eq!(study.boundaries.path, layer);
        assert!(study.study.synthetic);
        let made = std::fs::read_to_string(made.join("idm.csv")).unwrap();
        // the same villages, without the two that do not exist
        let codes = |text: &str| -> Vec<String> {
            let code = |line: &str| line[..10].to_owned();
            text.lines().skip(1).map(code).collect()
        };
        assert_eq!(codes(&made), codes(&read("idm.csv")));
        let warnings = |findings: &[Finding]| -> Vec<&'static str> {
            let warning = |finding: &&Finding| finding.severity == Severity::Warning;
            findings
                .iter()
                .filter(warning)
                .map(|finding| finding.check)
                .collect()
        };
        assert!(summary.findings.iter().any(|f| f.check == "code-system"));
        assert_eq!(warnings(&summary.findings), [""; 0]);
        let open = dir.path().join("terbuka.geojson");
        let text = std::fs::read_to_string(&layer).unwrap();
        let end = text.find("]]]").unwrap();
        let last = text[..end].rfind(",[").unwrap();
        std::fs::write(&open, format!("{}{}", &text[..last], &text[end + 1..])).unwrap();
        let told = over(&open, "kode", None, 3, &dir.path().join("terbuka"))
            .unwrap()
            .findings;
        assert_eq!(warnings(&told), ["unclosed-ring"]);
        let error = over(&layer, "kod", None, 3, &over_it).unwrap_err();
        assert_eq!(error.exit_code(), 3);
        assert!(over_it.join("truth.csv").exists());
    }
}
