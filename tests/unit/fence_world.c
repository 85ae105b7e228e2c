/* tests/unit/fence_world.c - see fence_world.h.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_world.h"

#include <stdio.h>

struct world *world_new(void)
{
    struct world *w = BT_NEW(struct world);
    w->f = fence_new("n1");
    w->now.wall.s = 1000;
    return w;
}

void world_free(struct world *w)
{
    fence_free(w->f);
    bt_buf_free(&w->out);
    bt_buf_free(&w->logs);
    bt_xml_free(w->kept);
    free(w);
}

static void step(struct world *w, struct fence_event ev);

/* The input on one line: key=value blank key=value. */
static char *flat(const char *input)
{
    char *s = bt_strdup(input);
    for (char *p = s; *p != '\0'; p++)
        if (*p == '\n')
            *p = p[1] == '\0' ? '\0' : ' ';
    return s;
}

static void note_run(struct world *w, const struct fence_run *run, struct bt_strv *metadata)
{
    w->last_run = run->token;
    if (run->words.n > 0) {
        bt_buf_addf(&w->out, "run %" PRIu64 " stonith", run->token);
        for (size_t i = 0; i < run->words.n; i++)
            bt_buf_addf(&w->out, " %s", run->words.v[i]);
        bt_buf_add(&w->out, " with");
        for (size_t i = 0; i < run->env.n; i++)
            bt_buf_addf(&w->out, " %s", run->env.v[i]);
        bt_buf_addf(&w->out, " (%" PRId64 ")\n", run->timeout_ms);
        return;
    }
    if (bt_streq(run->input, "action=metadata\n") && !w->quiet_agents) {
        char token[32];
        snprintf(token, sizeof token, "%" PRIu64, run->token);
        bt_strv_add(metadata, token);
        return;
    }
    char *input = flat(run->input);
    bt_buf_addf(&w->out, "run %" PRIu64 " %s %s (%" PRId64 ")\n", run->token, run->agent, input, run->timeout_ms);
    free(input);
}

static void note(struct world *w, const struct fence_effect *e, struct bt_strv *metadata)
{
    char *text;
    switch (e->kind) {
    case FENCE_FX_RUN:
        note_run(w, &e->run, metadata);
        break;
    case FENCE_FX_KILL:
        bt_buf_addf(&w->out, "kill %" PRIu64 "\n", e->token);
        break;
    case FENCE_FX_TIMER_SET:
        bt_buf_addf(&w->out, "timer %" PRIu64 " %" PRId64 "\n", e->token, e->delay_ms);
        break;
    case FENCE_FX_TIMER_CANCEL:
        bt_buf_addf(&w->out, "cancel %" PRIu64 "\n", e->token);
        break;
    case FENCE_FX_SEND:
        text = bt_xml_text(bt_xml_root(e->message), false);
        bt_buf_addf(&w->out, "send %" PRIu64 " %s\n", e->client, text);
        free(text);
        break;
    case FENCE_FX_KEEP:
        bt_xml_free(w->kept);
        w->kept = bt_xml_doc_of(bt_xml_root(e->message));
        break;
    case FENCE_FX_LOG:
        bt_buf_addf(&w->logs, "%s: %s\n", bt_level_text(e->level), e->text);
        break;
    }
}

static void step(struct world *w, struct fence_event ev)
{
    struct fence_effects fx = {0};
    struct bt_strv metadata = {0};
    ev.now = w->now;
    ev.random = w->random;
    fence_step(w->f, &ev, &fx);
    for (size_t i = 0; i < fx.n; i++)
        note(w, &fx.v[i], &metadata);
    fence_effects_clear(&fx);
    for (size_t i = 0; i < metadata.n; i++)
        world_done(w, strtoull(metadata.v[i], NULL, 10), 0, FENCE_METADATA, NULL);
    bt_strv_free(&metadata);
}

static xmlDoc *parse(const char *text)
{
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    if (bt_xml_parse(text, strlen(text), "the test's XML", &doc, &err) != 0)
        fail_msg("%s in %s", bt_err_text(&err), text);
    return doc;
}

void world_cib(struct world *w, const char *resources, const char *constraints, const char *levels)
{
    char *text = bt_printf("<cib><configuration><crm_config>%s</crm_config><nodes><node id='1' uname='n1'/><node id='2' uname='n2'>"
                           "<instance_attributes id='a'><nvpair id='b' name='rack' value='r7'/></instance_attributes></node></nodes>"
                           "<resources>%s</resources><constraints>%s</constraints><fencing-topology>%s</fencing-topology><acls>%s</acls>"
                           "</configuration><status>%s</status></cib>",
                           w->options != NULL ? w->options : "", resources != NULL ? resources : "", constraints != NULL ? constraints : "", levels != NULL ? levels : "", w->lists != NULL ? w->lists : "",
                           w->status != NULL ? w->status : "");
    xmlDoc *doc = parse(text);
    step(w, (struct fence_event){.kind = FENCE_EV_CIB, .cib = doc});
    bt_xml_free(doc);
    free(text);
}

void world_message(struct world *w, uint64_t client, const char *xml)
{
    xmlDoc *doc = parse(xml);
    step(w, (struct fence_event){.kind = FENCE_EV_REQUEST, .client = client, .request = bt_xml_root(doc), .user = w->user, .groups = w->groups});
    bt_xml_free(doc);
}

void world_done(struct world *w, uint64_t token, int code, const char *output, const char *errors)
{
    step(w, (struct fence_event){
                .kind = FENCE_EV_DONE, .token = token, .started = true, .code = code, .output = output, .errors = errors, .exec_ms = 10});
}

void world_timed_out(struct world *w, uint64_t token)
{
    step(w, (struct fence_event){.kind = FENCE_EV_DONE, .token = token, .started = true, .timed_out = true, .code = 137, .exec_ms = 10});
}

void world_missing(struct world *w, uint64_t token)
{
    step(w, (struct fence_event){.kind = FENCE_EV_DONE, .token = token, .started = false});
}

void world_timer(struct world *w, uint64_t token)
{
    step(w, (struct fence_event){.kind = FENCE_EV_TIMER, .token = token});
}

void world_client_gone(struct world *w, uint64_t client)
{
    step(w, (struct fence_event){.kind = FENCE_EV_CLIENT_GONE, .client = client});
}

void world_pass(struct world *w, int64_t ms)
{
    w->now.mono.ms += ms;
    w->now.wall.s += ms / 1000;
}

void world_expect(struct world *w, const char *lines)
{
    char *got = bt_buf_take(&w->out);
    assert_string_equal(got, lines);
    free(got);
}

void world_expect_log(struct world *w, const char *text)
{
    char *got = bt_buf_take(&w->logs);
    if (strstr(got, text) == NULL)
        fail_msg("no log line with \"%s\" in:\n%s", text, got);
    free(got);
}

const char *device(const char *id, const char *agent, const char *more)
{
    static char *texts[4];
    static unsigned turn;
    struct bt_buf b = {0};
    struct bt_strv pairs = {0};
    bt_strv_split(&pairs, more, "|");
    bt_buf_addf(&b, "<primitive id='%s' class='stonith' type='%s'><instance_attributes id='%s-ia'>", id, agent, id);
    for (size_t i = 0; i < pairs.n; i++) {
        char *value = strchr(pairs.v[i], '=');
        bt_buf_addf(&b, "<nvpair id='%s-%zu' name='%.*s' value='%s'/>", id, i, (int)(value - pairs.v[i]), pairs.v[i], value + 1);
    }
    bt_buf_add(&b, "</instance_attributes></primitive>");
    bt_strv_free(&pairs);
    free(texts[turn % 4]);
    texts[turn % 4] = bt_buf_take(&b);
    return texts[turn++ % 4];
}
