#!/usr/bin/env python3
"""recount_money.py SVOD: closes random purchases with the program and recounts every sum of what it wrote in fractions."""
import csv, json, os, random, subprocess, sys, tempfile
from fractions import Fraction as F

SVOD = sys.argv[1]
SIZES = ['42', '44', '46', '48']
PEOPLE = ['Аня', 'Вера', 'Оля', 'Ира', 'Лена', '=Юля', 'Зоя;К', 'Надя']


def half_up(value, unit=F(1, 100)):
    return (value / unit + F(1, 2)).__floor__() * unit


def up(value, unit):
    return -((-value / unit).__floor__()) * unit


def text(value, places=2):
    return f'{float(value):.{places}f}'


def make(rng):
    goods = []
    for n in range(rng.randint(1, 5)):
        price = F(rng.randint(100, 300000), 100)
        for size in SIZES[:rng.randint(1, 4)]:
            goods.append({'article': f'A-{n}', 'name': f'Вещь {n}', 'size': size, 'price': price,
                          'weight': F(rng.randint(1, 3000), 1000)})
    currency = rng.choice(['RUB', 'RUB', 'USD'])
    purchase = {'title': 'Проба', 'supplier': 's', 'stop': '2026-11-25T20:00:00+03:00', 'currency': 'RUB',
                'org_fee': rng.choice(['15%', '0%', '7.25%', [{'from': 0, 'fee': '35%'}, {'from': 2000, 'fee': '15%'}]]),
                'rows': 'free',
                'delivery': {'amount': float(F(rng.randint(0, 300000), 100)), 'split': rng.choice(['amount', 'units', 'weight', 'equal'])},
                'charges': [{'title': 'Сбор %d' % i, 'amount': rng.choice([30, 2.5, 0.01]), 'per': per}
                            for i, per in enumerate(rng.sample(['participant', 'unit', 'position'], rng.randint(0, 3)))],
                'rounding': rng.choice([{'to': 1, 'mode': 'up'}, {'to': 0.01, 'mode': 'nearest'}, {'to': 10, 'mode': 'nearest'},
                                        {'to': 0.5, 'mode': 'up'}]),
                'lots': [{'article': 'A-0', 'pack': rng.choice([2, 3])}],
                'leftover': {'units': rng.choice([0, 2])}}
    if currency != 'RUB':
        purchase['rate'] = rng.choice([{'USD': 61, 'fee': '1%'}, {'USD': 92.1234, 'fee': '1.35%'}])
    orders = []
    for n in range(rng.randint(1, 25)):
        g = rng.choice(goods)
        orders.append({'line': f'z{n}', 'time': f'2026-11-{rng.randint(10, 20)}T{rng.randint(10, 20)}:00:00+03:00',
                       'participant': rng.choice(PEOPLE), 'article': g['article'], 'size': g['size'], 'quantity': rng.randint(1, 4),
                       'paid': rng.choice(['', '', '100', '2500.50']), 'status': rng.choice(['', '', '', 'refused'])})
    return goods, currency, purchase, orders


def write_csv(path, rows):
    with open(path, 'w', encoding='utf-8', newline='') as f:
        out = csv.DictWriter(f, rows[0].keys(), delimiter=';')
        out.writeheader()
        out.writerows(rows)


def run(work, *args, ok=(0,)):
    done = subprocess.run([SVOD, '--now', '2026-11-25T21:00:00+03:00', *args], cwd=work, capture_output=True, text=True)
    if done.returncode not in ok:
        sys.exit(f'{args}: exit {done.returncode}\n{done.stdout}{done.stderr}')
    return done


def close(work, goods, currency, purchase, orders):
    for folder in 'suppliers', 'purchases':
        os.makedirs(f'{work}/{folder}')
    with open(f'{work}/svod.yaml', 'w') as f:
        f.write('name: Мария\nlanguage: ru\ncurrency: RUB\n')
    with open(f'{work}/suppliers/s.yaml', 'w') as f:
        f.write(f'title: Поставщик\nsource: ./s.csv\ncurrency: {currency}\n')
    with open(f'{work}/purchases/p.yaml', 'w') as f:
        json.dump(purchase, f, ensure_ascii=False, indent=1)
    write_csv(f'{work}/s.csv', [{**g, 'price': text(g['price']), 'weight': text(g['weight'], 3)} for g in goods])
    write_csv(f'{work}/orders.csv', orders)
    run(work, 'refresh', ok=(0, 1))
    run(work, 'import', 'p', 'orders.csv', ok=(0, 1))
    return run(work, 'close', 'p', ok=(0, 1, 3)).returncode


def read(path):
    raw = open(path, 'rb').read()
    assert raw.startswith(b'\xef\xbb\xbf'), path
    return list(csv.DictReader(raw.decode('utf-8-sig').splitlines(), delimiter=';'))


def name(cell):
    return cell[1:] if cell.startswith("'=") else cell


def shares(total, weights):
    """Largest remainder to 0.01, ties to the earlier."""
    if not weights:
        return []
    if not any(weights):
        weights = [F(1)] * len(weights)
    quotas = [total * 100 * w / sum(weights) for w in weights]
    got = [q.__floor__() for q in quotas]
    order = sorted(range(len(quotas)), key=lambda i: (-(quotas[i] - got[i]), i))
    for i in order[:int(total * 100) - sum(got)]:
        got[i] += 1
    return [F(g, 100) for g in got]


def fee_rate(org_fee, goods):
    if isinstance(org_fee, str):
        org_fee = [{'from': 0, 'fee': org_fee}]
    return [F(t['fee'].rstrip('%')) / 100 for t in org_fee if t['from'] <= goods][-1]


def recount(folder, goods, purchase, orders):
    rate = F(1)
    if 'rate' in purchase:
        rate = F(str(purchase['rate']['USD'])) * (1 + F(purchase['rate']['fee'].rstrip('%')) / 100)
    supplier = read(f'{folder}/supplier-order.csv')
    price = {r['offer']: F(r['price']) for r in supplier[:-1]}
    article = {r['offer']: (r['article'], r['size']) for r in supplier[:-1]}
    weight = {(g['article'], g['size']): g['weight'] for g in goods}
    bought = {r['offer']: int(r['quantity']) for r in supplier[:-1]}
    assert supplier[-1]['offer'] == 'ИТОГО'
    assert F(supplier[-1]['amount']) == sum(price[o] * n for o, n in bought.items())
    assert all(F(r['amount']) == F(r['price']) * int(r['quantity']) for r in supplier[:-1])
    assert all(n % purchase['lots'][0]['pack'] == 0 for o, n in bought.items() if article[o][0] == 'A-0')

    people = {}
    first = sorted(range(len(orders)), key=lambda i: (orders[i]['time'], i))
    for i in first:
        o = orders[i]
        p = people.setdefault(o['participant'], {'goods': F(0), 'units': 0, 'weight': F(0), 'lines': set(), 'paid': F(0)})
        if o['paid']:
            p['paid'] += F(o['paid'])
    used = dict.fromkeys(bought, 0)
    told = dict.fromkeys((o['line'] for o in orders), 0)
    for r in read(f'{folder}/allocation.csv'):
        n = int(r['quantity'])
        if r['line']:
            told[r['line']] += n
        if r['kind'] == 'unserved':
            assert r['reason'] and not r['given'] and not r['amount']
            continue
        used[r['given']] += n
        amount = half_up(price[r['given']] * n * rate)
        assert F(r['amount']) == amount, r
        if r['kind'] == 'leftover':
            assert not r['participant'] and not r['line']
            continue
        p = people[name(r['participant'])]
        p['goods'] += amount
        p['units'] += n
        p['weight'] += weight[article[r['given']]] * n
        p['lines'].add(r['line'])
    assert used == bought
    assert told == {o['line']: o['quantity'] for o in orders}
    check_costs(read(f'{folder}/costs.csv'), people, purchase)
    report = json.load(open(f'{folder}/report.json', encoding='utf-8'))
    assert report['schema'] == 'svod.report/1' and all(c['ok'] for c in report['checks']), report['checks']
    assert report['wanted'] == sum(o['quantity'] for o in orders)


def check_costs(costs, people, purchase):
    served = [p for p in people.values() if p['units']]
    key = {'amount': 'goods', 'units': 'units', 'weight': 'weight'}.get(purchase['delivery']['split'])
    weights = [F(p[key]) if key else F(1) for p in served]
    delivery = F(str(purchase['delivery']['amount']))
    for p, share in zip(served, shares(delivery, weights)):
        p['delivery'] = share
    listed = [(who, p) for who, p in people.items() if p['units'] or p['paid']]
    assert [name(r['participant']) for r in costs] == [who for who, _ in listed] + ['ИТОГО']
    sums = dict.fromkeys(list(costs[0].keys())[1:], F(0))
    unit, mode = F(str(purchase['rounding']['to'])), purchase['rounding']['mode']
    for r, (who, p) in zip(costs, listed):
        want = dict.fromkeys(sums, F(0))
        if p['units']:
            want.update(units=p['units'], goods=p['goods'], delivery=p['delivery'],
                        fee=half_up(p['goods'] * fee_rate(purchase['org_fee'], p['goods'])))
            times = {'participant': 1, 'unit': p['units'], 'position': len(p['lines'])}
            want['charges'] = sum((F(str(c['amount'])) * times[c['per']] for c in purchase['charges']), F(0))
            exact = want['goods'] + want['fee'] + want['delivery'] + want['charges']
            want['total'] = up(exact, unit) if mode == 'up' else half_up(exact, unit)
            want['rounding'] = want['total'] - exact
        want['paid'] = p['paid']
        want['due'] = want['total'] - p['paid']
        for column, value in want.items():
            assert F(r[column]) == value, (who, column, r[column], text(value))
            sums[column] += value
    for column, value in sums.items():
        assert F(costs[-1][column]) == value, (column, costs[-1][column], text(value))
    assert sums['delivery'] == (delivery if served else 0)


def main():
    closed = 0
    for seed in range(int(os.environ.get('SVOD_RECOUNTS', '20'))):
        rng = random.Random(seed)
        goods, currency, purchase, orders = make(rng)
        with tempfile.TemporaryDirectory() as work:
            if close(work, goods, currency, purchase, orders) == 3:
                continue
            try:
                recount(f'{work}/out/p', goods, purchase, orders)
            except AssertionError:
                print(f'seed {seed}: {purchase}')
                raise
            closed += 1
    print(f'{closed} purchases recounted')
    assert closed > 10, closed


main()
