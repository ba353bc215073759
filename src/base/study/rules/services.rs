//! Rules of `[services]` and `[roads]`.

use crate::base::document::Fault;
use crate::base::study::{AccessMethod, Reach, Service, Study};

/// Names that make titles, reaches of one unit, decays that go with their method, roads that say where they are.
pub(super) fn services(study: &Study, faults: &mut Vec<Fault>) {
    for (name, service) in &study.services {
        let place = format!("services.{name}");
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        if !name.chars().all(plain) || !name.starts_with(|c: char| c.is_ascii_lowercase()) {
            faults.push(
                Fault::new(
                    &place,
                    format!("\"{name}\" cannot begin the titles of columns"),
                )
                .remedy("name the service with small letters, digits and _, such as clinics"),
            );
        }
        reaches(service, &place, faults);
        decay(service, &place, faults);
    }
    let Some(roads) = &study.roads else {
        return;
    };
    if study.services.is_empty() {
        faults.push(
            Fault::new("roads", "roads lead to services, and there are none")
                .remedy("add [services], or leave [roads] out"),
        );
    }
    if roads.nodes.is_some() && roads.path.is_none() {
        faults.push(
            Fault::new(
                "roads.nodes",
                "`nodes` are those of a table of edges, and there is none",
            )
            .remedy("name the table of edges as `path`"),
        );
    }
    if roads.path.is_some() && roads.detour != 1.0 {
        faults.push(
            Fault::new(
                "roads.detour",
                "a detour is that of straight lines, and there are roads",
            )
            .remedy("leave out `detour`, or the roads"),
        );
    }
}

fn reaches(service: &Service, place: &str, faults: &mut Vec<Fault>) {
    let keys = [
        ("catchment", service.catchment),
        ("standard", service.standard),
    ];
    for (key, reach) in keys {
        let Some(reach) = reach else { continue };
        let both = reach.span().km.is_some() && reach.span().minutes.is_some();
        let amount = reach
            .amount()
            .filter(|r| r.is_finite() && *r > 0.0 && !both);
        if amount.is_none() {
            faults.push(
                Fault::new(
                    format!("{place}.{key}"),
                    "a reach is a number above 0, of km or of minutes",
                )
                .remedy("write km = 10 or minutes = 30 in braces, or a plain number of km"),
            );
        }
    }
    let km = |reach: Option<Reach>| reach.is_some_and(|reach| reach.span().km.is_some());
    if service.in_minutes() && (km(service.catchment) || km(service.standard)) {
        faults.push(
            Fault::new(
                format!("{place}.standard"),
                "the catchment is in one unit and the standard in another",
            )
            .remedy("give both in km, or both in minutes"),
        );
    }
}

fn decay(service: &Service, place: &str, faults: &mut Vec<Fault>) {
    let fault =
        |what: &str, remedy: &str| Fault::new(format!("{place}.decay"), what).remedy(remedy);
    let catchment = service.catchment.or(service.standard).is_some();
    if service.method != AccessMethod::Floating && !catchment {
        faults.push(
            Fault::new(format!("{place}.method"), "a score needs a catchment")
                .remedy("say how far a point serves, such as catchment = 10"),
        );
    }
    let Some(decay) = &service.decay else {
        if service.method == AccessMethod::Gravity {
            faults.push(fault(
                "gravity needs a decay",
                "write decay = { power = 2 } or decay = { exponential = 0.2 }",
            ));
        }
        return;
    };
    if service.method == AccessMethod::Floating {
        faults.push(fault(
            "2sfca has no decay",
            "write method = \"e2sfca\" or \"gravity\", or leave the decay out",
        ));
    }
    let numbers = [decay.gaussian, decay.power, decay.exponential];
    let named = numbers.iter().flatten().count() + usize::from(decay.steps.is_some());
    if named != 1 {
        faults.push(fault(
            "a decay is one of gaussian, steps, power and exponential",
            "write one of them, such as decay = { gaussian = 5 }",
        ));
    }
    if let Some(steps) = &decay.steps {
        let rising = steps
            .windows(2)
            .all(|w| w[0][0] < w[1][0] && w[0][1] >= w[1][1]);
        let shares = steps
            .iter()
            .all(|[cost, share]| *cost >= 0.0 && (0.0..=1.0).contains(share));
        if steps.is_empty() || !rising || !shares {
            faults.push(fault(
                "steps have rising costs and falling shares from 0 to 1",
                "write them as [[5, 1.0], [10, 0.6]]",
            ));
        }
    }
}
