//! `estimates`, `estimate_models`, `estimate_coefficients` and `village_estimates`.

use super::Told;
use super::regions::Areas;
use crate::base::model::{Code, Level};
use crate::base::study::{EstimateMethod, Language, Study};
use crate::error::Result;
use crate::output::sheet::Sheet;
use crate::output::words::pick;
use crate::pipeline::inputs::{self, Inputs};
use crate::welfare::estimate::Estimated;

/// Significant digits of variances and errors, which may be very small.
const DIGITS: usize = 9;
/// So many digits tell every double from its neighbours: sums stay what they are.
const WHOLE: usize = 17;

/// Tables of areas and of models.
pub(super) fn all(study: &Study, inputs: &Inputs, all: &[Told]) -> Vec<Sheet> {
    let language = study.study.language;
    let mut sheets = vec![estimates(language, inputs, all), models(language, all)];
    if all.iter().any(|told| told.made.fit.is_some()) {
        sheets.push(coefficients(language, all));
    }
    sheets
}

/// One row of the table of estimates.
struct Line<'a> {
    name: &'a str,
    level: Level,
    code: &'a Code,
    called: &'a str,
    row: &'a Estimated,
}

fn lines<'a>(inputs: &'a Inputs, told: &'a Told) -> Vec<Line<'a>> {
    let mut lines = Vec::new();
    let mut add = |level, rows: &'a [Estimated]| {
        let areas = Areas::of(inputs, level);
        for (i, (code, row)) in areas.codes.iter().zip(rows).enumerate() {
            let called = areas.names.get(i).map_or("", String::as_str);
            lines.push(Line {
                name: &told.name,
                level,
                code,
                called,
                row,
            });
        }
    };
    add(told.spec.level, &told.made.rows);
    if let Some(rows) = &told.villages {
        add(Level::Village, rows);
    }
    lines
}

fn estimates(language: Language, inputs: &Inputs, all: &[Told]) -> Sheet {
    let method = pick(
        language,
        "NILAI MODELAN, bukan hasil pengamatan, kecuali kolom direct. estimate: EBLUP Fay-Herriot (kind = modelled), bagian modelnya saja bila tidak ada nilai langsung \
         (synthetic; dengan `spatial` juga dari nilai tetangga), atau angka yang disusutkan secara Bayes empiris (shrunk). mse: ragam galat menurut model; benchmarked: sesudah dibuat cocok dengan angka terbit; \
         rumus di docs/methods.md.",
        "MODELLED VALUES, not observed ones, but for column direct. estimate: Fay-Herriot EBLUP (kind = modelled), the model's part alone where there is no direct value \
         (synthetic; with `spatial` what neighbours say too), or a rate shrunk by empirical Bayes (shrunk). mse: mean squared error by the model; benchmarked: after meeting the published figure; \
         formulas in docs/methods.md.",
    );
    let lines: Vec<Line> = all.iter().flat_map(|told| lines(inputs, told)).collect();
    let rows = || lines.iter().map(|line| line.row);
    let cv = |value: Option<f64>, variance: Option<f64>| {
        let (value, variance) = (value?, variance?);
        (value != 0.0 && variance >= 0.0).then(|| variance.sqrt() / value.abs())
    };
    Sheet::new("estimates", method, language)
        .text("model", lines.iter().map(|line| line.name))
        .text("level", lines.iter().map(|line| line.level.as_str()))
        .text("code", lines.iter().map(|line| line.code.as_str()))
        .text("name", lines.iter().map(|line| line.called))
        .text("kind", rows().map(|row| row.kind.as_str()))
        .significant("direct", WHOLE, rows().map(|row| row.direct))
        .significant("direct_variance", DIGITS, rows().map(|row| row.variance))
        .significant(
            "cv_direct",
            DIGITS,
            rows().map(|row| cv(row.direct, row.variance)),
        )
        .significant("estimate", WHOLE, rows().map(|row| row.estimate))
        .significant("mse", DIGITS, rows().map(|row| row.mse))
        .significant(
            "cv_estimate",
            DIGITS,
            rows().map(|row| cv(row.estimate, row.mse)),
        )
        .number("gamma", "", 6, rows().map(|row| row.gamma))
        .number("residual", "", 6, rows().map(|row| row.residual))
        .significant("benchmarked", WHOLE, rows().map(|row| row.benchmarked))
        .number("factor", "", 9, rows().map(|row| row.factor))
}

fn models(language: Language, all: &[Told]) -> Sheet {
    let method = pick(
        language,
        "Satu baris satu model. variance: ragam antarwilayah; rho: kemiripan tetangga (SAR); skewness, kurtosis dan p Jarque-Bera dari sisaan baku; \
         high_leverage: wilayah yang menarik koefisien lebih dari dua kali rata-rata.",
        "One row a model. variance: variance between areas; rho: likeness of neighbours (SAR); skewness, excess kurtosis and p of Jarque-Bera are of the \
         standardised residuals; high_leverage: areas that draw the coefficients more than twice as much as the mean.",
    );
    let fit = || all.iter().map(|told| told.made.fit.as_ref());
    let method_of = |told: &Told| match (told.spec.method, told.spec.spatial) {
        (EstimateMethod::EmpiricalBayes, true) => "empirical-bayes, neighbours".to_owned(),
        (method, true) => format!("{}, sar", method.as_str()),
        (method, false) => method.as_str().to_owned(),
    };
    Sheet::new("estimate_models", method, language)
        .text("model", all.iter().map(|told| told.name.as_str()))
        .text("level", all.iter().map(|told| told.spec.level.as_str()))
        .text("method", all.iter().map(method_of))
        .count(
            "areas_all",
            all.iter().map(|told| Some(told.made.rows.len())),
        )
        .count(
            "areas_fitted",
            all.iter().map(|told| Some(told.made.fitted)),
        )
        .significant("variance", DIGITS, fit().map(|fit| Some(fit?.variance)))
        .number("rho", "", 6, fit().map(|fit| fit?.rho))
        .number(
            "log_likelihood",
            "",
            6,
            fit().map(|fit| Some(fit?.log_likelihood)),
        )
        .number("aic", "", 6, fit().map(|fit| Some(fit?.aic)))
        .number("skewness", "", 6, fit().map(|fit| Some(fit?.normality[0])))
        .number("kurtosis", "", 6, fit().map(|fit| Some(fit?.normality[1])))
        .number("p", "", 6, fit().map(|fit| Some(fit?.normality[2])))
        .count(
            "high_leverage",
            fit().map(|fit| Some(fit?.strong().count())),
        )
}

fn coefficients(language: Language, all: &[Told]) -> Sheet {
    let method = pick(
        language,
        "Koefisien peubah penjelas tiap model dengan galat bakunya; p dua sisi menurut sebaran normal.",
        "Coefficients of the covariates of each model with their standard errors; p is two-sided by the normal law.",
    );
    let rows = || {
        let fits = all
            .iter()
            .filter_map(|told| Some((told, told.made.fit.as_ref()?)));
        fits.flat_map(|(told, fit)| fit.coefficients.iter().map(move |c| (told, c)))
    };
    Sheet::new("estimate_coefficients", method, language)
        .text("model", rows().map(|(told, _)| told.name.as_str()))
        .text("regressor", rows().map(|(_, c)| c.name.as_str()))
        .significant("coefficient", DIGITS, rows().map(|(_, c)| Some(c.value)))
        .significant("se", DIGITS, rows().map(|(_, c)| Some(c.se)))
        .number("t", "", 6, rows().map(|(_, c)| Some(c.t)))
        .significant("p", 6, rows().map(|(_, c)| Some(c.p)))
}

/// `village_estimates`: one row a village with every modelled column, where there is any.
pub(super) fn villages(study: &Study, inputs: &mut Inputs) -> Result<()> {
    if inputs.modelled_columns.is_empty() {
        return Ok(());
    }
    let language = study.study.language;
    let method = pick(
        language,
        "NILAI MODELAN, bukan hasil pengamatan: *_modelled dari model wilayah kecil atau dari irisan dua lapisan, *_mse ragam galatnya, *_kind asalnya \
         (none: tidak ada).",
        "MODELLED VALUES, not observed ones: *_modelled by a model of small areas or by the ground that two layers share, *_mse its mean squared error, *_kind what \
         it is made of (none: there is none).",
    );
    let codes = inputs.villages.layer.codes.iter();
    let mut sheet =
        Sheet::new("village_estimates", method, language).text("code", codes.map(|c| c.as_str()));
    for name in &inputs.modelled_columns {
        let head = |end: &str| name.strip_suffix(end).unwrap_or(name);
        sheet = if name.ends_with("_kind") {
            let words = inputs::words(&inputs.frame, name)?.into_iter();
            let label = format!(
                "{}: {}",
                head("_kind"),
                pick(language, "asal nilai", "made of")
            );
            sheet
                .text(name, words.map(Option::unwrap_or_default))
                .labelled(label)
        } else {
            let values = inputs::numbers(&inputs.frame, name)?;
            match name.ends_with("_mse") {
                true => {
                    let label = format!(
                        "{}: {}",
                        head("_mse"),
                        pick(language, "ragam galat model", "mean squared error")
                    );
                    sheet.significant(name, DIGITS, values).labelled(label)
                }
                false => {
                    let label = format!(
                        "{} ({})",
                        head("_modelled"),
                        pick(language, "modelan", "modelled")
                    );
                    sheet.significant(name, WHOLE, values).labelled(label)
                }
            }
        };
    }
    inputs.modelled.push(sheet);
    Ok(())
}
