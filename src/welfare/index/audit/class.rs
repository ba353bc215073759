//! Published classes against the classes of the scores.

use super::cause::{Cause, Kind, number};
use super::finish::{following, follows};
use super::model::Model;
use crate::base::study::Language;
use crate::welfare::index::classes;
use crate::welfare::index::definition::Definition;

/// Published classes, read and judged.
pub struct Classes {
    /// n places in the classes, as published.
    pub published: Vec<Option<usize>>,
    /// n places in the classes, as rebuilt.
    pub rebuilt: Vec<Option<usize>>,
    /// The language most of the published names are in.
    pub language: Language,
    /// n causes, `None` where the class reproduces.
    pub cause: Vec<Option<Cause>>,
    /// Limits the published classes follow instead, in words, with the rows they explain.
    pub moved: Vec<(String, usize)>,
}

/// Letters and digits only, in lower case.
fn fold(text: &str) -> String {
    let letters = text.chars().filter(|c| c.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

/// Judges n published class names.
pub fn judge(
    definition: &Definition,
    limits: &[f64],
    model: &Model,
    rebuilt: Vec<Option<usize>>,
    texts: &[Option<String>],
) -> Classes {
    let names = |language: Language| {
        let classes = definition.classes.iter();
        classes.map(move |class| fold(class.name.get(language)))
    };
    let ids: Vec<String> = names(Language::Id).collect();
    let ens: Vec<String> = names(Language::En).collect();
    let (mut in_id, mut in_en) = (0_usize, 0_usize);
    let mut read = |text: &Option<String>| {
        let text = fold(text.as_deref()?);
        let id = ids.iter().position(|name| *name == text);
        let en = ens.iter().position(|name| *name == text);
        in_id += usize::from(id.is_some());
        in_en += usize::from(en.is_some());
        id.or(en)
    };
    let published: Vec<Option<usize>> = texts.iter().map(&mut read).collect();
    let mut classes = Classes {
        language: if in_id > in_en {
            Language::Id
        } else {
            Language::En
        },
        cause: vec![None; model.n],
        moved: Vec::new(),
        published,
        rebuilt,
    };
    let score = model.nodes.len() - 1;
    let whole = &model.nodes[score];
    let basis: Vec<f64> = (0..model.n)
        .map(|i| {
            let used = whole.claim.as_ref().map_or(f64::NAN, |c| c.used[i]);
            if used.is_nan() { whole.told[i] } else { used }
        })
        .collect();
    let of = |x: f64| {
        (!x.is_nan())
            .then(|| classes::class(definition, limits, x))
            .flatten()
    };
    let name = |class: usize| definition.classes[class].name.get(classes.language);
    let shifted = Limits::find(definition, limits, &classes.published, &basis);
    let mut explained = vec![0_usize; shifted.cuts.len()];
    let mut causes = vec![None; model.n];
    for i in 0..model.n {
        if let Some(class) = classes.published[i]
            && classes.rebuilt[i] == Some(class)
        {
            continue;
        }
        let (kind, text) = match (&texts[i], classes.published[i], classes.rebuilt[i]) {
            (None, ..) => (
                Kind::PublishedMissing,
                "the published class is missing".to_owned(),
            ),
            (Some(text), None, _) => (
                Kind::PublishedUnreadable,
                format!("\"{text}\" is no class of {}", definition.name),
            ),
            (_, _, None) => (
                Kind::IndicatorMissing,
                "the score cannot be rebuilt, so there is no class".to_owned(),
            ),
            (_, Some(class), _) if of(basis[i]) == Some(class) => follow(model, score, i),
            (_, Some(class), _) => {
                let x = basis[i];
                let rounded = (3..=4).rev().find(|&k| of(round(x, k)) == Some(class));
                let moved = shifted.explains(class, x, of(x));
                match (of(x), rounded, moved) {
                    (_, _, Some(b)) => {
                        explained[b] += 1;
                        (Kind::ClassLimits, shifted.words(b, limits, &name))
                    }
                    (_, Some(k), _) => (
                        Kind::ClassLimits,
                        format!(
                            "{} is the class of the score rounded to {k} decimals, {}; the score itself is {}",
                            name(class),
                            number(round(x, k)),
                            number(x)
                        ),
                    ),
                    (Some(right), ..) => (
                        Kind::Class,
                        format!(
                            "{} is not the class of the score {}, which is {}: {}",
                            name(class),
                            number(x),
                            name(right),
                            steps(class, right)
                        ),
                    ),
                    (None, ..) => (Kind::Class, format!("{} has no score", name(class))),
                }
            }
        };
        causes[i] = Some(Cause::new(kind, text));
    }
    let moved = explained.iter().enumerate().filter(|(_, rows)| **rows > 0);
    classes.moved = moved
        .map(|(b, rows)| (shifted.words(b, limits, &name), *rows))
        .collect();
    classes.cause = causes;
    classes
}

fn round(x: f64, decimals: i32) -> f64 {
    let unit = 10_f64.powi(decimals);
    (x * unit).round() / unit
}

fn steps(class: usize, right: usize) -> String {
    let side = if class > right { "high" } else { "low" };
    match class.abs_diff(right) {
        1 => format!("shifted by one class, too {side}"),
        count => format!("shifted by {count} classes, too {side}"),
    }
}

/// A class that is right for the published score or dimensions.
fn follow(model: &Model, score: usize, i: usize) -> (Kind, String) {
    match &model.nodes[score].claim {
        Some(claim) => {
            let cause = claim.cause[i].as_ref();
            let cause = cause.map_or("which is not the rebuilt one", |cause| &cause.text);
            (Kind::Follows, following("score", cause))
        }
        None => follows(model, &model.claimed_below(score), i),
    }
}

/// Limits that the published classes follow where they are not those of the definition.
struct Limits {
    /// By limit, the scores between which the published one lies.
    cuts: Vec<Option<[f64; 2]>>,
}

impl Limits {
    /// A limit is another one when at least three classes contradict the right one, and at most a fifth as many the best cut.
    fn find(
        definition: &Definition,
        limits: &[f64],
        published: &[Option<usize>],
        basis: &[f64],
    ) -> Self {
        let mut rows: Vec<(f64, usize)> = (basis.iter().zip(published))
            .filter(|(x, _)| !x.is_nan())
            .filter_map(|(x, class)| Some((*x, (*class)?)))
            .collect();
        rows.sort_by(|a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
        let cut = |b: usize| {
            let right = |x: f64| classes::class(definition, limits, x).is_some_and(|c| c <= b);
            let wrong = rows.iter().filter(|(x, class)| right(*x) != (*class <= b));
            let wrong = wrong.count();
            // all rows above the cut to begin with: the low classes are wrong
            let mut errors = rows.iter().filter(|(_, class)| *class <= b).count();
            let (mut least, mut best) = (errors, 0);
            for (place, (_, class)) in rows.iter().enumerate() {
                match *class <= b {
                    true => errors -= 1,
                    false => errors += 1,
                }
                let ends = rows
                    .get(place + 1)
                    .is_none_or(|next| next.0 > rows[place].0);
                if errors < least && ends {
                    (least, best) = (errors, place + 1);
                }
            }
            let low = best
                .checked_sub(1)
                .map_or(f64::NEG_INFINITY, |at| rows[at].0);
            let high = rows.get(best).map_or(f64::INFINITY, |row| row.0);
            (wrong >= 3 && 5 * least <= wrong).then_some([low, high])
        };
        Self {
            cuts: (0..limits.len()).map(cut).collect(),
        }
    }

    /// The moved limit that makes `class` right for the score x, whose class by the definition is `of`.
    fn explains(&self, class: usize, x: f64, of: Option<usize>) -> Option<usize> {
        let of = of?;
        if class.abs_diff(of) != 1 {
            return None;
        }
        let b = class.min(of);
        let [low, _] = self.cuts[b]?;
        ((x <= low) == (class <= b)).then_some(b)
    }

    fn words<'a>(&self, b: usize, limits: &[f64], name: &dyn Fn(usize) -> &'a str) -> String {
        let [low, high] = self.cuts[b].unwrap_or([f64::NEG_INFINITY, f64::INFINITY]);
        let between = match (low.is_finite(), high.is_finite()) {
            (true, true) => format!("between {} and {}", number(low), number(high)),
            (true, false) => format!("at or above {}", number(low)),
            _ => format!("below {}", number(high)),
        };
        format!(
            "the published classes follow another limit between {} and {}: {between}, not {}",
            name(b),
            name(b + 1),
            number(limits[b])
        )
    }
}
