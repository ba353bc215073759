//! How actions are said: one short sentence each, in Bahasa Indonesia or English.

use super::supply::From;
use crate::base::study::Language;

/// Names of a list that a sentence holds; of a longer one the first three.
const NAMES: usize = 4;

/// Names in a sentence: "A", "A dan B", "A, B, dan C"; of more than four "A, B, C, dan 2 lainnya".
pub(super) fn list(names: &[&str], language: Language) -> String {
    let (and, others) = match language {
        Language::Id => ("dan", "lainnya"),
        Language::En => ("and", "others"),
    };
    let rest = format!("{} {others}", names.len().saturating_sub(NAMES - 1));
    let mut shown = names.to_vec();
    if names.len() > NAMES {
        shown.truncate(NAMES - 1);
        shown.push(&rest);
    }
    match &shown[..] {
        [] => String::new(),
        [one] => (*one).to_owned(),
        [one, two] => format!("{one} {and} {two}"),
        [head @ .., last] => format!("{}, {and} {last}", head.join(", ")),
    }
}

/// A number of villages.
fn villages(count: usize, language: Language) -> String {
    match (language, count) {
        (Language::Id, _) => format!("{count} desa"),
        (Language::En, 1) => "1 village".to_owned(),
        (Language::En, _) => format!("{count} villages"),
    }
}

/// A title inside a sentence: its first letter small, unless it begins an abbreviation.
fn inner(title: &str) -> String {
    let mut letters = title.chars();
    match (letters.next(), letters.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() => {
            first.to_lowercase().chain(letters).collect()
        }
        _ => title.to_owned(),
    }
}

/// The programme that could bring a lever.
pub(super) struct Bringer<'a> {
    pub name: &'a str,
    pub ministry: &'a str,
    pub target: Option<&'a str>,
    pub from: From,
    /// Villages where it stands there.
    pub villages: usize,
}

/// Bring a lever to a village, or to so many of an area, with the programme that could.
pub(super) fn bring(
    lever: &str,
    to: Option<usize>,
    by: Option<&Bringer>,
    language: Language,
) -> String {
    let lever = inner(lever);
    let to = to.map(|to| villages(to, language));
    let by = match (by, language) {
        (Some(by), _) => programme(by, to.is_none(), language),
        (None, Language::Id) => "belum ada programnya dalam katalog".to_owned(),
        (None, Language::En) => "no programme of the catalogue does".to_owned(),
    };
    match (to, language) {
        (None, Language::Id) => format!("Hadirkan {lever}: {by}"),
        (Some(to), Language::Id) => format!("Hadirkan {lever} di {to}: {by}"),
        (None, Language::En) => format!("Bring {lever}: {by}"),
        (Some(to), Language::En) => format!("Bring {lever} to {to}: {by}"),
    }
}

/// A programme, whose it is, for whom, and where it stands; `alone` where one village is spoken of.
fn programme(by: &Bringer, alone: bool, language: Language) -> String {
    let count = villages(by.villages, language);
    let stands = match (by.from, language) {
        (From::Plan, Language::Id) if alone => "sesuai rencana alokasi".to_owned(),
        (From::Plan, Language::En) if alone => "as the allocation has it".to_owned(),
        (From::Plan, Language::Id) => format!("rencana alokasi menempatkannya di {count}"),
        (From::Plan, Language::En) => format!("the allocation places it in {count}"),
        (From::Area, Language::Id) => format!("sudah ada di {count} kawasan ini"),
        (From::Area, Language::En) => format!("already in {count} of this area"),
        (From::Regency, Language::Id) => format!("sudah ada di {count} kabupaten/kota ini"),
        (From::Regency, Language::En) => format!("already in {count} of this regency"),
        (From::Above, Language::Id) => {
            "sudah ditempatkan di tingkat wilayah, desanya belum ditentukan".to_owned()
        }
        (From::Above, Language::En) => {
            "placed at regional level, villages not yet named".to_owned()
        }
        (From::Elsewhere, Language::Id) => format!("kini ada di {count} lain"),
        (From::Elsewhere, Language::En) => format!("now in {count} elsewhere"),
        (From::Catalogue, Language::Id) => "belum ada di desa mana pun".to_owned(),
        (From::Catalogue, Language::En) => "in no village yet".to_owned(),
    };
    let (name, ministry) = (by.name, by.ministry);
    match (by.target, language) {
        (None, _) => format!("{name} ({ministry}), {stands}"),
        (Some(target), Language::Id) => format!("{name} ({ministry}, untuk {target}), {stands}"),
        (Some(target), Language::En) => format!("{name} ({ministry}, for {target}), {stands}"),
    }
}

/// Merge programmes of one lever and target, in a village or in so many of an area.
pub(super) fn merge(
    programmes: &[&str],
    lever: &str,
    target: Option<&str>,
    at: Option<usize>,
    language: Language,
) -> String {
    let names = list(programmes, language);
    let lever = inner(lever);
    let at = at.map(|at| villages(at, language));
    let (what, why) = match (language, target) {
        (Language::Id, Some(target)) => ("Padukan", format!("sama-sama {lever} untuk {target}")),
        (Language::Id, None) => (
            "Padukan",
            format!("sama-sama {lever}, sasaran tidak disebut"),
        ),
        (Language::En, Some(target)) => {
            ("Combine", format!("the same lever ({lever}) for {target}"))
        }
        (Language::En, None) => (
            "Combine",
            format!("the same lever ({lever}), for whom is not said"),
        ),
    };
    match (at, language) {
        (None, _) => format!("{what} {names}: {why}"),
        (Some(at), Language::Id) => format!("{what} {names} di {at}: {why}"),
        (Some(at), Language::En) => format!("{what} {names} in {at}: {why}"),
    }
}

/// What the facilitator plan changes in a village.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Post {
    /// Nobody comes now.
    Assign,
    /// Fewer come than the so many now.
    Share(usize),
    /// Others come.
    Move,
}

/// Who should facilitate a village.
pub(super) fn post(post: Post, planned: &[&str], language: Language) -> String {
    let planned = list(planned, language);
    match (post, language) {
        (Post::Assign, Language::Id) => format!("Tugaskan pendamping {planned}"),
        (Post::Assign, Language::En) => format!("Assign facilitator {planned}"),
        (Post::Share(now), Language::Id) => {
            format!("Satukan pendampingan pada {planned} (kini {now} pendamping)")
        }
        (Post::Share(now), Language::En) => {
            format!("Share facilitators: {planned} in place of {now}")
        }
        (Post::Move, Language::Id) => format!("Alihkan pendampingan ke {planned}"),
        (Post::Move, Language::En) => format!("Hand over to facilitator {planned}"),
    }
}

/// Programmes of a village that nobody can facilitate.
pub(super) fn unmet(programmes: &[&str], language: Language) -> String {
    let names = list(programmes, language);
    match language {
        Language::Id => {
            format!("Tambah pendamping untuk {names}: tidak ada yang tersedia dalam jangkauan")
        }
        Language::En => format!("Add a facilitator for {names}: none is free within reach"),
    }
}

/// What the facilitator plan changes in an area, each with its villages.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Posts {
    /// Fewer come to each of them; so many to the area now, and under the plan.
    Share(usize, [usize; 2]),
    /// Programmes get a facilitator that have none.
    Assign(usize),
    /// Programmes stay without.
    Add(usize),
}

/// Who should facilitate an area.
pub(super) fn posts(posts: Posts, language: Language) -> String {
    let (Posts::Share(at, _) | Posts::Assign(at) | Posts::Add(at)) = posts;
    let at = villages(at, language);
    match (posts, language) {
        (Posts::Share(_, [now, planned]), _) => {
            let share = match language {
                Language::Id => format!(
                    "Satukan pendampingan di {at} yang didatangi lebih banyak pendamping daripada perlu"
                ),
                Language::En => format!("Share facilitators in {at} visited by more than it takes"),
            };
            match (planned < now, language) {
                (false, _) => share,
                (true, Language::Id) => {
                    format!("{share}: cukup {planned} pendamping di kawasan ini, kini {now}")
                }
                (true, Language::En) => format!("{share}: {planned} do for this area, now {now}"),
            }
        }
        (Posts::Assign(_), Language::Id) => {
            format!("Tugaskan pendamping di {at} dengan program yang belum didampingi")
        }
        (Posts::Assign(_), Language::En) => {
            format!("Assign facilitators in {at} with programmes that have none")
        }
        (Posts::Add(_), Language::Id) => {
            format!(
                "Tambah pendamping: tidak ada yang tersedia dalam jangkauan untuk program di {at}"
            )
        }
        (Posts::Add(_), Language::En) => {
            format!("Add facilitators: none is free within reach for programmes in {at}")
        }
    }
}

/// Institutions of a village that host programmes beside each other.
pub(super) fn meet(institutions: &[&str], language: Language) -> String {
    let names = list(institutions, language);
    match language {
        Language::Id => format!("Pertemukan lembaga yang menaungi program desa ini: {names}"),
        Language::En => format!("Bring the host institutions of this village together: {names}"),
    }
}

/// Institutions of an area that sit at one table.
pub(super) fn table(institutions: &[&str], language: Language) -> String {
    let names = list(institutions, language);
    match language {
        Language::Id => format!("Pertemukan dalam satu meja: {names}"),
        Language::En => format!("Seat at one table: {names}"),
    }
}

/// A host for a programme; another village's by an agreement between the two.
pub(super) fn host(
    programme: &str,
    institution: &str,
    agreement: bool,
    language: Language,
) -> String {
    let said = match language {
        Language::Id => format!("Jadikan {institution} lembaga penaung {programme}"),
        Language::En => format!("Make {institution} the host of {programme}"),
    };
    match (agreement, language) {
        (false, _) => said,
        (true, Language::Id) => format!("{said}, lewat kerja sama antardesa"),
        (true, Language::En) => format!("{said}, by agreement between the villages"),
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use Language::{En, Id};

    #[test]
    fn lists_read_as_sentences_and_stay_short() {
        let names = ["A", "B", "C", "D", "E", "F"];
        let said = |count: usize| [Id, En].map(|language| list(&names[..count], language));
        assert_eq!(said(0), ["", ""]);
        assert_eq!(said(1), ["A", "A"]);
        assert_eq!(said(2), ["A dan B", "A and B"]);
        assert_eq!(said(4), ["A, B, C, dan D", "A, B, C, and D"]);
        assert_eq!(said(5), ["A, B, C, dan 2 lainnya", "A, B, C, and 2 others"]);
        assert_eq!(said(6)[0], "A, B, C, dan 3 lainnya");
    }

    #[test]
    fn titles_in_a_sentence_keep_abbreviations() {
        let said = ["Akses permodalan", "KUR mikro", "é", "É", ""].map(inner);
        assert_eq!(said, ["akses permodalan", "KUR mikro", "é", "É", ""]);
    }

    #[test]
    fn one_village_is_no_villages() {
        let by = Bringer {
            name: "Kredit Mikro",
            ministry: "Kemenkop",
            target: None,
            from: From::Elsewhere,
            villages: 1,
        };
        let said = [Some(1), Some(2)].map(|to| bring("Access to capital", to, Some(&by), En));
        assert_eq!(
            said,
            [
                "Bring access to capital to 1 village: Kredit Mikro (Kemenkop), now in 1 village elsewhere",
                "Bring access to capital to 2 villages: Kredit Mikro (Kemenkop), now in 1 village elsewhere",
            ]
        );
        let none = bring("Akses permodalan", None, None, Id);
        assert_eq!(
            none,
            "Hadirkan akses permodalan: belum ada programnya dalam katalog"
        );
    }

    /// That an area gets by with fewer is said only where it does.
    #[test]
    fn an_area_that_saves_nobody_is_not_said_to() {
        let said = |planned| posts(Posts::Share(2, [5, planned]), Id);
        let share =
            "Satukan pendampingan di 2 desa yang didatangi lebih banyak pendamping daripada perlu";
        assert_eq!(said(5), share);
        assert_eq!(
            said(3),
            format!("{share}: cukup 3 pendamping di kawasan ini, kini 5")
        );
    }

    /// Nobody is said to be the same people where the catalogue does not say who.
    #[test]
    fn programmes_without_a_target_are_not_for_the_same_people() {
        let said = |target, language| merge(&["A", "B"], "Akses pasar", target, None, language);
        assert_eq!(
            said(Some("petani"), Id),
            "Padukan A dan B: sama-sama akses pasar untuk petani"
        );
        assert_eq!(
            said(None, Id),
            "Padukan A dan B: sama-sama akses pasar, sasaran tidak disebut"
        );
        assert_eq!(
            said(None, En),
            "Combine A and B: the same lever (akses pasar), for whom is not said"
        );
    }
}
