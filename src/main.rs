//! Parse, call the library, turn an error into an exit code.

use clap::Parser;
use std::io::Write;
use std::process::ExitCode;

fn main() -> ExitCode {
    let cli = kawasan::cli::Cli::parse();
    match kawasan::cli::execute(&cli) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // a closed standard error is no reason to panic
            let text = error
                .report
                .clone()
                .unwrap_or_else(|| format!("error: {error}"));
            let _ = writeln!(std::io::stderr(), "{text}");
            ExitCode::from(error.exit_code())
        }
    }
}
