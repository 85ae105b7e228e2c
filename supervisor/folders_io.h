/* supervisor/folders_io.h - the folders that the daemons need, made at start if they are missing. Only batond.c includes it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SUPERVISOR_FOLDERS_IO_H
#define BATON_SUPERVISOR_FOLDERS_IO_H

#include "lib/edge.h"

/* BT_EX_NOUSER: hacluster or haclient is missing; BT_EX_CANTCREAT: a folder can't be made. What is there already is left as it is. */
int sup_make_folders(struct bt_err *err);

#endif
