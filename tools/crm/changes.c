/* tools/crm/changes.c - differences of configurations in the words of crm (see changes.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/changes.h"

/* Two configurations ------------------------------------------------------------------------------------------ */

/* Objects by kind and id. */
struct side {
    const xmlDoc *cib;
    const xmlNode **v;
    size_t n;
    struct bt_map *by_key;
};

static char *key_of(const xmlNode *object)
{
    const char *kind = grammar_kind(object), *id = grammar_id(object);
    return bt_printf("%s %s", kind != NULL ? kind : bt_xml_name(object), id != NULL ? id : "");
}

static struct side side_of(const xmlDoc *cib)
{
    struct side s = {.cib = cib, .by_key = bt_map_new()};
    s.n = grammar_objects(cib, &s.v);
    for (size_t i = 0; i < s.n; i++) {
        char *key = key_of(s.v[i]);
        bt_map_put(s.by_key, key, (void *)(uintptr_t)s.v[i]);
        free(key);
    }
    return s;
}

static void side_free(struct side *s)
{
    bt_map_free(s->by_key);
    free(s->v);
}

static char *shown(const struct side *s, const xmlNode *object)
{
    struct bt_buf b = {0};
    grammar_show(s->cib, object, false, &b);
    return bt_buf_take(&b);
}

static bool same_xml(const xmlNode *a, const xmlNode *b)
{
    char *x = bt_xml_text(a, false), *y = bt_xml_text(b, false);
    bool same = strcmp(x, y) == 0;
    free(x);
    free(y);
    return same;
}

/* The text with " \" and the tab at line ends taken off, as lines. */
static struct bt_strv lines_of(const char *text)
{
    struct bt_strv lines = {0};
    bt_strv_split(&lines, text, "\n");
    for (size_t i = 0; i < lines.n; i++) {
        if (bt_ends(lines.v[i], " \\"))
            lines.v[i][strlen(lines.v[i]) - 2] = '\0';
        size_t blank = strspn(lines.v[i], "\t");
        memmove(lines.v[i], lines.v[i] + blank, strlen(lines.v[i] + blank) + 1);
    }
    return lines;
}

static void tell_missing(const struct bt_strv *lines, const struct bt_strv *others, char mark, struct bt_buf *out)
{
    for (size_t i = 0; i < lines->n; i++)
        if (!bt_strv_has(others, lines->v[i]))
            bt_buf_addf(out, "    %c %s\n", mark, lines->v[i]);
}

static void tell_changed(const struct side *from, const xmlNode *old, const struct side *to, const xmlNode *new, struct bt_buf *out)
{
    char *a = shown(from, old), *b = shown(to, new), *key = key_of(new);
    if (strcmp(a, b) != 0) { /* else it is in an object inside, or in what the language does not show */
        struct bt_strv old_lines = lines_of(a), new_lines = lines_of(b);
        bt_buf_addf(out, "changed: %s\n", key);
        tell_missing(&old_lines, &new_lines, '-', out);
        tell_missing(&new_lines, &old_lines, '+', out);
        bt_strv_free(&old_lines);
        bt_strv_free(&new_lines);
    }
    free(a);
    free(b);
    free(key);
}

/* Objects of one side that the other has not, or those that both have. */
static void tell_side(const struct side *s, const struct side *other, const char *word, struct bt_buf *out)
{
    for (size_t i = 0; i < s->n; i++) {
        char *key = key_of(s->v[i]);
        if (bt_map_get(other->by_key, key) == NULL) {
            char *text = shown(s, s->v[i]);
            bt_buf_addf(out, "%s: %s", word, text);
            free(text);
        }
        free(key);
    }
}

void changes_tell(const xmlDoc *from, const xmlDoc *to, struct bt_buf *out)
{
    struct side a = side_of(from), b = side_of(to);
    size_t before = out->len;
    tell_side(&a, &b, "removed", out);
    tell_side(&b, &a, "added", out);
    for (size_t i = 0; i < b.n; i++) {
        char *key = key_of(b.v[i]);
        const xmlNode *old = bt_map_get(a.by_key, key);
        if (old != NULL && !same_xml(old, b.v[i]))
            tell_changed(&a, old, &b, b.v[i], out);
        free(key);
    }
    const xmlNode *x = bt_xml_first(bt_xml_root(from), XE_CONFIGURATION), *y = bt_xml_first(bt_xml_root(to), XE_CONFIGURATION);
    if (out->len == before && x != NULL && y != NULL && !same_xml(x, y))
        bt_buf_add(out, "changed: only the order of objects, or what the language has no words for (-x shows it)\n");
    side_free(&a);
    side_free(&b);
}

/* One record -------------------------------------------------------------------------------------------------- */

#define SUMMARY_MAX 5

/* What a summary says: each thing once, in the order in which the patch has them. */
struct summary {
    struct bt_strv items;
};

static void say(struct summary *s, char *item)
{
    if (!bt_strv_has(&s->items, item))
        bt_strv_add(&s->items, item);
    free(item);
}

/* The kind of object that an element of this name is below one of that name; NULL: none. */
static char *kind_named(const char *parent, const char *name)
{
    xmlDoc *doc = bt_xml_doc(parent);
    char *kind = bt_strdup(grammar_kind(bt_xml_add(bt_xml_root(doc), name)));
    bt_xml_free(doc);
    return kind;
}

/* One step of a patch's path: name and id. */
struct step {
    char *name, *id;
};

/* Takes a step off the path: "primitive[@id='a']/..." ; ids may hold a slash. */
static struct step next_step(const char **path)
{
    struct step s = {0};
    const char *p = *path + (**path == '/');
    size_t len = strcspn(p, "/[");
    s.name = bt_strndup(p, len);
    p += len;
    if (bt_starts(p, "[@id=") && p[5] != '\0') {
        const char *end = strchr(p + 6, p[5]);
        s.id = end != NULL ? bt_strndup(p + 6, (size_t)(end - p - 6)) : NULL;
        p = end != NULL ? end + 1 : p + strlen(p);
        p += strcspn(p, "/");
    } else if (*p == '[') {
        p += strcspn(p, "/");
    }
    *path = p;
    return s;
}

/* Where a change is: the innermost object on the way and whether the way ends there, and the section. */
struct place {
    char *kind, *id, *section, *name, *last; /* the last step's name and id */
    bool is_object;
};

static struct place place_of(const char *path)
{
    struct place at = {0};
    for (int depth = 0; *path != '\0'; depth++) {
        struct step s = next_step(&path);
        char *kind = depth >= 3 && s.id != NULL ? kind_named(at.name, s.name) : NULL;
        at.is_object = kind != NULL;
        if (depth == 2)
            at.section = bt_strdup(s.name);
        if (kind != NULL) {
            free(at.kind);
            free(at.id);
            at.kind = kind;
            at.id = bt_strdup(s.id);
        }
        free(at.name);
        free(at.last);
        at.name = s.name;
        at.last = s.id;
    }
    return at;
}

static void place_free(struct place *at)
{
    free(at->kind);
    free(at->id);
    free(at->section);
    free(at->name);
    free(at->last);
}

static void say_object(struct summary *s, char mark, const xmlNode *object)
{
    const char *kind = grammar_kind(object);
    bool is_set = bt_streq(kind, "property");
    bt_xml_each(pair, is_set ? object : NULL, XE_NVPAIR)
        say(s, bt_printf("property %s=%s", bt_xml_get_or(pair, XA_NAME, ""), bt_xml_get_or(pair, XA_VALUE, "")));
    if (!is_set && kind != NULL)
        say(s, bt_printf("%c%s %s", mark, kind, grammar_id(object)));
}

/* An object, a section or the whole, that came at once. */
static void say_objects(struct summary *s, const xmlNode *n)
{
    if (grammar_kind(n) != NULL && bt_xml_id(n) != NULL) {
        say_object(s, '+', n);
        return;
    }
    bt_xml_each(child, n, NULL)
        say_objects(s, child);
}

/* An option in a set of properties, which people know by its name alone. */
static void say_property(struct summary *s, const struct place *at, const xmlNode *pair)
{
    if (bt_xml_is(pair, XE_NVPAIR))
        say(s, bt_printf("property %s=%s", bt_xml_get_or(pair, XA_NAME, ""), bt_xml_get_or(pair, XA_VALUE, "")));
    else if (at->last != NULL && bt_starts(at->last, at->id) && at->last[strlen(at->id)] == '-')
        say(s, bt_printf("property %s", at->last + strlen(at->id) + 1));
    else
        say(s, bt_printf("~property %s", at->id));
}

static bool is_bookkeeping(const char *attr)
{
    static const char *const names[] = {XA_EPOCH, XA_NUM_UPDATES, XA_CIB_LAST_WRITTEN, XA_UPDATE_ORIGIN, XA_UPDATE_CLIENT, XA_UPDATE_USER, XA_HAVE_QUORUM,
                                        XA_DC_UUID, XA_CRM_FEATURE_SET, XA_NO_QUORUM_PANIC};
    for (size_t i = 0; i < BT_COUNT(names); i++)
        if (bt_streq(attr, names[i]))
            return true;
    return false;
}

static void say_root(struct summary *s, const xmlNode *change)
{
    bt_xml_each(attr, bt_xml_first(change, XE_CHANGE_LIST), XE_CHANGE_ATTR)
        if (!is_bookkeeping(bt_xml_get(attr, XA_NAME)))
            say(s, bt_printf("%s=%s", bt_xml_get_or(attr, XA_NAME, ""), bt_xml_get_or(attr, XA_VALUE, "")));
}

/* A created element where it is to stand: what it is depends on that. */
static xmlNode *in_place(xmlDoc **ret, const struct place *at, const xmlNode *created)
{
    *ret = bt_xml_doc(at->name != NULL ? at->name : XE_CIB);
    return created != NULL ? bt_xml_add_copy(bt_xml_root(*ret), created) : NULL;
}

static void say_change(struct summary *s, const xmlNode *change)
{
    const char *operation = bt_xml_get_or(change, XA_OPERATION, ""), *path = bt_xml_get_or(change, XA_PATH, "");
    const xmlNode *result = bt_xml_first(bt_xml_first(change, XE_CHANGE_RESULT), NULL);
    struct place at = place_of(path);
    xmlDoc *doc;
    const xmlNode *created = in_place(&doc, &at, bt_streq(operation, "create") ? bt_xml_first(change, NULL) : NULL);
    if (bt_streq(path, "/cib") && created == NULL)
        say_root(s, change);
    else if (created != NULL && (at.kind == NULL || grammar_kind(created) != NULL))
        say_objects(s, created);
    else if (bt_streq(at.kind, "property") && (!at.is_object || created != NULL))
        say_property(s, &at, created != NULL ? created : result);
    else if (at.kind != NULL)
        say(s, bt_printf("%c%s %s", at.is_object && bt_streq(operation, "delete") ? '-' : '~', at.kind, at.id));
    else if (at.section != NULL)
        say(s, bt_printf("%s%s", bt_streq(operation, "delete") ? "-" : "~", at.section));
    bt_xml_free(doc);
    place_free(&at);
}

char *changes_summary(const xmlNode *record)
{
    struct summary s = {0};
    struct bt_buf b = {0};
    const char *text = bt_xml_get(record, XA_TEXT);
    bt_xml_each(change, bt_xml_first(record, XE_DIFF), XE_CHANGE)
        say_change(&s, change);
    if (text != NULL)
        bt_buf_addf(&b, "%s, from %s%s", text, bt_xml_get_or(record, XA_FROM, "?"), s.items.n > 0 ? ": " : "");
    for (size_t i = 0; i < s.items.n && i < SUMMARY_MAX; i++)
        bt_buf_addf(&b, "%s%s", i > 0 ? ", " : "", s.items.v[i]);
    if (s.items.n > SUMMARY_MAX)
        bt_buf_addf(&b, " and %zu more", s.items.n - SUMMARY_MAX);
    if (b.len == 0)
        bt_buf_add(&b, "the version alone");
    bt_strv_free(&s.items);
    return bt_buf_take(&b);
}
