/* lrm/lsb.h - what an init script says of itself in its header (LSB 3.1, "Comment Conventions for Init Scripts"). Pure.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_LSB_H
#define BATON_LRM_LSB_H

#include "lib/lib.h"

/* The value of a keyword ("Short-Description") of the header, without blanks around it; lines that continue it are joined by a newline. "" if the
 * script has no header or the header no such keyword. The caller's to free. */
char *lrm_lsb_keyword(const char *script, const char *keyword);
/* Meta-data of OCF's form, made of the header: no parameters, the operations that an init script has. The caller's to free. */
char *lrm_lsb_metadata(const char *type, const char *script);

#endif
