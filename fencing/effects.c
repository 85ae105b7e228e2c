/* fencing/effects.c - building and freeing the effects of a step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "fencing/internal.h"

struct fence_effect *fence_effect(struct fence_turn *t, enum fence_effect_kind kind)
{
    struct fence_effect e = {.kind = kind};
    BT_PUSH(t->fx, e);
    return &t->fx->v[t->fx->n - 1];
}

void fence_log(struct fence_turn *t, enum bt_level level, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    char *text = bt_vprintf(fmt, ap);
    va_end(ap);
    struct fence_effect *e = fence_effect(t, FENCE_FX_LOG);
    e->level = level;
    e->text = text;
}

void fence_send(struct fence_turn *t, uint64_t client, xmlDoc *message)
{
    struct fence_effect *e = fence_effect(t, FENCE_FX_SEND);
    e->client = client;
    e->message = message;
}

void fence_effects_clear(struct fence_effects *fx)
{
    for (size_t i = 0; i < fx->n; i++) {
        free(fx->v[i].run.agent);
        free(fx->v[i].run.input);
        bt_strv_free(&fx->v[i].run.words);
        bt_strv_free(&fx->v[i].run.env);
        free(fx->v[i].text);
        bt_xml_free(fx->v[i].message);
    }
    BT_VEC_FREE(fx);
}
