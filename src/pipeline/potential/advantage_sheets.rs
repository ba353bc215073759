//! `location_quotients`, `shift_share` and `specialisation`.

use super::advantage::Advantage;
use crate::base::model::Level;
use crate::base::study::{self, Language};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::areas::Delineation;
use crate::pipeline::inputs::Inputs;
use crate::welfare::advantage::{Effects, Lead, Special, Year, quotients, special, sums};

const FINE: usize = 6;
const DIGITS: usize = 6;

/// The sector of rows that are of all of them.
const ALL: &str = "*";

/// An area measured like a region.
pub struct OfArea {
    pub special: Option<Special>,
    pub lead: Option<Lead>,
    /// Members whose sectors are all known.
    pub known: usize,
}

/// What each area is made of in the last year, from the members that are known; empty where the table is not of villages.
pub fn of_areas(found: &Advantage, areas: Option<&Delineation>) -> Vec<OfArea> {
    let (Some(areas), Some(last), Level::Village) = (areas, found.panel.years.last(), found.level)
    else {
        return Vec::new();
    };
    let s = found.panel.sectors.len();
    let rows: Vec<(Vec<f64>, usize)> = (areas.plan.areas.iter())
        .map(|area| {
            let known = area.members.iter();
            let known: Vec<usize> = known
                .filter_map(|v| last.units.binary_search(v).ok())
                .collect();
            let own = known.iter().flat_map(|&r| &last.values[r * s..(r + 1) * s]);
            (sums(&own.copied().collect::<Vec<_>>(), s), known.len())
        })
        .collect();
    let values: Vec<f64> = rows.iter().flat_map(|row| row.0.iter().copied()).collect();
    // the regions were looked at before, so that counts are whole
    let quotients = quotients(&values, s, &last.base, found.panel.asked.counts);
    let quotients = quotients.unwrap_or_else(|_| vec![None; values.len()]);
    let pairs = rows.into_iter().zip(quotients.chunks(s.max(1)));
    pairs
        .map(|((own, known), q)| OfArea {
            special: special(&own, &last.base),
            lead: found.panel.lead(&own, q),
            known,
        })
        .collect()
}

/// Code and name of a unit.
fn named(level: Level, inputs: &Inputs, unit: u32) -> (&str, &str) {
    let unit = unit as usize;
    let layer = &inputs.villages.layer;
    match inputs.hierarchy.level(level) {
        Some(regions) => (
            regions.codes[unit].as_str(),
            regions.names.get(unit).map_or("", String::as_str),
        ),
        None => (
            layer.codes[unit].as_str(),
            layer.names.get(unit).map_or("", String::as_str),
        ),
    }
}

/// The tables.
pub fn sheets(
    spec: &study::Advantage,
    found: &Advantage,
    inputs: &Inputs,
    areas: Option<&Delineation>,
    language: Language,
) -> Vec<Sheet> {
    let mut sheets = vec![
        location_quotients(spec, found, inputs, language),
        specialisation(spec, found, inputs, areas, language),
    ];
    sheets.extend(shift_share(spec, found, inputs, language));
    sheets
}

fn against(spec: &study::Advantage, language: Language) -> String {
    match (&spec.base, language) {
        (Some(path), Language::Id) => format!("pembanding: {}", path.display()),
        (Some(path), Language::En) => format!("compared with {}", path.display()),
        (None, Language::Id) => "pembanding: jumlah wilayah yang lengkap".into(),
        (None, Language::En) => "compared with the sum of the regions that are complete".into(),
    }
}

fn location_quotients(
    spec: &study::Advantage,
    found: &Advantage,
    inputs: &Inputs,
    language: Language,
) -> Sheet {
    let whole = against(spec, language);
    let chance = match (found.panel.asked.counts, language) {
        (false, Language::Id) => {
            "Nilai adalah besaran, bukan cacah, sehingga tidak disusutkan dan tidak diuji."
        }
        (false, Language::En) => {
            "Values are amounts and no counts, so that they are neither shrunk nor tested."
        }
        (true, Language::Id) => {
            "shrunk: taksiran Bayes empiris (Marshall 1991), ditarik ke rata-rata sektor makin kuat bila harapannya makin kecil. low sampai high: rentang skor 95 % (Wilson 1927). p: binomial eksak, dua sisi; q: Benjamini-Hochberg atas seluruh wilayah dan sektor satu tahun."
        }
        (true, Language::En) => {
            "shrunk: empirical Bayes estimate (Marshall 1991), drawn to the sector's mean the more the less is expected. low to high: 95 % score interval (Wilson 1927). p: exact binomial, two-sided; q: Benjamini-Hochberg over all regions and sectors of a year."
        }
    };
    let method = match language {
        Language::Id => format!(
            "LQ = (e_ir/e_r)/(e_i/e), {whole}; di atas 1 berarti bagian sektor itu di wilayah lebih besar daripada di keseluruhan. {chance}"
        ),
        Language::En => format!(
            "LQ = (e_ir/e_r)/(e_i/e), {whole}; above 1 the sector's share in the region is greater than in the whole. {chance}"
        ),
    };
    let s = found.panel.sectors.len();
    let rows = || {
        found.panel.years.iter().flat_map(move |year| {
            (0..year.values.len()).map(move |at| (year, at / s.max(1), at % s.max(1), at))
        })
    };
    let place = |year: &Year, r: usize| named(found.level, inputs, year.units[r]);
    let cell = |(year, _, _, at): (&Year, usize, usize, usize)| year.quotients[at];
    let leads = |(year, r, i, _): (&Year, usize, usize, usize)| {
        let lead = year.lead[r].as_ref();
        match lead.is_some_and(|lead| lead.sector == found.panel.sectors[i]) {
            true => "true",
            false => "false",
        }
    };
    let sheet = Sheet::new("location_quotients", method, language)
        .text("level", rows().map(|_| found.level.as_str()))
        .text("code", rows().map(|(y, r, ..)| place(y, r).0))
        .text("name", rows().map(|(y, r, ..)| place(y, r).1))
        .year("year", rows().map(|(y, ..)| y.year))
        .text("sector", rows().map(|(_, _, i, _)| &found.panel.sectors[i]))
        .exact("value", rows().map(|(y, _, _, at)| Some(y.values[at])))
        .number(
            "expected",
            "",
            FINE,
            rows().map(|row| cell(row).map(|q| q.expected)),
        )
        .number(
            "quotient",
            "",
            FINE,
            rows().map(|row| cell(row).map(|q| q.quotient)),
        );
    let sheet = match found.panel.asked.counts {
        false => sheet,
        true => {
            let end = |which: usize| {
                rows().map(move |row| cell(row).and_then(|q| q.interval).map(|ends| ends[which]))
            };
            sheet
                .number(
                    "shrunk",
                    "",
                    FINE,
                    rows().map(|row| cell(row).and_then(|q| q.shrunk)),
                )
                .number("low", "", FINE, end(0))
                .number("high", "", FINE, end(1))
                .significant("p", DIGITS, rows().map(|row| cell(row).and_then(|q| q.p)))
                .significant("q", DIGITS, rows().map(|row| cell(row).and_then(|q| q.q)))
        }
    };
    sheet
        .flag("leads", rows().map(leads))
        .labelled(pick(language, "Sektor unggulan", "Leading sector").to_owned())
        .page_by("code")
}

fn specialisation(
    spec: &study::Advantage,
    found: &Advantage,
    inputs: &Inputs,
    areas: Option<&Delineation>,
    language: Language,
) -> Sheet {
    let whole = against(spec, language);
    let method = match language {
        Language::Id => format!(
            "krugman: jumlah |s_ir - s_i|, 0 sampai 2 ({whole}); herfindahl: jumlah s_ir^2; entropy: -jumlah s_ir ln s_ir (Shannon). leading: sektor dengan LQ (disusutkan bila ada) terbesar di atas {}, yang q-nya paling besar {} bila diuji dan bagiannya paling kecil {}; bila sama, yang nilainya lebih besar; tied: banyaknya sektor yang sama besar. Kawasan (level `area`): jumlah desa anggota yang datanya ada, tahun terakhir.",
            spec.quotient, spec.fdr, spec.share
        ),
        Language::En => format!(
            "krugman: sum of |s_ir - s_i|, from 0 to 2 ({whole}); herfindahl: sum of s_ir^2; entropy: -sum of s_ir ln s_ir (Shannon). leading: the sector with the greatest LQ (shrunk where there is such) above {}, whose q is at most {} where it is tested and whose share is at least {}; of equals the one with the greater value; tied: sectors as great. Areas (level `area`): sums over members with data, in the last year.",
            spec.quotient, spec.fdr, spec.share
        ),
    };
    type Row<'a> = (
        &'a str,
        String,
        &'a str,
        Option<i32>,
        Option<Special>,
        Option<&'a Lead>,
    );
    let mut rows: Vec<Row> = Vec::new();
    for year in &found.panel.years {
        for (r, &unit) in year.units.iter().enumerate() {
            let (code, name) = named(found.level, inputs, unit);
            let lead = year.lead[r].as_ref();
            let level = found.level.as_str();
            rows.push((
                level,
                code.to_owned(),
                name,
                year.year,
                year.special[r],
                lead,
            ));
        }
    }
    let last = found.panel.years.last().and_then(|last| last.year);
    let of_areas = of_areas(found, areas);
    for (at, area) in of_areas.iter().enumerate() {
        let code = (at + 1).to_string();
        rows.push(("area", code, "", last, area.special, area.lead.as_ref()));
    }
    let rows = || rows.iter();
    let of = |get: fn(&Special) -> f64| rows().map(move |row| row.4.as_ref().map(get));
    Sheet::new("specialisation", method, language)
        .text("level", rows().map(|row| row.0))
        .text("code", rows().map(|row| &row.1))
        .text("name", rows().map(|row| row.2))
        .year("year", rows().map(|row| row.3))
        .exact("value", of(|s| s.total))
        .count("sectors", rows().map(|row| row.4.map(|s| s.sectors)))
        .number("krugman", "", FINE, of(|s| s.krugman))
        .number("herfindahl", "", FINE, of(|s| s.herfindahl))
        .number("entropy", "", FINE, of(|s| s.entropy))
        .text(
            "leading",
            rows().map(|row| row.5.map_or("", |lead| lead.sector.as_str())),
        )
        .number(
            "leading_quotient",
            "",
            FINE,
            rows().map(|row| row.5.map(|lead| lead.quotient)),
        )
        .number(
            "leading_share",
            "",
            FINE,
            rows().map(|row| row.5.map(|lead| lead.share)),
        )
        .count("tied", rows().map(|row| row.5.map(|lead| lead.tied)))
}

fn shift_share(
    spec: &study::Advantage,
    found: &Advantage,
    inputs: &Inputs,
    language: Language,
) -> Option<Sheet> {
    let change = found.panel.change.as_ref()?;
    let whole = against(spec, language);
    let form = match spec.dynamic {
        true => pick(
            language,
            "dinamis, dijumlahkan tahun demi tahun (Barff dan Knight 1988)",
            "dynamic, added year by year (Barff and Knight 1988)",
        ),
        false => pick(
            language,
            "klasik, tahun awal ke tahun akhir (Dunn 1960)",
            "classic, first year to last (Dunn 1960)",
        ),
    };
    let method = match language {
        Language::Id => format!(
            "Shift-share {form}; {whole}. national: tumbuh seperti keseluruhan; mix: bauran industri; regional: bagian wilayah sendiri; ketiganya berjumlah change. Sektor `{ALL}`: seluruh sektor wilayah; kosong bila ada sektor yang tidak dapat diurai."
        ),
        Language::En => format!(
            "Shift-share, {form}; {whole}. national: growth like the whole; mix: industry mix; regional: the region's own; the three sum to change. Sector `{ALL}`: all sectors of the region; empty where one cannot be taken apart."
        ),
    };
    let s = found.panel.sectors.len();
    let mut rows: Vec<(u32, &str, Option<Effects>)> = Vec::new();
    for (&unit, cells) in change.units.iter().zip(change.cells.chunks(s.max(1))) {
        for (name, cell) in found.panel.sectors.iter().zip(cells) {
            rows.push((unit, name, *cell));
        }
        let all: Option<Vec<&Effects>> = cells.iter().map(Option::as_ref).collect();
        rows.push((unit, ALL, all.map(Effects::sum)));
    }
    let rows = || rows.iter();
    let place = |unit: u32| named(found.level, inputs, unit);
    let of = |get: fn(&Effects) -> f64| rows().map(move |row| row.2.as_ref().map(get));
    Some(
        Sheet::new("shift_share", method, language)
            .text("level", rows().map(|_| found.level.as_str()))
            .text("code", rows().map(|row| place(row.0).0))
            .text("name", rows().map(|row| place(row.0).1))
            .text("sector", rows().map(|row| row.1))
            .year("year_from", rows().map(|_| Some(change.from)))
            .year("year_to", rows().map(|_| Some(change.to)))
            .exact("start", of(|e| e.start))
            .labelled(pick(language, "Nilai awal", "Value in the first year").to_owned())
            .exact("end", of(|e| e.end))
            .number("change", "", FINE, of(Effects::change))
            .number("national", "", FINE, of(|e| e.national))
            .number("mix", "", FINE, of(|e| e.mix))
            .number("regional", "", FINE, of(|e| e.regional)),
    )
}
