"""The file PSPP saved after running the syntax file, read by pyreadstat: the same as the one Sonde writes."""

import read

# Texts come from the CSV, where a formula is led by an apostrophe; labels in a syntax file are shorter.
read.CUT = {"label": 120, "value": 120}
fields = [dict(field) for field in read.fields]
for field in fields:
    if field["kind"] == "text":
        guarded = ["'" + text if text and text[0] in "=+-@" else text for text in field["values"]]
        field["values"] = guarded
meta = read.read_spss(str(read.folder / "again.sav"), fields)
read.read_sets(meta)
print("all the same")
