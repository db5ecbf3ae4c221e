#!/usr/bin/env python3
"""Every text people read has a Russian translation, and no translation is for a text that is gone.

Texts are found by xgettext: _("…"), N_("…"), svod_tr, svod_trn, and the formats of svod_fail, diag and option help rows."""
import glob
import os
import re
import subprocess
import sys
import tempfile

ROOT = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
KEYWORDS = ['_', 'N_', 'svod_tr:2', 'svod_trn:2,3', 'svod_fail:4', 'svod_diag_add:6', 'svod_bad:3', 'svod_yaml_fail:4', 'BAD:4', 'diag:5', 'svod_cli_error:4', 'svod_cli_warn:4']


def texts(po):
    """msgids of a po file that have a translation (or any, for a template)."""
    out = subprocess.run(['msgattrib', '--no-fuzzy', '--no-obsolete', '--translated', '--no-wrap', '--force-po', po],
                         capture_output=True, text=True)
    if out.returncode != 0:
        sys.exit('%s: %s' % (po, out.stderr))
    return set(re.findall(r'^msgid "(.*)"$', out.stdout, re.M)) - {''}


def main():
    files = subprocess.run(['git', 'ls-files', '-co', '--exclude-standard', 'core', 'parsers'], cwd=ROOT, capture_output=True,
                           text=True, check=True).stdout.split()
    files = [f for f in files if f.endswith('.c') or f.endswith('.h')]
    with tempfile.TemporaryDirectory() as work:
        pot = os.path.join(work, 'svod.pot')
        # options of parsers and commands, whose texts stand in tables, are marked N_("…")
        subprocess.run(['xgettext', '--language=C', '--from-code=UTF-8', '--no-wrap', '-k', '-o', pot]
                       + ['-k' + k for k in KEYWORDS] + files, cwd=ROOT, check=True)
        merged = os.path.join(work, 'all.po')
        subprocess.run(['msgcat', '--use-first', '--no-wrap', '-o', merged] + sorted(glob.glob(os.path.join(ROOT, 'core/po/*.po'))),
                       check=True)
        wanted = set(re.findall(r'^msgid "(.*)"$', subprocess.run(['msgcat', '--no-wrap', pot], capture_output=True, text=True,
                                                                    check=True).stdout, re.M)) - {''}
        have = texts(merged)
    missing = sorted(wanted - have)
    # texts marked N_ may be spelled with concatenation; what nobody uses is looked for as plain text
    source = '\n'.join(open(os.path.join(ROOT, f), encoding='utf8').read() for f in files)
    joined = re.sub(r'"\s*\n\s*"', '', source)
    stale = sorted(t for t in have - wanted if '"%s"' % t not in joined)
    for t in missing:
        print('no Russian translation: "%s"' % t)
    for t in stale:
        print('translation of a text nobody says: "%s"' % t)
    print('%d texts, %d translated' % (len(wanted), len(wanted & have)))
    return 1 if missing or stale else 0


sys.exit(main())
