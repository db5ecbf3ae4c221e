# svod close: the money of random purchases, recounted from the written files by another program in fractions.
set -eu
exec python3 "$SVOD_SOURCE/tests/tools/recount_money.py" "$SVOD"
