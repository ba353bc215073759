#![allow(clippy::unwrap_used)]

use super::*;
use crate::space::map::frame::Extent;
use geo::polygon;

fn square(x: i32, y: i32, side: i32) -> Ring {
    vec![[x, y], [x, y + side], [x + side, y + side], [x + side, y]]
}

/// A map of an extent with this height by width: two classes, units without evidence, two areas.
fn map(aspect: f64) -> Map {
    let sheet = polygon![(x: 0., y: 0.), (x: 2e5, y: 0.), (x: 2e5, y: 2e5 * aspect), (x: 0., y: 2e5 * aspect)];
    let extent = Extent::of(&[sheet.into()], Measure::Planar).unwrap();
    let page = Page::new(extent.aspect());
    let class = |label: &str, fill, at| Class {
        label: label.into(),
        count: 1200,
        fill,
        rings: vec![square(at, 1000, 100)],
    };
    let area = |name: &str, at: f64| Area {
        name: name.into(),
        detail: "3 desa · A, B".into(),
        rings: vec![square(at as i32 * 10, 1000, 400)],
        label: Some(Label {
            at: [at + 20.0, 120.0],
            leads: None,
        }),
    };
    Map {
        language: Language::Id,
        title: "Kawasan <prioritas> & \"lainnya\"".into(),
        subtitle: "2 kawasan prioritas.".into(),
        synthetic: true,
        notes: vec!["Sumber: a & b.".into()],
        heading: "Kebutuhan tiap desa".into(),
        classes: vec![
            class("0,1–0,2", Fill::Colour("#ffffd4"), 1000),
            class("0,2–0,3", Fill::Colour("#993404"), 2000),
            class("Bukti kurang", Fill::NoEvidence, 3000),
            class("Tanpa data", Fill::Missing, 4000),
        ],
        unit: ["desa".into(), "desa".into()],
        land: Vec::new(),
        between: Some(0.5),
        borders: vec![square(1000, 1000, 3000)],
        border: "Batas".into(),
        areas: vec![area("Kab. <Satu>", 150.0), area("Kab. Dua", 300.0)],
        numbered: Some("Kawasan prioritas".into()),
        list: "Kawasan menurut kebutuhan".into(),
        table: "areas",
        outline: 2.2,
        number_size: 15.0,
        frame: Frame::fit(&extent, page.map, 20.0),
        measure: Measure::Planar,
        page,
    }
}

/// Values of an attribute, in the order of the text.
fn numbers(text: &str, attribute: &str) -> Vec<f64> {
    text.split(&format!(" {attribute}=\""))
        .skip(1)
        .filter_map(|rest| rest.split('"').next()?.parse().ok())
        .collect()
}

#[test]
fn areas_are_numbered_in_their_order_and_named() {
    let text = svg(&map(0.5));
    let shown = text.split("class=\"numbers\"").nth(1).unwrap();
    let (one, two) = (shown.find(">1<").unwrap(), shown.find(">2<").unwrap());
    assert!(one < two);
    assert!(text.contains("<title>1: Kab. &lt;Satu&gt; (3 desa · A, B)</title>"));
    assert!(text.contains("<title>2: Kab. Dua (3 desa · A, B)</title>"));
    assert!(
        text.contains(
            "<desc id=\"d\">2 kawasan prioritas. 1: Kab. &lt;Satu&gt;. 2: Kab. Dua.</desc>"
        )
    );
}

#[test]
fn names_are_xml_and_the_picture_says_what_it_is() {
    let text = svg(&map(1.0));
    assert!(
        text.contains(
            "<title id=\"t\">Kawasan &lt;prioritas&gt; &amp; &quot;lainnya&quot;</title>"
        )
    );
    assert!(text.contains("Sumber: a &amp; b."));
    assert!(text.contains("role=\"img\"") && text.contains("DATA SINTETIS"));
    assert!(
        !text.contains("<Satu>") && !text.contains("http://") || text.matches("http").count() == 1
    );
    let open = text.matches("<g").count();
    assert_eq!(open, text.matches("</g>").count());
    let plain = svg(&Map {
        synthetic: false,
        language: Language::En,
        unit: ["village".into(), "villages".into()],
        ..map(1.0)
    });
    assert!(!plain.contains("SYNTHETIC") && plain.contains("1,200 villages"));
}

#[test]
fn what_has_no_evidence_is_hatched() {
    let text = svg(&map(0.5));
    let units: Vec<&str> = text.split("<path class=\"units\"").skip(1).collect();
    assert_eq!(units.len(), 4);
    assert!(units[2].starts_with(" fill=\"url(#hatch-fine)\""));
    assert!(units[2].contains("d=\"m3000 1000"));
    assert!(units[3].starts_with(" fill=\"url(#cross-fine)\""));
    assert!(text.contains("<pattern id=\"cross\"") && text.contains("fill=\"url(#cross)\""));
    assert!(text.contains("<pattern id=\"hatch-fine\"") && text.contains("fill=\"url(#hatch)\""));
}

#[test]
fn nothing_is_off_the_page() {
    for aspect in [0.1, 0.4, 0.8, 1.0, 3.0] {
        let text = svg(&map(aspect));
        let height: f64 = text
            .split("viewBox=\"0 0 ")
            .nth(1)
            .unwrap()
            .split(['"', ' '])
            .nth(1)
            .unwrap()
            .parse()
            .unwrap();
        // the text after a place may be as wide as it was cut to; its start and baseline are on the page
        let baselines = numbers(&text, "y");
        assert!(baselines.len() > 20);
        assert!(
            baselines.iter().all(|&y| (0.0..height).contains(&y)),
            "{aspect}: {baselines:?}"
        );
        assert!(
            numbers(&text, "x")
                .iter()
                .all(|&x| (0.0..=Page::new(aspect).width - MARGIN).contains(&x))
        );
        assert!(
            text.lines()
                .all(|line| !line.contains("NaN") && !line.contains("inf\""))
        );
    }
}

#[test]
fn no_areas_no_list() {
    let empty = Map {
        areas: Vec::new(),
        ..map(0.5)
    };
    let text = svg(&empty);
    assert!(!text.contains("menurut kebutuhan") && text.ends_with("</svg>\n"));
    assert_eq!(svg(&empty), text);
}

#[test]
fn a_long_list_goes_on_below_and_a_longer_one_says_where() {
    for (count, listed) in [(42, 42), (130, 100)] {
        let mut map = map(0.8);
        let one = map.areas[0].clone();
        map.areas = (1..=count)
            .map(|i| Area {
                name: format!("Kabupaten {i}."),
                ..one.clone()
            })
            .collect();
        let text = svg(&map);
        let shown = |i: &usize| text.contains(&format!(">Kabupaten {i}."));
        assert_eq!((1..=count).filter(shown).count(), listed);
        let rest = "dan 30 lainnya: tabel areas";
        assert_eq!(text.contains(rest), count == 130);
    }
}

#[test]
fn long_names_of_classes_take_several_lines() {
    let mut map = map(0.8);
    map.classes[0].label = "Hampir pasti bukan prioritas menurut undian (≤ 5 %)".into();
    let text = svg(&map);
    let legend = text.split("class=\"legend\"").nth(1).unwrap();
    let legend = legend.split("</g>").next().unwrap();
    for word in map.classes[0].label.split_whitespace() {
        assert!(legend.contains(word), "{word}: {legend}");
    }
    assert!(!legend.contains('…'));
}

#[test]
fn pixels_are_those_of_the_paper_and_repeat() {
    let text = svg(&map(0.5));
    let bytes = png::png(&text).unwrap();
    assert_eq!(&bytes[..8], b"\x89PNG\r\n\x1a\n");
    let side = |at: usize| u32::from_be_bytes(bytes[at..at + 4].try_into().unwrap());
    let millimetres: f64 = text
        .split("width=\"")
        .nth(1)
        .unwrap()
        .split("mm")
        .next()
        .unwrap()
        .parse()
        .unwrap();
    let pixels = millimetres / 25.4 * 200.0;
    assert!(
        (f64::from(side(16)) - pixels).abs() <= 1.0,
        "{} {pixels}",
        side(16)
    );
    assert!((1500..2400).contains(&side(16)));
    // 200 an inch
    assert_eq!(
        (&bytes[37..41], side(41), bytes[49]),
        (&b"pHYs"[..], 7874, 1)
    );
    assert_eq!(png::png(&text).unwrap(), bytes);
    assert!(png::png("<svg").is_err());
}
