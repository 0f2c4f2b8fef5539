"""Compares each file of a release with the release itself, figure by figure: aggregates.py READER FOLDER."""

import csv
import datetime
import hashlib
import json
import math
import zipfile

from figures import DIGEST, compare, expected, folder, french, harmless, no_formula, one_line, reader, same


def of_csv():
    import pandas

    path = folder / "tableaux.csv"
    assert not path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8", newline="") as lines:
        for line in csv.reader(lines):
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
    path = folder / "tableaux-excel.csv"
    assert path.read_bytes().startswith(b"\xef\xbb\xbf"), "without its mark Excel reads UTF-8 as something else"
    with path.open(encoding="utf-8-sig", newline="") as lines:
        found = list(csv.DictReader(lines, delimiter=";"))
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


def of_parquet():
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
            # The base of a hidden figure may be read; that of a small column is small too.
            allowed = (None, "u") if mark == "c" and value is not None else (mark if value is not None or mark == "c" else None,)
            assert status in allowed, (key, figure, status)
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


def of_workbook():
    import workbook

    return workbook.of_workbook()


def of_libreoffice():
    import workbook

    return workbook.of_libreoffice()


readers = {
    "csv": of_csv, "excel": of_excel, "parquet": of_parquet, "jsonstat": of_jsonstat, "sdmx": of_sdmx,
    "workbook": of_workbook, "libreoffice": of_libreoffice, "archive": of_archive,
}
print(readers[reader](), "figures")
