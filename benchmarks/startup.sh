#!/bin/sh
# How long `slipway up` takes on a built tree, and what the idle platform weighs.
# benchmarks/startup.sh [ROUNDS]: a table per round; everything is stopped and removed afterwards.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
slipway=$here/../slipway
rounds=${1:-3}
work=$(mktemp -d)
port=18790
trap '"$slipway" down --data "$work/data" >/dev/null 2>&1 || true; rm -rf "$work"' EXIT INT TERM

now() { date +%s.%N; }
since() { echo "$1 $(now)" | awk '{ printf "%.1f", $2 - $1 }'; }

# Proportional set size of each process that carries the data directory on its command line, and of
# PostgreSQL's children, which rename themselves.
weigh() {
    server=$(sed -n 's/^process=\([0-9]*\).*/\1/p' "$work/data/run/postgres.properties")
    for smaps in /proc/[0-9]*/smaps_rollup; do
        pid=${smaps#/proc/}
        pid=${pid%/smaps_rollup}
        line=$({ tr '\0' ' ' <"/proc/$pid/cmdline"; } 2>/dev/null) || continue
        parent=$(awk '/^PPid:/ { print $2 }' "/proc/$pid/status" 2>/dev/null) || continue
        case $line in
            *"$work/data"*) name=$(name_of "$pid" "$line") ;;
            *) if [ "$parent" = "$server" ]; then name=postgres; else continue; fi ;;
        esac
        kb=$(awk '/^Pss:/ { print $2 }' "$smaps" 2>/dev/null) || continue
        printf '%s\t%s\n' "${kb:-0}" "$name"
    done | awk -F '\t' '
        { sum[$2] += $1; count[$2]++; all += $1 }
        END {
            for (name in sum) printf "  %-14s %7.1f MB  (%d)\n", name, sum[name] / 1024, count[name] | "sort"
            close("sort")
            printf "  %-14s %7.1f MB\n", "all", all / 1024
        }'
}

# The run file tells; what has none is a child of PostgreSQL or the launcher itself.
name_of() {
    for run in "$work"/data/run/*.properties; do
        if grep -q "^process=$1\\\\\{0,1\}:" "$run"; then
            basename "$run" .properties | sed 's/^replica-.*/replica/'
            return
        fi
    done
    case $2 in
        *postgres*) echo postgres ;;
        *) echo launcher ;;
    esac
}

"$slipway" build >/dev/null
round=1
while [ "$round" -le "$rounds" ]; do
    rm -rf "$work/data"
    start=$(now)
    "$slipway" up --detach --data "$work/data" --port $port >"$work/up.log" 2>&1 || {
        cat "$work/up.log"
        exit 1
    }
    first=$(since "$start")
    sleep 15
    echo "round $round: up on a fresh directory to the first answered embedding: $first s"
    echo "  proportional set size after 15 idle seconds, one replica:"
    weigh
    start=$(now)
    "$slipway" down --data "$work/data" >/dev/null
    stopped=$(since "$start")
    start=$(now)
    "$slipway" up --detach --data "$work/data" --port $port >"$work/up.log" 2>&1
    echo "round $round: down $stopped s; up again on the same directory: $(since "$start") s"
    "$slipway" down --data "$work/data" >/dev/null
    round=$((round + 1))
done
