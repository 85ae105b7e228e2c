/* tests/unit/frail_disk.h - a disk between the store and a real folder that fails, fills up, or loses power at a chosen call.
 *
 * At a power-off, what was not synced is at chance's mercy: an unsynced file's content may be gone, and of the changes of names since the folder was
 * last synced any subset may have reached the disk.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TESTS_FRAIL_DISK_H
#define BATON_TESTS_FRAIL_DISK_H

#include "cib/cib_store_calls_io.h"
#include "tests/unit/random_cib.h"

struct frail_disk;

extern const struct cib_store_calls frail_calls;

struct frail_disk *frail_disk_new(const char *folder);
void frail_disk_free(struct frail_disk *d);
/* The call with this number (from 0) fails with code, and only that one; -1: none. */
void frail_disk_fail_at(struct frail_disk *d, int call, int code);
/* Before the call with this number the power goes: neither it nor any later one does anything. A write that is cut off has done half of its work. */
void frail_disk_off_at(struct frail_disk *d, int call);
/* How many calls there were so far. */
int frail_disk_calls(const struct frail_disk *d);
/* After the power-off: makes the folder what the disk holds. pages_lost: chance decides about what was not synced; else (kill -9) all that was done stays. */
void frail_disk_restart(struct frail_disk *d, bool pages_lost, struct random_cib *chance);

#endif
