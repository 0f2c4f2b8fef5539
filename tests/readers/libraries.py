"""Says which of the libraries that open our files are installed."""

import importlib.util

wanted = ["lxml", "openpyxl", "pyarrow", "pyreadstat", "pandas", "jsonstat_validator", "pysdmx"]
print(*[name for name in wanted if importlib.util.find_spec(name)])
