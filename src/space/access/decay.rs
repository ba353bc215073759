//! What a supply is worth from afar.

/// A share from 0 to 1 that falls with the cost.
#[derive(Debug, Clone, PartialEq)]
pub enum Decay {
    /// 1 everywhere in the catchment: 2SFCA.
    None,
    /// `(exp(-(c/r)^2/2) - exp(-1/2)) / (1 - exp(-1/2))`: 1 at no cost, 0 at the catchment r (Dai 2010, doi:10.1016/j.healthplace.2010.06.012).
    Vanishing,
    /// `exp(-c^2 / (2 s^2))` of a bandwidth s above 0.
    Gaussian(f64),
    /// Costs, ascending and inclusive, and the share up to each; 0 beyond the last.
    Steps(Vec<(f64, f64)>),
    /// `max(c, 1)^-b` with b above 0: what costs less than a unit counts as one.
    Power(f64),
    /// `exp(-b c)` with b above 0.
    Exponential(f64),
}

impl Decay {
    /// The share at a cost within the catchment.
    pub fn at(&self, cost: f64, catchment: f64) -> f64 {
        match self {
            Self::None => 1.0,
            Self::Vanishing => {
                let edge = (-0.5_f64).exp();
                let share = if catchment > 0.0 {
                    cost / catchment
                } else {
                    0.0
                };
                ((-0.5 * share * share).exp() - edge) / (1.0 - edge)
            }
            Self::Gaussian(s) => (-(cost * cost) / (2.0 * s * s)).exp(),
            Self::Steps(steps) => {
                let step = steps.iter().find(|(upto, _)| cost <= *upto);
                step.map_or(0.0, |(_, share)| *share)
            }
            Self::Power(b) => cost.max(1.0).powf(-b),
            Self::Exponential(b) => (-b * cost).exp(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_fall_from_one() {
        let steps = Decay::Steps(vec![(10.0, 1.0), (20.0, 0.68), (30.0, 0.22)]);
        let all = [
            Decay::None,
            Decay::Vanishing,
            Decay::Gaussian(12.0),
            steps.clone(),
            Decay::Power(1.5),
            Decay::Exponential(0.1),
        ];
        for decay in &all {
            assert_eq!(decay.at(0.0, 30.0), 1.0, "{decay:?}");
            let shares: Vec<f64> = (0..=30).map(|c| decay.at(f64::from(c), 30.0)).collect();
            assert!(shares.windows(2).all(|w| w[0] >= w[1]), "{decay:?}");
            assert!(shares.iter().all(|s| (0.0..=1.0).contains(s)), "{decay:?}");
        }
        assert!(Decay::Vanishing.at(30.0, 30.0).abs() < 1e-15);
        let at = |c| steps.at(c, 30.0);
        assert_eq!(
            [at(10.0), at(10.5), at(20.0), at(30.0), at(30.5)],
            [1.0, 0.68, 0.68, 0.22, 0.0]
        );
        assert!((Decay::Gaussian(12.0).at(12.0, 30.0) - 0.606_530_659_712_633_4).abs() < 1e-15);
        assert!((Decay::Power(2.0).at(4.0, 30.0) - 0.0625).abs() < 1e-15);
    }
}
