/* tools/crm/setup_device.c - a quorum device: a third machine that tells two halves of a cluster which of them may go on (see setup.h, setup_steps.h).
 *
 * Source: corosync-qdevice(8), corosync-qdevice-net-certutil(8), corosync-qnetd-certutil(8). The certificates are made in the manual's single steps rather than by its "quick
 * start", which wants this node to reach itself by ssh and goes on after errors:
 *   1. The device's host has an authority of its own (its package makes one).
 *   2. A member takes that authority's certificate, asks it to sign one for the cluster (its name is the subject) and keeps what comes back.
 *   3. All members have the same certificate and key: the others get the whole database.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#include "tools/crm/setup_steps.h"

#define HOST_DB "/etc/corosync/qnetd/nssdb"
#define FOLDER "/etc/corosync/qdevice/net"
#define AUTHORITY "qnetd-cacert.crt"
#define REQUEST "qdevice-net-node.crq"

static const char *setting(const struct conf *c, const char *name)
{
    char *path = bt_printf("quorum.device.net.%s", name);
    const char *value = conf_get(c, path);
    free(path);
    return value;
}

/* corosync-qdevice(8): on is the default, and means that it is tried. */
static bool wants_tls(const struct conf *c)
{
    return conf_has_device(c) && !bt_streq(setting(c, "tls"), "off");
}

const char *setup_units(const struct conf *c, bool to_stop)
{
    if (conf_has_device(c))
        return to_stop ? "baton corosync-qdevice corosync" : "corosync corosync-qdevice baton";
    return to_stop ? "baton corosync" : "corosync baton";
}

#define PLAIN "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._-"

/* Both become words for other machines' shells, and parts of paths there. */
static bool is_plain(const char *text, const char *allowed)
{
    return text != NULL && *text != '\0' && *text != '-' && text[strspn(text, allowed)] == '\0';
}

static bool is_node(const struct conf *c, const char *host)
{
    if (conf_has_node(c, host))
        return true;
    for (size_t i = 0; i < conf_nodes(c); i++)
        for (unsigned link = 0; link < CONF_LINKS_MAX; link++)
            if (bt_streq(conf_node_address(c, i, link), host))
                return true;
    return false;
}

int device_check_here(const struct setup_facts *f, struct bt_err *err)
{
    return !f->lacks_device_daemon ? BT_EX_OK
                                   : bt_fail(err, BT_EX_UNAVAILABLE, "corosync-qdevice is not installed here, by which a node asks for the quorum device's vote: install the package of that name on each node, "
                                                                     "and corosync-qnetd on the quorum device's machine");
}

int device_check(const struct setup_facts *f, const struct conf *c, const struct conf_device *d, struct bt_err *err)
{
    int64_t number;
    const char *name = conf_get(c, "totem.cluster_name");
    if (!is_plain(d->host, PLAIN ":"))
        return bt_fail(err, BT_EX_CONFIG, "\"%s\" can't be the quorum device's host: the name or the address of a machine is expected", d->host);
    if (is_node(c, d->host))
        return bt_fail(err, BT_EX_CONFIG, "%s is a node of this cluster: the quorum device has to be on a third machine, which lives on when a node is lost", d->host);
    if (!is_plain(name, PLAIN))
        return bt_fail(err, BT_EX_CONFIG, "the cluster's name \"%s\" can't be the subject of the quorum device's certificates: letters, digits, '.', '_' and '-' can", name != NULL ? name : "");
    if (!bt_parse_int(d->port, &number) || number < 1 || number > 65535)
        return bt_fail(err, BT_EX_CONFIG, "\"%s\" is no port of the quorum device: a number up to 65535 is expected", d->port);
    if (!bt_streq(d->algorithm, "ffsplit") && !bt_streq(d->algorithm, "lms"))
        return bt_fail(err, BT_EX_CONFIG, "the quorum device knows no algorithm \"%s\": ffsplit and lms are those", d->algorithm);
    if (!bt_streq(d->tls, "on") && !bt_streq(d->tls, "off") && !bt_streq(d->tls, "required"))
        return bt_fail(err, BT_EX_CONFIG, "TLS with the quorum device can be on, off or required, not \"%s\"", d->tls);
    if (!bt_streq(d->tie_breaker, "lowest") && !bt_streq(d->tie_breaker, "highest") && (!bt_parse_int(d->tie_breaker, &number) || number < 1 || number > UINT32_MAX))
        return bt_fail(err, BT_EX_CONFIG, "\"%s\" breaks no tie: lowest, highest or a nodeid is expected", d->tie_breaker);
    return device_check_here(f, err);
}

/* Certificates ------------------------------------------------------------------------------------------------------------ */

/* Whether those that are here are for this device: they are made before corosync.conf is written. */
static bool is_certified(const struct setup_facts *f, const struct conf *c)
{
    struct conf *present = NULL;
    bool is = f->has_certificates && f->conf != NULL && conf_parse(f->conf, &present, NULL) == BT_EX_OK && bt_streq(setting(present, "host"), setting(c, "host"));
    conf_free(present);
    return is;
}

/* Takes command. */
static void run(struct setup_plan *p, char *command, bool done, const char *why)
{
    step_run(p, command, done, why);
    free(command);
}

static void steps_certificates(const struct setup_facts *f, const struct conf *c, struct setup_plan *ret)
{
    const char *host = setting(c, "host"), *name = conf_get(c, "totem.cluster_name");
    bool done = is_certified(f, c);
    bool v6 = strchr(host, ':') != NULL; /* for scp, whose colon means something else */
    char *at = bt_printf("%s%s%s:" HOST_DB, v6 ? "[" : "", host, v6 ? "]" : "");
    char *sign = bt_printf("corosync-qnetd-certutil -s -c " HOST_DB "/" REQUEST ".%s -n %s", name, name);
    if (f->has_certificates && !done)
        step_run(ret, "rm -rf " SETUP_CERTIFICATES, false, "certificates for another quorum device, or half made");
    step_ssh(ret, host, "test -e " HOST_DB "/" AUTHORITY " || corosync-qnetd-certutil -i", done, bt_printf("%s signs certificates, unless it is set up to already", host));
    step_run(ret, "mkdir -p " FOLDER, done, "for this node's certificates");
    run(ret, bt_printf("scp -p %s/" AUTHORITY " " FOLDER "/", at), done, "whom this node is to believe");
    step_run(ret, "corosync-qdevice-net-certutil -i -c " FOLDER "/" AUTHORITY, done, "a place for certificates");
    run(ret, bt_printf("corosync-qdevice-net-certutil -r -n %s", name), done, "a key, and the request for its certificate");
    run(ret, bt_printf("scp -p " SETUP_CERTIFICATES "/" REQUEST " %s/" REQUEST ".%s", at, name), done, "the request goes to the quorum device's host");
    step_ssh(ret, host, sign, done, bt_printf("which signs it for the cluster %s", name));
    run(ret, bt_printf("scp -p %s/cluster-%s.crt " SETUP_CERTIFICATES "/", at, name), done, "the certificate comes back");
    run(ret, bt_printf("corosync-qdevice-net-certutil -M -c " SETUP_CERTIFICATES "/cluster-%s.crt", name), done, "and is kept with its key");
    free(at);
    free(sign);
}

void steps_device_prepare(const struct setup_facts *f, const struct conf *c, struct setup_plan *ret)
{
    const char *host = setting(c, "host");
    if (wants_tls(c))
        steps_certificates(f, c, ret);
    step_ssh(ret, host, "systemctl enable --now corosync-qnetd", false, bt_printf("the quorum device answers on %s: of two halves one gets its vote, and goes on", host));
}

void steps_device_copy(const struct conf *c, const char *host, struct setup_plan *ret)
{
    if (!wants_tls(c))
        return;
    step_run(ret, "mkdir -p " FOLDER, false, "for certificates");
    run(ret, bt_printf("scp -rp %s:" SETUP_CERTIFICATES " " FOLDER "/", host), false, "this node, too, shows the quorum device the cluster's certificate");
}

void steps_device_forget(const struct setup_facts *f, struct setup_plan *ret)
{
    step_run(ret, "rm -rf " SETUP_CERTIFICATES, !f->has_certificates, "this node does not need the quorum device's certificates any more");
}

/* Clusters that run --------------------------------------------------------------------------------------------------------- */

/* For each other member: a command for its shell; what: what it does by that. */
static void steps_on_others(const struct conf *c, const char *self, const char *command, const char *what, struct setup_plan *ret)
{
    for (size_t i = 0; i < conf_nodes(c); i++)
        if (!bt_streq(conf_node_name(c, i), self) && conf_node_address(c, i, 0) != NULL)
            step_ssh(ret, conf_node_address(c, i, 0), command, false, bt_printf("%s %s", conf_node_name(c, i), what));
}

static void steps_hand_out(const struct conf *c, const char *self, bool done, struct setup_plan *ret)
{
    for (size_t i = 0; wants_tls(c) && i < conf_nodes(c); i++) {
        const char *name = conf_node_name(c, i), *address = conf_node_address(c, i, 0);
        if (bt_streq(name, self) || address == NULL)
            continue;
        char *copy = bt_printf("scp -rp " SETUP_CERTIFICATES " %s:" FOLDER "/", address);
        step_ssh(ret, address, "mkdir -p " FOLDER, done, bt_printf("for certificates on %s", name));
        step_run_with(ret, copy, NULL, done, bt_printf("%s shows the quorum device the same certificate", name));
        free(copy);
    }
}

void steps_device_add(const struct setup_facts *f, const struct conf *c, const char *self, struct setup_plan *ret)
{
    char *text = conf_text(c);
    bool same = bt_streq(text, f->conf);
    steps_device_prepare(f, c, ret);
    steps_hand_out(c, self, same, ret);
    steps_spread(f, c, self, NULL, bt_printf("%s may give its vote to a half of the cluster", setting(c, "host")), ret);
    if (same) {
        step_run(ret, "systemctl enable --now corosync-qdevice", false, "asks for the quorum device's vote");
        steps_on_others(c, self, "systemctl enable --now corosync-qdevice", "asks for it as well", ret);
    } else {
        step_run(ret, "systemctl enable corosync-qdevice", false, "asks for the quorum device's vote");
        step_run(ret, "systemctl restart corosync-qdevice", false, "as it reads corosync.conf only when it starts");
        steps_on_others(c, self, "systemctl enable corosync-qdevice && systemctl restart corosync-qdevice", "asks for it as well", ret);
    }
    free(text);
}

int setup_device(const struct setup_facts *f, const char *self, const struct conf_device *d, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (!conf_has_node(c, self))
        rc = bt_fail(err, BT_EX_CONFIG, "%s is in no cluster that a quorum device could be for: " SETUP_CONF " does not name it; crm cluster init makes one", self);
    else
        rc = device_check(f, c, d, err);
    if (rc == BT_EX_OK) {
        conf_put_device(c, d);
        steps_device_add(f, c, self, ret);
    }
    conf_free(c);
    return rc;
}

int setup_remove_device(const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err)
{
    struct conf *c;
    int rc = setup_read_conf(f, &c, err);
    if (rc != BT_EX_OK)
        return rc;
    if (!conf_has_node(c, self) || !conf_has_device(c)) {
        conf_free(c);
        return bt_fail(err, BT_EX_NOSUCH, "%s is in no cluster with a quorum device: " SETUP_CONF " names none", self);
    }
    bool tls = wants_tls(c);
    if (conf_nodes(c) == 2)
        BT_PUSH(&ret->steps, ((struct setup_step){.kind = SETUP_CONFIGURE, .done = setup_has_option(f->cib, "priority-fencing-delay"), .text = bt_strdup("property priority-fencing-delay=" SETUP_RACE_DELAY "\n"),
                                                  .why = bt_strdup("of two nodes that lose sight of each other both will have quorum, and the one survives that runs more")}));
    steps_on_others(c, self, "systemctl disable --now corosync-qdevice", "counts on the quorum device's vote no more", ret);
    step_run(ret, "systemctl disable --now corosync-qdevice", false, "nor does this node");
    conf_remove_device(c);
    steps_spread(f, c, self, NULL, bt_strdup(conf_nodes(c) == 2 ? "of two nodes each has quorum alone now, so that only fencing decides (two_node)" : "there is no quorum device any more"), ret);
    if (tls) {
        steps_on_others(c, self, "rm -rf " SETUP_CERTIFICATES, "does not need its certificates any more", ret);
        steps_device_forget(f, ret);
    }
    conf_free(c);
    return BT_EX_OK;
}
