//! Areas from a regionalisation: regions of alike need, the neediest of them chosen.

use super::group::Group;
use super::{Draft, Empty, Plan, Problem, infeasible, solve};
use crate::error::{Kind, Result};
use crate::plan::region::{self, Method, regionalise, standardise};
use crate::space::graph::{Graph, Link, LinkKind};

/// Areas that are regions of alike need, found by any method of regionalisation.
///
/// Each component of a group is cut in two on the need (a missing one counts as the mean of its group), both parts of at least the least size where the
/// method knows a floor; so is every part above the greatest size, until none is or none can be cut. Max-p finds as many regions of at least the least
/// size as there can be, at once. Parts that keep the rules can be areas: those with a lock-in are, and then those that cover most need. The bound is that
/// of all areas, not only of regions.
///
/// # Errors
/// As [`super::delineate`]; a lock-in whose region cannot be an area, or more such regions than areas.
pub fn from_regions(problem: &Problem, method: Method) -> Result<Plan> {
    solve(problem, |group, areas, _| {
        choose(problem, group, areas, method).map(Some)
    })
}

fn choose(problem: &Problem, group: &Group, count: usize, method: Method) -> Result<Draft> {
    let (regions, work) = regions(problem, group, method)?;
    let mut chosen = Vec::new();
    let mut others = Vec::new();
    for region in regions {
        let (least, most) = problem.villages;
        let fits = (least..=most).contains(&region.len()) && group.keeps(&region);
        let value = group.value(&region);
        let locked: Vec<u32> = region
            .iter()
            .filter(|&&i| group.locked[i as usize])
            .map(|&i| group.unit[i as usize])
            .collect();
        if !locked.is_empty() && !fits {
            return Err(infeasible(
                problem,
                "the region of alike need around villages of areas.lock_in cannot be an area",
                &locked,
                "use areas.method = \"delineate\", raise areas.villages or areas.radius, or take them out of areas.lock_in",
            ));
        }
        if !locked.is_empty() {
            chosen.push((region, locked));
        } else if fits && value > 0.0 {
            others.push((value, region));
        }
    }
    if chosen.len() > count {
        let locked: Vec<u32> = chosen.into_iter().flat_map(|(_, locked)| locked).collect();
        return Err(infeasible(
            problem,
            &format!("villages of areas.lock_in lie in more than {count} regions of alike need"),
            &locked,
            "use areas.method = \"delineate\", raise areas.per_group, or lock in fewer",
        ));
    }
    others.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(&b.1)));
    let mut areas: Vec<Vec<u32>> = chosen.into_iter().map(|(region, _)| region).collect();
    let room = count - areas.len();
    areas.extend(others.into_iter().take(room).map(|(_, region)| region));
    Ok(Draft {
        areas,
        proven: None,
        work,
        empty: Empty::of(group, Empty::NoRegion),
    })
}

/// Regions of the group in local numbers, and the cuts tried.
fn regions(problem: &Problem, group: &Group, method: Method) -> Result<(Vec<Vec<u32>>, u64)> {
    let (least, max) = problem.villages;
    let known = group.unit.iter().filter_map(|&i| problem.need[i as usize]);
    let (count, sum) = known.fold((0, 0.0), |(count, sum), need| (count + 1, sum + need));
    let mean = if count > 0 {
        sum / f64::from(count)
    } else {
        0.0
    };
    let need: Vec<f64> = group
        .unit
        .iter()
        .map(|&i| problem.need[i as usize].unwrap_or(mean))
        .collect();
    let whole = graph_of(group);
    let components = group.component.iter().max().map_or(0, |&last| last + 1);
    let mut waiting: Vec<(Graph, Vec<u32>)> = (0..components)
        .map(|component| {
            let keep: Vec<bool> = group.component.iter().map(|&c| c == component).collect();
            whole.subset(&keep)
        })
        .collect();
    let mut regions = Vec::new();
    let mut cuts = 0;
    while let Some((graph, units)) = waiting.pop() {
        if units.len() <= max {
            regions.push(units);
            continue;
        }
        cuts += 1;
        let column: Vec<f64> = units.iter().map(|&i| need[i as usize]).collect();
        let ones = vec![1.0; units.len()];
        let parts = match method {
            Method::MaxP(_) => None,
            _ => Some(2..=2),
        };
        let asked = region::Problem {
            graph: &graph,
            attributes: &standardise(&[column]),
            floor: (!matches!(method, Method::Schc(_))).then_some((&ones, least as f64)),
        };
        let labels = match regionalise(&asked, method, parts) {
            Ok(found) => found.labels,
            Err(error) if error.kind == Kind::Infeasible => vec![0; units.len()],
            Err(error) => return Err(error),
        };
        let count = labels.iter().max().map_or(0, |&last| last + 1);
        for label in 0..count {
            let keep: Vec<bool> = labels.iter().map(|&l| l == label).collect();
            let (part, inside) = graph.subset(&keep);
            let part_units: Vec<u32> = inside.iter().map(|&i| units[i as usize]).collect();
            // what cannot be cut is a region as it is
            if count == 1 || matches!(method, Method::MaxP(_)) {
                regions.push(part_units);
            } else {
                waiting.push((part, part_units));
            }
        }
    }
    Ok((regions, cuts))
}

fn graph_of(group: &Group) -> Graph {
    let links = (0..group.n() as u32).flat_map(|from| {
        group.neighbours(from).iter().map(move |&to| Link {
            from,
            to,
            weight: 1.0,
            border_m: 0.0,
            kind: LinkKind::Border,
        })
    });
    Graph::from_links(group.n(), links.collect())
}
