/* pengine/failcount.c - fail counts, which live in node attributes "fail-count-RSC#OP_INTERVAL" and "last-failure-...".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"
#include "pengine/rules.h"

/* Whether an attribute's name, after PREFIX-RSC, ends there, or goes on with a number (for instances that can't be told apart) or an operation. */
static bool ends_count(const char *rest, bool any_number)
{
    if (any_number && *rest == ':')
        rest += 1 + strspn(rest + 1, "0123456789");
    return *rest == '\0' || (*rest == '#' && strrchr(rest, '_') != NULL);
}

/* The attributes that begin with PREFIX and the resource's id: from `at` on, since attributes are in order of name. */
struct counts { const struct pe_attrs *attrs; const char *prefix, *id; size_t prefix_len, id_len, at; };

static int compare(const struct counts *c, const char *name)
{
    int cmp = strncmp(name, c->prefix, c->prefix_len);
    return cmp != 0 ? cmp : strncmp(name + c->prefix_len, c->id, c->id_len);
}

static struct counts find_counts(const struct pe_node *n, const char *prefix, const char *id)
{
    struct counts c = {.attrs = &n->attrs, .prefix = prefix, .id = id, .prefix_len = strlen(prefix), .id_len = strlen(id)};
    size_t end = n->attrs.n;
    while (c.at < end) {
        size_t middle = c.at + (end - c.at) / 2;
        if (compare(&c, n->attrs.v[middle].name) < 0)
            c.at = middle + 1;
        else
            end = middle;
    }
    return c;
}

/* The value of the next one that is the resource's; NULL after the last. */
static const char *next_count(struct counts *c, bool any_number)
{
    while (c->at < c->attrs->n && compare(c, c->attrs->v[c->at].name) == 0) {
        const struct pe_attr *a = &c->attrs->v[c->at++];
        if (ends_count(a->name + c->prefix_len + c->id_len, any_number))
            return a->value;
    }
    return NULL;
}

static int count_of(const struct pe_rsc *r, const struct pe_node *n, int64_t *ret_last_s)
{
    const char *id = r->unique ? r->id : r->config_id, *value;
    int count = 0, one;
    int64_t t;
    *ret_last_s = 0;
    struct counts counts = find_counts(n, "fail-count-", id), times = find_counts(n, "last-failure-", id);
    while ((value = next_count(&counts, !r->unique)) != NULL)
        if (bt_score_parse(value, &one))
            count = bt_score_add(count, one);
    while ((value = next_count(&times, !r->unique)) != NULL)
        if (bt_parse_int(value, &t) && t > *ret_last_s)
            *ret_last_s = t;
    return count;
}

int pe_fail_count(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, bool effective, int64_t *ret_last_s)
{
    int64_t last;
    int count = count_of(r, n, &last);
    if (ret_last_s != NULL)
        *ret_last_s = last;
    if (effective && count > 0 && last > 0 && r->failure_timeout_ms > 0 && m->now.s - r->failure_timeout_ms / 1000 > last)
        return 0;
    return count > 0 ? count : 0;
}
