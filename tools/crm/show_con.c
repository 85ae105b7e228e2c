/* tools/crm/show_con.c - constraints as words (see show.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/show.h"

/* "rsc" or "rsc:what" */
static void show_member(struct show *s, const char *rsc, const char *what)
{
    show_word(s, "%s%s%s", rsc != NULL ? rsc : "", what != NULL ? ":" : "", what != NULL ? what : "");
}

/* A set between the brackets that say what its attributes are; what: "role" or "action". */
static bool show_set(struct show *s, const xmlNode *set, const char *what, bool braces)
{
    static const char *const known[] = {XA_ID, XA_SEQUENTIAL, XA_REQUIRE_ALL, XA_ROLE, XA_ACTION, NULL};
    bool sequential = bt_xml_get_bool(set, XA_SEQUENTIAL, true), all = bt_xml_get_bool(set, XA_REQUIRE_ALL, true);
    const char *open = !all ? "[" : !sequential ? "(" : NULL, *close = !all ? "]" : ")";
    const char *other = bt_streq(what, XA_ROLE) ? XA_ACTION : XA_ROLE;
    if (braces) {
        open = "{";
        close = "}";
    }
    if (open != NULL)
        show_word(s, "%s", open);
    bt_xml_each(ref, set, XE_RESOURCE_REF)
        show_member(s, bt_xml_id(ref), bt_xml_get(set, what));
    if (open != NULL && !all && sequential)
        show_word(s, "sequential=true");
    if (open != NULL && bt_xml_get(set, other) != NULL)
        show_pair(s, other, bt_xml_get(set, other));
    if (open != NULL)
        show_word(s, "%s", close);
    return bt_xml_get(set, XA_ID_REF) == NULL && show_knows(set, known) && (open != NULL || bt_xml_get(set, other) == NULL);
}

/* Two neighbours without brackets would be read as one set unless their roles or actions differ. */
static bool show_sets(struct show *s, const xmlNode *n, const char *what)
{
    bool ok = true;
    const xmlNode *before = NULL;
    bt_xml_each(set, n, XE_RESOURCE_SET) {
        bool plain = bt_xml_get_bool(set, XA_SEQUENTIAL, true) && bt_xml_get_bool(set, XA_REQUIRE_ALL, true);
        if (before != NULL && plain && bt_streq(bt_xml_get(set, what), bt_xml_get(before, what))) {
            show_word(s, "(");
            bt_xml_each(ref, set, XE_RESOURCE_REF)
                show_member(s, bt_xml_id(ref), bt_xml_get(set, what));
            show_word(s, "sequential=true )");
            before = NULL;
            continue;
        }
        ok = show_set(s, set, what, false) && ok;
        before = plain ? set : NULL;
    }
    return ok;
}

/* Attributes that are none of the known ones, as "name=value". */
static void show_other_attributes(struct show *s, const xmlNode *n, const char *const *known)
{
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next) {
        const char *name = (const char *)a->name;
        bool is_known = false;
        for (size_t i = 0; known[i] != NULL; i++)
            is_known = is_known || bt_streq(name, known[i]);
        if (!is_known)
            show_pair(s, name, bt_xml_get_or(n, name, ""));
    }
}

bool show_location(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_RSC, XA_RSC_PATTERN, XA_SCORE, XA_NODE, NULL};
    bool ok = true;
    show_line(s, "location %s", bt_xml_id(n));
    if (bt_xml_get(n, XA_RSC_PATTERN) != NULL)
        show_word(s, "/%s/", bt_xml_get(n, XA_RSC_PATTERN));
    else if (bt_xml_get(n, XA_RSC) != NULL)
        show_word(s, "%s", bt_xml_get(n, XA_RSC));
    bt_xml_each(set, n, XE_RESOURCE_SET)
        ok = show_set(s, set, XA_ROLE, true) && ok;
    show_other_attributes(s, n, known);
    if (bt_xml_get(n, XA_NODE) != NULL)
        show_word(s, "%s: %s", show_score(bt_xml_get_or(n, XA_SCORE, "0")), bt_xml_get(n, XA_NODE));
    bt_xml_each(rule, n, XE_RULE) {
        show_line(s, "%s", "");
        ok = show_rule(s, rule) && ok;
    }
    return ok && bt_xml_first(n, XE_RULE) == NULL ? bt_xml_get(n, XA_NODE) != NULL : ok;
}

bool show_colocation(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_SCORE, XA_RSC, XA_RSC_ROLE, XA_WITH_RSC, XA_WITH_RSC_ROLE, NULL};
    bool ok = true;
    show_line(s, "colocation %s", bt_xml_id(n));
    if (bt_xml_get(n, XA_SCORE) != NULL)
        show_word(s, "%s:", show_score(bt_xml_get(n, XA_SCORE)));
    if (bt_xml_get(n, XA_RSC) != NULL) {
        show_member(s, bt_xml_get(n, XA_RSC), bt_xml_get(n, XA_RSC_ROLE));
        show_member(s, bt_xml_get(n, XA_WITH_RSC), bt_xml_get(n, XA_WITH_RSC_ROLE));
    } else {
        ok = show_sets(s, n, XA_ROLE);
    }
    show_other_attributes(s, n, known);
    return ok;
}

bool show_order(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_KIND, XA_SCORE, XA_FIRST, XA_FIRST_ACTION, XA_THEN, XA_THEN_ACTION, NULL};
    bool ok = true;
    show_line(s, "order %s", bt_xml_id(n));
    if (bt_xml_get(n, XA_KIND) != NULL)
        show_word(s, "%s:", bt_xml_get(n, XA_KIND));
    else if (bt_xml_get(n, XA_SCORE) != NULL)
        show_word(s, "%s:", bt_streq(bt_xml_get(n, XA_SCORE), "0") ? "Optional" : "Mandatory");
    if (bt_xml_get(n, XA_FIRST) != NULL) {
        show_member(s, bt_xml_get(n, XA_FIRST), bt_xml_get(n, XA_FIRST_ACTION));
        show_member(s, bt_xml_get(n, XA_THEN), bt_xml_get(n, XA_THEN_ACTION));
    } else {
        ok = show_sets(s, n, XA_ACTION);
    }
    show_other_attributes(s, n, known);
    return ok;
}

bool show_ticket(struct show *s, const xmlNode *n)
{
    static const char *const known[] = {XA_ID, XA_TICKET, XA_RSC, XA_RSC_ROLE, NULL};
    bool ok = true;
    show_line(s, "rsc_ticket %s %s:", bt_xml_id(n), bt_xml_get_or(n, XA_TICKET, ""));
    if (bt_xml_get(n, XA_RSC) != NULL)
        show_member(s, bt_xml_get(n, XA_RSC), bt_xml_get(n, XA_RSC_ROLE));
    else
        ok = show_sets(s, n, XA_ROLE);
    show_other_attributes(s, n, known);
    return ok;
}
