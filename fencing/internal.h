/* fencing/internal.h - what the files of this folder show each other; nobody else includes it.
 *
 * config.c reads the CIB; hosts.c host lists and maps; device.c one device; agent.c metadata; job.c agent calls;
 * history.c; legacy.c plugins of cluster-glue; watchdog.c nodes that reset themselves; effects.c; fence.c the step. Requests, questions and the other members' fencers have a header of their own, request.h.
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
    bool legacy;                /* a plugin of cluster-glue */
    enum { FENCE_META_NONE, FENCE_META_ASKED, FENCE_META_KNOWN, FENCE_META_FAILED } meta;
    bool list, status, reboot;  /* actions that it has; all true until they are known */
    bool port, plug, nodeid;    /* parameters that it has */
    bool unfences;              /* its "on" lets a node in: without it the node has no access */
    bool on_target;             /* its "on" has to run on the node itself */
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
    bool by_hand;             /* registered by a client: the CIB does not end it */
};

/* What is known of "can this device fence that target". ASK_*: the agent must say first. */
enum fence_can { FENCE_CAN_NOT, FENCE_CAN, FENCE_ASK_METADATA, FENCE_ASK_LIST, FENCE_ASK_STATUS };

struct fence_level {
    enum fence_level_by { FENCE_BY_NAME, FENCE_BY_PATTERN, FENCE_BY_ATTRIBUTE } by; /* in order of precedence */
    char *key;        /* name, pattern, or attribute */
    char *value;      /* of the attribute, else NULL */
    int64_t index;
    struct bt_strv devices;
    bool by_hand;     /* registered by a client: the CIB does not end it */
};

/* A member that asked for a call, and its name for it. */
struct fence_asker {
    char *peer, *id;
};

/* Agent calls ---------------------------------------------------------------------------------------------- */
enum fence_job_kind { FENCE_JOB_FENCE, FENCE_JOB_PEER /* fencing for another member's request */, FENCE_JOB_LIST, FENCE_JOB_STATUS, FENCE_JOB_METADATA, FENCE_JOB_CHECK, FENCE_JOB_PROVE };
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
    char *peer;                     /* PEER: the member that asked */
    BT_VEC(struct fence_asker) more; /* PEER: others that asked for the same meanwhile */
    uint64_t round;                 /* PROVE: of which round (proof.h) */
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

/* Another member's fencer has this request in progress. */
struct fence_claim {
    char *node, *target, *action;
    int64_t until_ms; /* monotonic: the member is lost, and what it had counts until then; 0: it is here */
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
    xmlDoc *lists;              /* its access control lists (access.c); NULL: they don't hold */
    int64_t timeout_ms;         /* stonith-timeout */
    struct {
        int64_t own_ms;         /* of this node's; 0: none guards it */
        char *why_not;          /* half a sentence; NULL */
        int64_t overlap_ms;     /* so long two parts may both think that they have quorum */
        char *option;           /* stonith-watchdog-timeout; NULL: none */
        char *said;             /* of it */
        int64_t wait_ms;        /* what it comes to; 0: not in force */
        char *life;             /* this node's, as its controller says */
        struct bt_strv only;    /* a resource of the agent limits it to these; none: all */
    } watchdog;
    BT_VEC(struct fence_guard *) guards;
    bool quorate;               /* this partition, as our controller says */
    xmlDoc *nodes;              /* the CIB's <nodes>: ids and permanent attributes */
    xmlDoc *transient;          /* this node's <transient_attributes>; NULL */
    bool asks_transient;        /* a rule has asked for one that may be among them */
    BT_VEC(struct fence_agent *) agents;
    BT_VEC(struct fence_device *) devices; /* in the CIB's order; gone ones until they are idle */
    size_t places;
    BT_VEC(struct fence_level) levels;     /* sorted by index */
    BT_VEC(struct fence_job *) jobs;
    BT_VEC(struct fence_request *) requests;
    BT_VEC(struct fence_question *) questions;
    BT_VEC(struct fence_entry *) history;  /* oldest first */
    BT_VEC(struct fence_proof *) proofs;   /* proof.h */
    BT_VEC(struct fence_round *) rounds;
    BT_VEC(uint64_t) subscribers;
    int64_t recheck_s;          /* wall time at which a rule may pass that did not, or no more; 0: no such */
    uint64_t recheck;           /* the timer for that */
    xmlDoc *again;              /* what is to be read anew then; NULL */
    BT_VEC(struct fence_claim *) claims; /* requests that other members' fencers have in progress (claim.c) */
    BT_VEC(struct fence_answered *) answered; /* what other members were told last of calls for them (peers.c) */
    uint64_t carrier_grace;     /* timer: the carrier is gone, and may come back; 0: not set */
    int64_t lost_s;             /* wall time: since then nobody has heard what was fenced; 0: somebody listens */
    uint64_t carrier;           /* the client that carries messages to other members' fencers; 0: none */
    struct bt_strv members;     /* the others that it reaches, as it says */
    uint64_t life;              /* names this run in what others are asked; 0: not drawn yet */
    uint64_t last_token;
    uint64_t patience;          /* timer: how long requests wait for the first CIB; 0: not set */
};

/* fence.c: effects */
void fence_log(struct fence_turn *t, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);
void fence_send(struct fence_turn *t, uint64_t client, xmlDoc *message);    /* takes message */
struct fence_effect *fence_effect(struct fence_turn *t, enum fence_effect_kind kind);

/* config.c: registers, changes and forgets devices and levels as the CIB says. */
void fence_configure(struct fence_turn *t, const xmlDoc *cib);
/* <fence_register>, <fence_deregister> of a client. */
void fence_register(struct fence_turn *t, uint64_t client, const xmlNode *msg);

const char *fence_action_name(const char *action); /* "off", "on", "reboot", static; NULL: none of these (request.c) */

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
/* The longest that one action of it can take with its delay, in its own turn. */
int64_t fence_device_longest_ms(const struct fence_device *d, const char *action, const char *target, int64_t otherwise_ms);
/* A reboot has to be made of off and on. A device that is told another action for reboot knows why. */
bool fence_device_off_then_on(const struct fence_device *d);
/* The delay before it fences a target; random: any number. */
int64_t fence_device_delay_ms(const struct fence_device *d, const char *target, uint64_t random);
enum fence_can fence_device_can(const struct fence_device *d, const char *target, struct bt_mono now);
/* What is run for an action; ret is empty before. */
void fence_device_call(const struct fence *f, const struct fence_device *d, const char *action, const char *target, struct fence_run *ret);
bool fence_param_is_own(const char *param); /* the fencer's: never told to an agent */
/* Puts a sentence's secrets (values of the device's password-like parameters) out of sight; takes and returns text. */
char *fence_device_scrub(const struct fence_device *d, char *text);
/* What can't be right in its parameters, each in one warning. */
void fence_device_review(struct fence_turn *t, const struct fence_device *d);
void fence_device_free(struct fence_device *d);

/* rules.c */
/* The element of a name (NULL: any) and id in a tree. */
const xmlNode *fence_find_id(const xmlNode *n, const char *name, const char *id);
/* cib_rule_sets() on this node, now. */
void fence_rule_sets(struct fence_turn *t, const xmlNode *owner, const char *name, struct cib_sets *ret);
int fence_rule_score(struct fence_turn *t, const xmlNode *rule);   /* of a location constraint; 0 if it does not pass */
void fence_transient_take(struct fence *f, const xmlDoc *cib);     /* what its status says of this node's attributes */
/* This CIB was read; when a rule's time comes it is read again. */
void fence_recheck_later(struct fence_turn *t, const xmlDoc *cib);
bool fence_recheck_timer(struct fence_turn *t, uint64_t token); /* false: not that one */

/* legacy.c */
bool fence_legacy_type(const char *type); /* may be the name of one of cluster-glue's plugins */
void fence_legacy_call(const struct fence_device *d, const char *action, const char *target, struct fence_run *ret);

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

/* history.c */
#define FENCE_HISTORY_MAX 500
#define FENCE_BY_HAND "a human" /* the delegate of a confirmation */
struct fence_entry *fence_history_add(struct fence *f, const char *target, const char *action, const char *origin, const char *client);
/* The newest success of an action on a target since then, or NULL. */
const struct fence_entry *fence_history_since(const struct fence *f, const char *target, const char *action, struct bt_wall since);
void fence_history_send(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* Who subscribes after nobody listened for a while is told what was fenced meanwhile. */
void fence_history_catch_up(struct fence_turn *t, uint64_t client);
void fence_history_changed(struct fence_turn *t); /* it is to be kept */
/* Another member's fencer: a request of its ended; it asks for what we know, or says what it knows. */
void fence_history_learn(struct fence_turn *t, const xmlNode *done);
void fence_history_peer_asks(struct fence_turn *t, const char *from, const xmlNode *msg);
void fence_history_merge(struct fence_turn *t, const xmlNode *events);
/* It is over; copies the texts. */
void fence_entry_end(struct fence_entry *e, int rc, const char *reason, const char *delegate, struct bt_wall completed, int64_t exec_ms);
void fence_entry_free(struct fence_entry *e);

#endif
