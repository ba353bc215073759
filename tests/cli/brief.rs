//! The brief in its three forms: what it cites is there, its numbers are those of the tables, templates can be replaced.

use crate::outside::python;
use crate::study::{copy_of_example, ends, example, kawasan, rows, run};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// Every form of the brief.
const FORMS: [&str; 2] = ["--set", r#"outputs.brief=["md","html","pdf"]"#];

/// Everything between two marks, each time.
fn between<'a>(text: &'a str, from: &str, to: &str) -> Vec<&'a str> {
    let parts = text.split(from).skip(1);
    parts
        .map(|part| part.split(to).next().unwrap_or_default())
        .collect()
}

/// The words of a page.
fn words(html: &str) -> String {
    let body = html.split("</style>").last().unwrap();
    let parts = body
        .split('<')
        .map(|part| part.split_once('>').map_or(part, |(_, text)| text));
    parts.collect::<Vec<_>>().join(" ")
}

/// What is cited in a page: every table and file named between the marks of code after a source.
fn cited(html: &str) -> BTreeSet<String> {
    let lines = between(html, "<p class=\"cite\">", "</p>");
    let names = lines
        .iter()
        .flat_map(|line| between(line, "<code>", "</code>"));
    names
        .map(|name| name.split(' ').next().unwrap().to_owned())
        .collect()
}

/// A study beside the example, without the sections that begin with these.
fn without(sections: &[&str]) -> tempfile::TempDir {
    let folder = copy_of_example();
    let file = folder.path().join("study.toml");
    let text = fs::read_to_string(&file).unwrap();
    let kept = text.split("\n[").enumerate().filter(|(_, part)| {
        !sections
            .iter()
            .any(|section| part.starts_with(&section[1..]))
    });
    let kept: Vec<&str> = kept.map(|(_, part)| part).collect();
    fs::write(&file, kept.join("\n[")).unwrap();
    folder
}

fn html(out: &Path) -> String {
    fs::read_to_string(out.join("report/brief.html")).unwrap()
}

/// A number of a table as Indonesians read it.
fn indonesian(number: &str, decimals: usize) -> String {
    let value: f64 = number.parse().unwrap();
    format!("{value:.decimals$}").replace('.', ",")
}

#[test]
fn the_example_has_a_brief_that_cites_its_tables_and_needs_no_network() {
    let dir = tempfile::tempdir().unwrap();
    let out = dir.path().join("out");
    run(&example(), &out, &FORMS);
    let page = html(&out);
    assert!(!page.contains("http://") && !page.contains("https://"));
    assert!(page.contains("<html lang=\"id\">") && page.contains("Data sintetis"));
    // every file that is cited is there, and every picture and table of the page is followed by its source
    let cited = cited(&page);
    assert!(cited.len() >= 8, "{cited:?}");
    for name in &cited {
        assert!(out.join(name).is_file(), "{name}");
    }
    for part in page.split("</table></div>").skip(1) {
        let next = part.split("<h").next().unwrap();
        assert!(
            next.contains("class=\"cite\"") || next.contains("<p>Indeks"),
            "{next}"
        );
    }
    for text in [
        &page,
        &fs::read_to_string(out.join("report/brief.md")).unwrap(),
    ] {
        for id in between(text, "(tabel `", "`") {
            assert!(out.join(format!("tables/{id}.csv")).is_file(), "{id}");
        }
    }
    // ids of pictures are told apart
    let ids = between(&page, " id=\"", "\"");
    assert_eq!(ids.iter().collect::<BTreeSet<_>>().len(), ids.len());
    for labelled in between(&page, "aria-labelledby=\"", "\"") {
        assert!(
            labelled.split(' ').all(|id| ids.contains(&id)),
            "{labelled}"
        );
    }
    assert_eq!(
        page.matches("<th").count(),
        page.matches(" scope=\"").count() + page.matches("<thead>").count()
    );
    // numbers are those of the tables
    let areas = rows(&out.join("tables/areas.csv"));
    let scores = rows(&out.join("tables/scores.csv"));
    for area in &areas {
        let number = &area["area"];
        let own = between(&page, &format!("id=\"area-{number}\">"), "</section>")[0];
        let told = words(own);
        assert!(
            told.contains(&format!("Kawasan {number}: {}", area["regency"])),
            "{told}"
        );
        for (column, decimals) in [("need", 3), ("mean_need", 3), ("area_km2", 1)] {
            let wanted = indonesian(&area[column], decimals);
            assert!(told.contains(&wanted), "{column} {wanted}");
        }
        let members: BTreeSet<&str> = (scores.iter())
            .filter(|row| row["area"] == *number)
            .map(|row| row["name"].as_str())
            .collect();
        let named: BTreeSet<&str> = between(own, "<th scope=\"row\">", "</th>")
            .into_iter()
            .collect();
        assert_eq!(named, members);
    }
    // no word of the other language
    let told = words(&page);
    for odd in [
        " village",
        " the ",
        "Summary",
        " robust",
        "need of",
        "{{",
        "Undefined",
    ] {
        assert!(!told.contains(odd), "{odd}");
    }
    let markdown = fs::read_to_string(out.join("report/brief.md")).unwrap();
    assert!(markdown.contains("## Program, pendamping, lembaga"));
    assert!(markdown.contains("program dalam inventaris"));
    python("validate_brief.py", &[&out]);
}

#[test]
fn a_study_of_less_has_a_brief_too() {
    let dir = tempfile::tempdir().unwrap();
    let cases: [(&str, &[&str], &[&str]); 4] = [
        (
            "programmes",
            &["[programmes"],
            &["--set", "study.language=en", "--set", "areas.effort=quick"],
        ),
        ("areas", &["[areas", "[programmes", "[equity"], &[]),
        (
            "draws",
            &["[index.uncertainty", "[programmes"],
            &["--set", "areas.effort=quick"],
        ),
        (
            "index",
            &["[index", "[areas", "[programmes", "[hotspots", "[equity"],
            &[],
        ),
    ];
    for (name, sections, more) in cases {
        let folder = without(sections);
        let out = dir.path().join(name);
        run(
            &folder.path().join("study.toml"),
            &out,
            &[&FORMS, more].concat(),
        );
        let page = html(&out);
        for name in cited(&page) {
            assert!(out.join(&name).is_file(), "{name}");
        }
        assert_eq!(
            page.contains("class=\"area\""),
            !["areas", "index"].contains(&name)
        );
        assert!(
            fs::read(out.join("report/brief.pdf"))
                .unwrap()
                .starts_with(b"%PDF-1.")
        );
        if name == "programmes" {
            let told = words(&page);
            for odd in ["Ringkasan", "Kawasan", "Kebutuhan", "peringkat"] {
                assert!(!told.contains(odd), "{odd}");
            }
            assert!(told.contains("How sure the ranks are"));
        }
        python("validate_brief.py", &[&out]);
    }
}

#[test]
fn a_ministry_writes_its_own() {
    let folder = copy_of_example();
    let here = folder.path();
    let study = here.join("study.toml");
    let mine = here.join("templat");
    let told = ends(
        0,
        kawasan().args(["init", "--templates", "--out"]).arg(&mine),
    );
    assert!(String::from_utf8_lossy(&told.stderr).contains("PETUNJUK.md"));
    let again = ends(
        5,
        kawasan().args(["init", "--templates", "--out"]).arg(&mine),
    );
    assert!(String::from_utf8_lossy(&again.stderr).contains("nothing was written"));
    // as they are they give what ours give
    let quick = [
        "--set",
        "areas.effort=quick",
        "--set",
        "index.uncertainty.draws=100",
        FORMS[0],
        FORMS[1],
    ];
    let own = [&quick[..], &["--set", "outputs.templates=templat"]].concat();
    let (plain, out) = (here.join("plain"), here.join("out"));
    run(&study, &plain, &quick);
    run(&study, &out, &own);
    for form in ["md", "html", "pdf"] {
        let name = format!("report/brief.{form}");
        assert!(
            fs::read(plain.join(&name)).unwrap() == fs::read(out.join(&name)).unwrap(),
            "{name}"
        );
    }
    // changed, with a logo and a part of its own; what is not there is ours
    fs::remove_file(mine.join("brief.md.j2")).unwrap();
    fs::write(
        mine.join("kop.html.j2"),
        "<img src=\"{{ file(\"logo.svg\") }}\" alt=\"Logo\">",
    )
    .unwrap();
    fs::write(
        mine.join("logo.svg"),
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 9 9\"><circle cx=\"4\" cy=\"4\" r=\"4\"/></svg>",
    )
    .unwrap();
    fs::write(
        mine.join("brief.html.j2"),
        "{% include \"kop.html.j2\" %}<h1>{{ title }}: {{ areas.count|num(0) }}</h1>",
    )
    .unwrap();
    let typ = "#let facts = json(\"brief.json\")\n#set text(font: \"Source Sans 3\")\n#image(\"logo.svg\", alt: \"Logo\")\n= #facts.title\n";
    fs::write(mine.join("brief.typ"), typ).unwrap();
    run(&study, &out, &own);
    let page = html(&out);
    assert!(
        page.starts_with("<img src=\"data:image/svg+xml;base64,"),
        "{page}"
    );
    assert!(page.contains("<h1>Contoh sintetis: 300 desa rekaan: "));
    let manifest = fs::read_to_string(out.join("manifest.json")).unwrap();
    assert!(manifest.contains("templat/logo.svg"));
    assert!(
        fs::read_to_string(out.join("report/brief.md"))
            .unwrap()
            .contains("## Ringkasan")
    );
    // what is wrong is told with file and line
    let fails = |name: &str, text: &str, wanted: &[&str]| {
        let file = mine.join(name);
        let before = fs::read(&file).ok();
        fs::write(&file, text).unwrap();
        let mut command = kawasan();
        command
            .arg("run")
            .arg(&study)
            .arg("--out")
            .arg(here.join("bad"));
        let said = ends(2, command.args(&own));
        let said = String::from_utf8_lossy(&said.stderr).into_owned();
        for part in wanted {
            assert!(said.contains(part), "{name}: {part}: {said}");
        }
        match before {
            Some(before) => fs::write(&file, before).unwrap(),
            None => fs::remove_file(&file).unwrap(),
        }
    };
    fails(
        "brief.md.j2",
        "a\n{{ areas.cuont }}\n",
        &["templat/brief.md.j2, row 2", "areas.cuont"],
    );
    fails(
        "brief.html.j2",
        "a\n\n{% if %}\n",
        &["templat/brief.html.j2, row 3"],
    );
    fails(
        "brief.html.j2",
        "{{ picture(\"x.svg\") }}",
        &["there is no picture x.svg"],
    );
    let missing = "#let facts = json(\"brief.json\")\n\n#facts.cuont\n";
    fails("brief.typ", missing, &["templat/brief.typ, row 3", "cuont"]);
    fails(
        "brief.typ",
        "\n#image(\"../idm.csv\")",
        &["templat/brief.typ, row 2"],
    );
    fs::write(mine.join("brief.typ"), "\n#let x = (\n").unwrap();
    let mut command = kawasan();
    let said = ends(2, command.arg("check").arg(&study).args(&own)).stderr;
    let said = String::from_utf8_lossy(&said);
    assert!(said.contains("templat/brief.typ, row 2"), "{said}");
    fs::remove_file(mine.join("brief.typ")).unwrap();
    fails(
        "brief.typ",
        "#import \"@preview/x:1.0.0\": y",
        &["packages are not fetched"],
    );
    let bad = [&quick[..], &["--set", "outputs.templates=tidak-ada"]].concat();
    let mut command = kawasan();
    let said = ends(2, command.arg("check").arg(&study).args(&bad));
    assert!(String::from_utf8_lossy(&said.stderr).contains("kawasan init --templates"));
}
