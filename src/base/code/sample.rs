//! Some of many values, the same ones whatever the order of rows.

/// At most `most` of the values, evenly spread over their order; sort them first, so that the order of rows does not show.
pub fn spread<T>(values: impl ExactSizeIterator<Item = T>, most: usize) -> Vec<T> {
    let n = values.len();
    if n <= most {
        return values.collect();
    }
    // Value i is taken when it begins the next of `most` equal parts.
    let taken = |i: usize| i == 0 || i * most / n > (i - 1) * most / n;
    let values = values.enumerate().filter(|(i, _)| taken(*i));
    values.map(|(_, value)| value).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn evenly_from_end_to_end() {
        assert_eq!(spread(0..4, 5), [0, 1, 2, 3]);
        assert_eq!(spread(0..10, 5), [0, 2, 4, 6, 8]);
        let some = spread(0..700, 500);
        assert_eq!(some.len(), 500);
        assert!(some[499] > 690 && some.windows(2).all(|pair| pair[1] - pair[0] <= 2));
    }
}
