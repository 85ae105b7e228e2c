/* lrm/metadata.h - what an agent says of itself: OCF meta-data read into a struct (Resource Agent API 1.0, 1.1). Pure.
 *
 * Reading is tolerant, as agents in the wild need it: what is missing is NULL, unknown elements are skipped. What can't be
 * meta-data at all is an error with a sentence.
 *
 * SPDX-License-Identifier: GPL-2.0-or-later */
#ifndef BATON_LRM_METADATA_H
#define BATON_LRM_METADATA_H

#include "lib/lib.h"
#include "xml/names.h"

#define LRM_META_MAX (16u * 1024 * 1024) /* bytes of meta-data that are read at all */

/* Strings of all of these belong to the meta-data; those that it does not have are NULL. */
struct lrm_meta_parameter {
    const char *name, *type, *default_value, *shortdesc, *longdesc, *unique_group;
    const char *obsoletes;  /* the former name, which may be given instead (fence agents) */
    bool required, unique, reloadable, deprecated;
    bool secret;            /* private="1" */
    struct bt_strv choices; /* of type select */
};
struct lrm_meta_action {
    const char *name, *timeout, *interval, *depth, *role, *start_delay; /* durations as written */
};

struct lrm_meta {
    const char *name, *version, *api_version, *shortdesc, *longdesc;
    struct lrm_meta_parameter *parameters;
    size_t n_parameters;
    struct lrm_meta_action *actions;
    size_t n_actions;
    xmlDoc *doc; /* the whole */
};

/* Reads the text that an agent printed. what: the agent's name for the error's sentence. BT_EX_DATAERR. */
int lrm_meta_parse(const char *text, size_t len, const char *what, struct lrm_meta **ret, struct bt_err *err);
/* NULL is fine; all strings that were taken of it end with it. */
void lrm_meta_free(struct lrm_meta *m);
/* The action of that name (the first, if there are several of different depth); NULL. */
const struct lrm_meta_action *lrm_meta_action(const struct lrm_meta *m, const char *name);
/* What is advised for a monitor of that role and OCF_CHECK_LEVEL (either may be NULL; old names of roles are known): the action that fits best; NULL if there
 * is no monitor at all. */
const struct lrm_meta_action *lrm_meta_monitor(const struct lrm_meta *m, const char *role, const char *depth);
/* The parameter of that name; NULL. */
const struct lrm_meta_parameter *lrm_meta_parameter(const struct lrm_meta *m, const char *name);

/* What clients expect of a fence agent's meta-data beside what it says: action, port and plug are filled in by the cluster, so they are not required;
 * start and stop are among the actions (Pacemaker 2.1.5 shows them so). */
void lrm_meta_complete_fencing(xmlNode *root);

/* The action by which it takes new parameters while it runs, as Pacemaker 2.1.5 judges: reload-agent of API 1.1, reload of API 1.0; NULL if it has
 * none. Static. */
const char *lrm_meta_reload_action(const struct lrm_meta *m);
/* "  b a  ": the parameters whose change asks for a restart although it can reload: those without reloadable (API 1.1), with unique
 * (1.0), the last first; "" if there are none; NULL if it can't reload. The caller's to free. */
char *lrm_meta_force_restart(const struct lrm_meta *m);
/* The same form: parameters that are secret: private, or if no parameter is marked so those named password, passwd or user. NULL if none. */
char *lrm_meta_secret(const struct lrm_meta *m);

#endif
