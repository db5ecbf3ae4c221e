# svod probe on every kind of catalog: the profile it saves gives, refreshed, the very offers `parse` gives; and what the
# elements, keys and properties were taken for is shown.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
mkdir suppliers purchases
printf 'name: Мария\ncurrency: RUB\n' >svod.yaml
n=0
golden=$SVOD_SOURCE/tests/golden

round() { # NAME FILE [ARGUMENTS of parse and probe]
    local name=$1 file=$2; shift 2
    "$SVOD" parse "$file" --currency RUB "$@" 2>/dev/null | jq -cS 'del(.at)' | sort >want
    [ -s want ] || fail "parse $file gives nothing"
    "$SVOD" --lang en probe "$file" --save "$name" --currency RUB "$@" >said 2>&1 || [ $? -eq 1 ] || fail "probe $file: $(cat said)"
    "$SVOD" --quiet refresh "$name" >/dev/null 2>err || [ $? -eq 1 ] || fail "refresh $name: $(cat err)"
    "$SVOD" --quiet --json items "$name" | jq -cS 'del(.at)' | sort >got
    diff want got >&2 || fail "$name: its profile gives other offers"
}

round yml $golden/yml/clothing.xml
round csv $golden/csv/rows.csv
round google $golden/google/clothing.xml
grep -Eq 'title +name +100 +its name' said || fail "google: $(cat said)"
grep -Eq 'link +url +100' said || fail "google: $(cat said)"
round atom $golden/google/atom.xml
round shopify $golden/json/shopify.json
grep -Eq 'body_html +description +100' said || fail "json: $(cat said)"
round woo $golden/json/woocommerce-rest.json
round flat $golden/json/flat.json
round cml $golden/commerceml/clothing.xml
grep -A20 '^Parameters' said | grep -q 'attributes' || fail "commerceml: $(cat said)"
# A folder of an exchange in two files.
mkdir exchange && cp $golden/commerceml/clothing.xml exchange/import.xml
round folder exchange
round xlsx $golden/xlsx/price.xlsx
for file in $golden/xls/*.xls; do
    case $(head -c 4 "$file" | od -An -tx1) in *d0*cf*) command -v ssconvert soffice >/dev/null || continue ;; esac
    round xls"$((++n))" "$file"
done

# What nobody knows is asked for by its key.
printf '{"status":"ok","payload":{"rows":[{"kod":"A1","naimen":"Платье","stoit":"500"},{"kod":"A2","naimen":"Юбка","stoit":"300"}]}}' >unknown.json
check 65 'items: .*payload.rows\|\$.payload.rows\[\*\] (kod, naimen, stoit)' probe unknown.json --save unknown
[ ! -e suppliers/unknown.yaml ] || fail "a profile of what was not understood"
exit 0
