#!/usr/bin/env bash
# The purchase of fifteen lines that the README tells: by hand 11 are served, by the best plan all 15, with one unit left over.
set -eu
work=$(mktemp -d); trap 'rm -rf "$work"' EXIT
cp -r "$SVOD_SOURCE/samples/story/." "$work"
cd "$work"
sed 's/most-filled/first-come/' purchases/leto-1.yaml >purchases/by-hand.yaml
cut -d';' -f1-6 orders.csv >by-hand.csv
"$SVOD" --quiet refresh >/dev/null
"$SVOD" --quiet import leto-1 orders.csv >/dev/null
"$SVOD" --quiet import by-hand by-hand.csv >/dev/null
"$SVOD" --quiet close leto-1 >/dev/null
"$SVOD" --quiet close by-hand >/dev/null
told() { jq -r '"\(.wanted) \(.served) \(.substituted) \(.leftover) \(.optimal)"' "out/$1/report.json"; }
[ "$(told leto-1)" = "15 15 1 1 true" ] || { echo "the best plan: $(told leto-1)"; exit 1; }
[ "$(told by-hand)" = "15 11 0 1 true" ] || { echo "by hand: $(told by-hand)"; exit 1; }
grep -q 'Аня;ПЛ-7/синий/42;ПЛ-7/синий/44;substitute' out/leto-1/allocation.csv
