#!/usr/bin/env python3
"""Measures `svod parse`, and reading the same catalog on the second night, on a made feed beside a plain libxml2 program.

usage: tests/bench/parse.py [--svod PATH] [--offers N] [--rounds N] [--folder DIR]

Both are run in turn, A B A B; what counts is the ratio of CPU time (user and system of the child) and the peak memory.
The second night is `svod refresh --dry-run`: 2 % of the offers changed, all compared with what is stored, nothing written.
The feed is about 1.4 GB with the standard million offers; it is written to a folder of its own and removed again.
"""
import argparse, os, resource, shutil, statistics, subprocess, sys, tempfile

HERE = os.path.dirname(os.path.abspath(__file__))


def build(folder, name, libs=()):
    program = os.path.join(folder, name)
    flags = subprocess.run(['pkg-config', '--cflags', '--libs', *libs], capture_output=True, text=True, check=True).stdout.split() if libs else []
    subprocess.run([os.environ.get('CC', 'cc'), '-O2', '-o', program, os.path.join(HERE, name + '.c'), *flags], check=True)
    return program


def run(command, **more):
    """(CPU seconds, peak MiB, exit status)"""
    child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **more)
    _, status, usage = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024, child.returncode


def compare(title, ours, peer, rounds, goal, peak_goal):
    a, b, peaks = [], [], []
    for _ in range(rounds):
        seconds, peak, code = run(ours)
        if code not in (0, 1): sys.exit('%s ended with %d' % (' '.join(ours), code))
        a.append(seconds), peaks.append(peak)
        b.append(run(peer)[0])
    ratios = [x / y for x, y in zip(a, b)]
    print('%-28s svod %6.2f s (%.2f…%.2f)  peer %6.2f s (%.2f…%.2f)  ratio %.2f (goal %.2f)  peak %.0f MiB (goal %d)' % (
        title, statistics.median(a), min(a), max(a), statistics.median(b), min(b), max(b), statistics.median(ratios), goal, max(peaks), peak_goal))


def main():
    ap = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    ap.add_argument('--svod', default=os.environ.get('SVOD', os.path.join(HERE, '../../build/release/svod')))
    ap.add_argument('--offers', type=int, default=1000000)
    ap.add_argument('--rounds', type=int, default=3)
    ap.add_argument('--folder', default=None, help='where the feed is written (the temporary folder)')
    a = ap.parse_args()
    folder = tempfile.mkdtemp(prefix='svod-bench-', dir=a.folder)
    try:
        peer, gen = build(folder, 'peer_sax2', ['libxml-2.0']), build(folder, 'gen_feed')
        feed = os.path.join(folder, 'feed.xml')
        with open(feed, 'wb') as out: subprocess.run([gen, str(a.offers)], stdout=out, check=True)
        size = os.path.getsize(feed)
        print('%d offers, %.0f MB, %.0f bytes an offer' % (a.offers, size / 1e6, size / a.offers))
        compare('full parse', [a.svod, 'parse', feed], [peer, feed], a.rounds, 1.0, 64)
        shop = os.path.join(folder, 'shop')
        subprocess.run([a.svod, 'init', shop], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        with open(os.path.join(shop, 'suppliers', 'bench.yaml'), 'w') as out: out.write('title: Bench\nsource: %s\nparser: yml\n' % feed)
        seconds, peak, code = run([a.svod, '-C', shop, 'refresh', 'bench'])
        if code: sys.exit('refresh ended with %d' % code)
        print('%-28s svod %6.2f s  peak %.0f MiB' % ('first night, stored', seconds, peak))
        with open(feed, 'wb') as out: subprocess.run([gen, str(a.offers), '20'], stdout=out, check=True)
        compare('second night, 2 % changed', [a.svod, '-C', shop, 'refresh', 'bench', '--dry-run'], [peer, feed], a.rounds, 0.35, 64)
    finally:
        shutil.rmtree(folder)


if __name__ == '__main__':
    main()
