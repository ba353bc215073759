"""Numbers of PySAL access (1.1.10.post3) on 120 places and 45 points around Flores, over geodesic distances of pyproj (Karney).

    pip install access pyproj && python3 make.py

Writes demand.csv, supply.csv and expected.csv beside this file; places and points are drawn, none is real.
"""

import random
from pathlib import Path

import numpy
import pandas
from access import Access, weights
from pyproj import Geod

HERE = Path(__file__).resolve().parent
CATCHMENT = 30.0

draw = random.Random(20241231)
place = lambda: (round(draw.uniform(121.0, 122.4), 6), round(draw.uniform(-8.9, -8.3), 6))
demand = pandas.DataFrame(
    [(f"d{i:03}", *place(), draw.randint(120, 6000)) for i in range(120)], columns=["id", "lon", "lat", "people"]
)
supply = pandas.DataFrame(
    [(f"s{i:02}", *place(), draw.randint(1, 12)) for i in range(45)], columns=["id", "lon", "lat", "doctors"]
)
demand.to_csv(HERE / "demand.csv", index=False)
supply.to_csv(HERE / "supply.csv", index=False)

pairs = demand.merge(supply, how="cross", suffixes=("", "_s"))
metres = Geod(ellps="WGS84").inv(pairs.lon.values, pairs.lat.values, pairs.lon_s.values, pairs.lat_s.values)[2]
cost = pandas.DataFrame({"origin": pairs.id, "dest": pairs.id_s, "cost": metres / 1000})


def scores(method, **more):
    """A series by place; 0 where PySAL has no row, as nothing is in the catchment."""
    told = Access(
        demand_df=demand.set_index("id")[["people"]],
        demand_value="people",
        supply_df=supply.set_index("id")[["doctors"]],
        supply_value=["doctors"],
        cost_df=cost,
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )
    found = getattr(told, method)(name="a", max_cost=CATCHMENT, normalize=False, **more)
    return found["a_doctors"].reindex(demand.id).fillna(0.0).values


steps = weights.step_fn({10: 1, 20: 0.68, 30: 0.22})
near = cost.sort_values(["origin", "cost", "dest"]).groupby("origin").first().loc[demand.id]
expected = pandas.DataFrame(
    {
        "id": demand.id,
        "nearest": near.dest.values,
        "km": near.cost.values,
        "within": cost[cost.cost <= CATCHMENT].groupby("origin").size().reindex(demand.id).fillna(0).astype(int).values,
        "2sfca": scores("two_stage_fca"),
        "e2sfca_steps": scores("enhanced_two_stage_fca", weight_fn=steps),
        "e2sfca_gaussian": scores("enhanced_two_stage_fca", weight_fn=weights.gaussian(12)),
        "gravity_power": scores("weighted_catchment", weight_fn=weights.gravity(scale=1, alpha=-1.5, min_dist=1)),
        "gravity_exponential": scores("weighted_catchment", weight_fn=lambda km: numpy.exp(-0.1 * km)),
    }
)
expected.to_csv(HERE / "expected.csv", index=False, float_format="%.17g")
people = demand.people.values
print(expected.describe(), (expected["2sfca"] * people).sum(), supply.doctors.sum())
