//! `area_profiles`: everything of one priority area, the rows of an area one table of its own.

use super::{AMOUNT, Found};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;
use std::collections::{BTreeMap, BTreeSet};

/// A line of an area's profile.
struct Line {
    area: usize,
    section: &'static str,
    item: String,
    detail: String,
    villages: Option<usize>,
    amount: Option<f64>,
}

pub(super) fn sheet(ground: &Ground, found: &Found) -> Sheet {
    let language = ground.language();
    let lines: Vec<Line> = (0..ground.areas.len())
        .flat_map(|at| lines(ground, found, at))
        .collect();
    let method = pick(
        language,
        "Satu kawasan satu tabel: baris-baris dengan nomor kawasan yang sama. amount: jiwa untuk people, jumlah kebutuhan untuk need dan lever, anggaran untuk programme_present; kosong bila tidak diketahui. programme_around: ditempatkan di wilayah sekitarnya secara keseluruhan; anggarannya tidak dibagi ke desa.",
        "One table an area: the rows of the same area. amount: persons for people, sum of need for need and lever, money for programme_present; empty where unknown. programme_around: placed at a region around as a whole; its money is not spread over villages.",
    );
    let all = || lines.iter();
    Sheet::new("area_profiles", method, language)
        .count("area", all().map(|line| Some(line.area)))
        .text("section", all().map(|line| line.section))
        .text("item", all().map(|line| &line.item))
        .text("detail", all().map(|line| &line.detail))
        .count("villages", all().map(|line| line.villages))
        .number("amount", "", AMOUNT, all().map(|line| line.amount))
}

/// Programmes placed at a region as a whole, the region, and how many of the villages lie in it.
fn around<'a>(ground: &'a Ground, members: &[u32]) -> BTreeMap<(u32, &'a str), usize> {
    let mut found = BTreeMap::new();
    for &at in &ground.presence.above {
        let placement = &ground.inventory.placements[at as usize];
        let Some(regions) = ground.hierarchy.level(placement.level) else {
            continue;
        };
        let inside = |v: &&u32| regions.of_village[**v as usize] == placement.unit;
        let villages = members.iter().filter(inside).count();
        if villages > 0 {
            let name = &regions.names[placement.unit as usize];
            found.insert((placement.programme, name.as_str()), villages);
        }
    }
    found
}

fn lines(ground: &Ground, found: &Found, at: usize) -> Vec<Line> {
    let inventory = ground.inventory;
    let language = ground.language();
    let area = &ground.areas[at];
    let members = &area.members;
    let line = |section, item: &str, detail: String, villages, amount| Line {
        area: at + 1,
        section,
        item: item.to_owned(),
        detail,
        villages,
        amount,
    };
    let people = ground
        .population
        .and_then(|population| members.iter().map(|&v| population[v as usize]).sum());
    let count = Some(members.len());
    let mut lines = vec![
        line(
            "people",
            pick(language, "penduduk", "population"),
            String::new(),
            count,
            people,
        ),
        line(
            "need",
            pick(language, "kebutuhan", "need"),
            String::new(),
            count,
            Some(area.need),
        ),
    ];
    let mut held = BTreeMap::<u32, (BTreeSet<u32>, Option<f64>)>::new();
    for &village in members {
        for &placement in ground.presence.placements(village as usize) {
            let placement = &inventory.placements[placement as usize];
            let (villages, money) = held.entry(placement.programme).or_default();
            villages.insert(village);
            if let Some(budget) = placement.budget {
                *money = Some(money.unwrap_or_default() + budget);
            }
        }
    }
    let programme = |p: u32| {
        let programme = &inventory.programmes[p as usize];
        let ministry = &inventory.ministries[programme.ministry as usize];
        let lever = programme
            .lever
            .map(|l| inventory.levers[l as usize].title.get(language));
        let lever = lever.map_or_else(String::new, |lever| format!("; {lever}"));
        (programme.name.as_str(), format!("{ministry}{lever}"))
    };
    for (&p, (villages, money)) in &held {
        let (name, detail) = programme(p);
        lines.push(line(
            "programme_present",
            name,
            detail,
            Some(villages.len()),
            *money,
        ));
    }
    for ((p, place), villages) in around(ground, members) {
        let (name, detail) = programme(p);
        let detail = match language {
            Language::Id => format!("{detail}; {place}, desanya belum ditentukan"),
            Language::En => format!("{detail}; {place}, villages not yet named"),
        };
        lines.push(line("programme_around", name, detail, Some(villages), None));
    }
    for (lever, gap) in ground.lacking(members) {
        let villages = gap.villages.len();
        let own = &inventory.levers[lever as usize];
        let absent = (0..).zip(&inventory.programmes);
        let absent = absent.filter(|(_, p)| p.lever == Some(lever) && p.valid(ground.year));
        let absent = absent.map(|(p, _)| p).filter(|p| !held.contains_key(p));
        let title = own.title.get(language);
        lines.push(line(
            "lever_missing",
            title,
            String::new(),
            Some(villages),
            Some(gap.need),
        ));
        for p in absent {
            let (name, detail) = programme(p);
            lines.push(line(
                "programme_missing",
                name,
                detail,
                Some(villages),
                None,
            ));
        }
    }
    if let Some(facilitation) = found.facilitation {
        let mut comes = BTreeMap::<u32, [BTreeSet<u32>; 2]>::new();
        for &village in members {
            let own = &facilitation.of_village[village as usize];
            for (when, list) in [&own.now, &own.planned].into_iter().enumerate() {
                for &who in list {
                    comes.entry(who).or_default()[when].insert(village);
                }
            }
        }
        for (who, [now, planned]) in comes {
            let detail = match language {
                Language::Id => {
                    format!("kini {} desa, rencana {} desa", now.len(), planned.len())
                }
                Language::En => {
                    format!("villages: {} now, {} planned", now.len(), planned.len())
                }
            };
            let villages = now.union(&planned).count();
            lines.push(line(
                "facilitator",
                &inventory.facilitators[who as usize].id,
                detail,
                Some(villages),
                None,
            ));
        }
    }
    if let Some(institutions) = found.institutions {
        let web = &institutions.webs[at];
        for (i, &who) in web.institutions.iter().enumerate() {
            let own = &inventory.institutions[who as usize];
            let names: Vec<&str> = web.held[i].iter().map(|&p| programme(p).0).collect();
            let names = names.join(", ");
            let detail = match own.kind.as_str() {
                "" => names,
                kind => format!("{kind}: {names}"),
            };
            lines.push(line(
                "institution",
                &own.name,
                detail,
                Some(web.serves[i].len()),
                None,
            ));
        }
    }
    let mut owned = BTreeMap::<&str, (BTreeSet<u32>, Vec<&str>)>::new();
    let assets = ground.assets.iter();
    for asset in assets.flat_map(|assets| assets.of(members)) {
        let (villages, titles) = owned.entry(&asset.kind).or_default();
        villages.insert(asset.village);
        titles.extend(asset.title.as_deref());
    }
    for (kind, (villages, titles)) in owned {
        let count = Some(villages.len());
        lines.push(line("asset", kind, titles.join("; "), count, None));
    }
    let mut actions = BTreeMap::<&str, usize>::new();
    for &village in members {
        if let Some(Some(action)) = found.choice.action.get(village as usize) {
            *actions.entry(action).or_default() += 1;
        }
    }
    for (action, villages) in actions {
        lines.push(line("menu", action, String::new(), Some(villages), None));
    }
    lines
}
