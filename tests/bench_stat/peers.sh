#!/bin/sh
# The statistics benchmark and the peers that are on this machine, one after the other on the same samples, so that a noisy
# machine slows all of them. `tests/bench_stat/peers.sh [rounds]`: five rounds by default; read the median of each line.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5}
samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT
cargo bench --quiet --bench statistics -- --write "$samples"

round=1
while [ "$round" -le "$rounds" ]; do
    echo "== round $round: sonde"
    cargo bench --quiet --bench statistics
    if command -v Rscript >/dev/null && Rscript -e 'library(survey)' >/dev/null 2>&1; then
        echo "== round $round: R survey"
        Rscript tests/bench_stat/peers.R "$samples"
    else
        echo "== R with its package survey is not here"
    fi
    if command -v python3 >/dev/null && python3 -c 'import svy' >/dev/null 2>&1; then
        echo "== round $round: svy"
        python3 tests/bench_stat/peers.py "$samples"
    else
        echo "== Python with its package svy is not here"
    fi
    if command -v python3 >/dev/null && python3 -c 'import duckdb' >/dev/null 2>&1; then
        echo "== round $round: DuckDB"
        python3 tests/bench_stat/crosstabs.py "$samples"
    else
        echo "== Python with its package duckdb is not here"
    fi
    round=$((round + 1))
done
