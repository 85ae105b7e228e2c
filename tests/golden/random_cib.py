"""tests/golden/random_cib.py - a random, valid CIB from a seed, for the differential test. Each seed allows itself only a few features,
so that small, readable documents come out and each feature meets each other one sooner or later.

SPDX-License-Identifier: GPL-2.0-or-later"""
import hashlib
import random
import xml.etree.ElementTree as ET

NOW = 1700000000
SCORES = ['INFINITY', '-INFINITY', '100', '50', '10', '1', '-10', '-100', '0', '200']
FEATURES = ('group clone promotable cloned_group location rule colocation order sets ticket stonith offline unclean standby maintenance options '
            'failures pending orphans migrate utilization stickiness tags templates meta op_meta date notify health shutdown quorum odd_status '
            'reload critical attributes discovery instances').split()
# name: values; what of the cluster's options is the scheduler's
OPTIONS = {
    'no-quorum-policy': ['stop', 'freeze', 'ignore', 'suicide', 'demote'], 'symmetric-cluster': ['true', 'false'],
    'stop-all-resources': ['true'], 'maintenance-mode': ['true'], 'start-failure-is-fatal': ['true', 'false'],
    'enable-startup-probes': ['false'], 'placement-strategy': ['default', 'utilization', 'minimal', 'balanced'],
    'stop-orphan-resources': ['true', 'false'], 'stop-orphan-actions': ['true', 'false'], 'stonith-action': ['reboot', 'off'],
    'concurrent-fencing': ['true', 'false'], 'priority-fencing-delay': ['30s'], 'startup-fencing': ['true', 'false'],
    'shutdown-lock': ['true'], 'shutdown-lock-limit': ['0', '10min'], 'cluster-delay': ['90s'], 'stonith-timeout': ['75s'],
    'remove-after-stop': ['true', 'false'], 'node-health-strategy': ['none', 'migrate-on-red', 'only-green', 'progressive', 'custom'],
    'node-health-base': ['0', '10'], 'node-health-red': ['-INFINITY', '-100'], 'node-health-yellow': ['0', '-10'], 'node-health-green': ['0', '20'],
    'cluster-recheck-interval': ['5min'], 'default-action-timeout': ['33s'], 'batch-limit': ['5'], 'migration-limit': ['2'],
}
PRIMITIVE_META = {
    'target-role': ['Started', 'Stopped', 'Unpromoted', 'Promoted', 'Slave', 'Master'], 'is-managed': ['true', 'false'], 'priority': ['5', '10', '-5'],
    'resource-stickiness': ['0', '1', '100', 'INFINITY', '-5'], 'migration-threshold': ['1', '2', '3', 'INFINITY'], 'failure-timeout': ['60s', '1h', '0'],
    'multiple-active': ['stop_start', 'stop_only', 'block', 'stop_unexpected'], 'maintenance': ['true'], 'requires': ['nothing', 'quorum', 'fencing'],
    'critical': ['false', 'true'], 'allow-unhealthy-nodes': ['true'], 'allow-migrate': ['true'],
}
CLONE_META = {
    'clone-max': ['1', '2', '3', '0'], 'clone-node-max': ['1', '2'], 'clone-min': ['1', '2'], 'globally-unique': ['true', 'false'], 'interleave': ['true', 'false'],
    'ordered': ['true', 'false'], 'notify': ['true'], 'promoted-max': ['1', '2'], 'promoted-node-max': ['1'], 'master-max': ['2'], 'resource-stickiness': ['0', '1'],
    'target-role': ['Started', 'Stopped', 'Unpromoted'], 'is-managed': ['false'], 'priority': ['3'],
}


def digest_of(params):
    text = ''.join(f' {k}="{v}"' for k, v in sorted(params.items()))
    return hashlib.md5(f' <parameters{text}/>\n'.encode()).hexdigest()


class Maker:
    def __init__(self, seed):
        self.r = random.Random(seed)
        self.on = set(self.r.sample(FEATURES, self.r.choice([2, 3, 4, 5, 6, 9])))
        self.ids = 0
        self.params, self.timeouts = {}, {}  # of primitives; of (primitive, task, interval in ms)
        self.nodes = [f'n{i + 1}' for i in range(self.r.choice([1, 2, 2, 2, 3, 3, 4]))]
        self.cib = ET.Element('cib', {'crm_feature_set': '3.16.1', 'validate-with': 'pacemaker-3.8', 'admin_epoch': '0', 'epoch': '1', 'num_updates': '1',
                                      'have-quorum': '0' if 'quorum' in self.on and self.chance(.6) else '1', 'dc-uuid': '1', 'execution-date': str(NOW)})
        conf = ET.SubElement(self.cib, 'configuration')
        self.options, self.nodes_xml = ET.SubElement(conf, 'crm_config'), ET.SubElement(conf, 'nodes')
        self.resources, self.constraints = ET.SubElement(conf, 'resources'), ET.SubElement(conf, 'constraints')
        self.conf, self.status = conf, ET.SubElement(self.cib, 'status')
        self.prims, self.tops, self.roles = [], [], {}  # (id, xml, kind), ids, promotable ids

    def chance(self, p):
        return self.r.random() < p

    def has(self, feature, p=1.0):
        return feature in self.on and self.chance(p)

    def id(self, prefix):
        self.ids += 1
        return f'{prefix}{self.ids}'

    def nvset(self, parent, tag, pairs):
        """A set of name/value pairs, sometimes only by rule."""
        if not pairs:
            return
        s = ET.SubElement(parent, tag, id=self.id('set'))
        if self.has('rule', .2) and tag != 'cluster_property_set':
            self.rule(s, score=False)
        for k, v in pairs.items():
            ET.SubElement(s, 'nvpair', id=self.id('nv'), name=k, value=v)

    def some(self, table, p):
        return {k: self.r.choice(v) for k, v in table.items() if self.chance(p)}

    def expression(self, parent):
        kind = self.r.choice(['attr', 'attr', 'uname', 'defined', 'date'] if 'date' in self.on else ['attr', 'uname', 'defined'])
        if kind == 'uname':
            ET.SubElement(parent, 'expression', id=self.id('ex'), attribute='#uname', operation=self.r.choice(['eq', 'ne']), value=self.r.choice(self.nodes))
        elif kind == 'defined':
            ET.SubElement(parent, 'expression', id=self.id('ex'), attribute=self.r.choice(['colour', 'speed']), operation=self.r.choice(['defined', 'not_defined']))
        elif kind == 'attr':
            name = self.r.choice(['colour', 'speed', 'pingd'])
            e = ET.SubElement(parent, 'expression', id=self.id('ex'), attribute=name, operation=self.r.choice(['eq', 'ne', 'lt', 'gt', 'lte', 'gte']),
                              value=self.r.choice(['red', '10', '9', '100', 'blue']))
            if self.chance(.4):
                e.set('type', self.r.choice(['number', 'integer', 'string', 'version']))
        else:
            op = self.r.choice(['gt', 'lt', 'in_range', 'date_spec'])
            e = ET.SubElement(parent, 'date_expression', id=self.id('ex'), operation=op)
            dates = self.r.sample(['2023-11-01', '2023-11-14 22:13:19Z', '2023-11-14 22:13:21Z', '2023-12-01', '2022-01-01', '2023-W46-2', '2023-318'], 2)
            if op in ('gt', 'in_range'):
                e.set('start', dates[0])
            if op == 'lt' or op == 'in_range' and self.chance(.7):
                e.set('end', dates[1])
            elif op == 'in_range':
                ET.SubElement(e, 'duration', {'id': self.id('dur'), self.r.choice(['hours', 'days', 'months', 'weeks', 'years']): self.r.choice(['1', '2', '30'])})
            elif op == 'date_spec':
                field = self.r.choice([('hours', ['9-16', '22', '22-23', '0-21']), ('weekdays', ['1-5', '2', '6-7']), ('months', ['11', '1-10']), ('monthdays', ['14', '1-13']),
                                       ('years', ['2023', '2024-']), ('weeks', ['46', '1-10']), ('yeardays', ['318', '1-100']), ('weekyears', ['2023'])])
                ET.SubElement(e, 'date_spec', {'id': self.id('ds'), field[0]: self.r.choice(field[1])})

    def rule(self, parent, score=True, role=False):
        rule = ET.SubElement(parent, 'rule', id=self.id('rule'))
        if score and self.chance(.2):
            rule.set('score-attribute', self.r.choice(['speed', 'pingd']))
        elif score:
            rule.set('score', self.r.choice(SCORES))
        else:
            rule.set('score', 'INFINITY')
        if role:
            rule.set('role', self.r.choice(['Promoted', 'Unpromoted', 'Master', 'Started']))
        n = self.r.choice([1, 1, 2])
        if n > 1 and self.chance(.8):
            rule.set('boolean-op', self.r.choice(['and', 'or']))
        for _ in range(n):
            self.expression(rule)

    def operations(self, p, stateful):
        ops = []
        if self.chance(.6):
            ops += [('monitor', '10s', 'Promoted' if stateful and self.chance(.3) else '')]
            if stateful:
                ops += [('monitor', '11s', self.r.choice(['Promoted', 'Unpromoted', 'Master']))]
        if self.has('op_meta', .3):
            ops += [('monitor', self.r.choice(['0', '20s', '10s', 'PT20S']), self.r.choice(['', 'Stopped', 'Started']))]
        if self.has('op_meta', .7):
            ops += [(op, '0', '') for op in self.r.sample(['start', 'stop', 'promote', 'demote', 'migrate_to', 'notify'], 2)]
        if ops:
            o = ET.SubElement(p, 'operations')
        for name, interval, role in ops:
            op = ET.SubElement(o, 'op', id=self.id('op'), name=name, interval=interval)
            if role:
                op.set('role', role)
            if self.chance(.4):
                op.set('timeout', self.r.choice(['30s', '1min', '45']))
                self.timeouts[p.get('id'), name, {'10s': 10000, '11s': 11000, '20s': 20000}.get(interval, 0)] = {'3': '30000', '1': '60000', '4': '45000'}[op.get('timeout')[0]]
            if self.has('op_meta', .5):
                op.set('on-fail', self.r.choice({'stop': ['block', 'fence', 'ignore'], 'demote': ['block', 'stop', 'fence', 'ignore'], 'monitor':
                       ['ignore', 'block', 'stop', 'restart', 'standby', 'fence', 'demote']}.get(name, ['ignore', 'block', 'stop', 'restart', 'standby', 'fence'])))
            if self.has('op_meta', .3):
                k, v = self.r.choice([('enabled', 'false'), ('start-delay', '5s'), ('interval-origin', '2023-11-01 03:00:00Z'), ('record-pending', 'false')])
                if k != 'interval-origin' or interval not in ('0',):
                    op.set(k, v)

    def primitive(self, parent, name=None, stateful=False, meta=.2):
        name = name or self.id('p')
        p = ET.SubElement(parent, 'primitive', id=name)
        if self.has('templates', .5):
            if self.resources.find('template') is None:
                t = ET.Element('template', {'id': 'tmpl', 'class': 'ocf', 'provider': 'pacemaker', 'type': 'Dummy'})
                self.resources.insert(0, t)
                self.nvset(t, 'meta_attributes', self.some(PRIMITIVE_META, .15))
                self.nvset(t, 'instance_attributes', {'fake': 'templated', 'state': '/t'})
                self.operations(t, False)
            p.set('template', 'tmpl')
        else:
            p.attrib |= {'class': 'ocf', 'provider': 'pacemaker', 'type': 'Stateful' if stateful else 'Dummy'}
        if p.get('template'):
            self.params[name] = {'fake': 'templated', 'state': '/t'}
        elif self.has('attributes', .5) or self.has('reload', .5):
            self.params[name] = {'fake': self.r.choice('abc'), 'envfile': '/e'}
            self.nvset(p, 'instance_attributes', self.params[name])
        m = {}
        if 'meta' in self.on:
            m |= self.some(PRIMITIVE_META, meta)
        if self.has('migrate', .7):
            m['allow-migrate'] = 'true'
        if self.has('stickiness', .5):
            m['resource-stickiness'] = self.r.choice(PRIMITIVE_META['resource-stickiness'])
        if self.has('critical', .3):
            m['critical'] = 'false'
        if self.has('failures', .3):
            m['migration-threshold'] = self.r.choice(['1', '2'])
        self.nvset(p, 'meta_attributes', m)
        if self.has('utilization', .8):
            self.nvset(p, 'utilization', {'cpu': self.r.choice('1234')})
        self.operations(p, stateful)
        return name, p

    def make_resources(self):
        kinds = ['primitive', 'primitive'] + [k for k in ('group', 'clone', 'promotable', 'cloned_group') if k in self.on] * 2
        if 'stonith' in self.on or self.chance(.3):
            if self.chance(.8):
                ET.SubElement(self.resources, 'primitive', {'id': 'fencing', 'class': 'stonith', 'type': 'fence_xvm'})
                self.prims.append(('fencing', 'primitive', 'fencing'))
            self.option['stonith-enabled'] = 'true'
        else:
            self.option['stonith-enabled'] = 'false'
        for _ in range(self.r.choice([1, 2, 2, 3, 3, 4, 6])):
            kind = self.r.choice(kinds)
            if kind == 'primitive':
                name, _ = self.primitive(self.resources)
                self.prims.append((name, kind, name))
                self.tops.append(name)
                continue
            top = ET.SubElement(self.resources, 'group' if kind == 'group' else 'clone', id=self.id('g' if kind == 'group' else 'c'))
            self.tops.append(top.get('id'))
            meta = {}
            if kind != 'group':
                meta = self.some(CLONE_META, .12 if 'instances' not in self.on else .3)
                if self.has('notify'):
                    meta['notify'] = 'true'
                meta.pop('promoted-max' if kind != 'promotable' else '', None)
                if kind == 'promotable' or kind == 'cloned_group' and self.has('promotable', .5):
                    meta['promotable'] = 'true'
                    self.roles[top.get('id')] = True
            elif 'meta' in self.on:
                meta = self.some(PRIMITIVE_META, .12)
            self.nvset(top, 'meta_attributes', meta)
            inner = top
            if kind == 'cloned_group':
                inner = ET.SubElement(top, 'group', id=self.id('g'))
            for _ in range(self.r.choice([1, 2, 2, 3]) if 'group' in kind else 1):
                name, _ = self.primitive(inner, stateful='promotable' in meta, meta=.1)
                how = 'unique' if meta.get('globally-unique') == 'true' else 'promotable' if 'promotable' in meta else kind
                self.prims.append((name, how, top.get('id')))

    def any_rsc(self):
        """For a constraint. What is inside a clone is not named: whether that counts depends on the history in 2.1.5."""
        return self.r.choice([p[0] for p in self.prims if p[1] in ('primitive', 'group')] + self.tops * 2 or self.tops)

    def role_of(self, rsc, p=.5):
        return self.r.choice(['Promoted', 'Unpromoted', 'Started', 'Master', 'Slave']) if rsc in self.roles and self.chance(p) else None

    def sets(self, parent, kind):
        names = list(self.tops)
        self.r.shuffle(names)
        while names:
            s = ET.SubElement(parent, 'resource_set', id=self.id('rs'))
            n = self.r.choice([1, 2, 2, 3])
            for name in names[:n]:
                ET.SubElement(s, 'resource_ref', id=name)
            if self.chance(.5):
                s.set('sequential', self.r.choice(['true', 'false']))
            if kind == 'order' and self.chance(.3):
                s.set('require-all', 'false')
            if kind == 'order' and self.chance(.1):
                s.set('action', self.r.choice(['start', 'stop', 'promote', 'demote']))
            if any(x in self.roles for x in names[:n]) and self.chance(.5):
                s.set('role', self.r.choice(['Promoted', 'Unpromoted', 'Started'])) if kind != 'order' else s.set('action', self.r.choice(['start', 'promote']))
            names = names[n:] if self.chance(.8) else []

    def make_constraints(self):
        c = self.constraints
        for _ in range(self.r.choice([1, 2, 3])):
            if self.has('location') or self.has('rule', .5):
                rsc = self.any_rsc()
                e = ET.SubElement(c, 'rsc_location', id=self.id('loc'), rsc=rsc)
                if self.chance(.05):
                    e.attrib.pop('rsc')
                    e.set('rsc-pattern', self.r.choice(['^p[0-9]', '^(p.*|c.*)$', '!^g']))
                if self.has('rule', .7):
                    self.rule(e, role=rsc in self.roles and self.chance(.5))
                else:
                    e.attrib |= {'node': self.r.choice(self.nodes), 'score': self.r.choice(SCORES)}
                    role = self.role_of(rsc, .4)
                    if role:
                        e.set('role', role)
                    if self.has('discovery', .5):
                        e.set('resource-discovery', self.r.choice(['always', 'never', 'exclusive']))
            if self.has('colocation', .8) and len(self.tops) > 1:
                a, b = self.any_rsc(), self.any_rsc()
                if self.has('sets', .4):
                    e = ET.SubElement(c, 'rsc_colocation', id=self.id('col'), score=self.r.choice(SCORES))
                    self.sets(e, 'colocation')
                elif a != b:
                    e = ET.SubElement(c, 'rsc_colocation', {'id': self.id('col'), 'rsc': a, 'with-rsc': b, 'score': self.r.choice(SCORES)})
                    for key, role in (('rsc-role', self.role_of(a)), ('with-rsc-role', self.role_of(b))):
                        if role:
                            e.set(key, role)
                    if self.chance(.1):
                        e.set('influence', self.r.choice(['true', 'false']))
                    if self.chance(.1) and 'attributes' in self.on:
                        e.set('node-attribute', 'colour')
            if self.has('order', .8) and len(self.tops) > 1:
                a, b = self.any_rsc(), self.any_rsc()
                if self.has('sets', .4):
                    e = ET.SubElement(c, 'rsc_order', id=self.id('ord'))
                    self.sets(e, 'order')
                elif a != b:
                    e = ET.SubElement(c, 'rsc_order', {'id': self.id('ord'), 'first': a, 'then': b})
                    if self.chance(.3):
                        e.set('symmetrical', self.r.choice(['true', 'false']))
                    for key, rsc in (('first-action', a), ('then-action', b)):
                        if rsc in self.roles and self.chance(.5):
                            e.set(key, self.r.choice(['promote', 'demote', 'start', 'stop']))
                        elif self.chance(.1):
                            e.set(key, self.r.choice(['start', 'stop']))
                if len(c) and c[-1].tag == 'rsc_order' and self.chance(.4):
                    c[-1].set('kind', self.r.choice(['Optional', 'Mandatory', 'Serialize']))
            if self.has('ticket', .6):
                rsc = self.any_rsc()
                e = ET.SubElement(c, 'rsc_ticket', {'id': self.id('tick'), 'ticket': self.r.choice(['ticketA', 'ticketB']), 'loss-policy': self.r.choice(['stop', 'demote', 'fence', 'freeze'])})
                if self.has('sets', .3):
                    self.sets(e, 'ticket')
                else:
                    e.set('rsc', rsc)
                    role = self.role_of(rsc)
                    if role:
                        e.set('rsc-role', role)
        if self.has('tags') and self.tops:
            t = ET.SubElement(ET.SubElement(self.conf, 'tags'), 'tag', id='tag1')
            for name in self.r.sample(self.tops, min(2, len(self.tops))):
                ET.SubElement(t, 'obj_ref', id=name)
            ET.SubElement(c, 'rsc_location', id=self.id('loc'), rsc='tag1', node=self.r.choice(self.nodes), score=self.r.choice(SCORES))
            if self.chance(.5):
                ET.SubElement(c, 'rsc_order', {'id': self.id('ord'), 'first': 'tag1', 'then': self.any_rsc()})
        if 'ticket' in self.on:
            tickets = ET.SubElement(self.status, 'tickets')
            for t in ('ticketA', 'ticketB'):
                if self.chance(.7):
                    e = ET.SubElement(tickets, 'ticket_state', id=t, granted=self.r.choice(['true', 'false']))
                    if self.chance(.3):
                        e.set('standby', 'true')
                    if self.chance(.5):
                        e.set('last-granted', str(NOW - 100))

    def op(self, lrm, node, task, interval=0, rc=0, target=None, status=None, ago=1000, **more):
        key = f'{lrm.get("id")}_{task}_{interval}'
        status = status if status is not None else (0 if rc in (0, 7, 8) and task == 'monitor' or rc == 0 else 4)
        target = target if target is not None else (7 if task == 'monitor' and interval == 0 else 0)
        self.calls[node] = self.calls.get(node, 0) + 1
        tkey = f'{target}:{self.calls[node]}:{target}:aaaaaaaa-bbbb-cccc-dddd-eeeeeeeeeeee'
        e = {'id': f'{lrm.get("id")}_last_0' if interval == 0 and not task.startswith('migrate') else key, 'operation_key': key, 'operation': task, 'crm-debug-origin': 'x',
             'crm_feature_set': '3.16.1', 'transition-key': tkey, 'transition-magic': f'{status}:{rc};{tkey}', 'on_node': node,
             'call-id': str(self.calls[node] if status != -1 else -1), 'rc-code': str(rc), 'op-status': str(status), 'interval': str(interval),
             'last-rc-change': str(NOW - ago), 'exec-time': '10', 'queue-time': '0', **more}
        for old in [x for x in lrm if x.get('id') == e['id']]:  # the history keeps the last one only
            lrm.remove(old)
        if status != -1 or self.chance(.5):
            e['op-digest'] = self.digest(lrm.get('id').partition(':')[0], task, interval)
        if self.has('reload', .4):
            self.r.choice([lambda: e.pop('op-digest', 0), lambda: e.update({'op-digest': '0' * 32}),
                           lambda: e.update({'op-digest': '0' * 32, 'op-force-restart': ' envfile ', 'op-restart-digest': digest_of(
                               {'envfile': '/e'} if self.params.get(lrm.get('id')) else {})})])()
        ET.SubElement(lrm, 'lrm_rsc_op', e)
        if rc not in (0, 7, 8, 193) or rc != target and rc != 193 and (task != 'monitor' or interval):
            ET.SubElement(lrm, 'lrm_rsc_op', {**e, 'id': f'{lrm.get("id")}_last_failure_0'})

    def digest(self, name, task, interval):
        """What the executor notes of an operation's parameters."""
        params = dict(self.params.get(name, {}))
        if interval:
            params['CRM_meta_timeout'] = self.timeouts.get((name, task, interval), '20000')
        return digest_of(params)

    def history(self, lrm, node, state):
        op = lambda *a, **k: self.op(lrm, node, *a, **k)
        bad = self.r.choice([1, 1, 1, 7, 5, 2, 6])
        if state == 'stopped':
            op('monitor', rc=7)
        elif state == 'absent':
            op('monitor', rc=5, status=self.r.choice([0, 7, 4]))
        elif state == 'was':
            op('start', ago=2000)
            op('stop')
        elif state == 'probed':
            op('monitor', rc=0)
        elif state == 'probe_failed':
            op('monitor', rc=self.r.choice([1, 2, 5, 8, 9]))
        elif state in ('running', 'monitored', 'failed', 'stop_failed', 'stopping', 'promoted', 'promote_failed', 'demote_failed', 'promoting', 'demoting',
                       'timed_out', 'migrating', 'migrated', 'migrate_failed', 'demoted', 'cancelled'):
            op('start', ago=2000)
            if state in ('promoted', 'demote_failed', 'demoting', 'demoted') or state == 'promote_failed' and self.chance(.1):
                op('promote', ago=1500)
                op('monitor', 10000, rc=8, target=8) if self.chance(.5) else None
            elif state in ('monitored', 'timed_out', 'cancelled') or self.chance(.3):
                op('monitor', 10000)
            if state == 'failed':
                op('monitor', 10000, rc=bad, target=0, ago=self.r.choice([10, 500, 5000]))
            elif state == 'timed_out':
                op('monitor', 10000, rc=1, status=self.r.choice([2, 3, 1]))
            elif state == 'cancelled':
                op('monitor', 20000)
            elif state == 'stop_failed':
                op('stop', rc=1)
            elif state == 'promote_failed':
                op('promote', rc=self.r.choice([1, 7, 9]))
            elif state == 'demote_failed':
                op('demote', rc=self.r.choice([1, 7]))
            elif state == 'demoted':
                op('demote')
            elif state in ('stopping', 'promoting', 'demoting'):
                op({'stopping': 'stop', 'promoting': 'promote', 'demoting': 'demote'}[state], rc=193, status=-1, ago=5)
            elif state.startswith('migrat'):
                other = self.r.choice([n for n in self.nodes if n != node] or self.nodes)
                op('migrate_to', rc=1 if state == 'migrate_failed' else 193 if state == 'migrating' else 0, status=-1 if state == 'migrating' else None,
                   migrate_source=node, migrate_target=other)
                if state == 'migrated' and self.chance(.5):
                    self.late.append((lrm.get('id'), other, node))
        elif state == 'start_failed':
            op('start', rc=bad)
        elif state == 'starting':
            op('start', rc=193, status=-1, ago=5)
        elif state == 'probing':
            op('monitor', rc=193, status=-1, target=7, ago=5)

    def states_of(self, name, kind, nodes):
        """What a resource's history says on each node."""
        quiet = self.r.choice(['stopped', 'stopped', 'none', 'was'])
        at = dict.fromkeys(nodes, quiet)
        busy = ['running', 'monitored', 'monitored', 'probed']
        if 'failures' in self.on:
            busy += ['failed', 'failed', 'start_failed', 'stop_failed', 'timed_out', 'probe_failed', 'absent']
        if 'pending' in self.on:
            busy += ['starting', 'stopping', 'probing']
        if 'migrate' in self.on and kind == 'primitive' and name != 'fencing':
            busy += ['migrating', 'migrated', 'migrate_failed', 'running']
        if 'odd_status' in self.on:
            busy += ['cancelled', 'absent', 'was']
        if kind == 'promotable':
            busy += ['promoted'] * 2 + (['promote_failed', 'demote_failed'] if 'failures' in self.on else []) + (['promoting', 'demoting'] if 'pending' in self.on else [])
        if kind in ('primitive', 'group'):
            if self.chance(.75):
                at[self.r.choice(nodes)] = self.r.choice(busy)
            if self.has('odd_status', .2):
                at[self.r.choice(nodes)] = self.r.choice(busy)
        else:
            promoted = False
            for n in nodes:
                if self.chance(.75):
                    at[n] = self.r.choice(busy)
                    if at[n] == 'promoted' and promoted:
                        at[n] = 'monitored'
                    promoted = promoted or at[n] == 'promoted'
        return at

    def make_status(self):
        self.calls, self.late, fresh = {}, [], self.chance(.15)
        plan = {p[0]: self.states_of(p[0], p[1], self.nodes) for p in self.prims}
        groups = {}
        for name, kind, top in self.prims:  # members of a group are mostly together
            if kind in ('group', 'cloned_group') or top in groups:
                if self.chance(.8):
                    plan[name] = groups.setdefault(top, plan[name])
        for i, node in enumerate(self.nodes):
            state = {'id': str(i + 1), 'uname': node, 'in_ccm': 'true', 'crmd': 'online', 'join': 'member', 'expected': 'member'}
            if i and self.has('offline', .5):
                state |= {'in_ccm': 'false', 'crmd': 'offline', 'join': 'down', 'expected': 'down'}
            elif i and self.has('unclean', .5):
                state |= self.r.choice([{'in_ccm': 'false', 'crmd': 'offline'}, {'crmd': 'offline'}, {'in_ccm': 'false'}, {'join': 'down'}, {'join': 'pending'}, {'in_ccm': 'false', 'crmd': 'offline', 'join': 'down'}])
            elif i and self.has('odd_status', .1):
                continue
            ns = ET.SubElement(self.status, 'node_state', state)
            ta = ET.SubElement(ET.SubElement(ns, 'transient_attributes', id=state['id']), 'instance_attributes', id=f'status-{i + 1}')
            attr = lambda k, v: ET.SubElement(ta, 'nvpair', id=self.id('ta'), name=k, value=v)
            if self.has('shutdown', .4):
                attr('shutdown', str(NOW - self.r.choice([5, 2000])))
            if self.has('attributes', .5):
                attr('pingd', self.r.choice(['0', '10', '100']))
            if self.has('health', .5):
                attr('#health-cpu', self.r.choice(['red', 'yellow', 'green', '5', '-INFINITY']))
            for name, kind, top in self.prims:
                if kind == 'promotable' and self.chance(.7):
                    attr(f'master-{name}', self.r.choice(['5', '10', '100', '-1', 'INFINITY', '5']))
            lrm = ET.SubElement(ET.SubElement(ns, 'lrm', id=state['id']), 'lrm_resources')
            for name, kind, top in self.prims if not fresh else ():
                if plan[name][node] == 'none':
                    continue
                names = [name]
                if kind == 'unique':
                    names = [f'{name}:{k}' for k in range(3) if k == i or self.chance(.1)]
                elif kind not in ('primitive', 'group') and self.has('odd_status', .3):
                    names = [f'{name}:{self.r.choice([0, 1, i])}']
                for history in names:
                    e = ET.SubElement(lrm, 'lrm_resource', {'id': history, 'type': 'Dummy', 'class': 'ocf', 'provider': 'pacemaker'})
                    if name == 'fencing':
                        e.attrib |= {'class': 'stonith', 'type': 'fence_xvm'}
                        e.attrib.pop('provider')
                    elif kind == 'promotable':
                        e.set('type', 'Stateful')
                    tmpl = self.resources.find(f'.//primitive[@id="{name}"][@template]')
                    if tmpl is not None:
                        e.set('type', 'Dummy')
                    self.history(e, node, plan[name][node])
                    if self.has('failures', .25):
                        what = self.r.choice(['monitor_10000', 'start_0', 'monitor_10000'])
                        attr(f'fail-count-{name}#{what}', self.r.choice(['1', '2', 'INFINITY', '3']))
                        attr(f'last-failure-{name}#{what}', str(NOW - self.r.choice([10, 500, 5000])))
            if self.has('orphans', .6):
                e = ET.SubElement(lrm, 'lrm_resource', {'id': self.r.choice(['gone', 'gone2', 'p1:1']), 'type': 'Dummy', 'class': 'ocf', 'provider': 'pacemaker'})
                self.history(e, node, self.r.choice(['running', 'monitored', 'stopped', 'failed', 'stop_failed', 'was']))
        for name, node, source in self.late:
            for e in self.status.findall(f"node_state[@uname='{node}']/lrm/lrm_resources/lrm_resource[@id='{name}']"):
                e.clear()
                e.attrib |= {'id': name, 'type': 'Dummy', 'class': 'ocf', 'provider': 'pacemaker'}
                self.op(e, node, 'migrate_from', rc=self.r.choice([0, 0, 1]), migrate_source=source, migrate_target=node)

    def make_nodes(self):
        for i, node in enumerate(self.nodes):
            n = ET.SubElement(self.nodes_xml, 'node', id=str(i + 1), uname=node)
            a = {}
            if self.has('standby', .4):
                a['standby'] = self.r.choice(['on', 'true', 'off'])
            if self.has('maintenance', .4):
                a['maintenance'] = 'true'
            if self.has('attributes', .6) or self.has('rule', .6):
                a |= {'colour': self.r.choice(['red', 'blue', '10']), 'speed': self.r.choice(['9', '10', '100', '10.1'])}
            if self.has('health', .2):
                a['#health-disk'] = self.r.choice(['red', 'yellow', 'green'])
            if self.has('discovery', .2):
                a['resource-discovery-enabled'] = 'false'
            self.nvset(n, 'instance_attributes', a)
            if self.has('utilization'):
                self.nvset(n, 'utilization', {'cpu': self.r.choice('2468')})

    def make(self):
        self.option = {}
        if 'options' in self.on:
            self.option |= self.some(OPTIONS, .12)
        for feature, name in (('utilization', 'placement-strategy'), ('health', 'node-health-strategy'), ('quorum', 'no-quorum-policy'), ('shutdown', 'shutdown-lock')):
            if self.has(feature, .7):
                self.option[name] = self.r.choice(OPTIONS[name])
        self.make_nodes()
        self.make_resources()
        self.make_constraints()
        self.make_status()
        self.nvset(self.options, 'cluster_property_set', self.option)
        if self.has('stickiness', .4) or self.has('meta', .3):
            self.nvset(ET.SubElement(self.conf, 'rsc_defaults'), 'meta_attributes', {'resource-stickiness': self.r.choice(['1', '100']), **self.some(PRIMITIVE_META, .05)})
        if self.has('op_meta', .3):
            self.nvset(ET.SubElement(self.conf, 'op_defaults'), 'meta_attributes', {'timeout': '77s'})
        return self.cib


def random_cib(seed):
    """The <cib> element of a seed."""
    return Maker(seed).make()
