/* tools/crm/cmd_fencing.c - level "fencing": what was fenced, what has shown that it can fence whom, checks and drills.
 *
 * A drill is the only proof against a device that lies: while the node is fenced for real, corosync's own view is watched. A node that
 * is said to be off and that corosync never lost was not off.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <stdio.h>
#include <time.h>

#include "crmd/crmd_client.h"
#include "fencing/fencing_client.h"
#include "tools/crm/session.h"
#include "tools/fencing_text.h"

#define CHECK_MS 320000  /* a round's own bound and some */
#define FENCE_MS 120000  /* longer if the fencer says so */
#define GONE_MS 30000    /* corosync notices a loss in much less */
#define STALE_S (30 * 24 * 3600)

static int history(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"stonith_admin", "--verbose", "--history", args->n > 0 ? args->v[0] : "*", NULL};
    return session_run_tool(s, argv);
}

/* Records ---------------------------------------------------------------------------------------------------------------- */

/* The newest attempt of each path that failed. The number of them. */
static size_t warn_of_failures(struct session *s, const xmlNode *root, int64_t now_s)
{
    size_t failed = 0;
    bt_xml_each(p, root, XE_FENCE_PROOF) {
        bool newest = true;
        bt_xml_each(other, root, XE_FENCE_PROOF)
            newest = newest && (!fencing_same_path(p, other) || bt_xml_get_int(other, XA_COMPLETED, 0) <= bt_xml_get_int(p, XA_COMPLETED, 0));
        if (!newest || bt_xml_get_int(p, XA_RC, 0) == 0)
            continue;
        char *when = fencing_ago(now_s - bt_xml_get_int(p, XA_COMPLETED, 0));
        session_warn(s, "%s could not %s %s by %s %s: %s", bt_xml_get_or(p, XA_EXECUTED_BY, "?"), bt_xml_get_bool(p, XA_FENCED, false) ? "fence" : "check",
                     bt_xml_get_or(p, XA_TARGET, "?"), bt_xml_get_or(p, XA_DEVICE, "?"), when, bt_xml_get_or(p, XA_REASON, "no reason given"));
        free(when);
        failed++;
    }
    return failed;
}

static int64_t last_proven_s(const xmlNode *root, const char *node)
{
    int64_t last_s = 0;
    bt_xml_each(p, root, XE_FENCE_PROOF)
        if (bt_strcaseeq(bt_xml_get(p, XA_TARGET), node) && bt_xml_get_int(p, XA_PROVEN, 0) > last_s)
            last_s = bt_xml_get_int(p, XA_PROVEN, 0);
    return last_s;
}

static size_t warn_of_stale(struct session *s, const xmlNode *root, int64_t now_s)
{
    size_t stale = 0;
    xmlDoc *cib = session_whole(s);
    bt_xml_each(n, cib != NULL ? cib_section(cib, XE_NODES) : NULL, XE_NODE) {
        const char *node = bt_xml_get_or(n, XA_UNAME, "?");
        if (now_s - last_proven_s(root, node) < STALE_S)
            continue;
        stale++;
        session_warn(s, "nothing has shown within 30 days that %s can be fenced: run crm fencing check, or crm fencing drill %s", node, node);
    }
    bt_xml_free(cib);
    return stale;
}

/* Asks the fencer and prints its records; 0 if all is well. */
static int records(struct session *s, const char *question, int64_t wait_ms)
{
    struct bt_err err = {0};
    xmlDoc *request = bt_xml_doc(question), *reply = NULL;
    bt_xml_set(bt_xml_root(request), XA_ID, "1");
    int rc = fence_client_call(request, wait_ms, &reply, &err);
    bt_xml_free(request);
    if (rc != 0)
        return session_fail(s, &err);
    int64_t now_s = bt_now().wall.s;
    char *line;
    bt_xml_each(p, bt_xml_root(reply), XE_FENCE_PROOF)
        if ((line = fencing_path_text(p, now_s)) != NULL) {
            printf("%s\n", line);
            free(line);
        }
    fflush(stdout);
    size_t wrong = warn_of_failures(s, bt_xml_root(reply), now_s) + warn_of_stale(s, bt_xml_root(reply), now_s);
    bt_xml_free(reply);
    return wrong > 0 ? BT_EX_ERROR : BT_EX_OK;
}

static int show(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return records(s, XE_FENCE_PROOFS, CHECK_MS) == BT_EX_DISCONNECT ? BT_EX_DISCONNECT : BT_EX_OK;
}

static int check(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return records(s, XE_FENCE_PROVE, CHECK_MS);
}

/* Drill ------------------------------------------------------------------------------------------------------------------ */

struct watch {
    struct bt_loop *loop;
    uint32_t node;
    bool told;     /* of the membership as it was before */
    int64_t joins; /* then */
    bool gone;     /* corosync was without it, or, as a node can be back before its loss is noticed, has seen it join anew */
};

/* What corosync doesn't tell (< 0) proves nothing. */
static bool has_joined_anew(const struct watch *w)
{
    int64_t joins = bt_corosync_joins(w->node);
    return joins >= 0 && w->joins >= 0 && joins != w->joins;
}

static void membership(void *ctx, bool quorate, const uint32_t *nodeids, size_t n)
{
    struct watch *w = ctx;
    bool here = false;
    (void)quorate;
    for (size_t i = 0; i < n; i++)
        here = here || nodeids[i] == w->node;
    w->gone = w->gone || !here || (w->told && has_joined_anew(w));
    w->told = true;
    if (w->gone)
        bt_loop_stop(w->loop);
}

static void stop(void *ctx)
{
    struct watch *w = ctx;
    bt_loop_stop(w->loop);
}

static uint32_t node_id(const char *name)
{
    struct bt_corosync_node *nodes = NULL;
    size_t n = 0;
    uint32_t local = 0, id = 0;
    if (bt_corosync_nodes(&nodes, &n, &local, NULL) != 0)
        return 0;
    for (size_t i = 0; i < n; i++)
        if (bt_strcaseeq(nodes[i].name, name))
            id = nodes[i].nodeid;
    bt_corosync_nodes_free(nodes, n);
    return id;
}

/* Fences it and tells how that went; *ret_ms: how long it took. */
static int fence(struct session *s, const char *node, int64_t *ret_ms)
{
    struct bt_err err = {0};
    xmlDoc *request = bt_xml_doc(XE_FENCE_REQUEST), *reply = NULL;
    xmlNode *n = bt_xml_root(request);
    bt_xml_set(n, XA_ID, "1");
    bt_xml_set(n, XA_TARGET, node);
    bt_xml_set(n, XA_ACTION, "reboot");
    bt_xml_set_int(n, XA_DELAY_S, -1);
    bt_xml_set(n, XA_CLIENT, "crm.fencing-drill");
    bt_xml_set_bool(n, XA_PROGRESS, true);
    struct bt_mono begun = bt_now().mono;
    int rc = fence_client_call(request, FENCE_MS, &reply, &err);
    *ret_ms = bt_now().mono.ms - begun.ms;
    bt_xml_free(request);
    if (rc != 0)
        return session_fail(s, &err);
    const xmlNode *done = bt_xml_root(reply);
    rc = (int)bt_xml_get_int(done, XA_RC, BT_EX_PROTOCOL);
    if (rc != 0)
        session_error(s, "%s was not fenced: %s", node, bt_xml_get_or(done, XA_REASON, "no reason given"));
    else
        printf("%s was fenced by %s on %s in %" PRId64 ".%" PRId64 " s\n", node, bt_xml_get_or(done, XA_DEVICE, "?"), bt_xml_get_or(done, XA_EXECUTED_BY, "?"),
               *ret_ms / 1000, *ret_ms % 1000 / 100);
    fflush(stdout);
    bt_xml_free(reply);
    return rc;
}

/* Runs with corosync watched from before the fencing on: what it said meanwhile waits for us. */
static int drill_watched(struct session *s, const char *node, struct watch *w)
{
    struct bt_quorum *q = NULL;
    struct bt_err err = {0};
    int64_t took_ms;
    int rc = bt_quorum_watch(w->loop, membership, stop, w, &q, &err);
    if (rc != 0)
        return session_fail(s, &err);
    if (w->gone)
        session_info(s, "%s is not in the cluster now: the drill can't show whether the device really switches it off", node);
    bool was_here = !w->gone;
    rc = fence(s, node, &took_ms);
    if (rc == 0 && was_here && !w->gone) {
        bt_timer_add(w->loop, GONE_MS, stop, w);
        bt_loop_run(w->loop);
        if (!w->gone) {
            session_error(s, "the device says that %s was switched off, but corosync never lost it: the device does not do what it says. Do not trust it", node);
            rc = BT_EX_ERROR;
        }
    }
    if (rc == 0 && was_here)
        printf("corosync has lost %s: the fencing is real. The record is kept (crm fencing show); a stonith-timeout of %" PRId64 " s or more would do\n", node,
               took_ms * 3 / 1000 + 10);
    bt_quorum_free(q);
    return rc;
}

/* A node that resets itself when it hears of its fencing makes a device that does nothing look like one that works. */
static bool would_reset_itself(struct session *s)
{
    xmlDoc *cib = session_whole(s);
    bool panics = cib != NULL && bt_streq(cib_option(cib, "fence-reaction"), "panic");
    bt_xml_free(cib);
    return panics;
}

static int drill(struct session *s, const struct bt_strv *args)
{
    const char *node = args->v[0];
    struct watch w = {.node = node_id(node)};
    w.joins = bt_corosync_joins(w.node);
    if (w.node == 0)
        return session_misuse(s, "corosync, which has to watch it, knows no node %s, or does not run", node);
    if (would_reset_itself(s)) {
        session_error(s, "With fence-reaction=panic %s resets itself as soon as it hears that it was fenced, so that a drill can't tell whether the device did it: set the option to stop for the drill", node);
        return BT_EX_CONFIG;
    }
    if (!session_confirm(s, "This switches ", node, " off and on for real; what runs there is recovered elsewhere. Do you want that"))
        return BT_EX_ERROR;
    w.loop = bt_loop_new();
    int rc = drill_watched(s, node, &w);
    bt_loop_free(w.loop);
    return rc;
}

/* The profile two-node ----------------------------------------------------------------------------------------------------- */

static int release(struct session *s, const struct bt_strv *args)
{
    struct crmd_client *c = NULL;
    struct bt_err err = {0};
    xmlDoc *reply = NULL;
    (void)args;
    int rc = crmd_client_open(0, &c, &err);
    xmlDoc *request = crmd_client_request("release");
    if (rc == BT_EX_OK)
        rc = crmd_client_call(c, request, &reply, &err);
    if (rc != BT_EX_OK)
        rc = session_fail(s, &err);
    else
        session_info(s, "%s", bt_xml_get_or(bt_xml_root(reply), XA_TEXT, "This node acts now, also alone"));
    bt_xml_free(request);
    bt_xml_free(reply);
    crmd_client_close(c);
    return rc;
}

static int waive(struct session *s, const struct bt_strv *args)
{
    char date[16];
    struct bt_buf value = {0};
    time_t now = time(NULL);
    struct tm tm;
    if (strpbrk(args->v[0], " \t") != NULL)
        return session_misuse(s, "\"%s\" is no name: one word that tells who takes it on himself is expected", args->v[0]);
    if (!session_confirm(s, "Services start although nobody knows whether ", "a lost node", " can be fenced; then they may not be recovered. Do you take that on you"))
        return BT_EX_ERROR;
    strftime(date, sizeof date, "%Y-%m-%d", localtime_r(&now, &tm));
    bt_buf_addf(&value, "%s %s", args->v[0], date);
    for (size_t i = 1; i < args->n; i++)
        bt_buf_addf(&value, " %s", args->v[i]);
    const char *const argv[] = {"crm_attribute", "-t", "crm_config", "-n", "fencing-waiver", "-v", value.text, NULL};
    int rc = session_run_tool(s, argv);
    bt_buf_free(&value);
    return rc;
}

static const struct command commands[] = {
    {"show", "status", 0, 0, show, NULL, "Show which device has proven that it can fence whom, and when"},
    {"check", NULL, 0, 0, check, NULL, "Check all paths from all members, without disruption"},
    {"drill", NULL, 1, 1, drill, "<node>", "Fence a node for real, measure, and see whether it was really off"},
    {"release", NULL, 0, 0, release, NULL, "Let a node act alone although it fell again and again, as in a fence loop (profile two-node)"},
    {"waive", NULL, 1, 0, waive, "<your name> [<reason> ...]", "Let services start although fencing is unproven (profile two-node); the name and today's date are recorded"},
    {"history", NULL, 0, 1, history, "[<node>]", "Show what was fenced"},
    {0},
};
const struct level level_fencing = {"fencing", commands, "Fencing: records, checks, drills", NULL, NULL};
