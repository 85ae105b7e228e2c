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

/* What chance decides: by a seed; or, where random is NULL, every combination in turn, beginning with {0}. */
struct frail_choice {
    unsigned now, of;
};
struct frail_choices {
    struct random_cib *random;
    BT_VEC(struct frail_choice) v;
    size_t at;
};
/* Goes to the next combination; false, and ready to begin anew, when all were tried. */
bool frail_choices_next(struct frail_choices *c);

extern const struct cib_store_calls frail_calls;

struct frail_disk *frail_disk_new(const char *folder);
void frail_disk_free(struct frail_disk *d);
/* The call with this number (from 0) fails with code, and only that one; -1: none. */
void frail_disk_fail_at(struct frail_disk *d, int call, int code);
/* Before the call with this number the power goes: neither it nor any later one does anything. A write, or a link
 * (which takes the old name away first), that is cut off has done half of its work. */
void frail_disk_off_at(struct frail_disk *d, int call);
/* How many calls there were so far; whether the power went. */
int frail_disk_calls(const struct frail_disk *d);
bool frail_disk_is_off(const struct frail_disk *d);
/* After the power-off: makes the folder what the disk holds. chance decides about what was not synced; NULL (kill -9): all that was done stays. */
void frail_disk_restart(struct frail_disk *d, struct frail_choices *chance);
/* Makes the content of a file another one, for good. */
void frail_disk_spoil(struct frail_disk *d, const char *path, const char *content);

#endif
