# Photos that lie in a workbook: written where they are asked for, kept by a refresh, shown to participants, and gone when the
# catalog has them no more.
source "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
make() { python3 "$SVOD_SOURCE/tests/tools/make_workbooks.py" "$1" "$2" || fail "make $1"; }
book=$SVOD_SOURCE/tests/golden/xlsx/photos.xlsx

# ---- parse ----
mkdir parse; cd parse || exit 1
"$SVOD" parse "$book" >out 2>err || fail "parse: $(cat err)"
[ "$(ls)" = $'err\nout' ] || fail "parse wrote something: $(ls)"
jq -r 'select(.article == "Ф-2") | .pictures[]' out | grep -qxE 'embedded:[0-9a-f]{64}\.png' || fail "embedded: $(head -c 900 out)"
"$SVOD" parse "$book" --pictures photos/of >out 2>err || fail "parse --pictures: $(cat err)"
jq -r 'select(.article == "Ф-7") | .pictures[]' out | while read -r file; do
  name=${file##*/}
  [ "$(sha256sum <"$file")" = "${name%.*}  -" ] || fail "$file is not named by what is in it"
done
[ "$(ls photos/of | wc -l)" = 5 ] || fail "not five pictures: $(ls photos/of)"
[ "$(jq -r '.pictures[]' out | grep -c '^photos/of/')" -gt 8 ] || fail "addresses: $(cat out)"
before=$(stat -c '%i %Y' photos/of/*)
"$SVOD" parse "$book" --pictures photos/of/ >again 2>/dev/null || fail "again"
[ "$before" = "$(stat -c '%i %Y' photos/of/*)" ] || fail "pictures were written again"
cmp -s out again || fail "a slash at the end changes addresses"
: >file
check 73 'cannot write' parse "$book" --pictures file
cd ..

# ---- refresh, close ----
mkdir -p shop/suppliers shop/purchases; cd shop || exit 1
printf 'name: Мария\ncurrency: RUB\n' >svod.yaml
printf 'title: Фото\nsource: ./price.xlsx\ncurrency: RUB\n' >suppliers/foto.yaml
printf 'title: Проба\nsupplier: foto\nstop: 2026-11-25T20:00:00+03:00\nrows: free\n' >purchases/one.yaml
cp "$book" price.xlsx
check 0 . refresh foto --dry-run
[ ! -e .svod/pictures ] || fail "a dry run wrote pictures"
check 0 . refresh foto
[ "$(ls .svod/pictures/foto | wc -l)" = 5 ] || fail "kept: $(ls .svod/pictures/foto)"
check 0 '"same": *19,.*"changed": *0,' refresh foto --json
printf 'Участник;Артикул;Размер;Кол-во\nАня;Ф-2;44;1\nАня;Ф-3;46;1\nАня;Ф-6;;1\n' >orders.csv
check 0 . import one orders.csv
check 0 . close one
[ "$(grep -o 'data:image/png;base64,' out/one/sheets/Аня.html | wc -l)" -ge 2 ] || fail "the sheet shows no photos"

# ---- what the catalog has no more ----
make plain price.xlsx
check 0 . refresh foto --force
[ ! -e .svod/pictures/foto ] || fail "left: $(ls .svod/pictures/foto)"
cd ..

# ---- hostile ones: none costs more than its pictures ----
for case in photo-bomb photo-outside photo-loop photo-many photo-deep; do
  make "$case" "$case.xlsx"
  (ulimit -t 20; timeout 60 "$SVOD" parse "$case.xlsx" --pictures hostile >out 2>err </dev/null); got=$?
  [ $got -eq 0 ] || fail "$case: exit $got: $(head -c 500 err)"
  [ "$(wc -l <out)" -ge 1 ] || fail "$case: no offers"
  [[ $case = photo-@(many|deep) ]] || jq -e '.pictures == []' out >/dev/null || fail "$case: $(head -c 500 out)"
done
make photo-entities photo-entities.xlsx
check 65 'xlsx.doctype' parse photo-entities.xlsx
[ "$(find . -name 'root*' -o -name passwd | wc -l)" = 0 ] || fail "a path led out of the archive"
[ "$(ls hostile | wc -l)" = 1 ] || fail "written: $(ls hostile)"
exit 0
