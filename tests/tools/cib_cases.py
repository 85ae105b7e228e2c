"""tests/tools/cib_cases.py - random documents and commands for compare-cib, each from its seed.

SPDX-License-Identifier: GPL-2.0-or-later"""
import dataclasses
import os
import random
import re
import xml.etree.ElementTree as ET


@dataclasses.dataclass
class Step:
    argv: list
    kind: str = ''
    stdin: str = ''
    env: dict = dataclasses.field(default_factory=dict)
    files: tuple = ()


@dataclasses.dataclass
class Case:
    family: str
    seed: int
    files: dict
    steps: list


SECTIONS = ['configuration', 'nodes', 'resources', 'constraints', 'crm_config', 'rsc_defaults', 'op_defaults', 'acls', 'fencing-topology', 'tags',
            'alerts', 'status']
SETS = {'crm_config': 'cluster_property_set', 'rsc_defaults': 'meta_attributes', 'op_defaults': 'meta_attributes'}
NAMES = ['stonith-enabled', 'no-quorum-policy', 'x', 'standby', 'cpu', 'target-role', 'fail-count-a']
VALUES = ['true', 'false', '1', '10', '-3', 'INFINITY', '', 'a b', '5s', '&<>', "it's", 'value++']


class Doc:
    """A random CIB, small, with things of all sections."""

    def __init__(self, r, strict=None):
        self.r, self.n = r, 0
        strict = r.random() < 0.6 if strict is None else strict
        self.root = ET.Element('cib', {'crm_feature_set': '3.16.1', 'validate-with': 'pacemaker-3.9' if strict else r.choice(['none', 'pacemaker-3.0']),
                                       'epoch': str(r.randint(0, 9)), 'num_updates': str(r.randint(0, 9)), 'admin_epoch': str(r.choice([0, 0, 1])),
                                       'cib-last-written': 'Sat Nov 21 05:50:00 2026'})
        c = ET.SubElement(self.root, 'configuration')
        self.sets(ET.SubElement(c, 'crm_config'), 'cluster_property_set', 'cib-bootstrap-options')
        self.nodes(ET.SubElement(c, 'nodes'))
        self.resources(ET.SubElement(c, 'resources'))
        self.constraints(ET.SubElement(c, 'constraints'))
        if r.random() < 0.4:
            self.sets(ET.SubElement(c, 'rsc_defaults'), 'meta_attributes', 'rsc-options')
        if r.random() < 0.4:
            self.sets(ET.SubElement(c, 'op_defaults'), 'meta_attributes', 'op-options')
        if r.random() < 0.3:
            tags = ET.SubElement(c, 'tags')
            ET.SubElement(ET.SubElement(tags, 'tag', id='t1'), 'obj_ref', id='a')
        self.status(ET.SubElement(self.root, 'status'))

    def id(self, stem):
        self.n += 1
        return f'{stem}{self.n}'

    def pairs(self, parent, stem, most=3):
        for name in self.r.sample(NAMES, self.r.randint(0, most)):
            ET.SubElement(parent, 'nvpair', id=self.r.choice([f'{stem}-{name}', self.id('nv')]), name=name, value=self.r.choice(VALUES[:10]))

    def sets(self, parent, tag, first):
        for i in range(self.r.choice([0, 1, 1, 1, 2])):
            sid = first if i == 0 and self.r.random() < 0.8 else self.id('set')
            self.pairs(ET.SubElement(parent, tag, id=sid), sid)

    def nodes(self, parent):
        for i in range(self.r.randint(1, 3)):
            n = ET.SubElement(parent, 'node', id=str(i + 1), uname=os.uname().nodename if i == 2 else f'n{i + 1}')
            if self.r.random() < 0.5:
                self.pairs(ET.SubElement(n, 'instance_attributes', id=f'nodes-{i + 1}'), f'nodes-{i + 1}')
            if self.r.random() < 0.3:
                self.pairs(ET.SubElement(n, 'utilization', id=f'nodes-{i + 1}-utilization'), f'nodes-{i + 1}-utilization', 1)

    def primitive(self, parent, rid):
        p = ET.SubElement(parent, 'primitive', {'id': rid, 'class': 'ocf', 'provider': 'pacemaker', 'type': self.r.choice(['Dummy', 'Stateful'])})
        if self.r.random() < 0.5:
            self.pairs(ET.SubElement(p, 'meta_attributes', id=f'{rid}-meta_attributes'), f'{rid}-meta_attributes')
        if self.r.random() < 0.5:
            ops = ET.SubElement(p, 'operations')
            ET.SubElement(ops, 'op', id=f'{rid}-monitor', name='monitor', interval='10s')
        return p

    def resources(self, parent):
        self.primitive(parent, 'a')
        if self.r.random() < 0.6:
            self.primitive(parent, 'b')
        if self.r.random() < 0.4:
            g = ET.SubElement(parent, 'group', id='g')
            self.primitive(g, 'c')
            self.primitive(g, 'd')
        if self.r.random() < 0.4:
            cl = ET.SubElement(parent, 'clone', id='cl')
            self.primitive(cl, 'e')
            if self.r.random() < 0.5:
                m = ET.Element('meta_attributes', id='cl-meta')
                cl.insert(0, m)
                ET.SubElement(m, 'nvpair', id='cl-promotable', name='promotable', value='true')

    def constraints(self, parent):
        if self.r.random() < 0.5:
            ET.SubElement(parent, 'rsc_location', id='l1', rsc='a', node='n1', score=self.r.choice(['100', 'INFINITY', '-5']))
        if self.r.random() < 0.4:
            loc = ET.SubElement(parent, 'rsc_location', id='l2', rsc='a')
            rule = ET.SubElement(loc, 'rule', id='r1', score='10')
            ET.SubElement(rule, 'expression', id='e1', attribute='x', operation='eq', value='1')
        if self.r.random() < 0.3:
            ET.SubElement(parent, 'rsc_ticket', id='tick', rsc='a', ticket='T1')

    def status(self, parent):
        for i, node in enumerate(self.root.find('configuration/nodes')):
            if self.r.random() < 0.4:
                continue
            s = ET.SubElement(parent, 'node_state', {'id': node.get('id'), 'uname': node.get('uname'), 'in_ccm': 'true', 'crmd': 'online', 'join': 'member', 'expected': 'member'})
            if self.r.random() < 0.6:
                t = ET.SubElement(s, 'transient_attributes', id=node.get('id'))
                self.pairs(ET.SubElement(t, 'instance_attributes', id=f'status-{i + 1}'), f'status-{i + 1}')
        if self.r.random() < 0.4:
            t = ET.SubElement(parent, 'tickets')
            for name in self.r.sample(['T1', 'T2', 'T3'], self.r.randint(0, 3)):
                ET.SubElement(t, 'ticket_state', {k: v for k, v in (('id', name), ('granted', self.r.choice(['true', 'false'])),
                                                 ('standby', self.r.choice([None, 'true', 'false'])), ('last-granted', self.r.choice([None, '1700000000'])),
                                                 ('owner', self.r.choice([None, 'me']))) if v is not None})

    def text(self, node=None):
        node = self.root if node is None else node
        if node is self.root:
            ET.indent(node)
        return word(node) + '\n'


def word(e):
    return ET.tostring(e, encoding='unicode').replace(' />', '/>')


def parents(root):
    return {c: p for p in root.iter() for c in p}


def xpath_of(r, doc):
    e = r.choice(list(doc.root.iter()))
    forms = [f'//{e.tag}', f'//*[@id="{e.get("id", "zz")}"]', f"//{e.tag}[@id='{e.get('id', 'zz')}']", f'/cib//{e.tag}', '//nope', '/cib', '//nvpair[@name="x"]',
             f'//{e.tag}/..', f'//{e.tag}|//nvpair', '//@id', '/cib/configuration', f'//{e.tag}[1]', f'//{e.tag}[last()]', '//nvpair[starts-with(@name,"s")]']
    return r.choice(forms)


def element(r, doc, depth=0):
    """Something like what is in the document, or new, or odd."""
    kind = r.random()
    if kind < 0.55:
        e = r.choice(list(doc.root.iter())[1:])
        new = ET.fromstring(ET.tostring(e))
        for _ in range(r.randint(0, 2)):
            victim = r.choice(list(new.iter()))
            what = r.random()
            if what < 0.3 and len(victim):
                victim.remove(r.choice(list(victim)))
            elif what < 0.6 and victim.attrib:
                victim.set(r.choice(list(victim.attrib)), r.choice(VALUES + ['new1', 'a']))
            elif what < 0.8 and victim.attrib:
                del victim.attrib[r.choice(list(victim.attrib))]
            else:
                victim.set(r.choice(['description', 'value', 'score', 'name']), r.choice(VALUES))
        if r.random() < 0.15:
            for c in list(new):
                new.remove(c)
        return new
    choices = ['<primitive id="z" class="ocf" provider="pacemaker" type="Dummy"/>', '<nvpair id="znv" name="x" value="1"/>', '<node id="9" uname="n9"/>',
               '<rsc_location id="zl" rsc="a" node="n2" score="5"/>', '<tag id="t2"><obj_ref id="a"/></tag>', '<op id="a-start" name="start" interval="0"/>',
               '<primitive id="a"><operations><op id="a-stop" name="stop" interval="0" timeout="20s"/></operations></primitive>', '<foo/>', '<foo id="a"/>',
               '<resources/>', '<constraints/>', '<nodes/>', '<configuration/>', '<status/>', '<tags/>', '<cib/>', '<node uname="n1"/>', '<primitive/>',
               '<node_state id="1" uname="n1"/>', '<node_state id="1"><transient_attributes id="1"/></node_state>', '<primitive class="ocf"/>',
               '<cluster_property_set id="cib-bootstrap-options"><nvpair id="q" name="q" value="r"/></cluster_property_set>',
               '<resources><primitive id="z1" class="ocf" provider="pacemaker" type="Dummy"/><primitive id="z2" class="ocf" provider="pacemaker" type="Dummy"/></resources>',
               '<configuration><resources><primitive id="a" description="x"/></resources></configuration>', '<cib epoch="epoch++"/>', '<cib epoch="99"/>',
               '<cib admin_epoch="5" epoch="0" num_updates="0"/>', '<cib validate-with="none"/>', '<nvpair id="nv1" value="value++"/>', '<nvpair id="nv1" value="value+=5"/>',
               '<acls><acl_role id="ro"><acl_permission id="p1" kind="read" xpath="/cib"/></acl_role></acls>', '<group id="g"><primitive id="c"/></group>',
               '<alert id="al" path="/bin/true"/>', '<fencing-topology><fencing-level id="f1" target="n1" index="1" devices="a"/></fencing-topology>']
    return ET.fromstring(r.choice(choices))


def data(r, doc, files):
    """How XML comes to cibadmin: (words, stdin)."""
    kind = r.random()
    xml = re.sub(r'\s*\n\s*', '', word(element(r, doc)))
    if kind < 0.05:
        bad = r.choice(['', '<a', '<a></b>', 'text', '<a/><b/>', '<?xml version="1.0"?>', '<a>text</a>', '<!-- c -->'])
        return ['-X', bad], ''
    if kind < 0.8:
        return [r.choice(['-X', '--xml-text'])] + [xml], ''
    if kind < 0.9:
        files['in.xml'] = xml
        return ['-x', 'in.xml'], ''
    if kind < 0.92:
        return ['-x', 'missing.xml'], ''
    return ['-p'], xml


def scope(r):
    k = r.random()
    if k < 0.5:
        return []
    return [r.choice(['-o', '--scope']), r.choice(SECTIONS if r.random() < 0.93 else ['foo', '', 'cib', 'all', 'tickets'])]


def whole_cib(r, doc):
    """The document itself, changed here and there, as input of --replace."""
    new = ET.fromstring(ET.tostring(doc.root))
    for _ in range(r.randint(0, 3)):
        e = r.choice(list(new.iter()))
        e.set(r.choice(['description', 'epoch', 'num_updates', 'value']), r.choice(['1', '12', 'x']))
    return word(new)


def cibadmin_step(r, doc, files):
    cmd = r.choice(['-Q', '-Q', '-C', '-C', '-M', '-M', '-M', '-R', '-R', '-P', '-D', '-D', '-d', '-U', '-E', '-B', '-u', '-a', '-5', '-6', '-S', '-!', ''])
    w, stdin = ['cibadmin'] + ([cmd] if cmd else []), ''
    if r.random() < 0.1:
        w[1:] = {'-Q': ['--query'], '-C': ['--create'], '-M': ['--modify'], '-R': ['--replace'], '-P': ['--patch'], '-D': ['--delete'], '-d': ['--delete-all'],
                 '-E': ['--erase'], '-B': ['--bump'], '-u': ['--upgrade'], '-a': ['--empty'], '-5': ['--md5-sum'], '-6': ['--md5-sum-versioned']}.get(cmd, w[1:])
    xp = r.random() < 0.35
    if cmd == '-Q':
        if xp:
            w += [r.choice(['-A', '--xpath']), xpath_of(r, doc)]
        if not xp or r.random() < 0.1:
            w += scope(r)
        for opt, p in (('-n', 0.2), ('-e', 0.25 if xp and '-n' not in w else 0), ('-l', 0.2), ('-N', 0.02), ('-S', 0.05)):
            if r.random() < p:
                w += [opt] + (['n1'] if opt == '-N' else [])
        if r.random() < 0.05:
            w += ['-t', r.choice(['5', 'x', '0', '-1'])]
    elif cmd in ('-C', '-M', '-R', '-D', '-d'):
        if xp or cmd == '-d':
            w += ['-A', xpath_of(r, doc)]
        if not xp or r.random() < 0.2:
            w += scope(r)
        if cmd in ('-C', '-M', '-R') or not xp or r.random() < 0.1:
            if cmd == '-R' and r.random() < 0.3:
                files['whole.xml'] = whole_cib(r, doc)
                d, stdin = ['-x', 'whole.xml'], ''
            else:
                d, stdin = data(r, doc, files)
            w += d if r.random() < 0.97 else []
        for opt, p in (('-c', 0.4), ('-f', 0.25 if cmd != '-d' else 0.8), ('-l', 0.1), ('-s', 0.05), ('-V', 0.02), ('-n', 0.05)):
            if r.random() < p:
                w.append(opt)
    elif cmd == '-P':
        d, stdin = data(r, doc, files)
        w += d
    elif cmd in ('-E', '-u'):
        w += ['-f'] if r.random() < 0.8 else []
    elif cmd == '-a':
        w += [r.choice(['', 'pacemaker-3.0', 'none', 'foo'])] if r.random() < 0.5 else []
        w = [x for x in w if x]
    elif cmd in ('-5', '-6'):
        d, stdin = data(r, doc, files)
        if r.random() < 0.5:
            files['whole.xml'] = whole_cib(r, doc)
            d, stdin = ['-x', 'whole.xml'], ''
        w += d
    elif cmd == '-U':
        w += ['root', '-Q']
    return Step(w, cmd + (' -A' if xp else '') , stdin)


def cibadmin(r, files):
    doc = Doc(r)
    files['cib.xml'] = doc.text()
    return [cibadmin_step(r, doc, files) for _ in range(r.randint(1, 3))]


def mutate(r, root):
    """A few random changes below root: what crm_diff is to find."""
    for _ in range(r.randint(0, 5)):
        up = parents(root)
        e = r.choice(list(up))
        what = r.random()
        if what < 0.25:
            up[e].remove(e)
            if not len(up[e]):
                up[e].text = None
        elif what < 0.5:
            e.set(r.choice(['description', 'value', 'score', 'name', 'uname']), r.choice(VALUES + ['x']))
        elif what < 0.6 and len(e.attrib) > 1:
            del e.attrib[r.choice([k for k in e.attrib])]
        elif what < 0.8:
            e.insert(r.randint(0, len(e)), ET.fromstring(r.choice(['<foo/>', '<foo id="f1"/>', '<nvpair id="n77" name="x"/>', '<primitive id="zz"><operations/></primitive>'])))
        else:
            p = up[e]
            kids = list(p)
            r.shuffle(kids)
            for k in kids:
                p.remove(k)
            for k in kids:
                p.append(k)
    for k in ('epoch', 'num_updates', 'admin_epoch'):
        if r.random() < 0.3 and root.get(k):
            root.set(k, str(int(root.get(k)) + r.choice([-1, 1, 2])))


def with_comments(r, text):
    if r.random() < 0.8:
        return text
    lines = text.split('\n')
    lines.insert(r.randint(1, len(lines) - 3), '<!-- note -->')
    return '\n'.join(lines)


def crm_diff(r, files):
    doc = Doc(r)
    files['a.xml'] = files['cib.xml'] = with_comments(r, doc.text())
    mutate(r, doc.root)
    files['b.xml'] = with_comments(r, doc.text())
    flags = [f for f in ('-c', '-u') if r.random() < 0.25] + (['-V'] if r.random() < 0.03 else [])
    kind = r.random()
    if kind < 0.75:
        return [Step(['crm_diff', '-o', 'a.xml', '-n', 'b.xml'] + flags, 'diff' + ' '.join(flags)),
                Step(['sh', '-c', f'crm_diff -o a.xml -n b.xml {" ".join(flags)} > p.xml; crm_diff -o a.xml -p p.xml {" ".join(f for f in flags if f == "-c")}'], 'apply' + ' '.join(flags)),
                Step(['sh', '-c', 'crm_diff -o a.xml -n b.xml >q.xml; $OTHER/crm_diff -o a.xml -p q.xml'], 'exchange'),
                Step(['cibadmin', '-P', '-x', 'p.xml'] + (['-f'] if r.random() < 0.3 else []), 'patch' + ' '.join(flags)),
                Step(['cibadmin', '-P', '-x', 'p.xml'], 'again')]
    words = ['crm_diff']
    for opt, val in (('-o', 'a.xml'), ('-O', files['a.xml']), ('-n', 'b.xml'), ('-N', files['b.xml']), ('-p', 'b.xml')):
        if r.random() < 0.4:
            words += [opt] + ([val] if val is not None else [])
    if r.random() < 0.2:
        words = ['crm_diff', '-o', r.choice(['a.xml', 'missing.xml', '-']), '-n', r.choice(['b.xml', 'missing.xml', '-'])]
    return [Step(words + flags, 'odd', files['b.xml'])]


def odd_name(r):
    return r.choice(NAMES + ['nope', 'cluster-name', 'dc-version'])


def attribute_step(r, doc):
    w = ['crm_attribute']
    kind = r.random()
    where = r.choice(['-t crm_config', '-t rsc_defaults', '-t op_defaults', '-N n1', '-N n2', '-N n1 -l reboot', '-N n1 -l forever', '-N n2 -t status', '-N n1 -t nodes',
                      '', '-N n9', '-t tickets', '-t foo', '-l reboot', '-l forever', '-l foo', '-N n1 -z', '-t nodes -N n1 -z', '-t nodes --node n1 -z', '-U n1', '-N n1 -p a', '-N n1 -p', '-N n1 -l forever -p a',
                      '--type crm_config', '--node=n1 --lifetime=reboot', '-t status -N n1 -z'])
    w += where.split()
    if r.random() < 0.85 and '-p' not in where:
        w += [r.choice(['-n', '--name', '--attr-name']), odd_name(r)]
    if kind < 0.45:
        w += [r.choice(['-G', '-G', '--query', '--get-value'])] if r.random() < 0.9 else []
        if r.random() < 0.25:
            w += ['-d', r.choice(['dflt', '', '5s'])]
    elif kind < 0.75:
        w += [r.choice(['-v', '--update', '--attr-value']), r.choice(VALUES)]
    else:
        w += [r.choice(['-D', '-D', '--delete', '--delete-attr'])]
    for words, p in ((['-q'], 0.2), (['-Q'], 0.03), (['--output-as=xml'], 0.25), (['-s', r.choice(['set1', 'newset', 'cib-bootstrap-options', 'nodes-1'])], 0.12),
                     (['-i', r.choice(['nv1', 'nv2', 'newid', 'nodes-1-x'])], 0.1), (['-P', r.choice(['s.*', 'x', '['])], 0.06), (['-V'], 0.02), (['word'], 0.02), (['--output-as=foo'], 0.01)):
        if r.random() < p:
            w += words
    return Step(w, f'{where} {w[-1] if w[-1][:1] == "-" else ""}')


def wrapper_step(r):
    cmd = r.choice(['crm_standby', 'crm_standby', 'crm_failcount', 'crm_failcount', 'crm_master'])
    w = [cmd]
    env = {}
    if cmd == 'crm_failcount':
        w += r.choice([['-G'], ['-G'], ['--query'], ['-D'], ['-v', '0'], ['-v', '5'], []])
        w += r.choice([['-r', 'a'], ['-r', 'a'], ['-r', 'b'], ['-r', 'cl'], ['-r', 'nope'], []])
        w += r.choice([['-n', 'monitor'], [], [], ['-n', 'monitor', '-I', '10s'], ['-I', '10s']])
    else:
        w += r.choice([['-G'], ['-v', r.choice(['on', 'off', 'true', '5', '-INFINITY'])], ['-D'], [], ['--query']])
        w += r.choice([[], [], ['-l', 'reboot'], ['-l', 'forever'], ['-i', 'newid']])
        if cmd == 'crm_master':
            env = {'OCF_RESOURCE_INSTANCE': 'a'} if r.random() < 0.8 else {}
            w += r.choice([[], [], ['-r', 'b']])
    w += r.choice([['-N', 'n1'], ['-N', 'n2'], ['--node', 'n1'], ['-N', 'n9'], ['-U', 'n1']])
    w += r.choice([[], [], ['-q'], ['-Q']])
    return Step(w, w[1] if len(w) > 1 else '', env=env)


def attributes(r, files):
    doc = Doc(r)
    files['cib.xml'] = doc.text()
    return [attribute_step(r, doc) if r.random() < 0.7 else wrapper_step(r) for _ in range(r.randint(1, 3))]


def tickets(r, files):
    doc = Doc(r)
    files['cib.xml'] = doc.text()
    steps = []
    for _ in range(r.randint(1, 3)):
        c = r.choice(['-l', '-L', '-w', '-q', '-c', '-g', '-r', '-s', '-a', '-G granted', '-G owner', '-G nope', '-S k -v w', '-S granted -v true', '-S owner -v', '-D owner', '-D granted', '-C', '', '-S a -v b -S c -v d',
                      '-g -s', '-S x', '-v y', '-D owner -D standby', '-G standby -d false', '-g -S owner -v me', '-S standby -v true', '-r -D owner', '--info', '--details', '--raw', '--query-xml', '--constraints', '--grant', '--revoke'])
        w = ['crm_ticket'] + c.split() + (['-t', r.choice(['T1', 'T1', 'T2', 'T9', ''])] if r.random() < 0.85 else [])
        w += [x for x, p in (('-f', 0.5), ('-Q', 0.15)) if r.random() < p]
        steps.append(Step(w, c))
    return steps


def date(r):
    """A point in time, now and then one that there isn't. Forms that no standard has (doc/DIFFERENCES.md) are left out."""
    y, m, d = r.choice([1999, 2000, 2019, 2020, 2023, 2024, 2026, 2099, 1970, 1969]), r.randint(1, 12), r.randint(1, 28)
    day = r.choice([f'{y}-{m:02}-{d:02}'] * 4 + [f'{y}{m:02}{d:02}', f'{y}-{r.randint(1, 366):03}', f'{y}-W{r.randint(1, 53):02}-{r.randint(1, 7)}', f'{y}-{m:02}-{r.randint(28, 31)}',
                                                 'epoch', f'{y}-{m}-{d}'])
    if r.random() < 0.05:
        day = r.choice([f'{y}-W{r.randint(1, 53):02}', f'{y}', f'{y}-00-01', f'{y}-13-01', f'{y}-000', f'{y}-W54-1', f'{y}-W10-8', '', 'x'])
    if r.random() < 0.4 or day == 'epoch':
        return day
    hh, mm, ss = r.choice([0, 5, 12, 23]), r.choice([0, 30, 59]), r.choice([0, 1, 59])
    t = r.choice([f'{hh:02}:{mm:02}:{ss:02}'] * 3 + [f'{hh:02}:{mm:02}', f'{hh:02}{mm:02}{ss:02}', '24:00:00'])
    if r.random() < 0.05:
        t = r.choice(['25:00', '12:60', '24:00:01'])
    return day + r.choice([' ', 'T']) + t + r.choice(['', '', 'Z', ' +01:00', ' -05:30', ' +0100', ' Z', ' +01', ' -00:30'])


def duration(r):
    k = r.random()
    if k < 0.1:
        return r.choice(['P', 'P1', '1D', 'P1X', 'P-1D', '', 'P1.5D', 'P1M1Y', '5s', 'P1YT1M1H', 'P99999999999D', 'P1W2D', 'T1H', 'P1DX'])
    date_part = ''.join(f'{r.choice([0, 1, 2, 13, 30, 40, 400])}{u}' for u in 'YMWD' if r.random() < 0.4)
    time_part = ''.join(f'{r.choice([0, 1, 5, 61, 90])}{u}' for u in 'HMS' if r.random() < 0.3)
    return 'P' + date_part + ('T' + time_part if time_part else '')


def iso8601(r, files):
    files['cib.xml'] = '<cib/>'
    mods = [m for m in ('-s', '-S', '-L', '-O', '-W') if r.random() < 0.15]
    k = r.random()
    if k < 0.5:
        w = ['-d', date(r)]
        if r.random() < 0.3:
            w += ['-D', duration(r)]
        if r.random() < 0.15:
            w += ['-E', r.choice(['2026-01-01 00:00:00Z', 'x', date(r)])]
    elif k < 0.7:
        w = ['-D', duration(r)]
    elif k < 0.97:
        w = ['-p', r.choice([f'{date(r)}/{date(r)}', f'{date(r)}/{duration(r)}', f'{duration(r)}/{date(r)}', date(r) + '/', '/' + date(r)])]
    else:
        w = r.choice([[], ['-E', 'x'], ['word'], ['-d'], ['-p', 'P1D', '-d', date(r)]])
    if r.random() < 0.1:
        w = [{'-d': '--date', '-D': '--duration', '-p': '--period'}.get(x, x) for x in w]
    return [Step(['iso8601'] + w + mods, ' '.join(x for x in w if x[:1] == '-') + ' ' + ''.join(mods), env={'TZ': r.choice(['UTC', 'UTC', 'UTC', 'Europe/Berlin', 'America/New_York', 'Asia/Kolkata'])})]


def rules(r, files):
    doc = Doc(r, strict=False)
    doc.root.set('validate-with', 'none')
    constraints = doc.root.find('configuration/constraints')
    for i in range(4):
        loc = ET.SubElement(constraints, 'rsc_location', id=f'lr{i}', rsc='a')
        rule = ET.SubElement(loc, 'rule', id=f'R{i}', score='1')
        for j in range(r.choice([0, 1, 1, 1, 1, 2])):
            op = r.choice(['gt', 'lt', 'in_range', 'date_spec', 'in_range', 'eq'])
            e = ET.SubElement(rule, 'date_expression', id=f'E{i}{j}')
            if op:
                e.set('operation', op)
            if r.random() < 0.6:
                e.set('start', date(r))
            if r.random() < 0.5:
                e.set('end', date(r))
            if r.random() < 0.3:
                ET.SubElement(e, 'duration', {k: v for k, v in (('id', f'D{i}{j}'), ('hours', r.choice(['1', '48', 'x'])), ('months', r.choice(['1', '13', ''])),
                                                             ('years', r.choice(['1', '0'])), ('weeks', '2'), ('days', '40'), ('seconds', '1'), ('minutes', '90')) if k == 'id' or r.random() < 0.3})
            if op == 'date_spec' or r.random() < 0.1:
                ET.SubElement(e, 'date_spec', {k: v for k, v in (('id', f'S{i}{j}'), ('years', r.choice(['2019', '2019-2021', '2024-', '-2020', 'x'])), ('hours', '9-16'), ('months', r.choice(['1-6', '7'])), ('moon', '4'),
                                                              ('weekdays', '1-5'), ('monthdays', '10'), ('yeardays', '1-100'), ('weeks', '1-20'), ('weekyears', '2024'), ('weekdays', '6'), ('minutes', '0-30'), ('seconds', '5')) if k == 'id' or (k == 'years' and r.random() < 0.8) or r.random() < 0.12})
        if r.random() < 0.15:
            ET.SubElement(rule, 'expression', id=f'X{i}', attribute='x', operation='eq', value='1')
        if r.random() < 0.1:
            ET.SubElement(ET.SubElement(rule, 'rule', id=f'N{i}'), 'date_expression', id=f'NE{i}', operation='gt', start='2020-01-01')
    if r.random() < 0.1:
        ET.SubElement(ET.SubElement(constraints, 'rsc_location', id='dup', rsc='a'), 'rule', id='R0', score='2')
    files['cib.xml'] = doc.text()
    steps = []
    for _ in range(3):
        w = ['crm_rule'] + (['-c'] if r.random() < 0.97 else [])
        for _ in range(r.choice([1, 1, 1, 1, 2, 0])):
            w += ['-r', r.choice(['R0', 'R1', 'R2', 'R3', 'R3', 'nope', 'r1', 'N0'])]
        w += ['-d', date(r)] if r.random() < 0.8 else []
        if r.random() < 0.25:
            w.append('--output-as=xml')
        stdin = ''
        if r.random() < 0.15:
            w, stdin = w + ['-X', '-'], files['cib.xml']
        elif r.random() < 0.05:
            w += ['-X', r.choice(['<a', '<a/>', '<cib/>', ''])]
        steps.append(Step(w, ' '.join(x for x in w if x[:1] == '-'), stdin))
    return steps


def crm_error(r, files):
    files['cib.xml'] = '<cib/>'
    w = ['crm_error'] + [o for o in ('-n', '-X', '-r', '-l', '--output-as=xml') if r.random() < 0.35]
    if r.random() < 0.75:
        w += ['--'] + [str(r.choice([r.randint(-20, 150), r.randint(-1050, -1000), r.randint(-300, 300), r.randint(180, 260)])) for _ in range(r.randint(1, 3))]
    return [Step(w, ' '.join(x for x in w if x[:1] == '-' and not x[1:].isdigit()))]


def crm_shadow(r, files):
    doc = Doc(r, strict=True)
    files['cib.xml'] = doc.text()
    if r.random() < 0.7:
        mutate(r, doc.root)
        files['shadow.s1'] = doc.text()
    steps = []
    for _ in range(r.randint(1, 4)):
        c = r.choice(['-w', '-p', '-d', '-F', '-c s1', '-c s2', '-e s2', '-e s2 -v pacemaker-3.0', '-C s1', '-D s1', '-r s1', '-s s1', '-E', '-D s9', '-C s9', '-r s9', '-s s9', '-e s1', '-c s2', '--create s2', '--which', '--diff', '--file', '--display', '-C s1 -a'])
        w = ['crm_shadow'] + c.split() + ['-b'] + (['-f'] if r.random() < 0.5 else [])
        env = {'EDITOR': 'true', 'SHELL': '/bin/true'} if c == '-E' or r.random() < 0.5 else {'SHELL': '/bin/true'}
        if r.random() < 0.6:
            env['CIB_shadow'] = r.choice(['s1', 's1', 's2', 's9'])
        steps.append(Step(['sh', '-c', 'rm -f CIB_file; ' + ' '.join(w) + '; rc=$?; for f in shadow.*; do echo $f; cat $f; done; exit $rc'], c + ' ' + str(sorted(env)), env=env))
    return steps


FAMILIES = {'cibadmin': cibadmin, 'crm_diff': crm_diff, 'attributes': attributes, 'tickets': tickets, 'rules': rules, 'iso8601': iso8601, 'crm_error': crm_error, 'crm_shadow': crm_shadow}


def make(family, seed):
    files = {}
    steps = FAMILIES[family](random.Random(f'{family} {seed}'), files)
    return Case(family, seed, files, steps)


# What differs on purpose: functions of (step, kinds of difference, our outcome, theirs, the document before) that say so.
def crashed(step, found, ours, theirs, before):
    return (theirs['exit'].startswith('-') or 'Segmentation' in theirs['stderr']) and not ours['exit'].startswith('-')


def says_what_it_is(step, found, ours, theirs, before):
    return step.argv[1:2] == ['-!'] and found == ['stdout']


def option(step, *names):
    """The value of the last of these options, '' for a flag, None without."""
    found = None
    for word, after in zip(step.argv, step.argv[1:] + ['']):
        if word in names:
            found = after
    return found


def is_cibadmin(step, *commands):
    return step.argv[0] == 'cibadmin' and any(c in step.argv for c in commands)


def no_patch(step, found, ours, theirs, before):
    """What is no patch is taken as an empty one there."""
    return is_cibadmin(step, '-P', '--patch') and ours['exit'] in ('65', '78', '64') and theirs['exit'] == '0'


def no_xml(step, found, ours, theirs, before):
    """XML that can't be read, or was never given, is said to be that."""
    return step.argv[0] == 'cibadmin' and ours['exit'] in ('64', '78') and ('supply XML' in ours['stderr'] or 'parse input' in ours['stderr'])


def create_by_xpath(step, found, ours, theirs, before):
    """There, an XPath is ignored by a create, and the new element comes below the root."""
    return is_cibadmin(step, '-C', '--create') and option(step, '-A', '--xpath') is not None


def unknown_section(step, found, ours, theirs, before):
    """There, a section of an unknown name is the whole document, for changes."""
    return step.argv[0] == 'cibadmin' and option(step, '-o', '--scope') not in SECTIONS + [None]


def section_of_xpath(step, found, ours, theirs, before):
    """There, the last of -A and -o is taken for the XPath."""
    return step.argv[0] == 'cibadmin' and option(step, '-A', '--xpath') is not None and option(step, '-o', '--scope') is not None


def missing_section(step, found, ours, theirs, before):
    """An optional section is made when something is created in it."""
    section = option(step, '-o', '--scope')
    return is_cibadmin(step, '-C', '-M', '-R', '--create', '--modify', '--replace') and section is not None and f'<{section}' not in before


def is_new(text):
    return tuple(int(re.search(f' {k}="(\\d+)"', text).group(1)) for k in ('admin_epoch', 'epoch', 'num_updates'))


def every_change_counts(step, found, ours, theirs, before):
    """There, epoch stays when something is made by --allow-create or an empty element is added."""
    return step.argv[0] == 'cibadmin' and found == ['version'] and is_new(ours['document']) > is_new(theirs['document'])


def replace_creates(step, found, ours, theirs, before):
    """--replace --allow-create creates."""
    return is_cibadmin(step, '-R', '--replace') and '-c' in step.argv and theirs['exit'] == '105'


def not_one(step, found, ours, theirs, before):
    """There, a modify by an XPath that does not match one element looks in the whole document instead."""
    return step.argv[0] == 'cibadmin' and 'elements, not one' in ours['stderr']


def odd_section(step, found, ours, theirs, before):
    """Below the root is nothing but configuration and status, also without a schema."""
    return 'only configuration and status may' in ours['stderr']


def missing_argument(step, found, ours, theirs, before):
    """There, --delete-attr wants an argument."""
    return '--delete-attr' in step.argv


def failed_assertion(step, found, ours, theirs, before):
    return 'fatal assertion' in theirs['stderr']


def unknown_word(step, found, ours, theirs, before):
    """A type, lifetime or regular expression that is none is said to be that."""
    return any(w in ours['stderr'] + ours['stdout'] for w in ('Unknown section', 'Invalid lifetime', 'is no regular expression', 'pattern can only be used'))


def split_words(step, found, ours, theirs, before):
    """There, the wrappers are shell scripts that lose values which begin with a dash."""
    return step.argv[0] in ('crm_standby', 'crm_master') and '-INFINITY' in step.argv


def not_deleted(step, found, ours, theirs, before):
    """There, what is deleted by an id that is not there is said to be deleted."""
    return 'id=(null)' in theirs['stdout']


def several(step, found, ours, theirs, before):
    """A name that stands for several is no success."""
    return step.argv[0] == 'crm_attribute' and ours['exit'] == '109' and theirs['exit'] == '0'


def no_local_node(step, found, ours, theirs, before):
    """There, the defaults of resources and operations need the local node's name."""
    return 'Could not map name=' + os.uname().nodename in theirs['stderr'] + theirs['stdout'] and '_defaults' in ' '.join(step.argv)


def no_node(step, found, ours, theirs, before):
    """There, crm_failcount shows nothing as the value of a node that there isn't, and ends with 0."""
    return step.argv[0] == 'crm_failcount' and 'Could not map name' in ours['stderr']


def usage_too(step, found, ours, theirs, before):
    """There, crm_failcount and crm_standby show their usage after an error."""
    return found == ['stdout'] and ours['exit'] in ('1', '64') and theirs['stdout'] == 'HELP\n'


def order_of_lines(step, found, ours, theirs, before):
    """What is deleted, moved or listed may come in another order."""
    return found == ['stdout'] and sorted(ours['stdout'].splitlines()) == sorted(theirs['stdout'].splitlines())


def not_committed(step, found, ours, theirs, before):
    """There, who could not commit a shadow is asked to leave it."""
    return step.argv[0] == 'sh' and found == ['stdout'] and theirs['stdout'].startswith('Please remember to unset') and ours['exit'] != '0'


def main_section(step, found, ours, theirs, before):
    """The four main sections of the configuration, and the status, stay."""
    return ours['exit'] == '78' and theirs['exit'] == '0' and 'is missing below' in ours['stderr']


def upgraded_version(step, found, ours, theirs, before):
    """An upgrade raises admin_epoch; there, epoch and num_updates begin anew with it."""
    return is_cibadmin(step, '-u', '--upgrade') and found == ['version']


KNOWN = [crashed, says_what_it_is, no_patch, no_xml, create_by_xpath, unknown_section, section_of_xpath, missing_section, every_change_counts, replace_creates, not_one, odd_section, order_of_lines, not_committed,
         main_section, upgraded_version, missing_argument, failed_assertion, unknown_word, split_words, not_deleted, several, no_local_node, no_node, usage_too]
