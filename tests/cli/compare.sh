# svod close --compare: the sums under each policy, who gets what differently, and nothing written.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
mkdir -p w/suppliers w/purchases && cd w || fail workspace
cat >svod.yaml <<'END'
name: Орг
currency: RUB
time_zone: Europe/Moscow
language: ru
END
cat >suppliers/cups.yaml <<'END'
title: Чашки
source: ./cups.csv
currency: RUB
END
cat >purchases/cups-1.yaml <<'END'
title: Чашки, выкуп 1
supplier: cups
policy: most-filled
END
printf 'Артикул;Название;Цена;Остаток\nЧ-1;Чашка;100;4\nЧ-2;Блюдце;50;9\n' >cups.csv
# Four cups. Аня came first and wants three or none, Вера four or none; Галя's saucers are the same under any policy.
cat >orders.csv <<'END'
Участник;Артикул;Кол-во;Время заказа;whole
Аня;Ч-1;3;10.11.2026 09:00;да
Вера;Ч-1;4;10.11.2026 10:00;да
Галя;Ч-2;2;10.11.2026 11:00;
END
"$SVOD" --quiet --now $now refresh >/dev/null || fail refresh
"$SVOD" --quiet --now $now import cups-1 orders.csv || fail import

unchanged . 0 'units served  *6  *5  *6' close cups-1 --compare
grep -q '^sum  *500.00 RUB  *400.00 RUB  *500.00 RUB' <<<"$said" || fail "sums: $said"
grep -q '^Аня .* 0  *3  *0' <<<"$said" || fail "Аня: $said"
grep -q '^Вера .* 4  *0  *4' <<<"$said" || fail "Вера: $said"
! grep -q 'Галя' <<<"$said" || fail "Галя gets the same: $said"
grep -q 'own policy is most-filled' <<<"$said" || fail "the policy: $said"
[ ! -e out ] || fail "something was written"
unchanged . 0 'можно заказать' --lang ru close cups-1 --compare

"$SVOD" --json --now $now close cups-1 --compare | python3 -c '
import json, sys
r = json.load(sys.stdin)
assert r["schema"] == "svod.compare/1" and r["policy"] == "most-filled" and r["currency"] == "RUB", r
p = {x["policy"]: x for x in r["policies"]}
assert [p[k]["served"] for k in ("most-filled", "first-come", "even")] == [6, 5, 6], p
assert (p["most-filled"]["amount"], p["first-come"]["amount"]) == ("500.00", "400.00"), p
assert len(p) == 3 and r["left_out"] == {}, r
u = {d["participant"]: d["units"] for d in r["differences"]}
assert set(u) == {"Аня", "Вера"}, u
assert (u["Аня"]["most-filled"], u["Аня"]["first-come"]) == (0, 3), u
assert (u["Вера"]["most-filled"], u["Вера"]["first-come"]) == (4, 0), u' || fail "--json"

# What is shown is what close then does.
check 0 '' close cups-1
grep -q '^[^;]*;Вера;.*;wanted;4;' out/cups-1/allocation.csv || fail "close under most-filled"
sed -i 's/most-filled/first-come/' purchases/cups-1.yaml
unchanged . 0 'own policy is first-come' close cups-1 --compare
check 0 '' close cups-1
grep -q '^[^;]*;Аня;.*;wanted;3;' out/cups-1/allocation.csv || fail "close under first-come"

# In parts: who came first is served first, or everybody a unit in turn.
sed -i 's/;да$/;/' orders.csv
"$SVOD" --quiet --now $now import cups-1 orders.csv || fail import
unchanged . 0 'units served  *6  *6  *6' close cups-1 --compare
grep -q '^Аня .* 3  *3  *2' <<<"$said" || fail "Аня in turn: $said"
grep -q '^Вера .* 1  *1  *2' <<<"$said" || fail "Вера in turn: $said"
sed -i 's/first-come/even/' purchases/cups-1.yaml
unchanged . 0 'own policy is even' close cups-1 --compare
check 0 '' close cups-1
grep -q '^[^;]*;Аня;.*;wanted;2;' out/cups-1/allocation.csv || fail "close under even"
grep -q '^[^;]*;Вера;.*;unserved;2;.*earlier-served.*по кругу' out/cups-1/allocation.csv || fail "why, under even"

# Nothing to choose between; a purchase that cannot be ordered; what excludes each other; another svod at work is no hindrance.
sed -i 's/Аня;Ч-1;3/Аня;Ч-1;1/; s/Вера;Ч-1;4/Вера;Ч-1;2/' orders.csv
"$SVOD" --quiet --now $now import cups-1 orders.csv || fail import
unchanged . 0 'Everybody gets the same under each policy' close cups-1 --compare
echo 'minimum: {amount: 90000}' >>purchases/cups-1.yaml
unchanged . 0 'can be ordered  *no  *no' close cups-1 --compare
check 2 'exclude each other' close cups-1 --compare --dry-run
check 66 '' close cups --compare
exec 9>>.svod/lock && flock -n 9 || fail "the lock is held by nobody"
unchanged . 0 'can be ordered' close cups-1 --compare
exit 0
