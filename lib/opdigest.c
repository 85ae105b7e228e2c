/* lib/opdigest.c - the canonical line of an operation's parameters, and its digest.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/opdigest.h"

static bool counts(const struct bt_param *p, bool recurring, enum bt_digest_scope scope, const char *list)
{
    static const char *const never[] = {"crm_feature_set", "id", "on_node", "on_node_uuid", "op-digest",
                                        "pcmk_external_ip"};
    if (scope == BT_DIGEST_LISTED && !bt_opdigest_listed(list, p->name))
        return false;
    if (scope == BT_DIGEST_OTHERS && bt_opdigest_listed(list, p->name))
        return false;
    for (size_t i = 0; i < BT_COUNT(never); i++)
        if (strcmp(p->name, never[i]) == 0)
            return false;
    if (bt_starts(p->name, "CRM_meta_"))
        return recurring && (strcmp(p->name, "CRM_meta_timeout") == 0 || bt_starts(p->name, "CRM_meta_failures_needed_"));
    return true;
}

static void add_value(struct bt_buf *b, const char *s)
{
    const char *plain = s; /* what was not added yet */
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        const char *instead = c == '<' ? "&lt;" : c == '>' ? "&gt;" : c == '&' ? "&amp;" : c == '"' ? "&quot;" : c == '\'' ? "&apos;"
                              : c == '\t' ? "    " : c == '\n' ? "\\n" : c == '\r' ? "\\r" : NULL;
        bool other = instead == NULL && (c < 0x20 || c == 0x7f);
        if (instead == NULL && !other)
            continue;
        bt_buf_addn(b, plain, (size_t)(s - plain));
        if (other)
            bt_buf_addf(b, "\\%.3o", c);
        else
            bt_buf_add(b, instead);
        plain = s + 1;
    }
    bt_buf_add(b, plain);
}

static int by_name(const void *a, const void *b)
{
    return strcmp((*(const struct bt_param *const *)a)->name, (*(const struct bt_param *const *)b)->name);
}

bool bt_opdigest_listed(const char *list, const char *name)
{
    size_t len = strlen(name);
    for (const char *s = list; s != NULL && len > 0 && (s = strstr(s, name)) != NULL; s += len)
        if ((s == list || s[-1] == ' ') && (s[len] == ' ' || s[len] == '\0'))
            return true;
    return false;
}

const char *bt_opdigest(const struct bt_param *params, size_t n, bool recurring, enum bt_digest_scope scope,
                        const char *list, char out[BT_DIGEST_TEXT])
{
    BT_VEC(const struct bt_param *) sorted = {0};
    for (size_t i = 0; i < n; i++)
        if (counts(&params[i], recurring, scope, list))
            BT_PUSH(&sorted, &params[i]);
    if (sorted.n > 1)
        qsort(sorted.v, sorted.n, sizeof(*sorted.v), by_name);

    struct bt_buf b = {0};
    bt_buf_add(&b, " <parameters");
    for (size_t i = 0; i < sorted.n; i++) {
        bt_buf_addn(&b, " ", 1);
        bt_buf_add(&b, sorted.v[i]->name);
        bt_buf_addn(&b, "=\"", 2);
        add_value(&b, sorted.v[i]->value);
        bt_buf_add(&b, "\"");
    }
    bt_buf_add(&b, "/>\n");
    bt_digest(b.text, b.len, out);
    bt_buf_free(&b);
    BT_VEC_FREE(&sorted);
    return out;
}
