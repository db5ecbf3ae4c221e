# svod parse on good and on hostile input: what comes out, what is said, the exit status, and that memory and time stay bounded.
set -u
fail() { echo "FAILED: $*" >&2; exit 1; }
work=$(mktemp -d) || exit 1
trap 'chmod -R u+rwx "$work"; rm -rf "$work"' EXIT
cd "$work" || exit 1
export LC_ALL=C
# check STATUS PATTERN ARGUMENTS…: the exit status, and a line on stderr.
check() {
    local status=$1 pattern=$2; shift 2
    timeout 60 "$SVOD" "$@" > out 2> err < /dev/null; local got=$?
    [ $got -eq "$status" ] || fail "svod $*: exit $got, not $status: $(head -c 500 err)"
    [ -z "$pattern" ] || grep -qe "$pattern" err || fail "svod $*: said: $(head -c 500 err)"
}

cat > good.yml <<'END'
<?xml version="1.0" encoding="UTF-8"?>
<yml_catalog date="2026-11-21 10:00"><shop><name>Нитка</name>
<currencies><currency id="RUR" rate="1"/></currencies>
<categories><category id="1">Платья</category></categories>
<offers>
<offer id="11" available="true"><price>550</price><currencyId>RUR</currencyId><categoryId>1</categoryId><name>Платье летнее</name><vendorCode>П-1</vendorCode><param name="Размер">42</param></offer>
<offer id="12" available="true"><price>600</price><currencyId>RUR</currencyId><categoryId>1</categoryId><name>Платье зимнее</name><vendorCode>П-2</vendorCode><param name="Размер">44</param></offer>
</offers></shop></yml_catalog>
END
printf 'Артикул;Наименование;Размер;Цена\nА-1;Футболка детская;98;350,00\nА-2;Футболка женская;46;1 250,00\nА-3;Брюки мужские;50;990\n' > good.csv

# The content decides, not the name.
for name in good.yml good.csv; do
    cp $name other.bin
    check 0 "0 errors" parse other.bin
    cp out first
    check 0 "0 errors" parse $name
    cmp -s out first || fail "$name: another name gives other offers"
    [ -s out ] || fail "$name: nothing came"
    jq -e . < out > /dev/null || fail "$name: not JSON"
    "$SVOD" parse - < $name > out 2> /dev/null || fail "$name from stdin"
    cmp -s out first || fail "$name: stdin gives other offers"
    gzip -k $name && check 0 "0 errors" parse $name.gz
    cmp -s out first || fail "$name: packed gives other offers"
    # Another encoding gives the same offers.
    for charset in CP1251 UTF-16LE UTF-16BE KOI8-R CP866; do
        iconv -f UTF-8 -t $charset $name > coded || fail iconv
        check 0 "0 errors" parse coded
        cmp -s out first || fail "$name in $charset gives other offers"
        check 0 "0 errors" parse coded --encoding $charset
        cmp -s out first || fail "$name in $charset, said so, gives other offers"
    done
done
jq -e 'has("offer") and has("source_id") and has("item") and has("article") and has("name") and has("brand") and has("description")
    and has("url") and has("category") and has("pictures") and has("colour") and has("size") and has("price") and has("old_price")
    and has("rrp") and has("price_tiers") and has("currency") and has("available") and has("stock") and has("min_quantity")
    and has("step_quantity") and has("row") and has("barcode") and has("weight") and has("attributes") and has("at")' < first > /dev/null ||
    fail "a field is missing"
"$SVOD" parse good.yml 2> /dev/null | jq -es '.[0] | .source_id == "11" and .price == "550.00" and .currency == "RUB" and .available == true
    and .category == ["Платья"] and .size == "42" and .article == "П-1"' > /dev/null || fail "good.yml is misread"
"$SVOD" parse good.csv --currency RUR 2> /dev/null | jq -es '.[1].price == "1250.00" and .[1].size == "46" and .[1].currency == "RUB"' > /dev/null ||
    fail "good.csv is misread"
check 0 '' --quiet parse good.yml
[ -s err ] && fail "--quiet says $(cat err)"

# What is no catalog.
: > empty; check 65 'input.empty' parse empty
check 65 'input.empty' parse empty --parser yml
printf '   \n\t \r\n' > blank; check 65 'white space' parse blank
check 65 . parse blank --parser csv
check 65 . parse blank --parser yml
printf '%%PDF-1.7 xxx' > x.pdf; check 65 'a PDF document' parse x.pdf
head -c 100000 "$SVOD" > program; check 65 'a program' parse program
head -c 100000 /dev/urandom > random; check 65 . parse random
printf 'PK\003\004xxxxxxxxxxxxxxxxxxxx' > x.zip; check 65 'ZIP' parse x.zip
printf '{"a": [1, 2, 3]}' > x.json; check 65 'JSON' parse x.json
head -c 60 good.yml.gz > cut.gz; check 65 'cut off' parse cut.gz
check 66 'input.missing' parse nowhere.yml
check 66 'input.folder' parse .
if [ "$(id -u)" != 0 ]; then cp good.yml closed.yml; chmod 0 closed.yml; check 66 'input.unreadable' parse closed.yml; fi
check 2 'no parser "docx"' parse good.yml --parser docx
check 78 'encoding "klingon"' parse good.yml --encoding klingon
check 78 'no option "colums"' parse good.csv --option colums=x
check 66 'no-folder' parse good.csv --plugin-dir nowhere
mkdir plugins; echo x > plugins/bad.so; check 78 'plugins/bad.so' parse good.csv --plugin-dir plugins
cp "$SVOD_BUILD/plugins/csv.so" plugins/bad.so; check 78 'already' parse good.csv --plugin-dir plugins

# Cut off in the middle: the good offers before it come out, and it is said.
head -c 600 good.yml > cut.yml
timeout 60 "$SVOD" parse cut.yml > out 2> err; got=$?
[ $got -eq 1 ] || [ $got -eq 65 ] || fail "cut.yml: exit $got"
grep -q '"source_id":"11"' out || fail "cut.yml: the whole offer before the cut is lost"
[ -s err ] || fail "cut.yml: nothing said"

# Output that cannot be written.
"$SVOD" parse good.yml > /dev/full 2> err; [ $? -eq 73 ] || fail "full disk"
grep -q 'output.failed' err || fail "full disk said: $(cat err)"
for _ in $(seq 4000); do echo "<offer id=\"$_\"><price>5</price><name>$(printf 'x%.0s' {1..50})</name></offer>"; done > many
{ echo '<yml_catalog><shop><offers>'; cat many; echo '</offers></shop></yml_catalog>'; } > many.yml
{ "$SVOD" parse many.yml 2> err; echo $? > status; } | head -c 10 > /dev/null
[ "$(cat status)" = 73 ] && grep -q 'output.closed' err || fail "closed pipe: exit $(cat status): $(cat err)"

# A sanitizer maps more than any limit allows.
limit() { grep -q __asan_init "$SVOD" || ulimit -v 800000; }
# Endless nothing through a pipe: refused in bounded time and memory, whoever reads.
for parser in "" "--parser yml" "--parser csv"; do
    # shellcheck disable=SC2086
    ( limit; head -c 200M /dev/zero | tr '\0' ' ' | timeout 60 "$SVOD" parse - $parser > out 2> err )
    got=$?
    [ $got -eq 65 ] || fail "200 MB of spaces $parser: exit $got: $(head -c 300 err)"
    [ -s out ] && fail "200 MB of spaces $parser gave offers"
done
echo ok
