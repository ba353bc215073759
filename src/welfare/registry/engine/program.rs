//! Expressions as steps, each made once however many measures share it, worked off in blocks that fit the cache.

use super::load::{load, same};
use crate::error::Result;
use crate::input::read::rows::Kind;
use crate::welfare::registry::expression::{Comparison, Expression, Operation};
use polars::prelude::*;

/// Rows of a block.
pub(super) const BLOCK: usize = 512;

/// Truths with a third value between them, so that `and` is the least and `or` the greatest.
pub(super) const FALSE: u8 = 0;
pub(super) const UNKNOWN: u8 = 1;
pub(super) const TRUE: u8 = 2;

/// One step; numbers name earlier steps.
#[derive(Debug, Clone, PartialEq)]
enum Step {
    Column(usize),
    Number(f64),
    Text(String),
    Truth(bool),
    Negative(usize),
    Not(usize),
    Arithmetic(Operation, usize, usize),
    Compare(Comparison, usize, usize),
    /// Whether a column is, or with false is not, this text.
    Same(usize, String, bool),
    And(usize, usize),
    Or(usize, usize),
    Missing(usize),
    Coalesce(usize, usize),
    If(usize, usize, Option<usize>),
    Floor(usize),
    Ln(usize),
}

/// Steps in the order in which they are done.
#[derive(Debug, Default)]
pub(super) struct Program {
    steps: Vec<(Step, Kind)>,
    /// Columns that are read.
    pub columns: Vec<String>,
}

/// What a step made of a block: numbers (NaN is missing), truths or texts.
#[derive(Debug)]
pub(super) enum Register<'a> {
    Number(Vec<f64>),
    Truth(Vec<u8>),
    Text(Vec<Option<&'a str>>),
}

impl Register<'_> {
    /// How many of rows `from..to` have a value.
    pub fn count(&self, from: usize, to: usize) -> u64 {
        let count = match self {
            Self::Number(values) => values[from..to].iter().filter(|x| !x.is_nan()).count(),
            Self::Truth(values) if to == from + 1 => usize::from(values[from] != UNKNOWN),
            Self::Truth(values) => {
                // as many as a byte can count
                let parts = values[from..to].chunks(u8::MAX.into());
                let count = |part: &[u8]| part.iter().map(|x| u8::from(*x != UNKNOWN)).sum::<u8>();
                parts.map(|part| usize::from(count(part))).sum()
            }
            Self::Text(values) => values[from..to].iter().flatten().count(),
        };
        count as u64
    }
}

impl Program {
    /// Adds the steps of an expression that are not there yet; which step makes it.
    pub fn add(
        &mut self,
        expression: &Expression,
        of: &dyn Fn(&str) -> Result<Kind>,
    ) -> Result<usize> {
        let kind = expression.kind(of)?;
        if let Some((name, text, is)) = told_apart(expression) {
            let step = Step::Same(self.column(name), text.to_owned(), is);
            return Ok(self.step(step, kind));
        }
        let parts = expression.parts().into_iter();
        let at: Vec<usize> = parts
            .map(|part| self.add(part, of))
            .collect::<Result<_>>()?;
        let step = match expression {
            Expression::Column(name) => Step::Column(self.column(name)),
            Expression::Number(x) => Step::Number(*x),
            Expression::Text(text) => Step::Text(text.clone()),
            Expression::Truth(truth) => Step::Truth(*truth),
            Expression::Negative(_) => Step::Negative(at[0]),
            Expression::Not(_) => Step::Not(at[0]),
            Expression::Arithmetic(operation, ..) => Step::Arithmetic(*operation, at[0], at[1]),
            Expression::Compare(how, ..) => Step::Compare(*how, at[0], at[1]),
            Expression::And(..) => Step::And(at[0], at[1]),
            Expression::Or(..) => Step::Or(at[0], at[1]),
            Expression::Missing(_) => Step::Missing(at[0]),
            Expression::Coalesce(..) => Step::Coalesce(at[0], at[1]),
            Expression::If(..) => Step::If(at[0], at[1], at.get(2).copied()),
            Expression::Floor(_) => Step::Floor(at[0]),
            Expression::Ln(_) => Step::Ln(at[0]),
        };
        Ok(self.step(step, kind))
    }

    fn step(&mut self, step: Step, kind: Kind) -> usize {
        let known = self.steps.iter().position(|(other, _)| *other == step);
        known.unwrap_or_else(|| {
            self.steps.push((step, kind));
            self.steps.len() - 1
        })
    }

    fn column(&mut self, name: &str) -> usize {
        let known = self.columns.iter().position(|column| column == name);
        known.unwrap_or_else(|| {
            self.columns.push(name.to_owned());
            self.columns.len() - 1
        })
    }

    /// Registers for blocks of a batch; constants stand in them for good.
    pub fn registers<'a>(&'a self) -> Vec<Register<'a>> {
        let register = |(step, kind): &'a (Step, Kind)| match (step, kind) {
            (Step::Number(x), _) => Register::Number(vec![*x; BLOCK]),
            (Step::Truth(truth), _) => Register::Truth(vec![known(*truth); BLOCK]),
            (Step::Text(text), _) => Register::Text(vec![Some(text.as_str()); BLOCK]),
            (_, Kind::Number) => Register::Number(vec![f64::NAN; BLOCK]),
            (_, Kind::Truth) => Register::Truth(vec![UNKNOWN; BLOCK]),
            (_, Kind::Text) => Register::Text(vec![None; BLOCK]),
        };
        self.steps.iter().map(register).collect()
    }

    /// Works off rows `start..start + len` of the columns, which are those of [`Program::columns`].
    pub fn run<'a>(
        &self,
        columns: &'a [Column],
        start: usize,
        len: usize,
        registers: &mut [Register<'a>],
    ) -> PolarsResult<()> {
        for (at, (step, _)) in self.steps.iter().enumerate() {
            let (before, here) = registers.split_at_mut(at);
            if let Some(here) = here.first_mut() {
                step.work(before, here, columns, start, len)?;
            }
        }
        Ok(())
    }
}

/// The column, the text, and whether the one is or is not the other, where an expression asks only that.
fn told_apart(expression: &Expression) -> Option<(&str, &str, bool)> {
    use Expression::{Column, Text};
    let Expression::Compare(how, one, other) = expression else {
        return None;
    };
    let is = match how {
        Comparison::Equal => true,
        Comparison::Unequal => false,
        _ => return None,
    };
    match (one.as_ref(), other.as_ref()) {
        (Column(name), Text(text)) | (Text(text), Column(name)) => Some((name, text, is)),
        _ => None,
    }
}

fn known(truth: bool) -> u8 {
    if truth { TRUE } else { FALSE }
}

impl Step {
    fn work<'a>(
        &self,
        before: &[Register<'a>],
        here: &mut Register<'a>,
        columns: &'a [Column],
        start: usize,
        len: usize,
    ) -> PolarsResult<()> {
        use Register as R;
        let each = |part: &usize| &before[*part];
        match (self, here) {
            (Self::Number(_) | Self::Text(_) | Self::Truth(_), _) => {}
            (Self::Column(column), here) => load(&columns[*column], start, len, here)?,
            (Self::Negative(one), R::Number(out)) => {
                numbers(each(one), len, out, |x| -x);
            }
            (Self::Floor(one), R::Number(out)) => numbers(each(one), len, out, f64::floor),
            (Self::Ln(one), R::Number(out)) => {
                numbers(
                    each(one),
                    len,
                    out,
                    |x| if x > 0.0 { x.ln() } else { f64::NAN },
                );
            }
            (Self::Arithmetic(operation, one, other), R::Number(out)) => {
                if let (R::Number(one), R::Number(other)) = (each(one), each(other)) {
                    arithmetic(*operation, &one[..len], &other[..len], &mut out[..len]);
                }
            }
            (Self::Compare(how, one, other), R::Truth(out)) => match (each(one), each(other)) {
                (R::Number(one), R::Number(other)) => {
                    compare(*how, &one[..len], &other[..len], &mut out[..len]);
                }
                (R::Text(one), R::Text(other)) => {
                    let pairs = one[..len].iter().zip(&other[..len]);
                    for (out, (one, other)) in out.iter_mut().zip(pairs) {
                        *out = match (one, other) {
                            (Some(one), Some(other)) => known(how.holds(one.cmp(other))),
                            _ => UNKNOWN,
                        };
                    }
                }
                _ => {}
            },
            (Self::Same(column, text, is), R::Truth(out)) => {
                same(&columns[*column], start, text, *is, &mut out[..len]);
            }
            (Self::Not(one), R::Truth(out)) => {
                if let R::Truth(one) = each(one) {
                    out.iter_mut()
                        .zip(&one[..len])
                        .for_each(|(out, one)| *out = TRUE - one);
                }
            }
            (Self::And(one, other), R::Truth(out)) => {
                truths(each(one), each(other), len, out, u8::min)
            }
            (Self::Or(one, other), R::Truth(out)) => {
                truths(each(one), each(other), len, out, u8::max)
            }
            (Self::Missing(one), R::Truth(out)) => match each(one) {
                R::Number(one) => fill(out, one, len, |x| known(x.is_nan())),
                R::Truth(one) => fill(out, one, len, |x| known(*x == UNKNOWN)),
                R::Text(one) => fill(out, one, len, |x| known(x.is_none())),
            },
            (Self::Coalesce(one, other), here) => match (each(one), each(other), here) {
                (R::Number(one), R::Number(other), R::Number(out)) => {
                    choose(out, one, other, one, len, |x| !x.is_nan());
                }
                (R::Truth(one), R::Truth(other), R::Truth(out)) => {
                    choose(out, one, other, one, len, |x| *x != UNKNOWN);
                }
                (R::Text(one), R::Text(other), R::Text(out)) => {
                    choose(out, one, other, one, len, Option::is_some);
                }
                _ => {}
            },
            (Self::If(condition, then, otherwise), here) => {
                let R::Truth(condition) = each(condition) else {
                    return Ok(());
                };
                let holds = |truth: &u8| *truth == TRUE;
                let otherwise = otherwise.as_ref().map(each);
                match (each(then), otherwise, here) {
                    (R::Number(then), Some(R::Number(otherwise)), R::Number(out)) => {
                        choose(out, then, otherwise, condition, len, holds);
                    }
                    (R::Number(then), None, R::Number(out)) => {
                        choose(out, then, &[f64::NAN; BLOCK], condition, len, holds);
                    }
                    (R::Truth(then), Some(R::Truth(otherwise)), R::Truth(out)) => {
                        choose(out, then, otherwise, condition, len, holds);
                    }
                    (R::Truth(then), None, R::Truth(out)) => {
                        choose(out, then, &[UNKNOWN; BLOCK], condition, len, holds);
                    }
                    (R::Text(then), Some(R::Text(otherwise)), R::Text(out)) => {
                        choose(out, then, otherwise, condition, len, holds);
                    }
                    (R::Text(then), None, R::Text(out)) => {
                        choose(out, then, &[None; BLOCK], condition, len, holds);
                    }
                    _ => {}
                }
            }
            _ => {}
        }
        Ok(())
    }
}

impl Comparison {
    fn holds(self, order: std::cmp::Ordering) -> bool {
        match self {
            Self::Equal => order.is_eq(),
            Self::Unequal => order.is_ne(),
            Self::Less => order.is_lt(),
            Self::AtMost => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::AtLeast => order.is_ge(),
        }
    }
}

fn fill<T>(out: &mut [u8], one: &[T], len: usize, of: impl Fn(&T) -> u8) {
    out.iter_mut()
        .zip(&one[..len])
        .for_each(|(out, x)| *out = of(x));
}

fn numbers(one: &Register, len: usize, out: &mut [f64], of: impl Fn(f64) -> f64) {
    if let Register::Number(one) = one {
        out.iter_mut()
            .zip(&one[..len])
            .for_each(|(out, x)| *out = of(*x));
    }
}

fn truths(one: &Register, other: &Register, len: usize, out: &mut [u8], of: impl Fn(u8, u8) -> u8) {
    if let (Register::Truth(one), Register::Truth(other)) = (one, other) {
        let pairs = one[..len].iter().zip(&other[..len]);
        out.iter_mut()
            .zip(pairs)
            .for_each(|(out, (one, other))| *out = of(*one, *other));
    }
}

/// The first where `take` says so of what is asked, else the second.
fn choose<T: Copy, A>(
    out: &mut [T],
    one: &[T],
    other: &[T],
    asked: &[A],
    len: usize,
    take: impl Fn(&A) -> bool,
) {
    let pairs = one[..len].iter().zip(&other[..len]).zip(&asked[..len]);
    for (out, ((one, other), asked)) in out[..len].iter_mut().zip(pairs) {
        // both are read, so that there is no branch: which one it is is hard to foresee
        let (one, other) = (*one, *other);
        *out = if take(asked) { one } else { other };
    }
}

/// Of each two numbers what `of` makes of them; generic, so that it is one loop without calls.
fn pairs<T>(one: &[f64], other: &[f64], out: &mut [T], of: impl Fn(f64, f64) -> T) {
    for (out, (one, other)) in out.iter_mut().zip(one.iter().zip(other)) {
        *out = of(*one, *other);
    }
}

/// The number, or NaN where it is infinite: without a branch, since infinity times 0 is NaN.
pub(super) fn finite(x: f64) -> f64 {
    x + x * 0.0
}

/// Missing where one is, where the divisor is 0, and where the result is too large for a number.
fn arithmetic(operation: Operation, one: &[f64], other: &[f64], out: &mut [f64]) {
    match operation {
        Operation::Plus => pairs(one, other, out, |a, b| finite(a + b)),
        Operation::Minus => pairs(one, other, out, |a, b| finite(a - b)),
        Operation::Times => pairs(one, other, out, |a, b| finite(a * b)),
        Operation::By => pairs(one, other, out, |a, b| finite(a / b)),
    }
}

fn compare(how: Comparison, one: &[f64], other: &[f64], out: &mut [u8]) {
    // nothing holds of what is missing
    let truth = |a: f64, b: f64, holds: bool| {
        u8::from(holds) * TRUE + u8::from(a.is_nan() | b.is_nan()) * UNKNOWN
    };
    match how {
        Comparison::Equal => pairs(one, other, out, |a, b| truth(a, b, a == b)),
        Comparison::Unequal => pairs(one, other, out, |a, b| truth(a, b, (a < b) | (a > b))),
        Comparison::Less => pairs(one, other, out, |a, b| truth(a, b, a < b)),
        Comparison::AtMost => pairs(one, other, out, |a, b| truth(a, b, a <= b)),
        Comparison::Greater => pairs(one, other, out, |a, b| truth(a, b, a > b)),
        Comparison::AtLeast => pairs(one, other, out, |a, b| truth(a, b, a >= b)),
    }
}
