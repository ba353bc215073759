"""Fay-Herriot on the milk data from the likelihood itself, alone and with neighbours, with numpy and scipy only.

Nothing here knows how the crate solves the models: the covariance of the estimates is written down in full and the likelihood is given to a
general optimiser; derivatives of covariances in the mean squared errors are taken numerically. Areas are neighbours of the next and the one
before; under gaps-*, every fifth has no direct estimate. Run: python fay_herriot.py ../../../../shared/data/milk_fh.csv > fay_herriot.json
"""

import json
import sys

import numpy as np
from scipy.optimize import minimize, minimize_scalar

rows = np.genfromtxt(sys.argv[1], delimiter=",", skip_header=1)
y, psi = rows[:, 2], rows[:, 3] ** 2
m = len(y)
X = np.column_stack([np.ones(m)] + [(rows[:, 5] == k).astype(float) for k in (2, 3, 4)])
W = np.zeros((m, m))
for i in range(m):
    near = [j for j in (i - 1, i + 1) if 0 <= j < m]
    W[i, near] = 1 / len(near)


def effects(a, rho):
    c = np.eye(m) - rho * W
    return a * np.linalg.inv(c.T @ c)


def minus(a, rho, restricted, o):
    v = effects(a, rho)[np.ix_(o, o)] + np.diag(psi[o])
    vi = np.linalg.inv(v)
    x = X[o]
    q = x.T @ vi @ x
    beta = np.linalg.solve(q, x.T @ vi @ y[o])
    r = y[o] - x @ beta
    value = np.linalg.slogdet(v)[1] + r @ vi @ r
    return 0.5 * (value + (np.linalg.slogdet(q)[1] if restricted else 0))


def solved(a, rho, spatial, restricted, o):
    """Of all areas, those of `o` observed: the predictor of any effect is its covariance with the estimates times their inverse covariance."""
    at = np.array([a, rho][: 2 if spatial else 1])
    k = len(at)

    def of(point):
        return effects(point[0], point[1] if spatial else 0.0)

    def blend(point):
        g = of(point)
        return g[:, o] @ np.linalg.inv(g[np.ix_(o, o)] + np.diag(psi[o]))

    def known(point):
        g = of(point)
        return np.diag(g - blend(point) @ g[o])

    g, b = of(at), blend(at)
    v = g[np.ix_(o, o)] + np.diag(psi[o])
    vi = np.linalg.inv(v)
    q = np.linalg.inv(X[o].T @ vi @ X[o])
    beta = q @ X[o].T @ vi @ y[o]
    r = y[o] - X[o] @ beta
    eblup = X @ beta + b @ r
    step = np.array([1e-4 * a, 1e-4])[:k]
    unit = np.eye(k) * step
    first = [(of(at + unit[i]) - of(at - unit[i])) / (2 * step[i]) for i in range(k)]
    second = [
        [
            (of(at + unit[i] + unit[j]) - of(at + unit[i] - unit[j]) - of(at - unit[i] + unit[j]) + of(at - unit[i] - unit[j]))
            / (4 * step[i] * step[j])
            for j in range(k)
        ]
        for i in range(k)
    ]
    seen = [vi @ d[np.ix_(o, o)] for d in first]
    information = np.array([[0.5 * np.trace(seen[i] @ seen[j]) for j in range(k)] for i in range(k)])
    dv = np.linalg.inv(information)
    left = X - b @ X[o]
    g2 = np.einsum("ij,jk,ik->i", left, q, left)
    slope = [(blend(at + unit[i]) - blend(at - unit[i])) / (2 * step[i]) for i in range(k)]
    g3 = sum(dv[i, j] * np.diag(slope[i] @ v @ slope[j].T) for i in range(k) for j in range(k))
    curved = sum(dv[i, j] * second[i][j] for i in range(k) for j in range(k))
    # the error of an effect less its predictor, seen through second derivatives of the covariances: sae's g4 where observed
    rest = np.eye(m)
    rest[:, o] -= b
    g4 = 0.5 * np.diag(rest @ curved @ rest.T) if spatial else 0
    mse = known(at) + g2 + 2 * g3 - g4
    if not restricted:
        bias = 0.5 * dv @ [-np.trace(q @ X[o].T @ s @ vi @ X[o]) for s in seen]
        for i in range(k):
            mse = mse - bias[i] * (known(at + unit[i]) - known(at - unit[i])) / (2 * step[i])
    ll = -0.5 * (len(o) * np.log(2 * np.pi) + np.linalg.slogdet(v)[1] + r @ vi @ r)
    return {"variance": a, "rho": rho if spatial else None, "beta": beta.tolist(), "se": np.sqrt(np.diag(q)).tolist(),
            "log_likelihood": ll, "eblup": eblup.tolist(), "mse": np.asarray(mse).tolist()}


out = {}
every = np.arange(m)
for name, restricted in (("reml", True), ("ml", False)):
    found = minimize_scalar(lambda a: minus(a, 0.0, restricted, every), bounds=(1e-6, 0.2), method="bounded", options={"xatol": 1e-13})
    out[name] = solved(found.x, 0.0, False, restricted, every)
    for kind, o in (("spatial", every), ("gaps", every[every % 5 != 2])):
        best = minimize(lambda p: minus(np.exp(p[0]), np.tanh(p[1]), restricted, o), [np.log(found.x), 0.0], method="Nelder-Mead",
                        options={"xatol": 1e-11, "fatol": 1e-15, "maxiter": 5000})
        out[f"{kind}-{name}"] = solved(np.exp(best.x[0]), np.tanh(best.x[1]), True, restricted, o)
json.dump(out, sys.stdout, indent=1)
print()
