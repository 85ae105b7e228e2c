/* tools/crm/show_misc.c - nodes, properties, topology, tags, access control and alerts as words (see show.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/show.h"

#include "tools/crm/words.h"

bool show_node(struct show *s, const xmlNode *n)
{
    const char *id = bt_xml_id(n), *uname = bt_xml_get_or(n, XA_UNAME, ""), *type = bt_xml_get(n, XA_TYPE);
    bool ok = true, plain = type == NULL || bt_streq(type, "normal") || bt_streq(type, "member");
    if (id != NULL && !bt_streq(id, uname))
        show_line(s, "node %s: %s%s%s", id, uname, plain ? "" : ":", plain ? "" : type);
    else
        show_line(s, "node %s%s%s", uname, plain ? "" : ":", plain ? "" : type);
    show_description(s, n);
    bt_xml_each(set, n, XE_INSTANCE_ATTRIBUTES)
        ok = show_attrs(s, "attributes", set, uname) && ok;
    bt_xml_each(set, n, XE_UTILIZATION)
        ok = show_attrs(s, "utilization", set, uname) && ok;
    return ok;
}

bool show_property(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_SCORE, NULL};
    show_line(s, "%s %s:", grammar_kind(n), bt_xml_id(n));
    if (bt_xml_get(n, XA_SCORE) != NULL)
        show_word(s, "%s:", show_score(bt_xml_get(n, XA_SCORE)));
    return show_set_content(s, n, true) && show_knows(n, known);
}

/* Topology ---------------------------------------------------------------------------------------------------- */

/* "node:", "attr:name=value" or "pattern:regex"; the caller's to free. */
static char *target_of(const xmlNode *level)
{
    if (bt_xml_get(level, XA_TARGET_ATTRIBUTE) != NULL)
        return bt_printf("attr:%s=%s", bt_xml_get(level, XA_TARGET_ATTRIBUTE), bt_xml_get_or(level, XA_TARGET_VALUE, ""));
    if (bt_xml_get(level, XA_TARGET_PATTERN) != NULL)
        return bt_printf("pattern:%s", bt_xml_get(level, XA_TARGET_PATTERN));
    return bt_printf("%s:", bt_xml_get_or(level, XE_TARGET, ""));
}

struct targets {
    struct bt_strv names;
    struct bt_strv devices; /* of each target: its levels in order of their index, separated by blanks */
};

/* A target's devices in order of index. */
static char *devices_of(const xmlNode *topology, const char *target)
{
    struct bt_buf b = {0};
    for (int64_t index = 1; index <= 9; index++)
        bt_xml_each(level, topology, XE_FENCING_LEVEL) {
            char *t = target_of(level);
            if (bt_streq(t, target) && bt_xml_get_int(level, XA_INDEX, 0) == index)
                bt_buf_addf(&b, "%s%s", b.len > 0 ? " " : "", bt_xml_get_or(level, XA_DEVICES, ""));
            free(t);
        }
    return bt_buf_take(&b);
}

static void find_targets(const xmlNode *topology, struct targets *t)
{
    bt_xml_each(level, topology, XE_FENCING_LEVEL) {
        char *target = target_of(level);
        if (!bt_strv_has(&t->names, target)) {
            bt_strv_add(&t->names, target);
            BT_PUSH(&t->devices, devices_of(topology, target));
        }
        free(target);
    }
}

/* Whether every node has the same levels and nothing else is a target. */
static bool same_for_all(const struct show *s, const struct targets *t)
{
    const xmlNode *nodes = cib_section(s->cib, XE_NODES);
    if (t->names.n != bt_xml_count(nodes, XE_NODE))
        return false;
    for (size_t i = 0; i < t->names.n; i++)
        if (!bt_streq(t->devices.v[i], t->devices.v[0]))
            return false;
    bt_xml_each(n, nodes, XE_NODE) {
        char *target = bt_printf("%s:", bt_xml_get_or(n, XA_UNAME, ""));
        bool has = bt_strv_has(&t->names, target);
        free(target);
        if (!has)
            return false;
    }
    return true;
}

bool show_topology(struct show *s, const xmlNode *n)
{
    struct targets t = {0};
    find_targets(n, &t);
    show_line(s, "fencing_topology");
    if (t.names.n > 0 && same_for_all(s, &t))
        show_word(s, "%s", t.devices.v[0]);
    else
        for (size_t i = 0; i < t.names.n; i++)
            show_line(s, "%s %s", t.names.v[i], t.devices.v[i]);
    bool ok = t.names.n > 0;
    bt_strv_free(&t.names);
    bt_strv_free(&t.devices);
    return ok;
}

/* Tags, access control, alerts ---------------------------------------------------------------------------------- */

bool show_tag(struct show *s, const xmlNode *n)
{
    show_line(s, "tag %s", bt_xml_id(n));
    bt_xml_each(ref, n, XE_OBJ_REF)
        show_word(s, "%s", bt_xml_id(ref));
    return true;
}

/* XPaths that have a shortcut: how they begin, what stands between their parts, how they end. */
static const struct {
    const char *before, *between, *after, *word;
} shortcuts[] = {
    {"//primitive[@id='", "']/meta_attributes/nvpair[@name='", "']", "meta"},
    {"//primitive[@id='", NULL, "']/meta_attributes", "meta"},
    {"//primitive[@id='", "']/instance_attributes/nvpair[@name='", "']", "params"},
    {"//primitive[@id='", NULL, "']/instance_attributes", "params"},
    {"//primitive[@id='", NULL, "']/utilization", "utilization"},
    {"//rsc_location[@id='cli-prefer-", "' and @rsc='", "']", "location"},
    {"//crm_config/cluster_property_set/nvpair[@name='", NULL, "']", "property"},
    {"//nodes/node[@uname='", NULL, "']", "node"},
    {"//nodes/node/instance_attributes/nvpair[@name='", NULL, "']", "nodeattr"},
    {"//nodes/node[@uname='", NULL, "']/utilization", "nodeutil"},
    {"//crm_config/cluster_property_set", NULL, "", "property"},
    {"//nodes/node", NULL, "", "node"},
    {"//nodes/node/instance_attributes", NULL, "", "nodeattr"},
    {"//nodes/node/utilization", NULL, "", "nodeutil"},
    {"/cib/status", NULL, "", "status"},
    {"/cib", NULL, "", "cib"},
};

/* The shortcut for an XPath; NULL if there is none. The caller's to free. */
static char *shortcut_of(const char *xpath)
{
    for (size_t i = 0; i < BT_COUNT(shortcuts); i++) {
        const char *before = shortcuts[i].before, *after = shortcuts[i].after, *rest = xpath + strlen(before);
        if (!bt_starts(xpath, before) || strlen(xpath) < strlen(before) + strlen(after) || !bt_ends(xpath, after))
            continue;
        size_t len = strlen(rest) - strlen(after);
        const char *cut = shortcuts[i].between != NULL ? strstr(rest, shortcuts[i].between) : NULL;
        size_t first = cut != NULL ? (size_t)(cut - rest) : len;
        if ((shortcuts[i].between != NULL) != (cut != NULL) || memchr(rest, '\'', first) != NULL || (len == 0) != (after[0] == '\0'))
            continue;
        if (len == 0)
            return bt_strdup(shortcuts[i].word);
        if (cut == NULL || bt_streq(shortcuts[i].word, "location"))
            return bt_printf("%s:%.*s", shortcuts[i].word, (int)first, rest);
        const char *second = cut + strlen(shortcuts[i].between);
        return bt_printf("%s:%.*s:%.*s", shortcuts[i].word, (int)first, rest, (int)(strlen(second) - strlen(after)), second);
    }
    return NULL;
}

static bool show_permission(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_KIND, XA_XPATH, XA_REFERENCE, XA_OBJECT_TYPE, XA_ATTRIBUTE, NULL};
    const char *xpath = bt_xml_get(n, XA_XPATH);
    char *shortcut = xpath != NULL ? shortcut_of(xpath) : NULL;
    show_line(s, "%s", bt_xml_get_or(n, XA_KIND, "read"));
    if (shortcut != NULL) {
        show_word(s, "%s", shortcut);
    } else if (xpath != NULL) {
        struct bt_buf b = {0};
        words_quote(&b, xpath);
        show_word(s, "xpath:%s", b.text);
        bt_buf_free(&b);
    }
    if (bt_xml_get(n, XA_OBJECT_TYPE) != NULL)
        show_word(s, "type:%s", bt_xml_get(n, XA_OBJECT_TYPE));
    if (bt_xml_get(n, XA_REFERENCE) != NULL)
        show_word(s, "ref:%s", bt_xml_get(n, XA_REFERENCE));
    if (bt_xml_get(n, XA_ATTRIBUTE) != NULL)
        show_word(s, "attribute:%s", bt_xml_get(n, XA_ATTRIBUTE));
    free(shortcut);
    return show_knows(n, known);
}

bool show_role(struct show *s, const xmlNode *n)
{
    bool ok = true;
    show_line(s, "role %s", bt_xml_id(n));
    bt_xml_each(permission, n, NULL)
        ok = bt_xml_is(permission, XE_ACL_PERMISSION) && show_permission(s, permission) && ok;
    return ok;
}

bool show_acl_target(struct show *s, const xmlNode *n)
{
    show_line(s, "acl_target %s", bt_xml_id(n));
    bt_xml_each(role, n, XE_ROLE)
        show_line(s, "%s", bt_xml_id(role));
    return true;
}

/* A word in double quotes, always, as crmsh writes paths. */
static void show_quoted(struct show *s, const char *before, const char *value)
{
    struct bt_buf b = {0};
    words_quote(&b, value);
    if (b.text[0] == '"')
        show_word(s, "%s%s", before, b.text);
    else
        show_word(s, "%s\"%s\"", before, b.text);
    bt_buf_free(&b);
}

static bool show_lists_inline(struct show *s, const xmlNode *n)
{
    bool ok = true;
    bt_xml_each(set, n, XE_INSTANCE_ATTRIBUTES) {
        show_word(s, "attributes");
        ok = show_set_content(s, set, false) && ok;
    }
    bt_xml_each(set, n, XE_META_ATTRIBUTES) {
        show_word(s, "meta");
        ok = show_set_content(s, set, false) && ok;
    }
    return ok;
}

static void show_select(struct show *s, const xmlNode *select)
{
    show_line(s, "select");
    bt_xml_each(kind, select, NULL) {
        show_word(s, "%s", bt_xml_name(kind) + strlen("select_"));
        if (bt_xml_first(kind, XE_ATTRIBUTE) == NULL)
            continue;
        show_word(s, "{");
        bt_xml_each(attr, kind, XE_ATTRIBUTE)
            show_word(s, "%s", bt_xml_get_or(attr, XA_NAME, ""));
        show_word(s, "}");
    }
}

bool show_alert(struct show *s, const xmlNode *n)
{
    bool ok = true;
    show_line(s, "alert %s", bt_xml_id(n));
    show_quoted(s, "", bt_xml_get_or(n, XA_PATH, ""));
    show_description(s, n);
    bt_xml_each(set, n, XE_INSTANCE_ATTRIBUTES)
        ok = show_attrs(s, "attributes", set, bt_xml_id(n)) && ok;
    bt_xml_each(set, n, XE_META_ATTRIBUTES)
        ok = show_attrs(s, "meta", set, bt_xml_id(n)) && ok;
    bt_xml_each(select, n, XE_SELECT)
        show_select(s, select);
    bt_xml_each(r, n, XE_RECIPIENT) {
        bool lists = bt_xml_first(r, NULL) != NULL;
        show_line(s, "to");
        if (lists)
            show_word(s, "{");
        show_quoted(s, "", bt_xml_get_or(r, XA_VALUE, ""));
        ok = show_lists_inline(s, r) && ok;
        if (lists)
            show_word(s, "}");
    }
    return ok;
}
