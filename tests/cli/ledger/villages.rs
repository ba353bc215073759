//! Numbers and advice of every village.

use super::{actions, cells, ran, table};

#[test]
fn every_number_of_every_village() {
    let (_folder, out) = ran(&[]);
    let synergy = table(&out, "synergy");
    // Satu: P1, P2, P3 of three ministries; 10 + 20 + 5 people; 1000 + 3000 + 6000; HHI .1^2 + .3^2 + .6^2 = .46; P1 and P2 are one too many.
    // Tiga does not say how many people it reaches, Empat not how much money. Lima had P1 the year before. What stands in regency 99.02 is in no village.
    // Tujuh: 600 and 400, HHI .36 + .16.
    assert_eq!(
        cells(
            &synergy,
            "name area need programmes ministries beneficiaries budget hhi_programmes meets duplicates"
        ),
        [
            "Satu 1 0.7 3 3 35 10000 0.46 true 1",
            "Dua 1 0.6 1 1 8 800 1 false 0",
            "Tiga 1 0.6 1 1 - 1200 1 false 0",
            "Empat - 0.2 1 1 4 - - false 0",
            "Lima - 0.3 0 0 - - - false 0",
            "Enam - 0.2 0 0 - - - false 0",
            "Tujuh 2 0.5 2 2 9 1000 0.52 true 0",
            "Delapan 2 0.6 1 1 10 2000 1 false 0",
            "Sembilan 2 - 0 0 - - - false 0",
        ]
    );
    // Needed from .5 on, as drawn; nothing is known of Sembilan, which is not the same as nothing needed (Lima).
    assert_eq!(
        cells(&synergy, "name levers_needed levers_present levers_missing"),
        [
            "Satu 3 2 market",
            "Dua 2 1 capital",
            "Tiga 3 1 capital;market",
            "Empat 0 0 -",
            "Lima 0 0 -",
            "Enam 0 0 -",
            "Tujuh 3 2 market",
            "Delapan 2 1 market",
            "Sembilan - - -",
        ]
    );
    // Satu has F1 (P1, P3) and F2 (P2): F1 is at home there and takes all three. Dua stays with F1, whose two villages are full. Nobody is with P1 in
    // Tiga; F1 is 4.4 km away, beyond 4, and F2 2.2 km. Empat stays with F2. Delapan has 10 families, and F3 may have 9; F2 is 4.4 km away.
    // Institutions that host something there: L1 and L2 in Satu; L1 of Satu also hosts P1 in Dua.
    assert_eq!(
        cells(
            &synergy,
            "name facilitators facilitator_planned programmes_unmet institutions"
        ),
        [
            "Satu 2 F1 0 2",
            "Dua 1 F1 0 1",
            "Tiga 0 F2 0 0",
            "Empat 1 F2 0 1",
            "Lima 0 - 0 0",
            "Enam 0 - 0 0",
            "Tujuh 1 F3 0 1",
            "Delapan 1 - 1 0",
            "Sembilan 0 - 0 0",
        ]
    );
    // A step is one of 30 points; .5 is the next class, and the last. Satu lacks .2 = 6 steps, of modal at 2. Dua and Tiga lack 3 steps of modal. Delapan
    // lacks 3: modal has two left (2 x 2), pasar costs 3. The others are in the best class, Sembilan in none.
    assert_eq!(
        cells(&synergy, "name steps_to_class cost_to_class"),
        [
            "Satu 6 12",
            "Dua 3 6",
            "Tiga 3 6",
            "Empat - -",
            "Lima - -",
            "Enam - -",
            "Tujuh - -",
            "Delapan 3 7",
            "Sembilan - -",
        ]
    );
    // Satu: 1 - 1/3; 1.5 of 2.1 needed; F1 has 2 of 3; P1 and P3 want a host, L1 has one of them: (2/3 + 5/7 + 2/3 + 1/2) / 4.
    // Dua: .6 of 1.4; all with F1 and L1. Tiga: .7 of 1.8; P1 is with nobody. Empat needs nothing, which is no score.
    // Tujuh: 1 of 1.5; F3 has both; L4 has P1 of P1 and P3. Delapan: .9 of 1.6; P2 names no host: the mean of three.
    assert_eq!(
        cells(
            &synergy,
            "name score_program score_location score_facilitator score_institution synergy axes"
        ),
        [
            "Satu 0.666667 0.714286 0.666667 0.5 0.636905 4",
            "Dua 1 0.428571 1 1 0.857143 4",
            "Tiga 1 0.388889 0 0 0.347222 4",
            "Empat 1 - 1 1 1 3",
            "Lima - - - - - 0",
            "Enam - - - - - 0",
            "Tujuh 1 0.666667 1 0.5 0.791667 4",
            "Delapan 1 0.5625 1 - 0.854167 3",
            "Sembilan - - - - - 0",
        ]
    );
}

/// The greatest lack first. Satu: hosts 1/2, then 1/3 and 1/3 in the order programme, facilitator, and no room for market (2/7). Tiga: 1 and 1, then
/// market .611 before capital .611 x .5 / .6. Tujuh: 1/2, 1/3; in the best class there is no menu. Delapan: .4375, then 0, then the menu: of its set
/// pasar gains most. P4, of the lever of P3, ended in 2020. P5 stands in no village: Tiga is not told more, while it is in the regency of Tujuh and Delapan.
#[test]
fn what_to_do_first_in_villages() {
    let (_folder, out) = ran(&[]);
    let synergy = table(&out, "synergy");
    let none: Vec<&str> = Vec::new();
    let market = "Hadirkan akses pasar: Pasar Tani (Kementan, untuk petani), sudah ditempatkan di tingkat wilayah, desanya belum ditentukan";
    let expected = [
        vec![
            "Pertemukan lembaga yang menaungi program desa ini: KUBE Mekar dan BUM Desa Satu",
            "Padukan Pangan Murah dan Sembako Desa: sama-sama pengurangan beban untuk keluarga miskin",
            "Satukan pendampingan pada F1 (kini 2 pendamping)",
        ],
        vec![
            "Hadirkan akses permodalan: Kredit Mikro (Kemenkop, untuk pelaku usaha), sudah ada di 1 desa kawasan ini",
            "Buka layanan kredit (penanggung jawab: Dinas Koperasi)",
        ],
        vec![
            "Tugaskan pendamping F2",
            "Jadikan KUBE Mekar lembaga penaung Pangan Murah",
            "Hadirkan akses pasar: Pasar Tani (Kementan, untuk petani), belum ada di desa mana pun",
        ],
        none.clone(),
        none.clone(),
        none.clone(),
        vec![
            "Jadikan BUM Desa Delapan lembaga penaung Kredit Mikro, lewat kerja sama antardesa",
            market,
        ],
        vec![
            market,
            "Tambah pendamping untuk Sembako Desa: tidak ada yang tersedia dalam jangkauan",
            "Bangun pasar desa (penanggung jawab: Dinas Perdagangan)",
        ],
        none,
    ];
    assert_eq!(actions(&synergy), expected);
}

/// The same in English; what the inventory and the actions say stays in their own words.
#[test]
fn what_to_do_first_in_english() {
    let (_folder, out) = ran(&["--set", "study.language=en"]);
    let synergy = table(&out, "synergy");
    let said = actions(&synergy);
    let expected = [
        vec![
            "Bring the host institutions of this village together: KUBE Mekar and BUM Desa Satu",
            "Combine Pangan Murah and Sembako Desa: the same lever (lower burden) for keluarga miskin",
            "Share facilitators: F1 in place of 2",
        ],
        vec![
            "Bring access to capital: Kredit Mikro (Kemenkop, for pelaku usaha), already in 1 village of this area",
            "Buka layanan kredit (by: Dinas Koperasi)",
        ],
        vec![
            "Assign facilitator F2",
            "Make KUBE Mekar the host of Pangan Murah",
            "Bring access to markets: Pasar Tani (Kementan, for petani), in no village yet",
        ],
    ];
    assert_eq!(said[..3], expected);
    assert_eq!(
        said[7],
        [
            "Bring access to markets: Pasar Tani (Kementan, for petani), placed at regional level, villages not yet named",
            "Add a facilitator for Sembako Desa: none is free within reach",
            "Bangun pasar desa (by: Dinas Perdagangan)",
        ]
    );
    let areas = table(&out, "synergy_areas");
    assert_eq!(
        actions(&areas),
        [
            vec![
                "Seat at one table: KUBE Mekar and BUM Desa Satu",
                "Bring access to capital to 2 villages: Kredit Mikro (Kemenkop, for pelaku usaha), already in 1 village of this area",
                "Bring access to markets to 2 villages: Pasar Tani (Kementan, for petani), in no village yet",
            ],
            vec![
                "Bring access to markets to 2 villages: Pasar Tani (Kementan, for petani), placed at regional level, villages not yet named",
                "Add facilitators: none is free within reach for programmes in 1 village",
            ],
        ]
    );
}
