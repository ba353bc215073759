"""Points and lines as geopandas writes them: shapes.geojson, .fgb and .parquet hold the same features, the last two in Web Mercator."""

from pathlib import Path

import geopandas as gpd
from shapely import LineString, MultiLineString, MultiPoint, Point

HERE = Path(__file__).parent

shapes = [
    Point(120.25, -8.5),
    LineString([(120.0, -8.0), (120.1, -8.0), (120.1, -8.2)]),
    MultiLineString([[(120.0, -8.5), (120.5, -8.5)], [(121.0, -8.5), (121.5, -8.5), (121.5, -9.0)]]),
    MultiPoint([(120.0, -9.0), (120.5, -9.5)]),
    None,
]
frame = gpd.GeoDataFrame(
    {"class": ["a", "b", "ferry", "d", "é"], "speed": [1, 30, 15, 2, 0]}, geometry=shapes, crs=4326
)
frame.to_file(HERE / "shapes.geojson", driver="GeoJSON")
mercator = frame.to_crs(3857)
mercator.to_file(HERE / "shapes.fgb", driver="FlatGeobuf", SPATIAL_INDEX="NO")
mercator.to_parquet(HERE / "shapes.parquet")
