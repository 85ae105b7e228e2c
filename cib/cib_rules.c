/* cib/cib_rules.c - what every element of the configuration needs: the place where it may stand, the attributes that it
 * must have. This is no schema (that is in xml/), but gives mistakes a sentence that says what would be right.
 *
 * Source: "Pacemaker Explained", each element's chapter.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib_private.h"

/* Lists of names that several rows share. */
#define RSC XE_PRIMITIVE " " XE_TEMPLATE " " XE_GROUP " " XE_CLONE " " XE_MASTER
#define SETS XE_CLUSTER_PROPERTY_SET " " XE_META_ATTRIBUTES " " XE_INSTANCE_ATTRIBUTES " " XE_UTILIZATION
#define ALERT XE_ALERT " " XE_RECIPIENT
#define ID_OR_REF XA_ID "|" XA_ID_REF

struct rule {
    const char *name;
    const char *parents; /* where it may stand */
    const char *needs;   /* attributes; "a|b": one of them; "a|<c": or a child c instead */
};

static const struct rule rules[] = {
    {XE_CONFIGURATION, XE_CIB, ""},
    {XE_CRM_CONFIG, XE_CONFIGURATION, ""},
    {XE_NODES, XE_CONFIGURATION, ""},
    {XE_RESOURCES, XE_CONFIGURATION, ""},
    {XE_CONSTRAINTS, XE_CONFIGURATION, ""},
    {XE_RSC_DEFAULTS, XE_CONFIGURATION, ""},
    {XE_OP_DEFAULTS, XE_CONFIGURATION, ""},
    {XE_ACLS, XE_CONFIGURATION, ""},
    {XE_FENCING_TOPOLOGY, XE_CONFIGURATION, ""},
    {XE_TAGS, XE_CONFIGURATION, ""},
    {XE_ALERTS, XE_CONFIGURATION, ""},

    {XE_CLUSTER_PROPERTY_SET, XE_CRM_CONFIG, ID_OR_REF},
    {XE_NODE, XE_NODES, XA_ID " " XA_UNAME},

    {XE_PRIMITIVE, XE_RESOURCES " " XE_GROUP " " XE_CLONE " " XE_MASTER " " XE_BUNDLE,
     XA_ID " " XA_CLASS "|" XA_TEMPLATE " " XA_TYPE "|" XA_TEMPLATE},
    {XE_TEMPLATE, XE_RESOURCES, XA_ID " " XA_CLASS " " XA_TYPE},
    {XE_GROUP, XE_RESOURCES " " XE_CLONE " " XE_MASTER, XA_ID " <" XE_PRIMITIVE},
    {XE_CLONE, XE_RESOURCES, XA_ID " <" XE_PRIMITIVE "|<" XE_GROUP},
    {XE_MASTER, XE_RESOURCES, XA_ID " <" XE_PRIMITIVE "|<" XE_GROUP},
    {XE_BUNDLE, XE_RESOURCES, XA_ID " <" XE_DOCKER "|<" XE_PODMAN "|<" XE_RKT},
    {XE_DOCKER, XE_BUNDLE, XA_IMAGE},
    {XE_PODMAN, XE_BUNDLE, XA_IMAGE},
    {XE_RKT, XE_BUNDLE, XA_IMAGE},
    {XE_NETWORK, XE_BUNDLE, ""},
    {XE_PORT_MAPPING, XE_NETWORK, XA_ID},
    {XE_STORAGE, XE_BUNDLE, ""},
    {XE_STORAGE_MAPPING, XE_STORAGE, XA_ID " " XA_TARGET_DIR " " XA_SOURCE_DIR "|" XA_SOURCE_DIR_ROOT},
    {XE_OPERATIONS, RSC, ""},
    {XE_OP, XE_OPERATIONS, XA_ID " " XA_NAME " " XA_INTERVAL},

    {XE_META_ATTRIBUTES,
     RSC " " XE_BUNDLE " " XE_OP " " XE_RSC_DEFAULTS " " XE_OP_DEFAULTS " " ALERT, ID_OR_REF},
    {XE_INSTANCE_ATTRIBUTES, RSC " " XE_OP " " XE_NODE " " ALERT, ID_OR_REF},
    {XE_UTILIZATION, RSC " " XE_NODE, ID_OR_REF},
    {XE_NVPAIR, SETS, ID_OR_REF " " XA_NAME "|" XA_ID_REF},

    {XE_RULE, SETS " " XE_RSC_LOCATION " " XE_RULE, ID_OR_REF},
    {XE_EXPRESSION, XE_RULE, XA_ID " " XA_ATTRIBUTE " " XA_OPERATION},
    {XE_DATE_EXPRESSION, XE_RULE, XA_ID},
    {XE_RSC_EXPRESSION, XE_RULE, XA_ID},
    {XE_OP_EXPRESSION, XE_RULE, XA_ID " " XA_NAME},
    {XE_DURATION, XE_DATE_EXPRESSION, XA_ID},
    {XE_DATE_SPEC, XE_DATE_EXPRESSION, XA_ID},

    {XE_RSC_LOCATION, XE_CONSTRAINTS,
     XA_ID " " XA_RSC "|" XA_RSC_PATTERN "|<" XE_RESOURCE_SET " " XA_NODE "|<" XE_RULE "|<" XE_RESOURCE_SET},
    {XE_RSC_COLOCATION, XE_CONSTRAINTS,
     XA_ID " " XA_RSC "|<" XE_RESOURCE_SET " " XA_WITH_RSC "|<" XE_RESOURCE_SET},
    {XE_RSC_ORDER, XE_CONSTRAINTS, XA_ID " " XA_FIRST "|<" XE_RESOURCE_SET " " XA_THEN "|<" XE_RESOURCE_SET},
    {XE_RSC_TICKET, XE_CONSTRAINTS, XA_ID " " XA_TICKET " " XA_RSC "|<" XE_RESOURCE_SET},
    {XE_RESOURCE_SET, XE_RSC_LOCATION " " XE_RSC_COLOCATION " " XE_RSC_ORDER " " XE_RSC_TICKET, ID_OR_REF},
    {XE_RESOURCE_REF, XE_RESOURCE_SET, XA_ID},

    {XE_FENCING_LEVEL, XE_FENCING_TOPOLOGY,
     XA_ID " " XA_INDEX " " XA_DEVICES " " XA_TARGET "|" XA_TARGET_PATTERN "|" XA_TARGET_ATTRIBUTE},

    {XE_ACL_ROLE, XE_ACLS, XA_ID},
    {XE_ACL_TARGET, XE_ACLS, XA_ID},
    {XE_ACL_GROUP, XE_ACLS, XA_ID},
    {XE_ACL_USER, XE_ACLS, XA_ID},
    {XE_ACL_PERMISSION, XE_ACL_ROLE, XA_ID " " XA_KIND},
    {XE_READ, XE_ACL_ROLE " " XE_ACL_USER, XA_ID},
    {XE_WRITE, XE_ACL_ROLE " " XE_ACL_USER, XA_ID},
    {XE_DENY, XE_ACL_ROLE " " XE_ACL_USER, XA_ID},
    {XE_ROLE, XE_ACL_TARGET " " XE_ACL_GROUP, XA_ID},
    {XE_ROLE_REF, XE_ACL_USER, XA_ID},

    {XE_TAG, XE_TAGS, XA_ID},
    {XE_OBJ_REF, XE_TAG, XA_ID},

    {XE_ALERT, XE_ALERTS, XA_ID " " XA_PATH},
    {XE_RECIPIENT, XE_ALERT, XA_ID " " XA_VALUE},
    {XE_SELECT, XE_ALERT, ""},
    {XE_SELECT_NODES, XE_SELECT, ""},
    {XE_SELECT_FENCING, XE_SELECT, ""},
    {XE_SELECT_RESOURCES, XE_SELECT, ""},
    {XE_SELECT_ATTRIBUTES, XE_SELECT, ""},
    {XE_ATTRIBUTE, XE_SELECT_ATTRIBUTES, XA_ID " " XA_NAME},
};

char *cib_describe(const xmlNode *n)
{
    const char *id = bt_xml_id(n), *name = bt_xml_get(n, XA_NAME);
    if (id != NULL)
        return bt_printf("%s '%s'", bt_xml_name(n), id);
    if (name != NULL)
        return bt_printf("%s with the name '%s'", bt_xml_name(n), name);
    return bt_printf("%s without an id", bt_xml_name(n));
}

static bool in_list(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (const char *at = list; at != NULL; at = strchr(at, ' ')) {
        at += *at == ' ';
        if (strncmp(at, name, len) == 0 && (at[len] == ' ' || at[len] == '\0'))
            return true;
    }
    return false;
}

/* Whether n has one of the alternatives of a need. */
static bool satisfies(const xmlNode *n, const char *need)
{
    struct bt_strv any = {0};
    bt_strv_split(&any, need, "|");
    bool has = false;
    for (size_t i = 0; i < any.n && !has; i++)
        has = any.v[i][0] == '<' ? bt_xml_first(n, any.v[i] + 1) != NULL : bt_xml_get(n, any.v[i]) != NULL;
    bt_strv_free(&any);
    return has;
}

/* "rsc|<resource_set" as "rsc or <resource_set>". */
static char *need_text(const char *need)
{
    struct bt_strv any = {0};
    struct bt_buf b = {0};
    bt_strv_split(&any, need, "|");
    for (size_t i = 0; i < any.n; i++)
        bt_buf_addf(&b, "%s%s%s", i > 0 ? " or " : "", any.v[i], any.v[i][0] == '<' ? ">" : "");
    bt_strv_free(&any);
    return bt_buf_take(&b);
}

static int check_needs(const xmlNode *n, const struct rule *r, struct bt_err *err)
{
    struct bt_strv needs = {0};
    bt_strv_split(&needs, r->needs, " ");
    int rc = 0;
    for (size_t i = 0; i < needs.n && rc == 0; i++) {
        if (satisfies(n, needs.v[i]))
            continue;
        char *who = cib_describe(n), *text = need_text(needs.v[i]);
        rc = bt_fail(err, BT_EX_CONFIG, "%s needs %s", who, text);
        free(who);
        free(text);
    }
    bt_strv_free(&needs);
    return rc;
}

/* Stricter than bt_score_parse(), which also takes the words of old days. */
static bool is_score(const char *s)
{
    int64_t ignored;
    const char *word = s + (*s == '+' || *s == '-');
    return strcmp(word, "INFINITY") == 0 || bt_parse_int(s, &ignored);
}

static int check_values(const xmlNode *n, struct bt_err *err)
{
    const char *id = bt_xml_id(n), *score = bt_xml_get(n, XA_SCORE);
    if (id != NULL && *id == '\0')
        return bt_fail(err, BT_EX_CONFIG, "a %s has an empty id: give it one that no other element has", bt_xml_name(n));
    if (bt_streq(bt_xml_get(n, XA_CLASS), "ocf") && bt_xml_get(n, XA_PROVIDER) == NULL)
        return bt_fail(err, BT_EX_CONFIG, "%s '%s' is of class ocf and needs a provider (such as heartbeat)", bt_xml_name(n), id);
    if (score == NULL || is_score(score))
        return 0;
    char *who = cib_describe(n);
    bt_fail(err, BT_EX_CONFIG, "%s has the score '%s': a whole number, INFINITY or -INFINITY is wanted", who, score);
    free(who);
    return BT_EX_CONFIG;
}

int cib_check_element(const xmlNode *n, struct bt_err *err)
{
    const struct rule *r = rules;
    while (r < rules + BT_COUNT(rules) && !bt_xml_is(n, r->name))
        r++;
    if (r == rules + BT_COUNT(rules)) {
        char *who = cib_describe(n);
        bt_fail(err, BT_EX_CONFIG, "%s: the configuration knows no element of that name (below %s)", who,
                bt_xml_name(n->parent));
        free(who);
        return BT_EX_CONFIG;
    }
    if (!in_list(r->parents, bt_xml_name(n->parent))) {
        char *who = cib_describe(n);
        bt_fail(err, BT_EX_CONFIG, "%s stands below %s: it may stand only below %s", who, bt_xml_name(n->parent),
                r->parents);
        free(who);
        return BT_EX_CONFIG;
    }
    int rc = check_needs(n, r, err);
    return rc != 0 ? rc : check_values(n, err);
}
