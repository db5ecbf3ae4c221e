#!/usr/bin/env python3
"""Recounts a closed purchase from its inputs, by itself: catalog, orders and terms against allocation.csv, costs.csv and
supplier-order.csv. For lines that name one offer and take no alternatives. Exact: fractions and integers only.

    recount.py CATALOG.jsonl ORDERS.csv TERMS.json OUT/NAME

TERMS.json: {"rows": "whole", "rules": [{"article": "*", "row": {"42": 1, …}} | {"article": …, "pack": 6}, …],
 "leftover": {"units", "per_item", "amount"} or null, "minimum": {"amount", "units", "rows"}, "drift": "0.07" or null, "serve_first": ["paid"],
 "rate": "1", "fees": [["0", "0.15"]], "delivery": "100", "split": "amount|units|weight|equal",
 "charges": [["30", "participant|unit|position"]], "rounding": ["1", "up|nearest"]}"""
import collections
import csv
import datetime
import io
import itertools
import json
import os
import sys
from fractions import Fraction as F

HEADINGS = {'участник': 'who', 'заказал': 'who', 'participant': 'who', 'артикул': 'article', 'article': 'article', 'offer': 'offer',
            'цвет': 'colour', 'colour': 'colour', 'размер': 'size', 'size': 'size', 'кол-во': 'quantity', 'quantity': 'quantity',
            'время заказа': 'time', 'time': 'time', 'цена': 'price', 'price': 'price', 'оплачено': 'paid', 'paid': 'paid',
            'статус': 'status', 'статус заказа': 'status', 'status': 'status'}
LOOK = str.maketrans('abcehkmoptxy', 'авсенкмортху')
problems = []


def check(ok, *what):
    if not ok:
        problems.append(' '.join(str(w) for w in what))


def fold(text):
    return ''.join(text.lower().replace('ё', 'е').split()).translate(LOOK)


def cents(x):
    """Half away from zero to 0.01."""
    n = abs(x) * 100
    n = (2 * n.numerator + n.denominator) // (2 * n.denominator)
    return F(n if x >= 0 else -n, 100)


def number(text):
    return F(text.replace(' ', '').replace('\u00a0', '').replace(',', '.'))


def read_text(path):
    raw = open(path, 'rb').read()
    try:
        return raw.decode('utf-8-sig')
    except UnicodeDecodeError:
        return raw.decode('cp1251')


def when(text):
    for form in ('%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M:%S', '%Y-%m-%d %H:%M'):
        try:
            return datetime.datetime.strptime(text, form)
        except ValueError:
            pass
    sys.exit('time: ' + text)


class Purchase:
    def __init__(self, catalog, orders, terms):
        self.t = json.load(open(terms, encoding='utf8'))
        self.offers = [json.loads(line) for line in open(catalog, encoding='utf8')]
        for n, o in enumerate(self.offers):
            o['n'] = n
            o['f'] = (fold(o['article'] or o['item']), fold(o['colour']), fold(o['size']))
            o['have'] = 0 if o['available'] is False else o['stock']
        self.by_id = {o['offer']: o for o in self.offers}
        self.by_parts = collections.defaultdict(list)
        for o in self.offers:
            self.by_parts[o['f']].append(o)
        self.lines = []
        head = None
        for row in csv.reader(io.StringIO(read_text(orders)), delimiter=';'):
            if head is None:
                head = [HEADINGS.get(h.strip().lower(), '') for h in row]
            elif any(row):
                self.lines.append(dict(zip(head, [c.strip() for c in row])))
        for n, l in enumerate(self.lines):
            self.read_line(n, l)
        classes = self.t.get('serve_first', [])
        self.lines.sort(key=lambda l: (0 if 'paid' in classes and l['is_paid'] else 1, l['at'], l['n']))
        first = sorted(self.lines, key=lambda l: (l['at'], l['n']))
        self.people = list(dict.fromkeys(l['who'] for l in first))

    def find(self, l):
        if l.get('offer'):
            return self.by_id.get(l['offer'])
        a, c, s = fold(l['article']), fold(l.get('colour', '')), fold(l.get('size', ''))
        found = self.by_parts.get((a, c, s), [])
        if not found:
            found = [o for o in self.offers if o['f'][0] == a and c in ('', o['f'][1]) and s in ('', o['f'][2])]
        return found[0] if len(found) == 1 else None

    def read_line(self, n, l):
        l.update(n=n, quantity=int(l['quantity']), at=when(l['time']) if l.get('time') else datetime.datetime.max)
        paid = l.get('paid', '').lower()
        l['paid_sum'] = number(paid) if paid and paid not in ('да', 'нет', 'yes', 'no') else F(0)
        l['is_paid'] = paid in ('да', 'yes') or l['paid_sum'] > 0
        l['o'] = o = self.find(l)
        l['dead'] = None
        drift = self.t.get('drift')
        if l.get('status', '').lower() in ('отказ', 'refused'):
            l['dead'] = 'refused'
        elif o is None or o['price'] is None:
            l['dead'] = 'not-in-catalog'
        elif drift is not None and l.get('price') and F(o['price']) > number(l['price']) * (1 + F(drift)):
            l['dead'] = 'price-changed'

    # ---- lots ----
    def groups(self):
        """Independent parts: [(cells {n: count}, minimum)] with every live or leftover unit in one of them at most."""
        made = {}
        for o in self.offers:
            if o['price'] is None:
                continue
            cells = self.lot_of(o)
            if cells is None:
                continue
            made[tuple(sorted(cells.items()))] = cells
        return list(made.values())

    def lot_of(self, o):
        rules = [r for r in self.t['rules'] if r.get('article', '*') == '*' or fold(r['article']) == o['f'][0]]
        row = o['row'] and {fold(c['size']): c['count'] for c in o['row']}
        pack = o['step_quantity']
        if rules:
            rule = rules[0]
            if 'row' in rule:
                holding = [r for r in rules if 'row' in r and o['f'][2] in {fold(s) for s in r['row']}]
                rule = holding[0] if holding else rule
                row = {fold(s): c for s, c in rule['row'].items()}
            elif 'pack' in rule:
                row, pack = None, rule['pack']
        if row and self.t.get('rows', 'whole') == 'whole':
            cells = {}
            for size, count in row.items():
                found = [x for x in self.offers if x['price'] and x['item'] == o['item'] and x['f'][1] == o['f'][1] and x['f'][2] == size]
                if not found:
                    return None
                cells[found[0]['n']] = cells.get(found[0]['n'], 0) + count
            return cells
        return {o['n']: pack}

    def best(self, demand):
        """Most units served, then fewest left over, from the rules alone."""
        left = self.t.get('leftover')
        most = {'units': 0, 'per_item': 0, 'amount': '0'} if left is None else left
        cap_units, cap_item = most.get('units', 10**9), most.get('per_item', 10**9)
        cap_amount = F(most['amount']) if 'amount' in most else F(10**12)
        seen = collections.Counter(n for cells in self.groups() for n in cells)
        check(max(seen.values(), default=1) == 1, 'an offer is in two lots: this recount cannot judge it')
        states = {(0, F(0)): 0}  # (leftover units, their amount) -> served
        items = collections.Counter()
        for cells in self.groups():
            if not any(demand.get(n) for n in cells):
                continue
            items[self.offers[next(iter(cells))]['item']] += 1
            options = []
            for k in itertools.count():
                bought = {n: k * c for n, c in cells.items()}
                if any(self.offers[n]['have'] is not None and b > self.offers[n]['have'] for n, b in bought.items()):
                    break
                served = sum(min(b, demand.get(n, 0)) for n, b in bought.items())
                spare = {n: max(0, b - demand.get(n, 0)) for n, b in bought.items()}
                if sum(spare.values()) > min(cap_units, cap_item):
                    break
                if k and all(b - c >= demand.get(n, 0) for (n, b), c in zip(bought.items(), cells.values())):
                    break
                if all(b == 0 or b >= self.offers[n]['min_quantity'] for n, b in bought.items()):
                    options.append((served, sum(spare.values()), sum(F(self.offers[n]['price']) * s for n, s in spare.items())))
            new = {}
            for (u, a), got in states.items():
                for served, su, sa in options:
                    key = (u + su, a + sa)
                    if key[0] <= cap_units and key[1] <= cap_amount:
                        new[key] = max(new.get(key, -1), got + served)
            states = new
        if cap_item < cap_units:
            check(max(items.values(), default=1) == 1 or cap_item >= 1, 'per_item over several lots of an item is not judged')
        return max((got, -u) for (u, a), got in states.items())


def rows_of(path):
    return list(csv.DictReader(io.StringIO(read_text(path)), delimiter=';'))


def check_allocation(p, rows):
    bought, given, left = collections.Counter(), collections.Counter(), collections.Counter()
    taken = {}
    for l in p.lines:  # in order of service, as the file is
        taken.setdefault((l['who'], l['o']['offer'] if l['o'] else None), []).append(l)
        l['got'], l['rest'] = 0, 0
    ids = {}
    for r in rows:
        n = int(r['quantity'])
        if r['kind'] == 'leftover':
            left[p.by_id[r['given']]['n']] += n
            continue
        if r['line'] not in ids:
            key = (r['participant'], r['asked'] if r['asked'] in p.by_id else None)
            check(taken.get(key), 'allocation has a line nobody ordered:', r)
            if not taken.get(key):
                continue
            ids[r['line']] = taken[key].pop(0)
        l = ids[r['line']]
        if r['kind'] == 'wanted':
            check(r['given'] == l['o']['offer'], 'given is not what was asked for:', r)
            l['got'] += n
            given[l['o']['n']] += n
            price, amount = F(l['o']['price']), cents(F(l['o']['price']) * n * F(p.t['rate']))
            check(F(r['amount']) == amount, 'amount', r, amount)
            check(F(r['price']) == cents(price * F(p.t['rate'])), 'price', r)
            l['goods'] = l.get('goods', F(0)) + amount
            l['weight'] = l.get('weight', F(0)) + F(l['o']['weight'] or 0) * n
        else:
            check(r['kind'] == 'unserved' and r['reason'], 'unserved without a reason:', r)
            check(l['dead'] is None or r['reason'] == l['dead'], 'reason', r, 'is', l['dead'])
            check(l['dead'] or r['reason'] not in ('refused', 'not-in-catalog', 'price-changed'), 'a live line is dead:', r)
            l['rest'] += n
    check(not any(taken.values()), 'ordered and not in allocation:', [k for k, v in taken.items() if v])
    for l in p.lines:
        check(l['got'] + l['rest'] == l['quantity'], 'units lost:', l)
        check(not l['dead'] or l['got'] == 0, 'a dead line was served:', l)
    waiting = {}
    for l in p.lines:  # first come, first served, for each offer
        if l['dead']:
            continue
        if l['got']:
            check(waiting.get(l['o']['n']) is None, 'served before an earlier order:', l['who'], l['o']['offer'])
        if l['rest']:
            waiting[l['o']['n']] = l
    bought.update(given)
    bought.update(left)
    return bought, given, left


def check_lots(p, bought, left):
    rest = dict(bought)
    rows = 0
    for cells in p.groups():
        ks = {F(bought[n], c) for n, c in cells.items()}
        check(len(ks) == 1 and min(ks).denominator == 1, 'a lot is not whole:', [(p.offers[n]['offer'], bought[n]) for n in cells])
        rows += int(min(ks)) if len(cells) > 1 else 0
        for n in cells:
            rest.pop(n, None)
    check(not any(rest.values()), 'bought outside any lot:', rest)
    for n, b in bought.items():
        o = p.offers[n]
        check(o['have'] is None or b <= o['have'], 'more than the stock:', o['offer'], b)
        check(b == 0 or b >= o['min_quantity'], 'below the minimum:', o['offer'], b)
    amount = sum(F(p.offers[n]['price']) * b for n, b in bought.items())
    minimum = p.t.get('minimum', {})
    check(amount >= F(minimum.get('amount', 0)) and sum(bought.values()) >= minimum.get('units', 0) and rows >= minimum.get('rows', 0),
          'the minimum of the purchase is not reached')
    terms = p.t.get('leftover') or {'units': 0}
    check(sum(left.values()) <= terms.get('units', 10**9), 'too much is left over')
    check('amount' not in terms or sum(F(p.offers[n]['price']) * b for n, b in left.items()) <= F(terms['amount']), 'left over for too much')
    return amount


def check_order(p, rows, bought, amount):
    last = rows.pop()
    seen = {}
    for r in rows:
        seen[p.by_id[r['offer']]['n']] = int(r['quantity'])
        check(F(r['price']) == F(p.by_id[r['offer']]['price']), 'price in the order', r)
        check(F(r['amount']) == cents(F(r['price']) * int(r['quantity'])), 'amount in the order', r)
    check(seen == {n: b for n, b in bought.items() if b}, 'the order is not what was bought')
    check(int(last['quantity']) == sum(bought.values()) and F(last['amount']) == cents(amount), 'the total of the order', last, amount)


def shares(total, weights):
    """Largest remainder to 0.01, ties to the earlier; equal when all weights are 0."""
    if not any(weights):
        weights = [0] * len(weights)
        weights = [1] * len(weights)
    whole = sum(weights)
    exact = [total * 100 * w / whole for w in weights]
    base = [x.numerator // x.denominator for x in exact]
    order = sorted(range(len(exact)), key=lambda i: (-(exact[i] - base[i]), i))
    for i in order[:int(total * 100) - sum(base)]:
        base[i] += 1
    return [F(b, 100) for b in base]


def check_costs(p, rows):
    t = p.t
    units, goods, weight, positions, paid = (collections.Counter() for _ in range(5))
    for l in p.lines:
        paid[l['who']] += l['paid_sum']
        if l['got']:
            units[l['who']] += l['got']
            goods[l['who']] += l['goods']
            positions[l['who']] += 1
            if t['split'] == 'weight':
                weight[l['who']] += l['weight']
    served = [w for w in p.people if units[w]]
    listed = [w for w in p.people if units[w] or paid[w] or any(l['is_paid'] for l in p.lines if l['who'] == w)]
    by = {'amount': goods, 'units': units, 'weight': weight, 'equal': collections.Counter(served)}[t['split']]
    delivery = dict(zip(served, shares(F(t['delivery']), [F(by[w]) for w in served])))
    last = rows.pop()
    check([r['participant'] for r in rows] == listed, 'participants of costs.csv', [r['participant'] for r in rows], listed)
    sums = collections.Counter()
    for r in rows:
        w = r['participant']
        fee_rate = max((F(f), F(x)) for f, x in t['fees'] if F(f) <= goods[w])[1]
        charges = sum(F(a) * {'participant': 1 if units[w] else 0, 'unit': units[w], 'position': positions[w]}[per] for a, per in t['charges'])
        parts = {'units': units[w], 'goods': goods[w], 'fee': cents(goods[w] * fee_rate), 'delivery': delivery.get(w, F(0)), 'charges': charges,
                 'discount': F(0)}
        plain = parts['goods'] + parts['fee'] + parts['delivery'] + parts['charges']
        to, mode = F(t['rounding'][0]), t['rounding'][1]
        steps = plain / to
        n = -(-steps.numerator // steps.denominator) if mode == 'up' else (2 * steps.numerator + steps.denominator) // (2 * steps.denominator)
        parts.update(rounding=n * to - plain, total=n * to, paid=paid[w], due=n * to - paid[w])
        for k, v in parts.items():
            check(F(r[k]) == v, 'costs of %s: %s is %s, should be %s' % (w, k, r[k], float(v)))
            sums[k] += v
    for k, v in sums.items():
        check(F(last[k]) == v, 'the last row of costs.csv: %s is %s, should be %s' % (k, last[k], float(v)))
    check(sum(delivery.values()) == F(t['delivery']), 'delivery does not add up')
    return sums


def main():
    catalog, orders, terms, out = sys.argv[1:]
    p = Purchase(catalog, orders, terms)
    bought, given, left = check_allocation(p, rows_of(os.path.join(out, 'allocation.csv')))
    amount = check_lots(p, bought, left)
    check_order(p, rows_of(os.path.join(out, 'supplier-order.csv')), bought, amount)
    sums = check_costs(p, rows_of(os.path.join(out, 'costs.csv')))
    demand = collections.Counter()
    for l in p.lines:
        if not l['dead']:
            demand[l['o']['n']] += l['quantity']
    if p.t.get('policy', 'most-filled') == 'most-filled' and not p.t.get('serve_first'):
        served, spare = p.best(demand)
        check(served == sum(given.values()), 'served', sum(given.values()), 'could serve', served)
        check(-spare == sum(left.values()), 'left over', sum(left.values()), 'could be', -spare)
    report = json.load(open(os.path.join(out, 'report.json'), encoding='utf8'))
    check(report['served'] == sum(given.values()) and report['leftover'] == sum(left.values()), 'report.json: served, leftover')
    check(F(report['supplier_total']) == amount and F(report['participants_total']) == sums['total'], 'report.json: totals')
    check(report['optimal'] and all(c['ok'] for c in report['checks']), 'report.json: optimal, checks')
    for problem in problems[:20]:
        print(problem)
    print('%d lines, %d people, %d offers: %d units served, %d left over, %d problems'
          % (len(p.lines), len(p.people), len(p.offers), sum(given.values()), sum(left.values()), len(problems)))
    return 1 if problems else 0


if __name__ == '__main__':
    sys.exit(main())
