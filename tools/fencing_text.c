/* tools/fencing_text.c - see fencing_text.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/fencing_text.h"

const char *fencing_action_text(const char *action)
{
    return bt_streq(action, "off") ? "turning off" : bt_streq(action, "on") ? "unfencing" : action != NULL ? action : "fencing";
}

char *fencing_ago(int64_t s)
{
    if (s < 120)
        return bt_printf("%" PRId64 " s ago", s > 0 ? s : 0);
    if (s < 2 * 3600)
        return bt_printf("%" PRId64 " min ago", s / 60);
    return s < 2 * 24 * 3600 ? bt_printf("%" PRId64 " h ago", s / 3600) : bt_printf("%" PRId64 " d ago", s / (24 * 3600));
}

static bool same(const xmlNode *a, const xmlNode *b, const char *attribute)
{
    return bt_streq(bt_xml_get(a, attribute), bt_xml_get(b, attribute));
}

bool fencing_same_path(const xmlNode *a, const xmlNode *b)
{
    return same(a, b, XA_EXECUTED_BY) && same(a, b, XA_TARGET) && same(a, b, XA_DEVICE);
}

static bool is_first(const xmlNode *proof)
{
    for (const xmlNode *before = proof->prev; before != NULL; before = before->prev)
        if (bt_xml_is(before, XE_FENCE_PROOF) && fencing_same_path(before, proof))
            return false;
    return true;
}

static void add_success(struct bt_buf *b, const xmlNode *proof, bool fenced, int64_t now_s)
{
    int64_t proven_s = bt_xml_get_int(proof, XA_PROVEN, 0), ms = bt_xml_get_int(proof, XA_EXEC_MS, 0);
    if (bt_xml_get_bool(proof, XA_FENCED, false) != fenced || proven_s <= 0)
        return;
    char *when = fencing_ago(now_s - proven_s);
    bt_buf_addf(b, "%s%s %s in %" PRId64 ".%" PRId64 " s", b->len > 0 ? "; " : "", fenced ? "fenced" : "checked", when, ms / 1000, ms % 1000 / 100);
    free(when);
}

char *fencing_path_text(const xmlNode *proof, int64_t now_s)
{
    struct bt_buf b = {0};
    if (!is_first(proof))
        return NULL;
    for (int fenced = 1; fenced >= 0; fenced--)
        for (const xmlNode *p = proof; p != NULL; p = bt_xml_next(p, XE_FENCE_PROOF))
            if (fencing_same_path(proof, p))
                add_success(&b, p, fenced != 0, now_s);
    char *line = bt_printf("%s -> %s by %s: %s", bt_xml_get_or(proof, XA_EXECUTED_BY, "?"), bt_xml_get_or(proof, XA_TARGET, "?"),
                           bt_xml_get_or(proof, XA_DEVICE, "?"), b.len > 0 ? b.text : "never proven");
    bt_buf_free(&b);
    return line;
}
