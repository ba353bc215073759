//! What is told of one priority area: its page, out of the tables that speak of it.

use super::table::{Table, number};
use crate::base::study::Language;
use crate::output::sheet::Sheet;
use serde_json::{Map, Value, json};

/// The tables that speak of areas.
pub(super) struct Tables {
    areas: Table,
    scores: Table,
    synergy_areas: Option<Table>,
    profiles: Option<Table>,
    synergy: Option<Table>,
}

impl Tables {
    /// `None` where the run has no areas.
    pub fn of(sheets: &[Sheet]) -> Option<Self> {
        Some(Self {
            areas: Table::of(sheets, "areas")?,
            scores: Table::of(sheets, "scores")?,
            synergy_areas: Table::of(sheets, "synergy_areas"),
            profiles: Table::of(sheets, "area_profiles"),
            synergy: Table::of(sheets, "synergy"),
        })
    }

    /// The area in this row of `areas`.
    pub fn area(&self, row: usize, language: Language) -> Value {
        let own = [
            "villages",
            "population",
            "need",
            "mean_need",
            "area_km2",
            "perimeter_km",
            "diameter_km",
            "proof",
            "gap",
        ];
        let mut area = self.areas.facts(row, &own, language);
        let members: Vec<usize> = self.scores.where_number("area", row + 1).collect();
        let places = |column| {
            let mut names: Vec<&str> = members
                .iter()
                .map(|&m| self.scores.text(column, m))
                .collect();
            names.retain(|name| !name.is_empty());
            names.sort_unstable();
            names.dedup();
            json!(names)
        };
        area["number"] = json!(row + 1);
        area["place"] = json!(self.areas.text("regency", row));
        area["districts"] = places("district");
        area["evidence"] = self.evidence(&members);
        area["members"] = self.members(members, language);
        area["synergy"] = self.synergy(row, language);
        let sections = [
            ("present", "programme_present"),
            ("around", "programme_around"),
            ("facilitators", "facilitator"),
            ("institutions", "institution"),
            ("menu", "menu"),
        ];
        for (fact, section) in sections {
            area[fact] = json!(self.section(row, section));
        }
        area["gaps"] = self.gaps(row);
        area
    }

    /// How many of the villages are surely a priority or surely none, could go either way, or have no evidence; null where the study does
    /// not ask.
    fn evidence(&self, members: &[usize]) -> Value {
        let known = |&m: &usize| self.scores.number("p_priority", m).is_some();
        if !members.iter().any(known) {
            return Value::Null;
        }
        let count = |held: &str| {
            members
                .iter()
                .filter(|&&m| self.standing(m) == held)
                .count()
        };
        json!({
            "priority": count("priority"), "contested": count("contested"), "outside": count("outside"), "none": count("none"),
        })
    }

    /// What the evidence of a village is of: a robust one of being a priority, or of being none.
    fn standing(&self, m: usize) -> &str {
        match (
            self.scores.text("evidence", m),
            self.scores.number("p_priority", m),
        ) {
            ("robust", Some(p)) if p >= 0.5 => "priority",
            ("robust", _) => "outside",
            (other, _) => other,
        }
    }

    /// The villages, the neediest first, numbered as on the map of the area.
    fn members(&self, mut members: Vec<usize>, language: Language) -> Value {
        let rank = |m: usize| self.scores.number("rank", m).unwrap_or(f64::INFINITY);
        members.sort_by(|&a, &b| rank(a).total_cmp(&rank(b)).then(a.cmp(&b)));
        let columns = [
            "code",
            "name",
            "district",
            "score",
            "need",
            "class",
            "rank",
            "rank_low",
            "rank_high",
            "p_priority",
            "evidence",
        ];
        let member = |(at, m): (usize, usize)| {
            let mut fact = self.scores.facts(m, &columns, language);
            fact["number"] = json!(at + 1);
            fact["standing"] = json!(self.standing(m));
            if let Value::String(name) = &fact["name"] {
                fact["name"] = json!(name);
            } else {
                fact["name"] = fact["code"].clone();
            }
            if let Some(table) = &self.synergy {
                // a village is in the same row of both
                fact["programmes"] = number(table.number("programmes", m));
            }
            fact
        };
        json!(
            members
                .into_iter()
                .enumerate()
                .map(member)
                .collect::<Vec<_>>()
        )
    }

    fn synergy(&self, row: usize, language: Language) -> Value {
        let Some(table) = &self.synergy_areas else {
            return Value::Null;
        };
        let columns = [
            "programmes",
            "ministries",
            "beneficiaries",
            "budget",
            "meeting",
            "duplicates",
            "levers_needed",
            "levers_present",
            "lever_gaps",
            "facilitators",
            "facilitators_planned",
            "villages_several",
            "villages_lacking",
            "villages_unmet",
            "posts_shareable",
            "institutions",
            "institution_parts",
            "synergy",
        ];
        let mut fact = table.facts(row, &columns, language);
        let actions = ["action_1", "action_2", "action_3"];
        let actions = actions.map(|action| table.text(action, row));
        fact["actions"] = json!(
            actions
                .into_iter()
                .filter(|a| !a.is_empty())
                .collect::<Vec<_>>()
        );
        fact
    }

    fn lines(&self, row: usize) -> impl Iterator<Item = (&Table, usize)> {
        let profiles = self.profiles.iter();
        profiles.flat_map(move |table| {
            table
                .where_number("area", row + 1)
                .map(move |line| (table, line))
        })
    }

    /// Lines of a section of the profile: what is in most villages first.
    fn section(&self, row: usize, section: &str) -> Vec<Value> {
        let own = self
            .lines(row)
            .filter(|(table, line)| table.text("section", *line) == section);
        let mut found: Vec<Value> = own
            .map(|(table, line)| {
                json!({
                    "item": table.text("item", line), "detail": table.text("detail", line),
                    "villages": number(table.number("villages", line)), "amount": number(table.number("amount", line)),
                })
            })
            .collect();
        found.sort_by_key(|line| std::cmp::Reverse(line["villages"].as_u64()));
        found
    }

    /// Levers that villages of the area need and lack, and programmes that pull them and are not here.
    fn gaps(&self, row: usize) -> Value {
        let mut found: Vec<Map<String, Value>> = Vec::new();
        for (table, line) in self.lines(row) {
            let item = table.text("item", line);
            match (table.text("section", line), found.last_mut()) {
                ("lever_missing", _) => {
                    let gap = json!({
                        "lever": item, "villages": number(table.number("villages", line)), "need": number(table.number("amount", line)),
                        "programmes": [],
                    });
                    found.extend(gap.as_object().cloned());
                }
                // the programmes of a lever follow it
                ("programme_missing", Some(gap)) => {
                    if let Some(Value::Array(programmes)) = gap.get_mut("programmes") {
                        programmes.push(json!(item));
                    }
                }
                _ => {}
            }
        }
        found.sort_by_key(|gap| std::cmp::Reverse(gap["villages"].as_u64()));
        json!(found)
    }
}
