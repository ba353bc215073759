//! A temporary folder beside the result that takes its place in one rename.

use super::guard::Guard;
use crate::error::{Error, Result};
use std::fs;
use std::io::{BufWriter, Write};
use std::path::{Path, PathBuf};

/// A result being written; dropped before [`Folder::publish`], it leaves nothing.
#[derive(Debug)]
pub struct Folder {
    target: PathBuf,
    partial: PathBuf,
    published: bool,
}

impl Folder {
    /// Opens a temporary folder beside `target`, which is new, empty or a previous `kind` of ours: `own` lists the files of one.
    ///
    /// # Errors
    /// When `target` is a file, or holds any file that is not ours, or when nothing can be written beside it.
    pub fn open(
        target: &Path,
        kind: &str,
        own: impl FnOnce(&Path) -> Option<Vec<String>>,
    ) -> Result<Self> {
        let refuse = |what: String| {
            Err(Error::output(what)
                .file(target)
                .remedy("name another folder with --out, or move what is there"))
        };
        if target.is_file() {
            return refuse("the output is a file, not a folder".into());
        }
        if target.is_dir() {
            let own = own(target).unwrap_or_default();
            let foreign = files_under(target)?
                .into_iter()
                .find(|(name, _)| !own.contains(name));
            if let Some((name, _)) = foreign {
                return refuse(format!(
                    "the output folder holds {name}, which is no part of a kawasan {kind}"
                ));
            }
        }
        let name = target
            .file_name()
            .ok_or_else(|| Error::output("the output needs a folder name").file(target))?
            .to_string_lossy()
            .into_owned();
        let parent = match target.parent() {
            Some(parent) if !parent.as_os_str().is_empty() => parent.to_path_buf(),
            _ => PathBuf::from("."),
        };
        fs::create_dir_all(&parent).map_err(|e| cannot(&parent, &e))?;
        sweep(&parent, &name);
        let partial = parent.join(format!(".{name}.partial-{}", std::process::id()));
        fs::create_dir_all(&partial).map_err(|e| cannot(target, &e))?;
        Ok(Self {
            target: target.to_path_buf(),
            partial,
            published: false,
        })
    }

    /// Writes one file, folders made as needed; `path` is relative to the result.
    ///
    /// # Errors
    /// When the file cannot be written, or would hold a token shaped like a NIK or KK.
    pub fn write(
        &self,
        path: &str,
        content: impl FnOnce(&mut dyn Write) -> Result<()>,
    ) -> Result<()> {
        let full = self.partial.join(path);
        let shown = self.target.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(|e| cannot(&shown, &e))?;
        }
        let file = fs::File::create(&full).map_err(|e| cannot(&shown, &e))?;
        let mut writer = BufWriter::with_capacity(1 << 20, Guard::new(file, &shown));
        let done = content(&mut writer);
        let done = done.and_then(|()| writer.flush().map_err(|e| cannot(&shown, &e)));
        writer.get_mut().finish(done, &shown)
    }

    /// Writes a file of words and pictures whole. Its words are looked at as they stand in the JSON of `words`, since a PDF packs them; its bytes,
    /// where they are text, as lists of numbers, which lines of pictures are.
    ///
    /// # Errors
    /// When the file cannot be written, or its words hold a token shaped like a NIK or KK.
    pub fn write_pictured(&self, path: &str, words: &str, bytes: &[u8]) -> Result<()> {
        let full = self.partial.join(path);
        let shown = self.target.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(|e| cannot(&shown, &e))?;
        }
        let pass = |guard: &mut Guard<&mut dyn Write>, bytes: &[u8]| {
            let done = guard.write_all(bytes).map_err(|e| cannot(&shown, &e));
            guard.finish(done, &shown)
        };
        let mut nowhere = std::io::sink();
        let facts = Path::new("words.json");
        pass(
            &mut Guard::new(&mut nowhere as &mut dyn Write, facts),
            words.as_bytes(),
        )?;
        let mut file = fs::File::create(&full).map_err(|e| cannot(&shown, &e))?;
        let form = match path.ends_with(".html") {
            true => Path::new("pictures.svg"),
            false => shown.as_path(),
        };
        pass(&mut Guard::new(&mut file as &mut dyn Write, form), bytes)
    }

    /// The way from the published folder to another file.
    pub fn way_to(&self, file: &Path) -> PathBuf {
        let absolute = |path: &Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        let (own, other) = (absolute(&self.target), absolute(file));
        let (own, other): (Vec<_>, Vec<_>) =
            (own.components().collect(), other.components().collect());
        let shared = own
            .iter()
            .zip(&other)
            .take_while(|(own, other)| own == other)
            .count();
        let up = own[shared..]
            .iter()
            .map(|_| std::path::Component::ParentDir);
        up.chain(other[shared..].iter().copied()).collect()
    }

    /// Writes a file, and those beside it, by its place: folders made as needed; `path` is relative to the result.
    ///
    /// # Errors
    /// What `make` says, about the file in the result.
    pub fn place<T>(&self, path: &str, make: impl FnOnce(&Path) -> Result<T>) -> Result<T> {
        let full = self.partial.join(path);
        let shown = self.target.join(path);
        if let Some(parent) = full.parent() {
            fs::create_dir_all(parent).map_err(|e| cannot(&shown, &e))?;
        }
        make(&full).map_err(|error| error.file(shown))
    }

    /// Every file written so far, relative with forward slashes, sorted.
    ///
    /// # Errors
    /// When the folder cannot be read.
    pub fn files(&self) -> Result<Vec<(String, PathBuf)>> {
        files_under(&self.partial)
    }

    /// Where the previous result stands between the two renames.
    fn previous(&self) -> PathBuf {
        let name = self.target.file_name().unwrap_or_default();
        self.partial
            .with_file_name(format!(".{}.previous", name.to_string_lossy()))
    }

    /// Puts the finished folder in the place of the previous result.
    ///
    /// # Errors
    /// When it cannot be renamed; the previous result is then back in its place.
    pub fn publish(mut self) -> Result<()> {
        let failed = |e: &std::io::Error| cannot(&self.target, e);
        if self.target.exists() {
            let old = self.previous();
            fs::rename(&self.target, &old).map_err(|e| failed(&e))?;
            if let Err(error) = fs::rename(&self.partial, &self.target) {
                fs::rename(&old, &self.target).map_err(|e| failed(&e))?;
                return Err(failed(&error));
            }
            fs::remove_dir_all(&old).map_err(|e| failed(&e))?;
        } else {
            fs::rename(&self.partial, &self.target).map_err(|e| failed(&e))?;
        }
        self.published = true;
        Ok(())
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if !self.published {
            // nothing can be done about a failure here, and the result is untouched
            let _ = fs::remove_dir_all(&self.partial);
        }
    }
}

/// Every file under a folder: its name inside, with forward slashes, and its path; sorted.
fn files_under(root: &Path) -> Result<Vec<(String, PathBuf)>> {
    let mut found = Vec::new();
    let mut open = vec![root.to_path_buf()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(&folder).map_err(|e| cannot(&folder, &e))? {
            let path = entry.map_err(|e| cannot(&folder, &e))?.path();
            if path.is_dir() && !path.is_symlink() {
                open.push(path);
            } else if let Ok(relative) = path.strip_prefix(root) {
                let parts: Vec<_> = relative.iter().map(|p| p.to_string_lossy()).collect();
                found.push((parts.join("/"), path.clone()));
            }
        }
    }
    found.sort();
    Ok(found)
}

/// Removes what killed runs left beside the target; brings back a result caught between two renames.
fn sweep(parent: &Path, name: &str) {
    let prefix = format!(".{name}.partial-");
    let previous = format!(".{name}.previous");
    let Ok(entries) = fs::read_dir(parent) else {
        return;
    };
    for entry in entries.flatten() {
        let file = entry.file_name().to_string_lossy().into_owned();
        if file == previous && !parent.join(name).exists() {
            let _ = fs::rename(entry.path(), parent.join(name));
        } else if file == previous {
            let _ = fs::remove_dir_all(entry.path());
        } else if let Some(pid) = file.strip_prefix(&prefix)
            && Path::new("/proc/self").exists()
            && !Path::new("/proc").join(pid).exists()
        {
            let _ = fs::remove_dir_all(entry.path());
        }
    }
}

fn cannot(path: &Path, error: &std::io::Error) -> Error {
    Error::output(format!("cannot be written: {error}"))
        .file(path)
        .remedy("check that the folder exists, is yours and has room, or name another with --out")
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used)]
    use super::*;

    const MARK: &str = "manifest.json";

    fn open(target: &Path) -> Result<Folder> {
        let own = |folder: &Path| folder.join(MARK).is_file().then(|| vec![MARK.to_owned()]);
        Folder::open(target, "run", own)
    }

    fn put(folder: &Folder, text: &str) {
        folder
            .write(MARK, |w| {
                w.write_all(text.as_bytes()).unwrap();
                Ok(())
            })
            .unwrap();
    }

    #[test]
    fn replaces_a_run_and_keeps_it_when_interrupted() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("out");
        let folder = open(&target).unwrap();
        put(&folder, "one");
        folder.publish().unwrap();

        let interrupted = open(&target).unwrap();
        put(&interrupted, "two");
        drop(interrupted);
        assert_eq!(fs::read_to_string(target.join(MARK)).unwrap(), "one");

        let folder = open(&target).unwrap();
        put(&folder, "three");
        assert_eq!(folder.files().unwrap().len(), 1);
        folder.publish().unwrap();
        assert_eq!(fs::read_to_string(target.join(MARK)).unwrap(), "three");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn refuses_a_folder_that_is_not_a_run() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join("thesis.doc"), "x").unwrap();
        let error = open(dir.path()).unwrap_err();
        assert_eq!(error.exit_code(), 5);
        assert!(dir.path().join("thesis.doc").exists());
        fs::write(dir.path().join(MARK), "x").unwrap();
        let error = open(dir.path()).unwrap_err();
        assert!(error.what.contains("thesis.doc"), "also beside a result");
    }

    #[test]
    fn a_result_caught_between_two_renames_comes_back() {
        let dir = tempfile::tempdir().unwrap();
        let lost = dir.path().join(".out.previous");
        fs::create_dir(&lost).unwrap();
        fs::write(lost.join(MARK), "kept").unwrap();
        let target = dir.path().join("out");
        drop(open(&target).unwrap());
        assert_eq!(fs::read_to_string(target.join(MARK)).unwrap(), "kept");
    }
}
