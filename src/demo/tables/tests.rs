//! What is planted in the inventory stands there, and nothing else looks like it.
#![allow(clippy::unwrap_used)]

use super::catalogue::{APART, CATALOGUE, PAIR, SAME, TEAMS, TYPES};
use super::files::Tables;
use super::hosts::{self, SEVERAL};
use super::inventory;
use super::posts::{self, MOST};
use super::programmes::{OVERLAP, YEARS};
use super::scores::INDICATORS;
use super::truth::{Kind, Plant};
use crate::base::study;
use crate::demo::land::country::found;
use crate::demo::place::{Places, christen};
use std::collections::{BTreeMap, BTreeSet};

fn tables(villages: usize, seed: u64) -> (Places, Tables) {
    let places = christen(&found(villages, 14.0, seed), seed);
    let tables = Tables::draw(&places, seed, Vec::new());
    (places, tables)
}

fn codes(tables: &Tables, kind: Kind) -> BTreeSet<String> {
    let plants = tables.truth.iter().filter(|plant| plant.kind == kind);
    plants.map(|plant| plant.code.clone()).collect()
}

fn cells(bytes: &[u8], separator: u8) -> Vec<Vec<String>> {
    let mut reader = csv::ReaderBuilder::new();
    let mut reader = reader.delimiter(separator).from_reader(bytes);
    let rows = reader.records().map(|row| row.unwrap());
    rows.map(|row| row.iter().map(str::to_owned).collect())
        .collect()
}

#[test]
fn the_catalogue_has_every_lever_and_one_double() {
    let study: study::Programmes = toml::from_str("catalogue = \"a\"\nplacements = \"b\"").unwrap();
    let lever = |p: usize| {
        let word = match CATALOGUE[p].lever {
            "" => CATALOGUE[p].arm,
            word => word,
        };
        let known = |lever: &study::Lever| lever.words.iter().any(|known| known == word);
        study.levers.iter().position(known).unwrap()
    };
    let levers: BTreeSet<usize> = (0..CATALOGUE.len()).map(lever).collect();
    assert_eq!(levers.len(), 5);
    let key = |p: usize| (lever(p), CATALOGUE[p].target);
    let doubles: Vec<[usize; 2]> = (0..CATALOGUE.len())
        .flat_map(|a| (a + 1..CATALOGUE.len()).map(move |b| [a, b]))
        .filter(|&[a, b]| key(a) == key(b))
        .collect();
    assert_eq!(doubles, [SAME]);
    assert_ne!(lever(APART[0]), lever(APART[1]));
    assert_ne!(lever(PAIR[0]), lever(PAIR[1]));
}

#[test]
fn programmes_meet_double_miss_and_avoid_each_other_in_the_assessed_year() {
    let (places, tables) = tables(900, 6);
    let mut held = vec![[false; CATALOGUE.len()]; 900];
    for it in &tables.inventory.placements {
        held[it.village][it.programme] |= it.year == YEARS[1];
    }
    let [overlaps, missed] = [Kind::Overlap, Kind::Missed].map(|kind| codes(&tables, kind));
    let mut doubled = 0;
    for (place, held) in places.villages.iter().zip(&held) {
        let count = held.iter().filter(|&&held| held).count();
        assert_eq!(count >= OVERLAP, overlaps.contains(&place.code));
        assert!(count == 0 || !missed.contains(&place.code));
        assert_eq!(held[PAIR[0]], held[PAIR[1]]);
        assert!(!(held[APART[0]] && held[APART[1]]));
        doubled += usize::from(held[SAME[0]] && held[SAME[1]]);
    }
    assert!(doubled >= overlaps.len(), "{doubled}");
    let years: BTreeSet<u16> = tables
        .inventory
        .placements
        .iter()
        .map(|it| it.year)
        .collect();
    assert_eq!(years, BTreeSet::from(YEARS));
}

#[test]
fn only_the_planted_facilitators_are_overloaded_or_idle_and_pairs_could_be_one() {
    for (villages, seed) in [(300, 1), (900, 6)] {
        let (places, tables) = tables(villages, seed);
        let posts = &tables.inventory.posts;
        let mut load = vec![BTreeMap::new(); posts.len()];
        for it in &tables.inventory.placements {
            let teams = TEAMS.iter().any(|team| team.0.contains(&it.programme));
            if it.year == YEARS[1] {
                assert_eq!(it.facilitator.is_some(), teams);
            }
            if let Some(post) = it.facilitator.filter(|_| it.year == YEARS[1]) {
                let team = TEAMS[posts[post as usize].team].0;
                assert!(team.contains(&it.programme));
                *load[post as usize].entry(it.village).or_insert(0) += it.households;
            }
        }
        let [overload, idle] = [Kind::Overload, Kind::Idle].map(|kind| codes(&tables, kind));
        assert!(overload.len() >= 3 && idle.len() >= 3);
        for (position, (post, load)) in posts.iter().zip(&load).enumerate() {
            let (id, families) = (posts::id(position), load.values().sum::<u32>());
            assert_eq!(load.len() > MOST, overload.contains(&id));
            assert_eq!(load.is_empty(), idle.contains(&id));
            let full = post.families.is_some_and(|most| families > most);
            assert!(!full || overload.contains(&id), "{id}: {families} families");
        }
        let position: BTreeMap<String, usize> =
            (0..posts.len()).map(|at| (posts::id(at), at)).collect();
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        for plant in tables.truth.iter().filter(|it| it.kind == Kind::Shared) {
            let group = groups.entry(plant.group).or_default();
            group.push(position[&plant.code]);
        }
        assert!(groups.len() >= 3);
        for two in groups.values() {
            let [a, b] = [0, 1].map(|at| &posts[two[at]]);
            assert!(two.len() == 2 && a.team != b.team && a.may == b.may);
            let near = &places.villages[a.base].neighbours;
            assert!(a.base == b.base || near.contains(&(b.base as u32)));
            let families: u32 = two.iter().flat_map(|&at| load[at].values()).sum();
            assert!(families <= a.families.unwrap(), "{families}");
        }
        let with: BTreeSet<usize> = tables
            .inventory
            .placements
            .iter()
            .map(|it| it.village)
            .collect();
        let each = with.len() as f64 / posts.len() as f64;
        assert!((2.0..4.0).contains(&each), "{each} villages a facilitator");
    }
}

#[test]
fn only_the_planted_institutions_carry_many_programmes() {
    let (_, tables) = tables(900, 6);
    let hosts = &tables.inventory.hosts;
    let (mut ever, mut now) = (
        vec![BTreeSet::new(); hosts.len()],
        vec![BTreeSet::new(); hosts.len()],
    );
    for it in &tables.inventory.placements {
        let typed = TYPES
            .iter()
            .any(|kind| kind.0 == CATALOGUE[it.programme].host);
        assert!(it.institution.is_some() || !typed);
        let Some(host) = it.institution else { continue };
        ever[host as usize].insert(it.programme);
        if it.year == YEARS[1] {
            now[host as usize].insert(it.programme);
        }
    }
    let planted = codes(&tables, Kind::Host);
    assert_eq!(planted.len(), 12);
    for (position, (ever, now)) in ever.iter().zip(&now).enumerate() {
        let is = planted.contains(&hosts::id(position));
        assert_eq!(now.len() >= SEVERAL, is);
        assert_eq!(ever.len() >= SEVERAL, is);
    }
    assert!(ever.iter().any(BTreeSet::is_empty));
}

#[test]
fn files_hold_every_row_and_every_rupiah() {
    let (places, tables) = tables(300, 1);
    let it = &tables.inventory;
    let mut file = Vec::new();
    it.placements(&places, &mut file).unwrap();
    let rows = cells(&file, b';');
    assert_eq!(rows.len(), it.placements.len() + it.others.len());
    let budget = |row: &Vec<String>| row[5].replace('.', "").parse::<u64>().unwrap();
    let own = it.placements.iter().map(|it| it.budget);
    let own: u64 = own.chain(it.others.iter().map(|it| it.budget)).sum();
    assert_eq!(rows.iter().map(budget).sum::<u64>(), own);
    let exists: BTreeSet<String> = places
        .villages
        .iter()
        .map(|place| place.code.replace('.', ""))
        .collect();
    let (village, region): (Vec<_>, Vec<_>) = rows.iter().partition(|row| row[1].len() == 10);
    let stray = village.iter().filter(|row| !exists.contains(&row[1]));
    assert_eq!(stray.count(), codes(&tables, Kind::Stray).len());
    assert_eq!(region.len(), codes(&tables, Kind::Regional).len());
    let lengths: BTreeSet<usize> = region.iter().map(|row| row[1].len()).collect();
    assert_eq!(lengths, BTreeSet::from([4, 6]));

    let (mut posts, mut hosts) = (Vec::new(), Vec::new());
    it.facilitators(&places, &mut posts).unwrap();
    it.institutions(&places, &mut hosts).unwrap();
    let ids = |rows: Vec<Vec<String>>| -> BTreeSet<String> {
        rows.into_iter().map(|mut row| row.swap_remove(0)).collect()
    };
    let (posts, hosts) = (ids(cells(&posts, b',')), ids(cells(&hosts, b'\t')));
    assert_eq!(
        (posts.len(), hosts.len()),
        (it.posts.len(), 1 + it.hosts.len())
    );
    for row in &rows {
        assert!(row[6].is_empty() || posts.contains(&row[6]));
        assert!(row[7].is_empty() || hosts.contains(&row[7]));
    }
    let mut actions = Vec::new();
    inventory::actions(&mut actions).unwrap();
    assert_eq!(cells(&actions, b',').len(), INDICATORS.len());
}

#[test]
fn designated_areas_are_planted_groups() {
    let (places, tables) = tables(900, 6);
    let is = |kind: Kind, code: &str| {
        let member = |plant: &&Plant| plant.kind == kind && plant.code == code;
        tables.truth.iter().find(member).map(|plant| plant.group)
    };
    let mut designated = 0;
    for (place, number) in places.villages.iter().zip(&tables.designated) {
        let hot = is(Kind::Hot, &place.code).is_some_and(|group| group % 2 == 1);
        let rich = is(Kind::Rich, &place.code) == Some(1);
        assert_eq!(number.is_some(), hot || rich);
        designated += usize::from(number.is_some());
    }
    assert!(designated > 40);
}
