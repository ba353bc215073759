//! `kawasan view`: what it serves, what it does not, and in a browser.

use crate::outside::python;
use crate::study::{ends, example, kawasan, run};
use crate::tiles::ntt;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Child, Command, Stdio};

/// A running server, ended when it is dropped.
struct Server {
    child: Child,
    address: String,
}

impl Server {
    fn of(out: &Path, more: &[&str]) -> Self {
        let mut child = kawasan()
            .arg("view")
            .arg(out)
            .arg("--no-open")
            .args(more)
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        let mut told = BufReader::new(child.stdout.take().unwrap());
        told.read_line(&mut address).unwrap();
        assert!(address.starts_with("http://127.0.0.1:"), "{address}");
        Self {
            child,
            address: address.trim().to_owned(),
        }
    }

    fn port(&self) -> u16 {
        let port = self.address.trim_end_matches('/').rsplit(':').next();
        port.unwrap().parse().unwrap()
    }

    /// Asks for a path as it is written; the head and the body.
    fn ask(&self, path: &str, more: &str) -> (String, Vec<u8>) {
        self.ask_as(path, &format!("127.0.0.1:{}", self.port()), more)
    }

    fn ask_as(&self, path: &str, host: &str, more: &str) -> (String, Vec<u8>) {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port())).unwrap();
        write!(
            stream,
            "GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{more}\r\n"
        )
        .unwrap();
        let mut answer = Vec::new();
        stream.read_to_end(&mut answer).unwrap();
        let end = answer
            .windows(4)
            .position(|four| four == b"\r\n\r\n")
            .unwrap();
        let head = String::from_utf8_lossy(&answer[..end]).to_lowercase();
        (head, answer[end + 4..].to_vec())
    }

    fn status(&self, path: &str) -> u16 {
        let (head, _) = self.ask(path, "");
        head[9..12].parse().unwrap()
    }

    /// What it said after it was asked to end.
    fn end(mut self) -> String {
        let id = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-INT", &id])
                .status()
                .unwrap()
                .success()
        );
        assert_eq!(self.child.wait().unwrap().code(), Some(0));
        let mut said = String::new();
        self.child
            .stderr
            .take()
            .unwrap()
            .read_to_string(&mut said)
            .unwrap();
        said
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

const TILES: [&str; 4] = [
    "--set",
    r#"outputs.layers=["pmtiles"]"#,
    "--set",
    "hotspots.permutations=99",
];

#[test]
fn it_serves_the_run_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&example(), &out, &TILES);
    fs::write(folder.path().join("secret.txt"), "not yours").unwrap();
    fs::write(out.join("beside.txt"), "not listed").unwrap();
    let server = Server::of(&out, &[]);
    let (head, page) = server.ask("/", "");
    let page = String::from_utf8(page).unwrap();
    assert!(
        head.starts_with("http/1.1 200")
            && head.contains("content-security-policy: default-src 'self'"),
        "{head}"
    );
    assert!(
        head.contains("nosniff")
            && page.contains("live.js")
            && !page.contains("http:")
            && !page.contains("https:")
    );
    for path in [
        "/live.js",
        "/panel.js",
        "/map.css",
        "/pmtiles.js",
        "/maplibre-gl.mjs",
        "/maplibre-gl-worker.mjs",
        "/maplibre-gl.css",
        "/run/tables/scores.csv",
        "/run/report/areas.svg",
    ] {
        assert_eq!(server.status(path), 200, "{path}");
    }
    // files of the run may show themselves, and no more
    let (head, body) = server.ask("/run/map.html", "");
    assert!(
        head.contains("content-security-policy: sandbox allow-scripts"),
        "{head}"
    );
    assert!(body == fs::read(out.join("map.html")).unwrap());

    // ranges of the tiles
    let (head, body) = server.ask("/tiles.pmtiles", "Range: bytes=0-126\r\n");
    assert!(
        head.starts_with("http/1.1 206") && body.len() == 127 && body.starts_with(b"PMTiles\x03"),
        "{head}"
    );

    // the whole page without the facts, and a village with them
    let data: serde_json::Value = serde_json::from_slice(&server.ask("/map.json", "").1).unwrap();
    assert!(data["facts"].is_null() && data["layers"][0]["of"].is_array());
    let code = data["villages"]["code"][0].as_str().unwrap().to_owned();
    let own: serde_json::Value =
        serde_json::from_slice(&server.ask(&format!("/village/{code}"), "").1).unwrap();
    let explained = ends(0, kawasan().arg("explain").arg(&out).arg(&code));
    let heading = String::from_utf8_lossy(&explained.stdout)
        .lines()
        .find(|line| line.starts_with("## "))
        .unwrap()[3..]
        .to_owned();
    assert!(
        own["html"]
            .as_str()
            .unwrap()
            .contains(&format!("<h3>{heading}</h3>")),
        "{own}"
    );
    assert!(own["facts"].as_array().unwrap().len() > 5);

    // nothing that the manifest does not list, by no way
    for path in [
        "/run/beside.txt",
        "/run/../secret.txt",
        "/run/%2e%2e/secret.txt",
        "/run/..%2fsecret.txt",
        "/run//etc/passwd",
        "/run/tables/../../secret.txt",
        "/run/tables",
        "/run/",
        "/secret.txt",
        "/../secret.txt",
        "/village/0",
        "/village/%2e%2e",
        "/manifest.json",
        "/run/timings.json",
    ] {
        assert_eq!(server.status(path), 404, "{path}");
    }
    // nor to a page elsewhere whose name was led here
    let port = server.port();
    for host in [
        "evil.example",
        &format!("evil.example:{port}"),
        "127.0.0.1",
        &format!("127.0.0.1:{}", port ^ 1),
        "",
    ] {
        let (head, _) = server.ask_as("/map.json", host, "");
        assert!(head.starts_with("http/1.1 403"), "{host}: {head}");
    }
    assert!(
        server
            .ask_as("/", &format!("localhost:{port}"), "")
            .0
            .starts_with("http/1.1 200")
    );
    let said = server.end();
    assert!(!said.contains("made tiles"), "{said}");
}

#[test]
fn a_run_without_tiles_gets_some_and_they_are_gone_afterwards() {
    let folder = tempfile::tempdir().unwrap();
    for format in ["geojson", "gpkg", "fgb", "parquet", "shp", "topojson"] {
        let (out, temporary) = (folder.path().join(format), folder.path().join("tmp"));
        fs::create_dir_all(&temporary).unwrap();
        let layers = format!("outputs.layers=[\"{format}\"]");
        run(
            &example(),
            &out,
            &["--set", &layers, "--set", "hotspots.permutations=99"],
        );
        let mut child = kawasan();
        child
            .env("TMPDIR", &temporary)
            .arg("view")
            .arg(&out)
            .arg("--no-open");
        let mut child = child
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        let mut address = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut address)
            .unwrap();
        let server = Server {
            child,
            address: address.trim().to_owned(),
        };
        let (_, body) = server.ask("/tiles.pmtiles", "Range: bytes=0-7\r\n");
        assert_eq!(body, b"PMTiles\x03", "{format}");
        assert_eq!(fs::read_dir(&temporary).unwrap().count(), 1);
        let said = server.end();
        assert!(
            said.contains("made tiles") && said.contains("outputs.layers"),
            "{said}"
        );
        assert_eq!(fs::read_dir(&temporary).unwrap().count(), 0);
    }
}

#[test]
fn what_cannot_be_viewed_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    let told = |code: i32, more: &[&str], out: &Path| {
        let done = ends(
            code,
            kawasan().arg("view").arg(out).arg("--no-open").args(more),
        );
        let said = String::from_utf8_lossy(&done.stderr).into_owned();
        assert!(said.contains("what to do"), "{said}");
        said
    };
    assert!(told(3, &[], &out).contains("no finished run"));
    fs::create_dir(&out).unwrap();
    fs::write(
        out.join("manifest.json"),
        r#"{"tool":"another 1.0","outputs":[]}"#,
    )
    .unwrap();
    assert!(told(3, &[], &out).contains("not of kawasan"));
    fs::remove_dir_all(&out).unwrap();
    run(
        &example(),
        &out,
        &[
            "--set",
            "outputs.map=false",
            "--set",
            "hotspots.permutations=99",
        ],
    );
    assert!(told(3, &[], &out).contains("nothing to show"));
    run(
        &example(),
        &out,
        &[
            "--set",
            "outputs.layers=[]",
            "--set",
            "hotspots.permutations=99",
        ],
    );
    assert!(told(3, &[], &out).contains("no layer of its villages"));
    run(&example(), &out, &TILES);
    let archive = fs::read_dir(out.join("layers"))
        .unwrap()
        .next()
        .unwrap()
        .unwrap()
        .path();
    let whole = fs::read(&archive).unwrap();
    fs::write(&archive, b"nothing").unwrap();
    assert!(told(3, &[], &out).contains("no tiles"));
    fs::write(&archive, whole).unwrap();
    // a port that is taken is said when it was asked for, and goes round when it was not
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = taken.local_addr().unwrap().port().to_string();
    assert!(told(5, &["--port", &port], &out).contains("in use"));
    let servers = [Server::of(&out, &[]), Server::of(&out, &[])];
    assert_ne!(servers[0].port(), servers[1].port());
    ends(2, kawasan().arg("view").arg(&out).args(["--port", "0"]));
}

#[test]
fn the_view_of_the_example_works_in_a_browser() {
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("out");
    run(&example(), &out, &TILES[..2]);
    let server = Server::of(&out, &[]);
    python("browse_view.py", &[Path::new(&server.address), &out]);
}

#[test]
fn the_view_of_a_province_works_in_a_browser() {
    let Some((folder, study)) = ntt("en") else {
        return;
    };
    let out = folder.path().join("out");
    run(&study, &out, &["--set", r#"outputs.layers=["geojson"]"#]);
    let server = Server::of(&out, &[]);
    python("browse_view.py", &[Path::new(&server.address), &out]);
}
