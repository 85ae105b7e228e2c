/* lib/score.c - scores and the algebra of INFINITY (see score.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/score.h"

#include <stdio.h>

int bt_score_clamp(int64_t n)
{
    if (n >= BT_INFINITY)
        return BT_INFINITY;
    return n <= -BT_INFINITY ? -BT_INFINITY : (int)n;
}

int bt_score_add(int a, int b)
{
    if (a <= -BT_INFINITY || b <= -BT_INFINITY)
        return -BT_INFINITY;
    if (a >= BT_INFINITY || b >= BT_INFINITY)
        return BT_INFINITY;
    return bt_score_clamp((int64_t)a + b);
}

bool bt_score_parse(const char *s, int *ret)
{
    static const struct {
        const char *word;
        int score;
    } words[] = {
        {"INFINITY", BT_INFINITY},
        {"+INFINITY", BT_INFINITY},
        {"-INFINITY", -BT_INFINITY},
        {"red", -BT_INFINITY},
        {"yellow", 0},
        {"green", 0},
    };
    for (size_t i = 0; i < BT_COUNT(words); i++) {
        if (bt_strcaseeq(s, words[i].word)) {
            *ret = words[i].score;
            return true;
        }
    }
    int64_t n;
    if (!bt_parse_int(s, &n))
        return false;
    *ret = bt_score_clamp(n);
    return true;
}

const char *bt_score_text(int score, char *buf)
{
    if (score >= BT_INFINITY)
        snprintf(buf, BT_SCORE_TEXT, "INFINITY");
    else if (score <= -BT_INFINITY)
        snprintf(buf, BT_SCORE_TEXT, "-INFINITY");
    else
        snprintf(buf, BT_SCORE_TEXT, "%d", score);
    return buf;
}
