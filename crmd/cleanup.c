/* crmd/cleanup.c - forgetting: failures, histories, nodes (see cleanup.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"
#include "crmd/status.h"

static void job_free(struct cleanup_job *j)
{
    for (size_t i = 0; i < j->left.n; i++)
        free(j->left.v[i].rsc);
    BT_VEC_FREE(&j->left);
}

void cleanups_free(struct crmd_cleanups *j)
{
    for (size_t i = 0; i < j->n; i++)
        job_free(&j->v[i]);
    BT_VEC_FREE(j);
}

/* Which resources ------------------------------------------------------------------------------------------------- */

static const xmlNode *find_resource(const xmlNode *parent, const char *id)
{
    bt_xml_each(n, parent, NULL) {
        if (bt_streq(bt_xml_id(n), id))
            return n;
        const xmlNode *below = find_resource(n, id);
        if (below != NULL)
            return below;
    }
    return NULL;
}

static void add_primitives(const xmlNode *n, struct bt_strv *ret)
{
    if (bt_xml_is(n, XE_PRIMITIVE) && bt_xml_id(n) != NULL)
        bt_strv_add(ret, bt_xml_id(n));
    bt_xml_each(child, n, NULL)
        add_primitives(child, ret);
}

/* The primitives that a name means: itself, or those of the group or clone of that name. Instances ("web:0") count by their primitive. */
static void primitives_of(const struct crmd *c, const char *name, struct bt_strv *ret)
{
    const xmlNode *n = find_resource(cib_section(cib_doc(c->replica.cib), XE_RESOURCES), name);
    add_primitives(n, ret);
    if (!bt_strv_has(ret, name))
        bt_strv_add(ret, name); /* an orphan, or an instance */
}

static bool matches(const struct bt_strv *names, const char *history_id)
{
    if (names->n == 0 || bt_strv_has(names, history_id))
        return true;
    const char *colon = strrchr(history_id, ':');
    if (colon == NULL)
        return false;
    char *base = bt_strndup(history_id, (size_t)(colon - history_id));
    bool found = bt_strv_has(names, base);
    free(base);
    return found;
}

static bool op_failed(const xmlNode *op)
{
    struct bt_transition_key k;
    int status, rc;
    if (!bt_transition_magic_parse(bt_xml_get(op, XA_TRANSITION_MAGIC), &status, &rc, &k))
        return false;
    return status != BT_OP_PENDING && status != BT_OP_CANCELLED && !transition_outcome_ok(k.target_rc, (enum bt_opstatus)status, rc);
}

static bool op_asked(const xmlNode *op, const xmlNode *request)
{
    const char *operation = bt_xml_get(request, XA_OPERATION);
    int64_t interval_ms = bt_duration_ms_or(bt_xml_get(request, XA_INTERVAL), -1);
    return (operation == NULL || bt_streq(operation, bt_xml_get(op, XA_OPERATION))) &&
           (interval_ms < 0 || interval_ms == bt_xml_get_int(op, XA_INTERVAL, 0));
}

static bool has_failure(const xmlNode *resource, const xmlNode *request)
{
    bt_xml_each(op, resource, XE_LRM_RSC_OP)
        if (op_failed(op) && op_asked(op, request))
            return true;
    return false;
}

/* Cleanup ------------------------------------------------------------------------------------------------------------ */

static void send_to_lrm(struct crmd *c, struct crmd_peer *p, const char *task, const char *rsc)
{
    xmlNode *n = orders_new(c, p, task);
    bt_xml_set(n, XA_RSC, rsc);
    bt_xml_set(bt_xml_add(bt_xml_add(n, XE_RSC_OP), XE_PRIMITIVE), XA_ID, rsc);
}

static void clear_counts(struct crmd *c, const struct crmd_peer *p, const struct bt_strv *names, const xmlNode *request)
{
    const char *operation = bt_xml_get(request, XA_OPERATION);
    int64_t interval_ms = bt_duration_ms_or(bt_xml_get(request, XA_INTERVAL), 0);
    struct bt_strv all = {0};
    if (names->n == 0)
        add_primitives(cib_section(cib_doc(c->replica.cib), XE_RESOURCES), &all);
    const struct bt_strv *which = names->n == 0 ? &all : names;
    for (size_t i = 0; i < which->n; i++)
        attributes_clear_failures(c, p, which->v[i], operation, interval_ms);
    bt_strv_free(&all);
}

static void cleanup_node(struct crmd *c, struct crmd_peer *p, const struct bt_strv *names, const xmlNode *request, struct cleanup_job *job)
{
    bool refresh = bt_streq(bt_xml_get(request, XA_OP), "refresh");
    const xmlNode *state = cib_node_state(cib_doc(c->replica.cib), peer_name(p));
    struct bt_strv forget = {0};
    bt_xml_each(resource, bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE)
        if (matches(names, bt_xml_get_or(resource, XA_ID, "")) && (refresh || has_failure(resource, request)))
            bt_strv_add(&forget, bt_xml_get(resource, XA_ID));
    clear_counts(c, p, names, request);
    for (size_t i = 0; i < forget.n; i++) {
        if (!peer_member(p)) {
            status_delete_resource(c, p, forget.v[i]);
            continue;
        }
        struct cleanup_item item = {.node = p->id, .rsc = bt_strdup(forget.v[i])};
        BT_PUSH(&job->left, item);
        send_to_lrm(c, p, "delete", forget.v[i]);
    }
    bt_strv_free(&forget);
}

void cleanup_begin(struct crmd *c, uint32_t asker, uint64_t seq, const xmlNode *request)
{
    assert(crmd_is_dc(c));
    const char *rsc = bt_xml_get(request, XA_RSC), *node = bt_xml_get(request, XA_NODE);
    struct cleanup_job job = {.node = asker, .seq = seq};
    struct bt_strv names = {0};
    if (rsc != NULL)
        primitives_of(c, rsc, &names);
    for (size_t i = 0; i < c->peers.n; i++)
        if (c->peers.v[i]->name != NULL && (node == NULL || bt_streq(node, c->peers.v[i]->name)))
            cleanup_node(c, c->peers.v[i], &names, request, &job);
    bt_strv_free(&names);
    crmd_want(c, "a cleanup was asked for");
    BT_PUSH(&c->cleanups, job);
}

bool cleanup_deleted(struct crmd *c, const struct crmd_peer *p, const char *rsc)
{
    bool any = false;
    for (size_t i = 0; i < c->cleanups.n; i++) {
        struct cleanup_job *j = &c->cleanups.v[i];
        for (size_t k = j->left.n; k-- > 0;) {
            if (j->left.v[k].node != p->id || !bt_streq(j->left.v[k].rsc, rsc))
                continue;
            free(j->left.v[k].rsc);
            j->left.v[k] = j->left.v[--j->left.n];
            any = true;
        }
    }
    if (any)
        crmd_want(c, "%s was cleaned up on %s", rsc, peer_name(p));
    return any;
}

static void drop_absent(struct crmd *c, struct cleanup_job *j)
{
    for (size_t k = j->left.n; k-- > 0;) {
        const struct crmd_peer *p = peers_find(&c->peers, j->left.v[k].node);
        if (p != NULL && peer_member(p))
            continue;
        free(j->left.v[k].rsc);
        j->left.v[k] = j->left.v[--j->left.n];
    }
}

void cleanup_settle(struct crmd *c)
{
    if (!c->view.settled)
        return;
    if (!crmd_is_dc(c)) {
        cleanups_free(&c->cleanups); /* who asked asks the new coordinator */
        return;
    }
    for (size_t i = c->cleanups.n; i-- > 0;) {
        struct cleanup_job *j = &c->cleanups.v[i];
        drop_absent(c, j);
        if (j->left.n > 0)
            continue;
        replica_flush(c);
        message_answer(c, j->node, j->seq, 0, NULL);
        job_free(j);
        *j = c->cleanups.v[--c->cleanups.n];
    }
}

int cleanup_fail(struct crmd *c, const xmlNode *request, char **ret_text)
{
    assert(crmd_is_dc(c));
    const char *rsc = bt_xml_get_or(request, XA_RSC, ""), *node = bt_xml_get(request, XA_NODE);
    struct bt_strv names = {0};
    bool any = false;
    primitives_of(c, rsc, &names);
    for (size_t i = 0; i < c->peers.n; i++) {
        struct crmd_peer *p = c->peers.v[i];
        if (!peer_member(p) || (node != NULL && !bt_streq(node, p->name)))
            continue;
        const xmlNode *state = cib_node_state(cib_doc(c->replica.cib), peer_name(p));
        bt_xml_each(resource, bt_xml_path(state, XE_LRM "/" XE_LRM_RESOURCES), XE_LRM_RESOURCE) {
            if (!matches(&names, bt_xml_get_or(resource, XA_ID, "")))
                continue;
            send_to_lrm(c, p, "fail", bt_xml_get(resource, XA_ID));
            any = true;
        }
    }
    bt_strv_free(&names);
    if (any)
        return BT_EX_OK;
    *ret_text = bt_printf("Resource %s is not known on %s", rsc, node != NULL ? node : "any node");
    return BT_EX_NOSUCH;
}

/* Nodes ---------------------------------------------------------------------------------------------------------------- */

static void delete_node(struct crmd *c, const char *name)
{
    static const char *const paths[] = {"/cib/configuration/nodes/node[@uname='%s']", "/cib/status/node_state[@uname='%s']"};
    for (size_t i = 0; i < BT_COUNT(paths); i++) {
        struct bt_buf xpath = {0};
        const char *mark = strstr(paths[i], "%s");
        bt_buf_addn(&xpath, paths[i], (size_t)(mark - paths[i]));
        bt_buf_add(&xpath, name);
        bt_buf_add(&xpath, mark + 2);
        const struct cib_request rq = {.op = CIB_OP_DELETE, .xpath = xpath.text, .flags = CIB_MULTIPLE, .origin = c->name, .client = "crmd"};
        replica_write(c, &rq);
        bt_buf_free(&xpath);
    }
}

int cleanup_remove_node(struct crmd *c, const char *name, char **ret_text)
{
    const struct crmd_peer *p = peers_named(&c->peers, name);
    bool in_cib = name != NULL && bt_xml_find(cib_section(cib_doc(c->replica.cib), XE_NODES), XE_NODE, XA_UNAME, name) != NULL;
    if (name == NULL || strpbrk(name, "'\"") != NULL || (p == NULL && !in_cib)) {
        *ret_text = bt_printf("Node %s is not known to the cluster", name != NULL ? name : "(none)");
        return BT_EX_NOSUCH;
    }
    if (p != NULL && (p->corosync || p->group)) {
        *ret_text = bt_printf("Node %s is still active in the cluster: stop it before removing it", name);
        return BT_EX_UNSAFE;
    }
    if (crmd_is_dc(c) && in_cib)
        delete_node(c, name);
    if (p != NULL) {
        walk_node_lost(c, p); /* while a term begins, that may not have been noticed yet */
        peers_forget(&c->peers, p->id);
    }
    return BT_EX_OK;
}

void cleanup_check(const struct crmd *c)
{
    for (size_t i = 0; i < c->cleanups.n && crmd_is_dc(c); i++)
        assert(c->cleanups.v[i].left.n > 0); /* else it was answered */
}
