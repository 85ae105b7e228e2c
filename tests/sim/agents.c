/* tests/sim/agents.c - agents, pretended: operations that take time, fail or hang (services.c has what they do), and a fence agent that really cuts the power.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/agents.h"

struct agent_event {
    int node, boots, run; /* run: of the daemon that started it */
    uint64_t serial;
    int64_t took_ms;
};

static void agent_free(struct sim_agent *a)
{
    free(a->rsc);
    free(a->action);
    free(a->other);
    free(a);
}

static struct sim_agent *find(struct sim_node *n, uint64_t serial, size_t *ret_at)
{
    for (size_t i = 0; i < n->agents.n; i++) {
        if (n->agents.v[i]->serial == serial) {
            *ret_at = i;
            return n->agents.v[i];
        }
    }
    return NULL;
}

static struct sim_agent *find_at(struct sim *s, const struct agent_event *e, size_t *ret_at)
{
    struct sim_node *n = &s->node[e->node];

    return n->boots == e->boots ? find(n, e->serial, ret_at) : NULL;
}

static struct agent_event *event_of(const struct sim_node *n, const struct sim_agent *a, int64_t took_us)
{
    struct agent_event *e = BT_NEW(struct agent_event);

    *e = (struct agent_event){n->index, n->boots, n->runs[a->fence ? SIM_FENCER : SIM_LRMD], a->serial, took_us / 1000};
    return e;
}

/* Services ------------------------------------------------------------------------------------------------------ */

static void acts(struct sim *s, void *arg)
{
    size_t at;
    const struct agent_event *e = arg;
    struct sim_agent *a = find_at(s, e, &at);

    if (a != NULL && !a->fails && !a->hangs && services_has(s, a->rsc)) {
        services_act(s, &s->node[e->node], a);
        a->fails = a->fails || a->fails_late;
    }
}

static void ends(struct sim *s, void *arg)
{
    size_t at;
    const struct agent_event *e = arg;
    struct sim_agent *a = find_at(s, e, &at);
    struct sim_node *n = &s->node[e->node];

    if (a == NULL) {
        return;
    }
    n->agents.v[at] = n->agents.v[--n->agents.n];
    int rc = a->hangs ? BT_OCF_ERROR : services_result(s, n, a);
    if (services_has(s, a->rsc) && rc == BT_OCF_ERROR) {
        told_disturbed(s);
    }
    if (bt_streq(a->rsc, SIM_CLONE)) {
        told_ended(s, n, a->action, &a->notice);
    }
    if (n->lrm != NULL && n->runs[SIM_LRMD] == e->run) {
        struct lrm_event ev = {.kind = LRM_EV_DONE, .token = a->token, .exec_ms = e->took_ms,
                               .status = a->hangs ? BT_OP_TIMEOUT : BT_OP_DONE, .rc = rc};
        node_lrm_done(s, n, &ev);
    }
    agent_free(a);
}

/* The value of "NAME=value" in a list, NULL. */
static const char *value_of(const struct bt_strv *list, const char *name)
{
    for (size_t i = 0; i < list->n; i++) {
        if (bt_starts(list->v[i], name) && list->v[i][strlen(name)] == '=') {
            return list->v[i] + strlen(name) + 1;
        }
    }
    return NULL;
}

/* What it finds in its environment, and how it will fare. */
static struct sim_agent *agent_of(struct sim *s, const struct lrm_run *run)
{
    struct sim_agent *a = BT_NEW(struct sim_agent);
    const char *from = value_of(&run->env, "OCF_RESKEY_CRM_meta_migrate_source"), *to = value_of(&run->env, "OCF_RESKEY_CRM_meta_migrate_target");

    a->serial = ++s->next_client;
    a->token = run->token;
    a->rsc = bt_strdup(run->rsc);
    a->action = bt_strdup(run->action);
    a->other = bt_strdup(bt_streq(run->action, "migrate_to") ? to : from);
    if (bt_streq(run->action, "notify")) {
        told_read(s, &run->env, &a->notice);
    }
    if (services_has(s, run->rsc) && s->failing_agents > 0) {
        a->hangs = sim_chance(s, 5);
        a->fails = !a->hangs && sim_chance(s, 15);
    }
    return a;
}

static void check_begins(struct sim *s, struct sim_node *n, const struct sim_agent *a)
{
    bool clone = bt_streq(a->rsc, SIM_CLONE);

    if (bt_streq(a->action, "start") && !clone) {
        check_start(s, n, a->rsc);
    } else if (bt_streq(a->action, "start")) {
        check_act(s, n, "starts an instance");
    } else if (bt_streq(a->action, "promote")) {
        check_promote(s, n);
    }
    if (clone) {
        told_begins(s, n, a->action, &a->notice);
    }
}

static void falls_ill(struct sim *s, const struct sim_node *n, struct sim_agent *a, int64_t took_us)
{
    switch (faults_acting(s, n, a->action, services_node(s, a->other), took_us)) {
    case SIM_WELL: break;
    case SIM_FAILS: a->fails = true; break;
    case SIM_FAILS_LATE: a->fails_late = true; break;
    case SIM_HANGS: a->hangs = true; break;
    }
}

void agents_run(struct sim *s, struct sim_node *n, const struct lrm_run *run)
{
    bool service = services_has(s, run->rsc);
    int64_t took_us = s->slow_agents > 0 && service ? sim_random(s, 500000, 4000000) : sim_random(s, 3000, 60000);
    struct sim_agent *a = agent_of(s, run);

    if (s->own_wire && bt_streq(run->action, "migrate_to")) {
        took_us = sim_random(s, 1000000, 8000000);
    }
    if (service) {
        check_begins(s, n, a);
        falls_ill(s, n, a, took_us);
    }
    if (a->hangs) {
        took_us = run->timeout_ms * 1000;
    }
    BT_PUSH(&n->agents, a);
    sim_at(s, sim_random(s, 0, took_us), acts, event_of(n, a, took_us), NULL);
    sim_at(s, took_us, ends, event_of(n, a, took_us), NULL);
}

bool agents_busy(const struct sim_node *n, const char *rsc, const char *action)
{
    for (size_t i = 0; i < n->agents.n; i++) {
        if (!n->agents.v[i]->fence && bt_streq(n->agents.v[i]->rsc, rsc) && (action == NULL || bt_streq(n->agents.v[i]->action, action))) {
            return true;
        }
    }
    return false;
}

void agents_kill(struct sim *s, struct sim_node *n, uint64_t token)
{
    for (size_t i = 0; i < n->agents.n; i++) {
        struct sim_agent *a = n->agents.v[i];
        if (!a->fence && a->token == token) {
            a->fails = true; /* its deed does not happen any more, and its end is near */
            sim_at(s, 1000, ends, event_of(n, a, 1000), NULL);
            return;
        }
    }
}

void agents_orphans_end(struct sim *s, struct sim_node *n)
{
    (void)s;
    for (size_t i = n->agents.n; i > 0; i--) {
        if (!n->agents.v[i - 1]->fence) {
            agent_free(n->agents.v[i - 1]);
            n->agents.v[i - 1] = n->agents.v[--n->agents.n];
        }
    }
}

void agents_all_gone(struct sim_node *n)
{
    bt_strv_free(&n->ever_ran);
    n->ever_ran = n->running;
    n->running = (struct bt_strv){0};
    n->was_promoted = n->promoted;
    n->promoted = false;
    n->notified = (struct sim_told){0};
    for (size_t i = 0; i < n->agents.n; i++) {
        agent_free(n->agents.v[i]);
    }
    n->agents.n = 0;
}

/* Fencing ---------------------------------------------------------------------------------------------------------- */

static const char FENCE_METADATA[] =
    "<resource-agent name=\"fence_sim\"><parameters><parameter name=\"action\"/><parameter name=\"port\"/></parameters>"
    "<actions><action name=\"on\"/><action name=\"off\"/><action name=\"reboot\"/><action name=\"status\"/>"
    "<action name=\"list\"/><action name=\"monitor\"/><action name=\"metadata\"/></actions></resource-agent>";

/* The value of "key=" in lines of options. */
static char *option(const char *input, const char *key)
{
    struct bt_strv lines = {0};
    char *value = NULL;
    size_t len = strlen(key);

    bt_strv_split(&lines, input, "\n");
    for (size_t i = 0; i < lines.n && value == NULL; i++) {
        if (bt_starts(lines.v[i], key) && lines.v[i][len] == '=') {
            value = bt_strdup(lines.v[i] + len + 1);
        }
    }
    bt_strv_free(&lines);
    return value;
}

struct boot {
    int node;
};

static void boots_again(struct sim *s, void *arg)
{
    const struct boot *b = arg;

    node_power_on(s, b->node);
}

static void cut_power(struct sim *s, struct sim_node *target)
{
    struct boot *b = BT_NEW(struct boot);

    if (s->opt.broken == SIM_BREAK_NO_FENCING) {
        return;
    }
    node_power_off(s, target->index, true);
    b->node = target->index;
    sim_at(s, sim_random(s, 2000000, 12000000), boots_again, b, NULL);
}

static void fence_acts(struct sim *s, void *arg)
{
    size_t at;
    const struct agent_event *e = arg;
    const struct sim_agent *a = find_at(s, e, &at);
    struct sim_node *target = a == NULL ? NULL : services_node(s, a->rsc);

    if (target == NULL || a->fails) {
        return;
    }
    if (bt_streq(a->action, "off") || bt_streq(a->action, "reboot")) {
        cut_power(s, target);
    } else if (bt_streq(a->action, "on")) {
        node_power_on(s, target->index);
    }
}

static void fence_ends(struct sim *s, void *arg)
{
    size_t at;
    const struct agent_event *e = arg;
    struct sim_agent *a = find_at(s, e, &at);
    struct sim_node *n = &s->node[e->node];
    struct bt_buf out = {0};

    if (a == NULL) {
        return;
    }
    n->agents.v[at] = n->agents.v[--n->agents.n];
    if (bt_streq(a->action, "metadata")) {
        bt_buf_add(&out, FENCE_METADATA);
    }
    for (int i = 0; i < s->n_nodes && bt_streq(a->action, "list"); i++) {
        bt_buf_addf(&out, "%s,\n", s->node[i].name);
    }
    if (n->fencer != NULL && n->runs[SIM_FENCER] == e->run) {
        struct fence_event ev = {.kind = FENCE_EV_DONE, .token = a->token, .started = true, .code = a->fails ? 1 : 0,
                                 .output = out.text == NULL ? "" : out.text, .errors = "", .exec_ms = e->took_ms};
        node_fencer_done(s, n, &ev);
    }
    bt_buf_free(&out);
    agent_free(a);
}

void agents_fence(struct sim *s, struct sim_node *n, const struct fence_run *run)
{
    struct sim_agent *a = BT_NEW(struct sim_agent);
    int64_t took_us = sim_random(s, 5000, 400000);

    a->serial = ++s->next_client;
    a->token = run->token;
    a->fence = true;
    a->action = option(run->input, "action");
    a->rsc = option(run->input, "port");
    a->fails = s->failing_fencing > 0 && a->rsc != NULL && sim_chance(s, 60);
    if (a->rsc != NULL) {
        if ((bt_streq(a->action, "off") || bt_streq(a->action, "reboot")) && !bt_streq(a->rsc, n->name)) {
            check_act(s, n, "fences");
        }
        faults_fencing(s, took_us);
        sim_log(s, "WORLD", "%s runs fence_sim %s of %s%s", n->name, a->action, a->rsc, a->fails ? ", which will fail" : "");
    }
    BT_PUSH(&n->agents, a);
    sim_at(s, sim_random(s, 0, took_us), fence_acts, event_of(n, a, took_us), NULL);
    sim_at(s, took_us, fence_ends, event_of(n, a, took_us), NULL);
}
