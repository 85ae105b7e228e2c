/* crmd/report.c - results of this member's LRM on their way to the group (see report.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

#define REPORT_EACH_MS 5
#define REPORT_MOST_MS 200

void report_free(struct crmd_report *r)
{
    bt_xml_free(r->waiting);
    r->waiting = NULL;
}

void report_forget(struct crmd *c)
{
    crmd_timer_cancel(c, CRMD_TIMER_REPORT, 0);
    report_free(&c->report);
    c->report.under_way = 0;
}

void report_now(struct crmd *c)
{
    struct crmd_report *r = &c->report;
    if (r->waiting == NULL)
        return;
    crmd_timer_cancel(c, CRMD_TIMER_REPORT, 0);
    crmd_send(c, r->waiting);
    r->waiting = NULL;
    r->sent_ms = c->now.mono.ms;
}

void report_expect(struct crmd *c)
{
    c->report.under_way++;
}

void report_answer(struct crmd *c, const xmlNode *answer)
{
    struct crmd_report *r = &c->report;
    if (!bt_xml_is(answer, XE_LRM_RESULT) && !bt_xml_is(answer, XE_LRM_CANCELLED) && !bt_xml_is(answer, XE_LRM_DELETED))
        return;
    if (r->waiting == NULL)
        r->waiting = message_new(c, CRMD_MSG_LRM_REPORT);
    bt_xml_add_copy(bt_xml_root(r->waiting), answer);
    if (r->under_way > 0)
        r->under_way--;
    int64_t gap_ms = r->under_way * REPORT_EACH_MS, early_ms = r->sent_ms - c->now.mono.ms + (gap_ms < REPORT_MOST_MS ? gap_ms : REPORT_MOST_MS);
    if (early_ms <= 0 || r->under_way == 0)
        report_now(c);
    else
        crmd_timer_set(c, CRMD_TIMER_REPORT, 0, early_ms); /* the sooner, the less is under way now */
}
