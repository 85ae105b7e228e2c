/* fencing/device.h - fence devices: what their agents say of themselves, whom they can fence, and how an agent is called (device.c, agent.c, hosts.c, legacy.c).
 * Private to fencing/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_DEVICE_H
#define BATON_FENCING_DEVICE_H

#include "fencing/fencing.h"

struct fence_turn;
struct fence_result;

/* Times that come from outside count as no more than this (three decades), so that sums of them are times. */
#define FENCE_TIME_MAX_MS INT64_C(1000000000000)
static inline int64_t fence_at_most(int64_t ms)
{
    return ms < FENCE_TIME_MAX_MS ? ms : FENCE_TIME_MAX_MS;
}

/* Agents: what their metadata says ------------------------------------------------------------------------- */
struct fence_agent {
    char *name;
    bool legacy;                /* a plugin of cluster-glue */
    enum { FENCE_META_NONE, FENCE_META_ASKED, FENCE_META_KNOWN, FENCE_META_FAILED } meta; /* ASKED: a job of kind METADATA is under way */
    bool list, status, reboot;  /* actions that it has; all true until they are known */
    bool port, plug, nodeid;    /* parameters that it has */
    bool unfences;              /* its "on" lets a node in: without it the node has no access */
    bool on_target;             /* its "on" has to run on the node itself */
};

/* Devices -------------------------------------------------------------------------------------------------- */
struct fence_param {
    char *name, *value; /* owned; neither is NULL */
};
struct fence_device {
    char *id;
    struct fence_agent *agent;         /* struct fence's, for its whole life; another one when its configuration changes */
    BT_VEC(struct fence_param) params; /* instance attributes, pcmk_* included */
    struct bt_strv listed;    /* what the agent's list action said */
    bool has_list, list_failed;        /* it said so at least once; the last time it could not */
    struct bt_mono listed_at; /* when it was asked last */
    unsigned jobs, running;   /* agent calls that refer to it; those that run now */
    unsigned version;         /* of its configuration: grows when that changes */
    bool gone;                /* no longer configured; freed when its last job has ended */
    size_t place;             /* in the CIB, from 1; 0: not there; SIZE_MAX: by hand, behind all others */
    bool by_hand;             /* registered by a client: the CIB does not end it */
};

/* What is known of "can this device fence that target". ASK_*: the agent must say first. */
enum fence_can { FENCE_CAN_NOT, FENCE_CAN, FENCE_ASK_METADATA, FENCE_ASK_LIST, FENCE_ASK_STATUS };

/* hosts.c: names separated by blanks, commas or semicolons; "node:value" maps (man pacemaker-fenced, pcmk_host_list and pcmk_host_map). Names compare without
 * case; a list or map of NULL is an empty one. */
/* Whether a list has that name. */
bool fence_hosts_has(const char *list, const char *host);
/* Adds those of a list that are not in l yet. */
void fence_hosts_add(struct bt_strv *l, const char *list);
/* The value of a node in a map ("n1:1;n2:2,3"), NULL if it is not in it; the caller's to free. */
char *fence_map_get(const char *map, const char *host);
/* Adds the nodes of a map that are not in l yet. */
void fence_map_names(struct bt_strv *l, const char *map);
/* Adds the names and aliases in the output of an agent's list action. */
void fence_list_parse(struct bt_strv *l, const char *output);

/* device.c */
/* The device of that id; NULL if there is none, or it is gone. */
struct fence_device *fence_device_find(const struct fence *f, const char *id);
/* The value of a parameter, the device's; NULL if it has none of that name. */
const char *fence_device_get(const struct fence_device *d, const char *param);
/* The same of pcmk_<action>_<what>. */
const char *fence_device_option(const struct fence_device *d, const char *action, const char *what);
/* How long one call of an action may take: pcmk_<action>_timeout, else otherwise_ms. Above 0 if that is. */
int64_t fence_device_timeout_ms(const struct fence_device *d, const char *action, int64_t otherwise_ms);
/* How often an action is tried in all: pcmk_<action>_retries, by default 2; at least 1. */
int64_t fence_device_tries(const struct fence_device *d, const char *action);
/* How many calls of it may run at once: pcmk_action_limit, by default 1; < 0: any number; never 0. */
int64_t fence_device_limit(const struct fence_device *d);
/* The longest that one action of it can take with its delay, in its own turn. */
int64_t fence_device_longest_ms(const struct fence_device *d, const char *action, const char *target, int64_t otherwise_ms);
/* A reboot has to be made of off and on. A device that is told another action for reboot knows why. */
bool fence_device_off_then_on(const struct fence_device *d);
/* The delay before it fences a target, by pcmk_delay_base and pcmk_delay_max; random: any number. */
int64_t fence_device_delay_ms(const struct fence_device *d, const char *target, uint64_t random);
/* What is known at that instant (interfaces 5.1); ASK_LIST also where what it listed is too old. */
enum fence_can fence_device_can(const struct fence_device *d, const char *target, struct bt_mono now);
/* Fills in what is run for an action, but for token and timeout; ret is empty before. target: NULL for actions of none. */
void fence_device_call(const struct fence *f, const struct fence_device *d, const char *action, const char *target, struct fence_run *ret);
/* Whether a parameter is the fencer's own: never told to an agent. */
bool fence_param_is_own(const char *param);
/* Puts a sentence's secrets (values of the device's password-like parameters) out of sight; takes and returns text. */
char *fence_device_scrub(const struct fence_device *d, char *text);
/* What can't be right in its parameters, each in one warning. */
void fence_device_review(struct fence_turn *t, const struct fence_device *d);
/* NULL is fine. No job or query may refer to it any more. */
void fence_device_free(struct fence_device *d);

/* legacy.c */
/* Whether a type may be the name of one of cluster-glue's plugins ("external/ssh", "apcmaster"). */
bool fence_legacy_type(const char *type);
/* fence_device_call() for a device of such a plugin: fills in words and env. */
void fence_legacy_call(const struct fence_device *d, const char *action, const char *target, struct fence_run *ret);

/* agent.c */
/* The agent of a name, made if it is new; the fencer's, it is never forgotten. */
struct fence_agent *fence_agent_get(struct fence *f, const char *name);
/* Asks for its metadata, unless that is known or asked for already; one that failed is asked again. */
void fence_agent_ask(struct fence_turn *t, struct fence_agent *a);
/* That has ended: takes in what it said, and lets queries go on that waited for it. */
void fence_agent_answered(struct fence_turn *t, struct fence_agent *a, const struct fence_result *r);

#endif
