/* tests/unit/unit.h - cmocka with the headers that it wants before it, for every unit test.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_UNIT_H
#define BATON_UNIT_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#endif
