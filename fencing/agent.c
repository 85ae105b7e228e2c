/* fencing/agent.c - what fence agents say of themselves: the actions and parameters in their metadata (interfaces 5.1).
 *
 * The metadata of an agent is asked for once, when its first device is registered. Until it is known, or if it can't be had,
 * an agent is believed to have everything, so that a fencing is tried rather than refused.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/request.h"

struct fence_agent *fence_agent_get(struct fence *f, const char *name)
{
    for (size_t i = 0; i < f->agents.n; i++)
        if (bt_streq(f->agents.v[i]->name, name))
            return f->agents.v[i];
    struct fence_agent *a = BT_NEW(struct fence_agent);
    *a = (struct fence_agent){
        .name = bt_strdup(name), .list = true, .status = true, .reboot = true, .port = true, .plug = false, .nodeid = false};
    if (!bt_starts(name, "fence_")) { /* nothing to ask: all of them have the same */
        a->legacy = true;
        a->meta = FENCE_META_KNOWN;
        a->status = false;
    }
    BT_PUSH(&f->agents, a);
    return a;
}

void fence_agent_ask(struct fence_turn *t, struct fence_agent *a)
{
    if (a->meta == FENCE_META_KNOWN || a->meta == FENCE_META_ASKED)
        return;
    a->meta = FENCE_META_ASKED;
    struct fence_job *j = fence_job_new(FENCE_JOB_METADATA, NULL, "metadata", NULL);
    j->agent = a;
    fence_job_start(t, j);
}

static void read_metadata(struct fence_agent *a, const xmlNode *root)
{
    const xmlNode *actions = bt_xml_first(root, XE_ACTIONS), *parameters = bt_xml_first(root, XE_PARAMETERS);
    const xmlNode *on = bt_xml_find(actions, XE_ACTION, XA_NAME, "on");
    a->unfences = bt_xml_get_bool(on, XA_AUTOMATIC, false) || bt_xml_get_bool(on, XA_REQUIRED, false);
    a->on_target = bt_xml_get_bool(on, XA_ON_TARGET, false);
    a->list = bt_xml_find(actions, XE_ACTION, XA_NAME, "list") != NULL;
    a->status = bt_xml_find(actions, XE_ACTION, XA_NAME, "status") != NULL;
    a->reboot = bt_xml_find(actions, XE_ACTION, XA_NAME, "reboot") != NULL;
    a->port = bt_xml_find(parameters, XE_PARAMETER, XA_NAME, "port") != NULL;
    a->plug = bt_xml_find(parameters, XE_PARAMETER, XA_NAME, "plug") != NULL;
    a->nodeid = bt_xml_find(parameters, XE_PARAMETER, XA_NAME, "nodeid") != NULL;
}

void fence_agent_answered(struct fence_turn *t, struct fence_agent *a, const struct fence_result *r)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (!r->started)
        fence_log(t, BT_LOG_ERROR, "fence agent %s: %s", a->name, r->reason);
    else if (!r->ok)
        fence_log(t, BT_LOG_WARNING, "fence agent %s gives no metadata and is used as if it had all actions: %s", a->name, r->reason);
    else if (bt_xml_parse(r->output, strlen(r->output), "its metadata", &doc, &err) != 0)
        fence_log(t, BT_LOG_WARNING, "fence agent %s is used as if it had all actions: %s", a->name, bt_err_text(&err));
    else if (bt_xml_first(bt_xml_root(doc), XE_ACTIONS) == NULL)
        fence_log(t, BT_LOG_WARNING, "fence agent %s: its metadata lists no actions; it is used as if it had all", a->name);
    a->meta = FENCE_META_FAILED;
    if (doc != NULL && bt_xml_first(bt_xml_root(doc), XE_ACTIONS) != NULL) {
        a->meta = FENCE_META_KNOWN;
        read_metadata(a, bt_xml_root(doc));
    }
    bt_xml_free(doc);
    bt_err_clear(&err);
    fence_query_news(t, NULL, NULL, FENCE_CAN_NOT);
}
