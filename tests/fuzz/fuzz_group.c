/* tests/fuzz/fuzz_group.c - any documents as messages of the group, requests of clients and words of the fencer, to two controllers in the midst of their work: none may
 * crash or hang, and when the rubbish has ended and both have started anew, they are one cluster again, with one document.
 *
 * The input is a row of lines: a letter, then a document. A and B: what member 1 or 2 multicasts, term="0" being the present one; C and D: what a client asks of
 * it; E and F: what its fencer says.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/fuzz/fuzz.h"

#include "tests/sim/group.h"

#define LINES_MAX 12

static int rscs = 2;

static void say(struct group *g, char letter, xmlDoc *doc)
{
    int node = (letter - 'A') % 2;
    struct group_node *n = &g->node[node];
    bool there = n->power && n->core != NULL;
    if (there && bt_streq(bt_xml_get(bt_xml_root(doc), "term"), "0"))
        bt_xml_set_int(bt_xml_root(doc), "term", crmd_term(n->core));
    if (there && (letter == 'A' || letter == 'B'))
        group_says(g, node, doc);
    else if (there && (letter == 'C' || letter == 'D'))
        group_ask(g, node, doc);
    else if (there)
        group_fencer_says(g, node, doc);
    else
        bt_xml_free(doc);
}

static void take_line(struct group *g, const char *line, size_t len)
{
    xmlDoc *doc = NULL;
    if (len < 2 || line[0] < 'A' || line[0] > 'F' || bt_xml_parse(line + 1, len - 1, "line", &doc, NULL) != 0)
        return;
    say(g, line[0], doc);
    group_run(g, 20);
}

/* Nobody may have ended but by a fatal error that it said, or an orderly end. */
static void check_ends(const struct group *g)
{
    for (int i = 0; i < g->n; i++) {
        const struct group_node *n = &g->node[i];
        MUST(n->core != NULL || !n->power || n->exit_code == BT_EX_OK || n->exit_code == BT_EX_FATAL);
    }
}

static void start_anew(struct group *g)
{
    for (int i = 0; i < g->n; i++)
        if (g->node[i].core != NULL)
            group_crash(g, i);
    for (int round = 0; round < 4 && !(group_idle(g) && group_agrees(g)); round++) { /* a late fencing may take one down again */
        for (int i = 0; i < g->n; i++) {
            if (!g->node[i].power)
                group_power_on(g, i);
            if (g->node[i].core == NULL)
                group_start(g, i);
        }
        group_run(g, 60000);
    }
    MUST(group_idle(g));
    MUST(group_agrees(g));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
    struct group *g = group_new(2, 0);
    const char *at = (const char *)data, *end = at + len;
    g->planner = group_simple_planner;
    g->story = &rscs;
    group_start_all(g);
    for (int lines = 0; at < end && lines < LINES_MAX; lines++) {
        const char *stop = memchr(at, '\n', (size_t)(end - at));
        if (stop == NULL)
            stop = end;
        take_line(g, at, (size_t)(stop - at));
        at = stop < end ? stop + 1 : end;
    }
    group_run(g, 1000);
    check_ends(g);
    start_anew(g);
    group_free(g);
    return 0;
}
