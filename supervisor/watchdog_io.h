/* supervisor/watchdog_io.h - the node's watchdog device, and the file that remembers what it is trusted with; resetting the node ourselves. Only batond.c and children_io.c include it.
 *
 * The device is the kernel's (/dev/watchdog: opening it starts it, each byte feeds it, "V" before closing it stops it), or a pipe whose other end resets the node when it reads
 * nothing for the time: for machines that are reset by something outside.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SUPERVISOR_WATCHDOG_IO_H
#define BATON_SUPERVISOR_WATCHDOG_IO_H

#include "lib/edge.h"

struct sup_watchdog;
/* Opens the device and gives it the time; `kept` is the file to remember with, which a boot empties. An error says why it can't guard this node. */
int sup_watchdog_open(const char *device, int64_t ms, const char *kept, struct sup_watchdog **ret, struct bt_err *err);
/* What was remembered last in this boot, "" if nothing; the watchdog's. */
const char *sup_watchdog_state(const struct sup_watchdog *w);
/* Names this life: from the first opening until the watchdog is stopped in order or the node is reset. The watchdog's. */
const char *sup_watchdog_life(const struct sup_watchdog *w);
/* Feeds it, once; that it can't be is logged. NULL is fine, as in all of those below. */
void sup_watchdog_feed(struct sup_watchdog *w);
/* Remembers the state in its file, for sup_watchdog_state() of a later run; that it can't be is logged. */
void sup_watchdog_keep(struct sup_watchdog *w, const char *state);
/* Stops the device and forgets what was remembered: this life ends in order. */
void sup_watchdog_stop(struct sup_watchdog *w);
/* Closes it; one that was not stopped goes on. */
void sup_watchdog_free(struct sup_watchdog *w);
/* Resets the machine (in a container: that) at once, as its power would: nothing is ended or written. Returns, having logged why, if that can't be done. */
void sup_panic(void);

#endif
