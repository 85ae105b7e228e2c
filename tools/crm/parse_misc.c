/* tools/crm/parse_misc.c - nodes, properties and defaults, fencing topology, tags, access control, alerts (crm(8), level "configure").
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/parse.h"

int parse_node(struct parse *p, xmlNode *root)
{
    const char *id = parse_value_of(parse_word(p), "$id"), *description;
    size_t label = parse_label(parse_word(p));
    char *labelled = label > 0 ? bt_strndup(parse_word(p), label) : NULL;
    if (id != NULL || labelled != NULL)
        p->at++;
    if (parse_word(p) == NULL) {
        free(labelled);
        return parse_fail(p, "Expected a node name");
    }
    const char *name = parse_take(p), *colon = strchr(name, ':');
    char *uname = bt_strndup(name, colon != NULL ? (size_t)(colon - name) : strlen(name));
    const xmlNode *old = bt_xml_find(cib_section(p->g->cib, XE_NODES), XE_NODE, XA_UNAME, uname);
    parse_set_id(p, root, id != NULL ? id : labelled != NULL ? labelled : old != NULL ? bt_xml_id(old) : uname);
    bt_xml_set(root, XA_UNAME, uname);
    bt_xml_set(root, XA_TYPE, colon != NULL ? colon + 1 : NULL);
    int rc = BT_EX_OK;
    while (rc == BT_EX_OK && parse_word(p) != NULL) {
        if ((description = parse_value_of(parse_word(p), XA_DESCRIPTION)) != NULL) {
            bt_xml_set(root, XA_DESCRIPTION, description);
            p->at++;
        } else if (parse_accept(p, "attributes")) {
            rc = parse_attrs(p, root, XE_INSTANCE_ATTRIBUTES, uname);
        } else if (parse_accept(p, "utilization")) {
            rc = parse_attrs(p, root, XE_UTILIZATION, uname);
        } else {
            rc = parse_end(p);
        }
    }
    free(labelled);
    free(uname);
    return rc;
}

int parse_property(struct parse *p, xmlNode *root)
{
    const char *kind = p->words->v[0], *id = parse_value_of(parse_word(p), "$id");
    char score[BT_SCORE_TEXT];
    size_t label = parse_label(parse_word(p));
    const char *otherwise = bt_streq(kind, "property") ? "cib-bootstrap-options" : bt_streq(kind, "op_defaults") ? "op-options" : "rsc-options";
    if (label > 0 && !parse_score(parse_word(p), label, score)) {
        char *labelled = bt_strndup(parse_word(p), label);
        parse_set_id(p, root, labelled);
        free(labelled);
        p->at++;
    } else {
        parse_set_id(p, root, id != NULL ? id : otherwise);
        p->at += id != NULL;
    }
    label = parse_label(parse_word(p));
    if (label > 0 && parse_score(parse_word(p), label, score)) {
        bt_xml_set(root, XA_SCORE, score);
        p->at++;
    }
    int rc = parse_set_content(p, root);
    if (rc == BT_EX_OK && bt_xml_first(root, NULL) == NULL)
        return parse_fail(p, "Unknown arguments: %s", parse_word(p) != NULL ? parse_word(p) : "");
    return rc;
}

/* Sets the target of a level: "node:", "attr:name=value", "pattern:regex". False if the word is none of them. */
static bool is_target(const char *word)
{
    return parse_label(word) > 0 || bt_starts(word, "attr:") || bt_starts(word, "pattern:");
}

static void set_target(xmlNode *level, const char *target)
{
    size_t len;
    const char *value;
    if (bt_starts(target, "attr:") && parse_pair(target + 5, &len, &value)) {
        char *name = bt_strndup(target + 5, len);
        bt_xml_set(level, XA_TARGET_ATTRIBUTE, name);
        bt_xml_set(level, XA_TARGET_VALUE, value);
        free(name);
    } else if (bt_starts(target, "pattern:")) {
        bt_xml_set(level, XA_TARGET_PATTERN, target + 8);
    } else {
        char *node = bt_strndup(target, parse_label(target));
        bt_xml_set(level, XE_TARGET, node);
        free(node);
    }
}

static void add_levels(struct parse *p, xmlNode *root, const char *target, size_t from, size_t to)
{
    for (size_t i = from; i < to; i++) {
        xmlNode *level = bt_xml_add(root, XE_FENCING_LEVEL);
        parse_make_id(p, level, "fencing");
        set_target(level, target);
        bt_xml_set_int(level, XA_INDEX, (int64_t)(i - from + 1));
        bt_xml_set(level, XA_DEVICES, p->words->v[i]);
    }
}

int parse_topology(struct parse *p, xmlNode *root)
{
    if (!is_target(parse_word(p))) { /* the same for every node */
        bt_xml_each(n, cib_section(p->g->cib, XE_NODES), XE_NODE) {
            char *target = bt_printf("%s:", bt_xml_get_or(n, XA_UNAME, ""));
            add_levels(p, root, target, p->at, p->words->n);
            free(target);
        }
        p->at = p->words->n;
        return BT_EX_OK;
    }
    while (parse_word(p) != NULL) {
        const char *target = parse_take(p);
        size_t from = p->at;
        while (parse_word(p) != NULL && !is_target(parse_word(p)))
            p->at++;
        if (from == p->at)
            return parse_fail(p, "Expected a fencing device after %s", target);
        add_levels(p, root, target, from, p->at);
    }
    return BT_EX_OK;
}

int parse_tag(struct parse *p, xmlNode *root)
{
    const char *word = parse_take(p);
    char *id = bt_strndup(word, parse_label(word) > 0 ? parse_label(word) : strlen(word));
    parse_set_id(p, root, id);
    free(id);
    while (parse_word(p) != NULL)
        bt_xml_set(bt_xml_add(root, XE_OBJ_REF), XA_ID, parse_take(p));
    return BT_EX_OK;
}

/* The shortcuts for what a permission is about: X(word, number of parts after it, XPath). %1 and %2 are the parts. */
static const struct {
    const char *word;
    size_t least, most;
    const char *without, *with_one, *with_two;
} shortcuts[] = {
    {"meta", 1, 2, NULL, "//primitive[@id='%s']/meta_attributes", "//primitive[@id='%s']/meta_attributes/nvpair[@name='%s']"},
    {"params", 1, 2, NULL, "//primitive[@id='%s']/instance_attributes", "//primitive[@id='%s']/instance_attributes/nvpair[@name='%s']"},
    {"utilization", 1, 1, NULL, "//primitive[@id='%s']/utilization", NULL},
    {"location", 1, 1, NULL, "//rsc_location[@id='cli-prefer-%s' and @rsc='%s']", NULL},
    {"property", 0, 1, "//crm_config/cluster_property_set", "//crm_config/cluster_property_set/nvpair[@name='%s']", NULL},
    {"node", 0, 1, "//nodes/node", "//nodes/node[@uname='%s']", NULL},
    {"nodeattr", 0, 1, "//nodes/node/instance_attributes", "//nodes/node/instance_attributes/nvpair[@name='%s']", NULL},
    {"nodeutil", 0, 1, "//nodes/node/utilization", "//nodes/node[@uname='%s']/utilization", NULL},
    {"status", 0, 0, "/cib/status", NULL, NULL},
    {"cib", 0, 0, "/cib", NULL, NULL},
};

/* Puts a and b into the pattern's "%s". */
static char *fill_pattern(const char *pattern, const char *a, const char *b)
{
    struct bt_buf out = {0};
    const char *part = a;
    for (; *pattern != '\0'; pattern++) {
        if (pattern[0] == '%' && pattern[1] == 's') {
            bt_buf_add(&out, part);
            part = b;
            pattern++;
        } else {
            bt_buf_addn(&out, pattern, 1);
        }
    }
    return bt_buf_take(&out);
}

/* The XPath that a shortcut stands for; NULL if the word is none. The caller's to free. */
static char *expand_shortcut(const char *word)
{
    struct bt_strv parts = {0};
    char *xpath = NULL;
    bt_strv_split(&parts, word, ":");
    for (size_t i = 0; xpath == NULL && parts.n > 0 && i < BT_COUNT(shortcuts); i++) {
        size_t n = parts.n - 1;
        if (!bt_streq(parts.v[0], shortcuts[i].word) || n < shortcuts[i].least || n > shortcuts[i].most)
            continue;
        const char *pattern = n == 0 ? shortcuts[i].without : n == 1 ? shortcuts[i].with_one : shortcuts[i].with_two;
        xpath = fill_pattern(pattern, n > 0 ? parts.v[1] : "", n > 1 ? parts.v[2] : n > 0 ? parts.v[1] : "");
    }
    bt_strv_free(&parts);
    return xpath;
}

static int parse_permission(struct parse *p, xmlNode *root, size_t number)
{
    const char *kind = parse_word(p);
    if (!bt_streq(kind, "read") && !bt_streq(kind, "write") && !bt_streq(kind, "deny"))
        return parse_fail(p, "Expected read, write or deny");
    p->at++;
    xmlNode *n = bt_xml_add(root, XE_ACL_PERMISSION);
    parse_make_id(p, n, "%s-%zu", bt_xml_id(root), number);
    bt_xml_set(n, XA_KIND, kind);
    for (const char *word; (word = parse_word(p)) != NULL && !bt_streq(word, "read") && !bt_streq(word, "write") && !bt_streq(word, "deny"); p->at++) {
        char *xpath = expand_shortcut(word);
        if (bt_starts(word, "xpath:"))
            bt_xml_set(n, XA_XPATH, word + 6);
        else if (bt_starts(word, "ref:"))
            bt_xml_set(n, XA_REFERENCE, word + 4);
        else if (bt_starts(word, "tag:") || bt_starts(word, "type:"))
            bt_xml_set(n, XA_OBJECT_TYPE, strchr(word, ':') + 1);
        else if (bt_starts(word, "attribute:") || bt_starts(word, "attr:"))
            bt_xml_set(n, XA_ATTRIBUTE, strchr(word, ':') + 1);
        else if (xpath != NULL)
            bt_xml_set(n, XA_XPATH, xpath);
        else
            return parse_fail(p, "Expected xpath:, ref:, tag:, attribute: or a shortcut such as meta:<rsc>");
        free(xpath);
    }
    return BT_EX_OK;
}

int parse_role(struct parse *p, xmlNode *root)
{
    int rc = BT_EX_OK;
    parse_set_id(p, root, parse_take(p));
    for (size_t i = 0; rc == BT_EX_OK && parse_word(p) != NULL; i++)
        rc = parse_permission(p, root, i);
    return rc;
}

int parse_acl_target(struct parse *p, xmlNode *root)
{
    parse_set_id(p, root, parse_take(p));
    while (parse_word(p) != NULL) {
        const char *role = parse_take(p);
        bt_xml_set(bt_xml_add(root, XE_ROLE), XA_ID, bt_starts(role, "role:") ? role + 5 : role);
    }
    return BT_EX_OK;
}

static int parse_recipient(struct parse *p, xmlNode *root, size_t number)
{
    bool bracket = parse_accept(p, "{");
    if (parse_word(p) == NULL)
        return parse_fail(p, "Expected a recipient");
    xmlNode *n = bt_xml_add(root, XE_RECIPIENT);
    parse_make_id(p, n, "%s-recipient-%zu", bt_xml_id(root), number);
    bt_xml_set(n, XA_VALUE, parse_take(p));
    int rc = BT_EX_OK;
    while (rc == BT_EX_OK && parse_word(p) != NULL) {
        if (parse_accept(p, "attributes"))
            rc = parse_attrs(p, n, XE_INSTANCE_ATTRIBUTES, bt_xml_id(n));
        else if (parse_accept(p, "meta"))
            rc = parse_attrs(p, n, XE_META_ATTRIBUTES, bt_xml_id(n));
        else
            break;
    }
    if (rc == BT_EX_OK && bracket && !parse_accept(p, "}"))
        return parse_fail(p, "Expected }");
    return rc;
}

static int parse_select(struct parse *p, xmlNode *root)
{
    static const struct {
        const char *word, *element;
    } kinds[] = {{"nodes", XE_SELECT_NODES}, {"fencing", XE_SELECT_FENCING}, {"resources", XE_SELECT_RESOURCES}, {"attributes", XE_SELECT_ATTRIBUTES}};
    xmlNode *select = bt_xml_add(root, XE_SELECT), *n = select;
    for (bool known = true; known && parse_word(p) != NULL;) {
        known = false;
        for (size_t i = 0; !known && i < BT_COUNT(kinds); i++)
            if (parse_accept(p, kinds[i].word)) {
                n = bt_xml_add(select, kinds[i].element);
                known = true;
            }
        if (known && parse_accept(p, "{"))
            while (parse_word(p) != NULL && !parse_accept(p, "}")) {
                xmlNode *attr = bt_xml_add(n, XE_ATTRIBUTE);
                parse_make_id(p, attr, "%s-select-%s", bt_xml_id(root), parse_word(p));
                bt_xml_set(attr, XA_NAME, parse_take(p));
            }
    }
    return n != select ? BT_EX_OK : parse_fail(p, "Expected nodes, fencing, resources or attributes");
}

int parse_alert(struct parse *p, xmlNode *root)
{
    size_t recipients = 0;
    int rc = BT_EX_OK;
    const char *description;
    parse_set_id(p, root, parse_take(p));
    bt_xml_set(root, XA_PATH, parse_take(p));
    while (rc == BT_EX_OK && parse_word(p) != NULL) {
        if ((description = parse_value_of(parse_word(p), XA_DESCRIPTION)) != NULL) {
            bt_xml_set(root, XA_DESCRIPTION, description);
            p->at++;
        } else if (parse_accept(p, "attributes")) {
            rc = parse_attrs(p, root, XE_INSTANCE_ATTRIBUTES, bt_xml_id(root));
        } else if (parse_accept(p, "meta")) {
            rc = parse_attrs(p, root, XE_META_ATTRIBUTES, bt_xml_id(root));
        } else if (parse_accept(p, "select")) {
            rc = parse_select(p, root);
        } else if (parse_accept(p, "to")) {
            rc = parse_recipient(p, root, ++recipients);
        } else {
            rc = parse_end(p);
        }
    }
    return rc;
}
