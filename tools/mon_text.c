/* tools/mon_text.c - the cluster's status as text for people (see mon.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "cib/cib.h"
#include "tools/fencing_text.h"
#include "tools/mon.h"

/* Summary ------------------------------------------------------------------------------------------------- */

static void add_dc(const struct mon *mon, struct bt_buf *out)
{
    const struct pe_model *m = mon->model;
    const char *version = pe_attr_get(&m->options, "dc-version");
    if (m->dc == NULL) {
        bt_buf_add(out, "  * Current DC: NONE\n");
        return;
    }
    bt_buf_addf(out, "  * Current DC: %s", m->dc->name);
    if (mon->detail)
        bt_buf_addf(out, " (%s)", m->dc->id);
    bool known = version != NULL && strcmp(version, "none") != 0;
    bt_buf_addf(out, " (version %s) - %spartition %s quorum\n", known ? version : "unknown", mon_mixed_version(mon) ? "MIXED-VERSION " : "",
                m->quorum ? "with" : "WITHOUT");
}

static void add_times(const struct mon *mon, struct bt_buf *out)
{
    const xmlNode *cib = mon->model->cib;
    char *now = mon_time(mon, mon->model->now.s);
    const char *user = bt_xml_get(cib, XA_UPDATE_USER), *client = bt_xml_get(cib, XA_UPDATE_CLIENT), *origin = bt_xml_get(cib, XA_UPDATE_ORIGIN);
    bt_buf_addf(out, "  * Last updated: %s\n", now);
    bt_buf_addf(out, "  * Last change:  %s", bt_xml_get_or(cib, XA_CIB_LAST_WRITTEN, ""));
    if (user != NULL)
        bt_buf_addf(out, " by %s", user);
    if (client != NULL)
        bt_buf_addf(out, " via %s", client);
    if (origin != NULL)
        bt_buf_addf(out, " on %s", origin);
    bt_buf_add(out, "\n");
    free(now);
}

static const char *plural(size_t n)
{
    return n == 1 ? "" : "s";
}

static void add_counts(const struct mon *mon, struct bt_buf *out)
{
    const struct pe_model *m = mon->model;
    bt_buf_addf(out, "  * %zu node%s configured\n", m->n_nodes, plural(m->n_nodes));
    bt_buf_addf(out, "  * %zu resource instance%s configured", m->n_instances, plural(m->n_instances));
    if (m->n_disabled > 0 || m->n_blocked > 0)
        bt_buf_add(out, " (");
    if (m->n_disabled > 0)
        bt_buf_addf(out, "%zu DISABLED%s", m->n_disabled, m->n_blocked > 0 ? ", " : "");
    if (m->n_blocked > 0)
        bt_buf_addf(out, "%zu BLOCKED from further action due to failure", m->n_blocked);
    bt_buf_add(out, m->n_disabled > 0 || m->n_blocked > 0 ? ")\n" : "\n");
}

static void add_options(const struct mon *mon, struct bt_buf *out)
{
    static const char *const policies[] = {
        [PE_QUORUM_STOP] = "Stop ALL resources", [PE_QUORUM_FREEZE] = "Freeze resources", [PE_QUORUM_IGNORE] = "Ignore",
        [PE_QUORUM_SUICIDE] = "Suicide", [PE_QUORUM_DEMOTE] = "Demote promotable resources and stop all other resources"};
    const struct pe_model *m = mon->model;
    bt_buf_addf(out, "  * STONITH of failed nodes %s\n", m->stonith_enabled ? "enabled" : "disabled");
    bt_buf_addf(out, "  * Cluster is %s\n", m->symmetric ? "symmetric" : "asymmetric");
    bt_buf_addf(out, "  * No quorum policy: %s\n", policies[m->quorum_policy]);
}

static void add_maintenance(const struct mon *mon, struct bt_buf *out)
{
    if (mon->model->maintenance_mode)
        bt_buf_add(out, "\n              *** Resource management is DISABLED ***\n"
                        "  The cluster will not attempt to start, stop or recover services\n");
    else if (mon->model->stop_all)
        bt_buf_add(out, "\n    *** Resource management is DISABLED ***\n  The cluster will keep all resources stopped\n");
}

/* Our own: the profile two-node holds this partition back, or somebody took it on himself that it does not. */
static void add_held(const struct mon *mon, struct bt_buf *out)
{
    const xmlDoc *cib = mon->model->cib->doc;
    const char *waiver = bt_streq(cib_option(cib, "cluster-profile"), "two-node") ? cib_option(cib, "fencing-waiver") : NULL;
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const char *held = mon->model->nodes[i]->online ? pe_attr_get(&mon->model->nodes[i]->attrs, "#held") : NULL;
        if (held != NULL)
            bt_buf_addf(out, "\n              *** The cluster does not act ***\n  %s\n", held);
    }
    if (waiver != NULL && waiver[0] != '\0')
        bt_buf_addf(out, "  * Services start although fencing may be unproven, as was waived by %s\n", waiver);
}

static void add_summary(const struct mon *mon, struct bt_buf *out)
{
    bt_buf_add(out, "Cluster Summary:\n");
    if (mon->sections & MON_STACK)
        bt_buf_addf(out, "  * Stack: %s\n", mon_stack(mon));
    if (mon->sections & MON_DC)
        add_dc(mon, out);
    if (mon->sections & MON_TIMES)
        add_times(mon, out);
    if (mon->sections & MON_COUNTS)
        add_counts(mon, out);
    if (mon->sections & MON_OPTIONS)
        add_options(mon, out);
    if (mon->sections & MON_MAINT_MODE)
        add_maintenance(mon, out);
    if (mon->sections & MON_MAINT_MODE)
        add_held(mon, out);
}

/* Attributes, history, failures ----------------------------------------------------------------------------- */

static void add_node_head(const struct mon *mon, const struct pe_node *n, struct bt_buf *out)
{
    bt_buf_addf(out, "  * Node: %s", n->name);
    if (mon->detail)
        bt_buf_addf(out, " (%s)", n->id);
    bt_buf_add(out, ":\n");
}

static void add_attribute(const struct mon *mon, const struct pe_attr *a, struct bt_buf *out)
{
    int64_t expected = mon_expected_ping(mon, a->name), value = 0;
    bt_buf_addf(out, "    * %-32s\t: %-10s", a->name, a->value);
    bt_parse_int(a->value, &value);
    if (expected > 0 && value <= 0)
        bt_buf_add(out, "\t: Connectivity is lost");
    else if (expected > 0 && value < expected)
        bt_buf_addf(out, "\t: Connectivity is degraded (Expected=%" PRId64 ")", expected);
    bt_buf_add(out, "\n");
}

static void add_attributes(const struct mon *mon, struct bt_buf *out)
{
    struct bt_buf list = {0};
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const struct pe_node *n = mon->model->nodes[i];
        bool headed = false;
        for (size_t k = 0; n->online && mon_shows_node(mon, n) && k < n->attrs.n; k++) {
            if (!mon_shows_attr(mon, n->attrs.v[k].name))
                continue;
            if (!headed)
                add_node_head(mon, n, &list);
            headed = true;
            add_attribute(mon, &n->attrs.v[k], &list);
        }
    }
    if (list.len > 0)
        bt_buf_addf(out, "Node Attributes:\n%s", list.text);
    bt_buf_free(&list);
}

static void add_operation(const struct mon *mon, const xmlNode *op, struct bt_buf *out)
{
    int64_t interval = bt_xml_get_int(op, XA_INTERVAL, 0), changed = bt_xml_get_int(op, XA_LAST_RC_CHANGE, 0);
    int rc = (int)bt_xml_get_int(op, XA_RC_CODE, 0);
    bt_buf_addf(out, "      * (%s) %s", bt_xml_get_or(op, XA_CALL_ID, "-1"), mon_task(op));
    if (interval > 0 || mon->timing)
        bt_buf_add(out, ":");
    if (interval > 0)
        bt_buf_addf(out, " interval=\"%" PRId64 "ms\"", interval);
    if (mon->timing) {
        char *when = mon_time(mon, changed);
        if (changed > 0)
            bt_buf_addf(out, " last-rc-change=\"%s\"", when);
        bt_buf_addf(out, " exec-time=\"%sms\" queue-time=\"%sms\" rc=%d (%s)", bt_xml_get_or(op, XA_EXEC_TIME, "0"),
                    bt_xml_get_or(op, XA_QUEUE_TIME, "0"), rc, bt_ocf_text(rc));
        free(when);
    }
    bt_buf_add(out, "\n");
}

/* One resource's line in "Operations" or "Migration Summary"; nothing if there is nothing to say. */
static void add_history(const struct mon *mon, const struct pe_node *n, const xmlNode *lrm_resource, struct bt_buf *out)
{
    const char *id = bt_xml_get_or(lrm_resource, XA_ID, "");
    struct mon_failcount f = mon_failcount(mon, id, n);
    struct mon_ops ops = {0};
    bool operations = (mon->sections & MON_OPERATIONS) != 0;
    if (operations)
        mon_operations(lrm_resource, &ops);
    if (mon_shows_rsc_id(mon, id) && (operations ? ops.n > 0 : f.count > 0)) {
        if (f.rsc != NULL)
            bt_buf_addf(out, "    * %s: migration-threshold=%d", id, f.rsc->migration_threshold);
        else
            bt_buf_addf(out, "    * %s: orphan", id);
        char *last = mon_time(mon, f.last_s);
        if (f.count > 0)
            bt_buf_addf(out, " fail-count=%d", f.count);
        if (f.last_s > 0)
            bt_buf_addf(out, " last-failure='%s'", last);
        bt_buf_add(out, ops.n > 0 ? ":\n" : "\n");
        for (size_t i = 0; i < ops.n; i++)
            add_operation(mon, ops.v[i], out);
        free(last);
    }
    BT_VEC_FREE(&ops);
}

static void add_histories(const struct mon *mon, struct bt_buf *out)
{
    if (mon_any_online(mon))
        bt_buf_add(out, mon->sections & MON_OPERATIONS ? "Operations:\n" : "Migration Summary:\n");
    for (size_t i = 0; i < mon->model->n_nodes; i++) {
        const struct pe_node *n = mon->model->nodes[i];
        struct bt_buf list = {0};
        bt_xml_each(rsc, n->online && mon_shows_node(mon, n) ? bt_xml_path(n->state, "lrm/lrm_resources") : NULL, XE_LRM_RESOURCE)
            add_history(mon, n, rsc, &list);
        if (list.len > 0) {
            add_node_head(mon, n, out);
            bt_buf_add(out, list.text);
        }
        bt_buf_free(&list);
    }
}

static char *interval_text(int64_t ms)
{
    if (ms >= 1000 && ms % 1000 == 0)
        return ms % 60000 != 0 ? bt_printf("%" PRId64 "s", ms / 1000) : bt_printf("%" PRId64 "m", ms / 60000);
    return bt_printf("%" PRId64 "ms", ms);
}

static void add_failure_detail(const struct mon *mon, const struct pe_failure *f, struct bt_buf *out)
{
    int rc = (int)bt_xml_get_int(f->op, XA_RC_CODE, 0);
    char *when = mon_time(mon, bt_xml_get_int(f->op, XA_LAST_RC_CHANGE, 0));
    bt_buf_addf(out, "  * %s on %s '%s' (%d): call=%s, status='%s'", bt_xml_get_or(f->op, XA_OPERATION_KEY, bt_xml_get_or(f->op, XA_ID, "")),
                f->node->name, bt_ocf_text(rc), rc, bt_xml_get_or(f->op, XA_CALL_ID, "-1"),
                bt_opstatus_text((int)bt_xml_get_int(f->op, XA_OP_STATUS, BT_OP_UNKNOWN)));
    if (bt_xml_get_or(f->op, XA_EXIT_REASON, "")[0] != '\0')
        bt_buf_addf(out, ", exitreason='%s'", bt_xml_get(f->op, XA_EXIT_REASON));
    if (bt_xml_get(f->op, XA_LAST_RC_CHANGE) != NULL)
        bt_buf_addf(out, ", last-rc-change='%s', queued=%sms, exec=%sms", when, bt_xml_get_or(f->op, XA_QUEUE_TIME, "0"), bt_xml_get_or(f->op, XA_EXEC_TIME, "0"));
    bt_buf_add(out, "\n");
    free(when);
}

static void add_failure(const struct mon *mon, const struct pe_failure *f, struct bt_buf *out)
{
    int status = (int)bt_xml_get_int(f->op, XA_OP_STATUS, BT_OP_UNKNOWN);
    int64_t interval = bt_xml_get_int(f->op, XA_INTERVAL, 0), changed = bt_xml_get_int(f->op, XA_LAST_RC_CHANGE, 0);
    int64_t exec = bt_xml_get_int(f->op, XA_EXEC_TIME, 0);
    const char *reason = bt_xml_get_or(f->op, XA_EXIT_REASON, "");
    char *every = interval_text(interval), *took = interval_text(exec), *when = mon_time(mon, changed);
    bt_buf_addf(out, "  * %s %s%s%s on %s", f->rsc_id, interval > 0 ? every : "", interval > 0 ? "-interval " : "",
                bt_xml_get_or(f->op, XA_OPERATION, ""), f->node->name);
    if (status == BT_OP_DONE)
        bt_buf_addf(out, " returned '%s'%s%s%s", bt_ocf_text((int)bt_xml_get_int(f->op, XA_RC_CODE, 0)), reason[0] != '\0' ? " (" : "", reason,
                    reason[0] != '\0' ? ")" : "");
    else
        bt_buf_addf(out, " could not be executed (%s%s%s)", bt_opstatus_text(status), reason[0] != '\0' ? ": " : "", reason);
    if (changed > 0)
        bt_buf_addf(out, " at %s", when);
    if (exec > 0)
        bt_buf_addf(out, " after %s", took);
    bt_buf_add(out, "\n");
    free(every);
    free(took);
    free(when);
}

static void add_failures(const struct mon *mon, struct bt_buf *out)
{
    struct bt_buf list = {0};
    for (size_t i = 0; i < mon->model->n_failures; i++) {
        const struct pe_failure *f = &mon->model->failures[i];
        if (!mon_shows_node(mon, f->node) || !mon_shows_rsc_id(mon, f->rsc_id))
            continue;
        if (mon->detail || mon->simulated)
            add_failure_detail(mon, f, &list);
        else
            add_failure(mon, f, &list);
    }
    if (list.len > 0)
        bt_buf_addf(out, "Failed Resource Actions:\n%s", list.text);
    bt_buf_free(&list);
}

static void add_tolerated_op(void *ctx, const struct pe_node *node, const char *rsc, const xmlNode *op)
{
    char *every = interval_text(bt_xml_get_int(op, XA_INTERVAL, 0));
    bt_buf_addf(ctx, "  * %s %s-interval %s on %s: %s, %s of %s in a row before it counts\n", rsc, every, bt_xml_get_or(op, XA_OPERATION, "monitor"),
                node->name, bt_xml_get_or(op, XA_TOLERATED_WHY, "error"), bt_xml_get(op, XA_TOLERATED), bt_xml_get_or(op, XA_TOLERATED_OF, "?"));
    free(every);
}

/* Baton's own section; not there where nothing is tolerated. */
static void add_tolerated(const struct mon *mon, struct bt_buf *out)
{
    struct bt_buf list = {0};
    mon_each_tolerated(mon, add_tolerated_op, &list);
    if (list.len > 0)
        bt_buf_addf(out, "Tolerated Monitor Failures:\n%s", list.text);
    bt_buf_free(&list);
}

/* Fencing, tickets, bans ------------------------------------------------------------------------------------ */

/* "turning off of n2 by n1 for crmd.12@n1 last failed (why) at WHEN". */
static void add_fence_event(const struct mon *mon, const xmlNode *e, struct bt_buf *out)
{
    const char *status = bt_xml_get_or(e, XA_STATUS, "failed"), *delegate = bt_xml_get_or(e, XA_DELEGATE, ""), *reason = bt_xml_get_or(e, XA_REASON, "");
    bool ok = bt_streq(status, "success"), pending = bt_streq(status, "pending"), whole = (mon->sections & MON_FENCING) == MON_FENCING;
    bt_buf_addf(out, "  * %s of %s%s%s for %s@%s %s%s", fencing_action_text(bt_xml_get(e, XA_ACTION)), bt_xml_get_or(e, XA_TARGET, ""), delegate[0] != '\0' ? " by " : "", delegate,
                bt_xml_get_or(e, XA_CLIENT, ""), bt_xml_get_or(e, XA_ORIGIN, ""), whole ? "" : "last ", pending ? "pending" : ok ? "successful" : "failed");
    if (!ok && !pending && reason[0] != '\0')
        bt_buf_addf(out, " (%s)", reason);
    char *when = bt_iso8601_text((struct bt_wall){.s = bt_xml_get_int(e, XA_COMPLETED, 0)}, mon->zone_s);
    if (!pending)
        bt_buf_addf(out, " at %s", when);
    bt_buf_add(out, "\n");
    free(when);
}

/* Fencing of these states under a heading. */
static void add_fencing_of(const struct mon *mon, bool failed, bool others, const char *heading, struct bt_buf *out)
{
    struct bt_buf list = {0};
    for (const xmlNode *e = mon->fencing != NULL ? bt_xml_first(mon->fencing, XE_FENCE_EVENT) : NULL; e != NULL; e = bt_xml_next(e, XE_FENCE_EVENT)) {
        bool has_failed = bt_streq(bt_xml_get_or(e, XA_STATUS, "failed"), "failed");
        if (((has_failed && failed) || (!has_failed && others)) && mon_shows_fencing(mon, e))
            add_fence_event(mon, e, &list);
    }
    if (list.len > 0)
        bt_buf_addf(out, "%s%s:\n%s", out->len > 0 ? "\n" : "", heading, list.text);
    bt_buf_free(&list);
}

/* Which of the sections there are mon_shows_fencing() knows. */
static void add_fencing(const struct mon *mon, struct bt_buf *out)
{
    add_fencing_of(mon, true, false, "Failed Fencing Actions", out);
    add_fencing_of(mon, false, true, mon->sections & MON_FENCING_SUCCEEDED ? "Fencing History" : "Pending Fencing Actions", out);
}

static void add_proof(const struct mon *mon, struct bt_buf *out)
{
    for (const xmlNode *p = mon->fencing != NULL ? bt_xml_first(mon->fencing, XE_FENCE_PROOF) : NULL; p != NULL; p = bt_xml_next(p, XE_FENCE_PROOF)) {
        char *line = fencing_path_text(p, mon->model->now.s);
        if (line != NULL)
            bt_buf_addf(out, "%s  * %s\n", out->len == 0 ? "Proof of Fencing:\n" : "", line);
        free(line);
    }
}

static void add_tickets(const struct mon *mon, struct bt_buf *out)
{
    if (mon->model->n_tickets == 0)
        return;
    bt_buf_add(out, "Tickets:\n");
    for (size_t i = 0; i < mon->model->n_tickets; i++) {
        const struct pe_ticket *t = mon->model->tickets[i];
        char *when = mon_time(mon, t->last_granted_s);
        bt_buf_addf(out, "  * %s: %s%s", t->id, t->granted ? "granted" : "revoked", t->standby ? " [standby]" : "");
        if (t->last_granted_s > 0)
            bt_buf_addf(out, " last-granted=\"%s\"", when);
        bt_buf_add(out, "\n");
        free(when);
    }
}

static void add_bans(const struct mon *mon, struct bt_buf *out)
{
    struct bt_buf list = {0};
    for (size_t i = mon->model->n_bans; i-- > 0;) { /* the newest first, as ever */
        const struct pe_ban *b = &mon->model->bans[i];
        if (!mon_shows_ban(mon, b))
            continue;
        bt_buf_addf(&list, "  * %s\tprevents %s from running %son %s", b->id, b->rsc_id, b->promoted_only ? "in Promoted role " : "", b->node->name);
        if (mon->detail)
            bt_buf_addf(&list, " (%s)", b->node->id);
        bt_buf_add(&list, "\n");
    }
    if (list.len > 0)
        bt_buf_addf(out, "Negative Location Constraints:\n%s", list.text);
    bt_buf_free(&list);
}

/* There is an answer, so they run. */
static void add_daemons(const struct mon *mon, struct bt_buf *out)
{
    char *now = bt_iso8601_text(mon->model->now, mon->zone_s);
    bt_buf_addf(out, "Status of pacemakerd: 'Pacemaker is running' (last updated %s)\n", now);
    free(now);
}

/* The sections in their order; a blank line stands between two that have something to say. */
void mon_text(const struct mon *mon, struct bt_buf *out)
{
    static const struct {
        unsigned sections;
        void (*add)(const struct mon *mon, struct bt_buf *out);
    } parts[] = {{MON_HEADERS, add_summary},   {MON_NODES, mon_text_nodes},    {MON_RESOURCES, mon_text_resources},
                 {MON_ATTRIBUTES, add_attributes}, {MON_OPERATIONS | MON_FAILCOUNTS, add_histories}, {MON_FAILURES, add_failures}, {MON_FAILURES, add_tolerated},
                 {MON_FENCING, add_fencing},   {MON_FENCING_PROOF, add_proof},   {MON_TICKETS, add_tickets},     {MON_BANS, add_bans}};
    bool any = false;
    if (mon->live)
        add_daemons(mon, out);
    for (size_t i = 0; i < BT_COUNT(parts); i++) {
        struct bt_buf part = {0};
        if (mon->sections & parts[i].sections)
            parts[i].add(mon, &part);
        if (part.len > 0)
            bt_buf_addf(out, "%s%s", any ? "\n" : "", part.text);
        any = any || part.len > 0;
        bt_buf_free(&part);
    }
}

int mon_simple(const struct mon *mon, struct bt_buf *out)
{
    const struct pe_model *m = mon->model;
    struct bt_buf warn = {0};
    size_t online = 0, standby = 0, maintenance = 0;
    if (m->dc == NULL)
        bt_buf_add(&warn, " No DC");
    for (size_t i = 0; i < m->n_nodes; i++) {
        const struct pe_node *n = m->nodes[i];
        standby += n->standby && n->online;
        maintenance += n->maintenance && n->online && !n->standby;
        online += n->online && !n->standby && !n->maintenance;
        if (!n->online)
            bt_buf_addf(&warn, "%s offline node: %s", warn.len > 0 ? "," : "", n->name);
    }
    if (warn.len > 0) {
        bt_buf_addf(out, "CLUSTER WARN:%s", warn.text);
        bt_buf_free(&warn);
        return BT_EX_ERROR;
    }
    bt_buf_addf(out, "CLUSTER OK: %zu node%s online", online, plural(online));
    if (standby > 0)
        bt_buf_addf(out, ", %zu standby node%s", standby, plural(standby));
    if (maintenance > 0)
        bt_buf_addf(out, ", %zu maintenance node%s", maintenance, plural(maintenance));
    bt_buf_addf(out, ", %zu resource instance%s configured", m->n_instances, plural(m->n_instances));
    return BT_EX_OK;
}
