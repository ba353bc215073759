//! Inventories of four villages, every number worked out; conservation and order on drawn ones.

#![allow(clippy::unwrap_used)]
use super::{Filed, Inventory, Places, Read, read};
use crate::base::finding::Finding;
use crate::base::model::{Features, Level, Measure};
use crate::base::study::{Boundaries, Codes, Programmes};
use crate::error::Result;
use crate::input::join::{Hierarchy, Villages, hierarchy, villages};
use geo::MultiPolygon;
use polars::df;
use proptest::prelude::*;
use std::path::Path;

const VILLAGES: [(&str, &str); 4] = [
    ("53.01.04.2001", "Otan"),
    ("53.01.04.2002", "Uitao"),
    ("53.01.05.2001", "Bokonusan"),
    ("53.02.01.2001", "Hansisi"),
];

const CATALOGUE: &str = "id,nama,kementerian,jalur,pengungkit,tags,rpjmn,dari,sampai\n\
    P2,Kredit,Kemenkop,pendapatan,permodalan,RKP 2021; pen,ya,2020,2024\n\
    P1,Pangan,Kemensos,beban,,,tidak,,\n\
    P3,Latih,Kemnaker,income,,PEN,ya,2021-06-01,\n";

fn four() -> (Villages, Hierarchy) {
    let (codes, names): (Vec<&str>, Vec<&str>) = VILLAGES.into_iter().unzip();
    let features = Features {
        source: "desa.geojson".into(),
        geometry: vec![MultiPolygon::new(Vec::new()); 4],
        attributes: df!("kode" => codes, "nama" => names).unwrap(),
        crs: None,
        measure: Measure::Geodesic,
    };
    let spec: Boundaries =
        toml::from_str("path = 'desa.geojson'\ncode = 'kode'\nsystem = 'kemendagri'").unwrap();
    let found = villages(features, &spec, &mut Vec::new()).unwrap();
    let tree = hierarchy(&found, &spec, &mut Vec::new()).unwrap();
    (found, tree)
}

/// Reads files of these texts; an empty text is no file.
fn reads(
    catalogue: &str,
    placements: &str,
    people: &str,
    hosts: &str,
    more: &str,
) -> (Result<Read>, Vec<Finding>) {
    let folder = tempfile::tempdir().unwrap();
    let mut spec = String::new();
    for (key, text) in [
        ("catalogue", catalogue),
        ("placements", placements),
        ("facilitators", people),
        ("institutions", hosts),
    ] {
        if !text.is_empty() {
            std::fs::write(folder.path().join(format!("{key}.csv")), text).unwrap();
            spec += &format!("{key} = '{key}.csv'\n");
        }
    }
    let spec: Programmes = toml::from_str(&(spec + more)).unwrap();
    let (villages, hierarchy) = four();
    let mut findings = Vec::new();
    let places = Places {
        villages: &villages,
        hierarchy: &hierarchy,
        spec: &spec,
        codes: &Codes::default(),
        base: folder.path(),
    };
    let found = read(places, &mut findings);
    (found, findings)
}

fn made(placements: &str) -> (Inventory, Vec<Filed>, Vec<Finding>) {
    let (found, findings) = reads(CATALOGUE, placements, "", "", "");
    let Read { inventory, filed } = found.unwrap();
    (inventory, filed, findings)
}

fn fault(catalogue: &str, placements: &str, people: &str, hosts: &str) -> String {
    let (found, _) = reads(catalogue, placements, people, hosts, "");
    found.unwrap_err().to_string()
}

const ONE: &str = "programme,code\nP1,53.01.04.2001\n";

#[test]
fn catalogue_to_arms_levers_ministries_tags_and_years() {
    let (found, _, findings) = made(ONE);
    assert_eq!(found.arms, ["burden", "income"]);
    assert_eq!(found.ministries, ["Kemenkop", "Kemensos", "Kemnaker"]);
    let all = || found.programmes.iter();
    let ids: Vec<&str> = all().map(|p| p.id.as_str()).collect();
    assert_eq!(ids, ["P1", "P2", "P3"]);
    // an arm with one lever gives it; income has four
    let levers: Vec<_> = all().map(|p| (p.arm, p.lever)).collect();
    assert_eq!(levers, [(0, Some(0)), (1, Some(1)), (1, None)]);
    let tags: Vec<String> = all().map(|p| p.tags.join(" ")).collect();
    assert_eq!(tags, ["", "pen rkp-2021 rpjmn", "pen rpjmn"]);
    let years: Vec<_> = all().map(|p| (p.from, p.to)).collect();
    assert_eq!(
        years,
        [(None, None), (Some(2020), Some(2024)), (Some(2021), None)]
    );
    assert_eq!(found.programmes[1].ministry, 0);
    assert!(
        findings.iter().all(|f| f.check != "column-unused"),
        "{findings:?}"
    );
}

#[test]
fn levers_by_code_title_or_word() {
    for word in ["capital", "Akses Permodalan", "ACCESS TO CAPITAL", "modal"] {
        let catalogue = format!("id,ministry,lever\nP1,K,{word}\n");
        let found = reads(&catalogue, ONE, "", "", "").0.unwrap().inventory;
        assert_eq!(found.programmes[0].lever, Some(1), "{word}");
        assert_eq!(found.programmes[0].arm, 1);
        assert_eq!(found.programmes[0].name, "P1");
    }
}

#[test]
fn faults_of_the_catalogue_are_named() {
    let said = |catalogue: &str| fault(catalogue, ONE, "", "");
    for (catalogue, parts) in [
        ("id,nama,jalur\nP1,a,beban\n", ["ministry", "kementerian"]),
        (
            "nama,ministry,arm\na,K,beban\n",
            ["for the id", "kode_program"],
        ),
        ("id,ministry\nP1,K\n", ["arm or lever", "pengungkit"]),
        (
            "id,ministry,arm\nP1,K,beban\nP2,K,beban\nP1,K,beban\n",
            ["P1", "rows 2 and 4"],
        ),
        (
            "id,ministry,arm\nP1,K,beban\n,K,beban\n",
            ["row 3", "has no id"],
        ),
        ("id,ministry,arm\nP1,,beban\n", ["row 2", "no ministry"]),
        ("id,ministry,arm\nP1,K,bebas\n", ["no arm bebas", "beban"]),
        (
            "id,ministry,lever\nP1,K,permodalam\n",
            ["no lever permodalam", "permodalan"],
        ),
        (
            "id,ministry,arm,lever\nP1,K,beban,modal\n",
            ["capital is of the arm income", "row 2"],
        ),
        (
            "id,ministry,arm,lever\nP1,K,,\n",
            ["neither arm nor lever", "row 2"],
        ),
        (
            "id,ministry,arm,unit_cost\nP1,K,beban,-3\n",
            ["from 0 up", "row 2"],
        ),
        (
            "id,ministry,arm,from\nP1,K,beban,lalu\n",
            ["no year", "row 2"],
        ),
        (
            "id,ministry,arm,from,to\nP1,K,beban,2024,2020\n",
            ["ends in 2020", "row 2"],
        ),
    ] {
        let said = said(catalogue);
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    // A table without a header is not told by its first row.
    let said = said("5301042001880001,Siti\n5301042001880002,Budi\n");
    assert!(said.contains("title") && !said.contains("Siti"), "{said}");
}

#[test]
fn columns_that_are_no_tags_are_told_and_those_of_persons_not_kept() {
    let catalogue = "id,ministry,arm,catatan,kepala_keluarga\nP1,K,beban,lama,true\n";
    let (found, findings) = reads(catalogue, ONE, "", "", "");
    assert!(found.unwrap().inventory.programmes[0].tags.is_empty());
    let told: Vec<_> = findings
        .iter()
        .filter(|f| f.check.starts_with("column-"))
        .map(|f| (f.check, f.place.column.as_deref().unwrap()))
        .collect();
    let wanted = [
        ("column-unused", "catatan"),
        ("column-personal", "kepala_keluarga"),
    ];
    assert!(wanted.iter().all(|w| told.contains(w)), "{told:?}");
}

/// Villages 0 (twice) and 3, district 5301.04, regency 53.02, the province, a village and a regency that are not there.
const MIXED: &str = "programme,code,tahun,penerima,pagu\n\
    P1,53.01.04.2001,2023,10,100\n\
    P2,5302012001,2024,5,50\n\
    P1,53.01.04,2024,20,200\n\
    P1,53.02,2024,,400\n\
    P3,53,2024,40,800\n\
    P2,5301042999,2024,1,1000\n\
    P1,53.77,2024,2,2000\n\
    P2,53.01.04.2001,2024,3,\n";

#[test]
fn levels_mix_and_nothing_is_spread_or_lost() {
    let (found, filed, findings) = made(MIXED);
    let places: Vec<_> = found
        .placements
        .iter()
        .map(|p| (p.level, p.unit, p.programme, p.budget))
        .collect();
    assert_eq!(
        places,
        [
            (Level::Village, 0, 0, Some(100.0)),
            (Level::Village, 0, 1, None),
            (Level::Village, 3, 1, Some(50.0)),
            (Level::District, 0, 0, Some(200.0)),
            (Level::Regency, 1, 0, Some(400.0)),
            (Level::Province, 0, 2, Some(800.0)),
        ]
    );
    let rows: Vec<_> = filed
        .iter()
        .map(|f| {
            (
                f.role,
                f.level,
                [f.rows, f.matched, f.unmatched, f.ambiguous],
            )
        })
        .collect();
    assert_eq!(
        rows,
        [
            ("catalogue", None, [3, 3, 0, 0]),
            ("placements", Some(Level::Village), [4, 3, 1, 0]),
            ("placements", Some(Level::District), [1, 1, 0, 0]),
            ("placements", Some(Level::Regency), [2, 1, 1, 0]),
            ("placements", Some(Level::Province), [1, 1, 0, 0]),
        ]
    );
    // 100 + 50 + 1000, of which 1000 in a village that is not there; 400 + 2000, of which 2000
    let money: Vec<_> = filed[1..]
        .iter()
        .map(|f| (f.budget.given, f.budget.placed, f.budget.unplaced))
        .collect();
    assert_eq!(
        money,
        [
            (Some(1150.0), Some(150.0), Some(1000.0)),
            (Some(200.0), Some(200.0), None),
            (Some(2400.0), Some(400.0), Some(2000.0)),
            (Some(800.0), Some(800.0), None),
        ]
    );
    // 10 + 5 + 1 + 3
    assert_eq!(filed[1].beneficiaries.given, Some(19.0));
    assert_eq!(filed[3].beneficiaries.placed, None);
    let lost: Vec<_> = findings
        .iter()
        .filter(|f| f.check == "row-unmatched")
        .map(|f| f.place.row.unwrap())
        .collect();
    assert_eq!(lost, [7, 8]);
    assert!(findings.iter().all(|f| f.check != "unit-without-row"));
}

#[test]
fn levels_by_column_and_codes_in_columns_of_their_own() {
    let codes = |placements: &str| {
        let (found, ..) = made(placements);
        let place = |p: &super::Placement| (p.level, p.unit);
        found.placements.iter().map(place).collect::<Vec<_>>()
    };
    let wanted = [(Level::Village, 2), (Level::Regency, 0)];
    assert_eq!(
        codes("program,kode,tingkat\nP1,53.01.05.2001,Desa\nP1,53.01,Kabupaten/Kota\n"),
        wanted
    );
    assert_eq!(
        codes("program,kode_kab,kode_desa\nP1,53.01,53.01.05.2001\nP1,53.01,\n"),
        wanted
    );
    let said = fault(
        CATALOGUE,
        "program,kode,level\nP1,53,provinces\nP1,53,negara\n",
        "",
        "",
    );
    assert!(
        said.contains("row 2") && said.contains("nearest is province"),
        "{said}"
    );
}

#[test]
fn the_firewall_holds_for_placements() {
    let said = |placements: &str| fault(CATALOGUE, placements, "", "");
    // district codes of seven digits are those of BPS
    let bps = said("programme,code\nP1,5301041\nP1,53.01.04.2001\n");
    assert!(
        bps.contains("the codes are BPS, the layer's are Kemendagri"),
        "{bps}"
    );
    // names out of step with their codes
    let step = said(
        "programme,code,desa\nP1,53.01.04.2001,Uitao\nP1,53.01.04.2002,Bokonusan\nP1,53.01.05.2001,Hansisi\nP1,53.02.01.2001,Otan\n",
    );
    assert!(
        step.contains("4 of the 4 rows") && step.contains("another name"),
        "{step}"
    );
    let none = said("programme,code\nP1,11.01.01.2001\nP2,11.01\n");
    assert!(none.contains("no row has a code of the layer"), "{none}");
    let told = reads(CATALOGUE, ONE, "", "", "system = 'bps'")
        .0
        .unwrap_err();
    assert!(told.to_string().contains("the codes are BPS"), "{told}");
}

#[test]
fn one_contradicted_name_is_ambiguous() {
    let rows = "P1,53.01.04.2001,Otan\nP1,53.01.04.2001,Otan\nP2,53.01.04.2002,Uitao\nP1,53.01.05.2001,Bokonusan\nP1,53.02.01.2001,Hansisi\nP3,53.02.01.2001,Hansisi\n";
    let wrong = format!("programme,code,nama_desa\n{rows}P3,53.01.04.2002,Otan\n");
    let (found, filed, findings) = made(&wrong);
    assert_eq!((found.placements.len(), filed[1].ambiguous), (6, 1));
    let told = findings
        .iter()
        .find(|f| f.check == "row-ambiguous")
        .unwrap();
    assert_eq!(told.place.row, Some(8));
}

#[test]
fn a_bridge_leads_codes_of_another_system() {
    let folder = tempfile::tempdir().unwrap();
    let bridge = folder.path().join("bridge.csv");
    std::fs::write(
        &bridge,
        "bps,dagri\n5301010001,53.01.04.2001\n5301010002,53.02.01.2001\n",
    )
    .unwrap();
    let more = format!("system = 'bps'\nbridge = '{}'", bridge.display());
    let placements = "programme,code,budget\nP1,5301010002,7\nP1,5301010003,9\n";
    let read = reads(CATALOGUE, placements, "", "", &more).0.unwrap();
    assert_eq!(read.inventory.placements[0].unit, 3);
    let budget = read.filed[1].budget;
    assert_eq!((budget.placed, budget.unplaced), (Some(7.0), Some(9.0)));
}

#[test]
fn faults_of_placements_are_named() {
    for (placements, parts) in [
        (
            "code\n53.01.04.2001\n",
            ["for the programme", "kode_program"],
        ),
        (
            "programme,x\nP1,1\n",
            ["for the code or village", "kode_desa"],
        ),
        (
            "programme,code\nP1,53.01\nP11,53.01\n",
            ["row 3", "no programme P11"],
        ),
        (
            "programme,code\nP1,53.01\n,53.01\n",
            ["row 3", "names no programme"],
        ),
        (
            "programme,code,budget\nP1,53.01,-1\n",
            ["row 2", "from 0 up"],
        ),
        (
            "programme,code,budget\nP1,53.01,1e999\n",
            ["row 2", "budget"],
        ),
        (
            "programme,code,keluarga\nP1,53.01,5\nP1,53.01,lima\n",
            ["row 3", "numbers only"],
        ),
        ("programme,code,tahun\nP1,53.01,23\n", ["row 2", "no year"]),
    ] {
        let said = fault(CATALOGUE, placements, "", "");
        assert!(parts.iter().all(|part| said.contains(part)), "{said}");
    }
    let near = fault(CATALOGUE, "programme,code\nP11,53.01\n", "", "");
    assert!(near.contains("the nearest known id is P1"), "{near}");
    let person = fault(
        CATALOGUE,
        "programme,code\n5301042001880001,53.01\n",
        "",
        "",
    );
    assert!(!person.contains("5301042001880001"), "{person}");
}

#[test]
fn placements_out_of_time_are_told_and_kept() {
    let placements = "programme,code,year\nP2,53.01,2019\nP2,53.01,2025\nP2,53.02,2025\nP3,53.01,2020\nP1,53.01,1999\nP2,53.01,2020\n";
    let (found, _, findings) = made(placements);
    assert_eq!(found.placements.len(), 6);
    let told: Vec<_> = findings
        .iter()
        .filter(|f| f.check == "placement-out-of-time")
        .map(|f| (f.place.row.unwrap(), f.what.as_str()))
        .collect();
    assert_eq!(told.len(), 3);
    assert!(told[0].0 == 2 && told[0].1.contains("1 placement of P2 in 2019"));
    assert!(told[1].0 == 3 && told[1].1.contains("2 placements of P2 in 2025"));
    assert!(told[2].1.contains("from 2021 on"));
}

#[test]
fn facilitators_and_institutions_of_their_own_files() {
    let people = "id,kode_desa,lon,lat,programmes,villages,families,nama\n\
        F2,53.01.05.2001,,,P3; P1,4,120,Siti\n\
        F1,,123.5,-10.2,,,,Budi\n";
    let hosts = "id,nama,jenis,kode_desa\nL2,Maju,BUM Desa,53.01.04.2002\nL1,,Koperasi,\n";
    let placements =
        "programme,code,pendamping,lembaga\nP2,53.01.04.2001,F2,L2\nP1,53.01.04.2001,,L1\n";
    let (found, findings) = reads(CATALOGUE, placements, people, hosts, "");
    let Read { inventory, filed } = found.unwrap();
    let [one, two] = &inventory.facilitators[..] else {
        unreachable!()
    };
    assert_eq!(
        (one.id.as_str(), one.village, &one.programmes[..]),
        ("F1", None, &[0, 1, 2][..])
    );
    assert_eq!(one.base.map(|p| (p.x(), p.y())), Some((123.5, -10.2)));
    // P3 and P1 as written, P2 from the placement
    assert_eq!(
        (two.village, &two.programmes[..]),
        (Some(2), &[0, 1, 2][..])
    );
    assert_eq!((two.villages, two.families), (Some(4.0), Some(120.0)));
    let hosts: Vec<_> = inventory
        .institutions
        .iter()
        .map(|i| (i.id.as_str(), i.name.as_str(), i.kind.as_str(), i.village))
        .collect();
    assert_eq!(
        hosts,
        [
            ("L1", "L1", "Koperasi", None),
            ("L2", "Maju", "BUM Desa", Some(1))
        ]
    );
    let who: Vec<_> = inventory
        .placements
        .iter()
        .map(|p| (p.facilitator, p.institution))
        .collect();
    assert_eq!(who, [(None, Some(0)), (Some(1), Some(1))]);
    let rows: Vec<_> = filed
        .iter()
        .map(|f| (f.role, f.level, f.rows, f.matched))
        .collect();
    assert_eq!(
        rows[2..],
        [
            ("facilitators", Some(Level::Village), 1, 1),
            ("facilitators", None, 1, 1),
            ("institutions", Some(Level::Village), 1, 1),
            ("institutions", None, 1, 1),
        ]
    );
    assert!(!format!("{inventory:?}{findings:?}").contains("Siti"));
    let said = fault(
        CATALOGUE,
        "programme,code,pendamping\nP1,53.01,F9\n",
        people,
        "",
    );
    assert!(
        said.contains("row 2") && said.contains("no facilitator F9") && said.contains("id is F"),
        "{said}"
    );
    let said = fault(
        CATALOGUE,
        "programme,code,lembaga\nP1,53.01,L22\n",
        "",
        "id\nL2\n",
    );
    assert!(
        said.contains("no institution L22") && said.contains("nearest known id is L2"),
        "{said}"
    );
    for (people, part) in [
        ("id,programmes\nF1,P1;P9\n", "no programme P9"),
        ("id,lon\nF1,123\n", "one of lon and lat"),
        ("id,lon,lat\nF1,12345,1\n", "not on the earth"),
        ("id,villages\nF1,-1\n", "from 0 up"),
        ("id\nF1\nF1\n", "facilitator F1 stands in rows 2 and 3"),
    ] {
        let said = fault(CATALOGUE, ONE, people, "");
        assert!(said.contains(part), "{said}");
    }
}

#[test]
fn ids_that_could_be_of_persons_are_replaced_in_their_order() {
    let (b, a) = ("5301042001880002", "5301042001880001");
    let placements = format!(
        "programme,code,pendamping,lembaga\nP1,53.01.04.2001,{b},{a}\nP1,53.01.04.2002,{a},L1\nP2,53.01.04.2001,F1,\nP2,53.01.05.2001,Siti Aminah,\n"
    );
    let (found, _, findings) = made(&placements);
    let ids: Vec<&str> = found.facilitators.iter().map(|f| f.id.as_str()).collect();
    // F- is free; a, b, then the name
    assert_eq!(ids, ["F-1", "F-2", "F-3", "F1"]);
    assert_eq!(found.facilitators[0].programmes, [0]);
    let who: Vec<_> = found
        .placements
        .iter()
        .map(|p| (p.unit, p.programme, p.facilitator))
        .collect();
    assert_eq!(
        who,
        [
            (0, 0, Some(1)),
            (0, 1, Some(3)),
            (1, 0, Some(0)),
            (2, 1, Some(2))
        ]
    );
    assert_eq!(found.institutions[0].id, "I-1");
    assert_eq!(
        findings.iter().filter(|f| f.check == "id-personal").count(),
        2
    );
    let all = format!("{found:?}{findings:?}");
    assert!(
        !all.contains(a) && !all.contains(b) && !all.contains("Siti"),
        "{all}"
    );
    let people = format!("id\n{a}\n");
    let said = fault(CATALOGUE, &placements, &people, "");
    assert!(
        said.contains("a value of 16 characters") && !said.contains("88000"),
        "{said}"
    );
}

#[test]
fn hashtags_name_the_columns_of_all_files() {
    let catalogue = "a,b,c,d,e\n#activity+programme,#activity+name,#org,#sector+arm,#value+unit\nP1,Pangan,K,beban,3\n";
    let placements = "who,where,regency,when,how many,money,with\n\
        #activity+programme,#adm4+code,#adm2+code,#date+start,#reached+hh,#value+budget+idr,#contact+facilitator\n\
        P1,53.01.04.2001,53.01,2024-01-01,10,100,F1\nP1,,53.02,2024-01-01,,200,\n";
    let people = "x,y,z\n#contact+id,#geo+lon,#geo+lat\nF1,123.5,-10.2\n";
    let hosts = "x,y,z,v\n#org+id,#org+name,#org+type,#adm4+code\nL1,Maju,BUM Desa,53.01.04.2001\n";
    let (found, findings) = reads(catalogue, placements, people, hosts, "");
    let found = found.unwrap().inventory;
    let places: Vec<_> = found
        .placements
        .iter()
        .map(|p| (p.level, p.unit, p.year, p.beneficiaries, p.budget, p.row))
        .collect();
    assert_eq!(
        places,
        [
            (Level::Village, 0, Some(2024), Some(10.0), Some(100.0), 3),
            (Level::Regency, 1, Some(2024), None, Some(200.0), 4),
        ]
    );
    assert_eq!(found.programmes[0].unit_cost, Some(3.0));
    assert!(found.facilitators[0].base.is_some());
    assert_eq!(found.institutions[0].village, Some(0));
    assert_eq!(findings.iter().filter(|f| f.check == "hashtags").count(), 4);
}

/// A row: programme, place (some of no village, some of regions), year, people, money, facilitator.
type Drawn = (
    usize,
    usize,
    Option<u16>,
    Option<u32>,
    Option<f64>,
    Option<u8>,
);

const SPOTS: [&str; 9] = [
    "53.01.04.2001",
    "53.01.04.2002",
    "53.01.05.2001",
    "53.02.01.2001",
    "53.01.04.2999",
    "53.01.04",
    "53.02",
    "53.99",
    "53",
];

fn file(rows: &[Drawn]) -> String {
    let mut text =
        "programme,code,year,beneficiaries,budget,facilitator\nP1,53.01.04.2001,2020,1,1,F0\n"
            .to_owned();
    let cell = |value: Option<String>| value.unwrap_or_default();
    for (programme, spot, year, people, money, who) in rows {
        text += &format!(
            "P{},{},{},{},{},{}\n",
            programme + 1,
            SPOTS[*spot],
            cell(year.map(|year| year.to_string())),
            cell(people.map(|n| n.to_string())),
            cell(money.map(|n| format!("{n:.2}"))),
            cell(who.map(|who| format!("F{who}"))),
        );
    }
    text
}

fn drawn() -> impl Strategy<Value = Vec<Drawn>> {
    use proptest::option::of;
    let row = (
        0..3_usize,
        0..SPOTS.len(),
        of(2019..2026_u16),
        of(0..500_u32),
        of(0.0..1e9_f64),
        of(0..5_u8),
    );
    proptest::collection::vec(row, 0..40)
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn every_row_and_every_amount_is_somewhere(rows in drawn()) {
        let (found, filed, findings) = made(&file(&rows));
        let placed = || filed.iter().filter(|f| f.role == "placements");
        let count = |get: fn(&Filed) -> usize| placed().map(get).sum::<usize>();
        prop_assert_eq!(count(|f| f.rows), rows.len() + 1);
        prop_assert_eq!(count(|f| f.matched), found.placements.len());
        let lost = findings.iter().filter(|f| f.check == "row-unmatched").count();
        prop_assert_eq!(count(|f| f.unmatched), lost);
        let given: f64 = rows.iter().filter_map(|row| row.4).map(|n| (n * 100.0).round() / 100.0).sum::<f64>() + 1.0;
        let kept: f64 = found.placements.iter().filter_map(|p| p.budget).sum();
        let unplaced: f64 = placed().filter_map(|f| f.budget.unplaced).sum();
        prop_assert!((given - kept - unplaced).abs() <= 1e-3, "{given} {kept} {unplaced}");
        let people: f64 = placed().filter_map(|f| f.beneficiaries.given).sum();
        prop_assert_eq!(people, 1.0 + rows.iter().filter_map(|row| row.3).map(f64::from).sum::<f64>());
    }

    #[test]
    fn the_order_of_rows_never_shows(rows in drawn(), turn in 0..40_usize) {
        let (mut found, filed, _) = made(&file(&rows));
        let mut turned = rows.clone();
        turned.reverse();
        turned.rotate_left(turn % rows.len().max(1));
        let (mut other, others, _) = made(&file(&turned));
        for inventory in [&mut found, &mut other] {
            inventory.placements.iter_mut().for_each(|p| p.row = 0);
        }
        prop_assert_eq!(found, other);
        prop_assert_eq!(filed, others);
    }
}

#[test]
fn a_file_that_is_not_there_is_named() {
    let (villages, hierarchy) = four();
    let spec: Programmes = toml::from_str("catalogue = 'a.csv'\nplacements = 'b.csv'").unwrap();
    let places = Places {
        villages: &villages,
        hierarchy: &hierarchy,
        spec: &spec,
        codes: &Codes::default(),
        base: Path::new("nowhere"),
    };
    let said = read(places, &mut Vec::new()).unwrap_err().to_string();
    assert!(
        said.contains("a.csv") && said.contains("no such file"),
        "{said}"
    );
}
