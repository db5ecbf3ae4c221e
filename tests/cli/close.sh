# svod close and status: what is printed and written, exit statuses, the same bytes again, and interruptions at any instant.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
"$SVOD" --quiet --lang ru init w && cd w || fail init

# In the wrong order.
check 66 'never read; run: svod refresh sample' close sample-1
check 66 'never read' status sample-1
"$SVOD" --quiet refresh >/dev/null || fail refresh
check 66 'no orders have been imported; run: svod import sample-1' close sample-1
[ ! -e out ] || fail "something was written"
"$SVOD" --quiet import sample-1 orders.csv || fail import

# A rehearsal prints everything and writes nothing.
unchanged . 0 'A rehearsal' close sample-1 --dry-run
grep -q 'total *7,104.00 RUB' <<<"$said" || fail "the sums: $said"
unchanged . 0 '"schema": "svod.report/1"' --json close sample-1 --dry-run
unchanged . 0 '' --quiet close sample-1 --dry-run
[ -z "$said" ] || fail "not quiet: $said"
[ ! -e out ] || fail "something was written"

check 0 'Written to out/sample-1' close sample-1
for file in supplier-order.xlsx supplier-order.csv allocation.csv costs.csv report.html report.json sheets messages; do
    [ -e out/sample-1/$file ] || fail "no $file"
done
tail -n 1 out/sample-1/costs.csv | grep -q '^ИТОГО;14;5740.00;861.00;350.00;150.00;0.00;3.00;7104.00;1000.00;6104.00' ||
    fail "sums: $(tail -n 1 out/sample-1/costs.csv)"
# Again: the same bytes; --lang speaks to the one at the keyboard, not to the files.
unchanged . 0 out/sample-1 close sample-1
unchanged . 0 out/sample-1 --lang ru close sample-1
rm -r out && check 0 out/sample-1 close sample-1 && first=$(sums out)
rm -r out && check 0 out/sample-1 close sample-1 && [ "$first" = "$(sums out)" ] || fail "other bytes from the same input"

# status: text to paste, JSON, a page.
unchanged . 0 '42×1, 46×1, 48×1' status sample-1
! grep -q 'Лена' <<<"$said" || fail "the text for the group names somebody"
"$SVOD" --json status sample-1 | python3 -c '
import json, sys
r = json.load(sys.stdin)
assert r["schema"] == "svod.status/1" and r["orderable"] and r["bought"] == {"amount": "5740.00", "units": 14, "rows": 2}, r
assert r["minimum"] == {"amount": "5000.00", "units": None, "rows": None}, r
assert [(o["article"], o["colour"], o["have"], o["lack"], o["lack_amount"]) for o in r["open"]] == [
    ("С-101", "синий", 1, 3, "2700.00")], r["open"]' || fail "status --json"
unchanged . 0 '<html' status sample-1 --html
check 2 'exclude each other' --json status sample-1 --html
check 2 '' close sample-1 --time-limit -1
check 2 'no option' close sample-1 --dry
check 66 '' status sample

# The minimum is not reached: status 3, the allocation and the report only, and what is missing.
sed -i 's/^# minimum: .*/minimum: {amount: 6000}/' purchases/sample-1.yaml
unchanged . 0 '260,00' status sample-1
check 3 'cannot be ordered as it stands' close sample-1
grep -q '5.*740,00.*₽ из 6.*000,00.*₽' <<<"$said" || fail "how much is missing: $said"
[ "$(cd out/sample-1 && find . -type f ! -name '.*' | sort | tr '\n' ' ')" = "./allocation.csv ./changes.csv ./report.html ./report.json " ] ||
    fail "too much was written: $(ls -R out/sample-1)"
grep -q 'purchase-minimum' out/sample-1/allocation.csv || fail "the reason"
sed -i 's/^minimum: .*//' purchases/sample-1.yaml

sed -i 's/minimum: {amount: 5000}/minimum: {amount: 1000}/' suppliers/sample.yaml

# What needs a decision: a price that rose, an offer that is gone. Status 1, everything is written.
sed -i '/<offer id="9"/,/<\/offer>/s/<price>400</<price>429</' catalogs/sample.yml
"$SVOD" --quiet refresh >/dev/null
check 1 'Вера.*429' close sample-1
grep -q 'close.price-changed' <<<"$said" || fail "price: $said"
grep -q 'price-changed' out/sample-1/allocation.csv || fail "the reason"
sed -i 's/<price>429</<price>428</' catalogs/sample.yml # 7 % exactly: bought without asking
"$SVOD" --quiet refresh >/dev/null
check 0 out/sample-1 close sample-1
sed -i '/<offer id="17"/,/<\/offer>/d; /<offer id="18"/,/<\/offer>/d; s/<price>428</<price>400</' catalogs/sample.yml
"$SVOD" --quiet refresh >/dev/null
check 1 'close.not-in-catalog' close sample-1

# Rows the catalog cannot fill are told.
sed -i 's/row: "42-44-46-48"/row: "42-44-46-60"/' suppliers/sample.yaml
check 3 'close.row' close sample-1
sed -i 's/row: "42-44-46-60"/row: "42-44-46-48"/' suppliers/sample.yaml
check 1 out/sample-1 close sample-1

# Two svods at once; a folder that cannot be written; a file where the folder should be.
exec 9>>.svod/lock && flock -n 9 || fail "the lock is held by nobody"
unchanged . 75 'svod' close sample-1
unchanged . 0 '' status sample-1
exec 9>&-
mv out away && echo file >out
unchanged . 73 'out' close sample-1
rm out && mv away out
if can_be_denied; then
    chmod 755 "$work" . .svod out out/sample-1 && chmod 644 .svod/svod.db
    before=$(sums .)
    said=$($unprivileged "$SVOD" close sample-1 2>&1); rc=$?
    [ $rc -eq 73 ] || fail "a read-only workspace: exit $rc: $said"
    [ "$before" = "$(sums .)" ] || fail "a read-only workspace was changed"
fi
# A full disk, where one can be had.
if mkdir "$work/small" && mount -t tmpfs -o size=300k none "$work/small" 2>/dev/null; then
    cp -r svod.yaml suppliers purchases catalogs .svod "$work/small/" 2>/dev/null
    before=$(sums "$work/small"); head -c 1000000 /dev/zero >"$work/small/filler" 2>/dev/null
    said=$("$SVOD" --now $now -C "$work/small" close sample-1 2>&1); rc=$?
    rm "$work/small/filler"; after=$(sums "$work/small"); umount "$work/small"
    [ $rc -eq 73 ] || fail "a full disk: exit $rc: $said"
    [ "$before" = "$after" ] || fail "a full disk: $(diff <(echo "$before") <(echo "$after"))"
fi

# Killed at any instant: what is there is whole, the old or the new, and the command can be run again.
rm -r out
check 1 out/sample-1 close sample-1
old=$(sums out)
sed -i 's/^org_fee: 15%/org_fee: 14%/' purchases/sample-1.yaml
cp -r . "$work/new" && check 1 out/sample-1 -C "$work/new" close sample-1 && new=$(sums "$work/new/out")
[ "$old" != "$new" ] || fail "the fee changed nothing"
for i in $(seq 1 40); do
    "$SVOD" --now $now close sample-1 >/dev/null 2>&1 &
    pid=$!
    sleep "0.$(printf '%03d' $((i * 3 % 70)))"
    kill -KILL $pid 2>/dev/null
    wait $pid 2>/dev/null
    got=$(cd out 2>/dev/null && [ -d sample-1 ] && cd .. && sums out | grep -v '\./\.')
    [ "$got" = "$(grep -v '\./\.' <<<"$old")" ] || [ "$got" = "$(grep -v '\./\.' <<<"$new")" ] || fail "killed: $(ls -RA out)"
done
check 1 out/sample-1 close sample-1
[ "$(sums out)" = "$new" ] || fail "after the kills: $(diff <(sums out) <(echo "$new"))"
exit 0
