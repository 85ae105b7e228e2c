/* lib/ocf.c - names of results and roles (see ocf.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lib/ocf.h"

const char *bt_ocf_text(int rc)
{
    switch (rc) {
#define X(name, code, text)                                                                                            \
    case BT_OCF_##name:                                                                                                \
        return text;
        BT_OCF_LIST(X)
#undef X
    default:
        return "unknown";
    }
}

const char *bt_opstatus_text(int status)
{
    switch (status) {
#define X(name, code, text)                                                                                            \
    case BT_OP_##name:                                                                                                 \
        return text;
        BT_OPSTATUS_LIST(X)
#undef X
    default:
        return "UNKNOWN!";
    }
}

static const char *const role_texts[] = {
#define X(name, text) text,
    BT_ROLE_LIST(X)
#undef X
};

const char *bt_role_text(enum bt_role role)
{
    return (size_t)role < BT_COUNT(role_texts) ? role_texts[role] : role_texts[BT_ROLE_UNKNOWN];
}

enum bt_role bt_role_parse(const char *s)
{
    for (size_t i = 0; i < BT_COUNT(role_texts); i++)
        if (bt_strcaseeq(s, role_texts[i]))
            return (enum bt_role)i;
    if (bt_strcaseeq(s, "Master"))
        return BT_ROLE_PROMOTED;
    return bt_strcaseeq(s, "Slave") ? BT_ROLE_UNPROMOTED : BT_ROLE_UNKNOWN;
}
