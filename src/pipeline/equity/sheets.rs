//! `equity`, `equity_groups` and `concentration`.

use super::found::{Line, Row};
use crate::base::study::{Equity, Language, RankFrom};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::welfare::equity::Share;

const FINE: usize = 6;
const DIGITS: usize = 6;

/// What a unit weighs, in words.
pub fn weighed(spec: &Equity, language: Language) -> String {
    match (spec.weight.as_str(), language) {
        ("none", Language::Id) => "setiap unit berbobot sama".into(),
        ("none", Language::En) => "every unit weighs the same".into(),
        ("population", Language::Id) => {
            "unit dibobot penduduk (sama bila penduduk tidak diketahui)".into()
        }
        ("population", Language::En) => {
            "units weigh their population (the same where the study has none)".into()
        }
        (name, Language::Id) => format!("unit dibobot kolom {name}"),
        (name, Language::En) => format!("units weigh column {name}"),
    }
}

pub fn equity(spec: &Equity, rows: &[Row], language: Language) -> Sheet {
    let weight = weighed(spec, language);
    let from = match (spec.rank_from, language) {
        (RankFrom::Highest, Language::Id) => "dari yang terbesar",
        (RankFrom::Highest, Language::En) => "from the greatest down",
        (RankFrom::Lowest, Language::Id) => "dari yang terkecil",
        (RankFrom::Lowest, Language::En) => "from the least up",
    };
    let method = match language {
        Language::Id => format!(
            "Ketimpangan antarunit; {weight}. between + within + residual = value. Theil T, Theil L dan kuadrat koefisien variasi terurai tepat; gini: residual berasal dari kelompok yang tumpang tindih; atkinson: residual = -between x within; spatial-gini: within antara tetangga, between antara yang bukan tetangga, tanpa bobot, p permutasi dua sisi. concentration: indeks konsentrasi menurut kolom by, {from}: di bawah 0 bila yang pertama memegang lebih dari bagiannya; unit tanpa urutan dihitung tanpa nilai. Nol: Theil L dan Atkinson mulai epsilon 1 tidak terdefinisi bila ada nol, dan tidak ada unit yang dibuang karenanya."
        ),
        Language::En => format!(
            "Inequality between units; {weight}. between + within + residual = value. Theil T, Theil L and the squared coefficient of variation part exactly; gini: the residual comes of groups that overlap; atkinson: residual = -between x within; spatial-gini: within among neighbours, between among all other pairs, unweighted, two-sided permutation p. concentration: concentration index by the column in by, {from}: below 0 where the first hold more than their share; units without a rank count as without a value. Zeros: Theil L, and Atkinson from epsilon 1 up, are not defined where a unit has 0, and no unit is left out for it."
        ),
    };
    let rows = || rows.iter();
    Sheet::new("equity", method, language)
        .text("column", rows().map(|row| &row.column))
        .year("year", rows().map(|row| row.year))
        .text("units", rows().map(|row| row.units))
        .labelled(pick(language, "Jenis unit", "Kind of unit").to_owned())
        .text("measure", rows().map(|row| &row.measure))
        .number("epsilon", "", FINE, rows().map(|row| row.epsilon))
        .text("by", rows().map(|row| &row.by))
        .number("value", "", FINE, rows().map(|row| row.value))
        .number("between", "", FINE, rows().map(|row| row.between))
        .number("within", "", FINE, rows().map(|row| row.within))
        .labelled(inside(language))
        .number("residual", "", FINE, rows().map(|row| row.residual))
        .labelled(pick(language, "Sisa karena tumpang tindih", "Rest, from overlap").to_owned())
        .number(
            "between_share",
            "",
            FINE,
            rows().map(|row| part(row.between, row.value)),
        )
        .significant("p", DIGITS, rows().map(|row| row.p))
        .count("n", rows().map(|row| Some(row.n)))
        .count("without_value", rows().map(|row| Some(row.missing)))
        .count("without_weight", rows().map(|row| Some(row.unweighted)))
        .count("zeros", rows().map(|row| Some(row.zeros)))
        .text("undefined", rows().map(|row| row.why.unwrap_or_default()))
}

/// A share; none of nothing.
fn part(part: Option<f64>, whole: Option<f64>) -> Option<f64> {
    let whole = whole.filter(|whole| *whole > 0.0)?;
    Some(part? / whole)
}

pub fn groups(rows: &[Row], language: Language) -> Option<Sheet> {
    let method = pick(
        language,
        "Sumbangan setiap kelompok. own: ukuran di dalam kelompok; within dan between: bagiannya dari within dan between di tabel equity (between Theil bisa negatif untuk kelompok di bawah rata-rata; gini dan atkinson tidak terbagi menurut kelompok). people_share dan amount_share: bagian bobot dan bagian jumlah.",
        "What each group adds. own: the measure inside the group; within and between: its part of within and between in table equity (between of Theil may be negative for a group below the mean; gini and atkinson have none by group). people_share and amount_share: shares of weights and of amounts.",
    );
    type One<'a> = (&'a Row, &'a (String, String, Share));
    let all: Vec<One> = rows
        .iter()
        .flat_map(|row| row.groups.iter().map(move |group| (row, group)))
        .collect();
    if all.is_empty() {
        return None;
    }
    let rows = || all.iter();
    let share = |get: fn(&Share) -> Option<f64>| rows().map(move |(_, group)| get(&group.2));
    Some(
        Sheet::new("equity_groups", method, language)
            .text("column", rows().map(|(row, _)| &row.column))
            .year("year", rows().map(|(row, _)| row.year))
            .text("measure", rows().map(|(row, _)| &row.measure))
            .text("by", rows().map(|(row, _)| &row.by))
            .text("code", rows().map(|(_, group)| &group.0))
            .text("name", rows().map(|(_, group)| &group.1))
            .count("n", rows().map(|(_, group)| Some(group.2.n)))
            .number("people_share", "", FINE, share(|s| Some(s.people)))
            .number("amount_share", "", FINE, share(|s| Some(s.amount)))
            .number("mean", "", FINE, share(|s| s.mean))
            .number("own", "", FINE, share(|s| s.own))
            .number("between", "", FINE, share(|s| s.between))
            .number("within", "", FINE, share(|s| s.within))
            .labelled(inside(language))
            .number(
                "within_share",
                "",
                FINE,
                rows().map(|(row, group)| part(group.2.within, row.within)),
            ),
    )
}

pub fn concentration(spec: &Equity, lines: &[Line], language: Language) -> Option<Sheet> {
    if lines.is_empty() {
        return None;
    }
    let weight = weighed(spec, language);
    let method = match language {
        Language::Id => format!(
            "Titik kurva; {weight}. rank_by sama dengan column: kurva Lorenz, dari nilai terkecil; kalau tidak, kurva konsentrasi menurut kolom itu. Kurva dengan lebih dari 101 titik diambil pada setiap persen."
        ),
        Language::En => format!(
            "Points of curves; {weight}. rank_by equal to column: Lorenz curve, from the least value up; else the concentration curve by that column. A curve of more than 101 points is taken at each per cent."
        ),
    };
    let all: Vec<(&Line, usize, &[f64; 2])> = lines
        .iter()
        .flat_map(|line| {
            line.points
                .iter()
                .enumerate()
                .map(move |(i, p)| (line, i, p))
        })
        .collect();
    let rows = || all.iter();
    Some(
        Sheet::new("concentration", method, language)
            .text("column", rows().map(|(line, ..)| &line.column))
            .year("year", rows().map(|(line, ..)| line.year))
            .text("rank_by", rows().map(|(line, ..)| &line.rank_by))
            .count("point", rows().map(|(_, i, _)| Some(*i)))
            .number("people_share", "", FINE, rows().map(|(.., p)| Some(p[0])))
            .number("amount_share", "", FINE, rows().map(|(.., p)| Some(p[1]))),
    )
}

/// The label of what lies within groups.
fn inside(language: Language) -> String {
    pick(language, "Dalam kelompok", "Within").to_owned()
}
