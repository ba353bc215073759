//! The way to an engine: its driver, its address, who asks.

use super::words::failed;
use crate::base::study::Adbc;
use crate::error::{Error, Result};
use adbc_core::options::{AdbcVersion, OptionDatabase, OptionValue};
use adbc_core::{Database, Driver, LOAD_FLAG_DEFAULT};
use adbc_driver_manager::{ManagedConnection, ManagedDriver};
use std::path::Path;

/// A connection; the driver's path may start at `base`.
///
/// # Errors
/// A driver that cannot be loaded, a password in the study, an engine that refuses.
pub(super) fn connect(adbc: &Adbc, base: &Path) -> Result<ManagedConnection> {
    let options = options(adbc)?;
    let mut driver = load(&adbc.driver, base)?;
    let database = driver.new_database_with_opts(options);
    let connection = database.and_then(|database| database.new_connection());
    failed("no connection", connection).map_err(|error| error.file(&adbc.uri))
}

/// The driver's library: a path, or a name that the system finds.
fn load(driver: &str, base: &Path) -> Result<ManagedDriver> {
    let path = base.join(driver);
    let version = AdbcVersion::V110;
    let loaded = if path.is_file() {
        ManagedDriver::load_dynamic_from_filename(path, None, version)
    } else {
        ManagedDriver::load_from_name(driver, None, version, LOAD_FLAG_DEFAULT, None)
    };
    failed("the driver cannot be loaded", loaded).map_err(|error| {
        error.file(driver).remedy(
            "give the path of the driver's library; drivers are on PyPI as adbc-driver-flightsql, adbc-driver-postgresql and others",
        )
    })
}

/// What secrets are called.
const SECRETS: [&str; 4] = ["password", "secret", "token", "authorization"];

/// Whether an address in a text has a user with a password, as in `scheme://user:password@host`.
fn login(text: &str) -> bool {
    text.split("://").skip(1).any(|rest| {
        let host = rest
            .split(['/', '?', '\'', '"', ' '])
            .next()
            .unwrap_or_default();
        let user = host.rsplit_once('@');
        user.is_some_and(|(user, _)| user.contains(':'))
    })
}

/// Whether a statement gives a secret a value, as in `SECRET 'x'` or `password = 'x'`.
fn assigned(sql: &str) -> bool {
    let sql = sql.to_lowercase();
    SECRETS.iter().any(|word| {
        let after = sql.split(word).skip(1);
        let mut given = after.map(|rest| rest.trim_start_matches([' ', '=', '>', ':']));
        given.any(|rest| rest.starts_with('\''))
    })
}

/// What the driver is told.
fn options(adbc: &Adbc) -> Result<Vec<(OptionDatabase, OptionValue)>> {
    let secret = |key: &str| {
        let key = key.to_lowercase();
        SECRETS.iter().any(|word| key.contains(word))
    };
    if login(&adbc.uri)
        || secret(&adbc.uri)
        || adbc.options.keys().any(|key| secret(key))
        || adbc.options.values().any(|value| login(value))
        || adbc.prepare.iter().any(|sql| login(sql) || assigned(sql))
    {
        return Err(Error::study("the study holds a password")
            .file("registry.engine")
            .remedy("keep it in an environment variable, and name that as password_env"));
    }
    let mut options = vec![(OptionDatabase::Uri, adbc.uri.as_str().into())];
    if let Some(username) = &adbc.username {
        options.push((OptionDatabase::Username, username.as_str().into()));
    }
    if let Some(variable) = &adbc.password_env {
        let password = std::env::var(variable).map_err(|_| {
            Error::study(format!(
                "the environment variable {variable} holds no password"
            ))
            .remedy("set it, or leave password_env out")
        })?;
        options.push((OptionDatabase::Password, password.as_str().into()));
    }
    let more = adbc.options.iter();
    options.extend(
        more.map(|(key, value)| (OptionDatabase::Other(key.clone()), value.as_str().into())),
    );
    Ok(options)
}
