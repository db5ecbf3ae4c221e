"""Integer programs for a solver from Debian (coinor-cbc): built line by line, written as LP text, solved with a time limit."""
import os
import re
import shutil
import subprocess

MISSING = 77


def there():
    return shutil.which('cbc') is not None


class Program:
    """Variables are whole and ≥ 0. Sums are dicts {variable: factor}; factors and bounds are whole numbers."""

    def __init__(self):
        self.upper, self.rows = {}, []

    def var(self, name, upper=None):
        """A new variable with an upper bound, or None for none."""
        self.upper[name] = upper
        return name

    def row(self, terms, sign, value):
        """terms >= | <= | = value"""
        terms = {v: c for v, c in terms.items() if c}
        if terms:
            self.rows.append((terms, sign, value))
        elif not {'>=': 0 >= value, '<=': 0 <= value, '=': value == 0}[sign]:
            self.rows.append(({self.var('never', 0): 1}, '>=', 1))

    def copy(self):
        ret = Program()
        ret.upper, ret.rows = dict(self.upper), list(self.rows)
        return ret

    def text(self, objective, sense):
        out = ['Maximize' if sense == 'max' else 'Minimize', 'obj: ' + (written(objective) or '0 ' + next(iter(self.upper))), 'Subject To']
        out += ['r%d: %s %s %d' % (k, written(terms), sign, value) for k, (terms, sign, value) in enumerate(self.rows)]
        out.append('Bounds')
        out += ['0 <= %s' % v if upper is None else '0 <= %s <= %d' % (v, upper) for v, upper in self.upper.items()]
        out += ['Generals', *self.upper, 'End', '']
        return '\n'.join(out)


def written(terms):
    return ' '.join('%s %d %s' % ('-' if c < 0 else '+', abs(c), v) + ('\n' if k % 20 == 19 else '') for k, (v, c) in enumerate(terms.items()) if c)


class Answer:
    """state: 'optimal', 'infeasible' or 'stopped'; value and bound of the objective (bound only of a program that was stopped,
    when the solver told one); values {variable: whole number}; cpu: seconds."""

    def __init__(self, state, value, values, bound, cpu):
        self.state, self.value, self.values, self.bound, self.cpu = state, value, values, bound, cpu


def solve(program, objective, sense, folder, seconds, options=()):
    lp, solution = folder + '/solver.lp', folder + '/solver.sol'
    with open(lp, 'w') as f:
        f.write(program.text(objective, sense))
    if os.path.exists(solution):
        os.remove(solution)
    child = subprocess.Popen(['cbc', lp, '-sec', str(seconds), '-ratioGap', '0', '-allowableGap', '0', *options, '-solve', '-solution', solution],
                             stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    log = child.stdout.read()
    _, _, usage = os.wait4(child.pid, 0)
    child.returncode = 0
    child.stdout.close()
    cpu = usage.ru_utime + usage.ru_stime
    first, *rest = (open(solution).read().splitlines() if os.path.exists(solution) else []) or ['Crashed']
    bound = re.search(r'(?:Lower|Upper) bound:\s+(\S+)', log)
    bound = float(bound.group(1)) if bound else None
    if 'nfeasible' in first:
        return Answer('infeasible', None, {}, bound, cpu)
    values = {}
    for line in rest:
        cells = line.replace('**', '').split()
        values[cells[1]] = round(float(cells[2]))
    state = 'optimal' if first.startswith('Optimal') else 'stopped'  # by the clock, or by a fault of its own
    value = sum(c * values.get(v, 0) for v, c in objective.items()) if values or state == 'optimal' else None
    return Answer(state, value, values, bound, cpu)
