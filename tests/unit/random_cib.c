/* tests/unit/random_cib.c - see random_cib.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/random_cib.h"

unsigned random_below(struct random_cib *r, unsigned n)
{
    r->state = r->state * 6364136223846793005U + 1442695040888963407U;
    return (unsigned)(r->state >> 33) % n;
}

static void set_random_attr(struct random_cib *r, xmlNode *n)
{
    static const char *const names[] = {"a", "b", "c", "value"};
    static const char *const values[] = {"", "1", "two", "<&\"'>", "\xc3\xa4\n\t"};
    bt_xml_set(n, names[random_below(r, BT_COUNT(names))], values[random_below(r, BT_COUNT(values))]);
}

static void set_random_id(struct random_cib *r, xmlNode *n)
{
    if (r->wild && random_below(r, 4) == 0)
        return;
    if (r->wild && random_below(r, 12) == 0)
        bt_xml_set(n, "id", random_below(r, 2) ? "it's" : "'\"");
    else
        bt_xml_setf(n, "id", "%u", random_below(r, r->wild ? 8 : 100000));
}

static void add_random(struct random_cib *r, xmlNode *parent, unsigned depth)
{
    static const char *const names[] = {"x", "y", "z"};
    if (r->wild && random_below(r, 10) == 0) {
        xmlAddChild(parent, xmlNewDocComment(parent->doc, BAD_CAST(random_below(r, 2) ? " one " : " two ")));
        return;
    }
    xmlNode *n = bt_xml_add(parent, names[random_below(r, BT_COUNT(names))]);
    set_random_id(r, n);
    for (unsigned i = random_below(r, 3); i > 0; i--)
        set_random_attr(r, n);
    for (unsigned i = depth > 0 ? random_below(r, 6) : 0; i > 0; i--)
        add_random(r, n, depth - 1);
}

xmlDoc *random_doc(struct random_cib *r)
{
    xmlDoc *doc = bt_xml_doc("r");
    for (unsigned i = random_below(r, 8); i > 0; i--)
        add_random(r, bt_xml_root(doc), 3);
    return doc;
}

static xmlNode *random_node(struct random_cib *r, xmlNode *n)
{
    size_t children = bt_xml_count(n, NULL);
    if (children == 0 || random_below(r, 3) == 0)
        return n;
    xmlNode *child = bt_xml_first(n, NULL);
    for (unsigned i = random_below(r, (unsigned)children); i > 0; i--)
        child = bt_xml_next(child, NULL);
    return random_node(r, child);
}

static void vary(struct random_cib *r, xmlNode *root)
{
    xmlNode *n = random_node(r, root);
    switch (random_below(r, 5)) {
    case 0:
        set_random_attr(r, n);
        break;
    case 1:
        bt_xml_set(n, "a", NULL);
        break;
    case 2:
        add_random(r, n, 2);
        break;
    case 3:
        if (n != root)
            bt_xml_remove(n);
        break;
    default:
        if (n != root && n->parent->children != n) {
            xmlNode *before = n->parent->children;
            for (unsigned i = random_below(r, 5); i > 0 && before->next != NULL && before->next != n; i--)
                before = before->next;
            xmlUnlinkNode(n);
            xmlAddPrevSibling(before, n);
        }
    }
}

xmlDoc *random_variation(struct random_cib *r, const xmlDoc *doc)
{
    xmlDoc *copy = bt_xml_doc_of(bt_xml_root(doc));
    for (unsigned i = random_below(r, 6); i > 0; i--)
        vary(r, bt_xml_root(copy));
    return copy;
}

/* Requests -------------------------------------------------------------------------------------------------- */

static xmlNode *random_element_of(struct random_cib *r, const struct cib *cib)
{
    static const char *const sections[] = {"resources", "constraints", "crm_config", "nodes", "status", "configuration"};
    xmlNode *section = cib_section(cib_doc(cib), sections[random_below(r, BT_COUNT(sections))]);
    return random_node(r, section);
}

static void fill_primitive(struct random_cib *r, xmlNode *n)
{
    bt_xml_setf(n, "id", "r%u", random_below(r, 12));
    bt_xml_set(n, "class", "lsb");
    bt_xml_set(n, "type", random_below(r, 2) ? "Dummy" : "Stateful");
    if (random_below(r, 2) == 0)
        return;
    xmlNode *meta = bt_xml_add(n, "meta_attributes");
    bt_xml_setf(meta, "id", "%s-meta", bt_xml_id(n));
    for (unsigned i = random_below(r, 4); i > 0; i--) {
        xmlNode *pair = bt_xml_add(meta, "nvpair");
        bt_xml_setf(pair, "id", "%s-%u", bt_xml_id(n), i);
        bt_xml_setf(pair, "name", "n%u", i);
        bt_xml_setf(pair, "value", "%u", random_below(r, 5));
    }
}

/* A resource, a constraint, or an operation's result. */
static xmlDoc *random_data(struct random_cib *r, const char **ret_section)
{
    xmlDoc *doc;
    switch (random_below(r, 4)) {
    case 0:
        *ret_section = "constraints";
        doc = bt_xml_doc("rsc_location");
        bt_xml_setf(bt_xml_root(doc), "id", "l%u", random_below(r, 6));
        bt_xml_setf(bt_xml_root(doc), "rsc", "r%u", random_below(r, 12));
        bt_xml_set(bt_xml_root(doc), "node", "n1");
        bt_xml_set(bt_xml_root(doc), "score", "1");
        return doc;
    case 1:
        *ret_section = "status";
        doc = bt_xml_doc("node_state");
        bt_xml_setf(bt_xml_root(doc), "id", "%u", 1 + random_below(r, 2));
        for (unsigned i = random_below(r, 3); i > 0; i--)
            add_random(r, bt_xml_root(doc), 2);
        return doc;
    default:
        *ret_section = "resources";
        doc = bt_xml_doc("primitive");
        fill_primitive(r, bt_xml_root(doc));
        return doc;
    }
}

/* Replaces a section (or all) by a variation of it. */
static struct cib_request random_replace(struct random_cib *r, const struct cib *cib, xmlDoc **ret_doc)
{
    static const char *const sections[] = {"status", "resources", "cib"};
    const char *section = sections[random_below(r, BT_COUNT(sections))];
    const xmlNode *n = strcmp(section, "cib") == 0 ? bt_xml_root(cib_doc(cib)) : cib_section(cib_doc(cib), section);
    xmlDoc *doc = bt_xml_doc_of(n);
    for (unsigned i = random_below(r, 3); i > 0; i--)
        vary(r, strcmp(section, "cib") == 0 ? bt_xml_first(bt_xml_root(doc), "status") : bt_xml_root(doc));
    *ret_doc = doc;
    return (struct cib_request){.op = CIB_OP_REPLACE, .section = section, .xml = bt_xml_root(doc)};
}

/* Makes the document a variation of itself, by a patch. */
static struct cib_request random_patch(struct random_cib *r, const struct cib *cib, xmlDoc **ret_doc)
{
    const xmlNode *root = bt_xml_root(cib_doc(cib));
    xmlDoc *doc = bt_xml_doc_of(root);
    for (unsigned i = 1 + random_below(r, 3); i > 0; i--)
        vary(r, bt_xml_first(bt_xml_root(doc), random_below(r, 2) ? "status" : "configuration"));
    *ret_doc = cib_patch_make(root, bt_xml_root(doc), random_below(r, 2));
    bt_xml_free(doc);
    if (*ret_doc == NULL)
        *ret_doc = bt_xml_doc("diff");
    return (struct cib_request){.op = CIB_OP_PATCH, .xml = bt_xml_root(*ret_doc)};
}

struct cib_request random_request(struct random_cib *r, const struct cib *cib, xmlDoc **ret_doc)
{
    struct cib_request rq = {.flags = random_below(r, 2) ? CIB_CAN_CREATE : 0};
    switch (random_below(r, 8)) {
    case 0:
        return random_replace(r, cib, ret_doc);
    case 1:
        return random_patch(r, cib, ret_doc);
    case 2:
        rq.op = CIB_OP_DELETE;
        rq.xpath = cib_node_path(random_element_of(r, cib));
        rq.flags = random_below(r, 2) ? CIB_MULTIPLE : 0;
        *ret_doc = NULL;
        return rq;
    case 3:
        rq.op = CIB_OP_DELETE;
        break;
    case 4:
        rq.op = CIB_OP_CREATE;
        break;
    case 5:
        rq.op = CIB_OP_REPLACE;
        break;
    default:
        rq.op = CIB_OP_MODIFY;
    }
    *ret_doc = random_data(r, &rq.section);
    rq.xml = bt_xml_root(*ret_doc);
    return rq;
}

void random_request_free(struct cib_request *rq, xmlDoc *doc)
{
    free((char *)rq->xpath);
    bt_xml_free(doc);
}
