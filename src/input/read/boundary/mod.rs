//! Boundary files: shapefile and GeoJSON to `Features` in EPSG:4326.
