/* tests/sim/told.c - whether the instances of the clone are told what they are owed: before an operation, and after it, of which node it is.
 *
 * A failure, a crash or a loss may take a notification with it: who dies can't tell, and what is planned then is planned from what is found. So it is judged in calm
 * times only. A calm time begins when the cluster was idle and a while has passed since the last disturbance, and lasts until the next one; however often changes
 * overtake each other's plans in it. Which instances are owed: those that were there when the cluster was idle, as each plan since could know. When it is idle again, nothing is owed.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/sim/sim.h"

#define SETTLES_US 20000000 /* until a monitor has found what died in silence */

static const char *const OPERATIONS[SIM_TOLD_OPS] = {"start", "stop", "promote", "demote"};

static int operation_of(const char *action)
{
    for (int i = 0; i < SIM_TOLD_OPS; i++) {
        if (bt_streq(OPERATIONS[i], action)) {
            return i;
        }
    }
    return -1;
}

void told_disturbed(struct sim *s)
{
    s->disturbed_us = s->now_us;
    s->calm = false;
    for (int i = 0; i < s->n_nodes; i++) {
        s->node[i].notified = (struct sim_told){0};
    }
}

static const char *variable(const struct bt_strv *env, const char *name)
{
    char *start = bt_printf("OCF_RESKEY_CRM_meta_notify_%s=", name);
    const char *value = "";

    for (size_t i = 0; i < env->n; i++) {
        if (bt_starts(env->v[i], start)) {
            value = env->v[i] + strlen(start);
        }
    }
    free(start);
    return value;
}

void told_read(const struct sim *s, const struct bt_strv *env, struct sim_notice *ret)
{
    char *list = bt_printf("%s_uname", variable(env, "operation"));
    struct bt_strv names = {0};

    *ret = (struct sim_notice){.operation = operation_of(variable(env, "operation")), .post = bt_streq(variable(env, "type"), "post")};
    bt_strv_split(&names, variable(env, list), " ");
    for (int i = 0; i < s->n_nodes; i++) {
        ret->nodes |= bt_strv_has(&names, s->node[i].name) ? 1U << i : 0;
    }
    bt_strv_free(&names);
    free(list);
}

static bool is_owed(const struct sim *s, const struct sim_node *to)
{
    return s->notify && s->calm && to->notified.counts;
}

void told_begins(struct sim *s, struct sim_node *n, const char *action, const struct sim_notice *notice)
{
    int op = operation_of(action);

    if (bt_streq(action, "notify") && notice->operation >= 0 && notice->post) {
        for (int i = 0; i < s->n_nodes && s->calm; i++) {
            if ((notice->nodes & 1U << i) != 0 && agents_busy(&s->node[i], SIM_CLONE, OPERATIONS[notice->operation])) {
                sim_broken(s, "told", "%s is told that the %s on %s is over, which still runs", n->name, OPERATIONS[notice->operation], s->node[i].name);
            }
        }
        n->notified.owed[notice->operation] &= ~notice->nodes;
    }
    for (int i = 0; i < s->n_nodes && op >= 0; i++) {
        const struct sim_node *m = &s->node[i];
        if (is_owed(s, m) && (m->notified.pre[op] & 1U << n->index) == 0) {
            sim_broken(s, "told", "%s of %s begins on %s, of which %s was not told", action, SIM_CLONE, n->name, m->name);
        }
    }
}

void told_ended(struct sim *s, struct sim_node *n, const char *action, const struct sim_notice *notice)
{
    int op = operation_of(action);

    if (bt_streq(action, "notify") && notice->operation >= 0 && !notice->post) {
        n->notified.pre[notice->operation] |= notice->nodes;
    }
    for (int i = 0; i < s->n_nodes && op >= 0; i++) {
        struct sim_node *m = &s->node[i];
        m->notified.pre[op] &= ~(1U << n->index);
        m->notified.owed[op] |= is_owed(s, m) ? 1U << n->index : 0;
    }
}

static bool is_idle(const struct sim *s)
{
    int idle = 0, first = -1;

    for (int i = 0; i < s->n_nodes; i++) {
        const struct sim_node *n = &s->node[i];
        if (n->stopped) {
            continue;
        }
        first = first < 0 ? i : first;
        if (!n->power || n->crmd == NULL || !net_same_view(s, first, i) || agents_busy(n, SIM_CLONE, NULL)) {
            return false;
        }
        idle += bt_streq(crmd_state_name(n->crmd), "S_IDLE");
    }
    return idle == 1;
}

static void check_owed(struct sim *s, const struct sim_node *n)
{
    for (int op = 0; op < SIM_TOLD_OPS && n->notified.counts; op++) {
        for (int i = 0; i < s->n_nodes; i++) {
            if ((n->notified.owed[op] & 1U << i) != 0) {
                sim_broken(s, "told", "%s was never told that the %s of %s on %s is over", n->name, OPERATIONS[op], SIM_CLONE, s->node[i].name);
            }
        }
    }
}

void told_check(struct sim *s)
{
    if (!s->notify || s->now_us - s->disturbed_us < SETTLES_US || !is_idle(s)) {
        return;
    }
    for (int i = 0; i < s->n_nodes && s->calm; i++) {
        check_owed(s, &s->node[i]);
    }
    s->calm = true;
    for (int i = 0; i < s->n_nodes; i++) {
        s->node[i].notified.counts = bt_strv_has(&s->node[i].running, SIM_CLONE);
        memset(s->node[i].notified.pre, 0, sizeof s->node[i].notified.pre);
    }
}
