#!/usr/bin/env python3
"""STOP beside an integer solver (coinor-cbc), on the same invented purchases, in one run: CPU time of demand, lots and plan by
bench_stop against that of the solver on its first question alone: units served, paid lines first. The solver is stopped after a
while; then its time counts as that much, and its bound is shown.

usage: tests/bench/solver.py [--build build/release] [--seconds N] [--only NAME] [--rounds N]

Build first: cmake --build build/release --target bench_stop"""
import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'tools'))
import solver  # noqa: E402

# name: articles, lines, people, percent with alternatives, near (0: colours), roubles above; the solver is asked
CASES = {
    'colours-200': (200, 6400, 100, 20, 0, 0, True),
    'colours-2000': (2000, 67000, 500, 20, 0, 0, True),
    'colours-20000': (20000, 670000, 5000, 20, 0, 0, False),
    'near-200': (200, 6400, 100, 20, 3, 0, True),
    'near-2000': (2000, 67000, 500, 20, 3, 0, False),
    'near-2000-minimum': (2000, 67000, 500, 20, 3, 1000, False),
}


def plan(build, case, seconds, dump=None):
    """(CPU seconds of all three, served, bound, paid) or what went wrong"""
    articles, lines, people, share, near, above, _ = case
    command = [build + '/bench/bench_stop', *(str(x) for x in (articles, lines, people, share, seconds * 1000, 0, near, above)), *([dump] if dump else [])]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        return (done.stderr.strip() or 'ended with %d' % done.returncode)
    served, bound = re.search(r'served (\d+) of (\d+)', done.stdout).groups()
    paid = re.search(r'paid lines (\d+)', done.stdout).group(1)
    minimum = re.search(r'the minimum of the purchase is (.*)', done.stdout)
    times = [float(t) for t in re.search(r'demand (\S+) s, lots (\S+) s, plan (\S+) s', done.stdout).groups()]
    return sum(times), int(served), int(bound), int(paid), times[2], minimum and minimum.group(1)


def program_of(path):
    """Paid units, then all others: in one sum. Leftovers as in bench_stop: 20 units, 2 of an item, 30,000."""
    p, item, price, left, used = solver.Program(), [], [], {}, {}
    bought, goal, lots = {}, {}, 0
    lines = 0
    for row in open(path):
        kind, *cells = row.split()
        if kind == 'offer':
            item.append(cells[0])
            price.append(int(cells[1]))
        elif kind == 'lot':
            lot = p.var('n%d' % lots, 1000)
            lots += 1
            for offer, count in (c.split(':') for c in cells):
                bought.setdefault(int(offer), {})[lot] = int(count)
        else:
            first, quantity, offers = cells[0] == '0', int(cells[1]), [int(c) for c in cells[2:]]
            takes = [p.var('x%d_%d' % (lines, o), quantity) for o in offers if o in bought]
            for o, x in zip([o for o in offers if o in bought], takes):
                used.setdefault(o, {})[x] = -1
                goal[x] = 1000000 if first else 1
            if len(takes) > 1:
                p.row(dict.fromkeys(takes, 1), '<=', quantity)
            lines += 1
    items = {}
    for o, amount in bought.items():
        left[o] = p.var('left%d' % o, 2)
        items.setdefault(item[o], {})[left[o]] = 1
        p.row({**amount, **used.get(o, {}), left[o]: -1}, '=', 0)
    for some in items.values():
        p.row(some, '<=', 2)
    p.row(dict.fromkeys(left.values(), 1), '<=', 20)
    p.row({v: price[o] for o, v in left.items()}, '<=', 30000)
    return p, goal


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--build', default='build/release')
    ap.add_argument('--seconds', type=int, default=60)
    ap.add_argument('--rounds', type=int, default=3)
    ap.add_argument('--only', default=None)
    a = ap.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        for name, case in CASES.items():
            if a.only and not name.startswith(a.only):
                continue
            asked = case[6] and solver.there()
            dump = folder + '/purchase'
            runs = [plan(a.build, case, 10 if case[4] else 0, dump if asked else None) for _ in range(a.rounds)]
            if isinstance(runs[0], str):
                print('%-20s svod: %s' % (name, runs[0][:150]), flush=True)
                continue
            cpu, served, bound, paid = statistics.median(r[0] for r in runs), *runs[0][1:4]
            print('%-20s svod: %.3f s of CPU (plan %.3f), served %d of at most %d (gap %.3f %%), %d of them paid%s'
                  % (name, cpu, statistics.median(r[4] for r in runs), served, bound, 100 * (bound - served) / max(bound, 1), paid,
                     ', the minimum is ' + runs[0][5] if runs[0][5] else ''), flush=True)
            if not asked:
                continue
            program, goal = program_of(dump)
            answer = solver.solve(program, goal, 'max', folder, a.seconds)
            told = 'served %d, %d of them paid' % (answer.value % 1000000 + answer.value // 1000000, answer.value // 1000000) if answer.value else 'no plan'
            print('%-20s cbc:  %.1f s of CPU, %s, %s%s: svod takes 1/%d of its time%s'
                  % ('', answer.cpu, answer.state, told, ', bound of paid %.1f' % (abs(answer.bound) / 1000000) if answer.bound else '',
                     answer.cpu / cpu, '' if answer.state == 'optimal' else ' at most'), flush=True)


main()
