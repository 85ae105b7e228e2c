/* lrm/tree_io.h - all processes of one operation, so that none outlives it when it is ended by force. Private to lrm/.
 *
 * A program leads a process group, but what it starts may leave that (setsid, su -c). So each operation has a name that no other one ever has, and its processes are
 * found by it:
 *   - in their environment: LRM_TREE_VARIABLE=NAME is there from the exec on and is inherited;
 *   - for operations that change the resource, by a cgroup of that name below lrmd's own, where cgroup v2 can be written (own root, a container's,
 *     or a unit with Delegate=yes): this also holds what cleared its environment. Where it can't, the rest is as before. Monitors have none: the kernel may
 *     take some ms to move a process, and they start nothing.
 * What is left running by an operation that ended by itself is a service; its cgroup stays with it, and is removed when it is found empty.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_TREE_IO_H
#define BATON_LRM_TREE_IO_H

#include "lib/edge.h"

#define LRM_TREE_VARIABLE "BATON_OPERATION"

/* A new name, unique on this node until it boots, by which an administrator also knows the operation; the caller's to free. */
char *lrm_tree_name(const char *rsc, const char *action);
/* Where the cgroups of operations are: a folder below our own cgroup; NULL if cgroup v2 is not there. The caller's to free; the functions below take it, or NULL. */
char *lrm_tree_folder(void);
/* Makes a cgroup of that name for a program that is about to be begun: a descriptor for lrm_tree_adopt(); -1 if that can't be had. */
int lrm_tree_cgroup(const char *folder, const char *name);
/* Puts the program that was just begun into it, with what it may have started already, and closes the descriptor. A pid of 0: it could not be begun. */
void lrm_tree_adopt(int fd, int pid);
/* Sends a signal (0: none) to the process groups of all that belong to it by their environment; returns how many processes these are. It looks at every process of the node:
 * some ms. */
size_t lrm_tree_signal(const char *name, int signal);
/* Kills all that is in its cgroup. */
void lrm_tree_kill_cgroup(const char *folder, const char *name);
/* Waits until none is left, as far as the environment tells; false if some are after that time. Each that is found gets the signal (0: none): whoever was in the midst of
 * an exec, and showed no environment, when the others got it. */
bool lrm_tree_wait(const char *name, int signal, int64_t limit_ms);
/* The operation has ended: removes its cgroup unless it left something running, and those of earlier ones of which nothing runs any more. */
void lrm_tree_ended(const char *folder, const char *name);

#endif
