//! Regionalisation: partitions into contiguous regions.
