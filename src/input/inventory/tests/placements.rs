//! Placements: levels, the firewall, amounts, years.

use super::*;

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
        let place = |p: &super::super::Placement| (p.level, p.unit);
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
fn rows_that_repeat_another_are_told_and_counted() {
    let text = "programme,code,tahun,penerima,pagu\n\
        P1,53.02,2024,1,10\nP1,53.01.04.2001,2024,10,100\nP2,53.01.04.2001,2024,10,100\n\
        P1,5301042001,2024,10,100\nP1,53.01.04.2001,2023,10,100\nP1,53.02,2024,1,10\nP1,53.01.04.2001,2024,10,100\n";
    let (found, _, findings) = made(text);
    assert_eq!(found.placements.len(), 7);
    let told: Vec<_> = (findings.iter())
        .filter(|f| f.check == "placement-twice")
        .collect();
    assert_eq!(told.len(), 1);
    assert!(
        told[0].what.starts_with("3 rows repeat another"),
        "{told:?}"
    );
    assert!(
        (told[0].what).ends_with("rows 3 and 5 and 8 (5301042001), rows 2 and 7 (5302)"),
        "{told:?}"
    );
    assert_eq!(
        (told[0].place.row, told[0].place.code.as_deref()),
        (Some(3), Some("5301042001"))
    );
    // another year, programme or amount is another placement
    let (_, _, findings) = made(
        "programme,code,tahun,pagu\nP1,5302,2024,1\nP1,5302,2023,1\nP2,5302,2024,1\nP1,5302,2024,2\n",
    );
    assert!(findings.iter().all(|f| f.check != "placement-twice"));
}

#[test]
fn codes_without_names_say_how_to_prove_them() {
    let (_, _, findings) = made(ONE);
    let told: Vec<_> = (findings.iter())
        .filter(|f| f.check == "names-unchecked")
        .collect();
    assert_eq!(told.len(), 1, "{findings:?}");
    assert!(
        told[0].remedy.contains("nama_wilayah") && told[0].remedy.contains("[programmes]"),
        "{told:?}"
    );
}
