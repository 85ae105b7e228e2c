/* lrm/effects.c - building and freeing the effects of a step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/core.h"

static struct lrm_effect *add(struct lrm_effects *fx, enum lrm_effect_kind kind)
{
    struct lrm_effect e = {.kind = kind};
    BT_PUSH(fx, e);
    return &fx->v[fx->n - 1];
}

void lrm_fx_log(struct lrm_effects *fx, enum bt_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    struct lrm_effect *e = add(fx, LRM_FX_LOG);
    e->level = level;
    e->text = text;
}

void lrm_fx_send(struct lrm_effects *fx, uint64_t client, xmlDoc *message)
{
    if (client == 0) {
        bt_xml_free(message);
        return;
    }
    struct lrm_effect *e = add(fx, LRM_FX_SEND);
    e->client = client;
    e->message = message;
}

void lrm_fx_timer(struct lrm_effects *fx, uint64_t token, int64_t delay_ms)
{
    assert(token != 0 && delay_ms > 0);
    struct lrm_effect *e = add(fx, LRM_FX_TIMER_SET);
    e->token = token;
    e->delay_ms = delay_ms;
}

void lrm_fx_timer_cancel(struct lrm_effects *fx, uint64_t token)
{
    add(fx, LRM_FX_TIMER_CANCEL)->token = token;
}

struct lrm_run *lrm_fx_run(struct lrm_effects *fx, uint64_t token)
{
    struct lrm_effect *e = add(fx, LRM_FX_RUN);
    e->run.token = token;
    return &e->run;
}

void lrm_run_clear(struct lrm_run *run)
{
    free(run->standard);
    free(run->provider);
    free(run->type);
    free(run->rsc);
    free(run->action);
    free(run->program);
    bt_strv_free(&run->env);
    bt_strv_free(&run->params);
    *run = (struct lrm_run){0};
}

void lrm_run_rename(struct lrm_run *run, const char *action)
{
    static const char variable[] = "__OCF_ACTION=";
    for (size_t i = 0; i < run->env.n; i++)
        if (bt_starts(run->env.v[i], variable)) {
            free(run->env.v[i]);
            run->env.v[i] = bt_printf("%s%s", variable, action);
        }
    char *copy = bt_strdup(action);
    free(run->action);
    run->action = copy;
}

void lrm_effects_clear(struct lrm_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        lrm_run_clear(&fx->v[i].run);
        bt_xml_free(fx->v[i].message);
        free(fx->v[i].text);
    }
    BT_VEC_FREE(fx);
}
