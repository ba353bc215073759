//! A query of additive measures: one SQL text for any engine, and what the embedded engine works on.
//!
//! Counts, sums, least and greatest values by unit and group can be put together from parts, so only they leave the data; shares,
//! means, poverty and variances follow from them.

use super::expression::{Definitions, Expression, Operation, Reader, quoted};
use crate::base::code::System;
use crate::base::model::Level;
use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use sqlparser::ast::{Expr, FunctionArg, FunctionArgExpr, FunctionArguments};

/// How the values of many rows become one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fold {
    /// How many there are.
    Count,
    /// Their sum.
    Sum,
    /// The least.
    Min,
    /// The greatest.
    Max,
}

/// One number for each unit and group.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// Its name.
    pub name: String,
    /// How values are put together; missing ones are left out.
    pub fold: Fold,
    /// The value of a row, weight and condition in it.
    pub value: Expression,
}

/// Measures by unit and group.
#[derive(Debug, Clone, PartialEq)]
pub struct Query {
    /// Its name.
    pub name: String,
    /// The units; `None` for all rows together.
    pub level: Option<Level>,
    /// Names and expressions by which rows are told apart within a unit.
    pub groups: Vec<(String, Expression)>,
    /// Which rows count.
    pub filter: Option<Expression>,
    /// What is measured.
    pub measures: Vec<Measure>,
}

impl Measure {
    /// The sum of an expression.
    pub fn sum(name: impl Into<String>, value: Expression) -> Self {
        Self {
            name: name.into(),
            fold: Fold::Sum,
            value,
        }
    }

    /// Reads a measure: `count(*)`, `count(x)`, `sum(x)`, `min(x)` or `max(x)`, each with `filter (where condition)` if need be. With a
    /// weight, sums and counts are weighted.
    ///
    /// # Errors
    /// What is none, with the place in the text.
    pub fn parse(
        name: &str,
        text: &str,
        definitions: &Definitions,
        weight: Option<&Expression>,
    ) -> Result<Self> {
        let reader = Reader { text, definitions };
        let whole = reader.whole()?;
        let remedy =
            "write count(*), count(x), sum(x), min(x) or max(x), with filter (where …) if need be";
        let none = |what: &str| reader.at(&whole, what).remedy(remedy);
        let Expr::Function(function) = &whole else {
            return Err(none("is no measure"));
        };
        let fold = match function.name.to_string().to_lowercase().as_str() {
            "count" => Fold::Count,
            "sum" => Fold::Sum,
            "min" => Fold::Min,
            "max" => Fold::Max,
            _ => return Err(none("is no measure")),
        };
        let star = matches!(&function.args, FunctionArguments::List(list)
            if matches!(list.args.as_slice(), [FunctionArg::Unnamed(FunctionArgExpr::Wildcard)]));
        let value = match (star, fold) {
            (true, Fold::Count) => Expression::Number(1.0),
            (true, _) => return Err(none("`*` is only for count")),
            (false, _) => match reader.arguments(&whole, function)?.as_slice() {
                [one] => one.clone(),
                _ => return Err(none("takes one expression")),
            },
        };
        let (fold, value) = match (fold, weight) {
            (Fold::Sum, Some(weight)) => (fold, weight.clone().with(Operation::Times, value)),
            (Fold::Count, Some(weight)) => {
                let there = Expression::Missing(value.clone().into()).negated();
                let weight = weight.clone();
                let value = if star { weight } else { weight.only(there) };
                (Fold::Sum, value)
            }
            _ => (fold, value),
        };
        let value = match &function.filter {
            Some(condition) => value.only(reader.expression(condition)?),
            None => value,
        };
        Ok(Self {
            name: name.to_owned(),
            fold,
            value,
        })
    }
}

impl Query {
    /// Every column that is read, but that of the code.
    pub fn columns(&self) -> Vec<&str> {
        let mut names = Vec::new();
        for expression in self.expressions() {
            expression.columns_into(&mut names);
        }
        names
    }

    /// Every expression.
    pub fn expressions(&self) -> impl Iterator<Item = &Expression> {
        let groups = self.groups.iter().map(|(_, group)| group);
        let measures = self.measures.iter().map(|measure| &measure.value);
        groups.chain(&self.filter).chain(measures)
    }

    /// That every part fits, where `of` says what the columns hold.
    ///
    /// # Errors
    /// Conditions that are none, sums of texts, names that repeat.
    pub fn check(&self, of: &dyn Fn(&str) -> Result<Kind>) -> Result<()> {
        let (not_a_condition, not_a_number) = (
            "write a condition, such as decile <= 4",
            "a sum, a least or a greatest is of numbers: write case when … then 1 else 0 end",
        );
        if let Some(filter) = &self.filter
            && filter.kind(of)? != Kind::Truth
        {
            let what = format!("`{}` is no condition", filter.sql());
            return Err(Error::study(what).remedy(not_a_condition));
        }
        for measure in &self.measures {
            let kind = measure.value.kind(of)?;
            if measure.fold != Fold::Count && kind != Kind::Number {
                let what = format!("`{}` is {}", measure.value.sql(), kind.as_str());
                return Err(Error::study(what).remedy(not_a_number));
            }
        }
        for (_, group) in &self.groups {
            group.kind(of)?;
        }
        let measures = self.measures.iter().map(|measure| &measure.name);
        let names = self.groups.iter().map(|(name, _)| name).chain(measures);
        let mut seen = vec!["code", "n"];
        for name in names {
            if seen.contains(&name.as_str()) {
                return Err(Error::study(format!("two columns would be called {name}"))
                    .remedy("give each its own name; code and n are taken"));
            }
            seen.push(name);
        }
        Ok(())
    }

    /// The query as SQL over a table `registry` whose column `code` holds canonical codes of `system`: unit, groups, the number of rows
    /// `n`, and each measure with the number of rows behind it, `…_n`. It runs unchanged on polars, DuckDB, PostgreSQL and Spark.
    pub fn sql(&self, code: &str, system: System) -> String {
        let code = quoted(code);
        let unit = self.level.map(|level| match system.length(level) {
            Some(length) if level != Level::Village => format!("SUBSTR({code}, 1, {length})"),
            _ => code,
        });
        let named = |name: &str, sql: &str| format!("{sql} AS {}", quoted(name));
        let keys: Vec<String> = unit
            .iter()
            .cloned()
            .chain(self.groups.iter().map(|(_, group)| group.sql()))
            .collect();
        let mut columns: Vec<String> = unit.iter().map(|unit| named("code", unit)).collect();
        columns.extend(
            self.groups
                .iter()
                .map(|(name, group)| named(name, &group.sql())),
        );
        columns.push("COUNT(*) AS n".to_owned());
        for measure in &self.measures {
            let value = measure.value.sql();
            let fold = match measure.fold {
                Fold::Count => "COUNT",
                Fold::Sum => "SUM",
                Fold::Min => "MIN",
                Fold::Max => "MAX",
            };
            columns.push(named(&measure.name, &format!("{fold}({value})")));
            if measure.fold != Fold::Count {
                columns.push(named(
                    &format!("{}_n", measure.name),
                    &format!("COUNT({value})"),
                ));
            }
        }
        let mut sql = format!("SELECT {}\nFROM registry", columns.join(",\n  "));
        if let Some(filter) = &self.filter {
            sql += &format!("\nWHERE {}", filter.sql());
        }
        if !keys.is_empty() {
            sql += &format!("\nGROUP BY {}", keys.join(", "));
        }
        sql
    }
}
