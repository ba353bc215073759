//! `facilitators`, `facilitator_plan`, `shared_posts`: who serves what now, one plan over all programmes, posts that could be one.

use super::Ground;
use crate::base::study::Language;
use crate::error::Result;
use crate::output::number::plain;
use crate::output::sheet::Sheet;
use crate::pipeline::log::Log;
use crate::plan::solve::{Answer, Proof};
use crate::plan::synergy::facilitator::{
    Change, LISTED, Limits, Now, Plan, Reason, Shared, Status, VillageFacilitators, by_village,
    now, plan, shared, verify,
};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::ops::Add;

/// Decimals of kilometres.
const KM: usize = 3;

/// What was found of facilitators.
pub struct Facilitation {
    /// What they do now.
    pub now: Now,
    /// Posts that could be one.
    pub shared: Shared,
    /// One plan over all programmes.
    pub plan: Plan,
    /// n villages.
    pub of_village: Vec<VillageFacilitators>,
}

/// Looks at facilitators; none where the inventory has none.
///
/// # Errors
/// An engine error when a solver fails or the plan does not pass its check.
pub fn find(ground: &Ground, log: &mut Log) -> Result<Option<Facilitation>> {
    let (inventory, presence, centres) = (ground.inventory, ground.presence, ground.centres);
    if inventory.facilitators.is_empty() {
        return Ok(None);
    }
    let limits = limits(ground);
    log.stage("facilitators", |_| {
        let now = now(inventory, presence, centres, &limits);
        let plan = plan(inventory, presence, centres, &limits)?;
        verify(inventory, presence, centres, &limits, &plan)?;
        let found = Facilitation {
            shared: shared(inventory, &now, centres, &limits),
            of_village: by_village(&now, &plan),
            now,
            plan,
        };
        let counts = found.counts();
        let count = |change: Change| found.plan.count(change);
        let [travel_now, travel] = found.travel();
        let detail = format!(
            "{} facilitators, {} kept, {} merged, {} moved, {} new, {} unmet; travel {:.0} km now, {:.0} km planned",
            inventory.facilitators.len(),
            count(Change::Kept),
            count(Change::Merged),
            count(Change::Moved),
            count(Change::New),
            count(Change::Unmet),
            km(travel_now),
            km(travel),
        );
        Ok((Some(found), counts, detail))
    })
}

impl Facilitation {
    /// Metres from bases to villages, one way, now and in the plan: each facilitator's way to each village once.
    fn travel(&self) -> [f64; 2] {
        let now = self.now.loads.iter().filter_map(|load| load.far);
        [
            now.fold(0.0, Add::add),
            self.plan.far.iter().fold(0.0, Add::add),
        ]
    }

    fn counts(&self) -> Value {
        let status = |status| self.now.loads.iter().filter(|l| l.status == status).count();
        let plan = &self.plan;
        let [travel_now, travel] = self.travel();
        json!({
            "facilitators": self.now.loads.len(),
            "idle": status(Status::Idle),
            "within": status(Status::Within),
            "overloaded": status(Status::Overloaded),
            "units": plan.duties.len(),
            "kept": plan.count(Change::Kept),
            "merged": plan.count(Change::Merged),
            "moved": plan.count(Change::Moved),
            "new": plan.count(Change::New),
            "unmet": plan.count(Change::Unmet),
            "served": plan.served,
            "travel_m_less_ties": plan.travel,
            "travel_m_now": travel_now,
            "travel_m_planned": travel,
            "shared_posts": self.shared.pairs.len(),
        })
    }
}

fn limits(ground: &Ground) -> Limits {
    let spec = &ground.spec.plan;
    Limits {
        villages: u32::try_from(spec.villages).unwrap_or(u32::MAX),
        families: spec.families,
        travel_m: spec.travel * 1e3,
        tie_m: spec.tie * 1e3,
    }
}

/// The tables of facilitators.
pub fn sheets(ground: &Ground, found: &Facilitation) -> Vec<Sheet> {
    vec![
        facilitators(ground, found),
        facilitator_plan(ground, found),
        shared_posts(ground, found),
    ]
}

fn km(metres: f64) -> f64 {
    metres / 1e3
}

/// Ids of some of a list, apart by semicolons.
fn ids<'a>(positions: &[u32], id: impl Fn(usize) -> &'a str) -> String {
    let ids: Vec<&str> = positions.iter().map(|&at| id(at as usize)).collect();
    ids.join("; ")
}

/// `facilitators`: one row a facilitator.
fn facilitators(ground: &Ground, found: &Facilitation) -> Sheet {
    let (inventory, layer) = (ground.inventory, ground.layer);
    let all = || inventory.facilitators.iter();
    let loads = || found.now.loads.iter();
    let plan = &found.plan;
    let base = |names: bool| {
        all().map(move |f| match f.village {
            Some(v) if names => layer.names.get(v as usize).map_or("", String::as_str),
            Some(v) => layer.codes[v as usize].as_str(),
            None => "",
        })
    };
    let method = match ground.language() {
        Language::Id => {
            "Desa, keluarga (jumlah penerima manfaat seluruh penempatannya di desa), dan jarak pangkalan ke desa, sekali jalan, pada tahun yang dinilai; \
             batas beban dari barisnya sendiri atau dari [programmes.plan]. Rencana: lihat `facilitator_plan`."
        }
        Language::En => {
            "Villages, families (beneficiaries of all its placements in villages) and distance from base to villages, one way, in the assessed year; \
             caseloads are its own or those of [programmes.plan]. The plan: see `facilitator_plan`."
        }
    };
    let mut villages = vec![BTreeSet::new(); inventory.facilitators.len()];
    for duty in &plan.duties {
        if let Some(f) = duty.planned {
            villages[f as usize].insert(duty.unit.village);
        }
    }
    Sheet::new("facilitators", method, ground.language())
        .text("facilitator", all().map(|f| &f.id))
        .text("base_code", base(false))
        .text("base_name", base(true))
        .text(
            "programme_ids",
            loads().map(|l| ids(&l.programmes, |p| &inventory.programmes[p].id)),
        )
        .count("villages", loads().map(|l| Some(l.villages.len())))
        .number("families", "", 0, loads().map(|l| l.families))
        .count("villages_most", loads().map(|l| Some(l.most_villages)))
        .number("families_most", "", 0, loads().map(|l| l.most_families))
        .text("status", loads().map(|l| l.status.as_str()))
        .count("region_placements", loads().map(|l| Some(l.above)))
        .number("travel_km", "km", KM, loads().map(|l| l.far.map(km)))
        .count("villages_planned", villages.iter().map(|v| Some(v.len())))
        .number(
            "families_planned",
            "",
            0,
            plan.families.iter().map(|&f| Some(f)),
        )
        .number(
            "travel_km_planned",
            "km",
            KM,
            plan.far.iter().map(|&far| Some(km(far))),
        )
        .count(
            "partners",
            found.shared.partners.iter().map(|own| Some(own.len())),
        )
}

/// `facilitator_plan`: one row a village, or a part of its programmes.
fn facilitator_plan(ground: &Ground, found: &Facilitation) -> Sheet {
    let (inventory, layer) = (ground.inventory, ground.layer);
    let duties = || found.plan.duties.iter();
    let village = |d: &crate::plan::synergy::facilitator::Duty| d.unit.village as usize;
    let facilitator = |f: usize| inventory.facilitators[f].id.as_str();
    Sheet::new("facilitator_plan", method(ground, found), ground.language())
        .text("code", duties().map(|d| layer.codes[village(d)].as_str()))
        .text(
            "name",
            duties().map(|d| layer.names.get(village(d)).map_or("", String::as_str)),
        )
        .count(
            "area",
            duties().map(|d| ground.area_of[village(d)].map(|area| area + 1)),
        )
        .text(
            "programme_ids",
            duties().map(|d| ids(&d.unit.programmes, |p| &inventory.programmes[p].id)),
        )
        .number("families", "", 0, duties().map(|d| d.unit.families))
        .text(
            "facilitators_now",
            duties().map(|d| ids(&d.unit.now, facilitator)),
        )
        .text(
            "facilitator_planned",
            duties().map(|d| d.planned.map_or("", |f| facilitator(f as usize))),
        )
        .number("km_now", "km", KM, duties().map(|d| d.travel_now.map(km)))
        .number("km_planned", "km", KM, duties().map(|d| d.travel.map(km)))
        .text("change", duties().map(|d| d.change.as_str()))
        .text(
            "reason",
            duties().map(|d| d.reason.map_or("", Reason::as_str)),
        )
        .number("families_free", "", 0, duties().map(|d| d.families_free))
}

/// How the plan was made and what it reached.
fn method(ground: &Ground, found: &Facilitation) -> String {
    let (language, spec, plan) = (ground.language(), &ground.spec.plan, &found.plan);
    let (travel, tie) = (plain(spec.travel, language), plain(spec.tie, language));
    let duties = plan.duties.len();
    let (kept, merged) = (plan.count(Change::Kept), plan.count(Change::Merged));
    let moved = plan.count(Change::Moved);
    let (new, unmet) = (plan.count(Change::New), plan.count(Change::Unmet));
    let served = known(&plan.served, 1.0, language);
    let cost = known(&plan.travel, 1e3, language);
    let [before, after] = found
        .travel()
        .map(|metres| plain((km(metres) * 10.0).round() / 10.0, language));
    match language {
        Language::Id => format!(
            "Satu rencana untuk semua program yang ada pada tahun yang dinilai, bukan untuk yang ditempatkan `allocation`: sebanyak mungkin desa terlayani, lalu jarak pangkalan ke desa paling kecil; pangkalan paling jauh {travel} km, pendamping lama tetap kecuali penggantian menghemat lebih dari {tie} km. \
             Bila tidak ada pendamping terjangkau yang dapat melayani semua program suatu desa, programnya dibagi. {duties} baris: {kept} tetap, {merged} disatukan pada salah satu pendamping yang sudah ada, {moved} berpindah, {new} baru, {unmet} tak terlayani. \
             Jarak tempuh seluruhnya, sekali jalan: kini {before} km, rencana {after} km, tanpa yang tak terlayani; setiap pendamping dihitung sekali ke setiap desa, pada baris pertama desa itu. \
             Tak terlayani karena keluarga: families_free adalah sisa daya tampung keluarga terbesar di antara pendamping terjangkau yang masih dapat menerima satu desa. \
             Terlayani {served}; jarak dikurangi ikatan yang dipertahankan, km: {cost}."
        ),
        Language::En => format!(
            "One plan over all programmes that stand in the assessed year, not over what `allocation` places: as many villages as possible, then least distance from base to village; bases at most {travel} km away, present facilitators stay unless a change saves more than {tie} km. \
             Where no facilitator in reach may serve all programmes of a village, they are parted. {duties} rows: {kept} kept, {merged} merged with one of those who come now, {moved} moved, {new} new, {unmet} unmet. \
             Travel in all, one way: {before} km now, {after} km planned, without what is unmet; each facilitator's way to a village counts once, in the first row of the village. \
             Unmet for families: families_free is the greatest room for families left of those in reach who could take one more village. \
             Served {served}; distance less ties kept, km: {cost}."
        ),
    }
}

/// An objective with its bound, in words.
fn known(answer: &Answer, unit: f64, language: Language) -> String {
    let read = |value: f64| plain((value / unit * 1e3).round() / 1e3, language);
    let (objective, bound) = (read(answer.objective), read(answer.bound));
    match (answer.proof, language) {
        (Proof::Proven, Language::Id) => format!("{objective} (terbukti terbaik)"),
        (Proof::Proven, Language::En) => format!("{objective} (proven)"),
        (_, Language::Id) => format!("{objective} (batas {bound})"),
        (_, Language::En) => format!("{objective} (bound {bound})"),
    }
}

/// `shared_posts`: one row a pair of facilitators.
fn shared_posts(ground: &Ground, found: &Facilitation) -> Sheet {
    let (inventory, layer) = (ground.inventory, ground.layer);
    let pairs = || found.shared.pairs.iter();
    let facilitator = |f: u32| inventory.facilitators[f as usize].id.as_str();
    let near = plain(ground.spec.plan.tie, ground.language());
    let all: usize = found.shared.partners.iter().map(Vec::len).sum::<usize>() / 2;
    let method = match ground.language() {
        Language::Id => format!(
            "Dua pendamping dengan program yang tidak sama yang datang ke desa yang sama, atau yang pangkalan atau desanya berjarak paling jauh {near} km dan dapat digabung. \
             Dapat meneruskan: semua desa dan keluarga keduanya dalam batas beban dan batas jaraknya; bila izinnya belum mencakup semua program keduanya, izin itu disepakati kementerian. \
             Baris adalah pilihan, setiap pasangan dinilai sendiri: pendamping yang muncul pada beberapa baris hanya dapat digabung satu kali. \
             Untuk setiap pendamping paling banyak {LISTED} pasangan terbaik: yang dapat digabung, yang sudah berizin, yang sedesa, yang terdekat; seluruhnya {all} pasangan dapat digabung, dihitung pada `partners` di tabel `facilitators`. \
             Dalam rencana: siapa dari keduanya yang masih bertugas menurut `facilitator_plan`."
        ),
        Language::En => format!(
            "Two facilitators of different programmes who come to the same village, or of whom a base or village lies at most {near} km apart and who could be one. \
             Who could do both has all villages and families of both within its caseload and reach; where it may not serve all their programmes yet, that is for the ministries to agree. \
             Rows are alternatives, each pair by itself: a facilitator in several rows can be merged once. \
             Of each facilitator at most the {LISTED} best pairs: those that could be one, those permitted, those in one village, the nearest; in all {all} pairs could be one, counted in `partners` of table `facilitators`. \
             In the plan: who of the two still has work by `facilitator_plan`."
        ),
    };
    Sheet::new("shared_posts", method, ground.language())
        .text("facilitator", pairs().map(|p| facilitator(p.first)))
        .text("partner", pairs().map(|p| facilitator(p.second)))
        .text("common", pairs().map(|p| p.together.as_str()))
        .text(
            "villages_shared",
            pairs().map(|p| ids(&p.villages, |v| layer.codes[v].as_str())),
        )
        .number("km_apart", "km", KM, pairs().map(|p| Some(km(p.far))))
        .count("villages_together", pairs().map(|p| Some(p.union)))
        .number("families_together", "", 0, pairs().map(|p| p.families))
        .text("stays", pairs().map(|p| p.stays.map_or("", facilitator)))
        .flag(
            "permitted",
            pairs().map(|p| match (p.stays, p.permitted) {
                (None, _) => "",
                (_, true) => "true",
                (_, false) => "false",
            }),
        )
        .text(
            "plan_keeps",
            pairs().map(|p| {
                let works = |f: u32| found.plan.units[f as usize] > 0;
                match (works(p.first), works(p.second)) {
                    (true, true) => "both",
                    (true, false) => facilitator(p.first),
                    (false, true) => facilitator(p.second),
                    (false, false) => "neither",
                }
            }),
        )
}
