//! Who neighbours whom, as every verb of the toolbox is told it.

use super::layer;
use super::progress::{Voice, count, say};
use super::units::{self, Units};
use crate::base::model::Measure;
use crate::error::{Error, Result};
use crate::space::graph::{self, Bandwidth, Contiguity, Graph, Kernel, file};
use clap::{Args, ValueEnum};
use serde_json::{Map, Value, json};
use std::ops::Deref;
use std::path::PathBuf;

/// A layer and its neighbours: a file of links, or a kind with its options.
#[derive(Debug, Args)]
pub struct Options {
    /// The layer and the ids of its units.
    #[command(flatten)]
    pub units: units::Options,
    #[command(flatten)]
    rules: Rules,
}

/// What makes neighbours of the units of a layer.
#[derive(Debug, Args)]
pub struct Rules {
    /// Links from a file: .gal, .gwt, or .csv with from, to and, if wanted, weight, border_m, kind
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "kind",
        help_heading = "Neighbours"
    )]
    neighbours: Option<PathBuf>,
    /// What makes neighbours; queen when left out
    #[arg(long, value_enum, help_heading = "Neighbours")]
    kind: Option<Kind>,
    /// knn: how many nearest; kernel: the bandwidth reaches the nearest so many
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..), help_heading = "Neighbours")]
    k: Option<u32>,
    /// distance: the farthest; kernel: the bandwidth. Metres, or units of a layer without CRS
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = above_zero, help_heading = "Neighbours")]
    distance: Option<f64>,
    /// queen, rook: borders that are closer than this are shared. Metres, or units of a layer without CRS
    #[arg(long, value_name = "M", allow_negative_numbers = true, value_parser = layer::tolerance, help_heading = "Neighbours")]
    snap: Option<f64>,
    /// queen, rook: what water parts is tied together by crossings of at most this length
    #[arg(long, value_name = "KM", allow_negative_numbers = true, value_parser = above_zero, help_heading = "Neighbours")]
    sea_links: Option<f64>,
    /// kernel: how the weight falls with distance; triangular when left out
    #[arg(long, value_enum, help_heading = "Neighbours")]
    kernel: Option<Function>,
    /// knn, distance: weights of 1 / distance^P
    #[arg(long, value_name = "P", allow_negative_numbers = true, value_parser = above_zero, help_heading = "Neighbours")]
    power: Option<f64>,
    /// Measure on the plane of the coordinates (degrees, for a layer with a CRS), as PySAL and GeoDa do
    #[arg(long, conflicts_with = "neighbours", help_heading = "Neighbours")]
    planar: bool,
    /// Neighbours of neighbours too, up to so many steps; every weight is 1
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(2..), help_heading = "Neighbours")]
    order: Option<u32>,
    /// The links of this file too, as of --neighbours
    #[arg(long, value_name = "FILE", help_heading = "Neighbours")]
    union: Option<PathBuf>,
    /// Only the links that this file has too
    #[arg(
        long,
        value_name = "FILE",
        conflicts_with = "union",
        help_heading = "Neighbours"
    )]
    intersection: Option<PathBuf>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// A shared vertex
    Queen,
    /// A shared edge
    Rook,
    /// The k nearest centres
    Knn,
    /// Centres within a distance
    Distance,
    /// Centres within a bandwidth, weighed by a kernel
    Kernel,
    /// Edges of the Delaunay triangulation of the centres
    Delaunay,
    /// Centres with no other in the circle over both
    Gabriel,
    /// Centres with no other nearer to both
    Relative,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Function {
    Uniform,
    Triangular,
    Epanechnikov,
    Quartic,
    Gaussian,
}

fn above_zero(text: &str) -> Result<f64, String> {
    let number = text.parse().ok().filter(|n: &f64| n.is_finite());
    number
        .filter(|n| *n > 0.0)
        .ok_or_else(|| "write a number above 0".to_owned())
}

/// What will be done, every option in its place.
#[derive(Debug, Clone, PartialEq)]
enum Rule {
    File(PathBuf),
    Contiguity(Contiguity, f64, Option<f64>),
    Nearest(usize, Option<f64>),
    Within(f64, Option<f64>),
    Kernel(Kernel, Bandwidth),
    Delaunay,
    Gabriel,
    Relative,
}

impl Deref for Options {
    type Target = Rules;

    fn deref(&self) -> &Rules {
        &self.rules
    }
}

impl Options {
    /// Reads the layer, to be measured as asked; that it is a plane for want of a CRS is said.
    ///
    /// # Errors
    /// See [`units::Options::read`].
    pub fn read(&self, voice: Voice) -> Result<Units> {
        Ok(self.rules.measured(self.units.read(voice)?, voice))
    }

    /// The files that the graph is made from; no result may replace them.
    pub fn inputs(&self) -> Vec<&PathBuf> {
        let layer = std::iter::once(&self.units.layer);
        layer.chain(self.rules.files()).collect()
    }
}

impl Rules {
    /// Checks that every option belongs to the kind, before anything is read.
    ///
    /// # Errors
    /// An option that the kind does not know or one that it lacks (usage).
    pub fn check(&self) -> Result<()> {
        self.rule().map(drop)
    }

    /// A layer to be measured as asked; that it is a plane for want of a CRS is said.
    pub fn measured(&self, mut units: Units, voice: Voice) -> Units {
        if self.planar {
            units.features.measure = Measure::Planar;
        } else if units.features.measure == Measure::Planar && voice != Voice::Quiet {
            say("note: the layer has no CRS: distances are in its own units");
        }
        units
    }

    /// Whether the layer is a plane because it was asked for.
    pub fn flat(&self) -> bool {
        self.planar
    }

    /// The file of links, where they come from one.
    pub fn file(&self) -> Option<&PathBuf> {
        self.neighbours.as_ref()
    }

    /// The links of the units, made or read.
    ///
    /// Neighbours by distance are those of the planar centroids, in degrees for a layer with a CRS; distances between them are
    /// geodesic metres, or units of the plane. A unit without geometry has no neighbours.
    ///
    /// # Errors
    /// See [`Rules::check`] and [`file::read`]; centres at one place under `--power`; a distance within which too many lie.
    pub fn graph(&self, units: &Units) -> Result<Graph> {
        let measure = units.features.measure;
        let weighed = |graph: Graph, points: &[geo::Point], power: &Option<f64>| match power {
            Some(power) => graph::by_distance(&graph, points, measure, *power)
                .map_err(|error| error.file(&units.features.source)),
            None => Ok(graph),
        };
        let found = match &self.rule()? {
            Rule::File(path) => {
                let layer = units.layer();
                file::read(path, units.of(&layer))?
            }
            Rule::Contiguity(rule, snap, sea) => {
                let (order, coverage) = units.coverage();
                let land = graph::contiguity(coverage, *rule, *snap);
                let found = match sea {
                    Some(km) => graph::sea_links(&land, coverage, *km),
                    None => land,
                };
                let mut place = vec![0; order.len()];
                for (i, &row) in (0..).zip(order) {
                    place[row as usize] = i;
                }
                found.among(&place)
            }
            Rule::Nearest(k, power) => {
                let points = units.centres();
                weighed(graph::nearest(&points, measure, *k), &points, power)?
            }
            Rule::Within(reach, power) => {
                let points = units.centres();
                bounded(&points, measure, *reach)?;
                weighed(graph::within(&points, measure, *reach), &points, power)?
            }
            Rule::Kernel(function, bandwidth) => {
                let points = units.centres();
                if let Bandwidth::Fixed(reach) = bandwidth {
                    bounded(&points, measure, *reach)?;
                }
                graph::kernel(&points, measure, *function, *bandwidth)
            }
            Rule::Delaunay => graph::delaunay(&units.centres(), measure)?,
            Rule::Gabriel => graph::gabriel(&units.centres(), measure)?,
            Rule::Relative => graph::relative(&units.centres(), measure)?,
        };
        let found = match self.order {
            Some(steps) => graph::order(&found, steps as usize, true),
            None => found,
        };
        let layer = units.layer();
        let other = |path| file::read(path, units.of(&layer));
        match (&self.union, &self.intersection) {
            (Some(path), _) => graph::union(&found, &other(path)?),
            (_, Some(path)) => graph::intersection(&found, &other(path)?),
            _ => Ok(found),
        }
    }

    /// The kind and its options by their names on the command line, defaults filled in, for the JSON beside a result.
    ///
    /// # Errors
    /// See [`Rules::check`].
    pub fn described(&self, measure: Measure) -> Result<Map<String, Value>> {
        let mut said = Map::new();
        let mut put = |name: &str, value: Value| {
            if !value.is_null() {
                said.insert(name.to_owned(), value);
            }
        };
        let name = |path: &PathBuf| {
            let name = path.file_name().unwrap_or_default();
            json!(name.to_string_lossy())
        };
        match self.rule()? {
            Rule::File(path) => put("neighbours", name(&path)),
            Rule::Contiguity(_, snap, sea) => {
                put("kind", self.kind().name());
                put("snap", json!(snap));
                put("sea_links_km", json!(sea));
            }
            _ => {
                put("kind", self.kind().name());
                put("k", json!(self.k));
                put("distance", json!(self.distance));
                put("power", json!(self.power));
                if self.kind() == Kind::Kernel {
                    put("kernel", self.function().name());
                }
            }
        }
        put("order", json!(self.order));
        put("union", self.union.as_ref().map_or(Value::Null, name));
        put(
            "intersection",
            self.intersection.as_ref().map_or(Value::Null, name),
        );
        let measured = match measure {
            Measure::Geodesic => "metres on the ellipsoid",
            Measure::Planar if self.planar => "plane of the coordinates",
            Measure::Planar => "plane, units of the layer",
        };
        put("measure", json!(measured));
        Ok(said)
    }

    /// What is odd about the options for the units, in a sentence.
    pub fn doubt(&self, units: &Units) -> Option<String> {
        let placed = units.features.geometry.iter().filter(|g| !g.0.is_empty());
        let others = placed.count().saturating_sub(1);
        let k = self.k.filter(|k| *k as usize > others)?;
        Some(format!(
            "warning: --k {k} is more than the {}: every unit neighbours all others",
            count(others, "other unit", "other units")
        ))
    }

    /// What to do where no unit has a neighbour.
    pub fn wider(&self) -> &'static str {
        match (&self.neighbours, self.kind()) {
            (Some(_), _) => "give a file with links among the units that have a value",
            (None, Kind::Queen | Kind::Rook) => "raise --snap, add --sea-links, or use --kind knn",
            (None, _) if self.distance.is_some() => "raise --distance, or use --kind knn",
            (None, _) => "use another --kind",
        }
    }

    /// The files of links.
    pub fn files(&self) -> impl Iterator<Item = &PathBuf> {
        let files = [&self.neighbours, &self.union, &self.intersection];
        files.into_iter().flatten()
    }

    fn kind(&self) -> Kind {
        self.kind.unwrap_or(Kind::Queen)
    }

    fn function(&self) -> Function {
        self.kernel.unwrap_or(Function::Triangular)
    }

    /// The given options that are about some kinds, and those kinds.
    fn of_kinds(&self) -> impl Iterator<Item = (&'static str, &'static [Kind])> {
        use Kind::{Distance, Kernel, Knn, Queen, Rook};
        let options: [(_, _, &[Kind]); 6] = [
            ("--k", self.k.is_some(), &[Knn, Kernel]),
            ("--distance", self.distance.is_some(), &[Distance, Kernel]),
            ("--snap", self.snap.is_some(), &[Queen, Rook]),
            ("--sea-links", self.sea_links.is_some(), &[Queen, Rook]),
            ("--kernel", self.kernel.is_some(), &[Kernel]),
            ("--power", self.power.is_some(), &[Knn, Distance]),
        ];
        let given = options.into_iter().filter(|(_, given, _)| *given);
        given.map(|(name, _, kinds)| (name, kinds))
    }

    /// The first option about neighbours that was given, for a verb that may need none.
    pub fn given(&self) -> Option<&'static str> {
        let file = self.neighbours.is_some().then_some("--neighbours");
        file.or_else(|| self.of_layers())
    }

    /// The first option that was given and is of a layer, not of a file of links.
    pub fn of_layers(&self) -> Option<&'static str> {
        let whole = [
            ("--kind", self.kind.is_some()),
            ("--order", self.order.is_some()),
            ("--union", self.union.is_some()),
            ("--intersection", self.intersection.is_some()),
        ];
        let whole = whole.into_iter().find(|(_, given)| *given);
        whole
            .map(|(name, _)| name)
            .or_else(|| self.of_kinds().map(|(name, _)| name).next())
    }

    fn rule(&self) -> Result<Rule> {
        use Kind::{Delaunay, Distance, Gabriel, Knn, Queen, Relative, Rook};
        let kind = self.kind();
        for (name, kinds) in self.of_kinds() {
            let words: Vec<String> = kinds.iter().map(|kind| kind.word()).collect();
            let remedy = format!("leave it out, or use --kind {}", words.join(" or "));
            if self.neighbours.is_some() {
                return usage(format!("{name} does not go with --neighbours"), remedy);
            }
            if !kinds.contains(&kind) {
                return usage(
                    format!("{name} does not go with --kind {}", kind.word()),
                    remedy,
                );
            }
        }
        if self.order.is_some() && (kind == Kind::Kernel || self.power.is_some()) {
            return usage(
                "--order would lose the weights".into(),
                "leave out --order, or the weights".into(),
            );
        }
        let lacks = |name: &str| {
            usage(
                format!("--kind {} needs {name}", kind.word()),
                format!("give {name}"),
            )
        };
        if let Some(path) = &self.neighbours {
            return Ok(Rule::File(path.clone()));
        }
        let snap = self.snap.unwrap_or(0.0);
        Ok(match (kind, self.k, self.distance) {
            (Queen, ..) => Rule::Contiguity(Contiguity::Queen, snap, self.sea_links),
            (Rook, ..) => Rule::Contiguity(Contiguity::Rook, snap, self.sea_links),
            (Knn, Some(k), _) => Rule::Nearest(k as usize, self.power),
            (Knn, None, _) => return lacks("--k"),
            (Distance, _, Some(reach)) => Rule::Within(reach, self.power),
            (Distance, ..) => return lacks("--distance"),
            (Kind::Kernel, Some(k), None) => {
                Rule::Kernel(self.function().kernel(), Bandwidth::Nearest(k as usize))
            }
            (Kind::Kernel, None, Some(reach)) => {
                Rule::Kernel(self.function().kernel(), Bandwidth::Fixed(reach))
            }
            (Kind::Kernel, ..) => return lacks("either --distance or --k"),
            (Delaunay, ..) => Rule::Delaunay,
            (Gabriel, ..) => Rule::Gabriel,
            (Relative, ..) => Rule::Relative,
        })
    }
}

/// More links than this take more memory than most machines have.
const MOST: usize = 100_000_000;

/// A distance in other units than the layer's makes everyone everyone's neighbour; better said than tried.
fn bounded(points: &[geo::Point], measure: Measure, reach: f64) -> Result<()> {
    match graph::about_within(points, measure, reach) {
        links if links <= MOST => Ok(()),
        links => usage(
            format!(
                "within {reach} there would be about {} million links",
                links / 1_000_000
            ),
            "give a shorter --distance; it is in metres, or in the units of a layer without CRS"
                .into(),
        ),
    }
}

fn usage<T>(what: String, remedy: String) -> Result<T> {
    Err(Error::study(what).remedy(remedy))
}

/// The word of a value on the command line.
fn word(value: &impl ValueEnum) -> String {
    let found = value.to_possible_value();
    found.map_or_else(String::new, |value| value.get_name().to_owned())
}

impl Kind {
    fn word(self) -> String {
        word(&self)
    }

    fn name(self) -> Value {
        json!(self.word())
    }
}

impl Function {
    fn name(self) -> Value {
        json!(word(&self))
    }

    fn kernel(self) -> Kernel {
        match self {
            Self::Uniform => Kernel::Uniform,
            Self::Triangular => Kernel::Triangular,
            Self::Epanechnikov => Kernel::Epanechnikov,
            Self::Quartic => Kernel::Quartic,
            Self::Gaussian => Kernel::Gaussian,
        }
    }
}
