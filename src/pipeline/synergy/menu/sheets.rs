//! `menu`, `menu_next`, `menu_totals`.

use super::{Menus, action_of, title};
use crate::base::model::Level;
use crate::input::inventory::actions::{Actions, Tier};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::index::IndexResult;
use crate::pipeline::synergy::Ground;
use crate::plan::synergy::menu::totals::Whose;
use crate::plan::synergy::menu::{Entry, Next};

/// Decimals of gains.
const FINE: usize = 6;
/// Decimals of costs.
const AMOUNT: usize = 2;

/// Columns of who acts, one a level.
const WHO: [&str; 6] = [
    "by_central",
    "by_province",
    "by_regency",
    "by_village",
    "by_csr",
    "by_other",
];

/// The tables.
pub fn sheets(ground: &Ground, actions: &Actions, menus: &Menus) -> Vec<Sheet> {
    let Some(index) = ground.index else {
        return Vec::new();
    };
    vec![
        menu(ground, index, actions, menus),
        next(ground, index, actions, menus),
        totals(ground, actions, menus),
    ]
}

/// How cost is counted, in words.
fn costs(ground: &Ground, actions: &Actions) -> &'static str {
    match actions.priced() {
        true => pick(
            ground.language(),
            "Biaya dari tabel aksi, per langkah; indikator tanpa biaya tidak masuk himpunan.",
            "Costs are those of the table of actions, a step; an indicator without one is in no set.",
        ),
        false => pick(
            ground.language(),
            "Tabel aksi tidak memuat biaya: satu langkah berbiaya 1, jadi himpunan termurah adalah yang paling sedikit langkahnya.",
            "The table of actions gives no costs: a step costs 1, so that the cheapest set has the fewest steps.",
        ),
    }
}

/// `menu`: the indicators of each village, the greatest gain first.
fn menu(ground: &Ground, index: &IndexResult, actions: &Actions, menus: &Menus) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Lima indikator dengan kenaikan nilai terbesar bila menjadi yang terbaik, dan semua indikator dalam himpunan termurah yang mencapai status berikutnya (kolom next_*). \
         Langkah: satu angka untuk indikator bilangan bulat, sepersepuluh rentang untuk yang lain.",
        "The five indicators whose best value would add most to the score, and all of the cheapest set that reaches the next class (columns next_*). \
         A step is a unit of indicators that are whole numbers, else a tenth of the range.",
    );
    let layer = ground.layer;
    let rows: Vec<(usize, usize, &Entry)> = menus
        .menus
        .iter()
        .enumerate()
        .flat_map(|(village, menu)| {
            (1..)
                .zip(&menu.entries)
                .map(move |(order, entry)| (village, order, entry))
        })
        .collect();
    let part = |entry: &Entry| index.scores.make.leaves[entry.leaf].part;
    let action = |entry: &Entry| action_of(index, actions, entry.leaf);
    let who = |entry: &Entry, tier: Tier| {
        let all = action(entry).map_or(&[] as &[u32], |action| &action.actors);
        let own = all
            .iter()
            .map(|&actor| &actions.actors[actor as usize])
            .filter(|actor| actor.tier == tier);
        own.map(|actor| actor.name.as_str())
            .collect::<Vec<_>>()
            .join(", ")
    };
    let mut sheet = Sheet::new(
        "menu",
        format!("{method} {}", costs(ground, actions)),
        language,
    )
    .text("code", rows.iter().map(|row| layer.codes[row.0].as_str()))
    .text(
        "name",
        rows.iter()
            .map(|row| layer.names.get(row.0).map_or("", String::as_str)),
    )
    .count("order", rows.iter().map(|row| Some(row.1)))
    .text(
        "indicator",
        rows.iter().map(|row| part(row.2).code(&index.definition)),
    )
    .text(
        "indicator_title",
        rows.iter().map(|row| title(index, row.2.leaf, language)),
    )
    .number("from", "", FINE, rows.iter().map(|row| Some(row.2.from)))
    .number("best", "", FINE, rows.iter().map(|row| Some(row.2.best)))
    .number("gain", "", FINE, rows.iter().map(|row| Some(row.2.gain)))
    .count("steps", rows.iter().map(|row| Some(row.2.steps)))
    .number("cost", "", AMOUNT, rows.iter().map(|row| row.2.cost))
    .number(
        "next_to",
        "",
        FINE,
        rows.iter().map(|row| Some(row.2.next?.to)),
    )
    .count("next_steps", rows.iter().map(|row| Some(row.2.next?.steps)))
    .number(
        "next_cost",
        "",
        AMOUNT,
        rows.iter().map(|row| Some(row.2.next?.cost)),
    )
    .text(
        "action",
        rows.iter()
            .map(|row| action(row.2).map_or("", |action| action.action.as_str())),
    );
    for (tier, column) in Tier::ALL.into_iter().zip(WHO) {
        sheet = sheet.text(column, rows.iter().map(|row| who(row.2, tier)));
    }
    sheet
}

/// `menu_next`: the way of each village to the next class.
fn next(ground: &Ground, index: &IndexResult, actions: &Actions, menus: &Menus) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Himpunan langkah termurah yang mencapai status berikutnya, eksak. reach: set (tercapai), best (sudah status terbaik), unreachable (semua langkah pun tidak cukup), \
         mixed (langkah tidak dapat dijumlahkan dalam indeks ini), none (tanpa nilai).",
        "The cheapest set of steps that reaches the next class, exactly. reach: set (reached), best (in the best class), unreachable (not by all steps together), mixed (steps do \
         not add up in this index), none (no score).",
    );
    let (layer, scores) = (ground.layer, &index.scores);
    let all = || menus.menus.iter();
    let class =
        |class: Option<usize>| class.map_or("", |class| scores.classes[class].get(language));
    let set = |next: &Next| match *next {
        Next::Set {
            class,
            steps,
            cost,
            gain,
        } => Some((class, steps, cost, gain)),
        _ => None,
    };
    let reach = |next: &Next| match next {
        Next::None => "none",
        Next::Best => "best",
        Next::Unreachable => "unreachable",
        Next::Mixed => "mixed",
        Next::Set { .. } => "set",
    };
    Sheet::new(
        "menu_next",
        format!("{method} {}", costs(ground, actions)),
        language,
    )
    .text("code", layer.codes.iter().map(|code| code.as_str()))
    .text(
        "name",
        (0..layer.codes.len()).map(|i| layer.names.get(i).map_or("", String::as_str)),
    )
    .number("score", "", FINE, scores.score.iter().copied())
    .text("class", scores.class.iter().map(|&own| class(own)))
    .text("reach", all().map(|menu| reach(&menu.next)))
    .text(
        "next_class",
        all().map(|menu| class(set(&menu.next).map(|set| set.0))),
    )
    .count("next_steps", all().map(|menu| Some(set(&menu.next)?.1)))
    .number(
        "next_cost",
        "",
        AMOUNT,
        all().map(|menu| Some(set(&menu.next)?.2)),
    )
    .number(
        "next_gain",
        "",
        FINE,
        all().map(|menu| Some(set(&menu.next)?.3)),
    )
}

/// `menu_totals`: steps by who is to take them, and where.
fn totals(ground: &Ground, actions: &Actions, menus: &Menus) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Langkah menuju status berikutnya, menurut penanggung jawab dan kabupaten/kota; `all` (semua) pada tier adalah jumlah atas semua pihak, pada regency jumlah atas semua kabupaten/kota, dengan code kosong. \
         Langkah yang ditanggung beberapa pihak dihitung penuh, dengan seluruh biayanya, pada masing-masing, jadi jumlah menurut pihak melebihi biaya sebenarnya; biaya sebenarnya ada pada baris `all`. \
         Jumlah menurut kabupaten/kota sama dengan seluruhnya.",
        "Steps to the next class by who answers for them and by regency; `all` as tier is the sum over everybody, as regency the sum over all regencies, with an empty code. \
         A step that several answer for counts fully, with all its cost, for each of them, so that actors sum to more than the true cost; the true cost is in the rows of `all`. \
         Regencies sum to the whole.",
    );
    let all = pick(language, "semua", "all");
    let actor = |actor: Option<u32>| actor.map(|actor| &actions.actors[actor as usize]);
    let regencies = ground.hierarchy.level(Level::Regency);
    // without regencies the sum over all of them says it
    let told = |whose: &Whose| whose.region.is_none() || regencies.is_some();
    let rows: Vec<_> = menus.totals.iter().filter(|(w, _)| told(w)).collect();
    let code = |region: Option<u32>| {
        region
            .zip(regencies)
            .map_or("", |(at, r)| r.codes[at as usize].as_str())
    };
    let name = |region: Option<u32>| {
        region
            .zip(regencies)
            .map_or(all, |(at, r)| r.names[at as usize].as_str())
    };
    Sheet::new(
        "menu_totals",
        format!("{method} {}", costs(ground, actions)),
        language,
    )
    .text(
        "tier",
        rows.iter()
            .map(|(whose, _)| actor(whose.actor).map_or("all", |a| a.tier.as_str())),
    )
    .text(
        "actor",
        rows.iter()
            .map(|(whose, _)| actor(whose.actor).map_or(all, |a| a.name.as_str())),
    )
    .text("code", rows.iter().map(|(whose, _)| code(whose.region)))
    .text("regency", rows.iter().map(|(whose, _)| name(whose.region)))
    .count(
        "villages",
        rows.iter().map(|(_, total)| Some(total.villages)),
    )
    .count("steps", rows.iter().map(|(_, total)| Some(total.steps)))
    .number(
        "cost",
        "",
        AMOUNT,
        rows.iter().map(|(_, total)| Some(total.cost)),
    )
}
