"""Validates the DDI-Codebook of a wave by the schema of the DDI Alliance, and looks at what it says of each variable."""

import json
import sys
from pathlib import Path

from lxml import etree

folder = Path(sys.argv[1])
expected = json.loads((folder / "expected.json").read_text(encoding="utf-8"))
schema = etree.XMLSchema(etree.parse(str(Path(__file__).parent.parent / "ddi-2.5" / "codebook.xsd")))
document = etree.parse(str(folder / f"{expected['wave']}.ddi.xml"))
if not schema.validate(document):
    raise SystemExit("\n".join(str(error) for error in schema.error_log))
space = {"d": "ddi:codebook:2_5"}
variables = document.findall(".//d:var", space)
assert [variable.get("name") for variable in variables] == [field["name"] for field in expected["fields"]]
for variable, field in zip(variables, expected["fields"], strict=True):
    found = [
        [int(one.findtext("d:catValu", None, space)), one.findtext("d:labl", None, space), one.get("missing") == "Y"]
        for one in variable.findall("d:catgry", space)
    ]
    assert found == field["codes"], (field["name"], found)
    assert variable.findtext("d:labl", None, space) == field["label"]
weights = [variable.get("ID") for variable in variables if variable.get("wgt") == "wgt"]
assert len(weights) == 1
assert all(one.get("wgt-var") == weights[0] for one in variables if one.get("wgt") != "wgt")
groups = {group.get("name"): group.get("var").split() for group in document.findall(".//d:varGrp", space)}
ids = {variable.get("name"): variable.get("ID") for variable in variables}
for one in expected["sets"]:
    assert groups[one["name"]] == [ids[name] for name in one["members"]]
print("valid")
