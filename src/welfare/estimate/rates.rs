//! Rates of few people, drawn towards the rate of all or of the places around (Marshall 1991).

use crate::error::{Error, Result};

/// A rate after shrinkage.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rate {
    /// Events over people; missing where there are no people.
    pub raw: Option<f64>,
    /// The shrunken rate.
    pub value: f64,
    /// The variance of the rate given what was seen, the law of rates taken as known.
    pub mse: f64,
    /// The share of the own rate.
    pub gamma: f64,
    /// The rate it is drawn to.
    pub towards: f64,
}

/// Shrinks n rates; with `around`, each towards the rate of itself and its neighbours (positions), else towards that of all.
///
/// Moments of the Poisson-gamma law: Marshall (1991, doi:10.2307/2347593), as GeoDa and PySAL esda have them; a variance below 0 is 0, so that
/// all rates are the common one. A place without people gets the rate it is drawn to. A place whose surroundings have no people has none: `None`.
///
/// # Errors
/// Events or people below 0 or not finite, by their place; no people at all.
pub fn shrunken(
    events: &[f64],
    people: &[f64],
    around: Option<&dyn Fn(usize) -> Vec<usize>>,
) -> Result<Vec<Option<Rate>>> {
    let wrong = |(e, p): (&f64, &f64)| {
        !(e.is_finite() && p.is_finite() && *e >= 0.0 && *p >= 0.0) || *e > 0.0 && *p == 0.0
    };
    if let Some(i) = events.iter().zip(people).position(wrong) {
        return Err(Error::input(format!(
            "{} events among {} people give no rate",
            events[i], people[i]
        ))
        .row(i + 1)
        .remedy(
            "give events and people as numbers from 0 up, and no events where there are no people",
        ));
    }
    if people.iter().all(|p| *p == 0.0) {
        return Err(
            Error::input("there are no people").remedy("name the column of the people at risk")
        );
    }
    let all: Vec<usize> = (0..events.len()).collect();
    let common = around
        .is_none()
        .then(|| Law::of(events, people, &all))
        .flatten();
    let one = |i: usize| {
        let law = match around {
            None => common?,
            Some(around) => {
                let mut near = around(i);
                near.push(i);
                near.sort_unstable();
                near.dedup();
                Law::of(events, people, &near)?
            }
        };
        Some(law.shrink(events[i], people[i]))
    };
    Ok((0..events.len()).map(one).collect())
}

/// Mean and variance of the rates of some places.
#[derive(Clone, Copy)]
struct Law {
    mean: f64,
    variance: f64,
}

impl Law {
    fn of(events: &[f64], people: &[f64], places: &[usize]) -> Option<Self> {
        let all: f64 = places.iter().map(|&i| people[i]).sum();
        if all <= 0.0 {
            return None;
        }
        let mean = places.iter().map(|&i| events[i]).sum::<f64>() / all;
        let peopled = || places.iter().filter(|&&i| people[i] > 0.0);
        let spread = peopled()
            .map(|&i| people[i] * (events[i] / people[i] - mean).powi(2))
            .sum::<f64>()
            / all;
        let chance = mean / (all / peopled().count() as f64);
        Some(Self {
            mean,
            variance: (spread - chance).max(0.0),
        })
    }

    fn shrink(&self, events: f64, people: f64) -> Rate {
        let raw = (people > 0.0).then(|| events / people);
        let gamma = match raw {
            Some(_) if self.variance > 0.0 => self.variance / (self.variance + self.mean / people),
            _ => 0.0,
        };
        let value = gamma * raw.unwrap_or(0.0) + (1.0 - gamma) * self.mean;
        // the gamma law after `events` were seen: its rate is people + mean / variance
        let mse = if self.variance > 0.0 {
            value / (people + self.mean / self.variance)
        } else {
            0.0
        };
        Rate {
            raw,
            value,
            mse,
            gamma,
            towards: self.mean,
        }
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn certain_and_empty_places() {
        let events = [2.0, 0.0, 9.0, 0.0];
        let people = [10.0, 10.0, 10.0, 0.0];
        let found = shrunken(&events, &people, None).unwrap();
        let last = found[3].unwrap();
        assert_eq!((last.raw, last.gamma, last.value), (None, 0.0, 11.0 / 30.0));
        let first = found[0].unwrap();
        assert!(first.value > 0.2 && first.value < 11.0 / 30.0);
        // mean .366667, spread (.2-m)^2+(0-m)^2+(.9-m)^2 over 3 = .148889, less .036667
        assert!((first.gamma - 0.112_222_222 / (0.112_222_222 + 0.036_666_667)).abs() < 1e-8);
        // rates that scatter less than chance does are one rate
        let even = shrunken(&[1.0, 1.0], &[10.0, 10.0], None).unwrap();
        assert!(
            even.iter()
                .all(|r| r.unwrap().value == 0.1 && r.unwrap().gamma == 0.0)
        );
    }

    #[test]
    fn faults_have_a_row() {
        for (events, people) in [
            ([1.0, -1.0], [1.0, 1.0]),
            ([1.0, 1.0], [1.0, 0.0]),
            ([0.0, f64::NAN], [1.0, 1.0]),
        ] {
            assert_eq!(
                shrunken(&events, &people, None).unwrap_err().place.row,
                Some(2)
            );
        }
        assert!(shrunken(&[0.0], &[0.0], None).is_err());
        let alone = |_: usize| Vec::new();
        assert_eq!(
            shrunken(&[0.0, 1.0], &[0.0, 5.0], Some(&alone)).unwrap()[0],
            None
        );
    }
}
