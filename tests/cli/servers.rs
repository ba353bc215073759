//! Engines on loopback that hold a registry while a test runs.

use crate::study::ends;
use std::fs;
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The folder of the Python that the test command has installed; `None`, said by name, where there is none.
pub fn tools(test: &str) -> Option<PathBuf> {
    let Some(python) = std::env::var_os("KAWASAN_PYTHON") else {
        assert!(
            std::env::var_os("KAWASAN_REQUIRE_DATA").is_none(),
            "KAWASAN_PYTHON is required and not set"
        );
        eprintln!("skipped: {test} needs KAWASAN_PYTHON (tests/all.sh sets it)");
        return None;
    };
    Path::new(&python).parent().map(Path::to_path_buf)
}

/// A driver's library in the Python packages.
pub fn driver(bin: &Path, name: &str) -> PathBuf {
    let pattern = format!(
        "{}/../lib/python*/site-packages/adbc_driver_{name}/libadbc_driver_{name}.*",
        bin.display()
    );
    let found = glob::glob(&pattern).unwrap().next();
    found.expect("the driver is installed").unwrap()
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0")
        .unwrap()
        .local_addr()
        .unwrap()
        .port()
}

/// Waits until something listens there.
fn wait_for(port: u16, child: &mut Child) {
    let start = Instant::now();
    while TcpStream::connect(("127.0.0.1", port)).is_err() {
        assert!(
            start.elapsed() < Duration::from_secs(120),
            "the server does not listen"
        );
        assert!(child.try_wait().unwrap().is_none(), "the server ended");
        std::thread::sleep(Duration::from_millis(100));
    }
}

/// A running server; ends with its test.
pub struct Server {
    pub port: u16,
    child: Child,
    folder: tempfile::TempDir,
}

impl Server {
    /// Sail with two workers.
    pub fn sail(bin: &Path) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let port = free_port();
        let log = fs::File::create(folder.path().join("log")).unwrap();
        let mut child = Command::new(bin.join("sail"))
            .args([
                "flight",
                "server",
                "--ip",
                "127.0.0.1",
                "--port",
                &port.to_string(),
            ])
            .env("SAIL_MODE", "local-cluster")
            .env("SAIL_CLUSTER__WORKER_INITIAL_COUNT", "2")
            .stdout(Stdio::null())
            .stderr(log)
            .spawn()
            .unwrap();
        wait_for(port, &mut child);
        Self {
            port,
            child,
            folder,
        }
    }

    /// PostgreSQL with an empty database `postgres`, owned by `postgres`.
    pub fn postgres() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let data = folder.path().join("data");
        fs::create_dir(&data).unwrap();
        let root = own(&data);
        ends(
            0,
            as_postgres(root, "initdb").arg("-D").arg(&data).args([
                "-A",
                "trust",
                "-U",
                "postgres",
                "--no-sync",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
            ]),
        );
        let port = free_port();
        let mut child = as_postgres(root, "postgres")
            .arg("-D")
            .arg(&data)
            .args(["-h", "127.0.0.1", "-p", &port.to_string(), "-k", "", "-F"])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        wait_for(port, &mut child);
        let server = Self {
            port,
            child,
            folder,
        };
        server.until_ready();
        server
    }

    fn until_ready(&self) {
        let start = Instant::now();
        while !self
            .psql()
            .args(["-c", "SELECT 1"])
            .output()
            .unwrap()
            .status
            .success()
        {
            assert!(
                start.elapsed() < Duration::from_secs(60),
                "the database does not start"
            );
            std::thread::sleep(Duration::from_millis(100));
        }
    }

    /// The client of the database.
    pub fn psql(&self) -> Command {
        let mut psql = Command::new(program("psql"));
        psql.args([
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-U",
            "postgres",
            "-p",
        ]);
        psql.arg(self.port.to_string()).arg("postgres");
        psql
    }

    /// Ends it at once, with all that it started.
    pub fn kill(&mut self) {
        let parent = self.child.id().to_string();
        let _ = Command::new("pkill")
            .args(["-KILL", "-P", &parent])
            .status();
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.kill();
        if std::thread::panicking() {
            let log = fs::read_to_string(self.folder.path().join("log")).unwrap_or_default();
            eprintln!("{}", &log[log.len().saturating_sub(4000)..]);
        }
    }
}

/// PostgreSQL does not run as root: gives the folder to its own user there.
fn own(data: &Path) -> bool {
    let me = Command::new("id").arg("-u").output().unwrap();
    let root = me.stdout == b"0\n";
    if root {
        ends(0, Command::new("chown").arg("postgres").arg(data));
        ends(
            0,
            Command::new("chmod")
                .arg("a+rx")
                .arg(data.parent().unwrap()),
        );
    }
    root
}

fn as_postgres(root: bool, name: &str) -> Command {
    let program = program(name);
    if !root {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command
        .args(["--reuid=postgres", "--regid=postgres", "--clear-groups"])
        .arg(program);
    command
}

/// A program of PostgreSQL, which Debian keeps aside.
fn program(name: &str) -> PathBuf {
    let aside = glob::glob(&format!("/usr/lib/postgresql/*/bin/{name}")).unwrap();
    aside
        .flatten()
        .last()
        .unwrap_or_else(|| PathBuf::from(name))
}
