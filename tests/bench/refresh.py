#!/usr/bin/env python3
"""Measures the second night, `svod refresh` of a made feed of which 2 % changed, beside a plain libxml2 program reading the feed.

usage: tests/bench/refresh.py [--svod PATH] [--offers N] [--rounds N] [--folder DIR]

Run in turns; what counts is the ratio of CPU time (user and system of the child) and the peak memory. "reading" is the night
with --dry-run, which reads, compares and writes no commit; "night" is all of it. With the standard million offers it takes
about 5 GB of disk.
"""
import argparse, os, shutil, statistics, subprocess, sys, tempfile

from parse import HERE, build, run


def workspace(folder, feed):
    os.makedirs(os.path.join(folder, 'suppliers'))
    with open(os.path.join(folder, 'svod.yaml'), 'w') as f: f.write('name: bench\n')
    with open(os.path.join(folder, 'suppliers', 'big.yaml'), 'w') as f: f.write('source: %s\nparser: yml\n' % feed)


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--svod', default=os.environ.get('SVOD', os.path.join(HERE, '../../build/release/svod')))
    ap.add_argument('--offers', type=int, default=1000000)
    ap.add_argument('--rounds', type=int, default=3)
    ap.add_argument('--folder', default=None, help='where everything is written (the temporary folder)')
    a = ap.parse_args()
    svod = os.path.abspath(a.svod)
    folder = tempfile.mkdtemp(prefix='svod-bench-', dir=a.folder)
    try:
        peer, gen = build(folder, 'peer_sax2', ['libxml-2.0']), build(folder, 'gen_feed')
        feed, second = os.path.join(folder, 'feed.xml'), os.path.join(folder, 'second.xml')
        for path, changed in (feed, '0'), (second, '20'):
            with open(path, 'wb') as out: subprocess.run([gen, str(a.offers), changed], stdout=out, check=True)
        place = os.path.join(folder, 'workspace')
        workspace(place, feed)
        database, kept = os.path.join(place, '.svod/svod.db'), os.path.join(folder, 'kept.db')
        command = [svod, '-C', place, 'refresh', '--quiet']
        seconds, peak, code = run(command)
        if code not in (0, 1): sys.exit('the first night ended with %d' % code)
        print('%d offers, %.0f MB' % (a.offers, os.path.getsize(feed) / 1e6))
        print('first night                  svod %6.2f s  peak %.0f MiB  database %.0f MB' % (seconds, peak, os.path.getsize(database) / 1e6))
        shutil.copy(database, kept)
        os.replace(second, feed)
        figures = {'reading': [], 'night': []}
        peers, peaks = [], []
        for _ in range(a.rounds):
            for title, more in ('reading', ['--dry-run']), ('night', []):
                shutil.copy(kept, database)
                seconds, peak, code = run(command + more)
                if code not in (0, 1): sys.exit('%s ended with %d' % (title, code))
                figures[title].append(seconds), peaks.append(peak)
            peers.append(run([peer, feed])[0])
        for title, goal in ('reading', ' (goal 0.35)'), ('night', ''):
            ratios = [x / y for x, y in zip(figures[title], peers)]
            print('second night, %-8s       svod %6.2f s  peer %6.2f s  ratio %.2f%s  peak %.0f MiB' % (
                title, statistics.median(figures[title]), statistics.median(peers), statistics.median(ratios), goal, max(peaks)))
        subprocess.run([svod, '-C', place, 'refresh'], check=False)
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
