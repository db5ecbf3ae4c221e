#!/usr/bin/env bash
# `svod parse` of a large CommerceML exchange (import.xml, offers.xml) beside a bare libxml2 SAX2 pass over both files: CPU time
# by turns, and peak memory.
# usage: tests/bench/cml.sh [GOODS [ROUNDS]]; 60000 goods with five sizes each are about 400 MB below $TMPDIR.
set -eu
cd "$(dirname "$0")/../.."
goods=${1:-60000} rounds=${2:-3}
cmake --preset release >/dev/null
cmake --build --preset release --target svod peer_sax2 >/dev/null
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cc -O2 -o "$dir/gen_cml" tests/bench/gen_cml.c
mkdir "$dir/ex"
"$dir/gen_cml" "$goods" "$dir/ex"
megabytes=$(($(cat "$dir"/ex/*.xml | wc -c) / 1000000))

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
# timed LOG COMMAND…: appends CPU seconds and peak KiB.
timed() { local log=$1; shift; /usr/bin/time -f '%U %S %M' -o "$dir/t" "$@" >/dev/null 2>&1; awk '{print $1 + $2, $3}' "$dir/t" >>"$log"; }

for _ in $(seq "$rounds"); do
  timed "$dir/svod" build/release/svod parse "$dir/ex"
  timed "$dir/peer" sh -c "build/release/bench/peer_sax2 '$dir/ex/import.xml'; build/release/bench/peer_sax2 '$dir/ex/offers.xml'"
done
svod=$(cut -d' ' -f1 "$dir/svod" | median) peer=$(cut -d' ' -f1 "$dir/peer" | median)
rss=$(cut -d' ' -f2 "$dir/svod" | median)
echo "$megabytes MB, $goods goods: svod parse $svod s, SAX2 alone $peer s, ratio $(awk "BEGIN {printf \"%.2f\", $svod / $peer}") (goal 1.20); svod's peak memory $((rss / 1024)) MiB (goal 64)"
