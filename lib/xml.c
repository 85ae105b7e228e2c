/* lib/xml.c - elements and attributes: reading, changing, walking (see xml.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/xml.h"

#include <stdio.h>

#include <libxml/xpathInternals.h>

xmlDoc *bt_xml_doc(const char *root_name)
{
    xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlNode *root = xmlNewDocNode(doc, NULL, BAD_CAST root_name, NULL);
    xmlDocSetRootElement(doc, root);
    return doc;
}

xmlDoc *bt_xml_doc_of(const xmlNode *n)
{
    xmlDoc *doc = xmlNewDoc(BAD_CAST "1.0");
    xmlDocSetRootElement(doc, xmlDocCopyNode((xmlNode *)n, doc, 1));
    return doc;
}

void bt_xml_free(xmlDoc *doc)
{
    xmlFreeDoc(doc);
}

xmlNode *bt_xml_root(const xmlDoc *doc)
{
    return doc != NULL ? xmlDocGetRootElement(doc) : NULL;
}

/* Most names differ in their first two letters: that saves most calls. */
static bool same_name(const xmlChar *a, const char *b)
{
    return (char)a[0] == b[0] && (b[0] == '\0' || ((char)a[1] == b[1] && strcmp((const char *)a + 1, b + 1) == 0));
}

bool bt_xml_is(const xmlNode *n, const char *name)
{
    return n != NULL && n->type == XML_ELEMENT_NODE && same_name(n->name, name);
}

const char *bt_xml_name(const xmlNode *n)
{
    return (const char *)n->name;
}

/* A parsed document lies in memory about as it was written, an attribute with its value on some 250 bytes, and is larger than any cache:
 * walking attributes is mostly waiting for memory, unless those some ten places on are asked for in time. Only a hint: any address will do. */
enum { FETCH_LINE = 64, FETCH_LINES = 5, FETCH_AHEAD = 40 * FETCH_LINE };

static void fetch_ahead(const xmlAttr *a)
{
    uintptr_t at = (uintptr_t)a + FETCH_AHEAD;
    for (uintptr_t line = 0; line < FETCH_LINES; line++)
        __builtin_prefetch((const void *)(at + line * FETCH_LINE));
}

static xmlAttr *find_attr(const xmlNode *n, const char *attr)
{
    if (n == NULL || n->type != XML_ELEMENT_NODE)
        return NULL;
    for (xmlAttr *a = n->properties; a != NULL; a = a->next) {
        if (same_name(a->name, attr))
            return a;
        fetch_ahead(a);
    }
    return NULL;
}

/* The parser resolves entities, so that an attribute's value is one text node, or none when it is empty. */
static const char *attr_value(const xmlAttr *a)
{
    return a->children != NULL && a->children->content != NULL ? (const char *)a->children->content : "";
}

const char *bt_xml_get(const xmlNode *n, const char *attr)
{
    const xmlAttr *a = find_attr(n, attr);
    return a != NULL ? attr_value(a) : NULL;
}

void bt_xml_get_all(const xmlNode *n, const char *const *names, const char **ret, size_t count)
{
    assert(n->type == XML_ELEMENT_NODE); /* libxml2 may keep a text itself where an element has its attributes */
    for (size_t i = 0; i < count; i++)
        ret[i] = NULL;
    size_t next = 0;
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        fetch_ahead(a);
        for (size_t i = 0, at = next; i < count; i++) {
            size_t behind = at + 1 < count ? at + 1 : 0;
            if (same_name(a->name, names[at])) {
                ret[at] = attr_value(a);
                next = behind;
                break;
            }
            at = behind;
        }
    }
}

const char *bt_xml_id(const xmlNode *n)
{
    return bt_xml_get(n, "id");
}

const char *bt_xml_get_or(const xmlNode *n, const char *attr, const char *otherwise)
{
    const char *value = bt_xml_get(n, attr);
    return value != NULL ? value : otherwise;
}

int64_t bt_xml_get_int(const xmlNode *n, const char *attr, int64_t otherwise)
{
    bt_parse_int(bt_xml_get(n, attr), &otherwise);
    return otherwise;
}

bool bt_xml_get_bool(const xmlNode *n, const char *attr, bool otherwise)
{
    return bt_is_true(bt_xml_get(n, attr), otherwise);
}

/* As bt_xml_char_len(); for what nearly all characters are, without a call. */
static inline size_t char_len(const char *at)
{
    return *at >= ' ' && *at <= '~' ? 1 : bt_xml_char_len(at);
}

/* A copy of s with what XML can't hold replaced; NULL if s is clean, as almost always. */
static char *cleaned(const char *s)
{
    const char *at = s;
    size_t len;
    while (*at != '\0' && (len = char_len(at)) != 0)
        at += len;
    if (*at == '\0')
        return NULL;
    struct bt_buf b = {0};
    for (at = s; *at != '\0'; at += len) {
        len = bt_xml_char_len(at);
        if (len != 0) {
            bt_buf_addn(&b, at, len);
        } else {
            bt_buf_add(&b, "\xef\xbf\xbd");
            len = 1;
        }
    }
    return bt_buf_take(&b);
}

/* a: the attribute, or NULL if there is none yet; before: the one that it then comes after. */
static xmlAttr *give(xmlNode *n, xmlAttr *a, xmlAttr *before, const char *attr, const char *value)
{
    char *clean = cleaned(value);
    if (clean != NULL)
        value = clean;
    /* The new text is made before the old one goes: value may point into it. */
    xmlNode *text = xmlNewDocText(n->doc, BAD_CAST value);
    if (a == NULL) { /* xmlNewProp would look for the end again */
        a = xmlNewDocProp(n->doc, BAD_CAST attr, NULL);
        a->parent = n;
        a->prev = before;
        *(before != NULL ? &before->next : &n->properties) = a;
    }
    xmlFreeNodeList(a->children);
    text->parent = (xmlNode *)a;
    a->children = a->last = text;
    free(clean);
    return a;
}

xmlAttr *bt_xml_append_attr(xmlNode *n, xmlAttr *last, const char *attr, const char *value)
{
    assert(last != NULL ? last->parent == n && last->next == NULL : n->properties == NULL);
    return give(n, NULL, last, attr, value);
}

void bt_xml_set(xmlNode *n, const char *attr, const char *value)
{
    if (n == NULL || n->type != XML_ELEMENT_NODE)
        return; /* text has none: libxml2 may keep the text itself there */
    xmlAttr *a = n->properties, *before = NULL;
    for (; a != NULL && !same_name(a->name, attr); a = a->next)
        before = a;
    if (value != NULL)
        give(n, a, before, attr, value);
    else if (a != NULL)
        xmlRemoveProp(a);
}

void bt_xml_setf(xmlNode *n, const char *attr, const char *fmt, ...)
{
    char small[128];
    va_list ap;
    va_start(ap, fmt);
    int len = bt_vsnprintf(small, sizeof(small), fmt, ap);
    va_end(ap);
    if (len >= 0 && (size_t)len < sizeof(small)) {
        bt_xml_set(n, attr, small);
        return;
    }
    va_start(ap, fmt);
    char *value = bt_vprintf(fmt, ap);
    va_end(ap);
    bt_xml_set(n, attr, value);
    free(value);
}

void bt_xml_set_int(xmlNode *n, const char *attr, int64_t value)
{
    char text[BT_INT_TEXT];
    bt_xml_set(n, attr, bt_int_text(value, text));
}

void bt_xml_set_bool(xmlNode *n, const char *attr, bool value)
{
    bt_xml_set(n, attr, value ? "true" : "false");
}

bool bt_xml_is_attr_name(const char *name)
{
    return xmlValidateName(BAD_CAST name, 0) == 0;
}

void bt_xml_copy_attrs(xmlNode *to, const xmlNode *from)
{
    assert(from->type == XML_ELEMENT_NODE && from != to);
    for (const xmlAttr *a = from->properties; a != NULL; a = a->next)
        bt_xml_set(to, (const char *)a->name, attr_value(a));
}

xmlNode *bt_xml_add(xmlNode *parent, const char *name)
{
    assert(parent->type == XML_ELEMENT_NODE);
    xmlNode *child = xmlNewDocNode(parent->doc, NULL, BAD_CAST name, NULL);
    return xmlAddChild(parent, child);
}

xmlNode *bt_xml_wrap(xmlDoc *doc, const char *name)
{
    xmlNode *outer = xmlNewDocNode(doc, NULL, BAD_CAST name, NULL);
    xmlNode *inner = xmlDocSetRootElement(doc, outer);
    xmlAddChild(outer, inner);
    return outer;
}

xmlNode *bt_xml_add_copy(xmlNode *parent, const xmlNode *n)
{
    return xmlAddChild(parent, xmlDocCopyNode((xmlNode *)n, parent->doc, 1));
}

xmlNode *bt_xml_add_root(xmlNode *parent, xmlDoc *doc)
{
    xmlNode *root = bt_xml_root(doc);
    assert(root != NULL && parent->type == XML_ELEMENT_NODE && parent->doc != doc);
    xmlUnlinkNode(root);
    xmlDOMWrapAdoptNode(NULL, doc, root, parent->doc, parent, 0); /* names may lie in the dictionary of doc's parser */
    xmlAddChild(parent, root);
    xmlFreeDoc(doc);
    return root;
}

void bt_xml_remove(xmlNode *n)
{
    if (n == NULL)
        return;
    xmlUnlinkNode(n);
    xmlFreeNode(n);
}

/* The first element of that name (NULL: any) among n and its later siblings. */
static xmlNode *element_from(xmlNode *n, const char *name)
{
    while (n != NULL && (n->type != XML_ELEMENT_NODE || (name != NULL && !bt_xml_is(n, name))))
        n = n->next;
    return n;
}

xmlNode *bt_xml_first(const xmlNode *parent, const char *name)
{
    return parent != NULL ? element_from(parent->children, name) : NULL;
}

xmlNode *bt_xml_next(const xmlNode *n, const char *name)
{
    return n != NULL ? element_from(n->next, name) : NULL;
}

size_t bt_xml_count(const xmlNode *parent, const char *name)
{
    size_t n = 0;
    bt_xml_each(child, parent, name)
        n++;
    return n;
}

xmlNode *bt_xml_find(const xmlNode *parent, const char *name, const char *attr, const char *value)
{
    bt_xml_each(child, parent, name) {
        const char *has = bt_xml_get(child, attr);
        if (has != NULL && bt_streq(has, value))
            return child;
    }
    return NULL;
}

/* Walks a path of names; where a step is missing, adds it or ends. */
static xmlNode *walk(xmlNode *n, const char *path, bool create)
{
    struct bt_strv steps = {0};
    bt_strv_split(&steps, path, "/");
    for (size_t i = 0; i < steps.n && n != NULL; i++) {
        xmlNode *child = bt_xml_first(n, steps.v[i]);
        n = child == NULL && create ? bt_xml_add(n, steps.v[i]) : child;
    }
    bt_strv_free(&steps);
    return n;
}

xmlNode *bt_xml_path(const xmlNode *n, const char *path)
{
    return walk((xmlNode *)n, path, false);
}

xmlNode *bt_xml_ensure_path(xmlNode *n, const char *path)
{
    return walk(n, path, true);
}

/* The element that a selected node is or belongs to; NULL for what belongs to none (the document). */
static xmlNode *element_of(xmlNode *n)
{
    if (n->type == XML_NAMESPACE_DECL)
        return NULL; /* not a real node: it has no parent */
    while (n != NULL && n->type != XML_ELEMENT_NODE)
        n = n->parent;
    return n;
}

static int take_elements(const xmlXPathObject *result, const char *xpath, xmlNode ***ret, size_t *ret_n,
                         struct bt_err *err)
{
    if (result->type != XPATH_NODESET)
        return bt_fail(err, BT_EX_DATAERR, "The XPath expression \"%s\" yields a value, not elements", xpath);
    int count = xmlXPathNodeSetGetLength(result->nodesetval);
    if (count > 1)
        xmlXPathNodeSetSort(result->nodesetval);
    xmlNode **nodes = bt_alloc(((size_t)count + 1) * sizeof(*nodes));
    size_t n = 0;
    for (int i = 0; i < count; i++) {
        xmlNode *element = element_of(xmlXPathNodeSetItem(result->nodesetval, i));
        if (element != NULL && (n == 0 || nodes[n - 1] != element)) /* two attributes of one element are neighbours */
            nodes[n++] = element;
    }
    *ret = nodes;
    *ret_n = n;
    return 0;
}

/* Two ways in which libxml2 would write about a bad expression to stderr. */
static void quiet(void *ctx, xmlErrorPtr error)
{
    (void)ctx;
    (void)error;
}

static void quiet_print(void *ctx, const char *fmt, ...)
{
    (void)ctx;
    (void)fmt;
}

struct bt_xml_silence bt_xml_silence(void)
{
    struct bt_xml_silence before = {xmlGenericError, xmlGenericErrorContext};
    xmlSetGenericErrorFunc(NULL, quiet_print);
    return before;
}

void bt_xml_silence_end(struct bt_xml_silence before)
{
    xmlSetGenericErrorFunc(before.ctx, before.print);
}

static xmlXPathObject *evaluate(xmlXPathContext *ctx, const char *xpath)
{
    struct bt_xml_silence before = bt_xml_silence();
    xmlXPathObject *result = xmlXPathEval(BAD_CAST xpath, ctx);
    bt_xml_silence_end(before);
    return result;
}

int bt_xml_xpath(const xmlDoc *doc, const char *xpath, xmlNode ***ret, size_t *ret_n, struct bt_err *err)
{
    enum { STEPS_MAX = 100 * 1000 * 1000 }; /* a second or so: a hostile expression must not stall a daemon */
    xmlXPathContext *ctx = xmlXPathNewContext((xmlDoc *)doc);
    ctx->error = quiet;
    ctx->opLimit = STEPS_MAX;
    xmlXPathObject *result = evaluate(ctx, xpath);
    int rc;
    if (result != NULL)
        rc = take_elements(result, xpath, ret, ret_n, err);
    else if (ctx->lastError.code == XML_XPATH_EXPRESSION_OK + (int)XPATH_OP_LIMIT_EXCEEDED)
        rc = bt_fail(err, BT_EX_DATAERR, "The XPath expression \"%s\" takes too long to evaluate", xpath);
    else
        rc = bt_fail(err, BT_EX_DATAERR, "\"%s\" is not a valid XPath expression", xpath);
    xmlXPathFreeObject(result);
    xmlXPathFreeContext(ctx);
    return rc;
}
