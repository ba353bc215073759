//! Regions scored by their villages.

use super::rank;
use super::score::Scores;

/// How the villages of a region become one score.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rule {
    /// Mean weighted by population: every scored village's is known.
    Population,
    /// Mean of villages: some population is not known.
    Villages,
    /// No village has a score.
    None,
}

impl Rule {
    /// The rule in `tables/regions.csv`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Population => "population-weighted mean of scored villages",
            Self::Villages => "mean of scored villages, population unknown",
            Self::None => "no scored village",
        }
    }
}

/// What an index says of one region.
#[derive(Debug, Clone, PartialEq)]
pub struct Region {
    /// Villages in it.
    pub villages: usize,
    /// Villages with a score.
    pub scored: usize,
    /// People; `None` when that of any village is unknown.
    pub population: Option<f64>,
    /// Mean score by the rule.
    pub score: Option<f64>,
    /// Mean need by the rule.
    pub need: Option<f64>,
    /// Rank among the regions, 1 for the greatest need; ties share the lower number.
    pub rank: Option<u32>,
    /// Share of the scored villages in each class, in the order of the classes; empty when none is scored.
    pub class_share: Vec<f64>,
    /// The rule.
    pub rule: Rule,
}

/// Scores regions from the n villages in them; `of_village` holds the region of each, `population` its people.
///
/// A region's mean is weighted by population where every scored village's is known and they have people at all; else it
/// is the plain mean. Sums run in the order of villages.
pub fn regional(
    scores: &Scores,
    of_village: &[u32],
    regions: usize,
    population: Option<&[Option<f64>]>,
) -> Vec<Region> {
    let mut members = vec![Vec::new(); regions];
    for (village, &region) in of_village.iter().enumerate() {
        members[region as usize].push(village);
    }
    let people = |village: usize| population.and_then(|population| population[village]);
    let mut rows: Vec<Region> = members
        .iter()
        .map(|members| region(scores, members, &people))
        .collect();
    let need: Vec<Option<f64>> = rows.iter().map(|row| row.need).collect();
    for (row, rank) in rows.iter_mut().zip(rank::ranks(&need)) {
        row.rank = rank;
    }
    rows
}

fn region(scores: &Scores, members: &[usize], people: &dyn Fn(usize) -> Option<f64>) -> Region {
    let scored: Vec<usize> = members
        .iter()
        .copied()
        .filter(|&village| scores.score[village].is_some())
        .collect();
    let known: Option<Vec<f64>> = scored.iter().map(|&village| people(village)).collect();
    let known = known.filter(|weights| weights.iter().sum::<f64>() > 0.0);
    let rule = match known {
        _ if scored.is_empty() => Rule::None,
        Some(_) => Rule::Population,
        None => Rule::Villages,
    };
    let weights = known.unwrap_or_else(|| vec![1.0; scored.len()]);
    let total: f64 = weights.iter().sum();
    let mean = |values: &[Option<f64>]| {
        let sum: f64 = scored
            .iter()
            .zip(&weights)
            .filter_map(|(&village, weight)| Some(weight * values[village]?))
            .sum();
        (rule != Rule::None).then(|| sum / total)
    };
    let share = |class: usize| {
        let inside = scored
            .iter()
            .filter(|&&village| scores.class[village] == Some(class))
            .count();
        inside as f64 / scored.len() as f64
    };
    Region {
        villages: members.len(),
        scored: scored.len(),
        population: members.iter().map(|&village| people(village)).sum(),
        score: mean(&scores.score),
        need: mean(&scores.need),
        rank: None,
        class_share: match rule {
            Rule::None => Vec::new(),
            _ => (0..scores.classes.len()).map(share).collect(),
        },
        rule,
    }
}
