//! Expressions over the columns of a registry: what a measure counts or sums, whom it is of, what a row weighs.

mod parse;
mod sql;
#[cfg(test)]
mod tests;

pub(in crate::welfare::registry) use parse::Reader;
pub use parse::{Definitions, parse};
pub use sql::quoted;

use crate::error::{Error, Result};
use crate::input::read::rows::Kind;

/// An expression; each is a number, a text or a truth, and may be missing in a row.
#[derive(Debug, Clone, PartialEq)]
pub enum Expression {
    /// A column.
    Column(String),
    /// A number.
    Number(f64),
    /// A text.
    Text(String),
    /// True or false.
    Truth(bool),
    /// Below zero what is above.
    Negative(Box<Self>),
    /// True where false; missing stays missing.
    Not(Box<Self>),
    /// Two numbers put together; missing where one is, or where the divisor is 0.
    Arithmetic(Operation, Box<Self>, Box<Self>),
    /// Two numbers or two texts compared; missing where one is.
    Compare(Comparison, Box<Self>, Box<Self>),
    /// Both; false where one is false, whatever the other.
    And(Box<Self>, Box<Self>),
    /// One or both; true where one is true, whatever the other.
    Or(Box<Self>, Box<Self>),
    /// Whether there is no value.
    Missing(Box<Self>),
    /// The first, or the second where the first is missing.
    Coalesce(Box<Self>, Box<Self>),
    /// The second where the first is true, else the third; missing without one.
    If(Box<Self>, Box<Self>, Option<Box<Self>>),
    /// The greatest whole number that is not above.
    Floor(Box<Self>),
    /// The natural logarithm; missing at 0 and below.
    Ln(Box<Self>),
}

/// What is done with two numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operation {
    /// `+`
    Plus,
    /// `-`
    Minus,
    /// `*`
    Times,
    /// `/`
    By,
}

/// How two values are compared.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Comparison {
    /// `=`
    Equal,
    /// `<>`
    Unequal,
    /// `<`
    Less,
    /// `<=`
    AtMost,
    /// `>`
    Greater,
    /// `>=`
    AtLeast,
}

impl Expression {
    /// A column.
    pub fn column(name: &str) -> Self {
        Self::Column(name.to_owned())
    }

    /// With a number or a text of its own.
    #[must_use]
    pub fn compare(self, how: Comparison, other: Self) -> Self {
        Self::Compare(how, self.into(), other.into())
    }

    /// Put together with another number.
    #[must_use]
    pub fn with(self, operation: Operation, other: Self) -> Self {
        Self::Arithmetic(operation, self.into(), other.into())
    }

    /// Both.
    #[must_use]
    pub fn and(self, other: Self) -> Self {
        Self::And(self.into(), other.into())
    }

    /// The contrary.
    #[must_use]
    pub fn negated(self) -> Self {
        Self::Not(self.into())
    }

    /// This where a condition is true; missing elsewhere.
    #[must_use]
    pub fn only(self, condition: Self) -> Self {
        Self::If(condition.into(), self.into(), None)
    }

    /// Whether it is true; false where it is missing.
    #[must_use]
    pub fn surely(self) -> Self {
        Self::Coalesce(self.into(), Self::Truth(false).into())
    }

    /// Its parts.
    pub fn parts(&self) -> Vec<&Self> {
        match self {
            Self::Column(_) | Self::Number(_) | Self::Text(_) | Self::Truth(_) => Vec::new(),
            Self::Negative(one)
            | Self::Not(one)
            | Self::Missing(one)
            | Self::Floor(one)
            | Self::Ln(one) => vec![one],
            Self::Arithmetic(_, one, other)
            | Self::Compare(_, one, other)
            | Self::And(one, other)
            | Self::Or(one, other)
            | Self::Coalesce(one, other) => vec![one, other],
            Self::If(condition, then, otherwise) => {
                let both = [condition.as_ref(), then.as_ref()].into_iter();
                both.chain(otherwise.as_deref()).collect()
            }
        }
    }

    /// Adds the names of its columns that are not there yet.
    pub fn columns_into<'a>(&'a self, names: &mut Vec<&'a str>) {
        if let Self::Column(name) = self
            && !names.contains(&name.as_str())
        {
            names.push(name);
        }
        for part in self.parts() {
            part.columns_into(names);
        }
    }

    /// What it is, where `of` says what the columns hold.
    ///
    /// # Errors
    /// Parts that do not fit each other, in the words of the expression; those of `of`.
    pub fn kind(&self, of: &dyn Fn(&str) -> Result<Kind>) -> Result<Kind> {
        let wanted = |part: &Self, wanted: Kind| match part.kind(of)? {
            kind if kind == wanted => Ok(kind),
            kind => Err(part.misfit(kind, wanted)),
        };
        let same = |one: &Self, other: &Self| {
            let kind = one.kind(of)?;
            wanted(other, kind)
        };
        match self {
            Self::Column(name) => of(name),
            Self::Number(_) => Ok(Kind::Number),
            Self::Text(_) => Ok(Kind::Text),
            Self::Truth(_) => Ok(Kind::Truth),
            Self::Negative(one) | Self::Floor(one) | Self::Ln(one) => wanted(one, Kind::Number),
            Self::Not(one) => wanted(one, Kind::Truth),
            Self::Missing(one) => one.kind(of).map(|_| Kind::Truth),
            Self::And(one, other) | Self::Or(one, other) => {
                wanted(one, Kind::Truth)?;
                wanted(other, Kind::Truth)
            }
            Self::Arithmetic(_, one, other) => {
                wanted(one, Kind::Number)?;
                wanted(other, Kind::Number)
            }
            Self::Compare(_, one, other) => match same(one, other)? {
                Kind::Truth => Err(one.misfit(Kind::Truth, Kind::Number)),
                _ => Ok(Kind::Truth),
            },
            Self::Coalesce(one, other) => same(one, other),
            Self::If(condition, then, otherwise) => {
                wanted(condition, Kind::Truth)?;
                match otherwise {
                    Some(otherwise) => same(then, otherwise),
                    None => then.kind(of),
                }
            }
        }
    }

    fn misfit(&self, is: Kind, wanted: Kind) -> Error {
        let remedy = match (is, wanted) {
            (Kind::Truth, _) => {
                "it is true or false already: leave the comparison out, or write case when … then 1 else 0 end"
            }
            (_, Kind::Truth) => "write a condition, such as decile <= 4 or sex = 'P'",
            (Kind::Text, _) => {
                "numbers stand without quotes; text in one cell makes a column text: write the column as numbers"
            }
            (Kind::Number, _) => "texts stand in single quotes; name a column of text",
        };
        Error::study(format!(
            "`{}` is {}, and {} is wanted there",
            self.sql(),
            is.as_str(),
            wanted.as_str()
        ))
        .remedy(remedy)
    }
}
