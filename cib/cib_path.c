/* cib/cib_path.c - the paths by which patches name elements (see cib_tree.h).
 *
 * A step is an element's name, with [@id='ID'] if it has one: the form of Pacemaker's patches, format 2. A comment's step is
 * "comment"; which one is meant stands in the change's position.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_tree.h"

size_t cib_tree_position(const xmlNode *n)
{
    size_t position = 0;
    for (n = n->prev; n != NULL; n = n->prev)
        position++;
    return position;
}

xmlNode *cib_tree_at(const xmlNode *parent, size_t position)
{
    xmlNode *n = parent->children;
    while (n != NULL && position-- > 0)
        n = n->next;
    return n;
}

static char quote_for(const char *id)
{
    return strchr(id, '\'') != NULL ? '"' : '\'';
}

void cib_path_add(struct bt_buf *b, const xmlNode *n)
{
    if (n->parent != NULL && n->parent->type == XML_ELEMENT_NODE)
        cib_path_add(b, n->parent);
    const char *id = bt_xml_id(n);
    bt_buf_addf(b, "/%s", n->type == XML_COMMENT_NODE ? "comment" : bt_xml_name(n));
    if (id != NULL)
        bt_buf_addf(b, "[@" XA_ID "=%c%s%c]", quote_for(id), id, quote_for(id));
}

/* Whether n's step leads from its parent to n alone. */
static bool step_is_plain(const struct cib_tree *t, const xmlNode *n)
{
    if (n->type != XML_ELEMENT_NODE)
        return true;
    const char *name = bt_xml_name(n), *id = bt_xml_id(n);
    if (id == NULL)
        return bt_xml_first(n->parent, name) == n && bt_xml_next(n, name) == NULL;
    if (strchr(id, '\'') != NULL && strchr(id, '"') != NULL)
        return false;
    const struct cib_chain *c = cib_tree_with_id(t, id);
    size_t found = 0;
    assert(c != NULL); /* it is in the tree, so its id is in the index */
    for (size_t i = 0; i < c->n; i++)
        found += c->v[i]->parent == n->parent && bt_xml_is(c->v[i], name);
    return found == 1;
}

xmlNode *cib_path_anchor(const struct cib_tree *t, xmlNode *n)
{
    xmlNode *anchor = n;
    assert(cib_tree_inside(n, t->root));
    for (; n != t->root; n = n->parent)
        if (!step_is_plain(t, n))
            anchor = n->parent;
    return anchor;
}

/* One step of a path: its name and its id (len 0 and NULL: none). */
struct step {
    const char *name, *id;
    size_t name_len, id_len;
};

/* Reads the step at *at, which begins with "/", and moves *at behind it. False if there is none. */
static bool read_step(const char **at, struct step *ret)
{
    const char *p = *at;
    if (*p++ != '/')
        return false;
    size_t len = strcspn(p, "/[");
    *ret = (struct step){.name = p, .name_len = len};
    p += len;
    if (*p == '[') {
        const char *open = "[@" XA_ID "=";
        if (!bt_starts(p, open) || (p[strlen(open)] != '\'' && p[strlen(open)] != '"'))
            return false;
        p += strlen(open);
        char quote[] = {*p++, ']', '\0'};
        const char *end = strstr(p, quote);
        if (end == NULL)
            return false;
        ret->id = p;
        ret->id_len = (size_t)(end - p);
        p = end + 2;
    }
    *at = p;
    return len > 0 && (*p == '/' || *p == '\0');
}

xmlNode *cib_path_follow(const struct cib_tree *t, const char *path)
{
    struct step step;
    if (path == NULL || !read_step(&path, &step) || strlen(bt_xml_name(t->root)) != step.name_len ||
        strncmp(bt_xml_name(t->root), step.name, step.name_len) != 0)
        return NULL;
    xmlNode *n = t->root;
    while (n != NULL && *path != '\0') {
        if (!read_step(&path, &step))
            return NULL;
        char *name = bt_strndup(step.name, step.name_len);
        char *id = step.id != NULL ? bt_strndup(step.id, step.id_len) : NULL;
        n = cib_tree_child(t, n, name, id);
        free(name);
        free(id);
    }
    return n;
}
