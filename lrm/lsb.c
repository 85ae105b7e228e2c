/* lrm/lsb.c - the header of an init script, and meta-data made of it (see lsb.h).
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/lsb.h"

#define BEGIN "### BEGIN INIT INFO"
#define END "### END INIT INFO"

static const char *next_line(const char *line)
{
    line += strcspn(line, "\n");
    return *line == '\n' ? line + 1 : line;
}

static void add_trimmed(struct bt_buf *b, const char *from, size_t len)
{
    while (len > 0 && strchr(" \t\r", *from) != NULL) {
        from++;
        len--;
    }
    while (len > 0 && strchr(" \t\r", from[len - 1]) != NULL)
        len--;
    if (len == 0)
        return;
    if (b->len > 0)
        bt_buf_add(b, "\n");
    bt_buf_addn(b, from, len);
}

/* A line that goes on with the value before it: a tab or at least two blanks after the sign. */
static bool continues(const char *line)
{
    return bt_starts(line, "#\t") || bt_starts(line, "#  ");
}

char *lrm_lsb_keyword(const char *script, const char *keyword)
{
    struct bt_buf b = {0};
    char *start = bt_printf("# %s:", keyword);
    const char *line = script;
    while (*line != '\0' && !bt_starts(line, BEGIN))
        line = next_line(line);
    bool in_value = false;
    for (line = next_line(line); *line != '\0' && !bt_starts(line, END); line = next_line(line)) {
        bool here = strncasecmp(line, start, strlen(start)) == 0;
        in_value = here || (in_value && continues(line));
        const char *value = here ? line + strlen(start) : line + 1;
        if (in_value)
            add_trimmed(&b, value, strcspn(value, "\n"));
    }
    free(start);
    return bt_buf_take(&b);
}

static void add_element(struct bt_buf *b, const char *script, const char *keyword, const char *open, const char *close)
{
    char *value = lrm_lsb_keyword(script, keyword);
    bt_buf_add(b, open);
    bt_buf_add_xml(b, value);
    bt_buf_add(b, close);
    free(value);
}

char *lrm_lsb_metadata(const char *type, const char *script)
{
    static const char *const special[] = {"Provides", "Required-Start", "Required-Stop", "Should-Start", "Should-Stop", "Default-Start", "Default-Stop"};
    static const char *const actions[] = {"start", "stop", "status", "restart", "force-reload"};
    struct bt_buf b = {0};
    bt_buf_add(&b, "<?xml version=\"1.0\"?>\n<!DOCTYPE resource-agent SYSTEM \"ra-api-1.dtd\">\n<resource-agent name=\"");
    bt_buf_add_xml(&b, type);
    bt_buf_add(&b, "\" version=\"0.1\">\n  <version>1.0</version>\n");
    add_element(&b, script, "Description", "  <longdesc lang=\"en\">", "</longdesc>\n");
    add_element(&b, script, "Short-Description", "  <shortdesc lang=\"en\">", "</shortdesc>\n");
    bt_buf_add(&b, "  <parameters/>\n  <actions>\n    <action name=\"meta-data\" timeout=\"5\"/>\n");
    for (size_t i = 0; i < BT_COUNT(actions); i++)
        bt_buf_addf(&b, "    <action name=\"%s\" timeout=\"15\"/>\n", actions[i]);
    bt_buf_add(&b, "    <action name=\"monitor\" timeout=\"15\" interval=\"15\"/>\n  </actions>\n  <special tag=\"LSB\">\n");
    for (size_t i = 0; i < BT_COUNT(special); i++) {
        char *open = bt_printf("    <%s>", special[i]), *close = bt_printf("</%s>\n", special[i]);
        add_element(&b, script, special[i], open, close);
        free(open);
        free(close);
    }
    bt_buf_add(&b, "  </special>\n</resource-agent>\n");
    return bt_buf_take(&b);
}
