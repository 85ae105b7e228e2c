/* lib/xml_text.c - documents from text and to text (see xml.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/xml.h"

#include <libxml/parserInternals.h>

/* What the parser's callbacks need to know of this one parse. */
struct parse_state {
    entityDeclSAXFunc entity_decl; /* libxml2's own */
    internalSubsetSAXFunc subset;  /* the same */
    startElementNsSAX2Func start;  /* the same */
    bool deep;                     /* elements are nested too deeply */
    bool external;                 /* the document names something outside itself */
    int line;                      /* of the first error */
    char *message;                 /* the first error; NULL: none */
};

/* The first error names the cause; libxml2 itself keeps the last. */
static void error_found(void *ctx, xmlErrorPtr e)
{
    struct parse_state *state = ((xmlParserCtxt *)ctx)->_private;
    if (e->level < XML_ERR_ERROR || state->message != NULL || e->message == NULL)
        return;
    state->line = e->line;
    state->message = bt_strndup(e->message, strcspn(e->message, "\n"));
}

/* Stands before libxml2's handler: an entity of another file or server ends the parse, so that a document can never
 * make a daemon read a file or open a connection. */
static void entity_declared(void *ctx, const xmlChar *name, int type, const xmlChar *public_id,
                            const xmlChar *system_id, xmlChar *content)
{
    xmlParserCtxt *parser = ctx;
    struct parse_state *state = parser->_private;
    if (public_id == NULL && system_id == NULL) {
        state->entity_decl(ctx, name, type, public_id, system_id, content);
        return;
    }
    state->external = true;
    xmlStopParser(parser);
}

/* A document type may declare entities that grow beyond all measure: such a document is held to libxml2's limits. What declares nothing is
 * no larger in memory than it is long, and may be as long as it likes. */
static void subset_begins(void *ctx, const xmlChar *name, const xmlChar *public_id, const xmlChar *system_id)
{
    xmlParserCtxt *parser = ctx;
    parser->options &= ~XML_PARSE_HUGE;
    ((struct parse_state *)parser->_private)->subset(ctx, name, public_id, system_id);
}

/* What is read is walked by recursion, here and in libxml2: the stack is what limits it. */
static void element_begins(void *ctx, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri, int n_namespaces, const xmlChar **namespaces,
                           int n_attributes, int n_defaulted, const xmlChar **attributes)
{
    xmlParserCtxt *parser = ctx;
    struct parse_state *state = parser->_private;
    if (parser->nodeNr < BT_XML_DEEPEST) {
        state->start(ctx, name, prefix, uri, n_namespaces, namespaces, n_attributes, n_defaulted, attributes);
        return;
    }
    state->deep = true;
    xmlStopParser(parser);
}

static int parse_failure(const struct parse_state *state, const char *what, struct bt_err *err)
{
    if (state->external)
        return bt_fail(err, BT_EX_DATAERR, "%s: refused, because it declares an external entity", what);
    if (state->deep)
        return bt_fail(err, BT_EX_DATAERR, "%s: refused, because its elements are nested more than %d deep", what, BT_XML_DEEPEST);
    if (state->message == NULL)
        return bt_fail(err, BT_EX_DATAERR, "%s: not an XML document", what);
    return bt_fail(err, BT_EX_DATAERR, "%s: line %d: %s", what, state->line, state->message);
}

int bt_xml_parse_from(bt_xml_read_fn *read, void *ctx, const char *what, xmlDoc **ret, struct bt_err *err)
{
    struct parse_state state = {0};
    xmlParserCtxt *parser = xmlNewParserCtxt();
    parser->_private = &state;
    state.entity_decl = parser->sax->entityDecl;
    parser->sax->entityDecl = entity_declared;
    state.subset = parser->sax->internalSubset;
    parser->sax->internalSubset = subset_begins;
    state.start = parser->sax->startElementNs;
    parser->sax->startElementNs = element_begins;
    parser->sax->serror = error_found;
    struct bt_xml_silence before = bt_xml_silence();
    xmlDoc *doc = xmlCtxtReadIO(parser, read, NULL, ctx, NULL, NULL,
                                XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOBLANKS |
                                    XML_PARSE_NOENT | XML_PARSE_NOCDATA | XML_PARSE_COMPACT | XML_PARSE_HUGE);
    bt_xml_silence_end(before);
    int rc = 0;
    if (doc == NULL || state.external || state.deep || bt_xml_root(doc) == NULL) {
        rc = parse_failure(&state, what, err);
        bt_xml_free(doc);
    } else {
        *ret = doc;
    }
    xmlFreeParserCtxt(parser);
    free(state.message);
    return rc;
}

struct piece { const char *at; size_t left; };

static int read_piece(void *ctx, char *buf, int size)
{
    struct piece *p = ctx;
    size_t n = p->left < (size_t)size ? p->left : (size_t)size;
    memcpy(buf, p->at, n);
    p->at += n;
    p->left -= n;
    return (int)n;
}

/* Piece by piece as well: libxml2 would copy the whole first. */
int bt_xml_parse(const char *text, size_t len, const char *what, xmlDoc **ret, struct bt_err *err)
{
    struct piece p = {text, len};
    return bt_xml_parse_from(read_piece, &p, what, ret, err);
}

static void indent(struct bt_buf *b, int depth)
{
    static const char blanks[] = "                                ";
    size_t left = 2 * (size_t)depth;
    for (size_t len; left > 0; left -= len) {
        len = left < sizeof blanks - 1 ? left : sizeof blanks - 1;
        bt_buf_addn(b, blanks, len);
    }
}

/* Whether the element holds text: then its content is kept as it is, on one line. */
static bool holds_text(const xmlNode *n)
{
    for (const xmlNode *child = n->children; child != NULL; child = child->next)
        if (child->type == XML_TEXT_NODE || child->type == XML_CDATA_SECTION_NODE)
            return true;
    return false;
}

/* Text between tags: quotes and line breaks stay as people wrote them, as in an agent's description. */
static void write_text(struct bt_buf *b, const char *s)
{
    while (*s != '\0') {
        size_t plain = strcspn(s, "&<>\r");
        while (plain > 0) {
            size_t len = bt_xml_char_len(s);
            if (len == 0 || len > plain) {
                bt_buf_add(b, "\xEF\xBF\xBD");
                len = 1;
            } else {
                bt_buf_addn(b, s, len);
            }
            s += len;
            plain -= len;
        }
        if (*s != '\0')
            bt_buf_add(b, *s == '&' ? "&amp;" : *s == '<' ? "&lt;" : *s == '>' ? "&gt;" : "&#13;");
        s += *s != '\0';
    }
}

/* Kept as one section; what would end it early ends one and begins another. */
static void write_cdata(struct bt_buf *b, const char *s)
{
    bt_buf_add(b, "<![CDATA[");
    for (const char *end; (end = strstr(s, "]]>")) != NULL; s = end + 2) {
        bt_buf_addn(b, s, (size_t)(end - s) + 2);
        bt_buf_add(b, "]]><![CDATA[");
    }
    bt_buf_add(b, s);
    bt_buf_add(b, "]]>");
}

static void write_node(struct bt_buf *b, const xmlNode *n, bool pretty, int depth);

static void write_start(struct bt_buf *b, const xmlNode *n)
{
    bt_buf_addn(b, "<", 1);
    bt_buf_add(b, bt_xml_name(n));
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        bt_buf_addn(b, " ", 1);
        bt_buf_add(b, (const char *)a->name);
        bt_buf_addn(b, "=\"", 2);
        if (a->children != NULL && a->children->content != NULL)
            bt_buf_add_xml(b, (const char *)a->children->content);
        bt_buf_addn(b, "\"", 1);
    }
}

static void write_element(struct bt_buf *b, const xmlNode *n, bool pretty, int depth)
{
    write_start(b, n);
    if (n->children == NULL) {
        bt_buf_addn(b, "/>", 2);
        return;
    }
    bool lines = pretty && !holds_text(n);
    bt_buf_add(b, lines ? ">\n" : ">");
    for (const xmlNode *child = n->children; child != NULL; child = child->next)
        write_node(b, child, lines, depth + 1);
    if (lines)
        indent(b, depth);
    bt_buf_addn(b, "</", 2);
    bt_buf_add(b, bt_xml_name(n));
    bt_buf_addn(b, ">", 1);
}

static void write_node(struct bt_buf *b, const xmlNode *n, bool pretty, int depth)
{
    const char *content = (const char *)n->content;
    if (n->type != XML_ELEMENT_NODE && n->type != XML_COMMENT_NODE && n->type != XML_TEXT_NODE &&
        n->type != XML_CDATA_SECTION_NODE)
        return;
    if (pretty)
        indent(b, depth);
    if (n->type == XML_ELEMENT_NODE)
        write_element(b, n, pretty, depth);
    else if (n->type == XML_COMMENT_NODE)
        bt_buf_addf(b, "<!--%s-->", content != NULL ? content : "");
    else if (content != NULL && n->type == XML_CDATA_SECTION_NODE)
        write_cdata(b, content);
    else if (content != NULL)
        write_text(b, content);
    if (pretty)
        bt_buf_addn(b, "\n", 1);
}

void bt_xml_add_text(struct bt_buf *b, const xmlNode *n, bool pretty)
{
    write_node(b, n, pretty, 0);
}

char *bt_xml_text(const xmlNode *n, bool pretty)
{
    struct bt_buf b = {0};
    bt_xml_add_text(&b, n, pretty);
    return bt_buf_take(&b);
}
