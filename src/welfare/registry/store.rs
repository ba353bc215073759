//! Where the rows of a registry are, and how they are worked off there.

#[cfg(feature = "cluster")]
use super::cluster::Session;
use super::engine::{self, Codes, Grouped};
use super::query::Query;
use crate::base::finding::Finding;
use crate::base::study::{Adbc, Engine, Registry};
use crate::error::Result;
use crate::input::read::rows::Rows;
use std::path::Path;

/// The rows of a registry.
pub enum Store {
    /// In files.
    Files(Rows),
    /// In an engine.
    #[cfg(feature = "cluster")]
    Engine(Session),
}

impl Store {
    /// Opens the files, or connects with the engine; relative paths start at `base`.
    ///
    /// # Errors
    /// Files that cannot be opened, an engine that does not answer or that this build cannot reach.
    pub fn open(spec: &Registry, base: &Path) -> Result<Self> {
        match &spec.engine {
            Engine::Embedded => Rows::open(&[base.join(spec.files()?)]).map(Self::Files),
            Engine::Adbc(adbc) => session(adbc, base),
        }
    }

    /// Works off the queries; see [`engine::run`].
    ///
    /// # Errors
    /// Columns that are absent or do not fit, rows that cannot be read, an engine that fails.
    pub fn run(
        &mut self,
        code: &str,
        how: Codes,
        queries: &[Query],
        findings: &mut Vec<Finding>,
    ) -> Result<Vec<Grouped>> {
        match self {
            Self::Files(rows) => engine::run(rows, code, how, queries, findings),
            #[cfg(feature = "cluster")]
            Self::Engine(session) => session.run(code, how, queries, findings),
        }
    }

    /// A query as SQL: over codes of the layer, or as the engine gets it.
    pub fn sql(&self, query: &Query, code: &str, how: Codes) -> String {
        match self {
            Self::Files(_) => query.sql(code, how.system),
            #[cfg(feature = "cluster")]
            Self::Engine(session) => session.sql(query, code, how),
        }
    }

    /// The files; none where an engine has the rows.
    pub fn paths(&self) -> Vec<&Path> {
        match self {
            Self::Files(rows) => rows.paths().collect(),
            #[cfg(feature = "cluster")]
            Self::Engine(_) => Vec::new(),
        }
    }
}

#[cfg(feature = "cluster")]
fn session(adbc: &Adbc, base: &Path) -> Result<Store> {
    Session::open(adbc, base).map(Store::Engine)
}

#[cfg(not(feature = "cluster"))]
fn session(_: &Adbc, _: &Path) -> Result<Store> {
    let error =
        crate::error::Error::study("the registry is in an engine, and this build reaches none");
    Err(error.remedy("install kawasan with its feature cluster, which is there by default"))
}
