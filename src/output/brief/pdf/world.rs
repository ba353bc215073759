//! What typst may see: the template, `brief.json`, the pictures, the files beside the template, our fonts. No other file, no package, no clock.

use super::super::Picture;
use super::super::templates::{PDF, Templates};
use crate::error::{Error, Result};
use std::collections::BTreeMap;
use typst::diag::{FileError, FileResult};
use typst::foundations::{Bytes, Datetime, Duration};
use typst::syntax::{FileId, RootedPath, Source, VirtualPath, VirtualRoot};
use typst::text::{Font, FontBook};
use typst::utils::LazyHash;
use typst::{Library, LibraryExt, World};

/// Source Sans 3 (data/vendor).
const FONTS: [&[u8]; 3] = [
    include_bytes!("../../../../data/vendor/source-sans-3/SourceSans3_400Regular.ttf"),
    include_bytes!("../../../../data/vendor/source-sans-3/SourceSans3_400Regular_Italic.ttf"),
    include_bytes!("../../../../data/vendor/source-sans-3/SourceSans3_600SemiBold.ttf"),
];

/// All of it, in memory.
pub(super) struct Room {
    library: LazyHash<Library>,
    book: LazyHash<FontBook>,
    fonts: Vec<Font>,
    main: Source,
    files: BTreeMap<String, Bytes>,
    today: Option<Datetime>,
}

impl Room {
    /// # Errors
    /// None that data could cause.
    pub fn new(
        template: &str,
        facts: &str,
        pictures: &[Picture],
        templates: &Templates,
        today: Option<Datetime>,
    ) -> Result<Self> {
        let path = VirtualPath::new(PDF)
            .map_err(|_| Error::engine("there is no place for the template"))?;
        let main = RootedPath::new(VirtualRoot::Project, path).intern();
        let fonts: Vec<Font> = (FONTS.iter())
            .flat_map(|bytes| Font::iter(Bytes::new(*bytes)))
            .collect();
        let mut files: BTreeMap<String, Bytes> = (templates.names())
            .filter_map(|name| Some((name.to_owned(), Bytes::new(templates.file(name)?.to_vec()))))
            .collect();
        let made = pictures
            .iter()
            .map(|p| (p.name.clone(), Bytes::from_string(p.svg.clone())));
        files.extend(made);
        files.insert(
            "brief.json".to_owned(),
            Bytes::from_string(facts.to_owned()),
        );
        Ok(Self {
            library: LazyHash::new(Library::default()),
            book: LazyHash::new(FontBook::from_fonts(&fonts)),
            fonts,
            main: Source::new(main, template.to_owned()),
            files,
            today,
        })
    }
}

impl World for Room {
    fn library(&self) -> &LazyHash<Library> {
        &self.library
    }

    fn book(&self) -> &LazyHash<FontBook> {
        &self.book
    }

    fn main(&self) -> FileId {
        self.main.id()
    }

    fn source(&self, id: FileId) -> FileResult<Source> {
        if id == self.main.id() {
            return Ok(self.main.clone());
        }
        let bytes = self.file(id)?;
        let text = std::str::from_utf8(&bytes).map_err(|_| FileError::InvalidUtf8)?;
        Ok(Source::new(id, text.to_owned()))
    }

    fn file(&self, id: FileId) -> FileResult<Bytes> {
        let name = id.vpath().get_without_slash();
        match id.root() {
            VirtualRoot::Project => {
                (self.files.get(name).cloned()).ok_or_else(|| FileError::NotFound(name.into()))
            }
            VirtualRoot::Package(_) => Err(FileError::Other(Some(
                "packages are not fetched: put what you need beside the template".into(),
            ))),
        }
    }

    fn font(&self, index: usize) -> Option<Font> {
        self.fonts.get(index).cloned()
    }

    fn today(&self, _: Option<Duration>) -> Option<Datetime> {
        self.today
    }
}
