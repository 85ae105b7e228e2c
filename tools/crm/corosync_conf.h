/* tools/crm/corosync_conf.h - corosync.conf as a tree that is changed and written again with its comments. Pure.
 *
 * Source of the format: corosync.conf(5). "name {" opens a section, "}" closes it, "key: value" is one setting, "#" begins a comment; each stands on a line
 * of its own.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_CRM_COROSYNC_CONF_H
#define BATON_TOOLS_CRM_COROSYNC_CONF_H

#include "lib/lib.h"

enum { CONF_LINKS_MAX = 2 }; /* that we set up; corosync itself knows eight */

struct conf;

/* BT_EX_CONFIG with the line's number: a line that is nothing of the above, a section that is not closed. */
int conf_parse(const char *text, struct conf **ret, struct bt_err *err);
/* An empty one. */
struct conf *conf_new(void);
void conf_free(struct conf *c);
/* The file's text; the caller's to free. */
char *conf_text(const struct conf *c);

/* A setting by its path ("totem.token"): its value, NULL if there is none; or set (NULL: removed), with the sections that lead to it. */
const char *conf_get(const struct conf *c, const char *path);
void conf_set(struct conf *c, const char *path, const char *value);

/* Nodes, in their order. */
size_t conf_nodes(const struct conf *c);
const char *conf_node_name(const struct conf *c, size_t i);
/* Its ringN_addr; NULL if it has none of that number. */
const char *conf_node_address(const struct conf *c, size_t i, unsigned link);
bool conf_has_node(const struct conf *c, const char *name);
/* Adds a node with the lowest nodeid that is free, or gives one of that name these addresses. Sets quorum.two_node, and the quorum device's votes, as the number of nodes demands. */
void conf_put_node(struct conf *c, const char *name, const struct bt_strv *addresses);
/* Likewise; false if there is no such node. */
bool conf_remove_node(struct conf *c, const char *name);

/* A quorum device: a third machine, on which corosync-qnetd gives its vote to one side of a split (corosync-qdevice(8), CONFIGURATION). */
struct conf_device {
    const char *host, *port, *algorithm, *tie_breaker, *tls;
};
bool conf_has_device(const struct conf *c);
/* In place of one that is there. With it, corosync allows no two_node. */
void conf_put_device(struct conf *c, const struct conf_device *d);
void conf_remove_device(struct conf *c);

#endif
