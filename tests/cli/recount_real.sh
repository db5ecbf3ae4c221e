# A real feed with real sizes, invented orders of 30 people, rows, a rate: closed, and recounted by another program. Skipped where
# there are no real catalogs.
feed=$SVOD_SOURCE/../shared/catalogs/yml/SunlistOG.testxml__feeds_dev_allo.xml
[ -f "$feed" ] || { echo "no ../shared/catalogs here"; exit 77; }
. "$SVOD_SOURCE/tests/support/cli.bash" || exit 1
cd "$work" || exit 1
mkdir -p w/suppliers w/purchases && cd w || exit 1
printf 'name: Орг\ntime_zone: Europe/Moscow\n' >svod.yaml
printf 'source: ./feed.xml\n' >suppliers/real.yaml
cp "$feed" feed.xml
"$SVOD" --quiet parse feed.xml >catalog.jsonl 2>/dev/null
[ "$(wc -l <catalog.jsonl)" -gt 300 ] || fail "the feed was not read: $(wc -l <catalog.jsonl)"
"$SVOD" --now $now refresh >/dev/null 2>refresh.err; rc=$?
[ $rc -le 1 ] || fail "refresh: exit $rc: $(tail -n 3 refresh.err)"

for seed in 1 2 3 4 5 6; do
    python3 - $seed <<'PY'
import collections, json, random, sys
random.seed(int(sys.argv[1]))
offers = [json.loads(l) for l in open('catalog.jsonl')]
groups = collections.defaultdict(dict)
for o in offers:
    if o['size'] and o['price'] and o['article']:
        groups[o['item'], o['colour']].setdefault(o['size'], o)
sizes = ['S', 'M', 'L', 'XL']
full = [g for g in groups.values() if all(s in g for s in sizes)]
assert len(full) >= 20, len(full)
chosen = random.sample(full, 14)
people = ['Участник %d' % (n + 1) for n in range(30)]
lines = []
for n in range(170):
    g = random.choice(chosen)
    o = g[random.choice(sizes)]
    price = o['price'] if random.random() > .1 else '%.2f' % (float(o['price']) * .8)
    lines.append([random.choice(people), o['offer'], random.choice([1, 1, 1, 2, 3]), '%02d.11.2026 %02d:%02d' % (random.randint(1, 20), random.randint(0, 23), random.randint(0, 59)),
                  price, random.choice(['', '', '', 'да', '500', '1250,50']), random.choice(['', '', '', '', '', 'отказ'])])
lines.append([people[0], 'нет такого', 1, '01.11.2026 10:00', '', '', ''])
with open('orders.csv', 'w') as f:
    f.write('Участник;offer;Кол-во;Время заказа;Цена;Оплачено;Статус\n')
    f.writelines(';'.join(map(str, l)) + '\n' for l in lines)
seed = int(sys.argv[1])
paid_first, units = seed % 2 == 0, seed % 3
split, rounding = ['amount', 'units', 'equal'][seed % 3], [('1', 'up'), ('0.01', 'nearest'), ('10', 'nearest')][seed % 3]
with open('purchases/p.yaml', 'w') as f:
    f.write('supplier: real\ncurrency: RUB\nrate: {UAH: 2.2345, fee: 1.25%%}\norg_fee: [{from: 0, fee: 15%%}, {from: 3000, fee: 12.5%%}]\n'
            'rows: whole\nlots: [{article: "*", row: "S,M,L,XL"}]\nprice_drift: 7%%\ndelivery: {amount: 1234.57, split: %s}\n'
            'charges: [{title: a, amount: 2.50, per: unit}, {title: b, amount: 7, per: position}]\nrounding: {to: %s, mode: %s}\n' % (split, *rounding))
    if paid_first: f.write('serve_first: [paid]\n')
    if units: f.write('leftover: {units: %d}\n' % units)
json.dump({'rules': [{'article': '*', 'row': dict.fromkeys(sizes, 1)}], 'leftover': {'units': units} if units else None, 'drift': '0.07', 'rate': '2.26243125',
           'fees': [['0', '0.15'], ['3000', '0.125']], 'delivery': '1234.57', 'split': split, 'charges': [['2.50', 'unit'], ['7', 'position']],
           'rounding': rounding, 'serve_first': ['paid'] if paid_first else []}, open('terms.json', 'w'))
PY
    check 1 'import.unknown-offer' import p orders.csv
    check 1 'close.not-in-catalog' close p
    python3 "$SVOD_SOURCE/tests/tools/recount.py" catalog.jsonl orders.csv terms.json out/p || fail "seed $seed: recounted otherwise"
done
exit 0
