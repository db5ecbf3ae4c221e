# Packs, minimums and rows that were read in texts: parse, probe, refresh, items, close, and `lots:` that settles them.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
is() { [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"; }
mkdir suppliers purchases
printf 'name: Мария\ncurrency: RUB\nlanguage: ru\norg_fee: 0%%\n' >svod.yaml
cat >price.csv <<'CSV'
Артикул;Наименование;Цвет;Размер;Цена;Кратность
А-1;Футболка, упак. 6 шт;;;100;
А-2;Платье ростовка 42-44-46;синий;;500;
А-3;Носки, мін. замовлення 4 шт;;;50;
А-4;Шапка;;;50;5
А-5;Варежки 10 шт;;;30;
CSV
printf 'source: ./price.csv\ncurrency: RUB\n' >suppliers/t.yaml
printf 'supplier: t\norg_fee: 0%%\n' >purchases/p.yaml
cat >orders.csv <<'CSV'
Участник;Артикул;Размер;Количество
Аня;А-1;;6
Аня;А-2;42;1
Оля;А-2;44;1
Оля;А-2;46;1
Вера;А-3;;4
Вера;А-4;;5
CSV

# parse: the numbers, and where they come from; nothing beside what stands in fields of its own.
"$SVOD" parse price.csv --currency RUB >offers 2>/dev/null || fail parse
is "evidence" "$(jq -c '[.offer, .step_quantity, .min_quantity, .evidence]' offers | head -n 1)" \
    '["А-1",6,1,{"step_quantity":{"from":"name","text":"Футболка, упак. 6 шт"}}]'
is "row" "$(jq -c 'select(.item == "А-2") | [.size, (.row | map(.size)), .evidence.row.from]' offers | head -n 1)" \
    '["42",["42","44","46"],"name"]'
is "minimum" "$(jq -c 'select(.item == "А-3") | [.min_quantity, .evidence.min_quantity.text]' offers)" \
    '[4,"Носки, мін. замовлення 4 шт"]'
is "of a field" "$(jq -c 'select(.item == "А-4") | [.step_quantity, has("evidence")]' offers)" '[5,false]'
is "ambiguous" "$(jq -c 'select(.item == "А-5") | [.step_quantity, .min_quantity, has("evidence")]' offers)" '[1,1,false]'

# probe
check 0 'Read in texts, to be confirmed' probe price.csv --currency RUB
grep -q 'step_quantity *6 (name: "Футболка, упак. 6 шт")' <<<"$said" || fail "probe: $said"
check 0 'Прочитано в текстах' --lang ru probe price.csv --currency RUB
grep -q 'step_quantity *6 (название: «Футболка, упак. 6 шт»)' <<<"$said" || fail "probe in Russian: $said"
"$SVOD" --json probe price.csv --currency RUB 2>/dev/null | jq -e '.counts.evidence == 5 and .evidence[0] ==
    {"offer":"А-1","field":"step_quantity","value":"6","from":"name","text":"Футболка, упак. 6 шт"}' >/dev/null || fail "probe --json"

# refresh keeps it, items shows it.
"$SVOD" --quiet refresh >/dev/null || fail refresh
check 0 'multiple: name "Футболка, упак. 6 шт"' items t
check 0 'кратность: название "Футболка, упак. 6 шт"' --lang ru items t
is "stored" "$("$SVOD" --quiet --json items t | jq -cS 'del(.at)')" "$(jq -cS 'del(.at)' offers)"
"$SVOD" refresh 2>&1 | grep -Eq '^t +7 +7 +0 +0' || fail "the same catalog again is not the same"

# close: everything is written, and what rests on texts is asked about.
"$SVOD" --quiet import p orders.csv || fail import
check 1 'А-1: order multiple 6 (name: "Футболка, упак. 6 шт"): read in a text, confirm it \[close.unconfirmed\]' close p
grep -q 'at the top of `lots:` in purchases/p.yaml' <<<"$said" || fail "where: $said"
[ -e out/p/supplier-order.xlsx ] || fail "nothing was written"
grep -q 'А-4' <<<"$said" && fail "a multiple of a field was asked about: $said"
is "report" "$(jq -c '[.to_confirm[] | [.article, .says[0].field, .lots]]' out/p/report.json)" \
    '[["А-1","step_quantity","- {article: \"А-1\", pack: 6}"],["А-2","row","- {article: \"А-2\", row: \"42-44-46\"}"],["А-3","min_quantity","- {article: \"А-3\", min: 4}"]]'
grep -q '<pre>lots:' out/p/report.html || fail "report.html"
grep -q 'кратность 6 (название: «Футболка, упак. 6 шт»)' out/p/report.html || fail "report.html in Russian"
check 1 'А-2: ряд 42-44-46 (название: «Платье ростовка 42-44-46») — прочитано в тексте, подтвердите' --lang ru close p
grep -q 'Чтобы подтвердить, впишите в начало `lots:` в purchases/p.yaml' <<<"$said" || fail "where, in Russian: $said"
before=$(cat out/p/allocation.csv)

# Pasted as printed it is settled, line by line, and the plan is the same.
sed -n '/^lots:/,$p' <<<"$said" | head -n 2 >>purchases/p.yaml
check 1 'А-2' close p
grep -q 'А-1:' <<<"$said" && fail "what was confirmed is asked about again: $said"
sed -n '/^  - /p' <<<"$said" >>purchases/p.yaml
check 0 'Written to out/p' close p
is "the plan" "$(cat out/p/allocation.csv)" "$before"
is "report" "$(jq -c .to_confirm out/p/report.json)" '[]'

# Corrected: the pack is what one unit consists of, the minimum is none.
printf 'supplier: t\norg_fee: 0%%\nlots:\n  - {article: А-1, pack: 1}\n  - {article: А-2, row: "42-44-46"}\n  - {article: А-3, min: 1}\n' >purchases/p.yaml
sed -i 's/^Аня;А-1;;6/Аня;А-1;;5/; s/^Вера;А-3;;4/Вера;А-3;;1/' orders.csv
"$SVOD" --quiet import p orders.csv || fail import
check 0 'Written to out/p' close p
grep -q '^[^;]*;Аня;[^;]*;[^;]*;wanted;5;' out/p/allocation.csv || fail "corrected: $(cat out/p/allocation.csv)"
grep -q '^[^;]*;Вера;[^;]*;[^;]*;wanted;1;' out/p/allocation.csv || fail "corrected: $(cat out/p/allocation.csv)"

# A rule that goes before keeps its word; rows: free relies on no row; terms of the supplier are named where they are.
printf 'supplier: t\norg_fee: 0%%\nrows: free\n' >purchases/p.yaml
printf 'source: ./price.csv\ncurrency: RUB\nterms: {lots: [{article: "*", min: 2}]}\n' >suppliers/t.yaml
check 1 '{article: "А-1", pack: 6, min: 2}' close p
grep -q 'suppliers/t.yaml' <<<"$said" || fail "where: $said"
grep -q 'А-2' <<<"$said" && fail "free rows rely on no row: $said"

# Colours sold in different ways get a line each; a catalog without articles is named by its items.
cat >price.csv <<'CSV'
ID;Наименование;Цвет;Цена
1;Лента, упак. 5 шт;синий;10
2;Тесьма, кратно 3;;10
CSV
printf 'source: ./price.csv\ncurrency: RUB\noptions: {columns: {offer: "ID"}}\n' >suppliers/u.yaml
printf 'supplier: u\norg_fee: 0%%\n' >purchases/u.yaml
printf 'Участник;offer;Количество\nАня;1/синий;5\nАня;2;3\n' >u.csv
"$SVOD" --quiet refresh u >/dev/null || fail "refresh u"
offer=$("$SVOD" --quiet --json items u | jq -r .offer | head -n 1)
sed -i "s|1/синий|$offer|" u.csv
"$SVOD" --quiet import u u.csv || fail "import u"
check 1 'pack: 5' close u
sed -n '/^lots:/,$p' <<<"$said" >>purchases/u.yaml
check 0 'Written to out/u' close u
exit 0
