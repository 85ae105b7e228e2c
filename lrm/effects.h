/* lrm/effects.h - adding effects to a step's list. Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_EFFECTS_H
#define BATON_LRM_EFFECTS_H

#include "lrm/lrm.h"

/* A log line: a sentence for the administrator. */
void lrm_fx_log(struct lrm_effects *fx, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);
/* A message to a client; one to client 0 is freed. Takes it. */
void lrm_fx_send(struct lrm_effects *fx, uint64_t client, xmlDoc *message);
/* A timer that comes back as LRM_EV_TIMER with the token, which is not 0; delay_ms is above 0. */
void lrm_fx_timer(struct lrm_effects *fx, uint64_t token, int64_t delay_ms);
/* Its end: it does not come back, or finds nothing any more. */
void lrm_fx_timer_cancel(struct lrm_effects *fx, uint64_t token);
/* A program to run: the caller fills it in before the next effect is added. */
struct lrm_run *lrm_fx_run(struct lrm_effects *fx, uint64_t token);

#endif
