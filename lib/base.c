/* lib/base.c - memory, strings, growing arrays and maps (see base.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/base.h"

#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <strings.h>

#include <libxml/hash.h>

static _Noreturn void out_of_memory(size_t size)
{
    fprintf(stderr, "baton: out of memory (%zu bytes wanted): the process ends so that nothing is half done\n", size);
    abort();
}

void *bt_alloc(size_t size)
{
    void *p = malloc(size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory(size);
    return p;
}

void *bt_zalloc(size_t size)
{
    void *p = calloc(1, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory(size);
    return p;
}

void *bt_realloc(void *old, size_t size)
{
    void *p = realloc(old, size != 0 ? size : 1);
    if (p == NULL)
        out_of_memory(size);
    return p;
}

char *bt_strdup(const char *s)
{
    return s != NULL ? bt_strndup(s, strlen(s)) : NULL;
}

char *bt_strndup(const char *s, size_t len)
{
    size_t n = strnlen(s, len);
    char *copy = bt_alloc(n + 1);
    memcpy(copy, s, n);
    copy[n] = '\0';
    return copy;
}

char *bt_vprintf(const char *fmt, va_list ap)
{
    struct bt_buf b = {0};
    bt_buf_vaddf(&b, fmt, ap);
    return bt_buf_take(&b);
}

char *bt_printf(const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *s = bt_vprintf(fmt, ap);
    va_end(ap);
    return s;
}

const char *bt_int_text(int64_t value, char text[BT_INT_TEXT])
{
    char *at = text + BT_INT_TEXT;
    uint64_t left = value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
    *--at = '\0';
    do {
        *--at = (char)('0' + left % 10);
        left /= 10;
    } while (left > 0);
    if (value < 0)
        *--at = '-';
    return at;
}

int bt_vsnprintf(char *out, size_t size, const char *fmt, va_list ap)
{
    static const char wide[] = PRId64;
    va_list again;
    va_copy(again, ap);
    size_t len = 0;
    char digits[BT_INT_TEXT];
    for (const char *at = fmt; *at != '\0';) {
        const char *piece = at;
        size_t n;
        if (*at != '%') {
            n = strcspn(at, "%");
            at += n;
        } else if (at[1] == 's' || at[1] == 'd') {
            piece = at[1] == 's' ? va_arg(ap, const char *) : bt_int_text(va_arg(ap, int), digits);
            n = piece != NULL ? strlen(piece) : 0;
            at += 2;
        } else if (strncmp(at + 1, wide, sizeof wide - 1) == 0) {
            piece = bt_int_text(va_arg(ap, int64_t), digits);
            n = strlen(piece);
            at += sizeof wide;
        } else {
            piece = NULL;
        }
        if (piece == NULL || n > INT32_MAX - len) { /* not this simple: all of it anew */
            int all = vsnprintf(out, size, fmt, again);
            va_end(again);
            return all;
        }
        if (len < size)
            memcpy(out + len, piece, n < size - len ? n : size - len);
        len += n;
    }
    va_end(again);
    if (size > 0)
        out[len < size ? len : size - 1] = '\0';
    return (int)len;
}

bool bt_strcaseeq(const char *a, const char *b)
{
    return a == b || (a != NULL && b != NULL && strcasecmp(a, b) == 0);
}

bool bt_starts(const char *s, const char *prefix)
{
    return s != NULL && strncmp(s, prefix, strlen(prefix)) == 0;
}

bool bt_env_name_ok(const char *pair)
{
    static const char *const names[] = {"PATH", "IFS", "ENV", "SHELLOPTS", "HOME"};
    size_t len = strcspn(pair, "=");
    for (size_t i = 0; i < BT_COUNT(names); i++)
        if (len == strlen(names[i]) && strncmp(pair, names[i], len) == 0)
            return false;
    return len > 0 && !bt_starts(pair, "LD_") && !bt_starts(pair, "BASH_");
}

bool bt_ends(const char *s, const char *suffix)
{
    if (s == NULL)
        return false;
    size_t len = strlen(s), tail = strlen(suffix);
    return len >= tail && memcmp(s + len - tail, suffix, tail) == 0;
}

/* Compares the runs of digits at *a and *b as numbers of any length and steps over them. */
static int compare_digits(const char **a, const char **b)
{
    *a += strspn(*a, "0");
    *b += strspn(*b, "0");
    size_t na = strspn(*a, "0123456789"), nb = strspn(*b, "0123456789");
    int order = na != nb ? (na < nb ? -1 : 1) : strncmp(*a, *b, na);
    *a += na;
    *b += nb;
    return order;
}

int bt_numeric_strcmp(const char *a, const char *b)
{
    if (a == NULL || b == NULL)
        return (a != NULL) - (b != NULL);
    while (*a != '\0' && *b != '\0') {
        int order;
        if (isdigit((unsigned char)*a) && isdigit((unsigned char)*b))
            order = compare_digits(&a, &b);
        else
            order = tolower((unsigned char)*a++) - tolower((unsigned char)*b++);
        if (order != 0)
            return order;
    }
    return (*a != '\0') - (*b != '\0');
}

static bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

bool bt_parse_int(const char *s, int64_t *ret)
{
    if (s == NULL)
        return false;
    while (is_blank(*s))
        s++;
    bool negative = *s == '-';
    s += *s == '-' || *s == '+';
    if (!isdigit((unsigned char)*s))
        return false;
    int64_t value = 0; /* kept negative: INT64_MIN has no positive twin */
    for (; isdigit((unsigned char)*s); s++)
        if (__builtin_mul_overflow(value, 10, &value) || __builtin_sub_overflow(value, *s - '0', &value))
            return false;
    if (!negative && __builtin_sub_overflow(0, value, &value))
        return false;
    while (is_blank(*s))
        s++;
    if (*s != '\0')
        return false;
    *ret = value;
    return true;
}

bool bt_parse_bool(const char *s, bool *ret)
{
    static const char *const words[] = {"false", "off", "no", "n", "0", "true", "on", "yes", "y", "1"};
    for (size_t i = 0; i < BT_COUNT(words); i++) {
        if (bt_strcaseeq(s, words[i])) {
            *ret = i >= BT_COUNT(words) / 2;
            return true;
        }
    }
    return false;
}

bool bt_is_true(const char *s, bool otherwise)
{
    bt_parse_bool(s, &otherwise);
    return otherwise;
}

enum { PRINT_GUESS = 63 }; /* most sentences are shorter */

static void buf_reserve(struct bt_buf *b, size_t more)
{
    assert(b->text != NULL ? b->len < b->cap : b->len == 0 && b->cap == 0);
    if (b->cap - b->len > more)
        return;
    size_t cap = b->cap != 0 ? b->cap : 64;
    while (cap - b->len <= more)
        cap *= 2;
    b->text = bt_realloc(b->text, cap);
    b->cap = cap;
}

void bt_buf_addn(struct bt_buf *b, const char *s, size_t len)
{
    buf_reserve(b, len);
    memcpy(b->text + b->len, s, len);
    b->len += len;
    b->text[b->len] = '\0';
}

void bt_buf_add(struct bt_buf *b, const char *s)
{
    bt_buf_addn(b, s, strlen(s));
}

/* Printed in place; only what does not fit is printed a second time. */
void bt_buf_vaddf(struct bt_buf *b, const char *fmt, va_list ap)
{
    va_list again;
    va_copy(again, ap);
    buf_reserve(b, PRINT_GUESS);
    int n = bt_vsnprintf(b->text + b->len, b->cap - b->len, fmt, ap);
    assert(n >= 0); /* only a broken format or more than 2 GB of text fails */
    if ((size_t)n >= b->cap - b->len) {
        buf_reserve(b, (size_t)n);
        bt_vsnprintf(b->text + b->len, (size_t)n + 1, fmt, again);
    }
    va_end(again);
    b->len += (size_t)n;
}

void bt_buf_addf(struct bt_buf *b, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    bt_buf_vaddf(b, fmt, ap);
    va_end(ap);
}

/* Continuation bytes wanted after a first byte of UTF-8; -1 for a byte that can't be first. */
static int utf8_tail(unsigned char first)
{
    if (first < 0x80)
        return 0;
    if (first >= 0xc2 && first <= 0xdf)
        return 1;
    if ((first & 0xf0) == 0xe0)
        return 2;
    return first >= 0xf0 && first <= 0xf4 ? 3 : -1;
}

size_t bt_xml_char_len(const char *s)
{
    static const uint32_t smallest[] = {0, 0x80, 0x800, 0x10000};
    unsigned char first = (unsigned char)s[0];
    if (first < 0x80)
        return first >= 0x20 || first == '\t' || first == '\n' || first == '\r';
    int tail = utf8_tail(first);
    if (tail < 0)
        return 0;
    uint32_t code = first & (0x3fU >> tail);
    for (int i = 1; i <= tail; i++) {
        unsigned char next = (unsigned char)s[i];
        if ((next & 0xc0) != 0x80)
            return 0;
        code = code << 6 | (next & 0x3fU);
    }
    bool surrogate = code >= 0xd800 && code <= 0xdfff;
    if (code < smallest[tail] || code > 0x10ffff || surrogate || code == 0xfffe || code == 0xffff)
        return 0;
    return (size_t)tail + 1;
}

/* The entity for a character that can't stand for itself in an attribute; NULL for one that can. */
static const char *xml_escape(char c)
{
    switch (c) {
    case '&':
        return "&amp;";
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '"':
        return "&quot;";
    case '\t':
        return "&#9;";
    case '\n':
        return "&#10;";
    case '\r':
        return "&#13;";
    default:
        return NULL;
    }
}

/* What xml_escape() leaves as it is, of one byte: most of any CIB. */
static const bool stands_for_itself[256] = {
    [0x20 ... '"' - 1] = true, ['"' + 1 ... '&' - 1] = true, ['&' + 1 ... '<' - 1] = true, ['='] = true, ['>' + 1 ... 0x7f] = true,
};

void bt_buf_add_xml(struct bt_buf *b, const char *s)
{
    const char *plain = s; /* start of what was not copied yet */
    for (;;) {
        while (stands_for_itself[(unsigned char)*s])
            s++;
        if (*s == '\0')
            break;
        size_t len = bt_xml_char_len(s);
        const char *instead = len == 0 ? "\xef\xbf\xbd" : xml_escape(*s);
        if (instead == NULL) {
            s += len;
            continue;
        }
        bt_buf_addn(b, plain, (size_t)(s - plain));
        bt_buf_add(b, instead);
        plain = ++s; /* an invalid sequence counts byte by byte; every escaped character is one byte */
    }
    bt_buf_addn(b, plain, (size_t)(s - plain));
}

char *bt_buf_take(struct bt_buf *b)
{
    char *text = b->text != NULL ? b->text : bt_strdup("");
    *b = (struct bt_buf){0};
    return text;
}

void bt_buf_free(struct bt_buf *b)
{
    free(b->text);
    *b = (struct bt_buf){0};
}

void *bt_vec_grow(void *v, size_t size, size_t n, size_t *cap)
{
    assert(n <= *cap);
    if (n < *cap)
        return v;
    size_t more = *cap != 0 ? *cap * 2 : 8;
    assert(more <= SIZE_MAX / size);
    v = bt_realloc(v, more * size);
    *cap = more;
    return v;
}

void bt_strv_add(struct bt_strv *l, const char *s)
{
    BT_PUSH(l, bt_strdup(s));
}

bool bt_strv_has(const struct bt_strv *l, const char *s)
{
    for (size_t i = 0; i < l->n; i++)
        if (bt_streq(l->v[i], s))
            return true;
    return false;
}

void bt_strv_split(struct bt_strv *l, const char *s, const char *separators)
{
    while (*(s += strspn(s, separators)) != '\0') {
        size_t len = strcspn(s, separators);
        BT_PUSH(l, bt_strndup(s, len));
        s += len;
    }
}

void bt_strv_free(struct bt_strv *l)
{
    for (size_t i = 0; i < l->n; i++)
        free(l->v[i]);
    BT_VEC_FREE(l);
}

struct bt_map {
    xmlHashTable *hash;
};

struct bt_map *bt_map_new(void)
{
    struct bt_map *m = BT_NEW(struct bt_map);
    m->hash = xmlHashCreate(32);
    if (m->hash == NULL)
        out_of_memory(sizeof(*m));
    return m;
}

void *bt_map_get(const struct bt_map *m, const char *key)
{
    return m != NULL ? xmlHashLookup(m->hash, (const xmlChar *)key) : NULL;
}

void bt_map_put(struct bt_map *m, const char *key, void *value)
{
    assert(key != NULL); /* it would be refused, and taken for a lack of memory */
    /* Only xmlHashAddEntry lets the table grow; it refuses a key that is there already. */
    if (xmlHashAddEntry(m->hash, (const xmlChar *)key, value) != 0 &&
        xmlHashUpdateEntry(m->hash, (const xmlChar *)key, value, NULL) != 0)
        out_of_memory(strlen(key));
}

void bt_map_del(struct bt_map *m, const char *key)
{
    xmlHashRemoveEntry(m->hash, (const xmlChar *)key, NULL);
}

size_t bt_map_size(const struct bt_map *m)
{
    return m != NULL ? (size_t)xmlHashSize(m->hash) : 0;
}

void bt_map_free(struct bt_map *m)
{
    if (m == NULL)
        return;
    xmlHashFree(m->hash, NULL);
    free(m);
}
