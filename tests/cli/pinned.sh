# svod close with pinned units: what the supplier confirmed is served before everybody, from a file or a column of the orders.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
mkdir -p w/suppliers w/purchases && cd w || fail workspace
printf 'name: Орг\ncurrency: RUB\ntime_zone: Europe/Moscow\nlanguage: ru\n' >svod.yaml
printf 'title: Чашки\nsource: ./cups.csv\ncurrency: RUB\n' >suppliers/cups.yaml
printf 'title: Чашки, выкуп 1\nsupplier: cups\nprice_drift: 7%%\n' >purchases/cups-1.yaml
catalog() { printf 'Артикул;Название;Цена;Остаток\nЧ-1;Чашка;%s;%s\nЧ-2;Кружка;80;9\n' "$1" "$2" >cups.csv; "$SVOD" --quiet --now $now refresh >/dev/null || fail refresh; }
orders() { cat >orders.csv; "$SVOD" --quiet --now $now import cups-1 orders.csv || fail "import: $(cat orders.csv)"; }
# given NAME UNITS ARTICLE: what allocation.csv gives.
given() {
    local units
    units=$(awk -F';' -v who="$1" -v what="$3" '$2 == who && $4 == what { n += $6 } END { print n + 0 }' out/cups-1/allocation.csv)
    [ "$units" = "$2" ] || fail "$1 is given $units of $3, not $2: $(cat out/cups-1/allocation.csv)"
}
catalog 100 6
head='line;participant;time;article;quantity;extra;alternatives;price;pinned;status'
orders <<END2
$head
=1;Аня;10.11.2026 09:00;Ч-1;3;;;100;;
2;Вера;10.11.2026 10:00;Ч-1;3;;Ч-2//;100;;
END2
check 0 '' close cups-1
given Аня 3 Ч-1 && given Вера 3 Ч-1
cp out/cups-1/allocation.csv last.csv

# Галя's order turns up, earlier than all; the supplier had confirmed. Pinned, nothing changes for the others.
orders <<END2
$head
=1;Аня;10.11.2026 09:00;Ч-1;3;;;100;;
2;Вера;10.11.2026 10:00;Ч-1;3;;Ч-2//;100;;
3;Галя;09.11.2026 09:00;Ч-1;2;;;100;;
END2
check 0 '' close cups-1 --dry-run
check 0 '' close cups-1 --pinned last.csv
given Аня 3 Ч-1 && given Вера 3 Ч-1 && given Галя 0 Ч-1
unchanged . 0 '' close cups-1 --pinned out/cups-1/allocation.csv
unchanged . 0 'Everybody gets the same under each policy' close cups-1 --compare --pinned last.csv

# The price rose: who was confirmed has it all the same, the others wait.
catalog 150 6
check 1 'close.price-changed' close cups-1 --pinned last.csv
given Аня 3 Ч-1 && given Вера 3 Ч-1
check 3 'line 2, Вера' close cups-1
[ -e out/cups-1/allocation.csv ] && given Аня 0 Ч-1
catalog 100 6

# Some of the stock is gone: the last in order lose their pins, are told, and stand among the others again.
catalog 100 4
check 1 'line 2, Вера: 2 pinned units of Ч-1 are not to be had: у поставщика 4, а закреплено 6 \[close.pinned\]' close cups-1 --pinned last.csv
given Аня 3 Ч-1 && given Вера 1 Ч-1 && given Вера 2 Ч-2 && given Галя 0 Ч-1
check 1 'строка 2, Вера: закреплённых штук не взять — 2' --lang ru close cups-1 --pinned last.csv

# Pinned by hand: a few lines, of the offer asked for or of another.
printf 'Строка;Кол-во\n2;3\n' >some.csv
check 0 '' close cups-1 --pinned some.csv
given Вера 3 Ч-1 && given Галя 1 Ч-1 && given Аня 0 Ч-1
printf 'line,offer,quantity\n2,Ч-2,2\n' | iconv -f UTF-8 -t CP1251 >some.csv
check 0 '' close cups-1 --pinned some.csv
given Вера 3 Ч-2

# The column of the orders says the same; a file takes its place.
orders <<END2
$head
=1;Аня;10.11.2026 09:00;Ч-1;3;1;;100;;
2;Вера;10.11.2026 10:00;Ч-1;3;;Ч-2//;100;Ч-2×2|1;
3;Галя;09.11.2026 09:00;Ч-1;2;;;100;2;отказ
END2
check 0 '' close cups-1
given Вера 2 Ч-2 && given Вера 1 Ч-1 && given Аня 3 Ч-1 && given Галя 0 Ч-1
printf 'line;quantity\n=1;4\n' >some.csv
check 0 '' close cups-1 --pinned some.csv
grep -q '^.=1;Аня;Ч-1;Ч-1;extra;1;' out/cups-1/allocation.csv || fail "an extra unit: $(cat out/cups-1/allocation.csv)"
unchanged . 0 '' status cups-1
grep -q 'same' <<<"$("$SVOD" --json --now $now import cups-1 orders.csv)" || fail "imported again"

# What the catalog has no more is told.
printf 'Артикул;Название;Цена;Остаток\nЧ-2;Кружка;80;9\n' >cups.csv
"$SVOD" --quiet --now $now refresh --force >/dev/null || fail refresh
check 1 '4 pinned units of Ч-1 are not to be had: .*каталоге' close cups-1 --pinned some.csv
catalog 100 4

# What cannot be meant is an error, and nothing is written.
bad() { printf "$1" >bad.csv; unchanged . 65 "$2" close cups-1 --pinned bad.csv; }
bad 'line;offer;quantity\n7;Ч-1;1\n' 'bad.csv:2: error: the purchase has no order line .7. \[pinned.line\]'
bad 'line;offer;quantity\n=1;Ч-2;1\n' 'line =1: Ч-2 is pinned, which this line does not accept'
bad 'line;offer;quantity\n=1;Ч-1;3\n=1;Ч-1;2\n' 'line =1: more is pinned than its quantity and extra, 4 in all'
bad 'line;offer;quantity\n=1;Ч-1;two\n' 'bad.csv:2: error: .two. is no quantity'
bad 'line;offer;quantity\n;Ч-1;2\n' 'no order line is named'
bad 'offer;quantity\nЧ-1;2\n' 'pinned.heading'
bad '' 'orders.empty'
unchanged . 66 '' close cups-1 --pinned none.csv
printf '%s\n1;Аня;;Ч-1;1;;;;2;\n' "$head" >bad.csv
unchanged . 65 'more is pinned than .quantity. and .extra., 1 in all' import cups-1 bad.csv
printf '%s\n1;Аня;;Ч-1;1;;;;many;\n' "$head" >bad.csv
unchanged . 65 'cannot be read as pinned units' import cups-1 bad.csv
exit 0
