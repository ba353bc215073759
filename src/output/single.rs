//! One file, or standard output: the result of a toolbox verb.

use super::guard::Guard;
use crate::error::{Error, Result};
use std::fs;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

/// Whether a path stands for standard output.
pub fn is_stdout(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Writes a file through a partial one beside it that takes its place in one rename; `-` is standard output.
///
/// # Errors
/// When it cannot be written, or would hold a token shaped like a NIK or KK. A reader that closes standard output early is no error.
pub fn write(path: &Path, content: impl FnOnce(&mut dyn Write) -> Result<()>) -> Result<()> {
    if is_stdout(path) {
        let mut out = Pipe {
            inner: io::stdout().lock(),
            closed: false,
        };
        let done = guarded(&mut out, 1 << 16, path, content);
        return if out.closed { Ok(()) } else { done };
    }
    place(path, |partial| {
        let file = fs::File::create(partial).map_err(|e| cannot(path, &e))?;
        guarded(file, 1 << 20, path, content)
    })
}

/// The same for a file that somebody else opens and writes: `make` gets the place of the partial one. No scanner sees what is written.
///
/// # Errors
/// When it cannot be written.
pub fn place<T>(path: &Path, make: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
    let partial = partial(path)?;
    // what a killed program of the same number left
    let _ = fs::remove_file(&partial);
    let made = make(&partial).and_then(|made| {
        fs::rename(&partial, path).map_err(|e| cannot(path, &e))?;
        Ok(made)
    });
    if made.is_err() {
        // the failure that is told is the first one
        let _ = fs::remove_file(&partial);
    }
    made
}

/// Writes through a [`Guard`] that sees so many bytes at a time.
fn guarded(
    inner: impl Write,
    bytes: usize,
    path: &Path,
    content: impl FnOnce(&mut dyn Write) -> Result<()>,
) -> Result<()> {
    let mut out = BufWriter::with_capacity(bytes, Guard::new(inner, path));
    let done = content(&mut out);
    let done = done.and_then(|()| out.flush().map_err(|e| cannot(path, &e)));
    out.get_mut().finish(done, path)
}

/// Standard output that remembers that its reader has gone.
struct Pipe<W> {
    inner: W,
    closed: bool,
}

impl<W: Write> Pipe<W> {
    fn note<T>(&mut self, done: io::Result<T>) -> io::Result<T> {
        self.closed |= matches!(&done, Err(e) if e.kind() == io::ErrorKind::BrokenPipe);
        done
    }
}

impl<W: Write> Write for Pipe<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let done = self.inner.write(bytes);
        self.note(done)
    }

    fn flush(&mut self) -> io::Result<()> {
        let done = self.inner.flush();
        self.note(done)
    }
}

fn partial(path: &Path) -> Result<PathBuf> {
    let name = path
        .file_name()
        .filter(|_| !path.is_dir())
        .ok_or_else(|| Error::output("the output needs the name of a file").file(path))?;
    let name = name.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.partial-{}", std::process::id())))
}

fn cannot(path: &Path, error: &io::Error) -> Error {
    Error::output(format!("cannot be written: {error}"))
        .file(path)
        .remedy("check that the folder exists, is yours and has room, or name another file with -o")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    #[test]
    fn a_file_is_whole_or_as_it_was() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a.csv");
        let put = |text: &'static str| {
            move |w: &mut dyn Write| {
                w.write_all(text.as_bytes()).unwrap();
                Ok(())
            }
        };
        write(&path, put("one")).unwrap();
        let failed = write(&path, |w| {
            w.write_all(b"half").unwrap();
            Err(Error::output("full"))
        });
        assert_eq!(failed.unwrap_err().what, "full");
        assert_eq!(fs::read_to_string(&path).unwrap(), "one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
        let error = write(dir.path(), put("x")).unwrap_err();
        assert_eq!(error.exit_code(), 5);
        let error = write(&dir.path().join("no/a.csv"), put("x")).unwrap_err();
        assert_eq!(error.exit_code(), 5);
    }
}
