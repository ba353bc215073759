//! Tables: CSV, Excel and Parquet to frames, read right without options.
