//! Cases and people fit for a scan.

use crate::error::{Error, Result};

/// n whole numbers of cases whose sum is above 0 and fits; cases only where there are people.
pub(super) fn cases(cases: &[f64], population: &[f64], name: &str) -> Result<Vec<u32>> {
    if cases.len() != population.len() {
        return Err(Error::engine(format!(
            "{} cases for {} units",
            cases.len(),
            population.len()
        )));
    }
    whole(cases, "cases")?;
    if let Some(i) = population
        .iter()
        .position(|p| !(p.is_finite() && *p >= 0.0))
    {
        return Err(
            Error::input(format!("people are {}, not a number from 0", population[i]))
                .column(name)
                .row(i + 1)
                .remedy("correct the number, or leave the unit out"),
        );
    }
    if let Some(i) = (0..cases.len()).find(|&i| cases[i] > 0.0 && population[i] == 0.0) {
        return Err(Error::input(format!("{} cases among no people", cases[i]))
            .column(name)
            .row(i + 1)
            .remedy("correct the population, or leave the unit out"));
    }
    let all: f64 = cases.iter().sum();
    if all == 0.0 {
        return Err(Error::input("there are no cases")
            .column("cases")
            .remedy("name the column that counts cases"));
    }
    if all > f64::from(u32::MAX) {
        return Err(Error::input(format!("{all} cases are too many to scan"))
            .column("cases")
            .remedy("count in thousands"));
    }
    Ok(cases.iter().map(|&c| c as u32).collect())
}

/// n cases, and n whole numbers of cases and controls together.
pub(super) fn people(events: &[f64], controls: &[f64]) -> Result<(Vec<u32>, Vec<u64>)> {
    whole(controls, "controls")?;
    if controls.iter().all(|c| *c == 0.0) {
        return Err(Error::input("there are no controls")
            .column("controls")
            .remedy("use the Poisson scan with a population"));
    }
    if events.len() != controls.len() {
        return Err(Error::engine(format!(
            "{} cases for {} controls",
            events.len(),
            controls.len()
        )));
    }
    let people: Vec<f64> = events.iter().zip(controls).map(|(a, b)| a + b).collect();
    let all: f64 = people.iter().sum();
    if all > MOST_PEOPLE {
        return Err(
            Error::input(format!("{all} cases and controls are too many to deal out"))
                .column("controls")
                .remedy("use the Poisson scan with a population"),
        );
    }
    let counts = cases(events, &people, "controls")?;
    Ok((counts, people.iter().map(|&p| p as u64).collect()))
}

/// Beyond this the logarithms of the chances are too coarse.
const MOST_PEOPLE: f64 = 1e10;
/// The greatest count that is still exact in sums.
const MOST: f64 = 9e12;

fn whole(counts: &[f64], name: &str) -> Result<()> {
    let fits = |c: &f64| (0.0..=MOST).contains(c) && c.fract() == 0.0;
    match counts.iter().position(|c| !fits(c)) {
        None => Ok(()),
        Some(i) => Err(Error::input(format!(
            "{name} are {}, not a whole number from 0",
            counts[i]
        ))
        .column(name)
        .row(i + 1)
        .remedy("correct the count, or leave the unit out")),
    }
}
