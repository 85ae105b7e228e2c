/* lib/proc_io.h - running a program for its result: agents, fence agents, helpers.
 *
 * The child gets a process group of its own, no descriptor but 0-2, default signals, and is judged by its own exit, not by the end of
 * its output (a daemon that it leaves behind may hold the pipe for ever). Output is bounded; what is over the bound is dropped and counted.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PROC_IO_H
#define BATON_PROC_IO_H

#include "lib/loop_io.h"

struct bt_proc_spec {
    const char *const *argv; /* argv[0] is the path, absolute */
    const char *const *envp; /* the complete environment */
    const char *cwd;         /* NULL: unchanged */
    const char *input;       /* given on stdin, then closed; NULL: /dev/null */
    int64_t timeout_ms;      /* then SIGTERM to the group; 0: none */
    int64_t kill_after_ms;   /* after the SIGTERM, SIGKILL to the group */
    size_t output_max;       /* bytes kept of each of stdout and stderr */
};

struct bt_proc_result {
    bool started; /* false: start_errno says why (ENOENT: no such program; EACCES: not executable) */
    int start_errno;
    bool timed_out;
    bool signalled;
    int code;              /* exit status, or the signal */
    const char *out, *err; /* valid during the callback; never NULL; cut at output_max */
    size_t out_dropped, err_dropped;
    int64_t exec_ms; /* from start to exit */
};

struct bt_proc;
/* Starts it; done is called exactly once from the loop, later, also when it could not be started. */
struct bt_proc *bt_proc_start(struct bt_loop *loop, const struct bt_proc_spec *spec,
                              void (*done)(void *ctx, const struct bt_proc_result *r), void *ctx);
/* Ends it early: SIGTERM now, SIGKILL after its kill_after_ms; done is still called. */
void bt_proc_kill(struct bt_proc *p);
/* Its process id, which is its process group, too; 0 if it could not be started. */
int bt_proc_pid(const struct bt_proc *p);

#endif
