/* tools/nvset.c - name-value pairs in the CIB (see nvset.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/nvset.h"

#include <regex.h>

#include "tools/common.h"

static const xmlNode *holder(const struct nv_place *p)
{
    return p->below != NULL && p->anchor != NULL ? bt_xml_first(p->anchor, p->below) : p->anchor;
}

static bool fits(const struct nv_key *k, const regex_t *pattern, const xmlNode *pair)
{
    const char *name = bt_xml_get(pair, XA_NAME);
    if (k->id != NULL && !bt_streq(k->id, bt_xml_id(pair)))
        return false;
    if (k->name != NULL && !bt_streq(k->name, name))
        return false;
    return k->pattern == NULL || (name != NULL && regexec(pattern, name, 0, NULL, 0) == 0);
}

int nv_find(const struct nv_place *p, const struct nv_key *k, struct nv_found *ret, struct bt_err *err)
{
    regex_t pattern;
    struct nv_found found = {0};
    if (k->pattern != NULL && regcomp(&pattern, k->pattern, REG_EXTENDED | REG_NOSUB) != 0)
        return bt_fail(err, BT_EX_DATAERR, "'%s' is no regular expression", k->pattern);
    const xmlNode *in = holder(p);
    for (xmlNode *set = in != NULL ? bt_xml_first(in, p->set_tag) : NULL; set != NULL; set = bt_xml_next(set, p->set_tag)) {
        if (p->set_id != NULL && !bt_streq(p->set_id, bt_xml_id(set)))
            continue;
        bt_xml_each(pair, set, XE_NVPAIR)
            if (fits(k, &pattern, pair))
                BT_PUSH(&found, pair);
    }
    if (k->pattern != NULL)
        regfree(&pattern);
    *ret = found;
    return BT_EX_OK;
}

static const xmlNode *first(const struct nv_place *p, const struct nv_key *k)
{
    struct nv_found found = {0};
    if (nv_find(p, k, &found, NULL) != BT_EX_OK)
        return NULL;
    const xmlNode *pair = found.n > 0 ? found.v[0] : NULL;
    free(found.v);
    return pair;
}

const char *nv_get(const struct nv_place *p, const char *name)
{
    return bt_xml_get(first(p, &(struct nv_key){.name = name}), XA_VALUE);
}

char *nv_pair_id(const char *set_id, const char *name)
{
    char *id = bt_printf("%s-%s", set_id, name);
    for (char *c = id; *c != '\0'; c++)
        if (*c == '#' || *c == ':')
            *c = '.';
        else if (strchr(" \t\n/\\()[]{}<>&\"'$%@!*?=+,;|^~`", *c) != NULL)
            *c = '_';
    return id;
}

/* A copy of n without attributes but those that name it, below the copies of its ancestors up to its section. */
static xmlNode *skeleton(const xmlNode *n, xmlDoc **ret)
{
    const char *parent = n->parent != NULL && n->parent->type == XML_ELEMENT_NODE ? bt_xml_name(n->parent) : NULL;
    xmlNode *copy;
    if (parent == NULL || bt_streq(parent, XE_CONFIGURATION) || bt_streq(parent, XE_CIB)) {
        *ret = bt_xml_doc(bt_xml_name(n));
        copy = bt_xml_root(*ret);
    } else {
        copy = bt_xml_add(skeleton(n->parent, ret), bt_xml_name(n));
    }
    bt_xml_set(copy, XA_ID, bt_xml_id(n));
    return copy;
}

static xmlNode *add_with_id(xmlNode *parent, const char *tag, const char *id)
{
    xmlNode *n = bt_xml_add(parent, tag);
    bt_xml_set(n, XA_ID, id);
    return n;
}

xmlDoc *nv_change(const struct nv_place *p, const struct nv_key *k, const char *value)
{
    xmlDoc *doc;
    const xmlNode *old = first(p, k->id != NULL ? &(struct nv_key){.id = k->id} : k);
    const char *set_id = old != NULL ? bt_xml_id(old->parent) : p->set_id != NULL ? p->set_id : p->new_set_id;
    char *new_id = nv_pair_id(set_id, k->name);
    if (p->anchor == NULL)
        doc = bt_xml_doc(p->section);
    xmlNode *at = p->anchor != NULL ? skeleton(p->anchor, &doc) : bt_xml_root(doc);
    if (p->below != NULL)
        at = add_with_id(at, p->below, bt_xml_id(p->anchor));
    at = add_with_id(at, p->set_tag, set_id);
    at = add_with_id(at, XE_NVPAIR, old != NULL ? bt_xml_id(old) : k->id != NULL ? k->id : new_id);
    bt_xml_set(at, XA_NAME, k->name);
    bt_xml_set(at, XA_VALUE, value);
    free(new_id);
    return doc;
}

int nv_set(struct cib_client *c, const struct nv_place *p, const struct nv_key *k, const char *value, struct bt_err *err)
{
    xmlDoc *doc = nv_change(p, k, value);
    const xmlNode *root = bt_xml_root(doc);
    struct cib_request rq = {.op = CIB_OP_MODIFY, .section = bt_xml_name(root), .xml = root, .flags = CIB_CAN_CREATE};
    if (strstr(value, "++") != NULL || strstr(value, "+=") != NULL)
        rq.flags |= CIB_SCORE_UPDATE;
    int rc = cib_client_change(c, &rq, err);
    bt_xml_free(doc);
    return rc;
}

int nv_delete(struct cib_client *c, const xmlNode *pair, struct bt_err *err)
{
    char *path = tool_xml_path(pair);
    struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = path};
    int rc = cib_client_change(c, &rq, err);
    free(path);
    return rc;
}
