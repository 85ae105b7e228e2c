/* lrm/systemd_io.c - operations on systemd units, over D-Bus (see systemd_io.h).
 *
 *   monitor  load, look
 *   start    load, drop-in, reload, start, look
 *   stop     load, drop-in away, reload, stop, look
 * In that order: while the machine shuts down, systemd has a stop of its own for the unit, which by the drop-in has to wait for the end of the cluster; ours would join it.
 *
 * "look" asks for Job, until systemd has none for the unit any more, and then for ActiveState, until the unit has arrived: an answer to StartUnit and StopUnit only says
 * that there is a job, and until that begins the unit's state is as it was. systemd tells when a job has ended (JobRemoved); we ask now and then all the same.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "lrm/systemd_io.h"

#include <errno.h>
#include <stdio.h>
#include <sys/stat.h>
#include <systemd/sd-bus.h>
#include <unistd.h>

#define SYSTEMD "org.freedesktop.systemd1"
#define MANAGER_PATH "/org/freedesktop/systemd1"
#define MANAGER SYSTEMD ".Manager"
#define UNIT SYSTEMD ".Unit"
#define PROPERTIES "org.freedesktop.DBus.Properties"
#define RUN_UNITS "/run/systemd/system"
#define DROP_IN "50-pacemaker.conf"
#define LOOK_FIRST_MS 20 /* then twice as long each time, up to */
#define LOOK_LAST_MS 1000

struct lrm_unit_job {
    struct lrm_units *u;
    char *unit, *action, *path, *job; /* path: the unit's object; job: systemd's, once it has said so */
    void (*done)(void *ctx, enum bt_opstatus status, int rc, const char *reason);
    void *ctx;
    sd_bus_slot *slot;
    bt_timer timeout, look;
    int64_t look_ms;
    bool news; /* the job ended while we were looking */
};

struct lrm_units {
    struct bt_loop *loop;
    char *folder; /* of drop-ins */
    sd_bus *bus;
    int fd;
    BT_VEC(struct lrm_unit_job *) jobs;
};

/* Names ---------------------------------------------------------------------------------------------------------------- */

char *lrm_unit_name(const char *name)
{
    static const char *const suffixes[] = {".service", ".socket", ".mount", ".timer", ".path"};
    for (size_t i = 0; i < BT_COUNT(suffixes); i++)
        if (bt_ends(name, suffixes[i]))
            return bt_strdup(name);
    return bt_printf("%s.service", name);
}

bool lrm_unit_exists(const char *name)
{
    static const char *const folders[] = {"/etc/systemd/system", RUN_UNITS, "/usr/local/lib/systemd/system",
                                          "/lib/systemd/system", "/usr/lib/systemd/system"};
    char *unit = lrm_unit_name(name);
    const char *at = strchr(unit, '@');
    char *file = at != NULL ? bt_printf("%.*s@%s", (int)(at - unit), unit, strrchr(unit, '.')) : bt_strdup(unit);
    bool found = false;
    for (size_t i = 0; i < BT_COUNT(folders) && !found && strchr(file, '/') == NULL; i++) {
        char *path = bt_printf("%s/%s", folders[i], file);
        found = access(path, F_OK) == 0;
        free(path);
    }
    free(file);
    free(unit);
    return found;
}

/* Drop-in ---------------------------------------------------------------------------------------------------------------- */

static char *drop_in_path(const struct lrm_unit_job *j, bool file)
{
    return bt_printf("%s/%s.d%s", j->u->folder, j->unit, file ? "/" DROP_IN : "");
}

/* World-readable, as systemd warns otherwise. */
static void drop_in_write(const struct lrm_unit_job *j)
{
    char *folder = drop_in_path(j, false), *path = drop_in_path(j, true);
    char *text = bt_printf("[Unit]\nDescription=Cluster Controlled %s\n"
                           "Before=pacemaker.service pacemaker_remote.service\n\n[Service]\nRestart=no\n",
                           j->unit);
    FILE *f = NULL;
    mkdir(j->u->folder, 0755);
    if ((mkdir(folder, 0755) != 0 && errno != EEXIST) || (f = fopen(path, "we")) == NULL || fputs(text, f) == EOF ||
        fchmod(fileno(f), 0644) != 0)
        bt_log(BT_LOG_WARNING, "%s can't be written (%s); systemd may stop %s before the cluster at shutdown", path,
               strerror(errno), j->unit);
    if (f != NULL && fclose(f) != 0)
        bt_log(BT_LOG_WARNING, "%s is not complete (%s)", path, strerror(errno));
    free(folder);
    free(path);
    free(text);
}

static bool drop_in_remove(const struct lrm_unit_job *j)
{
    char *folder = drop_in_path(j, false), *path = drop_in_path(j, true);
    bool was = unlink(path) == 0;
    rmdir(folder); /* stays if the administrator has something in it */
    free(folder);
    free(path);
    return was;
}

/* Jobs ------------------------------------------------------------------------------------------------------------------- */

static void end_job(struct lrm_unit_job *j, enum bt_opstatus status, int rc, const char *reason)
{
    struct lrm_units *u = j->u;
    for (size_t i = 0; i < u->jobs.n; i++)
        if (u->jobs.v[i] == j)
            u->jobs.v[i] = u->jobs.v[--u->jobs.n];
    bt_timer_cancel(u->loop, j->timeout);
    bt_timer_cancel(u->loop, j->look);
    sd_bus_slot_unref(j->slot);
    if (j->done != NULL)
        j->done(j->ctx, status, rc, reason);
    free(j->unit);
    free(j->action);
    free(j->path);
    free(j->job);
    free(j);
}

static bool is(const struct lrm_unit_job *j, const char *action)
{
    return strcmp(j->action, action) == 0;
}

/* An answer that is an error: no such unit is no error for a stop. */
static void end_with_error(struct lrm_unit_job *j, const sd_bus_error *e)
{
    static const char *const absent[] = {SYSTEMD ".NoSuchUnit", SYSTEMD ".LoadFailed", SYSTEMD ".InvalidName"};
    for (size_t i = 0; i < BT_COUNT(absent); i++)
        if (sd_bus_error_has_name(e, absent[i])) {
            if (is(j, "stop"))
                end_job(j, BT_OP_DONE, BT_OCF_OK, NULL);
            else
                end_job(j, BT_OP_NOT_INSTALLED, BT_OCF_NOT_INSTALLED, e->message);
            return;
        }
    if (sd_bus_error_has_name(e, SD_BUS_ERROR_NO_REPLY) || sd_bus_error_has_name(e, SD_BUS_ERROR_DISCONNECTED))
        end_job(j, BT_OP_ERROR, BT_OCF_ERROR, "No DBus connection");
    else
        end_job(j, BT_OP_DONE, BT_OCF_ERROR, e->message);
}

typedef void (*step)(struct lrm_unit_job *j, sd_bus_message *reply);

static void flush(struct lrm_units *u)
{
    if (u->bus != NULL && sd_bus_flush(u->bus) < 0)
        bt_log(BT_LOG_WARNING, "A message to systemd could not be sent");
}

/* Whether the call was sent; if not the job is over. */
static bool sent(struct lrm_unit_job *j, int r)
{
    if (r >= 0) {
        flush(j->u);
        return true;
    }
    end_job(j, BT_OP_ERROR, BT_OCF_ERROR, "No DBus connection");
    return false;
}

static bool failed(struct lrm_unit_job *j, sd_bus_message *reply)
{
    j->slot = sd_bus_slot_unref(j->slot);
    if (!sd_bus_message_is_method_error(reply, NULL))
        return false;
    end_with_error(j, sd_bus_message_get_error(reply));
    return true;
}

static void look(void *ctx);

static void look_again(struct lrm_unit_job *j)
{
    if (j->news) {
        j->news = false;
        look(j);
        return;
    }
    j->look = bt_timer_add(j->u->loop, j->look_ms, look, j);
    j->look_ms = j->look_ms * 2 < LOOK_LAST_MS ? j->look_ms * 2 : LOOK_LAST_MS;
}

static void arrived(struct lrm_unit_job *j, bool runs, const char *state)
{
    if (is(j, "monitor")) {
        end_job(j, BT_OP_DONE, runs ? BT_OCF_OK : BT_OCF_NOT_RUNNING, NULL);
        return;
    }
    char *reason = runs == is(j, "start") ? NULL : bt_printf("systemd says that %s is %s", j->unit, state);
    end_job(j, BT_OP_DONE, reason == NULL ? BT_OCF_OK : BT_OCF_ERROR, reason);
    free(reason);
}

static int on_state(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct lrm_unit_job *j = ctx;
    const char *state = "";
    if (failed(j, reply))
        return 0;
    if (sd_bus_message_read(reply, "v", "s", &state) < 0)
        state = "in a state that can't be read";
    if (strcmp(state, "activating") == 0 || strcmp(state, "deactivating") == 0)
        look_again(j);
    else
        arrived(j, strcmp(state, "active") == 0 || strcmp(state, "reloading") == 0, state);
    return 0;
}

static void get(struct lrm_unit_job *j, const char *property, sd_bus_message_handler_t answered)
{
    sent(j, sd_bus_call_method_async(j->u->bus, &j->slot, SYSTEMD, j->path, PROPERTIES, "Get", answered, j, "ss", UNIT, property));
}

static int on_pending(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct lrm_unit_job *j = ctx;
    uint32_t id = 0;
    const char *path = NULL;
    if (failed(j, reply))
        return 0;
    if (sd_bus_message_read(reply, "v", "(uo)", &id, &path) >= 0 && id != 0)
        look_again(j);
    else
        get(j, "ActiveState", on_state);
    return 0;
}

static void look(void *ctx)
{
    struct lrm_unit_job *j = ctx;
    j->look = 0;
    if (is(j, "monitor"))
        get(j, "ActiveState", on_state);
    else
        get(j, "Job", on_pending);
}

static int on_job_removed(sd_bus_message *m, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct lrm_units *u = ctx;
    uint32_t id;
    const char *path;
    if (sd_bus_message_read(m, "uo", &id, &path) < 0)
        return 0;
    for (size_t i = 0; i < u->jobs.n; i++) {
        struct lrm_unit_job *j = u->jobs.v[i];
        if (!bt_streq(j->job, path))
            continue;
        if (j->look == 0) {
            j->news = true;
            continue;
        }
        bt_timer_cancel(u->loop, j->look);
        look(j);
        break; /* which may have ended it */
    }
    return 0;
}

static int on_job(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct lrm_unit_job *j = ctx;
    const char *path = NULL;
    if (failed(j, reply))
        return 0;
    if (sd_bus_message_read(reply, "o", &path) >= 0)
        j->job = bt_strdup(path);
    look(j);
    return 0;
}

static void call_job(struct lrm_unit_job *j)
{
    sent(j, sd_bus_call_method_async(j->u->bus, &j->slot, SYSTEMD, MANAGER_PATH, MANAGER,
                                     is(j, "start") ? "StartUnit" : "StopUnit", on_job, j, "ss", j->unit, "replace"));
}

static int on_reloaded(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)reply;
    (void)error; /* if it fails: without the drop-in it is started all the same */
    struct lrm_unit_job *j = ctx;
    j->slot = sd_bus_slot_unref(j->slot);
    call_job(j);
    return 0;
}

static int on_loaded(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)error;
    struct lrm_unit_job *j = ctx;
    const char *path = NULL;
    if (failed(j, reply))
        return 0;
    if (sd_bus_message_read(reply, "o", &path) < 0) {
        end_job(j, BT_OP_ERROR, BT_OCF_ERROR, "systemd gave an answer that can't be read");
        return 0;
    }
    j->path = bt_strdup(path);
    if (is(j, "monitor")) {
        look(j);
    } else if (is(j, "stop") && !drop_in_remove(j)) {
        call_job(j);
    } else {
        if (is(j, "start"))
            drop_in_write(j);
        sent(j, sd_bus_call_method_async(j->u->bus, &j->slot, SYSTEMD, MANAGER_PATH, MANAGER, "Reload", on_reloaded, j, NULL));
    }
    return 0;
}

/* The bus ---------------------------------------------------------------------------------------------------------------- */

static void disconnect(struct lrm_units *u)
{
    if (u->bus == NULL)
        return;
    bt_unwatch(u->loop, u->fd);
    while (u->jobs.n > 0)
        end_job(u->jobs.v[0], BT_OP_ERROR, BT_OCF_ERROR, "No DBus connection");
    u->bus = sd_bus_flush_close_unref(u->bus);
}

static void ready(void *ctx, int fd, int revents)
{
    (void)fd;
    (void)revents;
    struct lrm_units *u = ctx;
    int r;
    do
        r = sd_bus_process(u->bus, NULL);
    while (r > 0);
    if (r < 0)
        disconnect(u);
}

static int ignored(sd_bus_message *reply, void *ctx, sd_bus_error *error)
{
    (void)reply;
    (void)ctx;
    (void)error;
    return 0;
}

/* That jobs have ended; without it we would only learn of it later. */
static void subscribe(struct lrm_units *u)
{
    if (sd_bus_match_signal_async(u->bus, NULL, NULL, MANAGER_PATH, MANAGER, "JobRemoved", on_job_removed, ignored, u) < 0 ||
        sd_bus_call_method_async(u->bus, NULL, SYSTEMD, MANAGER_PATH, MANAGER, "Subscribe", ignored, NULL, NULL) < 0)
        bt_log(BT_LOG_WARNING, "systemd will not tell when units have been started or stopped: it is asked for it again and again");
}

static bool connect_bus(struct lrm_units *u)
{
    if (u->bus != NULL)
        return true;
    if (sd_bus_open_system(&u->bus) < 0)
        return false;
    u->fd = sd_bus_get_fd(u->bus);
    if (u->fd >= 0 && bt_watch(u->loop, u->fd, POLLIN, ready, u) == 0) {
        subscribe(u);
        return true;
    }
    u->bus = sd_bus_unref(u->bus);
    return false;
}

static void no_bus(void *ctx)
{
    struct lrm_unit_job *j = ctx;
    j->look = 0;
    end_job(j, BT_OP_ERROR, BT_OCF_ERROR, "No DBus connection");
}

static void unknown_action(void *ctx)
{
    struct lrm_unit_job *j = ctx;
    j->look = 0;
    end_job(j, BT_OP_DONE, BT_OCF_UNIMPLEMENTED, "systemd units know start, stop and monitor");
}

static void timed_out(void *ctx)
{
    struct lrm_unit_job *j = ctx;
    j->timeout = 0;
    end_job(j, BT_OP_TIMEOUT, BT_OCF_ERROR, NULL);
}

struct lrm_units *lrm_units_new(struct bt_loop *loop, const char *folder)
{
    struct lrm_units *u = BT_NEW(struct lrm_units);
    u->loop = loop;
    u->folder = bt_strdup(folder != NULL ? folder : RUN_UNITS);
    return u;
}

void lrm_units_free(struct lrm_units *u)
{
    if (u == NULL)
        return;
    for (size_t i = 0; i < u->jobs.n; i++)
        u->jobs.v[i]->done = NULL;
    while (u->jobs.n > 0)
        end_job(u->jobs.v[0], BT_OP_CANCELLED, BT_OCF_UNKNOWN, NULL);
    disconnect(u);
    BT_VEC_FREE(&u->jobs);
    free(u->folder);
    free(u);
}

struct lrm_unit_job *lrm_unit_do(struct lrm_units *u, const char *name, const char *action, int64_t timeout_ms,
                                 void (*done)(void *ctx, enum bt_opstatus status, int rc, const char *reason), void *ctx)
{
    struct lrm_unit_job *j = BT_NEW(struct lrm_unit_job);
    *j = (struct lrm_unit_job){.u = u,
                               .unit = lrm_unit_name(name),
                               .action = bt_strdup(strcmp(action, "status") == 0 ? "monitor" : action),
                               .done = done,
                               .ctx = ctx,
                               .look_ms = LOOK_FIRST_MS};
    BT_PUSH(&u->jobs, j);
    if (!is(j, "start") && !is(j, "stop") && !is(j, "monitor")) {
        j->look = bt_timer_add(u->loop, 0, unknown_action, j);
        return j;
    }
    if (timeout_ms > 0)
        j->timeout = bt_timer_add(u->loop, timeout_ms, timed_out, j);
    int r = !connect_bus(u) ? -ENOTCONN
                            : sd_bus_call_method_async(u->bus, &j->slot, SYSTEMD, MANAGER_PATH, MANAGER, "LoadUnit",
                                                       on_loaded, j, "s", j->unit);
    if (r < 0)
        j->look = bt_timer_add(u->loop, 0, no_bus, j);
    flush(u);
    return j;
}

/* For tools ---------------------------------------------------------------------------------------------------------------- */

static int open_bus(sd_bus **ret, struct bt_err *err)
{
    int r = sd_bus_open_system(ret);
    if (r < 0)
        return bt_fail(err, BT_EX_UNAVAILABLE, "systemd can't be asked: no connection to the system's D-Bus (%s)", strerror(-r));
    return 0;
}

static void add_unit_file(struct bt_strv *ret, const char *path)
{
    const char *base = strrchr(path, '/') != NULL ? strrchr(path, '/') + 1 : path;
    size_t len = strlen(base) - (bt_ends(base, ".service") ? strlen(".service") : 0);
    char *name = bt_strndup(base, len);
    char *unit = lrm_unit_name(base);
    if (strcmp(unit, base) == 0)
        bt_strv_add(ret, name);
    free(unit);
    free(name);
}

int lrm_units_list(struct bt_strv *ret, struct bt_err *err)
{
    sd_bus *bus = NULL;
    sd_bus_message *reply = NULL;
    sd_bus_error e = SD_BUS_ERROR_NULL;
    int rc = open_bus(&bus, err);
    if (rc != 0)
        return rc;
    int r = sd_bus_call_method(bus, SYSTEMD, MANAGER_PATH, MANAGER, "ListUnitFiles", &e, &reply, NULL);
    if (r >= 0)
        r = sd_bus_message_enter_container(reply, 'a', "(ss)");
    const char *path, *state;
    while (r >= 0 && (r = sd_bus_message_read(reply, "(ss)", &path, &state)) > 0)
        add_unit_file(ret, path);
    if (r < 0)
        rc = bt_fail(err, BT_EX_UNAVAILABLE, "systemd does not list its units: %s", e.message != NULL ? e.message : strerror(-r));
    sd_bus_error_free(&e);
    sd_bus_message_unref(reply);
    sd_bus_unref(bus);
    return rc;
}

int lrm_unit_description(const char *name, char **ret, struct bt_err *err)
{
    sd_bus *bus = NULL;
    sd_bus_message *reply = NULL;
    sd_bus_error e = SD_BUS_ERROR_NULL;
    int rc = open_bus(&bus, err);
    if (rc != 0)
        return rc;
    char *unit = lrm_unit_name(name), *text = NULL;
    const char *path = NULL;
    int r = sd_bus_call_method(bus, SYSTEMD, MANAGER_PATH, MANAGER, "LoadUnit", &e, &reply, "s", unit);
    if (r >= 0)
        r = sd_bus_message_read(reply, "o", &path);
    if (r >= 0)
        r = sd_bus_get_property_string(bus, SYSTEMD, path, UNIT, "Description", &e, &text);
    if (r < 0)
        rc = bt_fail(err, BT_EX_NOSUCH, "systemd knows no unit %s: %s", unit, e.message != NULL ? e.message : strerror(-r));
    else
        *ret = bt_strdup(text);
    free(text);
    free(unit);
    sd_bus_error_free(&e);
    sd_bus_message_unref(reply);
    sd_bus_unref(bus);
    return rc;
}
