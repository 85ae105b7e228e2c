/* tests/unit/sandbox.h - real daemons in a corner of their own: private processes, mounts, network and shared memory; what they do is told through a pipe.
 *
 * Needs root, as the daemons do. Nothing is waited for by the clock: a pretended program writes a line to the pipe, the test waits
 * for that line, with a bound.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_SANDBOX_H
#define BATON_TESTS_SANDBOX_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "lib/edge.h"

#define SANDBOX_EVENTS "/run/events" /* the pipe */

/* Moves this process into the corner: fresh /run, /dev/shm, log and state folders. Fails the program with a sentence if it can't. */
void sandbox_enter(void);
/* Writes a program, to be run by its path. */
void sandbox_program(const char *path, const char *text);
/* Covers a folder with a writable layer, which ends with the test. */
void sandbox_cover(const char *folder);

/* Starts a program; its stderr goes to /run/NAME.err. more: one more argument pair or NULLs. */
pid_t sandbox_start(const char *path, const char *arg1, const char *arg2, const char *env);
/* Its exit code, or 128 + signal; waits for it, at most 20 s. */
int sandbox_wait(pid_t pid);

/* The next line of the pipe; "" after 20 s. Static; overwritten by the next call. */
const char *sandbox_line(void);
/* The next line is this; the text behind its first blank is kept for sandbox_number(). */
void sandbox_expect(const char *words);
/* The number at the end of the last line: a process id. */
int sandbox_number(void);

#endif
