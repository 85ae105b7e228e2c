/* tools/crm/cmd_cluster.c - levels "cluster" and "corosync": making, joining, leaving and looking at a cluster.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include <arpa/inet.h>
#include <errno.h>
#include <ifaddrs.h>
#include <net/if.h>
#include <netinet/in.h>
#include <stdio.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <time.h>
#include <unistd.h>

#include "lib/edge.h"
#include "tools/crm/health.h"
#include "tools/crm/session.h"
#include "tools/crm/setup.h"

enum { FILE_MAX = 1 << 20 };

/* Looking ------------------------------------------------------------------------------------------------------------ */

static int rings(struct session *s)
{
    const char *const argv[] = {"corosync-cfgtool", "-s", NULL};
    return session_run_tool(s, argv);
}

static int quorum(struct session *s)
{
    const char *const argv[] = {"corosync-quorumtool", "-s", NULL};
    int rc = session_run_tool(s, argv);
    return rc == 2 ? BT_EX_OK : rc; /* 2: no quorum, which it has said */
}

/* This node's corosync.conf; an empty one if there is none that can be read. */
static struct conf *own_conf(void)
{
    char *text = NULL;
    struct conf *c = NULL;
    if (bt_file_read(SETUP_CONF, FILE_MAX, &text, NULL, NULL) != BT_EX_OK || conf_parse(text, &c, NULL) != BT_EX_OK)
        c = conf_new();
    free(text);
    return c;
}

static int device_status(struct session *s)
{
    const char *const argv[] = {"corosync-qdevice-tool", "-sv", NULL};
    return session_run_tool(s, argv);
}

/* What the quorum device itself knows of this cluster. */
static int device_host(struct session *s)
{
    struct conf *c = own_conf();
    const char *host = conf_get(c, "quorum.device.net.host"), *name = conf_get(c, "totem.cluster_name");
    const char *const argv[] = {"ssh", host, "corosync-qnetd-tool", "-lv", "-c", name, NULL};
    int rc = host != NULL && name != NULL ? session_run_tool(s, argv) : session_misuse(s, "This cluster has no quorum device: " SETUP_CONF " names none");
    conf_free(c);
    return rc;
}

static int corosync_status(struct session *s, const struct bt_strv *args)
{
    const char *what = args->n > 0 ? args->v[0] : "ring";
    if (bt_streq(what, "ring"))
        return rings(s);
    if (bt_streq(what, "qdevice"))
        return device_status(s);
    if (bt_streq(what, "qnetd"))
        return device_host(s);
    return bt_streq(what, "quorum") ? quorum(s) : session_misuse(s, "Wrong type \"%s\" to query status", what);
}

static int cluster_status(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"crmadmin", "-D", NULL};
    (void)args;
    struct conf *c = own_conf();
    int rc = rings(s);
    if (rc == BT_EX_OK)
        rc = quorum(s);
    if (rc == BT_EX_OK && conf_has_device(c))
        rc = device_status(s);
    conf_free(c);
    int dc = session_run_tool(s, argv);
    return rc != BT_EX_OK ? rc : dc;
}

enum { STARTUP_S = 60 };

static int64_t now_ms(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* The daemons may only just have been started. */
static int wait_for_startup(struct session *s, const struct bt_strv *args)
{
    int64_t timeout_s = STARTUP_S;
    if (args->n > 0 && (!bt_parse_int(args->v[0], &timeout_s) || timeout_s < 0 || timeout_s > INT32_MAX))
        return session_misuse(s, "%s is no number of seconds", args->v[0]);
    struct cib_client_options options = {.client = "crm"};
    int64_t until = now_ms() + timeout_s * 1000;
    while (s->cib == NULL && cib_client_open(&options, &s->cib, NULL) != BT_EX_OK && now_ms() < until)
        nanosleep(&(struct timespec){.tv_nsec = 100000000}, NULL);
    s->wait = true;
    return session_cib(s) != NULL ? session_wait(s) : BT_EX_DISCONNECT;
}

/* What a command prints; NULL if it fails. The caller's to free. */
static char *output_of(const char *command)
{
    char piece[4096];
    struct bt_buf out = {0};
    FILE *p = popen(command, "re");
    if (p == NULL)
        return NULL;
    for (size_t n; (n = fread(piece, 1, sizeof piece, p)) > 0;)
        bt_buf_addn(&out, piece, n);
    if (pclose(p) == 0)
        return bt_buf_take(&out);
    bt_buf_free(&out);
    return NULL;
}

static int health(struct session *s, const struct bt_strv *args)
{
    static const char *const titles[] = {"ok", "WARNING", "ERROR"};
    (void)args;
    xmlDoc *cib = session_whole(s);
    if (cib == NULL)
        return BT_EX_DISCONNECT;
    char *links = output_of("corosync-cfgtool -s 2>/dev/null"), *verified = output_of("crm_verify -L 2>/dev/null");
    struct conf *conf = own_conf();
    char *device = conf_has_device(conf) ? output_of("corosync-qdevice-tool -sv 2>/dev/null") : NULL;
    struct health_facts facts = {.cib = cib, .conf = conf, .links = links, .device = device, .configuration_good = verified != NULL, .free_bytes = -1};
    struct health_findings findings = {0};
    struct stat key;
    struct statvfs fs;
    if (stat(SETUP_KEY, &key) == 0)
        facts.key_mode = key.st_mode & 07777;
    if (statvfs(BT_STATEDIR, &fs) == 0)
        facts.free_bytes = (int64_t)fs.f_bfree * (int64_t)fs.f_frsize;
    enum health_level worst = health_judge(&facts, &findings);
    for (size_t i = 0; i < findings.list.n; i++)
        printf("%-7s  %s\n", titles[findings.list.v[i].level], findings.list.v[i].text);
    health_free(&findings);
    free(links);
    free(device);
    free(verified);
    conf_free(conf);
    bt_xml_free(cib);
    return worst == HEALTH_ERROR ? BT_EX_ERROR : BT_EX_OK;
}

/* What is wanted ------------------------------------------------------------------------------------------------------ */

struct wishes {
    bool dry_run, stopped, remove_device;
    const char *name, *profile, *address, *peer, *fencing, *host;
    struct conf_device device; /* crmsh's options for it, and its defaults */
    struct bt_strv words;      /* what is no option */
};

/* What was not said of the quorum device. */
static int settle_device(struct session *s, struct conf_device *d)
{
    bool said = d->port != NULL || d->algorithm != NULL || d->tie_breaker != NULL || d->tls != NULL;
    if (d->host == NULL && said)
        return session_misuse(s, "Expected --qnetd-hostname HOST as well, the machine of the quorum device");
    d->port = d->port != NULL ? d->port : "5403";
    d->algorithm = d->algorithm != NULL ? d->algorithm : "ffsplit";
    d->tie_breaker = d->tie_breaker != NULL ? d->tie_breaker : "lowest";
    d->tls = d->tls != NULL ? d->tls : "on";
    return BT_EX_OK;
}

static int read_options(struct session *s, const struct bt_strv *args, struct wishes *w)
{
    bool yes; /* crmsh's -y: we never ask */
    const struct {
        const char *name, *letter;
        const char **value;
        bool *flag;
    } options[] = {{"--dry-run", "-d", NULL, &w->dry_run}, {"--stopped", NULL, NULL, &w->stopped}, {"--yes", "-y", NULL, &yes},
                   {"--name", "-n", &w->name, NULL},       {"--profile", NULL, &w->profile, NULL}, {"--address", "-a", &w->address, NULL},
                   {"--peer", "-p", &w->peer, NULL},       {"--fencing", "-f", &w->fencing, NULL}, {"--cluster-node", "-c", &w->host, NULL},
                   {"--qnetd-hostname", NULL, &w->device.host, NULL}, {"--qdevice-port", NULL, &w->device.port, NULL},
                   {"--qdevice-algo", NULL, &w->device.algorithm, NULL}, {"--qdevice-tie-breaker", NULL, &w->device.tie_breaker, NULL},
                   {"--qdevice-tls", NULL, &w->device.tls, NULL}, {"--qdevice", NULL, NULL, &w->remove_device}};
    for (size_t i = 0; i < args->n; i++) {
        const char *word = args->v[i];
        size_t k = 0;
        if (word[0] != '-') {
            bt_strv_add(&w->words, word);
            continue;
        }
        while (k < BT_COUNT(options) && !bt_streq(options[k].name, word) && !bt_streq(options[k].letter, word))
            k++;
        if (k == BT_COUNT(options))
            return session_misuse(s, "Unknown option %s", word);
        if (options[k].flag != NULL)
            *options[k].flag = true;
        else if (i + 1 == args->n)
            return session_misuse(s, "%s needs a value", word);
        else
            *options[k].value = args->v[++i];
    }
    return settle_device(s, &w->device);
}

/* Adds the first address of each of this machine's networks that others can reach, at most two. */
static void find_addresses(struct bt_strv *ret)
{
    struct ifaddrs *all = NULL;
    struct bt_strv seen = {0};
    char text[INET6_ADDRSTRLEN];
    if (getifaddrs(&all) != 0)
        return;
    for (const struct ifaddrs *a = all; a != NULL && ret->n < CONF_LINKS_MAX; a = a->ifa_next) {
        if (a->ifa_addr == NULL || a->ifa_addr->sa_family != AF_INET || (a->ifa_flags & IFF_LOOPBACK) != 0 || (a->ifa_flags & IFF_UP) == 0 ||
            bt_strv_has(&seen, a->ifa_name))
            continue;
        const void *in = (const char *)a->ifa_addr + offsetof(struct sockaddr_in, sin_addr);
        bt_strv_add(&seen, a->ifa_name);
        if (inet_ntop(AF_INET, in, text, sizeof text) != NULL)
            bt_strv_add(ret, text);
    }
    freeifaddrs(all);
    bt_strv_free(&seen);
}

static int check_addresses(struct session *s, const struct setup_node *n)
{
    unsigned char binary[sizeof(struct in6_addr)];
    if (n->addresses.n == 0 || n->addresses.n > CONF_LINKS_MAX)
        return session_misuse(s, "%s needs one address or two, of different networks (--address ADDRESS[,ADDRESS])", n->name);
    for (size_t i = 0; i < n->addresses.n; i++)
        if (inet_pton(AF_INET, n->addresses.v[i], binary) != 1 && inet_pton(AF_INET6, n->addresses.v[i], binary) != 1)
            return session_misuse(s, "\"%s\" of %s is no IP address", n->addresses.v[i], n->name);
    return BT_EX_OK;
}

/* name lives as long as the node. */
static int set_node(struct session *s, struct setup_node *n, const char *name, const char *addresses)
{
    n->name = name;
    for (const char *at = name; *at != '\0'; at++)
        if (strchr(" \t\n'\"{}:=,;$`", *at) != NULL || *name == '-')
            return session_misuse(s, "\"%s\" can't be the name of a node", name);
    if (addresses != NULL)
        bt_strv_split(&n->addresses, addresses, ",");
    else
        find_addresses(&n->addresses);
    return check_addresses(s, n);
}

/* What is here already. The texts and the document are the caller's to free. */
static void gather(struct setup_facts *f, char **conf)
{
    struct cib_client *c = NULL;
    struct cib_client_options options = {.client = "crm"};
    xmlDoc *cib = NULL;
    *conf = NULL;
    if (bt_file_read(SETUP_CONF, FILE_MAX, conf, NULL, NULL) != BT_EX_OK)
        *conf = NULL;
    if (cib_client_open(&options, &c, NULL) == BT_EX_OK && cib_client_whole(c, &cib, NULL) != BT_EX_OK)
        cib = NULL;
    cib_client_close(c);
    if (cib == NULL && bt_file_read_xml(BT_STATEDIR "/cib/cib.xml", &cib, NULL) != BT_EX_OK)
        cib = NULL;
    *f = (struct setup_facts){.conf = *conf, .has_key = access(SETUP_KEY, F_OK) == 0,
                                .has_certificates = access(SETUP_CERTIFICATES, F_OK) == 0,
                                .lacks_device_daemon = access("/usr/sbin/corosync-qdevice", X_OK) != 0, .cib = cib};
}

/* Doing ----------------------------------------------------------------------------------------------------------------- */

/* By a file that only root can read, since it may hold passwords. */
static int configure(struct session *s, const char *lines)
{
    char path[] = "/run/crm-setup.XXXXXX";
    const char *const argv[] = {"crm", "configure", "load", "update", path, NULL};
    int fd = mkstemp(path);
    size_t len = strlen(lines);
    if (fd < 0) {
        session_error(s, "Cannot make a file in /run: %s", strerror(errno));
        return BT_EX_CANTCREAT;
    }
    bool written = write(fd, lines, len) == (ssize_t)len;
    close(fd);
    int rc = written ? session_run_tool(s, argv) : BT_EX_IOERR;
    unlink(path);
    return rc;
}

static int run_words(struct session *s, struct bt_strv *argv)
{
    BT_PUSH(argv, NULL);
    int rc = session_run_tool(s, (const char *const *)argv->v);
    argv->n--;
    return rc;
}

static int do_step(struct session *s, struct setup_step *step)
{
    struct bt_err err = {0};
    switch (step->kind) {
    case SETUP_WRITE:
        return bt_file_write_durable(step->path, step->text, strlen(step->text), step->mode, &err) == BT_EX_OK ? BT_EX_OK : session_fail(s, &err);
    case SETUP_RUN:
        return run_words(s, &step->argv);
    case SETUP_CONFIGURE:
        return configure(s, step->text);
    }
    return BT_EX_SOFTWARE;
}

/* Shows the plan, or does it up to the first step that fails. */
static int carry_out(struct session *s, struct setup_plan *p, bool dry_run)
{
    struct bt_buf text = {0};
    int rc = BT_EX_OK;
    if (dry_run) {
        setup_show(p, &text);
        fputs(text.text != NULL ? text.text : "", stdout);
        bt_buf_free(&text);
        return rc;
    }
    for (size_t i = 0; rc == BT_EX_OK && i < p->steps.n; i++) {
        struct setup_step *step = &p->steps.v[i];
        session_info(s, "%zu of %zu: %s%s", i + 1, p->steps.n, step->why, step->done ? " (is so already)" : "");
        rc = step->done ? BT_EX_OK : do_step(s, step);
        if (rc != BT_EX_OK)
            session_error(s, "Step %zu failed, the %zu after it were not done; the same command goes on from here once the cause is gone", i + 1, p->steps.n - i - 1);
    }
    return rc;
}

/* One command: options, facts, plan(), doing. */
typedef int plan_fn(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err);

static int with_plan(struct session *s, const struct bt_strv *args, plan_fn *plan)
{
    struct wishes w = {0};
    struct setup_plan p = {0};
    struct setup_facts f;
    struct bt_err err = {0};
    char host[256] = "", *conf = NULL;
    int rc = read_options(s, args, &w);
    if (rc == BT_EX_OK) {
        gethostname(host, sizeof host - 1);
        gather(&f, &conf);
        rc = plan(s, &w, &f, host, &p, &err);
        if (err.code != BT_EX_OK)
            rc = session_fail(s, &err);
        if (rc == BT_EX_OK)
            rc = carry_out(s, &p, w.dry_run);
        bt_xml_free((xmlDoc *)f.cib);
    }
    free(conf);
    bt_strv_free(&w.words);
    setup_plan_free(&p);
    return rc;
}

/* A device for a cluster that is there: crmsh's stage of that name. */
static int plan_device(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    if (w->words.n > 1 || !bt_streq(w->words.v[0], "qdevice"))
        return session_misuse(s, "There is no stage %s: qdevice is the one that can be done alone", w->words.v[w->words.n - 1]);
    if (w->device.host == NULL)
        return session_misuse(s, "Expected --qnetd-hostname HOST, the machine of the quorum device");
    return setup_device(f, self, &w->device, ret, err);
}

static int plan_init(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    struct setup_wish wish = {.cluster_name = w->name != NULL ? w->name : "hacluster", .profile = setup_profile(w->profile),
                              .device = w->device.host != NULL ? &w->device : NULL};
    char *fencing = NULL, *peer = NULL;
    const char *equals = w->peer != NULL ? strchr(w->peer, '=') : NULL;
    int rc = BT_EX_OK;
    if (w->words.n > 0)
        return plan_device(s, w, f, self, ret, err);
    if (wish.profile == NULL)
        rc = session_misuse(s, "There is no profile %s: " SETUP_PROFILES " are", w->profile);
    else if (w->peer != NULL && equals == NULL)
        rc = session_misuse(s, "--peer %s names no address: NAME=ADDRESS[,ADDRESS] is expected", w->peer);
    if (rc == BT_EX_OK)
        rc = set_node(s, &wish.self, self, w->address);
    if (rc == BT_EX_OK && equals != NULL) {
        peer = bt_printf("%.*s", (int)(equals - w->peer), w->peer);
        rc = set_node(s, &wish.peer, peer, equals + 1);
    }
    if (rc == BT_EX_OK && w->fencing != NULL)
        rc = bt_file_read(w->fencing, FILE_MAX, &fencing, NULL, err);
    wish.fencing = fencing;
    if (rc == BT_EX_OK)
        rc = setup_init(f, &wish, ret, err);
    bt_strv_free(&wish.self.addresses);
    bt_strv_free(&wish.peer.addresses);
    free(peer);
    free(fencing);
    return rc;
}

/* corosync.conf of the node by which a cluster is joined; the caller's to free. It tells what is needed here, and that the node can be reached. */
static int ask_host(const char *host, char **ret, struct bt_err *err)
{
    char *command = bt_printf("ssh '%s' cat " SETUP_CONF, host); /* a host's name, as was checked */
    *ret = output_of(command);
    free(command);
    return *ret != NULL ? BT_EX_OK
                        : bt_fail(err, BT_EX_UNAVAILABLE, SETUP_CONF " of %s can't be read by ssh, so what the cluster is like is not known: it has to be a node of the cluster, and root has to "
                                                          "get there by ssh from here (ssh %s true tries it)", host, host);
}

static int plan_join(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    struct setup_node node = {0};
    struct setup_facts facts = *f;
    char *conf = NULL;
    if (w->host == NULL || w->host[0] == '-' || strpbrk(w->host, " \t\n'\"\\{}=,;$`") != NULL)
        return session_misuse(s, "Expected -c HOST, a node of the cluster that is to be joined");
    int rc = set_node(s, &node, self, w->address);
    if (rc == BT_EX_OK)
        rc = ask_host(w->host, &conf, err);
    facts.host_conf = conf;
    if (rc == BT_EX_OK)
        rc = setup_join(&facts, &node, w->host, ret, err);
    bt_strv_free(&node.addresses);
    free(conf);
    return rc;
}

static int plan_admit(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    struct setup_node node = {0};
    if (w->words.n != 2)
        return session_misuse(s, "Expected the node's name and its addresses: NAME ADDRESS[,ADDRESS]");
    int rc = set_node(s, &node, w->words.v[0], w->words.v[1]);
    if (rc == BT_EX_OK)
        rc = setup_admit(f, self, &node, ret, err);
    bt_strv_free(&node.addresses);
    return rc;
}

static int plan_remove(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    if (w->remove_device && w->words.n > 0)
        return session_misuse(s, "Expected either --qdevice or the name of one node");
    if (w->remove_device)
        return setup_remove_device(f, self, ret, err);
    if (w->words.n != 1)
        return session_misuse(s, "Expected the name of one node, or --qdevice");
    return setup_remove(f, self, w->words.v[0], w->stopped, ret, err);
}

static int plan_leave(struct session *s, const struct wishes *w, const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    (void)s, (void)w;
    return setup_leave(f, self, ret, err);
}

static int init(struct session *s, const struct bt_strv *args) { return with_plan(s, args, plan_init); }
static int join(struct session *s, const struct bt_strv *args) { return with_plan(s, args, plan_join); }
static int admit(struct session *s, const struct bt_strv *args) { return with_plan(s, args, plan_admit); }
static int remove_node(struct session *s, const struct bt_strv *args) { return with_plan(s, args, plan_remove); }
static int leave(struct session *s, const struct bt_strv *args) { return with_plan(s, args, plan_leave); }

/* The daemons of this node. */
static int systemctl(struct session *s, const char *what, bool stop)
{
    struct bt_strv argv = {0};
    struct conf *c = own_conf();
    bt_strv_add(&argv, "systemctl");
    bt_strv_add(&argv, what);
    bt_strv_split(&argv, setup_units(c, stop), " ");
    int rc = run_words(s, &argv);
    bt_strv_free(&argv);
    conf_free(c);
    return rc;
}

static int start(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return systemctl(s, "start", false);
}

static int stop(struct session *s, const struct bt_strv *args)
{
    (void)args;
    return systemctl(s, "stop", true);
}

static const struct command cluster_commands[] = {
    {"status", NULL, 0, 0, cluster_status, NULL, "Show links, quorum and the coordinating node"},
    {"health", NULL, 0, 0, health, NULL, "Tell what is not as it should be: links, nodes, fencing, failures, configuration, room on the disk"},
    {"init", NULL, 0, 0, init,
     "[--dry-run] [-n <name>] [-a <address>[,<address>]] [-p <peer>=<address>[,<address>]] [--profile fast|normal|patient] [-f <fencing file>] "
     "[[qdevice] --qnetd-hostname <host> [--qdevice-port <port>] [--qdevice-algo ffsplit|lms] [--qdevice-tie-breaker lowest|highest|<nodeid>] [--qdevice-tls on|off|required]]",
     "Make a cluster of this node, and its peer; the file has a line <node> <fence agent> <name>=<value> ... for each node. The host, a third machine with corosync-qnetd, "
     "is the quorum device; with \"qdevice\" a cluster that is there gets it"},
    {"join", NULL, 0, 0, join, "[--dry-run] -c <host> [-a <address>[,<address>]]", "Take this node into the cluster of another (by ssh)"},
    {"admit", NULL, 2, 0, admit, "[--dry-run] <node> <address>[,<address>]", "Write a node into this cluster's corosync.conf, so that it can join"},
    {"leave", NULL, 0, 0, leave, "[--dry-run]", "Take this node out of its cluster"},
    {"remove", "delete", 1, 0, remove_node, "[--dry-run] [--stopped] <node> | [--dry-run] --qdevice",
     "Take another node out of the cluster (by ssh, unless it is stopped), or the quorum device"},
    {"start", NULL, 0, 0, start, NULL, "Start the cluster's daemons on this node"},
    {"stop", NULL, 0, 0, stop, NULL, "Stop them in an orderly way"},
    {"wait_for_startup", NULL, 0, 1, wait_for_startup, "[<timeout>]", "Wait until the cluster is up and has nothing left to do"},
    {0},
};
const struct level level_cluster = {"cluster", cluster_commands, "The cluster as a whole", NULL, NULL};

/* corosync ---------------------------------------------------------------------------------------------------------------- */

static int corosync_show(struct session *s, const struct bt_strv *args)
{
    const char *const argv[] = {"cat", "/etc/corosync/corosync.conf", NULL};
    (void)args;
    return session_run_tool(s, argv);
}

static const struct command corosync_commands[] = {
    {"status", NULL, 0, 1, corosync_status, "[ring|quorum|qdevice|qnetd]", "Show the state of the links, of the quorum, of the quorum device as seen from here, or from its host"},
    {"show", NULL, 0, 0, corosync_show, NULL, "Show corosync.conf"},
    {0},
};
const struct level level_corosync = {"corosync", corosync_commands, "The messaging layer below the cluster", NULL, NULL};
