/* tests/unit/test_lrm_systemd.c - units of a pretended systemd: a child process that speaks D-Bus on a socket of its own and has what
 * of org.freedesktop.systemd1 we use.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tests/unit/unit.h"

#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#include "lrm/systemd_io.h"

#define LONG_MS 30000
#define JOB "/org/freedesktop/systemd1/job/1"

/* The one unit of the pretended systemd, shared with its process. */
struct unit {
    char state[32];
    char after_start[32], after_stop[32]; /* where a job leads, in the end */
    int on_its_way;                       /* looks that see it on its way first; -1: for ever */
    int looks, reloads, starts;
    int reloads_before; /* at the last StartUnit or StopUnit */
    int waiting; /* looks for a job that see one which has not begun: the state is still as it was */
    bool tells;  /* systemd says at each of them that the job has ended */
    bool absent, dies_on_start, stops;
};

struct rig {
    char folder[64];
    char *drop_in;
    struct unit *unit;
    pid_t systemd;
    struct bt_loop *loop;
    struct lrm_units *units;
    bool ended;
    enum bt_opstatus status;
    int rc;
    char *reason;
};

/* The pretended systemd -------------------------------------------------------------------------------------------------- */

static void begin_job(struct unit *u)
{
    strcpy(u->state, u->on_its_way != 0 ? (u->stops ? "deactivating" : "activating") : u->stops ? u->after_stop : u->after_start);
}

static int on_start_or_stop(sd_bus_message *m, struct unit *u, bool start)
{
    u->reloads_before = u->reloads;
    if (u->absent)
        return sd_bus_reply_method_errorf(m, "org.freedesktop.systemd1.NoSuchUnit", "Unit x.service not found.");
    if (start && u->dies_on_start)
        _exit(0);
    u->starts += start;
    u->stops = !start;
    if (u->waiting == 0)
        begin_job(u);
    return sd_bus_reply_method_return(m, "o", JOB);
}

static int on_get_job(sd_bus_message *m, struct unit *u)
{
    bool waits = u->waiting > 0;
    if (waits && --u->waiting == 0)
        begin_job(u);
    int r = sd_bus_reply_method_return(m, "v", "(uo)", (uint32_t)waits, waits ? JOB : "/");
    if (waits && u->tells)
        r = sd_bus_emit_signal(sd_bus_message_get_bus(m), "/org/freedesktop/systemd1", "org.freedesktop.systemd1.Manager", "JobRemoved", "uoss", 1u, JOB,
                               "x.service", "done");
    return r;
}

/* All is noted before the reply goes out: the test looks at it as soon as it has that. */
static int on_get(sd_bus_message *m, struct unit *u)
{
    char seen[sizeof u->state];
    strcpy(seen, u->state);
    bool up = strcmp(seen, "activating") == 0, down = strcmp(seen, "deactivating") == 0;
    u->looks++;
    if ((up || down) && u->on_its_way > 0 && --u->on_its_way == 0)
        strcpy(u->state, up ? u->after_start : u->after_stop);
    return sd_bus_reply_method_return(m, "v", "s", seen);
}

static int serve_call(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct unit *u = ctx;
    const char *member = sd_bus_message_get_member(m);
    if (member == NULL)
        return 0;
    if (strcmp(member, "Hello") == 0)
        return sd_bus_reply_method_return(m, "s", ":1.1");
    if (strcmp(member, "AddMatch") == 0 || strcmp(member, "Subscribe") == 0)
        return sd_bus_reply_method_return(m, NULL);
    if (strcmp(member, "LoadUnit") == 0)
        return sd_bus_reply_method_return(m, "o", "/org/freedesktop/systemd1/unit/x");
    if (strcmp(member, "Reload") == 0) {
        u->reloads++;
        return sd_bus_reply_method_return(m, NULL);
    }
    if (strcmp(member, "Get") == 0) {
        const char *interface, *property;
        int r = sd_bus_message_read(m, "ss", &interface, &property);
        return r < 0 ? r : strcmp(property, "Job") == 0 ? on_get_job(m, u) : on_get(m, u);
    }
    if (strcmp(member, "StartUnit") == 0 || strcmp(member, "StopUnit") == 0)
        return on_start_or_stop(m, u, member[2] == 'a');
    return 0;
}

static void serve(int listening, struct unit *u)
{
    for (;;) {
        int fd = accept(listening, NULL, NULL);
        sd_bus *bus = NULL;
        sd_id128_t id;
        sd_id128_randomize(&id);
        if (fd < 0 || sd_bus_new(&bus) < 0 || sd_bus_set_fd(bus, fd, fd) < 0 || sd_bus_set_server(bus, 1, id) < 0 ||
            sd_bus_set_anonymous(bus, 1) < 0 || sd_bus_start(bus) < 0 || sd_bus_add_filter(bus, NULL, serve_call, u) < 0)
            _exit(1);
        int r;
        while ((r = sd_bus_process(bus, NULL)) >= 0)
            if (r == 0 && sd_bus_wait(bus, UINT64_MAX) < 0)
                break;
        sd_bus_unref(bus);
    }
}

static void start_systemd(struct rig *r)
{
    struct sockaddr_un a = {.sun_family = AF_UNIX};
    snprintf(a.sun_path, sizeof a.sun_path, "%s/bus", r->folder);
    int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    assert_int_equal(bind(fd, (struct sockaddr *)&a, sizeof a), 0);
    assert_int_equal(listen(fd, 5), 0);
    r->systemd = fork();
    if (r->systemd == 0)
        serve(fd, r->unit);
    close(fd);
    char *address = bt_printf("unix:path=%s", a.sun_path);
    setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
    free(address);
}

/* The rig ------------------------------------------------------------------------------------------------------------------ */

static int setup(void **state)
{
    struct rig *r = BT_NEW(struct rig);
    strcpy(r->folder, "/tmp/test_lrm_systemd.XXXXXX");
    assert_non_null(mkdtemp(r->folder));
    r->unit = mmap(NULL, sizeof *r->unit, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_true(r->unit != MAP_FAILED);
    *r->unit = (struct unit){.state = "inactive", .after_start = "active", .after_stop = "inactive"};
    r->drop_in = bt_printf("%s/units/x.service.d/50-pacemaker.conf", r->folder);
    start_systemd(r);
    r->loop = bt_loop_new();
    char *units = bt_printf("%s/units", r->folder);
    r->units = lrm_units_new(r->loop, units);
    free(units);
    *state = r;
    return 0;
}

static int teardown(void **state)
{
    struct rig *r = *state;
    lrm_units_free(r->units);
    bt_loop_free(r->loop);
    kill(r->systemd, SIGKILL);
    waitpid(r->systemd, NULL, 0);
    char *command = bt_printf("rm -rf %s", r->folder);
    assert_int_equal(system(command), 0);
    free(command);
    munmap(r->unit, sizeof *r->unit);
    free(r->drop_in);
    free(r->reason);
    free(r);
    return 0;
}

static void on_done(void *ctx, enum bt_opstatus status, int rc, const char *reason)
{
    struct rig *r = ctx;
    free(r->reason);
    r->ended = true;
    r->status = status;
    r->rc = rc;
    r->reason = bt_strdup(reason);
    bt_loop_stop(r->loop);
}

static void overdue(void *ctx)
{
    (void)ctx;
    fail_msg("no result came within %d ms", LONG_MS);
}

static void expect(struct rig *r, const char *action, int64_t timeout_ms, enum bt_opstatus status, int rc)
{
    r->ended = false;
    bt_timer late = bt_timer_add(r->loop, LONG_MS, overdue, NULL);
    lrm_unit_do(r->units, "x", action, timeout_ms, on_done, r);
    while (!r->ended)
        bt_loop_run(r->loop);
    bt_timer_cancel(r->loop, late);
    assert_int_equal(r->status, status);
    assert_int_equal(r->rc, rc);
}

static void a_monitor_goes_by_the_units_state(void **state)
{
    struct rig *r = *state;
    static const struct {
        const char *state;
        int rc;
    } cases[] = {{"active", 0}, {"reloading", 0}, {"inactive", 7}, {"failed", 7}, {"maintenance", 7}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        strcpy(r->unit->state, cases[i].state);
        expect(r, "monitor", 20000, BT_OP_DONE, cases[i].rc);
        expect(r, "status", 20000, BT_OP_DONE, cases[i].rc);
    }
}

static void a_start_is_done_when_the_unit_has_arrived(void **state)
{
    struct rig *r = *state;
    struct stat st;
    r->unit->on_its_way = 3;
    expect(r, "start", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_int_equal(r->unit->looks, 4);
    assert_int_equal(r->unit->reloads, 1);
    char *text = NULL;
    assert_int_equal(bt_file_read(r->drop_in, 4096, &text, NULL, NULL), 0);
    assert_non_null(strstr(text, "\nBefore=pacemaker.service pacemaker_remote.service\n"));
    assert_non_null(strstr(text, "\nRestart=no\n"));
    free(text);
    assert_int_equal(stat(r->drop_in, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0644);
}

/* As a busy systemd does it: the answer to StartUnit comes before the unit has moved. */
static void a_job_that_has_not_begun_is_waited_for(void **state)
{
    struct rig *r = *state;
    r->unit->waiting = 2;
    expect(r, "start", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_string_equal(r->unit->state, "active");
    r->unit->waiting = 1;
    r->unit->on_its_way = 1;
    expect(r, "stop", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_string_equal(r->unit->state, "inactive");
}

static void the_end_of_a_job_is_heard_and_not_only_looked_for(void **state)
{
    struct rig *r = *state;
    r->unit->waiting = 7; /* more than two seconds of looking */
    r->unit->tells = true;
    int64_t begun = bt_now().mono.ms;
    expect(r, "start", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_true(bt_now().mono.ms - begun < 1000);
}

static void a_start_that_leads_nowhere_has_failed(void **state)
{
    struct rig *r = *state;
    strcpy(r->unit->after_start, "failed");
    r->unit->on_its_way = 1;
    expect(r, "start", 20000, BT_OP_DONE, BT_OCF_ERROR);
    assert_string_equal(r->reason, "systemd says that x.service is failed");
}

static void a_stop_takes_the_drop_in_away(void **state)
{
    struct rig *r = *state;
    expect(r, "start", 20000, BT_OP_DONE, BT_OCF_OK);
    r->unit->on_its_way = 2;
    expect(r, "stop", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_string_equal(r->unit->state, "inactive");
    assert_int_equal(r->unit->reloads_before, 2); /* or a stop while the machine shuts down waits for the end of the cluster */
    assert_int_not_equal(access(r->drop_in, F_OK), 0);
    expect(r, "stop", 20000, BT_OP_DONE, BT_OCF_OK);
    assert_int_equal(r->unit->reloads, 2); /* the start's and the first stop's */
}

static void a_stop_that_leaves_it_active_has_failed(void **state)
{
    struct rig *r = *state;
    strcpy(r->unit->after_stop, "active");
    expect(r, "stop", 20000, BT_OP_DONE, BT_OCF_ERROR);
}

static void a_unit_that_never_arrives_times_out(void **state)
{
    struct rig *r = *state;
    r->unit->on_its_way = -1;
    expect(r, "start", 300, BT_OP_TIMEOUT, BT_OCF_ERROR);
    r->unit->on_its_way = 0;
    strcpy(r->unit->state, "active");
    expect(r, "monitor", 20000, BT_OP_DONE, BT_OCF_OK);
}

static void a_unit_that_is_not_there_is_not_installed_but_stopped(void **state)
{
    struct rig *r = *state;
    r->unit->absent = true;
    expect(r, "start", 20000, BT_OP_NOT_INSTALLED, BT_OCF_NOT_INSTALLED);
    assert_string_equal(r->reason, "Unit x.service not found.");
    expect(r, "stop", 20000, BT_OP_DONE, BT_OCF_OK);
}

static void without_a_bus_it_is_an_error_and_later_it_works(void **state)
{
    struct rig *r = *state;
    char *address = bt_strdup(getenv("DBUS_SYSTEM_BUS_ADDRESS"));
    setenv("DBUS_SYSTEM_BUS_ADDRESS", "unix:path=/no/such/bus", 1);
    expect(r, "monitor", 20000, BT_OP_ERROR, BT_OCF_ERROR);
    assert_string_equal(r->reason, "No DBus connection");
    setenv("DBUS_SYSTEM_BUS_ADDRESS", address, 1);
    free(address);
    expect(r, "monitor", 20000, BT_OP_DONE, BT_OCF_NOT_RUNNING);
}

static void a_systemd_that_dies_half_way_is_an_error(void **state)
{
    struct rig *r = *state;
    r->unit->dies_on_start = true;
    expect(r, "start", 20000, BT_OP_ERROR, BT_OCF_ERROR);
    assert_string_equal(r->reason, "No DBus connection");
    expect(r, "monitor", 20000, BT_OP_ERROR, BT_OCF_ERROR);
}

static void an_action_that_units_do_not_have_is_unimplemented(void **state)
{
    struct rig *r = *state;
    expect(r, "promote", 20000, BT_OP_DONE, BT_OCF_UNIMPLEMENTED);
}

static void names_get_their_suffix(void **state)
{
    (void)state;
    static const char *const cases[][2] = {{"cron", "cron.service"}, {"a.service", "a.service"}, {"b.timer", "b.timer"}, {"v1.2", "v1.2.service"}};
    for (size_t i = 0; i < BT_COUNT(cases); i++) {
        char *unit = lrm_unit_name(cases[i][0]);
        assert_string_equal(unit, cases[i][1]);
        free(unit);
    }
    assert_false(lrm_unit_exists("../../../etc/passwd"));
}

int main(void)
{
#define T(name) cmocka_unit_test_setup_teardown(name, setup, teardown)
    const struct CMUnitTest tests[] = {
        T(a_monitor_goes_by_the_units_state),
        T(a_start_is_done_when_the_unit_has_arrived),
        T(a_job_that_has_not_begun_is_waited_for),
        T(the_end_of_a_job_is_heard_and_not_only_looked_for),
        T(a_start_that_leads_nowhere_has_failed),
        T(a_stop_takes_the_drop_in_away),
        T(a_stop_that_leaves_it_active_has_failed),
        T(a_unit_that_never_arrives_times_out),
        T(a_unit_that_is_not_there_is_not_installed_but_stopped),
        T(without_a_bus_it_is_an_error_and_later_it_works),
        T(a_systemd_that_dies_half_way_is_an_error),
        T(an_action_that_units_do_not_have_is_unimplemented),
        cmocka_unit_test(names_get_their_suffix),
    };
    bt_log_open("test_lrm_systemd", 0, NULL, BT_LOG_ERROR);
    return cmocka_run_group_tests(tests, NULL, NULL);
}
