/* cib/cib_file_io.h - private: a CIB in a file of the user's, for cib_client_io.c.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CIB_FILE_IO_H
#define BATON_CIB_FILE_IO_H

#include "cib/cib.h"
#include "lib/edge.h"

struct cib_file {
    char *path; /* with links followed */
    bool is_regular; /* else it was a pipe or the like: it can't be written */
    struct cib *cib;
};

/* The path that the environment asks for (CIB_shadow if shadows count, else CIB_file), NULL for the live CIB; the caller's to free. BT_EX_NOSUCH: a shadow that is not there. */
int cib_file_path(bool shadows, char **ret, struct bt_err *err);
/* Reads the file; *ret is untouched on failure. BT_EX_NOSUCH, BT_EX_NOINPUT, BT_EX_DATAERR, BT_EX_CONFIG: not there, not readable, no XML, no CIB. */
int cib_file_open(const char *path, struct cib_file *ret, struct bt_err *err);
/* Changes the document and writes the file; on any failure both are as before. */
int cib_file_change(struct cib_file *f, const struct cib_request *rq, struct bt_err *err);
/* Frees what is in it, not f. */
void cib_file_close(struct cib_file *f);

#endif
