/* crmd/files_io.h - what clients ask of the files beside the CIB: the history of the configuration, and configurations that were put aside. Private to crmd/.
 *
 * A configuration that gave way to another partition's is kept as cib.apart.NAME.xml, a CIB that every tool reads (CIB_file), with the reason in a comment
 * before it. The newest FILES_APART_MAX are kept.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_CRMD_FILES_H
#define BATON_CRMD_FILES_H

#include "lib/lib.h"

#define FILES_APART_MAX 20

/* Puts aside the CIB of a <cib-apart> (crmd/message.h: name, text), under its name, which sorts by time; without one: drops what has that name, if anything. The
 * outcome is logged. */
void files_keep(const char *folder, const xmlNode *apart);
/* The answer to a <crmd_request> (crmd/crmd_client.h: cib-...): a <crmd_reply>, the caller's to free. */
xmlDoc *files_answer(const char *folder, const xmlNode *request);

#endif
