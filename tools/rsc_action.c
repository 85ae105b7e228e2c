/* tools/rsc_action.c - what crm_resource asks of the running cluster: forget failures, fail, wait, restart (see rsc.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <unistd.h>

#include "crmd/crmd_client.h"
#include "tools/rsc.h"

enum { WAIT_DEFAULT_MS = 3600 * 1000 };

static int64_t timeout_ms(const struct rsc_job *j)
{
    return bt_duration_ms_or(j->a->timeout, WAIT_DEFAULT_MS);
}

static int call(struct rsc_job *j, const char *op, int64_t patience_ms, void (*fill)(const struct rsc_job *j, xmlNode *rq), struct bt_err *err)
{
    struct crmd_client *c;
    int rc = crmd_client_open(patience_ms, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    xmlDoc *request = crmd_client_request(op);
    if (fill != NULL)
        fill(j, bt_xml_root(request));
    rc = crmd_client_call(c, request, NULL, err);
    bt_xml_free(request);
    crmd_client_close(c);
    return rc;
}

static int controller_failed(struct rsc_job *j, int rc, struct bt_err *err)
{
    if (rc != BT_EX_DISCONNECT)
        return rsc_fail_err(j, err);
    bt_err_clear(err);
    return rsc_fail(j, rc, "Error connecting to the controller: Connection refused");
}

static void fill_target(const struct rsc_job *j, xmlNode *rq)
{
    const struct pe_rsc *r = j->rsc;
    bool alone = j->a->force || (r != NULL && r->parent == NULL);
    bt_xml_set(rq, XA_RSC, r == NULL ? NULL : alone ? r->config_id : pe_top(r)->config_id);
    bt_xml_set(rq, XA_NODE, j->node != NULL ? j->node->name : NULL);
    bt_xml_set(rq, XA_OPERATION, j->a->operation);
    bt_xml_set(rq, XA_INTERVAL, j->a->interval);
}

static void say_cleaned(struct rsc_job *j, const struct pe_rsc *r)
{
    for (size_t i = 0; i < r->n_children; i++)
        say_cleaned(j, r->children[i]);
    for (size_t i = 0; r->kind == PE_PRIMITIVE && i < j->model->n_nodes; i++)
        if (j->node == NULL || j->node == j->model->nodes[i])
            out_line(j->o, "Cleaned up %s on %s", r->id, j->model->nodes[i]->name);
}

static int forget(struct rsc_job *j, const char *op)
{
    struct bt_err err = {0};
    if (!cib_client_is_live(j->cib)) {
        if (j->rsc != NULL)
            out_line(j->o, "Dry run: skipping clean-up of %s on %s due to CIB_file", j->a->rsc, j->node != NULL ? j->node->name : "all nodes");
        else
            out_line(j->o, "Dry run: skipping clean-up of %s due to CIB_file", j->node != NULL ? j->node->name : "all nodes");
        return BT_EX_OK;
    }
    int rc = call(j, op, 0, fill_target, &err);
    if (rc != BT_EX_OK)
        return controller_failed(j, rc, &err);
    if (j->rsc != NULL)
        say_cleaned(j, j->a->force ? j->rsc : pe_top(j->rsc));
    else
        out_line(j->o, "Cleaned up all resources on %s", j->node != NULL ? j->node->name : "all nodes");
    return BT_EX_OK;
}

int rsc_cleanup(struct rsc_job *j)
{
    return forget(j, "cleanup");
}

int rsc_refresh(struct rsc_job *j)
{
    return forget(j, "refresh");
}

/* This resource alone, and only on one node. */
static void fill_failed(const struct rsc_job *j, xmlNode *rq)
{
    const struct pe_node *n = j->node != NULL ? j->node : j->rsc->active_on.n > 0 ? j->rsc->active_on.v[0] : NULL;
    bt_xml_set(rq, XA_RSC, j->rsc->history_id != NULL ? j->rsc->history_id : j->rsc->id);
    bt_xml_set(rq, XA_NODE, n != NULL ? n->name : NULL);
}

int rsc_mark_failed(struct rsc_job *j)
{
    struct bt_err err = {0};
    if (j->rsc->kind != PE_PRIMITIVE)
        return rsc_fail(j, BT_EX_INVALID_PARAM, "%s is a collective resource: only a primitive one can be made to fail", j->a->rsc);
    if (j->node == NULL && j->rsc->active_on.n == 0)
        return rsc_fail(j, BT_EX_NOT_RUNNING, "%s does not run anywhere; name a node with -N", j->a->rsc);
    int rc = call(j, "fail", 0, fill_failed, &err);
    return rc == BT_EX_OK ? rc : controller_failed(j, rc, &err);
}

/* Waits until the cluster has nothing left to do. */
static int settle(struct rsc_job *j, int64_t patience_ms)
{
    struct bt_err err = {0};
    int rc = call(j, "wait-idle", patience_ms, NULL, &err);
    if (rc != BT_EX_TIMEOUT)
        return rc == BT_EX_OK ? rc : controller_failed(j, rc, &err);
    bt_err_clear(&err);
    return rsc_fail(j, rc, "Pending actions remain after %" PRId64 " s", patience_ms / 1000);
}

int rsc_wait(struct rsc_job *j)
{
    return settle(j, timeout_ms(j));
}

/* Restart ------------------------------------------------------------------------------------------------------- */

static int set_target_role(struct rsc_job *j, const struct pe_rsc *r, const char *role, struct bt_err *err)
{
    char *set = bt_printf("%s-" XE_META_ATTRIBUTES, r->config_id);
    struct nv_place place = {.anchor = rsc_element(j, r), .set_tag = XE_META_ATTRIBUTES, .new_set_id = set};
    struct nv_key key = {.name = "target-role"};
    struct nv_found found = {0};
    int rc = BT_EX_OK;
    if (role != NULL)
        rc = nv_set(j->cib, &place, &key, role, err);
    else if (nv_find(&place, &key, &found, err) == BT_EX_OK && found.n > 0)
        rc = nv_delete(j->cib, found.v[0], err);
    free(found.v);
    free(set);
    return rc;
}

/* Sets the role, waits for the cluster, reads the CIB anew. */
static int change_role(struct rsc_job *j, const char *role, int64_t patience_ms)
{
    struct bt_err err = {0};
    const struct pe_rsc *r = pe_top(j->rsc)->kind == PE_CLONE ? pe_top(j->rsc) : j->rsc;
    int rc = set_target_role(j, r, role, &err);
    if (rc != BT_EX_OK)
        return rsc_fail_err(j, &err);
    rc = settle(j, patience_ms);
    return rc == BT_EX_OK ? rsc_load(j) : rc;
}

static bool runs_on(const struct pe_rsc *r, const struct pe_node *n)
{
    bool runs = r->kind == PE_PRIMITIVE && (n == NULL ? r->active_on.n > 0 : pe_nodes_has(&r->active_on, n));
    for (size_t i = 0; !runs && i < r->n_children; i++)
        runs = runs_on(r->children[i], n);
    return runs;
}

static const struct pe_rsc *to_restart(const struct rsc_job *j)
{
    return pe_top(j->rsc)->kind == PE_CLONE ? pe_top(j->rsc) : j->rsc;
}

/* Of a clone one instance: it is kept off its node for a while. */
static int restart_instance(struct rsc_job *j)
{
    int rc = rsc_keep_off(j, true);
    if (rc != BT_EX_OK)
        return rc; /* also where it is banned already: that ban is not ours to end */
    rc = settle(j, timeout_ms(j));
    int back = rsc_keep_off(j, false); /* in any case */
    if (back == BT_EX_OK)
        back = settle(j, timeout_ms(j));
    return rc != BT_EX_OK ? rc : back;
}

/* Anything else as a whole, by its target-role. */
static int restart_whole(struct rsc_job *j)
{
    struct nv_place place = {.anchor = rsc_element(j, to_restart(j)), .set_tag = XE_META_ATTRIBUTES};
    char *before = bt_strdup(nv_get(&place, "target-role"));
    int rc = change_role(j, "Stopped", timeout_ms(j));
    if (rc == BT_EX_OK && runs_on(to_restart(j), NULL))
        rc = rsc_fail(j, BT_EX_ERROR, "Could not complete restart of %s: it did not stop", j->a->rsc);
    int back = change_role(j, before, timeout_ms(j)); /* in any case */
    free(before);
    return rc != BT_EX_OK ? rc : back;
}

int rsc_restart(struct rsc_job *j)
{
    const struct pe_rsc *r = to_restart(j);
    if (!runs_on(r, j->node)) {
        out_error(j->o, "%s is not running %s%s and so cannot be restarted", j->a->rsc, j->node != NULL ? "on " : "anywhere", j->node != NULL ? j->node->name : "");
        return rsc_fail_plain(j, BT_EX_NOSUCH);
    }
    if (!cib_client_is_live(j->cib))
        return rsc_fail(j, BT_EX_UNIMPLEMENT_FEATURE, "A restart needs the running cluster, not a file");
    bool instance = j->node != NULL && r->kind == PE_CLONE;
    int rc = instance ? restart_instance(j) : restart_whole(j);
    if (rc == BT_EX_OK)
        rc = rsc_load(j); /* the model anew: what was found in the old one is gone */
    if (rc == BT_EX_OK && !runs_on(to_restart(j), instance ? j->node : NULL))
        rc = rsc_fail(j, BT_EX_ERROR, "Could not complete restart of %s: it did not start again", j->a->rsc);
    return rc;
}
