//! `allocation`: what the plan does with every programme and village, and with every placement that stands now.

use super::{AMOUNT, FINE, Placed, gain_unit};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::synergy::Ground;
use crate::plan::synergy::allocation::offers::{Fixed, Why, held, spent};
use std::collections::BTreeMap;

/// A programme in a village of the plan, or of today.
pub(super) struct Change {
    pub village: u32,
    pub programme: u32,
    /// `now`, `new`, `moved` or `kept`.
    pub change: &'static str,
    /// Why it is kept, or could not stay; empty where the gain decided.
    pub reason: &'static str,
    /// Money of the plan; none where what stays has no known budget.
    pub money: Option<f64>,
    /// Budget of today; none where there is none.
    pub money_now: Option<f64>,
    /// Placements of today.
    pub placements_now: usize,
    pub beneficiaries: Option<f64>,
    /// None where it is kept: nothing is chosen there.
    pub gain: Option<f64>,
}

impl Change {
    /// Whether it stands in the plan.
    pub fn planned(&self) -> bool {
        self.change != "moved"
    }

    /// Whether it stays without being chosen.
    pub fn kept(&self) -> bool {
        self.change == "kept"
    }
}

/// All of them, ascending by village, then programme; every placement of the year in a single village is in one.
pub(super) fn changes(ground: &Ground, placed: &Placed) -> Vec<Change> {
    let (inventory, presence) = (ground.inventory, ground.presence);
    let placeable = &placed.placeable;
    let standing = |village: u32, programme: u32| {
        let held = held(inventory, presence, village as usize, programme);
        let reached: Vec<f64> = held.iter().filter_map(|one| one.beneficiaries).collect();
        Change {
            village,
            programme,
            change: "moved",
            reason: "",
            money: Some(0.0),
            money_now: spent(&held),
            placements_now: held.len(),
            beneficiaries: (!reached.is_empty()).then(|| reached.iter().sum()),
            gain: Some(0.0),
        }
    };
    let key = |at: u32| {
        let offer = &placeable.offers[at as usize];
        (offer.village, placeable.programme[offer.fund as usize])
    };
    let mut rows = BTreeMap::new();
    for &at in &placeable.now {
        let (village, programme) = key(at);
        let row = Change {
            beneficiaries: Some(0.0),
            ..standing(village, programme)
        };
        rows.insert(key(at), row);
    }
    for aside in &placeable.aside {
        let mut row = standing(aside.village, aside.programme);
        row.reason = reason(aside.why);
        if aside.stays() {
            (row.change, row.money, row.gain) = ("kept", aside.money, None);
        } else {
            row.beneficiaries = Some(0.0);
        }
        rows.insert((aside.village, aside.programme), row);
    }
    for (&at, &gain) in placed.plan.placed.iter().zip(&placed.gains[0]) {
        let (village, programme) = key(at);
        let row = rows
            .entry(key(at))
            .or_insert_with(|| standing(village, programme));
        row.change = match row.placements_now {
            0 => "new",
            _ => "now",
        };
        row.money = Some(placeable.offers[at as usize].cost);
        row.beneficiaries = placeable.beneficiaries[at as usize];
        row.gain = Some(gain);
    }
    rows.into_values().collect()
}

fn reason(why: Why) -> &'static str {
    match why {
        Why::Unknown => "need-unknown",
        Why::Fixed(Fixed::Money) => "no-money",
        Why::Fixed(Fixed::Lever) => "no-lever",
        Why::Fixed(Fixed::Cost) => "no-cost",
        Why::Fixed(Fixed::Year) => "not-valid",
        Why::Unneeded => "no-need",
        Why::Costly => "too-costly",
    }
}

/// `allocation`: one row a programme and village of the plan, and of today.
pub(super) fn sheet(ground: &Ground, changes: &[Change]) -> Sheet {
    let language = ground.language();
    let method = pick(
        language,
        "Penempatan yang menutup kebutuhan paling banyak dengan uang yang ada. Satu penempatan berbiaya biaya satuan x penerima manfaat (yang ada sekarang; \
         bila tidak ada, median penduduk yang dijangkau penempatan program itu). Manfaat = kebutuhan pengungkit x penduduk; program kedua dan berikutnya dari pengungkit \
         yang sama di desa mendapat bagian `repeat`, dan yang pertama mendapat tambahan `complement` bila pengungkit lain yang dibutuhkan ada di desa atau kawasan yang sama. \
         `now`: ada dan dipilih lagi; `new`: baru; `moved`: sekarang ada, uangnya dipindah; `kept`: tetap di tempatnya tanpa dipilih, karena kebutuhannya tidak diketahui atau uang \
         programnya tidak ditempatkan ulang (lihat alasan), dengan anggarannya sendiri dan tanpa manfaat. Setiap penempatan tahun itu di satu desa ada dalam satu baris: placements_now dan money_now \
         berjumlah sama dengan inventaris. Yang dipilih lagi (`now`) dihitung dengan biaya di atas, bukan dengan anggarannya, jadi money dapat berbeda dari money_now walaupun tidak ada yang berpindah.",
        "Placements that close the most need with the money there is. One costs unit cost x beneficiaries (those it has now, else the median share of people that \
         placements of the programme reach). Gain = need of the lever x people; a second and further programme of a lever in a village brings the share `repeat`, and the first one \
         `complement` more where another needed lever stands in the same village or area. `now`: stands and is chosen again; `new`: comes; `moved`: stands now, its money goes \
         elsewhere; `kept`: stays without being chosen, since its need is not known or the money of its programme is not placed anew (see the reason), with its own budget and no \
         gain. Every placement of the year in a single village is in one row: placements_now and money_now sum to the inventory's. What is chosen again (`now`) counts at the cost above and not at its budget, so that money may differ from money_now \
         although nothing moves.",
    );
    let inventory = ground.inventory;
    let programme = |row: &Change| &inventory.programmes[row.programme as usize];
    let lever = |row: &Change| programme(row).lever.map_or("", |l| ground.lever_code(l));
    let rows = || changes.iter();
    Sheet::new("allocation", method, language)
        .text("code", rows().map(|row| ground.village_code(row.village)))
        .text("name", rows().map(|row| ground.village_name(row.village)))
        .text("programme", rows().map(|row| &programme(row).id))
        .text("programme_name", rows().map(|row| &programme(row).name))
        .text(
            "ministry",
            rows().map(|row| &inventory.ministries[programme(row).ministry as usize]),
        )
        .text("lever", rows().map(lever))
        .text("change", rows().map(|row| row.change))
        .text("reason", rows().map(|row| row.reason))
        .number("money", "", AMOUNT, rows().map(|row| row.money))
        .number("money_now", "", AMOUNT, rows().map(|row| row.money_now))
        .count("placements_now", rows().map(|row| Some(row.placements_now)))
        .number(
            "beneficiaries",
            "",
            AMOUNT,
            rows().map(|row| row.beneficiaries),
        )
        .number(
            "gain",
            gain_unit(language),
            FINE,
            rows().map(|row| row.gain),
        )
}
