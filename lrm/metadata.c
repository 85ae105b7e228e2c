/* lrm/metadata.c - OCF meta-data read into a struct (see metadata.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/metadata.h"

/* The text of the first child of that name, without blanks around it, kept in the document: NULL if there is none. */
static const char *text_of(const xmlNode *parent, const char *name)
{
    const xmlNode *n = bt_xml_first(parent, name);
    const xmlNode *text = n != NULL ? n->children : NULL;
    while (text != NULL && text->type != XML_TEXT_NODE && text->type != XML_CDATA_SECTION_NODE)
        text = text->next;
    if (text == NULL || text->content == NULL)
        return NULL;
    char *s = (char *)text->content;
    s += strspn(s, " \t\r\n");
    size_t len = strlen(s);
    while (len > 0 && strchr(" \t\r\n", s[len - 1]) != NULL)
        s[--len] = '\0';
    return len > 0 ? s : NULL;
}

static void read_parameter(const xmlNode *n, struct lrm_meta_parameter *p)
{
    const xmlNode *content = bt_xml_first(n, XE_CONTENT);
    *p = (struct lrm_meta_parameter){
        .name = bt_xml_get(n, XA_NAME),
        .type = bt_xml_get(content, XA_TYPE),
        .default_value = bt_xml_get(content, XA_DEFAULT),
        .shortdesc = text_of(n, XE_SHORTDESC),
        .longdesc = text_of(n, XE_LONGDESC),
        .unique_group = bt_xml_get(n, XA_UNIQUE_GROUP),
        .obsoletes = bt_xml_get(n, XA_OBSOLETES),
        .required = bt_xml_get_bool(n, XA_REQUIRED, false),
        .unique = bt_xml_get_bool(n, XA_UNIQUE, false),
        .reloadable = bt_xml_get_bool(n, XA_RELOADABLE, false),
        .secret = bt_xml_get_bool(n, XA_PRIVATE, false),
        .deprecated = bt_xml_get_bool(n, XA_DEPRECATED, false) || bt_xml_first(n, XE_DEPRECATED) != NULL,
    };
    bt_xml_each(o, content, XE_OPTION)
        if (bt_xml_get(o, XA_VALUE) != NULL)
            bt_strv_add(&p->choices, bt_xml_get(o, XA_VALUE));
}

static void read_action(const xmlNode *n, struct lrm_meta_action *a)
{
    *a = (struct lrm_meta_action){
        .name = bt_xml_get(n, XA_NAME),
        .timeout = bt_xml_get(n, XA_TIMEOUT),
        .interval = bt_xml_get(n, XA_INTERVAL),
        .depth = bt_xml_get(n, XA_DEPTH),
        .role = bt_xml_get(n, XA_ROLE),
        .start_delay = bt_xml_get(n, XA_START_DELAY),
    };
}

static void read_all(struct lrm_meta *m)
{
    const xmlNode *root = bt_xml_root(m->doc);
    const xmlNode *parameters = bt_xml_first(root, XE_PARAMETERS), *actions = bt_xml_first(root, XE_ACTIONS);
    m->name = bt_xml_get(root, XA_NAME);
    m->version = bt_xml_get(root, XA_VERSION);
    m->api_version = text_of(root, XE_VERSION);
    m->shortdesc = text_of(root, XE_SHORTDESC);
    m->longdesc = text_of(root, XE_LONGDESC);
    m->parameters = bt_zalloc((bt_xml_count(parameters, XE_PARAMETER) + 1) * sizeof(*m->parameters));
    bt_xml_each(p, parameters, XE_PARAMETER)
        if (bt_xml_get(p, XA_NAME) != NULL)
            read_parameter(p, &m->parameters[m->n_parameters++]);
    m->actions = bt_zalloc((bt_xml_count(actions, XE_ACTION) + 1) * sizeof(*m->actions));
    bt_xml_each(a, actions, XE_ACTION)
        if (bt_xml_get(a, XA_NAME) != NULL)
            read_action(a, &m->actions[m->n_actions++]);
}

int lrm_meta_parse(const char *text, size_t len, const char *what, struct lrm_meta **ret, struct bt_err *err)
{
    size_t blank = strspn(text, " \t\r\n");
    if (blank >= len)
        return bt_fail(err, BT_EX_DATAERR, "%s printed no meta-data", what);
    if (len > LRM_META_MAX)
        return bt_fail(err, BT_EX_DATAERR, "The meta-data of %s is too large (%zu bytes, at most %u are read)", what, len,
                       LRM_META_MAX);
    char *source = bt_printf("the meta-data of %s", what);
    xmlDoc *doc = NULL;
    int rc = bt_xml_parse(text + blank, len - blank, source, &doc, err);
    free(source);
    if (rc != 0)
        return rc;
    if (!bt_xml_is(bt_xml_root(doc), XE_RESOURCE_AGENT)) {
        rc = bt_fail(err, BT_EX_DATAERR, "The meta-data of %s is none: its root is <%s>, not <" XE_RESOURCE_AGENT ">", what,
                     bt_xml_name(bt_xml_root(doc)));
        bt_xml_free(doc);
        return rc;
    }
    struct lrm_meta *m = BT_NEW(struct lrm_meta);
    m->doc = doc;
    read_all(m);
    *ret = m;
    return 0;
}

void lrm_meta_free(struct lrm_meta *m)
{
    if (m == NULL)
        return;
    for (size_t i = 0; i < m->n_parameters; i++)
        bt_strv_free(&m->parameters[i].choices);
    free(m->parameters);
    free(m->actions);
    bt_xml_free(m->doc);
    free(m);
}

const struct lrm_meta_action *lrm_meta_action(const struct lrm_meta *m, const char *name)
{
    for (size_t i = 0; i < m->n_actions; i++)
        if (strcmp(m->actions[i].name, name) == 0)
            return &m->actions[i];
    return NULL;
}

const struct lrm_meta_action *lrm_meta_monitor(const struct lrm_meta *m, const char *role, const char *depth)
{
    const struct lrm_meta_action *best = NULL;
    int best_score = -1;
    enum bt_role want = role != NULL ? bt_role_parse(role) : BT_ROLE_UNKNOWN;
    for (size_t i = 0; i < m->n_actions; i++) {
        const struct lrm_meta_action *a = &m->actions[i];
        if (strcmp(a->name, "monitor") != 0)
            continue;
        bool same_role = (a->role != NULL ? bt_role_parse(a->role) : BT_ROLE_UNKNOWN) == want;
        bool same_depth = strcmp(a->depth != NULL ? a->depth : "0", depth != NULL ? depth : "0") == 0;
        int score = 2 * same_depth + same_role;
        if (score > best_score) {
            best = a;
            best_score = score;
        }
    }
    return best;
}

const struct lrm_meta_parameter *lrm_meta_parameter(const struct lrm_meta *m, const char *name)
{
    for (size_t i = 0; i < m->n_parameters; i++)
        if (strcmp(m->parameters[i].name, name) == 0)
            return &m->parameters[i];
    return NULL;
}

void lrm_meta_complete_fencing(xmlNode *root)
{
    static const char *const filled_in[] = {"action", "plug", "port"}, *const added[] = {"stop", "start"};
    const xmlNode *parameters = bt_xml_first(root, XE_PARAMETERS);
    xmlNode *actions = bt_xml_first(root, XE_ACTIONS);
    for (size_t i = 0; i < BT_COUNT(filled_in); i++) {
        xmlNode *p = bt_xml_find(parameters, XE_PARAMETER, XA_NAME, filled_in[i]);
        if (p != NULL)
            bt_xml_set(p, XA_REQUIRED, "0");
    }
    for (size_t i = 0; actions != NULL && i < BT_COUNT(added); i++) {
        if (bt_xml_find(actions, XE_ACTION, XA_NAME, added[i]) != NULL)
            continue;
        xmlNode *n = bt_xml_add(actions, XE_ACTION);
        bt_xml_set(n, XA_NAME, added[i]);
        bt_xml_set(n, XA_TIMEOUT, "20s");
    }
}

/* 1.1 and what comes after it; no version, or one before, is 1.0. */
static bool is_api_1_1(const struct lrm_meta *m)
{
    long major = 0, minor = 0;
    char *end = NULL;
    if (m->api_version != NULL) {
        major = strtol(m->api_version, &end, 10);
        minor = *end == '.' ? strtol(end + 1, NULL, 10) : 0;
    }
    return major > 1 || (major == 1 && minor >= 1);
}

const char *lrm_meta_reload_action(const struct lrm_meta *m)
{
    const char *action = is_api_1_1(m) ? "reload-agent" : "reload";
    return lrm_meta_action(m, action) != NULL ? action : NULL;
}

/* Newest first, two blanks around: Pacemaker's form, which is compared as text. */
static char *list_text(const struct lrm_meta *m, bool (*takes)(const struct lrm_meta *m, const struct lrm_meta_parameter *p))
{
    struct bt_buf b = {0};
    for (size_t i = m->n_parameters; i-- > 0;)
        if (takes(m, &m->parameters[i]))
            bt_buf_addf(&b, "%s%s", b.len == 0 ? "  " : " ", m->parameters[i].name);
    if (b.len > 0)
        bt_buf_add(&b, "  ");
    return bt_buf_take(&b);
}

static bool asks_for_restart(const struct lrm_meta *m, const struct lrm_meta_parameter *p)
{
    return is_api_1_1(m) ? !p->reloadable : p->unique;
}

char *lrm_meta_force_restart(const struct lrm_meta *m)
{
    return lrm_meta_reload_action(m) != NULL ? list_text(m, asks_for_restart) : NULL;
}

static bool is_secret(const struct lrm_meta *m, const struct lrm_meta_parameter *p)
{
    static const char *const usual[] = {"password", "passwd", "user"};
    for (size_t i = 0; i < m->n_parameters; i++)
        if (m->parameters[i].secret)
            return p->secret;
    for (size_t i = 0; i < BT_COUNT(usual); i++)
        if (strcmp(p->name, usual[i]) == 0)
            return true;
    return false;
}

char *lrm_meta_secret(const struct lrm_meta *m)
{
    char *list = list_text(m, is_secret);
    if (*list != '\0')
        return list;
    free(list);
    return NULL;
}
