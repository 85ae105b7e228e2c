/* lrm/lrm_client.h - agents without the daemon: for tools that list, ask or run them on this node, past the cluster
 * (crm_resource --force-start, --validate, crm ra, ocf-tester). The agent gets exactly what lrmd would give it.
 *
 * These calls block until the agent has ended. Link libbaton-lrmexec.a and libbaton-lrm.a.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_CLIENT_H
#define BATON_LRM_CLIENT_H

#include "lrm/lrm.h"
#include "lrm/metacheck.h"

struct lrm_direct {
    const char *standard, *provider, *type; /* provider NULL but for ocf */
    const char *rsc;                        /* OCF_RESOURCE_INSTANCE */
    const char *action;
    struct bt_strv attrs; /* "name=value": instance parameters, and meta attributes as "CRM_meta_..." (values may be anything) */
    int64_t timeout_ms;   /* 0: 20 s */
    const char *program;  /* ocf: the agent's path; NULL: as provider and type say */
    struct bt_strv env;   /* "NAME=value": variables that the agent gets beside what it always does (OCF_TRACE_RA=1) */
};
/* How it ended; strings are owned, NULL if there are none. */
struct lrm_direct_result {
    enum bt_opstatus status;
    int rc; /* enum bt_ocf */
    char *reason, *output, *errors;
    int64_t exec_ms;
};
/* Runs one operation of an agent. Whatever happens to it is in the result: an agent that is not there is
 * BT_OP_NOT_INSTALLED. A stonith resource is never started or stopped by this, its agent is asked. From then on this process has no log for agents (HA_LOGFILE ...)
 * unless its environment named one: they print it on stderr. */
void lrm_direct(const struct lrm_direct *d, struct lrm_direct_result *ret);
/* Frees its strings, and empties it. */
void lrm_direct_clear(struct lrm_direct_result *r);

/* The meta-data of an agent of any class: its text (the caller's; may be NULL) and read (lrm_meta_free; may be NULL). ocf and stonith agents are
 * asked, what init scripts say comes from their header, units and classic scripts are described by what all of them can do. BT_EX_NOSUCH: no
 * such agent; BT_EX_DATAERR: it gives none (it fails or hangs), or what it gives is none. */
int lrm_meta_get(const char *standard, const char *provider, const char *type, char **ret_text, struct lrm_meta **ret,
                 struct bt_err *err);

/* Which agents there are here; names are added to ret. */
/* "ocf", "lsb", "service", "systemd", "heartbeat", "stonith": those that have agents, in this order. */
void lrm_agents_standards(struct bt_strv *ret);
/* OCF providers, sorted; with type: those that have it. */
void lrm_agents_providers(const char *type, struct bt_strv *ret);
/* Agents of a standard into an empty list, sorted, as Pacemaker lists them: OCF's by provider (provider NULL: of all, so a type may be there several
 * times), cluster-glue's plugins before fence agents. */
void lrm_agents_list(const char *standard, const char *provider, struct bt_strv *ret);
/* "ocf:heartbeat:IPaddr2", "IPaddr2", "stonith:fence_xvm" into its parts; the caller's to free (provider may be NULL). A type alone is OCF's, heartbeat's
 * first. False if it can't be one. */
bool lrm_agent_split(const char *spec, char **ret_standard, char **ret_provider, char **ret_type);

#endif
