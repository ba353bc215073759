//! The tables every GeoPackage has, and the spatial index, in SQL (GeoPackage 1.4, OGC 12-128r19).

/// Marks of the file: `GPKG` and the version 1.4.
pub const MARKS: &str = "PRAGMA application_id = 1196444487; PRAGMA user_version = 10400;";

/// What a layer without a CRS is in, and longitude and latitude on WGS84.
pub const PLANE: i32 = -1;
pub const WGS84: i32 = 4326;

/// The tables of systems, contents, geometry columns and extensions, with the three systems that must be there.
pub const TABLES: &str = r#"
CREATE TABLE gpkg_spatial_ref_sys (
  srs_name TEXT NOT NULL, srs_id INTEGER NOT NULL PRIMARY KEY, organization TEXT NOT NULL,
  organization_coordsys_id INTEGER NOT NULL, definition TEXT NOT NULL, description TEXT);
INSERT INTO gpkg_spatial_ref_sys VALUES
  ('Undefined Cartesian SRS', -1, 'NONE', -1, 'undefined', 'undefined Cartesian coordinate reference system'),
  ('Undefined geographic SRS', 0, 'NONE', 0, 'undefined', 'undefined geographic coordinate reference system'),
  ('WGS 84 geodetic', 4326, 'EPSG', 4326, 'GEOGCS["WGS 84",DATUM["WGS_1984",SPHEROID["WGS 84",6378137,298.257223563,AUTHORITY["EPSG","7030"]],AUTHORITY["EPSG","6326"]],PRIMEM["Greenwich",0,AUTHORITY["EPSG","8901"]],UNIT["degree",0.0174532925199433,AUTHORITY["EPSG","9122"]],AXIS["Latitude",NORTH],AXIS["Longitude",EAST],AUTHORITY["EPSG","4326"]]',
   'longitude/latitude coordinates in decimal degrees on the WGS 84 spheroid');
CREATE TABLE gpkg_contents (
  table_name TEXT NOT NULL PRIMARY KEY, data_type TEXT NOT NULL, identifier TEXT UNIQUE, description TEXT DEFAULT '',
  last_change DATETIME NOT NULL DEFAULT (strftime('%Y-%m-%dT%H:%M:%fZ','now')),
  min_x DOUBLE, min_y DOUBLE, max_x DOUBLE, max_y DOUBLE, srs_id INTEGER,
  CONSTRAINT fk_gc_r_srs_id FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_geometry_columns (
  table_name TEXT NOT NULL, column_name TEXT NOT NULL, geometry_type_name TEXT NOT NULL, srs_id INTEGER NOT NULL,
  z TINYINT NOT NULL, m TINYINT NOT NULL,
  CONSTRAINT pk_geom_cols PRIMARY KEY (table_name, column_name),
  CONSTRAINT uk_gc_table_name UNIQUE (table_name),
  CONSTRAINT fk_gc_tn FOREIGN KEY (table_name) REFERENCES gpkg_contents(table_name),
  CONSTRAINT fk_gc_srs FOREIGN KEY (srs_id) REFERENCES gpkg_spatial_ref_sys(srs_id));
CREATE TABLE gpkg_extensions (
  table_name TEXT, column_name TEXT, extension_name TEXT NOT NULL, definition TEXT NOT NULL, scope TEXT NOT NULL,
  CONSTRAINT ge_tce UNIQUE (table_name, column_name, extension_name));
"#;

/// The table in which QGIS looks for the style of a layer.
pub const STYLES: &str = r#"
CREATE TABLE layer_styles (
  id INTEGER PRIMARY KEY AUTOINCREMENT NOT NULL, f_table_catalog TEXT(256), f_table_schema TEXT(256), f_table_name TEXT(256),
  f_geometry_column TEXT(256), styleName TEXT(30), styleQML TEXT, styleSLD TEXT, useAsDefault BOOLEAN, description TEXT,
  owner TEXT(30), ui TEXT(30), update_time DATETIME DEFAULT CURRENT_TIMESTAMP);
"#;

/// A name in SQL.
pub fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('"', "\"\""))
}

/// The spatial index of a table: an empty R-tree, and what keeps it right when somebody edits the table.
pub fn index(table: &str, geometry: &str, key: &str) -> String {
    let tree = quoted(&tree(table, geometry));
    let trigger = |name: &str| quoted(&format!("rtree_{table}_{geometry}_{name}"));
    let (t, c, i) = (quoted(table), quoted(geometry), quoted(key));
    let there = |row: &str| format!("({row}.{c} NOTNULL AND NOT ST_IsEmpty({row}.{c}))");
    let gone = |row: &str| format!("({row}.{c} ISNULL OR ST_IsEmpty({row}.{c}))");
    let bounds = format!("ST_MinX(NEW.{c}), ST_MaxX(NEW.{c}), ST_MinY(NEW.{c}), ST_MaxY(NEW.{c})");
    let set = format!(
        "minx = ST_MinX(NEW.{c}), maxx = ST_MaxX(NEW.{c}), miny = ST_MinY(NEW.{c}), maxy = ST_MaxY(NEW.{c})"
    );
    let mut sql = format!("CREATE VIRTUAL TABLE {tree} USING rtree(id, minx, maxx, miny, maxy);\n");
    for (name, event, when, body) in [
        (
            "insert",
            format!("INSERT ON {t}"),
            there("NEW"),
            format!("INSERT OR REPLACE INTO {tree} VALUES (NEW.{i}, {bounds});"),
        ),
        (
            "update2",
            format!("UPDATE OF {c} ON {t}"),
            format!("OLD.{i} = NEW.{i} AND {}", gone("NEW")),
            format!("DELETE FROM {tree} WHERE id = OLD.{i};"),
        ),
        (
            "update4",
            format!("UPDATE ON {t}"),
            format!("OLD.{i} != NEW.{i} AND {}", gone("NEW")),
            format!("DELETE FROM {tree} WHERE id IN (OLD.{i}, NEW.{i});"),
        ),
        (
            "update5",
            format!("UPDATE ON {t}"),
            format!("OLD.{i} != NEW.{i} AND {}", there("NEW")),
            format!(
                "DELETE FROM {tree} WHERE id = OLD.{i}; INSERT OR REPLACE INTO {tree} VALUES (NEW.{i}, {bounds});"
            ),
        ),
        (
            "update6",
            format!("UPDATE OF {c} ON {t}"),
            format!(
                "OLD.{i} = NEW.{i} AND {} AND {}",
                there("NEW"),
                there("OLD")
            ),
            format!("UPDATE {tree} SET {set} WHERE id = NEW.{i};"),
        ),
        (
            "update7",
            format!("UPDATE OF {c} ON {t}"),
            format!("OLD.{i} = NEW.{i} AND {} AND {}", there("NEW"), gone("OLD")),
            format!("INSERT INTO {tree} VALUES (NEW.{i}, {bounds});"),
        ),
        (
            "delete",
            format!("DELETE ON {t}"),
            format!("OLD.{c} NOT NULL"),
            format!("DELETE FROM {tree} WHERE id = OLD.{i};"),
        ),
    ] {
        let name = trigger(name);
        sql += &format!("CREATE TRIGGER {name} AFTER {event} WHEN {when} BEGIN {body} END;\n");
    }
    sql
}

/// The name of the index.
pub fn tree(table: &str, geometry: &str) -> String {
    format!("rtree_{table}_{geometry}")
}
