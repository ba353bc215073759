//! Priority areas against the areas that were designated before.

/// Villages of areas, designated ones, and both.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Overlap {
    /// Villages of the areas looked at.
    pub areas: usize,
    /// Designated villages looked at.
    pub designated: usize,
    /// Villages of both.
    pub shared: usize,
}

impl Overlap {
    /// Shared over those of either.
    pub fn jaccard(&self) -> Option<f64> {
        share(self.shared, self.areas + self.designated - self.shared)
    }

    /// Share of the designated villages that are in the areas.
    pub fn of_designated(&self) -> Option<f64> {
        share(self.shared, self.designated)
    }

    /// Share of the areas' villages that are designated.
    pub fn of_areas(&self) -> Option<f64> {
        share(self.shared, self.areas)
    }
}

fn share(part: usize, whole: usize) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

/// All areas against all designated ones, each area against all designated ones, and each designated one against all areas.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Overlaps {
    /// Of all.
    pub all: Overlap,
    /// Of each area.
    pub areas: Vec<Overlap>,
    /// Of each designated one.
    pub designated: Vec<Overlap>,
}

/// Counts overlaps; `area` and `designated` say which of `areas` and `names` each village is in. O(n).
pub fn overlaps(
    (areas, area): (usize, &[Option<u32>]),
    (names, designated): (usize, &[Option<u32>]),
) -> Overlaps {
    let mut found = Overlaps {
        all: Overlap::default(),
        areas: vec![Overlap::default(); areas],
        designated: vec![Overlap::default(); names],
    };
    for (area, name) in area.iter().zip(designated) {
        if let Some(area) = area {
            found.all.areas += 1;
            found.areas[*area as usize].areas += 1;
        }
        if let Some(name) = name {
            found.all.designated += 1;
            found.designated[*name as usize].designated += 1;
        }
        if let Some((area, name)) = area.zip(*name) {
            found.all.shared += 1;
            found.areas[area as usize].shared += 1;
            found.designated[name as usize].shared += 1;
        }
    }
    let all = found.all;
    found
        .areas
        .iter_mut()
        .for_each(|o| o.designated = all.designated);
    found
        .designated
        .iter_mut()
        .for_each(|o| o.areas = all.areas);
    found
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// Nine villages: area 0 is {0, 1, 2}, area 1 {4, 5}; designated A is {1, 2, 3}, B {5}, C {8}.
    /// Shared: 1, 2, 5. All: 5 villages and 5 designated, 3 shared, 7 in either.
    #[test]
    fn nine_villages() {
        let none = None;
        let area = [
            Some(0),
            Some(0),
            Some(0),
            none,
            Some(1),
            Some(1),
            none,
            none,
            none,
        ];
        let named = [
            none,
            Some(0),
            Some(0),
            Some(0),
            none,
            Some(1),
            none,
            none,
            Some(2),
        ];
        let found = overlaps((2, &area), (3, &named));
        let counts = |o: &Overlap| (o.areas, o.designated, o.shared);
        assert_eq!(counts(&found.all), (5, 5, 3));
        assert_eq!(found.all.jaccard(), Some(3.0 / 7.0));
        assert_eq!(found.all.of_designated(), Some(0.6));
        let areas: Vec<_> = found.areas.iter().map(counts).collect();
        assert_eq!(areas, [(3, 5, 2), (2, 5, 1)]);
        assert_eq!(found.areas[0].of_areas(), Some(2.0 / 3.0));
        let names: Vec<_> = found.designated.iter().map(counts).collect();
        assert_eq!(names, [(5, 3, 2), (5, 1, 1), (5, 1, 0)]);
        assert_eq!(found.designated[2].of_designated(), Some(0.0));
        assert_eq!(Overlap::default().jaccard(), None);
    }
}
