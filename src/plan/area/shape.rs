//! Measures of one area that need no polygons.

use super::{Area, Problem};
use crate::input::geometry::distance;

/// How large an area is and how needy its villages are.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shape {
    /// Mean need of the members that have one; `None` when none has.
    pub mean_need: Option<f64>,
    /// Greatest distance between the centres of two members, in metres (layer units on a plane).
    pub diameter_m: f64,
    /// Greatest number of steps between two members, inside the area.
    pub hops: usize,
}

/// Measures one area; quadratic in its villages.
pub fn measure(problem: &Problem, area: &Area) -> Shape {
    let known: Vec<f64> = area
        .members
        .iter()
        .filter_map(|&i| problem.need[i as usize])
        .collect();
    let mut diameter_m = 0.0_f64;
    for (position, &i) in area.members.iter().enumerate() {
        for &j in &area.members[..position] {
            let (a, b) = (problem.centre[i as usize], problem.centre[j as usize]);
            diameter_m = diameter_m.max(distance(a, b, problem.measure));
        }
    }
    let hops = area.members.iter().map(|&i| eccentricity(problem, area, i));
    Shape {
        mean_need: (!known.is_empty()).then(|| known.iter().sum::<f64>() / known.len() as f64),
        diameter_m,
        hops: hops.max().unwrap_or(0),
    }
}

/// Steps from one member to the farthest, inside the area.
fn eccentricity(problem: &Problem, area: &Area, from: u32) -> usize {
    let mut seen = vec![false; area.members.len()];
    let mut layer = vec![from];
    let mut steps = 0;
    if let Ok(slot) = area.members.binary_search(&from) {
        seen[slot] = true;
    }
    loop {
        let mut next = Vec::new();
        for &i in &layer {
            for &j in problem.graph.neighbours(i as usize) {
                if let Ok(slot) = area.members.binary_search(&j)
                    && !seen[slot]
                {
                    seen[slot] = true;
                    next.push(j);
                }
            }
        }
        if next.is_empty() {
            return steps;
        }
        steps += 1;
        layer = next;
    }
}
