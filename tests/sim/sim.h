/* tests/sim/sim.h - a whole cluster in one process: real cores, pretended world, virtual time, one seed.
 *
 * Real: crmd_step, lrm_step, fence_step, pe_schedule, the CIB - the very objects that the daemons link. Pretended: corosync (net.c), nodes,
 * processes, disks and the supervisor (node.c), agents (agents.c) and the services they run (services.c), the administrator (admin.c). config.c has the configuration, faults.c
 * decides from the seed what goes wrong and when; check.c, with told.c, looks at the truth of the world, never at what the cluster believes, after every event.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SIM_H
#define BATON_SIM_H

#include "cib/cib.h"
#include "crmd/crmd.h"
#include "fencing/fencing.h"
#include "lrm/lrm.h"
#include "pengine/pengine.h"
#include "tests/sim/watchdog.h"

#define SIM_NODES_MAX 4
#define SIM_LOOP_LIMIT 3 /* fence-loop-limit */
#define SIM_CLONE "pg"   /* the primitive of the promotable clone, "pgs" */
#define SIM_TOLD_OPS 4   /* start, stop, promote, demote */

struct sim;

/* world.c: time, chance, log ----------------------------------------------------------------------------------- */

/* Calls fn(sim, arg) delay_us from now; events of one instant in the order in which they were added. drop(arg) is called after that,
 * or when the world ends; NULL is free(). */
void sim_at(struct sim *s, int64_t delay_us, void (*fn)(struct sim *, void *), void *arg, void (*drop)(void *));
/* Uniform in [lo, hi]. */
int64_t sim_random(struct sim *s, int64_t lo, int64_t hi);
struct sim_node *sim_some_node(struct sim *s);
/* True in `percent` of 100 cases. */
bool sim_chance(struct sim *s, int percent);
struct bt_now sim_now(const struct sim *s);
/* A line of the world's story: "  12.345678 n1: text"; printed with -v, kept (bounded) for the report of a failure. */
void sim_log(struct sim *s, const char *who, const char *fmt, ...) BT_PRINTF(3, 4);
/* Records a broken invariant; the world stops after the present event. */
void sim_broken(struct sim *s, const char *invariant, const char *fmt, ...) BT_PRINTF(3, 4);

/* net.c: corosync ---------------------------------------------------------------------------------------------- */

struct sim_entry;                              /* one place in a ring's total order: a message or a view */
typedef BT_VEC(struct sim_entry *) sim_entries;
struct sim_port {                              /* a node's side of corosync */
    bool up;                                   /* corosync runs */
    bool joined;                               /* crmd is in the group */
    int side;                                  /* cable: nodes of one side reach each other */
    int ring;                                  /* nodes with equal numbers form a ring */
    bool wait_for_all;                         /* has not seen all nodes since it started */
    bool stalled;                              /* the ring lost its token: nothing is ordered until a new one forms */
    sim_entries outbox;                        /* sent, not yet ordered */
    sim_entries inbox;                         /* ordered, not yet delivered */
    int64_t last_delivery_us, last_order_us;
    uint64_t delivered, view;                  /* serials of the last entry and of the last view delivered */
};

void net_start(struct sim *s, int node);       /* corosync starts */
void net_stop(struct sim *s, int node, bool silent); /* ends: silent = power-off (detected by timeout), else it says good-bye */
void net_join(struct sim *s, int node);        /* crmd joins the group */
void net_leave(struct sim *s, int node);       /* crmd is gone */
void net_send(struct sim *s, int node, xmlDoc *doc); /* takes doc */
void net_cut(struct sim *s, const int *sides); /* cables: a side for each node */
void net_tell_quorum(struct sim *s, int node); /* to its crmd, soon */
/* Whether both are in the group and in one ring. */
bool net_together(const struct sim *s, int a, int b);
/* Whether both were told of the same view last. */
bool net_same_view(const struct sim *s, int a, int b);
bool net_quorate(const struct sim *s, int node);
void net_free(struct sim *s);

/* node.c: nodes, their processes and disks ------------------------------------------------------------------------ */

enum sim_daemon { SIM_CRMD, SIM_LRMD, SIM_FENCER, SIM_DAEMONS };

struct sim_timer {
    uint64_t token, seq;
};
typedef BT_VEC(struct sim_timer) sim_timers;
struct sim_agent;
struct sim_client_call; /* a request of a pretended tool, admin.c */

/* What an instance was told (told.c); sets of nodes are bits. */
struct sim_notice {
    int operation; /* which of the SIM_TOLD_OPS; -1: none */
    bool post;
    unsigned nodes; /* where it is done */
};
struct sim_told {
    bool counts;                   /* its instance was there when the cluster was idle last, and still is */
    unsigned pre[SIM_TOLD_OPS];    /* it was told that it begins there */
    unsigned owed[SIM_TOLD_OPS];   /* it has ended there, which it was not told */
};

struct sim_node {
    int index;
    uint32_t id;
    char name[16];
    bool power;
    int boots;                    /* counts power-ons: what was scheduled before is void */
    bool ending;                  /* an orderly shutdown is under way */
    bool stopped;                 /* ended in order: corosync is not running, power is on */
    struct sim_port port;
    struct crmd *crmd;
    bool proven;                  /* what its last controller left behind */
    struct lrm *lrm;
    struct fence *fencer;
    xmlDoc *fencing_kept;         /* its history on disk */
    int runs[SIM_DAEMONS];        /* counts starts of each daemon */
    sim_timers timers[SIM_DAEMONS];
    int64_t ipc_last_us[SIM_DAEMONS][2]; /* keeps each direction of each connection in order */
    char *disk;                   /* the CIB as saved */
    struct bt_buf history;        /* frames of its history (cib/cib_history.h); those that are newer than the disk's are lost with crmd */
    xmlDoc *lrm_kept;             /* what a dead lrmd left in /run */
    struct cib_version told;      /* the version that the fencer knows */
    struct bt_strv running;       /* services that run here, in truth */
    struct bt_strv ever_ran;      /* what ran when the power went off */
    bool promoted, was_promoted;  /* the clone's instance here; it was when the power went off */
    bool ahead;                   /* its copy of the data is the best: the score says so */
    struct sim_told notified;     /* what its instance was told */
    BT_VEC(struct sim_agent *) agents; /* agents.c: programs that run */
    BT_VEC(int64_t) falls;        /* starts after an end that was not orderly, as on its disk */
    bool open, released;          /* its controller has run and not ended in order; its falls do not matter until the next boot, as its controller said */
    struct sim_watchdog watchdog;
    bool looped;                  /* it fell so often that it may not act before it has seen another node */
    bool fenced;                  /* the present power-off was made by a fencing */
    bool newer, upgrade_due;      /* its controller is of a newer version; its next one will be */
};

void node_power_on(struct sim *s, int node);
void node_power_off(struct sim *s, int node, bool by_fencing);
void node_crash(struct sim *s, int node, enum sim_daemon d); /* kill -9; the supervisor starts it again */
void node_shutdown(struct sim *s, int node);                 /* systemctl stop */
void node_crmd(struct sim *s, struct sim_node *n, struct crmd_event *ev);
void node_lrm_done(struct sim *s, struct sim_node *n, struct lrm_event *ev);      /* an agent ended */
void node_fencer_done(struct sim *s, struct sim_node *n, struct fence_event *ev); /* a fence agent ended */
void node_free(struct sim_node *n);

/* agents.c: services and agents ----------------------------------------------------------------------------------- */

void agents_run(struct sim *s, struct sim_node *n, const struct lrm_run *run);
void agents_kill(struct sim *s, struct sim_node *n, uint64_t token);
void agents_fence(struct sim *s, struct sim_node *n, const struct fence_run *run);
/* lrmd died: its agents go on until the next lrmd ends them. */
void agents_orphans_end(struct sim *s, struct sim_node *n);
void agents_service_dies(struct sim *s, struct sim_node *n, const char *rsc);
void agents_all_gone(struct sim_node *n);
/* Whether an agent of the resource (action NULL: any) runs there. */
bool agents_busy(const struct sim_node *n, const char *rsc, const char *action);

/* faults.c: what goes wrong ------------------------------------------------------------------------------------------ */
void faults_plan(struct sim *s);
/* A fence agent has begun, which takes so long: in some worlds the coordinator's controller or fencer dies meanwhile. */
void faults_fencing(struct sim *s, int64_t took_us);
/* An agent has begun: in some worlds something happens in the midst of a migration, change of roles or notification (other: the node at the migration's other end, or NULL). How it fares. */
enum sim_ill { SIM_WELL, SIM_FAILS, SIM_FAILS_LATE, SIM_HANGS };
enum sim_ill faults_acting(struct sim *s, const struct sim_node *n, const char *action, const struct sim_node *other, int64_t took_us);
void faults_power_on(struct sim *s, void *arg); /* of all that are off */

/* admin.c: clients -------------------------------------------------------------------------------------------------- */
void admin_changes(struct sim *s);
void admin_role_changes(struct sim *s);
void admin_moves(struct sim *s, void *arg);
void admin_storm(struct sim *s);
void admin_marks(struct sim *s, void *arg);     /* all along: the acknowledged ones must never be lost */
void admin_noise(struct sim *s, void *arg);     /* a built-in fault: nobody leaves the cluster in peace */
void admin_mends(struct sim *s, void *arg);     /* what people had switched off, and what the faults left behind */
/* An agent sets a transient attribute of its node (NULL: takes it away), if its controller lives. */
void admin_attribute(struct sim *s, struct sim_node *n, const char *name, const char *value);
void admin_reply(struct sim *s, struct sim_node *n, uint64_t client, const xmlDoc *doc);
void admin_crmd_gone(struct sim *s, const struct sim_node *n); /* clients of it lost their connection */

/* config.c ------------------------------------------------------------------------------------------------------------- */
void config_write(struct sim *s);               /* to the disks */
extern const char *const sim_rsc[];             /* names of the primitives that run once; s->n_rscs of them are in this world */

/* check.c: invariants ------------------------------------------------------------------------------------------------ */

void check_event(struct sim *s);               /* after every event */
void check_start(struct sim *s, const struct sim_node *n, const char *rsc); /* a start is about to run */
void check_promote(struct sim *s, const struct sim_node *n); /* a promote is about to run */
void check_act(struct sim *s, const struct sim_node *n, const char *what); /* n does something that a node in a fence loop may not */
void check_end(struct sim *s);                 /* quiet, one document, all acknowledged changes there, all services up */

/* told.c: notifications -------------------------------------------------------------------------------------------- */

void told_disturbed(struct sim *s);            /* something is lost or fails: what is owed now may be lost with it */
void told_read(const struct sim *s, const struct bt_strv *env, struct sim_notice *ret);
void told_begins(struct sim *s, struct sim_node *n, const char *action, const struct sim_notice *notice); /* an agent of the clone begins */
void told_ended(struct sim *s, struct sim_node *n, const char *action, const struct sim_notice *notice);
void told_check(struct sim *s);                /* after every event */

/* The world -------------------------------------------------------------------------------------------------------- */

enum sim_break { SIM_BREAK_NONE, SIM_BREAK_NO_FENCING, SIM_BREAK_LOSE_ACKED, SIM_BREAK_NOISE, SIM_BREAK_EAGER, SIM_BREAK_SILENT,
                 SIM_BREAK_NO_WATCHDOG };

struct sim_options {
    int nodes;
    int64_t end_s;          /* length of the run; faults end at two thirds */
    bool verbose;
    bool watchdog;          /* each node has one, and no fence device */
    bool plain;             /* without the promotable clone, as worlds were before there was one */
    enum sim_break broken;  /* a fault of the product on purpose, to see that the checks can fail */
};

struct sim_event {
    int64_t at_us;
    uint64_t seq;
    void (*fn)(struct sim *, void *);
    void *arg;
    void (*drop)(void *);
};

struct sim {
    struct sim_options opt;
    uint64_t seed, chance;
    int64_t now_us;
    uint64_t next_seq;
    BT_VEC(struct sim_event) queue; /* heap */
    struct sim_node node[SIM_NODES_MAX];
    int n_nodes;
    bool two_node;                  /* the profile of that name is configured */
    bool impatient;                 /* corosync does not wait for all: a node that starts alone has quorum */
    bool notify, delicate;          /* the clone's instances are notified; things happen in the midst of migrations and changes of roles */
    bool upgrades;                  /* one after the other, nodes get a newer version */
    bool push, own_wire;            /* the source of a migration sends, else the target fetches; and takes seconds for it, by a network that is never cut */
    size_t n_rscs;
    int next_ring;
    uint64_t next_entry;
    uint64_t next_client;
    BT_VEC(struct sim_client_call *) calls;
    struct bt_strv acked;           /* names of the marks whose change was acknowledged */
    int next_mark;
    /* weather, set by faults.c */
    int slow_network, slow_agents, failing_agents, failing_fencing, slow_disk;
    bool faults_over;
    int64_t disturbed_us;           /* when something went wrong last */
    bool calm;                      /* the cluster was idle since */
    int64_t mended_us;              /* 0: not yet */
    bool back;                      /* all services were up since then */
    struct bt_strv story;           /* the last lines */
    char *broken;                   /* the first broken invariant */
};

/* Runs one world. NULL if all held, else the broken invariant ("single: ..."; the caller's to free), after its story and how to replay it were
 * printed (not when the fault is built in). *ret_events is increased by the number of events. */
char *sim_run(uint64_t seed, const struct sim_options *o, size_t *ret_events);

#endif
