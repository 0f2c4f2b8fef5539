# The median of each line over the rounds, and beside a peer's the ratio to the line of ours that does the same. A line is
# `who|what   number ms   …`, as the benchmark and its peers print them; a standard error of R's is told apart from the
# calibration it stands on, and added to it here, as ours is of both.

function middle(key,    n, list, a, b, kept) {
    n = split(times[key], list, " ")
    for (a = 2; a <= n; a++) {
        kept = list[a] + 0
        for (b = a - 1; b > 0 && list[b] + 0 > kept; b--) list[b + 1] = list[b]
        list[b + 1] = kept
    }
    return n % 2 ? list[(n + 1) / 2] + 0 : (list[n / 2] + list[n / 2 + 1]) / 2
}

# The line of ours that does what a peer's line does.
function ours(what) {
    if (what ~ /^calibrate|^rake/) return "raking, 5 margins, " rows(what)
    if (what ~ /svymean/) return "and one calibrated standard error, " rows(what)
    if (what ~ /^jackknife/) return "jackknife, 1 000 replicates calibrated again, n = 1 000"
    if (what ~ /^30 crosstabs/) return "30 crosstabs 6 x 13 of 1 000 000 rows, sealed data in memory"
    if (what ~ /sealed Parquet file/) return "the same from the sealed Parquet file, weighed again"
    return ""
}

function rows(what) {
    match(what, /[0-9]+ rows/)
    return substr(what, RSTART, RLENGTH)
}

{
    bar = index($0, "|")
    who = substr($0, 1, bar - 1)
    rest = substr($0, bar + 1)
    if (!match(rest, /  +[0-9.]+ ms/)) next
    what = substr(rest, 1, RSTART - 1)
    gsub(/^ +| +$/, "", what)
    split(substr(rest, RSTART, RLENGTH), value, " ")
    key = who "|" what
    if (!(key in times)) order[++count] = key
    times[key] = times[key] " " value[1]
}

END {
    for (at = 1; at <= count; at++) {
        key = order[at]
        who = substr(key, 1, index(key, "|") - 1)
        what = substr(key, index(key, "|") + 1)
        time = middle(key)
        if (who == "R survey" && what ~ /svymean/) time += middle(who "|calibrate, raking, 5 margins, " rows(what))
        mine = "sonde|" ours(what)
        ratio = who != "sonde" && mine in times ? sprintf("%9.1f x ours", time / middle(mine)) : ""
        printf "%-10s %-66s %12.3f ms %s\n", who, what, time, ratio
    }
}
