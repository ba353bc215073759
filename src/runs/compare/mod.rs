//! What changed between two runs, and what moved the score.

mod settings;

use super::Run;
use crate::base::code::name::{Agreement, agree};
use crate::base::model::Level;
use crate::base::study::Language;
use crate::error::{Error, Result};
use crate::output::brief::fill;
use crate::output::folder::Folder;
use crate::output::manifest::json_file;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::output::{csv, manifest};
use crate::welfare::index::explain::contributions;
use serde_json::{Map, Value, json};
use std::path::Path;

const ID: &str = include_str!("id.md.j2");
const EN: &str = include_str!("en.md.j2");

/// Decimals of scores in files.
const FINE: usize = 6;
/// Villages that the text lists.
const LISTED: usize = 10;
/// Least share of shared codes whose names agree: below it codes were recycled between the runs.
const SAME_PLACES: f64 = 0.5;

/// Two runs side by side.
pub struct Comparison<'a> {
    a: &'a Run,
    b: &'a Run,
    /// Positions in a and in b of the villages that both have, by code.
    pairs: Vec<(usize, usize)>,
    /// Why the two indices are no series; `None` when they are.
    series_break: Option<String>,
    language: Language,
}

/// Puts two runs side by side.
///
/// # Errors
/// `Kind::Check`: different definitions, unless a `series_break` is asked for; code systems that differ; codes that mean
/// other villages in the other run.
pub fn compare<'a>(
    a: &'a Run,
    b: &'a Run,
    series_break: bool,
    language: Language,
) -> Result<Comparison<'a>> {
    let refuse = |what: String, remedy: &str| {
        Err(Error::check(what).file(&b.folder).remedy(remedy.to_owned()))
    };
    if a.system() != b.system() {
        return refuse(
            format!(
                "the villages of the first run have {} codes, those of the second {}",
                a.system(),
                b.system()
            ),
            "bring both to one system with a bridge",
        );
    }
    let broken = broken_series(a, b);
    if let Some(why) = broken.as_ref().filter(|_| !series_break) {
        return refuse(
            format!("the two runs are no series: {why}"),
            "compare runs of one definition, or ask for it with --series-break; every output will say so",
        );
    }
    let pairs: Vec<(usize, usize)> = a
        .codes
        .iter()
        .enumerate()
        .filter_map(|(i, code)| Some((i, b.codes.binary_search(code).ok()?)))
        .collect();
    if pairs.is_empty() {
        return refuse(
            "the two runs have no code in common".to_owned(),
            "compare runs of the same villages",
        );
    }
    let (names_a, names_b): (Vec<&str>, Vec<&str>) = (
        a.table.column("name").collect(),
        b.table.column("name").collect(),
    );
    let named = pairs
        .iter()
        .filter(|(i, j)| !names_a[*i].is_empty() && !names_b[*j].is_empty());
    let (mut known, mut same) = (0, 0);
    for &(i, j) in named {
        known += 1;
        same += usize::from(agree(names_a[i], names_b[j], Level::Village) != Agreement::Different);
    }
    if known > 0 && (same as f64) < SAME_PLACES * known as f64 {
        return refuse(
            format!(
                "of {known} codes that both runs have, only {same} name the same village: codes were given anew in between"
            ),
            "bring both to one vintage with a bridge or a lineage",
        );
    }
    Ok(Comparison {
        a,
        b,
        pairs,
        series_break: broken,
        language,
    })
}

/// Why two runs cannot be differenced.
fn broken_series(a: &Run, b: &Run) -> Option<String> {
    let (old, new) = (&a.definition, &b.definition);
    if (&old.name, &old.version) != (&new.name, &new.version) {
        return Some(format!(
            "{} {} against {} {}",
            old.name, old.version, new.name, new.version
        ));
    }
    if old != new {
        return Some(format!(
            "{} {} is not defined the same in both",
            old.name, old.version
        ));
    }
    let forms = |run: &Run| {
        run.replay
            .dimensions
            .iter()
            .map(|d| d.column.is_some())
            .collect::<Vec<_>>()
    };
    (forms(a) != forms(b))
        .then(|| "one is computed from indicators, the other from finished dimensions".to_owned())
}

impl Comparison<'_> {
    /// The tables: `changes` by village, `transitions` by class, `decomposition` by indicator.
    pub fn sheets(&self) -> Vec<Sheet> {
        let sheets = [self.changes(), self.transitions(), self.decomposition()];
        let mark = |sheet: Sheet| match &self.series_break {
            None => sheet,
            Some(why) => {
                let rows = sheet.height();
                sheet.text("series_break", std::iter::repeat_n(why, rows))
            }
        };
        sheets.into_iter().map(mark).collect()
    }

    fn method(&self, text: &str) -> String {
        let (a, b) = (study(self.a), study(self.b));
        let mark = match (&self.series_break, self.language) {
            (None, _) => String::new(),
            (Some(why), Language::Id) => format!(" DERET TERPUTUS: {why}."),
            (Some(why), Language::En) => format!(" SERIES BREAK: {why}."),
        };
        format!("{a} → {b}. {text}{mark}")
    }

    /// Pairs with a score in both.
    fn scored(&self) -> impl Iterator<Item = (usize, usize, f64, f64)> {
        self.pairs
            .iter()
            .filter_map(|&(i, j)| Some((i, j, self.a.scores.score[i]?, self.b.scores.score[j]?)))
    }

    fn changes(&self) -> Sheet {
        let (a, b) = (self.a, self.b);
        let pairs = || self.pairs.iter().copied();
        let names: Vec<&str> = b.table.column("name").collect();
        let regencies: Vec<&str> = b.table.column("regency").collect();
        let class = |run: &Run, unit: usize| {
            let class = run.scores.class[unit];
            class.map_or(String::new(), |c| {
                run.scores.classes[c].get(self.language).to_owned()
            })
        };
        let difference = |x: Option<f64>, y: Option<f64>| Some(y? - x?);
        let moved = |(i, j): (usize, usize)| {
            Some(i64::from(b.scores.rank[j]?) - i64::from(a.scores.rank[i]?))
        };
        let mover: Vec<(String, Option<f64>)> = pairs().map(|(i, j)| self.mover(i, j)).collect();
        let method = pick(
            self.language,
            "Desa yang ada di kedua hasil, menurut kode. Peringkat 1 paling membutuhkan; mover adalah indikator dengan perubahan sumbangan terbesar.",
            "Villages of both runs, by code. Rank 1 is the neediest; mover is the indicator whose contribution changed most.",
        );
        Sheet::new("changes", self.method(method), self.language)
            .text("code", pairs().map(|(i, _)| &a.codes[i]))
            .text("name", pairs().map(|(_, j)| names[j]))
            .text("regency", pairs().map(|(_, j)| regencies[j]))
            .number(
                "score_before",
                "",
                FINE,
                pairs().map(|(i, _)| a.scores.score[i]),
            )
            .number(
                "score_after",
                "",
                FINE,
                pairs().map(|(_, j)| b.scores.score[j]),
            )
            .number(
                "score_change",
                "",
                FINE,
                pairs().map(|(i, j)| difference(a.scores.score[i], b.scores.score[j])),
            )
            .count("rank_before", pairs().map(|(i, _)| a.scores.rank[i]))
            .count("rank_after", pairs().map(|(_, j)| b.scores.rank[j]))
            .count("rank_change", pairs().map(moved))
            .text("class_before", pairs().map(|(i, _)| class(a, i)))
            .text("class_after", pairs().map(|(_, j)| class(b, j)))
            .text("mover", mover.iter().map(|(code, _)| code))
            .number(
                "mover_change",
                "",
                FINE,
                mover.iter().map(|(_, change)| *change),
            )
            .page_by("rank_after")
    }

    /// Change of each leaf's contribution in one village: codes of b, with those that only a has.
    fn moved(&self, i: usize, j: usize) -> Option<Vec<(String, f64)>> {
        let of = |run: &Run, unit: usize| -> Option<Vec<(String, f64)>> {
            let added = contributions(&run.replay, &run.scores, unit)?;
            let codes = run
                .scores
                .make
                .leaves
                .iter()
                .map(|l| l.part.code(&run.replay).to_owned());
            Some(codes.zip(added).collect())
        };
        let (before, mut after) = (of(self.a, i)?, of(self.b, j)?);
        for (code, value) in before {
            match after.iter_mut().find(|(known, _)| *known == code) {
                Some((_, change)) => *change -= value,
                None => after.push((code, -value)),
            }
        }
        Some(after)
    }

    fn mover(&self, i: usize, j: usize) -> (String, Option<f64>) {
        let moved = self.moved(i, j).unwrap_or_default();
        let most = moved
            .into_iter()
            .reduce(|most, next| match next.1.abs() > most.1.abs() {
                true => next,
                false => most,
            });
        match most.filter(|(_, change)| *change != 0.0) {
            Some((code, change)) => (code, Some(change)),
            None => (String::new(), None),
        }
    }

    /// Numbers of villages from each class to each; the last row and column are those without a score.
    fn transitions(&self) -> Sheet {
        let (a, b) = (&self.a.scores, &self.b.scores);
        let (rows, columns) = (a.classes.len(), b.classes.len());
        let mut counts = vec![vec![0_u32; columns + 1]; rows + 1];
        for &(i, j) in &self.pairs {
            counts[a.class[i].unwrap_or(rows)][b.class[j].unwrap_or(columns)] += 1;
        }
        let none = pick(self.language, "tanpa nilai", "no score");
        let name = |scores: &crate::welfare::index::Scores, class: usize| {
            let words = scores.classes.get(class);
            words
                .map_or(none, |words| words.get(self.language))
                .to_owned()
        };
        let method = pick(
            self.language,
            "Jumlah desa menurut status sebelum dan sesudah.",
            "Number of villages by class before and after.",
        );
        let cells = || (0..=rows).flat_map(|r| (0..=columns).map(move |c| (r, c)));
        Sheet::new("transitions", self.method(method), self.language)
            .text("class_before", cells().map(|(r, _)| name(a, r)))
            .text("class_after", cells().map(|(_, c)| name(b, c)))
            .count("villages", cells().map(|(r, c)| Some(counts[r][c])))
    }

    /// The mean change of the score as the sum of the mean changes of contributions.
    fn decomposition(&self) -> Sheet {
        let mut sums: Vec<(String, f64)> = Vec::new();
        let mut n = 0_u32;
        for (i, j, ..) in self.scored() {
            let Some(moved) = self.moved(i, j) else {
                continue;
            };
            n += 1;
            for (code, change) in moved {
                match sums.iter_mut().find(|(known, _)| *known == code) {
                    Some((_, sum)) => *sum += change,
                    None => sums.push((code, change)),
                }
            }
        }
        let means: Vec<(String, f64)> = sums
            .into_iter()
            .map(|(code, sum)| (code, sum / f64::from(n)))
            .collect();
        let total: f64 = means.iter().map(|(_, mean)| mean).sum();
        let method = pick(
            self.language,
            "Rata-rata perubahan sumbangan tiap indikator atas desa yang bernilai di kedua hasil; jumlahnya rata-rata perubahan nilai.",
            "Mean change of each indicator's contribution over the villages with a score in both; they sum to the mean change of the score.",
        );
        Sheet::new("decomposition", self.method(method), self.language)
            .text("part", means.iter().map(|_| "indicator"))
            .text("code", means.iter().map(|(code, _)| code))
            .number(
                "mean_change",
                "",
                FINE,
                means.iter().map(|(_, mean)| Some(*mean)),
            )
            .number(
                "share",
                "",
                FINE,
                means
                    .iter()
                    .map(|(_, mean)| (total != 0.0).then(|| mean / total)),
            )
            .count("n", means.iter().map(|_| Some(n)))
    }

    /// What the text says, and the JSON.
    ///
    /// # Errors
    /// A table of areas that cannot be read.
    pub fn facts(&self) -> Result<Value> {
        let changes: Vec<f64> = self
            .scored()
            .map(|(_, _, before, after)| after - before)
            .collect();
        let n = changes.len();
        let mean = (n > 0).then(|| changes.iter().sum::<f64>() / n as f64);
        let class =
            |(i, j): &(usize, usize)| Some((self.a.scores.class[*i]?, self.b.scores.class[*j]?));
        let good_up = self.b.definition.good == crate::welfare::index::definition::Good::High;
        let steps = |better: bool| {
            let classes = self.pairs.iter().filter_map(class);
            classes
                .filter(|(x, y)| x != y && (y > x) == (better == good_up))
                .count()
        };
        let mut moved: Vec<(i64, usize, usize)> = self
            .pairs
            .iter()
            .filter_map(|&(i, j)| {
                let (x, y) = (self.a.scores.rank[i]?, self.b.scores.rank[j]?);
                Some((i64::from(y) - i64::from(x), i, j)).filter(|(change, ..)| *change != 0)
            })
            .collect();
        moved.sort_by_key(|(change, i, _)| (std::cmp::Reverse(change.abs()), *i));
        let names: Vec<&str> = self.b.table.column("name").collect();
        let listed: Vec<Value> = moved
            .iter()
            .take(LISTED)
            .map(|&(change, i, j)| {
                json!({
                    "code": self.a.codes[i], "name": names[j], "rank_change": change,
                    "rank_before": self.a.scores.rank[i], "rank_after": self.b.scores.rank[j],
                    "score_before": self.a.scores.score[i], "score_after": self.b.scores.score[j],
                    "mover": self.mover(i, j).0,
                })
            })
            .collect();
        let ranks = |run: &Run, unit: usize| f64::from(run.scores.rank[unit].unwrap_or(0));
        Ok(json!({
            "before": study(self.a),
            "after": study(self.b),
            "series_break": self.series_break,
            "villages": self.pairs.len(),
            "only_before": self.a.codes.len() - self.pairs.len(),
            "only_after": self.b.codes.len() - self.pairs.len(),
            "scored": n,
            "mean_change": mean,
            "rose": changes.iter().filter(|c| **c > 0.0).count(),
            "fell": changes.iter().filter(|c| **c < 0.0).count(),
            "class_better": steps(true),
            "class_worse": steps(false),
            "rank_correlation": correlation(
                self.scored().map(|(i, j, ..)| (ranks(self.a, i), ranks(self.b, j))),
            ),
            "movers": listed,
            "settings": settings::settings(self.a, self.b),
            "areas": settings::areas(self.a, self.b)?,
        }))
    }

    /// The comparison as a page in Markdown.
    ///
    /// # Errors
    /// When it cannot be rendered.
    pub fn page(&self, facts: &Value) -> Result<String> {
        let template = match self.language {
            Language::Id => ID,
            Language::En => EN,
        };
        fill(template, facts, self.language)
    }

    /// Writes the tables with their cards, `summary.json` and `summary.md`; the folder appears when everything is done.
    ///
    /// # Errors
    /// When the folder holds something else, or cannot be written.
    pub fn write(&self, facts: &Value, out: &Path) -> Result<()> {
        let folder = Folder::open(out, "comparison", files_of)?;
        let mut context = Map::new();
        context.insert("tool".into(), json!(manifest::tool()));
        for key in ["before", "after", "series_break"] {
            context.insert(key.into(), facts[key].clone());
        }
        for sheet in self.sheets() {
            folder.write(&format!("{}.csv", sheet.id), |w| {
                csv::write(w, &sheet.frame()?)
            })?;
            folder.write(&format!("{}.json", sheet.id), |w| {
                json_file(w, &sheet.card(&context))
            })?;
        }
        let page = self.page(facts)?;
        folder.write("summary.json", |w| json_file(w, facts))?;
        folder.write("summary.md", |w| {
            w.write_all(page.as_bytes())
                .map_err(|e| Error::output(format!("cannot be written: {e}")))
        })?;
        folder.publish()
    }
}

/// Names of the files of a comparison, when the folder holds one.
fn files_of(folder: &Path) -> Option<Vec<String>> {
    let summary: Value =
        serde_json::from_slice(&std::fs::read(folder.join("summary.json")).ok()?).ok()?;
    summary.get("rank_correlation")?;
    let tables = ["changes", "transitions", "decomposition"];
    let tables = tables
        .iter()
        .flat_map(|id| [format!("{id}.csv"), format!("{id}.json")]);
    Some(
        tables
            .chain(["summary.json".to_owned(), "summary.md".to_owned()])
            .collect(),
    )
}

fn study(run: &Run) -> String {
    let name = run.manifest["study"].as_str().unwrap_or_default();
    let (index, version) = (&run.definition.name, &run.definition.version);
    format!("{name} ({index} {version})")
}

/// Pearson's correlation of pairs; of ranks, it is Spearman's.
fn correlation(pairs: impl Iterator<Item = (f64, f64)>) -> Option<f64> {
    let pairs: Vec<(f64, f64)> = pairs.collect();
    let n = pairs.len() as f64;
    let mean = |get: fn(&(f64, f64)) -> f64| pairs.iter().map(get).sum::<f64>() / n;
    let (x, y) = (mean(|p| p.0), mean(|p| p.1));
    let sum = |get: &dyn Fn(&(f64, f64)) -> f64| pairs.iter().map(get).sum::<f64>();
    let (xx, yy) = (sum(&|p| (p.0 - x).powi(2)), sum(&|p| (p.1 - y).powi(2)));
    (xx > 0.0 && yy > 0.0).then(|| sum(&|p| (p.0 - x) * (p.1 - y)) / (xx * yy).sqrt())
}
