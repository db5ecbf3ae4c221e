#!/usr/bin/env python3
"""The README says what the program does: every command, global option, parser and exit status of the program is in README.md and
README.ru.md, and every command the READMEs show as an example exists."""
import os
import re
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
svod = os.path.abspath(sys.argv[1])


def said(*arguments):
    run = subprocess.run([svod, '--lang', 'en', *arguments], capture_output=True, text=True)
    if run.returncode != 0:
        sys.exit('svod %s: exit %d\n%s' % (' '.join(arguments), run.returncode, run.stderr))
    return run.stdout


def main():
    bad = []
    top = said('--help')
    commands = re.findall(r'^  ([a-z]+) ', top, re.M)
    options = sorted(set(re.findall(r'(?<!\w)--[a-z-]+', top)))
    if len(commands) < 8 or len(options) < 6:
        sys.exit('help shows %d commands and %d options:\n%s' % (len(commands), len(options), top))
    parsers = re.findall(r'^([a-z]+)\s', said('parsers'), re.M)
    for name in ('README.md', 'README.ru.md'):
        text = open(os.path.join(ROOT, name), encoding='utf8').read()
        for command in commands:
            if not re.search(r'`(svod )?%s\b' % command, text):
                bad.append('%s does not explain the command %s' % (name, command))
            for option in set(re.findall(r'(?<!\w)--[a-z-]+', said(command, '--help'))) - set(options):
                if option not in text:
                    bad.append('%s does not name %s of %s' % (name, option, command))
        for option in options:
            if option not in text:
                bad.append('%s does not name the global option %s' % (name, option))
        for parser in parsers:
            if '`%s`' % parser not in text:
                bad.append('%s does not name the parser %s' % (name, parser))
        for status in ('65', '66', '69', '70', '73', '75', '77', '78'):
            if not re.search(r'\b%s\b' % status, text):
                bad.append('%s does not explain exit status %s' % (name, status))
        for command in re.findall(r'^\s*(?:\$ )?svod (?:-C \S+ |-\S+ )*([a-z]+)', text, re.M):
            if command not in commands:
                bad.append('%s shows svod %s, which is no command' % (name, command))
    for line in bad:
        print(line)
    print('%d commands, %d global options, parsers: %s' % (len(commands), len(options), ' '.join(parsers)))
    return 1 if bad else 0


sys.exit(main())
