//! Log likelihood ratios of a circle, and counts as chance alone would spread them.

use super::chance::{binomial, hypergeometric};
use rand::rngs::ChaCha8Rng;

/// A model of how cases come about.
pub(super) trait Likelihood: Sync {
    /// What the ratio of one circle needs besides its cases.
    type Circle;

    /// A circle with so many people.
    fn circle(&self, people: f64) -> Self::Circle;

    /// The cases expected, and the factor of (inside - expected)² that bounds the ratio.
    fn bound(&self, circle: &Self::Circle) -> (f64, f64);

    /// Log likelihood ratio with so many cases inside; 0 unless they are more than expected.
    fn ratio(&self, circle: &Self::Circle, inside: u32) -> f64;

    /// Spreads the cases over the n units.
    fn spread(&self, rng: &mut ChaCha8Rng, cases: &mut [u32]);
}

/// Room for rounding in a bound.
const SAFE: f64 = 1.0 + 1e-6;

/// k ln k of whole numbers; those up to a size are kept.
struct Entropy(Vec<f64>);

const KEPT: u64 = 1 << 20;

impl Entropy {
    fn new(most: u64) -> Self {
        Self((0..=most.min(KEPT)).map(Self::of).collect())
    }

    fn of(k: u64) -> f64 {
        if k == 0 {
            0.0
        } else {
            k as f64 * (k as f64).ln()
        }
    }

    #[inline]
    fn at(&self, k: u64) -> f64 {
        match self.0.get(k as usize) {
            Some(&value) => value,
            None => Self::of(k),
        }
    }
}

/// One rate for all people.
pub(super) struct Poisson<'a> {
    population: &'a [f64],
    people: f64,
    cases: u32,
    entropy: Entropy,
}

impl<'a> Poisson<'a> {
    pub(super) fn new(cases: &[u32], population: &'a [f64]) -> Self {
        let all = cases.iter().sum();
        Self {
            population,
            people: population.iter().sum(),
            cases: all,
            entropy: Entropy::new(u64::from(all)),
        }
    }
}

/// Expected cases inside, and the logarithms of those inside and outside.
pub(super) struct Expected {
    inside: f64,
    ln_inside: f64,
    ln_outside: f64,
}

impl Likelihood for Poisson<'_> {
    type Circle = Expected;

    fn circle(&self, people: f64) -> Expected {
        let inside = f64::from(self.cases) * people / self.people;
        Expected {
            inside,
            ln_inside: inside.ln(),
            ln_outside: (f64::from(self.cases) - inside).ln(),
        }
    }

    /// From ln x <= x - 1 inside and outside.
    fn bound(&self, circle: &Expected) -> (f64, f64) {
        let outside = f64::from(self.cases) - circle.inside;
        (circle.inside, SAFE * (1.0 / circle.inside + 1.0 / outside))
    }

    #[inline]
    fn ratio(&self, circle: &Expected, inside: u32) -> f64 {
        let outside = self.cases - inside;
        if f64::from(inside) <= circle.inside {
            return 0.0;
        }
        let entropy = self.entropy.at(u64::from(inside)) + self.entropy.at(u64::from(outside));
        entropy - f64::from(inside) * circle.ln_inside - f64::from(outside) * circle.ln_outside
    }

    /// A multinomial draw, unit by unit.
    fn spread(&self, rng: &mut ChaCha8Rng, cases: &mut [u32]) {
        let (mut left, mut people) = (u64::from(self.cases), self.people);
        let last = self.population.iter().rposition(|p| *p > 0.0);
        for (i, (count, own)) in cases.iter_mut().zip(self.population).enumerate() {
            // what is left of people is rounded, so the last unit takes what is left of cases
            let chance = if Some(i) == last { 1.0 } else { own / people };
            let here = binomial(rng, left, chance);
            *count = here as u32;
            left -= here;
            people -= own;
        }
    }
}

/// One chance for all people to be a case.
pub(super) struct Bernoulli<'a> {
    each: &'a [u64],
    people: u64,
    cases: u32,
    entropy: Entropy,
    /// The logarithm of the likelihood with one chance.
    even: f64,
}

impl<'a> Bernoulli<'a> {
    pub(super) fn new(cases: &[u32], each: &'a [u64]) -> Self {
        let (all, people) = (cases.iter().sum(), each.iter().sum());
        let entropy = Entropy::new(people);
        let even =
            entropy.at(u64::from(all)) + entropy.at(people - u64::from(all)) - entropy.at(people);
        Self {
            each,
            people,
            cases: all,
            entropy,
            even,
        }
    }
}

/// People inside, the cases expected, and the part of the ratio that does not hang on the cases.
pub(super) struct Chance {
    people: u64,
    expected: f64,
    fixed: f64,
}

impl Likelihood for Bernoulli<'_> {
    type Circle = Chance;

    fn circle(&self, people: f64) -> Chance {
        let inside = people as u64;
        let outside = self.people - inside;
        Chance {
            people: inside,
            expected: f64::from(self.cases) * people / self.people as f64,
            fixed: self.entropy.at(inside) + self.entropy.at(outside) + self.even,
        }
    }

    /// A Kullback-Leibler divergence is at most the chi-squared one.
    fn bound(&self, circle: &Chance) -> (f64, f64) {
        let all = self.people as f64;
        let (inside, share) = (circle.people as f64, f64::from(self.cases) / all);
        let factor = (1.0 / inside + 1.0 / (all - inside)) / (share * (1.0 - share));
        (circle.expected, SAFE * factor)
    }

    #[inline]
    fn ratio(&self, circle: &Chance, inside: u32) -> f64 {
        if f64::from(inside) <= circle.expected {
            return 0.0;
        }
        let (cases, outside) = (u64::from(inside), u64::from(self.cases - inside));
        self.entropy.at(cases)
            + self.entropy.at(circle.people - cases)
            + self.entropy.at(outside)
            + self.entropy.at(self.people - circle.people - outside)
            - circle.fixed
    }

    /// Unit by unit, how many of its people are among the cases that are left.
    fn spread(&self, rng: &mut ChaCha8Rng, cases: &mut [u32]) {
        let (mut left, mut people) = (u64::from(self.cases), self.people);
        for (count, &own) in cases.iter_mut().zip(self.each) {
            let here = hypergeometric(rng, people, left, own);
            *count = here as u32;
            left -= here;
            people -= own;
        }
    }
}
