"""Executes a notebook on a run and says what it printed; a cell that fails, fails the test."""

import os
import sys

import nbclient
import nbformat

notebook, run = sys.argv[1:]
os.environ["KAWASAN_RUN"] = os.path.abspath(run)
done = nbclient.NotebookClient(nbformat.read(notebook, as_version=4), timeout=300).execute()
for cell in done.cells:
    for output in cell.get("outputs", []):
        print(output.get("text", ""), end="")
