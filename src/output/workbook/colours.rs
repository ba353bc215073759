//! Which columns are coloured: orange is needy, purple is not, apart for the colour-blind too; shares are bars.

use rust_xlsxwriter::{
    ConditionalFormat3ColorScale, ConditionalFormatDataBar, ConditionalFormatType, Worksheet,
    XlsxError,
};

/// Of ColorBrewer's PuOr, light enough for black letters.
const NEEDY: u32 = 0x00FD_B863;
const MIDDLE: u32 = 0x00F7_F7F7;
const WELL: u32 = 0x00B2_ABD2;
const BAR: u32 = 0x0092_C5DE;

/// How a column of numbers is coloured.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Colour {
    /// High numbers are needy.
    High,
    /// Low numbers are needy, as scores and ranks.
    Low,
    /// A bar from 0 to 1.
    Share,
}

/// The colour of a column, by its name.
pub(super) fn colour(name: &str) -> Option<Colour> {
    let starts = |heads: &[&str]| heads.iter().any(|head| name.starts_with(head));
    let high = ["need", "mean_need", "gap_need"].contains(&name) || starts(&["need_", "gap_"]);
    let scores = ["score", "synergy", "convergence"].contains(&name) || starts(&["score_"]);
    let ranks = name == "rank" || starts(&["rank_"]);
    let shares = ["p_priority", "coverage", "frequency"].contains(&name);
    match name.ends_with("_change") {
        true => None,
        false if high => Some(Colour::High),
        false if scores || ranks => Some(Colour::Low),
        false if shares || starts(&["share"]) || name.ends_with("_share") => Some(Colour::Share),
        false => None,
    }
}

/// Colours the cells of a column.
pub(super) fn paint(
    leaf: &mut Worksheet,
    colour: Colour,
    rows: (u32, u32),
    column: u16,
) -> Result<(), XlsxError> {
    let (first, last) = rows;
    if colour == Colour::Share {
        let bar = ConditionalFormatDataBar::new()
            .set_minimum(ConditionalFormatType::Number, 0)
            .set_maximum(ConditionalFormatType::Number, 1)
            .set_fill_color(BAR)
            .set_solid_fill(true)
            .set_border_off(true);
        leaf.add_conditional_format(first, column, last, column, &bar)?;
        return Ok(());
    }
    let (low, high) = match colour {
        Colour::Low => (NEEDY, WELL),
        _ => (WELL, NEEDY),
    };
    let scale = ConditionalFormat3ColorScale::new()
        .set_midpoint(ConditionalFormatType::Percentile, 50)
        .set_minimum_color(low)
        .set_midpoint_color(MIDDLE)
        .set_maximum_color(high);
    leaf.add_conditional_format(first, column, last, column, &scale)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn need_scores_ranks_and_shares_are_coloured() {
        assert_eq!(colour("need"), Some(Colour::High));
        assert_eq!(colour("score_before"), Some(Colour::Low));
        assert_eq!(colour("rank_low"), Some(Colour::Low));
        assert_eq!(colour("missing_share"), Some(Colour::Share));
        assert_eq!(colour("rank_change"), None);
        assert_eq!(colour("needing"), None);
        assert_eq!(colour("population"), None);
    }
}
