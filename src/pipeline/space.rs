//! What the map says in a run: neighbours, hot spots, outlines of regions.

use crate::base::model::{Layer, Measure};
use crate::base::study::{Hotspots, LocalStatistic, NeighbourKind, Study};
use crate::error::{Error, Result};
use crate::input::geometry;
use crate::input::join::Hierarchy;
use crate::pipeline::areas::{Delineation, area_of};
use crate::pipeline::log::{Log, Outcome};
use crate::space::coverage::Coverage;
use crate::space::graph::{Contiguity, Graph, LinkKind, contiguity, nearest, sea_links, within};
use crate::space::stats::fdr::benjamini_hochberg;
use crate::space::stats::{
    Alternative, Cluster, Global, Local, Transform, getis_star, local_moran, moran, moran_and_star,
};
use geo::{MultiPolygon, Point};
use rayon::prelude::*;
use serde_json::json;

/// Who neighbours whom in a study.
pub struct Neighbourhood {
    /// The shared-edge table.
    pub coverage: Coverage,
    /// Shared borders and sea crossings: what areas are connected along.
    pub borders: Graph,
    /// n centroids; a village without geometry has none.
    pub centres: Vec<Option<Point<f64>>>,
    /// What statistics use when it is another rule.
    others: Option<Graph>,
}

impl Neighbourhood {
    /// The graph of the statistics.
    pub fn statistics(&self) -> &Graph {
        self.others.as_ref().unwrap_or(&self.borders)
    }
}

/// Finds the neighbours.
///
/// # Errors
/// When a village without geometry cannot be placed for `knn` or `distance`.
pub fn neighbours(study: &Study, layer: &Layer, log: &mut Log) -> Result<Neighbourhood> {
    log.stage("neighbours", |_| {
        let centres: Vec<_> = layer.geometry.par_iter().map(geometry::centroid).collect();
        let spec = &study.boundaries;
        let rule = match study.neighbours.kind {
            NeighbourKind::Rook => Contiguity::Rook,
            _ => Contiguity::Queen,
        };
        let coverage = Coverage::build(&layer.geometry, layer.measure);
        let shared = contiguity(&coverage, rule, spec.snap);
        let components = count(&shared.components());
        let borders = if spec.sea_links > 0.0 {
            sea_links(&shared, &coverage, spec.sea_links)
        } else {
            shared
        };
        let others = match study.neighbours.kind {
            NeighbourKind::Queen | NeighbourKind::Rook => None,
            NeighbourKind::Knn => {
                let k = study.neighbours.k.unwrap_or(1);
                Some(nearest(&placed(layer, &centres)?, layer.measure, k))
            }
            NeighbourKind::Distance => {
                let metres = study.neighbours.distance.unwrap_or(0.0);
                Some(within(&placed(layer, &centres)?, layer.measure, metres))
            }
        };
        let found = Neighbourhood {
            coverage,
            borders,
            centres,
            others,
        };
        let sea = sea_pairs(&found.borders);
        let graph = found.statistics();
        let (links, islands) = (graph.link_count(), graph.islands().len());
        let counts = json!({
            "border_pairs": found.borders.pairs() - sea,
            "sea_pairs": sea,
            "components_without_sea": components,
            "components": count(&found.borders.components()),
            "links": links,
            "without_neighbours": islands,
        });
        let detail = format!(
            "{} pairs, {sea} of them sea crossings; {islands} villages without neighbours",
            found.borders.pairs()
        );
        Ok((found, counts, detail))
    })
}

/// Unordered pairs across the sea.
pub fn sea_pairs(graph: &Graph) -> usize {
    let sea = graph.all_links().filter(|l| l.kind == LinkKind::Sea);
    sea.count() / 2
}

fn count(components: &[u32]) -> u32 {
    components.iter().max().map_or(0, |&last| last + 1)
}

fn placed(layer: &Layer, centres: &[Option<Point<f64>>]) -> Result<Vec<Point<f64>>> {
    let place = |(i, centre): (usize, &Option<Point<f64>>)| {
        centre.ok_or_else(|| {
            Error::input("a village without geometry has no nearest neighbours")
                .file(&layer.source)
                .code(layer.codes[i].as_str())
                .row(layer.rows[i])
                .remedy("draw its polygon, or use queen or rook neighbours")
        })
    };
    centres.iter().enumerate().map(place).collect()
}

/// One local statistic over the villages that have a value.
pub struct Hot {
    /// Its name.
    pub name: &'static str,
    /// Positions of the m villages with a value.
    pub units: Vec<u32>,
    /// m results.
    pub local: Local,
    /// m false discovery rates.
    pub q: Vec<Option<f64>>,
    /// n clusters, `Missing` where there is no value.
    pub clusters: Vec<Cluster>,
}

/// Global and local statistics of one column.
pub struct HotspotResult {
    /// What was tested.
    pub variable: String,
    /// Global Moran.
    pub moran: Global,
    /// The local ones, in the study's order.
    pub local: Vec<Hot>,
}

/// Tests n values, the missing ones left out together with their links.
///
/// # Errors
/// Too few or constant values, no neighbours at all.
pub fn hotspots(
    spec: &Hotspots,
    seed: u64,
    variable: &str,
    values: &[Option<f64>],
    graph: &Graph,
    log: &mut Log,
) -> Result<HotspotResult> {
    log.stage("hotspots", |_| {
        let keep: Vec<bool> = values.iter().map(Option::is_some).collect();
        let (graph, units) = graph.subset(&keep);
        let y: Vec<f64> = values.iter().flatten().copied().collect();
        let name = |error: Error| error.column(variable);
        let global = moran(&y, &graph, Transform::Row, spec.permutations, seed).map_err(name)?;
        let mut local = Vec::new();
        for (statistic, result) in locals(spec, seed, &y, &graph).map_err(name)? {
            let label = match statistic {
                LocalStatistic::LocalMoran => "local-moran",
                LocalStatistic::GetisStar => "getis-star",
            };
            let q = benjamini_hochberg(result.p(Alternative::TwoSided));
            let mut clusters = vec![Cluster::Missing; values.len()];
            for (&unit, cluster) in units.iter().zip(result.clusters(&q, spec.fdr)) {
                clusters[unit as usize] = cluster;
            }
            local.push(Hot {
                name: label,
                units: units.clone(),
                local: result,
                q,
                clusters,
            });
        }
        let detail = format!("Moran {:.4}, {} values", global.value, y.len());
        let counts = json!({"variable": variable, "values": y.len(), "moran": global.value});
        let found = HotspotResult {
            variable: variable.to_owned(),
            moran: global,
            local,
        };
        Ok((found, counts, detail))
    })
}

/// The local statistics of the study, in its order; both from one set of draws when both are asked for.
fn locals(
    spec: &Hotspots,
    seed: u64,
    y: &[f64],
    graph: &Graph,
) -> Result<Vec<(LocalStatistic, Local)>> {
    let (row, binary, permutations) = (Transform::Row, Transform::Binary, spec.permutations);
    let one = |statistic| match statistic {
        LocalStatistic::LocalMoran => local_moran(y, graph, row, permutations, seed),
        LocalStatistic::GetisStar => getis_star(y, graph, binary, permutations, seed),
    };
    match spec.statistics[..] {
        [a, b] if a != b => {
            let mut both = moran_and_star(y, graph, [row, binary], permutations, seed)?;
            if a == LocalStatistic::GetisStar {
                both.reverse();
            }
            Ok([a, b].into_iter().zip(both).collect())
        }
        _ => spec.statistics.iter().map(|&s| Ok((s, one(s)?))).collect(),
    }
}

/// The outline of a region with its measures.
pub struct Outline {
    /// Dissolved polygon.
    pub geometry: MultiPolygon<f64>,
    /// m2 on the ellipsoid; `None` without geometry.
    pub area: Option<f64>,
    /// m; `None` without geometry.
    pub perimeter: Option<f64>,
}

fn outlines(
    coverage: &Coverage,
    of: &[Option<u32>],
    groups: usize,
    gap: f64,
    measure: Measure,
) -> Vec<Outline> {
    let dissolved = coverage.dissolve(of, groups, gap);
    let outline = |geometry: MultiPolygon<f64>| {
        let drawn = !geometry.0.is_empty();
        Outline {
            area: drawn.then(|| geometry::area(&geometry, measure)),
            perimeter: drawn.then(|| geometry::perimeter(&geometry, measure)),
            geometry,
        }
    };
    dissolved.into_par_iter().map(outline).collect()
}

/// Outlines of districts, regencies and provinces, and of the areas.
pub fn dissolve(
    study: &Study,
    layer: &Layer,
    hierarchy: &Hierarchy,
    coverage: &Coverage,
    areas: Option<&Delineation>,
) -> Outcome<([Vec<Outline>; 3], Vec<Outline>)> {
    let gap = study.boundaries.snap;
    let levels = hierarchy.regions.each_ref().map(|regions| {
        let of: Vec<Option<u32>> = regions.of_village.iter().map(|&r| Some(r)).collect();
        outlines(coverage, &of, regions.codes.len(), gap, layer.measure)
    });
    let count = areas.map_or(0, |found| found.plan.areas.len());
    let of = area_of(areas, layer.codes.len());
    let drawn = outlines(coverage, &of, count, gap, layer.measure);
    let counts = json!({
        "districts": levels[0].len(),
        "regencies": levels[1].len(),
        "provinces": levels[2].len(),
        "areas": drawn.len(),
    });
    let detail = format!(
        "{} districts, {} regencies, {} provinces, {} areas",
        levels[0].len(),
        levels[1].len(),
        levels[2].len(),
        drawn.len()
    );
    Ok(((levels, drawn), counts, detail))
}
