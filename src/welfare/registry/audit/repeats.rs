//! Numbers of persons that stand in several rows.

/// A row: the person, the village, the family; 0 where it is not known.
pub type Row = (u128, u32, u64);

/// Rows of a village whose person stands elsewhere too.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Repeats {
    /// In another row of the village.
    pub within: u64,
    /// In a row of another village.
    pub across: u64,
    /// In a row of another family.
    pub families: u64,
}

/// Counts for each of n villages; rows are put into an order of their own.
pub fn repeats(rows: &mut [Row], villages: usize) -> Vec<Repeats> {
    rows.sort_unstable();
    let mut found = vec![Repeats::default(); villages];
    for group in rows
        .chunk_by(|a, b| a.0 == b.0)
        .filter(|group| group.len() > 1)
    {
        for (at, row) in group.iter().enumerate() {
            let mut others = group.iter().enumerate().filter(|(other, _)| *other != at);
            let own = &mut found[row.1 as usize];
            own.within += u64::from(others.clone().any(|(_, other)| other.1 == row.1));
            own.across += u64::from(others.clone().any(|(_, other)| other.1 != row.1));
            let known = row.2 != 0;
            own.families +=
                u64::from(known && others.any(|(_, other)| other.2 != 0 && other.2 != row.2));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rows_of_one_person() {
        let mut rows = [
            (1, 0, 7),
            (2, 1, 8),
            (1, 0, 7),
            (3, 1, 0),
            (2, 0, 9),
            (3, 1, 4),
            (4, 1, 4),
        ];
        let found = repeats(&mut rows, 2);
        let [first, second] = [found[0], found[1]];
        assert_eq!((first.within, first.across, first.families), (2, 1, 1));
        assert_eq!((second.within, second.across, second.families), (2, 1, 1));
    }
}
