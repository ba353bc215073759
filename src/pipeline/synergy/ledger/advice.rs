//! What to do first: the axis that lacks most comes first.

use super::sentence::{self, Bringer, Post, Posts};
use super::supply::Supply;
use super::{ACTIONS, Found};
use crate::base::study::Language;
use crate::pipeline::synergy::Ground;
use crate::plan::synergy::axes::Axes;
use crate::plan::synergy::duplicate::Duplicate;
use crate::plan::synergy::facilitator::{VillageFacilitators, in_area};
use crate::plan::synergy::institution::Missing;
use std::cmp::Reverse;
use std::collections::BTreeMap;

/// Something to do, and how much is lacking without it, from 0 to 1.
struct Advice {
    lack: f64,
    words: String,
}

/// What advice is made of.
#[derive(Clone, Copy)]
pub(super) struct Adviser<'a> {
    pub ground: &'a Ground<'a>,
    pub found: &'a Found<'a>,
    pub supply: &'a Supply<'a>,
    /// Marks of the programmes that need a facilitator.
    pub facilitated: &'a [bool],
    /// The duplicates of the assessed year, ascending by village.
    pub doubled: &'a [&'a Duplicate],
}

/// Lacks are compared to so many parts of one: equal ones stay equal, whatever the order of their sums.
const PARTS: f64 = 1e9;

/// The first of some, the greatest lack first; of equal ones in the order they were found.
fn first(mut all: Vec<Advice>, more: Option<String>) -> Vec<String> {
    all.sort_by_key(|advice| Reverse((advice.lack * PARTS).round() as u64));
    let words = all.into_iter().map(|advice| advice.words);
    words.chain(more).take(ACTIONS).collect()
}

fn lack(score: Option<f64>) -> f64 {
    score.map_or(0.0, |score| 1.0 - score)
}

impl Adviser<'_> {
    /// What to do in a village: bring the levers it needs and lacks, merge what repeats, share a facilitator, agree on a host; then the first of the
    /// menu.
    pub fn village(&self, axes: &Axes, village: u32) -> Vec<String> {
        let at = village as usize;
        let need = |lever: u32| self.ground.lever_need[lever as usize][at].unwrap_or_default();
        let missing = self.ground.missing_levers(at).into_iter();
        let missing: BTreeMap<u32, f64> = missing.map(|lever| (lever, need(lever))).collect();
        let area = self.ground.area_of[at];
        let mut all = weighed(&missing, axes, |lever| {
            self.bring(lever, area, &[village], None)
        });
        let own = self.doubled.partition_point(|d| d.village < village);
        let own = self.doubled[own..]
            .iter()
            .take_while(|d| d.village == village);
        // of equally many programmes the first
        if let Some(most) = own.min_by_key(|d| Reverse(d.programmes.len())) {
            all.push(Advice {
                lack: lack(axes.program),
                words: self.merge(most, None),
            });
        }
        if let Some(words) = self.post(at) {
            all.push(Advice {
                lack: lack(axes.facilitator),
                words,
            });
        }
        if let Some(words) = self.host(village) {
            all.push(Advice {
                lack: lack(axes.institution),
                words,
            });
        }
        first(all, self.found.choice.action.get(at).cloned().flatten())
    }

    /// What to do in an area.
    pub fn area(&self, axes: &Axes, at: usize) -> Vec<String> {
        let members = &self.ground.areas[at].members;
        let lacking = self.ground.lacking(members);
        let needs = lacking.iter().map(|(&lever, gap)| (lever, gap.need));
        let mut all = weighed(&needs.collect(), axes, |lever| {
            let villages = &lacking[&lever].villages;
            self.bring(lever, Some(at as u32), villages, Some(villages.len()))
        });
        let mut doubled = BTreeMap::<&[u32], (usize, &Duplicate)>::new();
        for duplicate in self.doubled {
            if members.binary_search(&duplicate.village).is_ok() {
                let own = doubled.entry(&duplicate.programmes);
                own.or_insert((0, duplicate)).0 += 1;
            }
        }
        let commonest = doubled
            .into_iter()
            .max_by_key(|(programmes, (villages, _))| (*villages, Reverse(*programmes)));
        if let Some((_, (villages, duplicate))) = commonest {
            all.push(Advice {
                lack: lack(axes.program),
                words: self.merge(duplicate, Some(villages)),
            });
        }
        if let Some(posts) = self.posts(members) {
            all.push(Advice {
                lack: lack(axes.facilitator),
                words: sentence::posts(posts, self.language()),
            });
        }
        if let Some(institutions) = self.found.institutions {
            let seats = institutions.tables[at].seats.iter();
            let core = seats.filter(|seat| seat.core);
            let names: Vec<&str> = core
                .map(|seat| self.institution(seat.institution))
                .collect();
            if names.len() > 1 {
                all.push(Advice {
                    lack: lack(axes.institution),
                    words: sentence::table(&names, self.language()),
                });
            }
        }
        first(all, None)
    }

    fn language(&self) -> Language {
        self.ground.language()
    }

    fn programme(&self, at: u32) -> &str {
        &self.ground.inventory.programmes[at as usize].name
    }

    fn programmes(&self, all: &[u32]) -> Vec<&str> {
        all.iter().map(|&at| self.programme(at)).collect()
    }

    fn institution(&self, at: u32) -> &str {
        &self.ground.inventory.institutions[at as usize].name
    }

    fn lever(&self, at: u32) -> &str {
        let lever = &self.ground.inventory.levers[at as usize];
        lever.title.get(self.language())
    }

    /// Bring a lever to villages that lack it, with the programme that could.
    fn bring(
        &self,
        lever: u32,
        area: Option<u32>,
        members: &[u32],
        villages: Option<usize>,
    ) -> String {
        let inventory = self.ground.inventory;
        let source = self.supply.of(self.ground, lever, area, members);
        let by = source.map(|source| {
            let programme = &inventory.programmes[source.programme as usize];
            Bringer {
                name: &programme.name,
                ministry: &inventory.ministries[programme.ministry as usize],
                target: programme.target.as_deref(),
                from: source.from,
                villages: source.villages as usize,
            }
        });
        sentence::bring(self.lever(lever), villages, by.as_ref(), self.language())
    }

    /// Merge what repeats.
    fn merge(&self, duplicate: &Duplicate, villages: Option<usize>) -> String {
        let names = self.programmes(&duplicate.programmes);
        let (lever, target) = (self.lever(duplicate.lever), duplicate.target.as_deref());
        sentence::merge(&names, lever, target, villages, self.language())
    }

    /// Whether the allocation takes every programme away that needs a facilitator there.
    fn is_left(&self, village: usize) -> bool {
        let placed = &self.found.choice.placed;
        let stays = |programme: &u32| {
            let key = (village as u32, *programme);
            placed.binary_search(&key).is_ok()
        };
        let here = self.ground.presence.programmes(village).iter();
        let mut here = here.filter(|p| self.facilitated[**p as usize]);
        !placed.is_empty() && !here.any(stays)
    }

    /// Who should facilitate a village, where the plan changes something.
    fn post(&self, village: usize) -> Option<String> {
        if self.is_left(village) {
            return None;
        }
        let own = &self.found.facilitation?.of_village[village];
        if !own.unmet.is_empty() {
            return Some(sentence::unmet(
                &self.programmes(&own.unmet),
                self.language(),
            ));
        }
        if own.planned.is_empty() || !own.changes {
            return None;
        }
        let what = match own.now.len() {
            0 => Post::Assign,
            _ if shares(own) => Post::Share(own.now.len()),
            _ => Post::Move,
        };
        let facilitators = &self.ground.inventory.facilitators;
        let planned = own
            .planned
            .iter()
            .map(|&f| facilitators[f as usize].id.as_str());
        let planned: Vec<&str> = planned.collect();
        Some(sentence::post(what, &planned, self.language()))
    }

    /// Who should facilitate an area: share first, then serve what has nobody, then ask for more.
    fn posts(&self, members: &[u32]) -> Option<Posts> {
        let facilitation = self.found.facilitation?;
        let villages = || {
            members
                .iter()
                .map(|&v| &facilitation.of_village[v as usize])
        };
        let count = |is: fn(&VillageFacilitators) -> bool| villages().filter(|own| is(own)).count();
        let served = |own: &VillageFacilitators| {
            let mut lacking = own.lacking.iter();
            lacking.any(|programme| !own.unmet.contains(programme))
        };
        let here = in_area(&facilitation.of_village, &facilitation.shared, members);
        match [count(shares), count(served), here.unmet] {
            [0, 0, 0] => None,
            [0, 0, unmet] => Some(Posts::Add(unmet)),
            [0, served, _] => Some(Posts::Assign(served)),
            [shared, ..] => Some(Posts::Share(shared, [here.now, here.planned])),
        }
    }

    /// Which institution should host in a village, or who should sit together.
    fn host(&self, village: u32) -> Option<String> {
        let institutions = self.found.institutions?;
        let several = &institutions.of_village[village as usize];
        if several.len() > 1 {
            let names: Vec<&str> = several.iter().map(|&at| self.institution(at)).collect();
            return Some(sentence::meet(&names, self.language()));
        }
        let from = institutions
            .hosts
            .partition_point(|host| host.village < village);
        let own = institutions.hosts[from..]
            .iter()
            .take_while(|host| host.village == village);
        let (what, who, agreement) = own
            .filter_map(|host| match host.missing {
                Missing::Host(programme) => Some((programme, host.institution?, host.agreement)),
                Missing::Lever(_) => None,
            })
            .next()?;
        let (what, who) = (self.programme(what), self.institution(who));
        Some(sentence::host(what, who, agreement, self.language()))
    }
}

/// Whether fewer facilitators come under the plan, and all programmes have one.
fn shares(own: &VillageFacilitators) -> bool {
    own.unmet.is_empty() && !own.planned.is_empty() && own.planned.len() < own.now.len()
}

/// Levers to bring, each with the lack of place times its need over the greatest; none where nothing is needed.
fn weighed(needs: &BTreeMap<u32, f64>, axes: &Axes, words: impl Fn(u32) -> String) -> Vec<Advice> {
    let greatest = needs.values().copied().fold(0.0, f64::max);
    let needs = needs.iter().filter(|(_, need)| **need > 0.0);
    let one = |(&lever, need): (&u32, &f64)| Advice {
        lack: lack(axes.location) * need / greatest,
        words: words(lever),
    };
    needs.map(one).collect()
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    fn ordered(lacks: &[(f64, &str)], more: Option<&str>) -> Vec<String> {
        let advice = |&(lack, words): &(f64, &str)| Advice {
            lack,
            words: words.to_owned(),
        };
        first(lacks.iter().map(advice).collect(), more.map(str::to_owned))
    }

    #[test]
    fn the_greatest_lack_comes_first_and_three_are_enough() {
        let all = [(0.2, "a"), (0.9, "b"), (0.0, "c"), (0.5, "d")];
        assert_eq!(ordered(&all, Some("menu")), ["b", "d", "a"]);
        assert_eq!(ordered(&all[..2], Some("menu")), ["b", "a", "menu"]);
        assert_eq!(ordered(&all[..2], None), ["b", "a"]);
        assert!(ordered(&[], None).is_empty());
        assert_eq!(ordered(&[], Some("menu")), ["menu"]);
    }

    /// 1 - (1 - 1/3) and 1 - 2/3 are one third, though not the same bits: the order they were found in stays.
    #[test]
    fn equal_lacks_keep_their_order() {
        let program = lack(Some(1.0 - 1.0 / 3.0));
        let facilitator = lack(Some(2.0 / 3.0));
        assert!(program < facilitator);
        assert_eq!(
            ordered(&[(program, "merge"), (facilitator, "share")], None),
            ["merge", "share"]
        );
        assert_eq!(
            ordered(&[(facilitator, "share"), (program, "merge")], None),
            ["share", "merge"]
        );
    }

    /// Needs .8 and .4 at a place score of .5: lacks .5 and .25. A need of 0 is none, also where a study counts from 0 on.
    #[test]
    fn nothing_is_brought_without_need() {
        let axes = Axes {
            location: Some(0.5),
            ..Axes::default()
        };
        let found = |needs: &[(u32, f64)]| -> Vec<(f64, String)> {
            let all = weighed(&needs.iter().copied().collect(), &axes, |lever| {
                lever.to_string()
            });
            all.into_iter().map(|a| (a.lack, a.words)).collect()
        };
        assert_eq!(
            found(&[(0, 0.8), (1, 0.0), (2, 0.4)]),
            [(0.5, "0".to_owned()), (0.25, "2".to_owned())]
        );
        assert!(found(&[(1, 0.0)]).is_empty());
    }

    #[test]
    fn facilitators_are_shared_where_fewer_serve_all() {
        let own = |now: &[u32], planned: &[u32], unmet: &[u32]| VillageFacilitators {
            now: now.to_vec(),
            planned: planned.to_vec(),
            unmet: unmet.to_vec(),
            ..VillageFacilitators::default()
        };
        assert!(shares(&own(&[0, 1], &[2], &[])));
        assert!(!shares(&own(&[0, 1], &[0, 2], &[])), "as many");
        assert!(
            !shares(&own(&[0, 1], &[0], &[4])),
            "a programme loses its own"
        );
        assert!(!shares(&own(&[0, 1], &[], &[])));
    }
}
