//! Rules of `[equity]`, `[advantage]` and `[assets]`.

use crate::base::document::Fault;
use crate::base::study::{Grouping, Inequality, Study};

/// Something to measure, groups there are, tables with a key.
pub(super) fn equity(study: &Study, faults: &mut Vec<Fault>) {
    if let Some(spec) = &study.equity {
        let index = study.index.is_some();
        if spec.values.is_empty() && spec.over.is_none() && !index {
            faults.push(
                Fault::new("equity", "[equity] has nothing to measure").remedy(
                    "add an [index], or name columns in `values`, such as values = [\"poor\"]",
                ),
            );
        }
        for (i, value) in spec.values.iter().enumerate() {
            let place = format!("equity.values.{i}");
            if value.matches('*').count() > 1 {
                faults.push(
                    Fault::new(place, "one star stands for the year, and here are several")
                        .remedy("write the rest of the title out, such as grdp_*"),
                );
            } else if spec.values[..i].contains(value) {
                faults.push(
                    Fault::new(place, format!("{value} is measured already"))
                        .remedy("name each column once"),
                );
            }
        }
        if let Some(over) = &spec.over {
            let twice =
                (0..over.values.len()).find(|&i| over.values[..i].contains(&over.values[i]));
            if let Some(i) = twice {
                faults.push(
                    Fault::new(
                        format!("equity.over.values.{i}"),
                        format!("{} is measured already", over.values[i]),
                    )
                    .remedy("name each column once"),
                );
            }
            if over
                .weight
                .as_ref()
                .is_some_and(|w| over.values.contains(w))
            {
                faults.push(
                    Fault::new("equity.over.weight", "the amounts themselves weigh nobody")
                        .remedy("name a column such as the people of the year, or leave it out"),
                );
            }
        }
        if spec.by.contains(&Grouping::Area)
            && study.areas.is_none()
            && spec.by != crate::base::study::Equity::default().by
        {
            faults.push(
                Fault::new(
                    "equity.by",
                    "`area` is a group, and the study draws no areas",
                )
                .remedy("add [areas], or leave `area` out"),
            );
        }
        let least = 2.0 / (spec.permutations as f64 + 1.0);
        if spec.measures.contains(&Inequality::SpatialGini) && least > 0.05 {
            faults.push(
                Fault::new(
                    "equity.permutations",
                    format!(
                        "{} permutations give no p below {least:.4}",
                        spec.permutations
                    ),
                )
                .remedy("ask for 999 permutations or more"),
            );
        }
    }
    let keyed = [
        (
            "advantage",
            study.advantage.as_ref().map(|spec| spec.table()),
        ),
        ("assets", study.assets.as_ref().map(|spec| spec.table())),
        (
            "equity.over",
            study
                .equity
                .as_ref()
                .and_then(|spec| Some(spec.over.as_ref()?.table())),
        ),
    ];
    for (section, table) in keyed {
        let Some(table) = table else { continue };
        if table.code.is_none() && table.name.is_none() {
            faults.push(
                Fault::new(
                    section,
                    format!("[{section}] has neither `code` nor `name`"),
                )
                .remedy("name the column of the official code, or of the unit's name"),
            );
        }
        if table.bridge.is_some() && table.code.is_none() {
            faults.push(
                Fault::new(
                    format!("{section}.bridge"),
                    "`bridge` translates codes, and this table has no `code`",
                )
                .remedy("name the code column, or drop the bridge"),
            );
        }
    }
    if let Some(spec) = &study.advantage
        && spec.dynamic
        && spec.year.is_none()
    {
        faults.push(
            Fault::new(
                "advantage.dynamic",
                "shift-share year by year needs the column of the year",
            )
            .remedy("name it as `year`, or leave `dynamic` out"),
        );
    }
}
