#!/bin/sh
# The pollsters' CSV beside `psql \copy` of the same columns, round after round on the same machine, so that a noisy one slows
# both. Wants a server, so: tests/run with tests/bench_files/peers.sh [rounds]. Read the median of each.
set -eu
cd "$(dirname "$0")/../.."
rounds=${1:-5}
folder=$(mktemp -d)
database=${SONDE_TEST_POSTGRES:?"run it by: tests/run with tests/bench_files/peers.sh"}
trap 'psql -q "$database" -c "drop table if exists responses" >/dev/null; rm -rf "$folder"' EXIT
run() { cargo bench --quiet --bench files -- "$@"; }

run --table | psql -q "$database"
run --once "$folder" >/dev/null
psql -q "$database" -c "\\copy responses from '$folder/responses.csv' csv header" -c "vacuum analyze responses"

round=1
while [ "$round" -le "$rounds" ]; do
    run --once "$folder" | tee -a "$folder/ours"
    psql -q "$database" -c '\timing on' -c "\\copy responses to '$folder/psql.csv' csv header" |
        awk '/^Time/ { printf "%-12s %9.1f ms\n", "psql", $2 }' | tee -a "$folder/ours"
    # The same bytes: what is compared is the same work.
    cmp "$folder/psql.csv" "$folder/responses.csv"
    round=$((round + 1))
done
for name in .csv .sav psql; do
    awk -v name="$name" '$1 == name { print $2 }' "$folder/ours" | sort -n |
        awk -v name="$name" '{ all[NR] = $1 } END { printf "median %-8s %9.1f ms\n", name, all[int((NR + 1) / 2)] }'
done
