/* tests/unit/lrm_world.c - an LRM under virtual time (see lrm_world.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/lrm_world.h"

static struct world_program *program_of(const struct world *w, const char *rsc)
{
    for (size_t i = 0; i < w->programs.n; i++)
        if (bt_streq(w->programs.v[i].run.rsc, rsc))
            return &w->programs.v[i];
    return NULL;
}

static void starts(struct world *w, struct lrm_run *run)
{
    if (w->checked)
        assert_null(program_of(w, run->rsc));
    bt_buf_addf(&w->out, "run %s %s", run->rsc, run->action);
    if (run->interval_ms > 0)
        bt_buf_addf(&w->out, "/%" PRId64, run->interval_ms);
    bt_buf_add(&w->out, "\n");
    struct world_program p = {.token = run->token, .since_ms = w->now.mono.ms, .run = *run};
    *run = (struct lrm_run){0};
    BT_PUSH(&w->programs, p);
}

static void forget_timer(struct world *w, uint64_t token)
{
    for (size_t i = 0; i < w->timers.n; i++)
        if (w->timers.v[i].token == token) {
            w->timers.v[i] = w->timers.v[--w->timers.n];
            return;
        }
    fail_msg("a timer was cancelled that is not set");
}

static void tell_result(struct world *w, const xmlNode *n)
{
    const xmlNode *op = bt_xml_first(bt_xml_first(n, XE_LRM_RESOURCE), XE_LRM_RSC_OP);
    bt_buf_addf(&w->out, "result %s %s:%s%s", bt_xml_get(op, XA_OPERATION_KEY), bt_xml_get(op, XA_OP_STATUS),
                bt_xml_get(op, XA_RC_CODE), bt_xml_get_bool(n, XA_RECORD, true) ? "" : " unrecorded");
    bt_xml_each(entry, op->parent, XE_LRM_RSC_OP)
        bt_buf_addf(&w->out, " %s", bt_xml_id(entry));
    bt_buf_add(&w->out, "\n");
}

static void tell(struct world *w, struct lrm_effect *e)
{
    const xmlNode *n = bt_xml_root(e->message);
    if (bt_xml_is(n, XE_LRM_RESULT)) {
        tell_result(w, n);
    } else if (bt_xml_is(n, XE_LRM_CANCELLED)) {
        bt_buf_addf(&w->out, "cancelled %s %s %s %s\n", bt_xml_get(n, XA_RSC), bt_xml_get(n, XA_OPERATION),
                    bt_xml_get(n, XA_INTERVAL), bt_xml_get(n, XA_RC));
    } else if (bt_xml_is(n, XE_LRM_DELETED)) {
        bt_buf_addf(&w->out, "deleted %s %s\n", bt_xml_get(n, XA_RSC), bt_xml_get(n, XA_RC));
    } else {
        bt_xml_free(w->answer);
        w->answer = e->message;
        e->message = NULL;
    }
}

static void perform(struct world *w, struct lrm_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        struct lrm_effect *e = &fx->v[i];
        struct world_timer t = {e->token, w->now.mono.ms + e->delay_ms};
        switch (e->kind) {
        case LRM_FX_RUN: starts(w, &e->run); break;
        case LRM_FX_KILL: bt_buf_addf(&w->out, "kill %" PRIu64 "\n", e->token); break;
        case LRM_FX_TIMER_SET:
            assert_true(e->delay_ms > 0);
            BT_PUSH(&w->timers, t);
            break;
        case LRM_FX_TIMER_CANCEL: forget_timer(w, e->token); break;
        case LRM_FX_SEND: tell(w, e); break;
        case LRM_FX_LOG: bt_buf_addf(&w->logs, "%s\n", e->text); break;
        }
    }
    lrm_effects_clear(fx);
}

static void feed(struct world *w, struct lrm_event *ev)
{
    struct lrm_effects fx = {0};
    ev->now = w->now;
    lrm_step(w->lrm, ev, &fx);
    perform(w, &fx);
}

static void subscribe(struct world *w)
{
    world_message(w, CRMD, "<lrm_subscribe/>");
}

struct world *world_new(void)
{
    struct world *w = BT_NEW(struct world);
    w->lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
    w->now = (struct bt_now){{1000000}, {.s = 1000000000}};
    w->checked = true;
    subscribe(w);
    return w;
}

static void forget_programs(struct world *w)
{
    for (size_t i = 0; i < w->programs.n; i++)
        lrm_run_clear(&w->programs.v[i].run);
    BT_VEC_FREE(&w->programs);
}

void world_free(struct world *w)
{
    forget_programs(w);
    BT_VEC_FREE(&w->timers);
    bt_buf_free(&w->out);
    bt_buf_free(&w->logs);
    bt_xml_free(w->answer);
    lrm_free(w->lrm);
    free(w);
}

void world_message(struct world *w, uint64_t client, const char *xml)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_xml_parse(xml, strlen(xml), "test", &doc, &err) != 0)
        fail_msg("%s: %s", xml, bt_err_text(&err));
    feed(w, &(struct lrm_event){.kind = LRM_EV_REQUEST, .client = client, .request = bt_xml_root(doc)});
    bt_xml_free(doc);
}

void world_exec(struct world *w, const char *rsc, const char *action, int interval_ms, int target_rc, const char *attrs)
{
    char *every = interval_ms > 0 ? bt_printf("CRM_meta_interval='%d'", interval_ms) : bt_strdup("");
    char *xml = bt_printf("<lrm_exec><rsc_op operation='%s' transition-key='1:7:%d:11111111-2222-3333-4444-555555555555'>"
                          "<primitive id='%s' class='ocf' provider='test' type='Dummy'/>"
                          "<attributes %s CRM_meta_timeout='20000' %s/></rsc_op></lrm_exec>",
                          action, target_rc, rsc, every, attrs);
    world_message(w, CRMD, xml);
    free(every);
    free(xml);
}

void world_ended(struct world *w, const char *rsc, enum bt_opstatus status, int rc, const char *reason)
{
    struct world_program *p = program_of(w, rsc);
    assert_non_null(p);
    struct lrm_event ev = {.kind = LRM_EV_DONE,
                           .token = p->token,
                           .status = status,
                           .rc = rc,
                           .exit_reason = reason,
                           .traits = w->traits,
                           .exec_ms = w->now.mono.ms - p->since_ms};
    lrm_run_clear(&p->run);
    memmove(p, p + 1, (size_t)(w->programs.v + w->programs.n - (p + 1)) * sizeof(*p));
    w->programs.n--;
    feed(w, &ev);
}

void world_done(struct world *w, const char *rsc, int rc)
{
    world_ended(w, rsc, BT_OP_DONE, rc, NULL);
}

void world_client_gone(struct world *w, uint64_t client)
{
    feed(w, &(struct lrm_event){.kind = LRM_EV_CLIENT_GONE, .client = client});
}

static void set_now(struct world *w, int64_t mono_ms)
{
    w->now.wall.s += mono_ms / 1000 - w->now.mono.ms / 1000;
    w->now.mono.ms = mono_ms;
}

void world_pass(struct world *w, int64_t ms)
{
    int64_t until = w->now.mono.ms + ms;
    for (;;) {
        size_t next = SIZE_MAX;
        for (size_t i = 0; i < w->timers.n; i++)
            if (w->timers.v[i].at_ms <= until && (next == SIZE_MAX || w->timers.v[i].at_ms < w->timers.v[next].at_ms))
                next = i;
        if (next == SIZE_MAX)
            break;
        struct world_timer t = w->timers.v[next];
        w->timers.v[next] = w->timers.v[--w->timers.n];
        set_now(w, t.at_ms);
        feed(w, &(struct lrm_event){.kind = LRM_EV_TIMER, .token = t.token});
    }
    set_now(w, until);
}

void world_restart(struct world *w)
{
    xmlDoc *saved = lrm_save(w->lrm);
    lrm_free(w->lrm);
    forget_programs(w);
    BT_VEC_FREE(&w->timers);
    w->lrm = lrm_new(&(struct lrm_config){.node = "n1", .max_children = 4});
    struct lrm_effects fx = {0};
    assert_int_equal(lrm_restore(w->lrm, bt_xml_root(saved), w->now, &fx, NULL), 0);
    bt_xml_free(saved);
    perform(w, &fx);
    subscribe(w);
}

bool world_runs(const struct world *w, const char *rsc)
{
    return program_of(w, rsc) != NULL;
}

static const char *value_in(const struct bt_strv *l, const char *name)
{
    for (size_t i = 0; i < l->n; i++)
        if (bt_starts(l->v[i], name) && l->v[i][strlen(name)] == '=')
            return l->v[i] + strlen(name) + 1;
    return NULL;
}

const char *world_env(const struct world *w, const char *rsc, const char *name)
{
    const struct world_program *p = program_of(w, rsc);
    assert_non_null(p);
    return value_in(&p->run.env, name);
}

const char *world_param(const struct world *w, const char *rsc, const char *name)
{
    const struct world_program *p = program_of(w, rsc);
    assert_non_null(p);
    return value_in(&p->run.params, name);
}

void world_expect(struct world *w, const char *lines)
{
    char *got = bt_buf_take(&w->out);
    assert_string_equal(got, lines);
    free(got);
}

void world_expect_log(struct world *w, const char *text)
{
    char *got = bt_buf_take(&w->logs);
    if (strstr(got, text) == NULL)
        fail_msg("no log line has \"%s\" in:\n%s", text, got);
    free(got);
}

static const xmlNode *entry(const xmlDoc *history, const char *id)
{
    bt_xml_each(rsc, bt_xml_first(bt_xml_root(history), XE_LRM_RESOURCES), XE_LRM_RESOURCE) {
        const xmlNode *found = bt_xml_find(rsc, XE_LRM_RSC_OP, XA_ID, id);
        if (found != NULL)
            return found;
    }
    return NULL;
}

void world_expect_history(struct world *w, const char *entry_id, const char *attr, const char *value)
{
    xmlDoc *history = lrm_history(w->lrm);
    const xmlNode *n = entry(history, entry_id);
    if (attr == NULL) {
        assert_null(n);
    } else {
        if (n == NULL)
            fail_msg("the history has no %s", entry_id);
        if (value == NULL)
            assert_null(bt_xml_get(n, attr));
        else
            assert_string_equal(bt_xml_get_or(n, attr, "(absent)"), value);
    }
    bt_xml_free(history);
}
