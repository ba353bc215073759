//! Words of small areas.

use super::{Dictionary, Word};

/// They are.
pub(super) const WORDS: Dictionary = Dictionary {
    labels: LABELS,
    titles: TITLES,
    vocabularies: &["*_kind", "kind", "variable"],
    values: VALUES,
};

const VALUES: &[(&str, &str)] = &[
    ("modelled", "modelan"),
    ("synthetic", "sintetis (dari model saja)"),
    ("shrunk", "disusutkan"),
    ("extensive", "cacahan"),
    ("intensive", "rata-rata"),
    ("ground", "irisan lapisan"),
];

const LABELS: &[Word] = &[
    ("model", "Model", "Model"),
    ("direct", "Nilai langsung", "Direct estimate"),
    (
        "direct_variance",
        "Ragam nilai langsung",
        "Variance of the direct estimate",
    ),
    (
        "cv_direct",
        "Koefisien variasi nilai langsung",
        "Coefficient of variation, direct",
    ),
    ("estimate", "Nilai modelan", "Modelled estimate"),
    ("mse", "Ragam galat model (MSE)", "Mean squared error"),
    (
        "cv_estimate",
        "Koefisien variasi nilai modelan",
        "Coefficient of variation, modelled",
    ),
    (
        "gamma",
        "Bagian nilai langsung (gamma)",
        "Share of the direct estimate (gamma)",
    ),
    ("residual", "Sisaan baku", "Standardised residual"),
    (
        "benchmarked",
        "Nilai modelan sesudah dicocokkan",
        "Modelled estimate after benchmarking",
    ),
    (
        "factor",
        "Angka terbit per angka model",
        "Published over modelled figure",
    ),
    ("method", "Metode", "Method"),
    ("areas_all", "Wilayah di tingkat ini", "Areas of the level"),
    ("areas_fitted", "Wilayah dalam model", "Areas in the model"),
    (
        "rho",
        "Kemiripan tetangga (rho)",
        "Likeness of neighbours (rho)",
    ),
    ("log_likelihood", "Log-kemungkinan", "Log-likelihood"),
    ("aic", "AIC", "AIC"),
    ("skewness", "Kemencengan sisaan", "Skewness of residuals"),
    (
        "kurtosis",
        "Keruncingan lebih sisaan",
        "Excess kurtosis of residuals",
    ),
    (
        "high_leverage",
        "Wilayah berpengaruh besar",
        "Areas of high leverage",
    ),
    ("regressor", "Peubah penjelas", "Covariate"),
    ("coefficient", "Koefisien", "Coefficient"),
    ("se", "Galat baku", "Standard error"),
    ("t", "Nilai t", "t"),
    ("placed", "Sampai ke desa", "Placed in villages"),
    ("left", "Tidak tertampung", "Left under no village"),
    (
        "covered",
        "Bagian yang tertutup desa",
        "Share under villages",
    ),
];

const TITLES: &[Word] = &[
    (
        "estimates",
        "Nilai modelan wilayah kecil",
        "Modelled estimates of small areas",
    ),
    (
        "estimate_models",
        "Model wilayah kecil",
        "Models of small areas",
    ),
    (
        "estimate_coefficients",
        "Koefisien model wilayah kecil",
        "Coefficients of models of small areas",
    ),
    (
        "village_estimates",
        "Nilai modelan per desa",
        "Modelled values of villages",
    ),
    (
        "interpolation",
        "Angka dari lapisan lain",
        "Numbers from another layer",
    ),
];
