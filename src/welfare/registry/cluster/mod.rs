//! An engine that already holds the rows: each query goes there as SQL, and only sums by village come back.
//!
//! [`connect`] finds the driver of ADBC and the engine; [`Session`] asks; [`value`] reads what is answered; [`gather`] puts sums of codes
//! together into units; [`words`] is what is repeated of an engine that fails.

mod connect;
mod gather;
mod value;
mod words;

use super::engine::{Codes, Grouped, repaired};
use super::expression::{Expression, quoted};
use super::query::Query;
use crate::base::finding::Finding;
use crate::base::model::Level;
use crate::base::nearest::no_such_column;
use crate::base::privacy;
use crate::base::study::Adbc;
use crate::error::{Error, Result};
use crate::input::read::rows::Kind;
use adbc_core::{Connection, Statement};
use adbc_driver_manager::ManagedConnection;
use arrow_array::{RecordBatch, RecordBatchReader};
use connect::connect;
use gather::Gathered;
use std::path::Path;
use words::failed;

/// An open connection to the engine of a study.
pub struct Session {
    connection: ManagedConnection,
    table: String,
    /// Columns of the rows; `None` for what is neither number, text nor truth.
    columns: Vec<(String, Option<Kind>)>,
}

impl Session {
    /// Connects, makes the statements that come first, and looks up the columns of the rows. `base` is where relative paths start.
    ///
    /// # Errors
    /// A driver that is not there, an engine that does not answer or refuses, a table that it does not have.
    pub fn open(adbc: &Adbc, base: &Path) -> Result<Self> {
        let word = |part: &str| !part.is_empty() && quoted(part) == part;
        if !adbc.table.split('.').all(word) {
            return Err(
                Error::study(format!("`{}` is no plain name of a table", adbc.table)).remedy(PLAIN),
            );
        }
        let mut session = Self {
            connection: connect(adbc, base)?,
            table: adbc.table.clone(),
            columns: Vec::new(),
        };
        for statement in &adbc.prepare {
            let mut prepared = session.statement(statement)?;
            // Sail takes statements as queries only
            for answer in failed("`prepare` failed", prepared.execute())? {
                failed("`prepare` failed", answer)?;
            }
        }
        let mut all = session.statement(&session.text("SELECT * FROM registry LIMIT 0"))?;
        let what = format!("the rows of {} cannot be read", adbc.table);
        let schema = failed(&what, all.execute())?.schema();
        let column = |field: &arrow_schema::FieldRef| (field.name().clone(), value::kind(field));
        session.columns = schema.fields().iter().map(column).collect();
        Ok(session)
    }

    /// Names of the columns.
    pub fn columns(&self) -> Vec<&str> {
        self.columns.iter().map(|(name, _)| name.as_str()).collect()
    }

    /// A query as it is sent: sums by the code as the rows spell it.
    pub fn sql(&self, query: &Query, code: &str, how: Codes) -> String {
        self.text(&sent(query).sql(code, how.system))
    }

    /// Works off the queries one after the other; units and their order are those of [`super::engine::run`].
    ///
    /// # Errors
    /// Columns that are absent, do not fit or need quotes; an engine that fails, or answers with what is no number.
    pub fn run(
        &self,
        code: &str,
        how: Codes,
        queries: &[Query],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Grouped>> {
        if privacy::titled(code) {
            return Err(super::engine::of_persons(code));
        }
        let of = |name: &str| self.kind(name);
        let mut found = Vec::new();
        let mut spelled = 0;
        self.known(code)?;
        for query in queries {
            query.check(&of)?;
            plain(query)?;
            let kinds = query.groups.iter().map(|(_, group)| group.kind(&of));
            let mut gathered = Gathered::new(query, how, kinds.collect::<Result<_>>()?);
            let what = format!("the query {} failed", query.name);
            let mut statement = self.statement(&self.sql(query, code, how))?;
            for batch in failed(&what, statement.execute())? {
                let batch: RecordBatch = failed(&what, batch)?;
                gathered.take(&batch)?;
            }
            let (grouped, own) = gathered.together();
            found.push(grouped);
            spelled = own.max(spelled);
        }
        findings.extend(repaired(spelled, code));
        Ok(found)
    }

    fn kind(&self, name: &str) -> Result<Kind> {
        self.known(name)?.ok_or_else(|| {
            Error::input("the column holds neither numbers, texts nor truths")
                .layer(&self.table)
                .column(name)
                .remedy("cast it in a view, which `prepare` may make")
        })
    }

    /// What a column holds, which is there and has a plain name.
    fn known(&self, name: &str) -> Result<Option<Kind>> {
        let found = self.columns.iter().find(|(own, _)| own == name);
        let (_, kind) =
            found.ok_or_else(|| no_such_column(name, self.columns()).layer(&self.table))?;
        if quoted(name) != name {
            return Err(Error::study("engines quote this name in different ways")
                .layer(&self.table)
                .column(name)
                .remedy(PLAIN));
        }
        Ok(*kind)
    }

    /// The text of a query over the table that `registry` stands for.
    fn text(&self, sql: &str) -> String {
        format!("WITH registry AS (SELECT * FROM {})\n{sql}", self.table)
    }

    fn statement(&self, sql: &str) -> Result<impl Statement + use<>> {
        let mut connection = self.connection.clone();
        let mut statement = failed("no statement", connection.new_statement())?;
        failed("no statement", statement.set_sql_query(sql))?;
        Ok(statement)
    }
}

const PLAIN: &str = "give it a name of small letters, digits and _ that is no word of SQL, in a view, which `prepare` may make";

/// The query that is sent: by village's code whatever its level, since codes of regions are known only here; names that need no quotes.
fn sent(query: &Query) -> Query {
    let name = |name: &mut String, letter: char, at: usize| {
        if quoted(name) != *name {
            *name = format!("{letter}{at}");
        }
    };
    let mut sent = query.clone();
    sent.level = Some(Level::Village);
    for (at, (own, _)) in sent.groups.iter_mut().enumerate() {
        name(own, 'g', at);
    }
    for (at, measure) in sent.measures.iter_mut().enumerate() {
        name(&mut measure.name, 'm', at);
    }
    sent
}

/// That every engine reads the texts of a query alike.
fn plain(query: &Query) -> Result<()> {
    fn marked(expression: &Expression) -> bool {
        let own = matches!(expression, Expression::Text(text) if text.contains(['\'', '\\']));
        own || expression.parts().into_iter().any(marked)
    }
    match query.expressions().find(|expression| marked(expression)) {
        None => Ok(()),
        Some(expression) => Err(Error::study(format!(
            "`{}` has a quote or a backslash in a text, which engines read in different ways",
            expression.sql()
        ))
        .remedy("compare with a column that a view makes, which `prepare` may make")),
    }
}
