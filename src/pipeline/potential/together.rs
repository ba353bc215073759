//! `potentials` and `potential_areas`: what each village and each area leads in and has.

use super::Potential;
use super::advantage_sheets::of_areas;
use super::assets::listed;
use crate::base::model::Level;
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::inputs::Inputs;
use crate::pipeline::sheets::{distinct, region_names};
use crate::plan::area::Area;
use crate::welfare::advantage::Lead;

const FINE: usize = 6;

pub fn sheets(
    found: &Potential,
    inputs: &Inputs,
    areas: Option<&Delineation>,
    language: Language,
) -> Vec<Sheet> {
    let leads = found.advantage.as_ref().map(|own| own.villages(inputs));
    let mut sheets = vec![villages(found, inputs, leads.as_deref(), areas, language)];
    if let Some(areas) = areas.filter(|areas| !areas.plan.areas.is_empty()) {
        sheets.push(of_every_area(
            found,
            inputs,
            leads.as_deref(),
            areas,
            language,
        ));
    }
    sheets
}

fn villages(
    found: &Potential,
    inputs: &Inputs,
    leads: Option<&[Option<Lead>]>,
    areas: Option<&Delineation>,
    language: Language,
) -> Sheet {
    let method = pick(
        language,
        "leading: sektor unggulan desa atau wilayah di atasnya menurut tabel specialisation. assets: banyaknya aset setempat menurut tabel assets. Potensi mendukung kawasan dan bukan kebutuhan.",
        "leading: the leading sector of the village or of the region around it, by table specialisation. assets: number of local assets, by table assets. What a place leads in and has supports an area and is no need.",
    );
    let layer = &inputs.villages.layer;
    let n = layer.codes.len();
    let mut sheet = Sheet::new("potentials", method, language)
        .text("code", layer.codes.iter().map(|code| code.as_str()))
        .text(
            "name",
            (0..n).map(|i| layer.names.get(i).map_or("", String::as_str)),
        );
    let regencies = region_names(&inputs.hierarchy, Level::Regency);
    if !regencies.is_empty() {
        sheet = sheet.text("regency", regencies);
    }
    let area = area_of(areas, n).into_iter();
    sheet = sheet.count("area", area.map(|area| area.map(|at| at + 1)));
    if let Some(leads) = leads {
        sheet = with_leads(sheet, leads.iter().map(Option::as_ref).collect());
    }
    if let Some(assets) = &found.assets {
        let mut kinds = vec![Vec::new(); n];
        for asset in &assets.list {
            let own: &mut Vec<(&str, usize)> = &mut kinds[asset.village as usize];
            match own.last_mut().filter(|(kind, _)| *kind == asset.kind) {
                Some((_, count)) => *count += 1,
                None => own.push((&asset.kind, 1)),
            }
        }
        sheet = sheet
            .count("assets", assets.counts().into_iter().map(Some))
            .text("asset_kinds", kinds.iter().map(|kinds| listed(kinds)));
    }
    sheet.page_by("area")
}

/// The leading sector of each row.
fn with_leads(sheet: Sheet, leads: Vec<Option<&Lead>>) -> Sheet {
    let of = |value: fn(&Lead) -> f64| leads.iter().map(move |lead| lead.map(value));
    sheet
        .text(
            "leading",
            leads
                .iter()
                .map(|lead| lead.map_or("", |l| l.sector.as_str())),
        )
        .number("leading_quotient", "", FINE, of(|lead| lead.quotient))
        .number("leading_share", "", FINE, of(|lead| lead.share))
}

fn of_every_area(
    found: &Potential,
    inputs: &Inputs,
    leads: Option<&[Option<Lead>]>,
    areas: &Delineation,
    language: Language,
) -> Sheet {
    let method = pick(
        language,
        "leading: sektor unggulan kawasan, dari jumlah desa anggota bila tabel [advantage] berisi desa (villages_known: anggota yang datanya ada), kalau tidak sektor unggulan wilayah tempat anggotanya berada. assets: aset setempat anggota.",
        "leading: the leading sector of the area, from the sum of its members where the table of [advantage] is of villages (villages_known: members with data), else that of the regions its members are in. assets: local assets of the members.",
    );
    let list = || areas.plan.areas.iter();
    let regency = region_names(&inputs.hierarchy, Level::Regency);
    let regency = |area: &Area| match regency.is_empty() {
        true => String::new(),
        false => distinct(&area.members, &regency).join("; "),
    };
    let mut sheet = Sheet::new("potential_areas", method, language)
        .count("area", (1..=areas.plan.areas.len()).map(Some))
        .text("regency", list().map(regency))
        .count("villages", list().map(|area| Some(area.members.len())));
    if let (Some(own), Some(leads)) = (&found.advantage, leads) {
        let measured = of_areas(own, Some(areas));
        if measured.is_empty() {
            let around = |area: &Area| {
                let of = area.members.iter().map(|&v| leads[v as usize].as_ref());
                let mut names: Vec<&str> = of.flatten().map(|lead| lead.sector.as_str()).collect();
                names.sort_unstable();
                names.dedup();
                names.join("; ")
            };
            sheet = sheet.text("leading", list().map(around));
        } else {
            sheet = sheet.count(
                "villages_known",
                measured.iter().map(|area| Some(area.known)),
            );
            sheet = with_leads(
                sheet,
                measured.iter().map(|area| area.lead.as_ref()).collect(),
            );
        }
    }
    if let Some(assets) = &found.assets {
        let counts = assets.counts();
        let kinds = list().map(|area| assets.kinds(&area.members));
        let kinds: Vec<String> = kinds.map(|kinds| listed(&kinds)).collect();
        let sum = |area: &Area| {
            area.members
                .iter()
                .map(|&v| counts[v as usize])
                .sum::<u32>()
        };
        let with = |area: &Area| {
            let own = area.members.iter().filter(|&&v| counts[v as usize] > 0);
            own.count()
        };
        sheet = sheet
            .count("assets", list().map(|area| Some(sum(area))))
            .count("villages_with_assets", list().map(|area| Some(with(area))))
            .text("asset_kinds", kinds);
    }
    sheet
}
