//! Validity, repair and measures of village polygons.
