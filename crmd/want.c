/* crmd/want.c - the wish for a new plan (see want.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "crmd/core.h"

void crmd_want(struct crmd *c, const char *fmt, ...)
{
    c->plan.crashes = 0; /* something changed: a policy engine that crashed on the CIB before may get along with the new one */
    if (c->plan.want != NULL || !crmd_is_dc(c))
        return;
    va_list ap;
    va_start(ap, fmt);
    c->plan.want = bt_vprintf(fmt, ap);
    va_end(ap);
}
