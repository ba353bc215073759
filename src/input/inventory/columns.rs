//! Which column of a file holds what: by hashtag, else by title.

use crate::base::words::plain;
use crate::input::read::table::Heading;
use std::collections::{BTreeMap, BTreeSet};

/// What is looked for in a file.
pub(super) struct Role {
    /// Its machine name.
    pub name: &'static str,
    /// Titles it may have, the surest first; letter case, spaces and marks do not matter.
    pub titles: &'static [&'static str],
    /// Hashtags it may have, the surest first; a column's tag may have more attributes.
    pub tags: &'static [&'static str],
    /// Whether its cells are text whatever they look like.
    pub text: bool,
}

/// Words.
pub(super) const fn text(
    name: &'static str,
    titles: &'static [&'static str],
    tags: &'static [&'static str],
) -> Role {
    Role {
        name,
        titles,
        tags,
        text: true,
    }
}

/// Numbers.
pub(super) const fn number(
    name: &'static str,
    titles: &'static [&'static str],
    tags: &'static [&'static str],
) -> Role {
    Role {
        name,
        titles,
        tags,
        text: false,
    }
}

/// The title of the column of each role that has one. A column has one role; hashtags come before titles.
pub(super) fn find(roles: &[Role], headings: &[Heading]) -> BTreeMap<&'static str, String> {
    let mut found = BTreeMap::new();
    let mut taken = vec![false; headings.len()];
    let tags: Vec<Tag> = headings
        .iter()
        .map(|heading| Tag::new(&heading.tag))
        .collect();
    let titles: Vec<String> = headings
        .iter()
        .map(|heading| plain(&heading.title))
        .collect();
    for role in roles {
        let by_tag = role.tags.iter().find_map(|wanted| {
            let wanted = Tag::new(wanted);
            let fits = (0..tags.len()).filter(|&j| !taken[j] && wanted.within(&tags[j]));
            fits.min_by_key(|&j| tags[j].attributes.len())
        });
        if let Some(j) = by_tag {
            taken[j] = true;
            found.insert(role.name, headings[j].title.clone());
        }
    }
    for role in roles {
        if found.contains_key(role.name) {
            continue;
        }
        let by_title = role.titles.iter().find_map(|wanted| {
            let wanted = plain(wanted);
            (0..titles.len()).find(|&j| !taken[j] && titles[j] == wanted)
        });
        if let Some(j) = by_title {
            taken[j] = true;
            found.insert(role.name, headings[j].title.clone());
        }
    }
    found
}

/// A hashtag taken apart.
struct Tag {
    name: String,
    attributes: BTreeSet<String>,
}

impl Tag {
    fn new(text: &str) -> Self {
        let text = text.to_lowercase().replace(' ', "");
        let mut parts = text.split('+').map(str::to_owned);
        Self {
            name: parts.next().unwrap_or_default(),
            attributes: parts.filter(|part| !part.is_empty()).collect(),
        }
    }

    fn within(&self, other: &Self) -> bool {
        self.name == other.name && self.attributes.is_subset(&other.attributes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROLES: &[Role] = &[
        text(
            "id",
            &["id", "kode_program", "program"],
            &["#activity+code", "#activity"],
        ),
        text("name", &["nama", "program"], &["#activity+name"]),
        number("budget", &["pagu"], &["#value+budget"]),
    ];

    fn found(headings: &[(&str, &str)]) -> Vec<(&'static str, String)> {
        let heading = |&(title, tag): &(&str, &str)| Heading {
            title: title.to_owned(),
            tag: tag.to_owned(),
        };
        let headings: Vec<Heading> = headings.iter().map(heading).collect();
        find(ROLES, &headings).into_iter().collect()
    }

    fn says(pairs: &[(&'static str, &str)]) -> Vec<(&'static str, String)> {
        let pair = |&(role, title): &(&'static str, &str)| (role, title.to_owned());
        pairs.iter().map(pair).collect()
    }

    #[test]
    fn titles_in_any_coat() {
        assert_eq!(
            found(&[("PAGU", ""), ("Kode Program", ""), ("Program", "")]),
            says(&[
                ("budget", "PAGU"),
                ("id", "Kode Program"),
                ("name", "Program")
            ])
        );
        assert_eq!(found(&[("program", "")]), says(&[("id", "program")]));
        assert_eq!(found(&[("programs", "")]), []);
    }

    #[test]
    fn hashtags_come_first_and_may_have_more_attributes() {
        assert_eq!(
            found(&[
                ("id", "#Value +idr +Budget"),
                ("x", "#activity+name+id_lang"),
                ("y", "#activity"),
                ("pagu", "#meta"),
            ]),
            says(&[("budget", "id"), ("id", "y"), ("name", "x")])
        );
    }
}
