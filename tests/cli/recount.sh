# The sample purchases, closed and then recounted by another program; and that program notices when a number is wrong.
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
cp -r "$SVOD_SOURCE/samples/demo" w && cd w || exit 1
recount() { python3 "$SVOD_SOURCE/tests/tools/recount.py" "$@"; }

cat >ivushka-1.json <<'JSON'
{"rules": [{"article": "ИВ-128", "row": {"42-44": 1, "46-48": 1}}, {"article": "*", "row": {"42": 1, "44": 1, "46": 1, "48": 1}},
           {"article": "*", "row": {"50": 1, "52": 1, "54": 1, "56": 1}}, {"article": "*", "row": {"S": 1, "M": 1, "L": 1, "XL": 1}}],
 "leftover": {"units": 2, "per_item": 1, "amount": "3000"}, "minimum": {"amount": 30000}, "drift": "0.07", "rate": "1",
 "fees": [["0", "0.18"], ["5000", "0.15"]], "delivery": "2480", "split": "weight", "charges": [["30", "participant"]],
 "rounding": ["1", "up"]}
JSON
cat >pugovka-3.json <<'JSON'
{"rules": [], "leftover": null, "minimum": {"amount": 5000}, "drift": null, "serve_first": ["paid"], "rate": "1",
 "fees": [["0", "0.12"]], "delivery": "390.50", "split": "amount", "charges": [["2", "position"]], "rounding": ["0.01", "nearest"]}
JSON
check 0 ivushka refresh
check 1 'import.unknown-offer' import ivushka-1 orders/ivushka-1.csv
check 0 '24 new' import pugovka-3 orders/pugovka-3.csv
check 1 'close.price-changed' close ivushka-1
check 0 out/pugovka-3 close pugovka-3
for purchase in ivushka-1:ivushka.yml pugovka-3:pugovka.csv; do
    name=${purchase%:*}
    "$SVOD" --quiet parse "catalogs/${purchase#*:}" >$name.jsonl || fail "parse"
    recount $name.jsonl orders/$name.csv $name.json out/$name || fail "$name: recounted otherwise"
done

# One number changed in any of the files is noticed.
for change in 'allocation.csv:2s/;1;1580.00;/;2;1580.00;/' 'allocation.csv:2s/;1580.00;;/;1580.01;;/' 'allocation.csv:2d' 'allocation.csv:$d' \
    'costs.csv:2s/;867.00;/;867.01;/' 'costs.csv:$s/;2480.00;/;2480.01;/' 'costs.csv:3d' 'supplier-order.csv:2s/;2;/;3;/' 'supplier-order.csv:3d'; do
    file=${change%%:*}
    rm -rf broken && cp -r out/ivushka-1 broken && sed -i "${change#*:}" broken/$file
    cmp -s broken/$file out/ivushka-1/$file && fail "$change changes nothing"
    recount ivushka-1.jsonl orders/ivushka-1.csv ivushka-1.json broken >/dev/null && fail "not noticed: $change"
done
exit 0
