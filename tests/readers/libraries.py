"""Says which of the libraries that open our files are installed."""

import importlib.util

wanted = ["lxml", "openpyxl", "pyarrow", "pyreadstat"]
print(*[name for name in wanted if importlib.util.find_spec(name)])
