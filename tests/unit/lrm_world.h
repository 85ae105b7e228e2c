/* tests/unit/lrm_world.h - an LRM under virtual time, for stories: what goes in, and a transcript of what comes out.
 *
 * The transcript has one line an effect that matters to the story:
 *   run RSC ACTION[/INTERVAL]                       a program was started
 *   kill RSC                                        it was ended
 *   result OPKEY OPSTATUS:RC [unrecorded] [entries] a result went to the subscriber; entries: the ids it put into the history
 *   cancelled RSC ACTION INTERVAL RC, deleted RSC RC
 * Timers fire by themselves when time passes (world_pass). Logs are kept apart.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_LRM_WORLD_H
#define BATON_TESTS_LRM_WORLD_H

#include "tests/unit/unit.h"

#include "lrm/lrm.h"

struct world_timer {
    uint64_t token;
    int64_t at_ms;
};
struct world_program {
    uint64_t token;
    int64_t since_ms;
    struct lrm_run run;
};

struct world {
    struct lrm *lrm;
    struct bt_now now;
    BT_VEC(struct world_timer) timers;
    BT_VEC(struct world_program) programs; /* running, in order of their start */
    struct bt_buf out, logs;
    xmlDoc *answer;                  /* the last message that no line of the transcript stands for: lrm_state */
    const struct lrm_traits *traits; /* given with each result; NULL */
    bool checked;                    /* each start is checked: nothing else of that resource runs */
};

/* The client that subscribed. */
enum { CRMD = 1 };

/* An LRM on node n1 at mono 1000000 and wall 1000000000, four programs at once, subscribed by CRMD. */
struct world *world_new(void);
void world_free(struct world *w);
/* A message of a client, as text. */
void world_message(struct world *w, uint64_t client, const char *xml);
/* <lrm_exec> of an ocf:test:Dummy; attrs: further attributes, as text. The transition key is "1:7:TARGET:...". */
void world_exec(struct world *w, const char *rsc, const char *action, int interval_ms, int target_rc, const char *attrs);
/* The running program of a resource ends, after the time since it began. */
void world_done(struct world *w, const char *rsc, int rc);
void world_ended(struct world *w, const char *rsc, enum bt_opstatus status, int rc, const char *reason);
void world_client_gone(struct world *w, uint64_t client);
/* Lets time pass; timers fire at their instants. */
void world_pass(struct world *w, int64_t ms);
/* lrmd is killed and comes back with the state it saved; its programs are gone. */
void world_restart(struct world *w);
/* Whether a program of that resource runs. */
bool world_runs(const struct world *w, const char *rsc);
/* What the environment (or the bare parameters) of its running program has for NAME; NULL. */
const char *world_env(const struct world *w, const char *rsc, const char *name);
const char *world_param(const struct world *w, const char *rsc, const char *name);

/* The transcript since the last look is exactly this; forgets it. */
void world_expect(struct world *w, const char *lines);
/* A log line with this text was written since the last look; forgets the logs. */
void world_expect_log(struct world *w, const char *text);
/* An attribute of an entry in the history; fails if the entry is not there. NULL attr: the entry must not be there. */
void world_expect_history(struct world *w, const char *entry_id, const char *attr, const char *value);

#endif
