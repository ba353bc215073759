//! `institutions`, `institution_tables`, `hosts`: who hosts what, who should sit together, who could host what is missing.

use super::Ground;
use super::names::join;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::error::Result;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::log::Log;
use crate::plan::synergy::institution::{
    Host, Missing, Nowhere, Place, Seat, Standing, Table, Web, absent, hosts, of_villages,
    standings, table, web,
};
use rayon::prelude::*;
use serde_json::json;
use std::collections::BTreeSet;

/// Decimals of kilometres.
const KM: usize = 3;
/// Decimals of shares.
const SHARE: usize = 6;

/// What was found of institutions.
pub struct Institutions {
    /// m standings.
    pub standings: Vec<Standing>,
    /// For each of n villages who hosts something there, ascending.
    pub of_village: Vec<Vec<u32>>,
    /// One a priority area.
    pub webs: Vec<Web>,
    /// One a priority area.
    pub tables: Vec<Table>,
    /// By village.
    pub hosts: Vec<Host>,
    /// Gaps that no type of institution of the inventory fits, by what is missing.
    pub nowhere: Vec<Nowhere>,
}

/// Looks at institutions; none where the inventory has none.
///
/// # Errors
/// None of its own.
pub fn find(ground: &Ground, log: &mut Log) -> Result<Option<Institutions>> {
    log.findings.extend(lacking(ground));
    if ground.inventory.institutions.is_empty() {
        return Ok(None);
    }
    log.stage("institutions", |_| {
        let found = look(ground);
        let several = |s: &&Standing| s.programmes.len() > 1;
        let several = found.standings.iter().filter(several).count();
        let hosts = found.hosts.iter();
        let hostless = hosts.filter(|h| h.institution.is_none()).count();
        let nowhere: u32 = found.nowhere.iter().map(|gap| gap.villages).sum();
        let counts = json!({
            "institutions": found.standings.len(),
            "several_programmes": several,
            "gaps": found.hosts.len() + nowhere as usize,
            "gaps_without_host_near": hostless,
            "gaps_without_type": nowhere,
        });
        let detail = format!(
            "{} institutions, {several} with several programmes",
            found.standings.len()
        );
        Ok((Some(found), counts, detail))
    })
}

/// Programmes that stand somewhere and whose host the inventory has no type of.
fn lacking(ground: &Ground) -> Option<Finding> {
    let villages = 0..ground.presence.villages();
    let stands: BTreeSet<u32> = villages
        .flat_map(|v| ground.presence.programmes(v).iter().copied())
        .collect();
    let mut types = Vec::new();
    for (kind, mut programmes) in absent(ground.inventory) {
        programmes.retain(|p| stands.contains(p));
        if !programmes.is_empty() {
            types.push(format!("{kind} ({})", ground.programme_ids(&programmes)));
        }
    }
    if types.is_empty() {
        return None;
    }
    let spec = ground.spec;
    let what = format!(
        "no institution is of the type that hosts these programmes: {}; they are left out of score_institution",
        types.join(", ")
    );
    let found = Finding::warning("host-types-absent", what)
        .file(spec.institutions.as_ref().unwrap_or(&spec.catalogue));
    Some(found.remedy(match spec.institutions {
        Some(_) => "add institutions of these types, with their villages, to this file",
        None => "name a file of `institutions` under [programmes], with institutions of these types and their villages",
    }))
}

fn look(ground: &Ground) -> Institutions {
    let (inventory, presence) = (ground.inventory, ground.presence);
    let standings = standings(inventory, presence);
    let members = ground.areas.par_iter().map(|area| &area.members);
    let webs: Vec<Web> = members
        .map(|members| web(inventory, presence, members))
        .collect();
    let district = ground.hierarchy.level(Level::District);
    let district: Vec<Option<u32>> = district.map_or_else(Vec::new, |regions| {
        regions.of_village.iter().map(|&at| Some(at)).collect()
    });
    let mut wider = vec![(Place::Area, ground.area_of)];
    if !district.is_empty() {
        wider.push((Place::District, &district[..]));
    }
    let villages = 0..ground.layer.codes.len();
    let missing: Vec<Vec<u32>> = villages.map(|v| ground.missing_levers(v)).collect();
    let gaps = hosts(
        inventory,
        presence,
        &standings,
        &missing,
        &wider,
        ground.centres,
        ground.year,
    );
    Institutions {
        of_village: of_villages(inventory, presence),
        tables: webs.iter().map(|web| table(inventory, web)).collect(),
        webs,
        hosts: gaps.hosts,
        nowhere: gaps.nowhere,
        standings,
    }
}

/// The tables of institutions.
pub fn sheets(ground: &Ground, found: &Institutions) -> Vec<Sheet> {
    let mut sheets = vec![institutions(ground, found)];
    if !ground.areas.is_empty() {
        sheets.push(institution_tables(ground, found));
    }
    sheets.push(hosts_sheet(ground, found));
    sheets
}

/// `institutions`: one row an institution.
fn institutions(ground: &Ground, found: &Institutions) -> Sheet {
    let all = || ground.inventory.institutions.iter();
    let standings = || found.standings.iter();
    let village = || all().map(|i| i.village);
    let area = || village().map(|v| ground.area_of[v? as usize]);
    // Where it stands in the web of the area its village is in.
    let place = || {
        (0_u32..).zip(area()).map(|(at, area)| {
            let web = &found.webs[area? as usize];
            let own = web.institutions.binary_search(&at).ok()?;
            Some((web.parted[own], web.betweenness[own]))
        })
    };
    let method = pick(
        ground.language(),
        "Program yang dipegang pada tahun yang dinilai, juga yang ditempatkan di atas desa. Kelompok program tanpa lembaga ini dan peran perantara (Brandes 2001, 0 sampai 1) dihitung dalam jejaring lembaga, program, dan desa di kawasannya; \
         dua kelompok atau lebih berarti programnya terpisah tanpa lembaga itu (Hopcroft dan Tarjan 1973).",
        "Programmes held in the assessed year, those placed above villages too. Groups of programmes without it and betweenness (Brandes 2001, 0 to 1) are those of the web of institutions, programmes and villages in its area; \
         two or more groups mean that its loss separates programmes (Hopcroft and Tarjan 1973).",
    );
    Sheet::new("institutions", method, ground.language())
        .text("institution", all().map(|i| &i.id))
        .text("institution_name", all().map(|i| &i.name))
        .text("institution_type", all().map(|i| &i.kind))
        .text(
            "code",
            village().map(|v| v.map_or("", |v| ground.village_code(v))),
        )
        .text(
            "name",
            village().map(|v| v.map_or("", |v| ground.village_name(v))),
        )
        .count("area", area().map(|area| area.map(|area| area + 1)))
        .count(
            "programmes_held",
            standings().map(|s| Some(s.programmes.len())),
        )
        .flag(
            "several",
            standings().map(|s| {
                if s.programmes.len() > 1 {
                    "true"
                } else {
                    "false"
                }
            }),
        )
        .text(
            "programme_ids",
            standings().map(|s| ground.programme_ids(&s.programmes)),
        )
        .count("ministries", standings().map(|s| Some(s.ministries.len())))
        .text("levers", standings().map(|s| ground.lever_codes(&s.levers)))
        .count("villages", standings().map(|s| Some(s.villages.len())))
        .count("placements", standings().map(|s| Some(s.placements)))
        .count("region_placements", standings().map(|s| Some(s.above)))
        .count("parts_without", place().map(|place| Some(place?.0)))
        .number(
            "betweenness",
            "",
            SHARE,
            place().map(|place| Some(place?.1)),
        )
}

/// `institution_tables`: one row a priority area.
fn institution_tables(ground: &Ground, found: &Institutions) -> Sheet {
    let webs = || found.webs.iter();
    let tables = || found.tables.iter();
    let seated = |core: bool| {
        tables().map(move |table| {
            let seats = table.seats.iter().filter(|seat| seat.core == core);
            join(seats.map(|seat| ground.institution_id(seat.institution)))
        })
    };
    let separators = webs().map(|web| {
        let each = web.institutions.iter().zip(&web.parted);
        let apart = each.filter(|(_, parts)| **parts > 1);
        join(apart.map(|(&at, _)| ground.institution_id(at)))
    });
    let meeting = webs().map(|web| {
        let several = |v: &&u32| web.serves.iter().filter(|own| own.contains(*v)).count() > 1;
        let villages = web.villages.iter().filter(several);
        join(villages.map(|&v| ground.village_code(v)))
    });
    let method = pick(
        ground.language(),
        "Lembaga duduk bersama bila melayani desa yang sama, atau bila masing-masing memegang pengungkit yang tidak dipegang yang lain. Inti: sedikit lembaga yang bersama-sama menjangkau setiap desa berlembaga dan setiap pengungkit di kawasan (rakus bertahap, Chvátal 1979). \
         Pemusatan: jumlah kuadrat bagian lembaga dari semua pasangan lembaga dan program.",
        "Institutions sit together when they serve the same village, or when each holds a lever the other lacks. Core: few that together reach every village with a host and every lever of the area (greedy, Chvátal 1979). \
         Concentration: sum of squared shares of institutions in all pairs of institution and programme.",
    );
    Sheet::new("institution_tables", method, ground.language())
        .count("area", (1..=found.webs.len()).map(Some))
        .count("institutions", webs().map(|w| Some(w.institutions.len())))
        .count("programmes_held", webs().map(|w| Some(w.programmes.len())))
        .number("programmes_each", "", 3, webs().map(programmes_each))
        .number("hhi", "", SHARE, webs().map(|w| w.concentration))
        .count("parts", webs().map(|w| Some(w.parts)))
        .text("separators", separators)
        .text("core", seated(true))
        .text("also", seated(false))
        .text(
            "unpartnered",
            tables().map(|table| ground.institution_ids(&table.alone)),
        )
        .text("meeting_villages", meeting)
        .text(
            "levers",
            tables().map(|table| ground.lever_codes(&table.levers)),
        )
        .count("unhosted", webs().map(|w| Some(w.unhosted)))
        .text(
            "unused",
            webs().map(|web| ground.institution_ids(&web.unused)),
        )
        .text("why", tables().map(|table| why(ground, table)))
}

fn programmes_each(web: &Web) -> Option<f64> {
    let held: usize = web.held.iter().map(Vec::len).sum();
    (held > 0).then(|| held as f64 / web.held.len() as f64)
}

/// Seats of the core that are explained.
const EXPLAINED: usize = 8;

/// Why the core is at the table.
fn why(ground: &Ground, table: &Table) -> String {
    let language = ground.language();
    let number = |count: usize, id: &str, one: &str, more: &str| {
        format!(
            "{count} {}",
            pick(language, id, if count == 1 { one } else { more })
        )
    };
    let one = |seat: &Seat| {
        let name = &ground.inventory.institutions[seat.institution as usize].name;
        let mut parts = vec![number(seat.villages.len(), "desa", "village", "villages")];
        if !seat.levers.is_empty() {
            let levers = seat.levers.iter();
            let titles = levers.map(|&l| ground.inventory.levers[l as usize].title.get(language));
            parts.push(titles.collect::<Vec<_>>().join(", "));
        }
        if !seat.same_village.is_empty() {
            let with = number(seat.same_village.len(), "lembaga lain", "other", "others");
            parts.push(format!(
                "{} {with}",
                pick(language, "satu desa dengan", "in a village with")
            ));
        }
        if !seat.complements.is_empty() {
            let with = number(seat.complements.len(), "lembaga", "other", "others");
            parts.push(format!(
                "{} {with}",
                pick(language, "melengkapi", "complements")
            ));
        }
        format!("{name} ({})", parts.join("; "))
    };
    let core = || table.seats.iter().filter(|seat| seat.core);
    let mut all: Vec<String> = core().take(EXPLAINED).map(one).collect();
    let more = core().count().saturating_sub(EXPLAINED);
    if more > 0 {
        let others = number(
            more,
            "lembaga inti lain",
            "more of the core",
            "more of the core",
        );
        all.push(format!("{} {others}", pick(language, "dan", "and")));
    }
    all.join(". ")
}

/// A row of `hosts`: one village, or all of a gap that no type of the inventory fits.
struct Gap<'a> {
    missing: Missing,
    programme: Option<u32>,
    villages: u32,
    host: Option<&'a Host>,
}

/// `hosts`: one row a village and what is missing there, then what no type of the inventory fits.
fn hosts_sheet(ground: &Ground, found: &Institutions) -> Sheet {
    let near = found.hosts.iter().map(|host| Gap {
        missing: host.missing,
        programme: host.programme,
        villages: 1,
        host: Some(host),
    });
    let nowhere = found.nowhere.iter().map(|gap| Gap {
        missing: gap.missing,
        programme: gap.programme,
        villages: gap.villages,
        host: None,
    });
    let gaps: Vec<Gap> = near.chain(nowhere).collect();
    let rows = || gaps.iter();
    let village = || rows().map(|gap| gap.host.map(|host| host.village));
    let inventory = ground.inventory;
    let institution = |gap: &Gap| {
        let institution = gap.host?.institution?;
        Some(&inventory.institutions[institution as usize])
    };
    let missing = |gap: &Gap| match gap.missing {
        Missing::Lever(lever) => inventory.levers[lever as usize].code.as_str(),
        Missing::Host(programme) => inventory.programmes[programme as usize].id.as_str(),
    };
    let kind = |gap: &Gap| match gap.missing {
        Missing::Lever(_) => "lever",
        Missing::Host(_) => "host",
    };
    let method = pick(
        ground.language(),
        "Pengungkit yang dibutuhkan tetapi tidak ada di desa, dan program di desa yang belum punya lembaga. Calon: lembaga dengan jenis yang disebut program sebagai pelaksana, di desa itu, lalu di kawasannya, lalu di kecamatannya; \
         yang memegang program terbanyak lebih dulu, lalu yang terdekat. BUM Desa milik desa lain hanya dengan kerja sama antardesa. Kosong: tidak ada lembaga sejenis di sana; tanpa desa: tidak ada di seluruh inventaris, atau program tidak menyebut pelaksana, dengan jumlah desanya.",
        "Levers that are needed and absent in the village, and programmes there without a host. Candidates: institutions of a type the programme names as host, in the village, else in its area, else in its district; \
         who holds most programmes first, then the nearest. The BUM Desa of another village hosts by an agreement between villages only. Empty: there is none of the type there; without a village: there is none in the whole inventory, or no programme names a host, with the number of villages.",
    );
    Sheet::new("hosts", method, ground.language())
        .text(
            "code",
            village().map(|v| v.map_or("", |v| ground.village_code(v))),
        )
        .text(
            "name",
            village().map(|v| v.map_or("", |v| ground.village_name(v))),
        )
        .count(
            "area",
            village().map(|v| ground.area_of[v? as usize].map(|area| area + 1)),
        )
        .count("villages", rows().map(|gap| Some(gap.villages)))
        .text("missing_kind", rows().map(kind))
        .text("missing", rows().map(missing))
        .text(
            "programme",
            rows().map(|gap| {
                gap.programme
                    .map_or("", |p| inventory.programmes[p as usize].id.as_str())
            }),
        )
        .text(
            "institution",
            rows().map(|gap| institution(gap).map_or("", |i| i.id.as_str())),
        )
        .text(
            "institution_name",
            rows().map(|gap| institution(gap).map_or("", |i| i.name.as_str())),
        )
        .text(
            "place",
            rows().map(|gap| {
                let host = gap
                    .host
                    .and_then(|host| Some((host.place?, host.agreement)));
                host.map_or("", |(place, agreement)| place.as_str(agreement))
            }),
        )
        .number(
            "km",
            "km",
            KM,
            rows().map(|gap| gap.host?.far.map(|far| far / 1e3)),
        )
        .count(
            "candidates",
            rows().map(|gap| Some(gap.host.map_or(0, |host| host.candidates))),
        )
}
