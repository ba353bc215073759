//! An attack on the tables: every number they tell as an equation, and no small count may follow from all of them.
#![allow(clippy::unwrap_used)]
mod equations;

use super::*;
use crate::base::code::System;
use crate::base::model::Code;
use crate::input::join::{Hierarchy, Regions};
use crate::input::read::rows::Rows;
use crate::welfare::registry::engine::{self, Codes};
use crate::welfare::registry::table::Column;
use equations::{Equation, solved};
use polars::prelude::{DataFrame, NamedFrom, ParquetWriter, Series};
use rand::{Rng, RngExt, SeedableRng};
use std::collections::BTreeMap;

const K: u64 = 5;

const SECTION: &str = r#"
path = "rows.parquet"
code = "code"

[welfare]
value = "spent"
line = "5"
decile = "decile"
level = "district"

[pmt]
coefficients = { "spent" = 1 }
cutoff = 3

[deprivations]
poor = 0.3
indicators = [{ code = "water", where = "water" }, { code = "light", where = "light" }, { code = "floor", where = "floor" }]

[[programmes]]
code = "a"
eligible = "spent < 5"
receives = "has_a"
channel = "channel"
failed = "failed"

[[programmes]]
code = "b"
eligible = "water"
receives = "has_b"

[[groups]]
code = "old"
where = "old"
"#;

const THIRD: &str = r#"
[[programmes]]
code = "c"
eligible = "light"
receives = "has_c"
"#;

/// A study of two programmes or three.
fn section(programmes: &[&str]) -> String {
    let third = if programmes.len() > 2 { THIRD } else { "" };
    format!("{SECTION}{third}")
}

/// Villages two to a district, districts two to a regency, regencies two to a province.
fn layer() -> (Vec<Code>, Hierarchy) {
    let code = |i: usize| {
        Code::from_canonical(format!(
            "53{:02}{:02}2{:03}",
            1 + i / 4,
            1 + i / 2 % 2,
            1 + i % 2
        ))
    };
    let codes: Vec<Code> = (0..8).map(code).collect();
    let regions = [
        (Level::District, 6, 2),
        (Level::Regency, 4, 4),
        (Level::Province, 2, 8),
    ];
    let regions = regions.map(|(level, digits, size)| {
        let starts = codes.iter().step_by(size);
        let own: Vec<Code> = starts
            .map(|code| Code::from_canonical(&code.as_str()[..digits]))
            .collect();
        Regions {
            level,
            names: own.iter().map(ToString::to_string).collect(),
            codes: own,
            of_village: (0..8).map(|i| (i / size) as u32).collect(),
        }
    });
    (codes, Hierarchy { regions })
}

/// Rows of few people a village.
fn rows(seed: u64, codes: &[Code]) -> DataFrame {
    let mut chance = rand::rngs::ChaCha8Rng::seed_from_u64(seed);
    let n = 60 + 40 * (seed as usize % 10);
    let village: Vec<usize> = (0..n)
        .map(|_| chance.random_range(0..codes.len()))
        .collect();
    let mut is =
        |share: f64| -> Vec<bool> { (0..n).map(|_| chance.random::<f64>() < share).collect() };
    let names = [
        "water", "light", "floor", "has_a", "has_b", "failed", "old", "has_c",
    ];
    let mut columns: Vec<polars::prelude::Column> = names
        .into_iter()
        .zip([0.3, 0.1, 0.2, 0.5, 0.2, 0.1, 0.2, 0.4])
        .map(|(name, share)| Series::new(name.into(), is(share)).into())
        .collect();
    let channel = is(0.3)
        .into_iter()
        .map(|post| if post { "post" } else { "bank" });
    columns.push(Series::new("channel".into(), channel.collect::<Vec<_>>()).into());
    let spent: Vec<i64> = (0..n).map(|_| chance.next_u32() as i64 % 12).collect();
    let decile = spent.iter().map(|spent| 1 + spent * 10 / 12);
    columns.push(Series::new("decile".into(), decile.collect::<Vec<_>>()).into());
    columns.push(Series::new("spent".into(), spent).into());
    let code = village.iter().map(|village| codes[*village].as_str());
    columns.push(Series::new("code".into(), code.collect::<Vec<_>>()).into());
    DataFrame::new(n, columns).unwrap()
}

fn made(
    frame: &DataFrame,
    section: &str,
    (codes, hierarchy): (&[Code], &Hierarchy),
    k: u64,
) -> Vec<Table> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("rows.parquet");
    ParquetWriter::new(std::fs::File::create(&file).unwrap())
        .finish(&mut frame.clone())
        .unwrap();
    let asked = Asked::new(&toml::from_str(section).unwrap()).unwrap();
    let queries = queries(&asked);
    let how = Codes {
        system: System::Kemendagri,
        joined: None,
    };
    let mut rows = Rows::open(&[file]).unwrap();
    let found = engine::run(&mut rows, "code", how, &queries, &mut Vec::new()).unwrap();
    let layer = Layer {
        codes,
        names: &[],
        hierarchy,
    };
    tables(&asked, &queries, &found, layer, k).unwrap().0
}

/// Every number of the tables by table, place and further words, and column.
fn told_of(tables: &[Table]) -> BTreeMap<(String, String, String), Option<f64>> {
    let mut all = BTreeMap::new();
    for table in tables {
        let words = |name: &str| {
            let column = table.columns.iter().find(|column| column.name() == name);
            match column {
                Some(Column::Text { cells, .. }) => cells.clone(),
                Some(Column::Number { values, .. }) => values
                    .iter()
                    .map(|x| x.map_or(String::new(), |x| x.to_string()))
                    .collect(),
                None => vec![String::new(); table.columns[0].len()],
            }
        };
        let keys = [
            "programme",
            "programme_ids",
            "channel",
            "decile",
            "group",
            "first",
            "second",
        ]
        .map(words);
        for column in &table.columns {
            let Column::Number { name, values, .. } = column else {
                continue;
            };
            let id = table
                .id
                .replace("villages", "places")
                .replace("regions", "places");
            for (row, value) in values.iter().enumerate() {
                let further: Vec<&str> = keys
                    .iter()
                    .map(|key| key[row].as_str())
                    .filter(|key| !key.is_empty())
                    .collect();
                let id = format!("{id} {}", further.join(" ")).trim_end().to_owned();
                all.insert((words("code")[row].clone(), id, name.clone()), *value);
            }
        }
    }
    all
}

/// Numbers of people that the tables tell or that stand behind their shares, as `table column`, and the sums and shares that tie them together:
/// each a list of numbers with their factors that add up to nothing, with the factor of a share given by its column.
fn ties(programmes: &[&str]) -> Vec<Vec<(&'static str, f64, Option<&'static str>)>> {
    let sum = |whole, parts: &[&'static str]| {
        let parts = parts.iter().map(|part| (*part, -1.0, None));
        std::iter::once((whole, 1.0, None))
            .chain(parts)
            .collect::<Vec<_>>()
    };
    let share = |share, part, whole| vec![(part, 1.0, None), (whole, -1.0, Some(share))];
    let (p, ta) = ("registry_places/", "targeting a/");
    let name = |table: &str, column: &str| -> &'static str { format!("{table}{column}").leak() };
    let mut ties = vec![
        sum(name(p, "people"), &[name(p, "rows")]),
        share(name(p, "p0"), name(p, "poor"), name(p, "people")),
        share(name(p, "headcount"), "deprived", name(p, "people")),
        share(name(p, "pmt_below"), "below", name(p, "people")),
        sum(name(ta, "eligible"), &[name(p, "poor")]),
        sum(
            name(ta, "recipients"),
            &[
                "disbursement a bank/recipients",
                "disbursement a post/recipients",
            ],
        ),
        sum("affirmative old/eligible_a", &["affirmative old/poor"]),
        share(
            "affirmative old/p0",
            "affirmative old/poor",
            "affirmative old/people",
        ),
    ];
    // people by how many programmes they have, and by which
    let with = |count: usize| name("people with ", &count.to_string());
    let sets: Vec<Vec<&str>> = (0..1 << programmes.len())
        .map(|set: usize| {
            let own = programmes.iter().enumerate();
            own.filter(|(at, _)| set >> at & 1 == 1)
                .map(|(_, one)| *one)
                .collect()
        })
        .collect();
    let people = |set: &[&str]| match set {
        [] => "overlap/people",
        set => name("overlap ", &format!("{}/people", set.join("+"))),
    };
    let those = |are: &dyn Fn(&[&str]) -> bool| -> Vec<&'static str> {
        let sets = sets.iter().filter(|set| are(set));
        sets.map(|set| people(set)).collect()
    };
    let counts = 2..=programmes.len();
    ties.extend([
        sum(with(0), &[name(p, "no_programme")]),
        sum(
            name(p, "several_programmes"),
            &counts.clone().map(with).collect::<Vec<_>>(),
        ),
        sum(
            name(p, "people"),
            &[with(0), with(1), name(p, "several_programmes")],
        ),
    ]);
    let received = programmes
        .iter()
        .map(|one| (name("targeting ", &format!("{one}/recipients")), -1.0, None));
    let counted = (1..=programmes.len()).map(|count| (with(count), count as f64, None));
    ties.push(received.chain(counted).collect());
    for count in 0..=programmes.len() {
        ties.push(sum(with(count), &those(&|set| set.len() == count)));
    }
    for one in programmes {
        let received = name("targeting ", &format!("{one}/recipients"));
        ties.push(sum(received, &those(&|set| set.contains(one))));
    }
    for one in programmes {
        let table: &'static str = name("targeting ", &format!("{one}/"));
        let of = |column| name(table, column);
        ties.extend([
            sum(of("people"), &[name(p, "rows")]),
            sum(
                of("people"),
                &[of("eligible"), of("leaked"), name(table, "rest")],
            ),
            sum(of("eligible"), &[name(table, "hit"), of("missed")]),
            sum(of("recipients"), &[name(table, "hit"), of("leaked")]),
            share(of("coverage"), of("recipients"), of("people")),
            share(of("undercoverage"), of("missed"), of("eligible")),
            share(of("leakage"), of("leaked"), of("recipients")),
        ]);
    }
    for channel in ["bank", "post"] {
        let of = |column| name("disbursement a ", &format!("{channel}/{column}"));
        ties.push(share(of("share"), of("recipients"), name(ta, "recipients")));
        ties.push(share(of("share_failed"), of("failed"), of("recipients")));
    }
    for programme in programmes {
        let table: &'static str = name("targeting ", &format!("{programme}/"));
        let of = |decile: u8, column: &str| {
            name("incidence ", &format!("{programme} {decile}/{column}"))
        };
        let tenths = |column: &str| {
            (1..=10)
                .map(|decile| of(decile, column))
                .collect::<Vec<_>>()
        };
        ties.push(sum(name(p, "rows"), &tenths("people")));
        ties.push(sum(name(table, "recipients"), &tenths("recipients")));
        for decile in 1..=10 {
            ties.push(share(
                of(decile, "coverage"),
                of(decile, "recipients"),
                of(decile, "people"),
            ));
            ties.push(share(
                of(decile, "share_recipients"),
                of(decile, "recipients"),
                name(table, "recipients"),
            ));
        }
    }
    for (at, first) in programmes.iter().enumerate() {
        for second in &programmes[at + 1..] {
            let pair =
                |column: &str| name("complementarity ", &format!("{first} {second}/{column}"));
            ties.push(sum(
                pair("should_both"),
                &["gets_both", "first_only", "second_only", "neither"].map(pair),
            ));
            ties.push(share(
                pair("share_both"),
                pair("gets_both"),
                pair("should_both"),
            ));
        }
    }
    ties
}

/// Counts that follow from what is told though they are not.
fn attack(
    told: &BTreeMap<(String, String, String), Option<f64>>,
    programmes: &[&str],
) -> Vec<((String, String), f64)> {
    let places: Vec<String> = {
        let mut places: Vec<String> = told.keys().map(|(place, ..)| place.clone()).collect();
        places.dedup();
        places
    };
    let value = |place: &str, name: &str| -> Option<f64> {
        let (table, column) = name.split_once('/')?;
        told.get(&(place.to_owned(), table.to_owned(), column.to_owned()))
            .copied()
            .flatten()
    };
    let mut equations: Vec<Equation> = Vec::new();
    let mut add = |terms: Vec<(String, &str, f64)>| {
        let mut equation: Equation = Default::default();
        for (place, name, factor) in terms {
            match value(&place, name) {
                Some(value) => equation.1 -= factor * value,
                None => *equation.0.entry((place, name.to_owned())).or_default() += factor,
            }
        }
        equations.push(equation);
    };
    let ties = ties(programmes);
    let mut names: Vec<&str> = Vec::new();
    let district = |name: &str| {
        !["overlap", "incidence", "disbursement", "complementarity"]
            .iter()
            .any(|own| name.starts_with(own))
    };
    for place in &places {
        for tie in &ties {
            let factor =
                |share: &Option<&str>| share.map_or(Some(1.0), |share| value(place, share));
            let terms = tie
                .iter()
                .map(|(name, sign, share)| Some((place.clone(), *name, sign * factor(share)?)));
            let there = place.len() < 10 || tie.iter().all(|(name, ..)| district(name));
            if let Some(terms) = terms.collect::<Option<Vec<_>>>().filter(|_| there) {
                add(terms);
            }
            names.extend(tie.iter().map(|(name, ..)| *name));
        }
    }
    names.sort_unstable();
    names.dedup();
    for place in &places {
        let digits = [(0, 2), (2, 4), (4, 6), (6, 10)]
            .into_iter()
            .find(|(own, _)| *own == place.len());
        let Some((_, below)) = digits else { continue };
        let children = places
            .iter()
            .filter(|child| child.len() == below && child.starts_with(place.as_str()));
        let children: Vec<&String> = children.collect();
        for name in names.iter().filter(|name| below < 10 || district(name)) {
            let parts = children.iter().map(|child| ((*child).clone(), *name, -1.0));
            add(std::iter::once((place.clone(), *name, 1.0))
                .chain(parts)
                .collect());
        }
    }
    solved(equations)
}

#[test]
fn no_small_count_follows_from_all_tables_together() {
    nothing_follows(&["a", "b"]);
}

#[test]
fn no_small_count_follows_with_three_programmes() {
    nothing_follows(&["a", "b", "c"]);
}

fn nothing_follows(programmes: &[&str]) {
    let (codes, hierarchy) = layer();
    let section = section(programmes);
    let (mut hidden, mut small) = (0, 0);
    for seed in 0..60 {
        let frame = rows(seed, &codes);
        let (told, all) = (
            made(&frame, &section, (&codes, &hierarchy), K),
            made(&frame, &section, (&codes, &hierarchy), 1),
        );
        let (told, all) = (told_of(&told), told_of(&all));
        for (key, value) in &all {
            let shown = told.get(key).copied().flatten();
            assert!(shown.is_none() || shown == *value, "{key:?}");
            hidden += usize::from(shown.is_none() && value.is_some());
        }
        let few = |value: f64| value > 0.5 && value < K as f64 - 0.5;
        let counts = [
            "rows",
            "poor",
            "eligible",
            "recipients",
            "missed",
            "leaked",
            "people",
            "failed",
        ];
        for ((place, table, column), value) in &told {
            if counts.contains(&column.as_str()) {
                assert!(
                    !value.is_some_and(few),
                    "{place} {table} {column} tells {value:?}"
                );
            }
        }
        // with nothing hidden every count follows, so that the ties hold and the attack works
        if seed == 0 {
            small = attack(&all, programmes)
                .iter()
                .filter(|(_, value)| few(*value))
                .count();
        }
        let found = attack(&told, programmes);
        let found: Vec<_> = found.iter().filter(|(_, value)| few(*value)).collect();
        assert!(found.is_empty(), "seed {seed}: {found:?}");
    }
    assert!(hidden > 100 && small > 10, "{hidden} {small}");
}
