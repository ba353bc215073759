//! Results of a run as citable tables.

use crate::base::model::Level;
use crate::base::study::{Language, Study};
use crate::input::join::Hierarchy;
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::Results;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::inputs::{Inputs, Join};
use crate::pipeline::space::{HotspotResult, Outline};
use crate::space::graph::Graph;
use crate::space::stats::Alternative;
use crate::welfare::index::{Definition, Scores};

/// Decimals of scores, needs and statistics in files.
const FINE: usize = 6;

/// Every table of a run.
pub fn all(study: &Study, inputs: &Inputs, results: &Results) -> Vec<Sheet> {
    let mut sheets = vec![
        scores(study, inputs, results),
        regions(study, inputs, results),
    ];
    if let Some(found) = &results.areas {
        sheets.push(areas(study, inputs, found, &results.area_outlines));
        sheets.extend(area_groups(study, inputs, found));
    }
    if let Some(found) = &results.hotspots {
        sheets.push(hotspots(study, inputs, found));
        sheets.push(global(study, found));
    }
    sheets.push(joins(study, &inputs.joins));
    sheets.push(neighbours(study, inputs, results.neighbours.statistics()));
    sheets
}

/// n names of each village's region at a level.
pub fn region_names(hierarchy: &Hierarchy, level: Level) -> Vec<&str> {
    hierarchy.level(level).map_or_else(Vec::new, |regions| {
        let of = regions.of_village.iter();
        of.map(|&i| regions.names[i as usize].as_str()).collect()
    })
}

fn class(scores: &Scores, unit: usize, language: Language) -> &str {
    scores.class[unit].map_or("", |class| scores.classes[class].get(language))
}

fn index_method(definition: &Definition, scores: &Scores, language: Language) -> String {
    let (name, version) = (&definition.name, &definition.version);
    match language {
        Language::Id => format!(
            "Indeks {name} versi {version} ({}); {}. Kebutuhan adalah selisih dari nilai terbaik; peringkat 1 paling membutuhkan, \
             dihitung dari nilai sebelum dibulatkan. Nilai kosong bila separuh bobotnya atau lebih tidak ada datanya (evidence `none`). \
             rank_low, rank_high dan p_priority kosong: studi ini tidak menghitung ketidakpastian.",
            definition.source, scores.form
        ),
        Language::En => format!(
            "Index {name} version {version} ({}); {}. Need is the distance from the best score; rank 1 is the neediest, from unrounded \
             scores. A score is missing when half of its weight or more has no data (evidence `none`). \
             rank_low, rank_high and p_priority are empty: this study computes no uncertainty.",
            definition.source, scores.form
        ),
    }
}

/// `scores`: one row a village.
fn scores(study: &Study, inputs: &Inputs, results: &Results) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let names = |level| region_names(&inputs.hierarchy, level);
    let index = results.index.as_ref().map(|i| (&i.definition, &i.scores));
    let method = index.map_or_else(String::new, |(d, s)| index_method(d, s, language));
    let mut sheet = Sheet::new("scores", method, language)
        .text("code", layer.codes.iter().map(|c| c.as_str()))
        .text(
            "name",
            (0..n).map(|i| layer.names.get(i).map_or("", String::as_str)),
        )
        .text("district", names(Level::District))
        .text("regency", names(Level::Regency))
        .text("province", names(Level::Province));
    if let Some((_, scores)) = index {
        for (code, values) in &scores.dimensions {
            sheet = sheet.number(code, "", FINE, values.iter().copied());
        }
        let evidence = |s: &Option<f64>| if s.is_none() { "none" } else { "" };
        sheet = sheet
            .number("score", "", FINE, scores.score.iter().copied())
            .number("need", "", FINE, scores.need.iter().copied())
            .text("class", (0..n).map(|i| class(scores, i, language)))
            .count("rank", scores.rank.iter().copied())
            .count("rank_low", vec![None::<u32>; n])
            .count("rank_high", vec![None::<u32>; n])
            .number("p_priority", "", FINE, vec![None; n])
            .text("evidence", scores.score.iter().map(evidence))
            .number(
                "missing_share",
                "",
                FINE,
                scores.missing_share.iter().map(|&m| Some(m)),
            )
            .page_by("rank");
    }
    let first = results.hotspots.as_ref().and_then(|h| h.local.first());
    let area = area_of(results.areas.as_ref(), n).into_iter();
    sheet
        .text(
            "hotspot",
            (0..n).map(|i| first.map_or("", |h| h.clusters[i].as_str())),
        )
        .count("area", area.map(|a| a.map(|a| a + 1)))
}

/// `regions`: one row a district, regency or province.
fn regions(study: &Study, inputs: &Inputs, results: &Results) -> Sheet {
    let language = study.study.language;
    let hierarchy = &inputs.hierarchy.regions;
    let all = || {
        hierarchy
            .iter()
            .flat_map(|r| (0..r.codes.len()).map(move |i| (r, i)))
    };
    let mut sheet = Sheet::new("regions", region_method(language), language)
        .text("level", all().map(|(r, _)| r.level.as_str()))
        .text("code", all().map(|(r, i)| r.codes[i].as_str()))
        .text("name", all().map(|(r, i)| r.names[i].as_str()));
    if let Some(index) = &results.index {
        let rows = || index.regions.iter().flatten();
        sheet = sheet
            .count("villages", rows().map(|r| Some(r.villages)))
            .count("villages_scored", rows().map(|r| Some(r.scored)))
            .number("population", "", 0, rows().map(|r| r.population))
            .number("score", "", FINE, rows().map(|r| r.score))
            .number("need", "", FINE, rows().map(|r| r.need))
            .count("rank", rows().map(|r| r.rank));
        for (class, words) in index.scores.classes.iter().enumerate() {
            let name = format!("share_{}", snake(&words.en));
            let share = rows().map(|r| r.class_share.get(class).copied());
            sheet = sheet.number(&name, "", FINE, share);
        }
        sheet = sheet.text("rule", rows().map(|r| r.rule.as_str()));
    }
    let outlines = results.outlines.iter().flatten();
    sheet.number("area_km2", "km2", 3, outlines.map(|o| square_km(o.area)))
}

fn region_method(language: Language) -> &'static str {
    pick(
        language,
        "Nilai wilayah adalah rata-rata nilai desanya menurut aturan di kolom rule; peringkat 1 paling membutuhkan di tingkatnya; \
         share_* adalah bagian desa bernilai di setiap status. Luas diukur pada elipsoid.",
        "A region's score is the mean of its villages by the rule in column rule; rank 1 is the neediest of its level; \
         share_* is the share of scored villages in each class. Area sizes are measured on the ellipsoid.",
    )
}

fn snake(text: &str) -> String {
    let letter = |c: char| {
        if c.is_ascii_alphanumeric() {
            c.to_ascii_lowercase()
        } else {
            '_'
        }
    };
    text.chars().map(letter).collect()
}

fn square_km(area: f64) -> Option<f64> {
    Some(area / 1e6)
}

fn km(metres: f64) -> Option<f64> {
    Some(metres / 1e3)
}

/// Sum over members of what is known; `None` when any is unknown, so that nothing is invented.
fn known_sum(values: &[Option<f64>], members: &[u32]) -> Option<f64> {
    members.iter().map(|&i| values[i as usize]).sum()
}

/// `areas`: one row a priority area, the neediest first.
fn areas(study: &Study, inputs: &Inputs, found: &Delineation, outlines: &[Outline]) -> Sheet {
    let language = study.study.language;
    let areas = &found.plan.areas;
    let regency = region_names(&inputs.hierarchy, Level::Regency);
    let first = |members: &[u32]| members.first().map_or(0, |&i| i as usize);
    let group = |get: fn(&crate::plan::area::GroupResult) -> Option<f64>| {
        areas
            .iter()
            .map(move |a| get(&found.plan.groups[a.group as usize]))
    };
    let population = |members: &[u32]| known_sum(inputs.population.as_ref()?, members);
    let members = |members: &[u32]| -> String {
        let codes = members
            .iter()
            .map(|&i| inputs.villages.layer.codes[i as usize].as_str());
        codes.collect::<Vec<_>>().join(" ")
    };
    Sheet::new("areas", area_method(study), language)
        .count("area", (1..=areas.len()).map(Some))
        .text("regency", areas.iter().map(|a| regency[first(&a.members)]))
        .count("villages", areas.iter().map(|a| Some(a.members.len())))
        .number(
            "population",
            "",
            0,
            areas.iter().map(|a| population(&a.members)),
        )
        .number("need", "", FINE, areas.iter().map(|a| Some(a.need)))
        .number(
            "mean_need",
            "",
            FINE,
            found.shapes.iter().map(|s| s.mean_need),
        )
        .number(
            "area_km2",
            "km2",
            3,
            outlines.iter().map(|o| square_km(o.area)),
        )
        .number(
            "perimeter_km",
            "km",
            3,
            outlines.iter().map(|o| km(o.perimeter)),
        )
        .number(
            "diameter_km",
            "km",
            3,
            found.shapes.iter().map(|s| km(s.diameter_m)),
        )
        .number("objective", "", FINE, group(|g| Some(g.objective)))
        .number("bound", "", FINE, group(|g| Some(g.bound)))
        .number("gap", "", FINE, group(|g| g.gap))
        .count("hops", found.shapes.iter().map(|s| Some(s.hops)))
        .text("members", areas.iter().map(|a| members(&a.members)))
}

fn area_method(study: &Study) -> String {
    let Some(spec) = &study.areas else {
        return String::new();
    };
    let [min, max] = spec.villages;
    let radius = spec.radius;
    match study.study.language {
        Language::Id => format!(
            "Kawasan bersambung dalam satu {}, {min} sampai {max} desa{}, paling banyak {} per wilayah; memaksimalkan jumlah `{}`. \
             objective, bound dan gap berlaku untuk seluruh kawasan wilayah itu; bound tidak dapat dilampaui oleh rencana mana pun.",
            level_word(spec.within, Language::Id),
            radius.map_or(String::new(), |r| format!(
                ", radius {} km",
                number::plain(r, study.study.language)
            )),
            spec.per_group,
            spec.need
        ),
        Language::En => format!(
            "Contiguous areas inside one {}, {min} to {max} villages{}, at most {} each; the sum of `{}` is maximised. \
             objective, bound and gap are those of all areas of the group; no plan can exceed the bound.",
            level_word(spec.within, Language::En),
            radius.map_or(String::new(), |r| format!(
                ", radius {} km",
                number::plain(r, study.study.language)
            )),
            spec.per_group,
            spec.need
        ),
    }
}

/// A level as people call it.
pub fn level_word(level: Level, language: Language) -> &'static str {
    match level {
        Level::Village => pick(language, "desa", "village"),
        Level::District => pick(language, "kecamatan", "district"),
        Level::Regency => pick(language, "kabupaten/kota", "regency"),
        Level::Province => pick(language, "provinsi", "province"),
    }
}

/// `area_groups`: one row a group, with what was covered and what at most could be.
fn area_groups(study: &Study, inputs: &Inputs, found: &Delineation) -> Option<Sheet> {
    let spec = study.areas.as_ref()?;
    let regions = inputs.hierarchy.level(spec.within)?;
    let groups = &found.plan.groups;
    Some(
        Sheet::new("area_groups", area_method(study), study.study.language)
            .text("code", regions.codes.iter().map(|c| c.as_str()))
            .text("name", &regions.names)
            .count("areas", groups.iter().map(|g| Some(g.areas)))
            .number(
                "objective",
                "",
                FINE,
                groups.iter().map(|g| Some(g.objective)),
            )
            .number("bound", "", FINE, groups.iter().map(|g| Some(g.bound)))
            .number("gap", "", FINE, groups.iter().map(|g| g.gap))
            .text(
                "reason",
                groups.iter().map(|g| g.empty.map_or("", |e| e.as_str())),
            )
            .count("work", groups.iter().map(|g| Some(g.work))),
    )
}

/// `hotspots`: one row a village with a value and a local statistic.
fn hotspots(study: &Study, inputs: &Inputs, found: &HotspotResult) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let spec = study.hotspots.clone().unwrap_or_default();
    let fdr = number::plain(spec.fdr, language);
    let method = match language {
        Language::Id => format!(
            "Moran lokal (Anselin 1995, bobot baris) dan G* (Ord dan Getis 1995, bobot biner) atas `{}`; {} permutasi bersyarat, p dua sisi (M+1)/(R+1), \
             gerombol bila q Benjamini-Hochberg paling besar {}.",
            found.variable, spec.permutations, fdr
        ),
        Language::En => format!(
            "Local Moran (Anselin 1995, row-standardised) and G* (Ord and Getis 1995, binary) of `{}`; {} conditional permutations, two-sided p = (M+1)/(R+1), \
             a cluster where the Benjamini-Hochberg q is at most {}.",
            found.variable, spec.permutations, fdr
        ),
    };
    let each =
        |get: &dyn Fn(&crate::pipeline::space::Hot) -> Vec<Option<f64>>| -> Vec<Option<f64>> {
            found.local.iter().flat_map(get).collect()
        };
    let codes = found.local.iter().flat_map(|hot| {
        let code = |&u: &u32| layer.codes[u as usize].as_str();
        hot.units.iter().map(code).collect::<Vec<_>>()
    });
    let names = found
        .local
        .iter()
        .flat_map(|hot| vec![hot.name; hot.units.len()]);
    let clusters = found.local.iter().flat_map(|hot| {
        let cluster = |&u: &u32| hot.clusters[u as usize].as_str();
        hot.units.iter().map(cluster).collect::<Vec<_>>()
    });
    Sheet::new("hotspots", method, language)
        .text("code", codes)
        .text("statistic_name", names)
        .number(
            "value",
            "",
            FINE,
            each(&|h| h.local.value.iter().map(|&v| Some(v)).collect()),
        )
        .number("lag", "", FINE, each(&|h| h.local.lag.clone()))
        .number("statistic", "", FINE, each(&|h| h.local.statistic.clone()))
        .number("expected", "", FINE, each(&|h| h.local.expected.clone()))
        .number("variance", "", 9, each(&|h| h.local.variance.clone()))
        .number("z", "", FINE, each(&|h| h.local.z.clone()))
        .number(
            "p",
            "",
            FINE,
            each(&|h| h.local.p(Alternative::TwoSided).to_vec()),
        )
        .number("q", "", FINE, each(&|h| h.q.clone()))
        .text("cluster", clusters)
        .page_by("p")
}

/// `global`: global Moran, a row an inference.
fn global(study: &Study, found: &HotspotResult) -> Sheet {
    let moran = &found.moran;
    let permuted = moran.permuted.map(|tails| tails.p_two_sided());
    let method = pick(
        study.study.language,
        "Moran I global dengan bobot baris; ragam normal, acak dan permutasi (Cliff dan Ord 1981).",
        "Global Moran I, row-standardised; variance under normality, randomisation and by permutation (Cliff and Ord 1981).",
    );
    Sheet::new("global", method, study.study.language)
        .text("variable", [&found.variable; 3])
        .text(
            "statistic_name",
            ["moran-normal", "moran-randomised", "moran-permuted"],
        )
        .count("n", [Some(moran.n); 3])
        .number("value", "", FINE, [Some(moran.value); 3])
        .number("expected", "", FINE, [Some(moran.expected); 3])
        .number(
            "variance",
            "",
            9,
            [
                Some(moran.normal.variance),
                Some(moran.randomised.variance),
                None,
            ],
        )
        .number("z", "", FINE, [moran.normal.z, moran.randomised.z, None])
        .number("p", "", 9, [moran.normal.p, moran.randomised.p, permuted])
}

/// `joins`: where the rows of each table went.
fn joins(study: &Study, joins: &[Join]) -> Sheet {
    let count = |get: fn(&Join) -> usize| joins.iter().map(move |j| Some(get(j)));
    let method = pick(
        study.study.language,
        "matched + unmatched + ambiguous = rows untuk setiap tabel; baris satu per satu di checks.csv.",
        "matched + unmatched + ambiguous = rows for every table; row by row in checks.csv.",
    );
    Sheet::new("joins", method, study.study.language)
        .text("table", joins.iter().map(|j| &j.path))
        .text("level", joins.iter().map(|j| j.accounting.level.as_str()))
        .text("joined_by", joins.iter().map(|j| j.accounting.key.as_str()))
        .count("vintage", joins.iter().map(|j| j.accounting.vintage))
        .count("filtered", count(|j| j.filtered))
        .count("rows", count(|j| j.accounting.rows))
        .count("matched", count(|j| j.accounting.matched))
        .count("unmatched", count(|j| j.accounting.unmatched))
        .count("ambiguous", count(|j| j.accounting.ambiguous))
        .count("spelled", count(|j| j.accounting.spelled))
        .count("units", count(|j| j.accounting.units))
        .count(
            "units_without_row",
            count(|j| j.accounting.units_without_row),
        )
}

/// `neighbours`: every directed link.
fn neighbours(study: &Study, inputs: &Inputs, graph: &Graph) -> Sheet {
    let code = |i: u32| inputs.villages.layer.codes[i as usize].as_str();
    let method = pick(
        study.study.language,
        "Setiap pasangan tercatat dua arah; `sea` adalah penyeberangan laut.",
        "Each pair stands in both directions; `sea` is a sea crossing.",
    );
    Sheet::new("neighbours", method, study.study.language)
        .text("from", graph.all_links().map(|l| code(l.from)))
        .text("to", graph.all_links().map(|l| code(l.to)))
        .number(
            "weight",
            "",
            FINE,
            graph.all_links().map(|l| Some(l.weight)),
        )
        .number(
            "border_m",
            "m",
            1,
            graph.all_links().map(|l| Some(l.border_m)),
        )
        .text("kind", graph.all_links().map(|l| l.kind.as_str()))
}
