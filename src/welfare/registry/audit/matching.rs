//! Persons that may be one under two numbers (Fellegi and Sunter 1969, A theory for record linkage, JASA 64, 1183-1210).
//!
//! Two rows of a block agree, disagree or say nothing on each field. Where they are one person they agree with chance m, where they are two with
//! chance u; fields count as independent within either. u is the share of all pairs of the blocks that agree, since nearly all are two persons; m and
//! the share of pairs that are one person are found by expectation and maximisation over the counts of patterns (Winkler 1988; Jaro 1989, JASA
//! 84, 414-420). The chance that a pair is one person follows by Bayes.

use rayon::prelude::*;
use std::collections::HashMap;

/// Most fields.
pub const MOST_FIELDS: usize = 8;
/// From these chances on a pair is likely, or possible.
const LIKELY: f64 = 0.9;
const POSSIBLE: f64 = 0.5;
/// Steps of the search, and the change below which it ends.
const STEPS: usize = 500;
const STILL: f64 = 1e-10;
/// No chance is nearer to 0 or 1.
const EDGE: f64 = 1e-6;

/// n persons, column by column.
#[derive(Debug, Default)]
pub struct Persons {
    /// n blocks.
    pub block: Vec<u64>,
    /// n villages.
    pub village: Vec<u32>,
    /// For each field n values; 0 where it is missing.
    pub values: Vec<Vec<u32>>,
}

/// Chances of a field: to agree where two rows are one person, and where they are two.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chances {
    /// One person.
    pub m: f64,
    /// Two.
    pub u: f64,
}

/// Pairs of a village: likely and possible, with another row of the village and with one of another.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Pairs {
    /// Likely, within.
    pub likely_within: u64,
    /// Likely, across; each pair counts in both villages.
    pub likely_across: u64,
    /// Possible, within.
    pub possible_within: u64,
    /// Possible, across.
    pub possible_across: u64,
}

/// What was found.
#[derive(Debug)]
pub struct Matches {
    /// For each field its chances.
    pub chances: Vec<Chances>,
    /// Share of pairs that are one person.
    pub share: f64,
    /// Pairs that were compared.
    pub pairs: u64,
    /// Persons in blocks that were too large.
    pub left_out: u64,
    /// Pairs by village.
    pub of: HashMap<u32, Pairs>,
}

/// Compares all pairs within blocks of at most `largest` persons; `given` holds the chances of fields that are known.
///
/// Counts are whole numbers, so neither the order of persons nor the number of threads changes them.
pub fn matches(persons: &Persons, given: &[Option<Chances>], largest: usize) -> Matches {
    let fields = persons.values.len().min(MOST_FIELDS);
    let mut order: Vec<u32> = (0..persons.block.len() as u32).collect();
    order.par_sort_unstable_by_key(|&at| (persons.block[at as usize], at));
    let same = |a: &u32, b: &u32| persons.block[*a as usize] == persons.block[*b as usize];
    let blocks: Vec<&[u32]> = order
        .chunk_by(same)
        .filter(|block| block.len() > 1)
        .collect();
    let (kept, large): (Vec<&[u32]>, Vec<&[u32]>) =
        blocks.into_iter().partition(|block| block.len() <= largest);
    let patterns = 3_usize.pow(fields as u32);
    let counts = kept
        .par_iter()
        .fold(
            || vec![0_u64; patterns],
            |mut counts, block| {
                each(persons, fields, block, &mut |_, _, pattern| {
                    counts[pattern] += 1
                });
                counts
            },
        )
        .reduce(
            || vec![0_u64; patterns],
            |mut a, b| {
                a.iter_mut().zip(b).for_each(|(a, b)| *a += b);
                a
            },
        );
    let (chances, share) = estimate(&counts, fields, given);
    let class: Vec<u8> = (0..patterns)
        .map(|pattern| match posterior(pattern, &chances, share) {
            p if p >= LIKELY => 2,
            p if p >= POSSIBLE => 1,
            _ => 0,
        })
        .collect();
    let of = kept
        .par_iter()
        .fold(HashMap::new, |mut of: HashMap<u32, Pairs>, block| {
            each(persons, fields, block, &mut |a, b, pattern| {
                let (a, b) = (persons.village[a], persons.village[b]);
                let mut note = |village, flow: fn(&mut Pairs) -> &mut u64| {
                    *flow(of.entry(village).or_default()) += 1;
                };
                let flow: fn(&mut Pairs) -> &mut u64 = match (class[pattern], a == b) {
                    (0, _) => return,
                    (2, true) => |pairs| &mut pairs.likely_within,
                    (2, false) => |pairs| &mut pairs.likely_across,
                    (_, true) => |pairs| &mut pairs.possible_within,
                    (_, false) => |pairs| &mut pairs.possible_across,
                };
                note(a, flow);
                if a != b {
                    note(b, flow);
                }
            });
            of
        })
        .reduce(HashMap::new, |mut a, b| {
            for (village, pairs) in b {
                let own = a.entry(village).or_default();
                own.likely_within += pairs.likely_within;
                own.likely_across += pairs.likely_across;
                own.possible_within += pairs.possible_within;
                own.possible_across += pairs.possible_across;
            }
            a
        });
    Matches {
        chances,
        share,
        pairs: counts.iter().sum(),
        left_out: large.iter().map(|block| block.len() as u64).sum(),
        of,
    }
}

/// Every pair of a block with its pattern: a digit of base 3 a field, 0 nothing said, 1 differs, 2 agrees.
fn each(
    persons: &Persons,
    fields: usize,
    block: &[u32],
    note: &mut dyn FnMut(usize, usize, usize),
) {
    for (at, a) in block.iter().enumerate() {
        for b in &block[at + 1..] {
            let (a, b) = (*a as usize, *b as usize);
            let mut pattern = 0;
            for values in &persons.values[..fields] {
                let digit = match (values[a], values[b]) {
                    (0, _) | (_, 0) => 0,
                    (a, b) => 1 + usize::from(a == b),
                };
                pattern = pattern * 3 + digit;
            }
            note(a, b, pattern);
        }
    }
}

/// Digit of a field in a pattern of so many fields.
fn digit(pattern: usize, field: usize, fields: usize) -> usize {
    pattern / 3_usize.pow((fields - 1 - field) as u32) % 3
}

/// The chance that a pair of this pattern is one person.
fn posterior(pattern: usize, chances: &[Chances], share: f64) -> f64 {
    let (mut one, mut two) = (share, 1.0 - share);
    for (field, chance) in chances.iter().enumerate() {
        match digit(pattern, field, chances.len()) {
            1 => (one, two) = (one * (1.0 - chance.m), two * (1.0 - chance.u)),
            2 => (one, two) = (one * chance.m, two * chance.u),
            _ => {}
        }
    }
    if one > 0.0 { one / (one + two) } else { 0.0 }
}

fn estimate(counts: &[u64], fields: usize, given: &[Option<Chances>]) -> (Vec<Chances>, f64) {
    let bound = |x: f64| x.clamp(EDGE, 1.0 - EDGE);
    let known = |field: usize| given.get(field).copied().flatten();
    let mut chances: Vec<Chances> = (0..fields)
        .map(|field| {
            let (mut agree, mut said) = (0_u64, 0_u64);
            for (pattern, count) in counts.iter().enumerate() {
                let digit = digit(pattern, field, fields);
                said += count * u64::from(digit > 0);
                agree += count * u64::from(digit == 2);
            }
            let u = bound(agree as f64 / said.max(1) as f64);
            known(field).unwrap_or(Chances {
                m: 0.9_f64.max(u),
                u,
            })
        })
        .collect();
    let all: u64 = counts.iter().sum();
    let mut share = 0.01;
    if all == 0 {
        return (chances, 0.0);
    }
    for _ in 0..STEPS {
        let mut ones = 0.0;
        let mut sums = vec![[0.0; 2]; fields];
        for (pattern, count) in counts.iter().enumerate().filter(|(_, count)| **count > 0) {
            let own = *count as f64 * posterior(pattern, &chances, share);
            ones += own;
            for (field, [agree, said]) in sums.iter_mut().enumerate() {
                let digit = digit(pattern, field, fields);
                *said += own * f64::from(u8::from(digit > 0));
                *agree += own * f64::from(u8::from(digit == 2));
            }
        }
        let next = ones / all as f64;
        let mut change = (next - share).abs();
        share = next;
        for (field, [agree, said]) in sums.into_iter().enumerate() {
            if known(field).is_none() && said > 0.0 {
                // one person agrees with itself no less than with another
                let m = bound(agree / said).max(chances[field].u);
                change = change.max((m - chances[field].m).abs());
                chances[field].m = m;
            }
        }
        if change < STILL {
            break;
        }
    }
    (chances, share)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bayes_by_hand() {
        let chances = [Chances { m: 0.9, u: 0.1 }, Chances { m: 0.8, u: 0.2 }];
        // 0.1 × 0.9 × 0.8 = 0.072 against 0.9 × 0.1 × 0.2 = 0.018
        let both = posterior(2 * 3 + 2, &chances, 0.1);
        assert!((both - 0.8).abs() < 1e-12, "{both}");
        // 0.1 × 0.9 against 0.9 × 0.1, the second field says nothing
        let one = posterior(2 * 3, &chances, 0.1);
        assert!((one - 0.5).abs() < 1e-12, "{one}");
        // 0.1 × 0.9 × 0.2 = 0.018 against 0.9 × 0.1 × 0.8 = 0.072
        let split = posterior(2 * 3 + 1, &chances, 0.1);
        assert!((split - 0.2).abs() < 1e-12, "{split}");
    }

    /// 30 blocks of 40 persons with four fields; in each block one person stands twice, in another village, one field in ten mistyped.
    fn planted() -> Persons {
        let mut persons = Persons {
            values: vec![Vec::new(); 4],
            ..Persons::default()
        };
        let mut seed = 7_u64;
        let mut draw = |most: u64| {
            seed = seed
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % most
        };
        for block in 0..30 {
            let first = persons.block.len();
            for _ in 0..40 {
                persons.block.push(block);
                persons.village.push(block as u32 % 3);
                for values in &mut persons.values {
                    values.push(1 + draw(12) as u32);
                }
            }
            persons.block.push(block);
            persons.village.push(9);
            for values in &mut persons.values {
                let value = if draw(10) == 0 { 50 } else { values[first] };
                values.push(value);
            }
        }
        persons
    }

    #[test]
    fn planted_pairs_are_found_and_their_chances() {
        let persons = planted();
        let found = matches(&persons, &[], 100);
        assert_eq!((found.pairs, found.left_out), (30 * 41 * 40 / 2, 0));
        for chance in &found.chances {
            assert!((chance.u - 1.0 / 12.0).abs() < 0.02, "{chance:?}");
            assert!((chance.m - 0.9).abs() < 0.15, "{chance:?}");
        }
        assert!(
            (found.share * found.pairs as f64 - 30.0).abs() < 12.0,
            "{}",
            found.share
        );
        let elsewhere = found.of[&9];
        assert!(
            (18..=34).contains(&elsewhere.likely_across),
            "{elsewhere:?}"
        );
        let likely: u64 = found.of.values().map(|pairs| pairs.likely_across).sum();
        assert_eq!(
            likely,
            2 * elsewhere.likely_across,
            "both villages of a pair"
        );
    }

    #[test]
    fn where_nobody_stands_twice_no_pair_is_likely() {
        let mut persons = planted();
        let strangers: Vec<usize> = (0..persons.block.len())
            .filter(|at| at % 41 != 40)
            .collect();
        persons.block = strangers.iter().map(|at| persons.block[*at]).collect();
        persons.village = strangers.iter().map(|at| persons.village[*at]).collect();
        for values in &mut persons.values {
            *values = strangers.iter().map(|at| values[*at]).collect();
        }
        let found = matches(&persons, &[], 100);
        assert!(found.chances.iter().all(|chance| chance.m >= chance.u));
        let likely = |pairs: &Pairs| pairs.likely_within + pairs.likely_across;
        assert!(
            found.of.values().map(likely).sum::<u64>() <= 4,
            "{:?}",
            found.of
        );
    }

    #[test]
    fn the_order_of_persons_changes_nothing() {
        let persons = planted();
        let turned = |list: &[u32]| list.iter().rev().copied().collect::<Vec<u32>>();
        let other = Persons {
            block: persons.block.iter().rev().copied().collect(),
            village: turned(&persons.village),
            values: persons.values.iter().map(|values| turned(values)).collect(),
        };
        let (a, b) = (matches(&persons, &[], 100), matches(&other, &[], 100));
        assert_eq!(a.of, b.of);
        assert_eq!((a.share, a.chances), (b.share, b.chances));
        let none = matches(&persons, &[], 10);
        assert_eq!((none.pairs, none.left_out), (0, 30 * 41));
    }
}
