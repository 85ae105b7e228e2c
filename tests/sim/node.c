/* tests/sim/node.c - nodes: power, processes under a pretended supervisor, disks, and the effects of the real cores performed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>

#include "tests/sim/sim.h"

static const char *const DAEMON_NAME[SIM_DAEMONS] = {"crmd", "lrmd", "stonithd"};

/* Anything on its way to one run of a daemon: void if that run is over when it arrives. */
struct mail {
    int node, boots, run;
    enum sim_daemon to;
    enum crmd_event_kind kind; /* to crmd */
    xmlDoc *doc;
    uint64_t token, seq;       /* timer */
    struct cib_version saved;
    char *disk;
};

static void mail_free(void *arg)
{
    struct mail *m = arg;

    bt_xml_free(m->doc);
    free(m->disk);
    free(m);
}

static struct mail *mail_to(const struct sim_node *n, enum sim_daemon to)
{
    struct mail *m = BT_NEW(struct mail);

    m->node = n->index;
    m->boots = n->boots;
    m->to = to;
    m->run = n->runs[to];
    return m;
}

static bool daemon_alive(const struct sim_node *n, enum sim_daemon d)
{
    return d == SIM_CRMD ? n->crmd != NULL : d == SIM_LRMD ? n->lrm != NULL : n->fencer != NULL;
}

static struct sim_node *receiver(struct sim *s, const struct mail *m)
{
    struct sim_node *n = &s->node[m->node];

    return n->boots == m->boots && n->runs[m->to] == m->run && daemon_alive(n, m->to) ? n : NULL;
}

/* A local connection keeps its order: nothing overtakes. */
static int64_t ipc_delay(struct sim *s, struct sim_node *n, enum sim_daemon other, int direction)
{
    int64_t at = s->now_us + sim_random(s, 20, 300), *last = &n->ipc_last_us[other][direction];

    *last = at > *last ? at : *last;
    return *last - s->now_us;
}

static void node_lrm(struct sim *s, struct sim_node *n, struct lrm_event *ev);
static void node_fencer(struct sim *s, struct sim_node *n, struct fence_event *ev);

/* Timers --------------------------------------------------------------------------------------------------------- */

static void timer_fires(struct sim *s, void *arg)
{
    struct mail *m = arg;
    struct sim_node *n = receiver(s, m);

    for (size_t i = 0; n != NULL && i < n->timers[m->to].n; i++) {
        struct sim_timer *t = &n->timers[m->to].v[i];
        if (t->seq != m->seq) {
            continue;
        }
        *t = n->timers[m->to].v[--n->timers[m->to].n];
        if (m->to == SIM_CRMD) {
            node_crmd(s, n, &(struct crmd_event){.kind = CRMD_EV_TIMER, .token = m->token});
        } else if (m->to == SIM_LRMD) {
            node_lrm(s, n, &(struct lrm_event){.kind = LRM_EV_TIMER, .token = m->token});
        } else {
            node_fencer(s, n, &(struct fence_event){.kind = FENCE_EV_TIMER, .token = m->token});
        }
        return;
    }
}

static void timer_cancel(struct sim_node *n, enum sim_daemon d, uint64_t token)
{
    for (size_t i = 0; i < n->timers[d].n; i++) {
        if (n->timers[d].v[i].token == token) {
            n->timers[d].v[i] = n->timers[d].v[--n->timers[d].n];
            return;
        }
    }
}

static void timer_set(struct sim *s, struct sim_node *n, enum sim_daemon d, uint64_t token, int64_t delay_ms)
{
    struct mail *m = mail_to(n, d);
    struct sim_timer t = {token, ++s->next_client};

    timer_cancel(n, d, token);
    m->token = token;
    m->seq = t.seq;
    BT_PUSH(&n->timers[d], t);
    sim_at(s, (delay_ms < 0 ? 0 : delay_ms) * 1000, timer_fires, m, mail_free);
}

/* lrmd --------------------------------------------------------------------------------------------------------------- */

static void crmd_gets(struct sim *s, void *arg)
{
    struct mail *m = arg;
    struct sim_node *n = receiver(s, m);

    if (n == NULL) {
        return;
    }
    struct crmd_event ev = {.kind = m->kind, .doc = bt_xml_root(m->doc), .saved = m->saved};
    if (m->kind == CRMD_EV_SAVED && s->opt.broken != SIM_BREAK_LOSE_ACKED) {
        free(n->disk);
        n->disk = m->disk;
        m->disk = NULL;
    }
    node_crmd(s, n, &ev);
}

static void send_to_crmd(struct sim *s, struct sim_node *n, enum sim_daemon from, enum crmd_event_kind kind, xmlDoc *doc)
{
    struct mail *m = mail_to(n, SIM_CRMD);

    m->kind = kind;
    m->doc = doc;
    sim_at(s, ipc_delay(s, n, from, 0), crmd_gets, m, mail_free);
}

static void lrm_effect(struct sim *s, struct sim_node *n, struct lrm_effect *fx)
{
    switch (fx->kind) {
    case LRM_FX_RUN: agents_run(s, n, &fx->run); break;
    case LRM_FX_KILL: agents_kill(s, n, fx->token); break;
    case LRM_FX_TIMER_SET: timer_set(s, n, SIM_LRMD, fx->token, fx->delay_ms); break;
    case LRM_FX_TIMER_CANCEL: timer_cancel(n, SIM_LRMD, fx->token); break;
    case LRM_FX_SEND:
        if (n->crmd != NULL && fx->client == (uint64_t)n->runs[SIM_CRMD]) {
            send_to_crmd(s, n, SIM_LRMD, CRMD_EV_LRM, fx->message);
            fx->message = NULL;
        }
        break;
    case LRM_FX_LOG: sim_log(s, n->name, "lrmd %s: %s", bt_level_text(fx->level), fx->text); break;
    }
}

static void lrm_perform(struct sim *s, struct sim_node *n, struct lrm_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        lrm_effect(s, n, &fx->v[i]);
    }
    lrm_effects_clear(fx);
    free(fx->v);
}

static void node_lrm(struct sim *s, struct sim_node *n, struct lrm_event *ev)
{
    struct lrm_effects fx = {0};

    ev->now = sim_now(s);
    lrm_step(n->lrm, ev, &fx);
    lrm_perform(s, n, &fx);
}

void node_lrm_done(struct sim *s, struct sim_node *n, struct lrm_event *ev)
{
    node_lrm(s, n, ev);
}

static void lrm_gets(struct sim *s, void *arg)
{
    struct mail *m = arg;
    struct sim_node *n = receiver(s, m);

    if (n != NULL) {
        node_lrm(s, n, &(struct lrm_event){.kind = LRM_EV_REQUEST, .client = m->token, .request = bt_xml_root(m->doc)});
    }
}

/* stonithd ------------------------------------------------------------------------------------------------------------- */

static void fence_effect(struct sim *s, struct sim_node *n, struct fence_effect *fx)
{
    switch (fx->kind) {
    case FENCE_FX_RUN: agents_fence(s, n, &fx->run); break;
    case FENCE_FX_KILL: break; /* a pretended fence agent always ends by itself within its timeout */
    case FENCE_FX_TIMER_SET: timer_set(s, n, SIM_FENCER, fx->token, fx->delay_ms); break;
    case FENCE_FX_TIMER_CANCEL: timer_cancel(n, SIM_FENCER, fx->token); break;
    case FENCE_FX_SEND:
        watchdog_heard(s, n, bt_xml_root(fx->message));
        if (n->crmd != NULL && fx->client == (uint64_t)n->runs[SIM_CRMD]) {
            send_to_crmd(s, n, SIM_FENCER, CRMD_EV_FENCER, fx->message);
            fx->message = NULL;
        }
        break;
    case FENCE_FX_KEEP:
        bt_xml_free(n->fencing_kept);
        n->fencing_kept = fx->message;
        fx->message = NULL;
        break;
    case FENCE_FX_LOG: sim_log(s, n->name, "stonithd %s: %s", bt_level_text(fx->level), fx->text); break;
    }
}

static void node_fencer(struct sim *s, struct sim_node *n, struct fence_event *ev)
{
    struct fence_effects fx = {0};

    ev->now = sim_now(s);
    ev->random = sim_random(s, 0, UINT32_MAX);
    fence_step(n->fencer, ev, &fx);
    for (size_t i = 0; i < fx.n; i++) {
        fence_effect(s, n, &fx.v[i]);
    }
    fence_effects_clear(&fx);
    free(fx.v);
}

void node_fencer_done(struct sim *s, struct sim_node *n, struct fence_event *ev)
{
    node_fencer(s, n, ev);
}

static void fencer_gets(struct sim *s, void *arg)
{
    struct mail *m = arg;
    struct sim_node *n = receiver(s, m);

    if (n == NULL) {
        return;
    }
    if (m->doc != NULL) {
        node_fencer(s, n, &(struct fence_event){.kind = FENCE_EV_REQUEST, .client = m->token, .request = bt_xml_root(m->doc)});
    } else if (n->crmd != NULL) {
        node_fencer(s, n, &(struct fence_event){.kind = FENCE_EV_CIB, .cib = cib_doc(crmd_cib(n->crmd))});
    }
}

/* The fencer follows the CIB as a subscriber: told when the configuration is another. */
static void tell_fencer(struct sim *s, struct sim_node *n, bool always)
{
    struct cib_version v = cib_version(crmd_cib(n->crmd));

    if (n->fencer == NULL || (!always && v.epoch == n->told.epoch && v.admin_epoch == n->told.admin_epoch)) {
        return;
    }
    n->told = v;
    sim_at(s, ipc_delay(s, n, SIM_FENCER, 1), fencer_gets, mail_to(n, SIM_FENCER), mail_free);
}

/* crmd --------------------------------------------------------------------------------------------------------------- */

/* Faults of the product on purpose: promotions that wait for nothing; notifications that are not sent. */
static void spoil(const struct sim *s, xmlNode *graph)
{
    bt_xml_each(synapse, graph, "synapse") {
        xmlNode *op = bt_xml_first(bt_xml_first(synapse, "action_set"), XE_RSC_OP);
        const char *operation = bt_xml_get_or(op, XA_OPERATION, "");
        if (s->opt.broken == SIM_BREAK_EAGER && bt_streq(operation, "promote")) {
            bt_xml_remove(bt_xml_first(synapse, "inputs"));
        } else if (s->opt.broken == SIM_BREAK_SILENT && bt_streq(operation, "notify")) {
            xmlNodeSetName(op, (const xmlChar *)"pseudo_event");
        }
    }
}

static xmlDoc *plan(struct sim *s, const xmlNode *request)
{
    const xmlNode *cib = bt_xml_first(request, XE_CIB);
    xmlDoc *doc = bt_xml_doc_of(cib), *reply = bt_xml_doc("pe_reply");
    struct pe_result r = {0};
    struct bt_err err = {0};

    bt_xml_set(bt_xml_root(reply), XA_ID, bt_xml_get(request, XA_ID));
    if (pe_schedule(doc, sim_now(s).wall, bt_xml_get_int(request, XA_ID, 0), &r, &err) != BT_EX_OK) {
        sim_broken(s, "planning", "the policy engine refused a CIB: %s", bt_err_text(&err));
        bt_err_clear(&err);
    } else {
        spoil(s, bt_xml_add_copy(bt_xml_root(reply), bt_xml_root(r.graph)));
        bt_xml_set_int(bt_xml_root(reply), "recheck", r.recheck_s);
    }
    pe_result_clear(&r);
    bt_xml_free(doc);
    return reply;
}

static void send_mail(struct sim *s, struct sim_node *n, enum sim_daemon to, xmlDoc *doc)
{
    struct mail *m = mail_to(n, to);

    m->doc = doc;
    m->token = (uint64_t)n->runs[SIM_CRMD];
    sim_at(s, ipc_delay(s, n, to, 1), to == SIM_LRMD ? lrm_gets : fencer_gets, m, mail_free);
}

static void save(struct sim *s, struct sim_node *n)
{
    struct mail *m = mail_to(n, SIM_CRMD);
    int64_t at = s->now_us + (s->slow_disk > 0 ? sim_random(s, 5000, 900000) : sim_random(s, 300, 3000));
    int64_t *last = &n->ipc_last_us[SIM_CRMD][0];

    *last = at > *last ? at : *last;
    m->kind = CRMD_EV_SAVED;
    m->saved = cib_version(crmd_cib(n->crmd));
    m->disk = bt_xml_text(bt_xml_root(cib_doc(crmd_cib(n->crmd))), false);
    sim_at(s, *last - s->now_us, crmd_gets, m, mail_free);
}

/* Performs one effect; an exit code >= 0 when the controller ends. */
static int crmd_effect(struct sim *s, struct sim_node *n, struct crmd_effect *fx)
{
    struct mail *m;

    switch (fx->kind) {
    case CRMD_FX_SEND:
        net_send(s, n->index, fx->doc);
        fx->doc = NULL;
        break;
    case CRMD_FX_REPLY:
        if (fx->doc == NULL && bt_xml_parse(fx->text, strlen(fx->text), "an answer", &fx->doc, NULL) != 0)
            abort();
        admin_reply(s, n, fx->client, fx->doc);
        break;
    case CRMD_FX_LRM:
    case CRMD_FX_FENCER:
        send_mail(s, n, fx->kind == CRMD_FX_LRM ? SIM_LRMD : SIM_FENCER, fx->doc);
        fx->doc = NULL;
        break;
    case CRMD_FX_SUPERVISOR: watchdog_told(s, n, bt_xml_root(fx->doc)); break;
    case CRMD_FX_PLAN:
        m = mail_to(n, SIM_CRMD);
        m->kind = CRMD_EV_PLAN;
        m->doc = plan(s, bt_xml_root(fx->doc));
        sim_at(s, sim_random(s, 1000, 20000), crmd_gets, m, mail_free);
        break;
    case CRMD_FX_ALERT: break; /* worlds configure none */
    case CRMD_FX_KEEP: sim_log(s, n->name, "keeps a configuration aside: %s", bt_xml_get_or(bt_xml_root(fx->doc), XA_TEXT, "")); break;
    case CRMD_FX_RECORD: cib_history_add_frame(&n->history, bt_xml_root(fx->doc)); break;
    case CRMD_FX_FILES: break; /* nobody asks */
    case CRMD_FX_RELEASED: n->released = true; break;
    case CRMD_FX_SAVE: save(s, n); break;
    case CRMD_FX_TIMER_SET: timer_set(s, n, SIM_CRMD, fx->token, fx->delay_ms); break;
    case CRMD_FX_TIMER_CANCEL: timer_cancel(n, SIM_CRMD, fx->token); break;
    case CRMD_FX_LOG: sim_log(s, n->name, "crmd %s: %s", bt_level_text(fx->level), fx->text); break;
    case CRMD_FX_EXIT: return fx->code;
    }
    return -1;
}

static void stop_in_order(struct sim *s, struct sim_node *n);
static void daemon_ends(struct sim *s, struct sim_node *n, enum sim_daemon d);
static void restart_soon(struct sim *s, struct sim_node *n, enum sim_daemon d);

void node_crmd(struct sim *s, struct sim_node *n, struct crmd_event *ev)
{
    struct crmd_effects fx = {0};
    int code = -1;

    ev->now = sim_now(s);
    crmd_step(n->crmd, ev, &fx);
    for (size_t i = 0; i < fx.n && code < 0; i++) {
        code = crmd_effect(s, n, &fx.v[i]);
    }
    crmd_effects_clear(&fx);
    free(fx.v);
    if (code < 0) {
        tell_fencer(s, n, false);
        return;
    }
    sim_log(s, n->name, "crmd ends with %d", code);
    n->upgrade_due = s->upgrades && (n->upgrade_due || code == BT_EX_FATAL); /* it may not join as it is */
    daemon_ends(s, n, SIM_CRMD);
    if (n->ending) {
        stop_in_order(s, n);
    } else {
        restart_soon(s, n, SIM_CRMD);
    }
}

/* Processes ------------------------------------------------------------------------------------------------------------ */

static struct cib *disk_read(const struct sim_node *n)
{
    struct cib *cib = NULL;
    xmlDoc *doc = NULL;

    if (n->disk == NULL) {
        return cib_new();
    }
    int rc = bt_xml_parse(n->disk, strlen(n->disk), "disk", &doc, NULL);
    assert(rc == BT_EX_OK);
    bt_xml_remove(bt_xml_first(bt_xml_root(doc), XE_STATUS)); /* the status is not kept on disk */
    rc = cib_from_doc(doc, &cib, NULL);
    assert(rc == BT_EX_OK);
    return cib;
}

/* As the daemon does at its start. */
static void fit_history(struct sim_node *n, const struct cib *cib)
{
    char *text = NULL;
    size_t lost;
    struct cib_history *h = cib_history_new(bt_strndup(n->history.text != NULL ? n->history.text : "", n->history.len), n->history.len, &lost);

    if (cib_history_fit(h, bt_xml_root(cib_doc(cib)), "found on disk", &text)) {
        bt_buf_free(&n->history);
        bt_buf_add(&n->history, text);
    }
    free(text);
    cib_history_free(h);
}

static void start_crmd(struct sim *s, struct sim_node *n)
{
    struct crmd_node nodes[SIM_NODES_MAX];
    char *uuid = bt_printf("%08x-0000-4000-8000-%012d", n->id, n->runs[SIM_CRMD] + 1000 * n->boots), *life = bt_printf("%d", n->boots);

    n->newer = n->newer || n->upgrade_due;
    for (int i = 0; i < s->n_nodes; i++) {
        nodes[i] = (struct crmd_node){s->node[i].id, s->node[i].name};
    }
    struct crmd_config cfg = {.nodeid = n->id, .name = n->name, .nodes = nodes, .n_nodes = (size_t)s->n_nodes,
                              .cluster_name = "sim", .uuid = uuid, .feature_set = n->newer ? "3.17.0" : "3.16.1",
                              .unclean = n->falls.v, .n_unclean = n->released ? 0 : n->falls.n, .proven = n->proven,
                              .watchdog_ms = s->opt.watchdog ? SIM_WATCHDOG_MS : 0, .watchdog_counts = s->opt.watchdog, .life = life};
    struct cib *cib = disk_read(n);
    fit_history(n, cib);
    n->open = true;
    n->crmd = crmd_new(&cfg, cib);
    free(uuid);
    free(life);
    net_tell_quorum(s, n->index);
    net_join(s, n->index);
    if (n->lrm != NULL) {
        send_to_crmd(s, n, SIM_LRMD, CRMD_EV_LRM_UP, NULL);
    }
    if (n->fencer != NULL) {
        send_to_crmd(s, n, SIM_FENCER, CRMD_EV_FENCER_UP, NULL);
        tell_fencer(s, n, true);
    }
}

static void start_lrmd(struct sim *s, struct sim_node *n)
{
    n->lrm = lrm_new(&(struct lrm_config){.node = n->name, .max_children = 4});
    agents_orphans_end(s, n);
    if (n->lrm_kept != NULL) {
        struct lrm_effects fx = {0};
        int rc = lrm_restore(n->lrm, bt_xml_root(n->lrm_kept), sim_now(s), &fx, NULL);
        assert(rc == BT_EX_OK);
        lrm_perform(s, n, &fx);
        bt_xml_free(n->lrm_kept);
        n->lrm_kept = NULL;
    }
    if (n->crmd != NULL) {
        send_to_crmd(s, n, SIM_LRMD, CRMD_EV_LRM_UP, NULL);
    }
}

static void start_fencer(struct sim *s, struct sim_node *n)
{
    n->fencer = fence_new(n->name);
    fence_set_watchdog(n->fencer, s->opt.watchdog ? SIM_WATCHDOG_MS : 0, 0, "there is none");
    fence_load(n->fencer, n->fencing_kept != NULL ? bt_xml_root(n->fencing_kept) : NULL);
    if (n->crmd != NULL) {
        send_to_crmd(s, n, SIM_FENCER, CRMD_EV_FENCER_UP, NULL);
        tell_fencer(s, n, true);
    }
}

static void daemon_starts(struct sim *s, void *arg)
{
    const struct mail *m = arg;
    struct sim_node *n = &s->node[m->node];

    if (n->boots != m->boots || !n->power || n->stopped || n->runs[m->to] != m->run || daemon_alive(n, m->to)) {
        return;
    }
    n->runs[m->to]++;
    sim_log(s, n->name, "%s starts", DAEMON_NAME[m->to]);
    if (m->to == SIM_CRMD) {
        start_crmd(s, n);
    } else if (m->to == SIM_LRMD) {
        start_lrmd(s, n);
    } else {
        start_fencer(s, n);
    }
}

static void restart_soon(struct sim *s, struct sim_node *n, enum sim_daemon d)
{
    sim_at(s, sim_random(s, 30000, 300000), daemon_starts, mail_to(n, d), mail_free);
}

/* The process is gone; whoever was connected to it notices. */
static void daemon_ends(struct sim *s, struct sim_node *n, enum sim_daemon d)
{
    n->timers[d].n = 0;
    if (d == SIM_CRMD) {
        n->proven = crmd_leaves_proven(n->crmd);
        crmd_free(n->crmd);
        n->crmd = NULL;
        admin_crmd_gone(s, n);
        net_leave(s, n->index);
        if (n->lrm != NULL) {
            node_lrm(s, n, &(struct lrm_event){.kind = LRM_EV_CLIENT_GONE, .client = (uint64_t)n->runs[d]});
        }
        if (n->fencer != NULL) {
            node_fencer(s, n, &(struct fence_event){.kind = FENCE_EV_CLIENT_GONE, .client = (uint64_t)n->runs[d]});
        }
    } else if (d == SIM_LRMD) {
        n->lrm_kept = lrm_save(n->lrm);
        lrm_free(n->lrm);
        n->lrm = NULL;
    } else {
        fence_free(n->fencer);
        n->fencer = NULL;
    }
    if (d != SIM_CRMD && n->crmd != NULL) {
        node_crmd(s, n, &(struct crmd_event){.kind = d == SIM_LRMD ? CRMD_EV_LRM_DOWN : CRMD_EV_FENCER_DOWN});
    }
}

void node_crash(struct sim *s, int node, enum sim_daemon d)
{
    struct sim_node *n = &s->node[node];

    if (n->power && daemon_alive(n, d)) {
        sim_log(s, "FAULT", "kill -9 of %s on %s", DAEMON_NAME[d], n->name);
        told_disturbed(s);
        bool proven = d == SIM_CRMD ? crmd_is_proven(n->crmd) : n->proven;
        daemon_ends(s, n, d);
        n->proven = proven;
        restart_soon(s, n, d);
    }
}

/* Power ---------------------------------------------------------------------------------------------------------------- */

static void all_daemons_vanish(struct sim_node *n)
{
    crmd_free(n->crmd);
    n->crmd = NULL;
    n->proven = false;
    lrm_free(n->lrm);
    n->lrm = NULL;
    fence_free(n->fencer);
    n->fencer = NULL;
    bt_xml_free(n->lrm_kept);
    n->lrm_kept = NULL;
    for (int d = 0; d < SIM_DAEMONS; d++) {
        n->timers[d].n = 0;
    }
}

static void corosync_starts(struct sim *s, void *arg)
{
    const struct mail *m = arg;
    struct sim_node *n = &s->node[m->node];

    if (n->boots != m->boots || !n->power || n->port.up) {
        return;
    }
    n->stopped = false;
    net_start(s, n->index);
    for (int d = 0; d < SIM_DAEMONS; d++) {
        sim_at(s, sim_random(s, 10000, 200000), daemon_starts, mail_to(n, (enum sim_daemon)d), mail_free);
    }
}

void node_power_on(struct sim *s, int node)
{
    struct sim_node *n = &s->node[node];

    if (n->power && !n->stopped) {
        return;
    }
    sim_log(s, "WORLD", "%s boots", n->name);
    n->power = true;
    n->boots++;
    n->fenced = n->ending = n->released = n->watchdog.let_go = false;
    n->watchdog.bites_us = 0;
    if (n->open) { /* its last life did not end in order */
        BT_PUSH(&n->falls, sim_now(s).wall.s);
    }
    n->looped = s->two_node && n->falls.n >= SIM_LOOP_LIMIT; /* a world lasts less than the hour in which they count */
    bt_strv_free(&n->ever_ran);
    n->was_promoted = false;
    sim_at(s, sim_random(s, 100000, 2000000), corosync_starts, mail_to(n, SIM_CRMD), mail_free);
}

void node_power_off(struct sim *s, int node, bool by_fencing)
{
    struct sim_node *n = &s->node[node];

    n->fenced = n->fenced || by_fencing;
    if (!n->power) {
        return;
    }
    sim_log(s, by_fencing ? "WORLD" : "FAULT", "power-off of %s", n->name);
    told_disturbed(s);
    n->power = n->stopped = n->ending = false;
    n->boots++;
    all_daemons_vanish(n);
    admin_crmd_gone(s, n);
    agents_all_gone(n);
    net_stop(s, node, true);
}

static void stop_in_order(struct sim *s, struct sim_node *n)
{
    sim_log(s, n->name, "ended in order");
    n->stopped = true;
    n->open = false;
    all_daemons_vanish(n);
    net_stop(s, n->index, false);
}

void node_shutdown(struct sim *s, int node)
{
    struct sim_node *n = &s->node[node];

    if (n->crmd != NULL && !n->ending) {
        sim_log(s, "FAULT", "%s is asked to stop in order", n->name);
        n->ending = true;
        node_crmd(s, n, &(struct crmd_event){.kind = CRMD_EV_SHUTDOWN});
    }
}

void node_free(struct sim_node *n)
{
    all_daemons_vanish(n);
    bt_xml_free(n->fencing_kept);
    for (int d = 0; d < SIM_DAEMONS; d++) {
        BT_VEC_FREE(&n->timers[d]);
    }
    bt_strv_free(&n->ever_ran);
    bt_strv_free(&n->running);
    BT_VEC_FREE(&n->agents);
    BT_VEC_FREE(&n->falls);
    bt_buf_free(&n->history);
    free(n->disk);
}
