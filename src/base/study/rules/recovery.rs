//! Rules of `[recovery]`.

use crate::base::document::Fault;
use crate::base::model::Level;
use crate::base::study::{Study, Treatment};

/// A programme needs its inventory; columns are named once; clusters and strata are regions; years ascend.
pub(super) fn recovery(study: &Study, faults: &mut Vec<Fault>) {
    let Some(spec) = &study.recovery else {
        return;
    };
    let files = spec.panel.each();
    if files.is_empty() {
        faults.push(
            Fault::new("recovery.panel", "`panel` lists no file").remedy("name at least one"),
        );
    }
    if spec.year.is_none() && files.iter().any(|(_, own)| own.is_none()) {
        faults.push(
            Fault::new("recovery", "nothing says of which year the rows of the panel are")
                .remedy("name the column as `year`, or give each file its year, such as panel = [{ path = \"2021.csv\", year = 2021 }]"),
        );
    }
    if spec.code.columns().is_empty() {
        faults.push(
            Fault::new("recovery.code", "`code` lists no column").remedy("name at least one"),
        );
    }
    treatment(&spec.treatment, study.programmes.is_some(), faults);
    let twice = |names: &[String]| {
        let again = |(at, name): (usize, &String)| names[..at].contains(name).then(|| name.clone());
        names.iter().enumerate().find_map(again)
    };
    let on = spec.matching.as_ref().map(|alike| &alike.on);
    let lists = [("outcomes", Some(&spec.outcomes)), ("match.on", on)];
    for (key, names) in lists {
        if let Some(name) = names.and_then(|names| twice(names)) {
            faults.push(
                Fault::new(format!("recovery.{key}"), format!("{name} is named twice"))
                    .remedy("name each column once"),
            );
        }
    }
    if let Some(name) = spec.units.keys().find(|name| !spec.outcomes.contains(name)) {
        faults.push(
            Fault::new(
                format!("recovery.units.{name}"),
                format!("{name} is none of the outcomes"),
            )
            .remedy("give units of columns that `outcomes` names"),
        );
    }
    let exact = spec.matching.as_ref().and_then(|alike| alike.exact);
    for (key, level) in [("cluster", Some(spec.cluster)), ("match.exact", exact)] {
        if level == Some(Level::Village) {
            faults.push(
                Fault::new(
                    format!("recovery.{key}"),
                    "a village is no group of villages",
                )
                .remedy("name district, regency or province"),
            );
        }
    }
    let ascend = |years: &Vec<i32>| years.windows(2).all(|pair| pair[0] < pair[1]);
    if spec.years.as_ref().is_some_and(|years| !ascend(years)) {
        faults.push(
            Fault::new("recovery.years", "years must ascend")
                .remedy("write each year once, the first first, such as years = [2021, 2023]"),
        );
    }
}

fn treatment(treatment: &Treatment, inventory: bool, faults: &mut Vec<Fault>) {
    let mut fault = |key: &str, what: &str, remedy: &str| {
        faults.push(Fault::new(format!("recovery.treatment{key}"), what).remedy(remedy));
    };
    let table = [
        (".path", treatment.path.is_some()),
        (".code", treatment.code.is_some()),
        (".start", treatment.start.is_some()),
    ];
    let columns = treatment.code.as_ref().map(|code| code.columns().len());
    if treatment.programme.is_some() {
        if let Some((key, _)) = table.iter().find(|(_, given)| *given) {
            fault(
                key,
                "the treated villages are those of a programme already",
                "give a programme, or a table with path, code and start",
            );
        }
        if !inventory {
            fault(
                ".programme",
                "a programme is one of the inventory, and there is none",
                "add [programmes], or give the treated villages as treatment = { path = …, code = …, start = … }",
            );
        }
    } else if table.iter().any(|(_, given)| !given) {
        fault(
            "",
            "nothing says who is treated from when",
            "write { programme = … }, or { path = …, code = …, start = … }",
        );
    } else if columns == Some(0) {
        fault(".code", "`code` lists no column", "name at least one");
    }
}
