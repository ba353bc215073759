//! Shift-share: where a change came from.

/// A change in parts: `national + mix + regional = change`.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Effects {
    /// At the first time.
    pub start: f64,
    /// At the last.
    pub end: f64,
    /// What it would be had everything grown like the whole.
    pub national: f64,
    /// What its sector grew more than the whole, everywhere.
    pub mix: f64,
    /// What it grew more than its sector.
    pub regional: f64,
}

impl Effects {
    /// The change.
    pub fn change(&self) -> f64 {
        self.end - self.start
    }

    /// Two changes one after the other, or two parts of one.
    fn add(&mut self, other: &Self) {
        self.national += other.national;
        self.mix += other.mix;
        self.regional += other.regional;
    }

    /// Cells together.
    pub fn sum<'a>(cells: impl IntoIterator<Item = &'a Self>) -> Self {
        let mut sum = Self::default();
        for cell in cells {
            sum.start += cell.start;
            sum.end += cell.end;
            sum.add(cell);
        }
        sum
    }
}

/// Shift-share of R regions x S sectors over T times.
///
/// `values`: T slices of R x S from 0 up, all known; `base`: T slices of S values of all. Between two times, with g the growth of all and
/// g_i that of the sector: national = e g, mix = e (g_i - g), regional = e' - e (1 + g_i). Over more than two times the parts of
/// each step are added (Barff and Knight 1988), so that growth is measured from what there is at each; give the first and the last time alone
/// for the classic form (Dunn 1960). A cell that starts from 0 has only a regional part.
///
/// R x S cells; none where the region has something of a sector of which all have nothing. Fewer than two times give none at all.
///
/// Sources: Dunn 1960, doi:10.1111/j.1435-5597.1960.tb01705.x; Barff and Knight 1988, doi:10.1111/j.1468-2257.1988.tb00464.x.
pub fn shift_share(values: &[&[f64]], sectors: usize, base: &[&[f64]]) -> Vec<Option<Effects>> {
    let (Some(first), Some(last)) = (values.first(), values.last()) else {
        return Vec::new();
    };
    let cells = first.iter().zip(*last);
    let mut found: Vec<Option<Effects>> = cells
        .map(|(&start, &end)| {
            Some(Effects {
                start,
                end,
                ..Effects::default()
            })
        })
        .collect();
    if values.len() < 2 {
        return vec![None; first.len()];
    }
    for (pair, base) in values.windows(2).zip(base.windows(2)) {
        let all = |base: &[f64]| base.iter().sum::<f64>();
        let g = all(base[1]) / all(base[0]) - 1.0;
        for (at, one) in found.iter_mut().enumerate() {
            let (start, end, i) = (pair[0][at], pair[1][at], at % sectors);
            let own = base[1][i] / base[0][i] - 1.0;
            let step = match start {
                0.0 => Effects {
                    regional: end,
                    ..Effects::default()
                },
                _ => Effects {
                    national: start * g,
                    mix: start * (own - g),
                    regional: end - start * (1.0 + own),
                    ..Effects::default()
                },
            };
            match one {
                Some(sum) if start == 0.0 || own.is_finite() => sum.add(&step),
                _ => *one = None,
            }
        }
    }
    found
}
