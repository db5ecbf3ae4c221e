# svod items: the table, JSON, finding.
set -u
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
fail() { echo "FAILED: $*" >&2; exit 1; }
is() { [ "$2" = "$3" ] || fail "$1: '$2', not '$3'"; }
unset LC_ALL LC_MESSAGES LANG LANGUAGE NO_COLOR
cd "$work"
mkdir suppliers
printf 'name: Мария\ncurrency: RUB\n' >svod.yaml
printf 'source: ./price.csv\ncurrency: RUB\n' >suppliers/ivtex.yaml
cat >price.csv <<'CSV'
Артикул;Название;Цвет;Размер;Цена;Остаток
А-101;Платье «Ёлочка» с очень длинным названием, которое в таблицу не входит;тёмно-синий;46;1 250,00;7
А-101;Платье «Ёлочка» с очень длинным названием, которое в таблицу не входит;белый;48;1 250,00;0
B-7;Носки;;;99,90;
CSV
"$SVOD" items ivtex >out 2>err; is "before any refresh" $? 66
grep -q 'svod refresh ivtex' err || fail "$(cat err)"
"$SVOD" refresh --quiet >/dev/null || fail "refresh"

"$SVOD" items ivtex >out 2>err || fail "items: $(cat err)"
is "lines" "$(wc -l <out)" 4
head -n 1 out | grep -q '^id .*article .*price' || fail "heading: $(cat out)"
grep -q 'Платье «Ёлочка» с очень длинным названием' out && fail "a long name was not cut: $(cat out)"
grep -q '…' out || fail "no ellipsis: $(cat out)"
grep -q $'\033' out && fail "colours in a file"
grep -q '3 offers' err || fail "$(cat err)"
# Every price ends in the same column.
is "aligned" "$(sed 1d out | jq -R 'split("RUB")[0] | length' | sort -u | wc -l)" 1
"$SVOD" items ivtex --lang ru --quiet | head -n 1 | grep -q 'артикул' || fail "Russian heading"
"$SVOD" items ivtex --color always --quiet | grep -q $'\033\[1m' || fail "--color always has no colours"

is "find" "$("$SVOD" items ivtex --quiet --find ЕЛОЧКА --json | wc -l)" 2
is "find with look-alike letters" "$("$SVOD" items ivtex --quiet --find 'a-101' --json | wc -l)" 2
is "find a colour" "$("$SVOD" items ivtex --quiet --find белый --json | jq -r .size)" 48
is "find nothing" "$("$SVOD" items ivtex --quiet --find нетакого --json | wc -l)" 0
is "limit" "$("$SVOD" items ivtex --quiet --limit 2 --json | wc -l)" 2
"$SVOD" items ivtex --limit -1 >/dev/null 2>&1; is "limit -1" $? 2
"$SVOD" items nobody >/dev/null 2>&1; is "unknown" $? 66
"$SVOD" items >/dev/null 2>&1; is "no name" $? 2
"$SVOD" items ivtex >/dev/full 2>/dev/null; is "full disk" $? 73

# The same offers as parse reads, but for where they stood.
"$SVOD" items ivtex --quiet --json | jq -c 'del(.at)' >stored
"$SVOD" parse price.csv --currency RUB --quiet | jq -c 'del(.at)' >parsed
cmp stored parsed || fail "items and parse differ: $(diff stored parsed)"
echo ok
