/* lrm/exec_io.h - runs what the core asks for: agents as programs, systemd units over D-Bus. Private to lrm/.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_EXEC_IO_H
#define BATON_LRM_EXEC_IO_H

#include "lib/edge.h"
#include "lrm/lrm.h"

#define LRM_KILL_AFTER_MS 2000      /* from SIGTERM to SIGKILL when the timeout is over */
#define LRM_OUTPUT_MAX (64u * 1024) /* bytes kept of what an agent prints; more is dropped and counted */

struct lrm_executor;

struct lrm_executor_hooks {
    /* An operation ended: an LRM_EV_DONE without its time. */
    void (*done)(void *ctx, struct lrm_event *ev);
    /* A program is going to be run for the operation: its processes will be known by this name (tree_io.h). May be NULL. */
    void (*starting)(void *ctx, uint64_t token, const char *name);
};

/* ocf_root: NULL for /usr/lib/ocf. */
struct lrm_executor *lrm_executor_new(struct bt_loop *loop, const char *ocf_root, const struct lrm_executor_hooks *hooks,
                                      void *ctx);
/* Programs that still run are left alone; nobody is told of their end. */
void lrm_executor_free(struct lrm_executor *x);
/* Runs it; done comes later, from the loop, exactly once. Takes the run's contents. */
void lrm_execute(struct lrm_executor *x, struct lrm_run *run);
/* Ends it early; done still comes. */
void lrm_execute_kill(struct lrm_executor *x, uint64_t token);
/* Ends all programs early; done still comes for each. */
void lrm_executor_end(struct lrm_executor *x);
/* How many programs run. */
size_t lrm_executor_running(const struct lrm_executor *x);

/* The environment that every program of ours gets, of the daemon's own (doc/agents.md): PATH, SHELL, LC_ALL, HA_LOGFACILITY, HA_LOGFILE ...,
 * and what of HA_*, PCMK_* and TZ the daemon was started with. */
void lrm_base_env(struct bt_strv *env);
/* The class that "service" stands for, if it is that; else itself: the first of lsb and systemd that has it. */
const char *lrm_standard_resolved(const char *standard, const char *type);

/* Meta-data for the history, asked for once for each state of an agent's file. */
struct lrm_traits_cache;
/* An empty one; loop must outlive it. */
struct lrm_traits_cache *lrm_traits_cache_new(struct bt_loop *loop);
/* NULL is fine. Who still waits for an answer hears nothing. */
void lrm_traits_cache_free(struct lrm_traits_cache *c);
/* Calls ready(ctx, traits) when the traits of the OCF agent at path are known, at once if they are already; NULL if it has no usable meta-data.
 * traits stay valid until the agent's file changes and it is asked for again. */
void lrm_traits_get(struct lrm_traits_cache *c, const char *path, void (*ready)(void *ctx, const struct lrm_traits *traits),
                    void *ctx);

#endif
