/* pengine/failcount.c - fail counts, which live in node attributes "fail-count-RSC#OP_INTERVAL" and "last-failure-...".
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "pengine/model.h"
#include "pengine/rules.h"

/* Whether an attribute's name is PREFIX-RSC, with a number for instances that can't be told apart, and an operation or not. */
static bool is_count_of(const char *name, const char *prefix, const char *id, bool any_number)
{
    size_t len = strlen(prefix), id_len = strlen(id);
    if (strncmp(name, prefix, len) != 0 || strncmp(name + len, id, id_len) != 0)
        return false;
    name += len + id_len;
    if (any_number && *name == ':')
        name += 1 + strspn(name + 1, "0123456789");
    if (*name == '\0')
        return true;
    return *name == '#' && strrchr(name, '_') != NULL;
}

static int count_of(const struct pe_rsc *r, const struct pe_node *n, int64_t *ret_last_s)
{
    bool any_number = !r->unique;
    const char *id = r->unique ? r->id : r->config_id;
    int count = 0;
    *ret_last_s = 0;
    for (size_t i = 0; i < n->attrs.n; i++) {
        const struct pe_attr *a = &n->attrs.v[i];
        int64_t t;
        int one;
        if (is_count_of(a->name, "fail-count-", id, any_number)) {
            if (bt_score_parse(a->value, &one))
                count = bt_score_add(count, one);
        } else if (is_count_of(a->name, "last-failure-", id, any_number)) {
            if (bt_parse_int(a->value, &t) && t > *ret_last_s)
                *ret_last_s = t;
        }
    }
    return count;
}

int pe_fail_count(const struct pe_model *m, const struct pe_rsc *r, const struct pe_node *n, bool effective, int64_t *ret_last_s)
{
    int64_t last;
    int count = count_of(r, n, &last);
    if (ret_last_s != NULL)
        *ret_last_s = last;
    if (effective && count > 0 && last > 0 && r->failure_timeout_ms > 0 && m->now.s > last + r->failure_timeout_ms / 1000)
        return 0;
    return count > 0 ? count : 0;
}
