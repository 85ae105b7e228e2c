/* tools/simulate_show.c - what crm_simulate tells: the status, scores and capacities, the plan; as text and as XML.
 *
 * Its text has two layouts: lists with headings and bullets, and with -s or -U plain lines, as in 2.1.5. The plain one is made of the other.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/mon.h"
#include "tools/simulate.h"

/* --- layouts ---------------------------------------------------------------------------------------------- */

/* A heading stands above a list and ends with a colon; what has a tab is an entry, whatever it ends with. */
static bool is_heading(const char *line, size_t len)
{
    return len > 0 && line[len - 1] == ':' && memchr(line, '\t', len) == NULL;
}

static void plain_line(const char *line, size_t len, struct bt_buf *b)
{
    size_t blanks = 0;
    while (blanks < len && line[blanks] == ' ')
        blanks++;
    if (is_heading(line, len))
        return;
    if (blanks + 2 <= len && memcmp(line + blanks, "* ", 2) == 0) {
        line += blanks + 2;
        len -= blanks + 2;
    }
    size_t title = bt_starts(line, "Online: [") ? strlen("Online: ") : bt_starts(line, "OFFLINE: [") ? strlen("OFFLINE: ") : 0;
    bt_buf_addn(b, line + title, len - title);
    bt_buf_add(b, "\n");
}

void sim_say(const struct sim_view *v, struct bt_buf *text)
{
    struct bt_buf plain = {0};
    for (const char *line = text->text, *end; v->plain && line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1)
        plain_line(line, (size_t)(end - line), &plain);
    const struct bt_buf *said = v->plain ? &plain : text;
    if (!v->quiet && said->len > 0)
        out_text(v->o, "%s", said->text);
    bt_buf_free(&plain);
    bt_buf_free(text);
}

/* --- the status ------------------------------------------------------------------------------------------- */

static struct mon mon_of(const struct sim_view *v, const struct pe_model *m, const xmlDoc *cib)
{
    return (struct mon){.model = m, .cib = cib, .inactive = true, .simulated = true,
                        .sections = (v->attrs ? (unsigned)MON_ATTRIBUTES : 0) | (v->failcounts ? (unsigned)(MON_FAILCOUNTS | MON_FAILURES) : 0)};
}

/* crm_mon's sections, a list deeper. */
static void add_sections(const struct mon *mon, struct bt_buf *b)
{
    struct bt_buf text = {0};
    mon_text(mon, &text);
    if (text.len > 0)
        bt_buf_add(b, "\n");
    for (const char *line = text.text, *end; line != NULL && (end = strchr(line, '\n')) != NULL; line = end + 1) {
        bt_buf_add(b, line == end ? "" : *line == ' ' ? "  " : "  * ");
        bt_buf_addn(b, line, (size_t)(end + 1 - line));
    }
    bt_buf_free(&text);
}

void sim_show_status(const struct sim_view *v, const struct pe_model *m, const xmlDoc *cib, bool afterwards, struct bt_buf *b)
{
    int show = PE_SHOW_INACTIVE | (afterwards ? 0 : PE_SHOW_PENDING); /* afterwards nothing is under way any more */
    struct mon mon = mon_of(v, m, cib);
    if (!out_is_xml(v->o)) {
        bt_buf_addf(b, "%s:\n  * Node List:\n", afterwards ? "Revised Cluster Status" : "Current cluster status");
        pe_text_nodes(m, show, 4, b);
        bt_buf_add(b, "\n  * Full List of Resources:\n");
        pe_text_resources(m, show, 4, b);
        add_sections(&mon, b);
        return;
    }
    mon.sections |= MON_NODES | MON_RESOURCES;
    mon.nothing_pending = afterwards;
    mon_xml(&mon, out_element(v->o, afterwards ? "revised_cluster_status" : "cluster_status"));
}

/* --- scores and capacities -------------------------------------------------------------------------------- */

static void told(const struct pe_told *t, void *data)
{
    const struct sim_log log = {.xml = data};
    char score[BT_SCORE_TEXT];
    bt_score_text(t->score, score);
    switch (t->kind) {
    case PE_TOLD_SCORE:
        sim_note(&log, "node_weight", "function", t->step, "node", t->node, "score", score, "id", t->rsc, NULL);
        break;
    case PE_TOLD_PROMOTION:
        sim_note(&log, "promotion_score", "id", t->rsc, "score", score, "node", t->node, NULL);
        break;
    case PE_TOLD_UTILIZATION:
        sim_note(&log, "utilization", "resource", t->rsc, "node", t->node, "function", t->step, NULL);
        break;
    case PE_TOLD_CAPACITY:
        sim_note(&log, "capacity", "node", t->node, "comment", t->step, NULL);
        break;
    }
    for (size_t i = 0; t->amounts != NULL && i < t->amounts->n; i++)
        xmlNewTextChild(xmlGetLastChild(log.xml), NULL, (const xmlChar *)t->amounts->v[i].name, (const xmlChar *)t->amounts->v[i].value);
}

/* A line; printed by and by, since thousands of nodes and instances have millions of scores. */
struct lines { struct out *o; struct bt_buf text; };
enum { LINES_AT_ONCE = 64 * 1024 };

static void print_lines(struct lines *l)
{
    out_text(l->o, "%s", l->text.text != NULL ? l->text.text : "");
    bt_buf_free(&l->text);
}

static void told_as_line(const struct pe_told *t, void *data)
{
    struct lines *l = data;
    pe_text_told(t, &l->text);
    if (l->text.len > LINES_AT_ONCE)
        print_lines(l);
}

void sim_show_told(const struct sim_view *v, const struct pe_run *run, bool goes_on)
{
    static const char *const elements[] = {NULL, "allocations", "utilizations", "allocations_utilizations"};
    int what = (v->scores ? PE_TELL_SCORES : 0) | (v->utilization ? PE_TELL_UTILIZATION : 0);
    struct lines l = {.o = v->o};
    if (what == 0)
        return;
    if (out_is_xml(v->o)) {
        pe_each_told(run, what, told, out_element(v->o, elements[what]));
        return;
    }
    pe_each_told(run, what, told_as_line, &l);
    print_lines(&l);
    out_text(v->o, "%s", v->quiet && !goes_on ? "" : "\n");
}

/* --- the plan --------------------------------------------------------------------------------------------- */

static void decision(const struct pe_decision *d, void *data)
{
    const struct sim_log log = {.xml = data};
    char *action = bt_strdup(d->change);
    for (char *c = action; d->rsc != NULL && *c != '\0'; c++)
        *c = (char)(*c >= 'A' && *c <= 'Z' ? *c - 'A' + 'a' : *c);
    const char *reason = d->reason, *blocked = d->blocked ? "true" : NULL;
    bool same_role = d->role == NULL || strcmp(d->role, d->next_role) == 0, same_host = bt_streq(d->from, d->to);
    const char *next = same_role ? NULL : d->next_role;
    if (d->rsc == NULL)
        sim_note(&log, "node_action", "task", action, "node", d->to, "reason", reason, NULL);
    else if (d->from == NULL && d->role != NULL)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "next-role", d->next_role, "dest", d->to, "reason", reason,
                 "blocked", blocked, NULL);
    else if (d->from == NULL || d->to == NULL)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "node", d->from != NULL ? d->from : d->to, "reason", reason,
                 "blocked", blocked, NULL);
    else if (same_host)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "next-role", next, "source", d->from, "reason", reason,
                 "blocked", blocked, NULL);
    else if (same_role)
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "source", d->from, "dest", d->to, "role", d->role, "reason", reason,
                 "blocked", blocked, NULL);
    else
        sim_note(&log, "rsc_action", "action", action, "resource", d->rsc, "role", d->role, "source", d->from, "next-role", next, "dest", d->to,
                 "reason", reason, "blocked", blocked, NULL);
    free(action);
}

void sim_show_plan(const struct sim_view *v, const struct pe_run *run, bool goes_on)
{
    struct bt_buf b = {0};
    if (out_is_xml(v->o))
        pe_each_decision(run, decision, out_element(v->o, "actions"));
    bt_buf_add(&b, "Transition Summary:\n");
    pe_text_plan(run, &b);
    if (goes_on)
        bt_buf_add(&b, "\n");
    sim_say(v, &b);
}
