//! The same registry in files, in Sail and in PostgreSQL.

use crate::servers::{Server, driver, tools};
use crate::study::{ends, files, kawasan, rows};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// A made-up registry and its study.
fn made() -> (tempfile::TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("contoh");
    let mut demo = kawasan();
    demo.args(["demo", "--villages", "60", "--households", "3000", "--out"]);
    ends(0, demo.arg(&out));
    (folder, out)
}

/// The study with its rows in an engine.
fn in_engine(made: &Path, name: &str, adbc: &str) -> PathBuf {
    let text = fs::read_to_string(made.join("study.toml")).unwrap();
    let files = "path = \"persons.parquet\"\n";
    assert!(text.contains(files));
    let text = text.replace(files, "").replace(
        "[registry.define]",
        &format!("[registry.engine.adbc]\n{adbc}\n[registry.define]"),
    );
    let file = made.join(name);
    fs::write(&file, text).unwrap();
    file
}

fn aggregate(study: &Path, out: &Path) -> Command {
    let mut command = kawasan();
    command
        .args(["registry", "aggregate", "--set", "privacy.k=1"])
        .arg(study)
        .arg("--out")
        .arg(out);
    command
}

/// Every cell of every table is that of the other folder; numbers to 1e-9.
fn assert_near(one: &Path, other: &Path) -> usize {
    let mut compared = 0;
    let tables = |folder: &Path| -> Vec<String> {
        let all = files(folder).into_keys();
        all.filter(|name| name.starts_with("tables/") && name.ends_with(".csv"))
            .collect()
    };
    assert_eq!(tables(one), tables(other));
    for table in tables(one) {
        let (own, theirs) = (rows(&one.join(&table)), rows(&other.join(&table)));
        assert_eq!(own.len(), theirs.len(), "{table}");
        for (own, theirs) in own.iter().zip(&theirs) {
            for (column, cell) in own {
                let same = match (cell.parse::<f64>(), theirs[column].parse::<f64>()) {
                    (Ok(a), Ok(b)) => {
                        compared += 1;
                        (a - b).abs() <= 1e-9 * a.abs().max(1.0)
                    }
                    _ => *cell == theirs[column],
                };
                assert!(
                    same,
                    "{table} {column}: {cell} and {}: {own:?}",
                    theirs[column]
                );
            }
        }
    }
    compared
}

/// Fails as an engine does: with words, and with nothing written.
fn gone(study: &Path, out: &Path) {
    let done = ends(4, &mut aggregate(study, out));
    let said = String::from_utf8_lossy(&done.stderr);
    assert!(
        said.contains("what to do: see that the engine runs"),
        "{said}"
    );
    assert!(!out.exists());
}

#[test]
fn a_registry_in_sail_gives_the_numbers_of_files() {
    let Some(bin) = tools("Sail") else { return };
    let (folder, made) = made();
    let at = |name: &str| folder.path().join(name);
    ends(0, &mut aggregate(&made.join("study.toml"), &at("files")));
    let mut sail = Server::sail(&bin);
    let adbc = format!(
        "driver = {:?}\nuri = \"grpc://127.0.0.1:{}\"\ntable = \"household\"\n\
         prepare = [\"CREATE OR REPLACE TEMPORARY VIEW household USING parquet OPTIONS (path '{}')\"]\n",
        driver(&bin, "flightsql"),
        sail.port,
        made.join("persons.parquet").display()
    );
    let study = in_engine(&made, "sail.toml", &adbc);
    ends(0, &mut aggregate(&study, &at("sail")));
    assert!(assert_near(&at("files"), &at("sail")) > 5000);
    let sql = fs::read_to_string(at("sail").join("registry.sql")).unwrap();
    assert!(sql.contains("WITH registry AS (SELECT * FROM household)"));
    sail.kill();
    gone(&study, &at("gone"));
}

#[test]
fn a_registry_in_postgresql_gives_the_numbers_of_files_or_nothing() {
    let Some(bin) = tools("PostgreSQL") else {
        return;
    };
    let (folder, made) = made();
    let at = |name: &str| folder.path().join(name);
    ends(0, &mut aggregate(&made.join("study.toml"), &at("files")));
    let mut postgres = Server::postgres();
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut table = Command::new(bin.join("python"));
    table.arg(here.join("tests/python/rows_as_sql.py"));
    ends(0, table.arg(made.join("persons.parquet")).arg(at("rows")));
    let load = at("rows").join("load.sql");
    ends(
        0,
        postgres.psql().current_dir(at("rows")).arg("-f").arg(load),
    );
    let adbc = |table: &str| {
        format!(
            "driver = {:?}\nuri = \"postgresql://postgres@127.0.0.1:{}/postgres\"\ntable = \"{table}\"\n",
            driver(&bin, "postgresql"),
            postgres.port
        )
    };
    let study = in_engine(&made, "postgres.toml", &adbc("public.household"));
    ends(0, &mut aggregate(&study, &at("postgres")));
    assert!(assert_near(&at("files"), &at("postgres")) > 5000);

    // the server dies while it works
    let slow =
        "CREATE VIEW slow AS SELECT household.* FROM household, (SELECT pg_sleep(60)) AS wait";
    ends(0, postgres.psql().args(["-c", slow]));
    let study = in_engine(&made, "slow.toml", &adbc("slow"));
    let out = at("gone");
    let dying = std::thread::scope(|scope| {
        let work = scope.spawn(|| gone(&study, &out));
        let sleeping = "SELECT 'asleep' FROM pg_stat_activity WHERE wait_event = 'PgSleep'";
        loop {
            let seen = ends(0, postgres.psql().args(["-t", "-c", sleeping]));
            if String::from_utf8_lossy(&seen.stdout).contains("asleep") || work.is_finished() {
                break;
            }
            std::thread::sleep(std::time::Duration::from_millis(100));
        }
        postgres.kill();
        work.join()
    });
    dying.unwrap();
    // and is not there
    gone(&study, &out);
}

#[test]
fn engines_that_cannot_be_asked_are_refused_in_words() {
    let (folder, made) = made();
    let out = folder.path().join("out");
    let adbc = |uri: &str, table: &str, more: &str| {
        let text =
            format!("driver = \"no_such_driver\"\nuri = \"{uri}\"\ntable = \"{table}\"\n{more}");
        in_engine(&made, "study_of_engine.toml", &text)
    };
    let cases = [
        (
            2,
            "postgresql://a:rahasia@127.0.0.1/x",
            "t",
            "",
            "holds a password",
        ),
        (
            2,
            "postgresql://127.0.0.1/x?password=rahasia",
            "t",
            "",
            "holds a password",
        ),
        (
            2,
            "postgresql://127.0.0.1/x",
            "t",
            "prepare = [\"CREATE SECRET (TYPE s3, KEY_ID 'a', SECRET 'rahasia')\"]\n",
            "holds a password",
        ),
        (
            2,
            "postgresql://127.0.0.1/x",
            "t",
            "prepare = [\"ATTACH 'postgres://a:rahasia@b/c' AS d\"]\n",
            "holds a password",
        ),
        (
            2,
            "postgresql://127.0.0.1/x",
            "t; drop table t",
            "",
            "plain name of a table",
        ),
        (
            2,
            "postgresql://127.0.0.1/x",
            "t",
            "password_env = \"KAWASAN_NO_SUCH\"\n",
            "KAWASAN_NO_SUCH",
        ),
        (
            4,
            "postgresql://127.0.0.1/x",
            "t",
            "",
            "driver cannot be loaded",
        ),
    ];
    for (code, uri, table, more, words) in cases {
        let done = ends(code, &mut aggregate(&adbc(uri, table, more), &out));
        let said = String::from_utf8_lossy(&done.stderr);
        assert!(said.contains(words), "{said}");
        assert!(!said.contains("rahasia"), "{said}");
        assert!(!out.exists());
    }
    // rows are in one place
    let text = fs::read_to_string(made.join("study.toml")).unwrap();
    let neither = text.replace("path = \"persons.parquet\"\n", "");
    fs::write(made.join("neither.toml"), neither).unwrap();
    let done = ends(2, &mut aggregate(&made.join("neither.toml"), &out));
    assert!(String::from_utf8_lossy(&done.stderr).contains("names no rows"));
}
