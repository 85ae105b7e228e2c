/* tools/nvset.h - name-value pairs in the CIB: where a set of them hangs, how one is found, set and deleted.
 *
 * One mechanism for cluster options, node attributes (permanent and transient), defaults, utilization and the attributes of resources. Names of new sets and
 * pairs are those that Pacemaker's tools choose (crm_attribute(8), crm_resource(8)): "SET-NAME", with '#' and ':' as '.'.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_TOOLS_NVSET_H
#define BATON_TOOLS_NVSET_H

#include "cib/cib_client.h"

/* Where sets hang. Strings are the caller's and outlive the place. */
struct nv_place {
    const xmlNode *anchor;      /* an element of the CIB: a section, a node, a node_state, a resource */
    const char *section;        /* the section to create when anchor is NULL because it is not there yet */
    const char *below;          /* NULL, or the child of it that holds the sets: "transient_attributes", with the anchor's id */
    const char *set_tag;        /* "instance_attributes", "cluster_property_set" ... */
    const char *set_id;         /* only this set; NULL: any */
    const char *new_set_id;     /* the set to create when no set has the name; used when set_id is NULL */
};

/* What is searched in it: what fits all that is given. All NULL: every pair. */
struct nv_key {
    const char *name;
    const char *pattern; /* POSIX extended regular expression over names */
    const char *id;      /* of the nvpair */
};

struct nv_found {
    xmlNode **v; /* nvpair elements, in document order */
    size_t n, cap;
};

/* All pairs of the place that the key fits. BT_EX_DATAERR for a bad pattern. The list is the caller's to free (v only). */
int nv_find(const struct nv_place *p, const struct nv_key *k, struct nv_found *ret, struct bt_err *err);
/* The value of the first pair of that name, NULL if there is none. */
const char *nv_get(const struct nv_place *p, const char *name);
/* The change that gives the name a value: a document to send with CIB_OP_MODIFY and CIB_CAN_CREATE to the anchor's section (the root's name). It changes the
 * pair that there is, or makes one; k->id names the pair then, whatever it was called so far. */
xmlDoc *nv_change(const struct nv_place *p, const struct nv_key *k, const char *value);
/* Sends nv_change(). A value of the form "value++" or "value+=N" counts up. */
int nv_set(struct cib_client *c, const struct nv_place *p, const struct nv_key *k, const char *value, struct bt_err *err);
/* Deletes one pair that nv_find() gave. */
int nv_delete(struct cib_client *c, const xmlNode *pair, struct bt_err *err);

/* "SET-NAME" as an XML id; the caller's to free. */
char *nv_pair_id(const char *set_id, const char *name);

#endif
