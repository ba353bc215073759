//! Rules of `[registry]`.

use crate::base::document::Fault;
use crate::base::study::Study;

/// Standard errors are of what people have.
pub(super) fn registry(study: &Study, faults: &mut Vec<Fault>) {
    let Some(spec) = &study.registry else {
        return;
    };
    if spec.sample.is_some() && spec.welfare.is_none() {
        faults.push(
            Fault::new(
                "registry.sample",
                "standard errors are of what people have, and [registry.welfare] is not there",
            )
            .remedy("add [registry.welfare] with `value`, or leave the sample out"),
        );
    }
}
