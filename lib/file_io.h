/* lib/file_io.h - files, safely: whole reads, atomic durable writes, bounded.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_FILE_IO_H
#define BATON_FILE_IO_H

#include "lib/lib.h"

/* Reads a file, a pipe or "-" (stdin) to its end, once, without seeking or asking for its size; what is called *.bz2 is unpacked. BT_EX_NOINPUT, also for
 * more than max bytes (unpacked). The text ends with a NUL that ret_len (may be NULL) does not count. */
int bt_file_read(const char *path, size_t max, char **ret, size_t *ret_len, struct bt_err *err);
/* What bt_file_read() unpacks from a file called *.bz2. The result is the caller's to free. BT_EX_SOFTWARE. */
int bt_pack(const char *data, size_t len, char **ret, size_t *ret_len, struct bt_err *err);
/* Reads an XML document, likewise; its text is never in memory as a whole. BT_EX_NOINPUT, BT_EX_DATAERR (bt_xml_parse). */
int bt_file_read_xml(const char *path, xmlDoc **ret, struct bt_err *err);
/* Writes path so that after a crash at any instant the old or the new content is there, whole: temporary
 * file beside it (PATH.XXXXXX), write, fsync, rename, fsync of the folder. BT_EX_CANTCREAT, BT_EX_IOERR. */
int bt_file_write_durable(const char *path, const void *data, size_t len, unsigned mode, struct bt_err *err);
/* Gives a file that is there new content in place: who has it open reads the new content, owner, mode and hard links stay. The content is first
 * written beside it (PATH.XXXXXX), as above: without room nothing is changed, and a crash in between leaves that file, whole. Errors as above. */
int bt_file_overwrite(const char *path, const void *data, size_t len, struct bt_err *err);

#endif
