/* lib/opdigest.h - digests over the parameters that an operation ran with (lrm_rsc_op/@op-digest and its two sisters).
 *
 * The LRM writes them into the history; the policy engine computes them again from the configuration: a difference
 * means that the definition of a running resource changed. Both must agree byte for byte, with each other and with
 * Pacemaker, whose users' CIBs are taken over as they are. The rule, found by comparing with Pacemaker 2.1.5
 * (`crm_resource --digests` and live histories): MD5 of one line,
 *     " <parameters a=\"1\" b=\"2\"/>\n"
 * with the instance parameters in order of name (strcmp). Left out are CRM_meta_*, crm_feature_set, id, on_node,
 * on_node_uuid, op-digest and pcmk_external_ip; a recurring operation's CRM_meta_timeout is kept. In values &<>"' are
 * entities, a tab is four blanks, newline and carriage return are \n and \r, other control characters \ooo.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_OPDIGEST_H
#define BATON_OPDIGEST_H

#include "lib/digest.h"

struct bt_param {
    const char *name, *value;
};

/* Which parameters count. The list is the one that stands beside the digest: words between blanks, "  a b  ". */
enum bt_digest_scope {
    BT_DIGEST_ALL,    /* op-digest: all; list is not read */
    BT_DIGEST_LISTED, /* op-restart-digest: those in op-force-restart */
    BT_DIGEST_OTHERS, /* op-secure-digest: all but those in op-secure-params */
};

/* The digest, into out; returns out. params in any order, <attributes> of a graph's rsc_op as they come. */
const char *bt_opdigest(const struct bt_param *params, size_t n, bool recurring, enum bt_digest_scope scope,
                        const char *list, char out[BT_DIGEST_TEXT]);
/* Whether name is one of the words of such a list; false for a NULL list. */
bool bt_opdigest_listed(const char *list, const char *name);

#endif
