"""tests/style/rules.py - the rules of the house, each a function that yields its offences.

A rule takes a Tree and yields sentences "path: what is wrong". check-style runs them over the sources and over small
trees that break them (self_test.py), so that a rule that can't fail is noticed.

SPDX-License-Identifier: GPL-2.0-or-later
"""
import os
import re
import statistics
import subprocess

FOLDERS = ['lib', 'xml', 'cib', 'pengine', 'lrm', 'fencing', 'crmd', 'supervisor', 'tools']
PURE_FOLDERS = ['lib', 'xml', 'cib', 'pengine', 'lrm', 'fencing', 'crmd', 'supervisor']

# Who may include whom; a folder may always include its own headers.
ARROWS = {
    'lib': [],
    'xml': ['lib'],
    'cib': ['lib', 'xml'],
    'pengine': ['lib', 'xml', 'cib'],
    'lrm': ['lib', 'xml', 'cib'],
    'fencing': ['lib', 'xml', 'cib'],
    'crmd': ['lib', 'xml', 'cib', 'pengine', 'lrm', 'fencing'],
    'supervisor': ['lib', 'xml', 'cib', 'pengine', 'lrm', 'fencing', 'crmd'],
    'tools': ['lib', 'xml', 'cib', 'pengine', 'lrm', 'fencing', 'crmd', 'supervisor'],
}

# What a folder shows. FOLDER/FOLDER.h and FOLDER/FOLDER_client.h go without saying.
SHOWN = ['lib/edge.h', 'xml/names.h', 'xml/options.h', 'xml/schema.h', 'cib/cib_store.h']

# Headers of ours that bring effects in: the edge, _io headers, and clients of daemons.
EDGE_HEADERS = re.compile(r'^lib/edge\.h$|_io\.h$|_client\.h$|^cib/cib_store\.h$')

# System headers without effects. <signal.h> is for the numbers; sight_calls() proves that nothing of it is called.
PURE_HEADERS = re.compile(r'^(assert|bzlib|ctype|errno|inttypes|limits|math|regex|signal|stdarg|stdbool|stddef|stdint|stdio|'
                          r'stdlib|string|strings|sys/queue)\.h$|^libxml/|^nettle/')

# Functions of libc (as they are called in object files) without effects, and what the compiler itself adds.
PURE_SYMBOLS = re.compile(
    r'^(__)?(mem(cpy|move|set|cmp|chr|rchr|mem)|str(len|nlen|cmp|ncmp|casecmp|ncasecmp|chr|rchr|str|casestr|spn|cspn|pbrk|'
    r'cpy|ncpy|cat|ncat|tol|toll|toul|toull|tod|tok_r|sep|verscmp|error|error_r)|stpcpy|strchrnul|rawmemchr|'
    r'malloc|calloc|realloc|reallocarray|free|qsort|qsort_r|bsearch|abs|labs|llabs|snprintf|vsnprintf|asprintf|vasprintf|'
    r'sscanf|isoc99_sscanf|isoc99_strto[u]?ll?|assert_fail|ctype_b_loc|ctype_tolower_loc|ctype_toupper_loc|tolower|toupper|'
    r'errno_location|regcomp|regexec|regfree|regerror|stack_chk_fail|setjmp|longjmp|fmod|floor|ceil|round|lround|llround|'
    r'pow|sqrt|log|exp)(_chk)?$|^_GLOBAL_OFFSET_TABLE_$|^nettle_|^BZ2_bzBuffTo|^__(asan|ubsan|gcov|sanitizer)_')

# libxml2 works on memory, but for these.
EFFECTFUL_XML = re.compile(r'(File|Filename|FILE|Fd|IO|Http|FTP|Nano|ExternalEntityLoader|Catalog|Save|Dump$|Debug|Shell)')

# file:symbol pairs that are no effects on the world, with the reason.
ALLOWED_SYMBOLS = {
    'lib/base.c:fprintf': 'memory is exhausted: one sentence before the end',
    'lib/base.c:stderr': 'memory is exhausted: one sentence before the end',
    'lib/base.c:abort': 'memory is exhausted',
    'lib/xml_text.c:xmlCtxtReadIO': 'reads by the callback that it is given; files are read in file_io.c',
}

FUNCTION_MAX, C_MAX, H_MAX = 100, 900, 250
FUNCTION_MEDIAN_MAX, FUNCTION_P95_MAX = 16, 70

# Lists of one line an entry may be as long as they are.
LISTS = ['xml/attributes.h', 'xml/elements.h']

# Functions that are one long ladder or table, each listed with its path.
LONG_FUNCTIONS = []


class Tree:
    """The sources below root and the object files below objects (the build's folder; '' if there is none)."""

    def __init__(self, root, objects=''):
        self.root, self.objects, self.texts = root, objects, {}
        self.files = []
        for folder in FOLDERS + ['tests/' + d for d in ('unit', 'sim', 'golden', 'fuzz', 'bench')]:
            path = os.path.join(root, folder)
            if os.path.isdir(path):
                self.files += sorted(folder + '/' + f for f in os.listdir(path) if f.endswith(('.c', '.h')))

    def text(self, path):
        if path not in self.texts:
            with open(os.path.join(self.root, path), encoding='utf-8') as f:
                self.texts[path] = f.read()
        return self.texts[path]

    def code(self, path):
        """The text without comments and the contents of strings, its lines where they were."""
        def blank(m):
            return re.sub(r'[^\n"\']', ' ', m.group(0))
        return re.sub(r'/\*.*?\*/|//[^\n]*|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', blank, self.text(path), flags=re.S)

    def includes(self, path):
        return re.findall(r'^#include ([<"])([^>"]+)[>"]', self.text(path), re.M)

    def sources(self, folders=FOLDERS):
        return [f for f in self.files if os.path.dirname(f) in folders]

    def is_plain(self, path):
        """Neither an _io file, nor a client, nor a daemon's main: what must be pure."""
        if os.path.dirname(path) not in PURE_FOLDERS or path.endswith('_io.c') or EDGE_HEADERS.search(path):
            return False
        return not re.search(r'^int main\(', self.code(path), re.M)

    def objects_of(self, path):
        """Object files of a source; a program of its own may have its own (PROGRAM-NAME.o)."""
        folder, stem = os.path.join(self.objects, os.path.dirname(path)), os.path.basename(path)[:-2]
        if not self.objects or not os.path.isdir(folder):
            return []
        return [os.path.join(folder, f) for f in sorted(os.listdir(folder))
                if f == stem + '.o' or f.endswith('-' + stem + '.o')]


def functions(tree, path):
    """(name, first line, number of lines) of each function: from its first line to the brace in column one."""
    lines = tree.code(path).split('\n')
    start = None
    for i, line in enumerate(lines):
        if line == '{':
            start = i
            while start > 0 and re.match(r'\S', lines[start - 1]) is None and lines[start - 1].strip():
                start -= 1
            start -= 1
        elif line.rstrip() == '}' and start is not None:
            m = re.search(r'(\w+)\(', ' '.join(lines[start:i]))
            yield (m.group(1) if m else '?'), start + 1, i - start + 1
            start = None


def sight_includes(tree):
    """Plain files include nothing with effects."""
    for path in tree.files:
        if not tree.is_plain(path):
            continue
        for kind, header in tree.includes(path):
            if kind == '<' and not PURE_HEADERS.match(header):
                yield f'{path}: includes <{header}>, which has effects; move the effect into an _io file'
            elif kind == '"' and EDGE_HEADERS.search(header):
                yield f'{path}: includes "{header}"; only _io files, mains and tools/ may'


def symbols(objects, kinds):
    out = subprocess.run(['nm', '-P'] + objects, check=True, capture_output=True, text=True).stdout
    return {w[0] for w in (line.split() for line in out.splitlines()) if len(w) >= 2 and w[1] in kinds}


def sight_calls(tree):
    """Plain files call nothing with effects: each symbol they need is ours and plain, or known to be pure."""
    plain = [f for f in tree.files if f.endswith('.c') and tree.is_plain(f)]
    objects = {f: tree.objects_of(f) for f in plain}
    built = [o for f in plain for o in objects[f]]
    if not built:
        return
    ours = symbols(built, 'TRDBC')
    for path in plain:
        if not objects[path]:
            continue
        for name in sorted(symbols(objects[path], 'U') - ours):
            if PURE_SYMBOLS.match(name) or f'{path}:{name}' in ALLOWED_SYMBOLS:
                continue
            if re.match(r'^(xml|__xml|html)', name) and not EFFECTFUL_XML.search(name):
                continue
            yield f'{path}: calls {name}(), which has effects or is not known to be pure (tests/style/rules.py)'


def arrows(tree):
    """Includes point downward, and to the header that a folder shows."""
    for path in tree.sources():
        folder = os.path.dirname(path)
        for kind, header in tree.includes(path):
            other = os.path.dirname(header)
            if kind == '<' or other == folder or header == 'config.h':
                continue
            if other not in ARROWS[folder]:
                yield f'{path}: includes "{header}", but {folder}/ may not know {other or "such"}/'
            elif header not in SHOWN + [f'{other}/{other}.h', f'{other}/{other}_client.h']:
                yield f'{path}: includes "{header}", which {other}/ does not show; include {other}/{other}.h'


def purpose(tree):
    """Each file opens with a comment that names it, says what it is for and carries the licence."""
    for path in tree.files:
        m = re.match(r'/\*(.*?)\*/', tree.text(path), re.S)
        first = m.group(1) if m else ''
        if not re.match(r' ' + re.escape(path) + r' - \w', first):
            yield f'{path}: does not open with "/* {path} - what it is for"'
        elif 'SPDX-License-Identifier: GPL-2.0-or-later' not in first:
            yield f'{path}: its first comment lacks "SPDX-License-Identifier: GPL-2.0-or-later"'


def file_length(tree):
    """A .c has at most 900 lines, a .h 250."""
    for path in tree.files:
        n, most = tree.text(path).count('\n'), C_MAX if path.endswith('.c') else H_MAX
        if n > most and path not in LISTS:
            yield f'{path}: {n} lines; at most {most}'


def function_length(tree):
    """A function has at most 100 lines."""
    for path in tree.files:
        for name, line, n in functions(tree, path):
            if n > FUNCTION_MAX and f'{path}:{name}' not in LONG_FUNCTIONS:
                yield f'{path}:{line}: {name}() has {n} lines; at most {FUNCTION_MAX}'


def function_shape(tree):
    """Over all functions the median is at most 16 lines and 95 of 100 are at most 70."""
    lengths = sorted(n for path in tree.sources() for _, _, n in functions(tree, path))
    if len(lengths) < 20:
        return
    median, p95 = statistics.median(lengths), lengths[len(lengths) * 95 // 100]
    if median > FUNCTION_MEDIAN_MAX:
        yield f'the median of {len(lengths)} functions is {median} lines; at most {FUNCTION_MEDIAN_MAX}'
    if p95 > FUNCTION_P95_MAX:
        yield f'95 % of {len(lengths)} functions have up to {p95} lines; at most {FUNCTION_P95_MAX}'


def no_globals(tree):
    """No variable at file scope, or static in a function, can change."""
    for path in tree.sources():
        for obj in tree.objects_of(path):
            out = subprocess.run(['objdump', '-t', obj], check=True, capture_output=True, text=True).stdout
            for line in out.splitlines():
                m = re.match(r'^[0-9a-f]+ .{7} (\.(?:data|bss|tdata|tbss)(?:\.(?!rel\.ro)\S+)?|\*COM\*)\t[0-9a-f]+ +(\S+)$', line)
                if m and not m.group(2).startswith(('.', '__gcov', '__asan')):
                    yield f'{path}: the variable {m.group(2)} can change; put it into a struct that is passed'


def one_place(tree):
    """No two modules have a function of one name: of two in libraries, the linker takes the first without a word."""
    first = {}
    for path in tree.sources():
        if not path.endswith('.c') or not os.path.dirname(path) in PURE_FOLDERS:
            continue
        lines = tree.code(path).split('\n')
        for name, at, _ in functions(tree, path):
            if name == 'main' or lines[at - 1].startswith('static'):
                continue
            if first.setdefault(name, path) != path:
                yield f'{path}: {name}() stands in {first[name]}, too'


def names(tree):
    """Names of elements and attributes are not written as literals, but with XE_ and XA_ of xml/names.h.

    lib/ is below xml/. A tool prints XML of its own, each name written in one place; what it reads it shares with others."""
    reading, writing = 'is|get|get_or|get_int|get_bool|first|next|count|find', 'set|setf|set_int|set_bool|add'
    call = r'\bbt_xml_(?:%s)\((?:[^,()"]|\((?:[^()]|\([^()]*\))*\))+,\s*"'
    for path in tree.sources():
        folder = os.path.dirname(path)
        if folder == 'lib':
            continue
        code = tree.code(path)
        for m in re.finditer(call % (reading if folder == 'tools' else reading + '|' + writing), code):
            yield f'{path}:{code.count(chr(10), 0, m.start()) + 1}: a literal name; use XE_ or XA_'


def names_in_order(tree):
    """xml/elements.h and xml/attributes.h are in alphabetical order, block by block, and name nothing twice."""
    for path in ('xml/elements.h', 'xml/attributes.h'):
        if path not in tree.files:
            continue
        for block in re.split(r'\n\s*\n', tree.text(path)):
            words = re.findall(r'^#define (X[EA]_\w+) "', block, re.M)
            words = [w for w in words if not w.endswith('META_')]
            for a, b in zip(words, words[1:]):
                if a >= b:
                    yield f'{path}: {b} stands after {a}'


def no_sleeping_tests(tree):
    """Unit tests wait for events, never for time to pass, and none is skipped."""
    for path in tree.files:
        if path.startswith('tests/unit/'):
            for m in re.finditer(r'\b(sleep|usleep|nanosleep|skip)\(', tree.code(path)):
                yield f'{path}: calls {m.group(1)}()'


RULES = [sight_includes, sight_calls, arrows, purpose, file_length, function_length, function_shape, no_globals, one_place, names,
         names_in_order, no_sleeping_tests]
