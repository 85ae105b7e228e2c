/* pengine/inputs_io.h - the inputs of past decisions on disk, for crm_simulate -x and for whoever asks later why. Effects; private to the daemon.
 *
 * Files and numbers as Pacemaker's: BT_STATEDIR/pengine/pe-{input,warn,error}-N.bz2, the next N in pe-{input,warn,error}.last, N from 0 again after
 * the cluster option pe-{input,warn,error}-series-max (-1: never, 0: nothing is kept).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_PENGINE_INPUTS_IO_H
#define BATON_PENGINE_INPUTS_IO_H

#include "lib/edge.h"

/* X(NAME, file, option): which series an input goes to, by the gravest sentence about it. */
#define PE_SERIES_LIST(X)                                                                                              \
    X(INPUT, "pe-input", "pe-input-series-max")                                                                        \
    X(WARN, "pe-warn", "pe-warn-series-max")                                                                           \
    X(ERROR, "pe-error", "pe-error-series-max")
enum pe_series {
#define X(name, file, option) PE_SERIES_##name,
    PE_SERIES_LIST(X)
#undef X
};
/* The cluster option that bounds a series. */
const char *pe_series_option(enum pe_series series);

/* Saves a CIB as the next of its series, at most `max` of them (the option's value, as above). *ret_path: the file, the caller's to free; NULL if nothing is kept. A crash
 * leaves the old or the new file of that number. BT_EX_IOERR, with the file and the reason. */
int pe_inputs_save(const char *folder, enum pe_series series, int64_t max, const xmlNode *cib, char **ret_path, struct bt_err *err);

#endif
