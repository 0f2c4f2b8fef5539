"""The file PSPP saved after running the syntax file, read by pyreadstat: the same as the one Sonde writes."""

import sys

import read

# Labels in a syntax file are shorter; in the CSV, a text that begins like a formula is led by an apostrophe.
read.CUT = {"label": 120, "value": 120}
fields = [dict(field) for field in read.fields]
for field in fields:
    if field["kind"] == "text" and sys.argv[2] == "csv":
        guarded = ["'" + text if text and text[0] in "=+-@" else text for text in field["values"]]
        field["values"] = guarded
meta = read.read_spss(str(read.folder / "again.sav"), fields)
read.read_sets(meta)
print("all the same")
