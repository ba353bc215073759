#![allow(clippy::unwrap_used)]
use super::super::testing::{graph, graphs};
use super::super::{Graph, Link, LinkKind};
use super::*;
use proptest::prelude::*;

fn ids(n: usize) -> Vec<String> {
    (0..n).map(|i| format!("53.{i}")).collect()
}

fn units(ids: &[String]) -> Units<'_> {
    Units {
        layer: "desa NTT",
        key: Some("kode"),
        ids,
    }
}

fn written(graph: &Graph, ids: &[String], format: Format) -> String {
    let mut out = Vec::new();
    write(&mut out, graph, units(ids), format).unwrap();
    String::from_utf8(out).unwrap()
}

fn read_text(name: &str, text: &str, ids: &[String]) -> Result<Graph> {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, text).unwrap();
    read(&path, units(ids))
}

/// The graph as a format that knows less can hold it.
fn plain(graph: &Graph, weights: bool) -> Graph {
    let links = graph.all_links().map(|link| Link {
        weight: if weights { link.weight } else { 1.0 },
        border_m: 0.0,
        kind: LinkKind::Given,
        ..link
    });
    Graph::from_links(graph.n(), links.collect())
}

proptest! {
    #[test]
    fn what_is_written_is_read(graph in graphs()) {
        let ids = ids(graph.n());
        let back = |name: &str, graph: &Graph| {
            read_text(name, &written(graph, &ids, Format::of(Path::new(name))), &ids).unwrap()
        };
        prop_assert_eq!(&back("a.csv", &graph), &graph);
        prop_assert_eq!(back("a.gwt", &graph), plain(&graph, true));
        let equal = plain(&graph, false);
        prop_assert_eq!(back("a.GAL", &equal), equal);
    }
}

proptest! {
    #[test]
    fn no_text_is_too_odd(text in "(0 3 a b|3|from,to,weight)?\\n?([-53. 01\\n,\"]|inf|\\PC){0,60}") {
        let ids = ids(3);
        for name in ["a.csv", "a.gal", "a.gwt"] {
            if let Err(error) = read_text(name, &text, &ids) {
                prop_assert!(error.place.row.is_some() && error.remedy.is_some(), "{}", error);
            }
        }
    }
}

#[test]
fn each_format_has_its_form() {
    let ids = ids(3);
    let graph = graph(3, &[(0, 1), (1, 0)]);
    assert_eq!(
        written(&graph, &ids, Format::Gal),
        "0 3 desa_NTT kode\n53.0 1\n53.1\n53.1 1\n53.0\n53.2 0\n\n"
    );
    assert_eq!(
        written(&graph, &ids, Format::Gwt),
        "0 3 desa_NTT kode\n53.0 53.1 1\n53.1 53.0 1\n"
    );
    assert_eq!(
        written(&graph, &ids, Format::Csv),
        "from,to,weight,border_m,kind\n53.0,53.1,1,0,border\n53.1,53.0,1,0,border\n"
    );
}

#[test]
fn the_forms_of_others_are_read() {
    let ids = ids(3);
    let pair = plain(&graph(3, &[(0, 1), (1, 0)]), false);
    for (name, text) in [
        // PySAL: the number alone, an empty line for an island
        ("a.gal", "3\n53.0 1\n53.1\n53.1 1\n53.0\n53.2 0\n\n"),
        // no line for an island, line ends of Windows
        (
            "a.gal",
            "0 3 x y\r\n53.2 0\r\n53.0 1\r\n53.1\r\n53.1 1\r\n53.0\r\n",
        ),
        // PySAL's island is a link to itself of weight 0
        (
            "a.gwt",
            "0 3 Unknown Unknown\n53.0 53.1 1.0\n53.1 53.0 1\n53.2 53.2 0\n",
        ),
        ("a.kwt", "0 3 a b\n53.0 53.1 1e0\n\n53.1 53.0 1\n"),
        ("a.csv", "\u{feff}from,to\n53.0,53.1\n53.1,53.0\n"),
        ("a.csv", "to,note,from\n53.0,\"a, b\",53.1\n53.1, ,53.0\n"),
        (
            "a",
            "focal,neighbor,weight\n53.0,53.1,1\n53.1,53.0,1\n53.2,53.2,0\n",
        ),
    ] {
        assert_eq!(read_text(name, text, &ids).unwrap(), pair, "{text}");
    }
}

#[test]
fn every_fault_has_its_line() {
    let ids = ids(3);
    for (name, text, wanted) in [
        ("a.gal", "", "row 1: the first line is no header"),
        ("a.gal", "x y\n", "row 1: the first line is no header"),
        (
            "a.gal",
            "4\n",
            "row 1: the header says 4 units and the layer has 3",
        ),
        (
            "a.gal",
            "3\n53.0 2\n53.1\n",
            "row 3: line 2 says 2 neighbours and here are 1",
        ),
        (
            "a.gal",
            "3\n53.0 1\n",
            "row 3: line 2 says 1 neighbours and here are 0",
        ),
        ("a.gal", "3\n53.0 x\n", "row 2: expected the id of a unit"),
        (
            "a.gal",
            "3\n53.0 0\n53.0 0\n",
            "row 3: unit 53.0 is there already, in line 2",
        ),
        (
            "a.gal",
            "3\n53.0 1\n53.1\n",
            "row 3: the header says 3 units and 1 are listed",
        ),
        (
            "a.gal",
            "3\n53.0 1\n53.7\n",
            "row 3: no unit of the layer has this id: 53.7",
        ),
        (
            "a.gal",
            "3\n53.0 1\n53.0\n",
            "row 3: a unit is no neighbour of itself",
        ),
        (
            "a.gal",
            "3\n53.0 2\n53.1 53.1\n",
            "row 3: the link from unit 53.0 to unit 53.1 is there already",
        ),
        ("a.gwt", "0 2 a b\n", "the header says 2 units"),
        ("a.gwt", "0 3 a b\n53.0 53.1\n", "row 2: expected an id"),
        (
            "a.gwt",
            "0 3 a b\n53.0 53.1 -1\n",
            "row 2: a weight is below 0",
        ),
        (
            "a.gwt",
            "0 3 a b\n53.0 53.1 NaN\n",
            "row 2: the weight is no finite number",
        ),
        (
            "a.gwt",
            "0 3 a b\n53.0 53.1 0\n",
            "row 2: a link of weight 0 is none",
        ),
        (
            "a.gwt",
            "0 3 a b\n53.0 53.0 1\n",
            "row 2: a unit is no neighbour of itself",
        ),
        ("a.csv", "", "column from, row 1: no such column"),
        ("a.csv", "i,j\n1,2\n", "column from, row 1: no such column"),
        (
            "a.csv",
            "from,to\n53.0,53.1\n53.2\n",
            "row 3: expected 2 cells, found 1",
        ),
        (
            "a.csv",
            "from,to\n53.0,53.1\n53.0,53.1\n",
            "row 3: the link from unit 53.0 to unit 53.1 is there already, in line 2",
        ),
        (
            "a.csv",
            "from,to,weight\n53.0,53.1,\n",
            "row 2: the weight is no finite number",
        ),
        (
            "a.csv",
            "from,to,weight\n53.0,53.1,inf\n",
            "row 2: the weight is no finite number",
        ),
        (
            "a.csv",
            "from,to,border_m\n53.0,53.1,-4\n",
            "row 2: a border is shorter than 0",
        ),
        (
            "a.csv",
            "from,to,kind\n53.0,53.1,near\n",
            "row 2: no such kind of link: a value of 4 characters",
        ),
        (
            "a.csv",
            "from,to\n,53.1\n",
            "row 2: no unit of the layer has this id: nothing",
        ),
        (
            "a.csv",
            "from,to\nSiti Aminah,53.1\n",
            "has this id: a value of 11 characters",
        ),
    ] {
        let error = read_text(name, text, &ids).unwrap_err();
        let said = error.to_string();
        assert!(
            said.contains(wanted) && said.contains(name),
            "{text}: {said}"
        );
        assert!(error.remedy.is_some() && error.exit_code() == 3);
    }
    let absent = read(Path::new("absent.gal"), units(&ids)).unwrap_err();
    assert!(absent.to_string().contains("absent.gal: no such file"));
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("a.csv");
    std::fs::write(&path, b"from,to\n\xff,1\n").unwrap();
    let error = read(&path, units(&ids)).unwrap_err();
    assert!(error.to_string().contains("row 2: this is no UTF-8 text"));
}

#[test]
fn what_a_format_cannot_hold_is_refused() {
    let ids = ["a b".to_owned(), "c".to_owned()];
    let pair = graph(2, &[(0, 1)]);
    let refused = |graph: &Graph, format| {
        let error = write(&mut Vec::new(), graph, units(&ids), format).unwrap_err();
        error.to_string()
    };
    assert!(refused(&pair, Format::Gal).contains("blanks"));
    assert!(refused(&pair, Format::Gwt).contains("blanks"));
    let half = Graph::from_links(2, vec![Links::given(0, 1, 0.5)]);
    assert!(refused(&half, Format::Gal).contains("GAL holds no weights"));
}
