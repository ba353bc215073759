//! Inventories of four villages, every number worked out; conservation and order on drawn ones.

#![allow(clippy::unwrap_used)]
mod catalogue;
mod drawn;
mod people;
mod placements;

use super::{Filed, Inventory, Places, Read, read};
use crate::base::finding::Finding;
use crate::base::model::{Features, Level, Measure};
use crate::base::study::{Boundaries, Codes, Programmes};
use crate::error::Result;
use crate::input::join::{Hierarchy, Villages, hierarchy, villages};
use geo::MultiPolygon;
use polars::df;
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
    let (codes, names): (Vec<String>, Vec<String>) = VILLAGES
        .iter()
        .map(|(code, name)| (code.to_string(), name.to_string()))
        .unzip();
    placed(&codes, &names)
}

fn placed(codes: &[String], names: &[String]) -> (Villages, Hierarchy) {
    let features = Features {
        source: "desa.geojson".into(),
        geometry: vec![MultiPolygon::new(Vec::new()); codes.len()],
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
