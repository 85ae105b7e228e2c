"""tests/style/self_test.py - each rule of rules.py is broken once by a tree of a few lines, and kept once by another.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import subprocess
import tempfile

import rules


def file(path, body, purpose='an example'):
    return f'/* {path} - {purpose}.\n *\n * SPDX-License-Identifier: GPL-2.0-or-later */\n{body}'


def function(lines):
    return 'int f(int a)\n{\n' + '    a++;\n' * (lines - 4) + '    return a;\n}\n'


# rule: [(what the tree shows, files, how many offences)]; sources are given without their first comment.
CASES = {
    'sight_includes': [
        ('a socket in a plain file', {'cib/a.c': '#include <sys/socket.h>\n'}, 1),
        ('the edge in a plain header', {'lrm/a.h': '#include "lib/edge.h"\n'}, 1),
        ('an _io header in a plain file', {'lrm/a.c': '#include "lrm/b_io.h"\n'}, 1),
        ('a client of a daemon in a plain file', {'pengine/a.c': '#include "cib/cib_client.h"\n'}, 1),
        ('effects where they belong', {'cib/a_io.c': '#include <sys/socket.h>\n#include "lib/edge.h"\n',
                                       'crmd/crmd.c': '#include "lib/edge.h"\nint main(void)\n{\n    return 0;\n}\n',
                                       'tools/a.c': '#include <time.h>\n'}, 0),
        ('pure headers', {'pengine/a.c': '#include <string.h>\n#include <libxml/tree.h>\n#include "lib/lib.h"\n'}, 0),
    ],
    'sight_calls': [
        ('a clock', {'pengine/a.c': 'long time(long *t);\nlong f(void);\nlong f(void)\n{\n    return time(0);\n}\n'}, 1),
        ('a log line through a function of ours', {
            'lib/log_io.c': 'void bt_log(void);\nvoid bt_log(void)\n{\n}\n',
            'cib/a.c': 'void bt_log(void);\nvoid f(void);\nvoid f(void)\n{\n    bt_log();\n}\n'}, 1),
        ('a file through libxml2', {
            'cib/a.c': 'void *xmlReadFile(const char *);\nvoid *f(void);\nvoid *f(void)\n{\n    return xmlReadFile("x");\n}\n'}, 1),
        ('a calculation', {
            'lib/a.c': 'int g(void);\nint g(void)\n{\n    return 1;\n}\n',
            'cib/a.c': '#include <string.h>\nint g(void);\nint f(const char *);\nint f(const char *s)\n{\n'
                       '    return g() + (int)strlen(s);\n}\n'}, 0),
    ],
    'arrows': [
        ('upward', {'cib/a.c': '#include "crmd/crmd.h"\n'}, 1),
        ('sideways', {'lrm/a.c': '#include "pengine/pengine.h"\n'}, 1),
        ('into what a folder does not show', {'crmd/a.c': '#include "cib/cib_tree.h"\n'}, 1),
        ('into lib, past its umbrella', {'cib/a.c': '#include "lib/xml.h"\n'}, 1),
        ('downward', {'crmd/a.c': '#include "pengine/pengine.h"\n#include "cib/cib_client.h"\n#include "crmd/own.h"\n'
                                  '#include "xml/names.h"\n'}, 0),
    ],
    'file_length': [
        ('a long .c', {'cib/a.c': '\n' * 900}, 1),
        ('a long .h', {'cib/a.h': '\n' * 250}, 1),
        ('a long list', {'xml/elements.h': '\n' * 300}, 0),
        ('both at their bounds', {'cib/a.c': '\n' * 897, 'cib/a.h': '\n' * 247}, 0),
    ],
    'function_length': [
        ('101 lines', {'cib/a.c': function(101)}, 1),
        ('100 lines', {'cib/a.c': function(100)}, 0),
        ('two with many lines together', {'cib/a.c': function(60) + '\n' + function(60)}, 0),
    ],
    'function_shape': [
        ('all of 17 lines', {'cib/a.c': function(17) * 30}, 1),
        ('one of ten of 80 lines', {'cib/a.c': function(8) * 27 + function(80) * 3}, 1),
        ('short ones', {'cib/a.c': function(16) * 30}, 0),
    ],
    'no_globals': [
        ('a counter', {'cib/a.c': 'static int n;\nint f(void);\nint f(void)\n{\n    return ++n;\n}\n'}, 1),
        ('a static in a function', {'cib/a.c': 'int f(void);\nint f(void)\n{\n    static int n = 5;\n    return ++n;\n}\n'}, 1),
        ('a global', {'tools/a.c': 'int verbose;\n'}, 1),
        ('tables', {'cib/a.c': 'extern const char *const t[];\nconst char *const t[] = {"a", "b"};\n'
                               'static const struct {\n    const char *n;\n    int (*f)(void);\n} u[] = {{"x", 0}};\n'
                               'int f(int i);\nint f(int i)\n{\n    return u[i].f != 0;\n}\n'}, 0),
    ],
    'one_place': [
        ('two of a name', {'crmd/a.c': 'int check(void)\n{\n    return 1;\n}\n', 'lrm/b.c': 'int check(void)\n{\n    return 2;\n}\n'}, 1),
        ('static ones', {'crmd/a.c': 'static int check(void)\n{\n    return 1;\n}\n', 'lrm/b.c': 'static int check(void)\n{\n    return 2;\n}\n'}, 0),
        ('mains', {'crmd/crmd.c': 'int main(void)\n{\n    return 1;\n}\n', 'lrm/lrmd.c': 'int main(void)\n{\n    return 2;\n}\n'}, 0),
    ],
    'names': [
        ('a literal', {'cib/a.c': 'x = bt_xml_get(n, "id");\n'}, 1),
        ('a literal after a call', {'cib/a.c': 'bt_xml_set(bt_xml_add(root(), XE_NODE), "id", v);\n'}, 1),
        ('names and a literal value', {'cib/a.c': 'bt_xml_set(n, XA_ID, "id");\n/* bt_xml_get(n, "id") */\n'}, 0),
        ('a literal in what a tool reads', {'tools/a.c': 'x = bt_xml_get(n, "id");\n'}, 1),
        ('a literal in what a tool prints', {'tools/a.c': 'bt_xml_add(n, "node");\n'}, 0),
        ('a literal in a test', {'tests/unit/a.c': 'x = bt_xml_get(n, "id");\n'}, 0),
    ],
    'names_in_order': [
        ('out of order', {'xml/elements.h': '#define XE_B "b"\n#define XE_A "a"\n'}, 1),
        ('twice', {'xml/attributes.h': '#define XA_A "a"\n#define XA_A "a"\n'}, 1),
        ('in order', {'xml/elements.h': '#define XE_A "a"\n#define XE_B "b"\n\n#define XE_A1 "c"\n'}, 0),
    ],
    'no_sleeping_tests': [
        ('a sleep', {'tests/unit/test_a.c': 'usleep(1000);\n'}, 1),
        ('a skipped test', {'tests/unit/test_a.c': 'skip();\n'}, 1),
        ('words about sleep', {'tests/unit/test_a.c': '/* sleep() */\nrun("sleep 1");\nno_sleep(1);\n'}, 0),
    ],
}

# These are about the first comment itself.
RAW_CASES = {
    'purpose': [
        ('no comment', {'cib/a.c': 'int x;\n'}, 1),
        ('the name of another file', {'cib/a.c': file('cib/b.c', '')}, 1),
        ('no licence', {'cib/a.c': '/* cib/a.c - an example. */\n'}, 1),
        ('all there', {'cib/a.c': file('cib/a.c', '')}, 0),
    ],
}

NEED_OBJECTS = ('sight_calls', 'no_globals')


def build(root, files, compiled):
    for path, text in files.items():
        full = os.path.join(root, path)
        os.makedirs(os.path.dirname(full), exist_ok=True)
        with open(full, 'w', encoding='utf-8') as f:
            f.write(text)
        if compiled and path.endswith('.c'):
            subprocess.run([os.environ.get('CC', 'cc').split()[0], '-w', '-fPIE', '-fno-builtin', '-c', full, '-o',
                            full[:-2] + '.o'], check=True)


def run():
    """Yields (name of the case, whether the rule saw what it should)."""
    missing = [r.__name__ for r in rules.RULES if r.__name__ not in CASES and r.__name__ not in RAW_CASES]
    yield 'every rule is tested' + ''.join(' - not ' + m for m in missing), not missing
    for name, cases in list(CASES.items()) + list(RAW_CASES.items()):
        for what, files, expected in cases:
            if name in CASES:
                files = {path: file(path, body) for path, body in files.items()}
            with tempfile.TemporaryDirectory() as root:
                build(root, files, name in NEED_OBJECTS)
                offences = list(getattr(rules, name)(rules.Tree(root, root if name in NEED_OBJECTS else '')))
                yield f'{name}: {what}', len(offences) == expected
