# svod close, again: changes.csv says who gets something else than at the earlier close; the same input leaves all as it is.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
workspace w && cd w || fail workspace
list=out/sample-1/changes.csv
bom=$'\xef\xbb\xbf'

# The first close has nothing to compare with, and repeated it says nothing.
check 0 out/sample-1 close sample-1
! grep -q 'affected' <<<"$said" || fail "a first close: $said"
unchanged . 0 out/sample-1 close sample-1
[ ! -e $list ] || fail "a list without an earlier close"

# Вера takes back her socks: the pack of six lacks four, so Аня loses her two as well.
sed -i 's/^Вера;\(.*\);С-103;чёрный;;4;\(.*\);;;$/Вера;\1;С-103;чёрный;;4;\2;;отказ;/' orders.csv
"$SVOD" --quiet --now $now import sample-1 orders.csv || fail import
unchanged . 0 'affected by what changed since the earlier close: 2 (Аня, Вера)' close sample-1 --dry-run
"$SVOD" --json --now $now close sample-1 --dry-run | python3 -c '
import json, sys
c = json.load(sys.stdin)["changes"]
assert [(x["participant"], x["before"], x["now"]) for x in c] == [("Аня", 2, 0), ("Вера", 4, 0)], c' || fail "--json"
[ ! -e $list ] || fail "a rehearsal wrote"
check 0 'affected by what changed since the earlier close: 2 (Аня, Вера)' close sample-1
[ "$(head -n 1 $list)" = "${bom}participant;line;offer;before;now" ] || fail "heading: $(head -n 1 $list)"
[ "$(sed 1d $list | cut -d';' -f1,3-)" = "Аня;18;2;0
Вера;18;4;0" ] || fail "the list: $(cat $list)"
grep -q 'Что изменилось с прошлого СТОПа' out/sample-1/report.html && grep -q '2 → 0' out/sample-1/report.html || fail "report.html"

# Repeated, the list stays: whoever was interrupted before reading it finds it again, and no byte is another.
unchanged . 0 'earlier close: 2 (Аня, Вера)' close sample-1
unchanged . 0 'earlier close: 2 (Аня, Вера)' close sample-1
unchanged . 0 'затронули участников: 2 (Аня, Вера)' --lang ru close sample-1
# What changes sums only changes nobody's goods.
sed -i 's/^org_fee: 15%/org_fee: 14%/' purchases/sample-1.yaml
cp $list before.csv && check 0 'earlier close: 2 (Аня, Вера)' close sample-1 && cmp $list before.csv || fail "another list"

# Back again: the list is that of the last change. A name that a spreadsheet would take for a formula is itself.
sed -i 's/;;отказ;$/;;;/; s/^Лена;/=Лена;/' orders.csv
sed -i '/бордо/d' orders.csv
"$SVOD" --quiet --now $now import sample-1 orders.csv || fail import
check 0 'earlier close: [0-9]* (.*=Лена' close sample-1
grep -q "^Аня;.*;18;0;2$" $list && grep -q "^Вера;.*;18;0;4$" $list || fail "back: $(cat $list)"
! grep -q "''=" $list || fail "guarded twice: $(cat $list)"
unchanged . 0 '=Лена' close sample-1

# Who asks in vain is not affected; a purchase that can no longer be ordered affects all; when nobody had got anything there is
# nothing to compare with.
sed -i 's/^# minimum: .*/minimum: {amount: 60000}/' purchases/sample-1.yaml
check 3 'earlier close: 5' close sample-1
unchanged . 3 'earlier close: 5' close sample-1
sed -i 's/^minimum: .*//' purchases/sample-1.yaml
check 0 out/sample-1 close sample-1
[ ! -e $list ] || fail "compared with nothing: $(cat $list)"

# Files of the earlier close that somebody has rewritten are told and not believed.
sed -i 's/^org_fee: 14%/org_fee: 15%/' purchases/sample-1.yaml
sed -i 's/;quantity;/;pieces;/' out/sample-1/allocation.csv
check 0 'close.changes' close sample-1
[ ! -e $list ] || fail "believed"
unchanged . 0 out/sample-1 close sample-1
printf 'nonsense\n' >$list
check 0 'close.changes' close sample-1

# Killed at any instant between two results: afterwards the list is there as if nothing had happened.
cp -r . "$work/whole"
sed -i 's/^Вера;\(.*\);С-103;чёрный;;4;\(.*\);;;$/Вера;\1;С-103;чёрный;;4;\2;;отказ;/' orders.csv "$work/whole/orders.csv"
for place in . "$work/whole"; do "$SVOD" --quiet --now $now -C "$place" import sample-1 orders.csv || fail import; done
check 0 'earlier close: 2' -C "$work/whole" close sample-1
for i in $(seq 1 15); do
    "$SVOD" --now $now close sample-1 >/dev/null 2>&1 &
    pid=$!
    sleep "0.$(printf '%03d' $((i * 3 % 50)))"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
done
check 0 'earlier close: 2' close sample-1
cmp $list "$work/whole/$list" || fail "after the kills"
exit 0
