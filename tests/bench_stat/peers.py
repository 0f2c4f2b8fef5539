"""svy on the samples the benchmark wrote: raking to the same five margins. Targets are (size + k) / sum, as in sample.rs."""

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
    controls = {
        name: {f"c{code}": rows * share for code, share in enumerate(shares(size))} for name, size in MARGINS.items()
    }
    sample = svy.Sample(data, svy.Design(wgt="w"))
    start = time.perf_counter()
    sample.weighting.rake(controls=controls, tol=1e-10, max_iter=1000)
    print(f"{'rake, 5 margins, ' + str(rows) + ' rows':<66} {(time.perf_counter() - start) * 1000:12.3f} ms")
