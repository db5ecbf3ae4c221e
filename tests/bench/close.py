#!/usr/bin/env python3
"""Measures a large purchase at STOP: reading orders, `status` (everything up to the plan) and `close` with all files.

usage: tests/bench/close.py [--svod PATH] [--articles N] [--people N] [--lines N] [--rounds N] [--folder DIR]

The catalog has four sizes an article, sold in rows; lines are fixed to one offer. What counts is CPU time of the command:
`status --json` reads the store, resolves the orders and plans, and writes no files; `close` does the same, works out the costs
and writes a sheet and a message for everybody.
"""
import argparse
import os
import random
import shutil
import statistics
import subprocess
import tempfile


def run(command):
    """(CPU seconds, exit status)"""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, child.returncode, usage.ru_maxrss / 1024


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument('--svod', default='build/release/svod')
    ap.add_argument('--articles', type=int, default=20000)
    ap.add_argument('--people', type=int, default=5000)
    ap.add_argument('--lines', type=int, default=600000)
    ap.add_argument('--rounds', type=int, default=3)
    ap.add_argument('--folder', default=None)
    a = ap.parse_args()
    svod = os.path.abspath(a.svod)
    folder = tempfile.mkdtemp(dir=a.folder)
    try:
        os.makedirs(folder + '/suppliers')
        os.makedirs(folder + '/purchases')
        open(folder + '/svod.yaml', 'w').write('name: Bench\ncurrency: RUB\nlanguage: ru\n')
        open(folder + '/suppliers/big.yaml', 'w').write('title: Big\nsource: ./catalog.csv\ncurrency: RUB\n')
        open(folder + '/purchases/big.yaml', 'w').write('title: Big\nsupplier: big\norg_fee: 15%\nrows: whole\n'
                                                        'leftover: {units: 20, per_item: 2, amount: 30000}\n'
                                                        'delivery: {amount: 250000, split: amount}\n')
        sizes = ('42', '44', '46', '48')
        dice = random.Random(1)
        with open(folder + '/catalog.csv', 'w', encoding='utf8') as f:
            f.write('Артикул;Наименование;Цвет;Размер;Цена;Ростовка\n')
            for i in range(a.articles):
                price = dice.randint(200, 3000)
                for s in sizes:
                    f.write('А-%d;Платье %d;синий;%s;%d;42-44-46-48\n' % (i, i, s, price))
        with open(folder + '/orders.csv', 'w', encoding='utf8') as f:
            f.write('line;time;participant;article;colour;size;quantity\n')
            for i in range(a.lines):
                f.write('%d;2026-11-%02dT%02d:%02d:%02d;Участник %d;А-%d;синий;%s;%d\n' % (
                    i, 1 + i * 19 // a.lines, dice.randint(0, 23), dice.randint(0, 59), dice.randint(0, 59),
                    dice.randrange(a.people), dice.randrange(a.articles), dice.choice(sizes), dice.choice((1, 1, 1, 2))))
        base = [svod, '-C', folder, '--quiet']
        for command in (['refresh'], ['import', 'big', folder + '/orders.csv']):
            cpu, rc, peak = run(base + command)
            print('%-10s %.2f s of CPU, peak %d MiB, exit %d' % (command[0], cpu, peak, rc))
        for name, command in (('status', ['--json', 'status', 'big']), ('close', ['close', 'big'])):
            runs = [run(base + command) for _ in range(a.rounds)]
            print('%-10s %.2f s of CPU (%s), peak %d MiB, exit %d' % (name, statistics.median(r[0] for r in runs),
                                                                    ' '.join('%.2f' % r[0] for r in runs), runs[-1][2], runs[-1][1]))
    finally:
        shutil.rmtree(folder)


main()
