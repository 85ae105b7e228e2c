/* tools/crm/words.h - a line of the crm language as words, and words as text that reads back the same. Pure.
 *
 * Source of the rules: crm(8): blanks separate words; single quotes, double quotes (with \" and \\ inside) and a backslash keep characters; a line
 * that begins with # is a comment; "a=b" is one word.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_WORDS_H
#define BATON_TOOLS_CRM_WORDS_H

#include "lib/lib.h"

/* Adds the words of a line. BT_EX_USAGE for a quote that is not closed. */
int words_split(const char *line, struct bt_strv *ret, struct bt_err *err);
/* Adds a value, in double quotes if it holds anything but letters, digits, '_', '.' and '-'. */
void words_quote(struct bt_buf *b, const char *value);
/* The words in one line, as error messages cite them; the caller's to free. */
char *words_join(const struct bt_strv *words, size_t from);
/* Whether a line goes on in the next (ends with a backslash). */
bool words_continues(const char *line);

#endif
