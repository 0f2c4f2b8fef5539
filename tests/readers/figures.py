"""A release figure by figure, as `publication.json` says it, and how what a file says is compared with it."""

import hashlib
import json
import math
import sys
from pathlib import Path

reader, folder = sys.argv[1], Path(sys.argv[2])
release = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
DIGEST = hashlib.sha256((folder / "publication.json").read_bytes()).hexdigest()
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def all_figures():
    """Every figure, as the release says it: a key, what may be read, and how."""
    for table in release["tables"]:
        rows = [("answer", row) for row in table["rows"]]
        rows += [("measure", row) for row in table.get("measures", [])]
        for column in table["columns"]:
            shown = column["shown"]
            cells = [] if shown is None else shown["cells"] + shown.get("measures", [])
            for at, (kind, row) in enumerate(rows):
                cell = None if shown is None else cells[at]
                yield table, column, kind, row, shown, cell


def scaled(number, row):
    return None if number is None else round(number / 10 ** row["decimals"], row["decimals"])


def expected():
    """One line a figure, with the names of the CSV for machines."""
    lines = []
    for table, column, kind, row, shown, cell in all_figures():
        is_answer = kind == "answer"
        told = cell or {}
        of = (lambda name: told.get(name)) if is_answer else (lambda name: scaled(told.get(name), row))
        base = shown and shown["base_n"] if is_answer else told.get("base_n")
        status = "hidden" if cell is None else "small_base" if shown["is_small_base"] else "shown"
        lines.append({
            "question": table["question"], "text": table["text"], "item": table["item"],
            "item_label": table["item_label"], "base_label": table["base_label"], "break": column["variable"],
            "break_label": column["variable_label"], "category": column["category"], "category_label": column["label"],
            "row": row["code"] if is_answer else row["kind"], "row_label": row["label"],
            "percent": told.get("percent"), "low": of("low"), "high": of("high"),
            "value": None if is_answer else of("value"), "unit": "%" if is_answer else row["unit"],
            "base_n": base, "effective_n": shown and shown["effective_n"], "status": status,
            "base_is_rough": None if shown is None else shown.get("base_is_rough", False),
            "se": told.get("se"), "letter": shown and shown.get("letter"),
            "letters": " ".join(told.get("letters", [])) or None, "against_rest": told.get("rest"),
            "audience": release["wave"]["audience"], "origin": "données simulées", "release": DIGEST,
            "fieldwork_start": release["wave"]["fieldwork_start"], "fieldwork_end": release["wave"]["fieldwork_end"],
        })
    return lines


def harmless(text):
    """As a text stands in a file of the CSV kind."""
    return "'" + text if isinstance(text, str) and text.startswith(SIGNS) else text


def same(found, wanted, where):
    if isinstance(wanted, float) and isinstance(found, (int, float)):
        assert math.isclose(found, wanted, rel_tol=1e-12, abs_tol=1e-12), f"{where}: {found!r} instead of {wanted!r}"
    else:
        assert found == wanted, f"{where}: {found!r} instead of {wanted!r}"


def compare(found, wanted, changed=lambda text: text, names=None):
    assert len(found) == len(wanted), f"{len(found)} lines instead of {len(wanted)}"
    for at, (line, right) in enumerate(zip(found, wanted)):
        for name in names or right:
            same(line[name], changed(right[name]), f"line {at}, {name}")
    return len(found)


def no_formula(texts):
    for text in texts:
        if isinstance(text, str) and text.startswith(SIGNS):
            float(text.replace(",", "."))


def french(kinds):
    wanted = expected()
    for line in wanted:
        line["value"] = line["percent"] if line["unit"] == "%" else line["value"]
        line["status"] = kinds[line["status"]]
    return wanted


def one_line(text):
    """XML leaves a carriage return out, and its readers may take spaces for one."""
    return " ".join(text.replace("_x000D_", " ").split())
