//! The columns that tell the rows of each table apart.

use polars::prelude::Column;
use std::collections::HashSet;

const KEYS: &[(&str, &[&str])] = &[
    ("scores", &["code"]),
    ("indicators", &["code"]),
    ("synergy", &["code"]),
    ("lever_gaps", &["code"]),
    ("menu_next", &["code"]),
    ("menu", &["code", "indicator"]),
    ("replacement", &["code"]),
    ("hotspots", &["code", "statistic_name"]),
    ("allocation", &["code", "programme"]),
    ("changes", &["code"]),
    ("regions", &["level", "code"]),
    ("potentials", &["code"]),
    ("potential_areas", &["area"]),
    ("location_quotients", &["level", "code", "year", "sector"]),
    ("shift_share", &["level", "code", "sector"]),
    ("specialisation", &["level", "code", "year"]),
    ("equity", &["column", "measure", "by"]),
    ("equity_groups", &["column", "measure", "by", "code"]),
    ("equity_change", &["measure", "by"]),
    ("concentration", &["column", "rank_by", "point"]),
    ("areas", &["area"]),
    ("synergy_areas", &["area"]),
    ("institution_tables", &["area"]),
    ("area_groups", &["code"]),
    ("rule_costs", &["rule", "to"]),
    ("tradeoff", &["compactness"]),
    ("choices", &["choice"]),
    ("weights", &["part", "code"]),
    ("correlations", &["part_a", "part_b"]),
    ("global", &["statistic_name"]),
    ("neighbours", &["from", "to", "kind"]),
    ("joins", &["table"]),
    ("programmes", &["programme"]),
    ("facilitators", &["facilitator"]),
    ("institutions", &["institution"]),
    ("shared_posts", &["facilitator", "partner"]),
    ("pairs_apart", &["programme_a", "programme_b"]),
    ("pairs_same_need", &["programme_a", "programme_b", "lever"]),
    ("programme_pairs", &["unit", "programme_a", "programme_b"]),
    ("ministry_pairs", &["unit", "ministry_a", "ministry_b"]),
    ("moves", &["proposal"]),
    ("access", &["code"]),
    ("access_summary", &["service", "level", "code"]),
    ("new_sites", &["service", "order"]),
    ("recovery", &["outcome", "estimator", "with_matches"]),
    (
        "recovery_spillover",
        &["outcome", "estimator", "with_matches"],
    ),
    (
        "recovery_events",
        &["outcome", "with_matches", "waves_from_start"],
    ),
    ("recovery_balance", &["start", "covariate"]),
    ("recovery_villages", &["code"]),
    ("recovery_matches", &["code", "control_code"]),
    ("estimates", &["model", "level", "code"]),
    ("estimate_models", &["model"]),
    ("estimate_coefficients", &["model", "regressor"]),
    ("village_estimates", &["code"]),
    ("interpolation", &["table", "column", "code"]),
    ("registry_villages", &["code"]),
    ("registry_regions", &["level", "code"]),
    ("registry_unmatched", &["code"]),
    ("registry_staleness", &["code"]),
    ("registry_balance", &["code"]),
];

/// The key of a table; empty when it has none.
pub fn of(id: &str) -> &'static [&'static str] {
    let found = KEYS.iter().find(|(table, _)| *table == id);
    found.map_or(&[], |(_, key)| key)
}

/// Whether these columns have no empty cell and no two equal rows.
pub fn tell_apart(columns: &[&Column]) -> bool {
    let Some(first) = columns.first() else {
        return false;
    };
    if columns.iter().any(|column| column.null_count() > 0) {
        return false;
    }
    let mut seen = HashSet::with_capacity(first.len());
    (0..first.len()).all(|row| {
        let cells = columns.iter().map(|column| column.get(row).ok());
        // the parts of a key hold no such mark
        let mut text = String::new();
        for cell in cells.flatten() {
            text.push_str(&super::csv::cell(&cell));
            text.push('\u{1f}');
        }
        seen.insert(text)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use polars::prelude::NamedFrom;
    use polars::prelude::Series;

    #[test]
    fn rows_are_told_apart_by_all_parts_together() {
        let a = Column::from(Series::new("a".into(), ["x", "x", "y"]));
        let b = Column::from(Series::new("b".into(), [Some(1_i64), Some(2), Some(1)]));
        let holes = Column::from(Series::new("c".into(), [Some(1_i64), None, Some(3)]));
        assert!(tell_apart(&[&a, &b]));
        assert!(!tell_apart(&[&a]));
        assert!(!tell_apart(&[&holes]));
        assert!(!tell_apart(&[]));
    }
}
