#!/usr/bin/env python3
"""Asks other tools what conditions are worth, and writes peers.json. From the root of the project:

    tests/expressions/peers.py

Needs cargo, node with npm, and the Debian packages r-base-core and pspp (apt-get install). Not part of the gate: the
gate holds our evaluation against what was written here.
"""
import csv
import json
import os
import subprocess
import sys
import tempfile

HERE = os.path.dirname(os.path.abspath(__file__))
TICKS = ["don", "voisins", "rien", "autre"]
PACKAGES = ["openrosa-xpath-evaluator@2.0.13", "survey-core@3.1.1", "jsdom@29.1.1"]


def columns(answers):
    """One dictionary of columns a set of answers; None is no answer."""
    rows = []
    for a in answers:
        row = {"AGE": a["AGE"], "TAUX": a["TAUX"], "JC": a["JC"], "G.rapide": a["RAPIDE"], "NOTE": a["NOTE"],
               "REVENU": a["REVENU"], "AVIS": a["AVIS"], "JOUR": a["JOUR"]}
        for at, code in enumerate(TICKS):
            row["ENG." + code] = int(at in a["ENG"]) if a["ENG"] else None
            row["RANG." + code] = a["RANG"].index(at) + 1 if at in a["RANG"] else None
        for part, code in zip(a["PARTS"], "abc"):
            row["PARTS." + code] = part
        rows.append(row)
    return rows


TEXTS = ["JC", "G.rapide", "NOTE", "REVENU", "AVIS"]


def ask_r(folder, rows, texts):
    def vector(name):
        if name in TEXTS or name == "JOUR":
            cells = ", ".join("NA_character_" if row[name] is None else json.dumps(row[name], ensure_ascii=False) for row in rows)
            return f"as.Date(c({cells}))" if name == "JOUR" else f"c({cells})"
        return "as.numeric(c(" + ", ".join("NA" if row[name] is None else str(row[name]) for row in rows) + "))"

    frame = ", ".join(f"`{name}` = {vector(name)}" for name in rows[0])
    script = [f"answers <- data.frame(check.names = FALSE, stringsAsFactors = FALSE, {frame})",
              "say <- function(text) {",
              "  found <- rep_len(with(answers, eval(parse(text = text))), nrow(answers))",
              "  cat(paste0(ifelse(is.na(found), '?', ifelse(found, '1', '0')), collapse = ''), '\\n', sep = '')",
              "}"]
    script += [f"say({json.dumps(text, ensure_ascii=False)})" for text in texts]
    path = os.path.join(folder, "asked.R")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(script))
    out = subprocess.run(["Rscript", "--vanilla", path], check=True, capture_output=True, text=True,
                         env={**os.environ, "LC_ALL": "C.UTF-8"}).stdout
    return out.split()


def ask_pspp(folder, rows, texts):
    names = [name.replace(".", "_") for name in rows[0]]
    table, saved = os.path.join(folder, "answers.csv"), os.path.join(folder, "said.csv")
    with open(table, "w", newline="", encoding="utf-8") as file:
        writer = csv.writer(file, delimiter=";")
        writer.writerow(names)
        for row in rows:
            writer.writerow(["" if value is None else value for value in row.values()])
    kinds = []
    for original, name in zip(rows[0], names):
        kinds.append(f"{name} {'A20' if original in TEXTS else 'SDATE10' if original == 'JOUR' else 'F8.2'}")
    syntax = ["SET LOCALE='C.UTF-8'.", "SET UNDEFINED=NOWARN.",
              f"GET DATA /TYPE=TXT /FILE='{table}' /ARRANGEMENT=DELIMITED /FIRSTCASE=2 /DELIMITERS=';' /VARIABLES="]
    syntax += ["  " + kind for kind in kinds]
    syntax[-1] += "."
    syntax += [f"COMPUTE said{at} = {text}." for at, text in enumerate(texts)]
    kept = " ".join(f"said{at}" for at in range(len(texts)))
    syntax.append(f"SAVE TRANSLATE /OUTFILE='{saved}' /TYPE=CSV /REPLACE /FIELDNAMES /KEEP={kept}.")
    path = os.path.join(folder, "asked.sps")
    with open(path, "w", encoding="utf-8") as file:
        file.write("\n".join(syntax) + "\n")
    done = subprocess.run(["pspp", "-o", os.path.join(folder, "pspp.txt"), path], capture_output=True, text=True)
    if not os.path.exists(saved):
        sys.exit(done.stdout + done.stderr)
    with open(saved, encoding="utf-8") as file:
        table = list(csv.reader(file))[1:]
    sign = {"1": "1", "0": "0", "1.00": "1", ".00": "0", "0.00": "0"}
    return ["".join(sign.get(row[at].strip(), "?") for row in table) for at in range(len(texts))]


def main():
    with tempfile.TemporaryDirectory() as folder:
        asked = os.path.join(folder, "asked.json")
        subprocess.run(["cargo", "test", "--quiet", "--test", "expressions", "write_what_is_asked", "--", "--ignored"],
                       check=True, env={**os.environ, "SONDE_ASKED": asked}, stdout=subprocess.DEVNULL)
        subprocess.run(["npm", "install", "--silent", "--no-fund", "--prefix", folder, *PACKAGES], check=True)
        script = os.path.join(folder, "peers.js")
        with open(os.path.join(HERE, "peers.js"), encoding="utf-8") as source, open(script, "w", encoding="utf-8") as copy:
            copy.write(source.read())
        said = os.path.join(folder, "said.json")
        subprocess.run(["node", script, asked, said], check=True)
        with open(asked, encoding="utf-8") as file:
            cases = json.load(file)
        with open(said, encoding="utf-8") as file:
            for condition, found in zip(cases["conditions"], json.load(file)):
                condition["said"] = found
        rows = columns(cases["answers"])
        for tool, ask in [("r", ask_r), ("spss", ask_pspp)]:
            those = [condition for condition in cases["conditions"] if tool in condition["written"]]
            for condition, found in zip(those, ask(folder, rows, [one["written"][tool] for one in those]), strict=True):
                condition["said"][tool] = found
        with open(os.path.join(HERE, "peers.json"), "w", encoding="utf-8") as file:
            lines = ",\n".join(json.dumps(condition, ensure_ascii=False) for condition in cases["conditions"])
            answers = ",\n".join(json.dumps(one, ensure_ascii=False) for one in cases["answers"])
            file.write(f'{{"answers": [\n{answers}\n],\n"conditions": [\n{lines}\n]}}\n')


if __name__ == "__main__":
    main()
