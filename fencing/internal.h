/* fencing/internal.h - what the files of this folder show each other; nobody else includes it.
 *
 * config.c reads the CIB; hosts.c host lists and maps; device.c one device; agent.c metadata; job.c agent calls;
 * query.c who can fence a target; request.c a request's state machine; topology.c levels; history.c; fence.c the step.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_INTERNAL_H
#define BATON_FENCING_INTERNAL_H

#include "fencing/fencing.h"

/* One step in progress: handed down instead of five arguments. */
struct fence_turn {
    struct fence *f;
    struct bt_now now;
    uint64_t random;
    struct fence_effects *fx;
};

/* Agents: what their metadata says ------------------------------------------------------------------------- */
struct fence_agent {
    char *name;
    enum { FENCE_META_NONE, FENCE_META_ASKED, FENCE_META_KNOWN, FENCE_META_FAILED } meta;
    bool list, status, reboot;  /* actions that it has; all true until they are known */
    bool port, plug, nodeid;    /* parameters that it has */
};

/* Devices -------------------------------------------------------------------------------------------------- */
struct fence_param {
    char *name, *value;
};
struct fence_device {
    char *id;
    struct fence_agent *agent;
    BT_VEC(struct fence_param) params; /* instance attributes, pcmk_* included */
    struct bt_strv listed;    /* what the agent's list action said */
    bool has_list, list_failed;
    struct bt_mono listed_at;
    unsigned jobs, running;   /* agent calls that refer to it; those that run now */
    bool gone;                /* no longer configured; freed when its last job has ended */
    size_t place;             /* in the CIB, from 1; 0: not there */
};

/* What is known of "can this device fence that target". ASK_*: the agent must say first. */
enum fence_can { FENCE_CAN_NOT, FENCE_CAN, FENCE_ASK_METADATA, FENCE_ASK_LIST, FENCE_ASK_STATUS };

struct fence_level {
    enum fence_level_by { FENCE_BY_NAME, FENCE_BY_PATTERN, FENCE_BY_ATTRIBUTE } by; /* in order of precedence */
    char *key;        /* name, pattern, or attribute */
    char *value;      /* of the attribute, else NULL */
    int64_t index;
    struct bt_strv devices;
};

/* Agent calls ---------------------------------------------------------------------------------------------- */
enum fence_job_kind { FENCE_JOB_FENCE, FENCE_JOB_LIST, FENCE_JOB_STATUS, FENCE_JOB_METADATA, FENCE_JOB_CHECK };
enum fence_job_state { FENCE_J_NEW, FENCE_J_DELAYED, FENCE_J_QUEUED, FENCE_J_RUNNING, FENCE_J_DONE };

struct fence_job {
    enum fence_job_kind kind;
    int state;                      /* enum fence_job_state; only job.c writes it */
    struct fence_device *device;    /* NULL: METADATA */
    struct fence_agent *agent;
    const char *action;             /* "off", "list" ...; static */
    char *target;                   /* NULL: of no target */
    struct fence_request *request;  /* FENCE; NULL if the request ended before its job */
    uint64_t client;                /* CHECK, and LIST for a client: who asked, 0: nobody */
    char *client_id;                /* their id of it */
    int64_t delay_ms, budget_ms;    /* before the first call; for all tries together */
    int64_t tries;                  /* left */
    int64_t exec_ms;                /* of all tries */
    bool ran;                       /* at least once: then begun is valid */
    struct bt_mono begun;           /* the first call */
    uint64_t token;                 /* of its timer or its run */
};

/* How a job ended. */
struct fence_result {
    bool ok, timed_out, started;
    int code;
    char *reason;       /* a sentence without secrets, "" if ok; the job's */
    const char *output;
};

/* Questions and requests ------------------------------------------------------------------------------------- */
struct fence_query {
    char *target;
    BT_VEC(struct fence_answer { struct fence_device *device; enum fence_can can; }) answers; /* one a device, CIB order */
};
struct fence_question { /* a client's query that waits for agents */
    uint64_t client;
    char *id;
    struct fence_query query;
};

enum fence_request_state { FENCE_R_NEW, FENCE_R_QUERY, FENCE_R_ACT, FENCE_R_ON_AGAIN, FENCE_R_OK, FENCE_R_FAILED };
struct fence_waiter {
    uint64_t client;
    char *id;
};
struct fence_request {
    int state;                /* enum fence_request_state; only request.c writes it */
    char *target, *action, *origin, *client;
    int64_t timeout_ms, delay_ms; /* delay_ms < 0: no delays at all */
    BT_VEC(struct fence_waiter) waiters;
    struct fence_query query;
    bool topology;            /* the target has levels */
    int64_t level;            /* index of the level that is tried; 0 before the first */
    struct bt_strv tried;     /* without levels: devices that had their turn */
    struct bt_strv devices;   /* to be used now, all of them, in this order */
    size_t next;              /* of them */
    bool off_then_on;         /* a reboot made of two actions */
    struct bt_strv used;      /* devices that did it */
    int64_t exec_ms;
    int rc;                   /* of the last failure */
    char *reason;
    struct fence_entry *entry;
};

/* What was done: an entry of the history. */
struct fence_entry {
    char *target, *action, *origin, *client, *delegate, *reason;
    bool pending;
    int rc;
    struct bt_wall completed;
    int64_t exec_ms;
};

struct fence {
    char *local_node;
    bool configured;            /* a CIB has been seen */
    int64_t timeout_ms;         /* stonith-timeout */
    xmlDoc *nodes;              /* the CIB's <nodes>: ids and permanent attributes */
    BT_VEC(struct fence_agent *) agents;
    BT_VEC(struct fence_device *) devices; /* in the CIB's order; gone ones until they are idle */
    size_t places;
    BT_VEC(struct fence_level) levels;     /* sorted by index */
    BT_VEC(struct fence_job *) jobs;
    BT_VEC(struct fence_request *) requests;
    BT_VEC(struct fence_question *) questions;
    BT_VEC(struct fence_entry *) history;  /* oldest first */
    BT_VEC(uint64_t) subscribers;
    uint64_t last_token;
    uint64_t patience;          /* timer: how long requests wait for the first CIB; 0: not set */
};

/* fence.c: effects */
void fence_log(struct fence_turn *t, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);
void fence_send(struct fence_turn *t, uint64_t client, xmlDoc *message);    /* takes message */
struct fence_effect *fence_effect(struct fence_turn *t, enum fence_effect_kind kind);

/* config.c: registers, changes and forgets devices and levels as the CIB says. */
void fence_configure(struct fence_turn *t, const xmlDoc *cib);

/* hosts.c: names separated by blanks, commas or semicolons; "node:value" maps. Names compare without case. */
bool fence_hosts_has(const char *list, const char *host);
void fence_hosts_add(struct bt_strv *l, const char *list);
/* The value of a node in a map ("n1:1;n2:2,3"), NULL if it is not in it; the caller's to free. */
char *fence_map_get(const char *map, const char *host);
void fence_map_names(struct bt_strv *l, const char *map);
/* Names and aliases in the output of an agent's list action. */
void fence_list_parse(struct bt_strv *l, const char *output);

/* device.c */
struct fence_device *fence_device_find(const struct fence *f, const char *id); /* NULL if it is gone */
const char *fence_device_get(const struct fence_device *d, const char *param);
/* pcmk_<action>_<what>, NULL if it is not set. */
const char *fence_device_option(const struct fence_device *d, const char *action, const char *what);
int64_t fence_device_timeout_ms(const struct fence_device *d, const char *action, int64_t otherwise_ms);
int64_t fence_device_tries(const struct fence_device *d, const char *action);
int64_t fence_device_limit(const struct fence_device *d); /* calls at once, < 0: any number */
/* The delay before it fences a target; random: any number. */
int64_t fence_device_delay_ms(const struct fence_device *d, const char *target, uint64_t random);
enum fence_can fence_device_can(const struct fence_device *d, const char *target, struct bt_mono now);
/* The agent's stdin for an action; the caller's to free. */
char *fence_device_input(const struct fence *f, const struct fence_device *d, const char *action, const char *target);
/* Puts a sentence's secrets (values of the device's password-like parameters) out of sight; takes and returns text. */
char *fence_device_scrub(const struct fence_device *d, char *text);
/* What can't be right in its parameters, each in one warning. */
void fence_device_review(struct fence_turn *t, const struct fence_device *d);
void fence_device_free(struct fence_device *d);

/* agent.c */
struct fence_agent *fence_agent_get(struct fence *f, const char *name); /* made if it is new */
void fence_agent_ask(struct fence_turn *t, struct fence_agent *a);      /* unless it is known or asked already */
void fence_agent_answered(struct fence_turn *t, struct fence_agent *a, const struct fence_result *r);

/* job.c */
struct fence_job *fence_job_new(enum fence_job_kind kind, struct fence_device *d, const char *action, const char *target);
void fence_job_start(struct fence_turn *t, struct fence_job *j); /* takes it */
void fence_job_ran(struct fence_turn *t, const struct fence_event *ev);
bool fence_job_timer(struct fence_turn *t, uint64_t token);      /* false: the timer is not of a job */
/* The request ended in another way: what has not started is dropped, what runs is killed. */
void fence_job_abandon(struct fence_turn *t, struct fence_request *r);
void fence_job_free(struct fence_job *j);

/* query.c */
void fence_query_start(struct fence_turn *t, struct fence_query *q, const char *target);
enum fence_can fence_query_can(const struct fence_query *q, const struct fence_device *d);
bool fence_query_complete(const struct fence_query *q);
void fence_query_free(struct fence_query *q);
/* An agent said something about a device (NULL: any): fills in answers of all queries, lets requests and clients go on. status: target and
 * answer of a status job, else NULL. */
void fence_query_news(struct fence_turn *t, struct fence_device *d, const char *target, enum fence_can can);
void fence_query_forget(struct fence *f, const struct fence_device *d); /* it is going to be freed */
void fence_query_list_answered(struct fence_turn *t, const struct fence_job *j, const struct fence_result *r);
void fence_question_ask(struct fence_turn *t, uint64_t client, const char *id, const char *target);
void fence_targets_ask(struct fence_turn *t, uint64_t client, const char *id, const char *device);
void fence_question_free(struct fence_question *q);

/* topology.c */
bool fence_topology_has(const struct fence *f, const char *target);
/* The level of a target with the lowest index above `after`; NULL if there is none. */
const struct fence_level *fence_topology_next(const struct fence *f, const char *target, int64_t after);
void fence_levels_free(struct fence *f);

/* request.c */
void fence_request_take(struct fence_turn *t, uint64_t client, const xmlNode *msg);
void fence_request_confirm(struct fence_turn *t, uint64_t client, const xmlNode *msg);
void fence_request_resume(struct fence_turn *t, struct fence_request *r); /* its query has news */
void fence_request_begin_all(struct fence_turn *t); /* the first CIB came, or was waited for in vain */
void fence_request_did(struct fence_turn *t, struct fence_request *r, const struct fence_job *j, const struct fence_result *res);
void fence_request_free(struct fence_request *r);

/* history.c */
#define FENCE_HISTORY_MAX 500
struct fence_entry *fence_history_add(struct fence *f, const char *target, const char *action, const char *origin, const char *client);
/* The newest success of an action on a target since then, or NULL. */
const struct fence_entry *fence_history_since(const struct fence *f, const char *target, const char *action, struct bt_wall since);
void fence_history_send(struct fence_turn *t, uint64_t client, const xmlNode *msg);
void fence_entry_free(struct fence_entry *e);

#endif
