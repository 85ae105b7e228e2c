/* tools/show_access.c - a CIB with a user's rights written into it (see show_access.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/show_access.h"

#define SPACE(name) " xmlns:pcmk-access-" name "=\"http://clusterlabs.org/ns/pacemaker/access/" name "\""

/* How each right is shown. */
static const struct {
    const char *line, *color, *prefix;
} looks[] = {
    [CIB_DENIED] = {"vvv---[ ~DENIED~ ]---vvv", "\033[31m", "pcmk-access-denied:"},
    [CIB_READABLE] = {"vvv---[ READABLE ]---vvv", "\033[34m", "pcmk-access-readable:"},
    [CIB_WRITABLE] = {"vvv---[ WRITABLE ]---vvv", "\033[32m", "pcmk-access-writable:"},
};
static const char no_color[] = "\033[0m";

struct writer {
    struct bt_buf b;
    const struct cib_acl *rights;
    enum access_style style;
    const xmlNode *top;
};

/* " id=\"a\" ...": the attributes as they are printed everywhere; the caller's to free. */
static char *attributes_of(const xmlNode *n)
{
    xmlDoc *bare = bt_xml_doc(bt_xml_name(n));
    bt_xml_copy_attrs(bt_xml_root(bare), n);
    char *text = bt_xml_text(bt_xml_root(bare), false), *end = strrchr(text, '/');
    assert(end != NULL);
    char *attributes = bt_strndup(text + 1 + strlen(bt_xml_name(n)), (size_t)(end - text) - 1 - strlen(bt_xml_name(n)));
    free(text);
    bt_xml_free(bare);
    return attributes;
}

/* Whether an element's right is another than that of what is around it. */
static bool is_other(const struct writer *w, const xmlNode *n)
{
    return n == w->top || cib_right_of(w->rights, n) != cib_right_of(w->rights, n->parent);
}

static void add_line(struct writer *w, const xmlNode *n, int depth)
{
    if (n != w->top)
        bt_buf_addf(&w->b, "%*s\n", 2 * depth, "");
    bt_buf_addf(&w->b, "%*s%s\n", 2 * depth, "", looks[cib_right_of(w->rights, n)].line);
}

static void add_element(struct writer *w, const xmlNode *n, int depth)
{
    bool other = is_other(w, n), colored = w->style == ACCESS_COLOR;
    enum cib_right right = cib_right_of(w->rights, n);
    const char *prefix = w->style == ACCESS_NAMESPACE && other ? looks[right].prefix : "", *color = colored ? looks[right].color : "";
    const char *spaces = w->style == ACCESS_NAMESPACE && n == w->top ? SPACE("writable") SPACE("readable") SPACE("denied") : "";
    const xmlNode *first = bt_xml_first(n, NULL);
    char *attributes = attributes_of(n);
    if (w->style == ACCESS_TEXT && other)
        add_line(w, n, depth);
    bt_buf_addf(&w->b, "%*s%s<%s%s%s%s%s", 2 * depth, "", color, prefix, bt_xml_name(n), attributes, spaces, first == NULL ? "/>" : ">\n");
    for (const xmlNode *child = first; child != NULL; child = bt_xml_next(child, NULL))
        add_element(w, child, depth + 1);
    if (first != NULL)
        bt_buf_addf(&w->b, "%*s%s</%s%s>", 2 * depth, "", color, prefix, bt_xml_name(n));
    bt_buf_addf(&w->b, "%s\n", colored ? no_color : "");
    free(attributes);
}

char *access_text(const xmlNode *n, const struct cib_acl *rights, enum access_style style)
{
    struct writer w = {.rights = rights, .style = style, .top = n};
    add_element(&w, n, 0);
    return bt_buf_take(&w.b);
}
