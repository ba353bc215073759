//! From the text of an expression, in the words of SQL, to the expression.

use super::{Comparison, Expression, Operation};
use crate::base::privacy;
use crate::error::{Error, Result};
use sqlparser::ast::{
    BinaryOperator, CaseWhen, CeilFloorKind, DateTimeField, Expr, Function, FunctionArg,
    FunctionArgExpr, FunctionArguments, Ident, Spanned, UnaryOperator, Value,
};
use sqlparser::dialect::GenericDialect;
use sqlparser::parser::Parser;
use sqlparser::tokenizer::Token;
use std::collections::BTreeMap;

/// Longest text of an expression.
const LONGEST: usize = 20_000;

/// Expressions with a name, which others use like columns.
#[derive(Debug, Clone, Default)]
pub struct Definitions {
    known: BTreeMap<String, Expression>,
}

impl Definitions {
    /// Reads named expressions, which may name each other; in its own text a name is that of a column.
    ///
    /// # Errors
    /// As [`parse`].
    pub fn new(texts: &BTreeMap<String, String>) -> Result<Self> {
        let mut definitions = Self::default();
        for name in texts.keys() {
            definitions.resolve(name, texts, &mut Vec::new())?;
        }
        Ok(definitions)
    }

    /// Adds one more.
    pub fn define(&mut self, name: &str, expression: Expression) {
        self.known.insert(name.to_owned(), expression);
    }

    fn resolve(
        &mut self,
        name: &str,
        texts: &BTreeMap<String, String>,
        open: &mut Vec<String>,
    ) -> Result<()> {
        if self.known.contains_key(name) || open.iter().any(|other| other == name) {
            return Ok(());
        }
        let Some(text) = texts.get(name) else {
            return Ok(());
        };
        open.push(name.to_owned());
        let mut used = Vec::new();
        let mut names = Self::default();
        for name in texts.keys() {
            names.define(name, Expression::column(name));
        }
        let parsed = parse(text, &names)?;
        parsed.columns_into(&mut used);
        for other in used.into_iter().filter(|&other| other != name) {
            self.resolve(other, texts, open)?;
        }
        let parsed = parse(text, self)?;
        open.pop();
        self.known.insert(name.to_owned(), parsed);
        Ok(())
    }
}

/// Reads an expression: columns, numbers, 'texts', comparisons, `and`, `or`, `not`, `+ - * /`, `is null`, `in`, `between`, `case`,
/// `coalesce`, `floor`, `ln`, `abs`.
///
/// # Errors
/// What cannot be read, with the place in the text; a column whose title says that it is of persons.
pub fn parse(text: &str, definitions: &Definitions) -> Result<Expression> {
    let reader = Reader { text, definitions };
    let parsed = reader.whole()?;
    reader.expression(&parsed)
}

/// A text being read.
pub(in crate::welfare::registry) struct Reader<'a> {
    pub text: &'a str,
    pub definitions: &'a Definitions,
}

impl Reader<'_> {
    /// The syntax tree of the whole text.
    pub fn whole(&self) -> Result<Expr> {
        if self.text.len() > LONGEST {
            return Err(self.fault(&format!("is longer than {LONGEST} characters")));
        }
        let failed = |e: sqlparser::parser::ParserError| {
            let what = e.to_string();
            let what = what
                .split_once(": ")
                .map_or(what.as_str(), |(_, what)| what);
            self.fault(&format!("is no expression: {what}"))
        };
        let mut parser = Parser::new(&GenericDialect {})
            .try_with_sql(self.text)
            .map_err(failed)?;
        let parsed = parser.parse_expr().map_err(failed)?;
        let next = parser.peek_token();
        if next.token != Token::EOF {
            let (line, column) = (next.span.start.line, next.span.start.column);
            let what = format!("goes on where it should end, at line {line}, column {column}");
            return Err(self.fault(&what));
        }
        Ok(parsed)
    }

    pub fn expression(&self, parsed: &Expr) -> Result<Expression> {
        let boxed = |part: &Expr| self.expression(part).map(Box::new);
        Ok(match parsed {
            Expr::Identifier(ident) => self.column(ident)?,
            Expr::Nested(inner) => self.expression(inner)?,
            Expr::Value(value) => match &value.value {
                Value::Number(digits, _) => Expression::Number(
                    digits
                        .parse()
                        .map_err(|_| self.at(parsed, "is no number"))?,
                ),
                Value::SingleQuotedString(text) => Expression::Text(text.clone()),
                Value::Boolean(truth) => Expression::Truth(*truth),
                Value::Null => {
                    return Err(self.at(parsed, "null stands only behind else; leave it out there"));
                }
                _ => return Err(self.at(parsed, "is no number, text or truth")),
            },
            Expr::UnaryOp { op, expr } => match op {
                UnaryOperator::Minus => match self.expression(expr)? {
                    Expression::Number(x) => Expression::Number(-x),
                    other => Expression::Negative(other.into()),
                },
                UnaryOperator::Plus => self.expression(expr)?,
                UnaryOperator::Not => Expression::Not(boxed(expr)?),
                _ => return Err(self.at(parsed, "is not known here")),
            },
            Expr::BinaryOp { left, op, right } => {
                let (one, other) = (self.expression(left)?, self.expression(right)?);
                match op {
                    BinaryOperator::Plus => one.with(Operation::Plus, other),
                    BinaryOperator::Minus => one.with(Operation::Minus, other),
                    BinaryOperator::Multiply => one.with(Operation::Times, other),
                    BinaryOperator::Divide => one.with(Operation::By, other),
                    BinaryOperator::Eq => one.compare(Comparison::Equal, other),
                    BinaryOperator::NotEq => one.compare(Comparison::Unequal, other),
                    BinaryOperator::Lt => one.compare(Comparison::Less, other),
                    BinaryOperator::LtEq => one.compare(Comparison::AtMost, other),
                    BinaryOperator::Gt => one.compare(Comparison::Greater, other),
                    BinaryOperator::GtEq => one.compare(Comparison::AtLeast, other),
                    BinaryOperator::And => one.and(other),
                    BinaryOperator::Or => Expression::Or(one.into(), other.into()),
                    _ => return Err(self.at(parsed, &format!("`{op}` is not known here"))),
                }
            }
            Expr::IsNull(inner) => Expression::Missing(boxed(inner)?),
            Expr::IsNotNull(inner) => Expression::Missing(boxed(inner)?).negated(),
            Expr::InList {
                expr,
                list,
                negated,
            } => {
                let subject = self.expression(expr)?;
                let mut any = None;
                for item in list {
                    let equal = subject
                        .clone()
                        .compare(Comparison::Equal, self.expression(item)?);
                    any = Some(match any {
                        None => equal,
                        Some(any) => Expression::Or(Box::new(any), equal.into()),
                    });
                }
                let any = any.ok_or_else(|| self.at(parsed, "the list is empty"))?;
                if *negated { any.negated() } else { any }
            }
            Expr::Between {
                expr,
                negated,
                low,
                high,
            } => {
                let subject = self.expression(expr)?;
                let low = subject
                    .clone()
                    .compare(Comparison::AtLeast, self.expression(low)?);
                let inside = low.and(subject.compare(Comparison::AtMost, self.expression(high)?));
                if *negated { inside.negated() } else { inside }
            }
            Expr::Case {
                operand,
                conditions,
                else_result,
                ..
            } => self.case(
                parsed,
                operand.as_deref(),
                conditions,
                else_result.as_deref(),
            )?,
            Expr::Floor {
                expr,
                field: CeilFloorKind::DateTimeField(DateTimeField::NoDateTime),
            } => Expression::Floor(boxed(expr)?),
            Expr::Function(function) => self.call(parsed, function)?,
            _ => return Err(self.at(parsed, "is not known here")),
        })
    }

    fn column(&self, ident: &Ident) -> Result<Expression> {
        let name = &ident.value;
        if let Some(known) = self.definitions.known.get(name) {
            return Ok(known.clone());
        }
        if privacy::titled(name) {
            return Err(Error::study(format!(
                "`{}` names a column of persons' names, numbers or addresses, and what comes of it would be told",
                self.text
            ))
            .column(name)
            .remedy("leave it out; where it is none, give the column another title"));
        }
        Ok(Expression::Column(name.clone()))
    }

    fn case(
        &self,
        whole: &Expr,
        operand: Option<&Expr>,
        conditions: &[CaseWhen],
        otherwise: Option<&Expr>,
    ) -> Result<Expression> {
        let null = |e: &&Expr| !matches!(e, Expr::Value(v) if v.value == Value::Null);
        let otherwise = otherwise.filter(null).map(|e| self.expression(e));
        let mut otherwise = otherwise.transpose()?;
        let operand = operand.map(|e| self.expression(e)).transpose()?;
        for when in conditions.iter().rev() {
            let condition = self.expression(&when.condition)?;
            let condition = match &operand {
                Some(operand) => operand.clone().compare(Comparison::Equal, condition),
                None => condition,
            };
            let then = self.expression(&when.result)?;
            otherwise = Some(Expression::If(
                condition.into(),
                then.into(),
                otherwise.map(Box::new),
            ));
        }
        otherwise.ok_or_else(|| self.at(whole, "has no branch"))
    }

    fn call(&self, whole: &Expr, function: &Function) -> Result<Expression> {
        let name = function.name.to_string().to_lowercase();
        let folds = ["count", "sum", "min", "max", "avg"];
        if folds.contains(&name.as_str()) {
            return Err(self.at(
                whole,
                &format!("`{name}` folds many rows, and one is wanted there"),
            ));
        }
        let parts = self.arguments(whole, function)?;
        let mut parts = parts.into_iter();
        match (name.as_str(), parts.len()) {
            ("coalesce", 2..) => {
                let last = parts
                    .next_back()
                    .ok_or_else(|| self.at(whole, "is empty"))?;
                let fold = |last: Expression, one: Expression| {
                    Expression::Coalesce(one.into(), last.into())
                };
                Ok(parts.rev().fold(last, fold))
            }
            ("ln" | "floor" | "abs", 1) => {
                let one = parts.next().ok_or_else(|| self.at(whole, "is empty"))?;
                Ok(match name.as_str() {
                    "ln" => Expression::Ln(one.into()),
                    "floor" => Expression::Floor(one.into()),
                    _ => {
                        let below = one
                            .clone()
                            .compare(Comparison::Less, Expression::Number(0.0));
                        let negative = Expression::Negative(one.clone().into());
                        Expression::If(below.into(), negative.into(), Some(one.into()))
                    }
                })
            }
            _ => Err(self
                .at(whole, &format!("`{name}` of so many parts is not known"))
                .remedy("functions are coalesce, floor, ln and abs")),
        }
    }

    /// The arguments of a call without further words in it.
    pub fn arguments(&self, whole: &Expr, function: &Function) -> Result<Vec<Expression>> {
        let FunctionArguments::List(list) = &function.args else {
            return Err(self.at(whole, "needs its parts in brackets"));
        };
        let plain = list.duplicate_treatment.is_none()
            && list.clauses.is_empty()
            && function.over.is_none()
            && function.within_group.is_empty();
        let argument = |argument: &FunctionArg| match argument {
            FunctionArg::Unnamed(FunctionArgExpr::Expr(part)) if plain => self.expression(part),
            _ => Err(self.at(whole, "is not known here")),
        };
        list.args.iter().map(argument).collect()
    }

    /// A fault of a part, with its place.
    pub fn at(&self, part: &Expr, what: &str) -> Error {
        let start = part.span().start;
        let place = match start.line {
            0 => String::new(),
            line => format!(" at line {line}, column {}", start.column),
        };
        self.fault(&format!(
            "has a part that cannot be read: `{part}`{place}: {what}"
        ))
    }

    fn fault(&self, what: &str) -> Error {
        let shown: String = self.text.chars().take(200).collect();
        Error::study(format!("`{shown}` {what}")).remedy(
            "write an expression such as: expenditure / members < 500000 and status = 'active'",
        )
    }
}
