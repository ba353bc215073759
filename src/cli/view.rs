//! `kawasan view`: a finished run as a map in the browser.

use super::on_threads;
use super::progress::{say, tell};
use crate::error::Result;
use crate::runs::view::{View, serve};
use clap::Args;
use std::path::PathBuf;
use std::process::{Command, Stdio};

/// Options of `kawasan view`.
#[derive(Debug, Args)]
pub struct Options {
    /// Folder of a finished run
    run: PathBuf,
    /// Port to serve on; a free one when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    port: Option<u16>,
    /// Do not open the browser
    #[arg(long)]
    no_open: bool,
    /// Threads to make tiles with; all cores when left out
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..))]
    threads: Option<u16>,
}

/// Serves the map of the run on 127.0.0.1 until Ctrl-C; the address goes to standard output.
///
/// # Errors
/// See [`View::open`] and [`serve::listen`].
pub fn execute(options: &Options) -> Result<()> {
    let listener = serve::listen(options.port)?;
    let view = on_threads(options.threads, || View::open(&options.run))?;
    if let Some(made) = view.made {
        say(&format!(
            "made tiles of the layers in {:.1} s; with \"pmtiles\" among outputs.layers the run opens at once",
            made.as_secs_f64()
        ));
    }
    let port = listener.local_addr().map_or(0, |address| address.port());
    let address = format!("http://127.0.0.1:{port}/");
    tell(&address);
    say("Ctrl-C ends");
    if !options.no_open {
        open(&address);
    }
    serve::serve(view, listener)
}

/// Asks the desktop to open an address; where there is none, the address is on standard output all the same.
fn open(address: &str) {
    let (program, before): (&str, &[&str]) = if cfg!(target_os = "macos") {
        ("open", &[])
    } else if cfg!(windows) {
        ("cmd", &["/C", "start", ""])
    } else {
        ("xdg-open", &[])
    };
    let mut command = Command::new(program);
    command.args(before).arg(address);
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    let _ = command.spawn();
}
