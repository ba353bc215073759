//! Rules of `[programmes]`.

use crate::base::document::Fault;
use crate::base::study::Study;
use crate::base::words::plain;
use std::collections::BTreeMap;

/// Levers told apart by every word, files that differ, actions with an index to act on, budgets that are amounts.
pub(super) fn programmes(study: &Study, faults: &mut Vec<Fault>) {
    let Some(spec) = &study.programmes else {
        return;
    };
    let mut owner: BTreeMap<String, usize> = BTreeMap::new();
    for (at, lever) in spec.levers.iter().enumerate() {
        for name in lever.names() {
            let first = *owner.entry(plain(name)).or_insert(at);
            if first == at {
                continue;
            }
            let other = &spec.levers[first].code;
            let what = match *other == lever.code {
                true => format!("two levers have the code {other}"),
                false => format!("\"{name}\" names the lever {other}, too"),
            };
            let remedy = "let each code, title and word name one lever; letter case and blanks do not tell them apart";
            faults.push(Fault::new(format!("programmes.levers.{at}"), what).remedy(remedy));
            break;
        }
        if plain(&lever.code).is_empty() {
            faults.push(
                Fault::new(
                    format!("programmes.levers.{at}.code"),
                    "a code needs a letter or a digit",
                )
                .remedy("name the lever, such as code = \"capital\""),
            );
        }
    }
    let files = [
        ("catalogue", Some(&spec.catalogue)),
        ("placements", Some(&spec.placements)),
        ("facilitators", spec.facilitators.as_ref()),
        ("institutions", spec.institutions.as_ref()),
        ("actions", spec.actions.as_ref()),
    ];
    for (at, (key, path)) in files.iter().enumerate() {
        let Some(path) = path else {
            continue;
        };
        if let Some((first, _)) = files[..at].iter().find(|(_, other)| *other == Some(path)) {
            let what = format!("`{key}` and `{first}` are the same file");
            faults.push(
                Fault::new(format!("programmes.{key}"), what)
                    .remedy("give each part of the inventory its own file"),
            );
        }
    }
    if spec.actions.is_some() && study.index.is_none() {
        faults.push(
            Fault::new(
                "programmes.actions",
                "actions are about indicators, and there is no index",
            )
            .remedy("add [index], or leave the actions out"),
        );
    }
    let budgets = spec.allocation.iter().flat_map(|asked| &asked.budgets);
    for (programme, &money) in budgets {
        if !(money.is_finite() && money >= 0.0) {
            faults.push(
                Fault::new(
                    format!("programmes.allocation.budgets.{programme}"),
                    "a budget is a number from 0 up",
                )
                .remedy("write the money of the programme, such as 2.5e9"),
            );
        }
    }
}
