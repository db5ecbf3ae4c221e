#!/usr/bin/env bash
# The store beside its peer: first load and second night (2 % changed, 0.5 % gone, 0.5 % new) of a generated catalog, run in
# turns, CPU time. usage: tests/bench/store.sh [OFFERS [ROUNDS]]; needs about 4 GB below $TMPDIR for a million offers.
set -eu
cd "$(dirname "$0")/../.."
offers=${1:-1000000} rounds=${2:-5}
cmake --preset release >/dev/null
cmake --build --preset release --target bench_store peer_upsert >/dev/null
bin=build/release/bench
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

median() { sort -n | awk '{v[NR] = $1} END {print v[int((NR + 1) / 2)]}'; }
# ratio FILE FILE: median of the quotients, round by round.
ratio() { paste "$1" "$2" | awk '{printf "%.3f\n", $1 / $2}' | median; }
seconds() { awk '{printf "%.2f", $1 / 1e6}' <<<"$(median <"$1")"; }

for order in "" shuffled; do
  rm -f "$dir"/*
  for _ in $(seq "$rounds"); do
    rm -f "$dir"/svod.db* "$dir"/peer.db*
    "$bin/bench_store" "$dir/svod.db" "$offers" 1 known $order 2>/dev/null >>"$dir/svod-first"
    "$bin/peer_upsert" "$dir/peer.db" "$offers" 1 $order >>"$dir/peer-first"
  done
  mv "$dir/svod.db" "$dir/svod.night1"; mv "$dir/peer.db" "$dir/peer.night1"
  for _ in $(seq "$rounds"); do
    for how in put known; do
      cp "$dir/svod.night1" "$dir/svod.db"
      "$bin/bench_store" "$dir/svod.db" "$offers" 2 $how $order 2>>"$dir/counts" >>"$dir/svod-$how"
    done
    cp "$dir/peer.night1" "$dir/peer.db"
    "$bin/peer_upsert" "$dir/peer.db" "$offers" 2 $order >>"$dir/peer-second"
  done
  echo "$offers offers, feed ${order:-in the order of last time}: $(tail -n 1 "$dir/counts")"
  printf '  %-34s svod %6ss  peer %6ss  ratio %s\n' \
    "first load" "$(seconds "$dir/svod-first")" "$(seconds "$dir/peer-first")" "$(ratio "$dir/svod-first" "$dir/peer-first")" \
    "second night, every offer put" "$(seconds "$dir/svod-put")" "$(seconds "$dir/peer-second")" "$(ratio "$dir/svod-put" "$dir/peer-second")" \
    "second night, records known" "$(seconds "$dir/svod-known")" "$(seconds "$dir/peer-second")" "$(ratio "$dir/svod-known" "$dir/peer-second")"
done
