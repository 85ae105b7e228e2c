/* tools/patch_text.h - a patch of the CIB as lines for people, as crm_shadow --diff shows it: "--" gone, "++" new, "+ " changed, "+~" moved.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_PATCH_TEXT_H
#define BATON_TOOLS_PATCH_TEXT_H

#include "lib/lib.h"
#include "xml/names.h"

/* The lines for a <diff format="2">, with its versions first if it has them; the caller's to free. */
char *patch_text(const xmlNode *patch);

#endif
