# svod close on tiny random purchases, through files: the best plan under every rule, sums to the kopeck.
# SVOD_SEED and SVOD_CASES choose other purchases and more of them.
set -eu
exec python3 "$SVOD_SOURCE/tests/tools/stop_small.py" "$SVOD" "${SVOD_SEED:-1}" $((${SVOD_CASES:-20000} / 80))
