//! What is asked of access, and which options go with it.

use super::Options;
use crate::error::{Error, Result};
use crate::space::access::{Decay, Method};
use clap::ValueEnum;

/// What is asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Sought {
    /// The nearest point, or the nearest N
    Nearest,
    /// How many points are in the catchment
    Count,
    /// Capacity for each person that competes for it, in two steps
    #[value(name = "2sfca")]
    Floating,
    /// The same, worth less from afar
    #[value(name = "e2sfca")]
    Enhanced,
    /// Capacity worth less from afar, added up
    Gravity,
}

impl Sought {
    /// The word on the command line.
    pub fn word(self) -> &'static str {
        match self {
            Self::Nearest => "nearest",
            Self::Count => "count",
            Self::Floating => "2sfca",
            Self::Enhanced => "e2sfca",
            Self::Gravity => "gravity",
        }
    }

    /// Whether there is a score.
    pub fn scores(self) -> bool {
        !matches!(self, Self::Nearest | Self::Count)
    }
}

/// A decay as it was written.
#[derive(Debug, Clone, PartialEq)]
pub struct Falls {
    /// What was typed.
    pub text: String,
    decay: Decay,
}

/// A number above 0.
pub fn amount(text: &str) -> Result<f64, String> {
    let number: Option<f64> = text.parse().ok();
    let number = number.filter(|r| r.is_finite() && *r > 0.0);
    number.ok_or_else(|| "write a number above 0".to_owned())
}

/// A decay: `gaussian`, `gaussian=4`, `power=2`, `exponential=0.2`, `steps=5:1,10:0.6`.
pub fn falls(text: &str) -> Result<Falls, String> {
    let (name, value) = match text.split_once('=') {
        Some((name, value)) => (name, Some(value)),
        None => (text, None),
    };
    let decay = match (name, value) {
        ("gaussian", None) => Decay::Vanishing,
        ("gaussian", Some(value)) => Decay::Gaussian(amount(value)?),
        ("power", Some(value)) => Decay::Power(amount(value)?),
        ("exponential", Some(value)) => Decay::Exponential(amount(value)?),
        ("steps" | "step", Some(value)) => Decay::Steps(steps(value)?),
        _ => {
            return Err(
                "write gaussian, gaussian=S, power=B, exponential=B or steps=COST:SHARE,COST:SHARE"
                    .into(),
            );
        }
    };
    Ok(Falls {
        text: text.to_owned(),
        decay,
    })
}

fn steps(text: &str) -> Result<Vec<(f64, f64)>, String> {
    let wrong = || {
        "write rising costs with falling shares from 0 to 1, such as steps=5:1,10:0.6".to_owned()
    };
    let step = |pair: &str| {
        let (cost, share) = pair.split_once(':').ok_or_else(wrong)?;
        let share: f64 = share.trim().parse().map_err(|_| wrong())?;
        Ok((amount(cost.trim())?, share))
    };
    let steps: Vec<(f64, f64)> = text.split(',').map(step).collect::<Result<_, String>>()?;
    let falls = steps
        .windows(2)
        .all(|w| w[0].0 < w[1].0 && w[0].1 >= w[1].1);
    let shares = steps.iter().all(|(_, share)| (0.0..=1.0).contains(share));
    if falls && shares {
        Ok(steps)
    } else {
        Err(wrong())
    }
}

impl Options {
    /// Checks that every option goes with the measure and none is missing.
    pub(super) fn check(&self) -> Result<()> {
        let word = self.measure.word();
        let wants = |what: &str, why: &str| {
            let what = format!("--measure {word} needs {what}");
            Err(Error::study(what).remedy(why))
        };
        let is = |of: &[Sought]| of.contains(&self.measure);
        let near = is(&[Sought::Nearest]);
        let floats = is(&[Sought::Floating, Sought::Enhanced]);
        if self.catchment.is_none() && !near {
            return wants("--catchment", "say how far a point serves");
        }
        if self.weight.is_none() && floats {
            return wants("--weight", "name the column of the people who compete");
        }
        if self.decay.is_none() && is(&[Sought::Enhanced, Sought::Gravity]) {
            return wants(
                "--decay",
                "say how its worth falls, such as --decay gaussian",
            );
        }
        let stray = [
            ("--catchment", self.catchment.is_some() && near),
            (
                "--weight",
                self.weight.is_some() && !floats && self.next.is_none(),
            ),
            ("--next", self.next.is_some() && !near),
            (
                "--capacity",
                self.capacity.is_some() && !self.measure.scores(),
            ),
            (
                "--decay",
                self.decay.is_some() && !is(&[Sought::Enhanced, Sought::Gravity]),
            ),
            ("--k", self.k > 1 && !near),
            ("--standard", self.standard.is_some() && !near),
        ];
        if let Some((name, _)) = stray.into_iter().find(|(_, stray)| *stray) {
            return Err(
                Error::study(format!("{name} does not go with --measure {word}"))
                    .remedy("leave it out"),
            );
        }
        if self.standard.is_some() && self.k > 1 {
            return Err(Error::study(
                "--standard is about the nearest point, and --k asks for more",
            )
            .remedy("leave one of them out"));
        }
        if self.detour.is_some_and(|detour| detour < 1.0) {
            return Err(Error::study("no way is shorter than the straight line")
                .remedy("write --detour 1 or more"));
        }
        Ok(())
    }

    /// How supply becomes a score.
    pub(super) fn scored(&self) -> (Method, Decay) {
        let method = match self.measure {
            Sought::Gravity => Method::Gravity,
            _ => Method::Floating,
        };
        let decay = self.decay.as_ref().map(|falls| falls.decay.clone());
        (method, decay.unwrap_or(Decay::None))
    }
}
