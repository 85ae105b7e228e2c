/* tests/sim/group.c - the pretended cluster of group.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/group.h"

#include <stdio.h>

#define EPOCH_S 1767225600

/* Mail -------------------------------------------------------------------------------------------------------------- */

enum mail_to { TO_CORE, TO_LRM_DONE, TO_FENCE_DONE };

struct group_mail {
    int64_t due;
    uint64_t seq;
    int node, run;
    enum mail_to to;
    enum crmd_event_kind kind;
    uint32_t from;
    uint32_t ids[GROUP_MAX];
    size_t n_ids;
    bool quorate;
    xmlDoc *doc;
    uint64_t token, client;
    struct crmd_actor who;
    struct cib_version saved;
    char *failure;
    char *disk;
};

static void mail_free(struct group_mail *m)
{
    bt_xml_free(m->doc);
    free(m->failure);
    free(m->disk);
    free(m);
}

static uint64_t chance(struct group *g)
{
    uint64_t z = (g->seed += UINT64_C(0x9e3779b97f4a7c15));
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static struct group_mail *post(struct group *g, struct group_node *n, enum crmd_event_kind kind, int64_t delay_ms)
{
    struct group_mail *m = BT_NEW(struct group_mail);
    m->node = (int)(n - g->node);
    m->run = n->run;
    m->kind = kind;
    m->seq = ++g->last_mail;
    m->due = g->now_ms + delay_ms;
    if (g->seed != 0 && kind != CRMD_EV_TIMER)
        m->due += (int64_t)(chance(g) % 8);
    bool ordered = kind == CRMD_EV_MESSAGE || kind == CRMD_EV_VIEW || kind == CRMD_EV_QUORUM;
    if (kind != CRMD_EV_TIMER) { /* nothing overtakes on its way */
        int64_t *last = &n->last_due[ordered ? 0 : 1];
        m->due = m->due > *last ? m->due : *last;
        *last = m->due;
    }
    BT_PUSH(&g->mail, m);
    return m;
}

static struct group_mail *take_next(struct group *g, int64_t until)
{
    size_t best = g->mail.n;
    for (size_t i = 0; i < g->mail.n; i++) {
        const struct group_mail *m = g->mail.v[i];
        if (m->due <= until && (best == g->mail.n || m->due < g->mail.v[best]->due ||
                                (m->due == g->mail.v[best]->due && m->seq < g->mail.v[best]->seq)))
            best = i;
    }
    if (best == g->mail.n)
        return NULL;
    struct group_mail *m = g->mail.v[best];
    g->mail.v[best] = g->mail.v[--g->mail.n];
    return m;
}

/* corosync ------------------------------------------------------------------------------------------------------------ */

static void tell_views(struct group *g)
{
    for (int i = 0; i < g->n; i++) {
        struct group_node *n = &g->node[i];
        if (n->core == NULL || !n->joined)
            continue;
        struct group_mail *m = post(g, n, CRMD_EV_VIEW, 1);
        for (int k = 0; k < g->n; k++)
            if (g->node[k].joined && g->node[k].ring == n->ring)
                m->ids[m->n_ids++] = g->node[k].id;
    }
}

static void tell_quorum_to(struct group *g, struct group_node *n)
{
    struct group_mail *m = post(g, n, CRMD_EV_QUORUM, 1);
    for (int k = 0; k < g->n; k++)
        if (g->node[k].power && g->node[k].ring == n->ring)
            m->ids[m->n_ids++] = g->node[k].id;
    m->quorate = g->two_node || m->n_ids * 2 > (size_t)g->n;
}

static void tell_quorum(struct group *g)
{
    for (int i = 0; i < g->n; i++)
        if (g->node[i].core != NULL)
            tell_quorum_to(g, &g->node[i]);
}

static void multicast(struct group *g, struct group_node *from, const xmlDoc *doc)
{
    if (from->mute || !from->joined)
        return;
    g->reports += bt_xml_is(bt_xml_root(doc), "lrm-report");
    if (from->holding) {
        BT_PUSH(&from->held, bt_xml_doc_of(bt_xml_root(doc)));
        return;
    }
    for (int i = 0; i < g->n; i++) {
        struct group_node *n = &g->node[i];
        if (n->core == NULL || !n->joined || n->ring != from->ring)
            continue;
        struct group_mail *m = post(g, n, CRMD_EV_MESSAGE, 1);
        m->from = from->id;
        m->doc = bt_xml_doc_of(bt_xml_root(doc));
    }
}

/* The LRM ---------------------------------------------------------------------------------------------------------------- */

static xmlNode *history_of(struct group_node *n, const char *rsc)
{
    xmlNode *root = bt_xml_root(n->history), *r = bt_xml_find(root, XE_LRM_RESOURCE, XA_ID, rsc);
    if (r != NULL)
        return r;
    r = bt_xml_add(root, XE_LRM_RESOURCE);
    bt_xml_set(r, XA_ID, rsc);
    bt_xml_set(r, XA_CLASS, "ocf");
    bt_xml_set(r, XA_PROVIDER, "pacemaker");
    bt_xml_set(r, XA_TYPE, "Dummy");
    return r;
}

static void record(struct group *g, struct group_node *n, const char *rsc, const char *operation, int64_t interval_ms, const char *key, int rc,
                   int status)
{
    xmlNode *r = history_of(n, rsc);
    char *opkey = bt_opkey(rsc, operation, interval_ms), *last = bt_printf("%s_last_0", rsc);
    char *magic = bt_transition_magic(status, rc, key);
    const char *id = interval_ms > 0 ? opkey : last;
    bt_xml_remove(bt_xml_find(r, XE_LRM_RSC_OP, XA_ID, id));
    xmlNode *op = bt_xml_add(r, XE_LRM_RSC_OP);
    bt_xml_set(op, XA_ID, id);
    bt_xml_set(op, XA_OPERATION_KEY, opkey);
    bt_xml_set(op, XA_OPERATION, operation);
    bt_xml_set(op, XA_TRANSITION_KEY, key);
    bt_xml_set(op, XA_TRANSITION_MAGIC, magic);
    bt_xml_set_int(op, XA_CALL_ID, ++n->calls);
    bt_xml_set_int(op, XA_RC_CODE, rc);
    bt_xml_set_int(op, XA_OP_STATUS, status);
    bt_xml_set_int(op, XA_INTERVAL, interval_ms);
    bt_xml_set_int(op, XA_LAST_RC_CHANGE, EPOCH_S + g->now_ms / 1000);
    free(opkey);
    free(last);
    free(magic);
}

static void send_result(struct group *g, struct group_node *n, const char *rsc)
{
    struct group_mail *m = post(g, n, CRMD_EV_LRM, 0);
    const xmlNode *history = history_of(n, rsc), *news = bt_xml_first(history, XE_LRM_RSC_OP);
    for (const xmlNode *op = news; op != NULL; op = bt_xml_next(op, XE_LRM_RSC_OP))
        news = op; /* what was recorded last */
    m->doc = bt_xml_doc("lrm_result");
    xmlNode *r = bt_xml_add(bt_xml_root(m->doc), XE_LRM_RESOURCE);
    bt_xml_copy_attrs(r, history);
    bt_xml_add_copy(r, news);
}

static void set_listed(struct bt_strv *list, const char *text, bool listed)
{
    struct bt_strv kept = {0};
    for (size_t i = 0; i < list->n; i++)
        if (!bt_streq(list->v[i], text))
            bt_strv_add(&kept, list->v[i]);
    if (listed)
        bt_strv_add(&kept, text);
    bt_strv_free(list);
    *list = kept;
}

static int agent_rc(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    int rc = g->agent != NULL ? g->agent(g, n, rsc, operation) : -1;
    bool start = bt_streq(operation, "start");
    if (rc >= 0)
        return rc;
    if (bt_streq(operation, "monitor"))
        return bt_strv_has(&n->active, rsc) ? BT_OCF_OK : BT_OCF_NOT_RUNNING;
    g->starts += start;
    if (!bt_streq(operation, "notify"))
        set_listed(&n->active, rsc, start);
    return BT_OCF_OK;
}

/* How long from now until an operation ends: those of one resource run one after the other. */
static int64_t lrm_delay(struct group *g, struct group_node *n, const char *rsc, const char *operation)
{
    int64_t takes = g->agent_time != NULL ? g->agent_time(g, n, rsc, operation) : g->agent_ms;
    struct group_busy *b = NULL, new = {.until = g->now_ms};
    for (size_t i = 0; i < n->busy.n; i++)
        if (bt_streq(n->busy.v[i].rsc, rsc))
            b = &n->busy.v[i];
    if (b == NULL) {
        snprintf(new.rsc, sizeof new.rsc, "%s", rsc);
        BT_PUSH(&n->busy, new);
        b = &n->busy.v[n->busy.n - 1];
    }
    b->until = (b->until > g->now_ms ? b->until : g->now_ms) + takes;
    return b->until - g->now_ms;
}

static void lrm_exec(struct group *g, struct group_node *n, const xmlNode *rsc_op)
{
    const char *rsc = bt_xml_id(bt_xml_first(rsc_op, XE_PRIMITIVE)), *operation = bt_xml_get(rsc_op, XA_OPERATION);
    int64_t interval_ms = bt_xml_get_int(bt_xml_first(rsc_op, XE_ATTRIBUTES), XA_CRM_META_INTERVAL, 0);
    const char *key = bt_xml_get(rsc_op, XA_TRANSITION_KEY);
    if (rsc == NULL || operation == NULL || key == NULL)
        return;
    if (bt_streq(operation, "start"))
        record(g, n, rsc, operation, interval_ms, key, BT_OCF_UNKNOWN, BT_OP_PENDING);
    xmlNode *pending = bt_xml_add(bt_xml_root(n->in_flight), XE_PENDING);
    bt_xml_set(pending, XA_TRANSITION_KEY, key);
    bt_xml_set(pending, XA_RSC, rsc);
    bt_xml_set(pending, XA_OPERATION, operation);
    bt_xml_set(pending, XA_MIGRATE_SOURCE, bt_xml_get(bt_xml_first(rsc_op, XE_ATTRIBUTES), XA_CRM_META_MIGRATE_SOURCE));
    bt_xml_set(pending, XA_MIGRATE_TARGET, bt_xml_get(bt_xml_first(rsc_op, XE_ATTRIBUTES), XA_CRM_META_MIGRATE_TARGET));
    struct group_mail *m = post(g, n, CRMD_EV_TIMER, lrm_delay(g, n, rsc, operation));
    m->to = TO_LRM_DONE;
    m->run = 0; /* the LRM outlives its client */
    m->doc = bt_xml_doc_of(rsc_op);
}

static void lrm_done(struct group *g, struct group_node *n, const xmlNode *rsc_op)
{
    const char *rsc = bt_xml_id(bt_xml_first(rsc_op, XE_PRIMITIVE)), *operation = bt_xml_get(rsc_op, XA_OPERATION);
    int64_t interval_ms = bt_xml_get_int(bt_xml_first(rsc_op, XE_ATTRIBUTES), XA_CRM_META_INTERVAL, 0);
    if (!n->power)
        return;
    bt_xml_remove(bt_xml_find(bt_xml_root(n->in_flight), XE_PENDING, XA_TRANSITION_KEY, bt_xml_get(rsc_op, XA_TRANSITION_KEY)));
    record(g, n, rsc, operation, interval_ms, bt_xml_get(rsc_op, XA_TRANSITION_KEY), agent_rc(g, n, rsc, operation), BT_OP_DONE);
    if (n->core != NULL && !n->lrm_down)
        send_result(g, n, rsc);
}

static void lrm_message(struct group *g, struct group_node *n, const xmlNode *msg)
{
    if (n->lrm_down)
        return;
    if (bt_xml_is(msg, "lrm_exec")) {
        bt_xml_each(rsc_op, msg, XE_RSC_OP)
            lrm_exec(g, n, rsc_op);
    } else if (bt_xml_is(msg, "lrm_query")) {
        struct group_mail *m = post(g, n, CRMD_EV_LRM, 1);
        m->doc = bt_xml_doc("lrm_state");
        bt_xml_add_copy(bt_xml_root(m->doc), bt_xml_root(n->history));
        bt_xml_each(pending, bt_xml_root(n->in_flight), XE_PENDING)
            bt_xml_add_copy(bt_xml_root(m->doc), pending);
    } else if ((bt_xml_is(msg, "lrm_cancel") || bt_xml_is(msg, "lrm_delete")) && bt_xml_get(msg, XA_RSC) != NULL) {
        struct group_mail *m = post(g, n, CRMD_EV_LRM, 1);
        bool cancel = bt_xml_is(msg, "lrm_cancel");
        m->doc = bt_xml_doc(cancel ? "lrm_cancelled" : "lrm_deleted");
        bt_xml_copy_attrs(bt_xml_root(m->doc), msg);
        if (!cancel)
            bt_xml_remove(bt_xml_find(bt_xml_root(n->history), XE_LRM_RESOURCE, XA_ID, bt_xml_get(msg, XA_RSC)));
    } else if (bt_xml_is(msg, "lrm_limits")) {
        snprintf(n->limits, sizeof n->limits, "%s %s", bt_xml_get(msg, XA_NODE_ACTION_LIMIT), bt_xml_get(msg, XA_LOAD_THRESHOLD));
    } else if (bt_xml_is(msg, "lrm_fail") && bt_xml_get(msg, XA_RSC) != NULL) {
        record(g, n, bt_xml_get(msg, XA_RSC), "asyncmon", 0, "0:0:0:aaaaaaaa-0000-0000-0000-000000000000", BT_OCF_ERROR, BT_OP_DONE);
        send_result(g, n, bt_xml_get(msg, XA_RSC));
    }
}

/* The fencer --------------------------------------------------------------------------------------------------------------- */

static int index_of(const struct group *g, const char *name)
{
    for (int i = 0; i < g->n; i++)
        if (bt_streq(g->node[i].name, name))
            return i;
    return -1;
}

static void note_members(struct group_node *n, const xmlNode *msg)
{
    n->fencer_members[0] = '\0';
    bt_xml_each(m, msg, XE_NODE) {
        size_t len = strlen(n->fencer_members);
        snprintf(n->fencer_members + len, sizeof n->fencer_members - len, "%s%s", len > 0 ? " " : "", bt_xml_get_or(m, XA_UNAME, "?"));
    }
}

/* A round of checks: by the device "fencing" each node can be fenced, if the story lets it. */
static void answer_proofs(struct group *g, struct group_node *n)
{
    struct group_mail *m = post(g, n, CRMD_EV_FENCER, 10);
    m->doc = bt_xml_doc(XE_FENCE_PROOFS);
    g->rounds++;
    for (int i = 0; i < g->n && g->provable; i++) {
        xmlNode *p = bt_xml_add(bt_xml_root(m->doc), XE_FENCE_PROOF);
        bt_xml_set(p, XA_TARGET, g->node[i].name);
        bt_xml_set(p, XA_DEVICE, "fencing");
        bt_xml_set_int(p, XA_PROVEN, EPOCH_S);
    }
}

static void fencer_message(struct group *g, struct group_node *n, const xmlNode *msg)
{
    const xmlNode *inner = bt_xml_first(msg, NULL);
    if (bt_xml_is(msg, "fence_members"))
        note_members(n, msg);
    if (bt_xml_is(msg, "fence_peer") && inner != NULL)
        snprintf(n->fencer_heard, sizeof n->fencer_heard, "%s %s from %s", bt_xml_name(inner), bt_xml_get_or(inner, XA_ID, "?"),
                 bt_xml_get_or(msg, XA_FROM, "?"));
    if (bt_xml_is(msg, XE_FENCE_PROVE) && !n->fencer_down)
        answer_proofs(g, n);
    if (!bt_xml_is(msg, "fence_request") || n->fencer_down)
        return;
    struct group_mail *m = post(g, n, CRMD_EV_TIMER, g->fence_ms);
    m->to = TO_FENCE_DONE;
    m->run = 0;
    m->doc = bt_xml_doc_of(msg);
}

static void fence_done(struct group *g, struct group_node *n, const xmlNode *request)
{
    bool ok = g->failing_fencings-- <= 0;
    if (!n->power || n->fencer_down || index_of(g, bt_xml_get_or(request, XA_TARGET, "")) < 0)
        return;
    if (ok) {
        g->fencings++;
        g->failing_fencings = 0;
        if (!bt_streq(bt_xml_get(request, XA_ACTION), "on"))
            group_power_off(g, index_of(g, bt_xml_get(request, XA_TARGET)));
    }
    if (n->core == NULL)
        return;
    struct group_mail *m = post(g, n, CRMD_EV_FENCER, 0);
    m->doc = bt_xml_doc("fence_done");
    bt_xml_copy_attrs(bt_xml_root(m->doc), request);
    bt_xml_set_int(bt_xml_root(m->doc), XA_RC, ok ? 0 : BT_EX_ERROR);
    bt_xml_set(bt_xml_root(m->doc), XA_EXECUTED_BY, n->name);
    if (!ok)
        bt_xml_set(bt_xml_root(m->doc), XA_REASON, "no device answered");
}

static void note_watchdog(struct group_node *n, const xmlNode *msg)
{
    int64_t asked_ms = bt_xml_get_int(msg, XA_ASKED_MS, -1);
    n->let_go = n->let_go || bt_xml_is(msg, XE_WATCHDOG_LET_GO);
    n->acts = n->acts || (bt_xml_is(msg, XE_WATCHDOG_PULSE) && asked_ms < 0);
    n->fed += asked_ms >= 0;
    n->fed_asked_ms = asked_ms >= 0 ? asked_ms : n->fed_asked_ms;
}

/* Effects -------------------------------------------------------------------------------------------------------------------- */

static void save(struct group *g, struct group_node *n)
{
    struct group_mail *m = post(g, n, CRMD_EV_SAVED, 2);
    m->saved = cib_version(crmd_cib(n->core));
    if (n->disk_full)
        m->failure = bt_strdup("No space left on device");
    else
        m->disk = bt_xml_text(bt_xml_root(cib_doc(crmd_cib(n->core))), false);
    m->doc = bt_xml_doc_of(bt_xml_root(cib_doc(crmd_cib(n->core))));
}

static void plan(struct group *g, struct group_node *n, const xmlNode *request)
{
    struct group_mail *m = post(g, n, CRMD_EV_PLAN, 5);
    g->plans++;
    if (g->planner_crashes > 0) {
        g->planner_crashes--;
        return;
    }
    xmlDoc *graph = g->planner != NULL ? g->planner(g, bt_xml_first(request, XE_CIB)) : NULL;
    if (graph == NULL)
        graph = group_graph();
    m->doc = bt_xml_doc("pe_reply");
    bt_xml_set(bt_xml_root(m->doc), XA_ID, bt_xml_get(request, XA_ID));
    bt_xml_add_copy(bt_xml_root(m->doc), bt_xml_root(graph));
    bt_xml_free(graph);
}

static void add_log(struct group *g, const struct group_node *n, const char *text)
{
    if (getenv("GROUP_VERBOSE") != NULL)
        printf("%6" PRId64 " %s: %s\n", g->now_ms, n->name, text);
    BT_PUSH(&g->log, bt_printf("%s: %s", n->name, text));
}

static void timer_cancel(struct group_node *n, uint64_t token)
{
    for (size_t i = 0; i < n->timers.n; i++)
        if (n->timers.v[i] == token)
            n->timers.v[i--] = n->timers.v[--n->timers.n];
}

static void timer_set(struct group *g, struct group_node *n, const struct crmd_effect *e)
{
    post(g, n, CRMD_EV_TIMER, e->delay_ms)->token = e->token;
    BT_PUSH(&n->timers, e->token);
}

static void core_ended(struct group *g, struct group_node *n)
{
    n->proven = n->exit_code < 0 ? crmd_is_proven(n->core) : n->exit_code == 0 && crmd_leaves_proven(n->core);
    crmd_free(n->core);
    n->core = NULL;
    n->joined = false;
    n->run++;
    n->mute = false;
    n->timers.n = 0;
    tell_views(g);
}

/* "(alert PATH TIMEOUT NAME=VALUE ...)"; of the names for agents of old and new the new ones. */
static void log_alert(struct group *g, struct group_node *n, const xmlNode *alert)
{
    struct bt_buf b = {0};
    bt_buf_addf(&b, "(alert %s %s", bt_xml_get_or(alert, XA_PATH, ""), bt_xml_get_or(alert, XA_TIMEOUT, ""));
    bt_xml_each(variable, alert, XE_PARAM)
        if (!bt_starts(bt_xml_get_or(variable, XA_NAME, ""), "CRM_notify_"))
            bt_buf_addf(&b, " %s=%s", bt_xml_get_or(variable, XA_NAME, ""), bt_xml_get_or(variable, XA_VALUE, ""));
    bt_buf_add(&b, ")");
    add_log(g, n, b.text);
    bt_buf_free(&b);
}

/* There are no files: the answer says that the request came so far. */
static void answer_files(struct group *g, const struct crmd_effect *e)
{
    xmlDoc *doc = bt_xml_doc(XE_CRMD_REPLY);
    bt_xml_set_int(bt_xml_root(doc), XA_RC, 0);
    bt_xml_setf(bt_xml_root(doc), "client", "%" PRIu64, e->client);
    BT_PUSH(&g->replies, doc);
}

static void perform(struct group *g, struct group_node *n, struct crmd_effect *e)
{
    switch (e->kind) {
    case CRMD_FX_SEND: multicast(g, n, e->doc); break;
    case CRMD_FX_REPLY:
        if (e->doc == NULL && bt_xml_parse(e->text, strlen(e->text), "an answer", &e->doc, NULL) != 0)
            abort();
        bt_xml_setf(bt_xml_root(e->doc), "client", "%" PRIu64, e->client);
        BT_PUSH(&g->replies, e->doc);
        e->doc = NULL;
        break;
    case CRMD_FX_LRM: lrm_message(g, n, bt_xml_root(e->doc)); break;
    case CRMD_FX_FENCER: fencer_message(g, n, bt_xml_root(e->doc)); break;
    case CRMD_FX_PLAN: plan(g, n, bt_xml_root(e->doc)); break;
    case CRMD_FX_SUPERVISOR: note_watchdog(n, bt_xml_root(e->doc)); break;
    case CRMD_FX_KEEP: 
        add_log(g, n, bt_xml_first(bt_xml_root(e->doc), XE_CIB) != NULL ? "(keeps a configuration aside)" : "(drops a configuration that was aside)");
        break;
    case CRMD_FX_ALERT: log_alert(g, n, bt_xml_root(e->doc)); break;
    case CRMD_FX_RECORD: cib_history_add_frame(&n->records, bt_xml_root(e->doc)); break;
    case CRMD_FX_FILES: answer_files(g, e); break;
    case CRMD_FX_RELEASED: n->falls.n = 0; break;
    case CRMD_FX_SAVE: save(g, n); break;
    case CRMD_FX_TIMER_SET: timer_set(g, n, e); break;
    case CRMD_FX_TIMER_CANCEL: timer_cancel(n, e->token); break;
    case CRMD_FX_LOG: add_log(g, n, e->text); break;
    case CRMD_FX_EXIT: n->exit_code = e->code; break;
    }
}

static void feed(struct group *g, struct group_node *n, struct crmd_event *ev)
{
    struct crmd_effects fx = {0};
    ev->now = (struct bt_now){{g->now_ms}, {.s = EPOCH_S + g->now_ms / 1000}};
    crmd_step(n->core, ev, &fx);
    for (size_t i = 0; i < fx.n && n->exit_code < 0; i++)
        perform(g, n, &fx.v[i]);
    crmd_effects_clear(&fx);
    if (n->exit_code >= 0)
        core_ended(g, n);
    if (g->check != NULL)
        g->check(g);
}

static bool timer_runs(struct group_node *n, uint64_t token)
{
    for (size_t i = 0; i < n->timers.n; i++)
        if (n->timers.v[i] == token)
            return true;
    return false;
}

/* Any element of a document. */
static xmlNode *some_element(struct group *g, xmlNode *n)
{
    size_t children = bt_xml_count(n, NULL);
    if (children == 0 || chance(g) % 3 == 0)
        return n;
    xmlNode *child = bt_xml_first(n, NULL);
    for (uint64_t skip = chance(g) % children; skip > 0; skip--)
        child = bt_xml_next(child, NULL);
    return some_element(g, child);
}

static void mangle(struct group *g, xmlNode *root)
{
    static const char *const values[] = {"", "-1", "99999999999999999999", "x'y\"z", "0:0;::::", "1:2:3:4", "true", "n9"};
    xmlNode *n = some_element(g, root);
    size_t attrs = 0;
    for (const xmlAttr *a = n->properties; a != NULL; a = a->next)
        attrs++;
    uint64_t skip = attrs > 0 ? chance(g) % attrs : 0;
    const xmlAttr *a = n->properties;
    while (skip-- > 0)
        a = a->next;
    if (chance(g) % 3 == 0 && n != root)
        bt_xml_remove(n);
    else if (a != NULL && !bt_streq((const char *)a->name, XA_TERM) && !bt_streq((const char *)a->name, "view"))
        bt_xml_set(n, (const char *)a->name, chance(g) % 2 == 0 ? NULL : values[chance(g) % BT_COUNT(values)]);
}

static void deliver(struct group *g, struct group_mail *m)
{
    struct group_node *n = &g->node[m->node];
    if (m->to == TO_LRM_DONE || m->to == TO_FENCE_DONE) {
        if (m->to == TO_LRM_DONE)
            lrm_done(g, n, bt_xml_root(m->doc));
        else
            fence_done(g, n, bt_xml_root(m->doc));
        return;
    }
    if (n->core == NULL || n->run != m->run)
        return;
    if (g->mangle && m->doc != NULL && m->kind != CRMD_EV_SAVED && chance(g) % 4 == 0)
        mangle(g, bt_xml_root(m->doc));
    if (m->kind == CRMD_EV_TIMER) {
        if (!timer_runs(n, m->token))
            return;
        timer_cancel(n, m->token);
    }
    if (m->kind == CRMD_EV_VIEW) {
        memcpy(n->view, m->ids, sizeof n->view);
        n->n_view = m->n_ids;
    }
    if (m->kind == CRMD_EV_SAVED && m->disk != NULL) {
        free(n->disk);
        n->disk = m->disk;
        m->disk = NULL;
        BT_PUSH(&n->earlier, crmd_version_stamp_of(bt_xml_root(m->doc)));
    }
    feed(g, n, &(struct crmd_event){.kind = m->kind, .members = m->ids, .n_members = m->n_ids, .quorate = m->quorate, .from = m->from,
                                    .doc = bt_xml_root(m->doc), .token = m->token, .client = m->client, .who = m->who, .saved = m->saved,
                                    .failure = m->failure, .no_room = n->disk_short ? "no room can be kept" : NULL});
}

void group_run(struct group *g, int64_t ms)
{
    int64_t until = g->now_ms + ms;
    struct group_mail *m;
    while ((m = take_next(g, until)) != NULL) {
        g->now_ms = m->due > g->now_ms ? m->due : g->now_ms;
        deliver(g, m);
        mail_free(m);
    }
    g->now_ms = until;
}

bool group_until(struct group *g, bool (*cond)(struct group *g), int64_t max_ms)
{
    for (int64_t end = g->now_ms + max_ms; g->now_ms < end && !cond(g);)
        group_run(g, 1);
    return cond(g);
}

/* Life ------------------------------------------------------------------------------------------------------------------------- */

struct group *group_new(int n, uint64_t seed)
{
    assert(n <= GROUP_MAX);
    struct group *g = BT_NEW(struct group);
    g->n = n;
    g->seed = seed;
    g->two_node = n == 2;
    g->agent_ms = 10;
    g->fence_ms = 50;
    g->who.user = "root";
    for (int i = 0; i < n; i++) {
        g->node[i].id = (uint32_t)i + 1;
        g->node[i].exit_code = -1;
        snprintf(g->node[i].name, sizeof g->node[i].name, "n%d", i + 1);
        g->node[i].history = bt_xml_doc(XE_LRM_RESOURCES);
        g->node[i].in_flight = bt_xml_doc(XE_LRM_STATE);
    }
    return g;
}

void group_new_disk(struct group *g, int i)
{
    struct group_node *n = &g->node[i];
    assert(n->core == NULL);
    free(n->disk);
    n->disk = NULL;
    for (size_t k = 0; k < n->earlier.n; k++)
        free((char *)n->earlier.v[k].stamp);
    n->earlier.n = 0;
}

void group_free(struct group *g)
{
    for (int i = 0; i < g->n; i++) {
        crmd_free(g->node[i].core);
        g->node[i].core = NULL;
        group_new_disk(g, i);
        bt_buf_free(&g->node[i].records);
        bt_xml_free(g->node[i].history);
        bt_strv_free(&g->node[i].active);
        bt_xml_free(g->node[i].in_flight);
        BT_VEC_FREE(&g->node[i].timers);
        BT_VEC_FREE(&g->node[i].busy);
        for (size_t k = 0; k < g->node[i].held.n; k++)
            bt_xml_free(g->node[i].held.v[k]);
        BT_VEC_FREE(&g->node[i].held);
        BT_VEC_FREE(&g->node[i].earlier);
        BT_VEC_FREE(&g->node[i].falls);
    }
    for (size_t i = 0; i < g->mail.n; i++)
        mail_free(g->mail.v[i]);
    for (size_t i = 0; i < g->replies.n; i++)
        bt_xml_free(g->replies.v[i]);
    BT_VEC_FREE(&g->mail);
    BT_VEC_FREE(&g->replies);
    bt_strv_free(&g->log);
    free(g);
}

void group_power_on(struct group *g, int i)
{
    g->node[i].power = true;
    tell_quorum(g);
}

void group_power_off(struct group *g, int i)
{
    struct group_node *n = &g->node[i];
    n->power = n->proven = false;
    bt_strv_free(&n->active);
    bt_xml_free(n->in_flight);
    n->in_flight = bt_xml_doc(XE_LRM_STATE);
    n->busy.n = 0;
    bt_xml_free(n->history);
    n->history = bt_xml_doc(XE_LRM_RESOURCES);
    crmd_free(n->core);
    n->core = NULL;
    n->joined = n->mute = false;
    n->timers.n = 0;
    n->run++;
    for (size_t k = 0; k < g->mail.n; k++) /* its agents are gone with it */
        if (g->mail.v[k]->node == i && g->mail.v[k]->to != TO_CORE)
            g->mail.v[k]->to = TO_CORE, g->mail.v[k]->run = -1;
    tell_quorum(g);
    tell_views(g);
}

static struct cib *read_disk(const struct group_node *n)
{
    struct cib *cib;
    xmlDoc *doc;
    if (n->disk == NULL)
        return cib_new();
    int rc = bt_xml_parse(n->disk, strlen(n->disk), "disk", &doc, NULL);
    assert(rc == 0);
    bt_xml_remove(bt_xml_first(bt_xml_root(doc), XE_STATUS));
    rc = cib_from_doc(doc, &cib, NULL);
    assert(rc == 0);
    return cib;
}

void group_start(struct group *g, int i)
{
    struct group_node *n = &g->node[i];
    struct crmd_node nodes[GROUP_MAX];
    char uuid[37];
    assert(n->power && n->core == NULL);
    for (int k = 0; k < g->n; k++)
        nodes[k] = (struct crmd_node){.id = g->node[k].id, .name = g->node[k].name};
    n->run++;
    snprintf(uuid, sizeof uuid, "%08x-0000-4000-8000-%012d", (unsigned)n->id, n->run);
    const struct crmd_config cfg = {.nodeid = n->id, .name = n->name, .nodes = nodes, .n_nodes = (size_t)g->n, .cluster_name = "group", .uuid = uuid, .feature_set = n->feature_set,
                                    .earlier = n->earlier.v, .n_earlier = n->earlier.n,
                                    .unclean = n->falls.v, .n_unclean = n->falls.n, .proven = n->proven,
                                    .watchdog_ms = n->watchdog_ms, .watchdog_counts = n->watchdog_ms > 0, .life = n->life};
    n->core = crmd_new(&cfg, read_disk(n));
    n->joined = true;
    n->n_view = 0;
    n->exit_code = -1;
    tell_quorum_to(g, n);
    tell_views(g);
    if (!n->lrm_down)
        post(g, n, CRMD_EV_LRM_UP, 0);
    if (!n->fencer_down)
        post(g, n, CRMD_EV_FENCER_UP, 0);
}

void group_crash(struct group *g, int i)
{
    core_ended(g, &g->node[i]);
}

void group_shutdown(struct group *g, int i)
{
    post(g, &g->node[i], CRMD_EV_SHUTDOWN, 0);
}

void group_cut(struct group *g, const int *sides)
{
    for (int i = 0; i < g->n; i++)
        g->node[i].ring = sides[i];
    tell_quorum(g);
    tell_views(g);
}

void group_release(struct group *g, int i)
{
    struct group_node *n = &g->node[i];
    n->holding = false;
    for (size_t k = 0; k < n->held.n; k++) {
        multicast(g, n, n->held.v[k]);
        bt_xml_free(n->held.v[k]);
    }
    n->held.n = 0;
}

void group_lrm(struct group *g, int i, bool up)
{
    g->node[i].lrm_down = !up;
    post(g, &g->node[i], up ? CRMD_EV_LRM_UP : CRMD_EV_LRM_DOWN, 0);
}

void group_fencer(struct group *g, int i, bool up)
{
    g->node[i].fencer_down = !up;
    post(g, &g->node[i], up ? CRMD_EV_FENCER_UP : CRMD_EV_FENCER_DOWN, 0);
}

void group_says(struct group *g, int i, xmlDoc *doc)
{
    multicast(g, &g->node[i], doc);
    bt_xml_free(doc);
}

void group_fencer_says(struct group *g, int i, xmlDoc *doc)
{
    post(g, &g->node[i], CRMD_EV_FENCER, 0)->doc = doc;
}

void group_start_all(struct group *g)
{
    for (int i = 0; i < g->n; i++)
        group_power_on(g, i);
    for (int i = 0; i < g->n; i++)
        group_start(g, i);
    bool idle = group_until(g, group_idle, 60000);
    assert(idle);
    group_run(g, 100);
}

/* Clients ------------------------------------------------------------------------------------------------------------------------ */

uint64_t group_ask(struct group *g, int i, xmlDoc *doc)
{
    struct group_mail *m = post(g, &g->node[i], CRMD_EV_CLIENT, 0);
    m->client = ++g->last_client;
    m->who = g->who;
    m->doc = doc;
    bt_xml_setf(bt_xml_root(doc), XA_ID, "%" PRIu64, m->client);
    return m->client;
}

void group_client_gone(struct group *g, int i, uint64_t client)
{
    post(g, &g->node[i], CRMD_EV_CLIENT_GONE, 0)->client = client;
}

void group_spoil(struct group *g, int i)
{
    const struct cib_request rq = {.op = CIB_OP_BUMP, .client = "nobody"};
    struct cib_changed changed = {0};
    int rc = cib_change((struct cib *)crmd_cib(g->node[i].core), &rq, (struct bt_wall){.s = 0}, &changed, NULL);
    assert(rc == 0);
    bt_xml_free(changed.patch);
}

const xmlNode *group_reply(const struct group *g, uint64_t client)
{
    for (size_t i = 0; i < g->replies.n; i++)
        if (bt_xml_get_int(bt_xml_root(g->replies.v[i]), "client", 0) == (int64_t)client)
            return bt_xml_root(g->replies.v[i]);
    return NULL;
}

int group_rc(const struct group *g, uint64_t client)
{
    return (int)bt_xml_get_int(group_reply(g, client), XA_RC, -1);
}

uint64_t group_set_property(struct group *g, int i, const char *name, const char *value)
{
    xmlDoc *data = bt_xml_doc(XE_CLUSTER_PROPERTY_SET);
    xmlNode *set = bt_xml_root(data), *pair = bt_xml_add(set, XE_NVPAIR);
    bt_xml_set(set, XA_ID, "cib-bootstrap-options");
    bt_xml_setf(pair, XA_ID, "cib-bootstrap-options-%s", name);
    bt_xml_set(pair, XA_NAME, name);
    bt_xml_set(pair, XA_VALUE, value);
    const struct cib_request rq = {.op = CIB_OP_MODIFY, .section = XE_CRM_CONFIG, .xml = set, .flags = CIB_CAN_CREATE, .client = "test"};
    uint64_t client = group_ask(g, i, cib_request_to_xml(&rq));
    bt_xml_free(data);
    return client;
}

const char *group_property(const struct group *g, int i, const char *name)
{
    return cib_option(cib_doc(crmd_cib(g->node[i].core)), name);
}

xmlDoc *group_request(const char *op)
{
    xmlDoc *doc = bt_xml_doc("crmd_request");
    bt_xml_set(bt_xml_root(doc), XA_OP, op);
    return doc;
}

uint64_t group_ask_about(struct group *g, int i, const char *op, const char *rsc, const char *node)
{
    xmlDoc *doc = group_request(op);
    bt_xml_set(bt_xml_root(doc), XA_RSC, rsc);
    bt_xml_set(bt_xml_root(doc), XA_NODE, node);
    return group_ask(g, i, doc);
}
