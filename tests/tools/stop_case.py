"""Random purchases for the checks of STOP: made as plain data, written into a workspace the way people write files, read under
the rules of STOP (the README's chapter), and what `svod close` wrote about them read back and checked line by line."""
import collections
import csv
import datetime
import io
import json
import os
import random
from fractions import Fraction as F

import recount

UTC = datetime.timezone.utc
NOW = '2026-11-21T12:00:00+03:00'
ZONES = {'Europe/Moscow': 3, 'Asia/Yekaterinburg': 5, 'Asia/Vladivostok': 10, 'Europe/Kaliningrad': 2}
ARTICLES = ['А-101', 'КХ 7б', 'Top-5', 'Ёлка', '0012', 'ВС.44', 'M 8 "Лён"', 'пл-3']
COLOURS = ['синий', 'Тёмно-серый', 'беж "лён"', 'мята 2', 'Чёрный']
SIZES = [['42', '44', '46', '48', '50', '52'], ['S', 'M', 'L', 'XL', 'XXL', '3XL'], ['98', '104', '110', '116', '122', '128']]
PEOPLE = ['Аня', 'Вера', '=Юля', 'Зоя; К', 'Оля "мама"', 'оля, дочь', 'Наташа  76', '@nick', 'Ёжик', '-Лена-', 'olga_K', "О'Нил", 'Я' * 30]
SAME, ANY = '', '*'
MORE = 10**9


def nothing_but(rng, percent):
    return rng.randrange(100) < percent


# ---- making one ----

class Case:
    """offers: dicts n, offer, item, article, name, colour, size, price (None: none), stock (None: unknown), available, min, step,
    row [(colour or None, size, count)] or None, weight. rules: dicts article, colour, size, row [(size, count)], pack, min.
    lines: dicts n, id, at (None: not said), who, phone, ref ('offer'|'parts'), o (offer asked for, or None), parts, quantity,
    extra, alternatives [(article, colour, size)], whole, together, seen, paid_sum, is_paid, vip, status. terms: as recount.py's,
    with policy and rows."""

    def __init__(self, seed, scale):
        self.seed, self.rng = seed, random.Random(seed)
        self.offers, self.rules, self.lines = [], [], []
        big, self.wide = scale != 'small', scale == 'wide'
        self.make_offers(big)
        self.make_terms(big)
        self.make_lines(big)
        self.read()

    def make_row(self, sizes, colours, mixed):
        rng = self.rng
        kept = [s for s in sizes if nothing_but(rng, 80)] or sizes[:1]
        return [(rng.choice(colours) if mixed else None, s, 1 if len(kept) > 1 and nothing_but(rng, 75) else 2) for s in kept]

    def make_offers(self, big):
        rng = self.rng
        rows, few = nothing_but(rng, 75) or self.wide, rng.randint(0, 1)
        self.mixed = rows and len(COLOURS) > 1 and nothing_but(rng, 20)
        articles = rng.sample(ARTICLES, rng.randint(2, 6) if big else rng.randint(1, 2))
        if self.wide:
            articles = ['Ш-%d' % n for n in range(rng.randint(10, 60))]
        for k, article in enumerate(articles):
            colours = rng.sample(COLOURS, rng.randint(1, 1 + few if self.wide else 3 if big else 2)) if nothing_but(rng, 85) else ['']
            sizes = rng.choice(SIZES)
            sizes = sizes[:rng.randint(2, 5) if big else rng.randint(1, 3)]
            kinds = [self.make_row(sizes, colours, self.mixed and colours != [''] and nothing_but(rng, 50)) for _ in range(2)]
            two = nothing_but(rng, 30)
            price = F(rng.choice([rng.randint(1, 9), rng.randint(100, 2000), rng.randint(1, 400000) / F(100)]))
            for colour in colours:
                for i, size in enumerate(sizes):
                    if nothing_but(rng, 5) or (not big and len(self.offers) == 6):
                        continue
                    o = {'n': len(self.offers), 'offer': 'o%d-%d' % (k, len(self.offers)), 'item': 'М%d' % k, 'article': article,
                         'name': rng.choice(['Платье', 'Юбка «Мини»; лето', 'Пальто "Осень", драп']), 'colour': colour, 'size': size,
                         'price': price if nothing_but(rng, 70) else price + rng.randint(1, 50), 'stock': None, 'available': None,
                         'min': 1, 'step': 1, 'row': None, 'weight': F(rng.randint(1, 3000), 1000)}
                    if nothing_but(rng, 3):
                        o['price'] = None
                    if nothing_but(rng, 18):
                        o['stock'] = rng.randint(0, 12 if big else 4)
                    if nothing_but(rng, 6):
                        o['available'] = nothing_but(rng, 60)
                    if nothing_but(rng, 8):
                        o['min'] = rng.randint(2, 6 if big else 3)
                    if nothing_but(rng, 15):
                        o['step'] = rng.randint(2, 6 if big else 3)
                    if rows and nothing_but(rng, 90):
                        o['row'] = kinds[i * 2 // len(sizes) if two else 0]
                    self.offers.append(o)
        if not self.offers:
            self.make_offers(big)
        if nothing_but(rng, 35):
            for _ in range(rng.randint(1, 3)):
                o = rng.choice(self.offers)
                rule = {'article': ANY if nothing_but(rng, 40) else o['article'], 'colour': ANY if nothing_but(rng, 60) else o['colour'] or ANY,
                        'size': ANY, 'row': None, 'pack': 0, 'min': 0}
                kind = rng.randrange(4)
                if kind == 0:
                    rule['row'] = [(s, c) for _, s, c in self.make_row([x['size'] for x in self.offers if x['item'] == o['item'] and
                                                                        x['colour'] == o['colour']], [''], False)]
                elif kind == 1:
                    rule['pack'] = rng.randint(1, 6 if big else 3)
                if kind in (0, 1) and nothing_but(rng, 20) or kind >= 2:
                    rule['min'] = rng.randint(2, 8 if big else 4)
                if rule['row'] is None and nothing_but(rng, 20):
                    rule['size'] = o['size']
                self.rules.append(rule)

    def make_terms(self, big):
        rng = self.rng
        left = None
        if nothing_but(rng, 60) or self.wide:
            left = {'units': rng.randint(0, 12 if self.wide else 8 if big else 3), 'per_item': rng.randint(0, 3),
                    'amount': str(rng.randint(1, 9000 if self.wide else 3000))}
            for key in [k for k in ('units', 'per_item', 'amount') if nothing_but(rng, 45)][:2]:
                del left[key]
        self.terms = {'policy': 'first-come' if nothing_but(rng, 30) else 'most-filled', 'rows': 'free' if nothing_but(rng, 5) else 'whole',
                      'leftover': left, 'drift': rng.choice([None, None, '0.07', '0.10']), 'minimum': {},
                      'serve_first': rng.choice([[], [], [], ['paid'], ['vip'], ['paid', 'vip'], ['vip', 'paid']]),
                      'fees': rng.choice([[['0', '0.15']], [['0', '0']], [['0', '0.0725']], [['0', '0.35'], ['2000', '0.15']]]),
                      'delivery': '%.2f' % (rng.randint(0, 300000) / 100), 'split': rng.choice(['amount', 'units', 'weight', 'equal']),
                      'charges': [[a, per] for per, a in zip(rng.sample(['participant', 'unit', 'position'], rng.randint(0, 3)), ['30', '2.5', '0.01'])],
                      'rounding': rng.choice([['1', 'up'], ['0.01', 'nearest'], ['10', 'nearest'], ['0.5', 'up']]),
                      'currency': rng.choice(['RUB', 'RUB', 'USD']), 'rate': '1'}
        if self.terms['currency'] == 'USD':
            self.terms['rate_yaml'], self.terms['rate'] = rng.choice([({'USD': 61, 'fee': '1%'}, '61.61'), ({'USD': 92.5}, '92.5')])
        if nothing_but(rng, 15):
            self.terms['minimum'] = {k: v for k, v in (('amount', rng.randint(1, 20000 if big else 3000)), ('units', rng.randint(1, 60 if big else 6)),
                                                       ('rows', rng.randint(1, 4 if big else 2))) if nothing_but(rng, 40)}
        self.zone = rng.choice(sorted(ZONES))

    def make_lines(self, big):
        rng = self.rng
        people = rng.sample(PEOPLE, rng.randint(1, len(PEOPLE) if big else 4))
        with_alternatives, across = nothing_but(rng, 65), not self.wide and nothing_but(rng, 40)
        few = nothing_but(rng, 70)
        ids = nothing_but(rng, 60)
        phones = {who: '+7 900 %03d-%02d-%02d' % (rng.randint(0, 999), rng.randint(0, 99), rng.randint(0, 99)) for who in people}
        start = datetime.datetime(2026, 11, 10, tzinfo=UTC)
        popular = rng.choice(self.offers)
        popular = [o for o in self.offers if o['item'] == popular['item'] and o['colour'] == popular['colour']]
        for n in range(len(self.offers) * rng.randint(1, 2) if self.wide else rng.randint(15, 60) if big else rng.randint(2, 5)):
            o = popular[n % len(popular)] if nothing_but(rng, 0 if self.wide else 40 if big else 75) else rng.choice(self.offers)
            whole_minutes = nothing_but(rng, 50)
            line = {'n': n, 'id': 'з-%d' % n if ids else '', 'who': rng.choice(people), 'o': o, 'ref': rng.choice(['offer', 'parts', 'parts']),
                    'at': start + datetime.timedelta(minutes=rng.randint(0, 40 if few else 9000), seconds=0 if whole_minutes else rng.randint(0, 59)),
                    'quantity': 1 if nothing_but(rng, 65) else rng.randint(1, 4 if big else 2), 'extra': rng.randint(1, 2) if nothing_but(rng, 20) else 0,
                    'alternatives': [], 'whole': nothing_but(rng, 2 if self.wide else 12),
                    'together': 'к%d' % rng.randint(1, 2) if nothing_but(rng, 0 if self.wide else 12) else '',
                    'seen': None, 'paid_sum': F(0), 'is_paid': False, 'vip': nothing_but(rng, 20), 'status': '', 'paid': ''}
            line['phone'] = phones[line['who']] if nothing_but(rng, 80) else '+7 911 000-00-%02d' % n
            if nothing_but(rng, 5):
                line['at'] = None
            line['parts'] = (o['article'], o['colour'], o['size'])
            if nothing_but(rng, 3):
                line['o'], line['ref'], line['parts'] = None, 'parts', ('Нет-такого', o['colour'], o['size'])
            elif line['ref'] == 'parts' and nothing_but(rng, 6):
                line['parts'] = (o['article'], '' if nothing_but(rng, 50) else o['colour'], '' if nothing_but(rng, 50) else o['size'])
            if with_alternatives and nothing_but(rng, 40):
                for _ in range(rng.randint(1, 3)):
                    x = rng.choice(self.offers)
                    pick = lambda own, same, other: SAME if nothing_but(rng, same) else ANY if nothing_but(rng, 40) else other
                    line['alternatives'].append((pick(0, 60 if across else 100 if self.wide else 93, x['article']), pick(0, 55, x['colour'] or ANY), pick(0, 55, x['size'])))
            if o['price'] and nothing_but(rng, 50):
                line['seen'] = max(F(1, 100), recount.cents(o['price'] * rng.choice([F(1), F(1), F(95, 100), F(100, 107), F(9, 10), F(12, 10)])))
            paid = rng.randrange(10)
            if paid < 3:
                line['is_paid'], line['paid'] = True, 'yes'
            elif paid == 3:
                line['paid'] = 'no'
            elif paid == 4:
                line['paid_sum'] = F(rng.randint(0, 500000), 100)
                line['is_paid'], line['paid'] = line['paid_sum'] > 0, 'sum'
            line['status'] = 'refused' if nothing_but(rng, 6) else 'confirmed' if nothing_but(rng, 15) else rng.choice(['', 'new'])
            self.lines.append(line)

    # ---- what it means under the rules ----

    def read(self):
        for o in self.offers:
            o['f'] = tuple(recount.fold(o[k]) for k in ('article', 'colour', 'size'))
            o['have'] = 0 if o['available'] is False else o['stock']
        for line in self.lines:
            self.read_line(line)
        label = lambda l: (l['who'], l['together'])
        held = {label(l) for l in self.lines if l['together'] and l['dead'] not in (None, 'refused')}
        groups = collections.defaultdict(list)
        for line in self.lines:
            line['never'] = bool(line['together']) and label(line) in held
            if line['together'] and line['dead'] is None:
                groups[label(line)].append(line)
        self.groups = [g for _, g in sorted(groups.items())]
        classes = self.terms['serve_first']
        for line in self.lines:
            line['class'] = min([k for k, c in enumerate(classes) if line['is_paid' if c == 'paid' else 'vip']], default=len(classes))
        late = datetime.datetime.max.replace(tzinfo=UTC)
        by_time = lambda l: (l['at'] or late, l['n'])
        self.people = list(dict.fromkeys(l['who'] for l in sorted(self.lines, key=by_time)))
        self.order = sorted(self.lines, key=lambda l: (l['class'], *by_time(l)))
        self.make_lots()

    def read_line(self, line):
        parts, unclear = tuple(recount.fold(p) for p in line['parts']), False
        if line['ref'] == 'parts':
            found = [o for o in self.offers if o['f'] == parts]
            if not found:
                found = [o for o in self.offers if o['f'][0] == parts[0] and all(p in ('', f) for p, f in zip(parts[1:], o['f'][1:]))]
            line['o'] = found[0] if len(found) == 1 else None
            unclear = len(found) > 1
        own = line['o']['f'] if line['o'] else parts
        line['ranks'] = {}
        named = [[line['o']] if line['o'] else []]
        for alternative in line['alternatives']:
            want = [own[k] if part == SAME else part if part == ANY else recount.fold(part) for k, part in enumerate(alternative)]
            named.append([o for o in self.offers if all(w in (ANY, f) for w, f in zip(want, o['f']))])
        for rank, offers in enumerate(named):
            for o in offers:
                if o['price'] is not None:
                    line['ranks'].setdefault(o['n'], rank)
        drift, line['dead'] = self.terms['drift'], None
        if line['status'] == 'refused':
            line['dead'] = 'refused'
        elif unclear or not line['ranks']:
            line['dead'] = 'not-in-catalog'
        elif drift and line['seen'] and line['o'] and line['o']['price'] and line['o']['price'] > line['seen'] * (1 + F(drift)):
            line['dead'] = 'price-changed'

    def rule_of(self, o):
        """The first that matches; where it is a row without the offer's size, a later row with it."""
        first = None
        for rule in self.rules:
            pairs = zip((rule['article'], rule['colour'], rule['size']), o['f'])
            if any(w != ANY and recount.fold(w) != f for w, f in pairs):
                continue
            holds = rule['row'] is not None and o['f'][2] in {recount.fold(s) for s, _ in rule['row']}
            if first is not None and not holds:
                continue
            if rule['row'] is None or holds:
                return rule
            first = rule
        return first

    def make_lots(self):
        """self.lots: [(cells {offer number: count}, is a row)]; self.minimums: [(offer numbers, least units)]."""
        wanted = {n for l in self.lines if l['dead'] is None for n in l['ranks']}
        lots = {}
        for o in self.offers:
            if o['price'] is None:
                continue
            rule = self.rule_of(o) or {'row': None, 'pack': 0}
            row = [(None, s, c) for s, c in rule['row']] if rule['row'] else None if rule['pack'] else o['row']
            if row and self.terms['rows'] == 'whole':
                cells = collections.Counter()
                for colour, size, count in row:
                    found = [x for x in self.offers if x['price'] is not None and x['item'] == o['item'] and
                             x['f'][1:] == (recount.fold(colour) if colour is not None else o['f'][1], recount.fold(size))]
                    cells[found[0]['n'] if found else None] += count
                if None in cells:
                    continue
                is_row = True
            else:
                cells, is_row = {o['n']: rule['pack'] or o['step']}, False
            if wanted & set(cells):
                key = tuple(sorted(cells.items()))
                lots[key] = lots.get(key, False) or is_row
        self.lots = [(dict(key), is_row) for key, is_row in lots.items()]
        sold = {n for cells, _ in self.lots for n in cells}
        self.minimums = [([o['n']], o['min']) for o in self.offers if o['n'] in sold and o['min'] > 1]
        for k, rule in enumerate(self.rules):
            if rule['min'] > 1:
                by_item = collections.defaultdict(list)
                for o in self.offers:
                    if o['n'] in sold and self.rule_of(o) is rule:
                        by_item[o['item']].append(o['n'])
                self.minimums += [(v, rule['min']) for v in by_item.values()]

    def limits(self):
        left = self.terms['leftover']
        if left is None:
            return 0, 0, F(0)
        return left.get('units', MORE), left.get('per_item', MORE), F(left.get('amount', MORE))

    # ---- as people write it down ----

    def write(self, folder, name, zone):
        """Catalog, profile, purchase and orders as `name` into the workspace `folder`, whose time zone is `zone`."""
        rng = random.Random(self.seed + 1)
        self.name, t = name, self.terms
        ending = 'jsonl' if self.mixed else rng.choice(['csv', 'csv', 'csv', 'jsonl'])
        write_catalog(self, rng, '%s/%s.%s' % (folder, name, ending), ending)
        with open('%s/suppliers/%s.yaml' % (folder, name), 'w', encoding='utf8') as f:
            f.write('title: Поставщик %s\nsource: ./%s.%s\ncurrency: %s\nsizes: verbatim\n' % (name, name, ending, t['currency']))
        y = {'title': 'Проба %s' % name, 'supplier': name, 'stop': '2026-11-25T20:00:00+03:00', 'currency': 'RUB', 'policy': t['policy'],
             'rows': t['rows'], 'delivery': {'amount': t['delivery'], 'split': t['split']}, 'rounding': {'to': t['rounding'][0], 'mode': t['rounding'][1]},
             'org_fee': percent(t['fees'][0][1]) if len(t['fees']) == 1 else [{'from': int(a), 'fee': percent(p)} for a, p in t['fees']]}
        if t['currency'] != 'RUB':
            y['rate'] = t['rate_yaml']
        if t['leftover'] is not None:
            y['leftover'] = t['leftover']
        if t['minimum']:
            y['minimum'] = t['minimum']
        if t['drift']:
            y['price_drift'] = percent(t['drift'])
        if t['serve_first']:
            y['serve_first'] = t['serve_first'][0] if len(t['serve_first']) == 1 else t['serve_first']
        if t['charges']:
            y['charges'] = [{'title': 'Сбор', 'amount': a, 'per': per} for a, per in t['charges']]
        if self.rules:
            y['lots'] = [rule_yaml(r, rng) for r in self.rules]
        with open('%s/purchases/%s.yaml' % (folder, name), 'w', encoding='utf8') as f:
            json.dump(y, f, ensure_ascii=False, indent=1)
        write_orders(self, rng, '%s/%s-orders.csv' % (folder, name), zone)


def percent(text):
    return '%s%%' % str(float(F(text) * 100)).replace('.0', '', 1) if F(text) * 100 == int(F(text) * 100) else '%s%%' % float(F(text) * 100)


def rule_yaml(rule, rng):
    ret = {'article': rule['article']}
    if rule['colour'] != ANY or nothing_but(rng, 30):
        ret['colour'] = rule['colour']
    if rule['size'] != ANY:
        ret['size'] = rule['size']
    if rule['row']:
        ret['row'] = row_text(rule['row'])
    if rule['pack']:
        ret['pack'] = rule['pack']
    if rule['min']:
        ret['min'] = rule['min']
    return ret


def row_text(row):
    """Two sizes with a dash between them would be a range."""
    return '-'.join(s if c == 1 and len(row) > 2 else '%s:%d' % (s, c) for s, c in row)


def money(rng, value, plain=False):
    """A sum as people write it."""
    text = '%d.%02d' % (value * 100 // 100, value * 100 % 100)
    if plain:
        return text
    if text.endswith('.00') and nothing_but(rng, 60):
        text = text[:-3]
    whole, _, rest = text.partition('.')
    if len(whole) > 3 and nothing_but(rng, 30):
        whole = whole[:-3] + rng.choice([' ', '\u00a0']) + whole[-3:]
    return whole + (rng.choice('.,') + rest if rest else '')


UPPER = dict(zip('ABCEHKMOPTXaceopx', 'АВСЕНКМОРТХасеорх'))
UPPER.update({v: k for k, v in list(UPPER.items())})


def careless(rng, text):
    """The same to the eye: letter case, ё, look-alike letters, spaces."""
    if nothing_but(rng, 50):
        return text
    out = ''
    for c in text:
        if nothing_but(rng, 10):
            c = c.swapcase()
        if c in 'ёЁеЕ' and nothing_but(rng, 30):
            c = {'ё': 'е', 'Ё': 'Е', 'е': 'ё', 'Е': 'Ё'}[c]
        elif c in UPPER and nothing_but(rng, 15):
            c = UPPER[c]
        out += c
        if nothing_but(rng, 3):
            out += ' '
    if nothing_but(rng, 20):
        out = ' ' * rng.randint(0, 2) + out + ' '
    if nothing_but(rng, 10):
        out = out.replace(' ', rng.choice(['', '  ', '\u00a0']))
    return out


def when(rng, at, zone):
    hours = ZONES[zone]
    local = at + datetime.timedelta(hours=hours)
    forms = ['%Y-%m-%dT%H:%M:%S', '%Y-%m-%d %H:%M:%S', '%d.%m.%Y %H:%M:%S']
    if local.second == 0:
        forms += ['%d.%m.%Y %H:%M', '%d.%m.%Y %H:%M', '%Y-%m-%dT%H:%M', '%Y-%m-%d %H:%M']
    kind = rng.randrange(4)
    if kind == 0:
        return at.strftime('%Y-%m-%dT%H:%M:%SZ')
    if kind == 1:
        other = rng.choice([3, 5, -4, hours])
        return (at + datetime.timedelta(hours=other)).strftime('%Y-%m-%dT%H:%M:%S') + '%s%02d:00' % ('+' if other >= 0 else '-', abs(other))
    return local.strftime(rng.choice(forms))


def save(rng, path, rows, delimiters, encodings):
    text = io.StringIO()
    delimiter = rng.choice(delimiters)
    out = csv.writer(text, delimiter=delimiter, quoting=rng.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL]), lineterminator=rng.choice(['\n', '\r\n']))
    out.writerows(rows)
    encoding = rng.choice(encodings)
    try:
        raw = text.getvalue().encode(encoding)
    except UnicodeEncodeError:
        raw = text.getvalue().encode('utf8')
    with open(path, 'wb') as f:
        f.write(raw)


CATALOG = ['offer', 'item', 'article', 'name', 'colour', 'size', 'price', 'stock', 'available', 'min_quantity', 'step_quantity', 'row', 'weight']


def write_catalog(case, rng, path, ending):
    rows = []
    for o in case.offers:
        row = o['row'] and [('%s/%s' % (colour, s) if colour else s, c) for colour, s, c in o['row']]
        cells = {k: o[k] for k in ('offer', 'item', 'article', 'name', 'colour', 'size', 'stock', 'available')}
        cells.update(min_quantity=o['min'], step_quantity=o['step'], price=o['price'], weight=o['weight'], row=row)
        rows.append(cells)
    if ending == 'jsonl':
        with open(path, 'w', encoding='utf8') as f:
            for r in rows:
                r['price'] = None if r['price'] is None else money(rng, r['price'], True)
                r['weight'] = '%.3f' % r['weight']
                r['row'] = r['row'] and [{'size': s, 'count': c} for s, c in r['row']]
                r.update(source_id=r['article'], category=[], pictures=[], currency=case.terms['currency'], price_tiers=[], attributes={})
                f.write(json.dumps(r, ensure_ascii=rng.random() < 0.3) + '\n')
        return
    table = [CATALOG]
    for r in rows:
        text = {k: '' if r[k] is None else str(r[k]) for k in CATALOG}
        text['price'] = '' if r['price'] is None else money(rng, r['price'])
        text['weight'] = ('%.3f' % r['weight']).replace('.', rng.choice('.,'))
        text['row'] = row_text(r['row']) if r['row'] else ''
        text['available'] = {None: '', True: 'true', False: 'false'}[r['available']]
        table.append([text[k] for k in CATALOG])
    save(rng, path, table, ';,\t|', ['utf-8', 'utf-8-sig', 'cp1251', 'utf-16'])


ORDERS = {'line': ['line', 'ID'], 'time': ['time', 'Время заказа'], 'who': ['participant', 'Участник', 'Ник', 'Заказал'], 'phone': ['phone', 'Телефон'],
          'offer': ['offer'], 'article': ['article', 'Артикул'], 'colour': ['colour', 'Цвет'], 'size': ['size', 'Размер'],
          'quantity': ['quantity', 'Кол-во', 'Количество'], 'extra': ['extra'], 'alternatives': ['alternatives'], 'whole': ['whole'],
          'together': ['together'], 'price': ['price', 'Цена'], 'paid': ['paid', 'Оплачено'], 'status': ['status', 'Статус', 'Статус заказа'],
          'comment': ['comment', 'Комментарий'], 'vip': ['vip'], 'junk': ['Город', 'Орг.сбор', 'x']}


def write_orders(case, rng, path, zone):
    rows = []
    for l in case.lines:
        r = dict.fromkeys(ORDERS, '')
        r.update(line=l['id'], time=when(rng, l['at'], zone) if l['at'] else '', who=l['who'], phone=l['phone'], quantity=str(l['quantity']))
        if nothing_but(rng, 10):
            r['who'] = ' %s  ' % l['who'].replace(' ', rng.choice([' ', '\u00a0']))
        if l['ref'] == 'offer':
            r['offer'] = careless(rng, l['o']['offer'])
        else:
            r['article'], r['colour'], r['size'] = (careless(rng, p) for p in l['parts'])
        r['extra'] = str(l['extra']) if l['extra'] or nothing_but(rng, 20) else ''
        r['alternatives'] = '|'.join('/'.join(p if p in (SAME, ANY) else careless(rng, p) for p in a) for a in l['alternatives'])
        r['whole'] = rng.choice(['yes', 'да', 'Да', 'YES']) if l['whole'] else rng.choice(['', 'no', 'нет'])
        r['vip'] = 'yes' if l['vip'] else ''
        r['together'] = l['together']
        r['price'] = money(rng, l['seen']) if l['seen'] else ''
        r['paid'] = {'': '', 'yes': rng.choice(['yes', 'да', 'Да']), 'no': rng.choice(['no', 'нет']), 'sum': money(rng, l['paid_sum'])}[l['paid']]
        r['status'] = {'refused': rng.choice(['refused', 'отказ', 'Отказ']), 'confirmed': rng.choice(['confirmed', 'подтверждён']),
                       'new': rng.choice(['new', 'новый']), '': ''}[l['status']]
        r['comment'] = rng.choice(['', '', 'если можно; побыстрее', 'сказала: "беру"', 'в две\nстроки', '=1+1'])
        r['junk'] = rng.choice(['', 'Тверь', '15%'])
        rows.append(r)
    columns = [k for k in ORDERS if k in ('who', 'quantity', 'article') or any(r[k] for r in rows)]
    rng.shuffle(columns)
    table = [[rng.choice(ORDERS[k]) for k in columns]] + [[r[k] for k in columns] for r in rows]
    save(rng, path, table, ';,\t|', ['utf-8', 'utf-8', 'utf-8-sig', 'cp1251', 'utf-16'])


def write_workspace(folder, cases, rng):
    zone = rng.choice(sorted(ZONES))
    for sub in 'suppliers', 'purchases':
        os.makedirs('%s/%s' % (folder, sub))
    with open(folder + '/svod.yaml', 'w', encoding='utf8') as f:
        f.write('name: Мария\nlanguage: %s\ncurrency: RUB\ntime_zone: %s\n' % (rng.choice(['ru', 'en']), zone))
    for n, case in enumerate(cases):
        case.write(folder, 'p%d' % n, zone)


# ---- what close wrote ----

class Wrong(Exception):
    """The files say something that the rules do not allow."""


def hold(ok, *what):
    if not ok:
        raise Wrong(' '.join(str(w) for w in what))


def plain(cell):
    return cell[1:] if cell[:1] == "'" and cell[1:2] in ('=', '+', '-', '@', '\t') else cell


class Plan:
    """Per line (by its place in case.lines): given and extra {offer number: units}; bought, left {offer number: units}."""

    def __init__(self, case, folder, ordered):
        self.case, self.out = case, '%s/out/%s' % (folder, case.name)
        self.by_id = {o['offer']: o for o in case.offers}
        self.given = [collections.Counter() for _ in case.lines]
        self.extra = [collections.Counter() for _ in case.lines]
        self.reasons = [collections.Counter() for _ in case.lines]
        self.bought, self.left = collections.Counter(), collections.Counter()
        for l in case.lines:
            l['goods'], l['got'], l['weight'] = F(0), 0, F(0)
        self.read_allocation()
        self.check_lines()
        names = set(os.listdir(self.out))
        hold(('supplier-order.csv' in names) == ordered and ('costs.csv' in names) == ordered, 'files', sorted(names), 'ordered', ordered)
        if ordered:
            self.read_order()
            self.check_bounds()
            self.check_money()
        else:
            hold(not any(self.given) and not any(self.extra) and not self.left, 'given without an order')
        self.check_report(ordered)

    def rows(self, file):
        raw = open('%s/%s' % (self.out, file), 'rb').read()
        hold(raw.startswith(b'\xef\xbb\xbf'), file, 'has no BOM')
        return list(csv.DictReader(io.StringIO(raw.decode('utf-8-sig'), newline=''), delimiter=';', strict=True))

    def line_of(self, r, taken, ids):
        if r['line'] not in ids:
            asked = r['asked'] if r['asked'] in self.by_id and self.by_id[r['asked']]['price'] is not None else None
            key = (' '.join(plain(r['participant']).split()), asked)
            queue = taken.get(key)
            hold(queue, 'a line nobody ordered:', r)
            found = [l for l in queue if l['id'] == plain(r['line'])] if queue[0]['id'] else queue[:1]
            hold(found, 'the line is not the one ordered:', r)
            queue.remove(found[0])
            ids[r['line']] = found[0]
        return ids[r['line']]

    def read_allocation(self):
        case, taken, ids = self.case, collections.defaultdict(list), {}
        rate = F(case.terms['rate'])
        for l in case.order:
            taken[(' '.join(l['who'].split()), l['o']['offer'] if l['o'] and l['o']['price'] is not None else None)].append(l)
        for r in self.rows('allocation.csv'):
            units = int(r['quantity'])
            hold(units > 0, 'no units:', r)
            if r['kind'] == 'leftover':
                hold(not r['line'] and not r['participant'], r)
                self.left[self.by_id[r['given']]['n']] += units
                continue
            l = self.line_of(r, taken, ids)
            if r['kind'] == 'unserved':
                hold(not r['given'] and r['reason'] and r['detail'], 'unserved without a reason:', r)
                self.reasons[l['n']][r['reason']] += units
                continue
            o = self.by_id[r['given']]
            hold(r['kind'] in ('wanted', 'substitute', 'extra'), 'kind', r)
            hold(r['kind'] == 'extra' or (r['kind'] == 'wanted') == (o is l['o']), 'wanted is what was asked for, substitute another:', r)
            (self.extra if r['kind'] == 'extra' else self.given)[l['n']][o['n']] += units
            amount = recount.cents(o['price'] * units * rate)
            hold(F(r['amount']) == amount and F(r['price']) == recount.cents(o['price'] * rate), 'price, amount:', r, amount)
            l['goods'] += amount
            l['got'] += units
            l['weight'] += o['weight'] * units
        hold(not any(taken.values()), 'ordered and not in allocation.csv:', [l['n'] for q in taken.values() for l in q])

    def check_lines(self):
        for l in self.case.lines:
            n, given, extra = l['n'], self.given[l['n']], self.extra[l['n']]
            got, more = sum(given.values()), sum(extra.values())
            reasons, rest = set(self.reasons[n]), sum(self.reasons[n].values())
            hold(got + rest == l['quantity'], 'line', n, 'has', got, 'and', rest, 'of', l['quantity'])
            hold(all(o in l['ranks'] for o in [*given, *extra]), 'line', n, 'is given what it does not accept')
            hold(more == 0 or (got == l['quantity'] and more <= l['extra']), 'line', n, 'extra', more)
            hold(not l['whole'] or got in (0, l['quantity']), 'line', n, 'is not whole')
            hold(not (l['dead'] or l['never']) or got + more == 0, 'line', n, 'is dead and given', got)
            hold(not l['dead'] or reasons == {l['dead']}, 'line', n, 'says', reasons, 'is', l['dead'])
            hold(l['dead'] or not reasons & {'refused', 'not-in-catalog', 'price-changed'}, 'line', n, 'is live and says', reasons)
            for offers in given, extra:
                for o, units in offers.items():
                    self.bought[o] += units
        for group in self.case.groups:
            full = [sum(self.given[l['n']].values()) == l['quantity'] for l in group]
            hold(all(full) or not any(sum(self.given[l['n']].values()) for l in group), 'together', [l['n'] for l in group])
        self.bought.update(self.left)

    def read_order(self):
        rows = self.rows('supplier-order.csv')
        last, seen, amount = rows.pop(), {}, F(0)
        for r in rows:
            o = self.by_id[r['offer']]
            hold(o['n'] not in seen, 'twice in the order:', r)
            seen[o['n']] = int(r['quantity'])
            hold([plain(r[k]) for k in ('article', 'name', 'colour', 'size')] == [o[k] for k in ('article', 'name', 'colour', 'size')], r)
            hold(F(r['price']) == o['price'] and F(r['amount']) == recount.cents(o['price'] * seen[o['n']]), r)
            amount += F(r['amount'])
        hold(seen == dict(self.bought), 'ordered', seen, 'is not given, extra and left', dict(self.bought))
        hold(last['offer'] == 'ИТОГО' and int(last['quantity']) == sum(seen.values()) and F(last['amount']) == amount, last)
        self.amount = amount

    def rows_bought(self):
        """The most rows that make up what is bought, -1 when no lots do."""
        total, sold = 0, set()
        for part in parts_of([set(cells) for cells, _ in self.case.lots]):
            lots = sorted((l for l in self.case.lots if set(l[0]) <= part), key=lambda l: -len(l[0]))
            got = most_rows(lots, 0, {o: self.bought[o] for o in part}, {})
            if got < 0:
                return -1
            total += got
            sold |= part
        return total if all(o in sold for o in self.bought) else -1

    def check_bounds(self):
        case = self.case
        rows = self.rows_bought()
        hold(rows >= 0, 'no whole lots make up', dict(self.bought))
        for o in case.offers:
            hold(o['have'] is None or self.bought[o['n']] <= o['have'], 'more than the stock of', o['offer'])
        for offers, least in case.minimums:
            units = sum(self.bought[o] for o in offers)
            hold(units == 0 or units >= least, 'a minimum of', least, 'over', offers, 'has', units)
        units, per_item, amount = case.limits()
        items = collections.Counter()
        for o, n in self.left.items():
            items[case.offers[o]['item']] += n
        hold(sum(items.values()) <= units and all(n <= per_item for n in items.values()) and self.left_cost() <= amount, 'too much is left over')
        least = case.terms['minimum']
        hold(self.amount >= least.get('amount', 0) and sum(self.bought.values()) >= least.get('units', 0) and rows >= least.get('rows', 0),
             'the minimum of the purchase is not reached')

    def left_cost(self):
        return sum(self.case.offers[o]['price'] * n for o, n in self.left.items())

    def check_money(self):
        recount.problems.clear()
        rows = self.rows('costs.csv')
        for r in rows:
            r['participant'] = ' '.join(plain(r['participant']).split())
        lines = [{**l, 'who': ' '.join(l['who'].split())} for l in self.case.lines]
        money = type('Money', (), {'t': self.case.terms, 'lines': lines, 'people': [' '.join(w.split()) for w in self.case.people]})
        recount.check_costs(money, rows)
        hold(not recount.problems, *recount.problems)

    def check_report(self, ordered):
        report = json.load(open(self.out + '/report.json', encoding='utf8'))
        sums = {'wanted': sum(l['quantity'] for l in self.case.lines), 'served': sum(sum(g.values()) for g in self.given),
                'extra': sum(sum(g.values()) for g in self.extra), 'leftover': sum(self.left.values())}
        hold(all(report[k] == v for k, v in sums.items()), 'report.json', {k: report[k] for k in sums}, sums)
        hold(report['schema'] == 'svod.report/1' and report['purchase'] == self.case.name and all(c['ok'] for c in report['checks']), 'report.json')
        self.optimal = report['optimal']
        if not ordered:
            return
        lots = collections.Counter()
        for lot in report['lots']:
            if 'row' in lot:
                for cell in lot['row']:
                    lots[self.by_id[cell['offer']]['n']] += cell['count'] * lot['count']
            else:
                lots[next(self.by_id[lot[k]]['n'] for k in ('offer',))] += lot['pack'] * lot['count']
        hold(lots == self.bought, 'lots of report.json', dict(lots), dict(self.bought))

    def key(self):
        """What the rules compare, the larger the better; without what leftovers cost."""
        return make_key(self.case, [sum(g.values()) for g in self.given], sum(self.left.values()),
                        [sum(g.values()) for g in self.extra], lambda l: rank_counts(l, self.given[l['n']]))


def most_rows(lots, k, rest, memo):
    """The most rows among lots[k:] that make up exactly `rest`, -1 when nothing does."""
    if k == len(lots):
        return -1 if any(rest.values()) else 0
    key = (k, tuple(sorted(rest.items())))
    if key not in memo:
        cells, is_row = lots[k]
        memo[key] = -1
        for n in range(min(rest[o] // c for o, c in cells.items()) + 1):
            got = most_rows(lots, k + 1, {o: u - n * cells.get(o, 0) for o, u in rest.items()}, memo)
            if got >= 0:
                memo[key] = max(memo[key], got + n * is_row)
    return memo[key]


def rank_counts(line, given):
    counts = [0] * (len(line['alternatives']) + 1)
    for o, units in given.items():
        counts[line['ranks'][o]] += units
    return counts


def make_key(case, served, left, extra, ranks):
    by_line = [served[l['n']] for l in case.order]
    classes = [0] * (len(case.terms['serve_first']) + 1)
    for l in case.order:
        classes[l['class']] += served[l['n']]
    first = by_line if case.terms['policy'] == 'first-come' else []
    return (*first, *classes, -left, -sum(extra), *by_line, *(c for l in case.order for c in ranks(l)), *(extra[l['n']] for l in case.order))


def parts_of(sets):
    """Sets that share nothing, joined from those that do."""
    parts = []
    for s in sets:
        s = set(s)
        for p in [p for p in parts if p & s]:
            s |= p
            parts.remove(p)
        parts.append(s)
    return parts
