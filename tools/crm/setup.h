/* tools/crm/setup.h - what it takes to make a cluster of two machines, to join one and to leave it: as steps that are shown before they are done. Pure.
 *
 * A step says what is to be written or run and why; what is so already is in the list as done. So --dry-run and the real thing are the same list, and
 * a second run finds nothing left to do.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_SETUP_H
#define BATON_TOOLS_CRM_SETUP_H

#include "tools/crm/corosync_conf.h"

#define SETUP_CONF "/etc/corosync/corosync.conf"
#define SETUP_KEY "/etc/corosync/authkey"
#define SETUP_CERTIFICATES "/etc/corosync/qdevice/net/nssdb" /* for the quorum device: corosync-qdevice-net-certutil(8) */

/* How soon a silent node counts as lost. Both figures follow from corosync's token: it waits so long for a sign of life, then 1.2 times as long for the agreement of
 * the rest (corosync.conf(5): token, consensus). */
struct setup_profile {
    const char *name;
    int64_t token_ms;
};
/* NULL: the usual one ("normal"). NULL if there is none of that name. */
const struct setup_profile *setup_profile(const char *name);
/* The names, for messages: "fast, normal, patient". */
#define SETUP_PROFILES "fast, normal, patient"

struct setup_step {
    enum setup_kind {
        SETUP_WRITE,     /* path, text, mode */
        SETUP_RUN,       /* argv */
        SETUP_CONFIGURE, /* text: lines of crm's configuration language; may hold passwords */
    } kind;
    bool done;           /* it is so already */
    char *path, *text;
    unsigned mode;
    struct bt_strv argv;
    char *why;           /* half a sentence */
};

struct setup_plan {
    BT_VEC(struct setup_step) steps;
};
void setup_plan_free(struct setup_plan *p);

struct setup_node {
    const char *name;
    struct bt_strv addresses; /* 1 or 2; owned */
};

/* What is found on this machine. */
struct setup_facts {
    const char *conf;   /* text of corosync.conf, NULL: there is none */
    const char *host_conf; /* of the node by which a cluster is joined; NULL */
    bool has_key, has_certificates;
    bool lacks_device_daemon; /* corosync-qdevice is not installed */
    const xmlDoc *cib;  /* of the cluster that answers here, else what lies on the disk; NULL: there is neither */
};

struct setup_wish {
    const char *cluster_name;
    const struct setup_profile *profile;
    struct setup_node self, peer;   /* peer.name NULL: this machine alone, others join later */
    const char *fencing;            /* lines "NODE AGENT name=value ...", NULL: none */
    const struct conf_device *device; /* NULL: none, or the one that is there */
};

/* A new cluster, with this node and, if named, its peer. BT_EX_EXISTS: there is a corosync.conf that says something else. BT_EX_CONFIG: a fencing line that can't be read, or a quorum device that can't be. BT_EX_UNAVAILABLE: what
 * that needs is not installed. */
int setup_init(const struct setup_facts *f, const struct setup_wish *w, struct setup_plan *ret, struct bt_err *err);
/* This node into the cluster that host is in. BT_EX_EXISTS: it is in another. BT_EX_UNAVAILABLE: what it needs for that cluster's quorum device is not installed. */
int setup_join(const struct setup_facts *f, const struct setup_node *self, const char *host, struct setup_plan *ret, struct bt_err *err);
/* Another node into this one's corosync.conf, for setup_join(). BT_EX_CONFIG: there is no cluster here. */
int setup_admit(const struct setup_facts *f, const char *self, const struct setup_node *node, struct setup_plan *ret, struct bt_err *err);
/* This node out of its cluster. BT_EX_NOSUCH: it is in none. */
int setup_leave(const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err);
/* Another node out of the cluster; stopped: nothing runs on it any more. BT_EX_NOSUCH: there is none of that name. */
int setup_remove(const struct setup_facts *f, const char *self, const char *node, bool stopped, struct setup_plan *ret, struct bt_err *err);

/* A quorum device for the cluster that this node is in, in place of one that it has. BT_EX_CONFIG: there is no cluster here, or what is said of the device can't be. */
int setup_device(const struct setup_facts *f, const char *self, const struct conf_device *d, struct setup_plan *ret, struct bt_err *err);
/* The cluster without one. BT_EX_NOSUCH: it has none. */
int setup_remove_device(const struct setup_facts *f, const char *self, struct setup_plan *ret, struct bt_err *err);

/* The services of a node, for systemctl: corosync, its quorum device if corosync.conf has one, ours; or, to be stopped, ours first. */
const char *setup_units(const struct conf *c, bool to_stop);

/* Adds the plan as text, a step a paragraph; passwords are not shown. */
void setup_show(const struct setup_plan *p, struct bt_buf *out);

#endif
