/* tools/crm/parse.c - the cursor, ids, and the table of definitions (see parse.h and grammar.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/parse.h"

#include "tools/crm/words.h"

/* Cursor -------------------------------------------------------------------------------------------------- */

const char *parse_word(const struct parse *p)
{
    return p->at < p->words->n ? p->words->v[p->at] : NULL;
}

const char *parse_next(const struct parse *p)
{
    return p->at + 1 < p->words->n ? p->words->v[p->at + 1] : NULL;
}

const char *parse_take(struct parse *p)
{
    assert(p->at < p->words->n);
    return p->words->v[p->at++];
}

bool parse_accept(struct parse *p, const char *word)
{
    if (!bt_streq(parse_word(p), word))
        return false;
    p->at++;
    return true;
}

int parse_fail(struct parse *p, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *message = bt_vprintf(fmt, ap), *line = words_join(p->words, 0);
    va_end(ap);
    const char *near = parse_word(p) != NULL ? parse_word(p) : p->words->v[p->words->n - 1];
    bt_fail(p->err, BT_EX_USAGE, "syntax in %s: %s near <%s> parsing '%s'", p->words->v[0], message, near, line);
    free(message);
    free(line);
    return BT_EX_USAGE;
}

int parse_end(struct parse *p)
{
    if (parse_word(p) == NULL)
        return BT_EX_OK;
    char *rest = words_join(p->words, p->at);
    int rc = parse_fail(p, "Unknown arguments: %s", rest);
    free(rest);
    return rc;
}

/* Ids --------------------------------------------------------------------------------------------------------- */

/* What a taken id maps to: anything but NULL. */
static const char taken[] = "";

void parse_set_id(struct parse *p, xmlNode *n, const char *id)
{
    bt_xml_set(n, XA_ID, id);
    bt_map_put(p->ids, id, (void *)(uintptr_t)taken);
}

/* Characters that XML ids can't hold become '_'. */
static void clean_id(char *id)
{
    for (char *c = id; *c != '\0'; c++)
        if (strchr(" \t\n/\\:#()[]{}<>&\"'$%@!*?=+,;|^~`", *c) != NULL)
            *c = '_';
}

void parse_make_id(struct parse *p, xmlNode *n, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *base = bt_vprintf(fmt, ap);
    va_end(ap);
    clean_id(base);
    char *id = bt_strdup(base);
    for (int i = 0; bt_map_get(p->ids, id) != NULL; i++) {
        free(id);
        id = bt_printf("%s-%d", base, i);
    }
    parse_set_id(p, n, id);
    free(base);
    free(id);
}

static bool is_one_of(const xmlNode *n, const char *const *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (bt_xml_is(n, names[i]))
            return true;
    return false;
}

/* Takes all ids below an element but those of the object that is about to be replaced (resources inside it stay). References are no ids. */
static void collect_ids(struct bt_map *ids, const xmlNode *n, const char *object, bool replaced)
{
    static const char *const references[] = {XE_RESOURCE_REF, XE_OBJ_REF, XE_ROLE};
    static const char *const resources[] = {XE_PRIMITIVE, XE_GROUP, XE_CLONE, XE_MASTER, XE_BUNDLE};
    if (is_one_of(n, references, BT_COUNT(references)))
        return;
    if (is_one_of(n, resources, BT_COUNT(resources)))
        replaced = false;
    if (bt_streq(object, bt_xml_is(n, XE_NODE) ? bt_xml_get(n, XA_UNAME) : bt_xml_id(n)))
        replaced = true;
    if (!replaced && bt_xml_id(n) != NULL)
        bt_map_put(ids, bt_xml_id(n), (void *)(uintptr_t)taken);
    bt_xml_each(child, n, NULL)
        collect_ids(ids, child, object, replaced);
}

/* The id of the object that a line defines. */
static const char *object_of(const struct bt_strv *words)
{
    bool labelled = bt_streq(words->v[0], "node") && words->n > 2 && (parse_label(words->v[1]) > 0 || words->v[1][0] == '$');
    return words->n > 1 ? words->v[labelled ? 2 : 1] : NULL;
}

/* Definitions ------------------------------------------------------------------------------------------------- */

static const struct {
    const char *keyword, *element;
    size_t least; /* words after the keyword */
    int (*parse)(struct parse *p, xmlNode *root);
} definitions[] = {
    {"node", XE_NODE, 1, parse_node},
    {"primitive", XE_PRIMITIVE, 2, parse_primitive},
    {"rsc_template", XE_TEMPLATE, 2, parse_primitive},
    {"group", XE_GROUP, 2, parse_group},
    {"clone", XE_CLONE, 2, parse_clone},
    {"ms", XE_MASTER, 2, parse_clone},
    {"master", XE_MASTER, 2, parse_clone},
    {"location", XE_RSC_LOCATION, 2, parse_location},
    {"colocation", XE_RSC_COLOCATION, 2, parse_colocation},
    {"collocation", XE_RSC_COLOCATION, 2, parse_colocation},
    {"order", XE_RSC_ORDER, 2, parse_order},
    {"rsc_ticket", XE_RSC_TICKET, 3, parse_ticket},
    {"property", XE_CLUSTER_PROPERTY_SET, 1, parse_property},
    {"rsc_defaults", XE_META_ATTRIBUTES, 1, parse_property},
    {"op_defaults", XE_META_ATTRIBUTES, 1, parse_property},
    {"fencing_topology", XE_FENCING_TOPOLOGY, 1, parse_topology},
    {"fencing-topology", XE_FENCING_TOPOLOGY, 1, parse_topology},
    {"tag", XE_TAG, 2, parse_tag},
    {"role", XE_ACL_ROLE, 2, parse_role},
    {"acl_target", XE_ACL_TARGET, 1, parse_acl_target},
    {"alert", XE_ALERT, 2, parse_alert},
};

bool grammar_is_keyword(const char *word)
{
    for (size_t i = 0; i < BT_COUNT(definitions); i++)
        if (bt_streq(definitions[i].keyword, word))
            return true;
    return bt_streq(word, "xml");
}

static int parse_xml(const struct bt_strv *words, xmlDoc **ret, struct bt_err *err)
{
    char *text = words_join(words, 1);
    int rc = bt_xml_parse(text, strlen(text), "xml", ret, err);
    free(text);
    return rc;
}

int grammar_parse(const struct grammar *g, const struct bt_strv *words, xmlDoc **ret, struct bt_err *err)
{
    size_t d = 0;
    assert(words->n > 0);
    if (bt_streq(words->v[0], "xml"))
        return parse_xml(words, ret, err);
    while (d < BT_COUNT(definitions) && !bt_streq(definitions[d].keyword, words->v[0]))
        d++;
    if (d == BT_COUNT(definitions))
        return bt_fail(err, BT_EX_USAGE, "%s: No such command", words->v[0]);
    struct parse p = {.g = g, .words = words, .at = 0, .ids = bt_map_new(), .err = err};
    xmlDoc *doc = bt_xml_doc(definitions[d].element);
    int rc = BT_EX_OK;
    if (words->n - 1 < definitions[d].least)
        rc = parse_fail(&p, "Expected at least %zu arguments", definitions[d].least);
    p.at = 1;
    if (rc == BT_EX_OK) {
        collect_ids(p.ids, bt_xml_path(bt_xml_root(g->cib), XE_CONFIGURATION), object_of(words), false);
        rc = definitions[d].parse(&p, bt_xml_root(doc));
    }
    if (rc == BT_EX_OK)
        rc = parse_end(&p);
    bt_map_free(p.ids);
    if (rc == BT_EX_OK)
        *ret = doc;
    else
        bt_xml_free(doc);
    return rc;
}

/* Words --------------------------------------------------------------------------------------------------- */

bool parse_pair(const char *word, size_t *ret_name_len, const char **ret_value)
{
    const char *equals = word != NULL ? strchr(word, '=') : NULL;
    if (equals == NULL || equals == word)
        return false;
    *ret_name_len = (size_t)(equals - word);
    *ret_value = equals + 1;
    return true;
}

const char *parse_value_of(const char *word, const char *name)
{
    size_t len = strlen(name);
    return word != NULL && strncmp(word, name, len) == 0 && word[len] == '=' ? word + len + 1 : NULL;
}

bool parse_score(const char *word, size_t len, char buf[BT_SCORE_TEXT])
{
    static const char *const infinities[] = {"inf", "+inf", "infinity", "+infinity"};
    char *text = bt_strndup(word, len);
    int score = 0;
    bool minus = text[0] == '-', ok = bt_score_parse(text, &score);
    for (size_t i = 0; !ok && i < BT_COUNT(infinities); i++)
        if (bt_strcaseeq(text + minus, infinities[i])) {
            score = minus ? -BT_INFINITY : BT_INFINITY;
            ok = true;
        }
    free(text);
    if (ok)
        bt_score_text(score, buf);
    return ok;
}

size_t parse_label(const char *word)
{
    size_t len = word != NULL ? strlen(word) : 0;
    return len > 1 && word[len - 1] == ':' ? len - 1 : 0;
}
