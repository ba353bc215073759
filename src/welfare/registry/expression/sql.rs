//! An expression as SQL that polars, DuckDB, PostgreSQL and Spark read alike.

use super::{Comparison, Expression, Operation};

/// Words that cannot stand for a column in one engine or another.
const RESERVED: &[&str] = &[
    "all",
    "and",
    "any",
    "as",
    "asc",
    "between",
    "both",
    "by",
    "case",
    "cast",
    "check",
    "column",
    "constraint",
    "create",
    "cross",
    "current_date",
    "current_time",
    "default",
    "desc",
    "distinct",
    "do",
    "else",
    "end",
    "except",
    "exists",
    "false",
    "filter",
    "for",
    "foreign",
    "from",
    "full",
    "grant",
    "group",
    "having",
    "in",
    "inner",
    "intersect",
    "into",
    "is",
    "join",
    "leading",
    "left",
    "like",
    "limit",
    "natural",
    "not",
    "null",
    "offset",
    "on",
    "only",
    "or",
    "order",
    "outer",
    "primary",
    "references",
    "right",
    "select",
    "some",
    "table",
    "then",
    "to",
    "trailing",
    "true",
    "union",
    "unique",
    "user",
    "using",
    "when",
    "where",
    "window",
    "with",
];

/// A name as it stands in SQL: plain where every engine takes it so, else in double quotes.
pub fn quoted(name: &str) -> String {
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    let starts = name.starts_with(|c: char| c.is_ascii_lowercase() || c == '_');
    if starts && name.chars().all(word) && !RESERVED.contains(&name) {
        return name.to_owned();
    }
    format!("\"{}\"", name.replace('"', "\"\""))
}

impl Operation {
    fn sign(self) -> &'static str {
        match self {
            Self::Plus => "+",
            Self::Minus => "-",
            Self::Times => "*",
            Self::By => "/",
        }
    }
}

impl Comparison {
    fn sign(self) -> &'static str {
        match self {
            Self::Equal => "=",
            Self::Unequal => "<>",
            Self::Less => "<",
            Self::AtMost => "<=",
            Self::Greater => ">",
            Self::AtLeast => ">=",
        }
    }
}

/// A floating number: with an exponent, or some engines would take it for a decimal, and with a point, or polars would for a whole one.
fn float(x: f64) -> String {
    let text = format!("{x:e}");
    match text.split_once('e') {
        Some((digits, exponent)) if !digits.contains('.') => format!("{digits}.0e{exponent}"),
        _ => text,
    }
}

impl Expression {
    /// The SQL. Whole numbers of columns are made floating (`1.0e0 * x`) before arithmetic, or engines would divide them as whole ones or
    /// let them overflow.
    pub fn sql(&self) -> String {
        match self {
            Self::Column(name) => quoted(name),
            Self::Number(x) if x.fract() == 0.0 && x.abs() < 1e15 => format!("{x}"),
            Self::Number(x) => float(*x),
            Self::Text(text) => format!("'{}'", text.replace('\'', "''")),
            Self::Truth(true) => "TRUE".to_owned(),
            Self::Truth(false) => "FALSE".to_owned(),
            Self::Negative(one) => format!("(-{})", one.floating()),
            Self::Not(one) => format!("(NOT {})", one.sql()),
            Self::Arithmetic(Operation::By, one, other) => {
                format!("({} / NULLIF({}, 0))", one.floating(), other.sql())
            }
            Self::Arithmetic(operation, one, other) => {
                format!("({} {} {})", one.floating(), operation.sign(), other.sql())
            }
            Self::Compare(how, one, other) => {
                format!("({} {} {})", one.sql(), how.sign(), other.sql())
            }
            Self::And(one, other) => format!("({} AND {})", one.sql(), other.sql()),
            Self::Or(one, other) => format!("({} OR {})", one.sql(), other.sql()),
            Self::Missing(one) => format!("({} IS NULL)", one.sql()),
            Self::Coalesce(one, other) => format!("COALESCE({}, {})", one.sql(), other.sql()),
            Self::If(condition, then, None) => {
                format!("CASE WHEN {} THEN {} END", condition.sql(), then.sql())
            }
            Self::If(condition, then, Some(otherwise)) => format!(
                "CASE WHEN {} THEN {} ELSE {} END",
                condition.sql(),
                then.sql(),
                otherwise.sql()
            ),
            Self::Floor(one) => format!("FLOOR({})", one.sql()),
            // engines differ at 0 and below: an error, a null, minus infinity
            Self::Ln(one) => {
                let one = one.sql();
                format!("LN(CASE WHEN {one} > 0 THEN {one} END)")
            }
        }
    }

    /// The SQL of a number that is floating whatever its column.
    fn floating(&self) -> String {
        match self {
            Self::Arithmetic(..) | Self::Ln(_) => self.sql(),
            Self::Number(x) => float(*x),
            _ => format!("(1.0e0 * {})", self.sql()),
        }
    }
}
