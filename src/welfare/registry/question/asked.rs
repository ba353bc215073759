//! The expressions of `[registry]`, read once.

use crate::base::{modelled, study};
use crate::error::{Error, Result};
use crate::welfare::registry::expression::{Comparison, Definitions, Expression, Operation, parse};
use crate::welfare::registry::query::Measure;

/// Most programmes: each set of them is one group of people.
const PROGRAMMES: usize = 16;

/// A deprivation: its code, its condition, its weight.
pub type Indicator = (String, Expression, f64);

/// What is asked, as expressions.
#[derive(Debug, Clone)]
pub struct Asked {
    /// How many people a row stands for.
    pub weight: Expression,
    /// Which rows count.
    pub filter: Option<Expression>,
    /// What people have.
    pub welfare: Option<Welfare>,
    /// A score, and the condition that it is below its cutoff.
    pub pmt: Option<(Expression, Option<Expression>)>,
    /// Deprivations, and the share of weights from which a person is poor.
    pub deprivations: Option<(Vec<Indicator>, f64)>,
    /// Programmes.
    pub programmes: Vec<Programme>,
    /// Groups: code and condition.
    pub groups: Vec<(String, Expression)>,
    /// Stratum and primary unit.
    pub sample: Option<(Expression, Expression)>,
    /// Further measures of villages.
    pub measures: Vec<Measure>,
}

/// What people have.
#[derive(Debug, Clone)]
pub struct Welfare {
    /// The value.
    pub value: Expression,
    /// The poverty line.
    pub line: Option<Expression>,
    /// The decile, where it is a column.
    pub decile: Option<Expression>,
    /// Where distributions are kept.
    pub level: crate::base::model::Level,
}

/// A programme.
#[derive(Debug, Clone)]
pub struct Programme {
    /// Its code.
    pub code: String,
    /// Who should have it; false where it is missing.
    pub eligible: Expression,
    /// Who has it; false where it is missing.
    pub receives: Expression,
    /// What one gets.
    pub amount: Option<Expression>,
    /// How it is paid.
    pub channel: Option<Expression>,
    /// The payment failed, came late, could be digital.
    pub marks: Vec<(&'static str, Expression)>,
}

impl Asked {
    /// Reads the expressions of a study.
    ///
    /// # Errors
    /// What cannot be read, with the key it stands under; codes that repeat.
    pub fn new(spec: &study::Registry) -> Result<Self> {
        let mut names = Definitions::new(&spec.define).map_err(|e| under("define", e))?;
        let pmt = spec
            .pmt
            .as_ref()
            .map(|pmt| score(pmt, &names))
            .transpose()?;
        if let Some((score, _)) = &pmt {
            names.define("pmt", score.clone());
        }
        let read = |key: &str, text: &String| parse(text, &names).map_err(|e| under(key, e));
        let maybe = |key: &str, text: &Option<String>| {
            text.as_ref().map(|text| read(key, text)).transpose()
        };
        let weight = maybe("weight", &spec.weight)?.unwrap_or(Expression::Number(1.0));
        let welfare = spec.welfare.as_ref().map(|welfare| {
            Ok::<_, Error>(Welfare {
                value: read("welfare.value", &welfare.value)?,
                line: maybe("welfare.line", &welfare.line)?,
                decile: maybe("welfare.decile", &welfare.decile)?,
                level: welfare.level,
            })
        });
        let welfare = welfare.transpose()?;
        let deprivations = spec.deprivations.as_ref().map(|spec| {
            let read = |one: &study::Deprivation| {
                let key = format!("deprivations.{}", one.code);
                Ok::<_, Error>((one.code.clone(), read(&key, &one.deprived)?, one.weight))
            };
            let indicators = spec.indicators.iter().map(read);
            Ok::<_, Error>((indicators.collect::<Result<Vec<_>>>()?, spec.poor))
        });
        let programmes = spec.programmes.iter().map(|spec| {
            let key = |part: &str| format!("programmes.{}.{part}", spec.code);
            let marks = [
                ("failed", &spec.failed),
                ("late", &spec.late),
                ("ready", &spec.ready),
            ];
            let marks = marks.into_iter().filter_map(|(name, text)| {
                let text = text.as_ref()?;
                Some(read(&key(name), text).map(|read| (name, read.surely())))
            });
            Ok(Programme {
                code: spec.code.clone(),
                eligible: read(&key("eligible"), &spec.eligible)?.surely(),
                receives: read(&key("receives"), &spec.receives)?.surely(),
                amount: maybe(&key("amount"), &spec.amount)?,
                channel: maybe(&key("channel"), &spec.channel)?,
                marks: marks.collect::<Result<_>>()?,
            })
        });
        let groups = spec.groups.iter().map(|group| {
            let key = format!("groups.{}", group.code);
            Ok((group.code.clone(), read(&key, &group.members)?.surely()))
        });
        let sample = spec.sample.as_ref().map(|sample| {
            let stratum = maybe("sample.stratum", &sample.stratum)?;
            let stratum = stratum.unwrap_or(Expression::Number(0.0));
            Ok::<_, Error>((stratum, read("sample.unit", &sample.unit)?))
        });
        let measures = spec.measures.iter().map(|(name, text)| {
            let weight = spec.weight.is_some().then_some(&weight);
            let measure = Measure::parse(name, text, &names, weight);
            measure.map_err(|e| under(&format!("measures.{name}"), e))
        });
        let asked = Self {
            filter: maybe("where", &spec.filter)?,
            deprivations: deprivations.transpose()?,
            programmes: programmes.collect::<Result<_>>()?,
            groups: groups.collect::<Result<_>>()?,
            sample: sample.transpose()?,
            measures: measures.collect::<Result<_>>()?,
            weight,
            welfare,
            pmt,
        };
        asked.check()?;
        asked.observed(&spec.modelled)?;
        Ok(asked)
    }

    fn check(&self) -> Result<()> {
        if self.programmes.len() > PROGRAMMES {
            let what = format!("[registry] has more than {PROGRAMMES} programmes");
            return Err(Error::study(what).remedy("leave the least out, or put some together"));
        }
        let indicators = self.deprivations.iter().flat_map(|(all, _)| all);
        let lists: [(&str, Vec<&str>); 3] = [
            (
                "programmes",
                self.programmes
                    .iter()
                    .map(|one| one.code.as_str())
                    .collect(),
            ),
            (
                "groups",
                self.groups.iter().map(|one| one.0.as_str()).collect(),
            ),
            (
                "deprivations",
                indicators.map(|one| one.0.as_str()).collect(),
            ),
        ];
        for (key, codes) in lists {
            for (at, code) in codes.iter().enumerate() {
                if codes[..at].contains(code) {
                    let what = format!("`registry.{key}` has two of the code {code}");
                    return Err(Error::study(what).remedy("give each its own code"));
                }
            }
        }
        Ok(())
    }

    /// That who is poor, who should have a programme and who has it are told by what was observed: errors of targeting measured against a model
    /// would be those of the model.
    fn observed(&self, told: &[String]) -> Result<()> {
        let welfare = self.welfare.iter().flat_map(|welfare| {
            let line = welfare
                .line
                .as_ref()
                .map(|line| ("welfare.line".to_owned(), line));
            [("welfare.value".to_owned(), &welfare.value)]
                .into_iter()
                .chain(line)
        });
        let programmes = self.programmes.iter().flat_map(|one| {
            let key = |part: &str| format!("programmes.{}.{part}", one.code);
            [
                (key("eligible"), &one.eligible),
                (key("receives"), &one.receives),
            ]
        });
        for (key, expression) in welfare.chain(programmes) {
            let mut columns = Vec::new();
            expression.columns_into(&mut columns);
            let modelled = |column: &&&str| {
                modelled::marked(column) || told.iter().any(|told| told == *column)
            };
            if let Some(column) = columns.iter().find(modelled) {
                let what = "a modelled value is no truth to measure targeting by: its errors would count as those of the programme";
                let error = Error::study(what).column(*column);
                return Err(under(
                    &key,
                    error.remedy("name what a survey or the registry observed"),
                ));
            }
        }
        Ok(())
    }

    /// The weight of a row where a condition is true.
    pub fn people(&self, condition: &Expression) -> Expression {
        self.weight.clone().only(condition.clone())
    }

    /// A weighted value where a condition is true.
    pub fn weighted(&self, value: &Expression, condition: &Expression) -> Expression {
        let product = self.weight.clone().with(Operation::Times, value.clone());
        product.only(condition.clone())
    }
}

/// That there is a value.
pub fn there(value: &Expression) -> Expression {
    Expression::Missing(value.clone().into()).negated()
}

/// The score, and that it is below the cutoff.
fn score(spec: &study::Pmt, names: &Definitions) -> Result<(Expression, Option<Expression>)> {
    let mut score = Expression::Number(spec.intercept);
    for (text, coefficient) in &spec.coefficients {
        let part = parse(text, names).map_err(|e| under("pmt.coefficients", e))?;
        let condition = matches!(
            part,
            Expression::Compare(..)
                | Expression::And(..)
                | Expression::Or(..)
                | Expression::Not(_)
                | Expression::Missing(_)
                | Expression::Truth(_)
        );
        let part = match condition {
            // missing where it cannot be told, not 0
            true => {
                let (one, none) = (Expression::Number(1.0), Expression::Number(0.0));
                let not = Expression::If(part.clone().negated().into(), none.into(), None);
                Expression::If(part.into(), one.into(), Some(not.into()))
            }
            false => part,
        };
        let part = part.with(Operation::Times, Expression::Number(*coefficient));
        score = score.with(Operation::Plus, part);
    }
    let below = |cutoff| {
        score
            .clone()
            .compare(Comparison::Less, Expression::Number(cutoff))
    };
    let below = spec.cutoff.map(below);
    Ok((score, below))
}

fn under(key: &str, mut error: Error) -> Error {
    error.what = format!("`registry.{key}`: {}", error.what);
    error
}
