#!/usr/bin/env python3
"""Who may include whom: data flows one way. Fails on an include that points the wrong way."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
MAY = {
    'base': {'base'},
    'text': {'base', 'text'},
    'io': {'base', 'text', 'io'},
    'aggregate': {'base', 'text', 'aggregate'},
    'money': {'base', 'text', 'aggregate', 'money'},
    'store': {'base', 'text', 'io', 'aggregate', 'store'},
    'write': {'base', 'text', 'io', 'aggregate', 'money', 'write'},
    'engine': {'base', 'text', 'io', 'aggregate', 'money', 'engine'},
    'cli': {'base', 'text', 'io', 'aggregate', 'money', 'store', 'write', 'engine', 'cli', 'kit'},
    'kit': {'base', 'text', 'kit'},
}
ROOMS = set(MAY)


def room_of(path):
    parts = path.split('/')
    if parts[0] == 'core':
        return parts[1]
    if parts[0] == 'parsers':
        return 'kit' if parts[1] == 'kit' else 'parser ' + parts[1]
    return None


def main():
    files = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', 'core/*.[ch]', 'core/**/*.[ch]', 'parsers/**/*.[ch]', 'include/**/*.h'],
                           cwd=ROOT, capture_output=True, text=True, check=True).stdout.split()
    bad = 0
    for path in sorted(set(files)):
        text = open(os.path.join(ROOT, path), encoding='utf8').read()
        room = room_of(path)
        for number, line in enumerate(text.split('\n'), 1):
            found = re.match(r'\s*#\s*include\s*([<"])([^>"]+)[>"]', line)
            if not found:
                continue
            target = found.group(2)
            first = target.split('/')[0]
            if path.startswith('include/'):
                allowed = found.group(1) == '<' and (first == 'svod' or '/' not in target)
            elif room.startswith('parser '):
                allowed = first not in ROOMS or first == 'kit'
            else:
                allowed = first not in ROOMS or first in MAY[room]
            if not allowed:
                print('%s:%d: %s may not include %s' % (path, number, room or 'a public header', target))
                bad += 1
    if not files:
        print('no files found')
        bad = 1
    return 1 if bad else 0


sys.exit(main())
