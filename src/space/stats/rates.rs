//! Rates whose spread depends on the population behind them: the standardisation of Assunção and Reis, and Moran on it.

use super::global::Global;
use super::local::Local;
use super::local_moran::local_moran;
use super::moran::moran;
use super::weights::Transform;
use crate::error::{Error, Result};
use crate::space::graph::Graph;

/// Empirical Bayes standardised rates (p_i - b)/sqrt(v_i): p_i = e_i/n_i, b the overall rate, v_i = a + b/n_i, a the variance between
/// units less what chance gives; where v_i is not positive it is b/n_i.
///
/// * `events` e, `base` n: as many finite numbers each, events not negative, base above 0; in the order of the units.
/// * As GeoDa, spdep's `EBImoran.mc` and esda's `assuncao_rate`.
///
/// Errors: lengths differ, a value not finite, negative events, a base not above 0 (named `base`), no events at all, the same rate everywhere.
///
/// Source: Assunção and Reis 1999, doi:10.1002/(SICI)1097-0258(19990830)18:16<2147::AID-SIM179>3.0.CO;2-I. O(n).
pub fn standardised_rates(events: &[f64], base: &[f64]) -> Result<Vec<f64>> {
    if events.len() != base.len() {
        return Err(Error::engine(format!(
            "{} events for {} bases",
            events.len(),
            base.len()
        )));
    }
    if let Some(i) = events.iter().position(|e| !(e.is_finite() && *e >= 0.0)) {
        return Err(
            Error::input(format!("events are {}, not a number from 0", events[i]))
                .column("events")
                .row(i + 1)
                .remedy("correct the count, or leave the unit out, with its links"),
        );
    }
    if let Some(i) = base.iter().position(|n| !(n.is_finite() && *n > 0.0)) {
        return Err(
            Error::input(format!("the base of a rate is {}, not above 0", base[i]))
                .column("base")
                .row(i + 1)
                .remedy("leave units without a population out, with their links: empty their cells in a table"),
        );
    }
    let people: f64 = base.iter().sum();
    let overall = events.iter().sum::<f64>() / people;
    if events.iter().all(|e| *e == 0.0) {
        return Err(Error::input("there are no events, so no rates")
            .column("events")
            .remedy("name the column that counts events"));
    }
    let off: Vec<f64> = events
        .iter()
        .zip(base)
        .map(|(e, n)| e / n - overall)
        .collect();
    if off.iter().all(|d| d.abs() <= 1e-13 * overall) {
        return Err(Error::input("the rate is the same everywhere")
            .remedy("name a column that differs between units"));
    }
    let squares: f64 = off.iter().zip(base).map(|(d, n)| n * d * d).sum();
    let between = squares / people - overall / (people / base.len() as f64);
    let standardised = off.iter().zip(base).map(|(d, n)| {
        let chance = overall / n;
        let variance = between + chance;
        d / if variance > 0.0 { variance } else { chance }.sqrt()
    });
    Ok(standardised.collect())
}

/// Moran's I of [`standardised_rates`], as esda's `Moran_Rate` and spdep's `EBImoran.mc`; errors of both.
///
/// Source: Assunção and Reis 1999. O((n + links) x permutations).
pub fn moran_rate(
    events: &[f64],
    base: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Global> {
    let rates = standardised_rates(events, base)?;
    Ok(Global {
        name: "moran-rate",
        ..moran(&rates, graph, transform, permutations, seed)?
    })
}

/// Local Moran of [`standardised_rates`], which are the values, as esda's `Moran_Local_Rate` and GeoDa's "local Moran with EB rate".
///
/// Errors: those of both. Source: Assunção and Reis 1999; Anselin 1995. O(links x permutations).
pub fn local_moran_rate(
    events: &[f64],
    base: &[f64],
    graph: &Graph,
    transform: Transform,
    permutations: usize,
    seed: u64,
) -> Result<Local> {
    let rates = standardised_rates(events, base)?;
    local_moran(&rates, graph, transform, permutations, seed)
}
