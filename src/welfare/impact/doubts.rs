//! What is odd about a comparison, for whoever reads its numbers.

use super::balance::UNBALANCED;
use super::design::Design;
use super::effect::Effect;
use super::evaluate::{Answer, Told};
use super::matching::Covariates;
use crate::base::finding::Finding;

/// Clusters from which errors by clusters need no second opinion (Cameron and Miller 2015), and clusters with treated villages likewise.
const MANY: [usize; 2] = [30, 5];

/// Whether clusters are so few that intervals by them come out too narrow.
pub fn few_clusters(effect: &Effect) -> bool {
    effect.clusters < MANY[0] || effect.treated_clusters < MANY[1]
}

/// What a reader must know before the numbers; `names` are those of the outcomes.
pub fn doubts(
    answer: &Answer,
    design: &Design,
    covariates: Option<&Covariates>,
    names: &[String],
) -> Vec<Finding> {
    let mut found = Vec::new();
    let counts = answer.treated.counts;
    if counts.always > 0 {
        let what = format!(
            "{} villages are treated in {} or before: nothing is known of them before the start, so they are in no comparison",
            counts.always, design.years[0]
        );
        found.push(
            Finding::warning("recovery-always-treated", what)
                .remedy("add the rows of an earlier year"),
        );
    }
    if counts.left_out > 0 {
        let what = format!(
            "{} villages without the programme are neighbours of villages with it: they are compared with nobody's change and have an effect of their own",
            counts.left_out
        );
        found.push(Finding::info("recovery-neighbours", what));
    }
    let cohorts = design.cohorts();
    if cohorts.len() > 1 {
        let years: Vec<String> = cohorts
            .iter()
            .map(|&wave| design.years[wave].to_string())
            .collect();
        let what = format!(
            "villages start in different years ({}): one regression with fixed effects would compare the early with the late, so each start is compared by itself",
            years.join(", ")
        );
        found.push(Finding::info("recovery-staggered", what));
    }
    for (at, name) in names.iter().enumerate() {
        found.extend(of_outcome(&answer.treated, at, name));
    }
    let treated = &answer.treated;
    for matched in &treated.matches {
        let (alone, unknown) = (matched.alone.len(), matched.unknown.len());
        if alone + unknown > 0 {
            let what = format!(
                "of the villages that start in {}, {alone} have nobody near enough and {unknown} lack a value that they are matched on: matched effects are of the other {}",
                design.years[matched.cohort],
                matched.matches.len()
            );
            found.push(Finding::info("recovery-unmatched", what));
        }
    }
    for line in &treated.balance {
        let Some(apart) = line.difference[1].filter(|d| d.abs() > UNBALANCED) else {
            continue;
        };
        let what = format!(
            "matched villages still differ before the start of {}: {apart:.2} standard deviations",
            design.years[line.cohort]
        );
        let finding = Finding::warning("recovery-unbalanced", what).remedy(
            "narrow the caliper, take another method, or match within a level with `exact`",
        );
        let name = covariates.map(|covariates| &covariates.names[line.covariate]);
        found.push(match name {
            Some(name) => finding.column(name),
            None => finding,
        });
    }
    match &answer.neighbours {
        Some(Err(error)) => {
            let what = format!(
                "neighbours of the treated cannot be compared: {}",
                error.what
            );
            let finding = Finding::info("recovery-spillover", what);
            found.push(finding.remedy(error.remedy.clone().unwrap_or_default()));
        }
        Some(Ok(Told {
            alike: Some(Err(error)),
            ..
        })) => {
            let what = format!(
                "neighbours of the treated cannot be matched: {}",
                error.what
            );
            found.push(Finding::info("recovery-spillover", what));
        }
        _ => {}
    }
    found
}

fn of_outcome(told: &Told, at: usize, name: &str) -> Vec<Finding> {
    let mut found = Vec::new();
    let alike = told.alike.as_ref().and_then(|alike| alike.as_ref().ok());
    let own = alike.map_or(&told.all[at], |alike| &alike[at]);
    let words = if alike.is_some() { ", matched," } else { "" };
    match own.before {
        Some(test) if test.p < 0.05 => found.push(
            Finding::warning(
                "recovery-trend",
                format!(
                    "villages with and without the programme{words} changed differently before it started (p = {:.3}): what follows is likely no effect of it",
                    test.p
                ),
            )
            .remedy("match on what sets them apart, or do not read the effect as one of the programme"),
        ),
        None if own.events.iter().all(|event| event.relative >= -1) => found.push(
            Finding::warning(
                "recovery-no-trend",
                "there is one year before the start, so nobody can see whether both sides changed alike before",
            )
            .remedy("add the rows of earlier years"),
        ),
        _ => {}
    }
    if own.incomplete > 0 {
        let what = format!(
            "{} treated villages have no value in the year before their start or in none after it: no difference of theirs is formed, and only two-way reads the years they have",
            own.incomplete
        );
        found.push(Finding::info("recovery-incomplete", what));
    }
    if let Some(row) = own.rows.first() {
        let (all, treated) = (row.effect.clusters, row.effect.treated_clusters);
        if treated < 2 {
            let what =
                "all treated villages are in one cluster: how sure the effect is cannot be said";
            let finding = Finding::warning("recovery-one-cluster", what);
            found.push(finding.remedy("name a finer level as the cluster"));
        } else if few_clusters(&row.effect) {
            let what = format!(
                "there are {all} clusters, {treated} of them with treated villages: intervals by clusters come out too narrow"
            );
            found.push(
                Finding::warning("recovery-few-clusters", what)
                    .remedy("trust p_bootstrap more than p, or name a finer level as the cluster"),
            );
        }
    }
    found
        .into_iter()
        .map(|finding| finding.column(name))
        .collect()
}
