/* tools/crm/words.c - splitting and quoting of words (see words.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/words.h"

#include <ctype.h>

/* Takes one word from *line, which does not begin with a blank. */
static bool take_word(const char **line, struct bt_buf *word)
{
    char quote = '\0';
    const char *c = *line;
    bt_buf_add(word, "");
    for (; *c != '\0' && (quote != '\0' || !isspace((unsigned char)*c)); c++) {
        if (*c == quote) {
            quote = '\0';
        } else if (quote == '\0' && (*c == '"' || *c == '\'')) {
            quote = *c;
        } else if (*c == '\\' && c[1] != '\0' && (quote == '\0' || (quote == '"' && (c[1] == '"' || c[1] == '\\')))) {
            bt_buf_addn(word, ++c, 1);
        } else {
            bt_buf_addn(word, c, 1);
        }
    }
    *line = c;
    return quote == '\0';
}

int words_split(const char *line, struct bt_strv *ret, struct bt_err *err)
{
    const char *c = line + strspn(line, " \t\r\n");
    if (*c == '#')
        return BT_EX_OK;
    while (*c != '\0') {
        struct bt_buf word = {0};
        if (!take_word(&c, &word)) {
            bt_buf_free(&word);
            return bt_fail(err, BT_EX_USAGE, "a quote is not closed in '%s'", line);
        }
        BT_PUSH(ret, bt_buf_take(&word));
        c += strspn(c, " \t\r\n");
    }
    return BT_EX_OK;
}

/* Bytes of UTF-8 beyond ASCII count as letters. */
static bool is_plain(const char *value)
{
    for (const char *c = value; *c != '\0'; c++)
        if (!isalnum((unsigned char)*c) && strchr("_.-", *c) == NULL && (unsigned char)*c < 0x80)
            return false;
    return *value != '\0';
}

void words_quote(struct bt_buf *b, const char *value)
{
    if (is_plain(value)) {
        bt_buf_add(b, value);
        return;
    }
    bt_buf_add(b, "\"");
    for (const char *c = value; *c != '\0'; c++) {
        if (*c == '"' || (*c == '\\' && (c[1] == '"' || c[1] == '\\' || c[1] == '\0')))
            bt_buf_add(b, "\\");
        bt_buf_addn(b, c, 1);
    }
    bt_buf_add(b, "\"");
}

char *words_join(const struct bt_strv *words, size_t from)
{
    struct bt_buf b = {0};
    for (size_t i = from; i < words->n; i++)
        bt_buf_addf(&b, "%s%s", i > from ? " " : "", words->v[i]);
    return bt_buf_take(&b);
}

bool words_continues(const char *line)
{
    size_t len = strlen(line);
    while (len > 0 && isspace((unsigned char)line[len - 1]))
        len--;
    return len > 0 && line[len - 1] == '\\' && line[strspn(line, " \t")] != '#';
}
