/* lib/opkey.h - the composed names of the field: operation keys, transition keys and magics, agent names.
 *
 * Form of each as Pacemaker writes it in lrm_rsc_op (interfaces 3.4): they are contract with crm_mon, crmsh, pcs.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_OPKEY_H
#define BATON_OPKEY_H

#include "lib/base.h"

/* "RSC_OPERATION_INTERVALMS", e.g. "web_monitor_10000"; the caller's to free. */
char *bt_opkey(const char *rsc, const char *operation, int64_t interval_ms);
/* The reverse: the operation is the last word before the interval, or migrate_to, migrate_from, and "notify" for
 * the keys of notifications ("RSC_post_notify_start_0"). False if the key has not that form. Both strings are the
 * caller's to free. */
bool bt_opkey_parse(const char *key, char **ret_rsc, char **ret_operation, int64_t *ret_interval_ms);

/* Whether it is half of a live migration: migrate_to, on the source, or migrate_from, on the target. */
bool bt_is_migration(const char *operation);

/* What a graph's action is known by: "ACTION:TRANSITION:TARGETRC:UUID", e.g. "3:7:0:0f1c...". */
struct bt_transition_key {
    int action, transition, target_rc;
    char uuid[37]; /* of the DC's term */
};
/* As text; the caller's to free. */
char *bt_transition_key_text(const struct bt_transition_key *k);
/* False, *ret untouched, for anything else. Blanks at the end are taken for the padding of Pacemaker. */
bool bt_transition_key_parse(const char *s, struct bt_transition_key *ret);

/* "OPSTATUS:RC;TRANSITIONKEY", e.g. "0:0;3:7:0:0f1c..."; the caller's to free. */
char *bt_transition_magic(int op_status, int rc, const char *transition_key);
/* False, all three untouched, for anything else. */
bool bt_transition_magic_parse(const char *s, int *ret_status, int *ret_rc, struct bt_transition_key *ret);

/* "ocf:heartbeat:IPaddr2", "lsb:foo", "systemd:bar": the name of an agent from its three parts (provider may be NULL); the caller's to free. */
char *bt_agent_text(const char *standard, const char *provider, const char *type);

#endif
