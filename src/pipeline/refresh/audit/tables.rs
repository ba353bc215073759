//! Tables of an audit.

use super::gather::Gathered;
use crate::base::code::lineage::{Fate, Lineage};
use crate::base::day::written;
use crate::base::finding::Finding;
use crate::base::model::Code;
use crate::base::privacy::suppress;
use crate::base::study::{Audit, Language};
use crate::error::{Error, Result};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Places;
use crate::pipeline::rungs::Rungs;
use crate::welfare::registry::audit::matching::{Chances, Pairs, matches};
use crate::welfare::registry::audit::repeats::{Repeats, repeats};
use crate::welfare::registry::engine::Grouped;
use crate::welfare::registry::expression::Expression;
use std::collections::{BTreeMap, HashMap};

/// What tables are made with.
pub struct Look<'a> {
    pub language: Language,
    pub k: u64,
    pub places: &'a Places,
    pub population: Option<&'a [Option<f64>]>,
    pub settings: &'a Audit,
    pub today: i32,
    pub base: Option<i32>,
    pub vintage: Option<i32>,
    pub rules: &'a [(String, Expression)],
}

/// A column and the count that it holds.
type Named<T> = (&'static str, fn(&T) -> u64);

/// Quantiles of ages that are told.
const SHARES: [f64; 7] = [0.0, 0.1, 0.25, 0.5, 0.75, 0.9, 1.0];

impl Look<'_> {
    /// All tables.
    pub fn sheets(
        &self,
        counts: &Grouped,
        mut gathered: Gathered,
        (lineage, known): (&Lineage, &dyn Fn(&Code) -> bool),
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Sheet>> {
        let layer = &self.places.villages.layer;
        let found = counts.codes.iter().zip(&counts.n).zip(0..);
        let rows: BTreeMap<&Code, (u64, usize)> = found
            .filter_map(|((code, n), at)| Some((code.as_ref()?, (*n, at))))
            .collect();
        let codes: Vec<String> = layer.codes.iter().map(Code::to_string).collect();
        let rungs = Rungs::new(self.places, codes.iter());
        let own: Vec<Option<(u64, usize)>> = layer
            .codes
            .iter()
            .map(|code| rows.get(code).copied())
            .collect();
        let persons: Vec<u64> = own.iter().map(|own| own.map_or(0, |(n, _)| n)).collect();
        let whole = rungs.sums(&persons);
        let hidden = suppress::totals(&rungs.parent, &whole, self.k)?;
        let group = Group {
            rungs: &rungs,
            whole: &whole,
            hidden: &hidden,
            k: self.k,
        };
        let numbers: HashMap<&str, usize> =
            gathered.codes.iter().map(String::as_str).zip(0..).collect();
        let at: Vec<Option<usize>> = codes
            .iter()
            .map(|code| numbers.get(code.as_str()).copied())
            .collect();
        drop(numbers);
        let mut sheets = vec![self.coverage(&group, &persons, findings)];
        sheets.extend(self.staleness(&group, &at, &gathered.last, findings));
        sheets.push(self.twice(&group, &at, &mut gathered, findings)?);
        if !self.rules.is_empty() {
            sheets.push(self.impossible(&group, &own, counts, findings)?);
        }
        sheets.push(self.lineage(&rows, (lineage, known), findings)?);
        Ok(sheets)
    }

    fn coverage(&self, group: &Group, persons: &[u64], findings: &mut Vec<Finding>) -> Sheet {
        let empty = persons.iter().filter(|n| **n == 0).count();
        if empty > 0 {
            let what = format!(
                "{empty} of {} villages have no row in the registry",
                persons.len()
            );
            findings.push(Finding::warning("village-empty", what));
        }
        let method = pick(
            self.language,
            "Baris registri dibanding penduduk; angka kecil disembunyikan.",
            "Rows of the registry against the population; small counts are hidden.",
        );
        let shown: Vec<Option<u64>> = group.shown(group.whole, group.hidden);
        let sheet = group
            .rungs
            .sheet("registry_coverage", method, self.language)
            .count("persons", shown.clone());
        let Some(population) = self.population else {
            findings.push(Finding::info(
                "no-population",
                "no column holds the population, so coverage is not told",
            ));
            return sheet;
        };
        let known: Vec<u64> = population
            .iter()
            .map(|own| u64::from(own.is_some()))
            .collect();
        let people: Vec<u64> = population
            .iter()
            .map(|own| own.map_or(0, |x| x.max(0.0).round() as u64))
            .collect();
        let villages = group.rungs.sums(&vec![1; known.len()]);
        let (known, people) = (group.rungs.sums(&known), group.rungs.sums(&people));
        let people: Vec<Option<u64>> = people
            .into_iter()
            .zip(known)
            .zip(villages)
            .map(|((people, known), all)| (known == all).then_some(people))
            .collect();
        let share = |(persons, people): (&Option<u64>, &Option<u64>)| {
            Some((*persons)? as f64 / Some((*people)? as f64).filter(|people| *people > 0.0)?)
        };
        let shares: Vec<Option<f64>> = shown.iter().zip(&people).map(share).collect();
        let over = shares
            .iter()
            .flatten()
            .filter(|share| **share > 1.0)
            .count();
        if over > 0 {
            let what = format!("{over} places have more rows in the registry than people");
            findings.push(Finding::warning("coverage-above-one", what));
        }
        sheet
            .count("population", people)
            .number("coverage", "", 6, shares)
    }

    fn staleness(
        &self,
        group: &Group,
        at: &[Option<usize>],
        last: &[Option<i32>],
        findings: &mut Vec<Finding>,
    ) -> Vec<Sheet> {
        let days: Vec<Option<i32>> = at.iter().map(|at| at.and_then(|at| last[at])).collect();
        let mut ages: Vec<i32> = days.iter().flatten().map(|day| self.today - day).collect();
        ages.sort_unstable();
        if ages.is_empty() {
            findings.push(
                Finding::info("no-date", "no row says when it was brought up to date")
                    .remedy("name its column as registry.audit.updated"),
            );
            return Vec::new();
        }
        let stale = ages
            .iter()
            .filter(|age| **age >= self.settings.stale as i32)
            .count();
        if stale > 0 {
            let what = format!(
                "{stale} of {} villages had no update for {} days or more",
                ages.len(),
                self.settings.stale
            );
            findings.push(Finding::warning("village-stale", what));
        }
        let never = days
            .iter()
            .flatten()
            .filter(|day| self.base.is_some_and(|base| **day <= base))
            .count();
        if never > 0 {
            let what = format!(
                "{never} of {} villages have never been brought up to date since the first rows",
                ages.len()
            );
            findings.push(Finding::warning("village-never-updated", what));
        }
        if ages.first().is_some_and(|age| *age < 0) {
            findings.push(Finding::warning(
                "date-ahead",
                "rows were brought up to date after the date of the study",
            ));
        }
        let rows = group.rungs.villages();
        let shown = |village: usize| days[village].filter(|_| !group.hidden[rows[village]]);
        let cells: Vec<Option<i32>> = (0..days.len()).map(shown).collect();
        let layer = &self.places.villages.layer;
        let name = |village: usize| layer.names.get(village).map_or("", String::as_str);
        let method = pick(
            self.language,
            "Hari sejak pembaruan terakhir di tiap desa, sampai tanggal studi.",
            "Days since the last update of each village, up to the date of the study.",
        );
        let word = |day: &Option<i32>| match day {
            Some(day) if self.base.is_some_and(|base| *day <= base) => "never",
            Some(day) if self.today - day >= self.settings.stale as i32 => "stale",
            Some(_) => "current",
            None => "",
        };
        let villages = Sheet::new("registry_staleness", method, self.language)
            .text("code", layer.codes.iter().map(Code::as_str))
            .text("name", (0..days.len()).map(name))
            .day(
                "updated",
                cells.iter().map(|day| day.map_or(String::new(), written)),
            )
            .count(
                "age_days",
                cells.iter().map(|day| day.map(|day| self.today - day)),
            )
            .text("standing", cells.iter().map(word));
        // the least age that at least this share of villages does not exceed
        let quantile = |share: f64| {
            ages[((share * ages.len() as f64).ceil() as usize).clamp(1, ages.len()) - 1]
        };
        let ages = Sheet::new("registry_ages", method, self.language)
            .number("share", "", 2, SHARES.map(Some))
            .count("age_days", SHARES.map(|share| Some(quantile(share))));
        vec![villages, ages]
    }

    fn twice(
        &self,
        group: &Group,
        at: &[Option<usize>],
        gathered: &mut Gathered,
        findings: &mut Vec<Finding>,
    ) -> Result<Sheet> {
        let found = repeats(&mut gathered.rows, gathered.codes.len());
        let of = |flow: fn(&Repeats) -> u64| -> Vec<u64> {
            at.iter()
                .map(|at| at.map_or(0, |at| flow(&found[at])))
                .collect()
        };
        let method = pick(
            self.language,
            "Baris dengan nomor orang yang sama, dan pasangan yang mungkin satu orang (Fellegi-Sunter); angka kecil disembunyikan.",
            "Rows of the same number of a person, and pairs that may be one person (Fellegi-Sunter); small counts are hidden.",
        );
        let mut sheet = group
            .rungs
            .sheet("registry_duplicates", method, self.language);
        sheet = sheet.count("persons", group.shown(group.whole, group.hidden));
        let kinds: [Named<Repeats>; 3] = [
            ("same_within", |own| own.within),
            ("same_across", |own| own.across),
            ("two_families", |own| own.families),
        ];
        for (name, flow) in kinds {
            let counts = group.rungs.sums(&of(flow));
            if counts[0] > 0 {
                let what = match name {
                    "same_within" => {
                        "rows have a number that stands in another row of their village"
                    }
                    "same_across" => "rows have a number that stands in another village too",
                    _ => "rows have a number that stands in another family too",
                };
                findings.push(Finding::warning(
                    "person-twice",
                    format!("{} {what}", group.told(counts[0])),
                ));
            }
            sheet = sheet.count(name, group.part(&counts)?);
        }
        let Some(asked) = &self.settings.matching else {
            return Ok(sheet);
        };
        let given: Vec<Option<Chances>> = asked
            .fields
            .iter()
            .map(|name| asked.given.get(name).map(|[m, u]| Chances { m: *m, u: *u }))
            .collect();
        let found = matches(&gathered.persons, &given, asked.largest);
        let chances = asked
            .fields
            .iter()
            .zip(&found.chances)
            .map(|(name, own)| format!("{name} {:.3} and {:.3}", own.m, own.u));
        let chances = chances.collect::<Vec<_>>().join(", ");
        findings.push(Finding::info("match", format!(
            "{} pairs compared, of which {:.6} are one person; chances to agree where they are one and where they are two: {chances}",
            found.pairs, found.share
        )));
        if found.left_out + gathered.blockless > 0 {
            let what = format!(
                "{} persons in blocks of more than {} and {} without a block were not compared",
                found.left_out, asked.largest, gathered.blockless
            );
            findings.push(
                Finding::warning("match-left-out", what)
                    .remedy("block by more columns, or by others"),
            );
        }
        let kinds: [Named<Pairs>; 4] = [
            ("likely_within", |own| own.likely_within),
            ("likely_across", |own| own.likely_across),
            ("possible_within", |own| own.possible_within),
            ("possible_across", |own| own.possible_across),
        ];
        let of = |flow: fn(&Pairs) -> u64| -> Vec<u64> {
            let pairs =
                |at: &Option<usize>| at.and_then(|at| found.of.get(&(at as u32))).map_or(0, flow);
            at.iter().map(pairs).collect()
        };
        let counts: Vec<Vec<u64>> = kinds
            .iter()
            .map(|(_, flow)| group.rungs.sums(&of(*flow)))
            .collect();
        let sums: Vec<u64> = (0..counts[0].len())
            .map(|row| counts.iter().map(|own| own[row]).sum())
            .collect();
        let hidden = suppress::totals(&group.rungs.parent, &sums, self.k)?;
        let parts: Vec<&[u64]> = counts.iter().map(Vec::as_slice).collect();
        let marks = suppress::parts(&group.rungs.parent, &sums, &hidden, &parts, self.k)?;
        for (((name, _), counts), marks) in kinds.iter().zip(&counts).zip(marks) {
            sheet = sheet.count(name, group.shown(counts, &marks));
        }
        Ok(sheet)
    }

    fn impossible(
        &self,
        group: &Group,
        own: &[Option<(u64, usize)>],
        counts: &Grouped,
        findings: &mut Vec<Finding>,
    ) -> Result<Sheet> {
        let method = pick(
            self.language,
            "Baris yang nilainya mustahil, menurut aturan; angka kecil disembunyikan.",
            "Rows whose values cannot be, by rule; small counts are hidden.",
        );
        let mut sheet = group
            .rungs
            .sheet("registry_impossible", method, self.language);
        sheet = sheet.count("persons", group.shown(group.whole, group.hidden));
        for (at, (name, _)) in self.rules.iter().enumerate() {
            let count =
                |own: &Option<(u64, usize)>| own.map_or(0, |(_, row)| counts.behind[at][row]);
            let rows = group.rungs.sums(&own.iter().map(count).collect::<Vec<_>>());
            if rows[0] > 0 {
                let what = format!(
                    "{} rows have values that cannot be: {name}",
                    group.told(rows[0])
                );
                findings.push(Finding::warning("value-impossible", what));
            }
            sheet = sheet.count(name, group.part(&rows)?);
        }
        Ok(sheet)
    }

    fn lineage(
        &self,
        rows: &BTreeMap<&Code, (u64, usize)>,
        (lineage, known): (&Lineage, &dyn Fn(&Code) -> bool),
        findings: &mut Vec<Finding>,
    ) -> Result<Sheet> {
        let system = self.places.villages.system;
        let strange: Vec<(&Code, u64)> = rows
            .iter()
            .filter(|(code, _)| !known(code))
            .map(|(code, (n, _))| (*code, *n))
            .collect();
        let fates: Vec<Fate> = strange
            .iter()
            .map(|(code, _)| lineage.follow(code, system, self.vintage, known))
            .collect();
        let word = |fate: &Fate| match fate {
            Fate::Unchanged => "unknown",
            Fate::Renamed(new) if known(new) => "renumbered",
            Fate::Renamed(_) => "unknown",
            Fate::Split(_) => "split",
        };
        for kind in ["renumbered", "split", "unknown"] {
            let n = fates.iter().filter(|fate| word(fate) == kind).count();
            if n > 0 {
                let what = format!("{n} codes of the registry are not in the layer: {kind}");
                findings.push(
                    Finding::warning("code-gone", what).remedy(
                        "send moves to the codes of today, or name a lineage under [codes]",
                    ),
                );
            }
        }
        let now = |fate: &Fate| match fate {
            Fate::Unchanged => String::new(),
            Fate::Renamed(new) => new.to_string(),
            Fate::Split(new) => new
                .iter()
                .map(Code::to_string)
                .collect::<Vec<_>>()
                .join(" "),
        };
        let n: Vec<u64> = strange.iter().map(|(_, n)| *n).collect();
        let hidden = suppress::totals(&vec![None; n.len()], &n, self.k)?;
        let mut cells: Vec<Option<u64>> = n.into_iter().map(Some).collect();
        suppress::blank(&mut cells, &[&hidden]);
        let method = pick(
            self.language,
            "Kode registri yang tidak ada di peta, dan penerusnya menurut riwayat kode.",
            "Codes of the registry that are not in the layer, and what became of them by the lineage of codes.",
        );
        let code = |code: &Code| {
            crate::base::privacy::code(code.as_str(), "kode")
                .unwrap_or_default()
                .to_owned()
        };
        Ok(Sheet::new("registry_lineage", method, self.language)
            .text("code", strange.iter().map(|(own, _)| code(own)))
            .count("persons", cells)
            .text("fate", fates.iter().map(word))
            .text("now", fates.iter().map(now)))
    }
}

/// Groups of persons, and which are hidden.
struct Group<'a> {
    rungs: &'a Rungs,
    whole: &'a [u64],
    hidden: &'a [bool],
    k: u64,
}

impl Group<'_> {
    fn shown(&self, counts: &[u64], hidden: &[bool]) -> Vec<Option<u64>> {
        let mut cells: Vec<Option<u64>> = counts.iter().copied().map(Some).collect();
        suppress::blank(&mut cells, &[hidden]);
        cells
    }

    /// A part of the persons, small counts hidden.
    fn part(&self, counts: &[u64]) -> Result<Vec<Option<u64>>> {
        let marks = suppress::parts(
            &self.rungs.parent,
            self.whole,
            self.hidden,
            &[counts],
            self.k,
        )?;
        let marks = marks
            .first()
            .ok_or_else(|| Error::engine("a part has no marks"))?;
        Ok(self.shown(counts, marks))
    }

    /// A count in words.
    fn told(&self, count: u64) -> String {
        match count < self.k {
            true => format!("fewer than {}", self.k),
            false => count.to_string(),
        }
    }
}
