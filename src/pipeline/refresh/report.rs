//! Tables of an update: what became of rows, which do not count, who came and went.

use super::bucket::Tally;
use crate::base::entry::{Op, Outcome};
use crate::base::finding::Finding;
use crate::base::privacy::suppress;
use crate::base::study::{Language, LoadedStudy};
use crate::error::Result;
use crate::input::registry::entries::Refused;
use crate::input::registry::record::Version;
use crate::output::folder::Folder;
use crate::output::manifest::{self, Input};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::Places;
use crate::pipeline::log::Log;
use crate::pipeline::{rungs, write};
use crate::welfare::registry::refresh::balance::Flows;
use std::collections::BTreeMap;
use std::path::Path;

/// What is told of an update.
pub struct Report<'a> {
    /// The study.
    pub loaded: &'a LoadedStudy,
    /// Its villages.
    pub places: &'a Places,
    /// Files of the study.
    pub sources: Vec<Input>,
    /// What the update did.
    pub tally: &'a Tally,
    /// Rows that did not come into the log.
    pub refused: &'a [Refused],
    /// The version that it makes.
    pub version: &'a Version,
}

/// Rows by op and what came of them, for the record.
pub fn counted(tally: &Tally, nameless: u64) -> BTreeMap<String, BTreeMap<String, u64>> {
    let named = |counts: [u64; 5]| {
        let pairs = Outcome::FAMILIES.iter().zip(counts);
        pairs.map(|(name, n)| ((*name).to_owned(), n)).collect()
    };
    let known = tally.counts.iter();
    let mut all: BTreeMap<String, BTreeMap<String, u64>> = known
        .map(|(op, counts)| (op.as_str().to_owned(), named(*counts)))
        .collect();
    if nameless > 0 {
        all.insert("unknown".to_owned(), named([0, 0, 0, 0, nameless]));
    }
    all
}

impl Report<'_> {
    /// Writes the tables into a folder that is still to be published.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(mut self, out: &Path, log: &mut Log) -> Result<Folder> {
        let folder = Folder::open(out, "report of a registry", manifest::files_of)?;
        let language = self.loaded.study.study.language;
        let sheets = [
            self.counts(language),
            self.rejected(language),
            self.balance(language, &mut log.findings)?,
        ];
        for input in &self.version.inputs {
            self.sources.push(Input {
                path: input.path.clone(),
                role: "registry",
                sha256: input.sha256.clone(),
                rows: Some(input.rows as usize),
                crs: None,
                licence: None,
            });
        }
        write::tables(self.loaded, &sheets, &self.sources, &folder)?;
        write::record(self.loaded, "registry update", &self.sources, &folder, log)?;
        Ok(folder)
    }

    fn counts(&self, language: Language) -> Sheet {
        let method = pick(
            language,
            "Baris berkas menurut jenis perubahan dan nasibnya; jumlah kelima kolom terakhir sama dengan kolom baris.",
            "Rows of files by what they ask for and what came of them; the last five columns add up to the rows.",
        );
        let rows = &self.version.counts;
        let mut sheet = Sheet::new("registry_counts", method, language)
            .text("op", rows.keys())
            .count(
                "rows",
                rows.values().map(|own| Some(own.values().sum::<u64>())),
            );
        for name in Outcome::FAMILIES {
            sheet = sheet.count(name, rows.values().map(|own| own.get(name).copied()));
        }
        sheet
    }

    fn rejected(&self, language: Language) -> Sheet {
        let word = |op: Option<Op>| op.map_or("", Op::as_str);
        let refused = self
            .refused
            .iter()
            .map(|row| (row.file, row.row, word(row.op), row.reason.as_str()));
        let listed = self.tally.listed.iter();
        let listed =
            listed.map(|(file, row, op, outcome)| (*file, *row, op.as_str(), outcome.as_str()));
        let mut all: Vec<_> = refused.chain(listed).collect();
        all.sort_unstable();
        let method = pick(
            language,
            "Baris yang tidak berlaku dan sebabnya; berkas teks dihitung per garis, judul kolom di garis pertama.",
            "Rows that do not count, and why; in a text file a row is the line in which it starts.",
        );
        let file = |at: u32| {
            self.version
                .inputs
                .get(at as usize)
                .map_or("", |input| &input.path)
        };
        Sheet::new("registry_rejected", method, language)
            .text("file", all.iter().map(|row| file(row.0)))
            .count("row", all.iter().map(|row| Some(row.1)))
            .text("op", all.iter().map(|row| row.2))
            .text("reason", all.iter().map(|row| row.3))
    }

    fn balance(&self, language: Language, findings: &mut Vec<Finding>) -> Result<Sheet> {
        let rungs = rungs::Rungs::new(self.places, self.tally.balance.0.keys());
        let flows: Vec<&Flows> = self.tally.balance.0.values().collect();
        let all = |of: fn(&Flows) -> u64| {
            rungs.sums(&flows.iter().map(|own| of(own)).collect::<Vec<_>>())
        };
        let whole = all(|flows| flows.before + flows.added + flows.moved_in);
        let came = [
            all(|own| own.before),
            all(|own| own.added),
            all(|own| own.moved_in),
        ];
        let went = [
            all(|own| own.moved_out),
            all(|own| own.died),
            all(|own| own.withdrawn),
            all(|own| own.after),
        ];
        let k = self.loaded.study.privacy.k as u64;
        let hidden = suppress::totals(&rungs.parent, &whole, k)?;
        let slices = |parts: &[Vec<u64>]| -> Result<Vec<Vec<bool>>> {
            let parts: Vec<&[u64]> = parts.iter().map(Vec::as_slice).collect();
            suppress::parts(&rungs.parent, &whole, &hidden, &parts, k)
        };
        let columns = [
            "before",
            "added",
            "moved_in",
            "moved_out",
            "died",
            "withdrawn",
            "after",
        ];
        let method = pick(
            language,
            "Orang menurut tempatnya sebelum dan sesudah pembaruan: sebelum + masuk + pindah masuk = pindah keluar + meninggal + ditarik + sesudah. Angka kecil disembunyikan.",
            "Persons by where they stood before and after the update: before + added + moved in = moved out + died + withdrawn + after. Small counts are hidden.",
        );
        let mut sheet = rungs.sheet("registry_balance", method, language);
        let mut emptied = 0;
        let marks = slices(&came)?.into_iter().chain(slices(&went)?);
        for ((name, counts), hidden) in columns.iter().zip(came.iter().chain(&went)).zip(marks) {
            let mut values: Vec<Option<u64>> = counts.iter().copied().map(Some).collect();
            emptied += suppress::blank(&mut values, &[&hidden]);
            sheet = sheet.count(name, values);
        }
        if emptied > 0 {
            let what = format!(
                "{emptied} counts of registry_balance are hidden, so that no group of fewer than {k} persons shows"
            );
            findings.push(Finding::info("small-cells", what));
        }
        Ok(sheet)
    }
}
