//! What is odd about the ways to a service.

use super::{Served, State};
use crate::base::finding::Finding;
use crate::base::model::Layer;
use crate::base::study::AccessMethod;

/// Tells of villages that reach nothing, of points that nobody reaches, of scores that cannot be.
pub(super) fn tell(one: &Served, layer: &Layer, people: bool, findings: &mut Vec<Finding>) {
    let file = &one.spec.path;
    let told = [
        (
            State::Unreachable,
            "villages from which no point can be reached; their distance is missing, and they are beyond any standard",
            "add the ferries and roads that lead to them",
        ),
        (
            State::OffNetwork,
            "villages with no node of the roads near; what they have is not known",
            "add their roads, or raise `walk` of [roads]",
        ),
        (
            State::NoPlace,
            "villages without a place; what they have is not known",
            "draw their polygons",
        ),
    ];
    for (state, what, remedy) in told {
        let states = layer.codes.iter().zip(&one.measured.state);
        let codes: Vec<&str> = states
            .filter(|(_, s)| **s == state)
            .map(|(c, _)| c.as_str())
            .collect();
        if codes.is_empty() {
            continue;
        }
        let shown = codes[..codes.len().min(5)].join(", ");
        let more = match codes.len() {
            0..=5 => String::new(),
            all => format!(" and {} more", all - 5),
        };
        let what = format!("{}: {} {what}: {shown}{more}", one.name, codes.len());
        findings.push(
            Finding::warning("service-unreached", what)
                .file(file)
                .remedy(remedy),
        );
    }
    if one.measured.off > 0 {
        let what = format!(
            "{}: {} points have no node of the roads near, and nobody reaches them",
            one.name, one.measured.off
        );
        findings.push(
            Finding::warning("service-off-network", what)
                .file(file)
                .remedy("add their roads, or raise `walk` of [roads]"),
        );
    }
    if !people && one.catchment().is_some() && one.spec.method != AccessMethod::Gravity {
        findings.push(
            Finding::warning(
                "service-without-people",
                format!(
                    "{}: there are no scores, as nobody is known to compete",
                    one.name
                ),
            )
            .file(file)
            .remedy("name the column of the population as `study.population`"),
        );
    }
    if let Some((inside, outside)) = one.measured.access.reachable(&one.points.capacity)
        && outside > 0.0
    {
        let what = format!(
            "{}: a supply of {outside} of {} has no people in its catchment",
            one.name,
            inside + outside
        );
        findings.push(Finding::info("supply-unreached", what).file(file));
    }
}
