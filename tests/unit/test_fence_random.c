/* tests/unit/test_fence_random.c - whatever comes in whatever order: the fencer's own checks (fencing/check.c) hold after each step, and in the end every request was answered once.
 *
 * What comes: clients' messages, configurations, members that come and go, what their fencers say (answers to what was asked, and to what was not), agents that end in any way,
 * timers in any order.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "fencing/fencing.h"

enum { WAITS = 1, LISTENS, CARRIER, OTHER_CARRIER, CLIENTS }; /* clients; who WAITS never goes */

struct story {
    struct fence *f;
    struct bt_now now;
    uint64_t seed;
    BT_VEC(struct run { uint64_t token; char *input; }) runs;
    BT_VEC(uint64_t) timers;
    struct bt_strv calls; /* the names of what was asked of other members, the newest last */
    size_t asked;
    struct bt_buf answers;
};

static const char METADATA[] = "<resource-agent name='f'><parameters><parameter name='port'/></parameters><actions><action name='on'/><action name='off'/>"
                               "<action name='reboot'/><action name='status'/><action name='list'/></actions></resource-agent>";

static uint64_t draw(struct story *s, uint64_t n)
{
    s->seed ^= s->seed << 13;
    s->seed ^= s->seed >> 7;
    s->seed ^= s->seed << 17;
    return s->seed % n;
}

#define PICK(s, array) ((array)[draw(s, BT_COUNT(array))])

static const char *node(struct story *s)
{
    static const char *const names[] = {"n1", "n2", "n3", "n4", "N2"};
    return PICK(s, names);
}

static const char *action(struct story *s)
{
    static const char *const names[] = {"off", "off", "reboot", "on"};
    return PICK(s, names);
}

static const char *device(struct story *s)
{
    static const char *const names[] = {"a", "b", "c", "watchdog"};
    return PICK(s, names);
}

/* Performing ---------------------------------------------------------------------------------------------------------------- */

static void note_message(struct story *s, const struct fence_effect *e)
{
    const xmlNode *root = bt_xml_root(e->message), *inner = bt_xml_first(root, NULL);
    if (bt_xml_is(root, XE_FENCE_PEER) && bt_xml_id(inner) != NULL)
        bt_strv_add(&s->calls, bt_xml_id(inner));
    if (bt_xml_is(root, XE_FENCE_DONE) && e->client == WAITS && bt_xml_id(root) != NULL)
        bt_buf_addf(&s->answers, "<%s>", bt_xml_id(root));
}

static void drop_timer(struct story *s, uint64_t token)
{
    for (size_t i = 0; i < s->timers.n; i++)
        if (s->timers.v[i] == token) {
            s->timers.v[i] = s->timers.v[--s->timers.n];
            return;
        }
}

static void note(struct story *s, const struct fence_effect *e)
{
    if (e->kind == FENCE_FX_RUN) {
        assert_true(e->run.timeout_ms > 0);
        BT_PUSH(&s->runs, ((struct run){.token = e->run.token, .input = bt_strdup(e->run.input != NULL ? e->run.input : "")}));
    } else if (e->kind == FENCE_FX_TIMER_SET) {
        BT_PUSH(&s->timers, e->token);
    } else if (e->kind == FENCE_FX_TIMER_CANCEL) {
        drop_timer(s, e->token);
    } else if (e->kind == FENCE_FX_SEND) {
        note_message(s, e);
    }
}

static void step(struct story *s, struct fence_event ev)
{
    struct fence_effects fx = {0};
    ev.now = s->now;
    ev.random = draw(s, UINT64_MAX);
    fence_step(s->f, &ev, &fx);
    for (size_t i = 0; i < fx.n; i++)
        note(s, &fx.v[i]);
    fence_effects_clear(&fx);
}

static void feed_xml(struct story *s, enum fence_event_kind kind, uint64_t client, char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), text, &doc, NULL), 0);
    step(s, (struct fence_event){.kind = kind, .client = client, .cib = kind == FENCE_EV_CIB ? doc : NULL, .request = kind == FENCE_EV_CIB ? NULL : bt_xml_root(doc)});
    bt_xml_free(doc);
    free(text);
}

static void message(struct story *s, uint64_t client, char *text)
{
    feed_xml(s, FENCE_EV_REQUEST, client, text);
}

/* What may come -------------------------------------------------------------------------------------------------------------- */

static void a_request(struct story *s)
{
    static const char *const more[] = {"", "", "delay_s='3'", "delay_s='-1'", "timeout_ms='5000'", "tolerance_s='60'", "progress='true'"};
    bool waits = draw(s, 2) == 0;
    size_t number = s->asked;
    s->asked += waits;
    message(s, waits ? WAITS : LISTENS, bt_printf("<fence_request id='%zu' target='%s' action='%s' origin='n1' client='x' %s/>", number, node(s), action(s), PICK(s, more)));
}

static void a_message(struct story *s)
{
    static const char *const simple[] = {"<fence_query/>", "<fence_prove/>", "<fence_proofs/>", "<fence_history/>", "<fence_history cleanup='true'/>", "<fence_subscribe/>", "<nonsense/>", "<fence_peer/>"};
    switch (draw(s, 8)) {
    case 0: message(s, LISTENS, bt_printf("<fence_confirm id='x' target='%s'/>", node(s))); break;
    case 1: message(s, LISTENS, bt_printf("<fence_query id='x' target='%s'/>", node(s))); break;
    case 2: message(s, LISTENS, bt_printf("<fence_check id='x' device='%s'/>", device(s))); break;
    case 3: message(s, LISTENS, bt_printf("<fence_targets id='x' device='%s'/>", device(s))); break;
    case 4: message(s, LISTENS, bt_printf("<fence_register><fence_device id='%s' agent='fence_%s'><nvpair name='pcmk_host_check' value='status'/></fence_device></fence_register>", device(s), device(s))); break;
    case 5: message(s, LISTENS, bt_printf("<fence_deregister><fence_device id='%s'/></fence_deregister>", device(s))); break;
    default: message(s, LISTENS, bt_strdup(PICK(s, simple))); break;
    }
}

static void add_device(struct story *s, struct bt_buf *b, const char *id)
{
    static const char *const params[] = {"<nvpair name='pcmk_host_list' value='n2 n3'/>", "<nvpair name='pcmk_host_list' value='n1,n2,n3,n4'/>", "<nvpair name='pcmk_host_check' value='status'/>",
                                         "<nvpair name='pcmk_host_check' value='dynamic-list'/>", "<nvpair name='pcmk_host_check' value='none'/>", ""};
    static const char *const more[] = {"", "<nvpair name='pcmk_delay_base' value='2s'/>", "<nvpair name='pcmk_action_limit' value='3'/>", "<nvpair name='pcmk_action_limit' value='-1'/>", "<nvpair name='pcmk_off_retries' value='4'/>",
                                       "<nvpair name='pcmk_off_timeout' value='0'/>"};
    static const char *const types[] = {"fence_a", "fence_a", "fence_b", "external/x"};
    if (draw(s, 4) != 0)
        bt_buf_addf(b, "<primitive id='%s' class='stonith' type='%s'><instance_attributes id='i'>%s%s</instance_attributes></primitive>", id, PICK(s, types), PICK(s, params), PICK(s, more));
}

static void a_cib(struct story *s)
{
    static const char *const levels[] = {"", "", "<fencing-level id='1' index='1' target='n2' devices='a,b'/><fencing-level id='2' index='2' target='n2' devices='watchdog'/>", "<fencing-level id='1' index='3' target-pattern='n.' devices='b'/>"};
    static const char *const options[] = {"", "<nvpair name='stonith-watchdog-timeout' value='10s'/>", "<nvpair name='stonith-timeout' value='0'/>", "<nvpair name='stonith-watchdog-timeout' value='-1'/>"};
    struct bt_buf devices = {0};
    bt_buf_add(&devices, "");
    add_device(s, &devices, "a");
    add_device(s, &devices, "b");
    add_device(s, &devices, "c");
    feed_xml(s, FENCE_EV_CIB, 0,
             bt_printf("<cib><configuration><crm_config><cluster_property_set id='cib-bootstrap-options'>%s</cluster_property_set></crm_config><nodes><node id='1' uname='n1'/><node id='2' uname='n2'/><node id='3' uname='n3'/></nodes>"
                       "<resources>%s</resources><constraints/><fencing-topology>%s</fencing-topology></configuration><status/></cib>",
                       PICK(s, options), devices.text != NULL ? devices.text : "", PICK(s, levels)));
    bt_buf_free(&devices);
}

static void the_members(struct story *s)
{
    static const char *const guards[] = {"", "watchdog_ms='5000' life='L1'", "watchdog_ms='5000' life='L2'"};
    struct bt_buf b = {0};
    for (int i = 2; i <= 4; i++)
        if (draw(s, 3) != 0)
            bt_buf_addf(&b, "<node uname='n%d' %s/>", i, PICK(s, guards));
    message(s, draw(s, 8) == 0 ? OTHER_CARRIER : CARRIER, bt_printf("<fence_members quorate='%s' life='L0'>%s</fence_members>", draw(s, 5) == 0 ? "false" : "true", b.text != NULL ? b.text : ""));
    bt_buf_free(&b);
}

/* The name of something that was asked, most often lately; or of nothing. */
static const char *a_call(struct story *s)
{
    size_t lately = s->calls.n < 4 ? s->calls.n : 4;
    return lately > 0 && draw(s, 8) != 0 ? s->calls.v[s->calls.n - 1 - draw(s, lately)] : "0-0";
}

static void a_member_speaks(struct story *s)
{
    char *inner = NULL;
    const char *from = node(s);
    switch (draw(s, 12)) {
    case 0: inner = bt_printf("<fence_query id='q%d' target='%s' action='%s'/>", (int)draw(s, 9), node(s), action(s)); break;
    case 1: case 2: inner = bt_printf("<fence_devices id='%s'><fence_device id='%s' timeout_ms='9000' %s/></fence_devices>", a_call(s), device(s), draw(s, 2) == 0 ? "off-then-on='true'" : "unfences='true'"); break;
    case 3: inner = bt_printf("<fence_run id='r%d' device='%s' target='%s' action='%s' timeout_ms='%d' delay_s='%d'/>", (int)draw(s, 9), device(s), node(s), action(s), (int)draw(s, 3) * 4000 - 4000, (int)draw(s, 2)); break;
    case 4: case 5: inner = bt_printf("<fence_ran id='%s' device='%s' rc='%d' reason='so' exec_ms='5'/>", a_call(s), device(s), (int)draw(s, 2)); break;
    case 6: inner = bt_printf("<fence_claim id='%s' target='%s' action='%s'/>", a_call(s), node(s), action(s)); from = draw(s, 2) == 0 ? "n1" : from; break;
    case 7: inner = bt_printf("<fence_done target='%s' action='%s' rc='%d' completed='%d' executed_by='%s'/>", node(s), action(s), (int)draw(s, 2), (int)s->now.wall.s, draw(s, 4) == 0 ? "a human" : node(s)); break;
    case 8: inner = bt_printf("<fence_request target='%s' action='%s' origin='n2' client='y'/>", node(s), action(s)); break;
    case 9: inner = bt_strdup(draw(s, 2) == 0 ? "<fence_history/>" : "<fence_prove id='p'/>"); break;
    case 10: inner = bt_printf("<fence_proofs id='%s'/>", a_call(s)); break;
    default: inner = bt_printf("<fence_events><fence_event target='%s' action='%s' status='success' completed='%d' rc='0'/></fence_events>", node(s), action(s), (int)s->now.wall.s); break;
    }
    message(s, CARRIER, bt_printf("<fence_peer from='%s'>%s</fence_peer>", from, inner));
    free(inner);
}

static void end_run(struct story *s, bool well)
{
    static const char *const said[] = {METADATA, "n2\nn3,n4\n", "", "<garbage", NULL};
    if (s->runs.n == 0)
        return;
    size_t i = draw(s, s->runs.n);
    struct run run = s->runs.v[i];
    s->runs.v[i] = s->runs.v[--s->runs.n];
    bool metadata = bt_streq(run.input, "action=metadata\n");
    static const int codes[] = {0, 0, 1, 2};
    step(s, (struct fence_event){.kind = FENCE_EV_DONE, .token = run.token, .started = well || draw(s, 10) != 0, .timed_out = !well && draw(s, 10) == 0, .code = well ? 0 : PICK(s, codes),
                                 .output = metadata && draw(s, 4) != 0 ? METADATA : PICK(s, said), .exec_ms = 10});
    free(run.input);
}

static void fire_timer(struct story *s)
{
    if (s->timers.n == 0)
        return;
    uint64_t token = PICK(s, ((uint64_t[]){s->timers.v[0], s->timers.v[draw(s, s->timers.n)], s->timers.v[s->timers.n - 1]}));
    drop_timer(s, token);
    step(s, (struct fence_event){.kind = FENCE_EV_TIMER, .token = token});
}

static void pass(struct story *s, int64_t ms)
{
    s->now.mono.ms += ms;
    s->now.wall.s += ms / 1000;
}

static void something(struct story *s)
{
    switch (draw(s, 24)) {
    case 0: case 1: case 2: a_request(s); break;
    case 3: case 4: a_message(s); break;
    case 5: a_cib(s); break;
    case 6: case 7: the_members(s); break;
    case 8: case 9: case 10: case 11: case 12: a_member_speaks(s); break;
    case 13: case 14: case 15: fire_timer(s); break;
    case 16: step(s, (struct fence_event){.kind = FENCE_EV_CLIENT_GONE, .client = LISTENS + draw(s, CLIENTS - LISTENS)}); break;
    case 17: pass(s, (int64_t)draw(s, 70000)); break;
    case 18: fence_set_watchdog(s->f, draw(s, 3) == 0 ? 0 : 5000, (int64_t)draw(s, 2) * 30000, NULL); break;
    default: end_run(s, false); break;
    }
}

/* All that is under way comes to its end: agents do, timers fire. */
static void drain(struct story *s)
{
    for (int round = 0; round < 5000 && s->runs.n + s->timers.n > 0; round++) {
        pass(s, 1000);
        if (s->runs.n > 0)
            end_run(s, true);
        else
            fire_timer(s);
    }
    assert_int_equal(s->runs.n + s->timers.n, 0);
}

static size_t times(const char *text, size_t number)
{
    char *word = bt_printf("<%zu>", number);
    size_t n = 0;
    for (const char *at = text; at != NULL && (at = strstr(at, word)) != NULL; at++)
        n++;
    free(word);
    return n;
}

static void run_seed(uint64_t seed)
{
    struct story s = {.f = fence_new("n1"), .seed = seed, .now.wall.s = 100000};
    if (draw(&s, 4) != 0)
        a_cib(&s);
    for (int i = 0; i < 300; i++)
        something(&s);
    drain(&s);
    for (size_t i = 0; i < s.asked; i++)
        if (times(s.answers.text, i) != 1)
            fail_msg("request %zu of seed %" PRIu64 " was answered %zu times", i, seed, times(s.answers.text, i));
    fence_free(s.f);
    BT_VEC_FREE(&s.runs);
    BT_VEC_FREE(&s.timers);
    bt_strv_free(&s.calls);
    bt_buf_free(&s.answers);
}

static void every_request_is_answered_once_whatever_comes(void **state)
{
    (void)state;
    for (uint64_t seed = 1; seed <= 250; seed++)
        run_seed(seed * UINT64_C(2654435761));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(every_request_is_answered_once_whatever_comes)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
