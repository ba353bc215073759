//! Facilitators and institutions, and ids that could be of persons.

use super::*;

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
fn templates_without_rows_count_as_not_given() {
    let placements = "programme,code,pendamping\nP1,53.01.04.2001,F1\n";
    let people = "id_pendamping,kode_desa\n#contact+id,#adm4+code\n";
    let hosts = "id_lembaga,jenis\n";
    let (found, findings) = reads(CATALOGUE, placements, people, hosts, "");
    let found = found.unwrap().inventory;
    // the placements name one
    assert_eq!(found.facilitators.len(), 1);
    assert_eq!(found.institutions.len(), 0);
    let told: Vec<_> = (findings.iter())
        .filter(|f| f.check == "inventory-empty")
        .collect();
    assert_eq!(told.len(), 2);
    for (told, key) in told.iter().zip(["facilitators", "institutions"]) {
        let file = told.place.file.as_ref().unwrap();
        assert!(file.ends_with(format!("{key}.csv")));
        assert!(
            told.remedy
                .contains(&format!("`{key}` out of [programmes]")),
            "{told:?}"
        );
    }
    // what must be there is an error
    let header = "programme,code\n#activity,#loc+code\n";
    let said = fault(CATALOGUE, header, "", "");
    assert!(
        said.contains("placements.csv") && said.contains("fill in the file"),
        "{said}"
    );
    assert!(fault("id,kementerian,jalur\n", ONE, "", "").contains("fill in the file"));
}
