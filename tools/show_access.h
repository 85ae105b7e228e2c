/* tools/show_access.h - a CIB in which is written what a user may do with each of its elements (cibadmin --query --show-access).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_SHOW_ACCESS_H
#define BATON_TOOLS_SHOW_ACCESS_H

#include "cib/cib.h"

/* How: a line before each element with other rights than what is around it; colors of all elements; name spaces in place of the lines. */
enum access_style { ACCESS_TEXT, ACCESS_COLOR, ACCESS_NAMESPACE };

/* The element n of the document that the rights are of, as text; the caller's to free. */
char *access_text(const xmlNode *n, const struct cib_acl *rights, enum access_style style);

#endif
