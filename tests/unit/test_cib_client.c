/* tests/unit/test_cib_client.c - the CIB through files, shadows, pipes, and live from a server in another process.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cib/cib_client.h"
#include "tests/unit/sandbox.h"

static const char text[] =
    "<cib validate-with=\"pacemaker-3.9\" epoch=\"1\" num_updates=\"0\" admin_epoch=\"0\">\n  <configuration>\n    <crm_config/>\n    <nodes>\n"
    "      <node id=\"1\" uname=\"n1\"/>\n    </nodes>\n    <resources/>\n    <constraints/>\n  </configuration>\n  <status/>\n</cib>\n";

static void forget_environment(void)
{
    unsetenv("CIB_file");
    unsetenv("CIB_shadow");
    unsetenv("CIB_shadow_dir");
}

static int setup(void **state)
{
    (void)state;
    forget_environment();
    return mkdir("/run/t", 0755) != 0 && errno != EEXIST;
}

static void put(const char *path, const char *content)
{
    FILE *f = fopen(path, "w");
    assert_non_null(f);
    fputs(content, f);
    assert_int_equal(fclose(f), 0);
}

static struct cib_client *client(void)
{
    struct cib_client *c = NULL;
    struct bt_err err = {0};
    struct cib_client_options o = {.client = "test"};
    if (cib_client_open(&o, &c, &err) != 0)
        fail_msg("%s", bt_err_text(&err));
    return c;
}

static void assert_refused(int code, const char *words)
{
    struct cib_client *c = NULL;
    struct bt_err err = {0};
    struct cib_client_options o = {.client = "test", .timeout_ms = 1000};
    assert_int_equal(cib_client_open(&o, &c, &err), code);
    if (strstr(err.text, words) == NULL)
        fail_msg("%s", err.text);
    bt_err_clear(&err);
}

static int change(struct cib_client *c, enum cib_op op, const char *xml, struct bt_err *err)
{
    xmlDoc *doc = NULL;
    if (xml != NULL)
        assert_int_equal(bt_xml_parse(xml, strlen(xml), "test", &doc, NULL), 0);
    struct cib_request rq = {.op = op, .section = "nodes", .xml = bt_xml_root(doc)};
    int rc = cib_client_change(c, &rq, err);
    bt_xml_free(doc);
    return rc;
}

static size_t count_nodes(struct cib_client *c)
{
    xmlDoc *doc = NULL;
    assert_int_equal(cib_client_whole(c, &doc, NULL), 0);
    size_t n = bt_xml_count(cib_section(doc, "nodes"), "node");
    bt_xml_free(doc);
    return n;
}

/* Files ----------------------------------------------------------------------------------------------------- */

static void a_file_is_read_and_written(void **state)
{
    (void)state;
    struct stat st;
    put("/run/t/cib", text);
    assert_int_equal(chmod("/run/t/cib", 0640), 0);
    unlink("/run/t/link");
    assert_int_equal(symlink("cib", "/run/t/link"), 0);
    setenv("CIB_file", "/run/t/link", 1);
    struct cib_client *c = client();
    assert_false(cib_client_is_live(c));
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", NULL), 0);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", NULL), BT_EX_EXISTS);
    cib_client_close(c);
    c = client();
    assert_int_equal(count_nodes(c), 2);
    cib_client_close(c);
    assert_int_equal(lstat("/run/t/link", &st), 0);
    assert_true(S_ISLNK(st.st_mode));
    assert_int_equal(stat("/run/t/cib", &st), 0);
    assert_int_equal(st.st_mode & 07777, 0640);
}

static void a_file_that_cannot_be_written_stays_as_it_was(void **state)
{
    (void)state;
    struct bt_err err = {0};
    assert_int_equal(mkdir("/run/t/gone", 0755), 0);
    put("/run/t/gone/cib", text);
    setenv("CIB_file", "/run/t/gone/cib", 1);
    struct cib_client *c = client();
    assert_int_equal(unlink("/run/t/gone/cib"), 0);
    assert_int_equal(rmdir("/run/t/gone"), 0);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", &err), BT_EX_CANTCREAT);
    assert_non_null(strstr(err.text, "/run/t/gone/cib"));
    assert_int_equal(count_nodes(c), 1);
    bt_err_clear(&err);
    cib_client_close(c);
}

static void files_that_are_no_cib_are_refused(void **state)
{
    (void)state;
    setenv("CIB_file", "/run/t/nosuch", 1);
    assert_refused(BT_EX_NOSUCH, "/run/t/nosuch");
    put("/run/t/bad", "<cib");
    setenv("CIB_file", "/run/t/bad", 1);
    assert_refused(BT_EX_DATAERR, "/run/t/bad: line 1");
    put("/run/t/bad", "<foo/>");
    assert_refused(BT_EX_CONFIG, "/run/t/bad: this is no CIB");
}

static void a_pipe_is_read_once_and_never_written(void **state)
{
    (void)state;
    struct bt_err err = {0};
    int fds[2];
    assert_int_equal(pipe(fds), 0);
    assert_int_equal(write(fds[1], text, strlen(text)), strlen(text));
    close(fds[1]);
    char *path = bt_printf("/dev/fd/%d", fds[0]);
    setenv("CIB_file", path, 1);
    struct cib_client *c = client();
    assert_int_equal(count_nodes(c), 1);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", &err), BT_EX_CANTCREAT);
    assert_non_null(strstr(err.text, "no regular file"));
    assert_int_equal(count_nodes(c), 1);
    bt_err_clear(&err);
    cib_client_close(c);
    close(fds[0]);
    free(path);
}

static void a_shadow_is_a_file_by_name(void **state)
{
    (void)state;
    setenv("CIB_shadow_dir", "/run/t", 1);
    setenv("CIB_shadow", "mine", 1);
    unlink("/run/t/shadow.mine");
    assert_refused(BT_EX_NOSUCH, "there is no shadow CIB 'mine'");
    put("/run/t/shadow.mine", text);
    struct cib_client *c = client();
    assert_int_equal(count_nodes(c), 1);
    cib_client_close(c);
    setenv("CIB_shadow", "../etc/passwd", 1);
    assert_refused(BT_EX_NOSUCH, "has no '/'");
}

static void without_a_cluster_it_says_so(void **state)
{
    (void)state;
    assert_refused(BT_EX_DISCONNECT, "cib");
}

/* Live ------------------------------------------------------------------------------------------------------ */

/* A server as the controller is one, in a process of its own. */
struct server {
    struct bt_ipcs *ipcs;
    struct cib *cib;
    uint64_t subscriber;
};

static void send(struct server *s, uint64_t to, xmlDoc *msg)
{
    bt_ipcs_send(s->ipcs, to, msg);
    bt_xml_free(msg);
}

/* A node called "skip" is never told to the subscriber, so that the next patch does not fit. */
static void tell(struct server *s, const xmlDoc *patch)
{
    char *words = bt_xml_text(bt_xml_root(patch), false);
    if (s->subscriber != 0 && strstr(words, "skip") == NULL)
        send(s, s->subscriber, cib_notify_to_xml(bt_xml_root(patch)));
    free(words);
}

/* As the controller answers queries for people. */
static bool answer_as_text(struct server *s, uint64_t to, int64_t id, const struct cib_request *rq)
{
    struct bt_buf b = {0};
    bt_buf_addf(&b, "<cib_reply id=\"%" PRId64 "\" rc=\"0\">", id);
    if (cib_query_text(s->cib, rq, &b, NULL) != 0) {
        bt_buf_free(&b);
        return false;
    }
    bt_buf_add(&b, "</cib_reply>");
    return bt_ipcs_send_text(s->ipcs, to, bt_buf_take(&b));
}

static void serve(void *ctx, const struct bt_ipc_peer *peer, xmlDoc *msg)
{
    struct server *s = ctx;
    struct cib_request rq;
    struct cib_changed done = {0};
    struct bt_err err = {0};
    xmlDoc *answer = NULL;
    const xmlNode *n = bt_xml_root(msg);
    int64_t id = bt_xml_get_int(n, "id", 0);
    int rc = 0;
    if (bt_xml_is(n, "cib_subscribe")) {
        s->subscriber = peer->id;
        answer = bt_xml_doc_of(bt_xml_root(cib_doc(s->cib)));
    } else if ((rc = cib_request_from_xml(n, &rq, &err)) == 0) {
        if ((rq.flags & CIB_PRETTY) != 0 && answer_as_text(s, peer->id, id, &rq)) {
            bt_xml_free(msg);
            return;
        }
        rc = rq.op == CIB_OP_QUERY ? cib_query(s->cib, &rq, &answer, &err)
                                   : cib_change(s->cib, &rq, (struct bt_wall){.s = 0}, &done, &err);
    }
    send(s, peer->id, cib_reply_to_xml(id, rc, &err, bt_xml_root(answer)));
    if (done.patch != NULL)
        tell(s, done.patch);
    bt_xml_free(done.patch);
    bt_xml_free(answer);
    bt_xml_free(msg);
    bt_err_clear(&err);
}

static pid_t start_server(void)
{
    int ready[2];
    char byte;
    assert_int_equal(pipe(ready), 0);
    pid_t pid = fork();
    if (pid == 0) {
        static const struct bt_ipcs_handlers handlers = {.message = serve};
        struct server s = {0};
        struct bt_loop *loop = bt_loop_new();
        xmlDoc *doc = NULL;
        if (bt_xml_parse(text, strlen(text), "test", &doc, NULL) != 0 || cib_from_doc(doc, &s.cib, NULL) != 0 ||
            bt_ipcs_new(loop, "cib", &handlers, &s, &s.ipcs, NULL) != 0 || write(ready[1], "r", 1) != 1)
            _exit(1);
        bt_loop_run(loop);
        _exit(0);
    }
    close(ready[1]);
    assert_int_equal(read(ready[0], &byte, 1), 1);
    close(ready[0]);
    return pid;
}

static void stop_server(pid_t pid)
{
    assert_int_equal(kill(pid, SIGKILL), 0);
    assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void live_requests_are_answered(void **state)
{
    (void)state;
    pid_t pid = start_server();
    struct bt_err err = {0};
    struct cib_client *c = client();
    assert_true(cib_client_is_live(c));
    assert_int_equal(count_nodes(c), 1);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", &err), 0);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"2\" uname=\"n2\"/>", &err), BT_EX_EXISTS);
    assert_string_equal(err.text, "cannot create node '2': it is there already");
    assert_int_equal(count_nodes(c), 2);
    bt_err_clear(&err);
    stop_server(pid);
    assert_int_equal(change(c, CIB_OP_CREATE, "<node id=\"3\" uname=\"n3\"/>", &err), BT_EX_DISCONNECT);
    bt_err_clear(&err);
    cib_client_close(c);
}

/* The same from a file and from a server; what is not there is an error with its sentence. */
static void assert_texts(struct cib_client *c)
{
    struct bt_err err = {0};
    char *got = NULL;
    assert_int_equal(cib_client_query_text(c, &(struct cib_request){.section = "nodes"}, &got, &err), 0);
    assert_string_equal(got, "<nodes>\n  <node id=\"1\" uname=\"n1\"/>\n</nodes>\n");
    free(got);
    assert_int_equal(cib_client_query_text(c, &(struct cib_request){.xpath = "//node[@id='9']"}, &got, &err), BT_EX_NOSUCH);
    assert_string_equal(err.text, "nothing in the CIB matches the XPath //node[@id='9']");
    bt_err_clear(&err);
    cib_client_close(c);
}

static void a_query_can_be_answered_with_text(void **state)
{
    (void)state;
    pid_t pid = start_server();
    assert_texts(client());
    stop_server(pid);
    put("cib.xml", text);
    setenv("CIB_file", "cib.xml", 1);
    assert_texts(client());
    unlink("cib.xml");
}

/* What a subscriber was told, and what it does then: the next step of the story. */
struct story {
    struct bt_loop *loop;
    struct cib_client *other; /* makes the changes */
    pid_t server;
    int calls, resyncs;
    size_t nodes;
    bool lost;
};

static void told(void *ctx, const xmlDoc *cib, const xmlNode *patch)
{
    static const char *const next[] = {"<node id=\"2\" uname=\"n2\"/>", "<node id=\"3\" uname=\"skip\"/>", NULL};
    struct story *s = ctx;
    s->calls++;
    s->resyncs += patch == NULL;
    s->nodes = bt_xml_count(cib_section(cib, "nodes"), "node");
    if (s->nodes <= 2)
        assert_int_equal(change(s->other, CIB_OP_CREATE, next[s->nodes - 1], NULL), 0);
    if (s->nodes == 2) /* the one before was not told: this one does not fit */
        assert_int_equal(change(s->other, CIB_OP_CREATE, "<node id=\"4\" uname=\"n4\"/>", NULL), 0);
    if (s->nodes == 4)
        stop_server(s->server);
}

static void lost(void *ctx)
{
    struct story *s = ctx;
    s->lost = true;
    bt_loop_stop(s->loop);
}

static void a_subscriber_follows_every_change(void **state)
{
    (void)state;
    struct story s = {.server = start_server()};
    s.loop = bt_loop_new(); /* not before the fork: libqb has one loop a process in mind */
    struct cib_client *c = client();
    s.other = client();
    assert_int_equal(cib_client_subscribe(c, s.loop, told, lost, &s, NULL), 0);
    bt_loop_run(s.loop);
    assert_true(s.lost);
    assert_int_equal(s.nodes, 4);
    assert_int_equal(s.resyncs, 2); /* the first time, and when a patch did not fit */
    assert_int_equal(s.calls, 3);
    cib_client_close(c);
    cib_client_close(s.other);
    bt_loop_free(s.loop);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(a_file_is_read_and_written, setup),
        cmocka_unit_test_setup(a_file_that_cannot_be_written_stays_as_it_was, setup),
        cmocka_unit_test_setup(files_that_are_no_cib_are_refused, setup),
        cmocka_unit_test_setup(a_pipe_is_read_once_and_never_written, setup),
        cmocka_unit_test_setup(a_shadow_is_a_file_by_name, setup),
        cmocka_unit_test_setup(without_a_cluster_it_says_so, setup),
        cmocka_unit_test_setup(live_requests_are_answered, setup),
        cmocka_unit_test_setup(a_query_can_be_answered_with_text, setup),
        cmocka_unit_test_setup(a_subscriber_follows_every_change, setup),
    };
    sandbox_enter();
    return cmocka_run_group_tests(tests, NULL, NULL);
}
