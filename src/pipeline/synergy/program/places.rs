//! `convergence`, `designated`, `moves`: where programmes come together, and what would bring them there.

use super::{AMOUNT, FINE, Ground, Program, Scope};
use crate::base::model::Level;
use crate::output::number;
use crate::output::sheet::Sheet;
use crate::pipeline::sheets::region_names;
use crate::plan::synergy::designated::Overlap;
use crate::plan::synergy::location::Together;
use crate::plan::synergy::moves::Move;

pub(super) fn sheets(ground: &Ground, found: &Program) -> Vec<Sheet> {
    let mut sheets = vec![convergence(ground, found)];
    sheets.extend(designated(ground, found));
    sheets.push(moves(ground, found));
    sheets
}

/// `convergence`: one row for all villages, a regency, an area.
fn convergence(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let meet = ground.spec.meet;
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Konvergensi wilayah: kebutuhan akan pengungkit yang ada di desanya / seluruh kebutuhan yang mencapai ambang, atas desa-desanya. anywhere: andai yang ada di salah satu desa ada di semuanya. \
             meeting: desa dengan {meet} program atau lebih. hhi: 1 bila seluruh anggaran pada satu program (kementerian); kosong bila tidak ada anggaran yang diketahui. Yang ditempatkan di atas desa tidak dihitung."
        ),
        crate::base::study::Language::En => format!(
            "Convergence of a scope: needs whose levers stand in their village / all needs that reach the threshold, over its villages. anywhere: if what stands in some village stood in each. \
             meeting: villages with {meet} programmes or more. hhi: 1 when all money is of one programme (ministry); empty where no budget is known. What is placed above villages does not count."
        ),
    };
    let scopes = Scope::ALL.into_iter().zip(&found.together);
    let rows: Vec<(Scope, u32, &Together)> = scopes
        .flat_map(|(scope, rows)| (0..).zip(rows).map(move |(at, row)| (scope, at, row)))
        .collect();
    let all = || rows.iter().map(|(_, _, row)| *row);
    let names = |row: &(Scope, u32, &Together)| ground.scope_name(row.0, row.1);
    Sheet::new("convergence", method, language)
        .text("scope", rows.iter().map(|row| row.0.as_str()))
        .text("code", rows.iter().map(|row| names(row).0))
        .text("name", rows.iter().map(|row| names(row).1))
        .count("villages", all().map(|row| Some(row.villages)))
        .count("villages_needing", all().map(|row| Some(row.scored)))
        .number("convergence", "", FINE, all().map(|row| row.score))
        .number("anywhere", "", FINE, all().map(|row| row.anywhere))
        .count("levers_needed", all().map(|row| Some(row.needed)))
        .count("levers_present", all().map(|row| Some(row.present)))
        .count("meeting", all().map(|row| Some(row.meeting)))
        .count("programmes", all().map(|row| Some(row.programmes)))
        .count("ministries", all().map(|row| Some(row.ministries)))
        .count("placements", all().map(|row| Some(row.sums.placements)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            all().map(|row| row.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, all().map(|row| row.sums.budget))
        .count(
            "without_budget",
            all().map(|row| Some(row.sums.without_budget)),
        )
        .number(
            "hhi_programmes",
            "",
            FINE,
            all().map(|row| row.spread.programmes),
        )
        .number(
            "hhi_ministries",
            "",
            FINE,
            all().map(|row| row.spread.ministries),
        )
}

/// `designated`: one row for all areas, an area, a designated area.
fn designated(ground: &Ground, found: &Program) -> Option<Sheet> {
    let (names, overlaps) = found.designated.as_ref()?;
    let column = ground.spec.designated.as_deref()?;
    let language = ground.language();
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Kawasan prioritas terhadap kawasan yang ditetapkan (kolom `{column}`), dalam desa. Baris `all`: semua terhadap semua; `area`: satu kawasan terhadap semua yang ditetapkan; `designated`: satu yang ditetapkan terhadap semua kawasan."
        ),
        crate::base::study::Language::En => format!(
            "Priority areas against designated areas (column `{column}`), in villages. Row `all`: all against all; `area`: one area against all designated; `designated`: one designated area against all areas."
        ),
    };
    let mut rows: Vec<(&str, String, Overlap)> = vec![("all", String::new(), overlaps.all)];
    let areas = overlaps.areas.iter().enumerate();
    rows.extend(areas.map(|(at, o)| ("area", (at + 1).to_string(), *o)));
    let named = names.iter().zip(&overlaps.designated);
    let named = named.filter(|(name, _)| !name.is_empty());
    rows.extend(named.map(|(name, o)| ("designated", name.clone(), *o)));
    let all = || rows.iter().map(|(_, _, overlap)| overlap);
    let sheet = Sheet::new("designated", method, language)
        .text("scope", rows.iter().map(|row| row.0))
        .text("code", rows.iter().map(|row| &row.1))
        .count("area_villages", all().map(|o| Some(o.areas)))
        .count("designated_villages", all().map(|o| Some(o.designated)))
        .count("shared", all().map(|o| Some(o.shared)))
        .number("jaccard", "", FINE, all().map(Overlap::jaccard))
        .number(
            "share_of_designated",
            "",
            FINE,
            all().map(Overlap::of_designated),
        )
        .number("share_of_areas", "", FINE, all().map(Overlap::of_areas));
    Some(sheet)
}

/// `moves`: one row a proposal.
fn moves(ground: &Ground, found: &Program) -> Sheet {
    let language = ground.language();
    let travel = number::plain(ground.spec.plan.travel, language);
    let method = match language {
        crate::base::study::Language::Id => format!(
            "Usulan yang paling menaikkan konvergensi, dari manfaat terbesar: program dipindahkan dari desa terdekat (paling jauh {travel} km) yang tidak membutuhkan pengungkitnya (`not needed`) atau tetap memiliki program lain dari pengungkit itu (`repeated`), \
             atau penempatan baru (`new placement`) dari program yang paling banyak ada di kawasan itu. Manfaat: kebutuhan yang terpenuhi; desa asal tidak kehilangan. convergence_before dan _after: desa tujuan, usulan di atasnya sudah dijalankan. \
             Bila ada kawasan prioritas, hanya desanya yang menerima. Hasil pencarian rakus bertahap, bukan terbukti terbaik."
        ),
        crate::base::study::Language::En => format!(
            "Proposals that raise convergence most, greatest gain first: a programme moved from the nearest village (at most {travel} km) that does not need its lever (`not needed`) or keeps another programme of it (`repeated`), \
             or a new placement of the programme that stands most in the area. Gain: the need that is met; the village it leaves loses none. convergence_before and _after: of the village it goes to, the rows above done. \
             Where there are priority areas, only their villages receive. Greedy, not proven best."
        ),
    };
    let regency = region_names(ground.hierarchy, Level::Regency);
    let all = || found.moves.iter();
    let source = |m: &Move| match (m.from, m.repeated) {
        (None, _) => "",
        (Some(_), true) => "repeated",
        (Some(_), false) => "not needed",
    };
    let proposal = |m: &Move| match m.from {
        Some(_) => "move",
        None => "new placement",
    };
    let programme = |m: &Move| m.programme.map_or("", |p| ground.programme_id(p));
    let area = |m: &Move| ground.area_of[m.to as usize].map(|area| area + 1);
    Sheet::new("moves", method, language)
        .text("proposal", all().map(proposal))
        .text("source", all().map(source))
        .text("lever", all().map(|m| ground.lever_code(m.lever)))
        .text("programme", all().map(programme))
        .text(
            "from_code",
            all().map(|m| m.from.map_or("", |v| ground.village_code(v))),
        )
        .text(
            "from_name",
            all().map(|m| m.from.map_or("", |v| ground.village_name(v))),
        )
        .text("to_code", all().map(|m| ground.village_code(m.to)))
        .text("to_name", all().map(|m| ground.village_name(m.to)))
        .text(
            "regency",
            all().map(|m| regency.get(m.to as usize).copied().unwrap_or("")),
        )
        .count("area", all().map(area))
        .number(
            "distance_km",
            "km",
            3,
            all().map(|m| m.distance.map(|d| d / 1000.0)),
        )
        .number("gain", "", FINE, all().map(|m| Some(m.gain)))
        .number(
            "convergence_before",
            "",
            FINE,
            all().map(|m| Some(m.before)),
        )
        .number("convergence_after", "", FINE, all().map(|m| Some(m.after)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            all().map(|m| m.sums.beneficiaries),
        )
        .number("budget", "", AMOUNT, all().map(|m| m.sums.budget))
}
