//! kawasan says where poverty programmes should work together.
//!
//! Data flow one way, top to bottom; a file imports only from its own room or from rooms above it.
//!
//! **Speak** ([`base`])
//! * [`base::model`]: codes, levels, features, layers
//! * [`base::finding`]: what the checks saw
//! * [`base::code`]: parse codes, find their system (Kemendagri, BPS), compare names, follow lineage
//! * [`base::privacy`]: numbers of persons, keyed hashes (FIPS 198-1), small cells (Cox 1995, Castro 2007), the scanner for outputs
//! * [`base::study`]: the study file, on [`base::document`], where every fault has its line
//!
//! **Read** ([`input`])
//! * [`input::read::boundary`]: shapefile, GeoJSON and its lines to WGS84
//! * [`input::read::table`]: CSV, workbooks and Parquet, read right without options
//! * [`input::geometry`]: validity (OGC 06-103r4), repair, areas and lengths on the ellipsoid (Karney 2013)
//! * [`input::join`]: rows to units by code, bridge or name, every row accounted for; the hierarchy above the village
//! * [`input::services`]: points of services, roads and ferries
//! * [`input::inventory`]: programmes, placements, facilitators and institutions; HXL 1.1 hashtags
//!
//! **See** ([`space`])
//! * [`space::coverage`]: the shared-edge table, borders under snapping, dissolve, gaps and overlaps, simplification (Visvalingam and
//!   Whyatt 1993)
//! * [`space::graph`]: queen, rook, sea links, k nearest, distance, kernels (Silverman 1986), Delaunay 1934, Gabriel and Sokal 1969,
//!   Toussaint 1980; GAL, GWT and CSV
//! * [`space::stats`]: Moran 1950, Geary 1954, join counts (Cliff and Ord 1981), G and G* (Getis and Ord 1992, 1995), Lee 2001, rates (Assunção and
//!   Reis 1999), local Moran and Geary (Anselin 1995, 2019) on one engine of conditional permutations; false discovery rates (Benjamini and
//!   Hochberg 1995)
//! * [`space::stats::scan`]: circles with too many cases (Kulldorff 1997)
//! * [`space::access`]: the nearest services, floating catchments (Luo and Wang 2003, Luo and Qi 2009), gravity (Hansen 1959), along roads (Dijkstra 1959)
//! * [`space::classify`]: classes for maps; natural breaks found exactly (Fisher 1958, Jenks 1967)
//! * [`space::overlay`]: the ground that two layers share
//! * [`space::map`]: a picture's pixels; the place farthest from a border (Agafonkin 2016), numbers that do not overlap
//!
//! **Score** ([`welfare`])
//! * [`welfare::index`]: composite indices from a versioned definition; `idm-2016` (Permendes 2/2016) is built in
//! * [`welfare::index::audit`]: a published index rebuilt from its indicators, with the likely cause of each difference
//! * [`welfare::index::uncertainty`]: ranks under other defensible choices (Saisana et al. 2005), Sobol shares (Jansen 1999)
//! * [`welfare::impact`]: villages with a programme beside villages without (Callaway and Sant'Anna 2021), matched (Rosenbaum and Rubin 1983), errors by
//!   clusters (Liang and Zeger 1986; Cameron, Gelbach and Miller 2008)
//! * [`welfare::estimate`]: small areas (Fay and Herriot 1979; Prasad and Rao 1990; Petrucci and Salvati 2006), rates (Marshall 1991), areal
//!   interpolation (Goodchild and Lam 1980)
//! * [`welfare::index::importance`], [`welfare::index::explain`]: what weights come to, and why a village stands where it does
//! * [`welfare::equity`]: inequality in parts (Shorrocks 1980, Bhattacharya and Mahalanobis 1967), concentration (Kakwani et al. 1997)
//! * [`welfare::advantage`]: location quotients (Marshall 1991), shift-share (Dunn 1960, Barff and Knight 1988), leading sectors
//!
//! **Plan** ([`plan`])
//! * [`plan::solve`]: linear and mixed-integer programs with bounds checked apart; [`plan::siting`]: p-median (Hakimi 1964), p-centre, set cover
//!   (Toregas et al. 1971), maximal cover (Church and ReVelle 1974), p-dispersion (Kuby 1987)
//! * [`plan::region`]: regions by SKATER (Assunção et al. 2006), REDCAP (Guo 2008), Ward and other hierarchical clustering, AZP (Openshaw
//!   and Rao 1995), max-p (Duque, Anselin and Rey 2012)
//! * [`plan::area`]: priority areas (maximum-weight connected subgraphs), a Lagrangian bound (Geoffrion 1974), an independent check
//!
//! **Write** ([`output`])
//! * [`output::geojson`], [`output::vector`] (shapefile too), [`output::tiles`] (PMTiles 3, Mapbox Vector Tile 2.1), [`output::sheet`], [`output::brief`], [`output::map`], [`output::manifest`], in one rename by [`output::folder`]
//!
//! **Run**
//! * [`pipeline`]: the stages in order; the only room that knows them all
//! * [`runs`]: explain, compare, verify and view finished runs
//! * [`demo`]: synthetic studies with planted answers
//! * [`cli`]: one file a verb
//!
//! ```no_run
//! let study = kawasan::base::study::load("study.toml".as_ref(), &[])?;
//! let stop = std::sync::atomic::AtomicBool::new(false);
//! let summary = kawasan::pipeline::run(&study, "out".as_ref(), &stop, &|_| ())?;
//! assert!(summary.out.is_some());
//! # Ok::<(), kawasan::Error>(())
//! ```

pub mod error;

pub mod base;
pub mod input;
pub mod space;
pub mod welfare;

pub mod plan;

pub mod output;

pub mod pipeline;

pub mod runs;

pub mod demo;

pub mod cli;

pub use error::{Error, Result};
