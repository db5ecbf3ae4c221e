#!/usr/bin/env python3
"""Closes tiny random purchases with the program, through files, and finds the best plan of each by trying everything.

    stop_small.py SVOD [SEED [COUNT]]

All rules of STOP are compared, in their order, for both policies; sums of money are recounted to the kopeck; --lang must change
nothing. Fails on any difference and prints the purchase; the workspace is kept where SVOD_KEEP names a folder."""
import collections
import itertools
import os
import random
import shutil
import subprocess
import sys
import tempfile
from fractions import Fraction as F

import stop_case
from stop_case import Case, Plan, Wrong, hold

BATCH, MOST = 50, 20000  # purchases a workspace; ways to give that are tried


class TooLarge(Exception):
    pass


class Best:
    """The best plan: its key, and the ways of giving that reach it."""

    def __init__(self, case):
        self.case = case
        self.lines = [l for l in case.order if l['dead'] is None and not l['never']]
        options = [list(self.options(l)) for l in self.lines]
        size = 1
        for o in options:
            size *= len(o)
        if size > MOST:
            raise TooLarge
        self.takers = collections.Counter()
        for l in case.lines:
            if l['dead'] is None:
                for o in l['ranks']:
                    self.takers[o] += l['quantity'] + l['extra']
        self.ways = sorted(self.buy())
        self.memo = {}
        self.try_all(options)

    def options(self, l):
        offers = sorted(l['ranks'])
        counts = range(l['quantity'] + 1) if not l['whole'] else (0, l['quantity'])
        for wanted in itertools.product(range(l['quantity'] + 1), repeat=len(offers)):
            if sum(wanted) not in counts:
                continue
            most = l['extra'] if sum(wanted) == l['quantity'] else 0
            for extra in itertools.product(range(most + 1), repeat=len(offers)):
                if sum(extra) <= most:
                    yield {o: n for o, n in zip(offers, wanted) if n}, {o: n for o, n in zip(offers, extra) if n}

    def buy(self):
        """What may be bought, as units of each offer: every whole number of lots that helps somebody or a minimum."""
        case, units = self.case, self.case.limits()[0]
        ways = set()

        def add(k, bought):
            if k == len(case.lots):
                if all(not 0 < sum(bought[o] for o in offers) < least for offers, least in case.minimums):
                    ways.add(tuple(bought))
                    if len(ways) > MOST:
                        raise TooLarge
                return
            bought = list(bought)
            cells = case.lots[k][0]
            while True:
                add(k + 1, bought)
                if not any(bought[o] < self.takers[o] or any(o in offers and sum(bought[x] for x in offers) < least for offers, least in case.minimums)
                           for o in cells):
                    return
                for o, c in cells.items():
                    bought[o] += c
                if any(case.offers[o]['have'] is not None and bought[o] > case.offers[o]['have'] for o in cells):
                    return
                if sum(max(0, b - self.takers[o]) for o, b in enumerate(bought)) > units:
                    return
        add(0, [0] * len(case.offers))
        return ways

    def spare(self, used):
        """(units, sum) left over at least when `used` is given out; None: it cannot be bought."""
        if used not in self.memo:
            self.memo[used] = min((self.left_of(w, used) for w in self.ways if all(b >= u for b, u in zip(w, used)) and self.left_fits(w, used)),
                                  default=None)
        return self.memo[used]

    def left_of(self, way, used):
        return sum(way) - sum(used), sum((b - u) * o['price'] for o, b, u in zip(self.case.offers, way, used) if b > u)

    def left_fits(self, way, used):
        units, per_item, amount = self.case.limits()
        items = collections.Counter()
        for o, b, u in zip(self.case.offers, way, used):
            items[o['item']] += b - u
        left, cost = self.left_of(way, used)
        return left <= units and cost <= amount and all(n <= per_item for n in items.values())

    def try_all(self, options):
        case, groups = self.case, [[self.lines.index(l) for l in g if not l['never']] for g in self.case.groups]
        served, extra = [0] * len(case.lines), [0] * len(case.lines)
        most = [max((w[o] for w in self.ways), default=0) for o in range(len(case.offers))]
        self.key, self.used = None, set()

        def give(k, used, chosen):
            if k == len(options):
                for g in groups:
                    full = [served[self.lines[i]['n']] == self.lines[i]['quantity'] for i in g]
                    if not all(full) and any(served[self.lines[i]['n']] for i in g):
                        return
                spare = self.spare(tuple(used))
                if spare is None:
                    return
                key = stop_case.make_key(case, served, spare[0], extra, lambda l: ranks[l['n']])
                if self.key is None or key > self.key:
                    self.key, self.used = key, set()
                if key == self.key:
                    self.used.add(tuple(used))
                return
            l = self.lines[k]
            for wanted, more in options[k]:
                now = list(used)
                for given in wanted, more:
                    for o, n in given.items():
                        now[o] += n
                if any(n > m for n, m in zip(now, most)):
                    continue
                served[l['n']], extra[l['n']] = sum(wanted.values()), sum(more.values())
                ranks[l['n']] = stop_case.rank_counts(l, wanted)
                give(k + 1, now, chosen)
            served[l['n']] = extra[l['n']] = 0
        ranks = {l['n']: [0] * (len(l['alternatives']) + 1) for l in case.lines}
        give(0, [0] * len(case.offers), [])
        self.cost = min(self.spare(u)[1] for u in self.used)

    def served(self):
        """Units of each line, in order of service."""
        n = len(self.case.order)
        return self.key[:n] if self.case.terms['policy'] == 'first-come' else self.key[len(self.case.terms['serve_first']) + 3:][:n]

    def reaches(self, bought, rows):
        least = self.case.terms['minimum']
        amount = sum(b * o['price'] for o, b in zip(self.case.offers, bought) if b)
        return amount >= least.get('amount', 0) and sum(bought) >= least.get('units', 0) and rows >= least.get('rows', 0)

    def topped_up(self):
        """What leftovers cost at least when who gets what stays as it is and the minimum of the purchase holds; None: it cannot."""
        return min((c for c in (self.top_up(used) for used in self.used) if c is not None), default=None)

    def top_up(self, used):
        case, best = self.case, None
        start = ((0,) * len(used), 0)
        seen, todo = {start}, [start]
        while todo:
            bought, rows = todo.pop()
            cost = self.left_of(bought, used)[1]
            if best is not None and cost >= best:
                continue
            covers = all(b >= u for b, u in zip(bought, used)) and all(
                not 0 < sum(bought[o] for o in offers) < least for offers, least in case.minimums)
            if covers and self.reaches(bought, rows) and self.left_fits(bought, used):
                best = cost
                continue
            for cells, is_row in case.lots:
                now = tuple(b + cells.get(o, 0) for o, b in enumerate(bought))
                after = (now, rows + is_row)
                spare = tuple(max(b, u) for b, u in zip(now, used))
                if after in seen or not self.left_fits(spare, used) or any(
                        case.offers[o]['have'] is not None and now[o] > case.offers[o]['have'] for o in cells):
                    continue
                if len(seen) > MOST:
                    raise TooLarge
                seen.add(after)
                todo.append(after)
        return best


def shares_limits(case):
    """Topping up looks at one lot at a time: where lots hang together by a minimum or by stock it may miss a way."""
    limited = collections.Counter(o for cells, _ in case.lots for o in cells if case.offers[o]['have'] is not None)
    return bool(case.minimums) or any(n > 1 for n in limited.values())


def judge(case, folder, status):
    best = Best(case)
    plan = Plan(case, folder, status in (0, 1))
    hold(plan.optimal, 'not proven best')
    somebody = any(any(u) for u in best.used)
    if not somebody:
        hold(status == 3, 'exit', status, 'nobody can be served')
        return
    cost = best.topped_up() if case.terms['minimum'] else best.cost
    if status == 3:
        hold(cost is None or shares_limits(case), 'exit 3, and it can be ordered with', cost, 'left over')
        for l, units in zip(case.order, best.served()):
            hold(plan.reasons[l['n']]['purchase-minimum'] == units, 'line', l['n'], 'says', dict(plan.reasons[l['n']]), 'would get', units)
        return
    hold(cost is not None, 'ordered, and the minimum cannot be reached')
    ours = plan.key()
    left_at = (len(case.order) if case.terms['policy'] == 'first-come' else 0) + len(case.terms['serve_first']) + 1
    topped = cost != best.cost  # then units are left over that the plan alone did not need; nothing else may differ
    hold(all(a == b or (topped and k == left_at) for k, (a, b) in enumerate(zip(ours, best.key))), 'key', ours, 'the best is', best.key)
    hold(plan.left_cost() == cost or (topped and shares_limits(case)), 'left over for', plan.left_cost(), 'could be', cost)


def run(svod, *args, seconds=120):
    return subprocess.run([svod, '--now', stop_case.NOW, '--quiet', *args], stdin=subprocess.DEVNULL, capture_output=True, text=True,
                          timeout=seconds)


def main():
    svod, seed, count = os.path.abspath(sys.argv[1]), *(int(a) for a in (sys.argv[2:] + ['1', '300'][len(sys.argv) - 2:]))
    done, large, unordered, wrong = 0, 0, 0, 0
    for first in range(0, count, BATCH):
        rng = random.Random(seed * 1000003 + first)
        cases = [Case(seed * 1000003 + first + k, 'small') for k in range(min(BATCH, count - first))]
        folder = tempfile.mkdtemp(dir=os.environ.get('SVOD_KEEP') or ('/dev/shm' if os.access('/dev/shm', os.W_OK) else None))
        stop_case.write_workspace(folder, cases, rng)
        lang = ('--lang', rng.choice(['ru', 'en']), '-C', folder)
        refreshed = run(svod, *lang, 'refresh')
        if refreshed.returncode:
            sys.exit('refresh: exit %d\n%s' % (refreshed.returncode, refreshed.stderr))
        for case in cases:
            try:
                imported = run(svod, *lang, 'import', case.name, '%s/%s-orders.csv' % (folder, case.name))
                hold(imported.returncode in (0, 1), 'import: exit', imported.returncode, imported.stderr)
                closed = run(svod, *lang, 'close', case.name)
                hold(closed.returncode in (0, 1, 3), 'close: exit', closed.returncode, closed.stderr)
                judge(case, folder, closed.returncode)
                done += 1
                unordered += closed.returncode == 3
            except TooLarge:
                large += 1
            except (Wrong, LookupError, ValueError) as e:
                wrong += 1
                print('seed %d %s: %s: %s' % (case.seed, case.name, type(e).__name__, e))
        if not os.environ.get('SVOD_KEEP'):
            shutil.rmtree(folder)
    print('%d purchases, %d of them not ordered; %d too large to try everything; %d differences' % (done, unordered, large, wrong))
    return 1 if wrong else 0


if __name__ == '__main__':
    sys.exit(main())
