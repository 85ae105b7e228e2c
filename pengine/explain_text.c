/* pengine/explain_text.c - an explanation's document (explain.h) as text for people.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/explain.h"

/* So many resources that would move as well are named. */
enum { EFFECTS_MAX = 5 };

struct printer { struct bt_buf *out; bool partial; };

static void line(const struct printer *p, int indent, const char *fmt, ...) BT_PRINTF(3, 4);
static void line(const struct printer *p, int indent, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    bt_buf_addf(p->out, "%*s%s\n", indent, "", text);
    free(text);
}

static const char *text_of(const xmlNode *x)
{
    return bt_xml_get_or(x, XA_TEXT, "");
}

static void print_contributions(const struct printer *p, const xmlNode *x, int indent)
{
    bt_xml_each(c, x, XE_CONTRIBUTION)
        line(p, indent, "%9s  %s", bt_xml_get_or(c, XA_SCORE, ""), text_of(c));
}

static void print_changes(const struct printer *p, const xmlNode *x, int indent)
{
    size_t n = bt_xml_count(x, XE_SMALLEST_CHANGE);
    if (n == 0)
        return;
    const xmlNode *first = bt_xml_first(x, XE_SMALLEST_CHANGE);
    const char *goal = bt_xml_get(first, XA_ROLE) != NULL ? "to have it promoted here" : "to have it here";
    if (n > 1)
        line(p, indent, "%s, all of these are needed:", goal);
    bt_xml_each(c, x, XE_SMALLEST_CHANGE)
    {
        const char *command = bt_xml_get(c, XA_COMMAND);
        if (n > 1)
            line(p, indent + 2, "%s", text_of(c));
        else
            line(p, indent, "%s: %s", goal, text_of(c));
        if (command != NULL)
            line(p, indent + 4, "%s", command);
    }
    size_t told = 0, effects = bt_xml_count(x, XE_SIDE_EFFECT);
    bt_xml_each(e, x, XE_SIDE_EFFECT)
        if (told++ < EFFECTS_MAX)
            line(p, indent + 2, "then also %s: %s", bt_xml_get_or(e, XA_ID, ""), text_of(e));
    if (effects > EFFECTS_MAX)
        line(p, indent + 2, "then also %zu others elsewhere", effects - EFFECTS_MAX);
}

static void print_node(const struct printer *p, const xmlNode *x, int indent)
{
    const char *score = bt_xml_get(x, XA_SCORE);
    bool chosen = bt_xml_get_bool(x, XA_CHOSEN, false);
    line(p, indent, "%s%s%s%s", bt_xml_get_or(x, XA_NAME, ""), chosen ? " (chosen)" : "", score != NULL ? ": " : "", score != NULL ? score : "");
    bt_xml_each(r, x, XE_RULED_OUT)
        line(p, indent + 2, "ruled out: %s", text_of(r));
    print_contributions(p, x, indent + 2);
    bt_xml_each(d, x, XE_DECISION)
        line(p, indent + 2, "not chosen: %s", text_of(d));
    print_changes(p, x, indent + 2);
}

static void print_promotion(const struct printer *p, const xmlNode *x, int indent)
{
    bool promoted = bt_xml_get_bool(x, XA_PROMOTED, false);
    line(p, indent, "%s on %s: %s, %spromoted%s%s", bt_xml_get_or(x, XA_ID, ""), bt_xml_get_or(x, XA_NODE, ""), bt_xml_get_or(x, XA_SCORE, ""),
         promoted ? "" : "not ", promoted ? "" : ": ", text_of(x));
    print_contributions(p, x, indent + 2);
}

static void print_resource(const struct printer *p, const xmlNode *x, int indent)
{
    const char *node = bt_xml_get(x, XA_NODE), *role = bt_xml_get(x, XA_ROLE);
    if (role != NULL)
        line(p, indent, "%s: %s%s%s%s", bt_xml_get_or(x, XA_ID, ""), role, node != NULL ? " on " : "", node != NULL ? node : "",
             bt_xml_get_bool(x, XA_BLOCKED, false) ? " is wanted, but not possible now" : "");
    else
        line(p, indent, "%s: a clone of up to %s instances", bt_xml_get_or(x, XA_ID, ""), bt_xml_get_or(x, XA_MAX, "0"));
    bt_xml_each(f, x, XE_FACT)
        line(p, indent + 2, "%s", text_of(f));
    bt_xml_each(n, x, XE_NODE)
        print_node(p, n, indent + 2);
    bt_xml_each(r, x, XE_RESOURCE)
        print_resource(p, r, indent + 2);
    if (bt_xml_first(x, XE_PROMOTION) != NULL)
        line(p, indent + 2, "promotion, in the order in which it was decided:");
    bt_xml_each(r, x, XE_PROMOTION)
        print_promotion(p, r, indent + 4);
}

static void print_cause(const struct printer *p, const xmlNode *x, int indent, bool first)
{
    const char *kind = bt_xml_get(x, XA_KIND);
    const char *word = !first ? "because" : bt_streq(kind, "required") ? "required" : bt_streq(kind, "blocked") ? "blocked" : "not by live migration";
    line(p, indent, "%s: %s", word, text_of(x));
    bt_xml_each(c, x, XE_CAUSE)
        print_cause(p, c, indent + 2, false);
}

static void print_action(const struct printer *p, const xmlNode *x)
{
    line(p, 0, "%s", text_of(x));
    bt_xml_each(c, x, XE_CAUSE)
        print_cause(p, c, 2, true);
    if (bt_xml_first(x, XE_INPUT) != NULL)
        line(p, 2, "waits for:");
    bt_xml_each(i, x, XE_INPUT)
        line(p, 4, "%s", text_of(i));
}

void pe_text_explanation(const xmlDoc *explanation, struct bt_buf *out)
{
    const xmlNode *root = bt_xml_root(explanation);
    struct printer p = {.out = out, .partial = bt_xml_get_bool(root, XA_PARTIAL, false)};
    bt_xml_each(f, root, XE_FACT)
        line(&p, 0, "%s", text_of(f));
    bt_xml_each(r, root, XE_RESOURCE)
        print_resource(&p, r, 0);
    bt_xml_each(a, root, XE_ACTION)
        print_action(&p, a);
    if (p.partial)
        line(&p, 0, "Name a node as well to learn which change would bring it there.");
}
