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
        return recurring && strcmp(p->name, "CRM_meta_timeout") == 0;
    return true;
}

static void add_value(struct bt_buf *b, const char *s)
{
    for (; *s != '\0'; s++) {
        unsigned char c = (unsigned char)*s;
        switch (c) {
        case '<': bt_buf_add(b, "&lt;"); break;
        case '>': bt_buf_add(b, "&gt;"); break;
        case '&': bt_buf_add(b, "&amp;"); break;
        case '"': bt_buf_add(b, "&quot;"); break;
        case '\'': bt_buf_add(b, "&apos;"); break;
        case '\t': bt_buf_add(b, "    "); break;
        case '\n': bt_buf_add(b, "\\n"); break;
        case '\r': bt_buf_add(b, "\\r"); break;
        default:
            if (c < 0x20 || c == 0x7f)
                bt_buf_addf(b, "\\%.3o", c);
            else
                bt_buf_addn(b, s, 1);
        }
    }
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
        bt_buf_addf(&b, " %s=\"", sorted.v[i]->name);
        add_value(&b, sorted.v[i]->value);
        bt_buf_add(&b, "\"");
    }
    bt_buf_add(&b, "/>\n");
    bt_digest(b.text, b.len, out);
    bt_buf_free(&b);
    BT_VEC_FREE(&sorted);
    return out;
}
