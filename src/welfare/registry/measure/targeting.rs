//! Whom a programme reaches and whom it should: undercoverage, leakage, kappa, and the index of Coady, Grosh and Hoddinott.

use super::ratio;

/// Sums of weights of the four kinds of people.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Reach {
    /// Eligible, and reached.
    pub hit: f64,
    /// Eligible, not reached.
    pub missed: f64,
    /// Reached, not eligible.
    pub leaked: f64,
    /// Neither.
    pub rest: f64,
}

impl Reach {
    /// Everybody.
    pub fn people(&self) -> f64 {
        self.hit + self.missed + self.leaked + self.rest
    }

    /// Share of everybody that is reached.
    pub fn coverage(&self) -> Option<f64> {
        ratio(self.hit + self.leaked, self.people())
    }

    /// Exclusion error: the share of the eligible that is not reached, FN / (FN + TP).
    pub fn undercoverage(&self) -> Option<f64> {
        ratio(self.missed, self.hit + self.missed)
    }

    /// Inclusion error: the share of those reached that is not eligible, FP / (FP + TP).
    pub fn leakage(&self) -> Option<f64> {
        ratio(self.leaked, self.hit + self.leaked)
    }

    /// The share of the benefits that reaches the eligible by their share of the people (Coady, Grosh and Hoddinott 2004): 1 is as good as chance,
    /// above is better. Benefits are `to_eligible` of `benefits`; without amounts everybody reached has one.
    pub fn cgh(&self, amounts: Option<[f64; 2]>) -> Option<f64> {
        let [to_eligible, benefits] = amounts.unwrap_or([self.hit, self.hit + self.leaked]);
        ratio(
            ratio(to_eligible, benefits)?,
            ratio(self.hit + self.missed, self.people())?,
        )
    }

    /// Cohen's (1960) kappa: the agreement of eligible and reached beyond that of chance. Missing where chance alone agrees fully.
    pub fn kappa(&self) -> Option<f64> {
        let people = self.people();
        let (eligible, reached) = (self.hit + self.missed, self.hit + self.leaked);
        let agreed = ratio(self.hit + self.rest, people)?;
        let by_chance = ratio(eligible, people)? * ratio(reached, people)?
            + (1.0 - eligible / people) * (1.0 - reached / people);
        ratio(agreed - by_chance, 1.0 - by_chance)
    }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn table_of_revisiting_targeting() {
        // World Bank, Revisiting Targeting (2022), table 7.3: ten people, four of them poor
        let some = Reach {
            hit: 2.0,
            missed: 2.0,
            leaked: 0.0,
            rest: 6.0,
        };
        assert_eq!(
            (some.undercoverage(), some.leakage()),
            (Some(0.5), Some(0.0))
        );
        assert_eq!((some.cgh(None), some.coverage()), (Some(2.5), Some(0.2)));
        assert!((some.kappa().unwrap() - 0.5455).abs() < 5e-5);
        let all = Reach {
            hit: 4.0,
            missed: 0.0,
            leaked: 6.0,
            rest: 0.0,
        };
        assert_eq!((all.undercoverage(), all.leakage()), (Some(0.0), Some(0.6)));
        assert_eq!((all.cgh(None), all.kappa()), (Some(1.0), Some(0.0)));
        assert_eq!(some.cgh(Some([30.0, 100.0])), Some(0.3 / 0.4));
        let none = Reach::default();
        assert_eq!(
            (none.coverage(), none.kappa(), none.cgh(None)),
            (None, None, None)
        );
    }
}
