/* crmd/message.c - building and reading the messages of the group (see message.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

static const struct {
    const char *text;
    enum crmd_binding binding;
} rows[] = {
#define X(name, text, binding) [CRMD_MSG_##name] = {text, CRMD_BOUND_##binding},
    CRMD_MESSAGE_LIST(X)
#undef X
};

xmlDoc *message_new(const struct crmd *c, enum crmd_msg kind)
{
    assert(rows[kind].binding != CRMD_BOUND_TERM || c->view.settled);           /* in an election there is no term that could be named */
    assert(rows[kind].binding != CRMD_BOUND_DC || c->view.dc == c->nodeid);
    assert(rows[kind].binding != CRMD_BOUND_VIEW || c->view.text[0] != '\0');
    xmlDoc *doc = bt_xml_doc(rows[kind].text);
    if (rows[kind].binding == CRMD_BOUND_TERM || rows[kind].binding == CRMD_BOUND_DC)
        bt_xml_set_int(bt_xml_root(doc), XA_TERM, c->view.term);
    else if (rows[kind].binding == CRMD_BOUND_VIEW)
        bt_xml_set(bt_xml_root(doc), XA_VIEW, c->view.text);
    return doc;
}

bool message_read(uint32_t from, const xmlNode *root, struct crmd_message *ret)
{
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        if (!bt_xml_is(root, rows[i].text))
            continue;
        *ret = (struct crmd_message){.kind = (enum crmd_msg)i, .from = from, .root = root};
        return true;
    }
    return false;
}

void message_unknown(struct crmd *c, struct crmd_peer *from, const xmlNode *root)
{
    if (from == NULL || from->strange)
        return;
    from->strange = true;
    crmd_log(c, BT_LOG_WARNING, "The controller of %s sent a message <%s> that is not known here: it is ignored, as all that it may send of that kind. Is it of a newer version?",
             peer_name(from), bt_xml_name(root));
}

bool message_counts(const struct crmd *c, const struct crmd_message *m)
{
    enum crmd_binding binding = rows[m->kind].binding;
    if (binding == CRMD_BOUND_NONE)
        return true;
    if (binding == CRMD_BOUND_VIEW)
        return bt_streq(bt_xml_get(m->root, XA_VIEW), c->view.text);
    return c->view.settled && bt_xml_get_int(m->root, XA_TERM, -1) == c->view.term &&
           (binding == CRMD_BOUND_TERM || m->from == c->view.dc);
}

void message_answer(struct crmd *c, uint32_t to, uint64_t seq, int rc, const char *text)
{
    xmlDoc *doc = message_new(c, CRMD_MSG_ANSWER);
    bt_xml_set_int(bt_xml_root(doc), XA_TO, to);
    bt_xml_setf(bt_xml_root(doc), XA_SEQ, "%" PRIu64, seq);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, rc);
    bt_xml_set(bt_xml_root(doc), XA_TEXT, text);
    crmd_send(c, doc);
}

void message_set_version(xmlNode *n, const char *attr, const struct cib_version *v)
{
    char *text = cib_version_text(v);
    bt_xml_set(n, attr, text);
    free(text);
}

bool message_get_version(const xmlNode *n, const char *attr, struct cib_version *ret)
{
    struct bt_strv parts = {0};
    struct cib_version v;
    const char *text = bt_xml_get(n, attr);
    if (text == NULL)
        return false;
    bt_strv_split(&parts, text, ".");
    bool ok = parts.n == 3 && bt_parse_int(parts.v[0], &v.admin_epoch) && bt_parse_int(parts.v[1], &v.epoch) &&
              bt_parse_int(parts.v[2], &v.num_updates);
    bt_strv_free(&parts);
    if (ok)
        *ret = v;
    return ok;
}
