/* tests/unit/fence_members.c - see fence_members.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_members.h"

/* but: this one's controller is not there to tell it; -1: each is told. */
void members_meet_but(struct members *m, int but)
{
    for (int i = 0; i < 3; i++) {
        struct bt_buf b = {0};
        if (i == but)
            continue;
        bt_buf_add(&b, "<fence_members>");
        for (int k = 0; k < 3; k++)
            if (k != i && m->up[i] && m->up[k])
                bt_buf_addf(&b, "<node uname='%s'/>", m->name[k]);
        bt_buf_add(&b, "</fence_members>");
        world_message(m->w[i], CARRIER, b.text);
        bt_buf_free(&b);
    }
}

void members_meet(struct members *m)
{
    members_meet_but(m, -1);
}

/* What the controllers do with a line of a transcript; false: it is not for them. */
static bool carry_line(struct members *m, int from, const char *line)
{
    if (!bt_starts(line, "send 1 <fence_peer") && !bt_starts(line, "send 1 <fence_done"))
        return false;
    bool peer = bt_starts(line, "send 1 <fence_peer");
    xmlDoc *doc = NULL, *out = bt_xml_doc("fence_peer");
    assert_int_equal(bt_xml_parse(line + 7, strlen(line + 7), "a line", &doc, NULL), 0);
    const char *to = peer ? bt_xml_get(bt_xml_root(doc), "to") : NULL;
    bt_xml_set(bt_xml_root(out), "from", m->name[from]);
    bt_xml_add_copy(bt_xml_root(out), peer ? bt_xml_first(bt_xml_root(doc), NULL) : bt_xml_root(doc));
    char *text = bt_xml_text(bt_xml_root(out), false);
    for (int i = 0; i < 3; i++)
        if ((i != from || bt_xml_is(bt_xml_first(bt_xml_root(out), NULL), "fence_claim")) && m->up[i] && (to == NULL || bt_streq(to, m->name[i])))
            world_message(m->w[i], CARRIER, text);
    free(text);
    bt_xml_free(doc);
    bt_xml_free(out);
    return true;
}

/* Carries what the fencers say to each other until they have nothing more to say; the rest stays in the transcripts. */
int members_carry(struct members *m)
{
    int n = 0;
    for (bool any = true; any;) {
        any = false;
        for (int i = 0; i < 3; i++) {
            char *text = bt_buf_take(&m->w[i]->out);
            struct bt_strv lines = {0};
            bt_strv_split(&lines, text != NULL ? text : "", "\n");
            free(text);
            for (size_t k = 0; k < lines.n; k++) {
                bool carried = m->up[i] && carry_line(m, i, lines.v[k]);
                n += carried ? 1 : 0;
                any = any || carried;
                if (!carried)
                    bt_buf_addf(&m->w[i]->out, "%s\n", lines.v[k]);
            }
            bt_strv_free(&lines);
        }
    }
    return n;
}

/* n1, n2, n3 with these resources each; met, and nothing said any more. */
struct members members_three(const char *r1, const char *r2, const char *r3, const char *levels)
{
    const char *resources[] = {r1, r2, r3};
    struct members m = {.name = {"n1", "n2", "n3"}, .up = {true, true, true}};
    for (int i = 0; i < 3; i++) {
        m.w[i] = world_new();
        m.w[i]->random = 1000 + (uint64_t)i;
        fence_set_local_node(m.w[i]->f, m.name[i]);
        world_message(m.w[i], CARRIER, "<fence_subscribe/>");
        world_cib(m.w[i], resources[i], NULL, levels);
    }
    members_meet(&m);
    members_carry(&m);
    for (int i = 0; i < 3; i++) {
        free(bt_buf_take(&m.w[i]->out));
        free(bt_buf_take(&m.w[i]->logs));
    }
    return m;
}

void members_end(struct members *m)
{
    for (int i = 0; i < 3; i++)
        world_free(m->w[i]);
}

char *members_copy(const char *device)
{
    return bt_strdup(device);
}

void members_ask(struct members *m, int at, const char *action)
{
    char *text = bt_printf(CRMD, action);
    world_message(m->w[at], 7, text);
    free(text);
    members_carry(m);
}

/* The transcript has this; forgets it. */
void world_expect_in(struct world *w, const char *part)
{
    char *got = bt_buf_take(&w->out);
    if (got == NULL || strstr(got, part) == NULL)
        fail_msg("no \"%s\" in:\n%s", part, got);
    free(got);
}

size_t world_entries(struct world *w, const char *part)
{
    size_t n = 0;
    free(bt_buf_take(&w->out));
    world_message(w, 9, "<fence_history id='h'/>");
    char *got = bt_buf_take(&w->out);
    for (const char *p = got; (p = strstr(p, part)) != NULL; p++)
        n++;
    free(got);
    return n;
}

size_t world_times(const struct world *w, const char *part)
{
    size_t n = 0;
    for (const char *p = w->out.text; p != NULL && (p = strstr(p, part)) != NULL; p++)
        n++;
    return n;
}

/* The moment in which a lost member's controller may come back passes. */
void members_stay_away(struct members *m, int waits)
{
    struct world *w = m->w[waits];
    uint64_t token = 0;
    for (const char *at = w->out.text; at != NULL && (at = strstr(at, "timer ")) != NULL; at++) {
        unsigned long long n, delay;
        if (sscanf(at, "timer %llu %llu", &n, &delay) == 2 && delay == 1000)
            token = n;
    }
    assert_int_not_equal(token, 0);
    w->now.mono.ms += 1000;
    world_timer(w, token);
    members_carry(m);
}
