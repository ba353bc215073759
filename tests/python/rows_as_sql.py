"""A Parquet file as a table `household` of PostgreSQL: `rows.csv`, and `load.sql` for psql in that folder.

    rows_as_sql.py ROWS.parquet FOLDER
"""

import os
import sys

import duckdb

TYPES = {"VARCHAR": "text", "BOOLEAN": "boolean", "DOUBLE": "double precision", "FLOAT": "real", "UTINYINT": "smallint", "TINYINT": "smallint",
         "USMALLINT": "integer", "SMALLINT": "smallint", "UINTEGER": "bigint", "INTEGER": "integer", "BIGINT": "bigint", "DATE": "date"}

rows, folder = sys.argv[1:]
os.makedirs(folder)
source = f"read_parquet('{rows}')"
columns = duckdb.sql(f"DESCRIBE SELECT * FROM {source}").fetchall()
duckdb.sql(f"COPY (SELECT * FROM {source}) TO '{folder}/rows.csv' (HEADER)")
typed = ", ".join(f'"{column[0]}" {TYPES[column[1]]}' for column in columns)
with open(f"{folder}/load.sql", "w") as text:
    text.write(f"CREATE TABLE household ({typed});\n\\copy household FROM 'rows.csv' CSV HEADER\n")
