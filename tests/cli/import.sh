# svod import: idempotent, a corrected file updates, bad files change nothing.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
"$SVOD" --quiet --lang ru init w && cd w || fail init

# Without a catalog orders are taken and the reader is told that they were not checked.
check 0 '12 new, 0 changed, 0 as they were, 0 removed' import sample-1 orders.csv
grep -q 'never read' <<<"$said" || fail "not told that the offers were not checked: $said"
check 0 sample refresh
check 0 '0 new, 0 changed, 12 as they were, 0 removed' import sample-1 orders.csv
! grep -q 'never read' <<<"$said" || fail "still told: $said"
# However the file is called.
check 0 '12 as they were, 0 removed' import sample-1 "$PWD/../w/orders.csv"
unchanged . 0 '12 as they were' import sample-1 ./orders.csv

# A corrected file: one quantity, one line gone, one new.
sed -e '2s/;1;/;2;/' -e 3d orders.csv >corrected && echo 'Новая;;С-101;синий;42;1;;;;;' >>corrected && mv corrected orders.csv
check 0 '12 order lines: 1 new, 1 changed, 10 as they were, 1 removed' import sample-1 orders.csv
check 0 '"changed": 0' --json import sample-1 orders.csv
"$SVOD" --json import sample-1 orders.csv 2>/dev/null | python3 -c '
import json, sys
r = json.load(sys.stdin)
assert r["schema"] == "svod.import/1" and r["lines"] == 12 and r["same"] == 12 and r["not_in_catalog"] == 0, r' || fail "--json"

# Another file is another source: its lines come in addition.
printf 'participant,article,colour,size,quantity\nКто,С-102,белый,44,1\n' >more.csv
check 0 '1 new' import sample-1 more.csv
said=$(printf 'participant;article;colour;size;quantity\nЕщё;С-102;белый;46;1\n' | "$SVOD" import sample-1 - 2>&1) || fail "from standard input: $said"
grep -q '1 new' <<<"$said" || fail "from standard input: $said"

# What is asked for and is not there, or not clear, is told now; the line is kept.
printf 'Участник;Артикул;Цвет;Размер;Кол-во\nА;С-199;синий;42;1\nБ;С-101;синий;;1\nВ;c-101;СИНИЙ;42;1\n' >unclear.csv
check 1 'unclear.csv:2: warning: .С-199 синий 42. is not in the catalog of sample' import sample-1 unclear.csv
grep -q 'unclear.csv:3: warning: .С-101 синий. fits several offers' <<<"$said" || fail "ambiguous: $said"
! grep -q 'unclear.csv:4' <<<"$said" || fail "look-alike letters: $said"
grep -q '3 order lines: 3 new' <<<"$said" || fail "kept: $said"

# Bad input changes nothing.
bad() { unchanged . "$@"; }
bad 66 nowhere.csv import sample-1 nowhere.csv
bad 66 'is a folder\|directory\|folder' import sample-1 suppliers
: >empty.csv; printf '\n \n' >blank.csv; head -c 100000 /dev/urandom >noise.csv; printf 'PK\003\004zip' >book.xlsx
bad 65 'is empty' import sample-1 empty.csv
bad 65 'is empty' import sample-1 blank.csv
bad 65 'noise.csv' import sample-1 noise.csv
bad 65 'workbook' import sample-1 book.xlsx
bad 65 'is empty' import sample-1 /dev/null
printf 'a;b\n1;2\n' >heading.csv
bad 65 'no heading row' import sample-1 heading.csv
printf 'Участник;Артикул;Кол-во\nА;С-101;1\nБ;С-101;0\nВ;С-101;много\n' >lines.csv
bad 65 'lines.csv:3:9: error: .quantity. must be from 1 to 1000000, not 0' import sample-1 lines.csv
grep -q 'lines.csv:4:9: error: .много. is no quantity' <<<"$said" || fail "the second bad line: $said"
grep -q '2 of 3 order lines' <<<"$said" || fail "the count: $said"
# Of a truncated file nothing may be half taken: it is read whole or refused.
for n in 1 50 100 150 200 300; do
    head -c $n ../w/orders.csv >cut.csv
    "$SVOD" import sample-1 cut.csv >/dev/null 2>&1; rc=$?
    [ $rc -eq 0 ] || [ $rc -eq 1 ] || [ $rc -eq 65 ] || fail "truncated at $n: exit $rc"
done
# A great deal of nothing through a pipe ends soon and in little memory.
limit="ulimit -v 2000000" && grep -q __asan_init "$SVOD" && limit=: # sanitizers want all addresses there are
(head -c 300000000 /dev/zero | tr '\0' ' ' | ($limit; timeout 100 "$SVOD" import sample-1 - >/dev/null 2>spaces.err)); rc=$?
[ $rc -eq 65 ] || fail "spaces: exit $rc: $(head -c 300 spaces.err)"

# Purchases and workspaces that are not there, or wrong.
bad 66 'did you mean .sample-1' import sample-2 orders.csv
bad 2 'cannot be a name' import ../sample-1 orders.csv
bad 2 'not all of it was given' import sample-1
check 78 'no svod.yaml' -C / import sample-1 orders.csv
check 66 'no such folder' -C nowhere import sample-1 orders.csv
cp purchases/sample-1.yaml purchases/bad.yaml && echo 'colour: x' >>purchases/bad.yaml
bad 78 'purchases/bad.yaml:[0-9]*:1: error: unknown key .colour.' import bad orders.csv

# Two svods at once: the second says so and changes nothing.
exec 9>>.svod/lock && flock -n 9 || fail "the lock is held by nobody"
bad 75 'svod' import sample-1 orders.csv
exec 9>&-
check 0 'as they were' import sample-1 orders.csv
# A damaged database is left as it is.
cp .svod/svod.db good.db && head -c 5000 /dev/urandom >.svod/svod.db && rm -f .svod/svod.db-wal .svod/svod.db-shm
bad 65 'svod.db' import sample-1 orders.csv
cp good.db .svod/svod.db
if can_be_denied; then
    chmod 755 "$work" . .svod && chmod 644 .svod/svod.db
    out=$($unprivileged "$SVOD" import sample-1 orders.csv 2>&1); rc=$?
    [ $rc -eq 73 ] || fail "a read-only workspace: exit $rc: $out"
fi
exit 0
