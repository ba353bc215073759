//! The catalogue.

use super::*;

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
