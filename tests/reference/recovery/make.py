"""Numbers of other tools for tests/reference/recovery.rs.

pip install pandas scipy statsmodels pyfixest csdid wildboottest
python tests/reference/recovery/make.py     (writes panel.csv and numbers.json beside itself)

statsmodels 0.15.0, pyfixest 0.60.0, csdid 0.4.3 (the Python port of the R package did), wildboottest 0.3.2, scipy 1.17.1.
"""
import json
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
import pyfixest as pf
import statsmodels.api as sm
from csdid.att_gt import ATTgt
from scipy.spatial.distance import cdist
from wildboottest.wildboottest import wildboottest

warnings.simplefilter("ignore")
here = Path(__file__).parent
YEARS = [2019, 2020, 2021, 2022]
N, G = 72, 9

rng = np.random.default_rng(20240229)
rows = []
region = rng.normal(0, 0.4, (G, 4))
for i in range(N):
    c = i % G
    x1, x2 = rng.normal(), rng.gamma(2.0, 10.0)
    odds = 0.9 * x1 + 0.03 * (x2 - 20) - 0.2
    treated = rng.random() < 1 / (1 + np.exp(-odds))
    many = rng.choice([2021, 2022]) if treated else None
    own = rng.normal(0, 1)
    for t, year in enumerate(YEARS):
        y = own + region[c, t] + 0.3 * t + 0.2 * x1 * t + rng.normal(0, 0.5)
        y += 1.0 if many is not None and year >= many else 0.0
        rows.append(dict(code=f"v{i:02}", year=year, y=round(y, 6), x1=round(x1 + 0.01 * t, 6), x2=round(x2, 6),
                         one=2021 if treated else None, many=many, cluster=c, stratum=i % 2))
d = pd.DataFrame(rows)
gap = rng.random(len(d)) < 0.06
d["y_gap"] = d.y.where(~gap)
d.to_csv(here / "panel.csv", index=False)
d["unit"] = d.code.str[1:].astype(int)
out = {}


def clustered(model, names):
    fit = model.fit(cov_type="cluster", cov_kwds={"groups": names}, use_t=True)
    low, high = np.asarray(fit.conf_int())[1]
    return dict(effect=fit.params.iloc[1], se=fit.bse.iloc[1], p=fit.pvalues.iloc[1], low=low, high=high)


def change(y, before, after):
    w = d.pivot(index="unit", columns="year", values=y)
    base = d.drop_duplicates("unit").set_index("unit")
    f = pd.DataFrame(dict(change=w[after] - w[before], D=base.one.notna().astype(float), cluster=base.cluster)).dropna()
    return f


for y in ["y", "y_gap"]:
    f = change(y, 2020, 2022)
    out[f"difference {y}"] = clustered(sm.OLS(f.change, sm.add_constant(f.D)), f.cluster)

# fixed effects of villages and years
d["treat"] = ((d.year >= 2021) & d.one.notna()).astype(float)
for y in ["y", "y_gap"]:
    kept = d.dropna(subset=[y])
    fit = pf.feols(f"{y} ~ treat | unit + year", kept, vcov={"CRV1": "cluster"}, fixef_rm="singleton")
    out[f"two-way {y}"] = dict(effect=float(fit.coef().iloc[0]), se=float(fit.se().iloc[0]), p=float(fit.pvalue().iloc[0]),
                               rows=int(fit._N))

# log odds of treatment
at = d[d.year == 2020].set_index("unit")
fit = sm.Logit(at.one.notna().astype(float), sm.add_constant(at[["x1", "x2"]])).fit(disp=0, tol=1e-14, maxiter=200)
out["logit"] = list(fit.params)

# matches: log odds, two controls with replacement, caliper 0.5, same stratum; then weighted least squares
eta = np.asarray(sm.add_constant(at[["x1", "x2"]]) @ fit.params)
own, other = np.flatnonzero(at.one.notna()), np.flatnonzero(at.one.isna())


def pair(distance, caliper, ratio):
    same = at.stratum.values[own][:, None] == at.stratum.values[other][None]
    distance = np.where(same & (distance <= caliper), distance, np.inf)
    found = {}
    for i, row in zip(own, distance):
        best = np.argsort(row, kind="stable")[:ratio]
        best = [j for j in best if np.isfinite(row[j])]
        if best:
            found[int(i)] = [(int(other[j]), float(row[j])) for j in best]
    return found


def weighted(found):
    w = np.zeros(N)
    for i, controls in found.items():
        w[i] = 1
        for j, _ in controls:
            w[j] += 1 / len(controls)
    f = change("y", 2020, 2022)
    f["w"] = w
    f = f[f.w > 0]
    result = clustered(sm.WLS(f.change, sm.add_constant(f.D), weights=f.w), f.cluster)
    kept = d.assign(w=w[d.unit]).query("w > 0")
    fe = pf.feols("y ~ treat | unit + year", kept, vcov={"CRV1": "cluster"}, weights="w")
    result["two-way"] = dict(effect=float(fe.coef().iloc[0]), se=float(fe.se().iloc[0]))
    return result


sd = np.sqrt((eta[own].var(ddof=1) + eta[other].var(ddof=1)) / 2)
found = pair(np.abs(eta[own][:, None] - eta[other][None]) / sd, 0.5, 2)
out["propensity"] = dict(matches=found, **weighted(found))
x = at[["x1", "x2"]].values
centred = np.vstack([x[own] - x[own].mean(0), x[other] - x[other].mean(0)])
vi = np.linalg.inv(centred.T @ centred / (N - 2))
found = pair(cdist(x[own], x[other], "mahalanobis", VI=vi), np.inf, 1)
out["mahalanobis"] = dict(matches=found, **weighted(found))

# trends before the start, one cohort that starts in 2022: two leads
d["late"] = (d.many == 2022).astype(float)
kept = d[(d.many == 2022) | d.many.isna()]
fit = pf.feols("y ~ i(year, late, ref=2021) | unit + year", kept, vcov={"CRV1": "cluster"}, ssc=pf.ssc(k_adj=False))
n = kept.unit.nunique()
leads = [i for i, name in enumerate(fit._coefnames) if "2022" not in name]
b, V = fit._beta_hat[leads], fit._vcov[np.ix_(leads, leads)] * (n - 1) / (n - 2)
out["leads"] = dict(f=float(b @ np.linalg.solve(V, b) / 2), effects=list(b), se=list(np.sqrt(np.diag(V))))

# cohorts and waves; errors by village, without factor
d["first"] = d.many.fillna(0).astype(float)
for control in ["nevertreated", "notyettreated"]:
    att = ATTgt(yname="y", tname="year", idname="unit", gname="first", data=d, control_group=[control], xformla=None, panel=True,
                allow_unbalanced_panel=False, bstrap=False, cband=False)
    att.fit(est_method="reg", base_period="universal", bstrap=False)
    r = att.results
    cells = [dict(cohort=int(g), year=int(t), effect=float(a)) for g, t, a in zip(r["group"], r["year"], r["att"]) if int(t) != int(g) - 1]
    simple = att.aggte("simple", bstrap=False, cband=False).atte
    dynamic = att.aggte("dynamic", bstrap=False, cband=False).atte
    out[control] = dict(
        cells=cells,
        simple=dict(effect=float(simple["overall_att"]), se=float(np.ravel(simple["overall_se"])[0])),
        dynamic=[dict(relative=int(e), effect=float(a), se=float(s)) for e, a, s in
                 zip(dynamic["egt"], dynamic["att_egt"], np.ravel(dynamic["se_egt"])) if int(e) != -1],
    )

# every way to turn the signs of nine clusters, where nothing happened yet
f = change("y", 2019, 2020)
model = sm.OLS(f.change, sm.add_constant(f.D))
boot = wildboottest(model, param="D", cluster=f.cluster, B=9999, bootstrap_type="11", impose_null=True, show=False)
out["bootstrap"] = dict(p=float(np.ravel(boot["p-value"])[0]), t=float(np.ravel(boot["statistic"])[0]))

(here / "numbers.json").write_text(json.dumps(out, indent=1, default=float) + "\n")
print(json.dumps({k: v for k, v in out.items() if "matches" not in str(v)}, indent=1, default=float)[:6000])
