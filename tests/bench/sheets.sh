#!/usr/bin/env bash
# 10,000 participants' sheets and messages, durable, beside formatting them and writing one packed file with one fsync (the peer).
# Three rounds in turns on a fresh folder; quote the ratios. usage: tests/bench/sheets.sh [PEOPLE [FOLDER]]
set -eu
cd "$(dirname "$0")/../.."
cmake --preset release >/dev/null
cmake --build --preset release --target bench_sheets >/dev/null
for round in 1 2 3; do
  folder=$(mktemp -d -p "${2:-${TMPDIR:-/tmp}}")
  echo "round $round"
  build/release/bench/bench_sheets "$folder" "${1:-10000}"
  rm -rf "$folder"
done
