/* tests/unit/test_fence_peers.c - stories of several members' fencers: who does it, what they tell each other, the history that they share.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/fence_world.h"

#define CARRIER 1 /* each fencer's controller: client 1 */
#define CRMD "<fence_request id='1' target='n3' action='%s' origin='n1' client='crmd'/>"

struct members {
    struct world *w[3];
    const char *name[3];
    bool up[3];
};

/* but: this one's controller is not there to tell it; -1: each is told. */
static void meet_but(struct members *m, int but)
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

static void meet(struct members *m)
{
    meet_but(m, -1);
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
static int carry(struct members *m)
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
static struct members three(const char *r1, const char *r2, const char *r3, const char *levels)
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
    meet(&m);
    carry(&m);
    for (int i = 0; i < 3; i++) {
        free(bt_buf_take(&m.w[i]->out));
        free(bt_buf_take(&m.w[i]->logs));
    }
    return m;
}

static void end(struct members *m)
{
    for (int i = 0; i < 3; i++)
        world_free(m->w[i]);
}

static char *copy(const char *device)
{
    return bt_strdup(device);
}

static void ask(struct members *m, int at, const char *action)
{
    char *text = bt_printf(CRMD, action);
    world_message(m->w[at], 7, text);
    free(text);
    carry(m);
}

/* The transcript has this; forgets it. */
static void expect_in(struct world *w, const char *part)
{
    char *got = bt_buf_take(&w->out);
    if (got == NULL || strstr(got, part) == NULL)
        fail_msg("no \"%s\" in:\n%s", part, got);
    free(got);
}

static size_t entries(struct world *w, const char *part)
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

/* Who does it -------------------------------------------------------------------------------------------------------- */

static void the_member_that_has_the_device_does_it(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "reboot");
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\ntimer 3 65000\ncancel 2\n"); /* its claim, the question, the call */
    world_expect(m.w[1], "run 2 fence_x action=reboot nodename=n3 port=n3 (60000)\n");
    world_done(m.w[1], 2, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"reboot\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n2\"");
    for (int i = 0; i < 3; i++)
        assert_int_equal(entries(m.w[i], "delegate=\"n2\" status=\"success\""), 1);
    free(d);
    end(&m);
    (void)state;
}

static void what_can_be_done_here_is_claimed_and_done(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, d, "", NULL);
    char *text = bt_printf(CRMD, "off");
    world_message(m.w[0], 7, text);
    assert_null(strstr(m.w[0]->out.text, "run ")); /* not before the members know */
    assert_int_equal(carry(&m), 1);
    expect_in(m.w[0], "run 3 fence_x action=off");
    free(text);
    free(d);
    end(&m);
    (void)state;
}

static void a_device_that_fails_here_is_tried_from_there(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = three(d, d, "", NULL);
    ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no route to host");
    carry(&m);
    expect_in(m.w[1], "run 2 fence_x action=off nodename=n3");
    world_done(m.w[1], 2, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "executed_by=\"n2\"");
    free(d);
    end(&m);
    (void)state;
}

static void when_nobody_can_it_is_said(void **state)
{
    struct members m = three("", "", "", NULL);
    ask(&m, 0, "off");
    expect_in(m.w[0], "rc=\"105\" reason=\"No device configured for target 'n3'");
    end(&m);
    (void)state;
}

static void a_failure_there_is_the_answer_here(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "off");
    world_done(m.w[1], 2, 1, NULL, "plug is stuck");
    carry(&m);
    expect_in(m.w[0], "reason=\"device a on n2: fence_x ended with 1: plug is stuck\"");
    free(d);
    end(&m);
    (void)state;
}

static void a_level_may_have_its_devices_at_two_members(void **state)
{
    char *a = copy(device("a", "fence_x", "pcmk_host_list=n3")), *b = copy(device("b", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(a, b, "", "<fencing-level id='l' target='n3' index='1' devices='a,b'/>");
    ask(&m, 0, "reboot");
    expect_in(m.w[0], "fence_x action=off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[1], "run 2 fence_x action=off");
    world_done(m.w[1], 2, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "fence_x action=on");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[1], "run 3 fence_x action=on");
    world_done(m.w[1], 3, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "rc=\"0\" reason=\"\" device=\"a,b\"");
    free(a);
    free(b);
    end(&m);
    (void)state;
}

/* Members that are lost, late, or of an earlier run --------------------------------------------------------------------------- */

static void a_member_that_is_lost_at_it_gives_way(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", d, d, NULL);
    ask(&m, 0, "off");
    expect_in(m.w[1], "run 2 fence_x action=off");
    m.up[1] = false;
    meet(&m);
    carry(&m);
    world_expect_log(m.w[0], "fence device a on n2: off of n3 failed: that member was lost");
    expect_in(m.w[2], "run 2 fence_x action=off"); /* better itself than nobody */
    free(d);
    end(&m);
    (void)state;
}

static void a_member_that_is_lost_is_not_waited_for(void **state)
{
    struct members m = three("", "", "", NULL);
    m.up[1] = m.up[2] = false; /* they get nothing, and this is not known yet */
    ask(&m, 0, "off");
    expect_in(m.w[0], "timer 2 65000\n");
    meet(&m);
    expect_in(m.w[0], "cancel 2\nsend 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"105\"");
    end(&m);
    (void)state;
}

static void a_member_that_does_not_answer_is_waited_for_with_a_bound(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_timeout=90s|pcmk_delay_max=7s"));
    struct members m = three("", d, "", NULL);
    m.up[1] = false;
    ask(&m, 0, "off");
    world_timer(m.w[0], 2);
    world_expect_log(m.w[0], "n2 did not say in time whether it can fence n3");
    expect_in(m.w[0], "rc=\"105\"");
    m.up[1] = true;
    ask(&m, 0, "off");
    expect_in(m.w[0], "timer 5 102000\n"); /* its time, its delay, the way */
    world_timer(m.w[0], 5);
    expect_in(m.w[0], "rc=\"124\" reason=\"device a on n2: that member did not answer in time\"");
    free(d);
    end(&m);
    (void)state;
}

static void an_answer_to_an_earlier_run_is_nobody_s(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "off");
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\ntimer 3 65000\ncancel 2\n");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e9-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    world_message(m.w[0], CARRIER, "<fence_peer from='n3'><fence_ran id='00000000000003e8-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e8-3' device='b' rc='0' exec_ms='1'/></fence_peer>");
    world_expect(m.w[0], "");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_ran id='00000000000003e8-3' device='a' rc='0' exec_ms='1'/></fence_peer>");
    expect_in(m.w[0], "rc=\"0\"");
    free(d);
    end(&m);
    (void)state;
}

static void without_its_controller_a_fencer_works_alone(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "off");
    free(bt_buf_take(&m.w[0]->out));
    world_client_gone(m.w[0], CARRIER);
    world_expect(m.w[0], "timer 4 10000\n"); /* it may start again */
    world_timer(m.w[0], 4);
    expect_in(m.w[0], "reason=\"device a on n2: that member was lost\"");
    ask(&m, 0, "off");
    expect_in(m.w[0], "rc=\"105\"");
    free(d);
    end(&m);
    (void)state;
}

/* Equal requests -------------------------------------------------------------------------------------------------------------- */

#define OFF "<fence_request id='1' target='n3' action='off' origin='n1' client='crmd'/>"

static size_t times(const struct world *w, const char *part)
{
    size_t n = 0;
    for (const char *p = w->out.text; p != NULL && (p = strstr(p, part)) != NULL; p++)
        n++;
    return n;
}

/* n1 and n2 have the device; both are asked for the same before either has heard of the other. */
static struct members both_asked(char *d)
{
    struct members m = three(d, d, "", NULL);
    world_message(m.w[0], 7, OFF);
    world_message(m.w[1], 8, OFF);
    carry(&m);
    return m;
}

static void of_two_equal_requests_at_the_same_time_the_first_in_the_group_s_order_is_done(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = both_asked(d);
    assert_int_equal(times(m.w[0], "fence_x action=off") + times(m.w[1], "fence_x action=off"), 1);
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    expect_in(m.w[1], "send 8 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    end(&m);
    (void)state;
}

static void a_request_joins_what_another_member_has_in_progress_until_it_is_over(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, d, "", NULL);
    ask(&m, 0, "off");
    world_message(m.w[1], 8, OFF);
    carry(&m);
    world_expect_log(m.w[1], "joins the request of n1, which is in progress");
    assert_int_equal(times(m.w[1], "run "), 0);
    ask(&m, 1, "reboot");
    assert_int_equal(times(m.w[1], "run "), 1); /* another action is not joined */
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[1], "send 8 <fence_done id=\"1\"");
    world_message(m.w[1], 8, OFF);
    carry(&m);
    assert_int_equal(entries(m.w[1], "action=\"off\" target=\"n3\""), 2); /* a new one is a new one */
    free(d);
    end(&m);
    (void)state;
}

static void who_waits_for_a_member_that_is_lost_goes_on_itself(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = both_asked(d);
    m.up[0] = false;
    meet(&m);
    carry(&m);
    assert_int_equal(times(m.w[1], "fence_x action=off"), 1);
    free(d);
    end(&m);
    (void)state;
}

static void a_fencer_that_starts_anew_has_claimed_nothing(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, d, "", NULL);
    ask(&m, 0, "off");
    world_free(m.w[0]); /* it crashes */
    m.w[0] = world_new();
    m.w[0]->random = 77;
    world_cib(m.w[0], d, NULL, NULL);
    meet(&m);
    carry(&m);
    world_message(m.w[1], 8, OFF);
    carry(&m);
    assert_int_equal(times(m.w[1], "fence_x action=off"), 1);
    free(d);
    end(&m);
    (void)state;
}

static void a_group_that_does_not_bring_the_claim_back_is_not_waited_for_long(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    m.up[0] = false;
    ask(&m, 0, "off");
    expect_in(m.w[0], "timer 2 500\n");
    world_timer(m.w[0], 2);
    expect_in(m.w[0], "fence_x action=off");
    free(d);
    end(&m);
    (void)state;
}

/* A controller that starts again ------------------------------------------------------------------------------------------------ */

/* n2 does it for n1, whose controller dies. */
static struct members relayed_and_alone(char *d)
{
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "off");
    free(bt_buf_take(&m.w[0]->out));
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    meet_but(&m, 0);
    carry(&m);
    return m;
}

static void back(struct members *m)
{
    m->up[0] = true;
    world_message(m->w[0], CARRIER, "<fence_subscribe/>");
    meet(m);
    carry(m);
}

static void a_relayed_call_outlives_the_asking_controller(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = relayed_and_alone(d);
    back(&m);
    assert_int_equal(times(m.w[1], "run "), 1);
    world_message(m.w[0], 7, OFF); /* who starts again asks again */
    carry(&m);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    carry(&m);
    assert_int_equal(times(m.w[1], "run "), 1);
    expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    end(&m);
    (void)state;
}

static void an_answer_that_nobody_heard_is_given_again(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = relayed_and_alone(d);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    carry(&m); /* n1 is not there */
    assert_int_equal(times(m.w[0], "fence_done"), 0);
    back(&m);
    expect_in(m.w[0], "send 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    assert_int_equal(times(m.w[1], "run "), 1);
    free(d);
    end(&m);
    (void)state;
}

static void another_member_s_call_of_the_same_device_joins_the_one_that_runs(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n9"));
    struct members m = three("", d, "", NULL);
    world_message(m.w[0], 7, "<fence_request id='1' target='n9' action='off'/>");
    carry(&m);
    m.up[0] = false; /* n1 is lost, with its claim */
    meet(&m);
    carry(&m);
    world_message(m.w[2], 9, "<fence_request id='1' target='n9' action='off'/>");
    carry(&m);
    world_expect_log(m.w[1], "off of n9 for n3 is under way already");
    assert_int_equal(times(m.w[1], "run "), 1);
    world_done(m.w[1], m.w[1]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[2], "send 9 <fence_done id=\"1\" target=\"n9\" action=\"off\" rc=\"0\"");
    free(d);
    end(&m);
    (void)state;
}

static void what_was_fenced_while_nobody_listened_is_told_later(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    ask(&m, 0, "off");
    m.up[0] = false;
    world_client_gone(m.w[0], CARRIER);
    world_client_gone(m.w[0], 7);
    free(bt_buf_take(&m.w[0]->out));
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    assert_int_equal(times(m.w[0], "fence_done"), 0);
    world_message(m.w[0], 11, "<fence_subscribe/>");
    expect_in(m.w[0], "send 11 <fence_done target=\"n3\" action=\"off\" rc=\"0\"");
    world_message(m.w[0], 12, "<fence_subscribe/>");
    assert_int_equal(times(m.w[0], "fence_done"), 0);
    free(d);
    end(&m);
    (void)state;
}

static void rubbish_of_a_member_does_no_harm(void **state)
{
    static const char *const rubbish[] = {"<fence_peer/>", "<fence_peer from='n2'/>", "<fence_peer from='n2'><fence_run/></fence_peer>",
                                          "<fence_peer from='n2'><fence_query/></fence_peer>", "<fence_peer from='n2'><fence_ran/></fence_peer>",
                                          "<fence_peer from='n2'><fence_done/></fence_peer>", "<fence_peer from='n2'><fence_devices/></fence_peer>",
                                          "<fence_peer from='n2'><fence_request/></fence_peer>", "<fence_peer from='n2'><fence_claim/></fence_peer>", "<fence_peer from='n1'><fence_claim/></fence_peer>", "<fence_peer from='n2'><fence_events><fence_event/></fence_events></fence_peer>",
                                          "<fence_peer from='n2'><fence_run device='a' action='explode' target='n3'/></fence_peer>"};
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    for (size_t i = 0; i < BT_COUNT(rubbish); i++)
        world_message(m.w[0], CARRIER, rubbish[i]);
    char *got = bt_buf_take(&m.w[0]->out);
    assert_null(strstr(got, "run "));
    assert_int_equal(entries(m.w[0], "<fence_event "), 0);
    free(got);
    free(d);
    end(&m);
    (void)state;
}

/* Oneself ------------------------------------------------------------------------------------------------------------------- */

static void of_oneself_another_member_is_the_judge(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", d, d, NULL);
    ask(&m, 2, "reboot");
    expect_in(m.w[1], "run 3 fence_x action=reboot");
    world_done(m.w[1], 3, 0, NULL, NULL);
    carry(&m);
    char *got = bt_buf_take(&m.w[2]->out);
    assert_non_null(strstr(got, "send 7 <fence_done id=\"1\" target=\"n3\" action=\"reboot\" rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n2\""));
    assert_null(strstr(got, "run ")); /* not also by itself */
    assert_int_equal(entries(m.w[2], "<fence_event "), 1);
    assert_int_equal(entries(m.w[0], "<fence_event "), 1);
    free(got);
    free(d);
    end(&m);
    (void)state;
}

static void without_another_it_fences_itself(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three("", "", d, NULL);
    ask(&m, 2, "reboot");
    expect_in(m.w[2], "fence_x action=reboot");
    m.up[0] = m.up[1] = false;
    free(d);
    end(&m);
    (void)state;
}

static void when_the_judge_is_lost_another_is_asked(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, d, "", NULL);
    ask(&m, 2, "reboot");
    expect_in(m.w[0], "run 3 fence_x action=reboot");
    m.up[0] = false;
    meet(&m);
    carry(&m);
    expect_in(m.w[1], "run 3 fence_x action=reboot");
    free(d);
    end(&m);
    (void)state;
}

static void the_target_is_asked_last(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = three("", d, d, NULL);
    m.up[1] = false; /* its answer comes later */
    char *text = bt_printf(CRMD, "off");
    world_message(m.w[0], 7, text);
    carry(&m);
    world_expect(m.w[0], "timer 1 500\ncancel 1\ntimer 2 65000\n");
    world_expect(m.w[2], "");
    world_message(m.w[0], CARRIER, "<fence_peer from='n2'><fence_devices id='00000000000003e8-2' target='n3' rc='0'><fence_device id='a'/></fence_devices></fence_peer>");
    expect_in(m.w[0], "<fence_peer to=\"n2\"><fence_run ");
    free(text);
    free(d);
    end(&m);
    (void)state;
}

/* Unfencing ------------------------------------------------------------------------------------------------------------------- */

#define FABRIC(attributes)                                                                                                                 \
    "<resource-agent name='f'><parameters><parameter name='port'/></parameters><actions><action name='on' " attributes                      \
    "/><action name='off'/><action name='monitor'/></actions></resource-agent>"

/* Devices a (unfences) and b (power) at n1, with this metadata of a's agent. */
static struct members fabric(const char *metadata, const char *at_n3)
{
    char *both = bt_printf("%s%s", device("b", "fence_power", "pcmk_host_list=n3"), device("a", "fence_fabric", "pcmk_host_list=n3"));
    struct members m = {.name = {"n1", "n2", "n3"}, .up = {true, true, true}};
    const char *resources[] = {both, "", at_n3 != NULL ? both : ""};
    for (int i = 0; i < 3; i++) {
        m.w[i] = world_new();
        m.w[i]->quiet_agents = true;
        fence_set_local_node(m.w[i]->f, m.name[i]);
        world_message(m.w[i], CARRIER, "<fence_subscribe/>");
        world_cib(m.w[i], resources[i], NULL, "<fencing-level id='l' target='n3' index='1' devices='b'/>");
        if (i != 1 && resources[i][0] != '\0') {
            world_done(m.w[i], 1, 0, FENCE_METADATA, NULL);
            world_done(m.w[i], 2, 0, metadata, NULL);
        }
    }
    meet(&m);
    carry(&m);
    for (int i = 0; i < 3; i++)
        free(bt_buf_take(&m.w[i]->out));
    free(both);
    return m;
}

static void a_node_is_let_in_by_all_devices_that_need_it(void **state)
{
    struct members m = fabric(FABRIC("automatic='1'"), NULL);
    ask(&m, 0, "on");
    expect_in(m.w[0], "fence_fabric action=on nodename=n3 port=n3 (60000)\n");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "action=\"on\" rc=\"0\" reason=\"\" device=\"a\"");
    end(&m);
    (void)state;
}

static void a_failed_unfencing_is_not_replaced_by_power(void **state)
{
    struct members m = fabric(FABRIC("required='1'"), NULL);
    ask(&m, 0, "on");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no key");
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "no key");
    carry(&m);
    expect_in(m.w[0], "rc=\"1\" reason=\"device a: fence_fabric ended with 1: no key\"");
    end(&m);
    (void)state;
}

static void an_agent_may_have_to_run_on_the_node_itself(void **state)
{
    struct members m = fabric(FABRIC("automatic='1' on_target='1'"), "n3 too");
    ask(&m, 0, "on");
    char *here = bt_buf_take(&m.w[0]->out);
    assert_null(strstr(here, "run "));
    free(here);
    expect_in(m.w[2], "fence_fabric action=on nodename=n3");
    world_done(m.w[2], m.w[2]->last_run, 0, NULL, NULL);
    carry(&m);
    expect_in(m.w[0], "rc=\"0\" reason=\"\" device=\"a\" executed_by=\"n3\"");
    end(&m);
    (void)state;
}

static void without_such_devices_on_is_as_any_action(void **state)
{
    struct members m = fabric(FENCE_METADATA, NULL);
    ask(&m, 0, "on");
    expect_in(m.w[0], "fence_power action=on"); /* as the level says */
    end(&m);
    (void)state;
}

/* History ----------------------------------------------------------------------------------------------------------------------- */

static void a_member_that_comes_learns_what_was_done(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    m.up[1] = m.up[2] = false;
    meet(&m);
    ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    assert_int_equal(entries(m.w[1], "<fence_event "), 0);
    m.up[1] = true;
    meet(&m);
    carry(&m);
    assert_int_equal(entries(m.w[1], "target=\"n3\" client=\"crmd\" origin=\"n1\" delegate=\"n1\" status=\"success\""), 1);
    m.up[0] = false; /* comes and goes: it is the same one */
    meet(&m);
    m.up[0] = true;
    meet(&m);
    carry(&m);
    assert_int_equal(entries(m.w[1], "<fence_event "), 1);
    assert_int_equal(entries(m.w[0], "<fence_event "), 1);
    free(d);
    end(&m);
    (void)state;
}

static void it_is_cleaned_at_all_members(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    ask(&m, 0, "off");
    world_done(m.w[0], m.w[0]->last_run, 0, NULL, NULL);
    carry(&m);
    assert_int_equal(entries(m.w[2], "<fence_event "), 1);
    world_message(m.w[1], 9, "<fence_history id='c' target='n3' cleanup='true'/>");
    carry(&m);
    for (int i = 0; i < 3; i++)
        assert_int_equal(entries(m.w[i], "<fence_event "), 0);
    free(d);
    end(&m);
    (void)state;
}

static void it_survives_the_daemon(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = three(d, "", "", NULL);
    ask(&m, 0, "off");
    world_pass(m.w[0], 5000);
    world_done(m.w[0], m.w[0]->last_run, 1, NULL, "broken");
    carry(&m);
    world_message(m.w[0], 9, "<fence_confirm id='1' target='n3' origin='n1' client='stonith_admin.7'/>");
    struct world *next = world_new();
    fence_load(next->f, bt_xml_root(m.w[0]->kept));
    fence_load(next->f, NULL);
    assert_int_equal(entries(next, "<fence_event "), 2);
    assert_int_equal(entries(next, "delegate=\"a human\" status=\"success\""), 1);
    assert_int_equal(entries(next, "reason=\"device a: fence_x ended with 1: broken\" completed=\"1005\""), 1);
    world_free(next);
    free(d);
    end(&m);
    (void)state;
}

static void a_confirmation_there_ends_a_fencing_here(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3"));
    struct members m = three(d, "", "", NULL);
    ask(&m, 0, "off");
    world_message(m.w[1], 9, "<fence_confirm id='1' target='n3' origin='n2' client='stonith_admin.7'/>");
    carry(&m);
    expect_in(m.w[0], "kill 3\nsend 7 <fence_done id=\"1\" target=\"n3\" action=\"off\" rc=\"0\"");
    free(d);
    end(&m);
    (void)state;
}

/* Proof -------------------------------------------------------------------------------------------------------------------------- */

/* What the member's records say, one line each. */
static void expect_proofs(struct world *w, const char *expected)
{
    struct bt_buf b = {0};
    free(bt_buf_take(&w->out));
    world_message(w, 9, "<fence_proofs id='p'/>");
    char *got = bt_buf_take(&w->out);
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(got + 7, strlen(got + 7), "proofs", &doc, NULL), 0);
    bt_xml_each(n, bt_xml_root(doc), "fence_proof")
        bt_buf_addf(&b, "%s>%s by %s %s rc %s at %s, proven %s in %s\n", bt_xml_get(n, "executed_by"), bt_xml_get(n, "target"), bt_xml_get(n, "device"),
                    bt_xml_get_bool(n, "fenced", false) ? "fenced" : "checked", bt_xml_get(n, "rc"), bt_xml_get(n, "completed"), bt_xml_get(n, "proven"),
                    bt_xml_get(n, "exec_ms"));
    char *text = bt_buf_take(&b);
    assert_string_equal(text != NULL ? text : "", expected);
    free(text);
    free(got);
    bt_xml_free(doc);
}

static void every_path_is_checked_from_its_side(void **state)
{
    char *a = copy(device("a", "fence_x", "pcmk_host_list=n1 n2")), *b = copy(device("b", "fence_x", "pcmk_host_list=n1|pcmk_status_retries=1"));
    struct members m = three(a, b, "", NULL);
    world_pass(m.w[1], 500000);
    world_message(m.w[0], 9, "<fence_prove id='r'/>");
    carry(&m);
    expect_in(m.w[0], "run 3 fence_x action=status nodename=n2 port=n2"); /* n1 is itself */
    expect_in(m.w[1], "run 3 fence_x action=status nodename=n1 port=n1");
    world_done(m.w[0], 3, 2, NULL, NULL); /* off: it is known */
    carry(&m);
    world_done(m.w[1], 3, 1, NULL, "login refused");
    carry(&m);
    expect_in(m.w[0], "send 9 <fence_proofs id=\"r\">");
    expect_proofs(m.w[0], "n1>n2 by a checked rc 0 at 1000, proven 1000 in 10\nn2>n1 by b checked rc 1 at 1500, proven 0 in 0\n");
    free(a);
    free(b);
    end(&m);
    (void)state;
}

static void a_fencing_is_the_better_proof_and_all_have_it(void **state)
{
    char *d = copy(device("a", "fence_x", "pcmk_host_list=n3|pcmk_off_retries=1"));
    struct members m = three("", d, "", NULL);
    ask(&m, 0, "off");
    world_done(m.w[1], 2, 0, NULL, NULL);
    carry(&m);
    for (int i = 0; i < 3; i++)
        expect_proofs(m.w[i], "n2>n3 by a fenced rc 0 at 1000, proven 1000 in 10\n");
    world_pass(m.w[0], 60000);
    ask(&m, 0, "off");
    world_done(m.w[1], 3, 1, NULL, "broken");
    carry(&m);
    expect_proofs(m.w[0], "n2>n3 by a fenced rc 1 at 1060, proven 1000 in 10\n"); /* when it last was, and that it is not now */
    struct world *next = world_new();
    fence_load(next->f, bt_xml_root(m.w[0]->kept));
    expect_proofs(next, "n2>n3 by a fenced rc 1 at 1060, proven 1000 in 10\n");
    world_free(next);
    free(d);
    end(&m);
    (void)state;
}

static void a_round_ends_without_those_that_are_lost_or_late(void **state)
{
    struct members m = three("", "", "", NULL);
    m.up[1] = m.up[2] = false;
    world_message(m.w[0], 9, "<fence_prove id='r'/>");
    carry(&m);
    world_expect(m.w[0], "timer 1 300000\n");
    m.up[2] = true;
    meet(&m);
    carry(&m);
    world_timer(m.w[0], 1);
    world_expect_log(m.w[0], "n3 did not say in time what its fence devices can do");
    expect_in(m.w[0], "send 9 <fence_proofs id=\"r\"/>");
    end(&m);
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_member_that_has_the_device_does_it),
        cmocka_unit_test(what_can_be_done_here_is_claimed_and_done),
        cmocka_unit_test(a_device_that_fails_here_is_tried_from_there),
        cmocka_unit_test(when_nobody_can_it_is_said),
        cmocka_unit_test(a_failure_there_is_the_answer_here),
        cmocka_unit_test(a_level_may_have_its_devices_at_two_members),
        cmocka_unit_test(a_member_that_is_lost_at_it_gives_way),
        cmocka_unit_test(a_member_that_is_lost_is_not_waited_for),
        cmocka_unit_test(a_member_that_does_not_answer_is_waited_for_with_a_bound),
        cmocka_unit_test(an_answer_to_an_earlier_run_is_nobody_s),
        cmocka_unit_test(without_its_controller_a_fencer_works_alone),
        cmocka_unit_test(of_two_equal_requests_at_the_same_time_the_first_in_the_group_s_order_is_done),
        cmocka_unit_test(a_request_joins_what_another_member_has_in_progress_until_it_is_over),
        cmocka_unit_test(who_waits_for_a_member_that_is_lost_goes_on_itself),
        cmocka_unit_test(a_fencer_that_starts_anew_has_claimed_nothing),
        cmocka_unit_test(a_group_that_does_not_bring_the_claim_back_is_not_waited_for_long),
        cmocka_unit_test(a_relayed_call_outlives_the_asking_controller),
        cmocka_unit_test(an_answer_that_nobody_heard_is_given_again),
        cmocka_unit_test(another_member_s_call_of_the_same_device_joins_the_one_that_runs),
        cmocka_unit_test(what_was_fenced_while_nobody_listened_is_told_later),
        cmocka_unit_test(rubbish_of_a_member_does_no_harm),
        cmocka_unit_test(of_oneself_another_member_is_the_judge),
        cmocka_unit_test(without_another_it_fences_itself),
        cmocka_unit_test(when_the_judge_is_lost_another_is_asked),
        cmocka_unit_test(the_target_is_asked_last),
        cmocka_unit_test(a_node_is_let_in_by_all_devices_that_need_it),
        cmocka_unit_test(a_failed_unfencing_is_not_replaced_by_power),
        cmocka_unit_test(an_agent_may_have_to_run_on_the_node_itself),
        cmocka_unit_test(without_such_devices_on_is_as_any_action),
        cmocka_unit_test(a_member_that_comes_learns_what_was_done),
        cmocka_unit_test(it_is_cleaned_at_all_members),
        cmocka_unit_test(it_survives_the_daemon),
        cmocka_unit_test(a_confirmation_there_ends_a_fencing_here),
        cmocka_unit_test(every_path_is_checked_from_its_side),
        cmocka_unit_test(a_fencing_is_the_better_proof_and_all_have_it),
        cmocka_unit_test(a_round_ends_without_those_that_are_lost_or_late),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
