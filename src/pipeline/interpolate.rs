//! A table of another layer brought to the villages by the ground both share.

use crate::base::code::canonical;
use crate::base::finding::Finding;
use crate::base::model::{Code, Level};
use crate::base::modelled;
use crate::base::study::{self, Interpolate, LoadedStudy, UncoveredPart};
use crate::error::{Error, Result};
use crate::input::geometry;
use crate::input::join::{Accounting, Joined, Key, Villages};
use crate::input::read::boundary;
use crate::input::read::table::{self, Table, floats};
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::space::overlay::overlay;
use crate::welfare::estimate::areal::{Carried, Gaps, Of, Overlay, Uncovered};
use polars::prelude::{Column, DataFrame, DataType};
use std::collections::BTreeMap;
use std::path::Path;

/// Sources covered less than this are told.
const WELL: f64 = 0.95;
/// So many digits tell every double from its neighbours: sums stay what they are.
const WHOLE: usize = 17;

/// What became of the columns of one table.
pub struct Brought {
    /// Path of the table as the study writes it.
    path: String,
    /// m codes of the other layer, ascending.
    codes: Vec<Code>,
    /// m shares of each that villages cover.
    covered: Vec<f64>,
    /// Column, whether it is of counts, m values, what became of them.
    columns: Vec<(String, bool, Vec<Option<f64>>, Carried)>,
}

/// Reads the other layer, and carries the numbers of its table to the villages. `weight` is of villages.
///
/// # Errors
/// Any fault of the layer; a column that holds no numbers; a repeated code without `aggregate`; no row of the layer.
pub fn brought(
    loaded: &LoadedStudy,
    spec: &study::Table,
    asked: &Interpolate,
    mut table: Table,
    villages: &Villages,
    weight: Option<Vec<Option<f64>>>,
    findings: &mut Vec<Finding>,
) -> Result<(Joined, Brought)> {
    let key = spec.code.as_ref().and_then(|code| code.columns().first());
    let key = key.ok_or_else(|| Error::study("a table of another layer needs one `code`"))?;
    if let Some(rule) = spec.aggregate {
        table = table::aggregate(table, key, rule)?;
    }
    let path = loaded.resolve(&asked.layer);
    let mut features = boundary::read(&path, findings)?;
    boundary::settle(&mut features, findings)?;
    geometry::repair(&mut features, &|i| (i + 1).to_string(), findings);
    let of_feature = codes(features.attributes.column(&asked.code).map_err(|_| {
        let titles = features.attributes.get_column_names().into_iter();
        crate::base::nearest::no_such_column(&asked.code, titles.map(|name| name.as_str()))
            .file(&path)
    })?)?;
    let mut position: BTreeMap<Code, usize> = of_feature
        .iter()
        .flatten()
        .map(|code| (code.clone(), 0))
        .collect();
    for (place, at) in position.values_mut().enumerate() {
        *at = place;
    }
    let m = position.len();
    let mut row_of: Vec<Option<usize>> = vec![None; m];
    let mut unmatched = 0;
    for (row, code) in codes(table.column(key)?)?.into_iter().enumerate() {
        match code.and_then(|code| position.get(&code)) {
            None => unmatched += 1,
            Some(&at) => {
                if row_of[at].replace(row).is_some() {
                    return Err(Error::input("an earlier row has the same code")
                        .file(&table.source)
                        .column(key)
                        .row(table.rows[row])
                        .remedy("say with `aggregate` how rows of one code are put together"));
                }
            }
        }
    }
    let rows = table.rows.len();
    if unmatched == rows {
        return Err(Error::input(format!("none of its {rows} rows has a code of {}", asked.layer.display()))
            .file(&table.source)
            .column(key)
            .remedy("name the column of the layer's codes as interpolate.code; both must be of one system and year"));
    }
    if unmatched > 0 {
        findings.push(
            Finding::warning(
                "rows-unmatched",
                format!(
                    "{unmatched} of {rows} rows have no unit in {} and go nowhere",
                    asked.layer.display()
                ),
            )
            .file(&table.source)
            .column(key)
            .remedy("correct the codes, or use the layer of their year"),
        );
    }
    let layer = &villages.layer;
    let of: Vec<Option<usize>> = of_feature
        .iter()
        .map(|code| code.as_ref().map(|code| position[code]))
        .collect();
    let (areas, mut shared) = overlay(&features.geometry, &layer.geometry, layer.measure);
    shared.retain_mut(|piece| match of[piece.source] {
        Some(at) => {
            piece.source = at;
            true
        }
        None => false,
    });
    let mut whole = vec![0.0; m];
    for (area, at) in areas.iter().zip(&of) {
        if let Some(at) = at {
            whole[*at] += area;
        }
    }
    let n = layer.codes.len();
    let overlaid =
        Overlay::new(whole, n, shared, asked.sliver).map_err(|error| error.file(&path))?;
    let density = weight.map(|weight| {
        let size = |shape| geometry::area(shape, layer.measure);
        let dense = |(weight, shape): (Option<f64>, _)| match size(shape) {
            area if area > 0.0 => weight.unwrap_or(0.0) / area,
            _ => 0.0,
        };
        weight
            .into_iter()
            .zip(&layer.geometry)
            .map(dense)
            .collect::<Vec<f64>>()
    });
    let uncovered = match asked.uncovered {
        UncoveredPart::Spread => Uncovered::Spread,
        UncoveredPart::Kept => Uncovered::Kept,
    };
    let names = asked
        .extensive
        .iter()
        .map(|name| (name, true))
        .chain(asked.intensive.iter().map(|name| (name, false)));
    let mut frame = vec![Column::new(
        "code".into(),
        layer.codes.iter().map(Code::as_str).collect::<Vec<_>>(),
    )];
    let mut columns = Vec::new();
    let column = |name: &str| -> Result<Vec<Option<f64>>> {
        let numbers = floats(table.column(name)?, "name a column of numbers")
            .map_err(|error| error.file(&table.source))?;
        let cell = |row: &Option<usize>| numbers.get((*row)?).filter(|v| v.is_finite());
        Ok(row_of.iter().map(cell).collect())
    };
    let counts = match &asked.per {
        Some(per) => {
            let counts = column(per)?;
            if let Some(i) = counts.iter().position(|c| c.is_some_and(|c| c < 0.0)) {
                let error = Error::input("a count that rates are of is below 0")
                    .file(&table.source)
                    .column(per)
                    .remedy("correct it");
                return Err(match row_of[i] {
                    Some(row) => error.row(table.rows[row]),
                    None => error,
                });
            }
            Some(counts)
        }
        None => None,
    };
    let of = counts.as_deref().map(|counts| Of {
        counts,
        density: density.as_deref(),
        uncovered,
    });
    for (name, count) in names {
        let values = column(name)?;
        let carried = match count {
            true => overlaid.extensive(&values, density.as_deref(), uncovered),
            false => overlaid.intensive(&values, of),
        };
        told(name, count, &carried, findings);
        let gaps = overlaid.gaps(&values, &carried);
        findings.extend(lacking(
            name,
            count,
            (&gaps, position.keys()),
            &table.source,
        ));
        frame.push(Column::new(
            modelled::column(name).into(),
            carried.values.clone(),
        ));
        columns.push((name.clone(), count, values, carried));
    }
    let covered = overlaid.covered();
    let poor = covered.iter().filter(|share| **share < WELL).count();
    if poor > 0 || overlaid.slivers > 0 {
        let slivers = match overlaid.slivers {
            0 => String::new(),
            n => format!("; {n} slivers are left out"),
        };
        findings.push(
            Finding::info(
                "partly-covered",
                format!(
                    "{poor} of {m} units of {} lie less than {WELL} under villages{slivers}",
                    asked.layer.display()
                ),
            )
            .file(&table.source),
        );
    }
    let joined = Joined {
        level: Level::Village,
        frame: DataFrame::new(n, frame)?,
        accounting: Accounting {
            source: table.source.clone(),
            level: Level::Village,
            key: Key::Ground,
            rows,
            matched: rows - unmatched,
            unmatched,
            unmatched_in: Vec::new(),
            ambiguous: 0,
            spelled: 0,
            units: m,
            units_without_row: row_of.iter().filter(|row| row.is_none()).count(),
            vintage: spec.vintage,
        },
    };
    let brought = Brought {
        path: spec.path.display().to_string(),
        codes: position.into_keys().collect(),
        covered,
        columns,
    };
    Ok((joined, brought))
}

/// n codes as canonical text.
fn codes(column: &Column) -> Result<Vec<Option<Code>>> {
    let texts = column.cast(&DataType::String)?;
    Ok(texts.str()?.iter().map(|text| canonical(text?)).collect())
}

fn told(name: &str, count: bool, carried: &Carried, findings: &mut Vec<Finding>) {
    // what rounding leaves is nothing
    if count && carried.left.abs() > 1e-9 * carried.put_in.abs() {
        findings.push(
            Finding::warning("mass-left", format!("{} of {} lie under no village and go to none", carried.left, carried.put_in))
                .column(name)
                .remedy("see table interpolation for the units; `uncovered = \"spread\"` gives the share of a partly covered unit to its villages"),
        );
    }
    let without = carried
        .values
        .iter()
        .filter(|value| value.is_none())
        .count();
    if without > 0 {
        findings.push(
            Finding::info(
                "village-uncovered",
                match carried.nobody {
                    0 => format!("{without} villages lie under no unit with a value and have none"),
                    nobody => format!("{without} villages have no value: {nobody} get nothing of the count that it is of, the others lie under no unit with a value"),
                },
            )
            .column(name),
        );
    }
    if carried.unweighed > 0 {
        findings.push(
            Finding::warning(
                "per-missing",
                format!(
                    "{} units have a value but not the count that it is of, and go nowhere",
                    carried.unweighed
                ),
            )
            .column(name)
            .remedy("fill the column of interpolate.per, or leave it out to share by area"),
        );
    }
    if carried.by_area > 0 {
        findings.push(
            Finding::warning(
                "no-weight",
                format!(
                    "in {} units no village has a weight, so they are shared by area",
                    carried.by_area
                ),
            )
            .column(name),
        );
    }
}

/// So many codes are named.
const NAMED: usize = 5;

/// Units without a value, if there are; `codes` are of all m.
fn lacking<'a>(
    name: &str,
    count: bool,
    (gaps, codes): (&Gaps, impl Iterator<Item = &'a Code>),
    file: &Path,
) -> Option<Finding> {
    let codes: Vec<&str> = codes.map(Code::as_str).collect();
    let named = gaps.sources.iter().take(NAMED).map(|&i| codes[i]);
    let named = named.collect::<Vec<_>>().join(", ");
    let more = match gaps.sources.len() {
        0 => return None,
        n if n > NAMED => ", ...",
        _ => "",
    };
    let what = format!(
        "{} of {} units have no value and count nowhere, not as zero ({named}{more}); {} villages lie there, and in {} of them the {} is of the other units only",
        gaps.sources.len(),
        codes.len(),
        gaps.targets,
        gaps.partial,
        if count { "sum" } else { "mean" },
    );
    let finding = match gaps.targets {
        0 => Finding::info("source-missing", what),
        _ => Finding::warning("source-missing", what),
    };
    Some(
        finding
            .file(file)
            .column(name)
            .remedy("fill the cells, or add the rows; write 0 where it is 0"),
    )
}

/// `interpolation`: one row a unit of another layer and column.
pub fn sheet(study: &study::Study, all: &[Brought]) -> Option<Sheet> {
    let language = study.study.language;
    if all.is_empty() {
        return None;
    }
    let method = pick(
        language,
        "Nilai satuan lapisan lain dibagi ke desa menurut luas irisan (Goodchild dan Lam 1980), atau menurut irisan kali kepadatan penimbang (dasimetrik). Cacahan: \
         value = placed + left; angka rata-rata (intensive) ditimbang luas irisan, atau bagian `per` (cacahan yang dirata-ratakan) yang jatuh di irisan.",
        "Values of units of another layer are shared out to villages by common area (Goodchild and Lam 1980), or by common area times the density of a weight \
         (dasymetric). Counts: value = placed + left; rates (intensive) are means by common area, or by the part of `per` (the count they are of) that falls into it.",
    );
    let rows = || {
        all.iter().flat_map(|brought| {
            let columns = brought.columns.iter();
            columns
                .flat_map(move |column| (0..brought.codes.len()).map(move |i| (brought, column, i)))
        })
    };
    type Line<'a> = (
        &'a Brought,
        &'a (String, bool, Vec<Option<f64>>, Carried),
        usize,
    );
    let left = |(_, column, i): Line| {
        column
            .1
            .then(|| Some(column.2[i]? - column.3.placed[i].unwrap_or(0.0)))
            .flatten()
    };
    Some(
        Sheet::new("interpolation", method, language)
            .text("table", rows().map(|(brought, ..)| brought.path.as_str()))
            .text("column", rows().map(|(_, column, _)| column.0.as_str()))
            .text(
                "variable",
                rows().map(|(_, column, _)| if column.1 { "extensive" } else { "intensive" }),
            )
            .text(
                "code",
                rows().map(|(brought, _, i)| brought.codes[i].as_str()),
            )
            .significant("value", WHOLE, rows().map(|(_, column, i)| column.2[i]))
            .significant(
                "placed",
                WHOLE,
                rows().map(|(_, column, i)| column.3.placed[i]),
            )
            .significant("left", WHOLE, rows().map(left))
            .number(
                "covered",
                "",
                6,
                rows().map(|(brought, _, i)| Some(brought.covered[i])),
            ),
    )
}
