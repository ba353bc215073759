//! What to do first, in words: the axis that lacks most comes first.

use super::supply::{From, Source, Supply};
use super::{ACTIONS, Found};
use crate::base::model::Level;
use crate::base::study::Language;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;
use crate::plan::synergy::axes::Axes;
use crate::plan::synergy::facilitator::in_area;
use crate::plan::synergy::institution::Missing;
use std::collections::BTreeMap;

/// Something to do, and how much is lacking without it, from 0 to 1.
struct Advice {
    lack: f64,
    words: String,
}

/// The first of some, the greatest lack first; of equal ones in the order they were found.
fn first(mut all: Vec<Advice>, more: Option<String>) -> Vec<String> {
    all.sort_by(|a, b| b.lack.total_cmp(&a.lack));
    let words = all.into_iter().map(|advice| advice.words);
    words.chain(more).take(ACTIONS).collect()
}

/// What to do in a village: bring the levers it needs and lacks, merge what repeats, share a facilitator, agree on a host; then the first of the menu.
pub(super) fn village(
    ground: &Ground,
    found: &Found,
    supply: &Supply,
    axes: &Axes,
    village: u32,
) -> Vec<String> {
    let at = village as usize;
    let mut all = Vec::new();
    let regencies = ground.hierarchy.level(Level::Regency);
    let regency = regencies.map(|regions| regions.of_village[at]);
    let missing = ground.missing_levers(at);
    let need = |lever: u32| ground.lever_need[lever as usize][at].unwrap_or_default();
    let greatest = missing.iter().map(|&l| need(l)).fold(0.0, f64::max);
    for &lever in &missing {
        let source = supply.of(ground, lever, ground.area_of[at], regency);
        all.push(Advice {
            lack: lack(axes.location) * need(lever) / greatest,
            words: bring(ground, lever, source, None),
        });
    }
    let own = found
        .program
        .duplicates
        .partition_point(|d| d.village < village);
    let doubled = found.program.duplicates[own..].iter();
    let doubled = doubled
        .take_while(|d| d.village == village)
        .find(|d| ground.year.is_none() || d.year.is_none() || d.year == ground.year);
    if let Some(duplicate) = doubled.filter(|_| lack(axes.program) > 0.0) {
        all.push(Advice {
            lack: lack(axes.program),
            words: merge(ground, &duplicate.programmes, None),
        });
    }
    if let Some(words) = post(ground, found, at) {
        all.push(Advice {
            lack: lack(axes.facilitator),
            words,
        });
    }
    if let Some(words) = host(ground, found, village) {
        all.push(Advice {
            lack: lack(axes.institution),
            words,
        });
    }
    first(all, found.choice.action.get(at).cloned().flatten())
}

/// What to do in an area.
pub(super) fn area(
    ground: &Ground,
    found: &Found,
    supply: &Supply,
    axes: &Axes,
    at: usize,
) -> Vec<String> {
    let language = ground.language();
    let members = &ground.areas[at].members;
    let mut all = Vec::new();
    let mut lacking = BTreeMap::<u32, (usize, f64)>::new();
    for &village in members {
        for lever in ground.missing_levers(village as usize) {
            let (villages, need) = lacking.entry(lever).or_default();
            *villages += 1;
            *need += ground.lever_need[lever as usize][village as usize].unwrap_or_default();
        }
    }
    let greatest = lacking.values().map(|(_, need)| *need).fold(0.0, f64::max);
    let regencies = ground.hierarchy.level(Level::Regency);
    let regency =
        regencies.and_then(|regions| Some(regions.of_village[*members.first()? as usize]));
    for (&lever, &(villages, need)) in &lacking {
        let source = supply.of(ground, lever, Some(at as u32), regency);
        all.push(Advice {
            lack: lack(axes.location) * need / greatest,
            words: bring(ground, lever, source, Some(villages)),
        });
    }
    let mut doubled = BTreeMap::<&[u32], usize>::new();
    for duplicate in &found.program.duplicates {
        let here = members.binary_search(&duplicate.village).is_ok();
        let now =
            ground.year.is_none() || duplicate.year.is_none() || duplicate.year == ground.year;
        if here && now {
            *doubled.entry(&duplicate.programmes).or_default() += 1;
        }
    }
    let commonest = doubled
        .into_iter()
        .max_by_key(|(programmes, villages)| (*villages, std::cmp::Reverse(*programmes)));
    if let Some((programmes, villages)) = commonest.filter(|_| lack(axes.program) > 0.0) {
        all.push(Advice {
            lack: lack(axes.program),
            words: merge(ground, programmes, Some(villages)),
        });
    }
    if let Some(facilitation) = found.facilitation {
        let here = in_area(&facilitation.of_village, &facilitation.shared, members);
        let words = match (here.several, here.lacking, language) {
            (0, 0, _) => None,
            (0, lacking, Language::Id) => Some(format!(
                "Tugaskan pendamping di {lacking} desa yang belum punya"
            )),
            (0, lacking, Language::En) => Some(format!(
                "Assign a facilitator to {lacking} villages without one"
            )),
            (several, _, Language::Id) => Some(format!(
                "Satukan pendamping di {several} desa: dari {} menjadi {} orang di kawasan ini",
                here.now, here.planned
            )),
            (several, _, Language::En) => Some(format!(
                "Share facilitators in {several} villages: {} in this area become {}",
                here.now, here.planned
            )),
        };
        all.extend(words.map(|words| Advice {
            lack: lack(axes.facilitator),
            words,
        }));
    }
    if let Some(institutions) = found.institutions {
        let core = institutions.tables[at]
            .seats
            .iter()
            .filter(|seat| seat.core);
        let seats: Vec<u32> = core.map(|seat| seat.institution).collect();
        if seats.len() > 1 {
            let names = ground.institution_names(&seats);
            all.push(Advice {
                lack: lack(axes.institution),
                words: match language {
                    Language::Id => format!("Dudukkan dalam satu meja: {names}"),
                    Language::En => format!("Seat at one table: {names}"),
                },
            });
        }
    }
    first(all, None)
}

fn lack(score: Option<f64>) -> f64 {
    score.map_or(0.0, |score| 1.0 - score)
}

fn programme<'a>(ground: &Ground<'a>, at: u32) -> &'a str {
    &ground.inventory.programmes[at as usize].name
}

fn institution<'a>(ground: &Ground<'a>, at: u32) -> &'a str {
    &ground.inventory.institutions[at as usize].name
}

/// Bring a lever, with the programme that could.
fn bring(ground: &Ground, lever: u32, source: Option<Source>, villages: Option<usize>) -> String {
    let language = ground.language();
    let title = ground.inventory.levers[lever as usize].title.get(language);
    let to = match (villages, language) {
        (None, _) => String::new(),
        (Some(villages), Language::Id) => format!(" ke {villages} desa"),
        (Some(villages), Language::En) => format!(" to {villages} villages"),
    };
    let by = source.map_or_else(
        || {
            pick(
                language,
                "belum ada programnya dalam katalog",
                "no programme of the catalogue does",
            )
            .to_owned()
        },
        |source| {
            let ministry = ground.inventory.programmes[source.programme as usize].ministry;
            let ministry = &ground.inventory.ministries[ministry as usize];
            let name = programme(ground, source.programme);
            let count = source.villages;
            let stands = match (source.from, language) {
                (From::Area, Language::Id) => format!("sudah di {count} desa kawasan ini"),
                (From::Area, Language::En) => format!("in {count} villages of this area already"),
                (From::Regency, Language::Id) => {
                    format!("sudah di {count} desa kabupaten/kota ini")
                }
                (From::Regency, Language::En) => {
                    format!("in {count} villages of this regency already")
                }
                (From::Elsewhere, Language::Id) => format!("kini di {count} desa lain"),
                (From::Elsewhere, Language::En) => format!("now in {count} other villages"),
                (From::Catalogue, _) => {
                    pick(language, "belum di desa mana pun", "in no village yet").to_owned()
                }
            };
            format!("{name} ({ministry}), {stands}")
        },
    );
    match language {
        Language::Id => format!("Datangkan{to}: {title} – {by}"),
        Language::En => format!("Bring{to}: {title} – {by}"),
    }
}

/// Merge what repeats.
fn merge(ground: &Ground, programmes: &[u32], villages: Option<usize>) -> String {
    let language = ground.language();
    let names = ground.programme_names(programmes);
    let where_ = match (villages, language) {
        (None, _) => String::new(),
        (Some(villages), Language::Id) => format!(" di {villages} desa"),
        (Some(villages), Language::En) => format!(" in {villages} villages"),
    };
    match language {
        Language::Id => format!("Padukan{where_}: {names} (pengungkit dan sasaran sama)"),
        Language::En => format!("Combine{where_}: {names} (the same lever for the same people)"),
    }
}

/// Who should facilitate, where the plan changes something.
fn post(ground: &Ground, found: &Found, village: usize) -> Option<String> {
    let language = ground.language();
    let own = &found.facilitation?.of_village[village];
    let planned = ground.facilitator_ids(&own.planned);
    let several = own.now.len();
    if !own.unmet.is_empty() {
        let names = ground.programme_names(&own.unmet);
        return Some(match language {
            Language::Id => {
                format!("Tambah pendamping untuk {names}: tidak ada yang tersedia dalam jangkauan")
            }
            Language::En => format!("Add a facilitator for {names}: none is free within reach"),
        });
    }
    if own.planned.is_empty() || !own.changes {
        return None;
    }
    Some(match (several, own.planned.len() < several, language) {
        (0, _, Language::Id) => format!("Tugaskan pendamping {planned}"),
        (0, _, Language::En) => format!("Assign facilitator {planned}"),
        (_, true, Language::Id) => {
            format!("Satukan {several} pendamping: {planned} untuk semua program")
        }
        (_, true, Language::En) => {
            format!("Share facilitators: {planned} in place of {several}")
        }
        (_, false, Language::Id) => format!("Alihkan ke pendamping {planned}"),
        (_, false, Language::En) => format!("Hand over to facilitator {planned}"),
    })
}

/// Which institution should host, or who should sit together.
fn host(ground: &Ground, found: &Found, village: u32) -> Option<String> {
    let language = ground.language();
    let institutions = found.institutions?;
    let several = &institutions.of_village[village as usize];
    if several.len() > 1 {
        let names = ground.institution_names(several);
        return Some(match language {
            Language::Id => format!("Pertemukan lembaga yang menaungi program desa ini: {names}"),
            Language::En => {
                format!("Bring the host institutions of this village together: {names}")
            }
        });
    }
    let from = institutions
        .hosts
        .partition_point(|host| host.village < village);
    let own = institutions.hosts[from..]
        .iter()
        .take_while(|host| host.village == village);
    let (what, who) = own
        .filter_map(|host| match host.missing {
            Missing::Host(programme) => Some((programme, host.institution?)),
            Missing::Lever(_) => None,
        })
        .next()?;
    let (what, who) = (programme(ground, what), institution(ground, who));
    Some(match language {
        Language::Id => format!("Jadikan {who} lembaga penaung {what}"),
        Language::En => format!("Make {who} the host of {what}"),
    })
}
