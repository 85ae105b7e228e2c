/* tests/unit/test_frames.c - messages in frames, and whole messages over CPG while members come and go.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include "lib/cpg_frames.h"
#include "lib/lib.h"

static void puts_a_message_together_from_frames_in_order(void **state)
{
    (void)state;
    struct bt_assembly a = {0};
    assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){6, 0}, "ab", 2, 100), BT_PIECE_MORE);
    assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){6, 2}, "c", 1, 100), BT_PIECE_MORE);
    assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){6, 3}, "def", 3, 100), BT_PIECE_WHOLE);
    char *text = bt_buf_take(&a.data);
    assert_string_equal(text, "abcdef");
    free(text);
    assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){1, 0}, "x", 1, 100), BT_PIECE_WHOLE);
    bt_assembly_reset(&a);
}

static void refuses_frames_that_do_not_fit(void **state)
{
    static const struct {
        struct bt_frame frame;
        size_t len;
    } rows[] = {
        {{10, 4}, 2},         /* a gap */
        {{10, 0}, 2},         /* from the beginning again */
        {{11, 2}, 2},         /* another whole */
        {{10, 2}, 9},         /* more than the whole */
        {{10, 2}, 0},         /* nothing */
        {{UINT64_MAX, 2}, 2}, /* over the bound */
    };
    (void)state;
    char bytes[16] = "0123456789abcde";
    for (size_t i = 0; i < BT_COUNT(rows); i++) {
        struct bt_assembly a = {0};
        assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){10, 0}, bytes, 2, 100), BT_PIECE_MORE);
        assert_int_equal(bt_assembly_add(&a, &rows[i].frame, bytes, rows[i].len, 100), BT_PIECE_BAD);
        assert_int_equal(a.data.len, 0);
        assert_int_equal(bt_assembly_add(&a, &(struct bt_frame){1, 0}, "x", 1, 100), BT_PIECE_WHOLE);
        bt_assembly_reset(&a);
    }
}

/* The group in miniature: frames of all senders in one order, delivered to each member. */
enum { MEMBERS = 3, LARGE = BT_CPG_FRAME_DATA * 3 };

struct member {
    bool present;
    struct bt_cpg_out out;
    struct bt_cpg_in in;
    struct bt_buf log; /* the first byte of each message delivered, '|' at each change of membership */
};

struct group {
    struct member m[MEMBERS + 1]; /* by node id */
    char frames[64][BT_CPG_FRAME_HEAD + BT_CPG_FRAME_DATA];
    size_t sizes[64];
    uint32_t senders[64];
    size_t n;
};

static void say(struct group *g, uint32_t node, char letter, size_t len)
{
    char *data = bt_alloc(len);
    memset(data, letter, len);
    bt_cpg_out_add(&g->m[node].out, data, len);
    free(data);
}

/* Puts up to max frames of a node onto the wire. */
static void transmit(struct group *g, uint32_t node, size_t max)
{
    struct bt_cpg_out *out = &g->m[node].out;
    size_t size;
    while (max-- > 0 && g->n < BT_COUNT(g->frames) && (size = bt_cpg_out_next(out, false, g->frames[g->n])) > 0) {
        g->sizes[g->n] = size;
        g->senders[g->n++] = node;
        bt_cpg_out_sent(out, false);
    }
}

static void deliver_to(struct group *g, uint32_t node, size_t i)
{
    struct member *m = &g->m[node];
    struct bt_cpg_taken t = bt_cpg_in_take(&m->in, g->senders[i], 1, g->frames[i], g->sizes[i]);
    assert_false(t.rubbish);
    if (t.data == NULL)
        return;
    for (size_t k = 1; k < t.len; k++)
        assert_int_equal(t.data[k], t.data[0]);
    bt_buf_addn(&m->log, t.data, 1);
    if (t.several && g->senders[i] == node)
        bt_cpg_out_came_back(&m->out);
    free(t.data);
}

static void deliver(struct group *g)
{
    for (size_t i = 0; i < g->n; i++)
        for (uint32_t node = 1; node <= MEMBERS; node++)
            if (g->m[node].present)
                deliver_to(g, node, i);
    g->n = 0;
}

static void join(struct group *g, uint32_t joining)
{
    g->m[joining].present = true;
    for (uint32_t node = 1; node <= MEMBERS; node++) {
        struct member *m = &g->m[node];
        if (!m->present)
            continue;
        if (bt_cpg_in_is_partial(&m->in, node, 1))
            bt_cpg_out_restart(&m->out);
        bt_cpg_in_forget(&m->in);
        bt_buf_add(&m->log, "|");
    }
}

static void settle(struct group *g)
{
    do {
        for (uint32_t node = 1; node <= MEMBERS; node++)
            transmit(g, node, 4);
        deliver(g);
    } while (g->m[1].out.messages + g->m[2].out.messages + g->m[3].out.messages > 0);
}

static void assert_log(struct group *g, uint32_t node, const char *expected)
{
    assert_string_equal(g->m[node].log.text != NULL ? g->m[node].log.text : "", expected);
}

static int make_group(void **state)
{
    struct group *g = BT_NEW(struct group);
    g->m[1].present = g->m[2].present = true;
    *state = g;
    return 0;
}

static int free_group(void **state)
{
    struct group *g = *state;
    for (uint32_t node = 1; node <= MEMBERS; node++) {
        bt_cpg_out_free(&g->m[node].out);
        bt_cpg_in_forget(&g->m[node].in);
        bt_buf_free(&g->m[node].log);
    }
    free(g);
    return 0;
}

static void delivers_small_and_large_messages_in_the_order_of_sending(void **state)
{
    struct group *g = *state;
    say(g, 1, 'a', 10);
    say(g, 1, 'B', LARGE);
    say(g, 1, 'c', 10);
    say(g, 1, 'D', LARGE + 1);
    say(g, 1, 'e', BT_CPG_FRAME_DATA);
    settle(g);
    assert_log(g, 1, "aBcDe");
    assert_log(g, 2, "aBcDe");
}

static void interleaves_large_messages_of_several_senders(void **state)
{
    struct group *g = *state;
    say(g, 1, 'A', LARGE);
    say(g, 2, 'B', LARGE);
    transmit(g, 1, 1);
    transmit(g, 2, 2);
    transmit(g, 1, 2);
    transmit(g, 2, 1);
    deliver(g);
    assert_log(g, 1, "AB");
    assert_log(g, 2, "AB");
}

static void sends_a_large_message_again_when_somebody_joins_in_its_middle(void **state)
{
    struct group *g = *state;
    say(g, 1, 'A', LARGE);
    say(g, 1, 'b', 10);
    transmit(g, 1, 2);
    deliver(g);
    transmit(g, 1, 1); /* the last frame is under way when node 3 joins */
    join(g, 3);
    settle(g);
    assert_log(g, 1, "|Ab");
    assert_log(g, 2, "|Ab");
    assert_log(g, 3, "|Ab");
}

static void does_not_send_twice_what_arrives_whole_after_the_join(void **state)
{
    struct group *g = *state;
    say(g, 1, 'A', LARGE);
    transmit(g, 1, 3);
    join(g, 3); /* before any frame was delivered */
    settle(g);
    assert_log(g, 1, "|A");
    assert_log(g, 3, "|A");
}

static void sends_nothing_later_before_a_large_message_came_back(void **state)
{
    struct group *g = *state;
    say(g, 1, 'A', LARGE);
    say(g, 1, 'b', 10);
    transmit(g, 1, 10);
    assert_int_equal(g->n, 3);
    deliver(g);
    transmit(g, 1, 10);
    assert_int_equal(g->n, 1);
    char frame[BT_CPG_FRAME_HEAD + BT_CPG_FRAME_DATA];
    say(g, 2, 'C', LARGE);
    say(g, 2, 'd', 10);
    size_t frames = 0;
    while (bt_cpg_out_next(&g->m[2].out, true, frame) > 0) { /* one that leaves does not wait */
        bt_cpg_out_sent(&g->m[2].out, true);
        frames++;
    }
    assert_int_equal(frames, 4);
}

static void forgets_the_beginning_of_a_message_whose_sender_died(void **state)
{
    struct group *g = *state;
    say(g, 2, 'A', LARGE);
    transmit(g, 2, 2);
    deliver(g);
    assert_true(bt_cpg_in_is_partial(&g->m[1].in, 2, 1));
    bt_cpg_in_left(&g->m[1].in, 2, 1);
    assert_false(bt_cpg_in_is_partial(&g->m[1].in, 2, 1));
    assert_log(g, 1, "");
}

static void knows_rubbish(void **state)
{
    struct group *g = *state;
    struct bt_cpg_in *in = &g->m[1].in;
    char frame[BT_CPG_FRAME_HEAD + 8] = "BTN1";
    assert_true(bt_cpg_in_take(in, 9, 9, "hello", 5).rubbish);
    assert_true(bt_cpg_in_take(in, 9, 9, frame, BT_CPG_FRAME_HEAD).rubbish);
    assert_true(bt_cpg_in_take(in, 9, 9, frame, sizeof(frame)).rubbish); /* whole is 0 */
    memset(frame + 8, 0xff, 8);
    assert_true(bt_cpg_in_take(in, 9, 9, frame, sizeof(frame)).rubbish);
    frame[0] = 'X';
    assert_true(bt_cpg_in_take(in, 9, 9, frame, sizeof(frame)).rubbish);
    assert_false(bt_cpg_in_is_partial(in, 9, 9));
}

int main(void)
{
#define IN_GROUP(test) cmocka_unit_test_setup_teardown(test, make_group, free_group)
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(puts_a_message_together_from_frames_in_order),
        cmocka_unit_test(refuses_frames_that_do_not_fit),
        IN_GROUP(delivers_small_and_large_messages_in_the_order_of_sending),
        IN_GROUP(interleaves_large_messages_of_several_senders),
        IN_GROUP(sends_a_large_message_again_when_somebody_joins_in_its_middle),
        IN_GROUP(does_not_send_twice_what_arrives_whole_after_the_join),
        IN_GROUP(sends_nothing_later_before_a_large_message_came_back),
        IN_GROUP(forgets_the_beginning_of_a_message_whose_sender_died),
        IN_GROUP(knows_rubbish),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
