/* lrm/agent.h - how an agent of each class is called, and what its end means. Pure; private to lrm/.
 *
 * Rows of the ecosystem's contract: doc/agents.md; OCF Resource Agent API 1.1; LSB 3.1 "Init Script Actions"; the fence
 * agents' convention (options on stdin); Heartbeat's classic resource scripts. Texts and codes of failures are those of
 * Pacemaker 2.1.5, since crm_mon shows them.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_AGENT_H
#define BATON_LRM_AGENT_H

#include "lrm/lrm.h"

/* Where the agents of a class lie. */
#define LRM_INIT_DIR "/etc/init.d"
#define LRM_R1_DIR "/etc/ha.d/resource.d"
#define LRM_SBIN_DIR "/usr/sbin"
#define LRM_STONITH_TOOL LRM_SBIN_DIR "/stonith" /* cluster-glue's; runs its plugins, external/... */

/* A program to run for one operation. */
struct lrm_call {
    struct bt_strv argv;  /* argv[0] is the path */
    char *second;         /* another path, to be taken if nothing is at the first; NULL */
    struct bt_strv env;   /* beside the daemon's own basics */
    char *input;          /* for stdin; NULL: nothing. May hold secrets */
    int64_t timeout_ms;   /* of all tries together */
    int tries;            /* how often in all, while there is time */
    char *name;           /* of the agent in "NAME: No such file or directory" */
};

/* How a program ended. */
struct lrm_exit {
    bool started;         /* false: start_errno says why not */
    int start_errno;
    bool timed_out, signalled;
    int code;             /* exit status */
    const char *signal;   /* signalled: its name, "Killed" */
    const char *out, *err;
};

/* What that means. reason is NULL or owned. */
struct lrm_verdict {
    enum bt_opstatus status;
    int rc; /* enum bt_ocf */
    char *reason;
};

/* Fills *ret, which is empty before, for a run. standard: the run's, "service" already resolved. Fails with a sentence if the agent's name can't be one
 * (BT_EX_INVALID_PARAM) or the class has no programs to run (BT_EX_UNIMPLEMENT_FEATURE). */
int lrm_call_make(const struct lrm_run *run, const char *standard, const char *ocf_root, struct lrm_call *ret,
                  struct bt_err *err);
/* Frees what a call holds, so that it can be filled in anew. */
void lrm_call_clear(struct lrm_call *call);
/* Judges the end of a call by the class's rules. The standard is one for which lrm_call_make() made it. */
struct lrm_verdict lrm_judge(const struct lrm_run *run, const char *standard, const struct lrm_exit *end);
/* The verdict on an agent whose file is not there or can't be looked at. */
struct lrm_verdict lrm_judge_absent(const struct lrm_run *run, const struct lrm_call *call, int stat_errno);
/* The last reason that an OCF agent gave on stderr ("ocf-exit-reason:..."), as XML can hold it; NULL if none. */
char *lrm_exit_reason(const char *err);

#endif
