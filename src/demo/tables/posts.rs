//! Made-up facilitators: each team by itself, as ministries do it, with planted overload, idleness and posts that could be one.

use super::catalogue::{CATALOGUE, TEAMS};
use super::programmes::{Placement, YEARS, choose};
use super::truth::{Kind, Plant};
use super::welfare::spacing;
use crate::demo::chance;
use crate::demo::place::Places;
use std::collections::BTreeMap;

/// Most villages of a post.
pub const MOST: usize = 4;
/// A post reaches this many times the usual distance of neighbours.
const REACH: f64 = 6.0;
/// Least room for families of who may do any team's work.
const GENERAL: u32 = 800;
/// Nobody.
const NONE: u32 = u32::MAX;

/// One facilitator.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Post {
    /// Position of the village it starts from.
    pub base: usize,
    /// Position in [`TEAMS`].
    pub team: usize,
    /// Villages it serves now.
    pub villages: Vec<usize>,
    /// Positions of the programmes it may serve, ascending.
    pub may: Vec<usize>,
    /// Most villages, where its row says so.
    pub most: Option<usize>,
    /// Most families, where its row says so.
    pub families: Option<u32>,
    /// What is planted about it, and the group.
    plant: Option<(Kind, usize)>,
}

impl Post {
    fn new(team: usize, villages: Vec<usize>) -> Self {
        Self {
            base: villages[0],
            team,
            villages,
            may: TEAMS[team].0.to_vec(),
            most: Some(MOST),
            families: None,
            plant: None,
        }
    }
}

/// The id of the facilitator at a position.
pub fn id(position: usize) -> String {
    format!("PD{:06}", position + 1)
}

/// Households of each programme in each village in the assessed year.
type Now = Vec<[u32; CATALOGUE.len()]>;

/// All facilitators by base; the placements are told theirs, and what is planted is added to `truth`.
pub fn draw(
    places: &Places,
    placements: &mut [Placement],
    seed: u64,
    truth: &mut Vec<Plant>,
) -> Vec<Post> {
    let n = places.villages.len();
    let mut now: Now = vec![[0; CATALOGUE.len()]; n];
    for it in placements.iter().filter(|it| it.year == YEARS[1]) {
        now[it.village][it.programme] = it.households;
    }
    let has = |team: usize, village: usize| TEAMS[team].0.iter().any(|&p| now[village][p] > 0);
    let mut taken = vec![[false; TEAMS.len()]; n];
    let mut posts = shared(places, &has, &mut taken, seed);
    for (team, _) in TEAMS.iter().enumerate() {
        let open = (0..n).filter(|&v| has(team, v) && !taken[v][team]);
        posts.extend(rounds(places, team, open.collect(), seed));
    }
    overload(places, &mut posts, seed);
    posts.extend(idle(n, seed));
    posts.sort_by(|a, b| (a.base, a.team, &a.villages).cmp(&(b.base, b.team, &b.villages)));
    limits(&mut posts, &now, seed);
    record(places, &posts, truth);

    let mut serves = vec![[NONE; TEAMS.len()]; n];
    for (position, post) in (0..).zip(&posts) {
        for &village in &post.villages {
            serves[village][post.team] = position;
        }
    }
    for it in placements {
        let team = TEAMS.iter().position(|team| team.0.contains(&it.programme));
        let post = team.map(|team| serves[it.village][team]);
        it.facilitator = post.filter(|&post| post != NONE);
    }
    posts
}

/// Pairs of posts of different teams in one village or two neighbours, each for one village and each able to do the other's work.
fn shared(
    places: &Places,
    has: &impl Fn(usize, usize) -> bool,
    taken: &mut [[bool; TEAMS.len()]],
    seed: u64,
) -> Vec<Post> {
    let n = taken.len();
    let teams = |v: usize| (0..TEAMS.len()).filter(move |&team| has(team, v));
    let several: Vec<usize> = (0..n).filter(|&v| teams(v).count() > 1).collect();
    let rng = &mut chance::stream(seed, "shared posts", 0);
    let mut posts = Vec::new();
    let mut group = 0;
    for village in choose(&several, (n / 60).max(3), rng) {
        let mut held = teams(village).filter(|&team| !taken[village][team]);
        let (Some(first), Some(second)) = (held.next(), held.next()) else {
            continue;
        };
        let beside = places.villages[village].neighbours.iter();
        let other = beside
            .map(|&w| w as usize)
            .find(|&w| has(second, w) && !taken[w][second])
            .unwrap_or(village);
        group += 1;
        for (team, village) in [(first, village), (second, other)] {
            taken[village][team] = true;
            let mut post = Post::new(team, vec![village]);
            post.may = [TEAMS[first].0, TEAMS[second].0].concat();
            post.may.sort_unstable();
            post.plant = Some((Kind::Shared, group));
            posts.push(post);
        }
    }
    posts
}

/// The villages of a team in rounds of three or four that lie together.
fn rounds(places: &Places, team: usize, open: Vec<usize>, seed: u64) -> Vec<Post> {
    let reach = REACH * spacing(places);
    let salt = chance::mix(seed, 80 + team as u64);
    let mut rounds: Vec<Vec<usize>> = Vec::new();
    for village in open {
        let place = &places.villages[village];
        let fits = |round: &&mut Vec<usize>| {
            let first = &places.villages[round[0]];
            let [x, y] = [0, 1].map(|axis| place.centre[axis] - first.centre[axis]);
            let size = MOST - usize::from(chance::at(salt, round[0] as u64) > 0.0);
            round.len() < size && first.regency == place.regency && (x * x + y * y).sqrt() <= reach
        };
        match rounds.last_mut().filter(fits) {
            Some(round) => round.push(village),
            None => rounds.push(vec![village]),
        }
    }
    rounds
        .into_iter()
        .map(|villages| Post::new(team, villages))
        .collect()
}

/// Gives some facilitators the round of the next one too, more than one person can do.
fn overload(places: &Places, posts: &mut Vec<Post>, seed: u64) {
    let regency = |post: &Post| places.villages[post.base].regency;
    let two = |at: &usize| {
        let (one, next) = (&posts[*at], &posts[*at + 1]);
        one.plant.is_none()
            && next.plant.is_none()
            && one.team == next.team
            && regency(one) == regency(next)
            && one.villages.len() + next.villages.len() > MOST
    };
    let possible: Vec<usize> = (0..posts.len().saturating_sub(1)).filter(two).collect();
    let rng = &mut chance::stream(seed, "overload", 0);
    let count = (places.villages.len() / 75).max(3);
    let mut gone = Vec::new();
    for at in choose(&possible, count, rng) {
        if gone.last().is_some_and(|&last| last >= at) {
            continue;
        }
        let more = posts[at + 1].villages.clone();
        posts[at].villages.extend(more);
        posts[at].plant = Some((Kind::Overload, gone.len() + 1));
        gone.push(at + 1);
    }
    for at in gone.into_iter().rev() {
        posts.remove(at);
    }
}

/// Facilitators without a village.
fn idle(n: usize, seed: u64) -> Vec<Post> {
    let rng = &mut chance::stream(seed, "idle", 0);
    (0..(n / 75).max(3))
        .map(|i| {
            let mut post = Post::new(i % TEAMS.len(), vec![chance::below(rng, n)]);
            post.villages.clear();
            post.plant = Some((Kind::Idle, i + 1));
            post
        })
        .collect()
}

/// Caseloads: enough for all but the overloaded; some rows leave one to the study, some facilitators may do any team's work.
fn limits(posts: &mut [Post], now: &Now, seed: u64) {
    let served = |post: &Post| -> f64 {
        let villages = post.villages.iter();
        let families = villages.flat_map(|&v| TEAMS[post.team].0.iter().map(move |&p| now[v][p]));
        f64::from(families.sum::<u32>())
    };
    let mut of_both: BTreeMap<usize, f64> = BTreeMap::new();
    for post in posts.iter() {
        if let Some((Kind::Shared, group)) = post.plant {
            *of_both.entry(group).or_default() += served(post);
        }
    }
    let fifties = |least: f64| (least / 50.0).ceil() as u32 * 50;
    let rng = &mut chance::stream(seed, "caseloads", 0);
    for post in posts {
        let room = chance::between(rng, 1.2, 1.8);
        let luck = chance::below(rng, 10);
        let own = served(post);
        post.families = match post.plant {
            Some((Kind::Overload, _)) => Some(fifties(own * 0.5).max(50)),
            Some((Kind::Shared, group)) => Some(fifties(of_both[&group] * 1.2).max(300)),
            Some(_) => Some(300),
            None => (luck > 0).then(|| fifties(own * room).max(150)),
        };
        if post.plant.is_none() {
            post.most = (luck != 1).then_some(MOST);
            if luck > 7 {
                post.may = TEAMS.iter().flat_map(|team| team.0).copied().collect();
                post.may.sort_unstable();
                post.families = post.families.map(|families| families.max(GENERAL));
            }
        }
    }
}

fn record(places: &Places, posts: &[Post], truth: &mut Vec<Plant>) {
    for (position, post) in posts.iter().enumerate() {
        let Some((kind, group)) = post.plant else {
            continue;
        };
        let detail = match kind {
            Kind::Overload => format!("{} villages", post.villages.len()),
            _ => places.villages[post.base].code.clone(),
        };
        truth.push(Plant::new(kind, group, &id(position), detail));
    }
}
