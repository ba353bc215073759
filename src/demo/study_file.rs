//! The study file and the README beside the tables.

use super::households::SECTION;
use super::place::Places;

/// What the study file says about the boundaries.
#[derive(Debug)]
pub struct Boundaries {
    /// Path as the study file needs it.
    pub path: String,
    /// Column of the code.
    pub code: String,
    /// True when the villages have names, so that tables can be checked against them.
    pub named: bool,
    /// True for real boundaries under made-up tables.
    pub real: bool,
    /// True when there are made-up persons.
    pub persons: bool,
}

/// Fewest districts that a model and a comparison are made of.
const DISTRICTS: usize = 8;

/// A survey of some districts, and the model that brings it to all of them and to their villages.
const SURVEY: &str = r#"
# A survey of what people spend, thousand rupiah a year: too small for districts, and some were not visited.
[[tables]]
path = "survei_pengeluaran.csv"
code = "kode"
level = "district"

# So a model brings it to every district and village, and to the figure that the regency publishes.
[estimates.pengeluaran]
level = "district"
direct = "pengeluaran_survei"
se = "galat_baku"
covariates = ["persen_miskin"]
villages = true
benchmark = { level = "regency", column = "pengeluaran_per_kapita" }
"#;

/// Before and after a programme.
const RECOVERY: &str = r#"# What became of poor families where a programme started in 2023, beside desa without it.
[recovery]
panel = "pengeluaran.csv"
code = "kode"
year = "tahun"
outcomes = ["pengeluaran_sasaran"]
units = { pengeluaran_sasaran = "ribu Rp" }
treatment = { path = "pemulihan.csv", code = "kode", start = "mulai" }
match = { on = ["persen_miskin", "penduduk"], method = "mahalanobis", ratio = 2 }
cluster = "district"

"#;

/// `study.toml`: complete, so that `kawasan run` works on it at once.
pub fn study(places: &Places, boundaries: &Boundaries, seed: u64) -> String {
    let n = places.villages.len();
    let quoted = |text: &str| toml::Value::String(text.to_owned()).to_string();
    let (name, title, columns) = if boundaries.real {
        let title = format!("Contoh sintetis di atas {n} batas desa nyata");
        ("contoh-di-atas-peta", title, "")
    } else {
        let title = format!("Contoh sintetis: {n} desa rekaan");
        let columns = "system = \"kemendagri\"         # in its form; no real province has these numbers\n\
             name = \"nama\"\ndistrict = \"kec\"\nregency = \"kab\"\nprovince = \"prov\"\n";
        ("contoh", title, columns)
    };
    let named = |column: &str| {
        if boundaries.named {
            format!("name = \"{column}\"\n")
        } else {
            String::new()
        }
    };
    // a model of districts, and errors by them, need some
    let enough = places.districts.len() >= DISTRICTS;
    format!(
        r#"# A synthetic study made by `kawasan demo`: nothing in its tables is real. Run it with
#     kawasan run study.toml --out hasil

[study]
name = "{name}"
title = "{title}"
language = "id"
seed = {seed}
date = "2024-12-31"
population = "penduduk"
synthetic = true              # every output says so

[boundaries]
path = {path}
code = {code}
{columns}snap = 25                     # m: borders closer than this are shared
sea_links = 60                # km: an island is tied to its nearest neighbour up to here

# The 50 scores of the IDM; kelurahan have none, and the last rows belong to no village.
[[tables]]
path = "idm.csv"
code = "kode_desa"
{idm_name}
# People and poor people of each village; semicolons and decimal commas.
[[tables]]
path = "penduduk.csv"
code = "kode"
{people_name}
# The same by regency.
[[tables]]
path = "kabupaten.csv"
code = "kode"
{regency_name}level = "regency"

# Villages of designated national areas.
[[tables]]
path = "kawasan.csv"
code = "kode"
{area_name}{survey}
[index]
definition = "idm-2016"

# How sure the ranks are: the index again under other weights, scales and means.
[index.uncertainty]
draws = 1000
weights = 0.25
methods = true
priority = {{ share = 0.1 }}

[hotspots]
statistics = ["local-moran", "getis-star"]
permutations = 999
fdr = 0.05

[areas]
method = "delineate"
villages = [4, 10]
within = "regency"
per_group = 3
effort = "{effort}"

# Local assets: shown with villages and areas, and never a need.
[assets]
path = "aset.csv"
code = "kode"
{asset_name}kind = "jenis"
title = "nama"

# Who works in what, by district: which sector leads where.
[advantage]
path = "lapangan_kerja.csv"
code = "kode"
{district_name}level = "district"
sector = "sektor"
value = "pekerja"
year = "tahun"

# How evenly need and poverty are spread, and money before and after it is placed anew.
[equity]
values = ["need", "persen_miskin"]
by = ["regency", "area"]
measures = ["gini", "theil-t", "cv"]

# Who does what where, with whom; money in rupiah. The costs of the actions are invented.
[programmes]
catalogue = "programmes.csv"
placements = "placements.csv"
facilitators = "facilitators.csv"
institutions = "institutions.csv"
actions = "actions.csv"
designated = "kawasan_nasional"

# The same money placed anew.
[programmes.allocation]

{recovery}# Doctors of clinics within 10 km{next}.
[services]
clinics = {{ path = "clinics.csv", capacity = "dokter", catchment = 10, standard = {{ km = 5 }}, k = 3{more} }}
{registry}"#,
        next = if n <= 1000 {
            ", and where three more would bring most people within 5 km"
        } else {
            ""
        },
        more = if n <= 1000 { ", next = 3" } else { "" },
        survey = if enough { SURVEY } else { "" },
        recovery = if enough { RECOVERY } else { "" },
        district_name = named("kecamatan"),
        registry = if boundaries.persons { SECTION } else { "" },
        // proofs take longer the more villages there are
        effort = if n <= 1000 { "certify" } else { "normal" },
        path = quoted(&boundaries.path),
        code = quoted(&boundaries.code),
        idm_name = named("desa"),
        people_name = named("nama"),
        regency_name = named("kabupaten"),
        area_name = named("nama"),
        asset_name = named("desa"),
    )
}

/// `README.md`: what this is and what the files hold.
pub fn readme(places: &Places, boundaries: &Boundaries, command: &str) -> String {
    let land = if boundaries.real {
        format!(
            "Real boundaries under synthetic tables: the {} village polygons are those of `{}`; every number about them is made up.",
            places.villages.len(),
            boundaries.path
        )
    } else {
        format!(
            "A made-up archipelago of {} villages in {} regencies. No place, name, code or number is real; the province codes are \
             used by no real province.",
            places.villages.len(),
            places.regencies.len()
        )
    };
    format!(
        "# Contoh sintetis\n\n**Data sintetis (synthetic data).** {land}\n\n\
         Made by `{command}`; the same command makes the same bytes.\n\n\
         | file | what |\n|---|---|\n\
         {layer}\
         | `study.toml` | the study: `kawasan run study.toml --out hasil` |\n\
         | `idm.csv` | the 50 scores (0 to 5) of the Indeks Desa Membangun for each desa; kelurahan have none; undotted codes, names in \
         capitals, and rows of two desa that do not exist |\n\
         | `penduduk.csv` | people, households and poor people of each village; semicolons, decimal commas |\n\
         | `kabupaten.csv` | poverty rate and yearly spending per head (thousand rupiah) of each regency |\n\
         | `kawasan.csv` | villages of designated national areas; empty for all others |\n\
         | `programmes.csv` | programmes: arm (`beban` lowers spending, `pendapatan` raises income), lever, target, rupiah for a household and \
         year, host institution, tags, years |\n\
         | `placements.csv` | programme, village (a few at regencies, districts and two villages that do not exist), year, households, rupiah, \
         facilitator, institution; semicolons, undotted codes, points between thousands |\n\
         | `facilitators.csv` | facilitators: village they start from, programmes they may serve (empty: any), most villages and families |\n\
         | `institutions.csv` | institutions: name, type, village; tabs, HXL hashtags below the header |\n\
         | `clinics.csv` | clinics: id, name, longitude, latitude, doctors; made up like all else |\n\
         | `actions.csv` | what to do about each of the 50 indicators, who does it, rupiah for one step of the score in a village; the costs are invented |\n\
         | `aset.csv` | local assets of villages, made up: kind (customary land, mutual-aid group, craft, landscape) and title |\n\
         | `pengeluaran.csv` | what poor families of each desa spend a person and year, thousand rupiah, 2021 to 2024; kelurahan are in no panel |\n\
         | `pemulihan.csv` | desa with a programme that starts in 2023; it adds 400 there and 120 next to them |\n\
         | `survei_pengeluaran.csv` | a survey of what all people spend, in some districts: households asked, estimate, standard error |\n\
         | `lapangan_kerja.csv` | workers by district, sector and year |\n\
         {persons}\
         | `truth.csv` | everything planted |\n\n\
         Kinds in `truth.csv`: `hot` and `rich` are members of compact groups of very poor and well-off desa, `overlap` a village with \
         nine programmes or more (no other has so many), `missed` a desa among the tenth with the lowest IDM that no programme reaches (every other of that \
         tenth has one), `pair` two programmes that always go together, `same` two of one lever for one target, `apart` two that are never in \
         one village, `overload` a facilitator with five villages or more (no other has so many), `idle` one without a village (every other has one), \
         `shared` facilitators of two teams in one village or two neighbours who may do each other's work, `host` an institution that carries four \
         programmes or more (no other does), `designated` a village of a national area, `regional` a placement at a regency or district, \
         `stray` one in a village that does not exist, `unmatched` a row of `idm.csv` without a village, \
         `enclave` a village inside another, `lake` one with a lake, `islets` one of several pieces of land, `far` one on an island \
         further than 60 km from any other, `effect` what the programme of `pemulihan.csv` adds in its desa and next to them, `spending` what people of a \
         district truly spend, `sector` the one that leads in a district{excluded}.\n",
        excluded = if boundaries.persons {
            ", `excluded` one where the programme `pkh` misses nearly all families that it is for"
        } else {
            ""
        },
        persons = if boundaries.persons {
            "| `persons.parquet` | a row a person: running numbers of persons and households, sex, age, what the household spends and lacks, \
             programmes in rupiah a month, channel and state of the payment |\n"
        } else {
            ""
        },
        layer = if boundaries.real {
            ""
        } else {
            "| `desa.geojson` | village polygons: kode, nama, kec, kab, prov |\n"
        },
    )
}
