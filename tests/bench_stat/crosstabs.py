"""DuckDB on the sealed file the benchmark wrote: thirty questions by region, counts and weights of each cell.

In memory, its table has enumerations and doubles, and two threads. From the file, each pass is a new connection. Thirty
queries, or one with thirty grouping sets: both are told, the best is the one to beat.
"""

import statistics
import sys
import time

import duckdb

FILE = f"{sys.argv[1]}/crosstabs.parquet"
QUESTIONS = [f"Q{at}" for at in range(30)]
SUMS = "count(*), sum({weight}), sum({weight} * {weight})"


def connected():
    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    return connection


def one_by_one(connection, source, weight):
    sums = SUMS.format(weight=weight)
    for name in QUESTIONS:
        cells = connection.execute(f'SELECT "REGION", {name}, {sums} FROM {source} GROUP BY 1, 2').fetchall()
        assert len(cells) == 13 * 6


def at_once(connection, source, weight):
    sets = ", ".join(f'("REGION", {name})' for name in QUESTIONS)
    names = ", ".join(QUESTIONS)
    query = f'SELECT "REGION", {names}, {SUMS.format(weight=weight)} FROM {source} GROUP BY GROUPING SETS ({sets})'
    assert len(connection.execute(query).fetchall()) == 30 * 13 * 6


def told(what, work):
    seconds = []
    for _ in range(5):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    print(f"{what:<66} {statistics.median(seconds) * 1000:12.3f} ms   (least {min(seconds) * 1000:.3f})")


memory = connected()
memory.execute(f"CREATE TYPE region AS ENUM ({', '.join(repr(f'c{at}') for at in range(13))})")
memory.execute(f"CREATE TYPE answer AS ENUM ({', '.join(repr(f'c{at}') for at in range(6))})")
coded = ", ".join(f"{name}::answer AS {name}" for name in QUESTIONS)
memory.execute(
    f"""CREATE TABLE sealed AS SELECT "REGION"::region AS "REGION", {coded}, "W" / 1e6 AS weight
    FROM read_parquet('{FILE}')"""
)
stored = f"read_parquet('{FILE}')"
for shape, ask in (("30 queries", one_by_one), ("one query", at_once)):
    told(f"30 crosstabs 6 x 13, table in memory, {shape}", lambda: ask(memory, "sealed", "weight"))
    told(f"  the same from the sealed Parquet file, {shape}", lambda: ask(connected(), stored, '("W" / 1e6)'))
