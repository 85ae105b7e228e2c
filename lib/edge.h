/* lib/edge.h - the one header of lib/'s other half: everything that touches the world.
 *
 * Only *_io.c files, the daemons' mains (crmd/crmd.c, lrm/lrmd.c ...) and tools/ include this.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_EDGE_H
#define BATON_EDGE_H

#include "lib/lib.h"
#include "lib/log_io.h"
#include "lib/loop_io.h"
#include "lib/ipc_io.h"
#include "lib/cpg_io.h"
#include "lib/proc_io.h"
#include "lib/file_io.h"
#include "lib/daemon_io.h"

#endif
