//! The theme of recovery: what each village is to the comparison.

use super::{Kind, Theme, Words};
use crate::base::study::Language;
use crate::output::map::mark::Fill;
use crate::output::words::{capital, pick, value};
use crate::pipeline::recovery::GROUPS;
use polars::prelude::DataFrame;

/// Blue, its light shade and orange (Okabe and Ito 2008), told apart under every kind of colour blindness; lines where nothing is compared.
const FILLS: [Fill; 4] = [
    Fill::Colour("#0072b2"),
    Fill::Colour("#56b4e9"),
    Fill::Colour("#e69f00"),
    Fill::NoEvidence,
];

/// The groups that there are villages of.
pub(super) fn groups(frame: &DataFrame, language: Language) -> Option<Theme> {
    let column = frame.column("recovery_group").ok()?.str().ok()?;
    let place = |text: Option<&str>| GROUPS.iter().position(|group| Some(*group) == text);
    let of: Vec<Option<usize>> = column.iter().map(place).collect();
    let there: Vec<usize> = (0..GROUPS.len())
        .filter(|group| of.contains(&Some(*group)))
        .collect();
    let kinds = there.iter().map(|&group| Kind {
        label: capital(value("recovery_group", GROUPS[group], language)),
        fill: FILLS[group],
    });
    let words = Words {
        id: "recovery",
        table: "recovery_villages",
        label: pick(
            language,
            "Pemulihan: siapa dibandingkan",
            "Recovery: who is compared",
        ),
        heading: pick(
            language,
            "Kedudukan desa dalam perbandingan pemulihan",
            "What villages are to the comparison of recovery",
        ),
        note: pick(
            language,
            "Tetangga desa program dihitung tersendiri. Perbandingan bukan percobaan; lihat tabel recovery.",
            "Neighbours of villages with the programme are counted apart. A comparison is not an experiment; see the table recovery.",
        ),
    };
    let class = of.iter().map(|group| {
        let at = there.iter().position(|own| Some(*own) == *group)?;
        Some(at as u32)
    });
    let lack = vec![Fill::Missing; of.len()];
    let theme = Theme::new(&words, kinds.collect(), class, &lack, language);
    Some(theme)
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;
    use polars::prelude::Column;

    #[test]
    fn groups_without_a_village_are_no_class() {
        let words = ["control", "not compared", "treated", "control"];
        let column = Column::new("recovery_group".into(), words);
        let frame = DataFrame::new(4, vec![column]).unwrap();
        let theme = groups(&frame, Language::En).unwrap();
        assert_eq!(theme.of, [1, 2, 0, 1]);
        let fills: Vec<Fill> = theme.kinds.iter().map(|kind| kind.fill).collect();
        assert_eq!(fills, [FILLS[0], FILLS[2], FILLS[3]]);
        assert!(theme.shows());
    }
}
