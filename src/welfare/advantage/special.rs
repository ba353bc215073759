//! How special, how concentrated and how diverse the sectors of a region are.

/// What one region is made of.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Special {
    /// All its sectors together.
    pub total: f64,
    /// Sectors it has something of.
    pub sectors: usize,
    /// Sum of |s_ir - s_i|, from 0 (like all) to 2 (nothing in common): the index of Krugman (1991).
    pub krugman: f64,
    /// Sum of s_ir^2, from 1 over the number of sectors to 1 (Herfindahl 1950, Hirschman 1945).
    pub herfindahl: f64,
    /// -Sum of s_ir ln s_ir, from 0 to the logarithm of the number of sectors (Shannon 1948).
    pub entropy: f64,
}

/// Of a region's S values from 0 up and the S values of all; `None` where either has nothing.
pub fn special(values: &[f64], base: &[f64]) -> Option<Special> {
    let (total, all): (f64, f64) = (values.iter().sum(), base.iter().sum());
    if !(total > 0.0 && all > 0.0) {
        return None;
    }
    let shares = || values.iter().map(|v| v / total);
    let apart = shares().zip(base).map(|(s, b)| (s - b / all).abs());
    let bits = shares().filter(|s| *s > 0.0).map(|s| -s * s.ln());
    Some(Special {
        total,
        sectors: values.iter().filter(|v| **v > 0.0).count(),
        krugman: apart.sum(),
        herfindahl: shares().map(|s| s * s).sum(),
        entropy: bits.sum::<f64>().max(0.0),
    })
}
