//! Tables `access`, `access_summary` and `new_sites`.

use super::sites::Placed;
use super::{Served, Services, State};
use crate::base::model::Level;
use crate::base::study::{AccessMethod, Language, Study, VillagePlaces};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Inputs;
use crate::pipeline::sheets::region_names;
use crate::plan::solve::Answer;

/// Decimals of costs.
const COST: usize = 3;
/// Digits of scores, which may be very small.
const DIGITS: usize = 6;

/// `access`: a row a village, in the order of the layer; columns of each service begin with its name.
pub(super) fn access(study: &Study, inputs: &Inputs, found: &Services) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let mut sheet = Sheet::new("access", method(found, language), language)
        .text("code", layer.codes.iter().map(|code| code.as_str()));
    if !layer.names.is_empty() {
        sheet = sheet.text("name", layer.names.iter());
    }
    for level in [Level::District, Level::Regency] {
        let names = region_names(&inputs.hierarchy, level);
        if !names.is_empty() {
            sheet = sheet.text(level.as_str(), names);
        }
    }
    found
        .served
        .iter()
        .fold(sheet, |sheet, one| service(sheet, one, language))
}

fn service(sheet: Sheet, one: &Served, language: Language) -> Sheet {
    let (name, unit) = (&one.name, one.unit.as_str());
    let own = |what: &str| format!("{name}_{what}");
    let label = |id: &str, en: &str| format!("{name}: {}", pick(language, id, en));
    let access = &one.measured.access;
    let nearest = access.nearest.iter().map(|near| match near.first() {
        Some((_, j)) => one.points.ids[*j as usize].as_str(),
        None => "",
    });
    let shown = pick(language, if unit == "km" { "km" } else { "menit" }, unit);
    let mut sheet = sheet
        .text(&own("nearest"), nearest)
        .labelled(label("terdekat", "nearest"))
        .number(&own(unit), unit, COST, one.measured.cost())
        .labelled(label(
            &format!("{shown} ke yang terdekat"),
            &format!("{shown} to the nearest"),
        ));
    let k = one.spec.k;
    if k > 1 {
        let last = access
            .nearest
            .iter()
            .map(|near| near.get(k - 1).map(|(cost, _)| *cost));
        sheet = sheet
            .number(&own(&format!("{unit}_{k}")), unit, COST, last)
            .labelled(label(
                &format!("{shown} ke terdekat ke-{k}"),
                &format!("{shown} to number {k}"),
            ));
    }
    if one.catchment().is_some() {
        sheet = sheet
            .count(&own("within"), access.within.iter().copied())
            .labelled(label("dalam jangkauan", "in the catchment"))
            .significant(&own("score"), DIGITS, access.score.iter().copied())
            .labelled(label(
                score(one.spec.method, Language::Id),
                score(one.spec.method, Language::En),
            ));
    }
    if one.standard().is_some() {
        let met = one.met().into_iter().map(|met| match met {
            Some(true) => "true",
            Some(false) => "false",
            None => "",
        });
        sheet = sheet
            .number(&own("gap"), unit, COST, one.gap())
            .labelled(label("selisih ke standar", "beyond the standard"))
            .flag(&own("met"), met)
            .labelled(label("standar terpenuhi", "standard met"));
    }
    sheet
        .text(
            &own("state"),
            one.measured.state.iter().map(|state| state.as_str()),
        )
        .labelled(label("keterjangkauan", "state"))
}

fn score(method: AccessMethod, language: Language) -> &'static str {
    match method {
        AccessMethod::Floating => pick(
            language,
            "kapasitas per orang (2SFCA)",
            "capacity for a person (2SFCA)",
        ),
        AccessMethod::Enhanced => pick(
            language,
            "kapasitas per orang (E2SFCA)",
            "capacity for a person (E2SFCA)",
        ),
        AccessMethod::Gravity => pick(language, "potensi (gravitasi)", "potential (gravity)"),
    }
}

fn method(found: &Services, language: Language) -> String {
    let spec = &found.journey.spec;
    let ways = match (found.journey.roads.is_some(), language) {
        (true, Language::Id) => format!(
            "Cara: network. Desa dan layanan ditautkan ke simpul jalan terdekat dengan berjalan kaki {} km/jam, paling jauh {} km; \
             jalan tanpa kecepatan {} km/jam, feri {} km/jam setelah menunggu {} menit. ",
            spec.walking, spec.walk, spec.speed, spec.ferry, spec.wait
        ),
        (true, Language::En) => format!(
            "Mode: network. Villages and services are tied to the nearest node of the roads on foot at {} km/h, at most {} km; roads that do not \
             say are {} km/h, ferries {} km/h after a wait of {} minutes. ",
            spec.walking, spec.walk, spec.speed, spec.ferry, spec.wait
        ),
        (false, Language::Id) => format!(
            "Cara: {}, jarak geodesik pada elipsoid; menit dengan {} km/jam. ",
            found.journey.mode(),
            spec.speed
        ),
        (false, Language::En) => format!(
            "Mode: {}, geodesic distances on the ellipsoid; minutes at {} km/h. ",
            found.journey.mode(),
            spec.speed
        ),
    };
    let start = match &spec.villages {
        Some(VillagePlaces::Columns(_)) => pick(
            language,
            "Titik desa dari tabel; yang tanpa titik, titik di dalam poligonnya. ",
            "Villages start from the places of the table; those without, from a point inside their polygon. ",
        ),
        Some(VillagePlaces::File(_)) => pick(
            language,
            "Titik desa dari berkas titik permukiman; yang tanpa titik, titik di dalam poligonnya. ",
            "Villages start from the points of their own file; those without, from a point inside their polygon. ",
        ),
        None => pick(
            language,
            "Titik desa adalah titik di dalam poligonnya. ",
            "Villages start from a point inside their polygon. ",
        ),
    };
    let reach = |one: &Served| {
        let unit = one.unit.as_str();
        let part =
            |what: &str, reach: Option<f64>| reach.map(|reach| format!(", {what} {reach} {unit}"));
        let catchment = part(pick(language, "jangkauan", "catchment"), one.catchment());
        let standard = part(pick(language, "standar", "standard"), one.standard());
        format!(
            "{}: {}{}{}",
            one.name,
            score(one.spec.method, language),
            catchment.unwrap_or_default(),
            standard.unwrap_or_default()
        )
    };
    let services: Vec<String> = found.served.iter().map(reach).collect();
    let end = pick(
        language,
        "Yang tidak terjangkau kosong, bukan nol.",
        "What cannot be reached is missing, not zero.",
    );
    format!("{ways}{start}{}. {end}", services.join("; "))
}

/// A part of the villages: level, code, name, members.
type Part<'a> = (&'a str, &'a str, &'a str, Vec<usize>);

/// `access_summary`: a row a service for all villages, each province and each regency.
pub(super) fn summary(study: &Study, inputs: &Inputs, found: &Services) -> Sheet {
    let language = study.study.language;
    let n = inputs.villages.layer.codes.len();
    let mut parts: Vec<Part> = vec![(
        "all",
        "all",
        pick(language, "semua desa", "all villages"),
        (0..n).collect(),
    )];
    for level in [Level::Province, Level::Regency] {
        let Some(regions) = inputs.hierarchy.level(level) else {
            continue;
        };
        let mut members = vec![Vec::new(); regions.codes.len()];
        for (village, &region) in regions.of_village.iter().enumerate() {
            members[region as usize].push(village);
        }
        let named = regions.codes.iter().zip(&regions.names).zip(members);
        parts.extend(named.map(|((code, name), members)| {
            (level.as_str(), code.as_str(), name.as_str(), members)
        }));
    }
    let rows: Vec<(&Served, &Part, Row)> = (found.served.iter())
        .flat_map(|one| {
            let met = one.met();
            let row = |part| (one, part, Row::of(one, part, &met, inputs));
            parts.iter().map(row).collect::<Vec<_>>()
        })
        .collect();
    let method = pick(
        language,
        "Penduduk di luar standar: jumlah penduduk desa yang titiknya lebih jauh dari standar atau tidak dapat mencapai layanan. Tidak diketahui: desa di luar \
         jaringan atau tanpa titik. Rata-rata ditimbang penduduk, desa yang terjangkau saja. Pasokan terjangkau: kapasitas yang mempunyai penduduk dalam jangkauannya; \
         penduduk kali nilai berjumlah sama (2SFCA).",
        "People beyond the standard: those of villages that are further than the standard or cannot reach the service. Unknown: villages off the network or without a place. \
         Means are weighted by people, over villages that reach it. Supply reachable: capacity with people in its catchment; people times score add up to it (2SFCA).",
    );
    let number = |get: fn(&Row) -> Option<f64>| rows.iter().map(move |row| get(&row.2));
    let count = |get: fn(&Row) -> Option<usize>| rows.iter().map(move |row| get(&row.2));
    let mode = found.journey.mode();
    Sheet::new("access_summary", method, language)
        .text("service", rows.iter().map(|row| row.0.name.as_str()))
        .text("level", rows.iter().map(|row| row.1.0))
        .text("code", rows.iter().map(|row| row.1.1))
        .text("name", rows.iter().map(|row| row.1.2))
        .text("mode", rows.iter().map(|_| mode.as_str()))
        .text("cost_unit", rows.iter().map(|row| row.0.unit.as_str()))
        .number(
            "standard",
            "",
            COST,
            rows.iter().map(|row| row.0.standard()),
        )
        .count("villages", count(|row| Some(row.villages)))
        .count("villages_beyond", count(|row| row.beyond))
        .count("villages_unknown", count(|row| Some(row.unknown)))
        .number("population", "", 0, number(|row| row.people))
        .number("people_beyond", "", 0, number(|row| row.people_beyond))
        .number("people_unknown", "", 0, number(|row| row.people_unknown))
        .number("mean_cost", "", COST, number(|row| row.mean))
        .count("facilities", count(|row| row.facilities))
        .number("supply", "", COST, number(|row| row.supply))
        .number("supply_reachable", "", COST, number(|row| row.reachable))
        .number("supply_unreached", "", COST, number(|row| row.unreached))
}

/// A service in a part of the villages.
#[derive(Default)]
struct Row {
    villages: usize,
    beyond: Option<usize>,
    unknown: usize,
    people: Option<f64>,
    people_beyond: Option<f64>,
    people_unknown: Option<f64>,
    mean: Option<f64>,
    /// Of the whole alone, as points serve across borders.
    facilities: Option<usize>,
    supply: Option<f64>,
    reachable: Option<f64>,
    unreached: Option<f64>,
}

impl Row {
    fn of(one: &Served, part: &Part, met: &[Option<bool>], inputs: &Inputs) -> Self {
        let members = &part.3;
        let known = |i: usize| matches!(one.measured.state[i], State::Reached | State::Unreachable);
        let beyond = |i: usize| met[i] == Some(false);
        let mut row = Self {
            villages: members.len(),
            beyond: one
                .standard()
                .map(|_| members.iter().filter(|&&i| beyond(i)).count()),
            unknown: members.iter().filter(|&&i| !known(i)).count(),
            ..Self::default()
        };
        if let Some(people) = &inputs.population {
            let sum = |wanted: &dyn Fn(usize) -> bool| {
                let wanted = members.iter().filter(|&&i| wanted(i));
                wanted.filter_map(|&i| people[i]).sum::<f64>() + 0.0
            };
            row.people = Some(sum(&|_| true));
            row.people_beyond = one.standard().map(|_| sum(&beyond));
            row.people_unknown = Some(sum(&|i| !known(i)));
            let costs = members.iter().filter_map(|&i| {
                let (cost, _) = one.measured.access.nearest[i].first()?;
                Some((people[i]?, *cost))
            });
            let (weight, total) = costs.fold((0.0, 0.0), |(w, t), (people, cost)| {
                (w + people, t + people * cost)
            });
            row.mean = (weight > 0.0).then(|| total / weight);
        }
        if part.0 == "all" {
            let capacity = &one.points.capacity;
            row.facilities = Some(one.points.ids.len());
            row.supply = Some(capacity.iter().flatten().sum::<f64>() + 0.0);
            if let Some((inside, outside)) = one.measured.access.reachable(capacity) {
                (row.reachable, row.unreached) = (Some(inside), Some(outside));
            }
        }
        row
    }
}

/// `new_sites`: a row a new point, the most people first.
pub(super) fn new_sites(study: &Study, inputs: &Inputs, all: &[Placed]) -> Sheet {
    let language = study.study.language;
    let layer = &inputs.villages.layer;
    let method = pick(
        language,
        "Dengan standar: desa yang bersama-sama membawa paling banyak penduduk di luar standar ke dalamnya (mclp). Tanpa standar: yang paling banyak mengurangi penduduk kali jarak, \
         layanan yang ada tetap (p-median); desa yang tidak mencapai layanan dihitung sejauh desa terjauh yang mencapainya. Calon lokasi adalah titik desa; cara menempuh sama dengan aksesnya, lihat kolom mode.",
        "With a standard: the villages that together bring most people beyond it within it (mclp). Without one: those that lower people times distance most, with the points that are there \
         (p-median); villages that reach none count as far as the farthest that does. Candidates are the places of villages; ways are those of access itself, as column mode says.",
    );
    let rows: Vec<(&Placed, usize, &(usize, f64, usize))> = (all.iter())
        .flat_map(|sites| {
            (1..)
                .zip(&sites.found.sites)
                .map(move |(order, site)| (sites, order, site))
        })
        .collect();
    let mut sheet = Sheet::new("new_sites", method, language)
        .text("service", rows.iter().map(|row| row.0.service.as_str()))
        .count("order", rows.iter().map(|row| Some(row.1)))
        .text("code", rows.iter().map(|row| layer.codes[row.2.0].as_str()));
    if !layer.names.is_empty() {
        sheet = sheet.text("name", rows.iter().map(|row| layer.names[row.2.0].as_str()));
    }
    let regencies = region_names(&inputs.hierarchy, Level::Regency);
    let number =
        |get: fn(&Answer) -> f64| (rows.iter()).map(move |row| Some(get(&row.0.found.plan.answer)));
    sheet
        .text(
            "regency",
            rows.iter()
                .map(|row| regencies.get(row.2.0).copied().unwrap_or_default()),
        )
        .count("villages_served", rows.iter().map(|row| Some(row.2.2)))
        .number("people_served", "", 0, rows.iter().map(|row| Some(row.2.1)))
        .text("problem", rows.iter().map(|row| row.0.found.problem))
        .text("mode", rows.iter().map(|row| row.0.mode.as_str()))
        .number("objective", "", COST, number(|answer| answer.objective))
        .number("bound", "", COST, number(|answer| answer.bound))
        .number("gap", "", DIGITS, number(|answer| answer.gap))
        .text(
            "proof",
            (rows.iter()).map(|row| row.0.found.plan.answer.proof.as_str()),
        )
}
