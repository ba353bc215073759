//! The CRS at the door: WKT of a `.prj` or an EPSG code, and the way to EPSG:4326.

use super::doubt::degrees_already;
use crate::base::finding::Finding;
use crate::error::{Error, Result};
use geo::{Coord, MapCoordsInPlace, MultiPolygon};
use proj4rs::Proj;
use proj4rs::adaptors::transform_vertex_2d;
use proj4wkt::builder::Node;
use rayon::prelude::*;
use std::path::Path;

/// A coordinate reference system as a file names it.
pub(super) struct Crs {
    /// Its name in words.
    pub name: String,
    definition: String,
}

impl Crs {
    /// From the WKT (1, ESRI or 2) of a `.prj`.
    ///
    /// # Errors
    /// What cannot be understood, a projection that is not known, degrees that are not degrees.
    pub fn from_wkt(wkt: &str) -> Result<Self> {
        let refuse = |what: String| {
            Error::input(format!("the CRS cannot be read: {what}")).remedy(
                "save the layer in WGS84 (EPSG:4326); without its .prj it is read as having no CRS",
            )
        };
        let wkt = wkt.trim().trim_start_matches('\u{feff}');
        let node = proj4wkt::Builder::new()
            .parse(wkt)
            .map_err(|error| refuse(error.to_string()))?;
        if let Node::GEOGCRS(geographic) = &node
            && let Some(unit) = &geographic.unit
            && (unit.factor.to_degrees() - 1.0).abs() > 1e-8
        {
            return Err(refuse("its angles are not degrees".into()));
        }
        let definition =
            proj4wkt::wkt_to_projstring(wkt).map_err(|error| refuse(error.to_string()))?;
        let name = wkt.split('"').nth(1).unwrap_or("unnamed").to_owned();
        Ok(Self { name, definition })
    }

    /// From the `crs` member of older GeoJSON: `EPSG:32749`, `urn:ogc:def:crs:EPSG::32749`, `urn:ogc:def:crs:OGC:1.3:CRS84`.
    ///
    /// Known are WGS84, DGN95 and SRGI2013 with their UTM zones, the TM-3 zones of Indonesia, and the Mercators of web maps.
    /// DGN95 and SRGI2013 are taken as WGS84, which is true to about a metre.
    ///
    /// # Errors
    /// Any other code.
    pub fn from_code(name: &str) -> Result<Self> {
        let code = name.rsplit(':').next().unwrap_or(name);
        let utm = |zone: u32, south: bool| {
            let south = if south { " +south" } else { "" };
            format!("+proj=utm +zone={zone}{south} +datum=WGS84")
        };
        let definition = match code.parse::<u32>() {
            _ if code.eq_ignore_ascii_case("CRS84") => LONGLAT.to_owned(),
            Ok(4326 | 4979 | 4755 | 9470) => LONGLAT.to_owned(),
            Ok(code @ 32601..=32660) => utm(code - 32600, false),
            Ok(code @ 32701..=32760) => utm(code - 32700, true),
            Ok(code @ 23866..=23872) => utm(code - 23866 + 46, false),
            Ok(code @ 23877..=23884) => utm(code - 23877 + 47, true),
            Ok(code @ 9476..=9482) => utm(code - 9476 + 46, false),
            Ok(code @ 9487..=9494) => utm(code - 9487 + 47, true),
            Ok(code @ 23830..=23845) => {
                let meridian = 94.5 + 3.0 * f64::from(code - 23830);
                format!(
                    "+proj=tmerc +lat_0=0 +lon_0={meridian} +k=0.9999 +x_0=200000 +y_0=1500000 +datum=WGS84"
                )
            }
            Ok(3857) => WEB_MERCATOR.to_owned(),
            Ok(3395) => "+proj=merc +datum=WGS84".to_owned(),
            _ => {
                return Err(Error::input(format!("the CRS `{name}` is not known here"))
                    .remedy("save the layer in WGS84 (EPSG:4326)"));
            }
        };
        Ok(Self {
            name: name.to_owned(),
            definition,
        })
    }

    /// Brings a layer to EPSG:4326; coordinates that are there already stay bit for bit.
    ///
    /// # Errors
    /// The first record with a coordinate that has no place on the earth.
    pub fn settle(
        &self,
        geometry: &mut [MultiPolygon<f64>],
        path: &Path,
        findings: &mut Vec<Finding>,
    ) -> Result<()> {
        let refuse = |error: proj4rs::errors::Error| {
            Error::input(format!("the CRS `{}` cannot be used: {error}", self.name))
                .file(path)
                .remedy("save the layer in WGS84 (EPSG:4326)")
        };
        let from = Proj::from_proj_string(&self.definition).map_err(refuse)?;
        let to = Proj::from_proj_string(LONGLAT).map_err(refuse)?;
        if !["+towgs84", "+datum", "+nadgrids"]
            .iter()
            .any(|known| self.definition.contains(known))
        {
            findings.push(
                Finding::warning(
                    "datum-shift",
                    format!(
                        "the CRS `{}` names a datum without a shift to WGS84; positions may be off by some hundred metres",
                        self.name
                    ),
                )
                .file(path)
                .remedy("add TOWGS84 to the .prj, or save the layer in WGS84 (EPSG:4326)"),
            );
        }
        if !from.is_latlong() {
            let doubt = degrees_already(&self.name, geometry);
            findings.extend(doubt.map(|finding| finding.file(path)));
        }
        if !self.is_wgs84(&from) {
            geometry.par_iter_mut().for_each(|geometry| {
                geometry.map_coords_in_place(|coord| to_degrees(&from, &to, coord));
            });
        }
        out_of_range(geometry, path)
    }

    /// Degrees on an ellipsoid within a tenth of a millimetre of WGS84, no shift, from Greenwich, east and north.
    fn is_wgs84(&self, from: &Proj) -> bool {
        let (semi_major, semi_minor) = from.ellipse_parameters();
        let shift = self
            .definition
            .split_whitespace()
            .find_map(|word| word.strip_prefix("+towgs84="));
        from.is_latlong()
            && from.from_greenwich() == 0.0
            && from.is_normalized_axis()
            && (semi_major - 6_378_137.0).abs() < 1e-3
            && (semi_minor - 6_356_752.314_2).abs() < 1e-3
            && shift.is_none_or(|shift| shift.split(',').all(|number| number.parse() == Ok(0.0)))
    }
}

const LONGLAT: &str = "+proj=longlat +datum=WGS84";
const WEB_MERCATOR: &str = "+proj=merc +a=6378137 +b=6378137 +lat_ts=0 +lon_0=0 +x_0=0 +y_0=0 +k=1 +units=m +nadgrids=@null";

fn to_degrees(from: &Proj, to: &Proj, coord: Coord<f64>) -> Coord<f64> {
    let input = if from.is_latlong() {
        (coord.x.to_radians(), coord.y.to_radians())
    } else {
        coord.x_y()
    };
    match transform_vertex_2d(from, to, input) {
        Ok((x, y)) => Coord {
            x: x.to_degrees(),
            y: y.to_degrees(),
        },
        Err(_) => Coord {
            x: f64::NAN,
            y: f64::NAN,
        },
    }
}

/// Refuses the first record with a coordinate outside degrees.
fn out_of_range(geometry: &[MultiPolygon<f64>], path: &Path) -> Result<()> {
    let outside = geometry
        .par_iter()
        .enumerate()
        .find_map_first(|(i, geometry)| {
            use geo::CoordsIter;
            geometry
                .coords_iter()
                .find(|c| !(c.x.abs() <= 180.0 && c.y.abs() <= 90.0))
                .map(|coord| (i, coord))
        });
    let Some((i, coord)) = outside else {
        return Ok(());
    };
    Err(Error::input(format!(
        "coordinate out of range: ({}, {}) is not a longitude and latitude in degrees",
        coord.x, coord.y
    ))
    .file(path)
    .row(i + 1)
    .remedy("check that the CRS given with the layer is the one its coordinates are in"))
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;
    use geo::{CoordsIter, polygon};

    fn place(crs: &Crs, x: f64, y: f64) -> (Result<(f64, f64)>, Vec<Finding>) {
        let mut layer = [MultiPolygon(vec![
            polygon![(x: x, y: y), (x: x, y: y), (x: x, y: y)],
        ])];
        let mut findings = Vec::new();
        let result = crs.settle(&mut layer, Path::new("x.shp"), &mut findings);
        let coord = layer[0].coords_iter().next().unwrap();
        (result.map(|()| coord.x_y()), findings)
    }

    fn near((x, y): (f64, f64), expected: (f64, f64)) {
        assert!(
            (x - expected.0).abs() < 1e-9 && (y - expected.1).abs() < 1e-9,
            "({x}, {y}) is not {expected:?}"
        );
    }

    #[test]
    fn codes_and_wkt_agree_with_proj() {
        // pyproj 3.7: Transformer.from_crs(code, 4326, always_xy=True); to 9470 for SRGI2013, whose shift of 0.2 m is left out.
        for (code, x, y, expected) in CASES {
            let (result, findings) = place(&Crs::from_code(code).unwrap(), x, y);
            near(result.unwrap(), expected);
            assert_eq!(findings, []);
        }
        for code in ["EPSG:2154", "EPSG:9483", "EPSG:9486", "EPSG:9495"] {
            assert!(Crs::from_code(code).is_err(), "{code}");
        }
    }

    const CASES: [(&str, f64, f64, (f64, f64)); 10] = [
        (
            "urn:ogc:def:crs:EPSG::32749",
            432_000.0,
            9_136_000.0,
            (110.383_220_580_286_06, -7.815_943_636_138_769),
        ),
        (
            "EPSG:32651",
            612_345.6,
            221_000.0,
            (124.010_179_741_940_99, 1.999_135_583_483_257),
        ),
        (
            "EPSG:23835",
            212_345.6,
            745_000.5,
            (109.611_700_495_827_56, -6.828_331_230_897_624),
        ),
        (
            "EPSG:23879",
            432_000.0,
            9_136_000.0,
            (110.383_220_580_286_06, -7.815_943_636_138_769),
        ),
        (
            "EPSG:9489",
            432_000.0,
            9_136_000.0,
            (110.383_220_580_286_06, -7.815_943_636_138_769),
        ),
        (
            "EPSG:9494",
            432_000.0,
            9_136_000.0,
            (140.383_220_580_286_06, -7.815_943_636_138_769),
        ),
        (
            "EPSG:9476",
            612_345.6,
            221_000.0,
            (94.010_179_741_941_03, 1.999_135_583_483_257),
        ),
        (
            "EPSG:9481",
            612_345.6,
            221_000.0,
            (124.010_179_741_940_99, 1.999_135_583_483_257),
        ),
        (
            "EPSG:3857",
            13_738_000.5,
            -1_144_000.25,
            (123.410_558_223_916_27, -10.222_066_061_253_843),
        ),
        (
            "EPSG:3395",
            13_738_000.5,
            -1_144_000.25,
            (123.410_558_223_916_27, -10.289_488_313_989_164),
        ),
    ];

    #[test]
    fn a_web_mercator_prj_is_known() {
        let wkt = r#"PROJCS["WGS_1984_Web_Mercator_Auxiliary_Sphere",GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Mercator_Auxiliary_Sphere"],PARAMETER["False_Easting",0.0],PARAMETER["False_Northing",0.0],PARAMETER["Central_Meridian",0.0],PARAMETER["Standard_Parallel_1",0.0],PARAMETER["Auxiliary_Sphere_Type",0.0],UNIT["Meter",1.0]]"#;
        let (result, findings) = place(&Crs::from_wkt(wkt).unwrap(), 13_738_000.5, -1_144_000.25);
        near(
            result.unwrap(),
            (123.410_558_223_916_27, -10.222_066_061_253_843),
        );
        assert_eq!(findings, []);
    }

    #[test]
    fn degrees_pass_bit_for_bit() {
        let esri = r#"GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
        let dgn95 = r#"GEOGCS["DGN95",DATUM["Datum_Geodesi_Nasional_1995",SPHEROID["WGS 84",6378137,298.257223563],TOWGS84[0,0,0,0,0,0,0]],PRIMEM["Greenwich",0],UNIT["degree",0.0174532925199433]]"#;
        let codes = ["OGC:CRS84", "EPSG:4326"].map(|code| Crs::from_code(code).unwrap());
        for crs in [esri, dgn95]
            .map(|wkt| Crs::from_wkt(wkt).unwrap())
            .into_iter()
            .chain(codes)
        {
            // a seventh does not come back from radians
            for x in [110.123_456_789_012_3, 110.0 + 2.0 / 7.0] {
                let (result, findings) = place(&crs, x, -7.1);
                assert_eq!(result.unwrap(), (x, -7.1));
                assert_eq!(findings, []);
            }
        }
    }

    #[test]
    fn an_unknown_datum_shift_is_a_finding() {
        let batavia = r#"GEOGCS["GCS_Batavia",DATUM["D_Batavia",SPHEROID["Bessel_1841",6377397.155,299.1528128]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]]"#;
        let (result, findings) = place(&Crs::from_wkt(batavia).unwrap(), 110.0, -7.0);
        near(result.unwrap(), (110.0, -7.0));
        assert_eq!(findings.len(), 1);
        assert_eq!(findings[0].check, "datum-shift");
    }

    #[test]
    fn what_is_not_degrees_is_refused() {
        let (result, _) = place(&Crs::from_code("CRS84").unwrap(), 432_000.0, 9_100_000.0);
        let error = result.unwrap_err();
        assert!(error.to_string().contains("out of range"), "{error}");
        assert_eq!(error.place.row, Some(1));
        let grads = r#"GEOGCS["x",DATUM["d",SPHEROID["WGS84",6378137,298.257223563]],PRIMEM["Greenwich",0],UNIT["grad",0.015707963267949]]"#;
        assert!(Crs::from_wkt(grads).is_err());
        assert!(Crs::from_wkt("not a crs").is_err());
    }
}
