/* tests/unit/test_ipc.c - documents between processes: any size, in order, and what happens to clients that misbehave.
 *
 * The server runs in a child process and answers: <echo> comes back as it is, <flood n=""/> brings n numbered
 * documents, <rubbish/> brings what can't be parsed, <stats/> tells what the server has seen, <quit/> ends it.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <errno.h>
#include <grp.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#include <qb/qbipcc.h>

#include "lib/edge.h"
#include "lib/ipc_common_io.h"

enum { WAIT_MS = 20000 };

struct server {
    struct bt_loop *loop;
    struct bt_ipcs *ipcs;
    int opened, closed, messages;
};

struct fixture {
    char *name;
    pid_t pid;
};

static void reply(struct server *s, uint64_t peer, const char *element, int n)
{
    xmlDoc *doc = bt_xml_doc(element);
    bt_xml_set_int(bt_xml_root(doc), "n", n);
    bt_xml_set_int(bt_xml_root(doc), "opened", s->opened);
    bt_xml_set_int(bt_xml_root(doc), "closed", s->closed);
    bt_xml_set_int(bt_xml_root(doc), "messages", s->messages);
    bt_ipcs_send(s->ipcs, peer, doc);
    bt_xml_free(doc);
}

static void server_opened(void *ctx, const struct bt_ipc_peer *peer)
{
    struct server *s = ctx;
    (void)peer;
    s->opened++;
}

static void server_closed(void *ctx, const struct bt_ipc_peer *peer)
{
    struct server *s = ctx;
    (void)peer;
    s->closed++;
}

static void server_message(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct server *s = ctx;
    xmlNode *root = bt_xml_root(msg);
    s->messages++;
    if (bt_xml_is(root, "echo")) {
        bt_ipcs_send(s->ipcs, peer->id, msg);
    } else if (bt_xml_is(root, "flood")) {
        int64_t n = bt_xml_get_int(root, "n", 0);
        for (int i = 0; i < n; i++)
            reply(s, peer->id, "numbered", i);
    } else if (bt_xml_is(root, "rubbish")) {
        reply(s, peer->id, "no name#", 0);
    } else if (bt_xml_is(root, "stats")) {
        reply(s, peer->id, "stats", 0);
    } else if (bt_xml_is(root, "who")) {
        bt_xml_set(root, "user", peer->user);
        bt_xml_set_int(root, "uid", peer->uid);
        bt_xml_set_int(root, "pid", peer->pid);
        bt_xml_set_bool(root, "owner", peer->owner);
        bt_ipcs_send(s->ipcs, peer->id, msg);
    } else if (bt_xml_is(root, "drop-me")) {
        bt_ipcs_drop(s->ipcs, peer->id);
    } else if (bt_xml_is(root, "quit")) {
        bt_loop_stop(s->loop);
    }
    bt_xml_free(msg);
}

static void parent_gone(void *ctx, int fd, int revents)
{
    (void)fd;
    (void)revents;
    bt_loop_stop(((struct server *)ctx)->loop);
}

static _Noreturn void serve(const char *name, int ready_fd, int life_fd)
{
    struct server s = {.loop = bt_loop_new()};
    struct bt_ipcs_handlers h = {server_opened, server_message, server_closed};
    int rc = bt_ipcs_new(s.loop, name, &h, &s, &s.ipcs, NULL);
    if (rc == 0) {
        bt_watch(s.loop, life_fd, POLLIN, parent_gone, &s);
        if (write(ready_fd, "", 1) == 1)
            bt_loop_run(s.loop);
        bt_ipcs_free(s.ipcs);
    }
    bt_loop_free(s.loop);
    _exit(rc);
}

/* The life pipe's writing end stays open in this process only: the server ends when this process does. */
static int start_server(void **state)
{
    struct fixture *f = BT_NEW(struct fixture);
    int ready[2], life[2];
    char byte;
    f->name = bt_printf("test-%d", (int)getpid());
    if (pipe(ready) != 0 || pipe(life) != 0)
        return -1;
    f->pid = fork();
    if (f->pid == 0) {
        close(life[1]);
        serve(f->name, ready[1], life[0]);
    }
    close(ready[1]);
    close(life[0]);
    *state = f;
    return read(ready[0], &byte, 1) == 1 ? 0 : -1;
}

static struct bt_ipcc *connect_to(const struct fixture *f)
{
    struct bt_ipcc *c = NULL;
    struct bt_err err = {0};
    if (bt_ipcc_connect(f->name, WAIT_MS, &c, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return c;
}

static void send_text(struct bt_ipcc *c, const char *text)
{
    xmlDoc *doc = NULL;
    assert_int_equal(bt_xml_parse(text, strlen(text), "test", &doc, NULL), 0);
    assert_int_equal(bt_ipcc_send(c, doc, NULL), 0);
    bt_xml_free(doc);
}

/* The next document as text; the caller's to free. */
static char *receive_text(struct bt_ipcc *c)
{
    xmlDoc *doc = NULL;
    struct bt_err err = {0};
    if (bt_ipcc_recv(c, WAIT_MS, &doc, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    char *text = bt_xml_text(bt_xml_root(doc), false);
    bt_xml_free(doc);
    return text;
}

static int64_t ask_stats(const struct fixture *f, const char *attr)
{
    struct bt_ipcc *c = connect_to(f);
    xmlDoc *doc = NULL;
    send_text(c, "<stats/>");
    assert_int_equal(bt_ipcc_recv(c, WAIT_MS, &doc, NULL), 0);
    int64_t n = bt_xml_get_int(bt_xml_root(doc), attr, -1);
    bt_xml_free(doc);
    bt_ipcc_free(c);
    return n;
}

static int stop_server(void **state)
{
    struct fixture *f = *state;
    struct bt_ipcc *c = connect_to(f);
    int status;
    send_text(c, "<quit/>");
    pid_t ended = waitpid(f->pid, &status, 0);
    bt_ipcc_free(c);
    bool clean = ended == f->pid && WIFEXITED(status) && WEXITSTATUS(status) == 0;
    free(f->name);
    free(f);
    return clean ? 0 : -1;
}

static void brings_a_document_back_unchanged(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    const char *text = "<echo a=\"1 &amp; &lt;2&gt;\"><b c=\"\xc3\xa4\"/><!--x--></echo>";
    send_text(c, text);
    char *back = receive_text(c);
    assert_string_equal(back, text);
    free(back);
    bt_ipcc_free(c);
}

static void carries_documents_far_larger_than_a_frame_both_ways(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    static const size_t sizes[] = {BT_IPC_FRAME_DATA - 20, BT_IPC_FRAME_DATA, BT_IPC_BUFFER * 3 + 1, 8 * 1024 * 1024};
    for (size_t i = 0; i < BT_COUNT(sizes); i++) {
        struct bt_buf b = {0};
        bt_buf_add(&b, "<echo>");
        for (int k = 0; b.len < sizes[i]; k++)
            bt_buf_addf(&b, "<nvpair id=\"%d\" value=\"some value\"/>", k);
        bt_buf_add(&b, "</echo>");
        send_text(c, b.text);
        char *back = receive_text(c);
        assert_true(bt_streq(back, b.text));
        free(back);
        bt_buf_free(&b);
    }
    bt_ipcc_free(c);
}

static void keeps_the_order_of_many_documents(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    send_text(c, "<flood n=\"5000\"/>");
    for (int i = 0; i < 5000; i++) {
        xmlDoc *doc = NULL;
        assert_int_equal(bt_ipcc_recv(c, WAIT_MS, &doc, NULL), 0);
        assert_int_equal(bt_xml_get_int(bt_xml_root(doc), "n", -1), i);
        bt_xml_free(doc);
    }
    bt_ipcc_free(c);
}

static void drops_a_client_that_does_not_read(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    int64_t closed = ask_stats(*state, "closed");
    send_text(c, "<flood n=\"20000\"/>");
    /* The flood is over when the next client is served; that client's own end comes after the flooded one's. */
    assert_true(ask_stats(*state, "opened") > 0);
    assert_true(ask_stats(*state, "closed") >= closed + 2);
    xmlDoc *doc = NULL;
    int rc, n = 0;
    while ((rc = bt_ipcc_recv(c, WAIT_MS, &doc, NULL)) == 0) {
        bt_xml_free(doc);
        n++;
    }
    assert_int_equal(rc, BT_EX_DISCONNECT);
    assert_true(n < 20000);
    bt_ipcc_free(c);
}

static void add_to(struct bt_ipc_queue *q, size_t len)
{
    bt_ipc_queue_add(q, bt_alloc(len), len);
}

static void what_waits_behind_the_first_document_is_bounded(void **state)
{
    (void)state;
    struct bt_ipc_queue large = {0}, many = {0};
    add_to(&large, 2 * (size_t)BT_IPC_QUEUE_BYTES); /* a whole CIB, and what changes while it is read */
    assert_false(bt_ipc_queue_is_over(&large));
    add_to(&large, BT_IPC_QUEUE_BYTES);
    assert_false(bt_ipc_queue_is_over(&large));
    add_to(&large, 1);
    assert_true(bt_ipc_queue_is_over(&large));
    for (int i = 0; i < BT_IPC_QUEUE_MESSAGES; i++)
        add_to(&many, 1);
    assert_false(bt_ipc_queue_is_over(&many));
    add_to(&many, 1);
    assert_true(bt_ipc_queue_is_over(&many));
    bt_ipc_queue_free(&large);
    bt_ipc_queue_free(&many);
}

static void tells_the_server_who_the_client_is(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    xmlDoc *doc = NULL;
    send_text(c, "<who/>");
    assert_int_equal(bt_ipcc_recv(c, WAIT_MS, &doc, NULL), 0);
    assert_int_equal(bt_xml_get_int(bt_xml_root(doc), "uid", -1), geteuid());
    assert_int_equal(bt_xml_get_int(bt_xml_root(doc), "pid", -1), getpid());
    assert_non_null(bt_xml_get(bt_xml_root(doc), "user"));
    assert_true(bt_xml_get_bool(bt_xml_root(doc), "owner", false));
    bt_xml_free(doc);
    bt_ipcc_free(c);
}

/* As nobody in group haclient: 0 if the server says that the client is no owner. */
static int ask_as_member(void *fixture, gid_t haclient)
{
    xmlDoc *doc = NULL;
    if (setgroups(0, NULL) != 0 || setgid(haclient) != 0 || setuid(65534) != 0)
        return 2;
    struct bt_ipcc *c = connect_to(fixture);
    send_text(c, "<who/>");
    int rc = bt_ipcc_recv(c, WAIT_MS, &doc, NULL) != 0 ? 3 : bt_xml_get_bool(bt_xml_root(doc), "owner", true);
    bt_xml_free(doc);
    bt_ipcc_free(c);
    return rc;
}

static void a_member_of_the_group_is_let_in_and_owns_nothing(void **state)
{
    const struct group *gr = getgrnam("haclient");
    int status = -1;
    assert_non_null(gr);
    assert_int_equal(geteuid(), 0);
    pid_t pid = fork();
    if (pid == 0)
        _exit(ask_as_member(*state, gr->gr_gid));
    assert_int_equal(waitpid(pid, &status, 0), pid);
    assert_true(WIFEXITED(status));
    assert_int_equal(WEXITSTATUS(status), 0);
}

static void times_out_when_no_answer_comes(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    assert_int_equal(bt_ipcc_recv(c, 20, &doc, &err), BT_EX_TIMEOUT);
    assert_null(doc);
    bt_err_clear(&err);
    bt_ipcc_free(c);
}

static void says_that_a_client_is_disconnected_when_the_server_drops_it(void **state)
{
    struct bt_ipcc *c = connect_to(*state);
    struct bt_err err = {0};
    xmlDoc *doc = NULL;
    send_text(c, "<drop-me/>");
    assert_int_equal(bt_ipcc_recv(c, WAIT_MS, &doc, &err), BT_EX_DISCONNECT);
    bt_err_clear(&err);
    bt_ipcc_free(c);
}

static void refuses_to_connect_where_nobody_serves(void **state)
{
    struct bt_ipcc *c = NULL;
    struct bt_err err = {0};
    (void)state;
    assert_int_equal(bt_ipcc_connect("test-nobody", WAIT_MS, &c, &err), BT_EX_DISCONNECT);
    assert_null(c);
    assert_true(bt_starts(bt_err_text(&err), "test-nobody can't be reached"));
    bt_err_clear(&err);
}

static void refuses_a_name_that_is_served_already(void **state)
{
    struct fixture *f = *state;
    struct bt_loop *loop = bt_loop_new();
    struct bt_ipcs_handlers h = {NULL, server_message, NULL};
    struct bt_ipcs *s = NULL;
    struct bt_err err = {0};
    assert_int_equal(bt_ipcs_new(loop, f->name, &h, NULL, &s, &err), BT_EX_EXISTS);
    assert_null(s);
    bt_err_clear(&err);
    bt_loop_free(loop);
}

/* Sends raw bytes as one libqb message and waits until the server hangs up. */
static void expect_drop_after(const struct fixture *f, const void *bytes, size_t len)
{
    char *name = bt_printf(BT_IPC_PREFIX "%s", f->name);
    qb_ipcc_connection_t *raw = qb_ipcc_connect(name, BT_IPC_BUFFER);
    char in[BT_IPC_BUFFER];
    assert_non_null(raw);
    assert_int_equal(qb_ipcc_send(raw, bytes, len), len);
    ssize_t rc;
    do
        rc = qb_ipcc_event_recv(raw, in, sizeof(in), WAIT_MS);
    while (rc == -EINTR);
    assert_true(rc == -ENOTCONN || rc == -ECONNRESET || rc == -EPIPE || rc == -ESHUTDOWN);
    qb_ipcc_disconnect(raw);
    free(name);
}

static void drops_a_client_that_sends_rubbish_and_serves_on(void **state)
{
    struct {
        struct bt_ipc_frame head;
        char data[64];
    } m = {.data = "<echo a='unfinished"};
    struct bt_ipc_frame *h = &m.head;
    const size_t len = sizeof(m.head) + strlen(m.data);
    const struct bt_frame frames[] = {
        {.whole = strlen(m.data), .offset = 0}, /* whole, but no XML */
        {.whole = 5, .offset = 0},              /* longer than it says */
        {.whole = 4000, .offset = 400},         /* begins in the middle */
        {.whole = UINT64_MAX, .offset = 0},     /* over every bound */
        {.whole = UINT64_MAX, .offset = UINT64_MAX},
    };
    for (size_t i = 0; i < BT_COUNT(frames); i++) {
        *h = (struct bt_ipc_frame){.qb = {.id = QB_IPC_MSG_USER_START, .size = (int32_t)len}, .frame = frames[i]};
        expect_drop_after(*state, &m, len);
    }
    h->qb.size = (int32_t)sizeof(struct qb_ipc_request_header); /* shorter than our own head */
    expect_drop_after(*state, &m, sizeof(struct qb_ipc_request_header));
    brings_a_document_back_unchanged(state);
}

static void survives_clients_that_vanish_in_the_middle_of_a_message(void **state)
{
    const struct fixture *f = *state;
    int64_t closed = ask_stats(f, "closed");
    int said[2];
    char byte;
    assert_int_equal(pipe(said), 0);
    pid_t pid = fork();
    if (pid == 0) {
        struct {
            struct bt_ipc_frame head;
            char data[8];
        } m = {.head = {.qb = {.id = QB_IPC_MSG_USER_START, .size = sizeof(m)}, .frame = {.whole = 1000}}};
        char *name = bt_printf(BT_IPC_PREFIX "%s", f->name);
        memset(m.data, 'x', sizeof(m.data));
        qb_ipcc_connection_t *raw = qb_ipcc_connect(name, BT_IPC_BUFFER);
        if (raw != NULL && qb_ipcc_send(raw, &m, sizeof(m)) == sizeof(m) && write(said[1], "", 1) == 1)
            pause();
        _exit(1);
    }
    assert_int_equal(read(said[0], &byte, 1), 1);
    kill(pid, SIGKILL);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
    close(said[0]);
    close(said[1]);
    /* Each question is a client of its own, so that the server's loop has gone round between two of them. */
    int rounds = 0;
    while (ask_stats(f, "closed") < closed + 2 + rounds && rounds < 1000)
        rounds++;
    assert_true(rounds < 1000);
    brings_a_document_back_unchanged(state);
}

struct attached {
    struct bt_loop *loop;
    struct bt_ipcc *c;
    int messages, expected;
    bool closed;
};

static void attached_message(void *ctx, xmlDoc *msg)
{
    struct attached *a = ctx;
    bt_xml_free(msg);
    if (++a->messages == a->expected)
        bt_loop_stop(a->loop);
}

static void attached_closed(void *ctx)
{
    struct attached *a = ctx;
    a->closed = true;
    bt_loop_stop(a->loop);
}

static void delivers_through_the_loop_and_tells_of_the_end(void **state)
{
    struct attached a = {.loop = bt_loop_new(), .c = connect_to(*state), .expected = 300};
    bt_ipcc_attach(a.c, a.loop, attached_message, attached_closed, &a);
    send_text(a.c, "<flood n=\"300\"/>");
    bt_loop_run(a.loop);
    assert_int_equal(a.messages, 300);
    assert_false(a.closed);
    send_text(a.c, "<drop-me/>");
    bt_loop_run(a.loop);
    assert_true(a.closed);
    assert_int_equal(a.messages, 300);
    xmlDoc *doc = bt_xml_doc("echo");
    assert_int_equal(bt_ipcc_send(a.c, doc, NULL), BT_EX_DISCONNECT);
    bt_xml_free(doc);
    bt_ipcc_free(a.c);
    bt_loop_free(a.loop);
}

static void a_server_that_sends_rubbish_is_given_up(void **state)
{
    struct attached a = {.loop = bt_loop_new(), .c = connect_to(*state), .expected = 300};
    bt_ipcc_attach(a.c, a.loop, attached_message, attached_closed, &a);
    send_text(a.c, "<rubbish/>");
    bt_loop_run(a.loop);
    assert_true(a.closed);
    assert_int_equal(a.messages, 0);
    bt_ipcc_free(a.c);
    bt_loop_free(a.loop);
    brings_a_document_back_unchanged(state);
}

static void attached_message_frees(void *ctx, xmlDoc *msg)
{
    struct attached *a = ctx;
    bt_xml_free(msg);
    bt_ipcc_free(a->c);
    bt_loop_stop(a->loop);
}

static void may_be_freed_from_inside_its_own_handler(void **state)
{
    struct attached a = {.loop = bt_loop_new(), .c = connect_to(*state)};
    bt_ipcc_attach(a.c, a.loop, attached_message_frees, attached_closed, &a);
    send_text(a.c, "<flood n=\"3\"/>");
    bt_loop_run(a.loop);
    assert_false(a.closed);
    bt_loop_free(a.loop);
}

static void sends_large_documents_through_the_loop_without_waiting(void **state)
{
    struct attached a = {.loop = bt_loop_new(), .c = connect_to(*state), .expected = 4};
    bt_ipcc_attach(a.c, a.loop, attached_message, attached_closed, &a);
    char *value = bt_alloc(4000001);
    memset(value, 'x', 4000000);
    value[4000000] = '\0';
    xmlDoc *doc = bt_xml_doc("echo");
    bt_xml_set(bt_xml_root(doc), "value", value);
    for (int i = 0; i < a.expected; i++)
        assert_int_equal(bt_ipcc_send(a.c, doc, NULL), 0);
    bt_loop_run(a.loop);
    assert_int_equal(a.messages, 4);
    bt_xml_free(doc);
    free(value);
    bt_ipcc_free(a.c);
    bt_loop_free(a.loop);
}

static void trusts_root_hacluster_its_own_user_and_the_group(void **state)
{
    (void)state;
    const struct bt_ipc_trust t = {
        .self = 1000, .hacluster = 102, .has_hacluster = true, .haclient = 105, .has_haclient = true};
    assert_true(bt_ipc_trusts_client(&t, 0, 0));
    assert_true(bt_ipc_trusts_client(&t, 1000, 1000));
    assert_true(bt_ipc_trusts_client(&t, 102, 7));
    assert_true(bt_ipc_trusts_client(&t, 4242, 105)); /* by its primary group */
    assert_false(bt_ipc_trusts_client(&t, 4242, 4242));
    assert_true(bt_ipc_trusts_server(&t, 0));
    assert_true(bt_ipc_trusts_server(&t, 102));
    assert_false(bt_ipc_trusts_server(&t, 4242));
    const struct bt_ipc_trust nobody = {.self = 1000}; /* neither user nor group exist: 0 is not theirs */
    assert_false(bt_ipc_trusts_client(&nobody, 4242, 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(brings_a_document_back_unchanged),
        cmocka_unit_test(carries_documents_far_larger_than_a_frame_both_ways),
        cmocka_unit_test(keeps_the_order_of_many_documents),
        cmocka_unit_test(drops_a_client_that_does_not_read),
        cmocka_unit_test(what_waits_behind_the_first_document_is_bounded),
        cmocka_unit_test(tells_the_server_who_the_client_is),
        cmocka_unit_test(a_member_of_the_group_is_let_in_and_owns_nothing),
        cmocka_unit_test(times_out_when_no_answer_comes),
        cmocka_unit_test(says_that_a_client_is_disconnected_when_the_server_drops_it),
        cmocka_unit_test(refuses_to_connect_where_nobody_serves),
        cmocka_unit_test(refuses_a_name_that_is_served_already),
        cmocka_unit_test(drops_a_client_that_sends_rubbish_and_serves_on),
        cmocka_unit_test(survives_clients_that_vanish_in_the_middle_of_a_message),
        cmocka_unit_test(delivers_through_the_loop_and_tells_of_the_end),
        cmocka_unit_test(a_server_that_sends_rubbish_is_given_up),
        cmocka_unit_test(may_be_freed_from_inside_its_own_handler),
        cmocka_unit_test(sends_large_documents_through_the_loop_without_waiting),
        cmocka_unit_test(trusts_root_hacluster_its_own_user_and_the_group),
    };
    return cmocka_run_group_tests(tests, start_server, stop_server);
}
