#!/usr/bin/env python3
"""Closes random purchases of some size with the program, through files, and asks an integer solver (coinor-cbc) for a better plan.

    stop_solver.py SVOD [SEED [COUNT [SECONDS]]]

The model is written from the rules of STOP. Served units (class by class), leftovers and extra units are solved to the optimum; then
the solver looks for any plan that the whole order of rules, line by line, puts before the program's; then for one whose leftovers
cost less. SECONDS: a solver that needs longer for one question is stopped, and counted. Exit status 77 without the solver."""
import os
import random
import shutil
import subprocess
import sys
import tempfile

import solver
import stop_case
from stop_case import Case, Plan, Wrong, hold
from stop_small import BATCH, run, shares_limits

LIMIT = 5  # seconds for a plan
LEFT_MOST = 400  # units left over that are thought of where no limit says less


class Model:
    """Every plan of a purchase, as an integer program. Sums, as {variable: factor}: `served` per line, `left`, `extra`."""

    def __init__(self, case):
        self.case, self.p = case, solver.Program()
        self.served, self.ranks, self.more = {}, {}, {}
        self.used = {o['n']: {} for o in case.offers}
        for l in case.lines:
            if l['dead'] is None and not l['never']:
                self.add_line(l)
        for g in case.groups:
            self.add_together([l for l in g if not l['never']])
        self.add_lots()
        self.extra = {v: 1 for terms in self.more.values() for v in terms}
        self.left = {'left%d' % o: 1 for o in self.left_of}

    def add_line(self, l):
        p, n = self.p, l['n']
        self.served[n], self.more[n] = {}, {}
        self.ranks[n] = [{} for _ in range(len(l['alternatives']) + 1)]
        for o, rank in l['ranks'].items():
            x = p.var('x%d_%d' % (n, o), l['quantity'])
            self.served[n][x] = self.ranks[n][rank][x] = self.used[o][x] = 1
            if l['extra']:
                e = p.var('e%d_%d' % (n, o), l['extra'])
                self.more[n][e] = self.used[o][e] = 1
        p.row(self.served[n], '<=', l['quantity'])
        if l['extra']:
            full = p.var('full%d' % n, 1)
            p.row({**self.served[n], full: -l['quantity']}, '>=', 0)
            p.row({**self.more[n], full: -l['extra']}, '<=', 0)
        if l['whole'] and not l['together']:
            whole = p.var('whole%d' % n, 1)
            p.row({**self.served[n], whole: -l['quantity']}, '=', 0)

    def add_together(self, group):
        if group:
            all_of = self.p.var('together%d' % group[0]['n'], 1)
            for l in group:
                self.p.row({**self.served[l['n']], all_of: -l['quantity']}, '=', 0)

    def add_lots(self):
        case, p = self.case, self.p
        takers = {o: sum(l['quantity'] + l['extra'] for l in case.lines if l['dead'] is None and o in l['ranks']) for o in self.used}
        least = max([m for _, m in case.minimums] + [0])
        self.bought = {o: {} for o in self.used}
        self.lots = []
        for k, (cells, is_row) in enumerate(case.lots):
            # More lots than these would be left over wholly.
            lot = p.var('lot%d' % k, sum(takers[o] // c + 1 for o, c in cells.items()) + least)
            self.lots.append(lot)
            for o, c in cells.items():
                self.bought[o][lot] = c
        units, per_item, amount = case.limits()
        self.left_of = {o for o, lots in self.bought.items() if lots}
        items, cost = {}, {}
        for o in self.left_of:
            p.var('left%d' % o, min(units, LEFT_MOST))
            p.row({**self.bought[o], **{v: -1 for v in self.used[o]}, 'left%d' % o: -1}, '=', 0)
            items.setdefault(case.offers[o]['item'], {})['left%d' % o] = 1
            cost['left%d' % o] = int(case.offers[o]['price'] * 100)
            if case.offers[o]['have'] is not None:
                p.row(self.bought[o], '<=', case.offers[o]['have'])
        for o, used in self.used.items():
            if used and o not in self.left_of:
                p.row(used, '=', 0)
        p.row({'left%d' % o: 1 for o in self.left_of}, '<=', min(units, LEFT_MOST))
        for left in items.values():
            if per_item < stop_case.MORE:
                p.row(left, '<=', per_item)
        if amount < stop_case.MORE:
            p.row(cost, '<=', int(amount * 100))
        self.left_cost = cost
        for k, (offers, least) in enumerate(case.minimums):
            some = p.var('some%d' % k, 1)
            units = {}
            for o in offers:
                for lot, c in self.bought[o].items():
                    units[lot] = units.get(lot, 0) + c
            p.row({**units, some: -least}, '>=', 0)
            p.row({**units, some: -sum(c * p.upper[lot] for lot, c in units.items())}, '<=', 0)

    def total(self, lines):
        return {v: 1 for l in lines for v in self.served.get(l['n'], ())}

    def key(self):
        """The sums that the rules compare, in their order; the larger the better."""
        case, order = self.case, self.case.order
        by_line = [self.served.get(l['n'], {}) for l in order]
        classes = [self.total(l for l in order if l['class'] == k) for k in range(len(case.terms['serve_first']) + 1)]
        first = by_line if case.terms['policy'] == 'first-come' else []
        ranks = [r for l in order for r in self.ranks.get(l['n'], [{} for _ in range(len(l['alternatives']) + 1)])]
        return [*first, *classes, {v: -1 for v in self.left}, {v: -1 for v in self.extra}, *by_line, *ranks,
                *(self.more.get(l['n'], {}) for l in order)]


def better(model, key, skip=()):
    """The program of plans that are first among those compared: at the first sum that differs from `key`, more."""
    p, sums = model.p.copy(), model.key()
    before, firsts, fixed = None, {}, set()
    for k, (terms, value) in enumerate(zip(sums, key)):
        same = tuple(sorted(terms.items()))
        if not terms or k in skip or same in fixed:
            continue
        fixed.add(same)
        lowest = sum(c * (p.upper[v] or 0) for v, c in terms.items() if c < 0)
        if terms is sums[k] and any(v in model.left for v in terms):
            lowest = -LEFT_MOST
        more = p.var('first%d' % k, 1)
        firsts[more] = 1
        row = {**terms, more: -1}
        if before:
            row[before] = value - lowest
        p.row(row, '>=', value)
        now = p.var('before%d' % k, 1)
        p.row({now: 1, more: -1, **({before: -1} if before else {})}, '=', 0)
        before = now
    p.row({before: 1} if before else {}, '=', 1)
    return p


class Checker:
    def __init__(self, folder, seconds):
        self.folder, self.seconds = folder, seconds
        self.asked = self.stopped = 0

    def ask(self, program, objective, sense):
        """The best value, or None when nothing fits; a TimeoutError when the solver was stopped."""
        self.asked += 1
        # Its preprocessing loses solutions now and then.
        answer = solver.solve(program, objective, sense, self.folder, self.seconds, ('-preprocess', 'off'))
        if answer.state == 'infeasible':
            return None
        if answer.state == 'stopped':
            self.stopped += 1
            raise TimeoutError
        return answer

    def best(self, case, plan):
        """Is `plan` the best one when the purchase has no minimum?"""
        model, key = Model(case), plan.key()
        sums = model.key()
        classes = len(case.terms['serve_first']) + 1
        at = len(case.order) if case.terms['policy'] == 'first-come' else 0
        p = model.p.copy()
        try:
            # The program's plan is in the model (below), so a worse optimum is the solver's mistake.
            if at == 0:
                for k in range(classes):
                    if sums[k]:
                        found = self.ask(p, sums[k], 'max')
                        hold(found and found.value <= key[k], 'class', k, 'served', key[k], 'could be', found and found.value)
                        p.row(sums[k], '=', key[k])
                worse = {v: -c * (sum(l['extra'] for l in case.lines) + 1) for v, c in sums[classes].items()}
                worse.update({v: -c for v, c in sums[classes + 1].items()})
                if worse:
                    found = self.ask(p, worse, 'min')
                    ours = sum(w * -k for w, k in ((sum(l['extra'] for l in case.lines) + 1, key[classes]), (1, key[classes + 1])))
                    hold(found and found.value >= ours, 'left over and extra', -key[classes], -key[classes + 1], 'weighs', ours, 'could be', found and found.value)
        except TimeoutError:
            pass
        try:
            found = self.ask(better(model, key), {}, 'max')
            hold(found is None, 'there is a better plan:', found and describe(model, found.values, key))
            p = model.p.copy()
            for terms, value in zip(sums, key):
                p.row(terms, '=', value)
            if model.left_cost:
                found = self.ask(p, model.left_cost, 'min')
                hold(found is not None, 'the model has no such plan as', key)
                hold(found.value == plan.left_cost() * 100, 'left over for', float(plan.left_cost()), 'could be', found.value / 100)
        except TimeoutError:
            pass

    def topped(self, case, base, plan):
        """With the purchase's minimum: what `base` gives stays, and the minimum is reached by leftovers at least cost."""
        model = Model(case)
        p, least = model.p, case.terms['minimum']
        for l in case.lines:
            for kind, given in (('x', base.given), ('e', base.extra)):
                for o in l['ranks']:
                    if 'x%d_%d' % (l['n'], o) in p.upper and (kind == 'x' or l['extra']):
                        p.row({'%s%d_%d' % (kind, l['n'], o): 1}, '=', given[l['n']][o])
        for lot in model.lots:
            p.upper[lot] = 1000
        prices = {lot: 0 for lot in model.lots}
        for o, lots in model.bought.items():
            for lot, c in lots.items():
                prices[lot] += c * int(case.offers[o]['price'] * 100)
        p.row(prices, '>=', least.get('amount', 0) * 100)
        p.row({lot: sum(cells.values()) for lot, (cells, _) in zip(model.lots, case.lots)}, '>=', least.get('units', 0))
        p.row({lot: 1 for lot, (_, is_row) in zip(model.lots, case.lots) if is_row}, '>=', least.get('rows', 0))
        try:
            found = self.ask(p, model.left_cost, 'min')
        except TimeoutError:
            return
        may_miss = shares_limits(case)
        if plan is None:
            hold(found is None or may_miss or not any(base.given), 'exit 3, and leftovers for', found and found.value, 'kopecks would do')
            return
        hold(found is not None, 'ordered, and the minimum cannot be reached')
        ours = plan.left_cost() * 100
        hold(ours == found.value or (may_miss and ours > found.value), 'left over for', float(ours), 'kopecks, could be', found.value)
        at = [k for k, (a, b) in enumerate(zip(plan.key(), base.key())) if a != b]
        left_at = (len(case.order) if case.terms['policy'] == 'first-come' else 0) + len(case.terms['serve_first']) + 1
        hold(set(at) <= {left_at}, 'the minimum changed who gets what:', plan.key(), base.key())


def describe(model, values, key):
    now = [sum(c * values.get(v, 0) for v, c in terms.items()) for terms in model.key()]
    k = next(k for k, (a, b) in enumerate(zip(now, key)) if a != b)
    return 'sum %d is %d, could be %d; %s' % (k, key[k], now[k], {v: n for v, n in values.items() if n and v[0] in 'xel'})


def scale(seed):
    """Some purchases hang together by few lines, others by the limits of leftovers."""
    return 'wide' if seed % 2 == 0 else 'large'


def closed(svod, lang, folder, case):
    imported = run(svod, *lang, 'import', case.name, '%s/%s-orders.csv' % (folder, case.name))
    hold(imported.returncode in (0, 1), 'import: exit', imported.returncode, imported.stderr)
    done = run(svod, *lang, 'close', case.name, '--time-limit', str(LIMIT), seconds=4 * LIMIT)
    hold(done.returncode in (0, 1, 3), 'close: exit', done.returncode, done.stderr)
    plan = Plan(case, folder, done.returncode != 3)
    return plan if done.returncode != 3 else None, plan


def main():
    if not solver.there():
        print('no solver: the Debian package coinor-cbc')
        return solver.MISSING
    svod, seed, count, seconds = os.path.abspath(sys.argv[1]), *(int(a) for a in (sys.argv[2:] + ['1', '30', '10'][len(sys.argv) - 2:]))
    done, topped, wrong, lines, unproven, endless = 0, 0, 0, 0, 0, 0
    scratch = tempfile.mkdtemp()
    checker = Checker(scratch, seconds)
    for first in range(0, count, BATCH):
        rng = random.Random(seed * 1000003 + first)
        seeds = range(seed * 1000003 + first, seed * 1000003 + first + min(BATCH, count - first))
        # Each with the minimum of the purchase and without.
        cases = [Case(s, scale(s)) for s in seeds]
        bare = [Case(s, scale(s)) for s in seeds]
        for c in bare:
            c.terms['minimum'] = {}
        folder = tempfile.mkdtemp(dir=os.environ.get('SVOD_KEEP') or ('/dev/shm' if os.access('/dev/shm', os.W_OK) else None))
        stop_case.write_workspace(folder, cases + bare, rng)
        lang = ('--lang', rng.choice(['ru', 'en']), '-C', folder)
        refreshed = run(svod, *lang, 'refresh')
        if refreshed.returncode:
            sys.exit('refresh: exit %d\n%s' % (refreshed.returncode, refreshed.stderr))
        for case, base in zip(cases, bare):
            try:
                _, plan = closed(svod, lang, folder, base)
                if not plan.optimal:
                    unproven += 1
                    continue
                checker.best(base, plan)
                if case.terms['minimum']:
                    ordered, _ = closed(svod, lang, folder, case)
                    checker.topped(case, plan, ordered)
                    topped += 1
                done += 1
                lines += len(case.lines)
            except subprocess.TimeoutExpired:
                endless += 1
                print('seed %d %s: not closed in %d seconds, the limit was %d' % (case.seed, case.name, 4 * LIMIT, LIMIT), flush=True)
            except (Wrong, LookupError, ValueError, RuntimeError) as e:
                wrong += 1
                print('seed %d %s: %s: %s' % (case.seed, case.name, type(e).__name__, e), flush=True)
        if not os.environ.get('SVOD_KEEP'):
            shutil.rmtree(folder)
    shutil.rmtree(scratch)
    print('%d purchases of %d lines, %d with a minimum; %d questions to the solver, %d too long for it; '
          '%d plans not proven, %d never made; %d differences' % (done, lines, topped, checker.asked, checker.stopped, unproven, endless, wrong))
    return 1 if wrong or endless else 0


if __name__ == '__main__':
    sys.exit(main())
