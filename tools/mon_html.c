/* tools/mon_html.c - the status page for browsers, made of the text: a heading stays one, "  * " lines become nested lists.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"

/* How deep a line is in lists: 0 for a heading or plain line; "  * " is 1, "    * " is 2. */
static size_t depth_of(const char *line)
{
    size_t blanks = strspn(line, " ");
    return blanks >= 2 && line[blanks] == '*' && line[blanks + 1] == ' ' ? blanks / 2 : 0;
}

static void set_depth(struct bt_buf *out, size_t *depth, size_t wanted)
{
    for (; *depth < wanted; ++*depth)
        bt_buf_add(out, "<ul>\n");
    for (; *depth > wanted; --*depth)
        bt_buf_add(out, "</ul>\n");
}

static void add_line(struct bt_buf *out, const char *line, size_t *depth)
{
    size_t wanted = depth_of(line), len = strlen(line);
    set_depth(out, depth, wanted);
    const char *text = line + strspn(line, " ");
    const char *tag = wanted > 0 ? "li" : text == line && len > 0 && line[len - 1] == ':' ? "h2" : "p";
    if (*text == '\0')
        return;
    bt_buf_addf(out, "<%s>", tag);
    bt_buf_add_xml(out, wanted > 0 ? text + 2 : text);
    bt_buf_addf(out, "</%s>\n", tag);
}

void mon_html(const char *text, const char *title, const char *stylesheet, const char *refresh_s, struct bt_buf *out)
{
    bt_buf_add(out, "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<title>");
    bt_buf_add_xml(out, title != NULL ? title : "Cluster Status");
    bt_buf_add(out, "</title>\n");
    if (refresh_s != NULL)
        bt_buf_addf(out, "<meta http-equiv=\"refresh\" content=\"%s\">\n", refresh_s);
    if (stylesheet != NULL) {
        bt_buf_add(out, "<link rel=\"stylesheet\" href=\"");
        bt_buf_add_xml(out, stylesheet);
        bt_buf_add(out, "\">\n");
    }
    bt_buf_add(out, "</head>\n<body>\n");
    size_t depth = 0;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        char *line = bt_strndup(text, len);
        add_line(out, line, &depth);
        free(line);
        text += len + (text[len] == '\n');
    }
    set_depth(out, &depth, 0);
    bt_buf_add(out, "</body>\n</html>\n");
}
