//! What places, programmes and institutions are called in the tables.

use super::Ground;

/// Words of a list in one cell.
pub fn join<'a>(parts: impl IntoIterator<Item = &'a str>) -> String {
    let parts: Vec<&str> = parts.into_iter().collect();
    parts.join("; ")
}

impl Ground<'_> {
    /// Code of a village.
    pub fn village_code(&self, village: u32) -> &str {
        self.layer.codes[village as usize].as_str()
    }

    /// Its name; empty where the layer has none.
    pub fn village_name(&self, village: u32) -> &str {
        let names = &self.layer.names;
        names.get(village as usize).map_or("", String::as_str)
    }

    /// Id of a programme.
    pub fn programme_id(&self, programme: u32) -> &str {
        &self.inventory.programmes[programme as usize].id
    }

    /// Ids of programmes in one cell.
    pub fn programme_ids(&self, programmes: &[u32]) -> String {
        join(programmes.iter().map(|&at| self.programme_id(at)))
    }

    /// Code of a lever.
    pub fn lever_code(&self, lever: u32) -> &str {
        &self.inventory.levers[lever as usize].code
    }

    /// Codes of levers in one cell.
    pub fn lever_codes(&self, levers: &[u32]) -> String {
        join(levers.iter().map(|&at| self.lever_code(at)))
    }

    /// Id of an institution.
    pub fn institution_id(&self, institution: u32) -> &str {
        &self.inventory.institutions[institution as usize].id
    }

    /// Ids of institutions in one cell.
    pub fn institution_ids(&self, institutions: &[u32]) -> String {
        join(institutions.iter().map(|&at| self.institution_id(at)))
    }

    /// Ids of facilitators in one cell.
    pub fn facilitator_ids(&self, facilitators: &[u32]) -> String {
        let id = |&at: &u32| self.inventory.facilitators[at as usize].id.as_str();
        join(facilitators.iter().map(id))
    }
}
