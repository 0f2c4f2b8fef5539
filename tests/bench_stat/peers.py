"""svy on the samples the benchmark wrote: raking to the same five margins. Targets are (size + k) / sum, as in sample.rs."""

import statistics
import sys
import time

import polars
import svy

MARGINS = {"sexe": 2, "age": 5, "csp": 8, "zone": 5, "agglo": 5}


def shares(size):
    sizes = [size + code for code in range(size)]
    return [one / sum(sizes) for one in sizes]


for rows in (1_000, 10_000, 100_000, 1_000_000):
    data = polars.read_csv(f"{sys.argv[1]}/poll_{rows}.csv").with_columns(polars.lit(1.0).alias("w"))
    targets = {name: {f"c{code}": share for code, share in enumerate(shares(size))} for name, size in MARGINS.items()}
    sample = svy.Sample(data, svy.Design(wgt="w"))
    seconds = []
    for _ in range(3):
        start = time.perf_counter()
        sample.weighting.rake(shares=targets, tol=1e-10, max_iter=1000)
        seconds.append(time.perf_counter() - start)
    print(f"{'rake, 5 margins, ' + str(rows) + ' rows':<66} {statistics.median(seconds) * 1000:12.3f} ms")
