/* crmd/crmd_io.c - performing the controller's effects and hearing its events (see crmd_io.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/crmd_io.h"

#include "crmd/alerts_io.h"
#include "crmd/files_io.h"
#include "crmd/saver_io.h"
#include "crmd/starts_io.h"

#define GROUP "baton"
#define CONNECT_MS 500     /* a daemon that is there answers at once */
#define RETRY_FIRST_MS 20  /* a daemon that was lost: the supervisor starts it within moments */
#define RETRY_LAST_MS 1000
#define PLACE_MS 1000      /* the CIB itself follows its history on the disk */

/* A daemon that we are a client of. X(NAME, IPC name, up, message, down) */
#define LINK_LIST(X)                                                                                                   \
    X(LRM, "lrmd", CRMD_EV_LRM_UP, CRMD_EV_LRM, CRMD_EV_LRM_DOWN)                                                      \
    X(FENCER, "stonithd", CRMD_EV_FENCER_UP, CRMD_EV_FENCER, CRMD_EV_FENCER_DOWN)                                      \
    X(PLANNER, "pengine", -1, CRMD_EV_PLAN, -1)                                                                        \
    X(SUPERVISOR, "batond", -1, -1, -1)

enum link_id {
#define X(name, ipc, up, message, down) LINK_##name,
    LINK_LIST(X)
#undef X
    LINKS
};
static const struct {
    const char *ipc;
    int up, message, down; /* enum crmd_event_kind, -1: no such event */
} link_rows[LINKS] = {
#define X(name, ipc, up, message, down) {ipc, up, message, down},
    LINK_LIST(X)
#undef X
};

struct link {
    struct crmd_edges *e;
    enum link_id id;
    struct bt_ipcc *ipc; /* NULL: not connected */
    bt_timer retry;
    int64_t retry_ms;
};

/* Clients of both servers have one number: twice the connection's, plus which server. */
enum { SERVER_CIB, SERVER_CRMD, SERVERS };
static const char *const server_names[SERVERS] = {"cib", "crmd"};

struct server {
    struct crmd_edges *e;
    int which;
    struct bt_ipcs *ipc;
};

struct timer {
    struct crmd_edges *e;
    uint64_t token;
    bt_timer id;
};

struct crmd_edges {
    struct crmd_edges_config cfg;
    struct crmd *core;
    struct bt_cpg *cpg;
    struct bt_quorum *quorum;
    struct server servers[SERVERS];
    struct link links[LINKS];
    BT_VEC(struct timer *) timers;
    BT_VEC(uint64_t) gone;   /* clients lost while a step's effects were performed */
    xmlDoc *plan;            /* the request that the policy engine has, or will get when it is there */
    bool plan_sent;
    struct saver *saver;
    struct alert_runs *alerts;
    struct cib_version saving; /* what it saves */
    struct bt_buf records;     /* frames of the history for the next save */
    bool whole;                /* they don't lead to the CIB: it is another document */
    bool asked, waits;         /* the core waits for the save that runs; for another one after it */
    bt_timer place;
    bool performing, save_due, ended;
    bool proven; /* it was told */
};

/* Timers ----------------------------------------------------------------------------------------------------------- */

static void timer_forget(struct crmd_edges *e, size_t i)
{
    free(e->timers.v[i]);
    e->timers.v[i] = e->timers.v[--e->timers.n];
}

static void timer_fired(void *ctx)
{
    struct timer *t = ctx;
    struct crmd_edges *e = t->e;
    struct crmd_event ev = {.kind = CRMD_EV_TIMER, .token = t->token};
    for (size_t i = e->timers.n; i-- > 0;)
        if (e->timers.v[i] == t)
            timer_forget(e, i);
    crmd_edges_feed(e, &ev);
}

static void timer_set(struct crmd_edges *e, uint64_t token, int64_t delay_ms)
{
    struct timer *t = BT_NEW(struct timer);
    t->e = e;
    t->token = token;
    t->id = bt_timer_add(e->cfg.loop, delay_ms, timer_fired, t);
    BT_PUSH(&e->timers, t);
}

static void timer_cancel(struct crmd_edges *e, uint64_t token)
{
    for (size_t i = e->timers.n; i-- > 0;) {
        if (e->timers.v[i]->token != token)
            continue;
        bt_timer_cancel(e->cfg.loop, e->timers.v[i]->id);
        timer_forget(e, i);
    }
}

/* The daemons that we need --------------------------------------------------------------------------------------------- */

static void link_connect(void *ctx);

static void link_feed(struct link *l, int kind, const xmlNode *doc)
{
    if (kind >= 0)
        crmd_edges_feed(l->e, &(struct crmd_event){.kind = (enum crmd_event_kind)kind, .doc = doc});
}

static void link_retry(struct link *l)
{
    l->retry = bt_timer_add(l->e->cfg.loop, l->retry_ms, link_connect, l);
    l->retry_ms = l->retry_ms * 2 > RETRY_LAST_MS ? RETRY_LAST_MS : l->retry_ms * 2;
}

/* The policy engine answers each request once; one that died with a request gives none. */
static void plan_over(struct crmd_edges *e)
{
    bt_xml_free(e->plan);
    e->plan = NULL;
    e->plan_sent = false;
}

static void plan_send(struct crmd_edges *e)
{
    struct link *l = &e->links[LINK_PLANNER];
    struct bt_err err = {0};
    if (e->plan == NULL || e->plan_sent || l->ipc == NULL)
        return;
    if (bt_ipcc_send(l->ipc, e->plan, &err) != 0)
        bt_log_err(BT_LOG_WARNING, "The policy engine can't be asked", &err); /* its end is told next */
    bt_err_clear(&err);
    e->plan_sent = true;
}

static void link_message(void *ctx, xmlDoc *msg)
{
    struct link *l = ctx;
    if (l->id == LINK_PLANNER)
        plan_over(l->e);
    link_feed(l, link_rows[l->id].message, bt_xml_root(msg));
    bt_xml_free(msg);
}

static void link_closed(void *ctx)
{
    struct link *l = ctx;
    bool planning = l->id == LINK_PLANNER && l->e->plan_sent;
    bt_ipcc_free(l->ipc);
    l->ipc = NULL;
    l->retry_ms = RETRY_FIRST_MS;
    bt_log(BT_LOG_NOTICE, "The connection to %s is lost; trying again until it is back", link_rows[l->id].ipc);
    link_retry(l);
    if (planning) {
        plan_over(l->e);
        link_feed(l, CRMD_EV_PLAN, NULL);
    }
    link_feed(l, link_rows[l->id].down, NULL);
}

static void link_connect(void *ctx)
{
    struct link *l = ctx;
    struct bt_err err = {0};
    assert(l->ipc == NULL);
    l->retry = 0;
    int rc = bt_ipcc_connect(link_rows[l->id].ipc, CONNECT_MS, &l->ipc, &err);
    bt_err_clear(&err);
    if (rc != 0) {
        link_retry(l);
        return;
    }
    bt_log(BT_LOG_INFO, "Connected to %s", link_rows[l->id].ipc);
    bt_ipcc_attach(l->ipc, l->e->cfg.loop, link_message, link_closed, l);
    link_feed(l, link_rows[l->id].up, NULL);
    if (l->id == LINK_PLANNER)
        plan_send(l->e);
}

static void link_send(struct crmd_edges *e, enum link_id id, const xmlDoc *doc)
{
    struct bt_err err = {0};
    if (e->links[id].ipc == NULL)
        return; /* it was told as lost, or is about to be */
    if (bt_ipcc_send(e->links[id].ipc, doc, &err) != 0)
        bt_log_err(BT_LOG_WARNING, link_rows[id].ipc, &err);
    bt_err_clear(&err);
}

/* Clients ------------------------------------------------------------------------------------------------------------------ */

static void client_message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    const struct server *s = ctx;
    const char *user = crmd_acting_user(peer->user, bt_xml_root(msg));
    char *groups = cib_is_restricted(crmd_cib(s->e->core), user) ? bt_user_groups(user) : NULL;
    crmd_edges_feed(s->e, &(struct crmd_event){.kind = CRMD_EV_CLIENT, .client = peer->id * SERVERS + (uint64_t)s->which,
                                               .who = {user, groups}, .doc = bt_xml_root(msg)});
    free(groups);
    bt_xml_free(msg);
}

static void client_closed(void *ctx, const struct bt_ipc_peer *peer)
{
    const struct server *s = ctx;
    uint64_t client = peer->id * SERVERS + (uint64_t)s->which;
    if (s->e->performing)
        BT_PUSH(&s->e->gone, client); /* one that does not read was dropped just now */
    else
        crmd_edges_feed(s->e, &(struct crmd_event){.kind = CRMD_EV_CLIENT_GONE, .client = client});
}

/* Disk ------------------------------------------------------------------------------------------------------------------------ */

static void begin_save(struct crmd_edges *e, bool asked)
{
    assert(!saver_runs(e->saver) && (asked || saver_is_behind(e->saver)));
    e->asked = asked;
    e->waits = false;
    e->saving = cib_version(crmd_cib(e->core));
    saver_save(e->saver, cib_doc(crmd_cib(e->core)), bt_buf_take(&e->records), e->whole || !asked);
    e->whole = false;
}

static void place_now(void *ctx)
{
    struct crmd_edges *e = ctx;
    e->place = 0;
    if (!e->ended && saver_is_behind(e->saver))
        begin_save(e, false);
}

static void save_ended(void *ctx, const char *failure, const char *no_room)
{
    struct crmd_edges *e = ctx;
    if (e->ended)
        return;
    if (saver_is_behind(e->saver) && e->place == 0)
        e->place = bt_timer_add(e->cfg.loop, PLACE_MS, place_now, e);
    bool unawaited = !e->asked && !e->waits && !e->save_due && (failure != NULL || no_room != NULL);
    if (e->asked || unawaited)
        crmd_edges_feed(e, &(struct crmd_event){.kind = CRMD_EV_SAVED, .saved = e->saving, .failure = failure, .no_room = no_room});
    if (e->waits && !e->ended)
        begin_save(e, true);
}

/* Once before the loop sleeps: all changes that were delivered by now are in it. */
static void save_now(void *ctx)
{
    struct crmd_edges *e = ctx;
    e->save_due = false;
    if (e->ended)
        return;
    if (saver_runs(e->saver))
        e->waits = true;
    else
        begin_save(e, true);
}

/* What tells of another document's taking the place of ours says why. */
static void record(struct crmd_edges *e, const xmlNode *doc)
{
    cib_history_add_frame(&e->records, doc);
    e->whole = e->whole || bt_xml_get(doc, XA_TEXT) != NULL;
}

static void save_soon(struct crmd_edges *e)
{
    if (!e->save_due)
        bt_defer(e->cfg.loop, save_now, e);
    e->save_due = true;
}

static void reply(struct crmd_edges *e, uint64_t client, const xmlDoc *doc)
{
    bt_ipcs_send(e->servers[client % SERVERS].ipc, client / SERVERS, doc);
}

static void reply_text(struct crmd_edges *e, uint64_t client, char *text)
{
    bt_ipcs_send_text(e->servers[client % SERVERS].ipc, client / SERVERS, text);
}

static void answer_from_files(struct crmd_edges *e, const struct crmd_effect *fx)
{
    xmlDoc *answer = files_answer(e->cfg.folder, bt_xml_root(fx->doc));
    reply(e, fx->client, answer);
    bt_xml_free(answer);
}

/* Effects ----------------------------------------------------------------------------------------------------------------------- */

static void multicast(struct crmd_edges *e, const xmlDoc *doc)
{
    char *text = bt_xml_text(bt_xml_root(doc), false);
    bt_cpg_send(e->cpg, text, strlen(text));
    free(text);
}

static void end(struct crmd_edges *e, int code)
{
    if (e->ended)
        return;
    e->ended = true;
    e->cfg.ended(e->cfg.ctx, code);
}

static void perform_one(struct crmd_edges *e, struct crmd_effect *fx)
{
    switch (fx->kind) {
    case CRMD_FX_SEND: multicast(e, fx->doc); break;
    case CRMD_FX_REPLY:
        assert((fx->doc != NULL) != (fx->text != NULL));
        if (fx->doc != NULL)
            reply(e, fx->client, fx->doc);
        else
            reply_text(e, fx->client, fx->text);
        fx->text = NULL;
        break;
    case CRMD_FX_LRM: link_send(e, LINK_LRM, fx->doc); break;
    case CRMD_FX_FENCER: link_send(e, LINK_FENCER, fx->doc); break;
    case CRMD_FX_SUPERVISOR:
        if (!bt_xml_is(bt_xml_root(fx->doc), XE_WATCHDOG_PULSE) || bt_xml_get(bt_xml_root(fx->doc), XA_ASKED_MS) == NULL || bt_quorum_holds(e->quorum))
            link_send(e, LINK_SUPERVISOR, fx->doc);
        break;
    case CRMD_FX_PLAN:
        plan_over(e);
        e->plan = fx->doc;
        fx->doc = NULL;
        plan_send(e);
        break;
    case CRMD_FX_KEEP: files_keep(e->cfg.folder, bt_xml_root(fx->doc)); break;
    case CRMD_FX_RECORD: record(e, bt_xml_root(fx->doc)); break;
    case CRMD_FX_FILES: answer_from_files(e, fx); break;
    case CRMD_FX_SAVE: save_soon(e); break;
    case CRMD_FX_RELEASED: starts_release(e->cfg.life); break;
    case CRMD_FX_ALERT:
        alert_run(e->alerts, fx->doc);
        fx->doc = NULL;
        break;
    case CRMD_FX_TIMER_SET: timer_set(e, fx->token, fx->delay_ms); break;
    case CRMD_FX_TIMER_CANCEL: timer_cancel(e, fx->token); break;
    case CRMD_FX_LOG: bt_log(fx->level, "%s", fx->text); break;
    case CRMD_FX_EXIT: end(e, fx->code); break;
    }
}

/* A request is kept until it is answered; who is connected is not tried again. */
static void check(const struct crmd_edges *e)
{
    assert(!e->plan_sent || e->plan != NULL);
    for (int i = 0; i < LINKS; i++)
        assert(e->links[i].ipc == NULL || e->links[i].retry == 0);
}

static void step(struct crmd_edges *e, struct crmd_event *ev)
{
    struct crmd_effects fx = {0};
    ev->now = bt_now();
    e->performing = true;
    crmd_step(e->core, ev, &fx);
    for (size_t i = 0; i < fx.n && !e->ended; i++)
        perform_one(e, &fx.v[i]);
    crmd_effects_clear(&fx);
    e->performing = false;
    check(e);
    if (!e->proven && crmd_is_proven(e->core))
        e->cfg.proven(e->cfg.ctx);
    e->proven = crmd_is_proven(e->core);
}

void crmd_edges_feed(struct crmd_edges *e, struct crmd_event *ev)
{
    assert(!e->performing);
    if (e->ended)
        return;
    step(e, ev);
    while (e->gone.n > 0 && !e->ended)
        step(e, &(struct crmd_event){.kind = CRMD_EV_CLIENT_GONE, .client = e->gone.v[--e->gone.n]});
}

/* corosync ------------------------------------------------------------------------------------------------------------------------ */

static int by_id(const void *a, const void *b)
{
    uint32_t x = *(const uint32_t *)a, y = *(const uint32_t *)b;
    return (x > y) - (x < y);
}

static void group_changed(void *ctx, const struct bt_cpg_member *members, size_t n, const struct bt_cpg_member *left, size_t n_left,
                          const struct bt_cpg_member *joined, size_t n_joined)
{
    (void)left, (void)n_left, (void)joined, (void)n_joined;
    uint32_t *ids = bt_alloc((n + 1) * sizeof *ids);
    for (size_t i = 0; i < n; i++)
        ids[i] = members[i].nodeid;
    qsort(ids, n, sizeof *ids, by_id);
    crmd_edges_feed(ctx, &(struct crmd_event){.kind = CRMD_EV_VIEW, .members = ids, .n_members = n});
    free(ids);
}

static void group_message(void *ctx, uint32_t nodeid, uint32_t pid, const void *data, size_t len)
{
    (void)pid;
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(data, len, "a message of the cluster", &doc, &err) == 0)
        crmd_edges_feed(ctx, &(struct crmd_event){.kind = CRMD_EV_MESSAGE, .from = nodeid, .doc = bt_xml_root(doc)});
    else
        bt_log_err(BT_LOG_WARNING, "Dropped", &err);
    bt_err_clear(&err);
    bt_xml_free(doc);
}

static void corosync_lost(void *ctx)
{
    struct crmd_edges *e = ctx;
    if (!e->ended)
        bt_log(BT_LOG_ERROR, "corosync is gone: leaving the cluster at once; see its log for why");
    end(e, BT_EX_DISCONNECT);
}

static void quorum_changed(void *ctx, bool quorate, const uint32_t *nodeids, size_t n)
{
    crmd_edges_feed(ctx, &(struct crmd_event){.kind = CRMD_EV_QUORUM, .members = nodeids, .n_members = n, .quorate = quorate});
}

/* Life ---------------------------------------------------------------------------------------------------------------------------- */

struct crmd_edges *crmd_edges_new(const struct crmd_edges_config *cfg, struct crmd *core)
{
    struct crmd_edges *e = BT_NEW(struct crmd_edges);
    e->cfg = *cfg;
    e->core = core;
    e->alerts = alert_runs_new(cfg->loop);
    for (int i = 0; i < LINKS; i++)
        e->links[i] = (struct link){.e = e, .id = (enum link_id)i, .retry_ms = RETRY_FIRST_MS};
    for (int i = 0; i < SERVERS; i++)
        e->servers[i] = (struct server){.e = e, .which = i};
    return e;
}

int crmd_edges_open(struct crmd_edges *e, struct bt_err *err)
{
    static const struct bt_ipcs_handlers clients = {.message = client_message, .closed = client_closed};
    static const struct bt_cpg_handlers group = {.config = group_changed, .message = group_message, .lost = corosync_lost};
    for (int i = 0; i < SERVERS; i++) {
        int rc = bt_ipcs_new(e->cfg.loop, server_names[i], &clients, &e->servers[i], &e->servers[i].ipc, err);
        if (rc != 0)
            return rc;
    }
    int rc = saver_new(e->cfg.loop, e->cfg.store, e->cfg.history, save_ended, e, &e->saver, err);
    if (rc == 0)
        rc = bt_cpg_join(e->cfg.loop, GROUP, &group, e, &e->cpg, err);
    if (rc == 0)
        rc = bt_quorum_watch(e->cfg.loop, quorum_changed, corosync_lost, e, &e->quorum, err);
    for (int i = 0; rc == 0 && i < LINKS; i++)
        if (i != LINK_SUPERVISOR || e->cfg.guarded)
            link_connect(&e->links[i]);
    return rc;
}

void crmd_edges_free(struct crmd_edges *e)
{
    if (e == NULL)
        return;
    e->ended = true;
    if (e->cpg != NULL)
        bt_cpg_leave(e->cpg);
    if (e->quorum != NULL)
        bt_quorum_free(e->quorum);
    for (int i = 0; i < LINKS; i++) {
        bt_timer_cancel(e->cfg.loop, e->links[i].retry);
        bt_ipcc_free(e->links[i].ipc);
    }
    for (int i = 0; i < SERVERS; i++)
        if (e->servers[i].ipc != NULL)
            bt_ipcs_free(e->servers[i].ipc);
    while (e->timers.n > 0)
        timer_cancel(e, e->timers.v[0]->token);
    BT_VEC_FREE(&e->timers);
    BT_VEC_FREE(&e->gone);
    bt_timer_cancel(e->cfg.loop, e->place);
    saver_free(e->saver, cib_doc(crmd_cib(e->core)), bt_buf_take(&e->records));
    alert_runs_free(e->alerts);
    bt_xml_free(e->plan);
    free(e);
}
