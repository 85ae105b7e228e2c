/* lib/score.h - scores and the algebra of INFINITY.
 *
 * Source of the rules: Pacemaker Explained, "Scores" - the range is -1,000,000 .. 1,000,000; whatever
 * reaches a bound is the bound; INFINITY minus INFINITY is -INFINITY.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_SCORE_H
#define BATON_SCORE_H

#include "lib/base.h"

#define BT_INFINITY 1000000

/* Brings a number into the range. */
int bt_score_clamp(int64_t n);
/* a + b: -INFINITY wins over everything, INFINITY over every finite score. */
int bt_score_add(int a, int b);
/* Reads "INFINITY", "+INFINITY", "-INFINITY" (any case), "red", "yellow", "green" (-INFINITY, 0, 0) or a whole
 * number, clamped. False, *ret untouched, for anything else. */
bool bt_score_parse(const char *s, int *ret);
#define BT_SCORE_TEXT 16
/* "INFINITY", "-INFINITY" or the number, into buf (at least BT_SCORE_TEXT bytes); returns buf. */
const char *bt_score_text(int score, char *buf);

#endif
