/* tools/rsc.h - crm_resource's parts: what every command gets, and the commands.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_RSC_H
#define BATON_TOOLS_RSC_H

#include "pengine/pengine.h"
#include "tools/common.h"
#include "tools/nvset.h"

#define RSC_TOOL "crm_resource"

struct rsc_args {
    struct opt_common common;
    int command;
    const char *spec;        /* the value of the command's option */
    const char *rsc, *node, *value, *set, *pair, *operation, *interval, *lifetime, *timeout, *type;
    const char *standard, *agent, *provider;
    struct bt_strv options;  /* --option NAME=VALUE */
    bool meta, utilization, recursive, force, promoted, expired, cleared;
};

/* One run. What a command does not need is NULL. */
struct rsc_job {
    const struct rsc_args *a;
    struct out *o;
    struct cib_client *cib;
    xmlDoc *doc;
    struct pe_model *model;
    const struct pe_rsc *rsc;   /* that -r names */
    const struct pe_node *node; /* that -N names */
    int32_t zone_s;
    char *anonymous;            /* owns a cut-off id */
};

/* "crm_resource: <sentence>" and "Error performing operation: <text of the code>"; returns the code. */
int rsc_fail(struct rsc_job *j, int rc, const char *fmt, ...) BT_PRINTF(3, 4);
/* "crm_resource: Error performing operation: <text of the code>" */
int rsc_fail_plain(struct rsc_job *j, int rc);
/* The same with an error's sentence; clears it. */
int rsc_fail_err(struct rsc_job *j, struct bt_err *err);
/* Reads the CIB (again) and finds -r and -N in it. */
int rsc_load(struct rsc_job *j);
/* The element of a resource in the CIB of the job. */
const xmlNode *rsc_element(const struct rsc_job *j, const struct pe_rsc *r);

/* tools/rsc_query.c */
int rsc_list(struct rsc_job *j);
int rsc_list_raw(struct rsc_job *j);
int rsc_locate(struct rsc_job *j);
int rsc_query_xml(struct rsc_job *j);
int rsc_operations(struct rsc_job *j);
int rsc_all_operations(struct rsc_job *j);
int rsc_why(struct rsc_job *j);
int rsc_constraints(struct rsc_job *j, bool recursive);
int rsc_digests(struct rsc_job *j);
/* tools/rsc_param.c */
int rsc_get_param(struct rsc_job *j);
int rsc_set_param(struct rsc_job *j);
int rsc_delete_param(struct rsc_job *j);
int rsc_delete(struct rsc_job *j);
/* tools/rsc_move.c */
int rsc_move(struct rsc_job *j);
int rsc_ban(struct rsc_job *j);
int rsc_clear(struct rsc_job *j);
/* Keeps -r off -N for a while (true), or ends that (false); says what went wrong. BT_EX_EXISTS if it is banned there already. */
int rsc_keep_off(struct rsc_job *j, bool off);
/* tools/rsc_action.c */
int rsc_cleanup(struct rsc_job *j);
int rsc_refresh(struct rsc_job *j);
int rsc_mark_failed(struct rsc_job *j);
int rsc_wait(struct rsc_job *j);
int rsc_restart(struct rsc_job *j);
/* tools/rsc_agents.c */
int rsc_list_standards(struct rsc_job *j);
int rsc_list_providers(struct rsc_job *j);
int rsc_list_alternatives(struct rsc_job *j);
int rsc_list_agents(struct rsc_job *j);
int rsc_metadata(struct rsc_job *j);
int rsc_validate(struct rsc_job *j);
int rsc_force(struct rsc_job *j, const char *action);

#endif
