"""The workbook of a release, as openpyxl reads it, before and after LibreOffice wrote it again."""

import subprocess

import openpyxl
from figures import folder, french, one_line, release, same, scaled


def of_workbook(path=None):
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
    target = folder / "converti"
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = ["soffice", profile, "--headless", "--convert-to", "xlsx", "--outdir", str(target), str(folder / "classeur.xlsx")]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120)
    assert (target / "classeur.xlsx").exists(), done.stdout + done.stderr
    return of_workbook(target / "classeur.xlsx")
