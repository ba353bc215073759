//! Names that sound like villages and are none: put together from syllables, with the namesakes and numbered twins of real lists.

use crate::demo::chance;
use rand::{Rng, RngExt};
use std::collections::BTreeSet;

const HEADS: [&str; 32] = [
    "Oe", "Wai", "Lewo", "Tana", "Ranu", "Batu", "Loli", "Mau", "Sika", "Rai", "Bena", "Nita",
    "Kali", "Suka", "Tala", "Wolo", "Fatu", "Lama", "Hali", "Mbua", "Ora", "Pua", "Duri", "Gola",
    "Hine", "Keli", "Manu", "Nusa", "Pata", "Rewa", "Tuna", "Wudi",
];
const MIDDLES: [&str; 20] = [
    "ba", "ka", "le", "mo", "na", "ri", "ta", "wu", "lo", "se", "pu", "ne", "ro", "du", "ga", "hi",
    "ko", "la", "ma", "te",
];
const TAILS: [&str; 24] = [
    "ran", "sa", "ki", "tung", "nai", "lelo", "mata", "wana", "bara", "lio", "ngga", "tana",
    "sari", "kir", "mu", "rung", "bola", "tubi", "tolo", "nuha", "keo", "wutu", "mbang", "lewa",
];
const PLACES: [&str; 10] = [
    "Tanjung", "Teluk", "Muara", "Bukit", "Sumber", "Padang", "Ujung", "Watu", "Lembah", "Pulau",
];
/// Endings of twins as the layer spells them, and as tables do.
pub const NUMBERS: [(&str, &str); 3] = [(" Satu", " I"), (" Dua", " II"), (" Tiga", " III")];

/// One name.
pub fn word(rng: &mut impl Rng) -> String {
    let pick = |rng: &mut _, list: &[&'static str]| list[chance::below(rng, list.len())];
    let head = pick(rng, &HEADS);
    let tail = pick(rng, &TAILS);
    match chance::below(rng, 10) {
        0 => {
            let first = pick(rng, &PLACES);
            let middle = pick(rng, &MIDDLES);
            format!("{first} {head}{middle}")
        }
        1..=3 => format!("{head}{tail}"),
        _ => format!("{head}{}{tail}", pick(rng, &MIDDLES)),
    }
}

/// A name that is not among `used`, which it joins.
pub fn fresh(used: &mut BTreeSet<String>, rng: &mut impl Rng) -> String {
    loop {
        let name = word(rng);
        if used.insert(name.clone()) {
            return name;
        }
    }
}

/// Names of the villages of one regency, given how many each district has: distinct within a district; a few are namesakes across
/// districts, a few twins such as Satu and Dua.
pub fn villages(counts: &[usize], rng: &mut impl Rng) -> Vec<Vec<String>> {
    let mut known: Vec<String> = Vec::new();
    let mut districts = Vec::new();
    for &count in counts {
        let mut used = BTreeSet::new();
        let mut names: Vec<String> = Vec::new();
        while names.len() < count {
            let kind = rng.random::<f64>();
            if kind < 0.02 && !known.is_empty() {
                let namesake = known[chance::below(rng, known.len())].clone();
                if used.insert(namesake.clone()) {
                    names.push(namesake);
                }
                continue;
            }
            let name = fresh(&mut used, rng);
            if kind < 0.06 && names.len() + 2 <= count {
                let twins = 2 + chance::below(rng, 2).min(count - names.len() - 2);
                names.extend(
                    NUMBERS[..twins]
                        .iter()
                        .map(|(end, _)| format!("{name}{end}")),
                );
            } else {
                names.push(name);
            }
        }
        known.extend(names.iter().cloned());
        districts.push(names);
    }
    districts
}

/// The name as a welfare table would spell it: upper case, Roman numerals.
pub fn in_table(name: &str) -> String {
    for (end, roman) in NUMBERS {
        if let Some(base) = name.strip_suffix(end) {
            return format!("{base}{roman}").to_uppercase();
        }
    }
    name.to_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_distinct_within_a_district() {
        let names = villages(&[40; 30], &mut chance::stream(1, "names", 0));
        for district in &names {
            assert_eq!(district.len(), 40);
            assert_eq!(district.iter().collect::<BTreeSet<_>>().len(), 40);
        }
        let all: BTreeSet<_> = names.iter().flatten().collect();
        assert!(all.len() < 1200 && all.len() > 1000, "{}", all.len());
        assert!(names.iter().flatten().any(|name| name.ends_with(" Dua")));
    }

    #[test]
    fn tables_use_capitals_and_roman_numerals() {
        assert_eq!(in_table("Oebaran Dua"), "OEBARAN II");
        assert_eq!(in_table("Tanjung Laka"), "TANJUNG LAKA");
    }
}
