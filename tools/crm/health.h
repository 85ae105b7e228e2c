/* tools/crm/health.h - what an administrator should know of a cluster before they go home: findings from the CIB and a few facts. Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_HEALTH_H
#define BATON_TOOLS_CRM_HEALTH_H

#include "tools/crm/corosync_conf.h"

enum health_level { HEALTH_OK, HEALTH_WARNING, HEALTH_ERROR };

struct health_finding {
    enum health_level level;
    char *text; /* a sentence */
};

struct health_findings {
    BT_VEC(struct health_finding) list;
};

struct health_facts {
    const xmlDoc *cib;
    const struct conf *conf; /* this node's corosync.conf, NULL: not known */
    const char *device;      /* what "corosync-qdevice-tool -sv" printed, NULL: it failed */
    const char *links;       /* what "corosync-cfgtool -s" printed, NULL: it failed */
    bool configuration_good; /* crm_verify -L said nothing */
    int64_t free_bytes;      /* where the CIB is kept, for root; -1: not known */
    unsigned key_mode;       /* of corosync's authkey; 0: there is none */
};

/* Everything that was looked at, in a fixed order; the worst level. */
enum health_level health_judge(const struct health_facts *f, struct health_findings *ret);
void health_free(struct health_findings *f);

#endif
