/* crmd/effects.c - adding effects, and the table of running timers (see effects.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

static struct crmd_effect *add(struct crmd *c, enum crmd_effect_kind kind)
{
    assert(c->fx != NULL); /* only within a step */
    struct crmd_effect e = {.kind = kind};
    BT_PUSH(c->fx, e);
    return &c->fx->v[c->fx->n - 1];
}

static void add_doc(struct crmd *c, enum crmd_effect_kind kind, xmlDoc *doc)
{
    assert(doc != NULL);
    add(c, kind)->doc = doc;
}

void crmd_send(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_SEND, doc);
}

void crmd_reply(struct crmd *c, uint64_t client, xmlDoc *doc)
{
    assert(client != 0); /* 0 stands for the controller itself, which nobody answers */
    add_doc(c, CRMD_FX_REPLY, doc);
    c->fx->v[c->fx->n - 1].client = client;
}

void crmd_reply_text(struct crmd *c, uint64_t client, char *text)
{
    assert(client != 0 && text != NULL);
    struct crmd_effect *e = add(c, CRMD_FX_REPLY);
    e->client = client;
    e->text = text;
}

void crmd_to_lrm(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_LRM, doc);
}

void crmd_to_fencer(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_FENCER, doc);
}

void crmd_to_planner(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_PLAN, doc);
}

void crmd_to_supervisor(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_SUPERVISOR, doc);
}

void crmd_keep(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_KEEP, doc);
}

void crmd_alert(struct crmd *c, xmlDoc *doc)
{
    add_doc(c, CRMD_FX_ALERT, doc);
}

void crmd_record(struct crmd *c, xmlDoc *record)
{
    if (record != NULL)
        add_doc(c, CRMD_FX_RECORD, record);
}

void crmd_files(struct crmd *c, uint64_t client, xmlDoc *request)
{
    add_doc(c, CRMD_FX_FILES, request);
    c->fx->v[c->fx->n - 1].client = client;
}

void crmd_save(struct crmd *c)
{
    add(c, CRMD_FX_SAVE);
}

void crmd_released(struct crmd *c)
{
    add(c, CRMD_FX_RELEASED);
}

void crmd_exit(struct crmd *c, int code)
{
    add(c, CRMD_FX_EXIT)->code = code;
}

void crmd_log(struct crmd *c, enum bt_level level, const char *fmt, ...)
{
    struct crmd_effect *e = add(c, CRMD_FX_LOG);
    va_list ap;
    va_start(ap, fmt);
    e->level = level;
    e->text = bt_vprintf(fmt, ap);
    va_end(ap);
}

void crmd_effects_clear(struct crmd_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        bt_xml_free(fx->v[i].doc);
        free(fx->v[i].text);
    }
    BT_VEC_FREE(fx);
}

static struct crmd_timer_entry *find(const struct crmd *c, enum crmd_timer kind, uint64_t ref)
{
    for (size_t i = 0; i < c->timers.n; i++)
        if (c->timers.v[i].kind == kind && c->timers.v[i].ref == ref)
            return &c->timers.v[i];
    return NULL;
}

static void drop(struct crmd *c, struct crmd_timer_entry *t)
{
    *t = c->timers.v[--c->timers.n];
}

void crmd_timer_set(struct crmd *c, enum crmd_timer kind, uint64_t ref, int64_t delay_ms)
{
    crmd_timer_cancel(c, kind, ref);
    struct crmd_timer_entry t = {.token = ++c->timers.last_token, .ref = ref, .kind = kind};
    BT_PUSH(&c->timers, t);
    struct crmd_effect *e = add(c, CRMD_FX_TIMER_SET);
    e->token = t.token;
    e->delay_ms = delay_ms > 0 ? delay_ms : 0;
}

void crmd_timer_cancel(struct crmd *c, enum crmd_timer kind, uint64_t ref)
{
    struct crmd_timer_entry *t = find(c, kind, ref);
    if (t == NULL)
        return;
    add(c, CRMD_FX_TIMER_CANCEL)->token = t->token;
    drop(c, t);
}

void crmd_timer_cancel_all(struct crmd *c, enum crmd_timer kind)
{
    for (size_t i = c->timers.n; i-- > 0;)
        if (c->timers.v[i].kind == kind)
            crmd_timer_cancel(c, kind, c->timers.v[i].ref);
}

bool crmd_timer_runs(const struct crmd *c, enum crmd_timer kind, uint64_t ref)
{
    return find(c, kind, ref) != NULL;
}

bool crmd_timer_take(struct crmd *c, uint64_t token, enum crmd_timer *ret_kind, uint64_t *ret_ref)
{
    for (size_t i = 0; i < c->timers.n; i++) {
        if (c->timers.v[i].token != token)
            continue;
        *ret_kind = c->timers.v[i].kind;
        *ret_ref = c->timers.v[i].ref;
        drop(c, &c->timers.v[i]);
        return true;
    }
    return false;
}
