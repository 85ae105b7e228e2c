/* xml/schema_lacks.c - what an element lacks to fulfil its pattern, when each of its attributes and children by itself is right (see schema_private.h).
 *
 * Of each choice, the branch is taken that is the fewest steps away: what it lacks, what is there but belongs to another branch, and values that it doesn't take
 * are steps of different lengths.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "xml/schema_private.h"

enum { COST_LACKING = 2, COST_FOREIGN = 3, COST_WRONG_VALUE = 6 };

static size_t cost_of(const struct rng_look *l, const xmlNode *p, struct rng_lacks *ret);

static bool is_present(const struct rng_look *l, const xmlNode *item)
{
    const char *name = bt_xml_get(item, RNG_NAME);
    if (name == NULL)
        return false;
    return rng_kind(item) == RNG_attribute ? bt_xml_get(l->n, name) != NULL : bt_xml_first(l->n, name) != NULL;
}

static size_t cost_of_item(const struct rng_look *l, const xmlNode *item, struct rng_lacks *ret)
{
    const char *name = bt_xml_get(item, RNG_NAME);
    if (name == NULL)
        return 0;
    if (!is_present(l, item)) {
        char *word = bt_printf(rng_kind(item) == RNG_element ? "<%s>" : "%s", name);
        if (ret != NULL && !bt_strv_has(&ret->missing, word))
            bt_strv_add(&ret->missing, word);
        free(word);
        return COST_LACKING;
    }
    if (rng_kind(item) == RNG_element || rng_takes(l->schema, item, bt_xml_get(l->n, name)))
        return 0;
    if (ret != NULL)
        ret->wrong = item;
    return COST_WRONG_VALUE;
}

/* The names of what is there of a pattern: kind and name together, "a" or "<a>". */
struct present {
    const struct rng_look *look;
    struct bt_strv names;
};

static void note_present(void *ctx, const xmlNode *item, bool many, int place)
{
    struct present *present = ctx;
    (void)many;
    (void)place;
    if (!is_present(present->look, item))
        return;
    char *word = bt_printf(rng_kind(item) == RNG_element ? "<%s>" : "%s", bt_xml_get(item, RNG_NAME));
    if (!bt_strv_has(&present->names, word))
        bt_strv_add(&present->names, word);
    free(word);
}

/* p may be an item itself. */
static struct present present_of(const struct rng_look *l, const xmlNode *p)
{
    struct present present = {.look = l};
    struct rng_visit v = {.schema = l->schema, .item = note_present, .ctx = &present};
    if (rng_kind(p) == RNG_attribute || rng_kind(p) == RNG_element)
        note_present(&present, p, false, 0);
    else
        rng_each_item(&v, rng_resolve(l->schema, p), false, false);
    return present;
}

/* What is there of a choice, but not of this branch. */
static struct bt_strv foreign_to(const struct rng_look *l, const xmlNode *choice, const xmlNode *branch)
{
    struct present all = present_of(l, choice), own = present_of(l, branch);
    struct bt_strv foreign = {0};
    for (size_t i = 0; i < all.names.n; i++)
        if (!bt_strv_has(&own.names, all.names.v[i]))
            bt_strv_add(&foreign, all.names.v[i]);
    bt_strv_free(&all.names);
    bt_strv_free(&own.names);
    return foreign;
}

static size_t cost_of_branch(const struct rng_look *l, const xmlNode *choice, const xmlNode *branch)
{
    struct bt_strv foreign = foreign_to(l, choice, branch);
    size_t cost = cost_of(l, branch, NULL) + foreign.n * COST_FOREIGN;
    bt_strv_free(&foreign);
    return cost;
}

static void tell_clash(const struct rng_look *l, const xmlNode *choice, const xmlNode *branch, struct rng_lacks *ret)
{
    struct bt_strv foreign = foreign_to(l, choice, branch);
    struct present own = present_of(l, branch);
    if (foreign.n > 0 && own.names.n > 0 && ret->clash == NULL) {
        char *a = rng_list(&foreign, " and "), *b = rng_list(&own.names, " and ");
        const char *value = own.names.n == 1 ? bt_xml_get(l->n, own.names.v[0]) : NULL;
        ret->clash = value != NULL ? bt_printf("can't have %s beside %s=\"%s\"", a, b, value) : bt_printf("can't have %s beside %s", a, b);
        free(a);
        free(b);
    }
    bt_strv_free(&foreign);
    bt_strv_free(&own.names);
}

/* Nothing of a choice is there: the first thing of each branch would do. */
static void tell_alternatives(const struct rng_look *l, const xmlNode *choice, struct rng_lacks *ret)
{
    struct bt_strv words = {0};
    bt_xml_each(branch, choice, NULL) {
        struct rng_lacks one = {0};
        cost_of(l, branch, &one);
        if (one.missing.n > 0 && !bt_strv_has(&words, one.missing.v[0]))
            bt_strv_add(&words, one.missing.v[0]);
        bt_strv_free(&one.missing);
        free(one.clash);
        free(one.reason);
    }
    char *text = rng_list(&words, " or ");
    bt_strv_add(&ret->missing, text);
    free(text);
    bt_strv_free(&words);
}

static bool any_present(const struct rng_look *l, const xmlNode *p)
{
    struct present present = present_of(l, p);
    bool any = present.names.n > 0;
    bt_strv_free(&present.names);
    return any;
}

/* What decided for a branch that lacks something: an attribute that has just the value that the branch wants. */
static void tell_reason(const struct rng_look *l, const xmlNode *branch, struct rng_lacks *ret)
{
    struct rng_search attrs = rng_find(l->schema, rng_resolve(l->schema, branch), RNG_attribute, NULL);
    for (size_t i = 0; i < attrs.all.n && ret->reason == NULL; i++) {
        const xmlNode *only = bt_xml_first(attrs.all.v[i], NULL);
        const char *name = bt_xml_get(attrs.all.v[i], RNG_NAME), *value = bt_xml_get(l->n, name);
        if (only != NULL && rng_kind(only) == RNG_value && bt_streq(rng_content(only), value))
            ret->reason = bt_printf("%s=\"%s\"", name, value);
    }
    rng_search_end(&attrs);
}

static size_t cost_of_choice(const struct rng_look *l, const xmlNode *choice, struct rng_lacks *ret)
{
    const xmlNode *best = NULL;
    size_t least = SIZE_MAX;
    bt_xml_each(branch, choice, NULL) {
        size_t cost = cost_of_branch(l, choice, branch);
        if (cost < least) {
            least = cost;
            best = branch;
        }
    }
    if (best == NULL || least == 0 || ret == NULL)
        return best != NULL ? least : 0;
    size_t missing = ret->missing.n;
    if (any_present(l, choice))
        cost_of(l, best, ret);
    else
        tell_alternatives(l, choice, ret);
    if (ret->missing.n > missing)
        tell_reason(l, best, ret);
    tell_clash(l, choice, best, ret);
    return least;
}

/* What a pattern costs to be fulfilled; ret (or NULL): told in words. */
static size_t cost_of(const struct rng_look *l, const xmlNode *p, struct rng_lacks *ret)
{
    size_t cost = 0;
    switch (rng_kind(p)) {
    case RNG_attribute:
    case RNG_element:
        return cost_of_item(l, p, ret);
    case RNG_choice:
        return cost_of_choice(l, p, ret);
    case RNG_ref:
        return cost_of(l, rng_resolve(l->schema, p), ret);
    case RNG_zeroOrMore:
        return 0; /* what is there may be any mixture */
    case RNG_oneOrMore:
        if (any_present(l, p))
            return 0;
        break;
    case RNG_optional:
        if (!any_present(l, p))
            return 0;
        break;
    default:
        break;
    }
    bt_xml_each(child, p, NULL)
        cost += cost_of(l, child, ret);
    return cost;
}

void rng_find_lacks(const struct rng_look *l, struct rng_lacks *ret)
{
    bt_xml_each(child, l->pattern, NULL)
        cost_of(l, child, ret);
}
