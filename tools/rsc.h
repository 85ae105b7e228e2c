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

/* The commands, each called as its option (tools/crm_resource.c): it does it, or says why it could not, and returns the exit code. -r and -N have been looked up, and
 * those that a command can't do without are there. */

/* tools/rsc_query.c */
/* All resources with their status. */
int rsc_list(struct rsc_job *j);
/* The ids of all primitives, each instance with its own. */
int rsc_list_raw(struct rsc_job *j);
/* The nodes on which -r runs, one a line; of a clone, those of all its instances. */
int rsc_locate(struct rsc_job *j);
/* -r's place in the cluster, and its XML as it is configured. */
int rsc_query_xml(struct rsc_job *j);
/* Operations of the history that say something to people (mon_operations()). */
int rsc_operations(struct rsc_job *j);
/* All of them. */
int rsc_all_operations(struct rsc_job *j);
/* Why -r, or each resource, does or does not run. */
int rsc_why(struct rsc_job *j);
/* Location and colocation constraints of -r; recursive: and of what it is with. */
int rsc_constraints(struct rsc_job *j, bool recursive);
/* The digests that the parameters of -r would have on -N, with NAME=VALUE words in place of configured values. */
int rsc_digests(struct rsc_job *j);
/* tools/rsc_param.c */
/* The value of a parameter, meta attribute or utilization as it holds. */
int rsc_get_param(struct rsc_job *j);
/* Sets one; needs --parameter-value. */
int rsc_set_param(struct rsc_job *j);
/* Deletes one; one that is not there is no error. */
int rsc_delete_param(struct rsc_job *j);
/* Deletes an element of type -t from the CIB. */
int rsc_delete(struct rsc_job *j);
/* tools/rsc_move.c */
/* A constraint that draws -r to -N, or (without) bans it from where it runs. */
int rsc_move(struct rsc_job *j);
/* A constraint that keeps -r off -N, or off where it runs. */
int rsc_ban(struct rsc_job *j);
/* Removes what the two before have made. */
int rsc_clear(struct rsc_job *j);
/* Keeps -r off -N for a while (true), or ends that (false); says what went wrong. BT_EX_EXISTS if it is banned there already. */
int rsc_keep_off(struct rsc_job *j, bool off);
/* tools/rsc_action.c */
/* Forgets failures, of -r on -N, or of all; in a file only said. */
int rsc_cleanup(struct rsc_job *j);
/* The same with the whole history. */
int rsc_refresh(struct rsc_job *j);
/* Tells the controller that a primitive has failed, on -N or where it runs. */
int rsc_mark_failed(struct rsc_job *j);
/* Waits until the cluster has nothing left to do; BT_EX_TIMEOUT. */
int rsc_wait(struct rsc_job *j);
/* Stops -r by its target-role, waits, lets it start again, waits; the role is put back whatever happens. Of a clone on -N: that instance, by keeping it off for a while. */
int rsc_restart(struct rsc_job *j);
/* tools/rsc_agents.c */
/* The standards of agents that there are here. */
int rsc_list_standards(struct rsc_job *j);
/* The providers of OCF agents, or of the agent that is named. */
int rsc_list_providers(struct rsc_job *j);
/* The same for an agent; BT_EX_NOSUCH if nobody provides it. */
int rsc_list_alternatives(struct rsc_job *j);
/* The agents of STANDARD[:PROVIDER]; none is an error. */
int rsc_list_agents(struct rsc_job *j);
/* What the agent prints as its meta-data; BT_EX_NOSUCH for a name that is not whole. */
int rsc_metadata(struct rsc_job *j);
/* Lets an agent check parameters: those of -r, or those given. */
int rsc_validate(struct rsc_job *j);
/* Runs one action of -r on this node, past the cluster. */
int rsc_force(struct rsc_job *j, const char *action);

#endif
