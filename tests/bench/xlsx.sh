#!/usr/bin/env bash
# `svod parse` of a workbook beside a small libzip and expat reader that prints its cells: CPU time by turns, and peak memory.
# Reading alone is measured with a host that drops the offers (bench_xlsx); the whole of `svod parse` beside it.
# Where openpyxl is installed (Debian: python3-openpyxl) its reading of the same rows is measured too, once.
# usage: tests/bench/xlsx.sh [ROWS [ROUNDS]]; ten cells a row.
set -eu
cd "$(dirname "$0")/../.."
count=${1:-100000} rounds=${2:-5}
cmake --preset release >/dev/null
cmake --build --preset release --target svod bench_xlsx >/dev/null
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cc -O2 -o "$dir/gen" tests/bench/gen_xlsx.c $(pkg-config --cflags --libs xlsxwriter)
cc -O2 -o "$dir/peer" tests/bench/peer/xlsx.c $(pkg-config --cflags --libs libzip expat)
"$dir/gen" "$count" "$dir/shared.xlsx"
"$dir/gen" "$count" "$dir/inline.xlsx" inline

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
# timed LOG COMMAND…: appends CPU seconds and peak KiB.
timed() { local log=$1; shift; /usr/bin/time -f '%U %S %M' -o "$dir/t" "$@" >/dev/null 2>&1; awk '{print $1 + $2, $3}' "$dir/t" >>"$log"; }

for kind in shared inline; do
  for _ in $(seq "$rounds"); do
    timed "$dir/$kind.rows" build/release/bench/bench_xlsx "$dir/$kind.xlsx"
    timed "$dir/$kind.peer" "$dir/peer" "$dir/$kind.xlsx"
    timed "$dir/$kind.svod" build/release/svod parse --parser xlsx "$dir/$kind.xlsx"
  done
  for what in rows peer svod; do
    eval "$what=$(cut -d' ' -f1 "$dir/$kind.$what" | median) ${what}_kib=$(cut -d' ' -f2 "$dir/$kind.$what" | median)"
  done
  echo "$((count * 10)) cells, $kind strings: libzip+expat $peer s, $((peer_kib / 1024)) MiB; our rows $rows s, ratio $(awk "BEGIN {printf \"%.2f\", $rows / $peer}"), $((rows_kib / 1024)) MiB; svod parse $svod s, ratio $(awk "BEGIN {printf \"%.2f\", $svod / $peer}"), $((svod_kib / 1024)) MiB"
  /usr/bin/python3 -c 'import openpyxl' 2>/dev/null || continue
  timed "$dir/$kind.openpyxl" /usr/bin/python3 -c 'import openpyxl, sys
for row in openpyxl.load_workbook(sys.argv[1], read_only=True).active.iter_rows(values_only=True): pass' "$dir/$kind.xlsx"
  read -r openpyxl kib <"$dir/$kind.openpyxl"
  echo "  openpyxl, read only: $openpyxl s, $((kib / 1024)) MiB; our rows $(awk "BEGIN {printf \"1/%.0f\", $openpyxl / $rows}") of it, svod parse $(awk "BEGIN {printf \"1/%.0f\", $openpyxl / $svod}")"
done
