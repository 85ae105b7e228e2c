/* fencing/internal.h - what the files of this folder show each other; nobody else includes it.
 *
 * config.c reads the CIB; rules.c rules in it; job.c agent calls; history.c; effects.c; fence.c the step; check.c what holds after it. Devices and their agents have a header of
 * their own, device.h; so have nodes that reset themselves (watchdog.h), proofs (proof.h), and requests, questions and the other members' fencers (request.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FENCING_INTERNAL_H
#define BATON_FENCING_INTERNAL_H

#include "fencing/device.h"

/* One step in progress: handed down instead of five arguments. */
struct fence_turn {
    struct fence *f;
    struct bt_now now;
    uint64_t random;
    struct fence_effects *fx;
};

/* Levels --------------------------------------------------------------------------------------------------- */
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
    int64_t delay_ms, budget_ms;    /* before the first call; for all tries together, above 0 */
    int64_t tries;                  /* left, this one included */
    int64_t exec_ms;                /* of all tries */
    unsigned version;               /* of its device, when it ran last */
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
    int64_t timeout_ms;         /* stonith-timeout; above 0 */
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
    size_t places;              /* how many devices the CIB has */
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
    uint64_t last_token;        /* of runs and timers; also names requests to others */
    uint64_t patience;          /* timer: how long requests wait for the first CIB; 0: not set */
};

/* check.c */
/* Asserts what holds between two events. */
void fence_check(const struct fence *f);

/* effects.c */
/* Adds a log line. */
void fence_log(struct fence_turn *t, enum bt_level level, const char *fmt, ...) BT_PRINTF(3, 4);
/* Adds a message to a client; takes it. */
void fence_send(struct fence_turn *t, uint64_t client, xmlDoc *message);
/* Adds an effect to be filled in; the pointer holds until the next one is added. */
struct fence_effect *fence_effect(struct fence_turn *t, enum fence_effect_kind kind);

/* config.c */
/* Registers, changes and forgets devices and levels as the CIB says; takes over its options, nodes, access control lists. Does not keep cib. */
void fence_configure(struct fence_turn *t, const xmlDoc *cib);
/* <fence_register>, <fence_deregister> of a client, which is answered. */
void fence_register(struct fence_turn *t, uint64_t client, const xmlNode *msg);

/* request.c */
/* The name itself if it is "off", "on" or "reboot", static; NULL: none of these. */
const char *fence_action_name(const char *action);
/* The timeout_ms of a message, stonith-timeout if it has none; above 0. */
int64_t fence_timeout_ms(const struct fence *f, const xmlNode *msg);

/* rules.c */
/* The first element of a name (NULL: any) and id in a tree, itself included; NULL. */
const xmlNode *fence_find_id(const xmlNode *n, const char *name, const char *id);
/* cib_rule_sets() on this node, now. ret: the caller's to free; owner NULL has none. */
void fence_rule_sets(struct fence_turn *t, const xmlNode *owner, const char *name, struct cib_sets *ret);
/* The score of a location constraint's rule; 0 if it does not pass. */
int fence_rule_score(struct fence_turn *t, const xmlNode *rule);
/* Keeps a copy of what the status says of this node's transient attributes; nothing if the document has no status. */
void fence_transient_take(struct fence *f, const xmlDoc *cib);
/* This CIB was read, a copy is kept: when a rule's time comes (recheck_s) it is read again. */
void fence_recheck_later(struct fence_turn *t, const xmlDoc *cib);
/* Reads it again. False: the timer is another's. */
bool fence_recheck_timer(struct fence_turn *t, uint64_t token);

/* job.c */
/* An agent call that has not started: the caller sets what else it needs before fence_job_start(). d: NULL for METADATA, never one that is gone. action: static. */
struct fence_job *fence_job_new(enum fence_job_kind kind, struct fence_device *d, const char *action, const char *target);
/* Takes it: it runs, or waits for its delay or for its turn at the device. How it ended, the part hears that its kind belongs to. */
void fence_job_start(struct fence_turn *t, struct fence_job *j);
/* FENCE_EV_DONE: its agent ended; tried again, or its end is told. One that is not known is ignored. */
void fence_job_ran(struct fence_turn *t, const struct fence_event *ev);
/* Its delay is over. False: the timer is not of a job. */
bool fence_job_timer(struct fence_turn *t, uint64_t token);
/* The request ended in another way: what has not started is dropped, what runs is killed. */
void fence_job_abandon(struct fence_turn *t, struct fence_request *r);
/* NULL is fine; leaves its device's counters alone. */
void fence_job_free(struct fence_job *j);

/* history.c */
#define FENCE_HISTORY_MAX 500   /* entries; only those in progress may be more */
#define FENCE_BY_HAND "a human" /* the delegate of a confirmation */
/* A new entry, in progress; the history's. Copies the texts; the oldest that ended makes room. */
struct fence_entry *fence_history_add(struct fence *f, const char *target, const char *action, const char *origin, const char *client);
/* The newest success of an action on a target since then, or NULL. */
const struct fence_entry *fence_history_since(const struct fence *f, const char *target, const char *action, struct bt_wall since);
/* Answers <fence_history>, and cleans up if it says so, here and at all members. */
void fence_history_send(struct fence_turn *t, uint64_t client, const xmlNode *msg);
/* Who subscribes after nobody listened for a while is told what was fenced meanwhile. */
void fence_history_catch_up(struct fence_turn *t, uint64_t client);
/* It is to be kept: adds the effect. */
void fence_history_changed(struct fence_turn *t);
/* <fence_done> of another member's fencer: a request of its ended. */
void fence_history_learn(struct fence_turn *t, const xmlNode *done);
/* <fence_history> of one: it asks for what we know, or all forget. */
void fence_history_peer_asks(struct fence_turn *t, const char *from, const xmlNode *msg);
/* <fence_events> of one: takes in what we did not know. */
void fence_history_merge(struct fence_turn *t, const xmlNode *events);
/* One in progress is over; copies the texts. */
void fence_entry_end(struct fence_entry *e, int rc, const char *reason, const char *delegate, struct bt_wall completed, int64_t exec_ms);
/* NULL is fine. */
void fence_entry_free(struct fence_entry *e);

#endif
