//! Parse, call the library, turn an error into an exit code.

use clap::Parser;
use serde_json::json;
use std::io::Write;
use std::process::ExitCode;

/// Exit code of a command line that cannot be read.
const USAGE: u8 = 2;

fn main() -> ExitCode {
    // a command line that cannot be read may still ask for JSON
    let json = std::env::args_os().any(|argument| argument == "--json");
    let (text, code) = match kawasan::cli::Cli::try_parse() {
        Ok(cli) => match kawasan::cli::execute(&cli) {
            Ok(()) => return ExitCode::SUCCESS,
            Err(error) => {
                let text = match (&error.report, json) {
                    (_, true) => error.json().to_string(),
                    (Some(report), false) => report.text.clone(),
                    (None, false) => format!("error: {error}"),
                };
                (text, error.exit_code())
            }
        },
        // help and version are no errors
        Err(usage) if !json || !usage.use_stderr() => usage.exit(),
        Err(usage) => {
            let what = usage.to_string();
            let what = what.lines().next().unwrap_or_default();
            let what = what.strip_prefix("error: ").unwrap_or(what);
            let error = json!({"kind": "usage", "exit_code": USAGE, "what": what});
            (json!({"error": error}).to_string(), USAGE)
        }
    };
    // a closed standard error is no reason to panic
    let _ = writeln!(std::io::stderr(), "{text}");
    ExitCode::from(code)
}
