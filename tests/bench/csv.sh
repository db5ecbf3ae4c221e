#!/usr/bin/env bash
# `svod parse` of a large windows-1251 CSV beside libcsv alone counting its cells: CPU time by turns, and peak memory.
# usage: tests/bench/csv.sh [MEGABYTES [ROUNDS]]; needs MEGABYTES below $TMPDIR.
set -eu
cd "$(dirname "$0")/../.."
megabytes=${1:-500} rounds=${2:-3}
cmake --preset release >/dev/null
cmake --build --preset release --target svod peer_csv >/dev/null
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cc -O2 -o "$dir/gen_csv" tests/bench/gen_csv.c
"$dir/gen_csv" "$megabytes" >"$dir/price.csv"

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
# timed LOG COMMAND…: appends CPU seconds and peak KiB.
timed() { local log=$1; shift; /usr/bin/time -f '%U %S %M' -o "$dir/t" "$@" >/dev/null 2>&1; awk '{print $1 + $2, $3}' "$dir/t" >>"$log"; }

for _ in $(seq "$rounds"); do
  timed "$dir/svod" build/release/svod parse --parser csv "$dir/price.csv"
  timed "$dir/peer" build/release/bench/peer_csv "$dir/price.csv"
done
svod=$(cut -d' ' -f1 "$dir/svod" | median) peer=$(cut -d' ' -f1 "$dir/peer" | median)
rss=$(cut -d' ' -f2 "$dir/svod" | median)
echo "$megabytes MB: svod parse $svod s, libcsv counting $peer s, ratio $(awk "BEGIN {printf \"%.2f\", $svod / $peer}"); svod's peak memory $((rss / 1024)) MiB"
