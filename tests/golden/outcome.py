"""tests/golden/outcome.py - what a crm_simulate decided, in a form that can be compared: its summary in parts, its scores and its graph
by meaning. Shared by run-reference (against files) and differential (against another crm_simulate).

SPDX-License-Identifier: GPL-2.0-or-later"""
import collections
import os
import re
import subprocess
import tempfile
import xml.etree.ElementTree as ET

HEADS = {'Current cluster status:': 'before', 'Transition Summary:': 'plan', 'Executing Cluster Transition:': 'exec',
         'Revised Cluster Status:': 'after'}
KINDS = ('summary.before', 'summary.plan', 'summary.exec', 'summary.after', 'exp.actions', 'exp.params', 'exp.order', 'summary', 'exp',
         'scores.values')


def simulate(sim, *args, timeout=20):
    """Runs a crm_simulate. Returns (exit code, stdout, stderr); a negative code is a signal, None is the time-out."""
    with tempfile.TemporaryDirectory() as shadow:
        env = dict(os.environ, LC_ALL='C', TZ='UTC', CIB_shadow_dir=shadow)
        try:
            r = subprocess.run([sim, *args], capture_output=True, timeout=timeout, env=env, check=False)
        except subprocess.TimeoutExpired:
            return None, '', ''
    return r.returncode, r.stdout.decode(errors='replace'), r.stderr.decode(errors='replace')


def summary_parts(text):
    """The sections of a summary, blanks squeezed. What is planned and executed is sorted: the order of listing does not count."""
    parts, at = {name: [] for name in HEADS.values()}, None
    for line in text.splitlines():
        if line.strip() in HEADS:
            at = HEADS[line.strip()]
        elif at is not None and line.strip() and not line.startswith('Using the original execution date'):
            parts[at].append(''.join(line.split()))
    return {f'summary.{name}': sorted(lines) if name in ('plan', 'exec') else lines for name, lines in parts.items()}


def whole(text):
    """All lines of a text without white space and blank lines."""
    return [''.join(line.split()) for line in text.splitlines() if line.strip()]


def score_values(text):
    """The set of scores, without the name of the function that prints them."""
    return {re.sub(r'^\w+: *', '', ' '.join(line.split())) for line in text.splitlines() if ' score on ' in line or ' promotion score' in line}


def action_key(a):
    """What names an action in its graph, whatever its number."""
    return ' '.join([a.tag, a.get('operation', ''), a.get('operation_key', ''), a.get('internal_operation_key', ''), a.get('on_node', '')])


def attributes(e, but=()):
    return [f'{k}={v}' for k, v in sorted(e.attrib.items()) if k not in but]


def action_params(a):
    """All that an action carries."""
    said = attributes(a, ('id', 'internal_operation_key'))
    for e in a.iter():
        if e.tag == 'attributes':
            said += attributes(e, ('crm_feature_set',))
        elif e is not a and e.tag in ('primitive', 'param', 'node'):
            said += [f'{e.tag}:{x}' for x in attributes(e)]
    return said


def graph_of(path):
    """A graph as sets and multisets that do not depend on numbers and the order of elements."""
    root = ET.parse(path).getroot()
    by_id = {a.get('id'): a for s in root.iter('action_set') for a in s}
    inputs = {}
    synapses = collections.Counter()
    for s in root.iter('synapse'):
        before = [t[0].get('id') for t in s.iter('trigger') if len(t)]
        for a in s.find('action_set'):
            inputs[a.get('id')] = before
            triggers = sorted(action_key(by_id[i]) if i in by_id else f'nothing {i}' for i in before)
            synapses[action_key(a) + ' | ' + ' '.join([s.get('priority', '0'), *action_params(a)]) + ' <- ' + '; '.join(triggers)] += 1
    real = {i: a for i, a in by_id.items() if a.tag != 'pseudo_event'}

    def prior(i):  # the real actions that must come before i
        seen, todo = set(), list(inputs.get(i, ()))
        while todo:
            j = todo.pop()
            if j not in seen:
                seen.add(j)
                todo += inputs.get(j, ())
        return sorted(action_key(real[j]) for j in seen if j in real)
    head = attributes(root, ('batch-limit', 'transition_id'))
    return {
        'exp.actions': sorted(f"{action_key(a)} {a.find('primitive').get('id') if a.find('primitive') is not None else ''}" for a in real.values()),
        'exp.params': sorted(f'{action_key(a)} {sorted(p for p in action_params(a) if not p.startswith("CRM_meta_clone="))}' for a in real.values()),
        'exp.order': sorted(f'{action_key(a)} <- {"; ".join(prior(i))}' for i, a in real.items()),
        'exp': sorted(synapses.elements()) + head,
    }


def outcome(sim, cib, scores=True):
    """All kinds of what a crm_simulate makes of a file, or {'failed': reason}. Scores cost a second run."""
    with tempfile.TemporaryDirectory() as tmp:
        graph = os.path.join(tmp, 'graph')
        rc, out, err = simulate(sim, '-x', cib, '-S', '-G', graph)
        if rc != 0 or not os.path.exists(graph):
            last = err.strip().splitlines()[-1] if err.strip() else ''
            return {'failed': 'time-out' if rc is None else f'signal {-rc}' if rc < 0 else f'exit code {rc}: {last}'}
        said = {**summary_parts(out), **graph_of(graph), 'text': out}
        if scores:
            said['scores.values'] = score_values(simulate(sim, '-x', cib, '-sRQ')[1])
        return said
