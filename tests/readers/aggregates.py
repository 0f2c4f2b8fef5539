"""Compares each file of a release with the release itself, figure by figure: aggregates.py READER FOLDER."""

import hashlib
import json
import math
import sys
import zipfile
from pathlib import Path

reader, folder = sys.argv[1], Path(sys.argv[2])
release = json.loads((folder / "publication.json").read_text(encoding="utf-8"))
DIGEST = hashlib.sha256((folder / "publication.json").read_bytes()).hexdigest()
SIGNS = ("=", "+", "-", "@", "\t", "\r", "\n")


def figures():
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
    for table, column, kind, row, shown, cell in figures():
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


def of_csv():
    import csv as raw

    import pandas

    path = folder / "tableaux.csv"
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8", newline="") as lines:
        for line in raw.reader(lines):
            no_formula(line)
    frame = pandas.read_csv(path, dtype=object, keep_default_na=False)
    numbers = ["percent", "low", "high", "value", "base_n", "effective_n", "se"]
    found = frame.to_dict("records")
    for line in found:
        for name, value in line.items():
            line[name] = None if value == "" else float(value) if name in numbers else value
        line["base_is_rough"] = {"true": True, "false": False, None: None}[line["base_is_rough"]]
    return compare(found, expected(), harmless)


def of_excel():
    import csv as raw

    path = folder / "tableaux-excel.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without its mark Excel reads UTF-8 as something else"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(raw.DictReader(lines, delimiter=";"))
    kinds = {"shown": "lisible", "small_base": "base faible", "hidden": "masqué"}
    number = lambda text: None if text == "" else float(text.replace(",", "."))
    told = []
    for line in found:
        no_formula(line.values())
        assert "." not in line["Valeur"] + line["Borne basse à 95\u00a0%"] + line["Erreur type"]
        told.append({
            "origin": line["Origine"], "question": line["Question"], "text": line["Libellé exact"],
            "item_label": line["Élément"] or None, "base_label": line["Base"], "break_label": line["Croisement"] or None,
            "category_label": line["Catégorie"], "row_label": line["Réponse ou mesure"], "value": number(line["Valeur"]),
            "low": number(line["Borne basse à 95\u00a0%"]), "high": number(line["Borne haute à 95\u00a0%"]),
            "unit": line["Unité"] or None, "status": line["Lecture"], "base_n": number(line["Base brute"]),
            "effective_n": number(line["Base effective"]), "letter": line["Lettre de la colonne"] or None,
            "letters": line["Supérieur aux colonnes"] or None, "se": number(line["Erreur type"]),
            "category": line["Code de la catégorie"] or None, "row": line["Code de la réponse"],
            "audience": line["Public"], "fieldwork_end": "-".join(reversed(line["Fin du terrain"].split("/"))),
            "release": line["Empreinte de la publication"],
        })
    return compare(told, french(kinds), harmless, names=told[0])


def french(kinds):
    wanted = expected()
    for line in wanted:
        line["value"] = line["percent"] if line["unit"] == "%" else line["value"]
        line["status"] = kinds[line["status"]]
    return wanted


def of_parquet():
    import datetime

    import pyarrow.parquet

    table = pyarrow.parquet.read_table(folder / "tableaux.parquet")
    types = {field.name: str(field.type) for field in table.schema}
    kinds = ["text", "percent", "low", "se", "fieldwork_end", "base_is_rough", "base_n"]
    assert [types[name] for name in kinds] == ["string", "int32", "double", "double", "date32[day]", "bool", "int32"]
    assert table.schema.metadata[b"sonde.origin"].decode() == "données simulées"
    wanted = expected()
    for line in wanted:
        for name in ["fieldwork_start", "fieldwork_end"]:
            line[name] = datetime.date.fromisoformat(line[name])
    return compare(table.to_pylist(), wanted)


def of_jsonstat():
    from jsonstat_validator import validate_jsonstat

    collection = json.loads((folder / "tableaux.json").read_text(encoding="utf-8"))
    validate_jsonstat(collection)
    cubes = collection["link"]["item"]
    for cube in cubes:
        validate_jsonstat(cube)
    found = {}
    for cube in cubes:
        extension = cube["extension"]
        assert extension["is_simulated"] and cube["note"][0] == "Données simulées."
        index = {name: cube["dimension"][name]["category"]["index"] for name in cube["id"]}
        assert cube["size"] == [len(index[name]) for name in cube["id"]]
        assert len(cube["value"]) == math.prod(cube["size"])
        at = 0
        for answer in index["answer"]:
            for column in index["column"]:
                for figure in index["figure"]:
                    key = (extension["question"], extension["item"], column, answer, figure)
                    assert key not in found, key
                    found[key] = (cube["value"][at], cube["status"].get(str(at)), cube["dimension"], cube["label"])
                    at += 1
    compared = 0
    for line in expected():
        is_answer = line["unit"] == "%"
        column = "total" if line["break"] is None else f"{line['break']}.{line['category']}"
        key = (line["question"], line["item"], column, line["row"])
        for figure in ["percent" if is_answer else "value", "low", "high", "se", "base_n"]:
            value, status, dimension, label = found.pop((*key, figure))
            same(value, line[figure], (*key, figure))
            mark = "c" if line["status"] == "hidden" else "u" if line["status"] == "small_base" else None
            assert status == (mark if value is not None or mark == "c" else None) or value is not None and mark == "c"
            assert dimension["answer"]["category"]["label"][line["row"]] == line["row_label"]
            assert label.startswith(line["text"])
        if is_answer:
            same(found.pop((*key, "effective_n"))[0], line["effective_n"], key)
        compared += 1
    assert not found, list(found)[:3]
    return compared


def of_sdmx():
    from pysdmx.io import get_datasets, read_sdmx
    from pysdmx.model import Codelist, DataStructureDefinition

    data, structure = folder / "tableaux-sdmx.csv", folder / "tableaux-sdmx-structure.xml"
    message = read_sdmx(structure, validate=True)
    lists = {found.id: {code.id: code.name for code in found.items} for found in message.structures if isinstance(found, Codelist)}
    definition = next(found for found in message.structures if isinstance(found, DataStructureDefinition))
    (dataset,) = get_datasets(data, structure)
    frame = dataset.data
    components = {component.id: component for component in definition.components}
    assert set(frame.columns) == set(components), set(frame.columns) ^ set(components)
    for name in frame.columns:
        enumeration = components[name].enumeration
        if enumeration is not None:
            used = set(frame[name].dropna()) - {""}
            assert used <= set(lists[enumeration.id]), (name, used - set(lists[enumeration.id]))
    escaped = lambda code: "".join(c if c.isascii() and c.isalnum() or c in "_-@" else f"${ord(c):02X}" for c in code)
    owned = lambda owner, code: f"{owner}-{escaped(code)}"
    seen = set()
    wanted = expected()
    assert len(frame) == len(wanted)
    for line, right in zip(frame.to_dict("records"), wanted):
        question = right["question"]
        key = (
            question,
            "_Z" if right["item"] is None else owned(question, right["item"]),
            "_T" if right["break"] is None else owned(right["break"], right["category"]),
            owned(question, right["row"]),
        )
        assert tuple(line[name] for name in ["QUESTION", "ITEM", "BREAKDOWN", "ANSWER"]) == key
        assert key not in seen
        seen.add(key)
        number = lambda name: None if line[name] in ("", None) or line[name] != line[name] else float(line[name])
        is_answer = right["unit"] == "%"
        same(number("OBS_VALUE"), right["percent" if is_answer else "value"], key)
        for name, of in [("CI_LOWER", "low"), ("CI_UPPER", "high"), ("STD_ERROR", "se"), ("BASE_N", "base_n"), ("EFFECTIVE_N", "effective_n")]:
            same(number(name), right[of], (*key, name))
        marks = {"shown": ("A", "F"), "small_base": ("U", "F"), "hidden": ("Q", "C")}[right["status"]]
        assert (line["OBS_STATUS"], line["CONF_STATUS"], line["SIMULATED"]) == (*marks, "Y")
        assert line["BASE_LABEL"] == harmless(right["base_label"])
        assert one_line(lists["CL_ANSWER"][key[3]]) == one_line(right["row_label"])
        assert one_line(lists["CL_QUESTION"][question]) == one_line(right["text"])
        start, length = line["TIME_PERIOD"].split("/")
        assert start == right["fieldwork_start"] and length.startswith("P")
    return len(wanted)


def one_line(text):
    """XML leaves a carriage return out, and its readers may take spaces for one."""
    return " ".join(text.replace("_x000D_", " ").split())


def of_workbook(path=None):
    import openpyxl

    book = openpyxl.load_workbook(path or folder / "classeur.xlsx")
    for sheet in book:
        for cells in sheet.iter_rows():
            for cell in cells:
                assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate} is a formula: {cell.value!r}"
    names = book.sheetnames
    questions = list(dict.fromkeys(table["question"] for table in release["tables"]))
    assert names == ["Sommaire", *questions, "Notes", "Données"], names
    if path is None:
        assert book.properties.title == release["wave"]["title"]
        assert str(book.properties.created.date()) == release["wave"]["fieldwork_end"]
        assert book["Sommaire"].freeze_panes and book["Données"].auto_filter.ref
        linked = {cell.hyperlink.location for row in book["Sommaire"].iter_rows() for cell in row if cell.hyperlink}
        assert {f"'{name}'!A1" for name in questions} <= linked, linked
    text = " ".join(str(cell.value) for row in book["Sommaire"].iter_rows() for cell in row if cell.value)
    assert "Données simulées" in text and release["wave"]["title"] in text
    compared = sum(of_sheet(book[question], question) for question in questions)
    of_register(book["Données"])
    return compared


def of_sheet(sheet, question):
    """Reads the bands as a person does: heads, then a line an answer, in the order of the release."""
    tables = [table for table in release["tables"] if table["question"] == question]
    lines = [[cell for cell in row] for row in sheet.iter_rows()]
    assert one_line(tables[0]["text"]) in [one_line(str(row[0].value)) for row in lines[:4]], lines[1][0].value
    assert tables[0]["base_label"] in str(lines[2][0].value)
    assert "Données simulées" in [cell.value for cell in lines[0]]
    at = next(place for place, row in enumerate(lines) if row[1].value == "Ensemble" and row[2].value == "de")
    place = lambda column: 1 if column == 0 else column + 3
    for column, said in enumerate(tables[0]["columns"][1:], 1):
        assert lines[at][place(column)].value == said["label"]
    at += 1
    compared = 0
    for table in tables:
        if table["item_label"]:
            assert lines[at][0].value == table["item_label"]
            at += 1
        for name in ["base_n", "effective_n"]:
            for column, said in enumerate(table["columns"]):
                cell = lines[at][place(column)]
                same(cell.value, "masqué" if said["shown"] is None else said["shown"][name], (question, name, column))
                if said["shown"]:
                    assert ("≈" in cell.number_format) == said["shown"].get("base_is_rough", False), cell.number_format
                    assert ("*" in cell.number_format) == said["shown"]["is_small_base"], cell.number_format
            at += 1
        if lines[at][0].value == "Lettre de la colonne":
            for column, said in enumerate(table["columns"]):
                same(lines[at][place(column)].value, (said["shown"] or {}).get("letter"), (question, "letter", column))
            at += 1
        rows = [("answer", row) for row in table["rows"]] + [("measure", row) for row in table.get("measures", [])]
        for index, (kind, row) in enumerate(rows):
            label = one_line(str(lines[at][0].value))
            assert label in (one_line(row["label"]), "dont " + one_line(row["label"])), (label, row["label"])
            letters = []
            for column, said in enumerate(table["columns"]):
                shown = said["shown"]
                cell = None if shown is None else (shown["cells"] + shown.get("measures", []))[index]
                found = lines[at][place(column)]
                if cell is None:
                    same(found.value, "masqué", (question, label, column))
                    letters.append(None)
                else:
                    part = lambda name: cell[name] / 100 if kind == "answer" else scaled(cell[name], row)
                    same(found.value, part("percent" if kind == "answer" else "value"), (question, label, column))
                    assert ("%" in found.number_format) == (kind == "answer"), found.number_format
                    arrow = {"above": "▲", "below": "▼", None: ""}[cell.get("rest")]
                    assert arrow in found.number_format, found.number_format
                    if column == 0:
                        same(lines[at][2].value, part("low"), (question, label, "low"))
                        same(lines[at][3].value, part("high"), (question, label, "high"))
                    letters.append(" ".join(cell.get("letters", [])) or None)
                compared += 1
            at += 1
            if any(letters):
                assert lines[at][0].value == "supérieur aux colonnes"
                assert [lines[at][place(column)].value for column in range(len(letters))] == letters
                at += 1
        if str(lines[at][0].value).startswith("Dépendance"):
            at += 1
        at += 1
    return compared


def of_register(sheet):
    lines = list(sheet.iter_rows(values_only=True))
    heads, lines = lines[0], lines[1:]
    kinds = {"shown": "lisible", "small_base": "base faible", "hidden": "masqué"}
    wanted = french(kinds)
    assert len(lines) == len(wanted)
    names = {
        "Question": "question", "Valeur": "value", "Borne basse à 95\u00a0%": "low", "Borne haute à 95\u00a0%": "high",
        "Lecture": "status", "Base brute": "base_n", "Base effective": "effective_n", "Erreur type": "se",
        "Code de la réponse": "row", "Code de la catégorie": "category", "Unité": "unit",
    }
    for at, (line, right) in enumerate(zip(lines, wanted)):
        found = dict(zip(heads, line))
        for head, name in names.items():
            same(found[head], right[name], (at, head))
        assert one_line(found["Réponse ou mesure"]) == one_line(right["row_label"])
        assert str(found["Fin du terrain"])[:10] == right["fieldwork_end"]


def of_libreoffice():
    import subprocess

    target = folder / "converti"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(folder / "classeur.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (target / "classeur.xlsx").exists(), done.stdout + done.stderr
    return of_workbook(target / "classeur.xlsx")


def of_archive():
    with zipfile.ZipFile(folder / "publication.zip") as archive:
        assert archive.testzip() is None
        manifest = json.loads(archive.read("manifest.json"))
        assert archive.namelist() == ["manifest.json", *[file["name"] for file in manifest["files"]]]
        for file in manifest["files"]:
            content = archive.read(file["name"])
            assert content == (folder / file["name"]).read_bytes()
            assert (len(content), hashlib.sha256(content).hexdigest()) == (file["bytes"], file["sha256"])
        assert manifest["publication"]["release_digest"] == DIGEST
        rows = {file["name"]: file["rows"] for file in manifest["files"]}
    assert "Données simulées".lower() in (folder / "LISEZMOI.txt").read_text(encoding="utf-8-sig").lower()
    return rows["tableaux.csv"]


readers = {
    "csv": of_csv, "excel": of_excel, "parquet": of_parquet, "jsonstat": of_jsonstat, "sdmx": of_sdmx,
    "workbook": of_workbook, "libreoffice": of_libreoffice, "archive": of_archive,
}
print(readers[reader](), "figures")
