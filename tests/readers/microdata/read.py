"""Opens the files of a wave with pyreadstat, pyarrow, csv, and a small reader of Triple-S; compares with what was sealed."""

import csv
import datetime
import json
import math
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pyarrow.parquet
import pyreadstat

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
base, rows, fields = str(folder / expected["wave"]), expected["rows"], expected["fields"]
names = [field["name"] for field in fields]
CUT = {"label": 255, "value": 120}


def same(where, found, wanted):
    if found != wanted:
        raise SystemExit(f"{where}: {found!r} instead of {wanted!r}")


def cut(text, size):
    return text.encode()[:size].decode(errors="ignore")


def spss(value, field):
    """As the reader gives it: dates and numbers typed, a text that is not there as an empty one."""
    if field["kind"] in ("text", "order"):
        return (value or "").rstrip(" ")
    if value is None:
        return None
    if field["kind"] == "date":
        return datetime.date.fromisoformat(value)
    return float(value)


def read_spss(path, fields=fields):
    data, meta = pyreadstat.read_sav(path, user_missing=True, output_format="dict")
    same("rows", meta.number_rows, rows)
    same("names", list(meta.column_names), [field["name"] for field in fields])
    for field in fields:
        name = field["name"]
        column = [None if isinstance(value, float) and math.isnan(value) else value for value in data[name]]
        column = [value.rstrip(" ") if isinstance(value, str) else value for value in column]
        wanted = [spss(value, field) for value in field["values"]]
        for row, (found, value) in enumerate(zip(column, wanted, strict=True)):
            same(f"{path} {name} row {row}", found, value)
        same(f"{name}, its label", cut(meta.column_names_to_labels[name], 255), cut(field["label"], CUT["label"]))
        same(f"{name}, its measure", meta.variable_measure[name], field["measure"])
        if field["codes"] and field["kind"] not in ("order", "text", "date"):
            labels = {float(value): cut(label, CUT["value"]) for value, label, _ in field["codes"]}
            same(f"{name}, its codes", meta.variable_value_labels[name], labels)
            low, high = field["missing"]
            same(f"{name}, its missing", meta.missing_ranges[name], [{"lo": float(low), "hi": float(high)}])
    return meta


def read_sets(meta):
    sets = {name.lstrip("$"): one for name, one in meta.mr_sets.items()}
    same("sets", set(sets), {one["name"] for one in expected["sets"]})
    for one in expected["sets"]:
        found = sets[one["name"]]
        same("members", [name.upper() for name in found["variable_list"]], [name.upper() for name in one["members"]])
        same("counted", (found["counted_value"], found["is_dichotomy"]), (1, True))
        same("label", found["label"], cut(one["label"], 255))


def read_parquet():
    table = pyarrow.parquet.read_table(base + ".parquet")
    same("parquet names", table.column_names, names)
    told = {key.decode(): value.decode() for key, value in table.schema.metadata.items()}
    variables = json.loads(told["sonde.variables"])
    same("parquet weight", told["sonde.weight"], "WEIGHT")
    for field in fields:
        wanted = field["values"]
        if field["kind"] == "date":
            wanted = [value and datetime.date.fromisoformat(value) for value in wanted]
        same(f"parquet {field['name']}", table[field["name"]].to_pylist(), wanted)
        codes = [[code["value"], code["label"], code["missing"] is not None] for code in variables[field["name"]]["codes"]]
        same("parquet codes", codes, field["codes"])


def plain(text):
    """Without the apostrophe that keeps a spreadsheet from reading a formula."""
    return text[1:] if text[:1] == "'" and text[1:2] in "=+-@\t\r" else text


def read_csv():
    with open(base + ".csv", encoding="utf-8", newline="") as file:
        lines = list(csv.reader(file))
    same("csv names", lines[0], names)
    same("csv rows", len(lines) - 1, rows)
    for at, field in enumerate(fields):
        for row, value in enumerate(field["values"]):
            found = lines[row + 1][at]
            where = f"csv {field['name']} row {row}"
            if field["kind"] in ("text", "date", "order"):
                assert not found.startswith(("=", "+", "-", "@", "\t", "\r")), where
                same(where, plain(found), value or "")
            else:
                same(where, float(found), float(value))
    with open(base + ".codebook.csv", encoding="utf-8", newline="") as file:
        book = list(csv.DictReader(file))
    for field in fields:
        codes = [line for line in book if line["variable"] == field["name"]]
        if field["codes"]:
            same(
                f"codebook of {field['name']}",
                [[int(line["value"]), line["code_label"], line["missing"] != ""] for line in codes],
                field["codes"],
            )
        not_asked = next((value for value, label, _ in field["codes"] if label == "Non posée (filtre)"), None)
        if not_asked is not None:
            asked = sum(value != not_asked for value in field["values"])
            same(f"base of {field['name']}", int(codes[0]["base"]), asked)


class TripleS:
    """What the standard says, and nothing of Sonde: a definition, its record, one field of CSV a variable."""

    def __init__(self, path):
        root = ElementTree.parse(path).getroot()
        same("triple-s", (root.tag, root.get("version")), ("sss", "2.0"))
        record = root.find("survey/record")
        same("triple-s format", record.get("format"), "csv")
        data = Path(path).parent / record.get("href")
        with open(data, encoding="utf-8", newline="") as file:
            self.lines = list(csv.reader(file))[int(record.get("skip")) :]
        self.variables = {variable.find("name").text: variable for variable in record.findall("variable")}

    def column(self, name):
        variable = self.variables[name]
        at = int(variable.find("position").get("start")) - 1
        labels = {value.get("code"): value.text for value in variable.iterfind("values/value")}
        for line in self.lines:
            text = line[at]
            if variable.get("type") == "single":
                assert text == "" or int(text) >= 0, (name, text)
                yield labels[text]
            elif variable.get("type") == "multiple":
                highest = max(int(code) for code in labels)
                assert text == "" or (len(text) == highest and set(text) <= set("01")), (name, text)
                yield text
            elif variable.get("type") == "quantity":
                span = variable.find("values/range")
                low, high = float(span.get("from")), float(span.get("to"))
                coded = {float(code) for code in labels}
                assert low <= float(text) <= high or float(text) in coded, (name, text)
                yield float(text)
            elif variable.get("type") == "date":
                yield text and datetime.datetime.strptime(text, "%Y%m%d").date().isoformat()
            else:
                assert len(plain(text)) <= int(variable.find("size").text), (name, text)
                yield plain(text)


def read_triple_s():
    file = TripleS(base + ".triple-s.xml")
    uses = {variable.get("use"): name for name, variable in file.variables.items() if variable.get("use")}
    same("triple-s uses", uses, {"serial": "ROW", "weight": "WEIGHT"})
    members = {name: one["name"] for one in expected["sets"] for name in one["members"]}
    for field in fields:
        wanted = field["values"]
        if field["kind"] == "tick":
            continue
        if field["kind"] in ("category", "missing_kind"):
            labels = {value: label for value, label, _ in field["codes"]}
            wanted = [labels[value] for value in wanted]
        elif field["kind"] in ("text", "order", "date"):
            wanted = [value or "" for value in wanted]
        else:
            wanted = [float(value) for value in wanted]
        same(f"triple-s {field['name']}", list(file.column(field["name"])), wanted)
    by_name = {field["name"]: field for field in fields}
    for one in expected["sets"]:
        found = list(file.column(one["name"]))
        for row, text in enumerate(found):
            ticks = [by_name[name]["values"][row] for name in one["members"]]
            wanted = "" if ticks[0] == -4 else "".join("1" if tick == 1 else "0" for tick in ticks)
            same(f"triple-s {one['name']} row {row}", text, wanted)
    assert len(members) == sum(field["kind"] == "tick" for field in fields)


if __name__ == "__main__":
    read_sets(read_spss(base + ".sav"))
    read_parquet()
    read_csv()
    read_triple_s()
    print("all the same")
