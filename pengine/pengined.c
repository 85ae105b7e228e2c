/* pengine/pengined.c - the policy engine's daemon: a calculation at a time, so that a long or a crashing one stalls nobody.
 *
 * IPC "pengine": <pe_request id= now=><cib/></pe_request> is answered by <pe_reply id= recheck=><transition_graph/>
 * <warning/>... <error/>...</pe_reply>. The input is kept when the answer has gone and nobody asks: to compress it takes longer than to decide.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/edge.h"
#include "pengine/inputs_io.h"
#include "pengine/pengine.h"
#include "xml/names.h"
#include "xml/options.h"

enum {
    KEEP_AFTER_MS = 1000, /* what was decided is carried out first; and a large answer leaves in pieces, as the client reads it */
    INPUTS_MAX = 4,       /* that wait; then those who ask do */
};

struct input {
    xmlDoc *cib;
    enum pe_series series;
    int64_t id;
};

struct pengined {
    struct bt_daemon daemon;
    struct bt_ipcs *ipc;
    BT_VEC(struct input) inputs; /* to be kept, the oldest first */
    bt_timer keep;
};

/* Between events: as long as inputs wait the timer runs, and not longer; and they are few. */
static void pengined_check(const struct pengined *p)
{
    assert((p->inputs.n > 0) == (p->keep != 0));
    assert(p->inputs.n <= INPUTS_MAX);
}

static void add_findings(xmlNode *reply, const struct pe_findings *f)
{
    static const enum bt_level levels[] = {[PE_NOTE] = BT_LOG_NOTICE, [PE_WARNING] = BT_LOG_WARNING, [PE_ERROR] = BT_LOG_ERROR};
    for (size_t i = 0; i < f->n; i++) {
        bt_log(levels[f->v[i].level], "%s", f->v[i].text);
        if (f->v[i].level != PE_NOTE)
            bt_xml_set(bt_xml_add(reply, f->v[i].level == PE_ERROR ? XE_ERROR : XE_WARNING), XA_VALUE, f->v[i].text);
    }
}

static int64_t series_max(const xmlNode *cib, const char *option)
{
    const char *value = xml_option_default(option);
    bt_xml_each(set, bt_xml_path(cib, XE_CONFIGURATION "/" XE_CRM_CONFIG), XE_CLUSTER_PROPERTY_SET)
    {
        const char *here = bt_xml_get(bt_xml_find(set, XE_NVPAIR, XA_NAME, option), XA_VALUE);
        value = here != NULL ? here : value;
    }
    int64_t max = -1;
    bt_parse_int(value, &max);
    return max;
}

static void keep_first(struct pengined *p)
{
    assert(p->inputs.n > 0);
    struct input in = p->inputs.v[0];
    xmlNode *root = bt_xml_root(in.cib);
    struct bt_err err = {0};
    char *path = NULL;
    memmove(&p->inputs.v[0], &p->inputs.v[1], --p->inputs.n * sizeof in);
    if (pe_inputs_save(BT_STATEDIR "/pengine", in.series, series_max(root, pe_series_option(in.series)), root, &path, &err) != 0)
        bt_log_err(BT_LOG_WARNING, "the input is not kept", &err);
    else if (path != NULL)
        bt_log(BT_LOG_NOTICE, "Calculated transition %" PRId64 ", saving inputs in %s", in.id, path);
    bt_err_clear(&err);
    free(path);
    bt_xml_free(in.cib);
}

static void keep_due(void *ctx)
{
    struct pengined *p = ctx;
    p->keep = 0;
    keep_first(p);
    if (p->inputs.n > 0)
        p->keep = bt_timer_add(p->daemon.loop, 0, keep_due, p); /* a question that came meanwhile goes first */
    pengined_check(p);
}

/* Takes cib. */
static void keep_later(struct pengined *p, xmlDoc *cib, const struct pe_result *r, int64_t id, struct bt_wall now)
{
    enum pe_series series = pe_findings_count(&r->findings, PE_ERROR) > 0     ? PE_SERIES_ERROR
                            : pe_findings_count(&r->findings, PE_WARNING) > 0 ? PE_SERIES_WARN
                                                                              : PE_SERIES_INPUT;
    bt_xml_set_int(bt_xml_root(cib), XA_EXECUTION_DATE, now.s); /* so that a replay decides the same */
    BT_PUSH(&p->inputs, ((struct input){cib, series, id}));
    if (p->inputs.n > INPUTS_MAX)
        keep_first(p);
    bt_timer_cancel(p->daemon.loop, p->keep);
    p->keep = bt_timer_add(p->daemon.loop, KEEP_AFTER_MS, keep_due, p);
    pengined_check(p);
}

static void answer(struct pengined *p, uint64_t client, const xmlNode *request, const xmlNode *cib)
{
    xmlDoc *doc = bt_xml_doc_of(cib), *reply_doc = bt_xml_doc(XE_PE_REPLY);
    xmlNode *reply = bt_xml_root(reply_doc);
    struct pe_result r = {0};
    struct bt_err err = {0};
    struct bt_wall now = {.s = bt_xml_get_int(request, XA_NOW, 0)};
    now.zone_s = bt_zone_s(now);
    int64_t id = bt_xml_get_int(request, XA_ID, 0);

    bt_xml_set_int(reply, XA_ID, id);
    if (pe_schedule(doc, now, id, &r, &err) != 0) {
        bt_log_err(BT_LOG_ERROR, "no plan", &err);
        bt_xml_set(bt_xml_add(reply, XE_ERROR), XA_VALUE, bt_err_text(&err));
        bt_err_clear(&err);
    } else {
        bt_xml_add_copy(reply, bt_xml_root(r.graph));
        bt_xml_set_int(reply, XA_RECHECK, r.recheck_s);
        add_findings(reply, &r.findings);
    }
    bt_ipcs_send(p->ipc, client, reply_doc);
    bt_xml_free(reply_doc);
    keep_later(p, doc, &r, id, now);
    pe_result_clear(&r);
}

static void message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct pengined *p = ctx;
    const xmlNode *request = bt_xml_root(msg), *cib = bt_xml_first(request, XE_CIB);
    if (peer->owner && bt_xml_is(request, XE_PE_REQUEST) && cib != NULL) {
        answer(p, peer->id, request, cib);
    } else {
        bt_log(BT_LOG_WARNING, "client of %s sent <%s>, which %s; it is disconnected", peer->user, bt_xml_name(request),
               peer->owner ? "is no request" : "only root and hacluster may");
        bt_ipcs_drop(p->ipc, peer->id);
    }
    bt_xml_free(msg);
}

static void terminate(void *ctx)
{
    struct pengined *p = ctx;
    bt_loop_stop(p->daemon.loop);
}

static int serve(struct pengined *p)
{
    static const struct bt_ipcs_handlers handlers = {.message = message};
    struct bt_err err = {0};
    if (bt_ipcs_new(p->daemon.loop, "pengine", &handlers, p, &p->ipc, &err) != 0) {
        int code = err.code;
        bt_log_err(BT_LOG_ERROR, "not started", &err);
        bt_err_clear(&err);
        return code;
    }
    bt_daemon_ready(&p->daemon);
    bt_loop_run(p->daemon.loop);
    while (p->inputs.n > 0)
        keep_first(p);
    BT_VEC_FREE(&p->inputs);
    bt_ipcs_free(p->ipc);
    return BT_EX_OK;
}

int main(int argc, char **argv)
{
    struct pengined p = {.daemon = {.name = "pengine", .user = "hacluster", .terminate = terminate}};
    p.daemon.ctx = &p;
    int rc = bt_daemon_start(&p.daemon, argc, argv, "decides what the cluster shall do");
    if (rc != 0)
        return -1 - rc;
    rc = serve(&p);
    bt_daemon_end(&p.daemon);
    return rc;
}
