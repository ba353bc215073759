#![allow(clippy::unwrap_used, clippy::panic)]
use super::*;
use proptest::prelude::*;
use std::collections::BTreeMap;

fn read(text: &str) -> Result<Expression> {
    parse(text, &Definitions::default())
}

fn kind(text: &str) -> Result<Kind> {
    read(text)?.kind(&|name| match name {
        "age" | "income" => Ok(Kind::Number),
        "sex" => Ok(Kind::Text),
        "poor" => Ok(Kind::Truth),
        _ => panic!("{name}"),
    })
}

#[test]
fn sql_of_many_forms() {
    for (text, sql) in [
        ("age < 15", "(age < 15)"),
        ("income / age", "((1.0e0 * income) / NULLIF(age, 0))"),
        ("income * 0.1 + 2", "(((1.0e0 * income) * 1.0e-1) + 2)"),
        ("2 * age", "(2.0e0 * age)"),
        ("-age", "(-(1.0e0 * age))"),
        ("-1.5", "-1.5e0"),
        ("not poor and sex = 'P'", "((NOT poor) AND (sex = 'P'))"),
        ("sex in ('P', 'L''')", "((sex = 'P') OR (sex = 'L'''))"),
        ("age between 15 and 59", "((age >= 15) AND (age <= 59))"),
        (
            "age not between 1 and 2",
            "(NOT ((age >= 1) AND (age <= 2)))",
        ),
        ("income is not null", "(NOT (income IS NULL))"),
        (
            "case when poor then 1 else 0 end",
            "CASE WHEN poor THEN 1 ELSE 0 END",
        ),
        (
            "case age when 1 then 5 end",
            "CASE WHEN (age = 1) THEN 5 END",
        ),
        (
            "case when poor then 1 else null end",
            "CASE WHEN poor THEN 1 END",
        ),
        (
            "coalesce(age, income, 0)",
            "COALESCE(age, COALESCE(income, 0))",
        ),
        (
            "floor(ln(income))",
            "FLOOR(LN(CASE WHEN income > 0 THEN income END))",
        ),
        ("\"Kab/Kota\" = \"user\"", "(\"Kab/Kota\" = \"user\")"),
    ] {
        let read = read(text).unwrap();
        assert_eq!(read.sql(), sql, "{text}");
        // what is written can be read again and says the same
        if !sql.contains("NULLIF") && !sql.contains("LN(") {
            assert_eq!(self::read(sql).unwrap().sql(), sql);
        }
    }
}

#[test]
fn faults_say_where() {
    for (text, what) in [
        ("age <", "found: EOF"),
        ("age < 5 5", "at line 1, column 9"),
        ("age\n  + greatest(age, 1)", "at line 2, column 5"),
        ("age || 'x'", "`||` is not known here"),
        ("sum(age)", "folds many rows"),
        ("(select 1)", "is not known here"),
        ("a.age", "is not known here"),
        ("age = null", "null stands only behind else"),
        ("cast(age as int)", "is not known here"),
        ("nik = '1'", "names a column of persons"),
        (
            "case when poor then \"No KK\" end",
            "names a column of persons",
        ),
        ("", "is no expression"),
    ] {
        let error = read(text).unwrap_err();
        assert!(error.to_string().contains(what), "{text}: {error}");
        assert!(error.remedy.is_some(), "{text}");
    }
    assert!(read(&"(".repeat(5000)).is_err());
    assert!(read(&"age+".repeat(9000)).is_err());
}

#[test]
fn kinds_must_fit() {
    for (text, found) in [
        ("age + income", Kind::Number),
        ("sex > 'A' or poor", Kind::Truth),
        ("coalesce(sex, '?')", Kind::Text),
        ("case when poor then sex end", Kind::Text),
        ("poor is null", Kind::Truth),
    ] {
        assert_eq!(kind(text).unwrap(), found, "{text}");
    }
    for (text, what) in [
        ("age + sex", "`sex` is text, and numbers is wanted"),
        ("sex = 1", "`1` is numbers, and text is wanted"),
        (
            "age and poor",
            "`age` is numbers, and true or false is wanted",
        ),
        ("poor = true", "`poor` is true or false"),
        ("case when age then 1 end", "`age` is numbers"),
        ("case when poor then 1 else 'x' end", "`'x'` is text"),
        ("not sex", "`sex` is text"),
    ] {
        let error = kind(text).unwrap_err();
        assert!(error.what.contains(what), "{text}: {error}");
    }
}

#[test]
fn definitions_build_on_each_other() {
    let texts = [
        ("per_head", "spending / members"),
        ("poor", "per_head < line"),
        ("spending", "coalesce(spending, 0)"),
    ];
    let texts: BTreeMap<String, String> = texts
        .map(|(name, text)| (name.to_owned(), text.to_owned()))
        .into();
    let definitions = Definitions::new(&texts).unwrap();
    assert_eq!(
        parse("poor", &definitions).unwrap().sql(),
        "(((1.0e0 * COALESCE(spending, 0)) / NULLIF(members, 0)) < line)"
    );
    let round: BTreeMap<String, String> = [("a", "b + 1"), ("b", "a + 1")]
        .map(|(a, b)| (a.to_owned(), b.to_owned()))
        .into();
    // in a circle the first stands for the column of its name
    assert!(Definitions::new(&round).is_ok());
}

proptest! {
    #[test]
    fn never_panics(text in ".{0,60}") {
        let _ = read(&text);
    }

    #[test]
    fn never_panics_on_words(words in prop::collection::vec(prop::sample::select(vec![
        "age", "case", "when", "then", "else", "end", "and", "or", "not", "(", ")", "+", "-", "*", "/", "<", "=", "'x'", "1", "1.5e3",
        "in", "between", "is", "null", "coalesce", "floor", "ln", ",", "\"", "'",
    ]), 0..12)) {
        let _ = read(&words.join(" "));
    }
}
