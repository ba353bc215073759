//! The facts that the brief states, each taken from a table.

use crate::base::finding::Severity;
use crate::base::model::{Code, Level};
use crate::base::study::{Language, NeighbourKind, Study, Within};
use crate::input::join::Hierarchy;
use crate::output::manifest::tool;
use crate::output::number;
use crate::output::words::{pick, value};
use crate::pipeline::Results;
use crate::pipeline::areas::Delineation;
use crate::pipeline::index::IndexResult;
use crate::pipeline::inputs::{Inputs, Join};
use crate::pipeline::log::Log;
use crate::pipeline::sheets::{self, distinct, level_word, level_words, region_names};
use crate::pipeline::space::{HotspotResult, Neighbourhood, sea_pairs};
use crate::plan::area::{GroupResult, Proof};
use crate::space::stats::Cluster;
use crate::welfare::index::definition::{Indicator, Method};
use crate::welfare::index::importance::Pull;
use serde_json::{Value, json};

/// Areas described one by one.
const TOP: usize = 5;
/// Regencies listed.
const REGENCIES: usize = 25;

/// Everything the brief's template names.
pub fn facts(study: &Study, inputs: &Inputs, results: &Results, log: &Log) -> Value {
    let language = study.study.language;
    let scored = results
        .index
        .as_ref()
        .map(|i| i.scores.score.iter().flatten().count());
    let n = inputs.villages.layer.codes.len();
    json!({
        "title": study.study.title.as_ref().unwrap_or(&study.study.name),
        "date": study.study.date,
        "study": study.study.name,
        "seed": study.study.seed,
        "synthetic": study.study.synthetic,
        "tool": tool(),
        "villages": {"read": n, "scored": scored, "unscored": scored.map(|s| n - s)},
        "index": index(results, language),
        "hotspots": results.hotspots.as_ref().map(hotspots),
        "areas": results.areas.as_ref().map(|found| areas(study, inputs, results, found)),
        "regencies": regencies(results, &inputs.hierarchy),
        "regency_count": inputs.hierarchy.level(Level::Regency).map_or(0, |r| r.codes.len()),
        "regency_rule": pick(
            language,
            "Rata-rata tertimbang penduduk bila penduduk setiap desa bernilai diketahui, selain itu rata-rata desa",
            "Population-weighted mean where the population of every scored village is known, else the mean of villages",
        ),
        "joins": inputs.joins.iter().map(|join| json!({
            "table": join.path,
            "rows": join.accounting.rows,
            "matched": join.accounting.matched,
            "unmatched": join.accounting.unmatched,
            "unmatched_in": unmatched_in(join, &inputs.hierarchy),
            "ambiguous": join.accounting.ambiguous,
            "units": join.accounting.units,
            "without": join.accounting.units_without_row,
        })).collect::<Vec<_>>(),
        "geometry": geometry(inputs, results),
        "neighbours": neighbours(study, &results.neighbours),
        "methods": methods(study, results),
        "findings": {
            "warnings": log.count(Severity::Warning),
            "infos": log.count(Severity::Info),
        },
        "sources": inputs.sources.iter().map(|source| json!({
            "path": source.path, "sha256": source.sha256, "licence": source.licence,
        })).collect::<Vec<_>>(),
    })
}

/// The regencies of the layer that most unmatched rows lie in, by name.
fn unmatched_in(join: &Join, hierarchy: &Hierarchy) -> Vec<Value> {
    let Some(regions) = hierarchy.level(Level::Regency) else {
        return Vec::new();
    };
    let mut counts: Vec<&(Code, usize)> = join.accounting.unmatched_in.iter().collect();
    counts.sort_by_key(|(code, count)| (std::cmp::Reverse(*count), code.clone()));
    let named = |(code, count): &(Code, usize)| {
        let at = regions.codes.binary_search(code).ok()?;
        Some(json!({"name": regions.names[at], "rows": count}))
    };
    counts.into_iter().filter_map(named).take(TOP).collect()
}

fn index(results: &Results, language: Language) -> Option<Value> {
    let index = results.index.as_ref()?;
    let (definition, scores) = (&index.definition, &index.scores);
    let known: Vec<f64> = scores.score.iter().flatten().copied().collect();
    let classes: Vec<Value> = scores
        .classes
        .iter()
        .enumerate()
        .map(|(class, words)| {
            let villages = scores.class.iter().filter(|c| **c == Some(class)).count();
            json!({
                "name": words.get(language),
                "villages": villages,
                "share": villages as f64 / known.len().max(1) as f64,
            })
        })
        .collect();
    let commonest = classes
        .iter()
        .max_by_key(|class| class["villages"].as_u64());
    Some(json!({
        "title": definition.title.as_ref().map_or(definition.name.as_str(), |t| t.get(language)),
        "name": definition.name,
        "version": definition.version,
        "source": definition.source,
        "mean": known.iter().sum::<f64>() / known.len().max(1) as f64,
        "commonest": commonest,
        "classes": classes,
        "draws": draws(index, language),
        "pull": pull(index, language),
    }))
}

/// How sure the ranks are.
fn draws(index: &IndexResult, language: Language) -> Option<Value> {
    let (places, draws) = index.places()?;
    let count = |inside: &dyn Fn(f64) -> bool| places.iter().filter(|p| inside(p.p)).count();
    let set: Vec<_> = places.iter().filter(|p| p.rank <= draws.cutoff).collect();
    let sure = set.iter().filter(|p| p.p >= 0.95).count();
    let mut spans: Vec<u32> = places.iter().map(|p| p.high - p.low).collect();
    spans.sort_unstable();
    Some(json!({
        "draws": draws.draws,
        "priority": set.len(),
        "robust": count(&|p| p >= 0.95),
        "contested": count(&|p| p > 0.05 && p < 0.95),
        "sure_of_priority": sure,
        "median_span": spans.get(spans.len() / 2),
        "shares": draws.shares.iter().map(|s| json!({
            "choice": value("choice", s.factor.as_str(), language), "first": s.first, "total": s.total,
        })).collect::<Vec<_>>(),
    }))
}

/// What one step in an indicator weighs against one in another, by dimension, where all are on one scale of raw values and
/// steps compare like with like; and what each dimension explains.
fn pull(index: &IndexResult, language: Language) -> Option<Value> {
    let definition = &index.definition;
    let title = |code: &str| {
        let dimension = definition.dimensions.iter().find(|d| d.code == code);
        let words = dimension.and_then(|d| d.title.as_ref());
        words.map_or(code.to_owned(), |words| words.get(language).to_owned())
    };
    let steps = || {
        let known =
            |pull: &&Pull| pull.step.is_some_and(|step| step > 0.0) && pull.parent.is_some();
        index.pulls.iter().filter(known)
    };
    let by = |a: &&Pull, b: &&Pull| a.step.unwrap_or(0.0).total_cmp(&b.step.unwrap_or(0.0));
    let scale = |i: &Indicator| {
        let rule = i.normalise.unwrap_or(definition.normalise);
        (rule.method == Method::Goalposts).then_some((rule.min, rule.max))
    };
    let first = definition.indicators.first().and_then(scale);
    let alike = first.is_some() && definition.indicators.iter().all(|i| scale(i) == first);
    let ends = steps().min_by(by).zip(steps().max_by(by)).filter(|_| alike);
    let steps = ends.and_then(|(least, most)| {
        Some(json!({
            "most": title(most.parent.as_deref()?),
            "least": title(least.parent.as_deref()?),
            "times": most.step? / least.step?,
        }))
    });
    let top = |pull: &&Pull| pull.parent.is_none();
    let shares: Vec<Value> = (index.pulls.iter().filter(top))
        .filter_map(|pull| {
            let code = pull.part.code(definition);
            Some(json!({
                "title": title(code), "weight": pull.weight, "share": pull.variance_share?,
            }))
        })
        .collect();
    (steps.is_some() || !shares.is_empty()).then(|| json!({"steps": steps, "shares": shares}))
}

fn hotspots(found: &HotspotResult) -> Value {
    let clusters = found.local.first().map_or(&[][..], |hot| &hot.clusters);
    let count = |wanted: [Cluster; 2]| clusters.iter().filter(|c| wanted.contains(c)).count();
    json!({
        "variable": (found.variable != "need").then_some(&found.variable),
        "high": count([Cluster::HighHigh, Cluster::HotSpot]),
        "low": count([Cluster::LowLow, Cluster::ColdSpot]),
    })
}

fn areas(study: &Study, inputs: &Inputs, results: &Results, found: &Delineation) -> Value {
    let groups = &found.plan.groups;
    let sum = |get: fn(&GroupResult) -> f64| groups.iter().map(get).sum::<f64>();
    let (objective, bound) = (sum(|g| g.objective), sum(|g| g.bound));
    let share = |part: f64, whole: f64| if whole > 0.0 { part / whole } else { 0.0 };
    let language = study.study.language;
    let within = study.areas.as_ref().map_or(Within::None, |a| a.within);
    let top: Vec<Value> = (0..found.plan.areas.len().min(TOP))
        .map(|number| area(language, inputs, results, found, number))
        .collect();
    json!({
        "count": found.plan.areas.len(),
        "groups": groups.len(),
        "groups_with": groups.iter().filter(|g| g.areas > 0).count(),
        "group_words": within.level().map(|level| level_words(level, language)),
        "group_word": within.level().map(|level| level_word(level, language)),
        "worst_gap": groups.iter().filter_map(|g| g.gap).fold(0.0, f64::max),
        "without": without(study, inputs, groups, within),
        "villages": found.plan.areas.iter().map(|a| a.members.len()).sum::<usize>(),
        "need_share": share(found.plan.areas.iter().map(|a| a.need).sum(), found.total_need),
        "proven": groups.iter().all(|g| g.proof == Proof::Optimal),
        "gap": share(bound - objective, bound),
        "top": top,
        "map": results.pictures.iter().any(|picture| picture.of_brief),
    })
}

/// Groups without an area and why, the first of them by name.
fn without(study: &Study, inputs: &Inputs, groups: &[GroupResult], within: Within) -> Value {
    let language = study.study.language;
    let names = sheets::groups(&inputs.hierarchy, within, language);
    let empty: Vec<Value> = (groups.iter().zip(names))
        .filter_map(|(group, (_, name))| {
            let reason = value("reason", group.empty?.as_str(), language);
            Some(json!({"name": name, "reason": reason}))
        })
        .collect();
    json!({"count": empty.len(), "first": &empty[..empty.len().min(TOP)]})
}

fn area(
    language: Language,
    inputs: &Inputs,
    results: &Results,
    found: &Delineation,
    number: usize,
) -> Value {
    let (area, shape) = (&found.plan.areas[number], &found.shapes[number]);
    let layer = &inputs.villages.layer;
    let district = region_names(&inputs.hierarchy, Level::District);
    let regency = region_names(&inputs.hierarchy, Level::Regency);
    let districts = distinct(&area.members, &district);
    let scores = results.index.as_ref().map(|index| &index.scores);
    let member = |&i: &u32| {
        let i = i as usize;
        let class = scores.and_then(|s| s.class[i].map(|c| s.classes[c].get(language)));
        json!({
            "name": layer.names.get(i).map_or(layer.codes[i].as_str(), String::as_str),
            "district": district[i],
            "score": scores.and_then(|s| s.score[i]),
            "class": class,
            "rank": scores.and_then(|s| s.rank[i]),
        })
    };
    let people = |&i: &u32| inputs.population.as_ref()?[i as usize];
    json!({
        "number": number + 1,
        "place": distinct(&area.members, &regency).join("; "),
        "districts": districts,
        "villages": area.members.len(),
        "population": area.members.iter().map(people).sum::<Option<f64>>(),
        "area_km2": results.area_outlines[number].area.map(|m2| m2 / 1e6),
        "diameter_km": shape.diameter_m / 1e3,
        "need": area.need,
        "mean_need": shape.mean_need.unwrap_or(0.0),
        "members": area.members.iter().map(member).collect::<Vec<_>>(),
    })
}

fn regencies(results: &Results, hierarchy: &Hierarchy) -> Vec<Value> {
    let (Some(index), Some(regions)) = (&results.index, hierarchy.level(Level::Regency)) else {
        return Vec::new();
    };
    let mut rows: Vec<(u32, usize)> = (index.regions[1].iter().enumerate())
        .filter_map(|(i, region)| Some((region.rank?, i)))
        .collect();
    rows.sort_unstable();
    rows.truncate(REGENCIES);
    rows.into_iter()
        .map(|(rank, i)| {
            let region = &index.regions[1][i];
            json!({
                "rank": rank,
                "name": regions.names[i],
                "scored": region.scored,
                "score": region.score,
                "need": region.need,
            })
        })
        .collect()
}

fn geometry(inputs: &Inputs, results: &Results) -> Value {
    let total: f64 = results.outlines[2].iter().filter_map(|o| o.area).sum();
    let repairs = &inputs.repairs;
    json!({
        "invalid": repairs.invalid,
        "repaired": repairs.repaired,
        "change_km2": (repairs.area_after - repairs.area_before) / 1e6,
        "area_km2": total / 1e6,
    })
}

fn neighbours(study: &Study, found: &Neighbourhood) -> Value {
    let graph = found.statistics();
    let language = study.study.language;
    let spec = &study.neighbours;
    let rule = match spec.kind {
        NeighbourKind::Queen | NeighbourKind::Rook => {
            let name = match spec.kind {
                NeighbourKind::Rook => "rook",
                _ => "queen",
            };
            let snap = study.boundaries.snap;
            let reach = number::plain(snap, language);
            match language {
                _ if snap == 0.0 => format!("{name} (snap 0)"),
                Language::Id => {
                    format!("{name}, batas berjarak paling jauh {reach} m dianggap sama")
                }
                Language::En => format!("{name}, borders at most {reach} m apart are shared"),
            }
        }
        NeighbourKind::Knn => {
            let k = spec.k.unwrap_or(1);
            match language {
                Language::Id => format!("{k} titik tengah terdekat"),
                Language::En => format!("the {k} nearest centroids"),
            }
        }
        NeighbourKind::Distance => {
            let metres = number::plain(spec.distance.unwrap_or(0.0), language);
            match language {
                Language::Id => format!("titik tengah dalam {metres} m"),
                Language::En => format!("centroids within {metres} m"),
            }
        }
    };
    json!({
        "rule": rule,
        "pairs": graph.pairs(),
        "sea": sea_pairs(graph),
        "islands": graph.islands().len(),
    })
}

fn methods(study: &Study, results: &Results) -> Vec<String> {
    let language = study.study.language;
    let mut lines = Vec::new();
    if let (Some(spec), Some(found)) = (&study.hotspots, &results.hotspots) {
        let p = spec.permutations;
        let fdr = number::plain(spec.fdr, language);
        let value = number::read(found.moran.value, 4, language);
        lines.push(match language {
            Language::Id => format!(
                "Autokorelasi spasial global Moran I = {value} (tabel `global`); klaster lokal dengan {p} permutasi bersyarat dan FDR {fdr} (tabel `hotspots`)."
            ),
            Language::En => format!(
                "Global spatial autocorrelation, Moran I = {value} (table `global`); local clusters by {p} conditional permutations at FDR {fdr} (table `hotspots`)."
            ),
        });
    }
    if let Some(areas) = results.sheets.iter().find(|sheet| sheet.id == "areas") {
        lines.push(areas.method.clone());
    }
    lines
}
