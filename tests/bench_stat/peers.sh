#!/bin/sh
# The statistics benchmark and the peers that are on this machine, one after the other on the same samples, so that a noisy
# machine slows all of them. `tests/bench_stat/peers.sh [rounds]`: five rounds by default; at the end the median of each line,
# and beside each peer how many times longer it takes than the line of ours that does the same.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5}
samples=$(mktemp -d)
trap 'rm -rf "$samples"' EXIT
cargo bench --quiet --bench statistics -- --write "$samples"

# What is said is told at once, and kept under the name of who says it.
said() {
    name=$1
    shift
    "$@" >"$samples/said"
    cat "$samples/said"
    sed "s/^/$name|/" "$samples/said" >>"$samples/lines"
}

# Whether Python has this package.
has() {
    command -v python3 >/dev/null && python3 -c "import $1" >/dev/null 2>&1
}

round=1
while [ "$round" -le "$rounds" ]; do
    echo "== round $round: sonde"
    said sonde cargo bench --quiet --bench statistics
    if command -v Rscript >/dev/null && Rscript -e 'library(survey)' >/dev/null 2>&1; then
        echo "== round $round: R survey"
        said 'R survey' Rscript tests/bench_stat/peers.R "$samples"
    else
        echo "== R with its package survey is not here"
    fi
    if has svy; then
        echo "== round $round: svy"
        said svy python3 tests/bench_stat/peers.py "$samples"
    else
        echo "== Python with its package svy is not here"
    fi
    if has duckdb; then
        echo "== round $round: DuckDB"
        said DuckDB python3 tests/bench_stat/crosstabs.py "$samples"
    else
        echo "== Python with its package duckdb is not here"
    fi
    round=$((round + 1))
done

echo "== medians of $rounds rounds"
awk -f tests/bench_stat/ratios.awk "$samples/lines"
