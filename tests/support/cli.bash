# For tests/cli/*.sh: running svod, and seeing that what must not change did not. Source it.
set -u
unset LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR
work=$(mktemp -d)
trap 'chmod -R u+w "$work" 2>/dev/null; rm -rf "$work"' EXIT
now=2026-11-21T12:00:00+03:00

fail() { echo "FAILED: $*" >&2; exit 1; }
# check STATUS PATTERN ARGUMENTS…: the exit status, and what stdout and stderr say (kept in $said).
check() {
    local status=$1 pattern=$2; shift 2
    said=$("$SVOD" --now $now "$@" 2>&1 </dev/null); local got=$?
    [ $got -eq "$status" ] || fail "svod $*: exit $got, not $status: $said"
    grep -qe "$pattern" <<<"$said" || fail "svod $*: does not say \"$pattern\": $said"
}
# sums FOLDER: a line for every file in it; what SQLite and the lock keep beside the database is left out.
sums() {
    (cd "$1" && find . -type f ! -name '*-wal' ! -name '*-shm' ! -path './.svod/lock' -print0 | sort -z | xargs -0 sha256sum
     find . -type d ! -path './.svod/*' | sort)
}
# unchanged FOLDER STATUS PATTERN ARGUMENTS…: as check, and no file in FOLDER is another afterwards.
unchanged() {
    local folder=$1 before after; shift
    before=$(sums "$folder")
    check "$@"
    after=$(sums "$folder")
    [ "$before" = "$after" ] || fail "svod ${*:3} changed: $(diff <(echo "$before") <(echo "$after"))"
}
# workspace FOLDER: the sample of `svod init`, catalogs read, orders imported.
workspace() {
    "$SVOD" --quiet --lang ru init "$1" && "$SVOD" --quiet --now $now -C "$1" refresh >/dev/null &&
        "$SVOD" --quiet --now $now -C "$1" import sample-1 "$1/orders.csv" || fail "the sample workspace"
}
# Commands run after $unprivileged cannot write where the mode forbids it; empty when that cannot be had.
unprivileged=
[ "$(id -u)" -eq 0 ] && unprivileged="setpriv --reuid=65534 --regid=65534 --clear-groups"
can_be_denied() { $unprivileged test -x "$SVOD" 2>/dev/null && $unprivileged test -x "$work" 2>/dev/null; }
