/* tests/sim/group.h - a small pretended cluster around real controller cores, for stories under virtual time.
 *
 * Pretended: corosync (one total order a ring, views in their place in it), disks, an LRM and a fencer that do as they are told, a policy engine that
 * is a function of the story. Everything happens at a virtual millisecond and in the order in which it was caused, or, with a seed, with random delays. The log
 * of all nodes ("n1: text") is the oracle of most stories. tests/sim/sim.h is the whole world with all real cores.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_GROUP_H
#define BATON_GROUP_H

#include "crmd/crmd.h"

#define GROUP_MAX 5

struct group_mail; /* something on its way to a node */

struct group_busy {
    char rsc[16];
    int64_t until;
};
struct group_node {
    uint32_t id;
    char name[8];
    bool power;              /* corosync runs */
    struct crmd *core;       /* NULL: its controller does not run */
    int run;                 /* counts the controller's starts: mail to an earlier run is void */
    bool joined;             /* in the CPG group */
    bool proven;             /* what its last controller left behind */
    int64_t watchdog_ms;     /* that its supervisor holds; 0: none */
    char life[8];
    int fed;                 /* how often the controller had the watchdog fed */
    int64_t fed_asked_ms;    /* when the last proof was asked for */
    bool acts, let_go;       /* it said so */
    uint32_t view[GROUP_MAX]; /* the group as it was told last */
    size_t n_view;
    const char *feature_set; /* of its build; NULL: this one's */
    int ring;                /* nodes with equal numbers reach each other */
    BT_VEC(int64_t) falls;   /* what its controller is told of earlier ends (crmd_config.unclean) */
    int exit_code;           /* of the last controller that ended by itself; -1 */
    int64_t last_due[2];     /* keeps corosync's and local deliveries in order */
    BT_VEC(uint64_t) timers; /* tokens that run */
    char *disk;
    struct bt_buf records;   /* frames of the history of the configuration since the test began (cib/cib_history.h) */
    BT_VEC(struct crmd_version_stamp) earlier; /* versions that were on the disk */
    bool disk_short;         /* a save works, but there is no room for the next */
    bool disk_full, mute;    /* mute: what its controller multicasts is lost (it dies right after) */
    bool holding;            /* what its controller multicasts is held back until group_release(): it hangs */
    BT_VEC(xmlDoc *) held;
    char limits[64];         /* what its LRM was told of node-action-limit and load-threshold */
    bool lrm_down, fencer_down;
    char fencer_members[64], fencer_heard[64]; /* whom its fencer can speak to; what it last heard from one: "ELEMENT ID from NODE" */
    struct bt_strv active;   /* primitives that run here, in truth */
    xmlDoc *history;         /* of its LRM: <lrm_resources>, lives as long as the power */
    xmlDoc *in_flight;       /* <pending> for what its LRM was given and has not ended */
    int calls;
    BT_VEC(struct group_busy) busy; /* until when a resource's operations take: one after the other */
};

struct group {
    struct group_node node[GROUP_MAX];
    int n;
    int64_t now_ms;
    uint64_t seed;           /* 0: no random delays */
    uint64_t last_mail;
    BT_VEC(struct group_mail *) mail;
    struct bt_strv log;
    bool two_node;           /* one of two has quorum */
    BT_VEC(xmlDoc *) replies;
    uint64_t last_client;
    struct crmd_actor who;   /* who asks: root, unless a story says otherwise */
    int reports; /* messages in which members told what their LRMs said */
    bool provable; /* checks of fence devices succeed */
    int rounds;    /* of them */
    int plans, fencings, failing_fencings, starts;
    int64_t agent_ms, fence_ms;
    /* The graph for a CIB; NULL: an empty one. The document is the caller's. */
    xmlDoc *(*planner)(struct group *g, const xmlNode *cib);
    bool mangle;             /* one in four documents reaches its controller with something missing or strange in it */
    int planner_crashes;     /* so many plans get no answer */
    int64_t (*agent_time)(struct group *g, struct group_node *n, const char *rsc, const char *operation); /* NULL: agent_ms */
    /* Result of an operation; NULL, or -1: as the service's state says. */
    int (*agent)(struct group *g, struct group_node *n, const char *rsc, const char *operation);
    void (*check)(struct group *g); /* after every step; NULL */
    void *story;
};

struct group *group_new(int n, uint64_t seed);
void group_free(struct group *g);
/* Lets virtual time pass. */
void group_run(struct group *g, int64_t ms);
/* Runs until cond is true, at most max_ms; whether it is. */
bool group_until(struct group *g, bool (*cond)(struct group *g), int64_t max_ms);

void group_power_on(struct group *g, int i);  /* corosync starts */
void group_power_off(struct group *g, int i); /* everything on it is gone; corosync's ring sees it at once */
void group_new_disk(struct group *g, int i);  /* it is installed anew */
void group_start(struct group *g, int i);     /* its controller starts and joins (power must be on) */
void group_crash(struct group *g, int i);     /* its controller dies */
void group_shutdown(struct group *g, int i);  /* the supervisor asks for an orderly end */
/* Puts nodes into rings: sides[i]. */
void group_cut(struct group *g, const int *sides);
void group_release(struct group *g, int i);
void group_lrm(struct group *g, int i, bool up);
void group_fencer(struct group *g, int i, bool up);
/* Node i's controller is made to multicast something (takes doc). */
void group_says(struct group *g, int i, xmlDoc *doc);
/* Node i's fencer tells its controller something (takes doc). */
void group_fencer_says(struct group *g, int i, xmlDoc *doc);
/* All nodes on, all controllers started, then quiet. */
void group_start_all(struct group *g);
/* A new group of n, started, with the small planner (group_planner.c) and *rscs primitives: rsc1 ... */
struct group *group_with_services(int n, int *rscs);
/* Whether a primitive runs on node i, in truth. */
bool group_runs(const struct group *g, int i, const char *rsc);

/* A client's request to node i's controller (takes doc); its number. group_reply(): the answer, NULL if there is none yet. */
uint64_t group_ask(struct group *g, int i, xmlDoc *doc);
void group_client_gone(struct group *g, int i, uint64_t client);
/* Changes something in node i's copy of the CIB behind its controller's back. */
void group_spoil(struct group *g, int i);
const xmlNode *group_reply(const struct group *g, uint64_t client);
/* rc of the answer, -1 if there is none yet. */
int group_rc(const struct group *g, uint64_t client);
/* A change that sets a cluster property, on node i. */
uint64_t group_set_property(struct group *g, int i, const char *name, const char *value);
const char *group_property(const struct group *g, int i, const char *name);
/* <crmd_request op=...>, to be completed. */
xmlDoc *group_request(const char *op);
/* Sends one about a resource and a node (either may be NULL) to node i's controller; its number. */
uint64_t group_ask_about(struct group *g, int i, const char *op, const char *rsc, const char *node);

/* Whether a log line has the text; the number of such lines. */
bool group_said(const struct group *g, const char *text);
size_t group_count(const struct group *g, const char *text);
/* The one that leads: index, -1 if none or (for whom several partitions lead) more than one. */
int group_dc(const struct group *g);
/* Both were told of each other. */
bool group_sees(const struct group *g, int i, int other);
/* All running controllers have the same document. */
bool group_agrees(const struct group *g);
/* All running controllers are settled: exactly one leads, and it is idle. */
bool group_idle(struct group *g);
/* node_state attribute as node i sees it, "" if there is none. */
const char *group_node_state(const struct group *g, int i, int of, const char *attr);
/* Operation history entry of a resource on node `of` as node i sees it, NULL. */
const xmlNode *group_history(const struct group *g, int i, int of, const char *rsc, const char *op_id);

/* Graph building: one synapse after the other. */
xmlDoc *group_graph(void);
/* An action that needs the action `after` (0: none). task: "start" ...; "stonith", "do_shutdown" become crm_events. */
void group_action(xmlDoc *graph, int id, const char *task, const char *rsc, const char *node, int after);

/* A policy engine for stories (group_planner.c): keeps each of the primitives rsc1..rscN (N = *(int *)g->story) running on one node: probes nothing, fences nodes that are lost
 * but expected, stops what failed, empties nodes that want to leave, starts where it may. */
xmlDoc *group_simple_planner(struct group *g, const xmlNode *cib);

#endif
