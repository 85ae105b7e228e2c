/* lib/lib.h - the one header of lib/'s pure half: values, errors, names of codes, XML helpers.
 *
 * Everything reached from here is free of effects: no clock, socket, file, process or log.
 * Effects (log, loop, IPC, CPG, processes, files) are behind lib/edge.h, which only *_io.c files,
 * the daemons' mains and tools/ may include; tests/style proves it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LIB_H
#define BATON_LIB_H

#include "lib/base.h"
#include "lib/error.h"
#include "lib/score.h"
#include "lib/clock.h"
#include "lib/states.h"
#include "lib/ocf.h"
#include "lib/opkey.h"
#include "lib/xml.h"
#include "lib/digest.h"
#include "lib/opdigest.h"
#include "lib/effects.h"

#endif
