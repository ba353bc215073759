//! Who is treated from when, and who may be compared with whom.

use crate::error::{Error, Result};

/// n villages over T waves of a panel.
#[derive(Debug, Clone, Copy)]
pub struct Design<'a> {
    /// T years, ascending.
    pub years: &'a [i32],
    /// n waves from which a village is treated: 0 before or in the first year, T or more after the last, none never.
    pub start: &'a [Option<usize>],
    /// n marks: whether the village may be compared with, as long as it is not treated.
    pub control: &'a [bool],
    /// n clusters, counted from 0.
    pub cluster: &'a [u32],
    /// Whether villages that are treated later are compared with until then.
    pub later: bool,
}

/// Villages by what they are to a comparison; they add up to n.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Treated from a wave that has one before it.
    pub treated: usize,
    /// Treated in the first wave already: nothing is known of them before.
    pub always: usize,
    /// Never treated within the panel, and compared with.
    pub control: usize,
    /// Never treated within the panel, and left out.
    pub left_out: usize,
}

/// The wave from which a village is treated: the first whose year is not before `start`; T when there is none.
pub fn wave(years: &[i32], start: i32) -> usize {
    years.partition_point(|&year| year < start)
}

impl Design<'_> {
    /// Number of waves.
    pub fn waves(&self) -> usize {
        self.years.len()
    }

    /// Waves at which villages start to be treated with a wave before them, ascending.
    pub fn cohorts(&self) -> Vec<usize> {
        let within = |&wave: &usize| wave > 0 && wave < self.waves();
        let mut found: Vec<usize> = self
            .start
            .iter()
            .flatten()
            .copied()
            .filter(within)
            .collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The villages of a cohort, ascending.
    pub fn members(&self, cohort: usize) -> Vec<u32> {
        let of = |&i: &u32| self.start[i as usize] == Some(cohort);
        (0..self.start.len() as u32).filter(of).collect()
    }

    /// Whether a village is untreated up to and with a wave, and may be compared with.
    pub fn compares(&self, unit: usize, until: usize) -> bool {
        self.control[unit]
            && match self.start[unit] {
                None => true,
                Some(start) if start >= self.waves() => true,
                Some(start) => self.later && start > until,
            }
    }

    /// What each village is.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        for (start, control) in self.start.iter().zip(self.control) {
            match start {
                Some(0) => counts.always += 1,
                Some(start) if *start < self.waves() => counts.treated += 1,
                _ if *control => counts.control += 1,
                _ => counts.left_out += 1,
            }
        }
        counts
    }

    /// Refuses what cannot be compared, and says what would be needed.
    ///
    /// # Errors
    /// One year only; nobody treated; no wave before any start; nobody to compare with; fewer than two clusters.
    pub fn check(&self) -> Result<()> {
        let counts = self.counts();
        if self.waves() < 2 {
            return Err(Error::input(format!(
                "the panel has {} with rows, and a comparison before and after needs two",
                match self.years {
                    [only] => format!("one year ({only})"),
                    _ => "no year".to_owned(),
                }
            ))
            .remedy("add the rows of a year before the start"));
        }
        let (first, last) = (self.years[0], self.years[self.waves() - 1]);
        if counts.treated == 0 {
            return Err(match counts.always {
                0 if self.start.iter().any(Option::is_some) => Error::input(format!(
                    "every treated village starts after {last}, the last year of the panel"
                ))
                .remedy("add the rows of a year after the start"),
                0 => Error::input("no village of the panel is treated")
                    .remedy("check that treatment and panel name villages by the same codes"),
                always => Error::input(format!(
                    "there is no year before: all {always} treated villages start in {first}, the first year of the panel, or earlier"
                ))
                .remedy(format!("add the rows of a year before the start, {} or earlier", first - 1)),
            });
        }
        let later = self.cohorts().len() > 1 && self.later;
        if counts.control == 0 && !later {
            return Err(match counts.left_out {
                0 => Error::input("every village of the panel is treated, so there is nobody to compare with")
                    .remedy("add rows of villages without the programme, or compare with those that start later (controls = \"not-yet\")"),
                left => Error::input(format!(
                    "no control is left: all {left} villages without the programme are neighbours of villages with it"
                ))
                .remedy("add rows of villages farther away, or ask for no spillover"),
            });
        }
        let first = self.cluster.first();
        if self.cluster.iter().all(|cluster| Some(cluster) == first) {
            return Err(Error::input(
                "all villages are in one cluster, and errors that allow for clusters need two or more",
            )
            .remedy("name a finer level or another column as the cluster, or add rows of other regions"));
        }
        Ok(())
    }
}
