# svod close on random purchases of some size, through files, against an integer solver; skipped where there is none.
# SVOD_SEED and SVOD_CASES choose other purchases and more of them.
set -eu
exec python3 "$SVOD_SOURCE/tests/tools/stop_solver.py" "$SVOD" "${SVOD_SEED:-1}" $((${SVOD_CASES:-20000} / 1250))
